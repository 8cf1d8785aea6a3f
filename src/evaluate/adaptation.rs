//! thresholds for a wanted precision, or for a stream in which topics have other shares -> what they change of precision, recall
//! and F1, by rows that were not learned from.
//!
//! Thresholds are chosen inside each split, from rows held out of its training. For a topic whose share π of the rows judged is
//! taken to be π′, a row with it counts π′/π and one without it (1−π′)/(1−π), topic by topic: the figures are those of a stream
//! in which rows with the topic and rows without it look as they do here, and only their shares differ.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::linear::operating_curve::ThresholdRule;
use crate::linear::prior_shift::PriorShift;
use crate::metrics::{Counts, Scores};
use crate::task::{Decision, Stream, Task};
use crate::train::Judged;

/// What a wanted precision or another stream changes.
///
/// ```
/// use standpoint::{evaluate::{Adapted, Adaptation}, metrics::Scores};
/// let scores = |precision, recall| Scores { precision, recall, f1: 0.0, support: 40 };
/// let trade = Adapted { share: 0.2, assumed: Some(0.02), before: scores(0.4, 0.9), after: scores(0.8, 0.6), unreached: 0 };
/// let adaptation = Adaptation { precision: None, topics: [("trade".to_owned(), trade)].into() };
/// assert!(adaptation.topics["trade"].after.precision > adaptation.topics["trade"].before.precision);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adaptation {
    /// The precision wanted, if any was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// By topic; where a stream alone is given, those of which it gives the share.
    pub topics: BTreeMap<String, Adapted>,
}

/// What it changes of one topic.
///
/// ```
/// let adapted = standpoint::evaluate::Adapted { share: 0.2, assumed: Some(0.02), ..Default::default() };
/// assert_eq!(adapted.unreached, 0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Adapted {
    /// Its share of the rows judged.
    pub share: f64,
    /// Its share of the stream, where that is another; the figures below are then of the stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assumed: Option<f64>,
    /// By the thresholds of the highest expected F1, for a stream like the training.
    pub before: Scores,
    /// By those for the precision and the stream.
    pub after: Scores,
    /// Splits in which no threshold had the precision wanted (or, where none is, an expected F1 of 0.3) on rows held out, so that
    /// the topic was said of almost no row.
    pub unreached: usize,
}

impl Adaptation {
    /// Of what every split says of its rows, each row as often as there are repeats.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] where topics have no thresholds or the stream names another one.
    pub(super) fn of<'a>(
        task: Option<&Task>,
        splits: impl Iterator<Item = &'a Judged>,
        (rule, stream): (ThresholdRule, &Stream),
        repeats: usize,
    ) -> Result<Option<Self>> {
        if rule == ThresholdRule::HighestF1 && stream.0.is_empty() {
            return Ok(None);
        }
        let Some(task) = task.filter(|task| !task.single) else {
            let text = "--prevalence and --precision are of topics that may be several a row, and here are none that are judged; leave them out, or give --multi-label";
            return Err(Error::new(ErrorKind::Parameter, text));
        };
        let assumed = stream.of(&task.labels)?;
        let mut counts = vec![[Counts::default(); 2]; task.labels.len()];
        let mut unreached = vec![0; task.labels.len()];
        let mut rows = 0;
        for judged in splits {
            let Some(decision @ Decision::Thresholds { curves, .. }) = &judged.decisions[0] else { continue };
            // Of a topic that a split's training has not there is nothing to adapt.
            let known = |at: usize| curves.get(at).is_some_and(|curve| curve.prevalence() > 0.0 && curve.prevalence() < 1.0);
            let of_split: Vec<_> = assumed.iter().enumerate().map(|(at, share)| share.filter(|_| known(at))).collect();
            let choices = decision.choose(&task.labels, [ThresholdRule::HighestF1, rule], &of_split)?;
            unreached.iter_mut().zip(&choices).for_each(|(count, choice)| *count += usize::from(!choice.reached));
            for (row, scores) in &judged.held.scores[0] {
                rows += 1;
                let labelled = !scores.is_empty() && judged.held.unknown.binary_search(row).is_err();
                for (label, choice) in choices.iter().enumerate() {
                    let over = |threshold: f64| labelled && scores[label] > threshold;
                    let [before, after] = &mut counts[label];
                    before.add(task.holds(*row, label), over(choice.before.threshold));
                    after.add(task.holds(*row, label), over(choice.after.threshold));
                }
            }
        }
        let mut topics = BTreeMap::new();
        for (at, label) in task.labels.iter().enumerate() {
            if rule == ThresholdRule::HighestF1 && assumed[at].is_none() {
                continue;
            }
            let support = counts[at][0].true_positive + counts[at][0].false_negative;
            let share = support as f64 / f64::from(rows.max(1));
            let shift = assumed[at].and_then(|assumed| PriorShift::new(share, assumed).ok()).unwrap_or(PriorShift::NONE);
            let [before, after] = counts[at].map(|counts| {
                let scores = weighted(counts, shift);
                Scores { support: support / repeats as u64, ..scores }
            });
            topics.insert(label.clone(), Adapted { share, assumed: assumed[at], before, after, unreached: unreached[at] });
        }
        Ok(Some(Self { precision: rule.precision(), topics }))
    }
}

/// Precision, recall and F1 where rows count what they do in a stream; a division by zero is 0.
fn weighted(counts: Counts, shift: PriorShift) -> Scores {
    let plain = counts.scores();
    let (hits, others) = (counts.true_positive as f64, counts.false_positive as f64);
    let wrong = shift.without * others + shift.with * counts.false_negative as f64;
    let f1 = if hits > 0.0 { 2.0 * shift.with * hits / (2.0 * shift.with * hits + wrong) } else { 0.0 };
    Scores { precision: shift.precision(hits, others), f1, ..plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_rarer_topic_are_those_of_rows_that_count_less() {
        // A half of 20 rows has the topic; in the stream a tenth. A row with it counts 0.2, another 1.8.
        let counts = Counts { true_positive: 8, false_positive: 2, false_negative: 2 };
        let shift = PriorShift::new(0.5, 0.1).expect("shares");
        let scores = weighted(counts, shift);
        assert!((scores.precision - 1.6 / (1.6 + 3.6)).abs() < 1e-12);
        assert_eq!(scores.recall, 0.8);
        assert!((scores.f1 - 2.0 * 1.6 / (2.0 * 1.6 + 3.6 + 0.4)).abs() < 1e-12);
        assert_eq!(weighted(counts, PriorShift::NONE), counts.scores());
        assert_eq!(weighted(Counts::default(), shift).f1, 0.0);
    }
}
