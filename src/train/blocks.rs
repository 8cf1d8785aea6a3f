//! folds -> blocks of them that are left out together, so that each fold is left out beside as many others as its decision wants.
//!
//! A fit that leaves out a block scores each of its folds for the others. What is left to it should be about what a
//! calibration's fits see, four fifths of what the judged fit learns from: so a block holds one fold and a fifth of the
//! others. Thresholds of rare labels want the rows of all other folds: with 5 folds these are the 10 pairs; with 10, 19 blocks of
//! three in place of 45 pairs. Where the highest score decides, a temperature is fitted, one number for all labels, and it is seen how often
//! scores are right and where rows begin to be unlike the others: all of these are known of [`ENOUGH`] rows. Where one other fold has those, three
//! blocks of two serve 5 folds, and four blocks of three 10. Blocks are chosen
//! greedily, which comes near the fewest that cover all pairs (Gordon, Kuperberg and Patashnik, 1995).

use super::Prepared;

/// Rows of which a temperature is known: another 2,000 would move it by some 3 %.
const ENOUGH: usize = 2000;

/// Blocks of the folds of some rows; `fold_of` gives the fold of each row of the corpus.
pub(super) fn blocks(prepared: &Prepared<'_>, rows: &[usize], fold_of: &[usize]) -> Vec<Vec<usize>> {
    let folds = rows.iter().map(|&row| fold_of[row] + 1).max().unwrap_or(0);
    // What each fold has of a task, and how much of other folds is enough.
    let tasks = prepared.tasks.iter().flatten().map(|task| {
        let mut held = vec![0; folds];
        rows.iter().filter(|&&row| task.rows[row].is_some()).for_each(|&row| held[fold_of[row]] += 1);
        (held, if task.chooses() { ENOUGH } else { usize::MAX })
    });
    let tasks: Vec<(Vec<usize>, usize)> = tasks.collect();
    cover(folds, |fold, beside| {
        tasks.iter().any(|(held, enough)| {
            let others = || (0..folds).filter(|&other| other != fold);
            let all: usize = others().map(|other| held[other]).sum();
            others().filter(|&other| beside[other]).map(|other| held[other]).sum::<usize>() < all.min(*enough)
        })
    })
}

/// Blocks of folds, each rising, until none of `folds` folds wants another beside those that it has been left out with.
fn cover(folds: usize, wants: impl Fn(usize, &[bool]) -> bool) -> Vec<Vec<usize>> {
    let size = (1 + (folds.saturating_sub(1) as f64 / 5.0).round() as usize).max(2);
    let mut covered: Vec<Vec<bool>> = (0..folds).map(|a| (0..folds).map(|b| a == b).collect()).collect();
    let mut out = Vec::new();
    for a in 0..folds {
        loop {
            let wanting: Vec<bool> = (0..folds).map(|fold| wants(fold, &covered[fold])).collect();
            // One that wants another too, if any does.
            let free = || (0..folds).filter(|&b| !covered[a][b]);
            let Some(b) = free().find(|&b| wanting[b]).or_else(|| free().next()).filter(|_| wanting[a]) else { break };
            let mut block = vec![a, b];
            while block.len() < size.min(folds) {
                // How many of the two a pair that is new serves.
                let served =
                    |a: usize, b: usize| if covered[a][b] { 0 } else { usize::from(wanting[a]) + usize::from(wanting[b]) };
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
    use crate::train::Trainer;
    use crate::{Article, Corpus, Labels};

    /// Until each has been left out beside so many others, or all.
    fn beside(folds: usize, partners: usize) -> Vec<Vec<usize>> {
        cover(folds, |_, covered| covered.iter().filter(|&&covered| covered).count() <= partners.min(folds - 1))
    }

    #[test]
    fn every_fold_has_as_many_others_as_it_wants_in_few_blocks() {
        for folds in 0..=20 {
            for partners in 0..=folds + 1 {
                let blocks = beside(folds, partners);
                for fold in 0..folds {
                    let with = |other: usize| blocks.iter().any(|block| block.contains(&fold) && block.contains(&other));
                    let its = (0..folds).filter(|&other| other != fold && with(other)).count();
                    assert!(its >= partners.min(folds - 1), "{fold} of {folds} folds: {its} of {partners}");
                }
            }
        }
        assert_eq!(beside(5, 1), [vec![0, 1], vec![2, 3], vec![0, 4]]);
        assert_eq!((beside(5, 2).len(), beside(10, 1).len(), beside(10, 2).len()), (6, 4, 4));
    }

    #[test]
    fn every_pair_is_in_a_block_and_five_folds_give_the_pairs() {
        let blocks = |folds| beside(folds, usize::MAX);
        assert_eq!((blocks(5).len(), blocks(10).len()), (10, 19));
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
    }

    #[test]
    fn what_is_fitted_to_scores_tells_how_many_rows_of_others_a_fold_wants() {
        // The topic of each row, or several; the stance of some.
        let blocks = |rows: usize, several: bool, stances: usize, fold_of: &dyn Fn(usize) -> usize| {
            let mut corpus = Corpus { single_topic: !several, ..Corpus::default() };
            for row in 0..rows {
                let mut topics = vec![["trade", "security"][row % 2].to_owned()];
                topics.extend((several && row % 3 == 0).then(|| "telecoms".to_owned()));
                let stance = (row < stances).then(|| ["favour", "against"][row % 2].to_owned());
                corpus.articles.push(Article::from_text("", ["steel tariff", "spies heard"][row % 2]));
                corpus.labels.push(Labels { topics: Some(topics), stance, ..Labels::default() });
            }
            let trainer = Trainer::default();
            let prepared = trainer.prepare(&corpus).expect("rows");
            super::blocks(&prepared, &(0..rows).collect::<Vec<_>>(), &(0..rows).map(fold_of).collect::<Vec<_>>())
        };
        let evenly = |row: usize| row % 5;
        assert_eq!(blocks(9_995, false, 0, &evenly).len(), 6);
        assert_eq!(blocks(10_000, false, 0, &evenly).len(), 3);
        assert_eq!(blocks(2_000, false, 0, &evenly).len(), 10);
        assert_eq!(blocks(10_000, true, 0, &evenly).len(), 10);
        // A stance that few rows have wants all of them.
        assert_eq!(blocks(10_000, false, 500, &evenly).len(), 10);
        // One large fold serves the small ones, and is itself served by all of them.
        let large = blocks(10_000, false, 0, &|row| if row < 8_400 { 0 } else { 1 + row % 4 });
        assert_eq!(large, [[0, 1], [0, 2], [0, 3], [0, 4]]);
    }
}
