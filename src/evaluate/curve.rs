//! the same tests, with fewer rows to learn from -> how the score grows with labelled rows, and what the next point takes.
//!
//! Each size is a part of the training rows of each split, every kind of row in its share and the smaller within the
//! larger. The error is fitted by c + a · n^-b (Figueroa, Zeng-Treitler, Kandula and Ngo 2012), c by trial and the others
//! by least squares of logarithms; what it says of rows that are not there is a rough guess.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cases::Cases;
use super::summary::Summary;
use super::{Protocol, Report, TASKS, judged_outcomes};
use crate::error::Result;
use crate::split::{Split, StratifiedKFold};
use crate::train::{Judged, Prepared, Trainer};

/// Parts of the training rows, in sixteenths; the whole is known from the report.
const PARTS: [usize; 4] = [1, 2, 4, 8];
const WHOLE: usize = 16;

/// The score of one number of rows.
///
/// ```
/// use standpoint::evaluate::{CurvePoint, Summary};
/// let point = CurvePoint { rows: 100, figures: Summary { accuracy: 0.7, micro_f1: 0.7, macro_f1: 0.6 } };
/// assert_eq!(point.rows, 100);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// Rows learned from that are coded for the task, the mean over splits.
    pub rows: usize,
    /// Their figures.
    pub figures: Summary,
}

/// How a task's score grows.
///
/// ```
/// use standpoint::evaluate::{CurvePoint, LearningCurve, Summary};
/// // An error of 4 / sqrt(n).
/// let point = |rows: usize| {
///     let score = 1.0 - 4.0 / (rows as f64).sqrt();
///     CurvePoint { rows, figures: Summary { accuracy: score, micro_f1: score, macro_f1: score } }
/// };
/// let curve = LearningCurve::of([100, 200, 400, 800, 1600].map(point).to_vec());
/// // 0.91 needs (4 / 0.09)² = 1975 rows.
/// assert!(curve.next_point.is_some_and(|rows| rows.abs_diff(1975) < 40));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LearningCurve {
    /// From the fewest rows to all.
    pub points: Vec<CurvePoint>,
    /// Rows at which macro F1 would be a hundredth higher than with all, as the curve goes; none where it goes nowhere.
    pub next_point: Option<usize>,
}

impl LearningCurve {
    /// Of its points, rows rising.
    pub fn of(points: Vec<CurvePoint>) -> Self {
        let errors: Vec<(f64, f64)> = points.iter().map(|point| (point.rows as f64, 1.0 - point.figures.macro_f1)).collect();
        Self { points, next_point: next(&errors) }
    }
}

/// Where the error is a hundredth lower than where the curve ends.
fn next(errors: &[(f64, f64)]) -> Option<usize> {
    let (&(rows, _), least) = (errors.last()?, errors.iter().map(|(_, error)| *error).fold(f64::INFINITY, f64::min));
    let fit = |floor: f64| {
        let logs: Vec<(f64, f64)> = errors.iter().map(|(n, error)| (libm::log(*n), libm::log(error - floor))).collect();
        let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
        let (x, y) = (mean(|p| p.0), mean(|p| p.1));
        let slope =
            logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / logs.iter().map(|p| (p.0 - x) * (p.0 - x)).sum::<f64>();
        let at = move |n: f64| floor + libm::exp(y + slope * (libm::log(n) - x));
        let missed: f64 = errors.iter().map(|&(n, error)| (at(n) - error) * (at(n) - error)).sum();
        (missed, floor, slope, x, y, at(rows))
    };
    if errors.len() < 3 || least <= 0.0 {
        return None;
    }
    let fits = (0..50).map(|step| fit(least * f64::from(step) / 50.0));
    let (_, floor, slope, x, y, now) = fits.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let wanted = now - 0.01 - floor;
    let found = (slope < 0.0 && wanted > 0.0).then(|| libm::exp(x + (libm::log(wanted) - y) / slope))?;
    // What is a hundred times as far away is no guess any more.
    (found > rows && found < 100.0 * rows).then_some(found.round() as usize)
}

impl Protocol {
    /// Fits of [`Protocol::learning_curve`].
    pub fn curve_fits(&self, trainer: &Trainer, prepared: &Prepared<'_>) -> usize {
        PARTS.len() * self.counts(prepared).0 * (1 + trainer.calibration_folds)
    }

    /// Adds the curves to a report that [`Protocol::run`] made of the same trainer and rows. A size with too few rows to
    /// learn from is left out.
    ///
    /// # Errors
    /// As [`Protocol::run`].
    pub fn learning_curve(&self, trainer: &Trainer, prepared: &Prepared<'_>, report: &mut Report) -> Result<()> {
        let plan = self.plan(prepared)?;
        let splits = &plan.repeats[0];
        let part_of = StratifiedKFold { folds: WHOLE, seed: self.seed }.assign(&prepared.strata, &plan.groups);
        let mut points: BTreeMap<&'static str, Vec<CurvePoint>> = BTreeMap::new();
        let mut add = |splits: &[Split], slot: usize, outcomes: &[super::Outcome]| {
            let Some(task) = &prepared.tasks[slot] else { return };
            let coded = splits.iter().flat_map(|split| &split.train).filter(|row| task.rows[**row].is_some());
            let rows = coded.count() / splits.len().max(1);
            let cases = Cases::of(task, outcomes, None);
            let figures = Summary::from(cases.summary(&vec![1; cases.cases.len()]));
            points.entry(TASKS[slot]).or_default().push(CurvePoint { rows, figures });
        };
        for part in PARTS {
            let smaller = |split: &Split| {
                let train = split.train.iter().copied().filter(|&row| part_of[row] < part).collect();
                Split { train, test: split.test.clone() }
            };
            let smaller: Vec<Split> = splits.iter().map(smaller).collect();
            let judged: Result<Vec<Judged>> = smaller.iter().map(|split| trainer.judge(prepared, split)).collect();
            let Ok(judged) = judged else { continue };
            self.slots().iter().for_each(|&slot| add(&smaller, slot, &judged_outcomes(slot, &judged)));
        }
        self.slots().iter().for_each(|&slot| add(splits, slot, &report.outcomes[slot]));
        report.learning_curve = points.into_iter().map(|(task, points)| (task, LearningCurve::of(points))).collect();
        Ok(())
    }
}
