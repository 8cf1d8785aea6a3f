//! Parameters and models of the two-class learners: [`LinearSvc`] and [`LogisticRegression`].

use std::fmt;

use linfa::ParamGuard;

use super::compact::leaves_out;
use super::coordinate_descent::{Problem, Solution};
use super::label_weights::LabelWeights;
use super::one_vs_rest::{LeftOut, OneVsRest};
use crate::error::{Error, ErrorKind, Result};
use crate::sparse::{CsrMatrix, SparseRow};

/// The loss of one row, with margin m = y w·x.
///
/// ```
/// use linfa::ParamGuard;
/// use standpoint::linear::{LinearSvc, LogisticRegression, Loss};
/// assert!(LinearSvc::params().loss(Loss::Hinge).check().is_ok());
/// assert!(LogisticRegression::params().loss(Loss::Hinge).check().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// max(0, 1 − m)
    Hinge,
    /// max(0, 1 − m)²
    SquaredHinge,
    /// ln(1 + e^−m)
    Logistic,
}

/// How far from 0 a weight is expected to be: the regularisation is ½ Σ wⱼ² / vⱼ.
///
/// ```
/// use linfa::ParamGuard;
/// use standpoint::linear::{LinearSvc, Prior};
/// assert!(LinearSvc::params().prior(Prior::NaiveBayes).check().is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Prior {
    /// Every variance vⱼ is 1.
    #[default]
    Uniform,
    /// vⱼ is ½ and the square of the log-count ratio rⱼ of column j, which naive Bayes would give it as its weight: what is as
    /// frequent with the label as without it is held back. The square is that of NB-SVM (Wang and Manning, ACL 2012), whose
    /// features xⱼ |rⱼ| it puts into the weights, so that a model is as linear as any. More than eight labels that are
    /// learned together share ½ + ½ r⁺ (r⁺ − r⁻), of the greatest and the least ratio of the column over all of them.
    NaiveBayes,
}

/// How much a row of each class counts.
///
/// ```
/// use linfa::ParamGuard;
/// use standpoint::linear::{ClassWeight, LinearSvc};
/// assert!(LinearSvc::params().class_weight(ClassWeight::Balanced).check().is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClassWeight {
    /// Every row counts 1.
    #[default]
    Uniform,
    /// A row counts rows / (2 · rows of its class), as scikit-learn's `balanced`.
    Balanced,
}

impl ClassWeight {
    /// Uniform, or balanced.
    ///
    /// ```
    /// use standpoint::linear::ClassWeight;
    /// assert_eq!(ClassWeight::of(true).told(), ", rows of equal weight");
    /// assert_eq!(ClassWeight::of(false).told(), "");
    /// ```
    pub fn of(uniform: bool) -> Self {
        if uniform { Self::Uniform } else { Self::Balanced }
    }

    /// What stands behind a learner's name and cost: nothing where classes are balanced, as they usually are.
    pub fn told(self) -> &'static str {
        if self == Self::Uniform { ", rows of equal weight" } else { "" }
    }

    /// The costs of a row of the other class and of the positive one.
    fn costs(self, c: f64, ones: usize, zeros: usize) -> [f64; 2] {
        match self {
            Self::Uniform => [c; 2],
            Self::Balanced => [zeros, ones].map(|of_class| c * ((ones + zeros) as f64 / (2.0 * of_class as f64))),
        }
    }
}

/// A linear decision function of two classes.
///
/// score(x) = weights · x + intercept; the positive class where it is above 0.
///
/// ```
/// use standpoint::{linear::LinearModel, sparse::CsrMatrix};
/// let mut matrix = CsrMatrix::new(2);
/// matrix.push_row([(0, 1.0)]);
/// assert_eq!(LinearModel::constant(false, 2).decision_function(matrix.row(0)), -1.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearModel {
    /// The solver's answer, with objective and duality gap.
    pub solution: Solution,
}

impl LinearModel {
    /// A model that gives every row the same score, +1 or −1: for a label that all rows carry, or none.
    pub fn constant(positive: bool, columns: usize) -> Self {
        let intercept = if positive { 1.0 } else { -1.0 };
        let (weights, alpha) = (vec![0.0; columns], Vec::new());
        let (objective, duality_gap) = (0.0, 0.0);
        Self { solution: Solution { weights, intercept, iterations: 0, converged: true, objective, duality_gap, alpha } }
    }

    /// The score of one row: a decision value, no probability.
    pub fn decision_function(&self, row: SparseRow<'_>) -> f64 {
        row.dot(&self.solution.weights) + self.solution.intercept
    }
}

