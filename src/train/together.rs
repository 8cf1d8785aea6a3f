//! fits that each leave out folds -> what each says of them, of one matrix, where they differ by factors of columns alone.
//!
//! A fit by itself makes a matrix of its rows, finds its weights, makes them anew of the dual variables, and goes through the rows
//! left out. Here its rows and those that it leaves out are the matrix of all with other values, and when the solver is done it scores
//! the latter itself, by the weights and products that it has. Where that cannot be, the caller makes the fits by themselves.

use rayon::prelude::*;

use super::held_out::novelty;
use super::{HeldOut, Prepared, Scorer, Start, Trainer};
use crate::error::Result;
use crate::features::FoldFeatures;
use crate::task::Duals;

/// What a fit says of the rows that it leaves out, and the dual variables of its tasks.
pub(super) type Fit = (HeldOut, [Option<Duals>; 3]);

impl Scorer<'_> {
    /// For each of `sets` of folds a fit of the other rows, from a start each; none where they cannot be made together. This is
    /// the fit of all rows, `fold_of` gives the fold of each.
    pub(super) fn fit_without(
        &self,
        (trainer, prepared): (&Trainer, &Prepared<'_>),
        (rows, fold_of): (&[usize], &[usize]),
        sets: &[Vec<usize>],
        starts: &[Vec<Start<'_>>],
    ) -> Result<Option<Vec<Fit>>> {
        let mut tasks = (0..).zip(&prepared.tasks).filter_map(|(slot, task)| Some((slot, task.as_ref()?)));
        let (Some((slot, task)), None) = (tasks.next(), tasks.next()) else { return Ok(None) };
        let left_out = |set: &Vec<usize>| fold_of.iter().map(|fold| set.contains(fold)).collect();
        let left_out: Vec<Vec<bool>> = sets.iter().map(left_out).collect();
        // A fit needs rows, and rows to score.
        let parted = left_out.iter().all(|of_fit| of_fit.contains(&true) && of_fit.contains(&false));
        if trainer.compact
            || prepared.vectors.is_some()
            || trainer.features.latent > 0.0
            || !trainer.learner.scores_left_out()
            || !task.is_plain(rows)
            || !parted
            || sets.is_empty()
        {
            return Ok(None);
        }
        let folds = fold_of.iter().max().map_or(0, |last| last + 1);
        let features = FoldFeatures::new((&prepared.tokens, &self.vectorizer, &self.map), rows, fold_of, folds);
        let Some(features) = features else { return Ok(None) };
        let fit = |((set, start), left_out): ((&Vec<usize>, &Vec<Start<'_>>), &Vec<bool>)| {
            let factors = features.factors(set);
            if factors.iter().all(|&factor| factor == 0.0) {
                return Err(trainer.no_terms());
            }
            let matrix = features.rows(&factors);
            let start: Vec<(f64, &Duals)> = start.iter().filter_map(|(times, duals)| Some((*times, duals[slot]?))).collect();
            let (scores, duals) = task.score_left_out((&matrix, left_out), rows, &trainer.learner, &start)?;
            let at: Vec<usize> = (0..rows.len()).filter(|&at| left_out[at]).collect();
            let held: Vec<usize> = at.iter().map(|&at| rows[at]).collect();
            let unknown = at.iter().filter(|&&at| matrix.row(at).values.iter().all(|&value| value == 0.0));
            let mut out = HeldOut { unknown: unknown.map(|&at| rows[at]).collect(), ..HeldOut::default() };
            out.scores[slot] = held.iter().copied().zip(scores).collect();
            out.novelty = novelty(prepared, &held, &out.scores, features.known_words(&held, |column| factors[column] > 0.0));
            let mut of_tasks = [None, None, None];
            of_tasks[slot] = Some(duals);
            (prepared.watch)();
            Ok((out, of_tasks))
        };
        sets.par_iter().zip(starts).zip(&left_out).map(fit).collect::<Result<_>>().map(Some)
    }
}
