//! labels -> figures: confusion counts, precision, recall, F1. Equal to scikit-learn's; a division by zero is 0.

mod agreement;
mod probability;

pub use agreement::{cohen_kappa, matthews};
pub use probability::{Bin, ProbabilityScores, Ranked};

use std::fmt;

use serde::Serialize;

/// Counts of one label over rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Predicted and true.
    pub true_positive: u64,
    /// Predicted, not true.
    pub false_positive: u64,
    /// True, not predicted.
    pub false_negative: u64,
}

impl Counts {
    /// Counts one row.
    pub fn add(&mut self, truth: bool, predicted: bool) {
        match (truth, predicted) {
            (true, true) => self.true_positive += 1,
            (false, true) => self.false_positive += 1,
            (true, false) => self.false_negative += 1,
            (false, false) => {}
        }
    }

    /// Precision, recall, F1 and support.
    ///
    /// ```
    /// let counts = standpoint::metrics::Counts { true_positive: 3, false_positive: 1, false_negative: 3 };
    /// assert_eq!(counts.scores().precision, 0.75);
    /// assert_eq!(counts.scores().f1, 0.6);
    /// ```
    pub fn scores(&self) -> Scores {
        let (tp, fp, fn_) = (self.true_positive as f64, self.false_positive as f64, self.false_negative as f64);
        Scores {
            precision: ratio(tp, tp + fp),
            recall: ratio(tp, tp + fn_),
            f1: ratio(2.0 * tp, 2.0 * tp + fp + fn_),
            support: self.true_positive + self.false_negative,
        }
    }
}

fn ratio(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// The figures of one label, or a mean over labels; or the [`Interval`] of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Scores<T = f64> {
    /// True positives of all predicted; 0 where nothing was predicted.
    pub precision: T,
    /// True positives of all true; 0 where nothing was true.
    pub recall: T,
    /// Harmonic mean of the two.
    pub f1: T,
    /// Rows that carry the label.
    pub support: u64,
}

/// Figures over all labels.
///
/// ```
/// use standpoint::metrics::{Averages, Counts};
/// let a = Counts { true_positive: 1, false_positive: 0, false_negative: 0 };
/// let b = Counts { true_positive: 0, false_positive: 1, false_negative: 1 };
/// let averages = Averages::of(&[a, b]);
/// assert_eq!((averages.r#macro.f1, averages.micro.f1), (0.5, 0.5));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Averages<T = f64> {
    /// Over the summed counts.
    pub micro: Scores<T>,
    /// The plain mean over labels.
    pub r#macro: Scores<T>,
    /// The mean weighted by support.
    pub weighted: Scores<T>,
}

impl Averages {
    /// Of the counts of each label.
    pub fn of(counts: &[Counts]) -> Self {
        let mut sum = Counts::default();
        let (mut plain, mut weighted) = (Scores::default(), Scores::default());
        let support: u64 = counts.iter().map(|c| c.scores().support).sum();
        for count in counts {
            sum.true_positive += count.true_positive;
            sum.false_positive += count.false_positive;
            sum.false_negative += count.false_negative;
            let scores = count.scores();
            for (mean, weight) in
                [(&mut plain, 1.0 / counts.len() as f64), (&mut weighted, ratio(scores.support as f64, support as f64))]
            {
                mean.precision += weight * scores.precision;
                mean.recall += weight * scores.recall;
                mean.f1 += weight * scores.f1;
                mean.support = support;
            }
        }
        Self { micro: sum.scores(), r#macro: plain, weighted }
    }
}

/// A lower and an upper bound, written as a list of the two.
///
/// ```
/// let draws = (0..=1000).map(f64::from).collect();
/// let interval = standpoint::metrics::Interval::of(draws);
/// assert_eq!((interval.0, interval.1), (25.0, 975.0));
/// assert_eq!(format!("{interval}, {interval:+}"), "25.000 to 975.000, +25.000 to +975.000");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Interval(pub f64, pub f64);

impl Interval {
    /// The middle 95 % of some draws; (0, 0) of none.
    pub fn of(mut draws: Vec<f64>) -> Self {
        draws.sort_by(f64::total_cmp);
        let at = |share: f64| draws.get((share * (draws.len().max(1) - 1) as f64).round() as usize).copied().unwrap_or(0.0);
        Self(at(0.025), at(0.975))
    }

    /// A figure with it: `0.712 (0.690 to 0.731)`.
    pub fn around(self, figure: f64) -> String {
        format!("{figure:.3} ({self})")
    }

    /// Whether a figure lies in it.
    pub fn holds(self, figure: f64) -> bool {
        self.0 <= figure && figure <= self.1
    }
}

impl fmt::Display for Interval {
    /// With three decimals, and with signs where the format has one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.sign_plus() { write!(f, "{:+.3} to {:+.3}", self.0, self.1) } else { write!(f, "{:.3} to {:.3}", self.0, self.1) }
    }
}
