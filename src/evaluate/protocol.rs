//! How rows are parted into those that teach and those that judge.
//!
//! Near-duplicates never stand on both sides. In folds they stay together, and stories of claims and texts do; where time,
//! target or a file parts the rows, copies of what is judged are left out of the training.

use std::collections::HashSet;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::split::{ForwardChaining, IterativeKFold, Split, Stories, StratifiedKFold};
use crate::task::Task;
use crate::train::Prepared;

/// Which split.
#[derive(Debug, Clone, PartialEq)]
pub enum Scheme {
    /// k folds, each judged by a fit of the others: stratified by combinations of labels; iteratively, label by label, where
    /// rows are grouped, or where combinations are more than a tenth of the rows, from which on that is the better way
    /// (Sechidis, Tsoumakas and Vlahavas 2011).
    KFold {
        /// Folds; 2 and above.
        folds: usize,
        /// Times that rows are dealt out anew; 1 and above.
        repeats: usize,
    },
    /// Each stretch of time is judged by a fit of all before it.
    Forward {
        /// Stretches that are judged; 1 and above.
        tests: usize,
        /// The time of each row.
        times: Vec<i64>,
    },
    /// The stance toward each target is judged by a fit of the rows of all others.
    LeaveTargetOut,
    /// The first rows teach, the others judge.
    Holdout {
        /// Rows that teach.
        train: usize,
    },
}

/// A split, and what it may not part.
///
/// ```
/// use standpoint::evaluate::{Protocol, Scheme};
/// let protocol = Protocol::of_folds(10, 0);
/// assert_eq!(protocol.scheme, Scheme::KFold { folds: 10, repeats: 1 });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Protocol {
    /// How rows are parted.
    pub scheme: Scheme,
    /// Seed of the folds and of the bootstrap.
    pub seed: u64,
    /// The name of a column, and a number for what of it each row has: rows with the same one share a fold.
    pub groups: Option<(String, Vec<u64>)>,
}

/// What a protocol makes of a corpus.
pub(super) struct Plan {
    /// The splits of each repeat.
    pub repeats: Vec<Vec<Split>>,
    /// The fold of each row, of each repeat, where every row is judged once.
    pub folds: Vec<Vec<usize>>,
    /// What is drawn together by the bootstrap.
    pub groups: Vec<u64>,
    pub told: PlanReport,
}

/// How the rows were parted, for those who read the report.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PlanReport {
    /// `stratified k-fold`, `grouped k-fold`, `forward chaining`, `leave one target out` or `test file`.
    pub scheme: String,
    /// Whether folds were dealt out label by label (Sechidis and others 2011), not by combinations of labels.
    pub iterative: bool,
    /// What rows are grouped by, beside being near-duplicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouped_by: Option<String>,
    /// Groups of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<usize>,
    /// Stories of claims and texts, where none was parted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stories: Option<usize>,
    /// Splits of each repeat.
    pub splits: usize,
    /// Times that rows were dealt out.
    pub repeats: usize,
    /// The seed.
    pub seed: u64,
    /// Rows that some split left out of its training, being copies of rows that it judged.
    pub copies_left_out: usize,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

fn wrong(text: String) -> Error {
    Error::new(ErrorKind::Parameter, text)
}

impl Protocol {
    /// Plain stratified folds.
    pub fn of_folds(folds: usize, seed: u64) -> Self {
        Self { scheme: Scheme::KFold { folds, repeats: 1 }, seed, groups: None }
    }

    /// Splits of one repeat, and repeats.
    pub fn counts(&self, prepared: &Prepared<'_>) -> (usize, usize) {
        match &self.scheme {
            Scheme::KFold { folds, repeats } => (*folds, *repeats),
            Scheme::Forward { tests, .. } => (*tests, 1),
            Scheme::LeaveTargetOut => (prepared.tasks[2].as_ref().map_or(0, |task| task.groups.len()), 1),
            Scheme::Holdout { .. } => (1, 1),
        }
    }

