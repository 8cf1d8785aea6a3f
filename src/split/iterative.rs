//! rows with any number of labels, in groups -> folds that hold each label in its share: iterative stratification
//! (Sechidis, Tsoumakas and Vlahavas, ECML PKDD 2011, algorithm 1), where what is dealt out is a group of rows.

use std::collections::BTreeMap;

use crate::rng::Rng;

/// Iterative stratification: the rarest label first, each group of rows to the fold that lacks most of it.
///
/// ```
/// use standpoint::split::IterativeKFold;
/// let labels = [vec![0], vec![0, 1], vec![0], vec![0, 1]];
/// let folds = IterativeKFold { folds: 2, seed: 0 }.assign(&labels, &[0, 1, 2, 3]);
/// assert_ne!(folds[1], folds[3]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct IterativeKFold {
    /// Number of folds, 2 or above.
    pub folds: usize,
    /// Seed of the order, which settles ties.
    pub seed: u64,
}

/// Rows that share a fold.
struct Unit {
    rows: Vec<usize>,
    /// (label, rows with it), labels rising.
    labels: Vec<(usize, f64)>,
}

impl IterativeKFold {
    /// The fold of each row. `labels` lists those of each row, `groups` its group. O(groups × (folds + labels of a group)
    /// + labels²).
    pub fn assign(&self, labels: &[Vec<usize>], groups: &[u64]) -> Vec<usize> {
        let folds = self.folds.max(1);
        let units = units(labels, groups, self.seed);
        let count = labels.iter().flatten().max().map_or(0, |last| last + 1);
        let (mut of_label, mut all) = (vec![Vec::new(); count], vec![0.0; count]);
        for (at, unit) in units.iter().enumerate() {
            for &(label, rows) in &unit.labels {
                of_label[label].push(at);
                all[label] += rows;
            }
        }
        // What each fold still lacks: of rows, and of rows with each label.
        let mut lacks_rows = vec![labels.len() as f64 / folds as f64; folds];
        let mut lacks: Vec<Vec<f64>> = all.iter().map(|rows| vec![rows / folds as f64; folds]).collect();
        let mut fold_of = vec![0; labels.len()];
        let mut dealt = vec![false; units.len()];
        let mut left: Vec<usize> = of_label.iter().map(Vec::len).collect();
        let mut deal = |at: usize, label: Option<usize>, left: &mut [usize]| {
            let unit = &units[at];
            let need = |fold: usize| (label.map_or(0.0, |label| lacks[label][fold]), lacks_rows[fold]);
            let before = |a: (f64, f64), b: (f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).is_lt();
            let fold = (1..folds).fold(0, |best, fold| if before(need(best), need(fold)) { fold } else { best });
            unit.rows.iter().for_each(|&row| fold_of[row] = fold);
            lacks_rows[fold] -= unit.rows.len() as f64;
            for &(label, rows) in &unit.labels {
                lacks[label][fold] -= rows;
                left[label] -= 1;
            }
        };
        while let Some(rarest) = (0..count).filter(|&label| left[label] > 0).min_by_key(|&label| left[label]) {
            for &at in &of_label[rarest] {
                if !std::mem::replace(&mut dealt[at], true) {
                    deal(at, Some(rarest), &mut left);
                }
            }
        }
        (0..units.len()).filter(|&at| !dealt[at]).for_each(|at| deal(at, None, &mut left));
        fold_of
    }
}

/// The groups, shuffled, the largest first.
fn units(labels: &[Vec<usize>], groups: &[u64], seed: u64) -> Vec<Unit> {
    let mut members: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    groups.iter().enumerate().for_each(|(row, &group)| members.entry(group).or_default().push(row));
    let mut order: Vec<Vec<usize>> = members.into_values().collect();
    // In the order of their first row, so that hashes decide nothing.
    order.sort_by_key(|rows| rows[0]);
    Rng::new(seed).shuffle(&mut order);
    order.sort_by_key(|rows| std::cmp::Reverse(rows.len()));
    let unit = |rows: Vec<usize>| {
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        rows.iter().flat_map(|&row| &labels[row]).for_each(|&label| *counts.entry(label).or_default() += 1.0);
        Unit { rows, labels: counts.into_iter().collect() }
    };
    order.into_iter().map(unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_labels_and_common_ones_are_spread_evenly() {
        // Label 0 in every row, 1 in every fifth, 2 in ten rows that have 1 too.
        let labels: Vec<Vec<usize>> =
            (0..200).map(|row| (0..3).filter(|&label| [true, row % 5 == 0, row % 20 == 0][label]).collect()).collect();
        let groups: Vec<u64> = (0..200).collect();
        let folds = IterativeKFold { folds: 5, seed: 1 }.assign(&labels, &groups);
        for fold in 0..5 {
            let of = |label: usize| (0..200).filter(|&row| folds[row] == fold && labels[row].contains(&label)).count();
            assert_eq!((of(0), of(1), of(2)), (40, 8, 2));
        }
    }

    #[test]
    fn a_group_shares_a_fold_and_folds_stay_of_one_size() {
        let labels: Vec<Vec<usize>> = (0..120).map(|row| vec![row % 3]).collect();
        // Groups of 1 to 15 rows.
        let groups: Vec<u64> = (0..120).map(|row| [0, 1, 1, 2, 2, 2, 3, 3, 3, 3][row % 10] + 4 * (row as u64 / 40)).collect();
        let folds = IterativeKFold { folds: 3, seed: 0 }.assign(&labels, &groups);
        for row in 0..120 {
            let other = (0..120).find(|&other| groups[other] == groups[row]).unwrap_or(row);
            assert_eq!(folds[row], folds[other]);
        }
        for fold in 0..3 {
            let rows = folds.iter().filter(|&&f| f == fold).count();
            assert!((36..=44).contains(&rows), "{rows}");
        }
    }
}
