//! a protocol, and what makes a model -> the report of both.

use std::collections::BTreeMap;

use super::cases::Cases;
use super::methods::{self, Setting};
use super::protocol::Plan;
use super::{
    Adaptation, Duplicates, Naive, Protocol, Report, Scheme, Summary, TASKS, UnsureReport, baselines, judge_folds,
    judged_outcomes, report,
};
use crate::article::Corpus;
use crate::error::Result;
use crate::linear::operating_curve::ThresholdRule;
use crate::split::Split;
use crate::train::{CrossFit, Judged, Prepared, Trainer};

/// What makes a model of rows.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{Trainer, features::FeatureConfig, evaluate::{Procedure, Protocol, Setting}};
/// let base = Trainer { features: FeatureConfig { min_df: 1, ..FeatureConfig::default() }, ..Trainer::default() };
/// // A choice that looks at nothing but how many rows there are to learn from.
/// let choose = |rows: &Corpus| {
///     let mut trainer = base.clone();
///     trainer.learner.c = rows.len() as f64;
///     Ok(trainer)
/// };
/// let report = Protocol::of_folds(2, 0).run(&Procedure::Chosen(&choose), &base.prepare(&corpus)?, &Setting::default())?;
/// assert!(report.chosen.len() == 2 && report.chosen[0].contains("C 2"));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Clone, Copy)]
pub enum Procedure<'a> {
    /// One configuration.
    Fixed(&'a Trainer),
    /// A search, which is made anew on the rows that each split learns from: the figures are of the whole procedure.
    Chosen(&'a Choose<'a>),
}

/// Chooses a configuration for the articles of a training.
pub type Choose<'a> = dyn Fn(&Corpus) -> Result<Trainer> + 'a;

impl Protocol {
    /// Fits that [`Protocol::run`] makes, for a progress bar.
    pub fn fits(&self, trainer: &Trainer, prepared: &Prepared<'_>, setting: &Setting) -> usize {
        let (splits, repeats) = self.counts(prepared);
        let folds = matches!(self.scheme, Scheme::KFold { .. });
        let each = if folds { trainer.fits(prepared, splits) } else { splits * (1 + trainer.calibration_folds) };
        let naive = setting.naive && folds && prepared.duplicates.groups() > 0;
        each * repeats.saturating_add(usize::from(naive))
    }

    /// Judges a procedure.
    ///
    /// # Errors
    /// As [`Trainer::fit`], and where the rows cannot be parted so.
    pub fn run(&self, procedure: &Procedure<'_>, prepared: &Prepared<'_>, setting: &Setting) -> Result<Report> {
        let started = std::time::Instant::now();
        let plan = self.plan(prepared)?;
        let mut chosen = Vec::new();
        let mut repeats: Vec<Vec<Judged>> = Vec::new();
        for (at, splits) in plan.repeats.iter().enumerate() {
            repeats.push(match (procedure, plan.folds.get(at)) {
                (Procedure::Fixed(trainer), Some(fold_of)) => folds(trainer, prepared, fold_of)?,
                (Procedure::Fixed(trainer), None) => {
                    splits.iter().map(|split| trainer.judge(prepared, split)).collect::<Result<_>>()?
                }
                (Procedure::Chosen(choose), _) => {
                    splits.iter().map(|split| nested(prepared, split, *choose, &mut chosen)).collect::<Result<_>>()?
                }
            });
        }
        let slots = self.slots();
        let mut report = report(prepared, &repeats, &plan.groups, (self.seed, slots));
        for &slot in slots {
            if let Some(task) = &prepared.tasks[slot] {
                let baselines = baselines(prepared, task, &plan.repeats[0], &plan.groups, self.seed);
                report.baselines.insert(TASKS[slot], baselines);
            }
        }
        let rule = if let Procedure::Fixed(trainer) = procedure { trainer.threshold_rule } else { ThresholdRule::HighestF1 };
        let topics = prepared.tasks[0].as_ref().filter(|_| slots.contains(&0));
        if topics.is_some() || !setting.stream.0.is_empty() {
            report.adaptation = Adaptation::of(topics, repeats.iter().flatten(), (rule, &setting.stream), repeats.len())?;
        }
        if let (Some(error), Some(first)) = (setting.unsure_error, repeats.first()) {
            report.unsure = UnsureReport::of(prepared, first, error, slots)?;
        }
        let naive = match procedure {
            Procedure::Fixed(trainer) if setting.naive => naive(trainer, prepared, &plan, &repeats)?,
            _ => BTreeMap::new(),
        };
        let (groups, rows) = (prepared.duplicates.groups(), prepared.duplicates.rows());
        report.duplicates = Some(Duplicates { groups, rows, naive });
        (report.folds, report.rows, report.chosen) = (plan.told.splits, prepared.corpus.len(), chosen);
        report.split = Some(plan.told);
        let trainer = if let Procedure::Fixed(trainer) = procedure { Some(*trainer) } else { None };
        report.methods = methods::paragraph((&report, prepared), &self.scheme, trainer, setting);
        report.seconds = started.elapsed().as_secs_f64();
        Ok(report)
    }

    /// The tasks that it judges.
    pub(super) fn slots(&self) -> &'static [usize] {
        if self.scheme == Scheme::LeaveTargetOut { &[2] } else { &[0, 1, 2] }
    }
}

fn folds(trainer: &Trainer, prepared: &Prepared<'_>, fold_of: &[usize]) -> Result<Vec<Judged>> {
    let all: Vec<usize> = (0..prepared.corpus.len()).collect();
    judge_folds(&mut CrossFit::new(trainer, prepared, &all, fold_of.to_vec())?)
}

/// One split, by a configuration chosen on its training.
fn nested(prepared: &Prepared<'_>, split: &Split, choose: &Choose<'_>, chosen: &mut Vec<String>) -> Result<Judged> {
    let trainer = choose(&prepared.corpus.of_rows(&split.train))?;
    chosen.push(format!("{} with C {} ({})", trainer.learner, trainer.learner.c, trainer.features));
    let read = trainer.prepare(prepared.corpus)?;
    trainer.judge(&Prepared { watch: prepared.watch, ..read }, split)
}

/// What folds score of which the copies of an article are dealt out, the first staying where it is.
fn naive(
    trainer: &Trainer,
    prepared: &Prepared<'_>,
    plan: &Plan,
    repeats: &[Vec<Judged>],
) -> Result<BTreeMap<&'static str, Naive>> {
    let mut out = BTreeMap::new();
    let Some(mut fold_of) = plan.folds.first().cloned().filter(|_| prepared.duplicates.groups() > 0) else { return Ok(out) };
    let count = plan.repeats[0].len();
    let copies = prepared.duplicates.group_of().iter().enumerate().filter(|(row, first)| row != *first);
    for (place, (row, _)) in copies.enumerate() {
        fold_of[row] = (fold_of[row] + 1 + place % (count - 1)) % count;
    }
    let judged = folds(trainer, prepared, &fold_of)?;
    for (slot, task) in prepared.tasks.iter().enumerate() {
        let Some(task) = task else { continue };
        let summary = |judged: &[Judged]| {
            let cases = Cases::of(task, &judged_outcomes(slot, judged), None);
            cases.summary(&vec![1; cases.cases.len()])
        };
        let (naive, told) = (summary(&judged), summary(&repeats[0]));
        let overstated = Summary::from([0, 1, 2].map(|at| naive[at] - told[at]));
        out.insert(TASKS[slot], Naive { figures: Summary::from(naive), overstated });
    }
    Ok(out)
}
