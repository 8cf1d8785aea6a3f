//! probabilities of rows by fits that did not see them -> labels that are probably wrong, by confident learning (Northcutt,
//! Jiang and Chuang, JAIR 70, 2021).
//!
//! The threshold of a label is the mean probability that it has in rows which carry it. A row is off the diagonal of
//! the confident joint where a label that it does not carry is over its threshold and likelier than its own. Of a task in
//! which any number of labels holds, each label is a task of its own, of the classes "holds" and "does not".
//!
//! The score is of the row: 1 less the geometric mean, over its tasks, of the probability of its own labels (of several
//! topics, the product). A row that is doubted in two tasks comes before one that is doubted in one: of wrong labels planted in
//! the shipped articles that finds more than the largest margin or the least probability of any task does.

use std::collections::BTreeMap;

use libm::{exp, log};

use super::{Finding, Kind, labels_of};
use crate::evaluate::{Outcome, TASKS, outcomes};
use crate::task::Task;
use crate::train::CrossFit;

/// One finding for each row and task whose label is off the diagonal.
pub(super) fn find(fits: &CrossFit<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut surprises: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for (slot, task) in fits.prepared().tasks.iter().enumerate() {
        let Some(task) = task else { continue };
        let mut outcomes = outcomes(slot, fits.compared(slot).map(|(decision, held)| (Some(decision), held)));
        outcomes.retain(|outcome| !outcome.probabilities.is_empty());
        for outcome in &outcomes {
            let (sum, tasks) = surprises.entry(outcome.row).or_default();
            (*sum, *tasks) = (*sum + surprise(task, outcome), *tasks + 1.0);
        }
        let doubts = if task.single { doubts_of_one(task, &outcomes) } else { doubts_of_any(task, &outcomes) };
        found.extend(doubts.into_iter().map(|doubt| {
            let own = task.rows[doubt.row].as_ref().map_or(&[][..], |(labels, _)| labels);
            let finding = Finding {
                label: labels_of(task, own),
                suggested: labels_of(task, &doubt.suggested),
                reason: doubt.reason,
                ..Finding::of(fits.prepared().corpus, doubt.row, Kind::Label, Some(TASKS[slot]))
            };
            (doubt.row, finding)
        }));
    }
    let score = |row: usize| surprises.get(&row).map_or(0.0, |(sum, tasks)| 1.0 - exp(-sum / tasks));
    found.into_iter().map(|(row, finding)| Finding { score: score(row), ..finding }).collect()
}

/// The least probability that is told from 0.
const FLOOR: f64 = 1e-6;

/// -ln of the probability of a row's own labels.
fn surprise(task: &Task, outcome: &Outcome) -> f64 {
    let of = |p: f64| -log(p.max(FLOOR));
    if task.single {
        return of(outcome.probabilities[task.first_of(outcome.row)]);
    }
    let labels = outcome.probabilities.iter().enumerate();
    labels.map(|(label, &p)| of(if task.holds(outcome.row, label) { p } else { 1.0 - p })).sum()
}

/// A row whose labels are doubted.
#[derive(Debug, PartialEq)]
struct Doubt {
    row: usize,
    suggested: Vec<usize>,
    reason: String,
}

/// The mean; infinite of nothing, which no probability is over.
fn mean(of: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = of.fold((0.0, 0.0), |(sum, count), p| (sum + p, count + 1.0));
    if count > 0.0 { sum / count } else { f64::INFINITY }
}

fn percent(p: f64) -> String {
    format!("{:.0} %", 100.0 * p)
}

/// Where one label holds.
fn doubts_of_one(task: &Task, outcomes: &[Outcome]) -> Vec<Doubt> {
    let told = || outcomes.iter().filter(|outcome| !outcome.probabilities.is_empty());
    let with = |label: usize| told().filter(move |outcome| task.holds(outcome.row, label));
    let labels = 0..task.labels.len();
    let thresholds: Vec<f64> =
        labels.clone().map(|label| mean(with(label).map(|outcome| outcome.probabilities[label]))).collect();
    let doubt = |outcome: &Outcome| {
        let (own, p) = (task.first_of(outcome.row), &outcome.probabilities);
        let over = labels.clone().filter(|&label| label != own && p[label] >= thresholds[label] && p[label] > p[own]);
        let other = over.max_by(|&a, &b| p[a].total_cmp(&p[b]).then(b.cmp(&a)))?;
        let (name, mean) = (&task.labels[other], percent(thresholds[other]));
        let reason = format!(
            "unseen, {name} has {}, {} has {}; rows with {name} have {mean} on average",
            percent(p[other]),
            task.labels[own],
            percent(p[own])
        );
        Some(Doubt { row: outcome.row, suggested: vec![other], reason })
    };
    told().filter_map(doubt).collect()
}

