//! corpus -> cross-validated figures. Each fold calls the same [`Trainer::fit`] on its rows, so nothing is
//! fitted outside it: vocabulary, idf, weights, thresholds and calibration.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::metrics::{Averages, Counts, Scores};
use crate::predict::Predictor;
use crate::split::StratifiedKFold;
use crate::task::Task;
use crate::train::{Prepared, Trainer};

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
}

/// What cross-validation found.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{Trainer, evaluate::cross_validate};
/// let trainer = Trainer { features: standpoint::features::FeatureConfig { min_df: 1, ..Default::default() }, ..Trainer::default() };
/// let report = cross_validate(&trainer, &trainer.prepare(&corpus)?, 2, 0)?;
/// assert_eq!((report.rows, report.folds), (4, 2));
/// let topics = report.topics.as_ref().map(|task| task.labels.len());
/// assert_eq!(topics, Some(2));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Version of this report's shape.
    pub schema: u32,
    /// Topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<TaskReport>,
    /// The target, predicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TaskReport>,
    /// The stance, target given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<TaskReport>,
    /// Number of folds.
    pub folds: usize,
    /// Number of rows.
    pub rows: usize,
    /// How long it took.
    pub seconds: f64,
}

/// The labels said of a row, for topics, target and stance.
type Said = [Option<Vec<String>>; 3];

/// Stratified k-fold cross-validation of a whole training.
///
/// # Errors
/// As [`Trainer::fit`]; and where there are fewer rows than folds.
pub fn cross_validate(trainer: &Trainer, prepared: &Prepared<'_>, folds: usize, seed: u64) -> Result<Report> {
    let started = std::time::Instant::now();
    let corpus = prepared.corpus;
    if folds < 2 || folds > corpus.len() {
        let text = format!("{folds} folds of {} rows: choose 2 to {} with --folds", corpus.len(), corpus.len().max(2));
        return Err(Error::new(ErrorKind::Parameter, text));
    }
    let fold_of = StratifiedKFold { folds, seed }.assign(&prepared.strata, &prepared.keys);
    let predicted: Vec<Vec<(usize, Said)>> = (0..folds)
        .into_par_iter()
        .map(|fold| {
            let (held, kept): (Vec<usize>, Vec<usize>) = (0..corpus.len()).partition(|&row| fold_of[row] == fold);
            if held.is_empty() {
                return Ok(Vec::new());
            }
            let predictor = Predictor::new(trainer.fit(prepared, &kept)?);
            Ok(held.into_iter().map(|row| (row, predict(&predictor, prepared, row))).collect())
        })
        .collect::<Result<_>>()?;
    let mut by_row: Vec<_> = predicted.into_iter().flatten().collect();
    by_row.sort_by_key(|(row, _)| *row);
    let [topics, target, stance] = [0, 1, 2]
        .map(|slot| prepared.tasks[slot].as_ref().map(|task| report(task, by_row.iter().map(|(row, p)| (*row, &p[slot])))));
    Ok(Report { schema: 1, topics, target, stance, folds, rows: corpus.len(), seconds: started.elapsed().as_secs_f64() })
}

fn predict(predictor: &Predictor, prepared: &Prepared<'_>, row: usize) -> Said {
    let model = predictor.model();
    let article = &prepared.corpus.articles[row];
    let features = prepared.row(model, row);
    let truth = prepared.corpus.labels[row].target.clone().flatten();
    let mut given = article.clone();
    given.target = truth;
    let mut open = article.clone();
    open.target = None;
    let with_target = predictor.predict_row(features.clone(), &given, false);
    let without = predictor.predict_row(features, &open, false);
    let names = |classifier: &Option<crate::task::Classifier>, decided: &Option<crate::predict::Decided>| {
        let (classifier, decided) = (classifier.as_ref()?, decided.as_ref()?);
        Some(decided.holding.iter().map(|&label| classifier.labels[label].clone()).collect())
    };
    [names(&model.topics, &without.topics), names(&model.target, &without.target), names(&model.stance, &with_target.stance)]
}

fn report<'a>(task: &Task, rows: impl Iterator<Item = (usize, &'a Option<Vec<String>>)>) -> TaskReport {
    let mut counts = vec![Counts::default(); task.labels.len()];
    let mut confusion: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    let (mut right, mut all) = (0u64, 0u64);
    for (row, predicted) in rows.filter(|(row, _)| task.rows[*row].is_some()) {
        let empty = Vec::new();
        let predicted = predicted.as_ref().unwrap_or(&empty);
        let mut same = true;
        for (label, name) in task.labels.iter().enumerate() {
            let (truth, said) = (task.holds(row, label), predicted.contains(name));
            counts[label].add(truth, said);
            same &= truth == said;
        }
        all += 1;
        right += u64::from(same);
        if task.single {
            let said = predicted.first().cloned().unwrap_or_else(|| "(no label)".into());
            *confusion.entry(task.labels[task.first(row)].clone()).or_default().entry(said).or_default() += 1;
        }
    }
    TaskReport {
        labels: task.labels.iter().cloned().zip(counts.iter().map(Counts::scores)).collect(),
        averages: Averages::of(&counts),
        rows: all,
        accuracy: if all == 0 { 0.0 } else { right as f64 / all as f64 },
        confusion: task.single.then_some(confusion),
    }
}
