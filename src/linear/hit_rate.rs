//! an operating curve -> how often rows of a score have the label, never less of a higher score.
//!
//! Between two points of the curve the share of the rows with the label is hits / rows, and so few rows waver. The rate is
//! the isotonic regression of these shares, by pooling adjacent violators (Ayer and others 1955; for probabilities Zadrozny
//! and Elkan, KDD 2002): the slope of the least concave curve above hits against rows. Where hits are labels that are right,
//! 1 - rate is the risk of the rows at just this confidence: the slope of risk × coverage against coverage (El-Yaniv and
//! Wiener 2010), where risk alone is the mean over all rows that are as sure or surer.

use super::operating_curve::OperatingCurve;

/// The rate of hits by what ranks the rows.
///
/// ```
/// use standpoint::linear::{hit_rate::HitRate, operating_curve::OperatingCurve};
/// // (score, probability, whether the row has the label)
/// let rows = [(3.0, 0.9, true), (2.0, 0.7, false), (1.0, 0.5, true), (0.0, 0.3, false)];
/// let rate = HitRate::of(&OperatingCurve::new(&rows));
/// assert_eq!([4.0, 2.0, 1.0, -1.0].map(|score| rate.at(score)), [1.0, 0.5, 0.5, 0.0]);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HitRate {
    /// (the least threshold of a pool, its rate), both falling.
    pools: Vec<(f64, f64)>,
}

impl HitRate {
    /// Of a curve. O(points).
    pub fn of(curve: &OperatingCurve) -> Self {
        // (threshold, rows, hits); a pool with a higher rate than the one before joins it.
        let mut pools: Vec<(f64, u64, u64)> = Vec::new();
        for (stretch, end) in curve.stretches().zip(curve.points.iter().skip(1)) {
            let mut pool = (end.threshold, stretch.rows, stretch.hits);
            while let Some(&(_, rows, hits)) = pools.last().filter(|last| last.2 * pool.1 <= pool.2 * last.1) {
                pool = (pool.0, pool.1 + rows, pool.2 + hits);
                pools.pop();
            }
            pools.push(pool);
        }
        Self { pools: pools.into_iter().map(|(threshold, rows, hits)| (threshold, hits as f64 / rows as f64)).collect() }
    }

    /// The rate at a score, 0 to 1; below all scores, that of the lowest.
    pub fn at(&self, score: f64) -> f64 {
        let pool = self.pools.partition_point(|(threshold, _)| *threshold >= score);
        self.pools.get(pool).or(self.pools.last()).map_or(0.0, |(_, rate)| *rate)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_isotonic_regression_by_its_minimax_formula(hits in prop::collection::vec(any::<bool>(), 1..60)) {
            let score = |at: usize| -(at as f64);
            let rows: Vec<(f64, f64, bool)> = hits.iter().enumerate().map(|(at, &hit)| (score(at), 0.5, hit)).collect();
            let rate = HitRate::of(&OperatingCurve::new(&rows));
            let mean = |from: usize, to: usize| hits[from..=to].iter().filter(|hit| **hit).count() as f64 / (to + 1 - from) as f64;
            for at in 0..hits.len() {
                // Falling: the least over starts of the greatest mean over ends.
                let greatest = |from: usize| (at..hits.len()).map(|to| mean(from, to)).fold(0.0, f64::max);
                let wanted = (0..=at).map(greatest).fold(1.0, f64::min);
                prop_assert!((rate.at(score(at)) - wanted).abs() < 1e-12, "{at}: {} and {wanted}", rate.at(score(at)));
            }
        }
    }

    #[test]
    fn a_curve_of_nothing_has_no_hits() {
        assert_eq!(HitRate::of(&OperatingCurve::default()).at(1.0), 0.0);
    }
}
