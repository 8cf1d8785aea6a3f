//! rows -> folds. Rows with the same group (the same text, or nearly, or the same story) always share a fold.

mod blocked;
mod forward;
mod iterative;
mod near_duplicates;
mod stories;

pub use blocked::BlockedKFold;
pub use forward::ForwardChaining;
pub use iterative::IterativeKFold;
pub use near_duplicates::NearDuplicates;
pub use stories::Stories;

use std::collections::{BTreeMap, HashSet};

use crate::rng::Rng;

/// What one fit learns from, and what it is judged by.
///
/// ```
/// use standpoint::split::Split;
/// let splits = Split::of_folds(&[0, 1, 0]);
/// assert_eq!((splits[0].train.as_slice(), splits[0].test.as_slice()), (&[1][..], &[0, 2][..]));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// Rows it learns from.
    pub train: Vec<usize>,
    /// Rows it is judged by.
    pub test: Vec<usize>,
}

impl Split {
    /// Each fold against all others.
    pub fn of_folds(fold_of: &[usize]) -> Vec<Self> {
        let folds = fold_of.iter().max().map_or(0, |last| last + 1);
        let split = |fold: usize| {
            let (test, train) = (0..fold_of.len()).partition(|&row| fold_of[row] == fold);
            Self { train, test }
        };
        (0..folds).map(split).collect()
    }

    /// Leaves out of the training what shares a group with a row of the test; gives how many rows that were.
    pub fn part_groups(&mut self, groups: &[u64]) -> usize {
        let tested: HashSet<u64> = self.test.iter().map(|&row| groups[row]).collect();
        let before = self.train.len();
        self.train.retain(|&row| !tested.contains(&groups[row]));
        before - self.train.len()
    }
}

/// Stratified k-fold: each fold holds each stratum in its share of the whole.
///
/// ```
/// use standpoint::split::StratifiedKFold;
/// let strata = ["a", "b", "a", "b"].map(String::from);
/// let folds = StratifiedKFold { folds: 2, seed: 0 }.assign(&strata, &[0, 1, 2, 3]);
/// assert_ne!(folds[0], folds[2]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct StratifiedKFold {
    /// Number of folds, 2 or above.
    pub folds: usize,
    /// Seed of the order within a stratum.
    pub seed: u64,
}

impl StratifiedKFold {
    /// The fold of each row. `strata` names the stratum of each row, `groups` its group.
    /// O(n log n). With fewer groups than folds some folds stay empty.
    pub fn assign(&self, strata: &[String], groups: &[u64]) -> Vec<usize> {
        let mut members: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (row, &group) in groups.iter().enumerate() {
            members.entry(group).or_default().push(row);
        }
        // Groups in the order of their first row, so that hashes decide nothing.
        let mut order: Vec<&Vec<usize>> = members.values().collect();
        order.sort_by_key(|rows| rows[0]);
        let mut by_stratum: BTreeMap<&str, Vec<&Vec<usize>>> = BTreeMap::new();
        for rows in order {
            by_stratum.entry(&strata[rows[0]]).or_default().push(rows);
        }
        let mut rng = Rng::new(self.seed);
        let mut fold_of = vec![0; groups.len()];
        let mut next = 0;
        for stratum in by_stratum.values_mut() {
            rng.shuffle(stratum);
            for rows in stratum {
                for &row in rows.iter() {
                    fold_of[row] = next % self.folds.max(1);
                }
                next += 1;
            }
        }
        fold_of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_hold_each_stratum_in_its_share_and_copies_together() {
        let strata: Vec<String> = (0..100).map(|i| if i % 4 == 0 { "a" } else { "b" }.to_owned()).collect();
        let groups: Vec<u64> = (0..100).map(|i| if i == 8 { 4 } else { i }).collect();
        let folds = StratifiedKFold { folds: 5, seed: 3 }.assign(&strata, &groups);
        assert_eq!(folds[4], folds[8]);
        for fold in 0..5 {
            let a = (0..100).filter(|&i| folds[i] == fold && i % 4 == 0).count();
            assert!((4..=6).contains(&a), "{a}");
        }
    }
}
