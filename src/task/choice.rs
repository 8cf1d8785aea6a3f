//! a decision, a rule, the shares of labels in a stream -> the decision for it, and what that changes of each label.
//!
//! Thresholds are chosen from the operating curves of rows that the training held out, where rows with a label and others count
//! what they do in the stream ([`PriorShift`]); probabilities are moved to it.

use std::collections::BTreeMap;

use super::Decision;
use crate::error::{Error, ErrorKind, Result};
use crate::linear::operating_curve::{OperatingCurve, ThresholdRule};
use crate::linear::prior_shift::PriorShift;

/// The share of articles that have a label, by label, in a stream where it differs from the training.
///
/// ```
/// use standpoint::task::Stream;
/// let stream = Stream([("trade".to_owned(), 0.03)].into());
/// assert_eq!(stream.of(&["sport".into(), "trade".into()])?, [None, Some(0.03)]);
/// assert!(stream.of(&["sport".into()]).is_err());
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stream(pub BTreeMap<String, f64>);

impl Stream {
    /// The share of each label, where it is given.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] where a label is none of these.
    pub fn of(&self, labels: &[String]) -> Result<Vec<Option<f64>>> {
        if let Some(unknown) = self.0.keys().find(|name| !labels.contains(name)) {
            let text = format!("'{unknown}' is no topic of this model; it has {}", labels.join(", "));
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        Ok(labels.iter().map(|label| self.0.get(label).copied()).collect())
    }
}

/// A threshold, and the precision and recall that it gave of rows held out, as they would be in the stream.
///
/// ```
/// let chosen = standpoint::task::Chosen { threshold: 0.2, precision: 0.9, recall: 0.7 };
/// assert!(chosen.precision > chosen.recall);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// Of the score.
    pub threshold: f64,
    /// Of the rows over it, those with the label.
    pub precision: f64,
    /// Of the rows with the label, those over it.
    pub recall: f64,
}

/// What is chosen for one label.
///
/// ```
/// use standpoint::linear::calibration::Sigmoid;
/// use standpoint::linear::operating_curve::{OperatingCurve, ThresholdRule};
/// use standpoint::task::Decision;
/// let (sigmoid, scores) = (Sigmoid { a: -2.0, b: 0.0 }, [2.0, 1.0, 0.5, -0.5, -1.0, -2.0]);
/// let curve = OperatingCurve::of_sigmoid(&scores, sigmoid, &[true, true, true, false, false, false]);
/// let decision = Decision::Thresholds { thresholds: vec![0.0], sigmoids: vec![sigmoid], curves: vec![curve] };
/// let choices = decision.choose(&["trade".into()], [ThresholdRule::HighestF1; 2], &[Some(0.05)])?;
/// assert_eq!(choices[0].training, 0.5);
/// assert!(choices[0].after.threshold > choices[0].before.threshold);
/// // Odds of 1 become those of one in twenty.
/// assert!((decision.chosen(&choices).probabilities(&[0.0])[0] - 0.05).abs() < 1e-12);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Its share of the training rows.
    pub training: f64,
    /// From there to the stream.
    pub shift: PriorShift,
    /// By the first rule, for a stream like the training.
    pub before: Chosen,
    /// By the second rule, for the stream.
    pub after: Chosen,
    /// Whether some threshold gives what the second rule wants (of the highest F1, one of 0.3); where none does, the highest score is the threshold, so that the
    /// label is said of almost no article.
    pub reached: bool,
}

impl Decision {
    /// Thresholds by a first rule and by a second one, the second for a stream in which some labels have other shares.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] where labels have no threshold, no row was held out, or a label is in none or all of those.
    pub fn choose(&self, labels: &[String], rules: [ThresholdRule; 2], stream: &[Option<f64>]) -> Result<Vec<Choice>> {
        let wrong = |text: String| Error::new(ErrorKind::Parameter, text);
        rules[1].check()?;
        let Self::Thresholds { curves, .. } = self else {
            let text =
                "one topic is said of each article, the likeliest, and no threshold can be chosen; train with --multi-label";
            return Err(wrong(text.into()));
        };
        if curves.is_empty() {
            let text = "no row was held out to choose thresholds by; train without --no-calibration";
            return Err(wrong(text.into()));
        }
        let choice = |((curve, &assumed), label): ((&OperatingCurve, _), &String)| {
            let training = curve.prevalence();
            let shift = match assumed {
                Some(_) if training <= 0.0 || training >= 1.0 => {
                    let text = format!("none or all of the training rows have '{label}', so that no other share can be assumed");
                    return Err(wrong(text));
                }
                Some(share) => PriorShift::new(training, share)?,
                None => PriorShift::NONE,
            };
            let chosen = |threshold: f64| {
                let (precision, recall) = curve.precision_recall(threshold, shift);
                Chosen { threshold, precision, recall }
            };
            let before = chosen(curve.threshold(rules[0], PriorShift::NONE));
            let after = chosen(curve.threshold(rules[1], shift));
            let reached = curve.points.first().is_some_and(|first| after.threshold < first.threshold);
            Ok(Choice { training, shift, before, after, reached })
        };
        curves.iter().zip(stream).zip(labels).map(choice).collect()
    }

    /// The same with the thresholds chosen, and the probabilities of the stream.
    pub fn chosen(&self, choices: &[Choice]) -> Self {
        let mut out = self.clone();
        if let Self::Thresholds { thresholds, sigmoids, .. } = &mut out {
            for ((threshold, sigmoid), choice) in thresholds.iter_mut().zip(sigmoids).zip(choices) {
                *threshold = choice.after.threshold;
                *sigmoid = choice.shift.sigmoid(*sigmoid);
            }
        }
        out
    }
}
