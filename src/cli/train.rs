//! `train`: a labelled table in, a model file out, and what was read, chosen and expected on stderr.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use linfa::ParamGuard;
use standpoint::evaluate::{judge, score};
use standpoint::features::{FeatureConfig, Hashtags, Pieces, Telling, TermFrequency};
use standpoint::input::{CorpusOptions, read_aliases};
use standpoint::linear::operating_curve::ThresholdRule;
use standpoint::linear::{ClassWeight, Prior};
use standpoint::model::{Provenance, Trial};
use standpoint::search::{Found, Search};
use standpoint::task::{LearnFrom, Learner, LearnerConfig, Offsets};
use standpoint::tokenize::{Marks, StopWords};
use standpoint::train::{CrossFit, Prepared};
use standpoint::{Corpus, Error, ErrorKind, Trainer, model_file};

use super::args::start_threads;
use super::evaluate::args::FOLDS;
use super::output::{progress, spare, tell};
use super::training::{
    Blank, DataArgs, HashtagsName, LearnerArgs, LearnerName, PiecesName, PriorName, StopWordsName, TfName, TrainArgs,
};
use super::{evaluate, input, one_pass, stream};

impl DataArgs {
    /// How its labels are read.
    pub fn options(&self) -> standpoint::Result<CorpusOptions> {
        let stance_map = self.labels.stance_map.iter().map(|pair| {
            let parts = pair.split_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
            parts.ok_or_else(|| Error::new(ErrorKind::Parameter, format!("--stance-map '{pair}': write word=favour")))
        });
        Ok(CorpusOptions {
            names: self.columns.names(),
            topic_separator: self.labels.topic_separator,
            blank_skip: self.labels.blank == Blank::Skip,
            multi_label: if self.labels.multi_label { Some(true) } else { self.labels.single_label.then_some(false) },
            stance_map: stance_map.collect::<Result<_, _>>()?,
            target: self.labels.target.clone(),
            aliases: self
                .labels
                .aliases
                .as_ref()
                .map_or_else(|| Ok(Default::default()), |path| read_aliases(input::open(path)?, &path.display().to_string()))?,
            skip_bad_rows: self.labels.skip_bad_rows,
            strict: self.labels.strict,
            min_label_rows: self.labels.min_label_rows,
            ..CorpusOptions::default()
        })
    }

    /// Reads the table. Wrong options are told before a long file is read.
    pub fn corpus(&self) -> standpoint::Result<Corpus> {
        let trainer = self.trainer(&Corpus::default(), 0);
        trainer.check_ref()?;
        if !self.features.unlabelled.is_empty() {
            trainer.check_unlabelled()?;
        }
        if trainer.learner.offsets.0.len() < self.learner.offset.len() {
            return Err(Error::new(ErrorKind::Parameter, "--offset gives a label twice; give it one number"));
        }
        if trainer.learner.learn_from.0.len() < self.learner.learn_from.len() {
            return Err(Error::new(ErrorKind::Parameter, "--learn-from gives a task twice; give all its kinds at once"));
        }
        start_threads(self.run.threads);
        self.read_table(&self.data, &self.options()?)
    }

    /// Reads a table, and tells on stderr what was read.
    pub fn read_table(&self, path: &Path, options: &CorpusOptions) -> standpoint::Result<Corpus> {
        let corpus = self.columns.corpus(path, options)?;
        tell(self.run.quiet, &format!("read {} articles from {}", corpus.len(), path.display()));
        for note in &corpus.notes {
            tell(self.run.quiet, &format!("  {note}"));
        }
        Ok(corpus)
    }

