//! corpus -> figures of rows that were not learned from. Each split is judged by the same fits that make a model of its
//! training rows ([`CrossFit`], [`Trainer`]), so nothing is fitted outside it: vocabulary, idf, weights, thresholds and
//! calibration.
//!
//! [`Protocol`] parts the rows; `cases` and `figures` count what was said of them; `bootstrap` gives intervals.

mod adaptation;
mod baseline;
mod bootstrap;
mod cases;
mod compare;
mod curve;
mod figures;
mod html;
mod marks;
mod methods;
mod mistakes;
mod predictions;
mod procedure;
mod protocol;
mod risk;
mod summary;

pub use adaptation::{Adaptation, Adapted};
pub use baseline::Baseline;
pub use bootstrap::RESAMPLES;
pub use compare::{Comparison, McNemar};
pub use curve::{CurvePoint, LearningCurve};
pub use figures::{Figures, Outcome, TaskReport};
pub use html::html_page;
pub use marks::{Marked, Risk, UnlikeReport, UnsureReport};
pub use methods::Setting;
pub use mistakes::{Explained, Mistake};
pub use predictions::score_predictions;
pub use procedure::Procedure;
pub use protocol::{PlanReport, Protocol, Scheme};
pub use risk::{RiskCoverage, RiskPoint};
pub use summary::{Summarised, Summary};

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::error::Result;
use crate::metrics::Averages;
use crate::task::{Decision, Task};
use crate::train::{CrossFit, HeldOut, Judged, Prepared, Trainer};
use baseline::baselines;
use cases::{Case, Cases};

/// What an evaluation found.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{Trainer, evaluate::cross_validate};
/// let trainer = Trainer { features: standpoint::features::FeatureConfig { min_df: 1, ..Default::default() }, ..Trainer::default() };
/// let report = cross_validate(&trainer, &trainer.prepare(&corpus)?, 2, 0)?;
/// assert_eq!((report.rows, report.folds), (4, 2));
/// let topics = report.topics.as_ref().map(|task| task.figures.labels.len());
/// assert_eq!(topics, Some(2));
/// assert!(report.baselines["topics"][0].name == "majority" && report.methods.contains("2-fold"));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Version of this report's shape.
    pub schema: u32,
    /// Topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<TaskReport>,
    /// The target, predicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<TaskReport>,
    /// The stance, target given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<TaskReport>,
    /// The stance, target predicted, of rows coded for the target: a stance is right where the target is right too.
    /// Toward a wrong target it counts as said in error, and as missed where the row has a stance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance_as_used: Option<TaskReport>,
    /// Number of folds, or of other splits.
    pub folds: usize,
    /// Number of rows.
    pub rows: usize,
    /// How long it took.
    pub seconds: f64,
    /// How rows were parted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<PlanReport>,
    /// What was found of near-duplicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates: Option<Duplicates>,
    /// What simple rules score, by task.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub baselines: BTreeMap<&'static str, Vec<Baseline>>,
    /// How far the figures of repeats lie apart, by task.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub repeats: BTreeMap<&'static str, Spread>,
    /// How scores grow with labelled rows, by task.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub learning_curve: BTreeMap<&'static str, LearningCurve>,
    /// What a wanted precision, or the shares of topics in another stream, change of topics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adaptation: Option<Adaptation>,
    /// How far errors can be avoided by labelling fewer rows, by task.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub risk_coverage: BTreeMap<&'static str, RiskCoverage>,
    /// What the mark of unsure labels is worth, where it was asked for, by task.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unsure: BTreeMap<&'static str, UnsureReport>,
    /// What the mark of articles unlike those of the training is worth, on rows that the fits did not see; none where too
    /// few are held out to place it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlike: Option<UnlikeReport>,
    /// What each split's search chose, where one was made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chosen: Vec<String>,
    /// A paragraph for a paper, of what was really done.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub methods: String,
    /// What was said of each row, for topics, target and stance.
    #[serde(skip)]
    pub outcomes: [Vec<Outcome>; 3],
}

