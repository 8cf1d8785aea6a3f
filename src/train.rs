//! articles + labels -> [`Model`]. Never evaluates.
//!
//! Features are fitted on the rows given and on nothing else; thresholds and calibration come from scores of
//! inner folds, whose features are fitted inside them too.

use linfa::ParamGuard;
use rayon::prelude::*;

use crate::article::Corpus;
use crate::error::{Error, ErrorKind, Result};
use crate::features::{FeatureConfig, TfidfVectorizer, TokenisedCorpus};
use crate::linear::ClassWeight;
use crate::model::{Model, Provenance};
use crate::sparse::CsrMatrix;
use crate::split::StratifiedKFold;
use crate::task::{Learner, LearnerConfig, Task};

/// Parameters of a training.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::Trainer;
/// use standpoint::features::FeatureConfig;
/// let trainer = Trainer { features: FeatureConfig { min_df: 1, ..FeatureConfig::default() }, ..Trainer::default() };
/// let model = trainer.train(&corpus)?;
/// assert_eq!(model.topics.map(|topics| topics.labels), Some(vec!["sport".into(), "trade".into()]));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trainer {
    /// The features.
    pub features: FeatureConfig,
    /// The learner of topics and target.
    pub learner: LearnerConfig,
    /// Folds behind thresholds and calibration, 2 or above.
    pub calibration_folds: usize,
}

impl Default for Trainer {
    fn default() -> Self {
        let learner = LearnerConfig { learner: Learner::LinearSvc, c: 1.0, class_weight: ClassWeight::Balanced, seed: 0 };
        Self { features: FeatureConfig::default(), learner, calibration_folds: 5 }
    }
}

impl ParamGuard for Trainer {
    type Checked = Self;
    type Error = Error;

    /// The features' parameters, the learner's, and 2 or more calibration folds.
    fn check_ref(&self) -> Result<&Self> {
        self.features.check_ref()?;
        self.learner.check_ref()?;
        if self.calibration_folds < 2 {
            let text = format!("calibration_folds must be 2 or above; it is {}", self.calibration_folds);
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        Ok(self)
    }

    fn check(self) -> Result<Self> {
        self.check_ref()?;
        Ok(self)
    }
}

/// The scores of some rows, for topics, target and stance.
type TaskScores = [Vec<(usize, Vec<f64>)>; 3];

/// A labelled corpus, read and counted once.
pub struct Prepared<'a> {
    /// The corpus.
    pub corpus: &'a Corpus,
    /// Its terms.
    pub tokens: TokenisedCorpus,
    /// A key for each distinct text: copies share a fold.
    pub keys: Vec<u64>,
    /// What of its labels decides the stratum of a row.
    pub strata: Vec<String>,
    /// Topics, target, stance, where the corpus teaches them.
    pub tasks: [Option<Task>; 3],
    /// Called after each of the [`Trainer::fits`] of a training.
    pub watch: &'a (dyn Fn() + Sync),
}

