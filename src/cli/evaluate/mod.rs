//! `evaluate`: figures of a labelled table by rows that were not learned from, as a table or as JSON.

pub mod args;
mod text;

pub use text::{plain, text};

use std::collections::HashMap;
use std::io::Write;
use std::process::ExitCode;

use standpoint::abstention::check_error;
use standpoint::evaluate::{Explained, Procedure, Protocol, Report, Scheme, Setting, html_page, score_predictions};
use standpoint::input::{CorpusOptions, read_dates};
use standpoint::search::Search;
use standpoint::task::Task;
use standpoint::train::Prepared;
use standpoint::{Article, Corpus, Error, ErrorKind, Labels, Model, Result, Trainer, model_file};

use super::output::{progress, spare, tell};
use super::training::DataArgs;
use args::{EvaluateArgs, ReportFormat, SplitArgs};

pub fn run(args: &EvaluateArgs) -> anyhow::Result<ExitCode> {
    let mut read = args.data.read();
    read.extend(args.split.test.iter().chain(&args.as_model).cloned());
    if let Some(path) = &args.report {
        spare(path, &read)?;
    }
    let report = if args.predictions { of_predictions(args)? } else { of_training(args)? };
    let mut out = std::io::stdout().lock();
    match args.format {
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?,
        ReportFormat::Table => writeln!(out, "{}", text(&report))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Figures of labels that the table holds.
fn of_predictions(args: &EvaluateArgs) -> Result<Report> {
    let mut options = args.data.options()?;
    (options.keep_predictions, options.only_judged, options.min_label_rows) = (true, true, 0);
    options.names.text_is_optional = true;
    let corpus = args.data.read_table(&args.data.data, &options)?;
    let report = score_predictions(&corpus, &options.stance_map, args.data.run.seed)?;
    page(args, &report, &Task::all(&corpus), &Explained::default())?;
    Ok(report)
}

/// Figures of a training, by rows that it did not see.
fn of_training(args: &EvaluateArgs) -> Result<Report> {
    let stream = args.stream.stream()?;
    let made = args.as_model.as_deref().map(model_file::open).transpose()?;
    let (corpus, taught) = corpus(args, made.as_ref())?;
    let trainer = match &made {
        Some(model) => Trainer::of_model(model).map_err(|error| match &args.as_model {
            Some(path) => error.file(path),
            None => error,
        })?,
        None => args.data.trainer(&corpus, taught),
    };
    let prepared = args.data.with_unlabelled(trainer.prepare(&corpus)?, &trainer)?;
    // Wrong options are told before all the fits.
    match prepared.tasks[0].as_ref().filter(|topics| !topics.single) {
        Some(topics) => drop(stream.of(&topics.labels)?),
        None if stream.0.is_empty() => {}
        None => {
            let text =
                "--prevalence is of topics that may be several a row, and here are none; leave it out, or give --multi-label";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
    }
    args.unsure_error.map_or(Ok(()), check_error)?;
    let protocol = args.split.protocol(&args.data, &corpus, taught)?;
    protocol.check(&prepared)?;
    let test = args.split.test.as_ref().map(|path| path.display().to_string());
    let made = made.filter(|model| !model.provenance.trials.is_empty());
    let searched = args.search || made.is_some();
    if made.as_ref().is_some_and(|model| model.provenance.notes.iter().any(|note| note.contains("cut short"))) {
        tell(args.data.run.quiet, "  the search that made the model was cut short (--budget); here it is carried out whole.");
    }
    let procedure = searched.then(|| {
        "Features, loss and cost were chosen by successive halving over a fixed plan of configurations, each scored by cross-validation."
            .to_owned()
    });
    let setting = Setting { naive: args.naive_split, unsure_error: args.unsure_error, test, procedure, stream };
    let fits = match searched {
        true => protocol.counts(&prepared).0 * (Search::trials(&trainer) + 1 + trainer.calibration_folds),
        false => protocol.fits(&trainer, &prepared, &setting),
    };
    let curve = if args.learning_curve { protocol.curve_fits(&trainer, &prepared) } else { 0 };
    let bar = progress(args.data.run.quiet, fits + curve);
    let watch = || bar.inc(1);
    let prepared = Prepared { watch: &watch, ..prepared };
    // Features are those of the number of rows that a split learns from, where no option and no model says otherwise.
    let choose = |corpus: &Corpus| {
        let base = match &made {
            Some(model) => Search::base_of(model)?,
            None => args.data.trainer(corpus, corpus.len()),
        };
        Ok(Search::default().run(corpus, &base, &|_| bar.inc(1))?.trainer)
    };
    let procedure = if searched { Procedure::Chosen(&choose) } else { Procedure::Fixed(&trainer) };
    let mut report = protocol.run(&procedure, &prepared, &setting)?;
    if args.learning_curve {
        protocol.learning_curve(&trainer, &prepared, &mut report)?;
    }
    bar.finish_and_clear();
    if args.report.is_some() {
        let explained = if searched { Explained::default() } else { protocol.explain(&trainer, &prepared, &report)? };
        page(args, &report, &prepared.tasks, &explained)?;
    }
    Ok(report)
}

/// Writes the HTML page, where it is asked for.
fn page(args: &EvaluateArgs, report: &Report, tasks: &[Option<Task>; 3], explained: &Explained) -> Result<()> {
    let Some(path) = &args.report else { return Ok(()) };
    let title = args.data.data.file_name().map_or_else(|| "labelled articles".into(), |name| name.to_string_lossy());
    std::fs::write(path, html_page(report, tasks, explained, &title)).map_err(|error| Error::io("write", path, error))?;
    tell(args.data.run.quiet, &format!("wrote {}", path.display()));
    Ok(())
}

/// The rows of the table, with the aliases that a model knows, and how many of them teach.
fn corpus(args: &EvaluateArgs, made: Option<&Model>) -> Result<(Corpus, usize)> {
    let mut options = args.data.options()?;
    if let Some(model) = made {
        options.aliases = model.vectorizer.config().aliases.clone();
    }
    args.split.read(&args.data, options)
}

/// Whether some row has topics, a target that is one, a stance.
fn holds(corpus: &Corpus) -> [bool; 3] {
    let any = |has: fn(&Labels) -> bool| corpus.labels.iter().any(has);
    [
        any(|labels| labels.topics.is_some()),
        any(|labels| matches!(labels.target, Some(Some(_)))),
        any(|labels| labels.stance.is_some()),
    ]
}

/// Takes the labels of tasks, and the claims and mentions, from a test that its training has none of; which tasks they are.
fn leave_out_unlearned(test: &mut Corpus, training: &Corpus) -> Vec<&'static str> {
    if !training.articles.iter().any(Article::is_toward) {
        test.articles.iter_mut().for_each(Article::forget_toward);
    }
    let (has, taught) = (holds(test), holds(training));
    let absent: [bool; 3] = std::array::from_fn(|task| has[task] && !taught[task]);
    for labels in &mut test.labels {
        labels.topics.take_if(|_| absent[0]);
        labels.target.take_if(|_| absent[1]);
        labels.stance.take_if(|_| absent[2]);
    }
    ["topics", "target", "stance"].into_iter().zip(absent).filter(|(_, absent)| *absent).map(|(task, _)| task).collect()
}

impl SplitArgs {
    /// The rows of the table, and how many of them teach: those of a test file follow them, read as the others were.
    pub fn read(&self, data: &DataArgs, mut options: CorpusOptions) -> Result<(Corpus, usize)> {
        options.keep = self.group.iter().chain(&self.time).cloned().collect();
        let corpus = self.dated(data.read_table(&data.data, &options)?, data.run.quiet);
        let taught = corpus.len();
        let Some(path) = &self.test else { return Ok((corpus, taught)) };
        (options.multi_label, options.numbers) = (Some(!corpus.single_topic), Some(corpus.numbers));
        (options.min_label_rows, options.only_judged) = (0, true);
        options.known_targets = corpus.labels.iter().filter_map(|labels| labels.target.clone().flatten()).collect();
        options.known_targets.sort();
        options.known_targets.dedup();
        let mut test = data.read_table(path, &options)?;
        let absent = leave_out_unlearned(&mut test, &corpus);
        if !absent.is_empty() {
            let text = format!("  {} of {} are not judged: {} has none.", absent.join(", "), path.display(), data.data.display());
            tell(data.run.quiet, &text);
        }
        if !holds(&test).contains(&true) {
            let text = format!("it has labels of no task that {} has; give tables of the same tasks", data.data.display());
            return Err(Error::new(ErrorKind::Labels, text).file(path));
        }
        Ok((corpus.chain(test), taught))
    }

    /// The corpus without the rows that have no date, where dates part it.
    fn dated(&self, corpus: Corpus, quiet: bool) -> Corpus {
        let Some(cells) = self.time.as_ref().and_then(|column| corpus.cells.get(column)) else { return corpus };
        let rows: Vec<usize> = (0..corpus.len()).filter(|&row| !cells[row].trim().is_empty()).collect();
        // Where none has one, the column is not that of the dates, which is told where they are read.
        if rows.is_empty() || rows.len() == corpus.len() {
            return corpus;
        }
        tell(quiet, &format!("  {} rows without a date are left out.", corpus.len() - rows.len()));
        corpus.of_rows(&rows)
    }

    /// How the rows of a corpus are parted, whose first `taught` teach where there is a test file.
    pub fn protocol(&self, data: &DataArgs, corpus: &Corpus, taught: usize) -> Result<Protocol> {
        let cells = |column: &String| corpus.cells.get(column).map_or(&[][..], Vec::as_slice);
        let scheme = if self.leave_target_out {
            Scheme::LeaveTargetOut
        } else if self.test.is_some() {
            Scheme::Holdout { train: taught }
        } else if let Some(column) = &self.time {
            let dates: Vec<&str> = cells(column).iter().map(String::as_str).collect();
            let rows: Vec<u64> = corpus.articles.iter().map(|article| article.row.unwrap_or(0)).collect();
            let times = read_dates(&dates, &rows, self.date_format.as_deref())
                .map_err(|error| error.file(&data.data).column(column.clone()))?;
            Scheme::Forward { tests: self.folds, times }
        } else {
            Scheme::KFold { folds: self.folds, repeats: self.repeats }
        };
        let groups = self.group.as_ref().map(|column| (column.clone(), numbers(cells(column), data.run.quiet, column)));
        Ok(Protocol { scheme, seed: data.run.seed, groups })
    }
}

/// A number for each distinct cell; an empty cell is a group of its own.
fn numbers(cells: &[String], quiet: bool, column: &str) -> Vec<u64> {
    let empty = cells.iter().filter(|cell| cell.trim().is_empty()).count();
    if empty > 0 {
        tell(quiet, &format!("  {empty} rows have nothing in '{column}': each is a group of its own."));
    }
    let mut known: HashMap<&str, u64> = HashMap::new();
    let mut out = Vec::with_capacity(cells.len());
    for (cell, next) in cells.iter().map(|cell| cell.trim()).zip(0..) {
        out.push(if cell.is_empty() { next } else { *known.entry(cell).or_insert(next) });
    }
    out
}
