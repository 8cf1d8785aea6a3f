//! The parameters of a learner -> what the labels of a task learn by it.

use std::fmt;

use linfa::ParamGuard;

use super::{LearnFrom, Offsets};
use crate::error::{Error, ErrorKind, Result};
use crate::linear::{
    ClassWeight, ComplementNb, LabelWeights, LeftOut, LinearSvc, LinearSvcParams, LogisticRegression, LogisticRegressionParams,
    Prior,
};
use crate::sparse::CsrMatrix;

/// Which learner stands behind every label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learner {
    /// [`LinearSvc`], squared hinge.
    LinearSvc,
    /// [`LogisticRegression`].
    LogisticRegression,
    /// [`ComplementNb`] with α 1 / C.
    ComplementNb,
}

/// The parameters of a learner, the same for every label.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnerConfig {
    /// Which.
    pub learner: Learner,
    /// Which weights are likelier to be large.
    pub prior: Prior,
    /// Its cost; above 0. The larger, the more its weights follow the rows.
    pub c: f64,
    /// How much each class counts.
    pub class_weight: ClassWeight,
    /// The range of projected gradients at which it stops; above 0.
    pub tolerance: f64,
    /// What is added to the scores of some labels.
    pub offsets: Offsets,
    /// The kinds of terms that tasks learn from.
    pub learn_from: LearnFrom,
    /// Seed of the order of rows.
    pub seed: u64,
}

impl LearnerConfig {
    /// The tolerance of every fit. On 20 Newsgroups and IMDB it leaves objectives less than a millionth above their optimum,
    /// and scores of fits that start cold or warm less than 0.001 from each other.
    pub const TOLERANCE: f64 = 0.0025;

    /// The default of C with this learner and prior.
    ///
    /// With [`Learner::ComplementNb`] it is 1 / α for α 0.1, with which AG News is told as well as with scikit-learn's 1 or
    /// better, and 20 Newsgroups and IMDB by up to nine points better, most of it where rows are few.
    ///
    /// Variances of naive Bayes are above 1 mostly, so that a cost of 1 fits closer with them. Mean accuracy of two folds of `benches/peers`
    /// at 0.2, 0.3 and 0.5: AG News .916, .917, .916, IMDB .896, .897, .895, 20 Newsgroups .890, .891, .891. Logistic regression wants ten times as much: of
    /// 1,000 rows of Reuters micro F1 is .824 at 0.3 and .838 at 3.
    pub const fn default_c(&self) -> f64 {
        match (self.learner, self.prior) {
            (Learner::ComplementNb, _) => 10.0,
            (_, Prior::Uniform) => 1.0,
            (Learner::LinearSvc, Prior::NaiveBayes) => 0.3,
            (Learner::LogisticRegression, Prior::NaiveBayes) => 3.0,
        }
    }

    fn linear_svc(&self) -> LinearSvcParams {
        LinearSvc::params().prior(self.prior).c(self.c).class_weight(self.class_weight).tolerance(self.tolerance).seed(self.seed)
    }

    fn logistic_regression(&self) -> LogisticRegressionParams {
        LogisticRegression::params()
            .prior(self.prior)
            .c(self.c)
            .class_weight(self.class_weight)
            .tolerance(self.tolerance)
            .seed(self.seed)
    }

    fn complement_nb(&self) -> Result<ComplementNb> {
        let bad = |text: &str| Err(Error::new(ErrorKind::Parameter, text));
        if self.prior != Prior::Uniform {
            return bad(
                "complement naive Bayes is naive Bayes itself and has no prior of weights: leave out --prior, or choose another --learner",
            );
        }
        if self.class_weight != ClassWeight::Balanced {
            return bad("complement naive Bayes takes no weights of rows: leave out --uniform, or choose another --learner");
        }
        if self.c.is_nan() || self.c <= 0.0 {
            return bad(&format!("C must be above 0 and finite; it is {}", self.c));
        }
        ComplementNb::params().alpha(1.0 / self.c).check()
    }

    /// Whether it is naive Bayes, or leans on it: what is no count of words tells it nothing.
    pub fn counts_words(&self) -> bool {
        self.learner == Learner::ComplementNb || self.prior == Prior::NaiveBayes
    }

    /// What each label learns of the rows of a matrix.
    pub(super) fn fit(&self, matrix: &CsrMatrix, labels: &[Vec<bool>], start: Option<&[Vec<f64>]>) -> Result<LabelWeights> {
        match self.learner {
            Learner::LinearSvc => self.linear_svc().check()?.fit_weights(matrix, labels, start),
            Learner::LogisticRegression => self.logistic_regression().check()?.fit_weights(matrix, labels, start),
            Learner::ComplementNb => self.complement_nb()?.fit_labels(matrix, labels).map(LabelWeights::of),
        }
    }

    /// Whether [`LearnerConfig::score_left_out`] can be asked of it.
    pub(crate) fn scores_left_out(&self) -> bool {
        self.learner != Learner::ComplementNb && self.learn_from.is_empty()
    }

    /// What each label learns of the rows that are not left out, and says of those that are.
    pub(super) fn score_left_out(
        &self,
        (matrix, left_out): (&CsrMatrix, &[bool]),
        labels: &[Vec<bool>],
        start: Option<&[Vec<f64>]>,
    ) -> Result<Vec<LeftOut>> {
        match self.learner {
            Learner::LinearSvc => self.linear_svc().check()?.score_left_out(matrix, left_out, labels, start),
            Learner::LogisticRegression => self.logistic_regression().check()?.score_left_out(matrix, left_out, labels, start),
            Learner::ComplementNb => {
                Err(Error::new(ErrorKind::Parameter, "ComplementNb scores no rows that it is fitted beside"))
            }
        }
    }
}

impl fmt::Display for LearnerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prior = if self.prior == Prior::NaiveBayes { " on naive Bayes" } else { "" };
        write!(f, "{:?}{prior}", self.learner)
    }
}

impl ParamGuard for LearnerConfig {
    type Checked = Self;
    type Error = Error;

    /// As the learner's own parameters.
    fn check_ref(&self) -> Result<&Self> {
        match self.learner {
            Learner::LinearSvc => self.linear_svc().check().map(|_| self),
            Learner::LogisticRegression => self.logistic_regression().check().map(|_| self),
            Learner::ComplementNb => self.complement_nb().map(|_| self),
        }
    }

    fn check(self) -> Result<Self> {
        self.check_ref()?;
        Ok(self)
    }
}
