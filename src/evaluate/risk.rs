//! what was said of each row, and how surely -> the risk of labelling the surest rows alone.
//!
//! Coverage is the share labelled of the rows that have scores, the surest first; risk the share of these whose labels are not all
//! right (El-Yaniv and Wiener, JMLR 2010). The area under the curve is the mean risk over all coverages (Geifman, Uziel and
//! El-Yaniv, ICLR 2019); that of a perfect order is the least that any can have with as many errors.

use serde::Serialize;

use super::Outcome;
use super::marks::is_wrong;
use crate::task::Task;

/// Points of a curve.
const POINTS: u64 = 20;

/// Risk where a share of the rows is labelled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RiskPoint {
    /// The share of the rows that is labelled.
    pub coverage: f64,
    /// The share of these that is wrong.
    pub risk: f64,
}

/// How far errors can be avoided by labelling fewer rows.
///
/// ```
/// use standpoint::evaluate::RiskCoverage;
/// // (how sure, whether wrong): the surest are right.
/// let curve = RiskCoverage::new(&[(0.9, false), (0.8, false), (0.7, true), (0.6, false)]).unwrap();
/// assert_eq!(curve.area, (0.0 + 0.0 + 1.0 / 3.0 + 1.0 / 4.0) / 4.0);
/// assert_eq!((curve.least_area, curve.points.last().map(|point| point.risk)), (0.25 / 4.0, Some(0.25)));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskCoverage {
    /// The area under the curve.
    pub area: f64,
    /// That of rows in a perfect order.
    pub least_area: f64,
    /// The curve at each twentieth of the rows.
    pub points: Vec<RiskPoint>,
}

impl RiskCoverage {
    /// Of rows, each with how sure its labels are and whether they are wrong; of rows that are equally sure, all orders are
    /// averaged. None of no rows. O(n log n).
    pub fn new(rows: &[(f64, bool)]) -> Option<Self> {
        let mut order = rows.to_vec();
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (all, mut at, mut wrong) = (order.len() as u64, 0u64, 0.0);
        let (mut area, mut points) = (0.0, Vec::new());
        for equal in order.chunk_by(|a, b| a.0 == b.0) {
            let share = equal.iter().filter(|(_, wrong)| *wrong).count() as f64 / equal.len() as f64;
            for _ in equal {
                (at, wrong) = (at + 1, wrong + share);
                let risk = wrong / at as f64;
                area += risk;
                if at * POINTS / all > (at - 1) * POINTS / all {
                    points.push(RiskPoint { coverage: at as f64 / all as f64, risk });
                }
            }
        }
        let errors = rows.iter().filter(|(_, wrong)| *wrong).count() as u64;
        let least = (1..=errors).fold(0.0, |sum, wrong| sum + wrong as f64 / (all - errors + wrong) as f64);
        (all > 0).then(|| Self { area: area / all as f64, least_area: least / all as f64, points })
    }

    /// Of a task's rows that have probabilities; a row is as sure as the least sure of its labels, said or not.
    pub(super) fn of(task: &Task, outcomes: &[Outcome]) -> Option<Self> {
        let rows = outcomes.iter().filter(|outcome| !outcome.probabilities.is_empty()).filter_map(|outcome| {
            let sure = |(label, &p): (usize, &f64)| match (outcome.said.contains(&label), task.single) {
                (true, _) => p,
                (false, true) => 1.0,
                (false, false) => 1.0 - p,
            };
            Some((outcome.probabilities.iter().enumerate().map(sure).fold(1.0, f64::min), is_wrong(task, outcome)?))
        });
        Self::new(&rows.collect::<Vec<_>>())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_area_lies_between_those_of_the_best_and_the_worst_order(rows in prop::collection::vec((0..5u8, any::<bool>()), 1..80)) {
            let rows: Vec<(f64, bool)> = rows.into_iter().map(|(sure, wrong)| (f64::from(sure), wrong)).collect();
            let curve = RiskCoverage::new(&rows).unwrap();
            let ordered = |first: f64| rows.iter().map(|&(_, wrong)| (if wrong { first } else { 0.0 }, wrong)).collect::<Vec<_>>();
            let worst = RiskCoverage::new(&ordered(1.0)).unwrap().area;
            let best = RiskCoverage::new(&ordered(-1.0)).unwrap();
            prop_assert!(best.area <= curve.area + 1e-12 && curve.area <= worst + 1e-12);
            prop_assert!((best.area - best.least_area).abs() < 1e-12);
            let share = rows.iter().filter(|row| row.1).count() as f64 / rows.len() as f64;
            let last = curve.points.last().unwrap();
            prop_assert!(last.coverage == 1.0 && (last.risk - share).abs() < 1e-12);
        }
    }
}
