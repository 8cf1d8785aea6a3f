//! What a task learned: linear scores for labels, and how scores become labels and probabilities.
//!
//! score(label) = intercept + Σ value · weight. With groups, each has scores of its own for the same labels;
//! block 0 is shared by all and serves an unknown group.

use crate::buffer::{Buffer, fetch};
use crate::linear::calibration::{Sigmoid, Temperature};
use crate::linear::operating_curve::OperatingCurve;
use crate::text::target_key;

/// Linear scores for labels: score(label) = intercept + weights · row.
///
/// With groups, each has scores of its own for the same labels; block 0 is shared by all and serves an
/// unknown group.
///
/// ```
/// use standpoint::linear::calibration::Temperature;
/// use standpoint::task::{Classifier, Decision};
/// let classifier = Classifier {
///     labels: vec!["sport".into(), "trade".into()],
///     groups: vec![],
///     weights: vec![-1.0, 1.0].into(),
///     intercepts: vec![0.0, 0.0].into(),
///     decision: Decision::Highest { temperature: Temperature { a: 1.0 }, curve: None },
/// };
/// let scores = classifier.scores([(0, 0.5)].into_iter(), 0);
/// assert_eq!((scores[1], classifier.decide(&scores)), (0.5, vec![1]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Classifier {
    /// The labels, sorted.
    pub labels: Vec<String>,
    /// What has scores of its own; empty where there is one block.
    pub groups: Vec<String>,
    /// \[column\]\[block\]\[label\], flat: what a term adds to every score lies together.
    pub weights: Buffer<f32>,
    /// \[block\]\[label\], flat.
    pub intercepts: Buffer<f32>,
    /// How scores become labels.
    pub decision: Decision,
}

/// How scores become labels and probabilities, and how well that went for rows held out, where some were.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Every label over its threshold holds; each has a probability of its own.
    Thresholds {
        /// One a label.
        thresholds: Vec<f64>,
        /// One a label.
        sigmoids: Vec<Sigmoid>,
        /// Of the scores of rows held out, one a label; empty where none were.
        curves: Vec<OperatingCurve>,
    },
    /// The label of the highest score holds; probabilities add up to 1.
    Highest {
        /// Of the softmax.
        temperature: Temperature,
        /// Of the probability of the label said of rows held out, and whether it was right.
        curve: Option<OperatingCurve>,
    },
    /// One label is told apart first: whether the text says anything of the matter at all. It holds where its score is above its
    /// threshold, at which it is as likely as not, or as it is frequent where that is more; else the one of the others, which
    /// learned from rows without it, whose score is furthest over its threshold. They share what the probability of the first
    /// leaves: probabilities add up to 1, and what is said does not hang on them.
    First {
        /// The label that is decided first.
        label: usize,
        /// One a label.
        thresholds: Vec<f64>,
        /// Of its score.
        sigmoid: Sigmoid,
        /// Of the softmax of the others.
        temperature: Temperature,
        /// Of the probability of the label said of rows held out, and whether it was right.
        curve: Option<OperatingCurve>,
    },
}

impl Classifier {
    /// The block of a group, 0 where it is not known.
    pub fn block(&self, group: Option<&str>) -> usize {
        group.and_then(|name| self.groups.iter().position(|g| g == name)).map_or(0, |at| at + 1)
    }

