//! a model, the table it was made of, an article -> how far the article's labels hang on which articles were labelled,
//! and on what others are quoted as saying.
//!
//! The model is made anew on resamples of the table, drawn with replacement as many as there are (the bootstrap, Efron
//! 1979); what is drawn is an article with its near-duplicates. The agreement of a label is the share of refits that say
//! of it what the model says: 1 - agreement is Breiman's (1996) instability of this one prediction. A refit is the whole
//! recipe: terms and idf of the resample, and thresholds and calibration by the same rule, from the scores of the rows that
//! were not drawn. Rows that are copies of the article are in no resample: a fit that learned the answer agrees with it.

use rayon::prelude::*;
use serde::Serialize;

use crate::article::{Article, Corpus};
use crate::error::{Error, ErrorKind, Result};
use crate::features::TermReader;
use crate::model::Model;
use crate::predict::{Decided, Prediction, Predictor, Status};
use crate::rng::Rng;
use crate::split::NearDuplicates;
use crate::task::Classifier;
use crate::train::{CrossFit, Prepared, Trainer};
use crate::voices::without_quotations;

/// The tolerance of refits, a tenth of LIBLINEAR's. Copies of a row make the last steps of a training's own tolerance slow, and
/// these change no label that does not lie at its threshold.
const TOLERANCE: f64 = 0.01;

/// Makes a model anew on resamples of its table. The table is read once.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for n in 0..5 {
/// #     for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #         corpus.articles.push(Article::from_text("", format!("{text} {n}")));
/// #         corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// #     }
/// # }
/// # corpus.single_topic = true;
/// use standpoint::robustness::Bootstrap;
/// use standpoint::{Predictor, Trainer};
/// let predictor = Predictor::new(Trainer::default().train(&corpus)?);
/// let bootstrap = Bootstrap::new(&predictor, &corpus, 10)?;
/// let said = bootstrap.robustness(&Article::from_text("", "A steel tariff"), &mut predictor.reader())?;
/// let trade = said.as_ref().map(|said| (said.topics[1].label.as_str(), said.topics[1].said, said.topics[1].agree));
/// assert_eq!(trade, Some(("trade", true, 1.0)));
/// # Ok::<(), standpoint::Error>(())
/// ```
pub struct Bootstrap<'a> {
    predictor: &'a Predictor,
    trainer: Trainer,
    prepared: Prepared<'a>,
    refits: usize,
}

/// How far the labels of one article hang on which articles were labelled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Robustness {
    /// Refits.
    pub refits: usize,
    /// Their seed, which is the model's.
    pub seed: u64,
    /// Whether the table is the one that the model was made of.
    pub same_data: bool,
    /// Rows of the table that are copies of the article, or of such a row, and are in no resample.
    pub copies_left_out: usize,
    /// Every topic, said or not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Agreement>,
    /// The target predicted, `none` among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Agreement>,
    /// The stance; one toward another target does not agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<Agreement>,
    /// What the model says where quotations are masked.
    pub masked: Masked,
}

/// A label, and how many refits say of it what the model says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The label.
    pub label: String,
    /// Whether the model says it.
    pub said: bool,
    /// The share of the refits that agree, 0 to 1.
    pub agree: f64,
}

/// What a model says of an article whose quotations are replaced by spaces.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Masked {
    /// The share of its letters that are quoted.
    pub quoted: f64,
    /// Whether what is left can be labelled.
    pub status: &'static str,
    /// The labels of what is left.
    #[serde(flatten)]
    pub said: Said,
}

/// The labels of an article.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Said {
    /// Topics, where the model has any; the likeliest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<String>>,
    /// The target; `none` where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The stance toward it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<String>,
}

impl Said {
    fn of(model: &Model, prediction: &Prediction) -> Self {
        let names = |classifier: &Option<Classifier>, decided: &Option<Decided>| {
            let (classifier, decided) = (classifier.as_ref()?, decided.as_ref()?);
            Some(decided.holding.iter().map(|&label| classifier.labels[label].clone()).collect::<Vec<_>>())
        };
        let named = prediction.target_label.clone();
        let target = if prediction.target.is_some() { named.or_else(|| Some("none".into())) } else { named };
        let stance = names(&model.stance, &prediction.stance).and_then(|names| names.into_iter().next());
        Self { topics: names(&model.topics, &prediction.topics), target, stance }
    }