/// Rows of the positive class and of the other, those left out not counted; a label for each row must be there.
pub(super) fn parted(matrix: &CsrMatrix, left_out: &[bool], positive: &[bool]) -> Result<(usize, usize)> {
    if matrix.rows() != positive.len() {
        let text = format!("{} rows but {} labels; give one label a row", matrix.rows(), positive.len());
        return Err(Error::new(ErrorKind::Parameter, text));
    }
    let count = |class: bool| (0..positive.len()).filter(|&row| positive[row] == class && !leaves_out(left_out, row)).count();
    Ok((count(true), count(false)))
}

/// As [`parted`]; both classes must be there.
pub(super) fn class_counts(matrix: &CsrMatrix, positive: &[bool]) -> Result<(usize, usize)> {
    match parted(matrix, &[], positive)? {
        (0, _) | (_, 0) => Err(Error::new(ErrorKind::Labels, "only one class in the rows; a learner needs both")),
        both => Ok(both),
    }
}

macro_rules! learner {
    ($text:literal, $(#[$example:meta])* $name:ident, $params:ident, $losses:pat, $legal:literal, $default_loss:expr) => {
        #[doc = $text]
        #[doc = ""]
        #[doc = "These are the checked parameters; build them through [`ParamGuard::check`] of the parameter set."]
        #[doc = ""]
        $(#[$example])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            loss: Loss,
            prior: Prior,
            c: f64,
            class_weight: ClassWeight,
            intercept_scaling: f64,
            tolerance: f64,
            max_iterations: usize,
            seed: u64,
        }

        #[doc = concat!("The unchecked parameters of [`", stringify!($name), "`].")]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $params($name);

        impl $name {
            /// Parameters with their defaults: C 1, uniform class weights, intercept scaling 1, tolerance 0.0005 of
            /// the projected gradient (LIBLINEAR's 0.1 can leave a hinge objective a tenth above its optimum),
            /// 3,000 passes, seed 0.
            pub fn params() -> $params {
                $params(Self {
                    loss: $default_loss,
                    prior: Prior::Uniform,
                    c: 1.0,
                    class_weight: ClassWeight::Uniform,
                    intercept_scaling: 1.0,
                    tolerance: 0.0005,
                    max_iterations: 3000,
                    seed: 0,
                })
            }

            /// Learns to tell the rows where `positive` is true from the others. O(passes × non-zeros).
            ///
            /// # Errors
            /// Where rows and labels differ in number, or only one class is there.
            pub fn fit_rows(&self, matrix: &CsrMatrix, positive: &[bool]) -> Result<LinearModel> {
                class_counts(matrix, positive)?;
                Ok(self.fit_labels(matrix, &[positive.to_vec()], None)?.remove(0))
            }

            /// Learns to tell the rows of each label from the others, all labels at once, one against the rest;
            /// `start` gives dual variables to start from, label by label.
            ///
            /// # Errors
            /// Where rows and labels differ in number.
            pub fn fit_labels(
                &self,
                matrix: &CsrMatrix,
                labels: &[Vec<bool>],
                start: Option<&[Vec<f64>]>,
            ) -> Result<Vec<LinearModel>> {
                self.one_vs_rest(matrix, &[], labels, start, &self.problem()).models()
            }

            /// The same as weights alone, those of a column together.
            pub(crate) fn fit_weights(
                &self,
                matrix: &CsrMatrix,
                labels: &[Vec<bool>],
                start: Option<&[Vec<f64>]>,
            ) -> Result<LabelWeights> {
                self.one_vs_rest(matrix, &[], labels, start, &self.problem()).weights()
            }

            /// What it says of rows from which it does not learn, `left_out`.
            pub(crate) fn score_left_out(
                &self,
                matrix: &CsrMatrix,
                left_out: &[bool],
                labels: &[Vec<bool>],
                start: Option<&[Vec<f64>]>,
            ) -> Result<Vec<LeftOut>> {
                self.one_vs_rest(matrix, left_out, labels, start, &self.problem()).left_out()
            }

            fn one_vs_rest<'a>(
                &'a self,
                matrix: &'a CsrMatrix,
                left_out: &'a [bool],
                labels: &'a [Vec<bool>],
                start: Option<&'a [Vec<f64>]>,
                problem: &'a Problem,
            ) -> OneVsRest<'a, impl Fn(usize, usize) -> [f64; 2]> {
                let costs = |ones, zeros| self.class_weight.costs(self.c, ones, zeros);
                OneVsRest { matrix, left_out, labels, start, costs, problem }
            }

            fn problem(&self) -> Problem {
                Problem {
                    loss: self.loss,
                    prior: self.prior,
                    intercept_scaling: self.intercept_scaling,
                    tolerance: self.tolerance,
                    max_iterations: self.max_iterations,
                    seed: self.seed,
                }
            }
        }

        impl $params {
            #[doc = concat!("The loss: ", $legal, ". Default: ", stringify!($default_loss), ".")]
            pub fn loss(mut self, loss: Loss) -> Self {
                self.0.loss = loss;
                self
            }

            /// Which weights are likelier to be large. Default: uniform.
            pub fn prior(mut self, prior: Prior) -> Self {
                self.0.prior = prior;
                self
            }

            /// The cost of an error, above 0; the larger, the less regularised. Default 1.
            pub fn c(mut self, c: f64) -> Self {
                self.0.c = c;
                self
            }

            /// How much each class counts. Default: uniform.
            pub fn class_weight(mut self, class_weight: ClassWeight) -> Self {
                self.0.class_weight = class_weight;
                self
            }

            /// The value of the intercept's feature, 0 or above; 0 leaves it out. Default 1.
            pub fn intercept_scaling(mut self, scaling: f64) -> Self {
                self.0.intercept_scaling = scaling;
                self
            }

            /// The range of projected gradients at which to stop, above 0. Default 0.0005.
            pub fn tolerance(mut self, tolerance: f64) -> Self {
                self.0.tolerance = tolerance;
                self
            }

            /// Passes over the rows at most, 1 or above; most visit a part of them. Default 3,000.
            pub fn max_iterations(mut self, max_iterations: usize) -> Self {
                self.0.max_iterations = max_iterations;
                self
            }

            /// Seed of the order in which rows are visited. Default 0.
            pub fn seed(mut self, seed: u64) -> Self {
                self.0.seed = seed;
                self
            }
        }

        impl ParamGuard for $params {
            type Checked = $name;
            type Error = Error;

            fn check_ref(&self) -> Result<&$name> {
                let positive = |name: &str, value: f64| {
                    let legal = value > 0.0 && value.is_finite();
                    if legal { Ok(()) } else { Err(illegal(name, "above 0 and finite", value)) }
                };
                positive("C", self.0.c)?;
                positive("tolerance", self.0.tolerance)?;
                if !(self.0.intercept_scaling >= 0.0 && self.0.intercept_scaling.is_finite()) {
                    return Err(illegal("intercept_scaling", "0 or above and finite", self.0.intercept_scaling));
                }
                if self.0.max_iterations == 0 {
                    return Err(illegal("max_iterations", "1 or above", 0));
                }
                if !matches!(self.0.loss, $losses) {
                    return Err(illegal("loss", $legal, format_args!("{:?}", self.0.loss)));
                }
                Ok(&self.0)
            }

            fn check(self) -> Result<$name> {
                self.check_ref()?;
                Ok(self.0)
            }
        }
    };
}

