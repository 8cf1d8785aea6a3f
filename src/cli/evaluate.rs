//! `evaluate`: cross-validated figures of a labelled table, as a table or as JSON.

use std::io::Write;
use std::process::ExitCode;

use comfy_table::{Table, presets::NOTHING};
use standpoint::evaluate::{Report, TaskReport, cross_validate};

use standpoint::train::Prepared;

use super::args::{EvaluateArgs, ReportFormat};
use super::output::progress;

pub fn run(args: &EvaluateArgs) -> anyhow::Result<ExitCode> {
    let corpus = args.data.corpus()?;
    let trainer = args.data.trainer(&corpus);
    let bar = progress(args.data.quiet, trainer.fits(args.folds));
    let watch = || bar.inc(1);
    let prepared = Prepared { watch: &watch, ..trainer.prepare(&corpus)? };
    let report = cross_validate(&trainer, &prepared, args.folds, args.data.seed)?;
    bar.finish_and_clear();
    let mut out = std::io::stdout().lock();
    match args.format {
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?,
        ReportFormat::Table => writeln!(out, "{}", text(&report))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The report for people.
pub fn text(report: &Report) -> String {
    let mut out = Vec::new();
    let stance = if report.target.is_some() { "stance (target given)" } else { "stance" };
    for (name, task) in [("topics", &report.topics), ("target", &report.target), (stance, &report.stance)] {
        if let Some(task) = task {
            out.push(format!("{name}: {} rows in {} folds, accuracy {:.3}", task.rows, report.folds, task.accuracy));
            out.push(table(task));
        }
    }
    out.join("\n")
}

fn table(task: &TaskReport) -> String {
    let mut table = plain();
    table.set_header(["", "precision", "recall", "F1", "95 % interval", "support", "calibration error"]);
    let (averages, intervals) = (&task.averages, &task.intervals.averages);
    let averages = [
        ("micro", averages.micro, intervals.micro),
        ("macro", averages.r#macro, intervals.r#macro),
        ("weighted", averages.weighted, intervals.weighted),
    ];
    let labels = task.labels.iter().map(|(name, scores)| (name.as_str(), *scores, task.intervals.labels[name]));
    for (name, s, interval) in labels.chain(averages) {
        table.add_row([
            name.to_owned(),
            format!("{:.3}", s.precision),
            format!("{:.3}", s.recall),
            format!("{:.3}", s.f1),
            format!("{:.3}-{:.3}", interval.f1.0, interval.f1.1),
            s.support.to_string(),
            task.calibration_error.get(name).map_or(String::new(), |error| format!("{error:.3}")),
        ]);
    }
    let mut out = table.trim_fmt();
    if let Some(confusion) = &task.confusion {
        let mut table = plain();
        let labels: Vec<&String> = task.labels.keys().collect();
        table.set_header(std::iter::once("truth \\ predicted").chain(labels.iter().map(|l| l.as_str())));
        for (truth, row) in confusion {
            let counts = labels.iter().map(|l| row.get(*l).copied().unwrap_or(0).to_string());
            table.add_row(std::iter::once(truth.clone()).chain(counts));
        }
        out = format!("{out}\n{}", table.trim_fmt());
    }
    out
}

pub fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table
}
