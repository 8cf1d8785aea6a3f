//! truth and what was said of each row -> counts and figures, where each row counts as often as its weight says.
//!
//! A weight of 1 for all gives the figures themselves, the weights of a resample those of the resample; so the 1,000
//! resamples of a bootstrap share what can be sorted and summed once.

use std::collections::HashMap;

use libm::log;

use super::Outcome;
use crate::metrics::{Averages, Counts, Ranked, Scores, cohen_kappa, matthews};
use crate::task::Task;

/// One row as the figures see it; labels rise.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    pub row: usize,
    pub truth: Vec<usize>,
    pub said: Vec<usize>,
    /// The labels said that are right.
    pub hits: Vec<usize>,
}

impl Case {
    /// Of a row's labels, and those said of it.
    pub fn new(row: usize, truth: &[usize], said: &[usize]) -> Self {
        let sorted = |labels: &[usize]| {
            let mut labels = labels.to_vec();
            labels.sort_unstable();
            labels
        };
        let (truth, said) = (sorted(truth), sorted(said));
        let hits = said.iter().copied().filter(|label| truth.contains(label)).collect();
        Self { row, truth, said, hits }
    }

    /// Whether its labels are all right.
    pub fn is_right(&self) -> bool {
        self.hits.len() == self.truth.len() && self.hits.len() == self.said.len()
    }

    /// (row, label) pairs that are wrong.
    fn wrong(&self) -> u64 {
        (self.truth.len() + self.said.len() - 2 * self.hits.len()) as u64
    }

    /// Precision, recall and F1 of this row alone.
    fn scores(&self) -> [f64; 3] {
        let counts = Counts {
            true_positive: self.hits.len() as u64,
            false_positive: (self.said.len() - self.hits.len()) as u64,
            false_negative: (self.truth.len() - self.hits.len()) as u64,
        };
        let scores = counts.scores();
        [scores.precision, scores.recall, scores.f1]
    }
}

/// The rows of a task that are coded, what was said of them, and what shares a draw.
pub(super) struct Cases<'a> {
    pub labels: &'a [String],
    pub cases: Vec<Case>,
    /// Whether exactly one label holds and is said; chance agreement is told by label then, else by (row, label).
    pub classes: Option<bool>,
    /// Times that each row is in `cases`.
    pub repeats: u64,
    /// What of `cases` is drawn together.
    pub cluster_of: Vec<u32>,
    pub clusters: usize,
    scores: Vec<[f64; 3]>,
    pub probability: Option<Probability>,
    /// The labels whose mean F1 is SemEval's figure.
    semeval: Option<[usize; 2]>,
}

/// The probabilities of a task.
pub(super) struct Probability {
    /// The cases that have them.
    at: Vec<usize>,
    /// One a label.
    pub ranked: Vec<Ranked>,
    /// Log loss and Brier score of each, over all classes, where one label holds.
    losses: Option<Vec<(f64, f64)>>,
}

/// What some rows add up to.
pub(super) struct Tally {
    pub counts: Vec<Counts>,
    pub right: u64,
    pub rows: u64,
    wrong: u64,
    samples: [f64; 3],
}

impl<'a> Cases<'a> {
    /// Of outcomes, those of rows that are not coded left out. `groups` gives what of the corpus's rows is drawn together.
    pub fn of(task: &'a Task, outcomes: &[Outcome], groups: Option<&[u64]>) -> Self {
        let coded: Vec<(&Outcome, &Vec<usize>)> =
            outcomes.iter().filter_map(|outcome| Some((outcome, &task.rows[outcome.row].as_ref()?.0))).collect();
        let cases = coded.iter().map(|(outcome, truth)| Case::new(outcome.row, truth, &outcome.said)).collect();
        let mut out = Self::new(&task.labels, cases, Some(task.single), groups);
        let at: Vec<usize> = (0..coded.len()).filter(|&at| !coded[at].0.probabilities.is_empty()).collect();
        let of_label = |label: usize| {
            let said: Vec<(f64, bool)> =
                at.iter().map(|&at| (coded[at].0.probabilities[label], coded[at].1.contains(&label))).collect();
            Ranked::new(&said)
        };
        let losses = task.single.then(|| at.iter().map(|&at| losses(&coded[at].0.probabilities, coded[at].1)).collect());
        if !at.is_empty() {
            let ranked = (0..task.labels.len()).map(of_label).collect();
            out.probability = Some(Probability { at, ranked, losses });
        }
        out
    }

