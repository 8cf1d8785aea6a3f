//! What the command line says; of the commands that train, `training` tells the rest.

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

use super::audit::AuditArgs;
use super::compare::CompareArgs;
use super::evaluate::args::EvaluateArgs;
use super::output::is_stdout;
use super::stream::StreamArgs;
use super::training::TrainArgs;

/// Labels news articles by topic and by stance toward a target, with the evidence.
#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Examples:\n  standpoint classify page.txt\n  standpoint train labelled.csv --out my.standpoint\n  standpoint evaluate labelled.csv --folds 10\n  standpoint classify --model my.standpoint articles.csv --format jsonl"
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Train a model on a labelled CSV
    #[command(
        after_help = "Examples:\n  standpoint train labelled.csv --out my.standpoint\n  standpoint train tweets.tsv --text-column Tweet --out tweets.standpoint\n  standpoint train coded.csv --target \"carbon tax\" --out carbon.standpoint\n  standpoint train coded.csv --aliases aliases.csv --out mine.standpoint\n  standpoint train labelled.csv --precision 0.9 --out strict.standpoint\n  standpoint train labelled.csv --search --budget 10m --out best.standpoint\n  zcat large.csv.gz | standpoint train - --hashing --out large.standpoint"
    )]
    Train(TrainArgs),
    /// Label pages, tables, folders or stdin (`-`)
    #[command(
        after_help = "Examples:\n  standpoint classify page.txt --evidence\n  standpoint classify page.txt --voices\n  standpoint classify pages/ --format csv --out labels.csv\n  standpoint classify stream.jsonl --prevalence trade=.03,security=.01\n  standpoint classify articles.csv --precision 0.95\n  standpoint classify --model my.standpoint articles.csv --format jsonl\n  standpoint classify articles.csv --only 17 --robust --train-data labelled.csv --model my.standpoint\n  standpoint classify pages/ --unsure-error 0.1 --format csv --out labels.csv\n  curl -s ADDRESS | standpoint classify -"
    )]
    Classify(ClassifyArgs),
    /// Tell how well a training does on rows that it did not see
    #[command(
        after_help = "Examples:\n  standpoint evaluate labelled.csv --folds 10\n  standpoint evaluate labelled.csv --group outlet --repeats 5\n  standpoint evaluate labelled.csv --time date --folds 4\n  standpoint evaluate labelled.csv --test kept-back.csv\n  standpoint evaluate labelled.csv --unsure-error 0.1\n  standpoint evaluate labelled.csv --learning-curve --report report.html\n  standpoint evaluate labelled.csv --as best.standpoint\n  standpoint evaluate labelled.csv --precision 0.9\n  standpoint evaluate labelled.csv --prevalence trade=.03\n  standpoint evaluate --predictions labels.csv --join gold.csv\n  standpoint evaluate labelled.csv --format json > figures.json"
    )]
    Evaluate(EvaluateArgs),
    /// Tell whether two models, or two configurations, differ by more than chance
    #[command(
        after_help = "Examples:\n  standpoint compare \"\" \"-C 10\" labelled.csv\n  standpoint compare \"--ngrams 1\" \"--ngrams 1-2 --learner logistic-regression\" labelled.csv --folds 10\n  standpoint compare old.standpoint new.standpoint kept-back.csv"
    )]
    Compare(CompareArgs),
    /// Find what is probably wrong with labelled rows: labels, copies, leaks, empty texts, languages
    #[command(
        after_help = "Examples:\n  standpoint audit labelled.csv\n  standpoint audit labelled.csv --leak-column desk --leak-column section\n  standpoint audit labelled.csv --format csv > to-check.csv\n\nNothing is changed. A label is doubted where fits that did not see its row say another one (confident learning): look at\nthe first findings, mend what is wrong, and audit again."
    )]
    Audit(AuditArgs),
    /// Show title, date and body of pages as the classifier sees them
    #[command(
        after_help = "Examples:\n  standpoint clean page.html\n  standpoint clean pages/ --format jsonl --out articles.jsonl\n  standpoint clean page.html --explain"
    )]
    Clean(CleanArgs),
    /// Show what a model file is
    #[command(after_help = "Examples:\n  standpoint inspect my.standpoint --terms 20")]
    Inspect(InspectArgs),
}

