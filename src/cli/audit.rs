//! `audit`: what is probably wrong with labelled rows, the surest first, for people, as CSV or as JSON.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;

use clap::ValueEnum;
use serde::Serialize;
use standpoint::audit::{Finding, audit};
use standpoint::train::Prepared;
use standpoint::{Error, ErrorKind};

use super::csv_line::CsvLine;
use super::output::{progress, tell};
use super::training::DataArgs;

#[derive(clap::Args)]
pub struct AuditArgs {
    /// A list for people, csv or json for programs
    #[arg(long, value_enum, default_value = "table")]
    pub format: AuditFormat,
    /// Findings that the list for people shows
    #[arg(long, value_name = "COUNT", default_value_t = 20)]
    pub limit: usize,
    /// Folds of the fits that judge the rows they did not see
    #[arg(long, value_name = "K", default_value_t = 5)]
    pub folds: usize,
    /// A column whose cells may give labels away, such as desk or section; may be repeated. Outlet, writers and date are
    /// looked at where they are found
    #[arg(long, value_name = "COLUMN")]
    pub leak_column: Vec<String>,
    #[command(flatten)]
    pub data: DataArgs,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum AuditFormat {
    Table,
    Csv,
    Json,
}

/// The findings as scripts rely on them: names are added, never changed.
#[derive(Serialize)]
struct Audit<'a> {
    schema: u32,
    rows: usize,
    counts: BTreeMap<&'static str, usize>,
    findings: &'a [Finding],
}

pub fn run(args: &AuditArgs) -> anyhow::Result<ExitCode> {
    let mut options = args.data.options()?;
    options.keep = args.leak_column.clone();
    // Rows without a text are a finding.
    options.names.text_is_optional = true;
    let corpus = args.data.read_table(&args.data.data, &options)?;
    if corpus.articles.iter().all(|article| article.body.trim().is_empty()) {
        let text = "no row has a text; name the column that holds it with --text-column NAME";
        return Err(Error::new(ErrorKind::Column, text).file(&args.data.data).into());
    }
    let trainer = args.data.trainer(&corpus, corpus.len());
    let bar = progress(args.data.run.quiet, 1 + args.folds);
    let watch = || bar.inc(1);
    let prepared = args.data.with_unlabelled(trainer.prepare(&corpus)?, &trainer)?;
    let prepared = Prepared { watch: &watch, ..prepared };
    let found = audit(&trainer, &prepared, args.folds)?;
    bar.finish_and_clear();
    let mut counts = BTreeMap::new();
    found.iter().for_each(|finding| *counts.entry(finding.kind.name()).or_insert(0) += 1);
    let kinds: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let kinds = if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(", ") };
    tell(args.data.run.quiet, &format!("found in {} rows: {kinds}", corpus.len()));
    let mut out = std::io::stdout().lock();
    match args.format {
        AuditFormat::Table => list(&mut out, &found, args.limit)?,
        AuditFormat::Csv => csv(&mut out, &found)?,
        AuditFormat::Json => {
            let audit = Audit { schema: 1, rows: corpus.len(), counts, findings: &found };
            writeln!(out, "{}", serde_json::to_string_pretty(&audit)?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Other rows of a finding that are shown to people.
const ROWS: usize = 5;

fn list(out: &mut impl Write, found: &[Finding], limit: usize) -> std::io::Result<()> {
    for finding in found.iter().take(limit) {
        let what = match (finding.task, &*finding.suggested) {
            (None, _) => finding.label.clone(),
            (Some(task), "") => format!("{task} {}", finding.label),
            (Some(task), suggested) => format!("{task} {} -> {suggested}", finding.label),
        };
        let what = format!("{:.3}  row {}  {}  {what}", finding.score, finding.row, finding.kind.name());
        writeln!(out, "{}", what.trim_end())?;
        writeln!(out, "       {}", finding.reason)?;
        if !finding.evidence.is_empty() {
            writeln!(out, "       \u{201c}{}\u{201d}", finding.evidence)?;
        }
        if !finding.rows.is_empty() {
            let shown: Vec<String> = finding.rows.iter().take(ROWS).map(u64::to_string).collect();
            let more = if finding.rows.len() > ROWS { format!(" and {} more", finding.rows.len() - ROWS) } else { String::new() };
            writeln!(out, "       also rows {}{more}", shown.join(", "))?;
        }
    }
    if found.len() > limit {
        writeln!(out, "and {} more (--limit shows more, --format csv all)", found.len() - limit)?;
    }
    Ok(())
}

fn csv(out: &mut impl Write, found: &[Finding]) -> std::io::Result<()> {
    let header = ["row", "id", "kind", "task", "label", "suggested", "score", "reason", "evidence", "rows"];
    out.write_all(&CsvLine::of(header).end())?;
    for finding in found {
        let (row, rows) = (finding.row.to_string(), finding.rows.iter().map(u64::to_string).collect::<Vec<_>>().join(";"));
        let mut line = CsvLine::of([&*row, &finding.id, finding.kind.name(), finding.task.unwrap_or_default()]);
        line.cell(&finding.label);
        line.cell(&finding.suggested);
        line.probability(finding.score);
        [&finding.reason, &finding.evidence, &rows].into_iter().for_each(|cell| line.cell(cell));
        out.write_all(&line.end())?;
    }
    Ok(())
}
