//! `train --hashing`: a labelled table in, read once and never kept, a model file out.

use std::process::ExitCode;
use std::time::Instant;

use standpoint::features::FeatureConfig;
use standpoint::input::LabelledRows;
use standpoint::linear::OnlineSvc;
use standpoint::train::OnlineTrainer;
use standpoint::{Corpus, model_file};

use super::args::start_threads;
use super::input;
use super::output::tell;
use super::training::TrainArgs;

pub fn run(args: &TrainArgs, bits: u8) -> anyhow::Result<ExitCode> {
    let say = |text: String| tell(args.data.run.quiet, &text);
    let start = Instant::now();
    let data = &args.data;
    let features = data.trainer(&Corpus::default(), 0).features;
    // The number of rows, which decides on the default, is not known before the end: it is taken for large.
    let large = FeatureConfig::default();
    let ngrams = data.features.ngrams.unwrap_or(large.ngrams);
    let features = FeatureConfig { ngrams, char_ngrams: data.features.char_ngrams, hash_bits: Some(bits), ..features };
    let trainer = OnlineTrainer { features, learner: OnlineSvc::params().learning_rate(args.one_pass.learning_rate) };
    start_threads(data.run.threads);
    let (options, path) = (data.options()?, data.data.display().to_string());
    let mut table = LabelledRows::open(input::open(&data.data)?, &path, data.columns.join()?, &options)?;
    let model = trainer.train(&mut table)?;
    model_file::save(&model, &args.out)?;
    let provenance = &model.provenance;
    say(format!("read {} articles from {path}", provenance.rows));
    provenance.notes.iter().for_each(|note| say(format!("  {note}")));
    say(format!("chose {}, {}", provenance.learner, model.vectorizer.config()));
    say(format!("time: {:.2} s", start.elapsed().as_secs_f64()));
    say(format!("wrote {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}