    /// The trainer that the options describe, for a corpus whose first `taught` rows it learns from.
    pub fn trainer(&self, corpus: &Corpus, taught: usize) -> Trainer {
        let Trainer { features: mut default, mut learner, .. } =
            Trainer::for_rows(&corpus.articles[..taught], &corpus.labels[..taught]);
        let unlabelled = !self.features.unlabelled.is_empty();
        if unlabelled {
            (default.min_df, default.latent) = (1, 0.0);
        }
        // What vectors of words can be learned beside.
        if learner.prior == Prior::NaiveBayes && (unlabelled || self.features.latent.is_some_and(|latent| latent > 0.0)) {
            FeatureConfig { ngrams: default.ngrams, char_ngrams: default.char_ngrams, .. } = FeatureConfig::for_rows(taught);
            learner.prior = Prior::Uniform;
            learner.c = learner.default_c();
        }
        let learner = self.learner.config(&learner, self.run.seed);
        if learner.counts_words() {
            default.latent = 0.0;
        }
        let own = if self.features.ngrams.is_none() { default.char_ngrams } else { None };
        let char_ngrams = self.features.char_ngrams.or(own);
        Trainer {
            features: FeatureConfig {
                ngrams: self.features.ngrams.unwrap_or(default.ngrams),
                char_ngrams,
                stemming: self.features.stem.clone(),
                marks: if self.features.marks { Marks::Keep } else { Marks::LeaveOut },
                tf: match self.features.tf {
                    TfName::Binary => TermFrequency::Binary,
                    TfName::Raw => TermFrequency::Raw,
                    TfName::Sublinear => TermFrequency::Sublinear,
                    TfName::Bm25 => TermFrequency::Bm25,
                },
                idf_power: self.features.idf_power,
                min_df: self.features.min_df.unwrap_or(default.min_df),
                max_df: self.features.max_df,
                title_weight: self.features.title_weight,
                hash_bits: None,
                passage_words: self.features.passages,
                word_weight: self.features.word_weight.unwrap_or(if char_ngrams.is_some() { default.word_weight } else { 1.0 }),
                lead_weight: self.features.lead_weight,
                latent: self.features.latent.unwrap_or(default.latent),
                negation: if self.features.no_negation { Telling::LeaveOut } else { Telling::Tell },
                reporting: if self.features.no_reporting { Telling::LeaveOut } else { Telling::Tell },
                hashtags: match self.features.hashtags {
                    Some(HashtagsName::Whole) => Hashtags::Whole,
                    Some(HashtagsName::Split) => Hashtags::Split,
                    None => default.hashtags,
                },
                pieces: match self.features.pieces {
                    Some(PiecesName::Terms) => Pieces::Terms,
                    Some(PiecesName::Text) => Pieces::Text,
                    None => default.pieces,
                },
                aliases: corpus.aliases.clone(),
                stop_words: match self.features.stop_words {
                    StopWordsName::None => StopWords::None,
                    StopWordsName::English => StopWords::English,
                },
            },
            learner,
            calibration_folds: if self.learner.no_calibration { 0 } else { FOLDS },
            compact: self.learner.compact,
            threshold_rule: ThresholdRule::of(self.learner.precision),
        }
    }
}

impl LearnerArgs {
    /// The learner that the options describe; what they don't is the default's.
    fn config(&self, default: &LearnerConfig, seed: u64) -> LearnerConfig {
        let learner = match self.learner {
            LearnerName::LinearSvc => Learner::LinearSvc,
            LearnerName::LogisticRegression => Learner::LogisticRegression,
            LearnerName::ComplementNb => Learner::ComplementNb,
        };
        let prior = match self.prior {
            Some(PriorName::Uniform) => Prior::Uniform,
            Some(PriorName::NaiveBayes) => Prior::NaiveBayes,
            None if learner == Learner::ComplementNb => Prior::Uniform,
            None => default.prior,
        };
        // By default rows count the same where thresholds do what balancing would, if there are any.
        let equal = default.class_weight == ClassWeight::Uniform && learner != Learner::ComplementNb && !self.no_calibration;
        let class_weight = ClassWeight::of(self.uniform || equal && !self.balanced);
        let offsets = Offsets(self.offset.iter().cloned().collect());
        let learn_from = LearnFrom(self.learn_from.iter().flat_map(|one| one.0.clone()).collect());
        let (c, tolerance) = (default.c, LearnerConfig::TOLERANCE);
        let mut config = LearnerConfig { learner, prior, c, class_weight, tolerance, offsets, learn_from, seed };
        // A corpus has a cost of its own for weights of a uniform prior alone.
        let own = (default.prior, prior) == (Prior::Uniform, Prior::Uniform) && learner != Learner::ComplementNb;
        config.c = self.c.unwrap_or(if own { default.c } else { config.default_c() });
        config
    }
}

