//! `compare`: two models on a labelled table, or two configurations on the same splits of it.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args as _, FromArgMatches as _};
use serde::Serialize;
use standpoint::evaluate::{Comparison, Outcome, Procedure, Setting, TASKS};
use standpoint::features::TermReader;
use standpoint::task::{Classifier, Task};
use standpoint::train::Prepared;
use standpoint::{Corpus, Error, ErrorKind, Model, Predictor, model_file};

use super::args::ColumnArgs;
use super::evaluate::args::{FOLDS, ReportFormat, SplitArgs};
use super::evaluate::plain;
use super::output::{progress, tell};
use super::training::{DataArgs, FeatureArgs, LabelArgs, LearnerArgs, RunArgs};

#[derive(clap::Args)]
pub struct CompareArgs {
    /// The first: a model file, or options of train in quotes, such as "-C 3 --ngrams 1-2"; "" is the defaults
    #[arg(allow_hyphen_values = true)]
    pub a: String,
    /// The second, of the same kind
    #[arg(allow_hyphen_values = true)]
    pub b: String,
    /// The labelled CSV; `-` is stdin
    pub data: PathBuf,
    /// Articles that are shown of those on which the two differ
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    pub show: usize,
    /// For people, or for programs
    #[arg(long, value_enum, default_value = "table")]
    pub format: ReportFormat,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub split: SplitArgs,
    #[command(flatten)]
    pub labels: LabelArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// What one side of a comparison learns with.
#[derive(clap::Args)]
struct Configuration {
    #[command(flatten)]
    features: FeatureArgs,
    #[command(flatten)]
    learner: LearnerArgs,
}

/// An article of which the two say different things.
#[derive(Serialize)]
struct Differing<'a> {
    row: Option<u64>,
    id: &'a str,
    title: &'a str,
    truth: Vec<&'a str>,
    a: Vec<&'a str>,
    b: Vec<&'a str>,
}

#[derive(Serialize)]
struct OfTask<'a> {
    task: &'static str,
    #[serde(flatten)]
    comparison: Comparison,
    articles: Vec<Differing<'a>>,
}

/// What each of two said of the rows, for topics, target and stance.
type Said = [[Vec<Outcome>; 3]; 2];

