//! rows that were marked before their labels were looked at -> how often the marked ones are wrong, and the others.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cases::Case;
use super::{Outcome, TASKS, judged_outcomes};
use crate::abstention::{TaskRisk, check_error, is_doubted};
use crate::error::{Error, ErrorKind, Result};
use crate::novelty::Unlike;
use crate::task::Task;
use crate::train::{Judged, Prepared};

/// How often some rows are wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Risk {
    /// Rows.
    pub rows: u64,
    /// The share of them whose labels are not all right; 0 where there are none.
    pub error: f64,
}

/// Rows with a mark, and the others.
///
/// ```
/// use standpoint::evaluate::Marked;
/// // (whether marked, whether wrong)
/// let marked = Marked::of([(true, true), (true, false), (false, false), (false, false)]);
/// assert_eq!((marked.marked.rows, marked.marked.error, marked.others.error), (2, 0.5, 0.0));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Marked {
    /// Those with the mark.
    pub marked: Risk,
    /// Those without it.
    pub others: Risk,
}

impl Marked {
    /// Of rows, each with whether it is marked and whether it is wrong.
    pub fn of(rows: impl IntoIterator<Item = (bool, bool)>) -> Self {
        let mut out = Self::default();
        for (marked, wrong) in rows {
            let risk = if marked { &mut out.marked } else { &mut out.others };
            risk.rows += 1;
            risk.error += f64::from(u8::from(wrong));
        }
        for risk in [&mut out.marked, &mut out.others] {
            risk.error /= risk.rows.max(1) as f64;
        }
        out
    }
}

/// What the mark of unlike articles is worth: the cut of a split is that of rows held out within its training.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UnlikeReport {
    /// Rows judged.
    pub rows: u64,
    /// Those that are marked.
    pub marked: u64,
    /// By reason; a row may have both.
    pub reasons: BTreeMap<&'static str, u64>,
    /// By task: how often rows are wrong.
    pub tasks: BTreeMap<&'static str, Marked>,
}

impl UnlikeReport {
    /// Of the splits of one dealing, in the tasks that they judge.
    pub(super) fn of(prepared: &Prepared<'_>, judged: &[Judged], slots: &[usize]) -> Option<Self> {
        if judged.iter().all(|judged| judged.cut.is_none()) {
            return None;
        }
        let marks: BTreeMap<usize, Vec<Unlike>> = judged
            .iter()
            .flat_map(|judged| judged.held.novelty.iter().map(|(row, novelty)| (*row, judged.cut.marks(novelty))))
            .collect();
        let mut out = Self { rows: marks.len() as u64, ..Self::default() };
        for reasons in marks.values().filter(|reasons| !reasons.is_empty()) {
            out.marked += 1;
            reasons.iter().for_each(|reason| *out.reasons.entry(reason.name()).or_default() += 1);
        }
        for &slot in slots {
            let Some(task) = &prepared.tasks[slot] else { continue };
            let is_marked = |row: usize| marks.get(&row).is_some_and(|reasons| !reasons.is_empty());
            let rows: Vec<(bool, bool)> =
                judged_outcomes(slot, judged).iter().filter_map(|of| Some((is_marked(of.row), is_wrong(task, of)?))).collect();
            if !rows.is_empty() {
                out.tasks.insert(TASKS[slot], Marked::of(rows));
            }
        }
        Some(out)
    }
}

/// What the mark of unsure labels is worth: where a split's labels are doubted is told by rows held out within its training.
///
/// ```
/// use standpoint::evaluate::UnsureReport;
/// let report = UnsureReport::default();
/// assert_eq!(report.labels.marked.rows + report.labels.others.rows, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UnsureReport {
    /// The error that a label may have and not be marked.
    pub wanted: f64,
    /// The labels said, each with its row.
    pub labels: Marked,
    /// The articles: marked where a label is, said or not, and wrong where not all labels are right.
    pub articles: Marked,
}

impl UnsureReport {
    /// Of the splits of one dealing, by task.
    pub(super) fn of(
        prepared: &Prepared<'_>,
        judged: &[Judged],
        wanted: f64,
        slots: &[usize],
    ) -> Result<BTreeMap<&'static str, Self>> {
        check_error(wanted)?;
        let mut out = BTreeMap::new();
        for &slot in slots {
            let Some(task) = &prepared.tasks[slot] else { continue };
            let (mut labels, mut articles) = (Vec::new(), Vec::new());
            for Judged { decisions, cut, held } in judged {
                let Some(decision) = &decisions[slot] else { continue };
                let Some(risk) = TaskRisk::of(decision) else { continue };
                let few = |row: usize| {
                    let at = held.novelty.binary_search_by_key(&row, |(row, _)| *row);
                    at.is_ok_and(|at| cut.marks(&held.novelty[at].1).contains(&Unlike::FewKnownWords))
                };
                for (row, scores) in held.scores[slot].iter().filter(|(_, scores)| !scores.is_empty()) {
                    if held.unknown.binary_search(row).is_ok() {
                        continue;
                    }
                    let (row, few) = (*row, few(*row));
                    let errors = risk.errors(decision, scores);
                    let is_marked = |said: bool, error: f64| is_doubted((said, error), wanted, few);
                    let said = errors.iter().filter(|(_, said, _)| *said);
                    labels.extend(said.map(|&(label, said, error)| (is_marked(said, error), !task.holds(row, label))));
                    let outcome = Outcome { row, said: decision.decide(scores), probabilities: Vec::new() };
                    let marked = errors.iter().any(|&(_, said, error)| is_marked(said, error));
                    articles.extend(is_wrong(task, &outcome).map(|wrong| (marked, wrong)));
                }
            }
            if !articles.is_empty() {
                out.insert(TASKS[slot], Self { wanted, labels: Marked::of(labels), articles: Marked::of(articles) });
            }
        }
        if out.is_empty() {
            let text = "no row is held out within the training, by which labels could be doubted; leave out --unsure-error, or \
                        train with calibration";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        Ok(out)
    }
}

/// Whether the labels said of a row are not all right; none where it is not coded.
pub(super) fn is_wrong(task: &Task, outcome: &Outcome) -> Option<bool> {
    let (truth, _) = task.rows[outcome.row].as_ref()?;
    Some(!Case::new(outcome.row, truth, &outcome.said).is_right())
}
