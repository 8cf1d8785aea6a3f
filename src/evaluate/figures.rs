//! what was said of each row, by fits that had not seen it -> the figures of a task and their intervals.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bootstrap::{intervals, resample};
use super::cases::Cases;
use crate::metrics::{Averages, Bin, Interval, ProbabilityScores, Scores};
use crate::task::Task;

/// What was said of one row in one task, by a model that had not seen the row.
///
/// ```
/// # use standpoint::Labels;
/// use standpoint::{evaluate::{Outcome, TaskReport}, task::Task};
/// # let topic = |name: &str| Labels { topics: Some(vec![name.into()]), ..Labels::default() };
/// # let labels = [topic("trade"), topic("sport"), topic("trade"), topic("sport")];
/// let task = Task::topics(&labels, true).unwrap();
/// let said = |row: usize, said: usize, p: f64| Outcome { row, said: vec![said], probabilities: vec![1.0 - p, p] };
/// // Sport is 0, trade is 1; the last row is wrong.
/// let report = TaskReport::new(&task, &[said(0, 1, 0.9), said(1, 0, 0.2), said(2, 1, 0.7), said(3, 1, 0.6)], 0);
/// assert_eq!((report.figures.accuracy, report.figures.labels["trade"].recall), (0.75, 1.0));
/// assert_eq!(report.figures.probability["trade"].roc_auc, 1.0);
/// assert!(report.intervals.accuracy.holds(0.75));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The row of the corpus.
    pub row: usize,
    /// The labels said; none where the article got none.
    pub said: Vec<usize>,
    /// The probability of each label; empty where the article got none.
    pub probabilities: Vec<f64>,
}

/// All figures of a task, or the 95 % interval of each: how much it hangs on which articles were drawn, not on refitting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures<T = f64> {
    /// By label.
    pub labels: BTreeMap<String, Scores<T>>,
    /// Over labels.
    #[serde(flatten)]
    pub averages: Averages<T>,
    /// The mean over rows of the figures of each row.
    pub samples: Scores<T>,
    /// Share of the rows whose labels are all right.
    pub accuracy: T,
    /// Share of (row, label) pairs that are wrong.
    pub hamming_loss: T,
    /// Matthews' correlation coefficient: over classes where one label holds, else over (row, label) pairs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matthews: Option<T>,
    /// Cohen's kappa of the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kappa: Option<T>,
    /// The mean of the F1 of favour and of against (SemEval-2016 Task 6), where labels are these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub semeval_f1: Option<T>,
    /// By label: figures of its probability, over the rows that got one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub probability: BTreeMap<String, ProbabilityScores<T>>,
    /// The means over labels for which each is defined; where one label holds, log loss and Brier score are those over
    /// classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_probability: Option<ProbabilityScores<T>>,
}

impl<T: Copy> Figures<T> {
    /// From numbers in the order of [`Cases::figures`], with the support of each label.
    fn read(cases: &Cases<'_>, support: &[u64], mut next: impl FnMut() -> T) -> Self {
        let all = support.iter().sum();
        let mut three = |support: u64| Scores { precision: next(), recall: next(), f1: next(), support };
        let labels = cases.labels.iter().cloned().zip(support.iter().map(|&support| three(support))).collect();
        let averages = Averages { micro: three(all), r#macro: three(all), weighted: three(all) };
        let samples = three(all);
        let (accuracy, hamming_loss) = (next(), next());
        let (matthews, kappa) = cases.classes.map(|_| (next(), next())).unzip();
        let semeval_f1 = cases.has_semeval().then(&mut next);
        let mut five = || ProbabilityScores {
            average_precision: next(),
            roc_auc: next(),
            log_loss: next(),
            brier: next(),
            calibration_error: next(),
        };
        let has = cases.probability.is_some();
        let probability = cases.labels.iter().filter(|_| has).map(|label| (label.clone(), five())).collect();
        let mean_probability = has.then(five);
        Self { labels, averages, samples, accuracy, hamming_loss, matthews, kappa, semeval_f1, probability, mean_probability }
    }
}

/// Figures of one task, pooled over the folds (and over repeats, if there are any).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskReport {
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Rows coded for the task.
    pub rows: u64,
    /// \[truth\]\[prediction\] by label, where exactly one holds; over repeats it adds up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confusion: Option<BTreeMap<String, BTreeMap<String, u64>>>,
    /// The expected calibration error of each label's probability, over ten bins of equal width.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub calibration_error: BTreeMap<String, f64>,
    /// The reliability curve of each label: ten bins of its probability.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reliability: BTreeMap<String, Vec<Bin>>,
    /// Figures that are undefined, and told as 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// 95 % intervals of the figures.
    pub intervals: Figures<Interval>,
}