/// Near-duplicates of a corpus, which share a fold.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Duplicates {
    /// Groups of two or more articles.
    pub groups: usize,
    /// Articles in them.
    pub rows: usize,
    /// By task: what a split scores that deals copies out among the folds, all other rows staying where they are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub naive: BTreeMap<&'static str, Naive>,
}

/// The figures of a split that does not know of copies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Naive {
    /// Its figures.
    #[serde(flatten)]
    pub figures: Summary,
    /// By how much they are above those of the report.
    pub overstated: Summary,
}

/// The figures of repeats: least, greatest, and their standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The least of each.
    pub least: Summary,
    /// The greatest of each.
    pub greatest: Summary,
    /// The standard deviation over repeats (n − 1).
    pub deviation: Summary,
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures = self.least.named().into_iter().zip(self.greatest.named().into_iter().zip(self.deviation.named()));
        for (at, ((name, least), ((_, greatest), (_, deviation)))) in figures.enumerate() {
            let comma = if at > 0 { "; " } else { "" };
            write!(f, "{comma}{name} {least:.3}-{greatest:.3}, deviation {deviation:.3}")?;
        }
        Ok(())
    }
}

/// The names of the three tasks.
pub const TASKS: [&str; 3] = ["topics", "target", "stance"];

impl Report {
    /// Topics, target and stance.
    pub fn tasks(&self) -> [(&'static str, Option<&TaskReport>); 3] {
        let [topics, target, stance] = TASKS;
        [(topics, self.topics.as_ref()), (target, self.target.as_ref()), (stance, self.stance.as_ref())]
    }
}

/// Stratified k-fold cross-validation of a whole training.
///
/// # Errors
/// As [`Trainer::fit`]; and where there are fewer rows than folds.
pub fn cross_validate(trainer: &Trainer, prepared: &Prepared<'_>, folds: usize, seed: u64) -> Result<Report> {
    Protocol::of_folds(folds, seed).run(&Procedure::Fixed(trainer), prepared, &Setting::default())
}

/// What was said of each row in a task, by the decisions and the scores of its split.
pub(crate) fn outcomes<'a>(slot: usize, splits: impl Iterator<Item = (Option<Decision>, &'a HeldOut)>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (decision, held) in splits {
        outcomes.extend(held.scores[slot].iter().map(|&(row, ref scores)| {
            let unknown = scores.is_empty() || held.unknown.binary_search(&row).is_ok();
            let (said, probabilities) = match &decision {
                Some(decision) if !unknown => (decision.decide(scores), decision.probabilities(scores)),
                _ => Default::default(),
            };
            Outcome { row, said, probabilities }
        }));
    }
    outcomes.sort_by_key(|outcome| outcome.row);
    outcomes
}

fn judged_outcomes(slot: usize, judged: &[Judged]) -> Vec<Outcome> {
    outcomes(slot, judged.iter().map(|judged| (judged.decisions[slot].clone(), &judged.held)))
}

