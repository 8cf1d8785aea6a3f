//! A fit of all rows, and the scores of each fold by fits that did not see it.
//!
//! One fit leaves out each fold: its scores of that fold make the thresholds and the calibration of the whole, and are
//! what a cross-validation judges. Other fits leave out [`blocks`] of folds, two of them say: its scores
//! of either make the thresholds and the calibration of the fit that leaves out the other. So k folds are judged, with
//! everything fitted inside each of them, after 1 + k fits and those of the blocks, 3 to 10 for k = 5. Those of a fold start from the
//! fit of all rows, those of a block from what its folds change in it, added up; the optimum is one, so where they start changes
//! it by no more than the tolerance.

use rayon::prelude::*;

use super::blocks::blocks;
use super::held_out::{cut, decision};
use super::together::Fit;
use super::{HeldOut, Judged, Prepared, Scorer, Start, Trainer, duals};
use crate::error::Result;
use crate::linear::ClassWeight;
use crate::model::{Model, Provenance, Unlabelled};
use crate::task::{Classifier, Decision, Duals};

/// How many times the tolerance of other fits those have that leave out several folds. Nobody sees their scores but thresholds
/// and calibration, a number or two of thousands of rows.
const ROUGHER: f64 = 4.0;

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
    /// Their dual variables, which the fits that leave out more folds start from.
    duals: Vec<[Option<Duals>; 3]>,
    /// \[left out too\]\[fold\]: the scores of a fold by a fit without both.
    pairs: Vec<Vec<Option<HeldOut>>>,
}

impl<'a> CrossFit<'a> {
    /// Fits the rows named; `fold_of` gives the fold of each row of the corpus.
    ///
    /// # Errors
    /// Where a learner refuses its rows, or no term is frequent enough.
    pub fn new(trainer: &'a Trainer, prepared: &'a Prepared<'a>, rows: &[usize], fold_of: Vec<usize>) -> Result<Self> {
        let whole = trainer.fit_scorer(prepared, rows, &[])?;
        Ok(Self {
            trainer,
            prepared,
            rows: rows.to_vec(),
            fold_of,
            whole,
            single: Vec::new(),
            duals: Vec::new(),
            pairs: Vec::new(),
        })
    }

    /// The model of a resample of its rows, in which a row may be twice. Thresholds and calibration are made by the same
    /// rule as ever, from the scores of the rows that were not drawn, which the fit did not see either (out of bag: Breiman,
    /// "Out-of-bag estimation", 1996): one fit in place of one and the folds'. It starts from the fit of all rows.
    ///
    /// # Errors
    /// As [`CrossFit::new`].
    pub(crate) fn refit(&self, drawn: &[usize], others: &[usize]) -> Result<Model> {
        let Self { trainer, prepared, .. } = *self;
        let whole = trainer.fit_scorer(prepared, drawn, &[(1.0, duals(&self.whole.tasks))])?;
        let single = if trainer.calibration_folds > 0 { vec![whole.score(prepared, others)] } else { Vec::new() };
        let (rows, fold_of) = (drawn.to_vec(), Vec::new());
        Ok(Self { trainer, prepared, rows, fold_of, whole, single, duals: Vec::new(), pairs: Vec::new() }.model())
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
        let folds: Vec<Vec<usize>> = (0..self.folds()).map(|fold| vec![fold]).collect();
        let fits = self.without_each(&folds, self.trainer)?;
        (self.single, self.duals) = fits.into_iter().unzip();
        Ok(())
    }

    /// The scores of a fold's rows by the fit without it, which [`CrossFit::hold_out`] made: (row, one score a label), of
    /// the rows coded for topics, target, and stance (toward the row's own target).
    pub fn held_out(&self, fold: usize) -> [&[(usize, Vec<f64>)]; 3] {
        self.single.get(fold).map_or([&[]; 3], |held| [0, 1, 2].map(|slot| held.scores[slot].as_slice()))
    }

    /// Makes the fits that leave out two folds or more, in parallel: as many as decisions want.
    ///
    /// # Errors
    /// As [`CrossFit::new`].
    pub fn hold_out_blocks(&mut self) -> Result<()> {
        let blocks = blocks(self.prepared, &self.rows, &self.fold_of);
        let mut rough = self.trainer.clone();
        rough.learner.tolerance *= ROUGHER;
        let held = self.without_each(&blocks, &rough)?.into_iter().map(|(held, _)| held);
        self.duals.clear();
        self.pairs = vec![vec![None; self.folds()]; self.folds()];
        for (block, all) in blocks.iter().zip(held) {
            for &fold in block {
                let of_fold = |row: usize| self.fold_of[row] == fold;
                let scores = [0, 1, 2].map(|slot| {
                    let scores = all.scores[slot].iter();
                    scores.filter(|(row, _)| of_fold(*row)).cloned().collect()
                });
                let novelty = all.novelty.iter().filter(|(row, _)| of_fold(*row)).copied().collect();
                let held = HeldOut { scores, novelty, ..HeldOut::default() };
                for &left_out in block.iter().filter(|&&other| other != fold) {
                    self.pairs[left_out][fold].get_or_insert_with(|| held.clone());
                }
            }
        }
        Ok(())
    }