    /// The group that a name stands for: itself, whatever its case, spaces and marks, [`target_key`], or the only one that has all its words
    /// (`Clinton` of `Hillary Clinton`).
    pub fn group_named(&self, name: &str) -> Option<&str> {
        let words = |name: &str| -> Vec<String> {
            let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let asked = words(name);
        let key = target_key(name);
        let alike = |group: &str| !asked.is_empty() && (words(group).concat() == asked.concat() || target_key(group) == key);
        let first = |is: &dyn Fn(&str) -> bool| self.groups.iter().map(String::as_str).find(|group| is(group));
        let mut having = self.groups.iter().filter(|group| {
            let words = words(group);
            !asked.is_empty() && asked.iter().all(|word| words.contains(word))
        });
        let only = || having.next().filter(|_| having.next().is_none()).map(String::as_str);
        first(&|group| group == name).or_else(|| first(&alike)).or_else(only)
    }

    /// The weight of one column for one label in one block.
    pub fn weight(&self, column: u32, block: usize, label: usize) -> f32 {
        self.weights[(column as usize * (self.groups.len() + 1) + block) * self.labels.len() + label]
    }

    /// The intercept of one label in one block.
    pub fn intercept_of(&self, block: usize, label: usize) -> f32 {
        self.intercepts[block * self.labels.len() + label]
    }

    /// The score of every label for a row of (column, value).
    pub fn scores(&self, row: impl Iterator<Item = (u32, f32)> + Clone, block: usize) -> Vec<f64> {
        let (labels, blocks) = (self.labels.len(), self.groups.len() + 1);
        self.scores_with(&self.weights, |column| (column as usize * blocks + block) * labels, row, block)
    }

    /// The same with its weights as they lie elsewhere, those of a column from a place on.
    pub(crate) fn scores_with(
        &self,
        weights: &[f32],
        place: impl Fn(u32) -> usize + Copy,
        row: impl Iterator<Item = (u32, f32)> + Clone,
        block: usize,
    ) -> Vec<f64> {
        let labels = self.labels.len();
        let mut scores: Vec<f64> = (0..labels).map(|label| f64::from(self.intercept_of(block, label))).collect();
        if labels >= LONG {
            let ends = |column| weights[place(column)].to_bits() ^ weights[place(column) + labels - 1].to_bits();
            fetch(row.clone().map(|(column, _)| ends(column)));
        }
        let mut label = 0;
        while label < labels {
            let row = row.clone().map(|(column, value)| (place(column) + label, value));
            let scores = &mut scores[label..];
            label += match scores.len() {
                16.. => add::<16>(weights, row, scores),
                8.. => add::<8>(weights, row, scores),
                4.. => add::<4>(weights, row, scores),
                2.. => add::<2>(weights, row, scores),
                _ => add::<1>(weights, row, scores),
            };
        }
        scores
    }

    /// Takes off the weights of the last `columns` columns.
    pub(crate) fn take_last(&mut self, columns: usize) -> Vec<f32> {
        let kept = self.weights.len() - columns * self.width();
        self.weights.to_mut().split_off(kept)
    }

    /// Weights of one column.
    pub(crate) fn width(&self) -> usize {
        (self.groups.len() + 1) * self.labels.len()
    }

    /// The same for rows of all columns, where it was fitted to those that are kept alone: the others have the weight 0.
    pub(crate) fn spread(mut self, kept: &[bool]) -> Self {
        let width = self.width();
        let mut weights = Vec::with_capacity(width * kept.len());
        let mut own = self.weights.chunks_exact(width);
        for kept in kept {
            match if *kept { own.next() } else { None } {
                Some(own) => weights.extend_from_slice(own),
                None => weights.resize(weights.len() + width, 0.0),
            }
        }
        self.weights = weights.into();
        self
    }

    /// The probability of every label, of its scores.
    pub fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        self.decision.probabilities(scores)
    }

    /// The labels that hold, of their scores; the first of equals wins.
    pub fn decide(&self, scores: &[f64]) -> Vec<usize> {
        self.decision.decide(scores)
    }
}

/// Labels with whose weights there is so much to do for each column that the next ones would be waited for one by one.
const LONG: usize = 8;

/// Adds a row to the first `N` scores, which stay in registers meanwhile, each column's weights being found from a place on. Gives
/// their number.
fn add<const N: usize>(weights: &[f32], row: impl Iterator<Item = (usize, f32)>, scores: &mut [f64]) -> usize {
    let mut sums: [f64; N] = std::array::from_fn(|at| scores[at]);
    for (place, value) in row {
        let weights = &weights[place..place + N];
        sums.iter_mut().zip(weights).for_each(|(sum, &weight)| *sum += f64::from(value) * f64::from(weight));
    }
    scores[..N].copy_from_slice(&sums);
    N
}

impl Decision {
    /// The probability of every label, of its scores.
    pub fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        match self {
            Self::Thresholds { sigmoids, .. } => scores.iter().zip(sigmoids).map(|(s, g)| g.probability(*s)).collect(),
            Self::Highest { temperature, .. } => temperature.probabilities(scores),
            Self::First { label, sigmoid, temperature, .. } => {
                let first = sigmoid.probability(scores[*label]);
                let mut others = temperature.probabilities(&without(scores, *label));
                others.iter_mut().for_each(|p| *p *= 1.0 - first);
                others.insert(*label, first);
                others
            }
        }
    }

    /// The labels that hold, of their scores; the first of equals wins.
    pub fn decide(&self, scores: &[f64]) -> Vec<usize> {
        match self {
            Self::Thresholds { thresholds, .. } => (0..scores.len()).filter(|&i| scores[i] > thresholds[i]).collect(),
            Self::Highest { .. } => vec![highest(scores)],
            Self::First { label, thresholds, .. } if scores[*label] > thresholds[*label] => vec![*label],
            Self::First { label, thresholds, .. } => {
                let other = furthest(&without(scores, *label), &without(thresholds, *label));
                vec![other + usize::from(other >= *label)]
            }
        }
    }
}