    fn has(&self, topic: &String) -> bool {
        self.topics.as_ref().is_some_and(|topics| topics.contains(topic))
    }
}

impl<'a> Bootstrap<'a> {
    /// Of the table that a model was made of, read as it was then. O(text).
    ///
    /// # Errors
    /// Where the model learned in one pass, or the table teaches other labels.
    pub fn new(predictor: &'a Predictor, corpus: &'a Corpus, refits: usize) -> Result<Self> {
        let model = predictor.model();
        if model.vectorizer.config().hash_bits.is_some() {
            let text = "--robust makes a model anew, and one made by train --hashing cannot be; train one without --hashing";
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        if refits == 0 {
            return Err(Error::new(ErrorKind::Parameter, "0 refits: choose 1 or more with --refits"));
        }
        let mut trainer = Trainer::of_model(model)?;
        trainer.learner.tolerance = TOLERANCE;
        let prepared = trainer.prepare(corpus)?;
        for ((name, classifier), task) in model.classifiers().into_iter().zip(&prepared.tasks) {
            let own = classifier.map_or(&[][..], |classifier| &classifier.labels);
            let taught = task.as_ref().map_or(&[][..], |task| &task.labels);
            if own != taught {
                let told = |labels: &[String]| if labels.is_empty() { "none".to_owned() } else { labels.join(", ") };
                let text = format!(
                    "the labels of {name} differ: {} in the model, {} in the table; give the table that it was trained on, or \
                     write its labels as the model has them",
                    told(own),
                    told(taught)
                );
                return Err(Error::new(ErrorKind::Labels, text));
            }
        }
        Ok(Self { predictor, trainer, prepared, refits })
    }

    /// Whether the table is, byte for byte, the one that the model was made of.
    pub fn has_same_data(&self) -> bool {
        self.predictor.model().provenance.data_sha256 == self.prepared.corpus.sha256
    }

    /// The robustness of one article's labels; none where it has no label. As many fits as refits, and one; as many models
    /// are in memory as there are threads. The same whatever the threads.
    ///
    /// # Errors
    /// As [`Trainer::fit`].
    pub fn robustness(&self, article: &Article, reader: &mut TermReader) -> Result<Option<Robustness>> {
        let said = self.predictor.predict(article, reader);
        if said.status != Status::Ok {
            return Ok(None);
        }
        let (said, model) = (Said::of(self.predictor.model(), &said), self.predictor.model());
        let (units, copies_left_out) = self.units(article);
        if units.is_empty() {
            let text = "every row of the training data is a copy of the article, so that none is left to learn from; add rows";
            return Err(Error::new(ErrorKind::Labels, text));
        }
        let seed = self.trainer.learner.seed;
        let rows: Vec<usize> = units.iter().flatten().copied().collect();
        let fits = CrossFit::new(&self.trainer, &self.prepared, &rows, Vec::new())?;
        let mut refits: Vec<Said> = Vec::with_capacity(self.refits);
        let all: Vec<u64> = (0..self.refits as u64).collect();
        // A thread that waits within one refit may begin another: so no more than these are open at once.
        for some in all.chunks(rayon::current_num_threads()) {
            let refit = |&at: &u64| {
                let (drawn, others) = resample(&units, seed, at);
                let refit = Predictor::new(fits.refit(&drawn, &others)?);
                Ok(Said::of(refit.model(), &refit.predict(article, &mut refit.reader())))
            };
            refits.extend(some.par_iter().map(refit).collect::<Result<Vec<_>>>()?);
        }
        let share =
            |agrees: &dyn Fn(&Said) -> bool| refits.iter().filter(|refit| agrees(refit)).count() as f64 / refits.len() as f64;
        let topics = model.topics.iter().flat_map(|classifier| &classifier.labels).map(|label| {
            let holds = said.has(label);
            Agreement {
                label: label.clone(),
                said: holds,
                agree: share(&|refit| refit.topics.is_some() && refit.has(label) == holds),
            }
        });
        let predicted = said.target.as_ref().filter(|_| article.target.is_none() && model.target.is_some());
        let target = predicted.map(|label| Agreement {
            label: label.clone(),
            said: true,
            agree: share(&|refit| refit.target.as_ref() == Some(label)),
        });
        let stance = said.stance.as_ref().map(|label| Agreement {
            label: label.clone(),
            said: true,
            agree: share(&|refit| refit.stance.as_ref() == Some(label) && refit.target == said.target),
        });
        Ok(Some(Robustness {
            refits: self.refits,
            seed,
            same_data: self.has_same_data(),
            copies_left_out,
            topics: topics.collect(),
            target,
            stance,
            masked: self.masked(article, reader),
        }))
    }

    /// What is drawn: the rows of each group, but for those of the article's copies; and how many rows these are.
    fn units(&self, article: &Article) -> (Vec<Vec<usize>>, usize) {
        let (groups, all) = (self.prepared.duplicates.numbers(), self.prepared.corpus.len());
        let copies: Vec<u64> =
            NearDuplicates::of(article, &self.prepared.corpus.articles).into_iter().map(|row| groups[row]).collect();
        let mut rows: Vec<usize> = (0..all).filter(|&row| !copies.contains(&groups[row])).collect();
        let left_out = all - rows.len();
        // Groups in the order of their first row, so that hashes decide nothing.
        rows.sort_by_key(|&row| (groups[row], row));
        let mut units: Vec<Vec<usize>> = rows.chunk_by(|&a, &b| groups[a] == groups[b]).map(<[usize]>::to_vec).collect();
        units.sort_by_key(|unit| unit[0]);
        (units, left_out)
    }

    fn masked(&self, article: &Article, reader: &mut TermReader) -> Masked {
        let mention = article.mention.map_or(0..0, |mention| mention.range());
        let (title, body) = (without_quotations(&article.title, 0..0), without_quotations(&article.body, mention));
        let letters = |texts: [&str; 2]| texts.into_iter().flat_map(str::chars).filter(|c| c.is_alphanumeric()).count() as f64;
        let left = letters([&title, &body]) / letters([&article.title, &article.body]).max(1.0);
        let prediction = self.predictor.predict(&Article { title, body, ..article.clone() }, reader);
        let said = Said::of(self.predictor.model(), &prediction);
        Masked { quoted: 1.0 - left, status: prediction.status.name(), said }
    }
}

/// The rows of a resample, rising, of as many units as there are, each drawn from all of them; and the rows not drawn.
fn resample(units: &[Vec<usize>], seed: u64, at: u64) -> (Vec<usize>, Vec<usize>) {
    // A seed of its own for each, so that threads change nothing.
    let mut rng = Rng::new(seed ^ (at << 32));
    let mut times = vec![0; units.len()];
    (0..units.len()).for_each(|_| times[rng.below(units.len())] += 1);
    let drawn = units.iter().zip(&times).flat_map(|(unit, &times)| std::iter::repeat_n(unit, times).flatten());
    let others = units.iter().zip(&times).filter(|(_, times)| **times == 0).flat_map(|(unit, _)| unit);
    let rising = |mut rows: Vec<usize>| {
        rows.sort_unstable();
        rows
    };
    (rising(drawn.copied().collect()), rising(others.copied().collect()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_resample_draws_as_many_units_as_there_are_and_whole(sizes in prop::collection::vec(1..4usize, 1..30), seed: u64, at in 0..50u64) {
            let mut next = 0;
            let units: Vec<Vec<usize>> = sizes.iter().map(|size| {
                next += size;
                (next - size..next).collect()
            }).collect();
            let (drawn, others) = resample(&units, seed, at);
            prop_assert!(drawn.is_sorted() && others.is_sorted());
            let times = |row: &usize| drawn.iter().filter(|drawn| *drawn == row).count();
            let mut units_drawn = 0;
            for unit in &units {
                let of = times(&unit[0]);
                units_drawn += of;
                prop_assert!(unit.iter().all(|row| times(row) == of && others.contains(row) == (of == 0)));
            }
            prop_assert_eq!(units_drawn, units.len());
            prop_assert_eq!(resample(&units, seed, at), (drawn, others));
        }
    }
}
