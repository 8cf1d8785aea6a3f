//! Rows of few non-zeros: [`CsrMatrix`], compressed sparse rows, with linfa's `Records`.
//!
//! Values are `f32`, columns `u32`; every sum is an `f64` taken in column order, so that it is the same
//! on any machine and number of threads.

use std::sync::Arc;

use linfa::dataset::Records;
use rayon::prelude::*;

/// One row: column indices in rising order and their values.
///
/// ```
/// let row = standpoint::sparse::SparseRow { indices: &[0, 2], values: &[3.0, 4.0] };
/// assert_eq!(row.squared_norm(), 25.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SparseRow<'a> {
    /// Columns, strictly rising.
    pub indices: &'a [u32],
    /// One value for each index.
    pub values: &'a [f32],
}

impl<'a> SparseRow<'a> {
    /// Σ value · weights\[column\]; columns past the end of `weights` count as zero.
    pub fn dot(&self, weights: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (&column, &value) in self.indices.iter().zip(self.values) {
            sum += f64::from(value) * weights.get(column as usize).copied().unwrap_or(0.0);
        }
        sum
    }

    /// weights += scale · row.
    pub fn axpy(&self, scale: f64, weights: &mut [f64]) {
        for (&column, &value) in self.indices.iter().zip(self.values) {
            if let Some(weight) = weights.get_mut(column as usize) {
                *weight += scale * f64::from(value);
            }
        }
    }

    /// (column, value) of each entry.
    pub fn pairs(self) -> impl Iterator<Item = (u32, f32)> + Clone + use<'a> {
        self.indices.iter().copied().zip(self.values.iter().copied())
    }

    /// Σ value².
    pub fn squared_norm(&self) -> f64 {
        self.values.iter().map(|&value| f64::from(value) * f64::from(value)).sum()
    }
}

/// Compressed sparse rows, `rows` × `columns`.
///
/// ```
/// use standpoint::sparse::CsrMatrix;
/// let mut matrix = CsrMatrix::new(3);
/// matrix.push_row([(0, 1.0), (2, 0.5)]);
/// assert_eq!(matrix.row(0).dot(&[2.0, 9.0, 4.0]), 4.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CsrMatrix {
    offsets: Vec<usize>,
    /// Shared by matrices with other values in the same places.
    indices: Arc<Vec<u32>>,
    values: Vec<f32>,
    columns: usize,
}

impl CsrMatrix {
    /// An empty matrix of `columns` columns.
    pub fn new(columns: usize) -> Self {
        Self { offsets: vec![0], indices: Arc::default(), values: Vec::new(), columns }
    }

    /// Of whole parts: where each row ends among the entries, their columns and their values.
    pub(crate) fn from_parts(offsets: Vec<usize>, indices: Vec<u32>, values: Vec<f32>, columns: usize) -> Self {
        debug_assert!(offsets.last() == Some(&indices.len()) && indices.len() == values.len());
        Self { offsets, indices: Arc::new(indices), values, columns }
    }

    /// Of rows whose lengths are known: `fill` writes the columns and values of each, rows in parallel, where they stay.
    pub(crate) fn filled(columns: usize, lengths: &[usize], fill: impl Fn(usize, &mut [u32], &mut [f32]) + Sync) -> Self {
        let mut offsets = vec![0];
        offsets.extend(lengths.iter().scan(0, |end, length| {
            *end += length;
            Some(*end)
        }));
        let length = lengths.iter().sum();
        let (mut indices, mut values) = (vec![0; length], vec![0.0; length]);
        let rows = parts(&mut indices, &offsets).into_par_iter().zip(parts(&mut values, &offsets)).enumerate();
        rows.for_each(|(row, (indices, values))| fill(row, indices, values));
        Self { offsets, indices: Arc::new(indices), values, columns }
    }

