//! Article -> [`Prediction`].

use crate::article::Article;
use crate::features::{SharedTrie, TermReader};
use crate::model::Model;
use crate::novelty::{Novelty, Unlike};
use crate::task::{Classifier, Decision};
use crate::text::read_as;

/// Labels articles with a model. The model is shared; a [`TermReader`] is the scratch memory of one thread.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{Predictor, Trainer, predict::Status};
/// # let trainer = Trainer { features: standpoint::features::FeatureConfig { min_df: 1, ..Default::default() }, ..Trainer::default() };
/// let predictor = Predictor::new(trainer.train(&corpus)?);
/// predictor.expect(1 << 20);
/// let mut reader = predictor.reader();
/// let said = predictor.predict(&Article::from_text("", "A tariff on steel"), &mut reader);
/// assert!(said.status == Status::Ok && said.topics.is_some());
/// assert_eq!(predictor.predict(&Article::default(), &mut reader).status, Status::Empty);
/// let warnings = vec![standpoint::article::NO_ARTICLE.to_owned()];
/// let wall = Article { warnings, ..Article::from_text("Log in to read of a steel tariff", "") };
/// assert_eq!(predictor.predict(&wall, &mut reader).status, Status::NoArticle);
/// # Ok::<(), standpoint::Error>(())
/// ```
pub struct Predictor {
    model: Model,
    trie: SharedTrie,
}

/// Whether an article could be labelled.
///
/// ```
/// assert_eq!(standpoint::predict::Status::UnknownWords.name(), "unknown-words");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It has labels.
    Ok,
    /// There was no text.
    Empty,
    /// The page holds no article.
    NoArticle,
    /// No term of it is known to the model.
    UnknownWords,
    /// It could not be read.
    Unreadable,
}

impl Status {
    /// All of them, in the order they are counted in.
    pub const ALL: [Self; 5] = [Self::Ok, Self::Empty, Self::NoArticle, Self::UnknownWords, Self::Unreadable];

    /// As written in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Empty => "empty",
            Self::NoArticle => "no-article",
            Self::UnknownWords => "unknown-words",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The scores of one task and what follows from them.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The block whose weights were used.
    pub block: usize,
    /// One score a label.
    pub scores: Vec<f64>,
    /// One probability a label.
    pub probabilities: Vec<f64>,
    /// The labels that hold, in order of their probability.
    pub holding: Vec<usize>,
}

/// What a model says of an article.
///
/// ```
/// use standpoint::predict::{Prediction, Status};
/// let said = Prediction::without(Status::Unreadable, vec!["no such file".into()]);
/// assert!(said.topics.is_none() && said.stance.is_none());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Whether there are labels.
    pub status: Status,
    /// The TF-IDF row.
    pub row: Vec<(u32, f32)>,
    /// The topics.
    pub topics: Option<Decided>,
    /// The target, where it was predicted.
    pub target: Option<Decided>,
    /// The stance toward the target.
    pub stance: Option<Decided>,
    /// The target given or predicted; `None` where there is none.
    pub target_label: Option<String>,
    /// How far it is unlike the articles of the training.
    pub novelty: Novelty,
    /// Why it is marked as unlike them; nothing where it is not.
    pub unlike: Vec<Unlike>,
    /// What the reader should know.
    pub warnings: Vec<String>,
}

impl Prediction {
    /// What was decided of topics, target and stance.
    pub fn decided(&self) -> [Option<&Decided>; 3] {
        [self.topics.as_ref(), self.target.as_ref(), self.stance.as_ref()]
    }

    /// No label, and why.
    pub fn without(status: Status, warnings: Vec<String>) -> Self {
        let (row, topics, target, stance) = (Vec::new(), None, None, None);
        let (novelty, unlike) = (Novelty::default(), Vec::new());
        Self { status, row, topics, target, stance, target_label: None, novelty, unlike, warnings }
    }
}

