//! probabilities of one label -> average precision, ROC AUC, log loss, Brier score, expected calibration error.
//!
//! - Average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over falling thresholds. ROC AUC: the share of pairs of a row with and a row
//!   without the label in which the first is likelier, ties by half. Log loss: the mean of −ln of the probability of what
//!   came true, which is at least 2⁻⁵². Brier score: the mean of (probability − truth)². All as scikit-learn's.
//! - Expected calibration error: the mean over ten bins of equal width of |share that came true − mean probability|,
//!   weighted by the rows in the bin (Naeini, Cooper and Hauskrecht, AAAI 2015).
//!
//! Rows are sorted once; any weighting of them (a bootstrap's resample) is then told in one pass.

use std::ops::Range;

use serde::Serialize;

/// The least probability that log loss takes for possible.
const LEAST: f64 = f64::EPSILON;

/// Bins of the calibration error.
const BINS: usize = 10;

/// Figures of one label's probabilities; or the [`Interval`](super::Interval) of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct ProbabilityScores<T = f64> {
    /// The area under precision over recall, by steps; 0 where no row has the label.
    pub average_precision: T,
    /// The area under the receiver operating characteristic; 0 where all rows or none have the label.
    pub roc_auc: T,
    /// In nats.
    pub log_loss: T,
    /// Mean squared error.
    pub brier: T,
    /// Over ten bins.
    pub calibration_error: T,
}

/// The probabilities of one label, ready to be weighed.
///
/// ```
/// use standpoint::metrics::Ranked;
/// let ranked = Ranked::new(&[(0.9, true), (0.7, false), (0.6, true), (0.2, false)]);
/// let scores = ranked.scores(&[1; 4]);
/// assert_eq!(scores.roc_auc, Some(0.75));
/// assert!(scores.average_precision.is_some_and(|area| (area - 5.0 / 6.0).abs() < 1e-12));
/// let bins = ranked.reliability();
/// assert_eq!((bins[9].rows, bins[9].share), (1, 1.0));
/// ```
#[derive(Debug, Clone)]
pub struct Ranked {
    /// (probability, whether it came true) of each row.
    said: Vec<(f64, bool)>,
    /// The rows, likeliest first; of equals, those without the label first.
    order: Vec<u32>,
    /// Ends in `order`: of rows without the label that are likelier than the next with it, of those as likely, and of
    /// the rows with it.
    runs: Vec<[u32; 3]>,
    /// (log loss, truth less probability) of each row of `order`.
    losses: Vec<(f64, f64)>,
    /// Where each bin ends in `order`, from the likeliest.
    bin_ends: [u32; BINS],
}

/// One bin of a reliability curve.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Bin {
    /// Rows in it.
    pub rows: u64,
    /// Their mean probability; 0 of no row.
    pub probability: f64,
    /// The share of them that has the label.
    pub share: f64,
}

/// The bin of a probability.
fn bin(p: f64) -> usize {
    ((p * BINS as f64) as usize).min(BINS - 1)
}

impl Ranked {
    /// Of (probability, whether it came true) of each row. O(n log n).
    pub fn new(said: &[(f64, bool)]) -> Self {
        let mut order: Vec<u32> = (0..said.len() as u32).collect();
        let of = |row: u32| said[row as usize];
        order.sort_by(|&a, &b| of(b).0.total_cmp(&of(a).0).then(of(a).1.cmp(&of(b).1)).then(a.cmp(&b)));
        let mut runs = Vec::new();
        let (mut start, mut begun) = (0, 0);
        for tied in order.chunk_by(|&a, &b| of(a).0 == of(b).0) {
            let without = tied.iter().take_while(|&&row| !of(row).1).count();
            if without < tied.len() {
                runs.push([start, start + without, start + tied.len()].map(|end| end as u32));
                begun = start + tied.len();
            }
            start += tied.len();
        }
        if begun < start {
            runs.push([start as u32; 3]);
        }
        let loss = |&row: &u32| {
            let (p, truth) = of(row);
            let of_truth = if truth { p } else { 1.0 - p }.clamp(LEAST, 1.0 - LEAST);
            (-libm::log(of_truth), f64::from(u8::from(truth)) - p)
        };
        let losses = order.iter().map(loss).collect();
        // Bins fall as probabilities do.
        let end = |place: usize| order.partition_point(|&row| bin(of(row).0) >= BINS - 1 - place) as u32;
        Self { said: said.to_vec(), runs, losses, bin_ends: std::array::from_fn(end), order }
    }

