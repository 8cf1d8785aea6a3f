//! (column, weight) of each occurrence -> (column, sum of the weights), columns rising.
//!
//! Columns are sorted a byte at a time, lowest first, which for the hundreds of occurrences of an article takes a third
//! of what comparisons do.

/// What was counted of one article; its memory serves the next.
#[derive(Default)]
pub(super) struct Tally {
    found: Vec<(u32, f32)>,
    spare: Vec<(u32, f32)>,
}

/// Occurrences below which comparisons are sooner done.
const FEW: usize = 64;

impl Tally {
    pub fn clear(&mut self) {
        self.found.clear();
    }

    pub fn add(&mut self, column: u32, weight: f32) {
        self.found.push((column, weight));
    }

    /// Adds some; gives their number.
    pub fn add_all(&mut self, columns: impl Iterator<Item = u32>, weight: f32) -> usize {
        let before = self.found.len();
        self.found.extend(columns.map(|column| (column, weight)));
        self.found.len() - before
    }

    /// The sums so far, each rounded once. They are exact in `f64`, so that the order plays no part.
    pub fn row(&mut self) -> Vec<(u32, f32)> {
        self.sort();
        let mut row = vec![(0, 0.0); self.found.len()];
        let (mut length, mut last, mut sum) = (0, None, 0.0);
        for &(column, weight) in &self.found {
            let same = last == Some(column);
            sum = f64::from(weight) + if same { sum } else { 0.0 };
            length += usize::from(!same);
            row[length - 1] = (column, sum as f32);
            last = Some(column);
        }
        row.truncate(length);
        row
    }

    fn sort(&mut self) {
        if self.found.len() < FEW {
            self.found.sort_unstable_by_key(|&(column, _)| column);
            return;
        }
        let all = self.found.iter().fold(0, |all, (column, _)| all | column);
        self.spare.resize(self.found.len(), (0, 0.0));
        for shift in (0..u32::BITS).step_by(8).take_while(|&shift| all >> shift > 0) {
            let digit = |column: u32| (column >> shift) as u8 as usize;
            let mut places = [0_u32; 256];
            self.found.iter().for_each(|&(column, _)| places[digit(column)] += 1);
            let mut sum = 0;
            for place in &mut places {
                sum += std::mem::replace(place, sum);
            }
            for &(column, weight) in &self.found {
                let place = &mut places[digit(column)];
                self.spare[*place as usize] = (column, weight);
                *place += 1;
            }
            std::mem::swap(&mut self.found, &mut self.spare);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_column_has_the_sum_of_its_weights(found in prop::collection::vec((prop_oneof![0..300_u32, any::<u32>()], 1..4_u8), 0..400)) {
            let (mut tally, mut sums) = (Tally::default(), BTreeMap::new());
            for _ in 0..2 {
                tally.clear();
                found.iter().for_each(|&(column, weight)| tally.add(column, f32::from(weight)));
            }
            found.iter().for_each(|&(column, weight)| *sums.entry(column).or_insert(0.0) += f32::from(weight));
            prop_assert_eq!(tally.row(), sums.into_iter().collect::<Vec<_>>());
        }
    }
}
