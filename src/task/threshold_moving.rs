//! scores of rows held out, of which one label holds each -> a threshold for each label: the one that is furthest over its own is said.
//!
//! Labels of a stance are as frequent as they are, and their machines balance them: which trade of rare labels for frequent
//! ones that makes is chance. Thresholds are moved (Zhou & Liu, IEEE TKDE 2006) by coordinate ascent of (accuracy + macro F1) / 2, the
//! measure by which a search chooses too, in steps of 0.1 up to 0.5 (half the margin of a support vector machine): what is chosen
//! so on some stories holds on others.

use super::classifier::furthest;

/// Steps of 0.1 on each side of 0.
const STEPS: i32 = 5;

/// Rows of a label below which its threshold stays 0.
const FEWEST: usize = 100;

/// More rounds than it ever takes.
const ROUNDS: usize = 20;

/// Of scores \[row\]\[label\] and the label that holds of each row: one a label, 0 of the most frequent. Of thresholds that are as good the one
/// nearest to 0. O(rows × labels²).
pub(super) fn thresholds(scores: &[Vec<f64>], truth: &[usize], labels: usize) -> Vec<f64> {
    let mut rows = vec![0; labels];
    truth.iter().for_each(|&label| rows[label] += 1);
    let most = (0..labels).rev().max_by_key(|&label| rows[label]);
    let moved: Vec<usize> = (0..labels).filter(|&label| Some(label) != most && rows[label] >= FEWEST).collect();
    let mut out = vec![0.0; labels];
    let mut best = worth(scores, truth, &out);
    for _ in 0..ROUNDS {
        let before = best;
        for &label in &moved {
            for step in -STEPS..=STEPS {
                let tried = f64::from(step) / 10.0;
                let kept = std::mem::replace(&mut out[label], tried);
                let worth = worth(scores, truth, &out);
                if worth > best || (worth == best && tried.abs() < kept.abs()) {
                    best = worth;
                } else {
                    out[label] = kept;
                }
            }
        }
        if best == before {
            break;
        }
    }
    out
}

/// (accuracy + macro F1) / 2.
fn worth(scores: &[Vec<f64>], truth: &[usize], thresholds: &[f64]) -> f64 {
    let labels = thresholds.len();
    let (mut hits, mut said, mut holds) = (vec![0.0; labels], vec![0.0; labels], vec![0.0; labels]);
    for (scores, &truth) in scores.iter().zip(truth) {
        let label = furthest(scores, thresholds);
        said[label] += 1.0;
        holds[truth] += 1.0;
        hits[truth] += if label == truth { 1.0 } else { 0.0 };
    }
    let f1 = |label: usize| if said[label] + holds[label] > 0.0 { 2.0 * hits[label] / (said[label] + holds[label]) } else { 0.0 };
    let accuracy = hits.iter().sum::<f64>() / truth.len().max(1) as f64;
    (accuracy + (0..labels).map(f1).sum::<f64>() / labels.max(1) as f64) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rare label whose rows fall short by a quarter, so many of each.
    fn rows(rare: usize, frequent: usize) -> (Vec<Vec<f64>>, Vec<usize>) {
        let scores = std::iter::repeat_n(vec![-0.25, 0.0], rare).chain(std::iter::repeat_n(vec![-0.65, 0.0], frequent));
        (scores.collect(), [vec![0; rare], vec![1; frequent]].concat())
    }

    #[test]
    fn a_rare_label_that_falls_short_is_met_half_way_and_no_further() {
        let (scores, truth) = rows(100, 400);
        assert_eq!(worth(&scores, &truth, &[0.0, 0.0]), (0.8 + 0.8 / 0.9 / 2.0) / 2.0);
        // -0.3 is the first step at which all are right.
        assert_eq!(thresholds(&scores, &truth, 2), [-0.3, 0.0]);
    }

    #[test]
    fn few_rows_move_nothing_and_what_is_right_stays() {
        let (scores, truth) = rows(99, 400);
        assert_eq!(thresholds(&scores, &truth, 2), [0.0, 0.0]);
        let scores: Vec<Vec<f64>> = truth.iter().map(|&label| if label == 0 { vec![0.1, 0.0] } else { vec![0.0, 0.1] }).collect();
        assert_eq!(thresholds(&scores, &truth, 2), [0.0, 0.0]);
        assert_eq!(thresholds(&[], &[], 2), [0.0, 0.0]);
    }
}
