//! In: values of a line. Out: one sparse row, kept as entries or added up to scores at once. Every value takes a
//! fixed run of columns, written or not, so that the order of the calls is the layout, the same for all lines.

/// Where `value` falls among the rising `edges`: the number of edges below it.
#[inline(always)]
pub(super) fn bin(value: f64, edges: &[f64]) -> usize {
    edges.iter().map(|&edge| usize::from(value > edge)).sum()
}

/// Where `value` lies on a broken line through rising `knots`: the knot left of it, and how far it is to the next.
#[inline(always)]
pub(super) fn hat(value: f64, knots: &[f64]) -> (usize, f32) {
    let value = value.clamp(knots[0], knots[knots.len() - 1]);
    let left = bin(value, &knots[1..knots.len() - 1]);
    (left, ((value - knots[left]) / (knots[left + 1] - knots[left])) as f32)
}

/// Where whole numbers fall among rising edges, as [`bin`] tells it, looked up.
pub(super) struct Steps<const N: usize> {
    /// What the first of the bins is of: 0, or the first edge where that is less.
    first: isize,
    bins: [u8; N],
}

impl<const N: usize> Steps<N> {
    /// `N` is two more than the last edge, or than what lies between the first and the last where the first is below 0.
    pub const fn new(edges: &[isize]) -> Self {
        let last = edges[edges.len() - 1];
        let first = if edges[0] < 0 { edges[0] } else { 0 };
        assert!(last - first + 2 == N as isize);
        let (mut bins, mut at) = ([0; N], 1);
        while at < N {
            bins[at] = bins[at - 1];
            if first + at as isize - 1 == edges[bins[at] as usize] {
                bins[at] += 1;
            }
            at += 1;
        }
        Self { first, bins }
    }

    /// The bin of a number; of a number below 0, see [`Steps::bin_of`].
    #[inline(always)]
    pub fn bin(&self, value: usize) -> usize {
        debug_assert_eq!(self.first, 0);
        usize::from(self.bins[value.min(N - 1)])
    }

    /// The bin of a number that may be below 0.
    #[inline(always)]
    pub fn bin_of(&self, value: isize) -> usize {
        usize::from(self.bins[((value - self.first).max(0) as usize).min(N - 1)])
    }

    /// The number of bins.
    #[inline(always)]
    pub fn size(&self) -> usize {
        usize::from(self.bins[N - 1]) + 1
    }
}

/// What the entries of a row are put into, in the order of their columns.
pub(super) trait Sink {
    fn put(&mut self, column: u32, value: f32);

    #[inline(always)]
    fn put_one(&mut self, column: u32) {
        self.put(column, 1.0);
    }
}

/// The entries themselves, to learn from.
impl Sink for Vec<(u32, f32)> {
    #[inline]
    fn put(&mut self, column: u32, value: f32) {
        self.push((column, value));
    }
}

/// The columns alone, of a row that is written into others, and has few.
impl Sink for Vec<u8> {
    #[inline]
    fn put(&mut self, column: u32, _: f32) {
        debug_assert!(column < 256);
        self.push(column as u8);
    }
}

/// The weights of four heads side by side, a column after the other, and 0 behind the last of them.
pub(super) type Weights = [Weight; COLUMNS];
/// The weights of a column, lying so that they are read at once.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
pub(super) struct Weight(pub [f64; 4]);

/// More columns than any row has: a power of two, so that no column lies beyond.
const COLUMNS: usize = 2048;

/// The scores of four heads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums<'a> {
    pub weights: &'a Weights,
    pub sums: [f64; 4],
}

impl Sink for Sums<'_> {
    #[inline(always)]
    fn put(&mut self, column: u32, value: f32) {
        let Weight(weights) = self.weights[column as usize % COLUMNS];
        self.sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += f64::from(value) * weight);
    }

    #[inline(always)]
    fn put_one(&mut self, column: u32) {
        let Weight(weights) = self.weights[column as usize % COLUMNS];
        self.sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
    }
}

