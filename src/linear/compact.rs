//! Rows -> rows without their rare columns, and what these add to the products of rows: [`Compact`].
//!
//! Most columns of a corpus are in two to four of its articles, and a solver that visits rows in random order finds
//! their weights in no cache. As w = Σⱼ βⱼ xⱼ with β = α y, their part of w·xᵢ is Σⱼ βⱼ Pᵢⱼ as well, where Pᵢⱼ is
//! the product of the rare parts of rows i and j. Few rows share a rare column, there are fewer rows than columns,
//! and a step touches none of these weights. At the end they are made of the dual variables like all others.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::log_count_ratio::variance;
use crate::sparse::{CsrMatrix, SparseRow};

/// A column of this many rows or fewer is rare. It leaves 0.14 of the columns of 20 Newsgroups (words and their pairs), and 0.96
/// of the numbers to be read for a margin.
const RARE: u32 = 8;

/// Rows whose products a thread makes at a time.
const CHUNK: usize = 256;

pub(super) struct Compact<'a> {
    /// The rows in the columns that are not rare, the most frequent first.
    pub kept: Cow<'a, CsrMatrix>,
    /// The prior variance of the weight of each of these columns, and of each of the matrix; empty where all are 1.
    pub variances: Arc<[f32]>,
    pub all_variances: Arc<[f32]>,
    /// Σ variance · value² of each row, rare columns included.
    pub norms: Vec<f64>,
    /// Whether each row is only scored; empty where none is.
    left_out: &'a [bool],
    /// P, [`CHUNK`] rows after the other; empty where no column was left out.
    products: Vec<Products>,
}

/// P of some rows: the entries of the i-th are those from `ends[i - 1]` to `ends[i]`.
#[derive(Default)]
struct Products {
    ends: Vec<usize>,
    others: Vec<u32>,
    values: Vec<f32>,
}

fn squared(value: f32) -> f64 {
    f64::from(value) * f64::from(value)
}

/// Whether a row is only scored; none is where nothing is told of rows.
pub(super) fn leaves_out(left_out: &[bool], row: usize) -> bool {
    left_out.get(row).is_some_and(|&left_out| left_out)
}