    /// Of cases without probabilities.
    pub fn new(labels: &'a [String], cases: Vec<Case>, classes: Option<bool>, groups: Option<&[u64]>) -> Self {
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let group = |row: usize| groups.map_or(row as u64, |groups| groups[row]);
        let cluster_of: Vec<u32> = cases
            .iter()
            .map(|case| {
                let next = numbers.len() as u32;
                *numbers.entry(group(case.row)).or_insert(next)
            })
            .collect();
        let first = cases.first().map(|case| case.row);
        let repeats = cases.iter().filter(|case| Some(case.row) == first).count().max(1) as u64;
        let place = |name: &str| labels.iter().position(|label| label == name);
        let semeval = place("favour").zip(place("against")).map(|(favour, against)| [favour, against]);
        let scores = cases.iter().map(Case::scores).collect();
        Self { labels, cases, classes, repeats, cluster_of, clusters: numbers.len(), scores, probability: None, semeval }
    }

    /// The counts where each case has a weight.
    pub fn tally(&self, weights: &[u32]) -> Tally {
        let mut tally =
            Tally { counts: vec![Counts::default(); self.labels.len()], right: 0, rows: 0, wrong: 0, samples: [0.0; 3] };
        for ((case, scores), &weight) in self.cases.iter().zip(&self.scores).zip(weights).filter(|(_, weight)| **weight > 0) {
            let (whole, part) = (u64::from(weight), f64::from(weight));
            for &label in &case.truth {
                tally.counts[label].false_negative += whole;
            }
            for &label in &case.said {
                tally.counts[label].false_positive += whole;
            }
            for &label in &case.hits {
                let count = &mut tally.counts[label];
                count.true_positive += whole;
                count.false_negative -= whole;
                count.false_positive -= whole;
            }
            tally.right += whole * u64::from(case.is_right());
            tally.wrong += whole * case.wrong();
            tally.rows += whole;
            tally.samples.iter_mut().zip(scores).for_each(|(sum, score)| *sum += part * score);
        }
        tally
    }

