//! corpus -> cross-validated figures. Each fold calls the same [`Trainer::fit`] on its rows, so nothing is
//! fitted outside it: vocabulary, idf, weights, thresholds and calibration.

mod report;

pub use report::{Intervals, Outcome, TaskReport};

use rayon::prelude::*;
use serde::Serialize;

use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::predict::Predictor;
use crate::sparse::SparseRow;
use crate::split::StratifiedKFold;
use crate::train::{Prepared, Trainer};

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

/// What was said of one row, for topics, target and stance.
type Said = [Outcome; 3];

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
    let said: Vec<Vec<Said>> = (0..folds)
        .into_par_iter()
        .map(|fold| {
            let (held, kept): (Vec<usize>, Vec<usize>) = (0..corpus.len()).partition(|&row| fold_of[row] == fold);
            if held.is_empty() {
                return Ok(Vec::new());
            }
            let predictor = Predictor::new(trainer.fit(prepared, &kept)?);
            let features = prepared.features(predictor.model(), &held);
            Ok(held.iter().zip(features.iter()).map(|(&row, features)| predict(&predictor, prepared, row, features)).collect())
        })
        .collect::<Result<_>>()?;
    let mut outcomes: [Vec<Outcome>; 3] = Default::default();
    for said in said.into_iter().flatten() {
        said.into_iter().zip(&mut outcomes).for_each(|(outcome, of_task)| of_task.push(outcome));
    }
    outcomes.iter_mut().for_each(|of_task| of_task.sort_by_key(|outcome| outcome.row));
    let report = |slot: usize| prepared.tasks[slot].as_ref().map(|task| TaskReport::new(task, &outcomes[slot], seed));
    let (topics, target, stance) = (report(0), report(1), report(2));
    Ok(Report { schema: 1, topics, target, stance, folds, rows: corpus.len(), seconds: started.elapsed().as_secs_f64() })
}

/// What a model says of a row it has not seen: the target is predicted, the stance is toward the row's own.
fn predict(predictor: &Predictor, prepared: &Prepared<'_>, row: usize, features: SparseRow<'_>) -> Said {
    let features: Vec<(u32, f32)> = features.pairs().collect();
    let truth = prepared.corpus.labels[row].target.clone().flatten();
    let mut article = Article { target: truth, ..prepared.corpus.articles[row].clone() };
    let given = predictor.predict_row(features.clone(), &article, false);
    article.target = None;
    let open = predictor.predict_row(features, &article, false);
    [open.topics, open.target, given.stance].map(|decided| {
        let (said, probabilities) = decided.map(|decided| (decided.holding, decided.probabilities)).unwrap_or_default();
        Outcome { row, said, probabilities }
    })
}