    /// Whether rows can be parted so, before anything is fitted.
    ///
    /// # Errors
    /// Where there are too few rows, groups, times or targets, or no row would be left to learn from.
    pub fn check(&self, prepared: &Prepared<'_>) -> Result<()> {
        self.plan(prepared).map(drop)
    }

    /// The stories that folds keep whole; no others do, nor where a column says what is kept.
    fn stories<'p>(&self, prepared: &'p Prepared<'_>) -> Option<&'p Stories> {
        prepared.stories.as_ref().filter(|_| self.groups.is_none() && matches!(self.scheme, Scheme::KFold { .. }))
    }

    /// What is never parted, and drawn together by the bootstrap: a number for each row.
    pub fn groups(&self, prepared: &Prepared<'_>) -> Vec<u64> {
        match &self.groups {
            Some((_, groups)) => prepared.duplicates.joined_with(groups),
            None if self.stories(prepared).is_some() => prepared.groups.clone(),
            None => prepared.duplicates.keys(&prepared.keys),
        }
    }

    /// Parts the rows.
    ///
    /// # Errors
    /// Where there are too few rows, groups, times or targets.
    pub(super) fn plan(&self, prepared: &Prepared<'_>) -> Result<Plan> {
        let groups = self.groups(prepared);
        let stories = self.stories(prepared).map(Stories::count);
        let mut told = PlanReport { repeats: 1, seed: self.seed, stories, ..PlanReport::default() };
        if let Some((column, groups)) = &self.groups {
            told.grouped_by = Some(column.clone());
            told.groups = Some(distinct(groups));
        }
        let (repeats, folds) = match &self.scheme {
            Scheme::KFold { folds, repeats } => {
                let folds = self.folds(prepared, &groups, *folds, *repeats, &mut told)?;
                (folds.iter().map(|folds| Split::of_folds(folds)).collect(), folds)
            }
            Scheme::Forward { tests, times } => (vec![forward(times, *tests, &mut told)?], Vec::new()),
            Scheme::LeaveTargetOut => (vec![by_target(prepared, &mut told)?], Vec::new()),
            Scheme::Holdout { train } => {
                told.scheme = "test file".into();
                (vec![vec![Split { train: (0..*train).collect(), test: (*train..prepared.corpus.len()).collect() }]], Vec::new())
            }
        };
        let mut plan = Plan { repeats, folds, groups, told };
        for split in plan.repeats.iter_mut().flatten() {
            plan.told.copies_left_out += split.part_groups(&plan.groups);
            if split.train.is_empty() {
                return Err(wrong(match self.scheme {
                    Scheme::Holdout { .. } => "every row is a copy of one in the test file, so that none is left to learn from; \
                                               give --test a file of other rows"
                        .into(),
                    _ => "a split has no row to learn from; choose fewer folds, or another column".into(),
                }));
            }
        }
        plan.told.splits = plan.repeats[0].len();
        plan.notes(prepared, self.slots());
        Ok(plan)
    }

    /// The folds of each repeat.
    fn folds(
        &self,
        prepared: &Prepared<'_>,
        groups: &[u64],
        folds: usize,
        repeats: usize,
        told: &mut PlanReport,
    ) -> Result<Vec<Vec<usize>>> {
        let (rows, units) = (prepared.corpus.len(), distinct(groups));
        if folds < 2 || folds > rows || folds > units {
            let what = match &self.groups {
                Some((column, _)) => format!("{units} groups by '{column}'"),
                None if told.stories.is_some() && folds <= rows => format!("{units} stories"),
                None if units < folds && folds <= rows => format!("{units} rows that are no copies of others"),
                None => format!("{rows} rows"),
            };
            return Err(wrong(format!("{folds} folds of {what}: choose 2 to {} with --folds", units.max(2))));
        }
        if repeats == 0 {
            return Err(wrong("0 repeats: choose 1 or more with --repeats".into()));
        }
        if told.stories.is_none() && prepared.claims.is_some() && self.groups.is_none() {
            let text =
                "one story of claims and texts holds more than a fifth of the rows: texts were kept whole, and stories met again";
            told.notes.push(text.into());
        }
        told.repeats = repeats;
        told.scheme = if self.groups.is_some() { "grouped k-fold" } else { "stratified k-fold" }.into();
        // Where combinations of labels are many beside the rows, each is too rare to be dealt out evenly.
        let combinations = prepared.strata.iter().collect::<HashSet<_>>().len();
        told.iterative = self.groups.is_some() || told.stories.is_some() || combinations * 10 > rows;
        let labels = told.iterative.then(|| prepared.labels());
        let deal = |repeat: usize| {
            let seed = self.seed.wrapping_add(repeat as u64);
            match &labels {
                Some(labels) => IterativeKFold { folds, seed }.assign(labels, groups),
                None => StratifiedKFold { folds, seed }.assign(&prepared.strata, groups),
            }
        };
        Ok((0..repeats).map(deal).collect())
    }
}