pub fn run(args: &CompareArgs) -> anyhow::Result<ExitCode> {
    let models = [&args.a, &args.b].map(|side| is_model(side));
    let (corpus, said, tasks, groups) = match models {
        [true, true] => models_said(args)?,
        [false, false] => configurations_said(args)?,
        _ => bail!(Error::new(ErrorKind::Parameter, "a model and a configuration cannot be compared; give two of one kind")),
    };
    let mut found = Vec::new();
    for (slot, name) in TASKS.into_iter().enumerate() {
        let Some(task) = &tasks[slot] else { continue };
        let of = [said[0][slot].as_slice(), said[1][slot].as_slice()];
        if of.iter().any(|said| said.is_empty()) {
            continue;
        }
        let comparison = Comparison::of(task, of, Some(&groups), args.run.seed)?;
        let articles = comparison.differing.iter().map(|&row| differing(&corpus, task, of, row)).collect();
        found.push(OfTask { task: name, comparison, articles });
    }
    if found.is_empty() {
        bail!(Error::new(ErrorKind::Labels, "the two have no task in common with the table; give rows with their labels"));
    }
    let mut out = std::io::stdout().lock();
    match args.format {
        ReportFormat::Json => writeln!(out, "{}", serde_json::to_string_pretty(&found)?)?,
        ReportFormat::Table => found.iter().try_for_each(|of| writeln!(out, "{}", text(of, args)))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn is_model(side: &str) -> bool {
    !side.trim_start().starts_with('-') && !side.trim().is_empty()
}

fn differing<'a>(corpus: &'a Corpus, task: &'a Task, [a, b]: [&[Outcome]; 2], row: usize) -> Differing<'a> {
    let names = |labels: &[usize]| labels.iter().map(|&label| task.labels[label].as_str()).collect();
    let of = |said: &[Outcome]| said.iter().find(|said| said.row == row).map(|said| names(&said.said)).unwrap_or_default();
    let article = &corpus.articles[row];
    let truth = task.rows[row].as_ref().map(|(labels, _)| names(labels)).unwrap_or_default();
    Differing { row: article.row, id: &article.id, title: &article.title, truth, a: of(a), b: of(b) }
}

type Compared = (Corpus, Said, [Option<Task>; 3], Vec<u64>);

impl CompareArgs {
    /// The data with one side's options.
    fn data(&self, side: &str) -> anyhow::Result<DataArgs> {
        let command =
            Configuration::augment_args(clap::Command::new("configuration").no_binary_name(true).disable_help_flag(true));
        let wrong = |error: clap::Error| {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Error::new(ErrorKind::Parameter, format!("in '{side}': {first}; write options of train, parted by spaces"))
        };
        let matches = command.try_get_matches_from(side.split_whitespace()).map_err(wrong)?;
        let Configuration { features, learner } = Configuration::from_arg_matches(&matches).map_err(wrong)?;
        let (data, run, labels, columns) = (self.data.clone(), self.run.clone(), self.labels.clone(), self.columns.clone());
        Ok(DataArgs { data, run, labels, features, learner, columns })
    }
}

/// Both configurations on the same splits.
fn configurations_said(args: &CompareArgs) -> anyhow::Result<Compared> {
    let sides = [args.data(&args.a)?, args.data(&args.b)?];
    let options = sides[0].options()?;
    sides[1].options()?;
    let (corpus, taught) = args.split.read(&sides[0], options)?;
    let mut said: Said = Default::default();
    let (mut tasks, mut groups) = ([None, None, None], Vec::new());
    for (side, said) in sides.iter().zip(&mut said) {
        let trainer = side.trainer(&corpus, taught);
        let prepared = side.with_unlabelled(trainer.prepare(&corpus)?, &trainer)?;
        let protocol = args.split.protocol(side, &corpus, taught)?;
        protocol.check(&prepared)?;
        let bar = progress(args.run.quiet, protocol.fits(&trainer, &prepared, &Setting::default()));
        let watch = || bar.inc(1);
        let prepared = Prepared { watch: &watch, ..prepared };
        *said = protocol.run(&Procedure::Fixed(&trainer), &prepared, &Setting::default())?.outcomes;
        bar.finish_and_clear();
        groups = protocol.groups(&prepared);
        tasks = prepared.tasks;
    }
    Ok((corpus, said, tasks, groups))
}

/// Both models on rows that neither was trained on.
fn models_said(args: &CompareArgs) -> anyhow::Result<Compared> {
    let split = &args.split;
    let parts = split.group.is_some() || split.time.is_some() || split.test.is_some() || split.leave_target_out;
    if parts || split.repeats > 1 || split.folds != FOLDS {
        let text = "two models are judged on all rows that neither was trained on, which are not parted; leave out --group, --time, \
                    --leave-target-out, --test, --folds and --repeats";
        bail!(Error::new(ErrorKind::Parameter, text));
    }
    let data = args.data("")?;
    let mut options = data.options()?;
    (options.min_label_rows, options.only_judged) = (0, true);
    let open = |path: &str| model_file::open(Path::new(path)).map(Predictor::new);
    let predictors = [open(&args.a)?, open(&args.b)?];
    for model in predictors.iter().map(Predictor::model) {
        options.aliases.extend(&model.vectorizer.config().aliases);
        options.known_targets.extend(targets_of(model).cloned());
    }
    let corpus = data.read_table(&args.data, &options)?;
    let trained = |row: &usize| {
        let article = &corpus.articles[*row];
        let content = article.content_sha256();
        predictors.iter().any(|predictor| predictor.was_trained_on(article, &content))
    };
    let (seen, rows): (Vec<usize>, Vec<usize>) = (0..corpus.len()).partition(trained);
    if rows.is_empty() {
        bail!(Error::new(ErrorKind::Labels, "one of the models was trained on every row; compare them on other rows"));
    }
    if !seen.is_empty() {
        tell(args.run.quiet, &format!("  {} rows are left out: one of the models was trained on them.", seen.len()));
    }
    let corpus = corpus.of_rows(&rows);
    let mut tasks = Task::all(&corpus);
    let mut said: Said = Default::default();
    for (predictor, said) in predictors.iter().zip(&mut said) {
        let model = predictor.model();
        let mut reader = predictor.reader();
        for (slot, (_, classifier)) in model.classifiers().into_iter().enumerate() {
            if let (Some(task), Some(classifier)) = (&mut tasks[slot], classifier) {
                said[slot] = model_said(&corpus, (slot, task), (predictor, classifier), &mut reader);
            }
        }
    }
    let groups = standpoint::split::NearDuplicates::find(&corpus.articles).numbers();
    Ok((corpus, said, tasks, groups))
}

/// The names that a model has for targets.
fn targets_of(model: &Model) -> impl Iterator<Item = &String> {
    let told = model.target.iter().flat_map(|target| &target.labels).filter(|name| *name != "none");
    told.chain(model.stance.iter().flat_map(|stance| &stance.groups))
}

/// What a model says of the rows coded for a task, the stance toward the row's own target.
fn model_said(
    corpus: &Corpus,
    (slot, task): (usize, &mut Task),
    (predictor, classifier): (&Predictor, &Classifier),
    reader: &mut TermReader,
) -> Vec<Outcome> {
    let key_of = |name: &str| corpus.aliases.key_of(name);
    let same = |one: &String, other: &String| one == other || slot == 1 && key_of(one) == key_of(other);
    let places: Vec<usize> = classifier
        .labels
        .iter()
        .map(|label| {
            let known = task.labels.iter().position(|known| same(known, label));
            known.unwrap_or_else(|| task.place(label))
        })
        .collect();
    // The model may have another name for a target than the other one.
    let own: HashMap<String, &String> = targets_of(predictor.model()).map(|name| (key_of(name), name)).collect();
    let mut out = Vec::new();
    for (row, article) in corpus.articles.iter().enumerate().filter(|(row, _)| task.rows[*row].is_some()) {
        let mut article = article.clone();
        article.target = article.target.filter(|_| slot == 2);
        if let Some(name) = &mut article.target
            && let Some(own) = own.get(&key_of(name))
        {
            name.clone_from(own);
        }
        let said = predictor.predict(&article, reader);
        let decided = said.decided()[slot];
        let said = decided.map(|decided| decided.holding.iter().map(|&label| places[label]).collect()).unwrap_or_default();
        out.push(Outcome { row, said, probabilities: Vec::new() });
    }
    out
}

fn text(of: &OfTask<'_>, args: &CompareArgs) -> String {
    let found = &of.comparison;
    let mut table = plain();
    table.set_header(["", "A", "B", "B - A", "95 % interval", "p (bootstrap)"]);
    let [a, b] = found.figures.map(|figures| figures.named());
    let gaps = found.difference.named().into_iter().zip(found.intervals.named()).zip(found.bootstrap_p.named());
    for (((name, a), (_, b)), (((_, gap), (_, interval)), (_, p))) in a.into_iter().zip(b).zip(gaps) {
        let (a, b, gap, interval, p) =
            (format!("{a:.3}"), format!("{b:.3}"), format!("{gap:+.3}"), format!("{interval:+}"), format!("{p:.3}"));
        table.add_row([name.to_owned(), a, b, gap, interval, p]);
    }
    let test = &found.mcnemar;
    let mut out = vec![
        format!("{}: {} rows; A is {}, B is {}", of.task, found.rows, named(&args.a), named(&args.b)),
        table.trim_fmt(),
        format!("  McNemar's exact test: A alone right {}, B alone right {}, p {:.4}", test.only_first, test.only_second, test.p),
        format!("  they differ on {} articles", of.articles.len()),
    ];
    for d in of.articles.iter().take(args.show) {
        let list = |labels: &[&str]| if labels.is_empty() { "-".to_owned() } else { labels.join(", ") };
        let row = d.row.map_or(String::new(), |row| format!("row {row} "));
        let title: String = d.title.chars().take(60).collect();
        out.push(format!("    {row}truth {}; A {}; B {}  {title}", list(&d.truth), list(&d.a), list(&d.b)));
    }
    out.join("\n")
}

fn named(side: &str) -> String {
    if side.trim().is_empty() { "the defaults".to_owned() } else { format!("'{}'", side.trim()) }
}