pub fn run(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    let say = |text: String| tell(args.data.run.quiet, &text);
    spare(&args.out, &args.data.read())?;
    if let Some(bits) = args.one_pass.hashing {
        return one_pass::run(args, bits);
    }
    let mut laps = Laps { since: Instant::now(), told: Vec::new() };
    let mut corpus = args.data.corpus()?;
    laps.lap("reading");
    let mut trainer = args.data.trainer(&corpus, corpus.len());
    let found = if args.search { Some(search(args, &corpus, &trainer)?) } else { None };
    if let Some(found) = &found {
        trainer = found.trainer.clone();
        laps.lap("search");
    }
    let folds = if args.no_estimate { 0 } else { FOLDS.min(corpus.len()) };
    let calibrated = trainer.calibration_folds > 0;
    let held_out = calibrated || trainer.compact;
    let prepared = args.data.with_unlabelled(trainer.consume(&mut corpus, folds > 0 || calibrated)?, &trainer)?;
    let fits = if held_out && folds == 0 { 1 + FOLDS } else { trainer.fits(&prepared, folds) };
    let bar = progress(args.data.run.quiet, fits + if trainer.compact { 1 + FOLDS } else { 0 });
    let watch = || bar.inc(1);
    let prepared = Prepared { watch: &watch, ..prepared };
    laps.lap("counting terms");
    let all: Vec<usize> = (0..prepared.corpus.len()).collect();
    // The folds behind thresholds and calibration are those of the estimate.
    let fold_of = prepared.fold_of(&all, FOLDS, args.data.run.seed);
    let mut fits = CrossFit::new(&trainer, &prepared, &all, fold_of)?;
    laps.lap("fitting");
    if calibrated {
        fits.hold_out()?;
        laps.lap("thresholds and calibration");
    }
    let whole = if trainer.compact { Some(Whole::of(&trainer, &prepared, &mut fits)?) } else { None };
    let mut model = fits.model();
    if let Some(whole) = whole {
        model.provenance.notes.push(whole.note(model_file::to_bytes(&model)?.len()));
        laps.lap("measuring what compactness costs");
    }
    if let Some(found) = found {
        model.provenance.notes.push(found.note());
        model.provenance.trials = found.trials;
    }
    model_file::save(&model, &args.out)?;
    laps.lap("writing");
    // Too few rows for an estimate are no reason to lose the model.
    let report = (folds >= 2).then(|| judge(&mut fits, args.data.run.seed)).transpose();
    if folds >= 2 {
        laps.lap("estimate");
    }
    bar.finish_and_clear();
    let Provenance { learner, c, offsets, learn_from, .. } = &model.provenance;
    let offsets = if offsets.is_empty() { String::new() } else { format!(", offsets {offsets}") };
    let learn_from = if learn_from.is_empty() { String::new() } else { format!(", {learn_from}") };
    let terms = model.vectorizer.vocabulary().len();
    if let (Some(topics), Some(_)) = (&model.topics, model.provenance.precision) {
        say("thresholds of topics, by the highest F1 and by the precision wanted, of rows held out:".into());
        let rules = [ThresholdRule::HighestF1, trainer.threshold_rule];
        let none = vec![None; topics.labels.len()];
        let choices = topics.decision.choose(&topics.labels, rules, &none)?;
        stream::lines(&topics.labels, &choices, rules[1], &none).into_iter().for_each(say);
    }
    let equal = ClassWeight::of(model.provenance.uniform).told();
    say(format!("chose {learner} with C {c}{equal}{offsets}{learn_from}, {terms} terms ({})", model.vectorizer.acting()));
    model.provenance.notes.iter().skip(prepared.corpus.notes.len()).for_each(|note| say(format!("  {note}")));
    match report {
        Ok(Some(report)) => {
            let searched = if args.search { ", a little too good, since the search chose on these rows too" } else { "" };
            let apart = match (&prepared.stories, &prepared.claims) {
                (Some(stories), _) => format!(" over {} stories, none parted", stories.count()),
                (None, Some(_)) => ", stories parted, since one holds more than a fifth of the rows".to_owned(),
                (None, None) => String::new(),
            };
            say(format!("what to expect on new articles like these, by {folds}-fold cross-validation{apart}{searched}:"));
            say(evaluate::text(&report));
        }
        Ok(None) => {}
        Err(error) => say(format!("no estimate of what to expect on new articles: {error}")),
    }
    say(format!("time: {}", laps.told.join(", ")));
    say(format!("wrote {}", args.out.display()));
    Ok(ExitCode::SUCCESS)
}

