//! linfa's traits for our learners: thin adapters over [`LinearSvc::fit_rows`] and its twin.

use linfa::dataset::{AsSingleTargets, DatasetBase};
use linfa::traits::{Fit, PredictInplace};
use ndarray::Array1;

use super::{LinearModel, LinearSvc, LogisticRegression};
use crate::error::{Error, Result};
use crate::sparse::CsrMatrix;

impl<T: AsSingleTargets<Elem = bool>> Fit<CsrMatrix, T, Error> for LinearSvc {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, T>) -> Result<LinearModel> {
        self.fit_rows(dataset.records(), &dataset.as_single_targets().to_vec())
    }
}

impl<T: AsSingleTargets<Elem = bool>> Fit<CsrMatrix, T, Error> for LogisticRegression {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, T>) -> Result<LinearModel> {
        self.fit_rows(dataset.records(), &dataset.as_single_targets().to_vec())
    }
}

impl PredictInplace<CsrMatrix, Array1<bool>> for LinearModel {
    fn predict_inplace(&self, records: &CsrMatrix, targets: &mut Array1<bool>) {
        for (row, target) in records.iter().zip(targets.iter_mut()) {
            *target = self.decision_function(row) > 0.0;
        }
    }

    fn default_target(&self, records: &CsrMatrix) -> Array1<bool> {
        Array1::from_elem(records.rows(), false)
    }
}