impl Predictor {
    /// Of a model.
    pub fn new(model: Model) -> Self {
        Self { model, trie: SharedTrie::default() }
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Makes ready for articles of so many bytes in all, where that is worth it; labels are the same without it.
    /// O(text of the model's vocabulary).
    pub fn expect(&self, bytes: u64) {
        let mut classifiers = self.model.classifiers().into_iter().filter_map(|(_, classifier)| classifier);
        let only = classifiers.next().filter(|only| classifiers.next().is_none() && only.groups.is_empty());
        self.trie.expect(bytes, &self.model.vectorizer, only.map(|only| &*only.weights));
    }

    /// Scratch memory for one thread.
    pub fn reader(&self) -> TermReader {
        TermReader::sharing(&self.model.vectorizer, self.trie.clone())
    }

    /// Whether an article was trained on, with the claim or the mention that it has; `content_sha256` is its
    /// [`Article::content_sha256`].
    pub fn was_trained_on(&self, article: &Article, content_sha256: &[u8; 32]) -> bool {
        self.model.training_keys.binary_search(&article.training_key(content_sha256)).is_ok()
    }

    /// Labels one article. Its own target is used where it has one; otherwise the target is predicted.
    pub fn predict(&self, article: &Article, reader: &mut TermReader) -> Prediction {
        let row = reader.row(&self.model.vectorizer, article);
        let known_words = reader.known_words();
        let mut warnings = article.warnings.clone();
        let lacks = self.model.vectorizer.toward().lacks(article);
        let (status, warning) = if article.has_no_story() {
            (Status::NoArticle, Some("no label is given"))
        } else if article.is_empty() {
            (Status::Empty, Some("no text: no label is given"))
        } else if article.body.trim().is_empty() && !warnings.is_empty() {
            (Status::NoArticle, Some("no article found in the page: no label is given"))
        } else if row.is_empty() && lacks.is_some() {
            (Status::UnknownWords, Some("no label is given"))
        } else if row.is_empty() {
            (Status::UnknownWords, Some("no word of it is known to the model: no label is given"))
        } else {
            (Status::Ok, None)
        };
        warnings.extend(lacks.filter(|_| matches!(status, Status::Ok | Status::UnknownWords)).map(str::to_owned));
        warnings.extend(warning.map(str::to_owned));
        let mut out = Prediction { row, ..Prediction::without(status, warnings) };
        if status != Status::Ok {
            return out;
        }
        let decided = |classifier: &Classifier, block| self.decide(classifier, &out.row, block);
        let topics = self.model.topics.as_ref().map(|c| decided(c, 0));
        let aliases = &self.model.vectorizer.config().aliases;
        let given = article.target.as_ref().filter(|name| !aliases.is_none(name));
        let target = match (given, &self.model.target) {
            (Some(_), _) => None,
            (None, classifier) => classifier.as_ref().map(|c| decided(c, 0)),
        };
        let predicted = target.as_ref().zip(self.model.target.as_ref()).map(|(d, c)| c.labels[d.holding[0]].clone());
        let mut target_label = given.cloned().or(predicted).filter(|name| name != "none");
        let mut note = None;
        let stance = self.model.stance.as_ref().and_then(|classifier| {
            if classifier.groups.is_empty() {
                return Some(decided(classifier, 0));
            }
            // Only one target was trained on: nothing to predict, so it is that one.
            let only = if classifier.groups.len() == 1 && self.model.target.is_none() { classifier.groups.first() } else { None };
            target_label = target_label.take().or_else(|| only.cloned());
            let name = target_label.as_ref()?;
            let aliased = aliases.target_of(name);
            let group = aliased.and_then(|name| classifier.group_named(name)).or_else(|| classifier.group_named(name));
            match group {
                None => note = Some(format!("target '{name}' is unknown to the model: the stance is by what all targets share")),
                Some(group) if group == name => {}
                Some(group) => {
                    note = Some(read_as(name, group));
                    target_label = Some(group.to_owned());
                }
            }
            Some(decided(classifier, classifier.block(group)))
        });
        out.warnings.extend(note);
        let classes = match &self.model.topics {
            Some(classifier) if !matches!(classifier.decision, Decision::Thresholds { .. }) => &topics,
            _ => &target,
        };
        let nearest_class = classes.as_ref().and_then(|decided| decided.scores.iter().copied().reduce(f64::max));
        let novelty = Novelty { known_words, nearest_class };
        let unlike = self.model.novelty.marks(&novelty);
        out.warnings.extend(unlike.iter().map(|&mark| self.model.novelty.told(mark, &novelty)));
        Prediction { topics, target, stance, target_label, novelty, unlike, ..out }
    }

    fn decide(&self, classifier: &Classifier, row: &[(u32, f32)], block: usize) -> Decided {
        let row = row.iter().copied();
        let scores = match self.trie.side_by_side() {
            // Of the only classifier, which has one block.
            Some(columns) => {
                let (weights, place) = columns.weights();
                classifier.scores_with(weights, place, row, block)
            }
            None => classifier.scores(row, block),
        };
        let probabilities = classifier.probabilities(&scores);
        let mut holding = classifier.decide(&scores);
        if matches!(classifier.decision, Decision::Thresholds { .. }) {
            holding.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        }
        Decided { block, scores, probabilities, holding }
    }
}
