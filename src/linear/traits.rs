//! linfa's traits for our learners: thin adapters over [`LinearSvc::fit_rows`] and its twin,
//! [`LinearModel::decision_function`] and [`CalibratedClassifier::probability`].

use linfa::dataset::{AsSingleTargets, DatasetBase, Pr};
use linfa::traits::{Fit, FitWith, Predict, PredictInplace};
use ndarray::Array1;

use super::{CalibratedClassifier, ComplementNb, LinearModel, LinearSvc, LogisticRegression, OnlineModel, OnlineSvc};
use crate::error::{Error, ErrorKind, Result};
use crate::sparse::{CsrMatrix, SparseRow};

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

impl<T: AsSingleTargets<Elem = bool>> Fit<CsrMatrix, T, Error> for ComplementNb {
    type Object = LinearModel;

    fn fit(&self, dataset: &DatasetBase<CsrMatrix, T>) -> Result<LinearModel> {
        self.fit_rows(dataset.records(), &dataset.as_single_targets().to_vec())
    }
}

/// Goes on learning one label, in the order of the rows.
impl<'a, T: AsSingleTargets<Elem = bool> + 'a> FitWith<'a, CsrMatrix, T, Error> for OnlineSvc {
    type ObjectIn = Option<OnlineModel>;
    type ObjectOut = OnlineModel;

    fn fit_with(&self, model: Option<OnlineModel>, dataset: &'a DatasetBase<CsrMatrix, T>) -> Result<OnlineModel> {
        let (rows, targets) = (dataset.records(), dataset.as_single_targets());
        let mut model = model.unwrap_or_else(|| self.start(rows.columns()));
        if model.labels() == 0 {
            model.add_label();
        }
        if model.labels() != 1 || model.columns() != rows.columns() || rows.rows() != targets.len() {
            let text = format!(
                "a model of {} labels and {} columns cannot learn {} targets of {} rows and {} columns; give one label, the same columns and a target a row",
                model.labels(),
                model.columns(),
                targets.len(),
                rows.rows(),
                rows.columns()
            );
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        for (row, &positive) in rows.iter().zip(targets) {
            self.learn(&mut model, row, if positive { &[0] } else { &[] });
        }
        Ok(model)
    }
}

/// Writes what `each` says of every row.
fn fill<T>(records: &CsrMatrix, targets: &mut Array1<T>, each: impl Fn(SparseRow<'_>) -> T) {
    // linfa's own models stop here too: the trait has no error to return.
    assert_eq!(records.rows(), targets.len(), "one target for each row");
    for (row, target) in records.iter().zip(targets) {
        *target = each(row);
    }
}

impl PredictInplace<CsrMatrix, Array1<bool>> for LinearModel {
    fn predict_inplace(&self, records: &CsrMatrix, targets: &mut Array1<bool>) {
        fill(records, targets, |row| self.decision_function(row) > 0.0);
    }

    fn default_target(&self, records: &CsrMatrix) -> Array1<bool> {
        Array1::default(records.rows())
    }
}

impl PredictInplace<CsrMatrix, Array1<Pr>> for CalibratedClassifier {
    fn predict_inplace(&self, records: &CsrMatrix, targets: &mut Array1<Pr>) {
        fill(records, targets, |row| Pr::new(self.probability(row) as f32));
    }

    fn default_target(&self, records: &CsrMatrix) -> Array1<Pr> {
        Array1::default(records.rows())
    }
}

// linfa predicts on a data set and on a dense array by itself; a bare matrix of ours is ours to do.
impl Predict<&CsrMatrix, Array1<bool>> for LinearModel {
    fn predict(&self, records: &CsrMatrix) -> Array1<bool> {
        let mut targets = self.default_target(records);
        self.predict_inplace(records, &mut targets);
        targets
    }
}

impl Predict<&CsrMatrix, Array1<Pr>> for CalibratedClassifier {
    fn predict(&self, records: &CsrMatrix) -> Array1<Pr> {
        let mut targets = self.default_target(records);
        self.predict_inplace(records, &mut targets);
        targets
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn rows() -> CsrMatrix {
        let mut rows = CsrMatrix::new(2);
        for row in [[(0, 1.0), (1, 0.25)], [(0, 0.5), (1, 1.0)], [(0, 0.75), (1, 0.5)], [(0, 0.25), (1, 0.75)]] {
            rows.push_row(row);
        }
        rows
    }

    #[test]
    fn a_bare_matrix_and_a_data_set_get_the_same_labels_and_probabilities() {
        let truth = array![true, false, true, false];
        let dataset = DatasetBase::new(rows(), truth.clone());
        let model = LogisticRegression::params().c(100.0).fit(&dataset).expect("a model");
        assert_eq!(model.predict(&rows()), truth);
        assert_eq!(model.predict(&dataset), truth);
        let calibrated = CalibratedClassifier::fit(model, &rows(), &truth.to_vec()).expect("a sigmoid");
        let probabilities = calibrated.predict(&rows());
        assert_eq!(probabilities, calibrated.predict(&dataset));
        for (row, probability) in rows().iter().zip(probabilities) {
            assert_eq!(*probability, calibrated.probability(row) as f32);
        }
    }

    #[test]
    #[should_panic(expected = "one target for each row")]
    fn targets_of_another_length_are_refused() {
        LinearModel::constant(true, 2).predict_inplace(&rows(), &mut array![true]);
    }
}
