//! A prediction as the JSON object and as the cells that users' scripts rely on: names are added, never changed.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use standpoint::abstention::{Reason, Unsure};
use standpoint::article::hex;
use standpoint::features::TermReader;
use standpoint::predict::{Decided, Prediction};
use standpoint::robustness::Robustness;
use standpoint::task::{Classifier, Decision};
use standpoint::{Article, Predictor};

use super::csv_line::CsvLine;
use super::stream::Assumed;
use super::voices::VoiceLine;

/// A label and its probability, `null` where it was given.
#[derive(Serialize)]
pub struct Labelled<'a> {
    pub label: &'a str,
    pub probability: Option<f64>,
}

/// {label: p} for all labels of a task.
pub struct Probabilities<'a>(&'a Classifier, Option<&'a Decided>);

impl Serialize for Probabilities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (label, p) in self.0.labels.iter().zip(self.1.into_iter().flat_map(|decided| &decided.probabilities)) {
            map.serialize_entry(label, p)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
pub struct Stance<'a> {
    #[serde(flatten)]
    pub best: Labelled<'a>,
    probabilities: Probabilities<'a>,
}

#[derive(Serialize)]
pub struct Term {
    pub term: String,
    pub field: &'static str,
    pub contribution: f64,
}

#[derive(Serialize)]
pub struct Sentence {
    pub text: String,
    pub contribution: f64,
}

#[derive(Serialize)]
pub struct RunnerUp<'a> {
    pub label: &'a str,
    pub score: f64,
    /// Of a stance beside one that is decided first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
}

/// intercept + the terms' contributions = score = intercept + the sentences' contributions.
#[derive(Serialize)]
pub struct Why<'a> {
    pub task: &'static str,
    pub label: &'a str,
    pub score: f64,
    pub intercept: f64,
    pub threshold: Option<f64>,
    pub runner_up: Option<RunnerUp<'a>>,
    pub terms: Vec<Term>,
    pub sentences: Vec<Sentence>,
}

/// A label that is likelier wrong than was asked for.
#[derive(Serialize)]
pub struct UnsureLabel {
    pub task: &'static str,
    pub label: String,
    pub said: bool,
    pub error: f64,
    #[serde(serialize_with = "name")]
    pub reason: Reason,
}

fn name<S: Serializer>(reason: &Reason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(reason.name())
}

impl UnsureLabel {
    pub fn of(unsure: Vec<Unsure>) -> Vec<Self> {
        let of = |Unsure { task, label, said, error, reason }| Self { task, label, said, error, reason };
        unsure.into_iter().map(of).collect()
    }

    /// As a cell holds it; `not` stands before a topic that is not said.
    fn cell(&self) -> String {
        format!("{} {}{} {}", self.task, if self.said { "" } else { "not " }, self.label, self.reason.name())
    }
}

/// What is said of one article. A task that the model does not have is left out.
#[derive(Serialize)]
pub struct Record<'a> {
    pub id: &'a str,
    pub path: &'a str,
    pub row: Option<u64>,
    pub status: &'static str,
    content_sha256: String,
    in_training: bool,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<Labelled<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic_probabilities: Option<Probabilities<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<Option<Labelled<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stance: Option<Option<Stance<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_words: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest_class: Option<f64>,
    unlike: Vec<&'static str>,
    pub warnings: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Vec<Why<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voices: Option<Vec<VoiceLine>>,
    /// What its topics were said for, where that is not what the model was trained for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<&'a Assumed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unsure: Option<Vec<UnsureLabel>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub robust: Option<Robustness>,
}

fn best<'a>(classifier: &'a Classifier, decided: &Decided) -> Labelled<'a> {
    let label = decided.holding[0];
    Labelled { label: &classifier.labels[label], probability: Some(decided.probabilities[label]) }
}

impl<'a> Record<'a> {
    /// Of one article; with a reader, with the evidence.
    pub fn new(predictor: &'a Predictor, article: &'a Article, p: &'a Prediction, evidence: Option<&mut TermReader>) -> Self {
        let model = predictor.model();
        let topics = model.topics.as_ref().map(|classifier| {
            let holding = p.topics.iter().flat_map(|d| d.holding.iter().map(move |&l| (l, d.probabilities[l])));
            holding.map(|(l, q)| Labelled { label: &classifier.labels[l], probability: Some(q) }).collect()
        });
        let predicted = p.target.as_ref().zip(model.target.as_ref()).map(|(d, c)| best(c, d));
        let target = match (&p.target_label, predicted) {
            (Some(_), Some(predicted)) => Some(predicted),
            (Some(label), None) => Some(Labelled { label, probability: None }),
            (None, _) => None,
        };
        let stance = model.stance.as_ref().map(|classifier| {
            p.stance.as_ref().map(|d| Stance { best: best(classifier, d), probabilities: Probabilities(classifier, Some(d)) })
        });
        let content = article.content_sha256();
        Self {
            id: &article.id,
            path: &article.path,
            row: article.row,
            status: p.status.name(),
            content_sha256: hex(&content),
            in_training: predictor.was_trained_on(article, &content),
            title: &article.title,
            topics,
            topic_probabilities: model.topics.as_ref().map(|c| Probabilities(c, p.topics.as_ref())),
            target: model.stance.as_ref().map(|_| target),
            stance,
            known_words: p.novelty.known_words,
            nearest_class: p.novelty.nearest_class,
            unlike: p.unlike.iter().map(|mark| mark.name()).collect(),
            warnings: &p.warnings,
            evidence: evidence.map(|reader| all_evidence(predictor, article, p, reader)),
            voices: None,
            assumed: None,
            unsure: None,
            robust: None,
        }
    }
}

