//! folds -> blocks of them that are left out together, so that each fold is left out beside as many others as its decision wants.
//!
//! A fit that leaves out a block scores each of its folds for the others. What is left to it should be about what a
//! calibration's fits see, four fifths of what the judged fit learns from: so a block holds one fold and a fifth of the
//! others. Thresholds of rare labels want the rows of all other folds: with 5 folds these are the 10 pairs; with 10, some 18 blocks of
//! three in place of 45 pairs. A temperature, one number for all labels, is known of [`ENOUGH`] rows: where a fold has those, three
//! blocks of two give each of 5 folds another, and four blocks of three each of 10. Blocks are chosen
//! greedily, which comes near the fewest that cover all pairs (Gordon, Kuperberg and Patashnik, 1995).

use super::Prepared;
use crate::task::Task;

/// Rows of which a temperature is known: another 2,000 would move it by some 3 %.
const ENOUGH: usize = 2000;

/// Blocks of folds for a cross-validation of so many rows.
pub(super) fn blocks(prepared: &Prepared<'_>, rows: usize, folds: usize) -> Vec<Vec<usize>> {
    let one_number = prepared.tasks.iter().flatten().all(Task::chooses);
    let partners = if one_number { ENOUGH.div_ceil((rows / folds.max(1)).max(1)) } else { usize::MAX };
    cover(folds, partners)
}

/// Blocks of folds, each rising, that hold every one of `folds` folds beside so many others, or beside all.
fn cover(folds: usize, partners: usize) -> Vec<Vec<usize>> {
    let size = (1 + (folds.saturating_sub(1) as f64 / 5.0).round() as usize).max(2);
    let partners = partners.min(folds.saturating_sub(1));
    // A fold is no partner of its own.
    let mut covered: Vec<Vec<bool>> = (0..folds).map(|a| (0..folds).map(|b| a == b).collect()).collect();
    let mut out = Vec::new();
    for a in 0..folds {
        loop {
            let wants = |fold: usize| covered[fold].iter().filter(|&&covered| covered).count() <= partners;
            // One that wants a partner too, if any does.
            let free = || (0..folds).filter(|&b| !covered[a][b]);
            let Some(b) = free().find(|&b| wants(b)).or_else(|| free().next()).filter(|_| wants(a)) else { break };
            let mut block = vec![a, b];
            while block.len() < size.min(folds) {
                // How many of the two a pair that is new serves.
                let served = |a: usize, b: usize| if covered[a][b] { 0 } else { usize::from(wants(a)) + usize::from(wants(b)) };
                let gain = |fold: usize| block.iter().map(|&other| served(other, fold)).sum::<usize>();
                let others = (0..folds).filter(|fold| !block.contains(fold));
                // The first of equals.
                let Some(best) = others.max_by_key(|&fold| (gain(fold), folds - fold)) else { break };
                block.push(best);
            }
            block.iter().for_each(|&x| block.iter().for_each(|&y| covered[x][y] = true));
            block.sort_unstable();
            out.push(block);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fold_has_as_many_partners_as_it_wants_in_few_blocks() {
        for folds in 0..=20 {
            for partners in 0..=folds + 1 {
                let blocks = cover(folds, partners);
                for fold in 0..folds {
                    let beside = |other: usize| blocks.iter().any(|block| block.contains(&fold) && block.contains(&other));
                    let its = (0..folds).filter(|&other| other != fold && beside(other)).count();
                    assert!(its >= partners.min(folds - 1), "{fold} of {folds} folds: {its} of {partners}");
                }
            }
        }
        assert_eq!(cover(5, 1), [vec![0, 1], vec![2, 3], vec![0, 4]]);
        assert_eq!((cover(5, 2).len(), cover(10, 1).len(), cover(10, 2).len()), (6, 4, 4));
    }

    #[test]
    fn every_pair_is_in_a_block_and_five_folds_give_the_pairs() {
        let blocks = |folds| cover(folds, usize::MAX);
        assert_eq!(blocks(5).len(), 10);
        assert_eq!((blocks(0).len(), blocks(1).len(), blocks(2), blocks(3).len()), (0, 0, vec![vec![0, 1]], 3));
        for folds in [4, 7, 8, 10, 20] {
            let blocks = blocks(folds);
            for a in 0..folds {
                for b in a + 1..folds {
                    assert!(blocks.iter().any(|block| block.contains(&a) && block.contains(&b)), "{folds}: {a} {b}");
                }
            }
            assert!(blocks.len() <= folds * (folds - 1) / 2);
        }
        assert!(blocks(10).len() <= 20, "{}", blocks(10).len());
    }
}