fn illegal(name: &str, range: &str, value: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Parameter, format!("{name} must be {range}; it is {value}"))
}

learner!(
    "L2-regularised linear support vector classifier of two classes.",
    /// ```
    /// use linfa::ParamGuard;
    /// use standpoint::linear::{LinearSvc, Loss};
    /// use standpoint::sparse::CsrMatrix;
    ///
    /// let mut rows = CsrMatrix::new(2);
    /// rows.push_row([(0, 1.0)]);
    /// rows.push_row([(1, 1.0)]);
    /// let model = LinearSvc::params().loss(Loss::Hinge).c(10.0).check()?.fit_rows(&rows, &[true, false])?;
    /// assert!(model.decision_function(rows.row(0)) > 0.0);
    ///
    /// let error = LinearSvc::params().c(-1.0).check().unwrap_err();
    /// assert_eq!(error.to_string(), "C must be above 0 and finite; it is -1");
    /// # Ok::<(), standpoint::Error>(())
    /// ```
    LinearSvc,
    LinearSvcParams,
    Loss::Hinge | Loss::SquaredHinge,
    "Hinge or SquaredHinge",
    Loss::SquaredHinge
);
learner!(
    "L2-regularised logistic regression of two classes.",
    /// ```
    /// use linfa::ParamGuard;
    /// use standpoint::linear::{ClassWeight, LogisticRegression};
    /// use standpoint::sparse::CsrMatrix;
    ///
    /// let mut rows = CsrMatrix::new(2);
    /// rows.push_row([(0, 1.0)]);
    /// rows.push_row([(1, 1.0)]);
    /// rows.push_row([(1, 0.5)]);
    /// let params = LogisticRegression::params().class_weight(ClassWeight::Balanced).tolerance(1e-6);
    /// let model = params.check()?.fit_rows(&rows, &[true, false, false])?;
    /// assert!(model.decision_function(rows.row(0)) > 0.0);
    /// assert!(model.solution.converged && model.solution.duality_gap < 1e-6);
    /// # Ok::<(), standpoint::Error>(())
    /// ```
    LogisticRegression,
    LogisticRegressionParams,
    Loss::Logistic,
    "Logistic",
    Loss::Logistic
);
