//! The options of what is trained: on which rows, with which features and learner.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use standpoint::task::LearnFrom;

use super::args::{ColumnArgs, target, threads};

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum TfName {
    Binary,
    Raw,
    Sublinear,
    Bm25,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum HashtagsName {
    Whole,
    Split,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum PiecesName {
    Terms,
    Text,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum StopWordsName {
    None,
    English,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum PriorName {
    Uniform,
    NaiveBayes,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum LearnerName {
    LinearSvc,
    LogisticRegression,
    ComplementNb,
}

/// How a command that trains runs.
#[derive(clap::Args, Clone)]
pub struct RunArgs {
    /// Seed of the order of rows, of the folds, and of the bootstrap where there is one
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// Threads; all cores where not given. The result is the same
    #[arg(long, value_parser = threads)]
    pub threads: Option<usize>,
    /// Say nothing on stderr
    #[arg(long, short)]
    pub quiet: bool,
}

/// The labelled table and what is trained on it.
#[derive(clap::Args)]
pub struct DataArgs {
    /// The labelled CSV; `-` is stdin
    pub data: PathBuf,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub labels: LabelArgs,
    #[command(flatten)]
    pub features: FeatureArgs,
    #[command(flatten)]
    pub learner: LearnerArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// How the labels of the table are read.
#[derive(clap::Args, Clone)]
#[command(next_help_heading = "Labels")]
pub struct LabelArgs {
    /// What parts several topics in a cell [usual: ; or |]
    #[arg(long, value_name = "CHAR")]
    pub topic_separator: Option<char>,
    /// Take the topics as any number of labels a row
    #[arg(long, conflicts_with = "single_label")]
    pub multi_label: bool,
    /// Take the topics as exactly one label a row
    #[arg(long)]
    pub single_label: bool,
    /// What blank topics mean: none is no topic, skip is not coded
    #[arg(long, value_enum, default_value = "none", hide_possible_values = true)]
    pub blank: Blank,
    /// What stance words mean, such as good=favour,bad=against
    #[arg(long, value_name = "WORD=STANCE", value_delimiter = ',')]
    pub stance_map: Vec<String>,
    /// The target of rows whose target is blank, or that have no such column; where it is left out, a blank target is none
    #[arg(long, value_name = "NAME", value_parser = target)]
    pub target: Option<String>,
    /// A CSV of target and alias, a row for each alias: other names of targets, in the target column, where articles are
    /// classified, and in texts
    #[arg(long, value_name = "FILE")]
    pub aliases: Option<PathBuf>,
    /// Count bad rows and go on
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// Stop where the same text has different labels
    #[arg(long)]
    pub strict: bool,
    /// Leave out labels with fewer rows
    #[arg(long, value_name = "ROWS", default_value_t = 2)]
    pub min_label_rows: usize,
}

/// What of the text is counted.
#[derive(clap::Args)]
#[command(next_help_heading = "Features")]
pub struct FeatureArgs {
    /// Word n-grams, such as 1-2 [default: 1-2; with character n-grams 4 below 2,000 rows, and where topics alone
    /// are learned and most have fewer than 200; below 2,000 rows 1 where rows take sides and beside --unlabelled and --latent; where 500 short texts or more take sides on targets 1-2, with character n-grams 3-5]
    #[arg(long, value_name = "RANGE", value_parser = range)]
    pub ngrams: Option<(usize, usize)>,
    /// Character n-grams inside words, such as 3-5 [default: none where --ngrams is given]
    #[arg(long, value_name = "RANGE", value_parser = range)]
    pub char_ngrams: Option<(usize, usize)>,
    /// Stemmer: none, or a language such as english or german
    #[arg(long, value_name = "LANGUAGE", default_value = "english")]
    pub stem: String,
    /// Articles that a term must be in, at least [default: 2; of such short texts and beside --unlabelled 1]
    #[arg(long, value_name = "ARTICLES", value_parser = articles)]
    pub min_df: Option<usize>,
    /// Share of the articles that a term may be in, at most
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, allow_negative_numbers = true)]
    pub max_df: f64,
    /// Words that are left out, and stand in no n-gram: none or english (not, never, without and their like stay)
    #[arg(long, value_enum, value_name = "LIST", default_value = "none", hide_possible_values = true)]
    pub stop_words: StopWordsName,
    /// What the count of a term becomes: binary, raw, sublinear (1 + ln(count)) or bm25
    #[arg(long, value_enum, value_name = "TF", default_value = "sublinear", hide_possible_values = true)]
    pub tf: TfName,
    /// How often the inverse document frequency is multiplied onto it: 0, 1 or 2
    #[arg(long, value_name = "POWER", default_value_t = 1)]
    pub idf_power: u8,
    /// Let marks such as ! and , be words of their own
    #[arg(long)]
    pub marks: bool,
    /// How often a word of the title counts, of a headline that the text begins with too: 0, or 1 and above
    #[arg(long, value_name = "WEIGHT", default_value_t = 2.0, allow_negative_numbers = true)]
    pub title_weight: f32,
    /// Words of a passage: long texts are read in passages that count the same, so that what one passage says is a share of
    /// the whole [default: a text is read whole]
    #[arg(long, value_name = "WORDS")]
    pub passages: Option<usize>,
    /// The length of a row's words beside its character n-grams, which have 1 [default: 1; of such short
    /// texts with character n-grams 0.35]
    #[arg(long, value_name = "WEIGHT", allow_negative_numbers = true)]
    pub word_weight: Option<f32>,
    /// The length of the words of headline and lead as terms of their own beside a row's words, which have 1, such as 0.5
    /// (not toward claims or mentions, nor with --hashing)
    #[arg(long, value_name = "WEIGHT", default_value_t = 0.0, allow_negative_numbers = true)]
    pub lead_weight: f32,
    /// Learn what is learned of a word in part of those that stand in like rows too (latent semantic analysis of the rows that
    /// teach): how many times a row's squared length that has, such as 0.1 [default: 0; of such short texts 0.1] (not toward
    /// claims or mentions, nor with naive Bayes, --unlabelled, --search or --hashing)
    #[arg(long, value_name = "LENGTH", conflicts_with = "unlabelled", allow_negative_numbers = true)]
    pub latent: Option<f32>,
    /// Whether the words that a hashtag is made of are words too: whole or split [default: whole; of such short texts split]
    #[arg(long, value_enum, value_name = "HOW", hide_possible_values = true)]
    pub hashtags: Option<HashtagsName>,
    /// What character n-grams are pieces of: terms, or text, what stands between spaces with its `#` and marks [default:
    /// terms; of such short texts text]
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    pub pieces: Option<PiecesName>,
    /// Articles without labels (pages, tables, JSON lines, folders) that tell which words are alike, so that what is learned of
    /// one is learned of the others too; thousands of the kind that will be labelled. May be repeated (not toward claims or
    /// mentions, nor with naive Bayes, --compact, --search or --hashing)
    #[arg(long, value_name = "PATH")]
    pub unlabelled: Vec<PathBuf>,
    /// Toward a claim or a mention: tell nothing of negations and of what they turn round
    #[arg(long)]
    pub no_negation: bool,
    /// Toward a claim or a mention: tell nothing of words that report, deny or hedge, and of critics and supporters who speak
    #[arg(long)]
    pub no_reporting: bool,
}

/// What learns from it.
#[derive(clap::Args)]
#[command(next_help_heading = "Learner")]
pub struct LearnerArgs {
    /// The learner: linear-svc, logistic-regression, or complement-nb, naive Bayes by the rows without each label, which
    /// learns in one pass, and from few rows of short news better than the others
    #[arg(long, value_enum, default_value = "linear-svc", hide_possible_values = true)]
    pub learner: LearnerName,
    /// Cost of an error; the larger, the less regularised; of complement-nb 1 / alpha, its smoothing [default: 1, with the
    /// prior of naive Bayes 0.3, of logistic-regression 3 then; where rows have claims 0.5, of such short texts 0.25; of
    /// complement-nb 10]
    #[arg(short = 'C', long = "cost", value_name = "COST", allow_negative_numbers = true)]
    pub c: Option<f64>,
    /// Which weights may be large: uniform, or naive-bayes, those of terms that naive Bayes gives large ones (NB-SVM)
    /// [default: naive-bayes where rows have topics and no target or stance, without --unlabelled, --latent and complement-nb]
    #[arg(long, value_enum, value_name = "PRIOR", hide_possible_values = true)]
    pub prior: Option<PriorName>,
    /// What is added to the score of a label of which one is chosen, such as neutral=-.4; several are parted by commas. For texts
    /// of another manner than the rows: choose it on labelled ones of them (evaluate --test), and judge it on others
    #[arg(long, value_name = "LABEL=NUMBER", value_delimiter = ',', value_parser = offset, allow_hyphen_values = true)]
    pub offset: Vec<(String, f64)>,
    /// The kinds of terms that a task learns from, where it is not all: words, phrases (of two words or more), characters; such
    /// as topics=words,characters; may be repeated for target and stance (not with claims or mentions)
    #[arg(long, value_name = "TASK=KINDS", value_parser = learn_from)]
    pub learn_from: Vec<LearnFrom>,
    /// Let every row count 1 [default where rows have several topics or none, no target and no stance, and there are thresholds]
    #[arg(long)]
    pub uniform: bool,
    /// Balance the classes: a row counts the more, the fewer rows are of its class [default elsewhere]
    #[arg(long, conflicts_with = "uniform")]
    pub balanced: bool,
    /// Keep a quarter of the terms, those that move scores most, and weights of 16 bits; what that costs is measured
    #[arg(long)]
    pub compact: bool,
    /// Leave out the fits behind thresholds and calibration: probabilities are then no more than scores
    #[arg(long)]
    pub no_calibration: bool,
    /// Choose the threshold of each topic for this precision on rows held out, such as 0.9, whatever recall it costs (which is
    /// told), instead of the highest F1
    #[arg(long, value_name = "P", conflicts_with = "no_calibration", allow_negative_numbers = true)]
    pub precision: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Blank {
    None,
    Skip,
}

/// What a search chooses, and what it has no use for.
pub const SEARCHED: [&str; 14] = [
    "balanced",
    "ngrams",
    "char_ngrams",
    "lead_weight",
    "latent",
    "tf",
    "idf_power",
    "marks",
    "learner",
    "c",
    "prior",
    "precision",
    "learn_from",
    "unlabelled",
];

#[derive(clap::Args)]
pub struct TrainArgs {
    /// Where the model goes
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Leave out the cross-validated estimate at the end
    #[arg(long)]
    pub no_estimate: bool,
    /// Choose n-grams, weighting, learner and cost by cross-validation over a fixed plan of some sixty configurations
    #[arg(long, conflicts_with_all = SEARCHED)]
    pub search: bool,
    /// Time after which the search ends with what it has, such as 60s or 10m; another run may then choose otherwise
    #[arg(long, value_name = "TIME", requires = "search", value_parser = duration)]
    pub budget: Option<Duration>,
    #[command(flatten)]
    pub one_pass: OnePassArgs,
    #[command(flatten)]
    pub data: DataArgs,
}

/// Learning from a table that is read once.
#[derive(clap::Args)]
#[command(next_help_heading = "One pass")]
pub struct OnePassArgs {
    /// Read the table once, in its order, and learn topics row by row, in memory that does not grow with it; terms are
    /// hashed to 2 to the power of BITS columns, 10 to 24 [20 where no BITS are given]
    #[arg(long, value_name = "BITS", num_args = 0..=1, require_equals = true, default_missing_value = "20", conflicts_with_all = [
        "no_estimate", "search", "learner", "c", "prior", "offset", "learn_from", "uniform", "balanced", "compact", "no_calibration", "precision", "min_df", "max_df", "strict",
        "aliases", "unlabelled", "lead_weight", "latent",
    ])]
    pub hashing: Option<u8>,
    /// How long the steps of --hashing are, above 0 and up to 10
    #[arg(long, value_name = "RATE", requires = "hashing", default_value_t = 0.4, allow_negative_numbers = true)]
    pub learning_rate: f64,
}

impl DataArgs {
    /// All that is read.
    pub fn read(&self) -> Vec<PathBuf> {
        let tables = std::iter::once(&self.data).chain(&self.columns.join).chain(&self.labels.aliases);
        tables.chain(&self.features.unlabelled).cloned().collect()
    }
}

fn offset(text: &str) -> Result<(String, f64), String> {
    let (label, number) = text.rsplit_once('=').ok_or("write a label and a number, such as neutral=-.4")?;
    let number = number.trim().parse().ok().filter(|number: &f64| number.is_finite());
    number.map(|number| (label.trim().to_owned(), number)).ok_or_else(|| "an offset is a number, such as -.4".into())
}

fn learn_from(text: &str) -> Result<LearnFrom, String> {
    text.parse().map_err(|error: standpoint::Error| error.to_string())
}

fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len()));
    let seconds = match unit {
        "s" | "" => 1,
        "m" => 60,
        "h" => 3600,
        _ => 0,
    };
    let number = number.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(seconds)).filter(|&seconds| seconds > 0);
    number.map(Duration::from_secs).ok_or_else(|| "give a time such as 60s, 10m or 2h".into())
}

fn articles(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "give a whole number of articles, such as 5; a share is for --max-df".into())
}

fn range(text: &str) -> Result<(usize, usize), String> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    match (low.trim().parse(), high.trim().parse()) {
        (Ok(low), Ok(high)) => Ok((low, high)),
        _ => Err("give a range such as 1-2".into()),
    }
}
