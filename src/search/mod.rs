//! labelled corpus -> the [`Trainer`] that does best on it, and the table of all that were tried.
//!
//! Successive halving (Jamieson and Talwalkar, AISTATS 2016): many configurations are tried on few articles, variants of
//! the best of them on more, the best of those on most. Each is cross-validated in three folds, which are runs of neighbouring rows
//! ([`BlockedKFold`]): what learns events by heart would win on rows dealt at random. Articles are read and
//! counted once for all configurations with the same terms.
//!
//! What is compared is [`score`]. The winner's is the best of many and so too good.

mod plan;

use std::borrow::Cow;
use std::time::{Duration, Instant};

use crate::evaluate::score;
use crate::linear::ClassWeight;
use crate::model::{Model, Trial};
use crate::split::{BlockedKFold, StratifiedKFold};
use crate::task::{Learner, LearnerConfig, Task};
use crate::tokenize::StopWords;
use crate::train::{CrossFit, Prepared, strata_and_keys};
use crate::{Article, Corpus, Result, Trainer};

/// The tolerance of the fits that are compared.
const ROUGH: f64 = 0.05;

/// A search for the best configuration.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     for n in 0..3 {
/// #         corpus.articles.push(Article::from_text("", format!("{text} {n}")));
/// #         corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// #     }
/// # }
/// use standpoint::{Trainer, search::Search};
/// let found = Search { folds: 2, ..Search::default() }.run(&corpus, &Trainer::default(), &|_| ())?;
/// assert!(found.complete && found.trials.len() > 30);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Search {
    /// Folds of each cross-validation; 2 or above.
    pub folds: usize,
    /// Time after which no fit is begun; the plan is carried out whole where it is not given.
    pub budget: Option<Duration>,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The best configuration.
    pub trainer: Trainer,
    /// All that were tried, in their order.
    pub trials: Vec<Trial>,
    /// Whether the plan was carried out whole.
    pub complete: bool,
}

impl Found {
    /// What a reader of the model should know of it.
    pub fn note(&self) -> String {
        let tried = self.trials.len();
        if self.complete {
            format!("Chosen by a search among {tried} trials; their scores are too good, being the best of many.")
        } else {
            format!("Chosen by a search cut short after {tried} trials: with more time it may choose otherwise.")
        }
    }
}

impl Default for Search {
    fn default() -> Self {
        Self { folds: 3, budget: None }
    }
}

impl Search {
    /// Configurations tried in all, at most; `run` tells of each.
    pub fn trials(base: &Trainer) -> usize {
        plan::start(base, false).len() + plan::ROUNDS[1].kept * plan::variants(base, true).len() + plan::ROUNDS[2].kept
    }

    /// The trainer from which the search began that chose a model's configuration: what all configurations share is the
    /// model's, cost and loss are those that a search begins with.
    ///
    /// # Errors
    /// As [`Trainer::of_model`].
    pub fn base_of(model: &Model) -> Result<Trainer> {
        let mut base = Trainer::of_model(model)?;
        let LearnerConfig { learner, prior, c, .. } = Trainer::default().learner;
        // The first trial is that of the base's own learner and the uniform prior.
        let c = model.provenance.trials.first().map_or(c, |trial| trial.c);
        base.learner = LearnerConfig { learner, prior, c, ..base.learner };
        base.features.lead_weight = 0.0;
        // Naive Bayes is tried where classes are balanced, or where thresholds decide, which asks nothing of the base.
        if model.provenance.trials.iter().any(|trial| trial.learner.starts_with(&format!("{:?}", Learner::ComplementNb))) {
            base.learner.class_weight = ClassWeight::Balanced;
        }
        // The first round leaves none out that it was not told to.
        let told = format!("stop words {}", base.features.stop_words);
        if model.provenance.trials.first().is_some_and(|trial| !trial.features.contains(&told)) {
            base.features.stop_words = StopWords::None;
        }
        Ok(base)
    }

