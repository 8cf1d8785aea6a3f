//! Many labels out of two-class learners: one learner a label, against all other rows.
//!
//! A label that all rows or none carry gets a constant score. Of two labels of which every row carries exactly
//! one, one is learned and the other is its mirror. The rest are solved in lock-step (`coordinate_descent`).

use super::LinearModel;
use super::coordinate_descent::{Label, Problem, solve_labels};
use super::learner::parted;
use crate::error::Result;
use crate::sparse::CsrMatrix;

/// A model for each label; `labels[l][row]` says whether a row carries it, `start[l]`, where it is not empty, what
/// α starts from, and `costs(ones, zeros)` what a row without the label and one with it cost.
pub(super) fn fit(
    matrix: &CsrMatrix,
    labels: &[Vec<bool>],
    start: Option<&[Vec<f64>]>,
    costs: impl Fn(usize, usize) -> [f64; 2],
    problem: &Problem,
) -> Result<Vec<LinearModel>> {
    if let [label, other] = labels
        && label.len() == other.len()
        && label.iter().zip(other).all(|(one, other)| one != other)
    {
        let model = fit(matrix, &labels[..1], start, costs, problem)?.remove(0);
        let mirror = LinearModel { solution: model.solution.mirrored() };
        return Ok(vec![model, mirror]);
    }
    let (mut tasks, mut constant) = (Vec::new(), Vec::new());
    for (at, positive) in labels.iter().enumerate() {
        let (ones, zeros) = parted(matrix, positive)?;
        constant.push((ones == 0 || zeros == 0).then(|| LinearModel::constant(ones > 0, matrix.columns())));
        if ones > 0 && zeros > 0 {
            let start = start.and_then(|start| start.get(at)).filter(|alpha| alpha.len() == positive.len());
            tasks.push(Label { positive, costs: costs(ones, zeros), start: start.map(Vec::as_slice) });
        }
    }
    let mut learned = solve_labels(matrix, &tasks, problem).into_iter().map(|solution| LinearModel { solution });
    Ok(constant.into_iter().filter_map(|model| model.or_else(|| learned.next())).collect())
}
