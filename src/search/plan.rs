//! The configurations that a search starts from, and how it goes on with the best: fixed, so that the same rows give the
//! same search.
//!
//! The terms and weightings are those that won on one corpus or another by cross-validation: words and BM25 with idf² on
//! long texts of many topics, words, marks and up to three words in a row with a naive-Bayes prior on opinion, those with
//! the pieces of words on short news, and complement naive Bayes where rows are few.

use crate::Trainer;
use crate::features::{FeatureConfig, TermFrequency};
use crate::linear::{ClassWeight, Prior};
use crate::task::Learner;
use crate::tokenize::{Marks, Stemming, StopWords};

/// How many configurations a round takes on, by rank, and the articles it tries them on, at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    pub kept: usize,
    pub rows: usize,
}

/// What each round tries: all of [`start`]; variants of the best; the best on as many rows as fit into some minutes.
pub(super) const ROUNDS: [Round; 3] =
    [Round { kept: usize::MAX, rows: 2_000 }, Round { kept: 5, rows: 6_000 }, Round { kept: 4, rows: 20_000 }];

/// The configurations of the first round, those with the same terms one after the other. Where nothing but `thresholds` decides,
/// rows count the same: what balancing would do for a rare label its threshold does.
pub(super) fn start(base: &Trainer, thresholds: bool) -> Vec<Trainer> {
    use TermFrequency::{Binary, Bm25, Sublinear};
    let terms = [
        ((1, 1), None, Marks::LeaveOut),
        ((1, 2), None, Marks::LeaveOut),
        ((1, 3), None, Marks::Keep),
        ((1, 2), Some((4, 4)), Marks::LeaveOut),
        ((1, 3), Some((3, 5)), Marks::Keep),
    ];
    let weightings = [
        (Sublinear, 1, Prior::Uniform),
        (Sublinear, 1, Prior::NaiveBayes),
        (Bm25, 1, Prior::NaiveBayes),
        (Bm25, 2, Prior::Uniform),
        (Binary, 0, Prior::NaiveBayes),
    ];
    let times = base.learner.c / base.learner.default_c();
    let of = |(ngrams, char_ngrams, marks): (_, Option<_>, _)| {
        let weighed = weightings.map(|(tf, idf_power, prior)| {
            let mut trainer = base.clone();
            let word_weight = if char_ngrams.is_some() { trainer.features.word_weight } else { 1.0 };
            trainer.features =
                FeatureConfig { ngrams, char_ngrams, marks, tf, idf_power, word_weight, latent: 0.0, ..trainer.features };
            trainer.learner.prior = prior;
            trainer.learner.c = times * trainer.learner.default_c();
            if thresholds {
                trainer.learner.class_weight = ClassWeight::Uniform;
            }
            trainer
        });
        let mut bayes = weighed[0].clone();
        bayes.learner.learner = Learner::ComplementNb;
        (bayes.learner.c, bayes.learner.class_weight) = (bayes.learner.default_c(), ClassWeight::Balanced);
        let fits = thresholds || base.learner.class_weight == ClassWeight::Balanced;
        weighed.into_iter().chain(fits.then_some(bayes))
    };
    terms.into_iter().flat_map(of).collect()
}

/// Of configurations, the best first, those that a later round takes on. One of naive Bayes at most: it leads on few rows and
/// falls behind on many, so that a small sample would leave nothing else.
pub(super) fn kept(trainers: Vec<Trainer>, round: &Round) -> Vec<Trainer> {
    let mut is_first = true;
    let not_again = |trainer: &Trainer| trainer.learner.learner != Learner::ComplementNb || std::mem::take(&mut is_first);
    trainers.into_iter().filter(not_again).take(round.kept).collect()
}

/// Of 0.3 to 1, what Reuters-21578 gains most from: 0.4 points of micro F1. 20 Newsgroups, where it learns threads by heart, and IMDB
/// lose up to 0.4 points, and folds that share threads do not tell so.
const LEAD_WEIGHT: f32 = 0.5;

/// What the second round tries of a configuration: other costs, the logistic loss, the lead by itself where `leads` are tried, and no
/// stop words where the text is English.
pub(super) fn variants(trainer: &Trainer, leads: bool) -> Vec<Trainer> {
    use Learner::{ComplementNb, LinearSvc, LogisticRegression};
    let variant = |(learner, times): (Learner, f64)| {
        let mut variant = trainer.clone();
        variant.learner.learner = learner;
        // As a person would write it: 0.9, where 3 times 0.3 is a little less.
        variant.learner.c = (variant.learner.c * times * 1e6).round() / 1e6;
        variant
    };
    let learners = match trainer.learner.learner {
        ComplementNb => [(ComplementNb, 0.1), (ComplementNb, 0.3), (ComplementNb, 1.0), (ComplementNb, 3.0)],
        _ => [(LinearSvc, 0.3), (LinearSvc, 1.0), (LinearSvc, 3.0), (LogisticRegression, 10.0)],
    };
    let mut variants = learners.map(variant).to_vec();
    let english = trainer.features.stemmer() == Stemming::ENGLISH && trainer.features.stop_words == StopWords::None;
    let own = trainer.features.stop_words;
    let of_features =
        [(leads, own, LEAD_WEIGHT), (english, StopWords::English, 0.0), (english && leads, StopWords::English, LEAD_WEIGHT)];
    for (_, stop_words, lead_weight) in of_features.into_iter().filter(|(fits, ..)| *fits) {
        let features = FeatureConfig { stop_words, lead_weight, ..trainer.features.clone() };
        variants.push(Trainer { features, ..trainer.clone() });
    }
    variants
}