fn all_evidence<'a>(predictor: &'a Predictor, article: &Article, p: &Prediction, reader: &mut TermReader) -> Vec<Why<'a>> {
    let model = predictor.model();
    let mut out = Vec::new();
    for ((task, classifier), decided) in model.classifiers().into_iter().zip(p.decided()) {
        let (Some(classifier), Some(decided)) = (classifier, decided) else { continue };
        for &label in &decided.holding {
            let evidence = predictor.evidence(article, &p.row, classifier, (decided.block, label), reader);
            let terms = evidence.terms.into_iter();
            let sentences = evidence.sentences.into_iter();
            out.push(Why {
                task,
                label: &classifier.labels[label],
                score: decided.scores[label],
                intercept: evidence.intercept,
                threshold: match &classifier.decision {
                    Decision::Thresholds { thresholds, .. } | Decision::First { thresholds, .. } => Some(thresholds[label]),
                    // The highest holds.
                    Decision::Highest { .. } => None,
                },
                runner_up: runner_up(classifier, &decided.scores, label),
                terms: terms.map(|t| Term { term: t.term, field: t.field, contribution: t.contribution }).collect(),
                sentences: sentences.map(|s| Sentence { text: s.text, contribution: s.contribution }).collect(),
            });
        }
    }
    out
}

/// What was nearest to being said in place of a label; nothing where that was decided by its own score alone, before all else.
fn runner_up<'a>(classifier: &'a Classifier, scores: &[f64], said: usize) -> Option<RunnerUp<'a>> {
    let (first, thresholds) = match &classifier.decision {
        Decision::First { label, thresholds, .. } => (Some(*label), Some(thresholds)),
        _ => (None, None),
    };
    let over = |label: usize| scores[label] - thresholds.map_or(0.0, |thresholds| thresholds[label]);
    let others = (0..scores.len()).filter(|&other| other != said && Some(other) != first && Some(said) != first);
    let label = others.max_by(|&a, &b| over(a).total_cmp(&over(b)))?;
    let threshold = thresholds.map(|thresholds| thresholds[label]);
    Some(RunnerUp { label: &classifier.labels[label], score: scores[label], threshold })
}

/// The names of the cells that [`cells`] adds; of labels that are likelier wrong there is one where these are asked for.
pub fn header(predictor: &Predictor, unsure: bool) -> Vec<String> {
    let model = predictor.model();
    let mut out = vec!["status".to_owned(), "warnings".into()];
    if let Some(c) = &model.topics {
        out.push("predicted_topics".into());
        out.extend(c.labels.iter().map(|l| format!("probability_{l}")));
    }
    if let Some(c) = &model.stance {
        out.extend(["predicted_target".to_owned(), "predicted_stance".into()]);
        out.extend(c.labels.iter().map(|l| format!("probability_{l}")));
    }
    out.extend(unsure.then(|| "unsure".to_owned()));
    out
}

/// Adds the cells of one article to its line.
pub fn cells(line: &mut CsvLine, predictor: &Predictor, p: &Prediction, unsure: Option<&[UnsureLabel]>) {
    let model = predictor.model();
    line.cell(p.status.name());
    line.cell(&p.warnings.join("; "));
    if let Some(c) = &model.topics {
        decided(line, c, p.topics.as_ref());
    }
    if let Some(c) = &model.stance {
        line.cell(p.target_label.as_deref().unwrap_or_default());
        decided(line, c, p.stance.as_ref());
    }
    if let Some(unsure) = unsure {
        line.cell(&unsure.iter().map(UnsureLabel::cell).collect::<Vec<_>>().join("; "));
    }
}

/// Adds the labels that hold, and the probability of each.
fn decided(line: &mut CsvLine, classifier: &Classifier, decided: Option<&Decided>) {
    let Some(decided) = decided else {
        return (0..=classifier.labels.len()).for_each(|_| line.cell(""));
    };
    match *decided.holding {
        [only] => line.cell(&classifier.labels[only]),
        ref holding => line.cell(&holding.iter().map(|&l| classifier.labels[l].as_str()).collect::<Vec<_>>().join(";")),
    }
    decided.probabilities.iter().for_each(|&p| line.probability(p));
}