/// The best configuration for a corpus, and on stderr what was tried.
fn search(args: &TrainArgs, corpus: &Corpus, base: &Trainer) -> standpoint::Result<Found> {
    let bar = progress(args.data.run.quiet, Search::trials(base));
    let found = Search { budget: args.budget, ..Search::default() }.run(corpus, base, &|_| bar.inc(1))?;
    bar.finish_and_clear();
    let score = "score: accuracy, or the mean of micro and macro F1 where rows have several topics or none; of target and stance macro F1; their \
                 mean by three folds of the round's rows";
    tell(args.data.run.quiet, &format!("tried, the best of each round ({score}):\n{}", trials(&found.trials, SHOWN)));
    Ok(found)
}

/// Trials of each round that are shown; `inspect` shows all.
const SHOWN: usize = 5;

/// The table of what a search tried, the best of each round first and at most so many of it.
pub fn trials(trials: &[Trial], most: usize) -> String {
    let mut order: Vec<&Trial> = trials.iter().collect();
    order.sort_by(|a, b| a.round.cmp(&b.round).then(b.score.total_cmp(&a.score)));
    let order = order.chunk_by(|a, b| a.round == b.round).flat_map(|round| round.iter().take(most));
    let mut table = evaluate::plain();
    table.set_header(["round", "rows", "score", "learner", "C", "features"]);
    for t in order {
        let (round, rows, score) = (t.round.to_string(), t.rows.to_string(), format!("{:.4}", t.score));
        table.add_row([round, rows, score, t.learner.clone(), t.c.to_string(), t.features.clone()]);
    }
    table.trim_fmt()
}

/// What a compact model is compared with: the same with all terms.
struct Whole {
    bytes: usize,
    /// The scores of the compact and of the whole model, on the same folds.
    scores: [f64; 2],
}

impl Whole {
    fn of(trainer: &Trainer, prepared: &Prepared<'_>, compact: &mut CrossFit<'_>) -> standpoint::Result<Self> {
        compact.hold_out()?;
        let trainer = Trainer { compact: false, ..trainer.clone() };
        let mut whole = CrossFit::new(&trainer, prepared, compact.rows(), compact.fold_of().to_vec())?;
        whole.hold_out()?;
        let scores = [score(compact), score(&whole)];
        Ok(Self { bytes: model_file::to_bytes(&whole.model())?.len(), scores })
    }

    fn note(&self, bytes: usize) -> String {
        let [compact, whole] = self.scores;
        let share = 100.0 * bytes as f64 / self.bytes.max(1) as f64;
        let (small, large) = (bytes as f64 / 1e6, self.bytes as f64 / 1e6);
        let points = 100.0 * (compact - whole);
        format!(
            "Compact: {small:.2} MB, {share:.0} % of the {large:.2} MB with all terms; score {compact:.4} beside {whole:.4} \
             ({points:+.2} points), by {FOLDS}-fold cross-validation."
        )
    }
}

/// Where the time went.
struct Laps {
    since: Instant,
    told: Vec<String>,
}

impl Laps {
    fn lap(&mut self, name: &str) {
        self.told.push(format!("{name} {:.2} s", self.since.elapsed().as_secs_f64()));
        self.since = Instant::now();
    }
}
