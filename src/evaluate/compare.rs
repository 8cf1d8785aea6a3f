//! two labellings of the same rows -> how far apart they are, and whether chance could do that.
//!
//! The difference of each figure has a 95 % interval by a paired bootstrap: both are counted over the same resample
//! (Berg-Kirkpatrick, Burkett and Klein, EMNLP 2012). McNemar's exact test (1947) asks of the rows that one alone has all
//! right whether they are as many on either side as a fair coin would have them.

use std::collections::HashSet;

use libm::lgamma;
use serde::Serialize;

use super::Outcome;
use super::bootstrap::{RESAMPLES, intervals, resample};
use super::cases::Cases;
use super::summary::Summary;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::Interval;
use crate::task::Task;

/// How two labellings differ in one task; differences are the second less the first.
///
/// ```
/// # use standpoint::Labels;
/// use standpoint::evaluate::{Comparison, Outcome};
/// use standpoint::task::Task;
/// # let labels = |name: &str| Labels { topics: Some(vec![name.into()]), ..Labels::default() };
/// # let task = Task::topics(&[labels("a"), labels("b"), labels("a")], true).unwrap();
/// let said = |of: [usize; 3]| (0..3).map(|row| Outcome { row, said: vec![of[row]], probabilities: vec![] }).collect::<Vec<_>>();
/// let found = Comparison::of(&task, [&said([0, 1, 1]), &said([0, 0, 0])], None, 0)?;
/// assert_eq!((found.mcnemar.only_first, found.mcnemar.only_second, found.mcnemar.p), (1, 1, 1.0));
/// assert_eq!(found.differing, [1, 2]);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Rows compared.
    pub rows: usize,
    /// The figures of the first and of the second.
    pub figures: [Summary; 2],
    /// The second less the first.
    pub difference: Summary,
    /// The interval of each difference.
    pub intervals: Summary<Interval>,
    /// The two-sided p of each difference: twice the share of resamples in which it is nought or has the other sign.
    pub bootstrap_p: Summary,
    /// The test on rows of which one alone has all labels right; of repeats, in the first.
    pub mcnemar: McNemar,
    /// The rows of the corpus of which the two say different things, in the first repeat.
    pub differing: Vec<usize>,
}

/// McNemar's exact test.
///
/// ```
/// let test = standpoint::evaluate::McNemar::of(3, 12);
/// assert!((test.p - 0.03515625).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// Rows that the first alone has right.
    pub only_first: u64,
    /// Rows that the second alone has right.
    pub only_second: u64,
    /// The two-sided p of so many on either side, were they tosses of a fair coin.
    pub p: f64,
}

impl McNemar {
    /// Of the rows that one alone has right. O(rows).
    pub fn of(only_first: u64, only_second: u64) -> Self {
        let (n, few) = (only_first + only_second, only_first.min(only_second));
        let log_choose = |k: u64| lgamma(n as f64 + 1.0) - lgamma(k as f64 + 1.0) - lgamma((n - k) as f64 + 1.0);
        let tail: f64 = (0..=few).map(|k| libm::exp(log_choose(k) - n as f64 * std::f64::consts::LN_2)).sum();
        // Where both sides are equal the two tails share the middle.
        let p = if only_first == only_second { 1.0 } else { (2.0 * tail).min(1.0) };
        Self { only_first, only_second, p }
    }
}

impl Comparison {
    /// Of what two said of the same rows. `groups` gives what of the corpus's rows is drawn together; the seed is that of
    /// the bootstrap.
    ///
    /// # Errors
    /// Where they are not of the same rows, or of none that is coded.
    pub fn of(task: &Task, [first, second]: [&[Outcome]; 2], groups: Option<&[u64]>, seed: u64) -> Result<Self> {
        let same = first.len() == second.len() && first.iter().zip(second).all(|(a, b)| a.row == b.row);
        if !same {
            return Err(Error::new(ErrorKind::Parameter, "the two say something of different rows; compare them on the same"));
        }
        let (first, second) = (Cases::of(task, first, groups), Cases::of(task, second, groups));
        if first.cases.is_empty() {
            return Err(Error::new(ErrorKind::Labels, "no row is coded for the task; add rows that are"));
        }
        let gap = |weights: &[u32]| {
            let (a, b) = (first.summary(weights), second.summary(weights));
            vec![b[0] - a[0], b[1] - a[1], b[2] - a[2]]
        };
        let once = vec![1; first.cases.len()];
        let resampled = resample(&first, seed, gap);
        let difference = gap(&once);
        let p = |at: usize| {
            let against = resampled.iter().filter(|gaps| gaps[at] * difference[at] <= 0.0).count();
            (2.0 * (against as f64 + 1.0) / (RESAMPLES as f64 + 1.0)).min(1.0)
        };
        let intervals = intervals(&resampled);
        let pairs = || first.cases.iter().zip(&second.cases);
        // The exact test and the list are of articles, each once: of several repeats, as the first had them.
        let mut met = HashSet::new();
        let articles: Vec<_> = pairs().filter(|(a, _)| met.insert(a.row)).collect();
        let only = |a: bool, b: bool| articles.iter().filter(|(x, y)| x.is_right() == a && y.is_right() == b).count() as u64;
        let differing = articles.iter().filter(|(a, b)| a.said != b.said).map(|(a, _)| a.row).collect();
        Ok(Self {
            rows: first.cases.len() / first.repeats as usize,
            figures: [Summary::from(first.summary(&once)), Summary::from(second.summary(&once))],
            difference: Summary::from([difference[0], difference[1], difference[2]]),
            intervals: Summary::from([intervals[0], intervals[1], intervals[2]]),
            bootstrap_p: Summary::from([p(0), p(1), p(2)]),
            mcnemar: McNemar::of(only(true, false), only(false, true)),
            differing,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_test_is_that_of_scipy() {
        // scipy.stats.binomtest(k, n, 0.5).pvalue, of scipy 1.17.1.
        for ((a, b), p) in [
            ((0, 0), 1.0),
            ((1, 0), 1.0),
            ((0, 6), 0.03125),
            ((5, 5), 1.0),
            ((8, 3), 0.2265625),
            ((40, 20), 0.01348929373119186),
            ((300, 220), 0.0005194158496652906),
        ] {
            let ours = McNemar::of(a, b).p;
            assert!((ours - p).abs() < 1e-9, "{a} {b}: {ours}");
        }
    }
}
