//! Many labels out of two-class learners: one learner a label, against all other rows.

use rayon::prelude::*;

use super::LinearModel;
use crate::error::Result;
use crate::sparse::CsrMatrix;

/// Fits one learner for each label; `positive(label)` says which rows carry it. Labels in parallel: each
/// learner is a computation of its own, so the number of threads changes nothing.
pub fn fit_one_vs_rest(
    labels: usize,
    matrix: &CsrMatrix,
    positive: impl Fn(usize) -> Vec<bool> + Sync,
    fit: impl Fn(&CsrMatrix, &[bool]) -> Result<LinearModel> + Sync,
) -> Result<Vec<LinearModel>> {
    (0..labels).into_par_iter().map(|label| fit(matrix, &positive(label))).collect()
}