    /// Searches, from a trainer whose other parameters (stemming, class weights, seed and so on) all configurations
    /// share. `watch` is called with each trial.
    ///
    /// # Errors
    /// As [`Trainer::fit`], where no configuration can be fitted.
    pub fn run(&self, corpus: &Corpus, base: &Trainer, watch: &dyn Fn(&Trial)) -> Result<Found> {
        let end = self.budget.map(|budget| Instant::now() + budget);
        let mut found = Found { trainer: base.clone(), trials: Vec::new(), complete: true };
        let [topics, target, stance] = Task::all(corpus);
        let several = topics.is_some_and(|topics| !topics.single) && target.is_none() && stance.is_none();
        let leads = several && !corpus.articles.iter().any(Article::is_toward);
        let mut candidates = plan::start(base, several && base.calibration_folds > 0);
        for (number, round) in plan::ROUNDS.iter().enumerate() {
            if number > 0 {
                candidates = plan::kept(candidates, round);
            }
            if number == 1 {
                candidates = candidates.iter().flat_map(|trainer| plan::variants(trainer, leads)).collect();
            }
            // Those with the same terms one after the other, each group where its best stands.
            let sample = &*sample(corpus, base.learner.seed, round.rows);
            let mut scored: Vec<(f64, Trainer)> = Vec::new();
            let mut prepared: Option<Prepared<'_>> = None;
            for candidate in grouped(candidates) {
                if end.is_some_and(|end| Instant::now() >= end && !found.trials.is_empty()) {
                    found.complete = false;
                    break;
                }
                let mut read = prepared.take().map_or_else(|| candidate.prepare(sample), Ok)?;
                if read.tokens.reweigh(&candidate.features).is_err() {
                    drop(read);
                    read = candidate.prepare(sample)?;
                }
                let score = self.score(&candidate, &read, number as u64)?;
                prepared = Some(read);
                let equal = candidate.learner.class_weight.told();
                let (features, learner) = (candidate.features.to_string(), format!("{}{equal}", candidate.learner));
                let (round, rows, c) = (number as u64 + 1, sample.len() as u64, candidate.learner.c);
                let trial = Trial { round, rows, features, learner, c, score };
                watch(&trial);
                found.trials.push(trial);
                scored.push((score, candidate));
            }
            // Of equals the one that was planned first.
            scored.sort_by(|a, b| b.0.total_cmp(&a.0));
            // A round cut short is heard where it tried more than the best of the round before.
            if let Some((_, best)) = scored.first().filter(|_| found.complete || number == 0 || scored.len() > 1) {
                found.trainer = best.clone();
            }
            candidates = scored.into_iter().map(|(_, trainer)| trainer).collect();
            if !found.complete {
                break;
            }
        }
        Ok(found)
    }

    /// The cross-validated score of a configuration.
    fn score(&self, trainer: &Trainer, prepared: &Prepared<'_>, round: u64) -> Result<f64> {
        let rows: Vec<usize> = (0..prepared.corpus.len()).collect();
        // Rounds on the same rows, where there are few, split them anew.
        let fold_of = match prepared.claims {
            Some(_) => prepared.fold_of(&rows, self.folds, trainer.learner.seed.wrapping_add(round)),
            None => BlockedKFold { folds: self.folds, turn: round as usize }.assign(&prepared.strata, &prepared.groups),
        };
        // Which of two is better shows long before the optimum.
        let mut rough = trainer.clone();
        rough.learner.tolerance = ROUGH;
        let mut fits = CrossFit::new(&rough, prepared, &rows, fold_of)?;
        fits.hold_out()?;
        Ok(score(&fits))
    }
}

/// About so many of the articles, each kind in its share; all where there are no more.
fn sample(corpus: &Corpus, seed: u64, rows: usize) -> Cow<'_, Corpus> {
    /// Parts that are taken, of all that the articles are dealt out in.
    const TAKEN: usize = 4;
    if corpus.len() <= rows {
        return Cow::Borrowed(corpus);
    }
    let (strata, keys, _) = strata_and_keys(corpus);
    let part_of = StratifiedKFold { folds: (TAKEN * corpus.len()).div_ceil(rows), seed }.assign(&strata, &keys);
    Cow::Owned(corpus.of_rows(&(0..corpus.len()).filter(|&row| part_of[row] < TAKEN).collect::<Vec<_>>()))
}

