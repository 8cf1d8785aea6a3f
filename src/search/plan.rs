//! The configurations that a search starts from, and how it goes on with the best: fixed, so that the same rows give the
//! same search.
//!
//! The terms and weightings are those that won on one corpus or another by cross-validation: words and BM25 with idf² on
//! long texts of many topics, words, marks and up to three words in a row with a naive-Bayes prior on opinion, pairs
//! and pieces of words on short news.

use crate::Trainer;
use crate::features::{FeatureConfig, TermFrequency};
use crate::linear::Prior;
use crate::task::Learner;
use crate::tokenize::Marks;

/// How many configurations a round takes on, by rank, and the articles it tries them on, at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    pub kept: usize,
    pub rows: usize,
}

/// What each round tries: all of [`start`]; variants of the best; the best on as many rows as fit into some minutes.
pub(super) const ROUNDS: [Round; 3] =
    [Round { kept: usize::MAX, rows: 2_000 }, Round { kept: 5, rows: 6_000 }, Round { kept: 4, rows: 20_000 }];

/// The configurations of the first round, those with the same terms one after the other.
pub(super) fn start(base: &Trainer) -> Vec<Trainer> {
    use TermFrequency::{Binary, Bm25, Sublinear};
    let terms = [
        ((1, 1), None, Marks::LeaveOut),
        ((1, 2), None, Marks::LeaveOut),
        ((1, 3), None, Marks::Keep),
        ((1, 1), Some((4, 4)), Marks::LeaveOut),
        ((1, 2), Some((4, 4)), Marks::Keep),
    ];
    let weightings = [
        (Sublinear, 1, Prior::Uniform),
        (Sublinear, 1, Prior::NaiveBayes),
        (Bm25, 1, Prior::NaiveBayes),
        (Bm25, 2, Prior::Uniform),
        (Binary, 0, Prior::NaiveBayes),
    ];
    let of = |(ngrams, char_ngrams, marks): (_, Option<_>, _)| {
        weightings.map(|(tf, idf_power, prior)| {
            let mut trainer = base.clone();
            let word_weight = if char_ngrams.is_some() { trainer.features.word_weight } else { 1.0 };
            trainer.features = FeatureConfig { ngrams, char_ngrams, marks, tf, idf_power, word_weight, ..trainer.features };
            trainer.learner.prior = prior;
            trainer
        })
    };
    terms.into_iter().flat_map(of).collect()
}

/// What the second round tries of a configuration: other costs, and the logistic loss.
pub(super) fn variants(trainer: &Trainer) -> Vec<Trainer> {
    use Learner::{LinearSvc, LogisticRegression};
    let variant = |(learner, times): (Learner, f64)| {
        let mut variant = trainer.clone();
        variant.learner.learner = learner;
        variant.learner.c *= times;
        variant
    };
    [(LinearSvc, 0.3), (LinearSvc, 1.0), (LinearSvc, 3.0), (LogisticRegression, 10.0)].map(variant).to_vec()
}
