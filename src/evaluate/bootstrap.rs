//! a figure of weighted rows -> its 95 % interval: the percentile bootstrap (Efron 1979) over 1,000 resamples.
//!
//! What is drawn is an article with its copies, or a group of articles where folds are grouped, as often as there are of
//! them. The intervals tell how much figures hang on which articles were drawn, not on refitting.

use rayon::prelude::*;

use super::cases::Cases;
use crate::metrics::Interval;
use crate::rng::Rng;

/// Resamples of a bootstrap.
pub const RESAMPLES: usize = 1000;

/// The figures of each resample, in order.
pub(super) fn resample(cases: &Cases<'_>, seed: u64, figures: impl Fn(&[u32]) -> Vec<f64> + Sync) -> Vec<Vec<f64>> {
    (0..RESAMPLES as u64)
        .into_par_iter()
        .map(|resample| {
            // A seed of its own for each, so that threads change nothing.
            let mut rng = Rng::new(seed ^ (resample << 32));
            let mut drawn = vec![0u32; cases.clusters];
            (0..cases.clusters).for_each(|_| drawn[rng.below(cases.clusters)] += 1);
            let weights: Vec<u32> = cases.cluster_of.iter().map(|&cluster| drawn[cluster as usize]).collect();
            figures(&weights)
        })
        .collect()
}

/// The interval of each figure, over the resamples in which it is defined.
pub(super) fn intervals(resampled: &[Vec<f64>]) -> Vec<Interval> {
    let of = |at: usize| Interval::of(resampled.iter().map(|figures| figures[at]).filter(|figure| !figure.is_nan()).collect());
    (0..resampled.first().map_or(0, Vec::len)).into_par_iter().map(of).collect()
}