/// One figure by which trainings can be compared on the same folds, of fits that [`CrossFit::hold_out`] made: the micro
/// F1 of topics of which each row has one, the mean of micro and macro F1 where it may have any number, and the macro F1
/// of target and stance; the mean of them where a corpus has several. Thresholds of a fold are fitted to the scores of
/// the others, whose fits saw it, so it is a little too good.
pub fn score(fits: &CrossFit<'_>) -> f64 {
    let of = |(slot, task): (usize, &Option<Task>)| {
        let task = task.as_ref()?;
        let outcomes = outcomes(slot, fits.compared(slot).map(|(decision, held)| (Some(decision), held)));
        let cases = Cases::of(task, &outcomes, None);
        let figures = Averages::of(&cases.tally(&vec![1; cases.cases.len()]).counts);
        let (micro, r#macro) = (figures.micro.f1, figures.r#macro.f1);
        Some(match (slot, task.single) {
            (0, true) => micro,
            (0, false) => (micro + r#macro) / 2.0,
            _ => r#macro,
        })
    };
    let scores: Vec<f64> = fits.prepared().tasks.iter().enumerate().filter_map(of).collect();
    scores.iter().sum::<f64>() / scores.len().max(1) as f64
}

/// The figures of a corpus's folds; makes the fits that hold out one, and, where the training calibrates, several.
///
/// # Errors
/// As [`Trainer::fit`].
pub fn judge(fits: &mut CrossFit<'_>, seed: u64) -> Result<Report> {
    let started = std::time::Instant::now();
    let judged = judge_folds(fits)?;
    let prepared = fits.prepared();
    let report = report(prepared, &[judged], &prepared.groups, (seed, &[0, 1, 2]));
    let (rows, seconds) = (prepared.corpus.len(), started.elapsed().as_secs_f64());
    Ok(Report { folds: fits.folds(), rows, seconds, ..report })
}

fn judge_folds(fits: &mut CrossFit<'_>) -> Result<Vec<Judged>> {
    fits.hold_out()?;
    if fits.trainer().calibration_folds > 0 {
        fits.hold_out_blocks()?;
    }
    Ok(fits.judged())
}

/// The figures of tasks, of what each repeat's splits say.
fn report(prepared: &Prepared<'_>, repeats: &[Vec<Judged>], groups: &[u64], (seed, slots): (u64, &[usize])) -> Report {
    let judged: Vec<Judged> = repeats.iter().flatten().cloned().collect();
    let mut report = Report { schema: 2, ..Report::default() };
    for &slot in slots {
        let Some(task) = &prepared.tasks[slot] else { continue };
        let outcomes = judged_outcomes(slot, &judged);
        // A table to judge by may have no row of a task.
        if outcomes.is_empty() {
            continue;
        }
        let figures = TaskReport::of(&Cases::of(task, &outcomes, Some(groups)), seed);
        *[&mut report.topics, &mut report.target, &mut report.stance][slot] = Some(figures);
        report.risk_coverage.extend(RiskCoverage::of(task, &outcomes).map(|curve| (TASKS[slot], curve)));
        report.outcomes[slot] = outcomes;
        if repeats.len() > 1 {
            report.repeats.insert(TASKS[slot], Spread::of(task, slot, repeats));
        }
    }
    report.unlike = repeats.first().and_then(|first| UnlikeReport::of(prepared, first, slots));
    report.stance_as_used = as_used(prepared, &judged, groups, seed).filter(|_| slots.len() == 3);
    report
}

/// The stance with its target predicted.
fn as_used(prepared: &Prepared<'_>, judged: &[Judged], groups: &[u64], seed: u64) -> Option<TaskReport> {
    let [_, Some(target), Some(stance)] = &prepared.tasks else { return None };
    let mut cases: Vec<Case> = Vec::new();
    for &(row, said) in judged.iter().flat_map(|judged| &judged.held.as_used) {
        let truth = stance.rows[row].as_ref().map_or(&[][..], |(labels, _)| labels);
        let mut case = Case::new(row, truth, &said.map(|(_, stance)| stance).into_iter().collect::<Vec<_>>());
        if said.is_some_and(|(said, _)| !target.holds(row, said)) {
            case.hits.clear();
        }
        cases.push(case);
    }
    cases.sort_by_key(|case| case.row);
    (!cases.is_empty()).then(|| TaskReport::of(&Cases::new(&stance.labels, cases, None, Some(groups)), seed))
}

impl Spread {
    fn of(task: &Task, slot: usize, repeats: &[Vec<Judged>]) -> Self {
        let summary = |judged: &Vec<Judged>| {
            let cases = Cases::of(task, &judged_outcomes(slot, judged), None);
            cases.summary(&vec![1; cases.cases.len()])
        };
        let all: Vec<[f64; 3]> = repeats.iter().map(summary).collect();
        let of = |figure: &dyn Fn(&[f64]) -> f64| {
            Summary::from([0, 1, 2].map(|at| figure(&all.iter().map(|summary| summary[at]).collect::<Vec<_>>())))
        };
        let deviation = |figures: &[f64]| {
            let mean = figures.iter().sum::<f64>() / figures.len() as f64;
            let squares: f64 = figures.iter().map(|figure| (figure - mean) * (figure - mean)).sum();
            (squares / (figures.len() as f64 - 1.0)).sqrt()
        };
        Self {
            least: of(&|figures| figures.iter().copied().fold(f64::INFINITY, f64::min)),
            greatest: of(&|figures| figures.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            deviation: of(&deviation),
        }
    }
}