    /// All figures in the order in which [`Figures::read`](super::figures::Figures::read) takes them; not a number where
    /// one is undefined. O(rows × labels).
    pub fn figures(&self, weights: &[u32]) -> Vec<f64> {
        let tally = self.tally(weights);
        let averages = Averages::of(&tally.counts);
        let mut out = Vec::with_capacity(8 * self.labels.len() + 32);
        let mut push = |scores: Scores| out.extend([scores.precision, scores.recall, scores.f1]);
        tally.counts.iter().for_each(|counts| push(counts.scores()));
        [averages.micro, averages.r#macro, averages.weighted].into_iter().for_each(push);
        let rows = tally.rows as f64;
        out.extend(tally.samples.map(|sum| share(sum, rows)));
        out.push(tally.accuracy());
        out.push(share(tally.wrong as f64, rows * self.labels.len() as f64));
        if let Some(single) = self.classes {
            let (classes, rows, agreed) = tally.classes(single, self.labels.len());
            out.push(matthews(&classes, rows, agreed).unwrap_or(f64::NAN));
            out.push(cohen_kappa(&classes, rows, agreed).unwrap_or(f64::NAN));
        }
        if let Some([favour, against]) = self.semeval {
            out.push((tally.counts[favour].scores().f1 + tally.counts[against].scores().f1) / 2.0);
        }
        if let Some(probability) = &self.probability {
            probability.figures(weights, &mut out);
        }
        out
    }

    /// Accuracy, micro F1 and macro F1 alone.
    pub fn summary(&self, weights: &[u32]) -> [f64; 3] {
        let tally = self.tally(weights);
        let averages = Averages::of(&tally.counts);
        [tally.accuracy(), averages.micro.f1, averages.r#macro.f1]
    }

    /// Whether SemEval's figure is told: where the labels are favour and against, or these and others.
    pub fn has_semeval(&self) -> bool {
        self.semeval.is_some()
    }

    /// Cases without probabilities, where others have them.
    pub fn without_probability(&self) -> usize {
        self.probability.as_ref().map_or(0, |probability| self.cases.len() - probability.at.len())
    }
}

impl Probability {
    /// Those of each label, then over labels, an undefined one left out of the mean.
    fn figures(&self, weights: &[u32], out: &mut Vec<f64>) {
        let weights: Vec<u32> = self.at.iter().map(|&at| weights[at]).collect();
        let mut of_labels: [Vec<f64>; 5] = Default::default();
        for ranked in &self.ranked {
            let s = ranked.scores(&weights);
            for (sum, figure) in
                of_labels.iter_mut().zip([s.average_precision, s.roc_auc, s.log_loss, s.brier, s.calibration_error])
            {
                out.push(figure.unwrap_or(f64::NAN));
                sum.extend(figure);
            }
        }
        let mean = |figures: &Vec<f64>| figures.iter().sum::<f64>() / figures.len() as f64;
        let mut over = [0, 1, 2, 3, 4].map(|at| mean(&of_labels[at]));
        if let Some(losses) = &self.losses {
            let (mut log_loss, mut brier, mut rows) = (0.0, 0.0, 0.0);
            for (&(log, square), &weight) in losses.iter().zip(&weights) {
                log_loss += f64::from(weight) * log;
                brier += f64::from(weight) * square;
                rows += f64::from(weight);
            }
            (over[2], over[3]) = (log_loss / rows, brier / rows);
        }
        out.extend(over);
    }
}

/// Log loss and Brier score of probabilities over classes; the latter halved where there are two, as scikit-learn does.
fn losses(probabilities: &[f64], truth: &[usize]) -> (f64, f64) {
    let square = |(label, p): (usize, &f64)| {
        let gap = p - f64::from(u8::from(truth.contains(&label)));
        gap * gap
    };
    let sum: f64 = probabilities.iter().enumerate().map(square).sum();
    let of_truth: f64 = truth.iter().map(|&label| probabilities[label]).sum();
    (-log(of_truth.clamp(f64::EPSILON, 1.0 - f64::EPSILON)), if probabilities.len() == 2 { sum / 2.0 } else { sum })
}

impl Tally {
    pub fn accuracy(&self) -> f64 {
        share(self.right as f64, self.rows as f64)
    }

    /// (how often said, how often true) of each class, the cases, and those in agreement.
    fn classes(&self, single: bool, labels: usize) -> (Vec<(f64, f64)>, f64, f64) {
        let of_label = |counts: &Counts| {
            let hits = counts.true_positive as f64;
            (hits + counts.false_positive as f64, hits + counts.false_negative as f64)
        };
        let mut classes: Vec<(f64, f64)> = self.counts.iter().map(of_label).collect();
        let sum = classes.iter().fold((0.0, 0.0), |sum, class| (sum.0 + class.0, sum.1 + class.1));
        let rows = self.rows as f64;
        if single {
            // A class of its own for what got no label.
            classes.push((rows - sum.0, rows - sum.1));
            return (classes, rows, self.right as f64);
        }
        let cells = rows * labels as f64;
        (vec![sum, (cells - sum.0, cells - sum.1)], cells, cells - self.wrong as f64)
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}