/// Which columns hold what; found by their usual names where not given.
#[derive(clap::Args, Clone, Default)]
#[command(next_help_heading = "Columns, found by their usual names where not given")]
pub struct ColumnArgs {
    /// The text of the article [usual: text, body, content, article, tweet, sentence]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// The headline [usual: title, headline]; else what the text begins with in capitals or as a
    /// line by itself
    #[arg(long, value_name = "NAME")]
    pub title_column: Option<String>,
    /// The topics, parted by ; or | [usual: topics, topic, labels, label, category]
    #[arg(long, value_name = "NAME")]
    pub topic_column: Option<String>,
    /// The stance [usual: stance, polarity]
    #[arg(long, value_name = "NAME")]
    pub stance_column: Option<String>,
    /// What the stance is toward [usual: target]
    #[arg(long, value_name = "NAME")]
    pub target_column: Option<String>,
    /// What results are called by [usual: id]
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// The date [usual: date]
    #[arg(long, value_name = "NAME")]
    pub date_column: Option<String>,
    /// Who published it [usual: outlet, source, publisher]
    #[arg(long, value_name = "NAME")]
    pub outlet_column: Option<String>,
    /// The claim that the text agrees with or not [usual: claim]
    #[arg(long, value_name = "NAME")]
    pub claim_column: Option<String>,
    /// The person or organisation in the text that the stance is toward [usual: mention]
    #[arg(long, value_name = "NAME")]
    pub mention_column: Option<String>,
    /// Columns of 0 and 1, one a topic
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub topic_columns: Vec<String>,
    /// A second table, whose columns are added to the rows with the same key
    #[arg(long, value_name = "FILE", help_heading = "A second table")]
    pub join: Option<PathBuf>,
    /// The key's column in the first table and in the second [default: the one name in common, or id]
    #[arg(long, value_name = "NAME=NAME", requires = "join", help_heading = "A second table")]
    pub join_on: Option<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Format {
    Table,
    Csv,
    Jsonl,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum InputKind {
    Page,
    Csv,
    Jsonl,
}

/// What is read, for classify and clean.
#[derive(clap::Args, Clone)]
pub struct SourceArgs {
    /// Pages, tables, JSON lines; folders, hidden files left out; `-` is stdin
    #[arg(required = true)]
    pub inputs: Vec<PathBuf>,
    /// What stdin, or a file whose name does not tell, is
    #[arg(long, value_enum)]
    pub input: Option<InputKind>,
    /// Leave nothing out of pages: every line of a text, all that a web page shows. Rows of tables and JSON lines are
    /// never cut. Where a model was trained on rows made so (by clean --keep-all), classify with it too
    #[arg(long)]
    pub keep_all: bool,
    /// Only the article of this id, path, or row as PATH#ROW; may be repeated
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
    /// A table for people, csv or jsonl for programs
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Write here instead of stdout, which is `-`
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Say nothing on stderr
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub columns: ColumnArgs,
}

impl SourceArgs {
    /// The file that results go to; none where that is stdout.
    pub fn out(&self) -> Option<&Path> {
        self.out.as_deref().filter(|out| !is_stdout(out))
    }
}

#[derive(clap::Args)]
pub struct ClassifyArgs {
    /// A model file; the shipped model where not given
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// The target, instead of predicting it
    #[arg(long, value_name = "NAME", value_parser = target)]
    pub target: Option<String>,
    /// Choose the threshold of each topic anew for this precision on the rows that training held out, such as 0.9
    #[arg(long, value_name = "P", allow_negative_numbers = true)]
    pub precision: Option<f64>,
    #[command(flatten)]
    pub stream: StreamArgs,
    /// Show the terms and sentences behind each label
    #[arg(long)]
    pub evidence: bool,
    /// Show who says what: speaker, words, and the side they take toward the target (table and jsonl; English)
    #[arg(long)]
    pub voices: bool,
    /// Mark, and never drop, the labels that are likelier wrong than this, by rows that the training held out; why is said
    /// too: near-threshold, unknown-words or another-language
    #[arg(long, value_name = "ERROR", conflicts_with = "prevalence", allow_negative_numbers = true)]
    pub unsure_error: Option<f64>,
    /// Threads; all cores where not given
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
    #[command(flatten)]
    pub robust: RobustArgs,
    #[command(flatten)]
    pub source: SourceArgs,
}

/// How far a label hangs on which articles were labelled.
#[derive(clap::Args)]
#[command(next_help_heading = "Robustness of one label (table and jsonl)")]
pub struct RobustArgs {
    /// Make the model anew on resamples of its table, and tell how many of these agree with each label; and what the label
    /// is with quotations masked
    #[arg(long, requires_all = ["only", "train_data"], conflicts_with_all = ["prevalence", "precision"])]
    pub robust: bool,
    /// The table that the model was trained on, with the same names of columns
    #[arg(long, value_name = "FILE", requires = "robust")]
    pub train_data: Option<PathBuf>,
    /// Resamples
    #[arg(long, value_name = "N", requires = "robust", default_value_t = 50)]
    pub refits: usize,
}

#[derive(clap::Args)]
pub struct CleanArgs {
    /// Show every line of the page with what it was taken for (title, byline, date, tags, body, heading, before, caption,
    /// noise, repeat, after, no-story) and its score; above 0 speaks for the story. csv and jsonl: path, line, verdict,
    /// score, text
    #[arg(long, conflicts_with = "keep_all")]
    pub explain: bool,
    #[command(flatten)]
    pub source: SourceArgs,
}

#[derive(clap::Args)]
pub struct InspectArgs {
    /// A model file; the shipped model where not given
    pub model: Option<PathBuf>,
    /// Strongest terms of each label
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    pub terms: usize,
}

/// The name of a target.
pub fn target(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() || name.eq_ignore_ascii_case("none") {
        return Err("that is no target: give a name, or leave it out".into());
    }
    Ok(name.to_owned())
}

pub fn threads(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "give 1 or more, or leave it out".into())
}

/// Starts as many threads; as many as there are cores where it is not said.
pub fn start_threads(threads: Option<usize>) {
    if let Some(threads) = threads {
        // Fails only where the pool was started before, and then there is one.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
}

impl SourceArgs {
    /// All that is read.
    pub fn read(&self) -> Vec<PathBuf> {
        self.inputs.iter().chain(&self.columns.join).cloned().collect()
    }
}