impl TaskReport {
    /// Of a task's outcomes, each article drawn by itself; the seed is that of the bootstrap. O(resamples × rows ×
    /// labels).
    pub fn new(task: &Task, outcomes: &[Outcome], seed: u64) -> Self {
        Self::of(&Cases::of(task, outcomes, None), seed)
    }

    /// What is said in its confusion: the labels, and "(no label)" last where a row got none.
    pub fn said(&self) -> Vec<&str> {
        let none = self.confusion.iter().flatten().any(|(_, row)| row.contains_key(NO_LABEL));
        self.figures.labels.keys().map(String::as_str).chain(none.then_some(NO_LABEL)).collect()
    }

    pub(super) fn of(cases: &Cases<'_>, seed: u64) -> Self {
        let once = vec![1; cases.cases.len()];
        let tally = cases.tally(&once);
        // Over repeats each row counts once.
        let support: Vec<u64> = tally.counts.iter().map(|counts| counts.scores().support / cases.repeats).collect();
        let numbers = cases.figures(&once);
        let resampled = resample(cases, seed, |weights| cases.figures(weights));
        let mut next = numbers.iter().map(|&figure| if figure.is_nan() { 0.0 } else { figure });
        let figures = Figures::read(cases, &support, || next.next().unwrap_or(0.0));
        let mut next = intervals(&resampled).into_iter();
        let intervals = Figures::read(cases, &support, || next.next().unwrap_or_default());
        let ranked = || cases.probability.iter().flat_map(|probability| cases.labels.iter().zip(&probability.ranked));
        Self {
            rows: tally.rows / cases.repeats,
            confusion: cases.classes.filter(|single| *single).map(|_| confusion(cases)),
            calibration_error: figures.probability.iter().map(|(label, p)| (label.clone(), p.calibration_error)).collect(),
            reliability: ranked().map(|(label, ranked)| (label.clone(), ranked.reliability().to_vec())).collect(),
            warnings: warnings(cases, &numbers),
            figures,
            intervals,
        }
    }
}

/// What was said where nothing was.
const NO_LABEL: &str = "(no label)";

fn confusion(cases: &Cases<'_>) -> BTreeMap<String, BTreeMap<String, u64>> {
    let mut confusion: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for case in &cases.cases {
        let said = case.said.first().map_or(NO_LABEL, |&label| &cases.labels[label]);
        let Some(&truth) = case.truth.first() else { continue };
        *confusion.entry(cases.labels[truth].clone()).or_default().entry(said.to_owned()).or_default() += 1;
    }
    confusion
}

/// What is undefined, in words.
fn warnings(cases: &Cases<'_>, numbers: &[f64]) -> Vec<String> {
    let tally = cases.tally(&vec![1; cases.cases.len()]);
    let mut out = Vec::new();
    let mut tell = |figure: &str, why: &str, undefined: &dyn Fn(usize) -> bool| {
        let labels: Vec<&str> = (0..cases.labels.len()).filter(|&at| undefined(at)).map(|at| cases.labels[at].as_str()).collect();
        if !labels.is_empty() {
            out.push(format!("{figure} undefined and told as 0, {why}: {}", labels.join(", ")));
        }
    };
    let of = |at: usize| &tally.counts[at];
    tell("precision is", "since the label is said of no row", &|at| of(at).true_positive + of(at).false_positive == 0);
    tell("recall is", "since no row has the label", &|at| of(at).true_positive + of(at).false_negative == 0);
    if let Some(probability) = &cases.probability {
        let first = numbers.len() - 5 * (cases.labels.len() + 1);
        debug_assert_eq!(probability.ranked.len(), cases.labels.len());
        tell("average precision is", "and left out of the mean, since no row has the label", &|at| {
            numbers[first + 5 * at].is_nan()
        });
        tell("ROC AUC is", "and left out of the mean, since all rows or none have the label", &|at| {
            numbers[first + 5 * at + 1].is_nan()
        });
    }
    let without = cases.without_probability();
    if without > 0 {
        out.push(format!("{without} rows got no label and no probability: figures of probability leave them out"));
    }
    if cases.classes.is_some() {
        let first = 3 * (cases.labels.len() + 4) + 2;
        for (name, figure) in ["Matthews' coefficient", "Cohen's kappa"].iter().zip(&numbers[first..]) {
            if figure.is_nan() {
                out.push(format!("{name} is undefined and told as 0, since one class alone is there or is said"));
            }
        }
    }
    out
}
