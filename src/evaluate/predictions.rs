//! a labelled table that also holds labels said elsewhere -> the report of these.
//!
//! The columns are those that `classify` writes: `predicted_topics` (`;` between), `predicted_target`, `predicted_stance`,
//! `probability_<label>`, which is 0 of a label without a column where others have one. An empty cell is no label.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::cases::{Case, Cases};
use super::{Duplicates, Outcome, Report, RiskCoverage, TASKS, TaskReport, methods};
use crate::article::{Article, Corpus};
use crate::error::{Error, ErrorKind, Result};
use crate::input::{StanceReader, plain_name, topics_of};
use crate::split::NearDuplicates;
use crate::task::Task;
use crate::text::name_read_as;

/// The figures of labels said elsewhere, in the columns that
/// [`CorpusOptions::keep_predictions`](crate::input::CorpusOptions::keep_predictions) kept. The seed is that of the bootstrap.
///
/// # Errors
/// Where no column of labels said goes with one of labels given, or a probability is none.
///
/// ```
/// use standpoint::input::{CorpusOptions, read_corpus};
/// let csv = Box::new(&b"text,topic,predicted_topics\na,trade,trade\nb,sport,trade\nc,trade,\nd,sport,sport\n"[..]);
/// let options = CorpusOptions { keep_predictions: true, ..CorpusOptions::default() };
/// let report = standpoint::evaluate::score_predictions(&read_corpus(csv, "a.csv", None, &options)?, &[], 0)?;
/// assert_eq!(report.topics.map(|task| task.figures.accuracy), Some(0.5));
/// # Ok::<(), standpoint::Error>(())
/// ```
pub fn score_predictions(corpus: &Corpus, stance_map: &[(String, String)], seed: u64) -> Result<Report> {
    let started = Instant::now();
    let duplicates = NearDuplicates::find(&corpus.articles);
    let groups = duplicates.numbers();
    let column = |name: &str| {
        corpus.cells.iter().find(|(column, _)| plain_name(column) == plain_name(name)).map(|(_, cells)| cells.as_slice())
    };
    let rows = &corpus.labels;
    let any = |has: fn(&Article) -> bool| corpus.articles.iter().any(has);
    let toward_target = rows.iter().any(|labels| labels.target.is_some());
    let forms = [toward_target, any(|article| article.claim.is_some()), any(|article| article.mention.is_some())];
    let mut words = StanceReader::new(stance_map, forms, corpus.numbers);
    let targets = Targets::of(corpus);
    let warnings = column("warnings");
    let target_of = |(row, cell): (usize, &String)| vec![targets.said(row, cell, warnings.map_or("", |cells| &cells[row]))];
    let said = [
        column("predicted_topics").map(|cells| cells.iter().map(|cell| topics_of(cell)).collect::<Vec<_>>()),
        column("predicted_target").map(|cells| cells.iter().enumerate().map(target_of).collect()),
        column("predicted_stance").map(|cells| cells.iter().map(|cell| words.read(cell).into_iter().collect()).collect()),
    ];
    let mut report = Report { schema: 2, rows: corpus.len(), folds: 1, ..Report::default() };
    let mut read: [Option<Task>; 3] = [None, None, None];
    for (slot, (task, said)) in Task::all(corpus).into_iter().zip(said).enumerate() {
        let (Some(mut task), Some(said)) = (task, said) else { continue };
        if let Some(row) = said.iter().position(|labels| task.single && labels.len() > 1) {
            let text = "several topics are said where each row has one; say so with --multi-label";
            return Err(Error::new(ErrorKind::Labels, text).row(corpus.articles[row].row.unwrap_or(0)));
        }
        let mut outcomes = Vec::new();
        for (row, labels) in said.iter().enumerate() {
            let said = labels.iter().map(|label| task.place(label)).collect();
            outcomes.push(Outcome { row, said, probabilities: Vec::new() });
        }
        probabilities(corpus, &task, &column, &mut outcomes)?;
        report.outcomes[slot] = outcomes;
        read[slot] = Some(task);
    }
    if read.iter().all(Option::is_none) {
        let text = "no column of labels said (predicted_topics, predicted_target, predicted_stance) goes with one of labels given; \
                    rename the columns, or add the labels given with --join";
        return Err(Error::new(ErrorKind::Column, text));
    }
    let as_used = as_used(&read, &report.outcomes, &groups, seed);
    for (slot, task) in read.iter().enumerate() {
        let Some(task) = task else { continue };
        // A target that is the one given everywhere was given, not predicted; and a stance toward others was not asked for.
        if as_used.is_some() == (slot == 2) && slot > 0 {
            continue;
        }
        let figures = TaskReport::of(&Cases::of(task, &report.outcomes[slot], Some(&groups)), seed);
        *[&mut report.topics, &mut report.target, &mut report.stance][slot] = Some(figures);
        report.risk_coverage.extend(RiskCoverage::of(task, &report.outcomes[slot]).map(|curve| (TASKS[slot], curve)));
    }
    report.stance_as_used = as_used;
    report.duplicates = Some(Duplicates { groups: duplicates.groups(), rows: duplicates.rows(), naive: Default::default() });
    report.methods = methods::of_predictions(&report);
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// The targets given, by what their names have in common.
struct Targets<'a> {
    corpus: &'a Corpus,
    given: BTreeMap<String, &'a String>,
}

