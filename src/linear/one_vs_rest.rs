//! Many labels out of two-class learners: one learner a label, against all other rows.
//!
//! A label that all rows or none carry gets a constant score. Of two labels of which every row carries exactly
//! one, one is learned and the other is its mirror. The rest are solved in lock-step (`coordinate_descent`).

use rayon::prelude::*;

use super::LinearModel;
use super::coordinate_descent::{Label, Problem, descend};
use super::label_weights::{LabelWeights, Source};
use super::learner::parted;
use super::log_count_ratio::FEW;
use super::reached::Reached;
use crate::error::Result;
use crate::sparse::CsrMatrix;

/// Labels over the rows of a matrix; `labels[l][row]` says whether a row carries one, `start[l]`, where it is not empty, what
/// α starts from, and `costs(ones, zeros)` what a row without the label and one with it cost.
pub(super) struct OneVsRest<'a, C> {
    pub matrix: &'a CsrMatrix,
    /// Whether each row is left out: nothing is learned from it. Empty where none is.
    pub left_out: &'a [bool],
    pub labels: &'a [Vec<bool>],
    pub start: Option<&'a [Vec<f64>]>,
    pub costs: C,
    pub problem: &'a Problem,
}

/// What a label learned of some rows says of others.
pub(crate) struct LeftOut {
    /// The dual variables of all rows; empty where the score is constant.
    pub alpha: Vec<f64>,
    /// The scores of the rows left out, in their order.
    pub scores: Vec<f64>,
}

impl<'a, C: Fn(usize, usize) -> [f64; 2]> OneVsRest<'a, C> {
    /// A model for each label.
    pub fn models(self) -> Result<Vec<LinearModel>> {
        let (reached, sources) = self.reached()?;
        let solutions: Vec<_> = reached.into_par_iter().map(|reached| reached.solution(self.matrix, self.problem)).collect();
        let model = |source: &Source| match *source {
            Source::Constant(holds) => LinearModel::constant(holds, self.matrix.columns()),
            Source::Learned(at) => LinearModel { solution: solutions[at].clone() },
            Source::Mirrored(at) => LinearModel { solution: solutions[at].mirrored() },
        };
        Ok(sources.iter().map(model).collect())
    }

    /// The weights of all labels, without their objectives.
    pub fn weights(self) -> Result<LabelWeights> {
        let (reached, sources) = self.reached()?;
        Ok(LabelWeights::reached(self.matrix, &reached, &sources, self.problem.intercept_scaling))
    }

    /// What is said of the rows left out, by the weights as they were looked for: they hold the sum of roundings, some 1e-6, and the
    /// weights of rare columns are made for no more than these rows.
    pub fn left_out(self) -> Result<Vec<LeftOut>> {
        let (reached, sources) = self.reached()?;
        let count = self.left_out.iter().filter(|&&left_out| left_out).count();
        let of = |source: &Source| match *source {
            Source::Constant(holds) => LeftOut { alpha: Vec::new(), scores: vec![if holds { 1.0 } else { -1.0 }; count] },
            Source::Learned(at) => LeftOut { alpha: reached[at].alpha(), scores: reached[at].left_out.clone() },
            Source::Mirrored(at) => {
                LeftOut { alpha: reached[at].alpha(), scores: reached[at].left_out.iter().map(|score| -score).collect() }
            }
        };
        Ok(sources.iter().map(of).collect())
    }

    fn reached(&self) -> Result<(Vec<Reached<'a>>, Vec<Source>)> {
        let (mut tasks, mut sources) = (Vec::new(), Vec::new());
        let mirrored = match self.labels {
            [label, other] if label.len() == other.len() => label.iter().zip(other).all(|(one, other)| one != other),
            _ => false,
        };
        for (at, positive) in self.labels.iter().enumerate().take(if mirrored { 1 } else { usize::MAX }) {
            let (ones, zeros) = parted(self.matrix, self.left_out, positive)?;
            if ones == 0 || zeros == 0 {
                sources.push(Source::Constant(ones > 0));
                continue;
            }
            let start = self.start.and_then(|start| start.get(at)).filter(|alpha| alpha.len() == positive.len());
            sources.push(Source::Learned(tasks.len()));
            tasks.push(Label { positive, costs: (self.costs)(ones, zeros), start: start.map(Vec::as_slice) });
        }
        if mirrored {
            sources.push(match sources[0] {
                Source::Constant(holds) => Source::Constant(!holds),
                _ => Source::Mirrored(0),
            });
        }
        // By all labels: some fits may have none to learn for one of them, and should weigh the others no differently.
        let shared = self.labels.len() > FEW;
        Ok((descend(self.matrix, self.left_out, &tasks, shared, self.problem), sources))
    }
}