/// A row being written.
#[derive(Debug, Default)]
pub(super) struct Row<S = Vec<(u32, f32)>> {
    pub columns: u32,
    pub entries: S,
}

impl<S: Sink> Row<S> {
    pub fn new(entries: S) -> Self {
        Self { columns: 0, entries }
    }

    /// One of `size` columns is 1, or none.
    #[inline(always)]
    pub fn one(&mut self, at: Option<usize>, size: usize) {
        if let Some(at) = at {
            debug_assert!(at < size, "{at} of {size}");
            self.entries.put_one(self.columns + at as u32);
        }
        self.columns += size as u32;
    }

    /// The column of the bin that `value` falls in is 1; none where there is no value.
    #[inline(always)]
    pub fn bin(&mut self, value: Option<f64>, edges: &[f64]) {
        self.one(value.map(|v| bin(v, edges)), edges.len() + 1);
    }

    /// The same of a whole number.
    #[inline(always)]
    pub fn step<const N: usize>(&mut self, value: usize, steps: &Steps<N>) {
        self.one(Some(steps.bin(value)), steps.size());
    }

    /// A column that is 1 where `on`.
    #[inline(always)]
    pub fn flag(&mut self, on: bool) {
        self.one(on.then_some(0), 1);
    }

    /// A broken line through rising `knots`: the two columns around `value` share 1 by its distance from them.
    #[inline(always)]
    pub fn hat(&mut self, value: f64, knots: &[f64]) {
        self.spread(hat(value, knots), knots.len());
    }

    /// The same, of a place on a line of `size` knots.
    #[inline(always)]
    pub fn spread(&mut self, (left, share): (usize, f32), size: usize) {
        for (at, part) in [(left, 1.0 - share), (left + 1, share)] {
            if part > 0.0 {
                self.entries.put(self.columns + at as u32, part);
            }
        }
        self.columns += size as u32;
    }

    /// The columns of a row of `size` written before are 1 here too.
    #[inline(always)]
    pub fn row(&mut self, columns: &[u8], size: u32) {
        columns.iter().for_each(|&column| self.entries.put_one(self.columns + u32::from(column)));
        self.columns += size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_takes_its_columns() {
        let mut row = Row::new(Vec::<(u32, f32)>::new());
        row.bin(Some(2.0), &[1.0, 2.0, 3.0]);
        row.bin(None, &[1.0]);
        row.flag(false);
        row.flag(true);
        row.hat(0.25, &[-1.0, 0.0, 1.0]);
        row.hat(9.0, &[0.0, 1.0]);
        assert_eq!(row.entries, [(1, 1.0), (7, 1.0), (9, 0.75), (10, 0.25), (12, 1.0)]);
        assert_eq!(row.columns, 13);
        let columns = [0, 2];
        let mut weights = [Weight::default(); COLUMNS];
        for (weights, w) in weights.iter_mut().zip([1.0, 2.0, 4.0, 8.0]) {
            weights.0 = [w, -w, 0.0, 1.0];
        }
        let mut row = Row::new(Sums { weights: &weights, sums: [0.5; 4] });
        row.flag(true);
        row.row(&columns, 3);
        assert_eq!((row.columns, row.entries.sums), (4, [11.5, -10.5, 0.5, 3.5]));
    }
    #[test]
    fn steps_are_bins() {
        static STEPS: Steps<11> = Steps::new(&[-2, -1, 3, 7]);
        for value in -9..=20 {
            assert_eq!(STEPS.bin_of(value), bin(value as f64, &[-2.0, -1.0, 3.0, 7.0]), "{value}");
        }
        assert_eq!(STEPS.size(), 5);
        static FROM_TWO: Steps<5> = Steps::new(&[2, 3]);
        assert_eq!([0, 2, 3, 4, 9].map(|value| FROM_TWO.bin(value)), [0, 0, 1, 2, 2]);
    }
}