impl<'a> Targets<'a> {
    fn of(corpus: &'a Corpus) -> Self {
        let targets: BTreeSet<&String> = corpus.labels.iter().filter_map(|labels| labels.target.as_ref()?.as_ref()).collect();
        Self { corpus, given: targets.into_iter().map(|target| (corpus.aliases.key_of(target), target)).collect() }
    }

    /// The target of a cell. In other words than the one given it is no other one, nor where the model's name for the one
    /// given was written, which the warnings tell.
    fn said(&self, row: usize, cell: &str, warnings: &str) -> String {
        let (cell, known) = (cell.trim(), |name: &str| self.given.get(&self.corpus.aliases.key_of(name)).copied());
        if cell.is_empty() {
            return "none".to_owned();
        }
        let own = self.corpus.labels[row].target.as_ref().and_then(Option::as_ref);
        let given = name_read_as(warnings, cell).and_then(known).filter(|name| Some(*name) == own);
        given.or_else(|| known(cell)).map_or_else(|| cell.to_owned(), String::clone)
    }
}

/// Reads the probability of every label, where any has a column; it is 0 of one that has none.
fn probabilities<'a>(
    corpus: &Corpus,
    task: &Task,
    column: &dyn Fn(&str) -> Option<&'a [String]>,
    outcomes: &mut [Outcome],
) -> Result<()> {
    let columns: Vec<Option<&[String]>> = task.labels.iter().map(|label| column(&format!("probability_{label}"))).collect();
    if columns.iter().all(Option::is_none) {
        return Ok(());
    }
    for outcome in outcomes {
        let cells: Vec<&str> = columns.iter().map(|cells| cells.map_or("0", |cells| cells[outcome.row].trim())).collect();
        if cells.iter().any(|cell| cell.is_empty()) {
            continue;
        }
        let read = |cell: &&str| cell.parse::<f64>().ok().filter(|p| (0.0..=1.0).contains(p));
        if let Some(bad) = cells.iter().find(|cell| read(cell).is_none()) {
            let text = format!("'{bad}' is no probability; write a number from 0 to 1, or nothing");
            return Err(Error::new(ErrorKind::Input, text).row(corpus.articles[outcome.row].row.unwrap_or(0)));
        }
        outcome.probabilities = cells.iter().filter_map(read).collect();
    }
    Ok(())
}

/// The stance with its target predicted; none where no target differs from the one given.
fn as_used(tasks: &[Option<Task>; 3], outcomes: &[Vec<Outcome>; 3], groups: &[u64], seed: u64) -> Option<TaskReport> {
    let [_, Some(target), Some(stance)] = tasks else { return None };
    let right = |outcome: &Outcome| outcome.said.iter().all(|&label| target.holds(outcome.row, label));
    let coded = |row: usize| target.rows[row].is_some();
    // A row without a target has none that could have been given.
    let names_one = |row: usize| coded(row) && target.labels.get(target.first_of(row)).is_some_and(|label| label != "none");
    if outcomes[1].iter().all(|outcome| !names_one(outcome.row) || right(outcome)) {
        return None;
    }
    let both = outcomes[1].iter().zip(&outcomes[2]).filter(|(target, _)| coded(target.row));
    let cases = both.map(|(target, said)| {
        let truth = stance.rows[said.row].as_ref().map_or(&[][..], |(labels, _)| labels);
        let mut case = Case::new(said.row, truth, &said.said);
        if !right(target) {
            case.hits.clear();
        }
        case
    });
    Some(TaskReport::of(&Cases::new(&stance.labels, cases.collect(), None, Some(groups)), seed))
}

impl Report {
    /// Whether it is of labels said elsewhere.
    pub fn is_of_predictions(&self) -> bool {
        self.split.is_none() && TASKS.iter().all(|task| !self.baselines.contains_key(task)) && !self.methods.is_empty()
    }
}
