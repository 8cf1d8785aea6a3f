//! a fit, rows it did not see -> their scores, and what is decided of them.

use super::{CrossFit, Prepared, Scorer, Trainer};
use crate::error::Result;
use crate::linear::operating_curve::ThresholdRule;
use crate::novelty::{Novelty, NoveltyCut};
use crate::split::Split;
use crate::task::{Decision, Task};

/// Scores of some rows by a fit that did not see them.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeldOut {
    /// (row, one score a label), for topics, target and stance (toward the row's own target), of rows coded for them. No
    /// score where the fit learned nothing of the task.
    pub scores: [Vec<(usize, Vec<f64>)>; 3],
    /// The rows with no term that the fit knows, which get no label; sorted where the rows are.
    pub unknown: Vec<usize>,
    /// (row, the target predicted and the stance toward it, where any is), of rows coded for the target.
    pub as_used: Vec<(usize, Option<(usize, usize)>)>,
    /// How far each row is unlike those of the fit, of all rows, with its place in the corpus.
    pub novelty: Vec<(usize, Novelty)>,
}

/// What a fit says of rows that it did not see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    /// How scores become labels; none of a task that was not learned.
    pub decisions: [Option<Decision>; 3],
    /// Where rows begin to be unlike those that it learned from.
    pub cut: NoveltyCut,
    /// The scores.
    pub held: HeldOut,
}

impl Scorer<'_> {
    /// Scores rows.
    pub(super) fn score(&self, prepared: &Prepared<'_>, rows: &[usize]) -> HeldOut {
        let features = self.vectorizer.transform(&prepared.tokens, &self.map, rows);
        let unknown = rows.iter().zip(features.iter()).filter(|(_, row)| row.indices.is_empty()).map(|(&row, _)| row);
        let mut out = HeldOut { unknown: unknown.collect(), ..HeldOut::default() };
        for (slot, task) in prepared.tasks.iter().enumerate() {
            let Some(task) = task else { continue };
            let coded = rows.iter().zip(features.iter()).filter_map(|(&row, features)| {
                let (_, block) = task.rows[row].as_ref()?;
                let fitted = self.tasks[slot].as_ref();
                Some((row, fitted.map(|fitted| fitted.classifier.scores(features.pairs(), *block)).unwrap_or_default()))
            });
            out.scores[slot] = coded.collect();
        }
        let known = self.vectorizer.known_words(&prepared.tokens, &self.map, rows);
        out.novelty = novelty(prepared, rows, &out.scores, known);
        let [_, Some(targets), Some(_)] = &prepared.tasks else { return out };
        let [_, Some(target), Some(stance)] = &self.tasks else { return out };
        let (target, stance) = (&target.classifier, &stance.classifier);
        for (&row, features) in rows.iter().zip(features.iter()).filter(|(row, _)| targets.rows[**row].is_some()) {
            let said = target.decide(&target.scores(features.pairs(), 0)).first().copied();
            let said = said.filter(|&label| target.labels[label] != "none" && !features.indices.is_empty());
            let said = said.and_then(|label| {
                let block = stance.block(Some(&target.labels[label]));
                Some((label, stance.decide(&stance.scores(features.pairs(), block)).first().copied()?))
            });
            out.as_used.push((row, said));
        }
        out
    }
}

/// How far rows are unlike those of a fit, which knows a share of their words; the classes are those of the topics where one
/// holds, else of the target.
pub(super) fn novelty(
    prepared: &Prepared<'_>,
    rows: &[usize],
    scores: &[Vec<(usize, Vec<f64>)>; 3],
    known: Vec<Option<f64>>,
) -> Vec<(usize, Novelty)> {
    let classes = prepared.tasks[..2].iter().position(|task| task.as_ref().is_some_and(|task| task.single));
    let mut scores = classes.map_or(&[][..], |slot| &scores[slot]).iter().peekable();
    let of = |(&row, known_words)| {
        let own = scores.next_if(|(of, _)| *of == row).and_then(|(_, scores)| scores.iter().copied().reduce(f64::max));
        (row, Novelty { known_words, nearest_class: own })
    };
    rows.iter().zip(known).map(of).collect()
}

/// The cut of rows held out.
pub(super) fn cut<'a>(held_out: impl Iterator<Item = &'a HeldOut>) -> NoveltyCut {
    let rows: Vec<Novelty> = held_out.flat_map(|held| &held.novelty).map(|(_, novelty)| *novelty).collect();
    NoveltyCut::of(&rows)
}

impl Trainer {
    /// Trains on some rows, with thresholds and calibration from folds among them, and judges others.
    ///
    /// # Errors
    /// As [`Trainer::fit`].
    pub(crate) fn judge(&self, prepared: &Prepared<'_>, split: &Split) -> Result<Judged> {
        let fold_of = prepared.fold_of(&split.train, self.calibration_folds.max(2), self.learner.seed);
        let mut fits = CrossFit::new(self, prepared, &split.train, fold_of)?;
        if self.calibration_folds > 0 {
            fits.hold_out()?;
        }
        Ok(fits.judge(&split.test))
    }
}

/// The decision of a task, from scores of rows held out; none where there are none.
pub(super) fn decision<'a>(
    task: &Task,
    slot: usize,
    held_out: impl Iterator<Item = &'a HeldOut>,
    rule: ThresholdRule,
) -> Option<Decision> {
    let scored = held_out.flat_map(|held| held.scores[slot].iter().filter(|(_, scores)| !scores.is_empty()).cloned());
    let (rows, scores): (Vec<usize>, Vec<Vec<f64>>) = scored.unzip();
    (!rows.is_empty()).then(|| task.decision(&rows, &scores, rule))
}
