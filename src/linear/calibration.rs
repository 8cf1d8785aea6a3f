//! score -> probability, fitted on out-of-fold scores, in `f64`.
//!
//! - [`Sigmoid`], for a label of its own: p = 1 / (1 + exp(a·s + b)), with Platt's smoothed targets (Platt 1999)
//!   by the Newton method of Lin, Lin and Weng (Machine Learning 68, 2007).
//! - [`Temperature`], where one of several classes holds: p = softmax(a·s), a > 0 (Guo et al. 2017), which never
//!   changes which class is the likeliest.

use libm::{exp, fabs, log, sqrt};

/// p = 1 / (1 + exp(a·s + b)).
///
/// ```
/// use standpoint::linear::calibration::Sigmoid;
/// let sigmoid = Sigmoid::fit(&[-2.0, -1.0, 1.0, 2.0], &[false, false, true, true]);
/// assert!(sigmoid.probability(2.0) > 0.5 && sigmoid.probability(-2.0) < 0.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sigmoid {
    /// Slope; negative where a higher score is likelier.
    pub a: f64,
    /// Offset.
    pub b: f64,
}

impl Sigmoid {
    /// The score of a probability between 0 and 1; none where scores say nothing.
    pub fn score(self, probability: f64) -> Option<f64> {
        Some((log(1.0 / probability - 1.0) - self.b) / self.a).filter(|score| self.a < 0.0 && score.is_finite())
    }

    /// Fits to out-of-fold scores. Where the scores say nothing, the share of positives remains.
    pub fn fit(scores: &[f64], positive: &[bool]) -> Self {
        let ones = positive.iter().filter(|&&p| p).count() as f64;
        let zeros = positive.len() as f64 - ones;
        let (high, low) = ((ones + 1.0) / (ones + 2.0), 1.0 / (zeros + 2.0));
        let targets: Vec<f64> = positive.iter().map(|&p| if p { high } else { low }).collect();
        let loss = |a: f64, b: f64| -> f64 {
            scores
                .iter()
                .zip(&targets)
                .map(|(s, t)| {
                    let f = a * s + b;
                    if f >= 0.0 { t * f + log(1.0 + exp(-f)) } else { (t - 1.0) * f + log(1.0 + exp(f)) }
                })
                .sum()
        };
        let (mut a, mut b) = (0.0, log((zeros + 1.0) / (ones + 1.0)));
        let mut value = loss(a, b);
        for _ in 0..100 {
            let (mut h11, mut h22, mut h21, mut g1, mut g2) = (1e-12, 1e-12, 0.0, 0.0, 0.0);
            for (s, t) in scores.iter().zip(&targets) {
                let p = sigmoid(-(a * s + b));
                let d2 = p * (1.0 - p);
                h11 += s * s * d2;
                h22 += d2;
                h21 += s * d2;
                g1 += s * (t - p);
                g2 += t - p;
            }
            if g1.abs() < 1e-7 && g2.abs() < 1e-7 {
                break;
            }
            let det = h11 * h22 - h21 * h21;
            if det <= 0.0 {
                break;
            }
            let (da, db) = (-(h22 * g1 - h21 * g2) / det, -(h11 * g2 - h21 * g1) / det);
            let slope = g1 * da + g2 * db;
            let mut step = 1.0;
            loop {
                let next = loss(a + step * da, b + step * db);
                if next < value + 1e-4 * step * slope {
                    (a, b, value) = (a + step * da, b + step * db, next);
                    break;
                }
                step /= 2.0;
                if step < 1e-10 {
                    return Self { a, b };
                }
            }
        }
        Self { a, b }
    }

    /// The probability of a score.
    pub fn probability(&self, score: f64) -> f64 {
        sigmoid(-(self.a * score + self.b))
    }
}

fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 { 1.0 / (1.0 + exp(-x)) } else { exp(x) / (1.0 + exp(x)) }
}

/// p = softmax(a·s).
///
/// ```
/// use standpoint::linear::calibration::Temperature;
/// let p = Temperature { a: 2.0 }.probabilities(&[1.0, 1.0]);
/// assert_eq!(p, [0.5, 0.5]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Temperature {
    /// Inverse temperature, above 0.
    pub a: f64,
}

