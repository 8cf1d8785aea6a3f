//! Many labels out of two-class learners: one learner a label, against all other rows.
//!
//! A label that all rows or none carry gets a constant score. Of two labels of which every row carries exactly
//! one, one is learned and the other is its mirror. The rest are solved in lock-step (`coordinate_descent`).

use rayon::prelude::*;

use super::LinearModel;
use super::coordinate_descent::{Label, Problem, descend};
use super::label_weights::{LabelWeights, Source};
use super::learner::parted;
use super::reached::Reached;
use crate::error::Result;
use crate::sparse::CsrMatrix;

/// Labels over the rows of a matrix; `labels[l][row]` says whether a row carries one, `start[l]`, where it is not empty, what
/// α starts from, and `costs(ones, zeros)` what a row without the label and one with it cost.
pub(super) struct OneVsRest<'a, C> {
    pub matrix: &'a CsrMatrix,
    pub labels: &'a [Vec<bool>],
    pub start: Option<&'a [Vec<f64>]>,
    pub costs: C,
    pub problem: &'a Problem,
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

    fn reached(&self) -> Result<(Vec<Reached<'a>>, Vec<Source>)> {
        let (mut tasks, mut sources) = (Vec::new(), Vec::new());
        let mirrored = match self.labels {
            [label, other] if label.len() == other.len() => label.iter().zip(other).all(|(one, other)| one != other),
            _ => false,
        };
        for (at, positive) in self.labels.iter().enumerate().take(if mirrored { 1 } else { usize::MAX }) {
            let (ones, zeros) = parted(self.matrix, positive)?;
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
        Ok((descend(self.matrix, &tasks, self.problem), sources))
    }
}
