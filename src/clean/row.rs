//! In: values of a line. Out: one sparse row. Every value takes a fixed run of columns, written or not, so
//! that the order of the calls is the layout, the same for all lines.

/// Where `value` falls among the rising `edges`: the number of edges below it.
pub(super) fn bin(value: f64, edges: &[f64]) -> usize {
    edges.iter().take_while(|&&edge| value > edge).count()
}

/// A row being written.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub columns: u32,
    pub entries: Vec<(u32, f32)>,
}

impl Row {
    /// One of `size` columns is 1, or none.
    pub fn one(&mut self, at: Option<usize>, size: usize) {
        if let Some(at) = at {
            debug_assert!(at < size, "{at} of {size}");
            self.entries.push((self.columns + at.min(size - 1) as u32, 1.0));
        }
        self.columns += size as u32;
    }

    /// The column of the bin that `value` falls in is 1; none where there is no value.
    pub fn bin(&mut self, value: Option<f64>, edges: &[f64]) {
        self.one(value.map(|v| bin(v, edges)), edges.len() + 1);
    }

    /// A column that is 1 where `on`.
    pub fn flag(&mut self, on: bool) {
        self.one(on.then_some(0), 1);
    }

    /// A broken line through rising `knots`: the two columns around `value` share 1 by its distance from them.
    pub fn hat(&mut self, value: f64, knots: &[f64]) {
        let value = value.clamp(knots[0], knots[knots.len() - 1]);
        let left = bin(value, &knots[1..knots.len() - 1]);
        let share = ((value - knots[left]) / (knots[left + 1] - knots[left])) as f32;
        for (at, part) in [(left, 1.0 - share), (left + 1, share)] {
            if part > 0.0 {
                self.entries.push((self.columns + at as u32, part));
            }
        }
        self.columns += knots.len() as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_takes_its_columns() {
        let mut row = Row::default();
        row.bin(Some(2.0), &[1.0, 2.0, 3.0]);
        row.bin(None, &[1.0]);
        row.flag(false);
        row.flag(true);
        row.hat(0.25, &[-1.0, 0.0, 1.0]);
        row.hat(9.0, &[0.0, 1.0]);
        assert_eq!(row.entries, [(1, 1.0), (7, 1.0), (9, 0.75), (10, 0.25), (12, 1.0)]);
        assert_eq!(row.columns, 13);
    }
}
