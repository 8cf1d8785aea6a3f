//! rows of a table, as they are read -> [`Model`] of their topics, in memory that does not grow with them.
//!
//! Terms are hashed ([`RunningIdf`]), weights learned in one pass ([`OnlineSvc`]), labels taken as they come. Every row is
//! labelled by what was learned from the rows before it, and only then learned: how well that went is an honest estimate
//! (progressive validation: Blum, Kalai and Langford, COLT 1999), and the last scores make thresholds and calibration.

use std::collections::{HashMap, VecDeque};

use half::f16;
use linfa::ParamGuard;
use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Result};
use crate::features::{FeatureConfig, RunningIdf, TermReader, TfidfVectorizer};
use crate::input::LabelledRows;
use crate::linear::operating_curve::ThresholdRule;
use crate::linear::{OnlineModel, OnlineSvc, OnlineSvcParams};
use crate::model::{Model, Provenance};
use crate::novelty::NoveltyCut;
use crate::sparse::SparseRow;
use crate::task::{Classifier, Task};

/// Parameters of a training that reads its table once.
///
/// ```
/// use standpoint::input::{CorpusOptions, LabelledRows};
/// use standpoint::train::OnlineTrainer;
/// let csv = "text,topic\nsteel tariff,trade\nlate match,sport\ntariff rises,trade\nmatch won,sport\n";
/// let options = CorpusOptions::default();
/// let mut table = LabelledRows::open(Box::new(csv.as_bytes()), "a.csv", None, &options)?;
/// let model = OnlineTrainer::default().train(&mut table)?;
/// assert_eq!(model.topics.map(|topics| topics.labels), Some(vec!["sport".into(), "trade".into()]));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct OnlineTrainer {
    /// The features, whose `hash_bits` are given.
    pub features: FeatureConfig,
    /// The learner.
    pub learner: OnlineSvcParams,
}

impl Default for OnlineTrainer {
    fn default() -> Self {
        let features = FeatureConfig { hash_bits: Some(Self::BITS), ..FeatureConfig::default() };
        Self { features, learner: OnlineSvc::params() }
    }
}

/// A row with its counts.
type Counted = (u64, Vec<String>, Vec<(u32, f32)>);

impl OnlineTrainer {
    /// The default of `hash_bits`: a million columns.
    pub const BITS: u8 = 20;

    /// Reads a table to its end. O(text × n-gram lengths + non-zeros × labels), in memory of 2^bits × labels.
    ///
    /// # Errors
    /// Where a parameter is out of its range, a row cannot be read, or its topics hold nothing to learn.
    pub fn train(&self, table: &mut LabelledRows<'_>) -> Result<Model> {
        self.features.check_ref()?;
        let learner = self.learner.check_ref()?;
        if self.features.hash_bits.is_none() {
            return Err(Error::new(ErrorKind::Parameter, "hash_bits must be 10 to 24; there are none"));
        }
        if !table.has_topics() {
            let text = "training in one pass learns topics, and the table has a stance alone; train without --hashing";
            return Err(Error::new(ErrorKind::Column, text));
        }
        let mut pass = Pass::new(self, learner, table.options().multi_label == Some(false));
        let vectorizer = pass.idf.vectorizer().clone();
        let mut readers: Vec<TermReader> = (0..rayon::current_num_threads()).map(|_| TermReader::new(&vectorizer)).collect();
        let mut next = counted(table, &vectorizer, &mut readers)?;
        while let Some(rows) = next {
            // One batch is learned while the next is read and counted.
            let (learned, read) = rayon::join(|| pass.learn(rows), || counted(table, &vectorizer, &mut readers));
            learned?;
            next = read?;
        }
        pass.model(table)
    }
}

/// The next rows whose topics are coded, with the counts of their terms.
fn counted(
    table: &mut LabelledRows<'_>,
    vectorizer: &TfidfVectorizer,
    readers: &mut [TermReader],
) -> Result<Option<Vec<Counted>>> {
    let Some(batch) = table.next_batch()? else { return Ok(None) };
    let share = batch.len().div_ceil(readers.len()).max(1);
    let count = |(rows, reader): (&[_], &mut TermReader)| -> Vec<Counted> {
        let coded = rows.iter().filter_map(|row: &crate::input::LabelledRow| {
            Some((row.article.row.unwrap_or(0), row.topics.clone()?, reader.counts(vectorizer, &row.article)))
        });
        coded.collect()
    };
    let parts: Vec<Vec<Counted>> = batch.par_chunks(share).zip(readers.par_iter_mut()).map(count).collect();
    Ok(Some(parts.into_iter().flatten().collect()))
}

/// Rows whose scores are kept for thresholds and calibration.
const KEPT: usize = 4096;

/// Weights of all labels, at most: 2 GB.
const MOST: usize = 1 << 29;

