//! dual variables of many labels -> their weights, those of a column together: [`LabelWeights`].
//!
//! wⱼ = vⱼ Σ αᵢ yᵢ xᵢⱼ, in `f64` and in the order of the rows, as in `reached`. A block of columns is made at a time, whose sums stay in
//! a cache, of the rows' entries in these columns; the numbers of all labels lie side by side. No objective is
//! looked at, which takes as long as the weights.

use rayon::prelude::*;

use super::LinearModel;
use super::log_count_ratio::variance;
use super::reached::Reached;
use crate::sparse::CsrMatrix;

/// Sums that are made at a time, half a megabyte at most, and how many blocks of columns a thread goes through.
const SUMS: usize = 1 << 16;
const BLOCKS: usize = 4;

/// The columns of a block, for so many labels that were learned.
fn block(learned: usize) -> usize {
    (SUMS / learned.max(1)).clamp(64, SUMS / 2)
}

/// What many labels learned.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LabelWeights {
    /// \[column\]\[label\], flat.
    pub weights: Vec<f32>,
    /// One a label.
    pub intercepts: Vec<f64>,
    /// Whether each label's learner reached its tolerance.
    pub converged: Vec<bool>,
    /// The dual variables of each label, one a row; empty where its score is constant.
    pub alpha: Vec<Vec<f64>>,
}

/// Where the score of a label comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// It is the same for every row: whether all carry the label.
    Constant(bool),
    /// The place of what was learned.
    Learned(usize),
    /// The same with its sign turned.
    Mirrored(usize),
}

impl LabelWeights {
    /// Of models, each with as many weights as there are columns.
    pub fn of(models: Vec<LinearModel>) -> Self {
        let solutions = || models.iter().map(|model| &model.solution);
        let columns = solutions().map(|solution| solution.weights.len()).max().unwrap_or(0);
        let weights = (0..columns).flat_map(|column| solutions().map(move |solution| solution.weights[column] as f32));
        Self {
            weights: weights.collect(),
            intercepts: solutions().map(|solution| solution.intercept).collect(),
            converged: solutions().map(|solution| solution.converged).collect(),
            alpha: solutions().map(|solution| solution.alpha.clone()).collect(),
        }
    }

