//! labels -> learners: which rows teach a task, and what a classifier of them is.
//!
//! A task is topics (any number of labels), the target, or the stance (exactly one). The stance crosses every
//! feature with its target: a shared copy and one of the target's own (Daumé III, ACL 2007), so that targets
//! with few rows lean on the others. A stance [`UNRELATED`] is decided first, and the others are told apart by the rows
//! without it: what tells whether a text is about a claim does not tell what it says of it.

mod choice;
mod classifier;
mod learn_from;
mod learner;
mod left_out;
mod offsets;
mod threshold_moving;

pub use choice::{Choice, Chosen, Stream};
pub use classifier::{Classifier, Decision};
pub use learn_from::{LearnFrom, TaskName};
pub use learner::{Learner, LearnerConfig};
pub use offsets::Offsets;

use std::borrow::Cow;

use crate::article::{Corpus, Labels};
use crate::error::Result;
use crate::linear::LabelWeights;
use crate::linear::calibration::{Sigmoid, Temperature};
use crate::linear::operating_curve::{OperatingCurve, ThresholdRule};
use crate::linear::prior_shift::PriorShift;
use crate::sparse::CsrMatrix;

/// What [`Task::fit`] gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted<'a> {
    /// The classifier, whose decision is not fitted yet.
    pub classifier: Classifier,
    /// The labels whose learner stopped before its tolerance.
    pub early: Vec<&'a str>,
    /// What a fit on some of the rows can start from.
    pub duals: Duals,
}

/// The dual variables of a fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Duals {
    /// The rows of the corpus.
    rows: Vec<usize>,
    /// \[label\]\[place in `rows`\]; empty for a label of constant score.
    alpha: Vec<Vec<f64>>,
}

impl Duals {
    /// The sum of several fits' dual variables of the rows named, each so many times, 0 where it is below; none of no fit.
    fn sum(fits: &[(f64, &Self)], rows: &[usize]) -> Option<Vec<Vec<f64>>> {
        let (&(_, first), _) = fits.split_first()?;
        let mut sums = vec![vec![0.0; rows.len()]; first.alpha.len()];
        for (times, duals) in fits {
            for (sum, alpha) in sums.iter_mut().zip(duals.of(rows)) {
                sum.iter_mut().zip(alpha).for_each(|(sum, alpha)| *sum += times * alpha);
            }
        }
        sums.iter_mut().flatten().for_each(|alpha| *alpha = alpha.max(0.0));
        Some(sums)
    }

    /// Those of the rows named, 0 for a row that the fit did not see.
    fn of(&self, rows: &[usize]) -> Vec<Vec<f64>> {
        let mut places = vec![None; self.rows.iter().max().map_or(0, |last| last + 1)];
        self.rows.iter().enumerate().for_each(|(place, &row)| places[row] = Some(place));
        let pick = |alpha: &Vec<f64>| {
            let of = |&row: &usize| places.get(row).copied().flatten().and_then(|place| alpha.get(place).copied());
            rows.iter().map(|row| of(row).unwrap_or(0.0)).collect()
        };
        self.alpha.iter().map(pick).collect()
    }
}

/// The stance of a text that says nothing of the claim.
pub const UNRELATED: &str = "unrelated";

/// One task over the rows of a corpus.
///
/// ```
/// use standpoint::{Labels, task::Task};
/// let topics = |names: &[&str]| Labels { topics: Some(names.iter().map(|n| n.to_string()).collect()), ..Labels::default() };
/// let task = Task::topics(&[topics(&["trade"]), topics(&[]), Labels::default()], false).unwrap();
/// assert_eq!((task.labels.as_slice(), task.holds(0, 0)), (&["trade".to_owned()][..], true));
/// assert!(task.rows[2].is_none());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The labels, sorted.
    pub labels: Vec<String>,
    /// The groups whose features are crossed, sorted.
    pub groups: Vec<String>,
    /// Whether exactly one label holds.
    pub single: bool,
    /// The label that is decided first, if any.
    pub first: Option<usize>,
    /// For each row of the corpus: the labels that hold and the block of its group; none where not coded.
    pub rows: Vec<Option<(Vec<usize>, usize)>>,
}