/// Where any number of labels holds.
fn doubts_of_any(task: &Task, outcomes: &[Outcome]) -> Vec<Doubt> {
    let told = || outcomes.iter().filter(|outcome| !outcome.probabilities.is_empty());
    let class = |outcome: &Outcome, label: usize, holds: bool| {
        if holds { outcome.probabilities[label] } else { 1.0 - outcome.probabilities[label] }
    };
    let threshold = |label: usize, holds: bool| {
        mean(told().filter(|outcome| task.holds(outcome.row, label) == holds).map(|outcome| class(outcome, label, holds)))
    };
    let thresholds: Vec<[f64; 2]> =
        (0..task.labels.len()).map(|label| [false, true].map(|holds| threshold(label, holds))).collect();
    let doubt = |outcome: &Outcome| {
        let (mut suggested, mut reasons) = (Vec::new(), Vec::new());
        for (label, thresholds) in thresholds.iter().enumerate() {
            let holds = task.holds(outcome.row, label);
            let other = class(outcome, label, !holds);
            let wrong = other > 0.5 && other >= thresholds[usize::from(!holds)];
            if wrong {
                let (name, p) = (&task.labels[label], percent(outcome.probabilities[label]));
                reasons.push(format!("{name}, {}, has {p}", if holds { "given" } else { "not given" }));
            }
            if holds != wrong {
                suggested.push(label);
            }
        }
        (!reasons.is_empty()).then(|| Doubt { row: outcome.row, suggested, reason: format!("unseen, {}", reasons.join("; ")) })
    };
    told().filter_map(doubt).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Labels;

    fn task(rows: &[&[&str]], single: bool) -> Task {
        let of =
            |names: &&[&str]| Labels { topics: Some(names.iter().map(|name| name.to_string()).collect()), ..Labels::default() };
        Task::topics(&rows.iter().map(of).collect::<Vec<_>>(), single).unwrap()
    }

    fn outcomes(probabilities: &[&[f64]]) -> Vec<Outcome> {
        let of = |(row, p): (usize, &&[f64])| Outcome { row, said: Vec::new(), probabilities: p.to_vec() };
        probabilities.iter().enumerate().map(of).collect()
    }

    #[test]
    fn a_row_is_off_the_diagonal_where_another_label_is_over_its_threshold_and_likelier() {
        // Thresholds by hand: sport (.9 + .7 + .2) / 3 = .6, trade (.8 + .6 + .45) / 3 = .616...
        let task = task(&[&["sport"], &["sport"], &["sport"], &["trade"], &["trade"], &["trade"]], true);
        let p: [&[f64]; 6] = [&[0.9, 0.1], &[0.7, 0.3], &[0.2, 0.8], &[0.2, 0.8], &[0.4, 0.6], &[0.55, 0.45]];
        let found = doubts_of_one(&task, &outcomes(&p));
        // The last row has .55 for sport, which is likelier than its own .45 but not over .6.
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].row, &found[0].suggested[..]), (2, &[1][..]));
        // Its own label has .2.
        assert!((surprise(&task, &outcomes(&p)[2]) - 5f64.ln()).abs() < 1e-12);
        assert_eq!(found[0].reason, "unseen, trade has 80 %, sport has 20 %; rows with trade have 62 % on average");
    }

    #[test]
    fn of_any_number_of_labels_each_is_judged_by_itself() {
        let task = task(&[&["sport"], &["sport", "trade"], &["trade"], &[]], false);
        let p: [&[f64]; 4] = [&[0.9, 0.95], &[0.9, 0.8], &[0.1, 0.9], &[0.1, 0.2]];
        let found = doubts_of_any(&task, &outcomes(&p));
        // Trade holds by (.8 + .9) / 2 = .85 on average: the first row is over it and has no trade.
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].row, &found[0].suggested[..]), (0, &[0, 1][..]));
        // Sport holds by .9, and trade does not by .05.
        assert!((surprise(&task, &outcomes(&p)[0]) + (0.9f64 * 0.05).ln()).abs() < 1e-12);
        assert_eq!(found[0].reason, "unseen, trade, not given, has 95 %");
    }

    #[test]
    fn a_row_of_which_nothing_was_said_is_not_doubted() {
        let task = task(&[&["sport"], &["trade"]], true);
        assert!(doubts_of_one(&task, &outcomes(&[&[], &[]])).is_empty());
    }
}