impl Decision {
    /// The same with the curve of the label said of rows held out, whose classes are known; for a task that says one.
    pub(super) fn with_curve(mut self, scores: &[Vec<f64>], class: &[usize]) -> Self {
        let said = scores.iter().zip(class).filter_map(|(scores, &class)| {
            let label = self.decide(scores).first().copied()?;
            let probability = self.probabilities(scores)[label];
            Some((probability, probability, label == class))
        });
        let of_said = OperatingCurve::new(&said.collect::<Vec<_>>()).thinned();
        if let Self::Highest { curve, .. } | Self::First { curve, .. } = &mut self {
            *curve = Some(of_said).filter(|curve| !curve.points.is_empty());
        }
        self
    }

    /// What thresholds gave for rows held out: a curve for each label that has a threshold, or one for the label said. Empty
    /// where no row was held out.
    pub fn curves(&self) -> &[OperatingCurve] {
        match self {
            Self::Thresholds { curves, .. } => curves,
            Self::Highest { curve, .. } | Self::First { curve, .. } => curve.as_slice(),
        }
    }
}

/// The place of the highest score; the first of equals.
pub(crate) fn highest(scores: &[f64]) -> usize {
    (1..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best })
}

/// The place of the score that is furthest over its threshold; the first of equals.
pub(super) fn furthest(scores: &[f64], thresholds: &[f64]) -> usize {
    let over = |label: usize| scores[label] - thresholds[label];
    (1..scores.len()).fold(0, |best, label| if over(label) > over(best) { label } else { best })
}

/// The numbers of the other labels.
pub(super) fn without(numbers: &[f64], label: usize) -> Vec<f64> {
    numbers.iter().enumerate().filter(|&(at, _)| at != label).map(|(_, &number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_known_by_its_name_whatever_its_case_and_by_words_that_no_other_has() {
        let groups = ["+", "Bill Clinton", "Hillary Clinton", "chinese-tech-restrictions", "tariffs"].map(String::from).to_vec();
        let (weights, intercepts) = (Vec::<f32>::new().into(), Vec::<f32>::new().into());
        let decision = Decision::Highest { temperature: Temperature { a: 1.0 }, curve: None };
        let classifier = Classifier { labels: Vec::new(), groups, weights, intercepts, decision };
        for (name, group) in [
            ("tariffs", Some("tariffs")),
            ("TARIFFS ", Some("tariffs")),
            ("Chinese tech restrictions", Some("chinese-tech-restrictions")),
            ("hillary", Some("Hillary Clinton")),
            ("Clinton, Hillary", Some("Hillary Clinton")),
            ("Clinton", None),
            ("tariff", Some("tariffs")),
            ("The Tariffs", Some("tariffs")),
            ("duty", None),
            ("steel tariffs", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(classifier.group_named(name), group, "{name}");
        }
    }

    #[test]
    fn the_label_decided_first_holds_over_its_threshold_and_leaves_the_others_the_rest() {
        let (sigmoid, temperature) = (Sigmoid { a: -1.0, b: -1.0 }, Temperature { a: 1.0 });
        let thresholds = vec![0.5, 0.0, 0.0];
        let decision = Decision::First { label: 1, thresholds, sigmoid, temperature, curve: None };
        assert_eq!(decision.decide(&[9.0, 0.1, 2.0]), [1]);
        assert_eq!(decision.decide(&[1.0, -2.0, 2.0]), [2]);
        // The rest is parted evenly, and the first label is likelier than each of them, which is no matter.
        let scores = [1.0, -0.1, 1.0];
        let p = decision.probabilities(&scores);
        assert!(p[1] > 0.5 && p[0] == p[2] && (p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // The one of a lower threshold is said.
        assert_eq!(decision.decide(&scores), [2]);
        assert_eq!(decision.decide(&[1.6, -0.1, 1.0]), [0]);
        let thresholds = vec![0.5, -0.2, 0.0];
        assert_eq!(Decision::First { label: 1, thresholds, sigmoid, temperature, curve: None }.decide(&scores), [1]);
        let (thresholds, sigmoid) = (vec![0.0; 3], Sigmoid { a: -1.0, b: 0.0 });
        let decision = Decision::First { label: 1, thresholds, sigmoid, temperature, curve: None };
        let p = decision.probabilities(&[1.0, 0.0, 1.0]);
        assert_eq!((p[1], p[0], p[2]), (0.5, 0.25, 0.25));
    }
}
