//! [`Model`]: everything a prediction needs, as plain data.

use serde::{Deserialize, Serialize};

use crate::buffer::Buffer;
use crate::features::TfidfVectorizer;
use crate::novelty::NoveltyCut;
use crate::task::{Classifier, LearnFrom, Offsets, TaskName};

/// A trained model. `train` makes it, `predict` uses it, `model_file` stores it.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{Trainer, model_file};
/// # let trainer = Trainer { features: standpoint::features::FeatureConfig { min_df: 1, ..Default::default() }, ..Trainer::default() };
/// let model = trainer.train(&corpus)?;
/// assert_eq!(model.provenance.rows, 4);
/// assert!(model.classifiers().map(|(_, of)| of.is_some()) == [true, false, false]);
/// assert_eq!(model_file::from_bytes(model_file::to_bytes(&model)?)?, model);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Terms, idf and feature parameters.
    pub vectorizer: TfidfVectorizer,
    /// Which topics an article has.
    pub topics: Option<Classifier>,
    /// What its stance is toward, `none` among the labels where rows had no target.
    pub target: Option<Classifier>,
    /// Where it stands; its groups are the targets.
    pub stance: Option<Classifier>,
    /// Where articles begin to be unlike those it was trained on.
    pub novelty: NoveltyCut,
    /// On what it was trained.
    pub provenance: Provenance,
    /// The first eight bytes of each training row's content hash, sorted.
    pub training_keys: Buffer<u64>,
}

impl Model {
    /// What decides each task, with the task's name; nothing where it has none.
    pub fn classifiers(&self) -> [(&'static str, Option<&Classifier>); 3] {
        let all = [self.topics.as_ref(), self.target.as_ref(), self.stance.as_ref()];
        std::array::from_fn(|slot| (TaskName::ALL[slot].name(), all[slot]))
    }
}

/// Where a model comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Articles trained on.
    pub rows: u64,
    /// SHA-256 of the table's bytes.
    pub data_sha256: String,
    /// The learner's name.
    pub learner: String,
    /// Its cost parameter.
    pub c: f64,
    /// The seed.
    pub seed: u64,
    /// Folds behind thresholds and calibration.
    pub calibration_folds: usize,
    /// Whether every row counted 1, instead of classes being balanced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uniform: bool,
    /// Whether a quarter of the terms was kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compact: bool,
    /// What was added to the scores of some labels.
    #[serde(default, skip_serializing_if = "Offsets::is_empty")]
    pub offsets: Offsets,
    /// The kinds of terms that tasks learned from, of those that did not from all.
    #[serde(default, skip_serializing_if = "LearnFrom::is_empty")]
    pub learn_from: LearnFrom,
    /// The precision that thresholds of topics were chosen for, where one was wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// The unlabelled articles that told which words are alike, where there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlabelled: Option<Unlabelled>,
    /// The language of most articles, in English, where it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What was said while reading.
    pub notes: Vec<String>,
    /// What a search tried before, in its order; empty where nothing was searched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trials: Vec<Trial>,
}

/// Articles without labels that a model learned from.
///
/// ```
/// use standpoint::model::Unlabelled;
/// let unlabelled = Unlabelled { articles: 20_000, sha256: "9f86d081884c7d65".into() };
/// assert!(unlabelled.articles > 0);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlabelled {
    /// How many.
    pub articles: u64,
    /// SHA-256 of the hashes of their texts, in order.
    pub sha256: String,
}

/// One configuration that a search tried, and how well it did.
///
/// ```
/// use standpoint::model::Trial;
/// let trial = Trial { round: 1, rows: 4000, features: "words 1".into(), learner: "LinearSvc".into(), c: 1.0, score: 0.9 };
/// assert_eq!(trial.round, 1);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The round of the search, from 1.
    pub round: u64,
    /// Articles it was tried on.
    pub rows: u64,
    /// The features.
    pub features: String,
    /// The learner's name.
    pub learner: String,
    /// Its cost parameter.
    pub c: f64,
    /// Its cross-validated score, 0 to 1.
    pub score: f64,
}
