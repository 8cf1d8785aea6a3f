//! Rows -> rows without their rare columns, and what these add to the products of rows: [`Compact`].
//!
//! Most columns of a corpus are in two to four of its articles, and a solver that visits rows in random order finds
//! their weights in no cache. As w = Σⱼ βⱼ xⱼ with β = α y, their part of w·xᵢ is Σⱼ βⱼ Pᵢⱼ as well, where Pᵢⱼ is
//! the product of the rare parts of rows i and j. Few rows share a rare column, there are fewer rows than columns,
//! and a step touches none of these weights. At the end they are made of the dual variables like all others.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::sparse::CsrMatrix;

/// A column of this many rows or fewer is rare. It leaves 0.14 of the columns of 20 Newsgroups (words and their pairs), and 0.96
/// of the numbers to be read for a margin.
const RARE: u32 = 8;

pub(super) struct Compact<'a> {
    /// The rows in the columns that are not rare, the most frequent first.
    pub kept: Cow<'a, CsrMatrix>,
    /// Σ value² of each row, rare columns included.
    pub norms: Vec<f64>,
    /// P, row by row: those of row i are `products[ends[i - 1]..ends[i]]`.
    ends: Vec<usize>,
    others: Vec<u32>,
    products: Vec<f32>,
}

impl<'a> Compact<'a> {
    /// The rows as they are: for a label or two, whose weights are small, the way back would cost more than it saves.
    pub(super) fn whole(matrix: &'a CsrMatrix) -> Self {
        Self {
            kept: Cow::Borrowed(matrix),
            norms: matrix.iter().map(|row| row.squared_norm()).collect(),
            ends: vec![0; matrix.rows()],
            others: Vec::new(),
            products: Vec::new(),
        }
    }

    /// O(non-zeros).
    pub(super) fn new(matrix: &'a CsrMatrix) -> Self {
        let mut counts = vec![0_u32; matrix.columns()];
        matrix.iter().for_each(|row| row.indices.iter().for_each(|&column| counts[column as usize] += 1));
        let rare: Vec<bool> = counts.iter().map(|&count| count <= RARE).collect();
        // The place of a column among its kind.
        let (mut places, mut starts, mut order) = (Vec::with_capacity(rare.len()), vec![0], Vec::new());
        let mut end = 0;
        for (column, (&count, &rare)) in counts.iter().zip(&rare).enumerate() {
            if rare {
                places.push(starts.len() as u32 - 1);
                end += count as usize;
                starts.push(end);
            } else {
                places.push(0);
                order.push(column as u32);
            }
        }
        // The weights that are wanted most lie together, in fewer pages of memory.
        order.sort_by_key(|&column| std::cmp::Reverse(counts[column as usize]));
        order.iter().zip(0..).for_each(|(&column, place)| places[column as usize] = place);
        let is_rare = |column: &u32| rare[*column as usize];
        let lengths: Vec<usize> = matrix.iter().map(|row| row.indices.iter().filter(|column| !is_rare(column)).count()).collect();
        let kept = CsrMatrix::filled(order.len(), &lengths, |row, indices, values| {
            let row = matrix.row(row);
            let kept = row.pairs().filter(|(column, _)| !is_rare(column));
            let mut pairs: Vec<(u32, f32)> = kept.map(|(column, value)| (places[column as usize], value)).collect();
            pairs.sort_unstable_by_key(|&(place, _)| place);
            for ((index, value), pair) in indices.iter_mut().zip(values).zip(pairs) {
                (*index, *value) = pair;
            }
        });
        let (mut entries, mut next) = (vec![(0, 0.0); end], starts.clone());
        for (at, row) in matrix.iter().enumerate() {
            for (column, value) in row.pairs().filter(|(column, _)| is_rare(column)) {
                let next = &mut next[places[column as usize] as usize];
                entries[*next] = (at as u32, value);
                *next += 1;
            }
        }
        let of_row = |row: usize| {
            let mut pairs: Vec<(u32, f64)> = Vec::new();
            for (column, value) in matrix.row(row).pairs().filter(|(column, _)| is_rare(column)) {
                let place = places[column as usize] as usize;
                let with = |&(other, its): &(u32, f32)| (other, f64::from(value) * f64::from(its));
                pairs.extend(entries[starts[place]..starts[place + 1]].iter().map(with));
            }
            pairs.sort_by_key(|&(other, _)| other);
            pairs.dedup_by(|next, sum| {
                let same = next.0 == sum.0;
                sum.1 += if same { next.1 } else { 0.0 };
                same
            });
            pairs.iter().map(|&(other, product)| (other, product as f32)).collect()
        };
        let rows: Vec<Vec<(u32, f32)>> = (0..matrix.rows()).into_par_iter().map(of_row).collect();
        let mut end = 0;
        let ends = rows.iter().map(|row| {
            end += row.len();
            end
        });
        let ends: Vec<usize> = ends.collect();
        let (mut others, mut products) = (Vec::with_capacity(end), Vec::with_capacity(end));
        for (other, product) in rows.into_iter().flatten() {
            others.push(other);
            products.push(product);
        }
        Self { kept: Cow::Owned(kept), ends, others, products, ..Self::whole(matrix) }
    }

    /// The rows j with Pᵢⱼ, as indices and values.
    pub(super) fn products(&self, row: usize) -> (&[u32], &[f32]) {
        let range = if row == 0 { 0 } else { self.ends[row - 1] }..self.ends[row];
        (&self.others[range.clone()], &self.products[range])
    }
}