/// A label as it was met.
struct Met {
    name: String,
    row: u64,
    rows: u64,
}

/// How well labels were told.
#[derive(Default)]
struct Told {
    rows: u64,
    /// Rows whose highest score was right.
    right: u64,
    /// Labels over 0 that held, others, and those that held and were not over it.
    labels: [u64; 3],
}

impl Told {
    fn judge(&mut self, scores: &[f32], holding: &[usize]) {
        let highest = (0..scores.len()).reduce(|best, label| if scores[label] > scores[best] { label } else { best });
        self.rows += 1;
        self.right += u64::from(highest.is_some_and(|label| holding.contains(&label)));
        let told = scores.iter().enumerate().filter(|(_, score)| **score > 0.0).map(|(label, _)| holding.contains(&label));
        let (rightly, all) = told.fold((0, 0), |(rightly, all), right| (rightly + u64::from(right), all + 1));
        let [hits, wrong, missed] = &mut self.labels;
        *hits += rightly;
        *wrong += all - rightly;
        *missed += holding.len() as u64 - rightly;
    }

    /// The accuracy, where one label holds, or micro F1.
    fn score(&self, single: bool) -> f64 {
        let [hits, wrong, missed] = self.labels;
        if single { share(self.right, self.rows) } else { share(2 * hits, 2 * hits + wrong + missed) }
    }
}

fn share(part: u64, of: u64) -> f64 {
    part as f64 / of.max(1) as f64
}

/// What is known of the rows so far.
struct Pass<'a> {
    learner: &'a OnlineSvc,
    idf: RunningIdf,
    model: OnlineModel,
    met: Vec<Met>,
    places: HashMap<String, usize>,
    /// Whether rows without a topic are left out, and those with several are an error.
    must_be_single: bool,
    /// Whether each had one topic.
    single: bool,
    blanks: u64,
    /// The scores of the last rows before they were learned, and the labels that held.
    last: VecDeque<(Vec<f32>, Vec<usize>)>,
    told: Told,
    /// Rows with the labels of the row before.
    alike: u64,
}

impl<'a> Pass<'a> {
    fn new(trainer: &OnlineTrainer, learner: &'a OnlineSvc, must_be_single: bool) -> Self {
        let idf = RunningIdf::new(trainer.features.clone());
        let model = learner.start(idf.vectorizer().columns());
        let (met, places, last) = (Vec::new(), HashMap::new(), VecDeque::new());
        Self { learner, idf, model, met, places, must_be_single, single: true, blanks: 0, last, told: Told::default(), alike: 0 }
    }

    fn learn(&mut self, rows: Vec<Counted>) -> Result<()> {
        for (row, topics, mut counts) in rows {
            if self.must_be_single && topics.len() > 1 {
                let text = format!("{} topics, where one label a row was asked for; give --multi-label", topics.len());
                return Err(Error::new(ErrorKind::Labels, text).row(row));
            }
            self.blanks += u64::from(topics.is_empty());
            if self.must_be_single && topics.is_empty() {
                continue;
            }
            self.single &= topics.len() == 1;
            self.idf.weigh(&mut counts);
            let (indices, values): (Vec<u32>, Vec<f32>) = counts.into_iter().unzip();
            let features = SparseRow { indices: &indices, values: &values };
            let known = self.met.len();
            let holding = topics.into_iter().map(|topic| self.place(topic, row)).collect::<Result<Vec<usize>>>()?;
            let mut scores = self.learner.learn(&mut self.model, features, &holding);
            scores.truncate(known);
            self.told.judge(&scores, &holding);
            self.alike += u64::from(self.last.back().is_some_and(|(_, before)| *before == holding));
            if self.last.len() == KEPT {
                self.last.pop_front();
            }
            self.last.push_back((scores, holding));
        }
        Ok(())
    }

    /// The place of a topic, which may be new.
    fn place(&mut self, name: String, row: u64) -> Result<usize> {
        let place = match self.places.get(&name) {
            Some(&place) => place,
            None if (self.met.len() + 1) * self.model.columns() > MOST => {
                let (labels, columns) = (self.met.len(), self.model.columns());
                let text = format!(
                    "over {labels} topics of {columns} weights each, which is more than a model holds; hash to fewer bits, or check \
                     that '{name}' is a topic"
                );
                return Err(Error::new(ErrorKind::Labels, text).row(row));
            }
            None => {
                self.model.add_label();
                self.places.insert(name.clone(), self.met.len());
                self.met.push(Met { name, row, rows: 0 });
                self.met.len() - 1
            }
        };
        self.met[place].rows += 1;
        Ok(place)
    }

