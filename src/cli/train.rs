//! `train`: a labelled table in, a model file out, and what was read, chosen and expected on stderr.

use std::process::ExitCode;
use std::time::Instant;

use standpoint::evaluate::cross_validate;
use standpoint::features::FeatureConfig;
use standpoint::input::{CorpusOptions, read_corpus};
use standpoint::linear::ClassWeight;
use standpoint::task::{Learner, LearnerConfig};
use standpoint::{Corpus, Error, ErrorKind, Trainer, model_file};

use super::args::{Blank, DataArgs, LearnerName, TrainArgs};
use super::output::tell;
use super::{evaluate, input};

impl DataArgs {
    /// Reads the table and starts the threads asked for.
    pub fn corpus(&self) -> standpoint::Result<Corpus> {
        if let Some(threads) = self.threads {
            // Fails only where the pool was started before, and then there is one.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        }
        let stance_map = self.stance_map.iter().map(|pair| {
            let parts = pair.split_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
            parts.ok_or_else(|| Error::new(ErrorKind::Parameter, format!("--stance-map '{pair}': write word=favour")))
        });
        let options = CorpusOptions {
            names: self.columns.names(),
            topic_separator: self.topic_separator,
            blank_skip: self.blank == Blank::Skip,
            multi_label: if self.multi_label { Some(true) } else { self.single_label.then_some(false) },
            stance_map: stance_map.collect::<Result<_, _>>()?,
            target: self.target.clone(),
            skip_bad_rows: self.skip_bad_rows,
            strict: self.strict,
            min_label_rows: self.min_label_rows,
        };
        let corpus = read_corpus(input::open(&self.data)?, &self.data.display().to_string(), self.columns.join()?, &options)?;
        tell(self.quiet, &format!("read {} articles from {}", corpus.len(), self.data.display()));
        for note in &corpus.notes {
            tell(self.quiet, &format!("  {note}"));
        }
        Ok(corpus)
    }

    /// The trainer that the options describe.
    pub fn trainer(&self) -> Trainer {
        Trainer {
            features: FeatureConfig {
                ngrams: self.ngrams,
                char_ngrams: self.char_ngrams,
                stemming: self.stem.clone(),
                sublinear_tf: !self.raw_tf,
                min_df: self.min_df,
                max_df: self.max_df,
                title_weight: self.title_weight,
            },
            learner: LearnerConfig {
                learner: match self.learner {
                    LearnerName::LinearSvc => Learner::LinearSvc,
                    LearnerName::LogisticRegression => Learner::LogisticRegression,
                },
                c: self.c,
                class_weight: if self.uniform { ClassWeight::Uniform } else { ClassWeight::Balanced },
                seed: self.seed,
            },
            ..Trainer::default()
        }
    }
}

pub fn run(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let corpus = args.data.corpus()?;
    let read = started.elapsed();
    let trainer = args.data.trainer();
    let model = trainer.train(&corpus)?;
    let trained = started.elapsed() - read;
    model_file::save(&model, &args.out)?;
    let say = |text: String| tell(args.data.quiet, &text);
    say(format!(
        "chose {} with C {}, {} terms (word n-grams {}-{}, stemming {})",
        model.provenance.learner,
        model.provenance.c,
        model.vectorizer.vocabulary.len(),
        args.data.ngrams.0,
        args.data.ngrams.1,
        args.data.stem
    ));
    say(format!("read in {:.2} s, trained in {:.2} s, wrote {}", read.as_secs_f64(), trained.as_secs_f64(), args.out.display()));
    if !args.no_estimate {
        let report = cross_validate(&trainer, &corpus, 5.min(corpus.len()), args.data.seed)?;
        say("what to expect on new articles like these, by 5-fold cross-validation:".into());
        say(evaluate::text(&report));
    }
    Ok(ExitCode::SUCCESS)
}
