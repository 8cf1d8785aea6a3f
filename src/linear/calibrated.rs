//! A learner's score -> the probability of its positive class: [`LinearModel`] and [`Sigmoid`] in one.

use super::LinearModel;
use super::calibration::Sigmoid;
use super::learner::class_counts;
use crate::error::Result;
use crate::sparse::{CsrMatrix, SparseRow};

/// A two-class model whose scores become probabilities.
///
/// ```
/// use linfa::traits::{Fit, Predict};
/// use linfa::{DatasetBase, ParamGuard};
/// use ndarray::array;
/// use standpoint::linear::{CalibratedClassifier, LinearSvc};
/// use standpoint::sparse::CsrMatrix;
///
/// let mut rows = CsrMatrix::new(2);
/// rows.push_row([(0, 1.0)]);
/// rows.push_row([(1, 1.0)]);
/// let model = LinearSvc::params().check()?.fit(&DatasetBase::new(rows.clone(), array![true, false]))?;
///
/// let mut held_out = CsrMatrix::new(2);
/// held_out.push_row([(0, 0.9), (1, 0.1)]);
/// held_out.push_row([(0, 0.8), (1, 0.2)]);
/// held_out.push_row([(1, 1.0)]);
/// let calibrated = CalibratedClassifier::fit(model, &held_out, &[true, true, false])?;
/// let probabilities = calibrated.predict(&rows);
/// assert!(*probabilities[0] > 0.5 && *probabilities[1] < 0.5);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CalibratedClassifier {
    /// What scores.
    pub model: LinearModel,
    /// What makes a probability of a score.
    pub sigmoid: Sigmoid,
}

impl CalibratedClassifier {
    /// Calibrates a fitted model on rows that it was not trained on: the scores of its own rows are too good.
    ///
    /// # Errors
    /// Where rows and labels differ in number, or only one class is there.
    pub fn fit(model: LinearModel, held_out: &CsrMatrix, positive: &[bool]) -> Result<Self> {
        class_counts(held_out, positive)?;
        let scores: Vec<f64> = held_out.iter().map(|row| model.decision_function(row)).collect();
        Ok(Self { sigmoid: Sigmoid::fit(&scores, positive), model })
    }

    /// The probability that a row is of the positive class.
    pub fn probability(&self, row: SparseRow<'_>) -> f64 {
        self.sigmoid.probability(self.model.decision_function(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_classes_and_a_label_for_each_row_are_needed() {
        let mut rows = CsrMatrix::new(1);
        rows.push_row([(0, 1.0)]);
        rows.push_row([(0, -1.0)]);
        let model = LinearModel::constant(true, 1);
        assert!(CalibratedClassifier::fit(model.clone(), &rows, &[true, true]).is_err());
        assert!(CalibratedClassifier::fit(model, &rows, &[true]).is_err());
    }
}
