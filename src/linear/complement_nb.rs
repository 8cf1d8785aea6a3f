//! rows + labels -> weights in one pass over them: [`ComplementNb`].
//!
//! The weight of column j for label l is ln θⱼ − ln θⱼ(l), where θⱼ(l) is the column's share of all values in the rows
//! without l, its complement, and θⱼ its share in all rows, α added to each sum. A score above 0 says that those rows are worse
//! at telling the text than all rows are. Rows without a label are many even where those with it are few: so weights of rare labels
//! are as sure as any, which they are not in other naive Bayes (Rennie, Shih, Teevan and Karger, ICML 2003).
//! Scores are those of scikit-learn's `ComplementNB` plus Σ xⱼ ln θⱼ, which is the same for all labels.

use libm::log;
use linfa::ParamGuard;
use rayon::prelude::*;

use super::learner::parted;
use super::{LinearModel, coordinate_descent::Solution};
use crate::error::{Error, ErrorKind, Result};
use crate::sparse::CsrMatrix;

/// Complement naive Bayes. These are the checked parameters; build them through [`ParamGuard::check`] of the parameter set.
///
/// ```
/// use linfa::ParamGuard;
/// use standpoint::linear::ComplementNb;
/// use standpoint::sparse::CsrMatrix;
///
/// let mut rows = CsrMatrix::new(2);
/// rows.push_row([(0, 1.0)]);
/// rows.push_row([(1, 1.0)]);
/// rows.push_row([(1, 0.5)]);
/// let labels = [vec![true, false, false], vec![false, true, true]];
/// let models = ComplementNb::params().alpha(0.1).check()?.fit_labels(&rows, &labels)?;
/// assert!(models[0].decision_function(rows.row(0)) > models[1].decision_function(rows.row(0)));
///
/// let error = ComplementNb::params().alpha(0.0).check().unwrap_err();
/// assert_eq!(error.to_string(), "alpha must be above 0 and finite; it is 0");
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ComplementNb {
    alpha: f64,
}

/// The unchecked parameters of [`ComplementNb`].
#[derive(Debug, Clone, PartialEq)]
pub struct ComplementNbParams(ComplementNb);

impl ComplementNb {
    /// Parameters with their defaults: α 1.
    pub fn params() -> ComplementNbParams {
        ComplementNbParams(Self { alpha: 1.0 })
    }

    /// Learns to tell the rows where `positive` is true from the others. O(non-zeros + columns).
    ///
    /// # Errors
    /// As [`ComplementNb::fit_labels`], and where only one class is there.
    pub fn fit_rows(&self, matrix: &CsrMatrix, positive: &[bool]) -> Result<LinearModel> {
        super::learner::class_counts(matrix, positive)?;
        Ok(self.fit_labels(matrix, &[positive.to_vec()])?.remove(0))
    }

    /// Learns to tell the rows of each label from the others; `labels[l][row]` says whether a row carries it. A label that
    /// all rows or none carry gets a constant score. O(non-zeros × labels a row + columns × labels), labels in parallel.
    ///
    /// # Errors
    /// Where rows and labels differ in number, or a value is below 0.
    pub fn fit_labels(&self, matrix: &CsrMatrix, labels: &[Vec<bool>]) -> Result<Vec<LinearModel>> {
        if let Some(row) = matrix.iter().position(|row| row.values.iter().any(|&value| value < 0.0)) {
            let text = format!("values must be 0 or above for naive Bayes; one in row {} is below, use another learner", row + 1);
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        let mut all = vec![0.0; matrix.columns()];
        matrix.iter().for_each(|row| row.axpy(1.0, &mut all));
        let of_all = self.logarithms(&all);
        let fit = |positive: &Vec<bool>| {
            let (ones, zeros) = parted(matrix, &[], positive)?;
            if ones == 0 || zeros == 0 {
                return Ok(LinearModel::constant(ones > 0, matrix.columns()));
            }
            let mut others = all.clone();
            let carrying = matrix.iter().zip(positive).filter(|(_, positive)| **positive);
            carrying.for_each(|(row, _)| row.axpy(-1.0, &mut others));
            let mut weights = self.logarithms(&others);
            weights.iter_mut().zip(&of_all).for_each(|(weight, of_all)| *weight = of_all - *weight);
            let (intercept, objective, duality_gap, alpha) = (0.0, 0.0, 0.0, Vec::new());
            let solution = Solution { weights, intercept, iterations: 1, converged: true, objective, duality_gap, alpha };
            Ok(LinearModel { solution })
        };
        labels.par_iter().map(fit).collect()
    }

    /// The logarithm of each column's share of all values.
    fn logarithms(&self, sums: &[f64]) -> Vec<f64> {
        // What is left of a sum from which all was taken is not always 0.
        let smoothed = sums.iter().map(|sum| sum.max(0.0) + self.alpha);
        let whole = log(smoothed.clone().sum());
        smoothed.map(|sum| log(sum) - whole).collect()
    }
}

impl ComplementNbParams {
    /// What is added to the sum of each column, above 0; the larger, the less a column that is rare can say. Default 1.
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.alpha = alpha;
        self
    }
}

impl ParamGuard for ComplementNbParams {
    type Checked = ComplementNb;
    type Error = Error;

    fn check_ref(&self) -> Result<&ComplementNb> {
        let alpha = self.0.alpha;
        if alpha > 0.0 && alpha.is_finite() {
            return Ok(&self.0);
        }
        Err(Error::new(ErrorKind::Parameter, format!("alpha must be above 0 and finite; it is {alpha}")))
    }

    fn check(self) -> Result<ComplementNb> {
        self.check_ref()?;
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_those_of_the_definition() {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(0, 3.0)]);
        matrix.push_row([(0, 1.0), (1, 2.0)]);
        let models = ComplementNb { alpha: 1.0 }.fit_labels(&matrix, &[vec![true, false], vec![true, true]]).expect("models");
        // All rows: (4 + 1, 2 + 1) of 8; those without the label: (1 + 1, 2 + 1) of 5.
        let expected = [(5.0f64 / 8.0).ln() - (2.0f64 / 5.0).ln(), (3.0f64 / 8.0).ln() - (3.0f64 / 5.0).ln()];
        for (weight, expected) in models[0].solution.weights.iter().zip(expected) {
            assert!((weight - expected).abs() < 1e-12, "{weight} {expected}");
        }
        assert_eq!(models[1], LinearModel::constant(true, 2));
    }

    #[test]
    fn values_below_0_are_refused() {
        let mut matrix = CsrMatrix::new(1);
        matrix.push_row([(0, 1.0)]);
        matrix.push_row([(0, -1.0)]);
        let error = ComplementNb { alpha: 1.0 }.fit_rows(&matrix, &[true, false]).expect_err("an error");
        assert!(error.to_string().contains("one in row 2 is below"), "{error}");
    }
}
