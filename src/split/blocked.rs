//! rows as they stand in their table -> folds of neighbours.
//!
//! What stands side by side in a table often tells of one event: the week's reports, a thread, the reviews of a film. Dealt out
//! at random it is on both sides of every fold, and what learns events by heart looks better than it will be. Runs of neighbours
//! in one fold part most of them (blocked cross-validation: Roberts and others, Ecography 2017); in a table in no order
//! they are as good as random.

use std::collections::BTreeMap;

/// Each fold holds a run of the rows of each stratum, as scikit-learn's `StratifiedKFold(shuffle=False)` has it.
///
/// ```
/// use standpoint::split::BlockedKFold;
/// let strata = ["a", "a", "b", "a", "b", "a"].map(String::from);
/// let folds = BlockedKFold { folds: 2, turn: 0 };
/// assert_eq!(folds.assign(&strata, &[0, 1, 2, 3, 4, 5]), [0, 0, 0, 1, 1, 1]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct BlockedKFold {
    /// Number of folds, 2 or above.
    pub folds: usize,
    /// The borders lie a third of a run further with each turn.
    pub turn: usize,
}

impl BlockedKFold {
    /// Turns after which the borders lie where they lay.
    const TURNS: usize = 3;

    /// The fold of each row. `strata` names the stratum of each row, `groups` its group, whose rows share the fold of the
    /// first. A stratum of fewer groups than folds goes by where they stand among all; where most groups are of such strata these are
    /// dealt out. O(n log n).
    pub fn assign(&self, strata: &[String], groups: &[u64]) -> Vec<usize> {
        let mut first: BTreeMap<u64, usize> = BTreeMap::new();
        let firsts: Vec<usize> = groups.iter().enumerate().map(|(row, &group)| *first.entry(group).or_insert(row)).collect();
        let mut by_stratum: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in (0..groups.len()).filter(|&row| firsts[row] == row) {
            by_stratum.entry(&strata[row]).or_default().push(row);
        }
        let folds = self.folds.max(1);
        let fold = |at: usize, of: usize| {
            let shift = of * (self.turn % Self::TURNS) / (Self::TURNS * folds);
            (at + shift) % of * folds / of
        };
        let is_rare = |rows: &Vec<usize>| rows.len() < folds;
        let rare: usize = by_stratum.values().filter(|rows| is_rare(rows)).map(Vec::len).sum();
        let dealt = 2 * rare > first.len();
        let (mut fold_of, mut next) = (vec![0; groups.len()], self.turn);
        for rows in by_stratum.values() {
            for (at, &row) in rows.iter().enumerate() {
                fold_of[row] = match is_rare(rows) {
                    false => fold(at, rows.len()),
                    true if dealt => next % folds,
                    true => fold(row, groups.len()),
                };
                next += usize::from(is_rare(rows));
            }
        }
        (0..groups.len()).for_each(|row| fold_of[row] = fold_of[firsts[row]]);
        fold_of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_runs_of_each_stratum_and_copies_stand_together() {
        let strata: Vec<String> = (0..100).map(|row| if row < 25 { "a" } else { "b" }.to_owned()).collect();
        let groups: Vec<u64> = (0..100).map(|row| if row == 99 { 4 } else { row }).collect();
        for turn in 0..4 {
            let folds = BlockedKFold { folds: 5, turn }.assign(&strata, &groups);
            assert_eq!(folds[4], folds[99]);
            for part in [0..25, 25..99] {
                let borders = folds[part.clone()].windows(2).filter(|pair| pair[0] != pair[1]).count();
                assert_eq!(borders, if turn % 3 == 0 { 4 } else { 5 });
                for fold in 0..5 {
                    let held = folds[part.clone()].iter().filter(|&&of| of == fold).count();
                    assert!(held.abs_diff(part.len() / 5) <= 1, "{held} of {part:?}");
                }
            }
        }
    }

    #[test]
    fn rare_strata_lie_where_they_stand_and_where_most_are_rare_are_dealt_out() {
        let groups: Vec<u64> = (0..18).collect();
        let folds = |rare: usize| {
            let stratum = |row: usize| if row < rare { (row / 2).to_string() } else { "frequent".into() };
            BlockedKFold { folds: 3, turn: 0 }.assign(&(0..18).map(stratum).collect::<Vec<_>>(), &groups)
        };
        assert_eq!(folds(8)[..8], [0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!(folds(10)[..10], [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]);
    }
}
