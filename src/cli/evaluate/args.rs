//! What the command line of `evaluate` says.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::stream::StreamArgs;
use crate::cli::training::{DataArgs, SEARCHED};

/// A heading of its own for each option: a heading of the whole would be that of what follows too.
const SPLITS: &str = "Splits; near-duplicates never stand on both sides";

/// Folds where nothing is said, and of the estimate of a training.
pub const FOLDS: usize = 5;

#[derive(clap::Args)]
pub struct EvaluateArgs {
    /// For people, or for programs
    #[arg(long, value_enum, default_value = "table")]
    pub format: ReportFormat,
    /// Write the report as an HTML page too, with curves, confusions, strongest terms and worst mistakes
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Score the labels that the table holds as classify writes them (predicted_topics, predicted_target,
    /// predicted_stance, probability_...), whoever said them; --join adds those that people gave
    #[arg(long, conflicts_with_all = ["folds", "repeats", "group", "time", "leave_target_out", "test", "prevalence", "precision", "unlabelled"])]
    pub predictions: bool,
    /// Tell how scores grow with labelled rows, and what one more point would take
    #[arg(long, conflicts_with_all = ["predictions", "as_model", "search"])]
    pub learning_curve: bool,
    /// Where there are near-duplicates, tell also what a split scores that does not know of them
    #[arg(long, conflicts_with_all = ["predictions", "as_model", "search", "time", "leave_target_out", "test"])]
    pub naive_split: bool,
    /// Tell how often labels are wrong that classify --unsure-error ERROR would mark, and how often the others are
    #[arg(long, value_name = "ERROR", conflicts_with_all = ["predictions", "no_calibration"], allow_negative_numbers = true)]
    pub unsure_error: Option<f64>,
    /// Judge what made this model: features, learner, cost, and its search, made anew on the rows each split learns from
    #[arg(long = "as", value_name = "MODEL", conflicts_with_all = ["predictions", "ngrams", "char_ngrams", "stem", "min_df", "max_df",
        "tf", "idf_power", "marks", "title_weight", "passages", "word_weight", "lead_weight", "latent", "hashtags", "stop_words", "pieces", "aliases", "no_negation", "no_reporting", "learner", "c",
        "prior", "offset", "learn_from", "uniform", "balanced", "compact", "no_calibration", "precision", "unlabelled"])]
    pub as_model: Option<PathBuf>,
    /// Judge train --search: search anew on the rows each split learns from, so that figures are of the whole procedure
    #[arg(long, conflicts_with_all = ["predictions", "as_model"], conflicts_with_all = SEARCHED)]
    pub search: bool,
    #[command(flatten)]
    pub stream: StreamArgs,
    #[command(flatten)]
    pub split: SplitArgs,
    #[command(flatten)]
    pub data: DataArgs,
}

/// How rows are parted into those that teach and those that judge. Near-duplicates never stand on both sides.
#[derive(clap::Args)]
pub struct SplitArgs {
    /// Folds of the cross-validation; with --time, stretches of time that are judged
    #[arg(help_heading = SPLITS, long, value_name = "K", default_value_t = FOLDS, conflicts_with_all = ["leave_target_out", "test"])]
    pub folds: usize,
    /// Deal the rows out anew so many times, and tell how far the figures lie apart
    #[arg(help_heading = SPLITS, long, value_name = "N", default_value_t = 1, conflicts_with_all = ["time", "leave_target_out", "test"])]
    pub repeats: usize,
    /// Keep rows with the same cell of this column in one fold, such as outlet or author
    #[arg(help_heading = SPLITS, long, value_name = "COLUMN", conflicts_with_all = ["time", "leave_target_out", "test"])]
    pub group: Option<String>,
    /// Train on the past and judge by the next stretch of time, by the dates of this column
    #[arg(help_heading = SPLITS, long, value_name = "COLUMN", conflicts_with_all = ["leave_target_out", "test"])]
    pub time: Option<String>,
    /// How dates are written, such as %d/%m/%Y: of %Y %y %m %b %d %H %M %S
    #[arg(help_heading = SPLITS, long, value_name = "FORMAT", requires = "time")]
    pub date_format: Option<String>,
    /// Judge the stance toward each target by a model that saw no row of it
    #[arg(help_heading = SPLITS, long, conflicts_with = "test")]
    pub leave_target_out: bool,
    /// Train on the whole table and judge by this one
    #[arg(help_heading = SPLITS, long, value_name = "FILE")]
    pub test: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum ReportFormat {
    Table,
    Json,
}