    /// The figures where each row counts as often as its weight says; none of one that is undefined. O(n).
    pub fn scores(&self, weights: &[u32]) -> ProbabilityScores<Option<f64>> {
        let weights: Vec<u32> = self.order.iter().map(|&row| weights[row as usize]).collect();
        let weight = |range: Range<u32>| u64::from(weights[range.start as usize..range.end as usize].iter().sum::<u32>());
        // Rows without and with the label so far; the sums of both areas.
        let (mut without, mut with, mut area, mut above) = (0u64, 0u64, 0.0, 0.0);
        let mut start = 0;
        for &[likelier, tied, end] in &self.runs {
            let (likelier, tied_without, hits) = (weight(start..likelier), weight(likelier..tied), weight(tied..end));
            without += likelier;
            above += hits as f64 * (without as f64 + tied_without as f64 / 2.0);
            without += tied_without;
            with += hits;
            if hits > 0 {
                area += hits as f64 * with as f64 / (with + without) as f64;
            }
            start = end;
        }
        let (mut log_loss, mut brier, mut gaps, mut start) = (0.0, 0.0, 0.0, 0);
        for end in self.bin_ends.map(|end| end as usize) {
            let mut sum = 0.0;
            for (&(log, gap), &weight) in self.losses[start..end].iter().zip(&weights[start..end]) {
                let weight = f64::from(weight);
                log_loss += weight * log;
                brier += weight * gap * gap;
                sum += weight * gap;
            }
            gaps += sum.abs();
            start = end;
        }
        let (with, without) = (with as f64, without as f64);
        let rows = with + without;
        let mean = |sum: f64| (rows > 0.0).then(|| sum / rows);
        ProbabilityScores {
            average_precision: (with > 0.0).then(|| area / with),
            roc_auc: (with > 0.0 && without > 0.0).then(|| 1.0 - above / (with * without)),
            log_loss: mean(log_loss),
            brier: mean(brier),
            calibration_error: mean(gaps),
        }
    }

    /// The ten bins of the reliability curve, from the least likely.
    pub fn reliability(&self) -> [Bin; BINS] {
        let mut bins = [Bin::default(); BINS];
        for &(p, truth) in &self.said {
            let bin = &mut bins[bin(p)];
            bin.rows += 1;
            bin.probability += p;
            bin.share += f64::from(u8::from(truth));
        }
        for bin in bins.iter_mut().filter(|bin| bin.rows > 0) {
            bin.probability /= bin.rows as f64;
            bin.share /= bin.rows as f64;
        }
        bins
    }

    /// (recall, precision) at every threshold that changes the recall, from the highest.
    pub fn precision_recall(&self) -> Vec<(f64, f64)> {
        let all = self.said.iter().filter(|(_, truth)| *truth).count() as f64;
        let mut with = 0.0;
        let point = |&[_, tied, end]: &[u32; 3]| {
            with += f64::from(end - tied);
            (end > tied).then_some((with / all, with / f64::from(end)))
        };
        self.runs.iter().filter_map(point).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The figures by their definitions, over all pairs of rows and all thresholds.
    fn by_definition(said: &[(f64, bool)]) -> [f64; 3] {
        let (with, without): (Vec<_>, Vec<_>) = said.iter().partition(|(_, truth)| *truth);
        let pairs = with.iter().flat_map(|(a, _)| without.iter().map(move |(b, _)| (a, b)));
        let won: f64 = pairs
            .map(|(a, b)| {
                if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                }
            })
            .sum();
        let mut thresholds: Vec<f64> = said.iter().map(|(p, _)| *p).collect();
        thresholds.sort_by(|a, b| b.total_cmp(a));
        thresholds.dedup();
        let (mut area, mut recall) = (0.0, 0.0);
        for threshold in thresholds {
            let over = said.iter().filter(|(p, _)| *p >= threshold);
            let (all, hits) = (over.clone().count() as f64, over.filter(|(_, truth)| *truth).count() as f64);
            area += (hits / with.len() as f64 - recall) * hits / all;
            recall = hits / with.len() as f64;
        }
        let bins = (0..10).map(|bin| {
            let of_bin = said.iter().filter(move |(p, _)| ((p * 10.0) as usize).min(9) == bin);
            of_bin.map(|(p, truth)| f64::from(u8::from(*truth)) - p).sum::<f64>().abs()
        });
        [area, won / (with.len() * without.len()) as f64, bins.sum::<f64>() / said.len() as f64]
    }

    proptest! {
        #[test]
        fn weights_count_a_row_as_often_as_they_say(
            rows in prop::collection::vec((0..=10u32, any::<bool>(), 0..4u32), 2..40),
        ) {
            // In tenths, so that there are ties and edges of bins.
            let said: Vec<(f64, bool)> = rows.iter().map(|&(tenths, truth, _)| (f64::from(tenths) / 10.0, truth)).collect();
            let weights: Vec<u32> = rows.iter().map(|row| row.2).collect();
            let repeated: Vec<(f64, bool)> =
                said.iter().zip(&weights).flat_map(|(&row, &weight)| std::iter::repeat_n(row, weight as usize)).collect();
            let ours = Ranked::new(&said).scores(&weights);
            let with = repeated.iter().filter(|(_, truth)| *truth).count();
            prop_assert_eq!(ours.average_precision.is_some(), with > 0);
            prop_assert_eq!(ours.roc_auc.is_some(), with > 0 && with < repeated.len());
            if let (Some(area), Some(auc), Some(error)) = (ours.average_precision, ours.roc_auc, ours.calibration_error) {
                for (ours, wanted) in [area, auc, error].into_iter().zip(by_definition(&repeated)) {
                    prop_assert!((ours - wanted).abs() < 1e-9, "{} {}", ours, wanted);
                }
            }
        }
    }
}
