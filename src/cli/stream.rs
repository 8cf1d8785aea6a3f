//! `--prevalence` and `--precision`: what thresholds and probabilities are to be, and in a line a topic what that changes.

use std::collections::BTreeMap;

use serde::Serialize;
use standpoint::linear::operating_curve::ThresholdRule;
use standpoint::task::{Choice, Stream};
use standpoint::{Error, ErrorKind, Model, Result};

use super::output::tell;

#[derive(clap::Args)]
pub struct StreamArgs {
    /// The share of the articles that have a topic, where it is not that of the training rows, such as trade=.03; several are
    /// parted by commas. Probabilities and thresholds are adapted to it
    #[arg(long, value_name = "TOPIC=SHARE", value_delimiter = ',', value_parser = share)]
    pub prevalence: Vec<(String, f64)>,
}

fn share(text: &str) -> std::result::Result<(String, f64), String> {
    let (topic, share) = text.rsplit_once('=').ok_or("write a topic and its share, such as trade=.03")?;
    let share = share.trim().parse().ok().filter(|share| *share > 0.0 && *share < 1.0);
    share.map(|share| (topic.trim().to_owned(), share)).ok_or_else(|| "a share is above 0 and below 1, such as .03".into())
}

impl StreamArgs {
    /// The shares of topics.
    pub fn stream(&self) -> Result<Stream> {
        let mut shares = BTreeMap::new();
        for (topic, share) in &self.prevalence {
            if shares.insert(topic.clone(), *share).is_some() {
                return Err(Error::new(ErrorKind::Parameter, format!("--prevalence gives '{topic}' twice; give it one share")));
            }
        }
        Ok(Stream(shares))
    }
}

/// What labels were said for, as results tell it.
#[derive(Serialize)]
pub struct Assumed {
    /// The share of each topic.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    prevalence: BTreeMap<String, f64>,
    /// The precision wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<f64>,
}

/// Adapts the topics of a model, and says on stderr how. Nothing where nothing is asked for.
pub fn adapt(model: &mut Model, args: &StreamArgs, precision: Option<f64>, quiet: bool) -> Result<Option<Assumed>> {
    let stream = args.stream()?;
    if stream.0.is_empty() && precision.is_none() {
        return Ok(None);
    }
    let Some(topics) = &mut model.topics else {
        let text = "--prevalence and --precision are of topics, and this model has none; leave them out, or give another model";
        return Err(Error::new(ErrorKind::Parameter, text));
    };
    let of_training = ThresholdRule::of(model.provenance.precision);
    let rules = [of_training, precision.map_or(of_training, ThresholdRule::Precision)];
    let assumed = stream.of(&topics.labels)?;
    let choices = topics.decision.choose(&topics.labels, rules, &assumed)?;
    topics.decision = topics.decision.chosen(&choices);
    for line in lines(&topics.labels, &choices, rules[1], &assumed) {
        tell(quiet, &line);
    }
    let precision = rules[1].precision();
    Ok(Some(Assumed { prevalence: stream.0, precision }))
}

/// A line for each topic whose threshold was looked for anew.
pub fn lines(labels: &[String], choices: &[Choice], rule: ThresholdRule, assumed: &[Option<f64>]) -> Vec<String> {
    let all = labels.iter().zip(choices).zip(assumed);
    let asked = all.filter(|(_, assumed)| assumed.is_some() || rule != ThresholdRule::HighestF1);
    asked.map(|((label, choice), assumed)| line(label, choice, rule, *assumed)).collect()
}

fn line(label: &str, choice: &Choice, rule: ThresholdRule, assumed: Option<f64>) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let Choice { before, after, .. } = choice;
    let share = match assumed {
        Some(share) => format!("{} of the training rows, {} assumed; ", percent(choice.training), percent(share)),
        None => String::new(),
    };
    let figures = format!(
        "threshold {:+.3} -> {:+.3}; of rows held out precision {:.3} -> {:.3}, recall {:.3} -> {:.3}",
        before.threshold, after.threshold, before.precision, after.precision, before.recall, after.recall
    );
    let missed = match rule.precision() {
        _ if choice.reached => String::new(),
        Some(wanted) => format!("; no threshold gives precision {wanted}, so that the topic is said of almost no article"),
        None => "; no threshold gives an F1 worth having, so that the topic is said of almost no article".to_owned(),
    };
    format!("  {label}: {share}{figures}{missed}")
}