    /// Of what was reached over the rows of a matrix, a source a label. O(non-zeros × labels).
    pub(super) fn reached(matrix: &CsrMatrix, reached: &[Reached<'_>], sources: &[Source], scaling: f64) -> Self {
        let bias = |reached: &Reached<'_>| reached.beta.iter().map(|beta| beta * scaling).sum::<f64>() * scaling;
        let intercept = |source: &Source| match *source {
            Source::Constant(holds) => [-1.0, 1.0][usize::from(holds)],
            Source::Learned(at) => bias(&reached[at]),
            Source::Mirrored(at) => -bias(&reached[at]),
        };
        let of = |source: &Source| match *source {
            Source::Constant(_) => None,
            Source::Learned(at) | Source::Mirrored(at) => Some(&reached[at]),
        };
        Self {
            weights: weights(matrix, reached, sources),
            intercepts: sources.iter().map(intercept).collect(),
            converged: sources.iter().map(|source| of(source).is_none_or(|reached| reached.passes.is_some())).collect(),
            alpha: sources.iter().map(|source| of(source).map(Reached::alpha).unwrap_or_default()).collect(),
        }
    }

    /// Puts a label learned by itself before the one at `place`.
    pub fn insert(&mut self, place: usize, one: Self) {
        let labels = self.intercepts.len();
        let with = one.weights.iter().enumerate().flat_map(|(column, &weight)| {
            let (before, after) = self.weights[column * labels..(column + 1) * labels].split_at(place);
            before.iter().copied().chain([weight]).chain(after.iter().copied())
        });
        self.weights = with.collect();
        self.intercepts.splice(place..place, one.intercepts);
        self.converged.splice(place..place, one.converged);
        self.alpha.splice(place..place, one.alpha);
    }
}

/// \[column\]\[label\], flat.
fn weights(matrix: &CsrMatrix, reached: &[Reached<'_>], sources: &[Source]) -> Vec<f32> {
    let (learned, labels) = (reached.len(), sources.len());
    // Those of a row side by side, for the rows that carry any.
    let support: Vec<usize> = (0..matrix.rows()).filter(|&row| reached.iter().any(|of| of.beta[row] != 0.0)).collect();
    let betas: Vec<f64> = support.iter().flat_map(|&row| reached.iter().map(move |of| of.beta[row])).collect();
    let weight = |sums: &[f64], column: usize, source: &Source| {
        let of = |at: usize| sums[at] * variance(&reached[at].variances, column);
        match *source {
            Source::Constant(_) => 0.0,
            Source::Learned(at) => of(at) as f32,
            Source::Mirrored(at) => -of(at) as f32,
        }
    };
    let block = block(learned);
    let mut out = vec![0.0; matrix.columns() * labels];
    out.par_chunks_mut(BLOCKS * block * labels.max(1)).enumerate().for_each(|(part, out)| {
        let start = part * BLOCKS * block;
        // Where the entries of the next block begin in each row.
        let first = |&row: &usize| matrix.row(row).indices.partition_point(|&column| (column as usize) < start);
        let mut next: Vec<usize> = support.iter().map(first).collect();
        let mut sums = vec![0.0; block * learned];
        for (start, out) in (start..).step_by(block).zip(out.chunks_mut(block * labels)) {
            sums.fill(0.0);
            for ((&row, next), betas) in support.iter().zip(&mut next).zip(betas.chunks(learned.max(1))) {
                let row = matrix.row(row);
                while let Some(&column) = row.indices.get(*next).filter(|&&column| (column as usize) < start + block) {
                    let (value, at) = (f64::from(row.values[*next]), (column as usize - start) * learned);
                    let sums = &mut sums[at..at + learned];
                    sums.iter_mut().zip(betas).for_each(|(sum, beta)| *sum += beta * value);
                    *next += 1;
                }
            }
            for ((column, out), sums) in (start..).zip(out.chunks_mut(labels)).zip(sums.chunks(learned.max(1))) {
                out.iter_mut().zip(sources).for_each(|(out, source)| *out = weight(sums, column, source));
            }
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use linfa::ParamGuard;

    use super::*;
    use crate::linear::LinearSvc;
    use crate::rng::Rng;

    #[test]
    fn the_weights_of_all_labels_are_those_of_their_models() {
        // Columns of several parts, the last of them short.
        let (columns, block) = (BLOCKS * block(3) + block(3) + 7, block(3));
        let (mut rng, mut matrix) = (Rng::new(1), CsrMatrix::new(columns));
        for _ in 0..60 {
            let mut row: Vec<u32> = (0..300).map(|_| rng.below(columns) as u32).collect();
            row.extend([0, block - 1, block, BLOCKS * block, columns - 1].map(|column| column as u32));
            row.sort_unstable();
            row.dedup();
            matrix.push_row(row.into_iter().map(|column| (column, rng.below(100) as f32 / 100.0)));
        }
        let every = |n: usize| -> Vec<bool> { (0..60).map(|row| row % n == 0).collect() };
        let turned = every(3).iter().map(|holds| !holds).collect();
        let learner = LinearSvc::params().check().unwrap_or_else(|error| panic!("{error}"));
        for labels in [vec![every(2), every(1), every(3), every(5)], vec![every(3), turned], vec![every(7)], vec![every(1)]] {
            let together = learner.fit_weights(&matrix, &labels, None).expect("weights");
            let models = learner.fit_labels(&matrix, &labels, None).expect("models");
            assert!(together == LabelWeights::of(models), "{} labels", labels.len());
        }
    }

    #[test]
    fn a_label_learned_by_itself_takes_its_place() {
        let of = |weights: &[f32], labels: usize| LabelWeights {
            weights: weights.to_vec(),
            intercepts: vec![weights[0].into(); labels],
            converged: vec![true; labels],
            alpha: vec![vec![f64::from(weights[0])]; labels],
        };
        let mut both = of(&[1.0, 2.0, 3.0, 4.0], 2);
        both.insert(1, of(&[5.0, 6.0], 1));
        assert_eq!(both.weights, [1.0, 5.0, 2.0, 3.0, 6.0, 4.0]);
        assert_eq!(both.intercepts, [1.0, 5.0, 1.0]);
    }
}
