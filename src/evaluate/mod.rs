//! corpus -> cross-validated figures. Each fold is judged by the same fits that make a model of its rows
//! ([`CrossFit`]), so nothing is fitted outside it: vocabulary, idf, weights, thresholds and calibration.

mod report;

use report::averages;
pub use report::{Intervals, Outcome, TaskReport};

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::split::StratifiedKFold;
use crate::task::{Decision, Task};
use crate::train::{CrossFit, HeldOut, Prepared, Trainer};

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

/// Stratified k-fold cross-validation of a whole training.
///
/// # Errors
/// As [`Trainer::fit`]; and where there are fewer rows than folds.
pub fn cross_validate(trainer: &Trainer, prepared: &Prepared<'_>, folds: usize, seed: u64) -> Result<Report> {
    let started = std::time::Instant::now();
    let rows = prepared.corpus.len();
    if folds < 2 || folds > rows {
        let text = format!("{folds} folds of {rows} rows: choose 2 to {} with --folds", rows.max(2));
        return Err(Error::new(ErrorKind::Parameter, text));
    }
    let fold_of = StratifiedKFold { folds, seed }.assign(&prepared.strata, &prepared.keys);
    let all: Vec<usize> = (0..rows).collect();
    let mut fits = CrossFit::new(trainer, prepared, &all, fold_of)?;
    let report = judge(&mut fits, seed)?;
    Ok(Report { seconds: started.elapsed().as_secs_f64(), folds, ..report })
}

/// What was said of each row in a task, by the decisions and the scores of its fold.
fn outcomes<'a>(slot: usize, folds: impl Iterator<Item = (Decision, &'a HeldOut)>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (decision, held) in folds {
        outcomes.extend(held.scores[slot].iter().map(|&(row, ref scores)| {
            let unknown = held.unknown.binary_search(&row).is_ok();
            let (said, probabilities) =
                if unknown { Default::default() } else { (decision.decide(scores), decision.probabilities(scores)) };
            Outcome { row, said, probabilities }
        }));
    }
    outcomes.sort_by_key(|outcome| outcome.row);
    outcomes
}

/// One figure by which trainings can be compared on the same folds, of fits that [`CrossFit::hold_out`] made: the micro
/// F1 of topics of which each row has one, the mean of micro and macro F1 where it may have any number, and the macro F1
/// of target and stance; the mean of them where a corpus has several. Thresholds of a fold are fitted to the scores of
/// the others, whose fits saw it, so it is a little too good.
pub fn score(fits: &CrossFit<'_>) -> f64 {
    let of = |(slot, task): (usize, &Option<Task>)| {
        let task = task.as_ref()?;
        let figures = averages(task, &outcomes(slot, fits.compared(slot)));
        let (micro, r#macro) = (figures.micro.f1, figures.r#macro.f1);
        Some(match (slot, task.single) {
            (0, true) => micro,
            (0, false) => (micro + r#macro) / 2.0,
            _ => r#macro,
        })
    };
    let scores: Vec<f64> = fits.prepared().tasks.iter().enumerate().filter_map(of).collect();
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

/// The figures of a corpus's folds; makes the fits that hold out one, and, where the training calibrates, two.
///
/// # Errors
/// As [`Trainer::fit`].
pub fn judge(fits: &mut CrossFit<'_>, seed: u64) -> Result<Report> {
    let started = std::time::Instant::now();
    fits.hold_out()?;
    if fits.trainer().calibration_folds > 0 {
        fits.hold_out_pairs()?;
    }
    let prepared = fits.prepared();
    let report = |slot: usize| {
        let task = prepared.tasks[slot].as_ref()?;
        Some(TaskReport::new(task, &outcomes(slot, fits.judged(slot)), seed))
    };
    let (topics, target, stance) = (report(0), report(1), report(2));
    let (rows, seconds) = (prepared.corpus.len(), started.elapsed().as_secs_f64());
    Ok(Report { schema: 1, topics, target, stance, folds: fits.folds(), rows, seconds })
}