    /// Where a fit without some folds starts: the fit of all rows, and what each of the folds by itself does to it, added up. The
    /// optimum is smooth in the rows, so that what two do together is little beside it.
    fn start(&self, block: &[usize]) -> Vec<Start<'_>> {
        let mut start = vec![(1.0, duals(&self.whole.tasks))];
        for duals in block.iter().filter_map(|&fold| self.duals.get(fold)) {
            start[0].0 -= 1.0;
            start.push((1.0, duals.each_ref().map(Option::as_ref)));
        }
        start
    }

    /// The scores of each set of folds by a fit without it, and its dual variables.
    fn without_each(&self, sets: &[Vec<usize>], trainer: &Trainer) -> Result<Vec<Fit>> {
        let starts: Vec<Vec<Start<'_>>> = sets.iter().map(|set| self.start(set)).collect();
        let fold_of: Vec<usize> = self.rows.iter().map(|&row| self.fold_of[row]).collect();
        let together = self.whole.fit_without((trainer, self.prepared), (&self.rows, &fold_of), sets, &starts)?;
        let one_by_one = || sets.par_iter().zip(&starts).map(|(set, start)| self.without(set, trainer, start)).collect();
        together.map_or_else(one_by_one, Ok)
    }

    /// The scores of some folds by a fit of the others, and its dual variables; none where that leaves nothing to learn from or
    /// to score.
    fn without(&self, folds: &[usize], trainer: &Trainer, start: &[Start<'_>]) -> Result<Fit> {
        let (held, kept): (Vec<usize>, Vec<usize>) = self.rows.iter().partition(|&&row| folds.contains(&self.fold_of[row]));
        if held.is_empty() || kept.is_empty() {
            return Ok(Default::default());
        }
        let scorer = trainer.fit_scorer(self.prepared, &kept, start)?;
        let held = scorer.score(self.prepared, &held);
        Ok((held, scorer.tasks.map(|task| task.map(|fitted| fitted.duals))))
    }

    /// The decision of a task, from scores of rows held out.
    fn decision<'b>(&self, slot: usize, held_out: impl Iterator<Item = &'b HeldOut>) -> Option<Decision> {
        decision(self.prepared.tasks[slot].as_ref()?, slot, held_out, self.trainer.threshold_rule)
    }

    /// What the fit without each fold says of its rows, by decisions fitted inside the fold.
    pub(crate) fn judged(&self) -> Vec<Judged> {
        let judged = self.single.par_iter().enumerate().map(|(fold, held)| {
            let decisions = [0, 1, 2].map(|slot| {
                let fitted = self.whole.tasks[slot].as_ref()?;
                let inside = self.pairs.get(fold).and_then(|pairs| self.decision(slot, pairs.iter().flatten()));
                Some(inside.unwrap_or_else(|| fitted.classifier.decision.clone()))
            });
            let cut = cut(self.pairs.get(fold).into_iter().flatten().flatten());
            Judged { decisions, cut, held: held.clone() }
        });
        judged.collect()
    }

    /// What the fit of all rows says of others, by decisions from the scores held out.
    pub(crate) fn judge(&self, others: &[usize]) -> Judged {
        let decisions = [0, 1, 2].map(|slot| {
            let fitted = self.whole.tasks[slot].as_ref()?;
            Some(self.decision(slot, self.single.iter()).unwrap_or_else(|| fitted.classifier.decision.clone()))
        });
        Judged { decisions, cut: cut(self.single.iter()), held: self.whole.score(self.prepared, others) }
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
        let mut training_keys: Vec<u64> = self.rows.iter().map(|&row| self.prepared.training_keys[row]).collect();
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
            uniform: learner.class_weight == ClassWeight::Uniform,
            compact: self.trainer.compact,
            offsets: learner.offsets.clone(),
            learn_from: learner.learn_from.clone(),
            precision: self.trainer.threshold_rule.precision(),
            unlabelled: self
                .prepared
                .vectors
                .as_ref()
                .map(|vectors| Unlabelled { articles: vectors.articles() as u64, sha256: vectors.sha256().to_owned() }),
            language: self.prepared.language.map(str::to_owned),
            notes,
            trials: Vec::new(),
        };
        let (vectorizer, novelty) = (self.whole.vectorizer.clone(), cut(self.single.iter()));
        Model { vectorizer, topics, target, stance, novelty, provenance, training_keys: training_keys.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::FeatureConfig;
    use crate::{Article, Corpus, Labels};

    #[test]
    fn a_start_is_one_fit_and_what_folds_change_in_it() {
        let mut corpus = Corpus::default();
        for (text, topic) in [("steel tariff", "trade"), ("match won", "sport")].repeat(4) {
            corpus.articles.push(Article::from_text("", text));
            corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
        }
        let trainer = Trainer { features: FeatureConfig { min_df: 1, ..FeatureConfig::default() }, ..Trainer::default() };
        let prepared = trainer.prepare(&corpus).expect("rows");
        let all: Vec<usize> = (0..8).collect();
        let mut fits = CrossFit::new(&trainer, &prepared, &all, vec![0, 0, 1, 1, 2, 2, 3, 3]).expect("fits");
        assert_eq!(fits.start(&[0, 1]).len(), 1);
        fits.hold_out().expect("fits");
        for block in [&[0, 1][..], &[0, 1, 2]] {
            let start = fits.start(block);
            assert_eq!(start.len(), 1 + block.len());
            assert_eq!(start.iter().map(|(times, _)| times).sum::<f64>(), 1.0);
        }
    }
}