    /// Other values in the same places: `fill` writes those of each row, rows in parallel.
    pub(crate) fn refilled(&self, fill: impl Fn(usize, &mut [f32]) + Sync) -> Self {
        let (offsets, mut values) = (self.offsets.clone(), vec![0.0; self.values.len()]);
        parts(&mut values, &offsets).into_par_iter().enumerate().for_each(|(row, values)| fill(row, values));
        Self { offsets, indices: self.indices.clone(), values, columns: self.columns }
    }

    /// The same rows with some of the columns alone, numbered anew.
    pub(crate) fn select_columns(&self, kept: &[bool]) -> Self {
        let mut next = 0;
        let places: Vec<Option<u32>> = kept
            .iter()
            .map(|&kept| {
                next += u32::from(kept);
                kept.then(|| next - 1)
            })
            .collect();
        let mut matrix = Self::new(next as usize);
        for row in self.iter() {
            matrix.push_row(row.pairs().filter_map(|(column, value)| Some((places[column as usize]?, value))));
        }
        matrix
    }

    /// Appends a row of (column, value) pairs, columns strictly rising and below [`CsrMatrix::columns`].
    pub fn push_row(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        let indices = Arc::make_mut(&mut self.indices);
        let start = indices.len();
        for (column, value) in row {
            assert!((column as usize) < self.columns, "column {column} of a matrix of {} columns", self.columns);
            assert!(indices.len() == start || indices[indices.len() - 1] < column, "columns of a row must rise");
            indices.push(column);
            self.values.push(value);
        }
        self.offsets.push(indices.len());
    }

    /// Row `row`.
    pub fn row(&self, row: usize) -> SparseRow<'_> {
        let range = self.offsets[row]..self.offsets[row + 1];
        SparseRow { indices: &self.indices[range.clone()], values: &self.values[range] }
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = SparseRow<'_>> {
        (0..self.rows()).map(|row| self.row(row))
    }

    /// A matrix of the rows named, in that order.
    pub fn select(&self, rows: &[usize]) -> Self {
        let lengths: Vec<usize> = rows.iter().map(|&row| self.row(row).indices.len()).collect();
        Self::filled(self.columns, &lengths, |at, indices, values| {
            let row = self.row(rows[at]);
            indices.copy_from_slice(row.indices);
            values.copy_from_slice(row.values);
        })
    }

    /// Columns as rows. O(non-zeros).
    pub(crate) fn transposed(&self) -> Self {
        let mut offsets = vec![0; self.columns + 1];
        self.indices.iter().for_each(|&column| offsets[column as usize + 1] += 1);
        for column in 0..self.columns {
            offsets[column + 1] += offsets[column];
        }
        let mut next = offsets.clone();
        let (mut indices, mut values) = (vec![0; self.values.len()], vec![0.0; self.values.len()]);
        for (row, number) in self.iter().zip(0..) {
            for (column, value) in row.pairs() {
                let at = &mut next[column as usize];
                (indices[*at], values[*at]) = (number, value);
                *at += 1;
            }
        }
        Self::from_parts(offsets, indices, values, self.rows())
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// The part of each row.
fn parts<'a, T>(mut all: &'a mut [T], offsets: &[usize]) -> Vec<&'a mut [T]> {
    let mut part = |ends: &[usize]| {
        let (row, others) = std::mem::take(&mut all).split_at_mut(ends[1] - ends[0]);
        all = others;
        row
    };
    offsets.windows(2).map(&mut part).collect()
}

impl Records for CsrMatrix {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.rows()
    }

    fn nfeatures(&self) -> usize {
        self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn select_keeps_the_rows_asked_for_in_the_order_asked_for() {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(0, 1.0)]);
        matrix.push_row([]);
        matrix.push_row([(0, 2.0), (1, 3.0)]);
        let selected = matrix.select(&[2, 1]);
        assert_eq!(selected.rows(), 2);
        assert_eq!(selected.row(0).values, [2.0, 3.0]);
        assert!(selected.row(1).indices.is_empty());
    }

    #[test]
    #[should_panic(expected = "must rise")]
    fn a_row_whose_columns_fall_is_refused() {
        CsrMatrix::new(3).push_row([(2, 1.0), (1, 1.0)]);
    }
}
