//! In: the lines of a page and the first score of each. Out: for each line, a sparse row of what the scores
//! around it say: its own and its neighbours', how much story lies before and after, where it stands to the
//! best run of lines, and which boundary words lie between. From these the inside score is made.

use super::boundary::KINDS;
use super::line::{Line, Page};
use super::look::running;
use super::row::{Row, Sink, Steps, hat, spread};

/// The best scoring run of lines, as a half-open range.
fn best_run(scores: &[f64]) -> (usize, usize) {
    let (mut best, mut range, mut sum, mut start) = (0.0, (0, 0), 0.0, 0);
    for (i, score) in scores.iter().enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, i);
        }
        sum += score;
        if sum > best {
            (best, range) = (sum, (start, i + 1));
        }
    }
    range
}

/// Running counts of the short lines of each kind, and of bylines.
fn counts(page: &Page) -> Vec<[u32; KINDS + 1]> {
    let mut sums = [0; KINDS + 1];
    let add = |line: &Line| {
        let kinds = line.kinds | u16::from(line.by) << KINDS;
        if line.words <= 12 {
            sums.iter_mut().enumerate().for_each(|(kind, sum)| *sum += u32::from(kinds >> kind & 1));
        }
        sums
    };
    std::iter::once([0; KINDS + 1]).chain(page.lines.iter().map(add)).collect()
}

static FEW: Steps<6> = Steps::new(&[0, 1, 2, 4]);

/// Columns that say where a line stands to the best run.
const PLACE: u32 = 32 + 5 * (KINDS as u32 + 1);

/// How many columns a neighbour's score takes, and how many neighbours there are.
pub(super) const KNOTS: usize = 8;
pub(super) const PLACES: usize = 10;

/// Where the score of each line lies between the knots, and, behind the last, that of no line: the lowest.
pub(super) fn near(scores: &[f64]) -> Vec<(usize, f32)> {
    let place = |&score: &f64| hat(score, &[-7.0, -4.0, -2.0, -0.5, 0.5, 2.0, 4.0, 6.0]);
    scores.iter().chain([&f64::NEG_INFINITY]).map(place).collect()
}

/// The rows of all lines, put into what `sink` gives for each, and the number of columns.
pub(super) fn rows<S: Sink>(page: &Page, scores: &[f64], near: &[(usize, f32)], sink: impl Fn(usize) -> S) -> (Vec<S>, usize) {
    let n = scores.len();
    let size: Vec<f64> = page.lines.iter().map(|l| l.words.clamp(1, 60) as f64).collect();
    let weight: Vec<f64> = size.iter().map(|s| (1.0 + s / 10.0).min(3.0)).collect();
    let story = |i: usize| if scores[i] > 0.0 { size[i] / (1.0 + libm::exp(-scores[i])) } else { 0.0 };
    let stories: Vec<f64> = (0..n).map(story).collect();
    let sums = running(stories.iter().copied());
    let total = sums[n].max(1e-9);
    let share = sums[n] / size.iter().sum::<f64>().max(1.0);
    let weighted: Vec<f64> = (0..n).map(|i| scores[i].clamp(-3.0, 3.0) * weight[i]).collect();
    let (a, b) = best_run(&weighted);
    let against = running((0..n).map(|i| (-scores[i]).clamp(0.0, 3.0) * weight[i]));
    let hard = running(scores.iter().map(|&s| f64::from(u8::from(s < -2.0))));
    let kinds = counts(page);
    let mut columns = 0;
    let rows = (0..n).map(|i| {
        let mut row = Row::new(sink(i));
        row.hat(scores[i], &[-6.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 6.0]);
        for away in 1..=5 {
            for (side, j) in [i.checked_sub(away).unwrap_or(n), (i + away).min(n)].into_iter().enumerate() {
                row.lend(2 * away - 2 + side, j, spread(near[j]), KNOTS as u32);
            }
        }
        let mass = [0.0, 10.0, 30.0, 80.0, 150.0, 300.0, 600.0];
        for reach in [3, 8, 20] {
            row.bin(Some(sums[i] - sums[i.saturating_sub(reach)]), &mass);
            row.bin(Some(sums[(i + reach + 1).min(n)] - sums[i + 1]), &mass);
        }
        let parts = [0.0, 0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99, 0.9999];
        row.bin(Some(sums[i] / total), &parts);
        row.bin(Some((sums[n] - sums[i + 1]) / total), &parts);
        // Before the best run, in it, or after it; how far from its edge; what lies between.
        let (place, far, from, to) = if i < a {
            (0, a - i, i + 1, a)
        } else if i >= b {
            (2, i + 1 - b, b, i)
        } else {
            (1, (i - a).min(b - 1 - i), i, i)
        };
        let own = [-3.0, -1.5, -0.5, 0.0, 0.5, 1.5, 3.0];
        row.columns += place * PLACE;
        let first = row.columns;
        row.flag(true);
        row.bin(Some(far as f64), &[0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 40.0]);
        row.bin(Some(scores[i]), &own);
        row.bin(Some(against[to] - against[from]), &[0.0, 1.0, 3.0, 6.0, 12.0, 25.0, 60.0]);
        row.bin(Some(hard[to] - hard[from]), &[0.0, 1.0, 2.0, 4.0, 8.0, 20.0]);
        let (low, high) = if i < a { (i + 1, a) } else { (a, i) };
        for (low, high) in kinds[low].iter().zip(&kinds[high]) {
            row.step((high - low) as usize, &FEW);
        }
        debug_assert_eq!(row.columns, first + PLACE);
        row.columns += (2 - place) * PLACE;
        row.bin(Some(share), &[0.1, 0.2, 0.35, 0.5, 0.7, 0.9]);
        columns = row.columns as usize;
        row.entries
    });
    (rows.collect(), columns)
}
