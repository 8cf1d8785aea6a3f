//! Parameters and models of the two-class learners: [`LinearSvc`] and [`LogisticRegression`].

use std::fmt;

use linfa::ParamGuard;

use super::coordinate_descent::{Problem, Solution, solve};
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
        let weights = vec![0.0; columns];
        Self { solution: Solution { weights, intercept, iterations: 0, converged: true, objective: 0.0, duality_gap: 0.0 } }
    }

    /// The score of one row: a decision value, no probability.
    pub fn decision_function(&self, row: SparseRow<'_>) -> f64 {
        row.dot(&self.solution.weights) + self.solution.intercept
    }
}

/// Rows of the positive class and of the other; both must be there, and a label for each row.
pub(super) fn class_counts(matrix: &CsrMatrix, positive: &[bool]) -> Result<(usize, usize)> {
    if matrix.rows() != positive.len() {
        let text = format!("{} rows but {} labels; give one label a row", matrix.rows(), positive.len());
        return Err(Error::new(ErrorKind::Parameter, text));
    }
    let ones = positive.iter().filter(|&&p| p).count();
    if ones == 0 || ones == positive.len() {
        return Err(Error::new(ErrorKind::Labels, "only one class in the rows; a learner needs both"));
    }
    Ok((ones, positive.len() - ones))
}

macro_rules! learner {
    ($(#[$doc:meta])* $name:ident, $params:ident, $losses:pat, $legal:literal, $default_loss:expr) => {
        $(#[$doc])*
        #[doc = ""]
        #[doc = "These are the checked parameters; build them through [`ParamGuard::check`] of the parameter set."]
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            loss: Loss,
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
            /// Parameters with their defaults: C 1, uniform class weights, intercept scaling 1, tolerance 0.1 of
            /// the projected gradient as in LIBLINEAR's dual solvers, 1,000 passes, seed 0.
            pub fn params() -> $params {
                $params(Self {
                    loss: $default_loss,
                    c: 1.0,
                    class_weight: ClassWeight::Uniform,
                    intercept_scaling: 1.0,
                    tolerance: 0.1,
                    max_iterations: 1000,
                    seed: 0,
                })
            }

            /// Learns to tell the rows where `positive` is true from the others. O(passes × non-zeros).
            ///
            /// # Errors
            /// Where rows and labels differ in number, or only one class is there.
            pub fn fit_rows(&self, matrix: &CsrMatrix, positive: &[bool]) -> Result<LinearModel> {
                let (ones, zeros) = class_counts(matrix, positive)?;
                let weight = |p: bool| match self.class_weight {
                    ClassWeight::Uniform => 1.0,
                    ClassWeight::Balanced => positive.len() as f64 / (2.0 * if p { ones } else { zeros } as f64),
                };
                let signs: Vec<f64> = positive.iter().map(|&p| if p { 1.0 } else { -1.0 }).collect();
                let costs: Vec<f64> = positive.iter().map(|&p| self.c * weight(p)).collect();
                let problem = Problem {
                    loss: self.loss,
                    intercept_scaling: self.intercept_scaling,
                    tolerance: self.tolerance,
                    max_iterations: self.max_iterations,
                    seed: self.seed,
                };
                Ok(LinearModel { solution: solve(matrix, &signs, &costs, &problem) })
            }
        }

        impl $params {
            #[doc = concat!("The loss: ", $legal, ". Default: ", stringify!($default_loss), ".")]
            pub fn loss(mut self, loss: Loss) -> Self {
                self.0.loss = loss;
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

            /// The range of projected gradients at which to stop, above 0. Default 0.1.
            pub fn tolerance(mut self, tolerance: f64) -> Self {
                self.0.tolerance = tolerance;
                self
            }

            /// Passes over the rows at most, 1 or above. Default 1,000.
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
    /// L2-regularised linear support vector classifier of two classes.
    LinearSvc,
    LinearSvcParams,
    Loss::Hinge | Loss::SquaredHinge,
    "Hinge or SquaredHinge",
    Loss::SquaredHinge
);
learner!(
    /// L2-regularised logistic regression of two classes.
    LogisticRegression,
    LogisticRegressionParams,
    Loss::Logistic,
    "Logistic",
    Loss::Logistic
);
