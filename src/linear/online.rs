//! rows, one after the other -> weights of many labels: [`OnlineSvc`], for data that does not fit in memory.
//!
//! A row is scored, then learned by one step down the squared hinge losses Σ max(0, 1 − yₗ sₗ)² of all labels, each
//! against the rest. The step of a column is rate / (0.03 + √G), with G the sum of its squared gradients so far, over rows
//! and labels: AdaGrad (Duchi, Hazan and Singer, JMLR 2011) with one G for all labels of a column. That is half of the memory,
//! was better on 20 Newsgroups (.862 beside .828 with one a label, each row labelled before it was learned) and as good on IMDB and
//! AG News; on Reuters one a label was sometimes better (.785 beside .766). FTRL-proximal (McMahan and others, KDD 2013), AROW
//! and logistic losses were worse. In `f32`, in the order of the rows.

use libm::sqrtf;
use linfa::ParamGuard;

use crate::error::{Error, ErrorKind, Result};
use crate::sparse::SparseRow;

/// Parameters of the online learner, checked; build them through [`ParamGuard::check`].
///
/// ```
/// use linfa::traits::FitWith;
/// use linfa::{DatasetBase, ParamGuard};
/// use ndarray::array;
/// use standpoint::linear::OnlineSvc;
/// use standpoint::sparse::CsrMatrix;
///
/// let mut rows = CsrMatrix::new(2);
/// rows.push_row([(0, 1.0)]);
/// rows.push_row([(1, 1.0)]);
/// let first = DatasetBase::new(rows.clone(), array![true, false]);
/// let learner = OnlineSvc::params().learning_rate(0.5).check()?;
/// let model = learner.fit_with(None, &first)?;
/// assert!(model.scores(rows.row(0))[0] > model.scores(rows.row(1))[0]);
/// let model = learner.fit_with(Some(model), &first)?;
/// assert_eq!(model.rows(), 4);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct OnlineSvc {
    learning_rate: f64,
}

/// The unchecked parameters of [`OnlineSvc`].
#[derive(Debug, Clone, PartialEq)]
pub struct OnlineSvcParams(OnlineSvc);

impl OnlineSvc {
    /// Parameters with their defaults: learning rate 0.4.
    pub fn params() -> OnlineSvcParams {
        OnlineSvcParams(Self { learning_rate: 0.4 })
    }

    /// The length of steps.
    pub fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    /// A model of no label yet and so many columns.
    pub fn start(&self, columns: usize) -> OnlineModel {
        let (weights, squares) = (Vec::new(), vec![0.0; columns]);
        OnlineModel { room: 0, weights, squares, intercepts: Vec::new(), intercept_squares: Vec::new(), rows: 0 }
    }

    /// Learns one row, whose labels are `holding`, those of the model, and gives the scores it had before.
    /// O(non-zeros × labels).
    pub fn learn(&self, model: &mut OnlineModel, row: SparseRow<'_>, holding: &[usize]) -> Vec<f32> {
        model.rows += 1;
        let scores = model.scores(row);
        let gradient = |(label, score): (usize, &f32)| {
            let sign = if holding.contains(&label) { 1.0 } else { -1.0 };
            -2.0 * sign * (1.0 - sign * score).max(0.0)
        };
        let gradients: Vec<f32> = scores.iter().enumerate().map(gradient).collect();
        let square: f32 = gradients.iter().map(|gradient| gradient * gradient).sum();
        if square == 0.0 {
            return scores;
        }
        let rate = self.learning_rate as f32;
        for (column, value) in row.pairs() {
            let sum = &mut model.squares[column as usize];
            *sum += square * value * value;
            let step = rate * value / (SMALL + sqrtf(*sum));
            let start = column as usize * model.room;
            let weights = &mut model.weights[start..start + gradients.len()];
            weights.iter_mut().zip(&gradients).for_each(|(weight, gradient)| *weight -= step * gradient);
        }
        let intercepts = model.intercepts.iter_mut().zip(&mut model.intercept_squares);
        for ((intercept, sum), gradient) in intercepts.zip(gradients) {
            *sum += gradient * gradient;
            *intercept -= INTERCEPT * rate * gradient / (1.0 + sqrtf(*sum));
        }
        scores
    }
}

/// What keeps the first steps finite.
const SMALL: f32 = 0.03;
/// The share of the rate at which an intercept, which is in every row, is learned.
const INTERCEPT: f32 = 0.3;

impl OnlineSvcParams {
    /// How long steps are, above 0 and up to 10. Default 0.4.
    pub fn learning_rate(mut self, rate: f64) -> Self {
        self.0.learning_rate = rate;
        self
    }
}

impl ParamGuard for OnlineSvcParams {
    type Checked = OnlineSvc;
    type Error = Error;

    fn check_ref(&self) -> Result<&OnlineSvc> {
        let rate = self.0.learning_rate;
        if rate > 0.0 && rate <= 10.0 {
            return Ok(&self.0);
        }
        Err(Error::new(ErrorKind::Parameter, format!("learning_rate must be above 0 and at most 10; it is {rate}")))
    }