impl Task {
    /// Topics, target and stance, where the rows of a corpus have them.
    pub fn all(corpus: &Corpus) -> [Option<Self>; 3] {
        let rows = &corpus.labels;
        [Self::topics(rows, corpus.single_topic), Self::target(rows), Self::stance(rows)]
    }

    /// The topics, where any row is coded for them.
    pub fn topics(labels: &[Labels], single: bool) -> Option<Self> {
        let of = |l: &Labels| l.topics.clone();
        Self::of(labels, single, of, |_| None)
    }

    /// The target, where rows name different ones (or none).
    pub fn target(labels: &[Labels]) -> Option<Self> {
        let of = |l: &Labels| l.target.clone().map(|t| vec![t.unwrap_or_else(|| "none".into())]);
        Self::of(labels, true, of, |_| None)
    }

    /// The stance, toward the target where the rows have one.
    pub fn stance(labels: &[Labels]) -> Option<Self> {
        let of = |l: &Labels| if l.target == Some(None) { None } else { l.stance.clone().map(|s| vec![s]) };
        let mut task = Self::of(labels, true, of, |l| l.target.clone().flatten())?;
        task.first = task.labels.iter().position(|label| label.eq_ignore_ascii_case(UNRELATED)).filter(|_| task.labels.len() > 2);
        Some(task)
    }

    /// The number of a label that was said; a new one, behind the others, where no row has it.
    pub fn place(&mut self, label: &str) -> usize {
        self.labels.iter().position(|known| known == label).unwrap_or_else(|| {
            self.labels.push(label.to_owned());
            self.labels.len() - 1
        })
    }