impl<'a> Compact<'a> {
    /// The rows as they are: for a label or two, whose weights are small, the way back would cost more than it saves.
    pub(super) fn whole(matrix: &'a CsrMatrix, left_out: &'a [bool], variances: Arc<[f32]>) -> Self {
        let norm = |row: SparseRow<'_>| match &*variances {
            [] => row.squared_norm(),
            variances => row.pairs().map(|(column, value)| squared(value) * f64::from(variances[column as usize])).sum(),
        };
        Self {
            left_out,
            kept: Cow::Borrowed(matrix),
            norms: matrix.iter().map(norm).collect(),
            all_variances: variances.clone(),
            variances,
            products: Vec::new(),
        }
    }

    /// O(non-zeros).
    pub(super) fn new(matrix: &'a CsrMatrix, left_out: &'a [bool], variances: Arc<[f32]>) -> Self {
        // The entries that weights are made of.
        let taught = || (0..).zip(matrix.iter()).filter(|&(at, _)| !leaves_out(left_out, at));
        let mut counts = vec![0_u32; matrix.columns()];
        taught().for_each(|(_, row)| row.indices.iter().for_each(|&column| counts[column as usize] += 1));
        // Of a rare column the entries begin at the first number and are as many as the second; of another the first is its place
        // among its kind, and the second 0.
        let mut order: Vec<u32> = (0..).zip(&counts).filter(|(_, count)| **count > RARE).map(|(column, _)| column).collect();
        // The weights that are wanted most lie together, in fewer pages of memory.
        order.sort_by_key(|&column| std::cmp::Reverse(counts[column as usize]));
        let mut end = 0;
        let rare = counts.iter().map(|&count| {
            let first = end;
            end += if count > RARE { 0 } else { count };
            if count > RARE { (0, 0) } else { (first, count) }
        });
        let mut places: Vec<(u32, u32)> = rare.collect();
        (0..).zip(&order).for_each(|(place, &column)| places[column as usize] = (place, 0));
        let is_rare = |column: u32| counts[column as usize] <= RARE;
        let lengths = (0..matrix.rows()).into_par_iter();
        let lengths: Vec<usize> =
            lengths.map(|row| matrix.row(row).indices.iter().filter(|&&column| !is_rare(column)).count()).collect();
        let kept = CsrMatrix::filled(order.len(), &lengths, |row, indices, values| {
            let row = matrix.row(row);
            let kept = row.pairs().filter(|&(column, _)| !is_rare(column));
            for ((index, value), (column, its)) in indices.iter_mut().zip(values).zip(kept) {
                (*index, *value) = (places[column as usize].0, its);
            }
        });
        let mut entries = vec![(0, 0.0); end as usize];
        for (at, row) in taught() {
            for (column, value) in row.pairs() {
                let (first, length) = &mut places[column as usize];
                if *length > 0 {
                    entries[*first as usize] = (at as u32, value);
                    *first += 1;
                }
            }
        }
        let of_rows = |sums: &mut Vec<f64>, rows: Range<usize>| {
            let mut out = Products::default();
            for row in rows {
                let start = out.others.len();
                for (column, value) in matrix.row(row).pairs().filter(|(_, value)| *value != 0.0) {
                    let (end, length) = places[column as usize];
                    // The first is one past the last by now; of a column that is kept there are none.
                    let value = f64::from(value) * variance(&variances, column as usize);
                    let its_rows = if length == 0 { 0..0 } else { (end - length) as usize..end as usize };
                    for &(other, its) in &entries[its_rows] {
                        let sum = &mut sums[other as usize];
                        if *sum == 0.0 {
                            out.others.push(other);
                        }
                        *sum += value * f64::from(its);
                    }
                }
                out.values.extend(out.others[start..].iter().map(|&other| std::mem::take(&mut sums[other as usize]) as f32));
                out.ends.push(out.others.len());
            }
            out
        };
        let chunks = (0..matrix.rows()).step_by(CHUNK).collect::<Vec<_>>().into_par_iter();
        let products =
            chunks.map_init(|| vec![0.0; matrix.rows()], |sums, at| of_rows(sums, at..(at + CHUNK).min(matrix.rows()))).collect();
        let of_kept = order.iter().filter_map(|&column| variances.get(column as usize).copied()).collect();
        let whole = Self::whole(matrix, left_out, variances);
        Self { kept: Cow::Owned(kept), variances: of_kept, products, ..whole }
    }

    /// Whether a row is only scored, and nothing learns from it.
    pub(super) fn leaves_out(&self, row: usize) -> bool {
        leaves_out(self.left_out, row)
    }

    /// The rows j with Pᵢⱼ, as indices and values.
    pub(super) fn products(&self, row: usize) -> (&[u32], &[f32]) {
        let Some(chunk) = self.products.get(row / CHUNK) else { return (&[], &[]) };
        let at = row % CHUNK;
        let range = if at == 0 { 0 } else { chunk.ends[at - 1] }..chunk.ends[at];
        (&chunk.others[range.clone()], &chunk.values[range])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// More than are made at a time.
    const ROWS: usize = 2 * CHUNK + 88;

    #[test]
    fn kept_columns_and_products_give_the_score_of_every_row() {
        let mut rng = Rng::new(2);
        // Mostly rare columns; rare ones and others; none that is rare.
        for (columns, uniform) in [(600, true), (60, true), (5, true), (600, false), (60, false)] {
            let mut matrix = CsrMatrix::new(columns);
            for _ in 0..ROWS {
                let mut row: Vec<u32> = (0..if columns == 5 { 50 } else { 6 }).map(|_| rng.below(columns) as u32).collect();
                row.sort_unstable();
                row.dedup();
                matrix.push_row(row.into_iter().map(|column| (column, 0.5 + rng.below(100) as f32 / 100.0)));
            }
            let left_out: Vec<bool> = (0..ROWS).map(|row| row % 7 == 3).collect();
            let beta = |row: usize| if left_out[row] { 0.0 } else { rng.below(100) as f64 / 100.0 - 0.5 };
            let beta: Vec<f64> = (0..ROWS).map(beta).collect();
            let variances: Arc<[f32]> =
                if uniform { Arc::default() } else { (0..columns).map(|_| rng.below(50) as f32 / 10.0).collect() };
            let sum = |matrix: &CsrMatrix, variances: &[f32]| {
                let mut weights = vec![0.0; matrix.columns()];
                matrix.iter().zip(&beta).for_each(|(row, &beta)| row.axpy(beta, &mut weights));
                weights.iter_mut().zip(variances).for_each(|(weight, &variance)| *weight *= f64::from(variance));
                weights
            };
            let compact = Compact::new(&matrix, &left_out, variances.clone());
            let (weights, kept) = (sum(&matrix, &variances), sum(&compact.kept, &compact.variances));
            assert!(kept.len() <= weights.len() && (columns > 100 || !kept.is_empty()), "{columns}");
            for row in 0..ROWS {
                let (others, products) = compact.products(row);
                assert!(others.iter().all(|&other| !left_out[other as usize]));
                let rare: f64 = others.iter().zip(products).map(|(&other, &p)| f64::from(p) * beta[other as usize]).sum();
                let (ours, whole) = (compact.kept.row(row).dot(&kept) + rare, matrix.row(row).dot(&weights));
                assert!((ours - whole).abs() < 1e-5, "{columns} columns, row {row}: {ours} and {whole}");
                let norm: f64 =
                    matrix.row(row).pairs().map(|(column, value)| variance(&variances, column as usize) * squared(value)).sum();
                assert!((compact.norms[row] - norm).abs() < 1e-9);
            }
        }
    }
}