    fn check(self) -> Result<OnlineSvc> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// The weights so far, of as many labels as were added.
///
/// ```
/// use standpoint::linear::OnlineSvc;
/// use linfa::ParamGuard;
/// let mut model = OnlineSvc::params().check()?.start(4);
/// model.add_label();
/// assert_eq!((model.labels(), model.weight(3, 0), model.rows()), (1, 0.0, 0));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct OnlineModel {
    /// \[column\]\[room\], flat: what a column adds to every score lies together.
    weights: Vec<f32>,
    /// Labels that there is room for.
    room: usize,
    /// Σ gradient² of each column.
    squares: Vec<f32>,
    intercepts: Vec<f32>,
    intercept_squares: Vec<f32>,
    rows: u64,
}

impl OnlineModel {
    /// Adds a label that no row so far had: its score starts at −1 where there were any.
    pub fn add_label(&mut self) {
        let labels = self.labels();
        if labels == self.room {
            let (old, new) = (self.room, (2 * self.room).max(1));
            let mut weights = vec![0.0; new * self.squares.len()];
            if old > 0 {
                weights
                    .chunks_exact_mut(new)
                    .zip(self.weights.chunks_exact(old))
                    .for_each(|(to, from)| to[..old].copy_from_slice(from));
            }
            (self.weights, self.room) = (weights, new);
        }
        self.intercepts.push(if self.rows > 0 { -1.0 } else { 0.0 });
        self.intercept_squares.push(0.0);
    }

    /// Number of labels.
    pub fn labels(&self) -> usize {
        self.intercepts.len()
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.squares.len()
    }

    /// Rows learned.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The score of every label.
    pub fn scores(&self, row: SparseRow<'_>) -> Vec<f32> {
        let mut scores = self.intercepts.clone();
        for (column, value) in row.pairs() {
            let weights = &self.weights[column as usize * self.room..][..scores.len()];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += value * weight);
        }
        scores
    }

    /// The weight of a column for a label.
    pub fn weight(&self, column: usize, label: usize) -> f32 {
        self.weights[column * self.room + label]
    }

    /// The weights of some labels, \[column\]\[label\], in the memory that they were learned in.
    pub fn into_weights(mut self, labels: &[usize]) -> Vec<f32> {
        let mut of_column = vec![0.0; labels.len()];
        for column in 0..self.columns() {
            of_column.iter_mut().zip(labels).for_each(|(weight, &label)| *weight = self.weight(column, label));
            // No label's weights lie before those that are still to be read.
            self.weights[column * labels.len()..][..labels.len()].copy_from_slice(&of_column);
        }
        self.weights.truncate(self.columns() * labels.len());
        self.weights.shrink_to_fit();
        self.weights
    }

    /// The intercept of a label.
    pub fn intercept(&self, label: usize) -> f32 {
        self.intercepts[label]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sparse::CsrMatrix;

    fn rows() -> CsrMatrix {
        let mut rows = CsrMatrix::new(3);
        rows.push_row([(0, 0.8), (2, 0.6)]);
        rows.push_row([(1, 0.8), (2, 0.6)]);
        rows
    }

    #[test]
    fn the_first_step_is_the_one_worked_out_by_hand() {
        // Score 0, so the gradient is -2 for the label: G = 4 x², and the step 0.5 · 2 x / (0.03 + 2 x).
        let svc = OnlineSvc::params().learning_rate(0.5).check().expect("parameters");
        let mut model = svc.start(3);
        model.add_label();
        svc.learn(&mut model, rows().row(0), &[0]);
        for (column, x) in [(0, 0.8f32), (2, 0.6)] {
            assert!((model.weight(column, 0) - x / (0.03 + 2.0 * x)).abs() < 1e-6);
        }
        assert_eq!(model.weight(1, 0), 0.0);
        assert!((model.intercept(0) - 0.3 * 0.5 * 2.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn labels_that_come_late_leave_the_others_as_they_are() {
        let (svc, rows) = (OnlineSvc::params().check().expect("parameters"), rows());
        let mut model = svc.start(3);
        model.add_label();
        svc.learn(&mut model, rows.row(0), &[0]);
        let before = model.scores(rows.row(0));
        for _ in 0..4 {
            model.add_label();
        }
        let after = model.scores(rows.row(0));
        assert_eq!(after, [vec![before[0]], vec![-1.0; 4]].concat());
        for _ in 0..50 {
            svc.learn(&mut model, rows.row(0), &[0]);
            svc.learn(&mut model, rows.row(1), &[4]);
        }
        let of = |row: usize| model.scores(rows.row(row));
        assert!(of(0)[0] > 0.9 && of(0)[4] < -0.9 && of(1)[4] > 0.9 && of(1)[0] < -0.9, "{:?} {:?}", of(0), of(1));
    }

    #[test]
    fn a_rate_out_of_its_range_is_refused() {
        for rate in [0.0, -1.0, 10.1, f64::NAN] {
            let error = OnlineSvc::params().learning_rate(rate).check().expect_err("a refusal");
            assert!(error.to_string().starts_with("learning_rate must be above 0 and at most 10"), "{error}");
        }
    }
}