/// The same trainers, those whose terms are the same one after the other.
fn grouped(trainers: Vec<Trainer>) -> Vec<Trainer> {
    let terms = |trainer: &Trainer| {
        let features = &trainer.features;
        (features.ngrams, features.char_ngrams, features.marks, features.stop_words, features.lead_weight > 0.0)
    };
    let mut out: Vec<Trainer> = Vec::new();
    for trainer in trainers {
        let at = out.iter().rposition(|other| terms(other) == terms(&trainer)).map_or(out.len(), |at| at + 1);
        out.insert(at, trainer);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::Prior;

    #[test]
    fn a_search_without_time_ends_after_its_first_trial_and_says_so() {
        let mut corpus = Corpus::default();
        for (n, topic) in ["trade", "sport"].iter().cycle().take(12).enumerate() {
            corpus.articles.push(crate::Article::from_text("", format!("{topic} {n}")));
            corpus.labels.push(crate::Labels { topics: Some(vec![(*topic).to_owned()]), ..crate::Labels::default() });
        }
        let found = Search { budget: Some(Duration::ZERO), ..Search::default() }.run(&corpus, &Trainer::default(), &|_| ());
        let found = found.unwrap_or_else(|error| panic!("{error}"));
        assert!(!found.complete && found.trials.len() == 1 && found.note().contains("cut short after 1 trial"));
        assert_eq!(found.trainer, plan::start(&Trainer::default(), true)[0]);
    }

    #[test]
    fn a_sample_holds_about_as_many_articles_as_asked_for_and_of_each_kind() {
        let mut corpus = Corpus::default();
        for n in 0..1000 {
            corpus.articles.push(crate::Article::from_text("", n.to_string()));
            let topic = if n % 10 == 0 { "rare" } else { "common" };
            corpus.labels.push(crate::Labels { topics: Some(vec![topic.to_owned()]), ..crate::Labels::default() });
        }
        let sample = sample(&corpus, 0, 300);
        let rare = sample.labels.iter().filter(|l| l.topics.as_ref().is_some_and(|t| t[0] == "rare")).count();
        assert!((275..=310).contains(&sample.len()) && (26..=32).contains(&rare), "{} {rare}", sample.len());
    }

    #[test]
    fn one_of_naive_bayes_goes_on_at_most() {
        let base = Trainer::default();
        let mut start = plan::start(&base, false);
        start.sort_by_key(|trainer| trainer.learner.learner != Learner::ComplementNb);
        let kept = plan::kept(start.clone(), &plan::ROUNDS[1]);
        assert_eq!((kept.len(), &kept[0], &kept[1]), (5, &start[0], &start[5]));
        assert!(kept[1..].iter().all(|trainer| trainer.learner.learner == Learner::LinearSvc));
        let mut uniform = base;
        uniform.learner.class_weight = ClassWeight::Uniform;
        assert!(plan::start(&uniform, false).iter().all(|trainer| trainer.learner.learner == Learner::LinearSvc));
    }

    #[test]
    fn where_thresholds_decide_rows_count_the_same_but_for_naive_bayes() {
        let mut uniform = Trainer::default();
        uniform.learner.class_weight = ClassWeight::Uniform;
        for base in [Trainer::default(), uniform] {
            let start = plan::start(&base, true);
            for Trainer { learner, .. } in &start {
                let is_bayes = learner.learner == Learner::ComplementNb;
                assert_eq!(learner.class_weight, if is_bayes { ClassWeight::Balanced } else { ClassWeight::Uniform });
            }
            assert_eq!(start.iter().filter(|trainer| trainer.learner.learner == Learner::ComplementNb).count(), 5);
        }
    }

    #[test]
    fn costs_are_those_of_each_prior_from_whichever_one_a_search_begins() {
        let mut bayes = Trainer::default();
        bayes.learner.prior = Prior::NaiveBayes;
        bayes.learner.c = bayes.learner.default_c();
        let costs = |base: &Trainer| plan::start(base, false).iter().map(|trainer| trainer.learner.c).collect::<Vec<_>>();
        assert_eq!(costs(&bayes), costs(&Trainer::default()));
        assert_eq!(costs(&bayes)[..6], [1.0, 0.3, 0.3, 1.0, 0.3, 10.0]);
    }

    #[test]
    fn trainers_with_the_same_terms_stand_together_in_the_order_of_their_best() {
        let base = Trainer::default();
        let mut start = plan::start(&base, false);
        start.swap(1, 7);
        let grouped = grouped(start.clone());
        let terms: Vec<_> = grouped.iter().map(|t| (t.features.ngrams, t.features.char_ngrams)).collect();
        let mut runs = terms.clone();
        runs.dedup();
        assert_eq!((grouped.len(), runs.len()), (start.len(), 5));
        assert_eq!(grouped[0], start[0]);
    }
}
