//! articles + labels -> [`Model`]. Never evaluates.
//!
//! Features are fitted on the rows given and on nothing else; thresholds and calibration come from scores of
//! rows held out ([`CrossFit`]), by fits whose features are fitted without them too.

mod blocks;
mod compact;
mod cross_fit;
mod held_out;
mod online;
mod prepared;
mod remade;
mod together;

pub use cross_fit::CrossFit;
pub(crate) use held_out::{HeldOut, Judged};
pub use online::OnlineTrainer;
pub use prepared::Prepared;
pub(crate) use prepared::strata_and_keys;

use std::borrow::Cow;
use std::collections::BTreeMap;

use linfa::ParamGuard;

use crate::article::{Article, Corpus, Labels};
use crate::error::{Error, ErrorKind, Result};
use crate::features::{
    ColumnMap, FeatureConfig, Hashtags, LatentPart, Pieces, TermKind, TfidfVectorizer, TokenisedCorpus, Vocabulary,
};
use crate::linear::operating_curve::ThresholdRule;
use crate::linear::{ClassWeight, Prior};
use crate::model::Model;
use crate::sparse::CsrMatrix;
use crate::task::{Duals, Fitted, LearnFrom, Learner, LearnerConfig, Offsets, Task, TaskName};

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
    /// Folds behind thresholds and calibration, 2 or above; 0 does without them: thresholds are 0, and a probability
    /// is no more than a score between 0 and 1.
    pub calibration_folds: usize,
    /// Keep a quarter of the terms, those that move scores most, and weights of 16 bits. Every fit is made so, those
    /// behind thresholds, calibration and estimates too.
    pub compact: bool,
    /// By what thresholds of topics are chosen; a wanted precision needs topics that may be several a row, and calibration.
    pub threshold_rule: ThresholdRule,
}

impl Default for Trainer {
    fn default() -> Self {
        let (learner, class_weight) = (Learner::LinearSvc, ClassWeight::Balanced);
        let learner = LearnerConfig {
            learner,
            prior: Prior::Uniform,
            c: 1.0,
            class_weight,
            tolerance: LearnerConfig::TOLERANCE,
            offsets: Offsets::default(),
            learn_from: LearnFrom::default(),
            seed: 0,
        };
        Self {
            features: FeatureConfig::default(),
            learner,
            calibration_folds: 5,
            compact: false,
            threshold_rule: ThresholdRule::HighestF1,
        }
    }
}

impl ParamGuard for Trainer {
    type Checked = Self;
    type Error = Error;

