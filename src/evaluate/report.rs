//! What cross-validation said of each row -> figures, their intervals, and how far probabilities can be trusted.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::metrics::{Averages, Counts, Interval, Scores, expected_calibration_error};
use crate::rng::Rng;
use crate::task::Task;

/// What was said of one row in one task, by a model that had not seen the row.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The row of the corpus.
    pub row: usize,
    /// The labels said; none where the article got none.
    pub said: Vec<usize>,
    /// The probability of each label; empty where the article got none.
    pub probabilities: Vec<f64>,
}

/// Figures of one task, pooled over the folds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaskReport {
    /// By label.
    pub labels: BTreeMap<String, Scores>,
    /// Over labels.
    #[serde(flatten)]
    pub averages: Averages,
    /// Rows coded for the task.
    pub rows: u64,
    /// Share of them whose labels are all right.
    pub accuracy: f64,
    /// \[truth\]\[prediction\] by label, where exactly one holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confusion: Option<BTreeMap<String, BTreeMap<String, u64>>>,
    /// The expected calibration error of each label's probability, over ten bins of equal width.
    pub calibration_error: BTreeMap<String, f64>,
    /// 95 % intervals of the figures.
    pub intervals: Intervals,
}

/// 95 % percentile intervals over 1,000 bootstrap resamples of the rows (Efron 1979). They tell how much the
/// figures depend on which articles were drawn, not on refitting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Intervals {
    /// By label.
    pub labels: BTreeMap<String, Scores<Interval>>,
    /// Over labels.
    #[serde(flatten)]
    pub averages: Averages<Interval>,
    /// Of the share of rows whose labels are all right.
    pub accuracy: Interval,
}

const RESAMPLES: usize = 1000;

/// One row as the figures see it.
struct Row {
    truth: Vec<usize>,
    said: Vec<usize>,
}

/// The counts that some rows add up to.
struct Tally {
    counts: Vec<Counts>,
    right: u64,
    rows: u64,
}

impl Tally {
    fn of<'a>(labels: usize, rows: impl Iterator<Item = &'a Row>) -> Self {
        let mut tally = Self { counts: vec![Counts::default(); labels], right: 0, rows: 0 };
        for row in rows {
            for &label in &row.truth {
                tally.counts[label].add(true, row.said.contains(&label));
            }
            for &label in row.said.iter().filter(|label| !row.truth.contains(label)) {
                tally.counts[label].add(false, true);
            }
            tally.right += u64::from(row.truth == row.said);
            tally.rows += 1;
        }
        tally
    }

    fn accuracy(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { self.right as f64 / self.rows as f64 }
    }
}

/// The outcomes of rows that are coded for the task.
fn coded<'a>(task: &Task, outcomes: &'a [Outcome]) -> Vec<(&'a Outcome, Row)> {
    let sorted = |labels: &[usize]| {
        let mut labels = labels.to_vec();
        labels.sort_unstable();
        labels
    };
    let row = |outcome: &'a Outcome| {
        let (truth, _) = task.rows[outcome.row].as_ref()?;
        Some((outcome, Row { truth: sorted(truth), said: sorted(&outcome.said) }))
    };
    outcomes.iter().filter_map(row).collect()
}

/// The figures over labels alone. O(rows).
pub(super) fn averages(task: &Task, outcomes: &[Outcome]) -> Averages {
    let coded = coded(task, outcomes);
    Averages::of(&Tally::of(task.labels.len(), coded.iter().map(|(_, row)| row)).counts)
}

impl TaskReport {
    /// Of a task's outcomes; the seed is that of the bootstrap. O(resamples × rows).
    pub fn new(task: &Task, outcomes: &[Outcome], seed: u64) -> Self {
        let coded = coded(task, outcomes);
        let tally = Tally::of(task.labels.len(), coded.iter().map(|(_, row)| row));
        let named = || task.labels.iter().cloned();
        let confusion = task.single.then(|| {
            let mut confusion: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
            for (_, row) in &coded {
                let said = row.said.first().map_or("(no label)", |&label| &task.labels[label]);
                let Some(&truth) = row.truth.first() else { continue };
                *confusion.entry(task.labels[truth].clone()).or_default().entry(said.to_owned()).or_default() += 1;
            }
            confusion
        });
        let calibration = (0..task.labels.len()).map(|label| {
            let said = coded.iter().filter(|(outcome, _)| !outcome.probabilities.is_empty());
            expected_calibration_error(said.map(|(outcome, row)| (outcome.probabilities[label], row.truth.contains(&label))))
        });
        Self {
            labels: named().zip(tally.counts.iter().map(Counts::scores)).collect(),
            averages: Averages::of(&tally.counts),
            rows: tally.rows,
            accuracy: tally.accuracy(),
            confusion,
            calibration_error: named().zip(calibration).collect(),
            intervals: intervals(task, &coded.iter().map(|(_, row)| row).collect::<Vec<_>>(), &tally, seed),
        }
    }
}

/// The figures of one resample.
struct Resample {
    labels: Vec<Scores>,
    averages: Averages,
    accuracy: f64,
}

fn intervals(task: &Task, rows: &[&Row], whole: &Tally, seed: u64) -> Intervals {
    let resampled: Vec<Resample> = (0..RESAMPLES as u64)
        .into_par_iter()
        .map(|resample| {
            // A seed of its own for each, so that threads change nothing.
            let mut rng = Rng::new(seed ^ (resample << 32));
            let tally = Tally::of(task.labels.len(), (0..rows.len()).map(|_| rows[rng.below(rows.len())]));
            let labels = tally.counts.iter().map(Counts::scores).collect();
            Resample { labels, averages: Averages::of(&tally.counts), accuracy: tally.accuracy() }
        })
        .collect();
    let scores = |support: u64, of: &dyn Fn(&Resample) -> Scores| {
        let interval = |figure: fn(Scores) -> f64| Interval::of(resampled.iter().map(|r| figure(of(r))).collect());
        Scores { precision: interval(|s| s.precision), recall: interval(|s| s.recall), f1: interval(|s| s.f1), support }
    };
    let support = |at: usize| whole.counts[at].scores().support;
    let all = (0..task.labels.len()).map(support).sum();
    Intervals {
        labels: task.labels.iter().enumerate().map(|(at, name)| (name.clone(), scores(support(at), &|r| r.labels[at]))).collect(),
        averages: Averages {
            micro: scores(all, &|r| r.averages.micro),
            r#macro: scores(all, &|r| r.averages.r#macro),
            weighted: scores(all, &|r| r.averages.weighted),
        },
        accuracy: Interval::of(resampled.iter().map(|r| r.accuracy).collect()),
    }
}