fn distinct(groups: &[u64]) -> usize {
    groups.iter().collect::<HashSet<_>>().len()
}

fn forward(times: &[i64], tests: usize, told: &mut PlanReport) -> Result<Vec<Split>> {
    told.scheme = "forward chaining".into();
    if tests == 0 {
        return Err(wrong("0 stretches of time: choose 1 or more with --folds".into()));
    }
    let stretch_of = ForwardChaining { tests }.assign(times);
    let last = stretch_of.iter().max().copied().unwrap_or(0);
    if last == 0 {
        return Err(wrong("all rows have one date, so that none is before another; name another column with --time".into()));
    }
    if last < tests {
        told.notes.push(format!("many rows share a date: {last} stretches of time were judged in place of {tests}"));
    }
    let rows = |wanted: &dyn Fn(usize) -> bool| (0..times.len()).filter(|&row| wanted(stretch_of[row])).collect();
    Ok((1..=last).map(|test| Split { train: rows(&|s| s < test), test: rows(&|s| s == test) }).collect())
}

fn by_target(prepared: &Prepared<'_>, told: &mut PlanReport) -> Result<Vec<Split>> {
    told.scheme = "leave one target out".into();
    let Some(task) = prepared.tasks[2].as_ref().filter(|task| task.groups.len() > 1) else {
        let text = "--leave-target-out needs stances toward two targets or more; leave it out, or add rows of another target";
        return Err(wrong(text.into()));
    };
    let of = |wanted: &dyn Fn(usize) -> bool| {
        (0..prepared.corpus.len()).filter(|&row| task.rows[row].as_ref().is_some_and(|(_, block)| wanted(*block))).collect()
    };
    let split = |target: usize| Split { train: of(&|block| block != target), test: of(&|block| block == target) };
    Ok((1..=task.groups.len()).map(split).collect())
}

impl Plan {
    /// What the splits leave short.
    fn notes(&mut self, prepared: &Prepared<'_>, slots: &[usize]) {
        let folds = self.told.splits;
        for task in slots.iter().filter_map(|&slot| prepared.tasks[slot].as_ref()) {
            let with = |task: &Task, rows: &[usize], label: usize| rows.iter().filter(|&&row| task.holds(row, label)).count();
            let all: Vec<usize> = (0..prepared.corpus.len()).collect();
            let told = |labels: Vec<String>| (!labels.is_empty()).then(|| labels.join(", "));
            if !self.folds.is_empty() {
                let few = (0..task.labels.len()).map(|label| (label, with(task, &all, label))).filter(|(_, rows)| *rows < folds);
                if let Some(few) = told(few.map(|(label, rows)| format!("{} {rows}", task.labels[label])).collect()) {
                    self.told
                        .notes
                        .push(format!("labels in fewer rows than there are folds, so that some folds test none of it: {few}"));
                }
            }
            let unseen = (0..task.labels.len()).filter(|&label| {
                self.repeats.iter().flatten().any(|s| with(task, &s.train, label) == 0 && with(task, &s.test, label) > 0)
            });
            if let Some(unseen) = told(unseen.map(|label| task.labels[label].clone()).collect()) {
                self.told
                    .notes
                    .push(format!("labels that a test has and its training has not, which count as missed there: {unseen}"));
            }
        }
    }
}