impl Trainer {
    /// Reads and counts the articles. O(text).
    ///
    /// # Errors
    /// Where a parameter is out of its range, or nothing can be learned from the labels.
    pub fn prepare<'a>(&self, corpus: &'a Corpus) -> Result<Prepared<'a>> {
        self.check_ref()?;
        let tasks =
            [Task::topics(&corpus.labels, corpus.single_topic), Task::target(&corpus.labels), Task::stance(&corpus.labels)];
        if tasks.iter().all(Option::is_none) {
            let text = "nothing to learn: no column of topics or stance holds two different labels; check the label columns";
            return Err(Error::new(ErrorKind::Labels, text));
        }
        let strata = corpus.labels.iter().map(|l| format!("{:?} {:?} {:?}", l.target, l.stance, l.topics)).collect();
        Ok(Prepared {
            tokens: TokenisedCorpus::read(&corpus.articles, &self.features),
            keys: corpus.articles.par_iter().map(|article| article.content_key()).collect(),
            strata,
            tasks,
            corpus,
            watch: &|| (),
        })
    }

    /// Fits in one training: that of the model, and one for each calibration fold.
    pub fn fits(&self) -> usize {
        1 + self.calibration_folds
    }

    /// Trains on all rows.
    ///
    /// # Errors
    /// As [`Trainer::prepare`].
    pub fn train(&self, corpus: &Corpus) -> Result<Model> {
        let prepared = self.prepare(corpus)?;
        let all: Vec<usize> = (0..corpus.len()).collect();
        self.fit(&prepared, &all)
    }

    /// Trains on the rows named.
    ///
    /// # Errors
    /// Where a learner refuses its rows, or no term is frequent enough.
    pub fn fit(&self, prepared: &Prepared<'_>, rows: &[usize]) -> Result<Model> {
        let mut model = self.fit_scores(prepared, rows)?;
        let strata: Vec<String> = rows.iter().map(|&row| prepared.strata[row].clone()).collect();
        let keys: Vec<u64> = rows.iter().map(|&row| prepared.keys[row]).collect();
        let folds = StratifiedKFold { folds: self.calibration_folds, seed: self.learner.seed }.assign(&strata, &keys);
        let scored: Vec<TaskScores> = (0..self.calibration_folds)
            .into_par_iter()
            .map(|fold| {
                let (held, kept): (Vec<usize>, Vec<usize>) = (0..rows.len()).partition(|&at| folds[at] == fold);
                if held.is_empty() || kept.is_empty() {
                    return Ok(Default::default());
                }
                let kept: Vec<usize> = kept.into_iter().map(|at| rows[at]).collect();
                let held: Vec<usize> = held.into_iter().map(|at| rows[at]).collect();
                let inner = self.fit_scores(prepared, &kept)?;
                Ok(prepared.scores(&inner, &held))
            })
            .collect::<Result<_>>()?;
        for (slot, (task, classifier)) in
            prepared.tasks.iter().zip([&mut model.topics, &mut model.target, &mut model.stance]).enumerate()
        {
            if let (Some(task), Some(classifier)) = (task, classifier) {
                let (rows, scores): (Vec<usize>, Vec<Vec<f64>>) = scored.iter().flat_map(|s| s[slot].iter().cloned()).unzip();
                classifier.decision = task.decision(&rows, &scores);
            }
        }
        Ok(model)
    }

    /// A model whose decisions are not fitted yet.
    fn fit_scores(&self, prepared: &Prepared<'_>, rows: &[usize]) -> Result<Model> {
        let (vectorizer, map) = TfidfVectorizer::fit(&prepared.tokens, rows);
        if vectorizer.vocabulary().is_empty() {
            let text = format!("no term is in {} articles or more; lower --min-df or give more rows", self.features.min_df);
            return Err(Error::new(ErrorKind::Labels, text));
        }
        let mut notes = prepared.corpus.notes.clone();
        let mut classifiers = [None, None, None];
        for (task, slot) in prepared.tasks.iter().zip(&mut classifiers) {
            let Some(task) = task else { continue };
            let coded: Vec<usize> = rows.iter().copied().filter(|&row| task.rows[row].is_some()).collect();
            if coded.is_empty() {
                continue;
            }
            let matrix = vectorizer.transform(&prepared.tokens, &map, &coded);
            let (classifier, early) = task.fit(&matrix, &coded, &self.learner)?;
            *slot = Some(classifier);
            if !early.is_empty() {
                let labels = early.join(", ");
                notes.push(format!("Warning: stopped before the tolerance was reached: {labels}; a lower cost helps (-C)."));
            }
        }
        let [topics, target, stance] = classifiers;
        let mut training_keys: Vec<u64> = rows.iter().map(|&row| prepared.keys[row]).collect();
        training_keys.sort_unstable();
        training_keys.dedup();
        let provenance = Provenance {
            rows: rows.len() as u64,
            data_sha256: prepared.corpus.sha256.clone(),
            learner: format!("{:?}", self.learner.learner),
            c: self.learner.c,
            seed: self.learner.seed,
            calibration_folds: self.calibration_folds,
            notes,
        };
        (prepared.watch)();
        Ok(Model { vectorizer, topics, target, stance, provenance, training_keys: training_keys.into() })
    }
}

impl Prepared<'_> {
    /// The scores that `model` gives the rows, for topics, target, and stance (with the row's own target).
    fn scores(&self, model: &Model, rows: &[usize]) -> TaskScores {
        let features = self.features(model, rows);
        [&model.topics, &model.target, &model.stance].map(|classifier| {
            let slot = [&model.topics, &model.target, &model.stance].iter().position(|c| std::ptr::eq(*c, classifier));
            let task = slot.and_then(|slot| self.tasks[slot].as_ref());
            let (Some(task), Some(classifier)) = (task, classifier) else { return Vec::new() };
            let coded = rows.iter().zip(features.iter()).filter_map(|(&row, features)| {
                task.rows[row].as_ref().map(|(_, block)| (row, classifier.scores(features.pairs(), *block)))
            });
            coded.collect()
        })
    }

    /// The features of some rows under a model.
    pub fn features(&self, model: &Model, rows: &[usize]) -> CsrMatrix {
        let columns = model.vectorizer.columns_of(&self.tokens);
        model.vectorizer.transform(&self.tokens, &columns, rows)
    }
}
