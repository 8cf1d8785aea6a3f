//! What a simple rule scores on the same splits, so that a figure means something.
//!
//! The majority says of every row the label that most rows of the training have, or, of a task with any number of labels,
//! those that more than half of them have, mostly none. Naive Bayes is multinomial over words alone (McCallum and Nigam,
//! AAAI workshop 1998), with Laplace's 1 added to each count: by class where one label holds, else each label against its
//! absence. Words are those that training counts, by the same stems and the same weight of a title.

use rayon::prelude::*;
use serde::Serialize;

use super::cases::{Case, Cases};
use super::summary::Summarised;
use crate::split::Split;
use crate::task::Task;
use crate::train::Prepared;

/// What a rule scores in one task.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Baseline {
    /// `majority` or `naive Bayes`.
    pub name: &'static str,
    /// Its figures.
    #[serde(flatten)]
    pub scores: Summarised,
}

/// Both baselines of a task, on these splits.
pub(super) fn baselines(prepared: &Prepared<'_>, task: &Task, splits: &[Split], groups: &[u64], seed: u64) -> Vec<Baseline> {
    let words = Words::of(prepared);
    let rules: [(&'static str, &Rule<'_>); 2] =
        [("majority", &|split| majority(task, split)), ("naive Bayes", &|split| words.naive_bayes(prepared, task, split))];
    rules
        .into_iter()
        .map(|(name, rule)| {
            let said: Vec<Vec<Case>> = splits.par_iter().map(rule).collect();
            let mut cases: Vec<Case> = said.into_iter().flatten().collect();
            cases.sort_by_key(|case| case.row);
            let cases = Cases::new(&task.labels, cases, Some(task.single), Some(groups));
            Baseline { name, scores: Summarised::of(&cases, seed) }
        })
        .collect()
}

/// What is said of the rows of a split's test.
type Rule<'a> = dyn Fn(&Split) -> Vec<Case> + Sync + 'a;

/// Coded rows with their labels.
fn coded<'a>(task: &'a Task, rows: &'a [usize]) -> impl Iterator<Item = (usize, &'a [usize])> {
    rows.iter().filter_map(|&row| Some((row, task.rows[row].as_ref()?.0.as_slice())))
}

/// Rows of the training with each label, and all of them.
fn shares(task: &Task, split: &Split) -> (Vec<f64>, f64) {
    let (mut with, mut all) = (vec![0.0; task.labels.len()], 0.0);
    for (_, labels) in coded(task, &split.train) {
        labels.iter().for_each(|&label| with[label] += 1.0);
        all += 1.0;
    }
    (with, all)
}

/// The place of the largest; the first of equals.
fn largest(scores: &[f64]) -> usize {
    (1..scores.len()).fold(0, |best, at| if scores[at] > scores[best] { at } else { best })
}

fn majority(task: &Task, split: &Split) -> Vec<Case> {
    let (with, all) = shares(task, split);
    let said = match task.single {
        true => vec![largest(&with)],
        false => (0..with.len()).filter(|&label| with[label] > all / 2.0).collect(),
    };
    coded(task, &split.test).map(|(row, truth)| Case::new(row, truth, &said)).collect()
}

/// Which of a corpus's terms are words, and their number among these.
struct Words {
    number: Vec<u32>,
    count: usize,
}

impl Words {
    fn of(prepared: &Prepared<'_>) -> Self {
        let terms = prepared.tokens.terms();
        let mut count = 0;
        let mut number = |is_word: bool| {
            count += usize::from(is_word);
            if is_word { count as u32 - 1 } else { u32::MAX }
        };
        let plain = |term: &str| !term.starts_with(['#', '<']) && !term.contains(' ');
        let mut numbers: Vec<u32> = (0..terms.len()).map(|id| number(plain(terms.term(id)))).collect();
        if count == 0 {
            // Features without words of their own: all that is counted.
            (numbers, count) = ((0..terms.len() as u32).collect(), terms.len());
        }
        Self { number: numbers, count }
    }

    /// (word, count) of a row.
    fn row<'a>(&'a self, prepared: &'a Prepared<'_>, row: usize) -> impl Iterator<Item = (usize, f64)> + 'a {
        let pairs = prepared.tokens.counts(row).into_iter().map(|(id, count)| (self.number[id as usize], f64::from(count)));
        pairs.filter(|(word, _)| *word != u32::MAX).map(|(word, count)| (word as usize, count))
    }

    fn naive_bayes(&self, prepared: &Prepared<'_>, task: &Task, split: &Split) -> Vec<Case> {
        let labels = task.labels.len();
        let (with, all) = shares(task, split);
        // [word][label]: how often the word is in rows with the label; and in all rows.
        let (mut counts, mut whole) = (vec![0.0; self.count * labels], vec![0.0; self.count]);
        for (row, holding) in coded(task, &split.train) {
            for (word, count) in self.row(prepared, row) {
                whole[word] += count;
                holding.iter().for_each(|&label| counts[word * labels + label] += count);
            }
        }
        let known = whole.iter().filter(|count| **count > 0.0).count() as f64;
        let mut sums = vec![0.0; labels];
        counts.chunks_exact(labels.max(1)).for_each(|word| sums.iter_mut().zip(word).for_each(|(sum, count)| *sum += count));
        let total: f64 = whole.iter().sum();
        // What one occurrence of a word adds to the score of a label.
        let log = libm::log;
        for (word, of_word) in counts.chunks_exact_mut(labels.max(1)).enumerate() {
            for (label, count) in of_word.iter_mut().enumerate() {
                let own = log((*count + 1.0) / (sums[label] + known));
                let others = || log((whole[word] - *count + 1.0) / (total - sums[label] + known));
                *count = if task.single { own } else { own - others() };
            }
        }
        let prior = |label: usize| match task.single {
            true => log(with[label] / all),
            // A label of all rows, or of none, is certain.
            false => log(with[label] / all) - log(1.0 - with[label] / all),
        };
        let case = |(row, truth)| {
            let mut scores: Vec<f64> = (0..labels).map(prior).collect();
            for (word, count) in self.row(prepared, row).filter(|&(word, _)| whole[word] > 0.0) {
                let of_word = &counts[word * labels..(word + 1) * labels];
                scores.iter_mut().zip(of_word).for_each(|(score, weight)| *score += count * weight);
            }
            let said = match task.single {
                true => vec![largest(&scores)],
                false => (0..labels).filter(|&label| scores[label] > 0.0).collect(),
            };
            Case::new(row, truth, &said)
        };
        coded(task, &split.test).map(case).collect()
    }
}
