//! Folds cut from a corpus that was read once are those of a training that never saw the rows held out.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use standpoint::features::FeatureConfig;
use standpoint::input::{CorpusOptions, read_corpus};
use standpoint::linear::{ClassWeight, Prior};
use standpoint::split::StratifiedKFold;
use standpoint::task::Learner;
use standpoint::train::{CrossFit, Trainer};
use standpoint::{Corpus, Labels, Predictor};

const FOLDS: usize = 4;

fn shipped() -> Corpus {
    let file = std::fs::File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/articles.csv")).unwrap();
    let mut corpus = read_corpus(Box::new(file), "articles.csv", None, &CorpusOptions::default()).unwrap();
    corpus.articles.truncate(400);
    corpus.labels.truncate(400);
    corpus
}

/// The rows named, as a corpus of their own.
fn only(corpus: &Corpus, rows: &[usize]) -> Corpus {
    Corpus {
        articles: rows.iter().map(|&row| corpus.articles[row].clone()).collect(),
        labels: rows.iter().map(|&row| corpus.labels[row].clone()).collect(),
        ..corpus.clone()
    }
}

#[test]
fn a_fold_is_what_a_training_without_its_rows_makes_of_the_raw_text() {
    let corpus = shipped();
    let latent = FeatureConfig { latent: 0.1, ..FeatureConfig::for_rows(400) };
    for features in [FeatureConfig::default(), FeatureConfig::for_rows(400), latent] {
        let trainer = Trainer { features, calibration_folds: 0, ..Trainer::default() };
        let prepared = trainer.prepare(&corpus).unwrap();
        let all: Vec<usize> = (0..corpus.len()).collect();
        let fold_of = StratifiedKFold { folds: FOLDS, seed: 0 }.assign(&prepared.strata, &prepared.keys);
        let mut fits = CrossFit::new(&trainer, &prepared, &all, fold_of.clone()).unwrap();
        fits.hold_out().unwrap();
        for fold in 0..FOLDS {
            let kept: Vec<usize> = all.iter().copied().filter(|&row| fold_of[row] != fold).collect();
            let from_corpus = trainer.fit(&prepared, &kept).unwrap();
            let from_text = trainer.train(&only(&corpus, &kept)).unwrap();
            // From a cold start all is the same, bit for bit: terms, idf and weights, which hang on every value of every row.
            assert!(from_corpus.vectorizer == from_text.vectorizer, "fold {fold}");
            assert!(
                (&from_corpus.topics, &from_corpus.target, &from_corpus.stance)
                    == (&from_text.topics, &from_text.target, &from_text.stance)
            );
            // A cross-validation starts warm: its scores are the same within the tolerance.
            let predictor = Predictor::new(from_text);
            let mut reader = predictor.reader();
            let [topics, target, stance] = fits.held_out(fold);
            assert!(topics.len() > 80 && !target.is_empty() && !stance.is_empty());
            let mut furthest: f64 = 0.0;
            for (task, held) in [topics, target, stance].into_iter().enumerate() {
                for (row, warm) in held {
                    let mut article = corpus.articles[*row].clone();
                    // The stance is toward the row's own target; the target is predicted.
                    article.target = article.target.filter(|_| task == 2);
                    let said = predictor.predict(&article, &mut reader);
                    let cold = [said.topics, said.target, said.stance].into_iter().nth(task).flatten().unwrap().scores;
                    for (warm, cold) in warm.iter().zip(&cold) {
                        furthest = furthest.max((warm - cold).abs());
                    }
                }
            }
            assert!(furthest < 1e-3, "fold {fold}: {furthest}");
        }
    }
}

/// The topics alone: all that a row has, only the first, only whether one holds; and one that no fold but the first has.
fn topics(corpus: &Corpus, form: &str) -> Corpus {
    let labels = corpus.labels.iter().enumerate().map(|(row, labels)| {
        let mut topics = labels.topics.clone().unwrap_or_default();
        match form {
            "any" if row % (5 * FOLDS) == 0 => topics.push("rare".into()),
            "any" => {}
            "one" => topics = vec![topics.first().cloned().unwrap_or("none".into())],
            _ => topics = vec![if topics.contains(&"trade".to_owned()) { "trade" } else { "other" }.into()],
        }
        Labels { topics: Some(topics), ..Labels::default() }
    });
    Corpus { labels: labels.collect(), single_topic: form != "any", ..corpus.clone() }
}

#[test]
fn folds_of_one_task_and_words_alone_are_scored_as_by_trainings_without_them() {
    let shipped = shipped();
    let words = FeatureConfig { ngrams: (1, 2), char_ngrams: None, min_df: 2, ..FeatureConfig::default() };
    let fold_of: Vec<usize> = (0..shipped.len()).map(|row| row % FOLDS).collect();
    let all: Vec<usize> = (0..shipped.len()).collect();
    for (form, learner, prior, class_weight) in [
        ("any", Learner::LinearSvc, Prior::Uniform, ClassWeight::Balanced),
        ("any", Learner::LogisticRegression, Prior::NaiveBayes, ClassWeight::Balanced),
        ("one", Learner::LinearSvc, Prior::NaiveBayes, ClassWeight::Uniform),
        ("two", Learner::LinearSvc, Prior::NaiveBayes, ClassWeight::Balanced),
        ("two", Learner::LogisticRegression, Prior::Uniform, ClassWeight::Uniform),
    ] {
        let corpus = topics(&shipped, form);
        let mut trainer = Trainer { features: words.clone(), calibration_folds: 0, ..Trainer::default() };
        (trainer.learner.learner, trainer.learner.prior, trainer.learner.class_weight) = (learner, prior, class_weight);
        // Nearer to the optimum than by default: what is left of a difference is not where they stopped.
        trainer.learner.tolerance = 2e-4;
        let prepared = trainer.prepare(&corpus).unwrap();
        let mut fits = CrossFit::new(&trainer, &prepared, &all, fold_of.clone()).unwrap();
        fits.hold_out().unwrap();
        for fold in 0..FOLDS {
            let kept: Vec<usize> = all.iter().copied().filter(|&row| fold_of[row] != fold).collect();
            let model = trainer.fit(&prepared, &kept).unwrap();
            let predictor = Predictor::new(model);
            let mut reader = predictor.reader();
            let [held, _, _] = fits.held_out(fold);
            assert_eq!(held.len(), all.len() - kept.len());
            for (row, scores) in held {
                let cold = predictor.predict(&corpus.articles[*row], &mut reader).topics.unwrap().scores;
                assert_eq!(scores.len(), cold.len());
                let furthest = scores.iter().zip(&cold).map(|(warm, cold)| (warm - cold).abs()).fold(0.0, f64::max);
                assert!(furthest < 1e-3, "{form} {learner:?} {prior:?}, row {row}: {furthest}");
            }
        }
    }
}
