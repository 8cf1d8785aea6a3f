//! A fit of all rows, and the scores of each fold by fits that did not see it.
//!
//! One fit leaves out each fold: its scores of that fold make the thresholds and the calibration of the whole, and are
//! what a cross-validation judges. One fit leaves out each pair of folds: its scores of either make the thresholds and
//! the calibration of the fit that leaves out the other. So k folds are judged, with everything fitted inside each
//! of them, after 1 + k + k (k - 1) / 2 fits. All start from the fit of all rows, which is a short way to the
//! optimum of most of them; the optimum is one, so where they start changes it by no more than the tolerance.

use rayon::prelude::*;

use super::{Prepared, Scorer, Trainer};
use crate::error::Result;
use crate::model::{Model, Provenance};
use crate::task::{Classifier, Decision};

/// Scores of some rows by a fit that did not see them.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeldOut {
    /// (row, one score a label), for topics, target and stance (toward the row's own target), of rows coded for them.
    pub scores: [Vec<(usize, Vec<f64>)>; 3],
    /// The rows with no term that the fit knows, which get no label; sorted where the rows are.
    pub unknown: Vec<usize>,
}

/// The fits of a corpus and its folds.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{features::FeatureConfig, train::{CrossFit, Trainer}};
/// let trainer = Trainer { features: FeatureConfig { min_df: 1, ..FeatureConfig::default() }, ..Trainer::default() };
/// let prepared = trainer.prepare(&corpus)?;
/// let mut fits = CrossFit::new(&trainer, &prepared, &[0, 1, 2, 3], vec![0, 1, 0, 1])?;
/// fits.hold_out()?;
/// assert_eq!(fits.model().provenance.rows, 4);
/// # Ok::<(), standpoint::Error>(())
/// ```
pub struct CrossFit<'a> {
    trainer: &'a Trainer,
    prepared: &'a Prepared<'a>,
    rows: Vec<usize>,
    /// The fold of each row of the corpus.
    fold_of: Vec<usize>,
    whole: Scorer<'a>,
    /// The scores of each fold by the fit without it.
    single: Vec<HeldOut>,
    /// \[left out too\]\[fold\]: the scores of a fold by the fit without both.
    pairs: Vec<Vec<HeldOut>>,
}

impl<'a> CrossFit<'a> {
    /// Fits the rows named; `fold_of` gives the fold of each row of the corpus.
    ///
    /// # Errors
    /// Where a learner refuses its rows, or no term is frequent enough.
    pub fn new(trainer: &'a Trainer, prepared: &'a Prepared<'a>, rows: &[usize], fold_of: Vec<usize>) -> Result<Self> {
        let whole = trainer.fit_scorer(prepared, rows, None)?;
        Ok(Self { trainer, prepared, rows: rows.to_vec(), fold_of, whole, single: Vec::new(), pairs: Vec::new() })
    }

