//! In: values of a line. Out: one sparse row, kept as entries or added up to scores at once. Every value takes a
//! fixed run of columns, written or not, so that the order of the calls is the layout, the same for all lines.

/// Where `value` falls among the rising `edges`: the number of edges below it.
#[inline(always)]
pub(super) fn bin(value: f64, edges: &[f64]) -> usize {
    // In 32 bits, and without a branch, four edges are compared at once.
    let value = value as f32;
    let mut below = [0; 4];
    for at in (0..edges.len()).step_by(4) {
        let four: [f32; 4] = std::array::from_fn(|lane| edges.get(at + lane).map_or(f32::INFINITY, |&edge| edge as f32));
        below.iter_mut().zip(four).for_each(|(below, edge)| *below += i32::from(value > edge));
    }
    below.iter().sum::<i32>() as usize
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

    /// The entries that the line `at` lends to the rows around it, in the columns from `column` on: those of one of
    /// the places where it may stand beside a row.
    #[inline(always)]
    fn lend(&mut self, column: u32, _place: usize, _at: usize, lent: impl Iterator<Item = (u32, f32)>) {
        lent.for_each(|(at, value)| self.put(column + at, value));
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

/// Where the columns of each place begin, and nothing of the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Places<const P: usize>(pub [u32; P]);

impl<const P: usize> Sink for Places<P> {
    fn put(&mut self, _: u32, _: f32) {}

    fn lend(&mut self, column: u32, place: usize, _: usize, _: impl Iterator<Item = (u32, f32)>) {
        self.0[place] = column;
    }
}

/// The weights of four heads side by side, lying so that they are read at once: a score needs no more than 32 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(align(16))]
pub(super) struct Four(pub [f32; 4]);

impl Four {
    #[inline(always)]
    pub fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, value)| *sum += value);
    }

    #[inline(always)]
    fn times(self, factor: f32) -> Self {
        Self(self.0.map(|value| value * factor))
    }
}

/// Of each column the weights, and 0 behind the last.
pub(super) type Weights = [Four; COLUMNS];

/// More columns than any row has: a power of two, so that no column lies beyond.
const COLUMNS: usize = 2048;

/// The weights of `size` columns at each of the places where a line may stand beside a row.
pub(super) fn placed<const P: usize>(weights: &Weights, places: Places<P>, size: usize) -> Vec<[Four; P]> {
    (0..size).map(|column| places.0.map(|begin| weights[begin as usize + column])).collect()
}

/// What a line adds to the scores of a row, at each of its places: one sum for all that it lends there.
#[inline(always)]
pub(super) fn share<const P: usize>(weights: &[[Four; P]], lent: impl Iterator<Item = (u32, f32)>) -> [Four; P] {
    let mut sums = [Four::default(); P];
    for (column, value) in lent {
        sums.iter_mut().zip(&weights[column as usize]).for_each(|(sum, weight)| sum.add(weight.times(value)));
    }
    sums
}

/// The scores of four heads, with what each line adds at its places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums<'a, const P: usize> {
    pub weights: &'a Weights,
    pub shares: &'a [[Four; P]],
    pub sums: Four,
}

impl<const P: usize> Sink for Sums<'_, P> {
    #[inline(always)]
    fn put(&mut self, column: u32, value: f32) {
        self.sums.add(self.weights[column as usize % COLUMNS].times(value));
    }

    #[inline(always)]
    fn put_one(&mut self, column: u32) {
        self.sums.add(self.weights[column as usize % COLUMNS]);
    }

    #[inline(always)]
    fn lend(&mut self, _: u32, place: usize, at: usize, _: impl Iterator<Item = (u32, f32)>) {
        self.sums.add(self.shares[at][place]);
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
        spread(hat(value, knots)).for_each(|(at, part)| self.entries.put(self.columns + at, part));
        self.columns += knots.len() as u32;
    }

    /// What the line `at` lends at one of its places, `size` columns wide.
    #[inline(always)]
    pub fn lend(&mut self, place: usize, at: usize, lent: impl Iterator<Item = (u32, f32)>, size: u32) {
        self.entries.lend(self.columns, place, at, lent);
        self.columns += size;
    }
}

/// A place between two knots as the two columns that share 1.
#[inline(always)]
pub(super) fn spread((left, share): (usize, f32)) -> impl Iterator<Item = (u32, f32)> {
    [(left as u32, 1.0 - share), (left as u32 + 1, share)].into_iter().filter(|entry| entry.1 > 0.0)
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
        let mut weights = [Four::default(); COLUMNS];
        for (weights, w) in weights.iter_mut().zip([1.0, 2.0, 4.0, 8.0, 16.0]) {
            weights.0 = [w, -w, 0.0, 1.0];
        }
        let lent = || [(0, 1.0), (2, 0.5)].into_iter();
        let write = |row: &mut Row<Sums<2>>| {
            row.flag(true);
            row.lend(1, 0, lent(), 3);
        };
        let shares = [share(&placed(&weights, Places([0, 1]), 3), lent())];
        let mut row = Row::new(Sums { weights: &weights, shares: &shares, sums: Four([0.5; 4]) });
        write(&mut row);
        assert_eq!((row.columns, row.entries.sums), (4, Four([7.5, -6.5, 0.5, 3.0])));
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
