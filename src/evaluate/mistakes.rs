//! a report -> its worst mistakes, each with the words that made it, and the terms that weigh most.
//!
//! The words of a mistake are those of a fit that did not see its article: one fit a split that a mistake is shown of.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Outcome, Protocol, Report, Scheme, TASKS};
use crate::error::Result;
use crate::predict::Predictor;
use crate::task::{Classifier, Task};
use crate::train::{Prepared, Trainer};

/// Mistakes shown of each task.
const SHOWN: usize = 5;
/// Terms shown of each.
const TERMS: usize = 6;

/// A label said in error, or missed, of which the fit was very sure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// `topics`, `target` or `stance`.
    pub task: &'static str,
    /// The row of the table.
    pub row: Option<u64>,
    /// The article's id.
    pub id: String,
    /// Its title, or how it begins.
    pub title: String,
    /// The labels that people gave.
    pub truth: Vec<String>,
    /// The labels said.
    pub said: Vec<String>,
    /// The label that is wrong.
    pub label: String,
    /// Its probability.
    pub probability: f64,
    /// The words that moved its score most, with what they added.
    pub terms: Vec<(String, f64)>,
}

/// What explains a report.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Explained {
    /// The worst mistakes of each task.
    pub mistakes: Vec<Mistake>,
    /// (task, label, its strongest terms) by a fit of all rows; where a test file judges, of those of the training.
    pub strongest: Vec<(&'static str, String, Vec<String>)>,
}

impl Protocol {
    /// Explains a report that [`Protocol::run`] made of the same trainer and rows. One fit of all rows, and one a split
    /// that a mistake is shown of.
    ///
    /// # Errors
    /// As [`Protocol::run`].
    pub fn explain(&self, trainer: &Trainer, prepared: &Prepared<'_>, report: &Report) -> Result<Explained> {
        let plan = self.plan(prepared)?;
        // Neither weights nor evidence hang on thresholds.
        let trainer = Trainer { calibration_folds: 0, ..trainer.clone() };
        let rows = match self.scheme {
            Scheme::Holdout { train } => train,
            _ => prepared.corpus.len(),
        };
        let whole = trainer.fit(prepared, &(0..rows).collect::<Vec<_>>())?;
        let mut out = Explained::default();
        for (task, classifier) in whole.classifiers() {
            let Some(classifier) = classifier else { continue };
            for (label, name) in classifier.labels.iter().enumerate() {
                out.strongest.push((task, name.clone(), strongest(classifier, label, whole.vectorizer.vocabulary())));
            }
        }
        let mut by_split: BTreeMap<usize, Vec<(usize, Wrong)>> = BTreeMap::new();
        for &slot in self.slots() {
            let Some(task) = &prepared.tasks[slot] else { continue };
            for wrong in worst(task, &report.outcomes[slot]) {
                let split = plan.repeats[0].iter().position(|split| split.test.contains(&wrong.row));
                by_split.entry(split.unwrap_or(0)).or_default().push((slot, wrong));
            }
        }
        for (split, wrongs) in by_split {
            let predictor = Predictor::new(trainer.fit(prepared, &plan.repeats[0][split].train)?);
            for (slot, wrong) in wrongs {
                out.mistakes.extend(mistake(prepared, &predictor, slot, &wrong, &report.outcomes[slot]));
            }
        }
        out.mistakes.sort_by(|a, b| {
            let place = |mistake: &Mistake| TASKS.iter().position(|task| *task == mistake.task);
            let sure = |mistake: &Mistake| (mistake.probability - 0.5).abs();
            place(a).cmp(&place(b)).then(sure(b).total_cmp(&sure(a))).then(a.row.cmp(&b.row))
        });
        Ok(out)
    }
}

/// A wrong label of a row.
struct Wrong {
    row: usize,
    label: usize,
    probability: f64,
}

/// The surest of a task, one a row.
fn worst(task: &Task, outcomes: &[Outcome]) -> Vec<Wrong> {
    let wrong = |outcome: &Outcome| {
        task.rows[outcome.row].as_ref()?;
        let said = |label: usize| outcome.said.contains(&label);
        // Of a task with one label a row, what was said; else what was said or missed with the greatest certainty.
        let labels = (0..outcome.probabilities.len()).filter(|&label| {
            let holds = task.holds(outcome.row, label);
            said(label) != holds && (said(label) || !task.single)
        });
        let sure = |label: usize| (outcome.probabilities[label] - 0.5).abs();
        let label = labels.max_by(|&a, &b| sure(a).total_cmp(&sure(b)))?;
        Some(Wrong { row: outcome.row, label, probability: outcome.probabilities[label] })
    };
    let mut all: Vec<Wrong> = outcomes.iter().filter_map(wrong).collect();
    all.sort_by(|a, b| (b.probability - 0.5).abs().total_cmp(&(a.probability - 0.5).abs()).then(a.row.cmp(&b.row)));
    all.dedup_by_key(|wrong| wrong.row);
    all.truncate(SHOWN);
    all
}

fn mistake(prepared: &Prepared<'_>, predictor: &Predictor, slot: usize, wrong: &Wrong, outcomes: &[Outcome]) -> Option<Mistake> {
    let article = &prepared.corpus.articles[wrong.row];
    let task = prepared.tasks[slot].as_ref()?;
    let classifier = predictor.model().classifiers()[slot].1?;
    let (truth, block) = task.rows[wrong.row].as_ref()?;
    let mut reader = predictor.reader();
    let row = predictor.predict(article, &mut reader).row;
    let evidence = predictor.evidence(article, &row, classifier, (*block, wrong.label), &mut reader);
    let names = |labels: &[usize]| labels.iter().map(|&label| task.labels[label].clone()).collect();
    let outcome = outcomes.iter().find(|outcome| outcome.row == wrong.row)?;
    let start = || article.body.chars().take(80).collect::<String>();
    Some(Mistake {
        task: TASKS[slot],
        row: article.row,
        id: article.id.clone(),
        title: if article.title.is_empty() { start() } else { article.title.clone() },
        truth: names(truth),
        said: names(&outcome.said),
        label: task.labels[wrong.label].clone(),
        probability: wrong.probability,
        terms: evidence.terms.into_iter().take(TERMS).map(|term| (term.term, term.contribution)).collect(),
    })
}

/// The words of the largest weight, by what all groups share.
fn strongest(classifier: &Classifier, label: usize, vocabulary: &crate::features::Vocabulary) -> Vec<String> {
    let weight = |column: u32| classifier.weight(column, 0, label);
    let mut order: Vec<u32> = (0..vocabulary.len() as u32).filter(|&column| weight(column) > 0.0).collect();
    order.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
    // Pieces of words tell people little.
    let words = order.into_iter().map(|column| vocabulary.term(column as usize)).filter(|term| !term.starts_with('#'));
    words.take(12).map(str::to_owned).collect()
}
