//! near-duplicates -> those that people labelled differently: at most one of such labels is right.

use std::collections::BTreeMap;

use super::{Finding, Kind, labels_of};
use crate::evaluate::TASKS;
use crate::train::Prepared;

/// Score of copies that differ in a word or more; that of texts equal to the last byte is 1.
const NEARLY: f64 = 0.95;

/// One finding a group of near-duplicates and task: its first row whose label is not that of most, which is suggested.
///
/// A text may be coded once for each target, claim or mention: stances are compared where these are the same, and a
/// target only with none.
pub(super) fn find(prepared: &Prepared<'_>) -> Vec<Finding> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (row, &group) in prepared.duplicates.group_of().iter().enumerate() {
        groups.entry(group).or_default().push(row);
    }
    let mut out = Vec::new();
    for rows in groups.values().filter(|rows| rows.len() > 1) {
        for slot in 0..TASKS.len() {
            let mut alike: BTreeMap<(Option<String>, Option<String>), Vec<usize>> = BTreeMap::new();
            for &row in rows {
                let article = &prepared.corpus.articles[row];
                let target = if slot == 2 { article.target.clone() } else { None };
                let toward = if slot == 0 { None } else { article.toward() };
                alike.entry((target, toward)).or_default().push(row);
            }
            out.extend(alike.values().filter_map(|rows| conflict(prepared, slot, rows)));
        }
    }
    out
}

/// What is wrong with the labels of rows of one text; nothing where they agree.
fn conflict(prepared: &Prepared<'_>, slot: usize, rows: &[usize]) -> Option<Finding> {
    let task = prepared.tasks[slot].as_ref()?;
    let mut by_label: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        if let Some((labels, _)) = &task.rows[row] {
            by_label.entry(labels_of(task, labels)).or_default().push(row);
        }
    }
    if by_label.len() < 2 || (slot == 1 && !by_label.contains_key("none")) {
        return None;
    }
    // Of equals, the label whose rows come first.
    let most = by_label.iter().max_by_key(|(_, rows)| (rows.len(), std::cmp::Reverse(rows[0])))?.0.clone();
    let coded: Vec<usize> = rows.iter().copied().filter(|&row| task.rows[row].is_some()).collect();
    let (label, row) = by_label
        .iter()
        .filter(|(label, _)| **label != most)
        .map(|(label, rows)| (label.clone(), rows[0]))
        .min_by_key(|(_, row)| *row)?;
    let same = coded.iter().all(|&other| prepared.keys[other] == prepared.keys[row]);
    let counts: Vec<String> = by_label.iter().map(|(label, rows)| format!("{label} {}", rows.len())).collect();
    let copies = if same { "the same text" } else { "nearly the same text" };
    Some(Finding {
        label,
        suggested: most,
        rows: coded.iter().filter(|&&other| other != row).map(|&row| super::record(prepared.corpus, row)).collect(),
        score: if same { 1.0 } else { NEARLY },
        reason: format!("{copies} in {} rows has different labels: {}", coded.len(), counts.join(", ")),
        ..Finding::of(prepared.corpus, row, Kind::Duplicate, Some(TASKS[slot]))
    })
}