    fn model(self, table: &LabelledRows<'_>) -> Result<Model> {
        let options = table.options();
        let mut notes = table.notes();
        self.check_commas(table)?;
        let (mut kept, rare): (Vec<usize>, Vec<usize>) =
            (0..self.met.len()).partition(|&label| self.met[label].rows >= options.min_label_rows as u64);
        kept.sort_by(|&a, &b| self.met[a].name.cmp(&self.met[b].name));
        let in_one_cell = table.columns().topics.is_some();
        let single = options.multi_label.map_or(self.single && in_one_cell, |multi| !multi);
        if kept.len() < 1 + usize::from(single) {
            let text = "the topics hold nothing to tell apart; add rows with other labels, or lower --min-label-rows";
            return Err(Error::new(ErrorKind::Labels, text));
        }
        if self.blanks > 0 {
            notes.push(format!("{} rows have no topic.", self.blanks));
        }
        let form = if single {
            "one label a row, the highest score wins"
        } else {
            "any number of labels a row, each with its threshold"
        };
        notes.push(format!("Topics: {form}."));
        if !rare.is_empty() {
            let least = options.min_label_rows;
            notes.push(format!("{} topics in fewer than {least} rows were left out (--min-label-rows).", rare.len()));
        }
        if table.columns().stance.is_some() {
            notes.push("Warning: the stance was left out: training in one pass learns topics.".into());
        }
        notes.push("The keys of its training rows are not kept: no article is told as one of them.".into());
        notes.extend(self.progress(single));
        let labels: Vec<String> = kept.iter().map(|&label| self.met[label].name.clone()).collect();
        let decision = self.decision(&kept, &labels, single);
        let intercepts: Vec<f32> = kept.iter().map(|&label| self.model.intercept(label)).collect();
        let (rows, learning_rate) = (self.model.rows(), self.learner.learning_rate());
        let mut weights = self.model.into_weights(&kept);
        weights.iter_mut().for_each(|weight| *weight = f16::from_f32(*weight).to_f32());
        let topics = Classifier { labels, groups: Vec::new(), weights: weights.into(), intercepts: intercepts.into(), decision };
        let provenance = Provenance {
            rows,
            data_sha256: table.sha256(),
            learner: format!("OnlineSvc with learning rate {learning_rate}"),
            notes,
            ..Provenance::default()
        };
        let vectorizer = self.idf.finish();
        let (novelty, training_keys) = (NoveltyCut::default(), Vec::new().into());
        Ok(Model { vectorizer, topics: Some(topics), target: None, stance: None, novelty, provenance, training_keys })
    }

    /// Stops where commas part names that are labels elsewhere.
    fn check_commas(&self, table: &LabelledRows<'_>) -> Result<()> {
        if table.columns().topics.is_none() || table.options().topic_separator.is_some() {
            return Ok(());
        }
        crate::input::check_commas(self.met.iter().map(|met| (met.row, std::slice::from_ref(&met.name))))
    }

    /// Thresholds and calibration by the last scores, of the later half of the rows at most.
    fn decision(&self, kept: &[usize], labels: &[String], single: bool) -> crate::task::Decision {
        let early = self.last.len().saturating_sub((self.model.rows() / 2) as usize);
        let (mut rows, mut scores) = (Vec::new(), Vec::new());
        for (of_met, holding) in self.last.iter().skip(early) {
            let holding: Vec<usize> = (0..kept.len()).filter(|&label| holding.contains(&kept[label])).collect();
            if !single || !holding.is_empty() {
                rows.push(Some((holding, 0)));
                scores.push(kept.iter().map(|&label| of_met.get(label).map_or(-1.0, |&score| score.into())).collect());
            }
        }
        let places: Vec<usize> = (0..rows.len()).collect();
        Task { labels: labels.to_vec(), groups: Vec::new(), single, first: None, rows }.decision(
            &places,
            &scores,
            ThresholdRule::HighestF1,
        )
    }

    /// How well rows were labelled before they were learned.
    fn progress(&self, single: bool) -> Vec<String> {
        let (rows, mut last) = (self.model.rows(), Told::default());
        self.last.iter().for_each(|(scores, holding)| last.judge(scores, holding));
        let name = if single { "accuracy" } else { "micro F1" };
        let (all, of_last) = (self.told.score(single), last.score(single));
        let mut notes = vec![format!(
            "Progressive validation, each row labelled before it was learned: {name} {all:.4} of {rows} rows, {of_last:.4} of the last {}.",
            last.rows
        )];
        // Rows that were drawn at random have the labels of the row before as often as two rows of the table do.
        let by_chance: f64 = self.met.iter().map(|met| share(met.rows, rows) * share(met.rows, rows)).sum();
        if single && rows > 100 && share(self.alike, rows) > 0.5 * (1.0 + by_chance) {
            notes.push(
                "Warning: most rows have the label of the row before; one pass over a sorted table learns its end, and the figure above says nothing: \
                 shuffle its rows.".into(),
            );
        }
        notes
    }
}
