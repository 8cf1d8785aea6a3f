//! What the command line says.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

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
    Train(TrainArgs),
    /// Label pages, tables, folders or stdin (`-`)
    Classify(ClassifyArgs),
    /// Cross-validate on a labelled CSV
    Evaluate(EvaluateArgs),
    /// Show title, date and body of pages as the classifier sees them
    Clean(CleanArgs),
    /// Show what a model file is
    Inspect(InspectArgs),
}

/// Which columns hold what; found by their usual names where not given.
#[derive(clap::Args)]
pub struct ColumnArgs {
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub title_column: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub topic_column: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub stance_column: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub target_column: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub date_column: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub outlet_column: Option<String>,
    /// The claim that the text agrees with or not
    #[arg(long, value_name = "NAME")]
    pub claim_column: Option<String>,
    /// The person or organisation in the text that the stance is toward
    #[arg(long, value_name = "NAME")]
    pub mention_column: Option<String>,
    /// Columns of 0 and 1, one a topic
    #[arg(long, value_name = "A,B,C", value_delimiter = ',')]
    pub topic_columns: Vec<String>,
    /// A second table, whose columns are added to the rows with the same key
    #[arg(long, value_name = "FILE")]
    pub join: Option<PathBuf>,
    /// The key's column in the first table and in the second, where they have not exactly one name in common
    #[arg(long, value_name = "NAME=NAME", requires = "join")]
    pub join_on: Option<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum LearnerName {
    LinearSvc,
    LogisticRegression,
}

/// How the labelled table is read and what is trained on it.
#[derive(clap::Args)]
pub struct DataArgs {
    /// The labelled CSV; `-` is stdin
    pub data: PathBuf,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// What parts several topics in a cell
    #[arg(long, value_name = "CHAR")]
    pub topic_separator: Option<char>,
    /// Take the topics as any number of labels a row
    #[arg(long, conflicts_with = "single_label")]
    pub multi_label: bool,
    /// Take the topics as exactly one label a row
    #[arg(long)]
    pub single_label: bool,
    /// What blank topics mean
    #[arg(long, value_enum, default_value = "none")]
    pub blank: Blank,
    /// What stance words mean, such as good=favour,bad=against
    #[arg(long, value_name = "WORD=STANCE", value_delimiter = ',')]
    pub stance_map: Vec<String>,
    /// The target of rows that name none
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
    /// Count bad rows and go on
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// Stop where the same text has different labels
    #[arg(long)]
    pub strict: bool,
    /// Leave out labels with fewer rows
    #[arg(long, default_value_t = 2)]
    pub min_label_rows: usize,
    /// Word n-grams, such as 1-2
    #[arg(long, default_value = "1-2", value_parser = range)]
    pub ngrams: (usize, usize),
    /// Character n-grams inside words, such as 3-5
    #[arg(long, value_parser = range)]
    pub char_ngrams: Option<(usize, usize)>,
    /// Stemmer: none, or one of rust-stemmers' languages
    #[arg(long, default_value = "english")]
    pub stem: String,
    /// Articles that a term must be in, at least
    #[arg(long, default_value_t = 2)]
    pub min_df: usize,
    /// Share of the articles that a term may be in, at most
    #[arg(long, default_value_t = 1.0)]
    pub max_df: f64,
    /// Use raw counts instead of 1 + ln(count)
    #[arg(long)]
    pub raw_tf: bool,
    /// How often a word of the title counts: 0, or 1 and above
    #[arg(long, default_value_t = 2.0)]
    pub title_weight: f32,
    /// The learner
    #[arg(long, value_enum, default_value = "linear-svc")]
    pub learner: LearnerName,
    /// Cost of an error; the larger, the less regularised
    #[arg(short = 'C', long = "cost", default_value_t = 1.0)]
    pub c: f64,
    /// Let every row count 1, instead of balancing the classes
    #[arg(long)]
    pub uniform: bool,
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Threads; all cores where not given
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
    /// Say nothing on stderr
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Blank {
    /// No topic
    None,
    /// Not coded
    Skip,
}

#[derive(clap::Args)]
pub struct TrainArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Where the model goes
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Leave out the cross-validated estimate at the end
    #[arg(long)]
    pub no_estimate: bool,
}

#[derive(clap::Args)]
pub struct EvaluateArgs {
    #[command(flatten)]
    pub data: DataArgs,
    /// Folds of the cross-validation
    #[arg(long, default_value_t = 5)]
    pub folds: usize,
    #[arg(long, value_enum, default_value = "table")]
    pub format: ReportFormat,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum ReportFormat {
    Table,
    Json,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Format {
    /// For people
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
#[derive(clap::Args)]
pub struct SourceArgs {
    /// Pages, tables, JSON lines, folders; `-` is stdin
    #[arg(required = true)]
    pub inputs: Vec<PathBuf>,
    /// What stdin, or a file whose name does not tell, is
    #[arg(long, value_enum)]
    pub input: Option<InputKind>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Only the article of this id; may be repeated
    #[arg(long, value_name = "ID")]
    pub only: Vec<String>,
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Write here instead of stdout
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(clap::Args)]
pub struct ClassifyArgs {
    #[command(flatten)]
    pub source: SourceArgs,
    /// A model file; the shipped model where not given
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// The target, instead of predicting it
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
    /// Show the terms and sentences behind each label
    #[arg(long)]
    pub evidence: bool,
    /// Threads; all cores where not given
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
}

#[derive(clap::Args)]
pub struct CleanArgs {
    #[command(flatten)]
    pub source: SourceArgs,
}

#[derive(clap::Args)]
pub struct InspectArgs {
    /// A model file; the shipped model where not given
    pub model: Option<PathBuf>,
    /// Strongest terms of each label
    #[arg(long, default_value_t = 10)]
    pub terms: usize,
}

fn threads(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "give 1 or more, or leave it out".into())
}

fn range(text: &str) -> Result<(usize, usize), String> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    match (low.trim().parse(), high.trim().parse()) {
        (Ok(low), Ok(high)) => Ok((low, high)),
        _ => Err("give a range such as 1-2".into()),
    }
}