    /// The features' parameters, the learner's, calibration folds other than 1, and a wanted precision that can be looked for.
    fn check_ref(&self) -> Result<&Self> {
        self.features.check_ref()?;
        self.learner.check_ref()?;
        if self.calibration_folds == 1 {
            let text = "calibration_folds must be 0, or 2 and above; it is 1";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        if self.features.latent > 0.0 && self.learner.counts_words() {
            let text = "naive Bayes counts words, and a latent part tells which are alike; leave out --latent, or --learner complement-nb and --prior naive-bayes";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        self.threshold_rule.check()?;
        if self.threshold_rule != ThresholdRule::HighestF1 && self.calibration_folds == 0 {
            let text = "a wanted precision needs rows held out to choose thresholds by; leave out --no-calibration";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        Ok(self)
    }

    fn check(self) -> Result<Self> {
        self.check_ref()?;
        Ok(self)
    }
}

impl Trainer {
    /// Bytes of a short text, such as a tweet, and rows of them at least.
    const SHORT: usize = 400;
    const SHORT_ROWS: usize = 500;

    /// The defaults for a corpus: features by its rows ([`FeatureConfig::for_rows`]), and where nothing but topics is learned the
    /// prior of naive Bayes, C 0.3, and pairs of words however few the rows.
    ///
    /// Accuracy (Reuters: micro F1) by the defaults before, with the uniform prior, and so, mean of the four folds of `benches/peers`:
    /// of 1,000 rows AG News .829, .848, IMDB .822, .849, 20 Newsgroups .772, .787, Reuters .813, .821; of whole tables, two folds, with
    /// the uniform prior and so: .912, .916; .883, .892; .881, .889; Reuters .866, .872.
    /// Targets are told apart worse with it. Rows count the same where they have several topics or none: what balancing would do for a
    /// rare one its threshold does (Reuters micro F1 .869 balanced, .871 so).
    ///
    /// Where most topics have fewer than 200 rows, pieces of four characters come with the words, as where rows are few: macro F1 of Reuters
    /// (half of its topics have 12 rows or fewer) .588 without and .602 with them, of 3,000 of its rows .511 and .527; of 3,000 rows of 20
    /// Newsgroups .841 and .848, of AG News, 560 a topic, .880 and .879.
    ///
    /// Where 500 short texts or more take sides on targets: words 1-2 of length 0.35 beside characters 3-5 of the text, hashtags
    /// split, every term, a latent part of 0.1, C 0.25. Mean F1 of favour and against on the tweets of SemEval-2016, ten folds six
    /// times: .713, without the latent part .708, with characters of stems .705, hashtags whole too .700, words of length 1 too .693.
    ///
    /// Where rows have claims C 0.5: macro F1 of the Fake News Challenge, stories held out twice, .645 at 1 and .648 so.
    pub fn for_corpus(corpus: &Corpus) -> Self {
        let mut trainer = Self::for_rows(&corpus.articles, &corpus.labels);
        trainer.features.aliases = corpus.aliases.clone();
        trainer
    }

    /// The same for some of its rows.
    pub fn for_rows(articles: &[Article], rows: &[Labels]) -> Self {
        let only_topics = rows.iter().all(|labels| labels.target.is_none() && labels.stance.is_none());
        let mut trainer = Self { features: FeatureConfig::for_rows(rows.len()), ..Self::default() };
        if only_topics {
            trainer.learner.prior = Prior::NaiveBayes;
            trainer.learner.c = trainer.learner.default_c();
            trainer.features.ngrams = (1, 2);
            if Self::rows_of_median_topic(rows) < Self::FEW_OF_A_TOPIC {
                trainer.features.char_ngrams = Some((4, 4));
            }
            if rows.iter().any(|labels| labels.topics.as_ref().is_some_and(|topics| topics.len() != 1)) {
                trainer.learner.class_weight = ClassWeight::Uniform;
            }
        }
        if Self::is_of_short_texts(articles, rows) {
            let (ngrams, char_ngrams, hashtags) = ((1, 2), Some((3, 5)), Hashtags::Split);
            let (word_weight, pieces) = (0.35, Pieces::Text);
            let latent = if articles.iter().any(Article::is_toward) { 0.0 } else { 0.1 };
            trainer.features =
                FeatureConfig { ngrams, char_ngrams, min_df: 1, word_weight, latent, hashtags, pieces, ..trainer.features };
            trainer.learner.c = 0.25;
        }
        if articles.iter().any(|article| article.claim.is_some()) {
            trainer.learner.c = 0.5;
        }
        trainer
    }

    /// Rows of a topic below which the pieces of words gain, however many rows there are of all.
    const FEW_OF_A_TOPIC: usize = 200;

    /// How many rows the median topic has.
    fn rows_of_median_topic(rows: &[Labels]) -> usize {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        rows.iter().flat_map(|labels| labels.topics.iter().flatten()).for_each(|topic| *counts.entry(topic).or_default() += 1);
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    }

    /// Whether many texts of less than [`Trainer::SHORT`] bytes on average take sides on targets.
    fn is_of_short_texts(articles: &[Article], rows: &[Labels]) -> bool {
        let bytes: usize = articles.iter().map(|article| article.title.len() + article.body.len()).sum();
        let toward = rows.iter().any(|labels| labels.stance.is_some() && labels.target.is_some());
        toward && rows.len() >= Self::SHORT_ROWS && bytes < Self::SHORT * rows.len()
    }

    /// Reads and counts the articles. O(text).
    ///
    /// # Errors
    /// Where a parameter is out of its range, or nothing can be learned from the labels.
    pub fn prepare<'a>(&self, corpus: &'a Corpus) -> Result<Prepared<'a>> {
        let prepared = self.prepared(corpus, true)?;
        Ok(prepared(corpus, TokenisedCorpus::read(&corpus.articles, &self.features)))
    }

    /// The same; the corpus has no text afterwards, which takes as much memory as all that is counted of it. Near-duplicates
    /// are looked for where it will be parted into folds.
    ///
    /// # Errors
    /// As [`Trainer::prepare`].
    pub fn consume<'a>(&self, corpus: &'a mut Corpus, folds: bool) -> Result<Prepared<'a>> {
        let prepared = self.prepared(corpus, folds)?;
        let tokens = TokenisedCorpus::consume(&mut corpus.articles, &self.features);
        Ok(prepared(corpus, tokens))
    }

    /// Topics, target, stance, where the corpus teaches them.
    fn tasks(&self, corpus: &Corpus) -> Result<[Option<Task>; 3]> {
        self.check_ref()?;
        let tasks = Task::all(corpus);
        if tasks.iter().all(Option::is_none) {
            let text = "nothing to learn: no column of topics or stance holds two different labels; check the label columns";
            return Err(Error::new(ErrorKind::Labels, text));
        }
        if self.threshold_rule != ThresholdRule::HighestF1 && tasks[0].as_ref().is_none_or(|topics| topics.single) {
            let text = "--precision chooses the thresholds of topics that may be several a row, and here are none; leave it out, or give --multi-label";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        self.learner.offsets.check(&tasks)?;
        self.learner.learn_from.check(&tasks, &self.features)?;
        let FeatureConfig { latent, lead_weight, .. } = self.features;
        let learn_from = !self.learner.learn_from.is_empty();
        let given = [(learn_from, "--learn-from"), (latent > 0.0, "--latent"), (lead_weight > 0.0, "--lead-weight")];
        let refused = given.into_iter().find(|(given, _)| *given && corpus.articles.iter().any(Article::is_toward));
        if let Some((_, option)) = refused {
            let text =
                format!("toward a claim or a mention all is learned from all terms, those told of it too; leave out {option}");
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        Ok(tasks)
    }

    /// Fits of a cross-validation of all rows, dealt out evenly: of these, without each fold, and, where it calibrates, without several.
    pub fn fits(&self, prepared: &Prepared<'_>, folds: usize) -> usize {
        let rows: Vec<usize> = (0..prepared.corpus.len()).collect();
        let evenly: Vec<usize> = rows.iter().map(|row| row % folds.max(1)).collect();
        1 + folds + if self.calibration_folds > 0 { blocks::blocks(prepared, &rows, &evenly).len() } else { 0 }
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
        let fold_of = prepared.fold_of(rows, self.calibration_folds.max(2), self.learner.seed);
        let mut fits = CrossFit::new(self, prepared, rows, fold_of)?;
        if self.calibration_folds > 0 {
            fits.hold_out()?;
        }
        Ok(fits.model())
    }

    /// The weights of the rows named, whose decisions are not fitted yet; they are looked for from a sum of `start` on.
    fn fit_scorer<'a>(&self, prepared: &'a Prepared<'_>, rows: &[usize], start: &[Start<'_>]) -> Result<Scorer<'a>> {
        let (mut vectorizer, mut map) = TfidfVectorizer::fit(&prepared.tokens, rows);
        if vectorizer.vocabulary().is_empty() {
            return Err(self.no_terms());
        }
        if let Some(vectors) = &prepared.vectors {
            (vectorizer, map) = vectorizer.widened(&prepared.tokens, rows, vectors);
        }
        let (mut tasks, moves) = self.fit_tasks(prepared, rows, (&vectorizer, &map), start)?;
        if self.compact {
            let kept = compact::heaviest(&moves);
            (vectorizer, map) = vectorizer.keep(&prepared.tokens, &map, rows, &kept);
            tasks = self.fit_tasks(prepared, rows, (&vectorizer, &map), &[(1.0, duals(&tasks))])?.0;
            tasks.iter_mut().flatten().for_each(|fitted| compact::round(&mut fitted.classifier));
        }
        (prepared.watch)();
        Ok(Scorer { vectorizer, map, tasks })
    }

    fn no_terms(&self) -> Error {
        let text = format!("no term is in {} articles or more; lower --min-df or give more rows", self.features.min_df);
        Error::new(ErrorKind::Labels, text)
    }

    /// The tasks fitted to the rows named, and, for a compact model, how far each column moves their scores.
    fn fit_tasks<'a>(
        &self,
        prepared: &'a Prepared<'_>,
        rows: &[usize],
        (vectorizer, map): (&TfidfVectorizer, &ColumnMap),
        start: &[Start<'_>],
    ) -> Result<(Tasks<'a>, Vec<f64>)> {
        let (mut tasks, mut moves) = ([None, None, None], Vec::new());
        for ((slot, task), name) in prepared.tasks.iter().enumerate().zip(TaskName::ALL) {
            let Some(task) = task else { continue };
            let coded: Vec<usize> = rows.iter().copied().filter(|&row| task.rows[row].is_some()).collect();
            if coded.is_empty() {
                continue;
            }
            let matrix = vectorizer.transform(&prepared.tokens, map, &coded);
            let learned = self.learner.learn_from.columns(name, vectorizer.vocabulary());
            let mut seen = learned.as_ref().map_or(Cow::Borrowed(&matrix), |learned| Cow::Owned(matrix.select_columns(learned)));
            let mut latent = self.latent_part(prepared, vectorizer.vocabulary(), name, &matrix);
            if let Some(latent) = &mut latent {
                seen = Cow::Owned(latent.append(&matrix, &seen));
            }
            let start: Vec<(f64, &Duals)> = start.iter().filter_map(|(times, duals)| Some((*times, duals[slot]?))).collect();
            let mut fitted = task.fit(&seen, &coded, &self.learner, &start)?;
            let latent = latent.map(|latent| (latent, fitted.classifier.take_last(LatentPart::COLUMNS)));
            if let Some(learned) = &learned {
                fitted.classifier = fitted.classifier.spread(learned);
            }
            if let Some((latent, weights)) = latent {
                let width = fitted.classifier.width();
                latent.add_to(fitted.classifier.weights.to_mut(), &weights, width);
            }
            if self.compact {
                compact::add_moves(&mut moves, &fitted.classifier, &matrix);
            }
            tasks[slot] = Some(fitted);
        }
        Ok((tasks, moves))
    }

    /// The latent part of a task's rows, where it learns from words.
    fn latent_part<'v>(
        &self,
        prepared: &'v Prepared<'_>,
        terms: &Vocabulary,
        name: TaskName,
        rows: &CsrMatrix,
    ) -> Option<LatentPart<'v>> {
        if !self.learner.learn_from.takes(name, TermKind::Words) {
            return None;
        }
        let times = self.features.latent.into();
        match &prepared.vectors {
            Some(vectors) => Some(LatentPart::of_unlabelled(vectors, terms, rows.rows())),
            None => (times > 0.0).then(|| LatentPart::of_rows(rows, terms, times)),
        }
    }
}

/// Topics, target, stance.
type Tasks<'a> = [Option<Fitted<'a>>; 3];

/// The dual variables of each task in a fit, and how many times they count.
type Start<'a> = (f64, [Option<&'a Duals>; 3]);

/// The dual variables of a fit's tasks.
fn duals<'t>(tasks: &'t Tasks<'_>) -> [Option<&'t Duals>; 3] {
    tasks.each_ref().map(|task| task.as_ref().map(|fitted| &fitted.duals))
}

/// What learned from some rows, and scores others.
struct Scorer<'a> {
    vectorizer: TfidfVectorizer,
    /// The columns of the corpus's terms.
    map: ColumnMap,
    tasks: Tasks<'a>,
}

#[cfg(test)]
#[path = "train_tests.rs"]
mod tests;
