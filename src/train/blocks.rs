//! folds -> blocks of them that are left out together, so that any two folds are left out by one fit.
//!
//! A fit that leaves out a block scores each of its folds for the others. What is left to it should be about what a
//! calibration's fits see, four fifths of what the judged fit learns from: so a block holds one fold and a fifth of the
//! others. With 5 folds these are the 10 pairs; with 10, some 18 blocks of three in place of 45 pairs. Blocks are chosen
//! greedily, which comes near the fewest that cover all pairs (Gordon, Kuperberg and Patashnik, 1995).

/// Blocks of folds, each rising, that hold every pair of `folds` folds.
pub(super) fn blocks(folds: usize) -> Vec<Vec<usize>> {
    let size = (1 + (folds.saturating_sub(1) as f64 / 5.0).round() as usize).max(2);
    let mut covered = vec![vec![false; folds]; folds];
    let mut out = Vec::new();
    for a in 0..folds {
        for b in a + 1..folds {
            if covered[a][b] {
                continue;
            }
            let mut block = vec![a, b];
            while block.len() < size.min(folds) {
                let gain = |fold: usize| block.iter().filter(|&&other| !covered[other][fold]).count();
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
    fn every_pair_is_in_a_block_and_five_folds_give_the_pairs() {
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