impl Temperature {
    /// Fits to out-of-fold scores, a row of one score for each class: the a between e⁻⁶ and e⁵ of the least log loss, which is
    /// convex in a. Newton's method, with the middle of what is left wherever a step of it would leave that or not be half the last.
    pub fn fit(scores: &[Vec<f64>], class: &[usize]) -> Self {
        let (mut low, mut high) = (exp(-6.0), exp(5.0));
        let (mut t, mut step) = (Self { a: 1.0 }, high);
        for _ in 0..100 {
            // The slope is Σ (mean score − score of the class), the curvature Σ variance, both over the classes' probabilities.
            let (mut slope, mut curvature) = (0.0, 0.0);
            for (scores, &class) in scores.iter().zip(class) {
                let p = t.probabilities(scores);
                let mean: f64 = p.iter().zip(scores).map(|(p, s)| p * s).sum();
                slope += mean - scores[class];
                curvature += p.iter().zip(scores).map(|(p, s)| p * (s - mean) * (s - mean)).sum::<f64>();
            }
            if slope >= 0.0 {
                high = t.a
            } else {
                low = t.a
            }
            let newton = t.a - slope / curvature;
            let fast = (low..=high).contains(&newton) && fabs(newton - t.a) <= 0.5 * step;
            let next = if fast { newton } else { sqrt(low * high) };
            step = fabs(next - t.a);
            t.a = next;
            if step <= 1e-12 * next {
                break;
            }
        }
        t
    }

    /// The probabilities of a row of scores; they add up to 1.
    pub fn probabilities(&self, scores: &[f64]) -> Vec<f64> {
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut out: Vec<f64> = scores.iter().map(|s| exp(self.a * (s - top))).collect();
        let sum: f64 = out.iter().sum();
        out.iter_mut().for_each(|p| *p /= sum);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_that_say_nothing_give_the_share_of_positives() {
        let sigmoid = Sigmoid::fit(&[0.0; 8], &[true, false, false, false, true, false, false, false]);
        assert!((sigmoid.probability(0.0) - 0.3).abs() < 0.02);
    }

    #[test]
    fn no_other_temperature_has_a_lower_log_loss() {
        let mut rng = crate::rng::Rng::new(4);
        for scale in [0.05, 1.0, 30.0] {
            let mut score = |right: bool| scale * (rng.below(1000) as f64 / 500.0 - if right { 0.3 } else { 1.0 });
            let class: Vec<usize> = (0..200).map(|row| row % 3).collect();
            let scores: Vec<Vec<f64>> = class.iter().map(|&c| (0..3).map(|label| score(label == c)).collect()).collect();
            let loss =
                |a: f64| -> f64 { scores.iter().zip(&class).map(|(s, &c)| -log(Temperature { a }.probabilities(s)[c])).sum() };
            let a = Temperature::fit(&scores, &class).a;
            for other in [0.5, 0.9, 0.999, 1.001, 1.1, 2.0] {
                assert!(loss(a) < loss(other * a), "{scale}: {a} times {other}");
            }
        }
    }

    #[test]
    fn a_temperature_stays_within_its_bounds() {
        let sure = vec![vec![1.0, -1.0]; 3];
        let ends =
            [Temperature::fit(&sure, &[0; 3]).a, Temperature::fit(&sure, &[1; 3]).a, Temperature::fit(&[vec![2.0; 2]], &[0]).a];
        // Of scores that are always right every a above has the same loss, to the last digit.
        let least = |a: f64| (a / exp(-6.0) - 1.0).abs() < 1e-6;
        assert!(ends[0] > 10.0 && ends[0] <= exp(5.0) && least(ends[1]) && least(ends[2]), "{ends:?}");
    }

    #[test]
    fn probabilities_add_up_and_keep_the_order_of_the_scores() {
        let t = Temperature::fit(&[vec![1.0, -1.0], vec![-1.0, 1.0], vec![0.5, -0.5]], &[0, 1, 1]);
        let p = t.probabilities(&[0.3, 0.1, -2.0]);
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(p[0] > p[1] && p[1] > p[2]);
    }
}