    fn of(
        rows: &[Labels],
        single: bool,
        labels_of: impl Fn(&Labels) -> Option<Vec<String>>,
        group_of: impl Fn(&Labels) -> Option<String>,
    ) -> Option<Self> {
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names.dedup();
            names
        };
        let coded = || rows.iter().filter(|row| labels_of(row).is_some());
        let labels = sorted(coded().filter_map(&labels_of).flatten().collect());
        let groups = sorted(coded().filter_map(&group_of).collect());
        if labels.is_empty() || (single && labels.len() < 2) {
            return None;
        }
        let place = |names: &[String], name: &String| names.binary_search(name).ok();
        let rows = rows
            .iter()
            .map(|row| {
                let holding = labels_of(row)?.iter().filter_map(|label| place(&labels, label)).collect();
                let block = group_of(row).and_then(|group| place(&groups, &group)).map_or(0, |at| at + 1);
                Some((holding, block))
            })
            .collect();
        Some(Self { labels, groups, single, first: None, rows })
    }

    /// Fits a classifier to the rows named, whose features are the rows of `matrix` in the same order. A label
    /// that all rows or none carry gets a constant score. `start` names fits of this task on these rows and others,
    /// with features much alike, whose dual variables add up, each so many times, to where it begins: from there it is a shorter way.
    pub fn fit(&self, matrix: &CsrMatrix, rows: &[usize], config: &LearnerConfig, start: &[(f64, &Duals)]) -> Result<Fitted<'_>> {
        let columns = matrix.columns();
        let blocks = self.groups.len() + 1;
        let truth = self.truth(rows);
        let start = Duals::sum(start, rows);
        let learned = self.fit_models(&self.cross(matrix, rows), rows, &truth, config, start.as_deref())?;
        let labels = self.labels.len();
        let mut intercepts = Vec::with_capacity(blocks * labels);
        for block in 0..blocks {
            // Of the column that tells the group, one a label.
            let offsets = if block == 0 { None } else { learned.weights.get((blocks * columns + block - 1) * labels..) };
            for (at, (label, intercept)) in self.labels.iter().zip(&learned.intercepts).enumerate() {
                intercepts.push((intercept + offsets.map_or(0.0, |of| f64::from(of[at])) + self.given(label, config)) as f32);
            }
        }
        let mut weights = learned.weights;
        if blocks > 1 {
            let own = |column: usize, block: usize| &weights[(block * columns + column) * labels..][..labels];
            let mut crossed = Vec::with_capacity(blocks * labels * columns);
            for column in 0..columns {
                crossed.extend_from_slice(own(column, 0));
                for block in 1..blocks {
                    crossed.extend(own(column, 0).iter().zip(own(column, block)).map(|(shared, own)| shared + own));
                }
            }
            weights = crossed;
        }
        let (sigmoid, temperature) = (Sigmoid { a: -1.0, b: 0.0 }, Temperature { a: 1.0 });
        let decision = match self.first {
            Some(label) => Decision::First { label, thresholds: vec![0.0; labels], sigmoid, temperature, curve: None },
            None if self.single => Decision::Highest { temperature, curve: None },
            None => Decision::Thresholds { thresholds: vec![0.0; labels], sigmoids: vec![sigmoid; labels], curves: Vec::new() },
        };
        let early = self.labels.iter().zip(&learned.converged).filter(|(_, converged)| !**converged);
        let early = early.map(|(label, _)| label.as_str()).collect();
        let (labels, groups) = (self.labels.clone(), self.groups.clone());
        let classifier = Classifier { labels, groups, weights: weights.into(), intercepts: intercepts.into(), decision };
        Ok(Fitted { classifier, early, duals: Duals { rows: rows.to_vec(), alpha: learned.alpha } })
    }

    /// Whether each row named carries each label.
    fn truth(&self, rows: &[usize]) -> Vec<Vec<bool>> {
        (0..self.labels.len()).map(|label| rows.iter().map(|&row| self.holds(row, label)).collect()).collect()
    }

    /// What is added to the score of a label.
    fn given(&self, label: &str, config: &LearnerConfig) -> f64 {
        if self.chooses() { config.offsets.of(label) } else { 0.0 }
    }

    /// A learner for each label; those of the others than the first learn from the rows without it.
    fn fit_models(
        &self,
        matrix: &CsrMatrix,
        rows: &[usize],
        truth: &[Vec<bool>],
        config: &LearnerConfig,
        start: Option<&[Vec<f64>]>,
    ) -> Result<LabelWeights> {
        let Some(first) = self.first else { return config.fit(matrix, truth, start) };
        let of_first = start.map(|start| std::slice::from_ref(&start[first]));
        let model = config.fit(matrix, std::slice::from_ref(&truth[first]), of_first)?;
        let kept: Vec<usize> = (0..rows.len()).filter(|&at| !truth[first][at]).collect();
        let mut part = CsrMatrix::new(matrix.columns());
        kept.iter().for_each(|&at| part.push_row(matrix.row(at).pairs()));
        let others = |label: &usize| *label != first;
        let pick = |values: &Vec<f64>| -> Vec<f64> { kept.iter().filter_map(|&at| values.get(at).copied()).collect() };
        let truth: Vec<Vec<bool>> =
            (0..truth.len()).filter(others).map(|label| kept.iter().map(|&at| truth[label][at]).collect()).collect();
        let start: Option<Vec<Vec<f64>>> =
            start.map(|start| (0..start.len()).filter(others).map(|label| pick(&start[label])).collect());
        let mut learned = config.fit(&part, &truth, start.as_deref())?;
        for of_kept in learned.alpha.iter_mut().filter(|alpha| !alpha.is_empty()) {
            let mut alpha = vec![0.0; rows.len()];
            kept.iter().zip(&*of_kept).for_each(|(&at, &value)| alpha[at] = value);
            *of_kept = alpha;
        }
        learned.insert(first, model);
        Ok(learned)
    }

    /// Thresholds by a rule, calibration and operating curves, from out-of-fold scores, one a row of `rows`.
    pub fn decision(&self, rows: &[usize], scores: &[Vec<f64>], rule: ThresholdRule) -> Decision {
        let class: Vec<usize> = rows.iter().map(|&row| self.first_of(row)).collect();
        if let Some(label) = self.first {
            let (of_label, truth): (Vec<f64>, Vec<bool>) =
                scores.iter().zip(&class).map(|(s, &class)| (s[label], class == label)).unzip();
            let others = || scores.iter().zip(&class).filter(|&(_, &class)| class != label);
            let of_others: Vec<Vec<f64>> = others().map(|(s, _)| classifier::without(s, label)).collect();
            let of_class: Vec<usize> = others().map(|(_, &class)| class - usize::from(class > label)).collect();
            let (sigmoid, temperature) = (Sigmoid::fit(&of_label, &truth), Temperature::fit(&of_others, &of_class));
            let mut thresholds = threshold_moving::thresholds(&of_others, &of_class, self.labels.len() - 1);
            // It holds where it is likelier than not, and than it is frequent: in doubt a text says something of the matter.
            let share = truth.iter().filter(|&&holds| holds).count() as f64 / truth.len() as f64;
            thresholds.insert(label, sigmoid.score(share.max(0.5)).unwrap_or(0.0));
            return Decision::First { label, thresholds, sigmoid, temperature, curve: None }.with_curve(scores, &class);
        }
        if self.single {
            let temperature = Temperature::fit(scores, &class);
            return Decision::Highest { temperature, curve: None }.with_curve(scores, &class);
        }
        let (mut thresholds, mut sigmoids, mut curves) = (Vec::new(), Vec::new(), Vec::new());
        for label in 0..self.labels.len() {
            let truth: Vec<bool> = rows.iter().map(|&row| self.holds(row, label)).collect();
            let of_label: Vec<f64> = scores.iter().map(|s| s[label]).collect();
            let sigmoid = Sigmoid::fit(&of_label, &truth);
            // What a model keeps of the curve is what chooses, so that it can choose again.
            let curve = OperatingCurve::of_sigmoid(&of_label, sigmoid, &truth).thinned();
            thresholds.push(curve.threshold(rule, PriorShift::NONE));
            sigmoids.push(sigmoid);
            curves.push(curve);
        }
        if rows.is_empty() {
            curves.clear();
        }
        Decision::Thresholds { thresholds, sigmoids, curves }
    }

    /// Whether the label of the highest score is chosen.
    pub fn chooses(&self) -> bool {
        self.single && self.first.is_none()
    }

    /// Whether a coded row carries a label.
    pub fn holds(&self, row: usize, label: usize) -> bool {
        self.rows[row].as_ref().is_some_and(|(labels, _)| labels.contains(&label))
    }

    /// The first label of a row.
    pub fn first_of(&self, row: usize) -> usize {
        self.rows[row].as_ref().and_then(|(labels, _)| labels.first().copied()).unwrap_or(0)
    }

    fn cross<'a>(&self, matrix: &'a CsrMatrix, rows: &[usize]) -> Cow<'a, CsrMatrix> {
        if self.groups.is_empty() {
            return Cow::Borrowed(matrix);
        }
        let columns = matrix.columns() as u32;
        let blocks = self.groups.len() as u32 + 1;
        let mut out = CsrMatrix::new((blocks * columns + blocks) as usize);
        for (at, &row) in rows.iter().enumerate() {
            let features = matrix.row(at);
            let block = self.rows[row].as_ref().map_or(0, |(_, block)| *block as u32);
            let mut crossed: Vec<(u32, f32)> = features.pairs().collect();
            if block > 0 {
                crossed.extend(features.pairs().map(|(column, value)| (block * columns + column, value)));
                crossed.push((blocks * columns + block - 1, 1.0));
            }
            out.push_row(crossed);
        }
        Cow::Owned(out)
    }
}
