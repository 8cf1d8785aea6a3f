//! The three figures by which labellings of the same rows are set side by side: accuracy, micro F1, macro F1.

use serde::Serialize;

use super::bootstrap::{intervals, resample};
use super::cases::Cases;
use crate::metrics::Interval;

/// Three figures of a labelling, or the interval of each.
///
/// ```
/// use standpoint::evaluate::Summary;
/// let summary = Summary { accuracy: 0.9, micro_f1: 0.9, macro_f1: 0.7 };
/// assert_eq!(summary.named()[2], ("macro F1", 0.7));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Summary<T = f64> {
    /// Share of the rows whose labels are all right.
    pub accuracy: T,
    /// F1 over the summed counts.
    pub micro_f1: T,
    /// The plain mean of the labels' F1.
    pub macro_f1: T,
}

impl<T: Copy> Summary<T> {
    pub(super) fn from([accuracy, micro_f1, macro_f1]: [T; 3]) -> Self {
        Self { accuracy, micro_f1, macro_f1 }
    }

    /// Each with its name.
    pub fn named(&self) -> [(&'static str, T); 3] {
        [("accuracy", self.accuracy), ("micro F1", self.micro_f1), ("macro F1", self.macro_f1)]
    }
}

/// A summary and the 95 % interval of each of its figures.
///
/// ```
/// use standpoint::{evaluate::{Summarised, Summary}, metrics::Interval};
/// let (low, high) = (Interval(0.6, 0.8), Interval(0.5, 0.7));
/// let of = Summarised {
///     figures: Summary { accuracy: 0.7, micro_f1: 0.7, macro_f1: 0.6 },
///     intervals: Summary { accuracy: low, micro_f1: low, macro_f1: high },
/// };
/// assert!(of.intervals.macro_f1.holds(of.figures.macro_f1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summarised {
    /// The figures.
    #[serde(flatten)]
    pub figures: Summary,
    /// Their intervals.
    pub intervals: Summary<Interval>,
}

impl Summarised {
    pub(super) fn of(cases: &Cases<'_>, seed: u64) -> Self {
        let figures = Summary::from(cases.summary(&vec![1; cases.cases.len()]));
        let resampled = resample(cases, seed, |weights| cases.summary(weights).to_vec());
        let intervals = intervals(&resampled);
        Self { figures, intervals: Summary::from([intervals[0], intervals[1], intervals[2]]) }
    }
}
