//! In: the blocks of a page and the first score of each. Out: for each block, a sparse row of what the scores
//! around it say: its own, its neighbours', those of the other blocks in the elements around it, how much
//! story lies before and after. From these the last score is made.

use super::answer::Held;
use super::block::Layout;
use super::row::{Row, bin};
use super::shape::{Measures, words_of};

const SCORE: [f64; 9] = [-6.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0];

/// The rows of all blocks, and the number of columns.
pub(super) fn rows(layout: &Layout, held: &[Held], measures: &Measures, scores: &[f64]) -> (Vec<Vec<(u32, f32)>>, usize) {
    let n = scores.len();
    let size: Vec<f64> = (0..n).map(|i| words_of(layout, i).clamp(1.0, 60.0)).collect();
    let likely: Vec<f64> = scores.iter().map(|&s| 1.0 / (1.0 + libm::exp(-s))).collect();
    let story: Vec<f64> = (0..n).map(|i| if scores[i] > 0.0 { size[i] * likely[i] } else { 0.0 }).collect();
    let sums = super::look::running(story.iter().copied());
    let total = sums[n].max(1e-9);
    let all = size.iter().sum::<f64>().max(1.0);
    // Words, and likely words of the story, in each element.
    let mut inside = vec![(0.0, 0.0); layout.frames.len()];
    for i in 0..n {
        let sum = &mut inside[layout.blocks[i].frame];
        *sum = (sum.0 + size[i], sum.1 + size[i] * likely[i]);
    }
    for at in (1..inside.len()).rev() {
        let own = inside[at];
        let sum = &mut inside[layout.frames[at].parent];
        *sum = (sum.0 + own.0, sum.1 + own.1);
    }
    // The nearest block of the story before and after.
    let mut before = vec![99usize; n + 1];
    let mut after = vec![99usize; n + 1];
    for i in 0..n {
        before[i + 1] = if scores[i] > 0.5 && size[i] >= 8.0 { 1 } else { before[i].saturating_add(1) };
        let j = n - 1 - i;
        after[j] = if scores[j] > 0.5 && size[j] >= 8.0 { 1 } else { after[j + 1].saturating_add(1) };
    }
    let best = (0..n).filter(|&i| size[i] >= 8.0).map(|i| scores[i]).fold(-9.0, f64::max);
    let mut columns = 0;
    let rows = (0..n).map(|i| {
        let mut row = Row::default();
        row.hat(scores[i], &SCORE);
        row.hat(scores[i] - best, &[-9.0, -6.0, -4.0, -2.0, -1.0, 0.0]);
        row.hat(best, &SCORE);
        let short = bin(size[i], &[4.0, 12.0, 30.0]);
        row.one(Some(bin(scores[i], &[-2.0, -0.7, 0.0, 0.7, 2.0]) * 4 + short), 24);
        row.one(Some(bin(scores[i], &[-2.0, 0.0, 2.0]) * 4 + bin(held[i].answer, &[0.1, 0.6, 0.95])), 16);
        for away in 1..=4 {
            for j in [i.checked_sub(away), Some(i + away)] {
                let score = j.and_then(|j| scores.get(j)).copied().unwrap_or(-7.0);
                row.hat(score, &[-7.0, -4.0, -2.0, -0.5, 0.5, 2.0, 4.0, 6.0]);
            }
        }
        let (mut at, mut below) = (layout.blocks[i].frame, usize::MAX);
        for _ in 0..4 {
            let others = (inside[at].0 - size[i], inside[at].1 - size[i] * likely[i]);
            let share = (others.0 > 0.5).then(|| others.1 / others.0);
            row.one(share.map(|s| bin(s, &[0.05, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97]) * 4 + short), 32);
            row.bin(Some(others.1 / total), &[0.02, 0.1, 0.3, 0.6, 0.85, 0.95]);
            if at != below {
                below = at;
            }
            at = layout.frames[at].parent;
        }
        let near = [1.0, 2.0, 3.0, 5.0, 10.0];
        let (b, a) = (bin(before[i] as f64, &near), bin(after[i + 1] as f64, &near));
        row.one(Some(b * 6 + a), 36);
        row.one(Some((b.min(2) * 3 + a.min(2)) * 4 + short), 36);
        let parts = [0.0, 0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99, 0.9999];
        row.bin(Some(sums[i] / total), &parts);
        row.bin(Some((sums[n] - sums[i + 1]) / total), &parts);
        let mass = [0.0, 10.0, 30.0, 80.0, 150.0, 300.0];
        for reach in [3, 8, 20] {
            row.bin(Some(sums[i] - sums[i.saturating_sub(reach)]), &mass);
            row.bin(Some(sums[(i + reach + 1).min(n)] - sums[i + 1]), &mass);
        }
        row.bin(Some(sums[n] / all), &[0.1, 0.2, 0.35, 0.5, 0.7, 0.9]);
        row.bin(Some(total), &[1.0, 20.0, 50.0, 100.0, 250.0]);
        let prose = usize::from(measures.prose[i] > 0.0);
        row.one(Some(bin(scores[i], &SCORE[1..8]) * 2 + prose), 16);
        columns = row.columns as usize;
        row.entries
    });
    (rows.collect(), columns)
}
