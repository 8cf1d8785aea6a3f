//! `evaluate`: figures of a labelled table by rows that were not learned from, as a table or as JSON.

pub mod args;
mod text;

pub use text::{plain, text};

use std::collections::HashMap;
use std::io::Write;
use std::process::ExitCode;

use standpoint::evaluate::{Procedure, Protocol, Scheme, Setting};
use standpoint::input::read_dates;
use standpoint::train::Prepared;
use standpoint::{Corpus, Result};

use super::output::{progress, tell};
use args::{EvaluateArgs, ReportFormat};

pub fn run(args: &EvaluateArgs) -> anyhow::Result<ExitCode> {
    let (corpus, taught) = corpus(args)?;
    let trainer = args.data.trainer(&corpus, taught);
    let prepared = trainer.prepare(&corpus)?;
    let protocol = protocol(args, &corpus, taught)?;
    let test = args.split.test.as_ref().map(|path| path.display().to_string());
    let setting = Setting { naive: args.split.naive_split, test, ..Setting::default() };
    let bar = progress(args.data.quiet, protocol.fits(&trainer, &prepared, &setting));
    let watch = || bar.inc(1);
    let prepared = Prepared { watch: &watch, ..prepared };
    let report = protocol.run(&Procedure::Fixed(&trainer), &prepared, &setting)?;
    bar.finish_and_clear();
    let mut out = std::io::stdout().lock();
    match args.format {
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?,
        ReportFormat::Table => writeln!(out, "{}", text(&report))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The rows of the table, and how many of them teach: those of a test file follow them.
fn corpus(args: &EvaluateArgs) -> Result<(Corpus, usize)> {
    let mut options = args.data.options()?;
    options.keep = args.split.group.iter().chain(&args.split.time).cloned().collect();
    let corpus = args.data.read_table(&args.data.data, &options)?;
    let taught = corpus.len();
    let Some(path) = &args.split.test else { return Ok((corpus, taught)) };
    options.multi_label = Some(!corpus.single_topic);
    (options.min_label_rows, options.only_judged) = (0, true);
    let test = args.data.read_table(path, &options)?;
    Ok((corpus.chain(test), taught))
}

fn protocol(args: &EvaluateArgs, corpus: &Corpus, taught: usize) -> Result<Protocol> {
    let split = &args.split;
    let cells = |column: &String| corpus.cells.get(column).map_or(&[][..], Vec::as_slice);
    let scheme = if split.leave_target_out {
        Scheme::LeaveTargetOut
    } else if split.test.is_some() {
        Scheme::Holdout { train: taught }
    } else if let Some(column) = &split.time {
        let dates: Vec<&str> = cells(column).iter().map(String::as_str).collect();
        let rows: Vec<u64> = corpus.articles.iter().map(|article| article.row.unwrap_or(0)).collect();
        let times = read_dates(&dates, &rows, split.date_format.as_deref())
            .map_err(|error| error.file(&args.data.data).column(column.clone()))?;
        Scheme::Forward { tests: split.folds, times }
    } else {
        Scheme::KFold { folds: split.folds, repeats: split.repeats }
    };
    let groups = split.group.as_ref().map(|column| (column.clone(), numbers(cells(column), args.data.quiet, column)));
    Ok(Protocol { scheme, seed: args.data.seed, groups })
}

/// A number for each distinct cell; an empty cell is a group of its own.
fn numbers(cells: &[String], quiet: bool, column: &str) -> Vec<u64> {
    let empty = cells.iter().filter(|cell| cell.trim().is_empty()).count();
    if empty > 0 {
        tell(quiet, &format!("  {empty} rows have nothing in '{column}': each is a group of its own."));
    }
    let mut known: HashMap<&str, u64> = HashMap::new();
    let mut next = 0;
    let mut number = |cell| {
        next += 1;
        if cell == "" { next } else { *known.entry(cell).or_insert(next) }
    };
    cells.iter().map(|cell| number(cell.trim())).collect()
}