    /// What it fits.
    pub fn trainer(&self) -> &'a Trainer {
        self.trainer
    }

    /// What it fits it to.
    pub fn prepared(&self) -> &'a Prepared<'a> {
        self.prepared
    }

    /// The rows it is fitted to.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The fold of each row of the corpus.
    pub fn fold_of(&self) -> &[usize] {
        &self.fold_of
    }

    /// Number of folds.
    pub fn folds(&self) -> usize {
        self.rows.iter().map(|&row| self.fold_of[row] + 1).max().unwrap_or(0)
    }

    /// Makes the fits that leave out one fold, in parallel, where they are not there yet.
    ///
    /// # Errors
    /// As [`CrossFit::new`].
    pub fn hold_out(&mut self) -> Result<()> {
        if !self.single.is_empty() {
            return Ok(());
        }
        self.single = (0..self.folds()).into_par_iter().map(|fold| self.without(&[fold])).collect::<Result<_>>()?;
        Ok(())
    }

    /// The scores of a fold's rows by the fit without it, which [`CrossFit::hold_out`] made: (row, one score a label), of
    /// the rows coded for topics, target, and stance (toward the row's own target).
    pub fn held_out(&self, fold: usize) -> [&[(usize, Vec<f64>)]; 3] {
        self.single.get(fold).map_or([&[]; 3], |held| [0, 1, 2].map(|slot| held.scores[slot].as_slice()))
    }

    /// Makes the fits that leave out two folds, in parallel.
    ///
    /// # Errors
    /// As [`CrossFit::new`].
    pub fn hold_out_pairs(&mut self) -> Result<()> {
        let folds = self.folds();
        let pairs: Vec<(usize, usize)> = (0..folds).flat_map(|a| (a + 1..folds).map(move |b| (a, b))).collect();
        let scores: Vec<HeldOut> = pairs.par_iter().map(|&(a, b)| self.without(&[a, b])).collect::<Result<_>>()?;
        self.pairs = vec![vec![HeldOut::default(); folds]; folds];
        for ((a, b), scores) in pairs.into_iter().zip(scores) {
            for (left_out, fold) in [(a, b), (b, a)] {
                let of_fold = |row: usize| self.fold_of[row] == fold;
                self.pairs[left_out][fold].scores = [0, 1, 2].map(|slot| {
                    let scores = scores.scores[slot].iter();
                    scores.filter(|(row, _)| of_fold(*row)).cloned().collect()
                });
            }
        }
        Ok(())
    }

    /// The scores of some folds by a fit of the others; none where that leaves nothing to learn from or to score.
    fn without(&self, folds: &[usize]) -> Result<HeldOut> {
        let (held, kept): (Vec<usize>, Vec<usize>) = self.rows.iter().partition(|&&row| folds.contains(&self.fold_of[row]));
        if held.is_empty() || kept.is_empty() {
            return Ok(HeldOut::default());
        }
        let scorer = self.trainer.fit_scorer(self.prepared, &kept, Some(&self.whole))?;
        let features = scorer.vectorizer.transform(&self.prepared.tokens, &scorer.map, &held);
        let unknown = held.iter().zip(features.iter()).filter(|(_, row)| row.indices.is_empty()).map(|(&row, _)| row);
        let mut out = HeldOut { unknown: unknown.collect(), ..HeldOut::default() };
        for (slot, fitted) in scorer.tasks.iter().enumerate() {
            let (Some(task), Some(fitted)) = (&self.prepared.tasks[slot], fitted) else { continue };
            let coded = held.iter().zip(features.iter()).filter_map(|(&row, features)| {
                let (_, block) = task.rows[row].as_ref()?;
                Some((row, fitted.classifier.scores(features.pairs(), *block)))
            });
            out.scores[slot] = coded.collect();
        }
        Ok(out)
    }

    /// The decision of a task, from scores of rows held out.
    fn decision<'b>(&self, slot: usize, held_out: impl Iterator<Item = &'b HeldOut>) -> Option<Decision> {
        let task = self.prepared.tasks[slot].as_ref()?;
        let (rows, scores): (Vec<usize>, Vec<Vec<f64>>) = held_out.flat_map(|held| held.scores[slot].iter().cloned()).unzip();
        (!rows.is_empty()).then(|| task.decision(&rows, &scores))
    }

    /// What the fit without each fold says of its rows: the decision of a task, fitted inside the fold, and the scores
    /// that it decides on.
    pub(crate) fn judged(&self, slot: usize) -> impl Iterator<Item = (Decision, &HeldOut)> {
        self.single.iter().enumerate().filter_map(move |(fold, held)| {
            let fitted = self.whole.tasks[slot].as_ref()?;
            let inside = self.pairs.get(fold).and_then(|pairs| self.decision(slot, pairs.iter()));
            Some((inside.unwrap_or_else(|| fitted.classifier.decision.clone()), held))
        })
    }

    /// The same without fits that leave out pairs: a fold's decision is fitted to the scores of the other folds, whose
    /// fits saw it. That is enough to compare trainings with each other, and too good to be told to anyone.
    pub(crate) fn compared(&self, slot: usize) -> impl Iterator<Item = (Decision, &HeldOut)> {
        self.single.iter().enumerate().filter_map(move |(fold, held)| {
            let others = self.single.iter().enumerate().filter(move |(other, _)| *other != fold).map(|(_, held)| held);
            Some((self.decision(slot, others)?, held))
        })
    }

    /// The model of all rows.
    ///
    /// It takes the weights with it: a second one has none.
    pub fn model(&mut self) -> Model {
        let calibrated = self.trainer.calibration_folds > 0;
        let decisions = [0, 1, 2].map(|slot| self.decision(slot, self.single.iter()).filter(|_| calibrated));
        let mut notes = self.prepared.corpus.notes.clone();
        if !calibrated {
            notes.push("Thresholds and probabilities are not fitted (--no-calibration).".into());
        }
        let mut classifiers = [None, None, None];
        for ((fitted, decision), slot) in self.whole.tasks.iter_mut().zip(decisions).zip(&mut classifiers) {
            let Some(fitted) = fitted else { continue };
            if !fitted.early.is_empty() {
                let labels = fitted.early.join(", ");
                notes.push(format!("Warning: stopped before the tolerance was reached: {labels}; a lower cost helps (-C)."));
            }
            let weights = std::mem::take(&mut fitted.classifier.weights);
            let decision = decision.unwrap_or_else(|| fitted.classifier.decision.clone());
            *slot = Some(Classifier { weights, decision, ..fitted.classifier.clone() });
        }
        let [topics, target, stance] = classifiers;
        let mut training_keys: Vec<u64> = self.rows.iter().map(|&row| self.prepared.keys[row]).collect();
        training_keys.sort_unstable();
        training_keys.dedup();
        let learner = &self.trainer.learner;
        let provenance = Provenance {
            rows: self.rows.len() as u64,
            data_sha256: self.prepared.corpus.sha256.clone(),
            learner: learner.to_string(),
            c: learner.c,
            seed: learner.seed,
            calibration_folds: self.trainer.calibration_folds,
            notes,
            trials: Vec::new(),
        };
        let vectorizer = self.whole.vectorizer.clone();
        Model { vectorizer, topics, target, stance, provenance, training_keys: training_keys.into() }
    }
}
