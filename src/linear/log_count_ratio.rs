//! Rows and their labels -> how far from 0 the weight of each column is expected to be: [`variances`].
//!
//! The log-count ratio of a column for a class is r = ln (p + 3 f) / (q + 3 (1 − f)) − ln f / (1 − f), where p rows of the class and q
//! others hold the column, and f is the class's share of all that rows hold: the weight that naive Bayes would give the column. What
//! is as frequent in the class as elsewhere has 0, however small the class is. With one label, and so for each of a few ([`FEW`]), the
//! variance is ½ + r², of which r² is that of NB-SVM (Wang and Manning, ACL 2012), who mix its weights with equal ones; the half lets a column
//! that naive Bayes makes nothing of say something beside others. For many labels it is ½ + ½ r⁺ (r⁺ − r⁻), of the
//! greatest and the least ratio over all; rows that carry none are a class too. A column may have large weights where it speaks
//! for some class, more so where it speaks against another. As it is the same for all labels, these are solved together, in a sixth
//! of the time.

use libm::log;
use rayon::prelude::*;

use super::compact::leaves_out;
use super::coordinate_descent::Label;
use crate::sparse::CsrMatrix;

/// Labels up to which each has its own variances, which cost little time then and gain 0.3 points on AG News (four labels, words 1-3 and
/// characters 3-5). With more there is nothing to gain: 20 Newsgroups .899 with either, of words 1-2 and characters 4.
pub(super) const FEW: usize = 8;

/// The variance of a column that speaks for no class. Folds of `benches/peers`, beside 0 (both with a smoothing of 2): IMDB .8967 and
/// .8937, AG News .9169 and .9159, 20 Newsgroups .8906 and .8902, Reuters' micro F1 .8710 and .8706; of 1,000 rows of IMDB .848 and .838.
const LEAST: f64 = 0.5;

/// Added to the counts of a column, shared as classes are. Beside 2 it gains .004 of Reuters' macro F1 and .001 of IMDB, and costs .001 of 20
/// Newsgroups and of AG News; 1 costs .004 of Reuters and of IMDB for .003 of 20 Newsgroups, and 4 gains .002 of Reuters for .001 of it.
const SMOOTHING: f64 = 3.0;

/// Classes whose rows are counted at a time.
const CLASSES: usize = 16;

/// The least and the greatest ratio of a column.
type Range = [f64; 2];

/// One number a column; 0 for a column that none of the rows which are not left out holds. O(labels a row × non-zeros + labels × columns).
pub(super) fn variances(matrix: &CsrMatrix, left_out: &[bool], labels: &[Label<'_>]) -> Vec<f32> {
    let taught: Vec<usize> = (0..matrix.rows()).filter(|&row| !leaves_out(left_out, row)).collect();
    // A value of 0 is that of a column that these rows are too few to know.
    let held = |row: usize| matrix.row(row).pairs().filter(|(_, value)| *value != 0.0).map(|(column, _)| column as usize);
    let mut df = vec![0_u32; matrix.columns()];
    taught.iter().for_each(|&row| held(row).for_each(|column| df[column] += 1));
    let all: f64 = df.iter().map(|&df| f64::from(df)).sum();
    let unlabelled: Vec<bool> = (0..matrix.rows()).map(|row| labels.iter().all(|label| !label.positive[row])).collect();
    let classes: Vec<&[bool]> = labels.iter().map(|label| label.positive).chain([&*unlabelled]).collect();
    let of_block = |classes: &[&[bool]]| {
        let mut counts = vec![[0_u32; CLASSES]; matrix.columns()];
        let mut ratios = Vec::with_capacity(classes.len());
        for (place, carries) in classes.iter().enumerate() {
            let mut with = 0.0;
            for &row in taught.iter().filter(|&&row| carries[row]) {
                for column in held(row) {
                    counts[column][place] += 1;
                    with += 1.0;
                }
            }
            ratios.push(Ratio::of(with / all));
        }
        let range = |(&df, counts): (&u32, &[u32; CLASSES])| {
            let of_classes =
                counts.iter().zip(&ratios).filter_map(|(&count, ratio)| Some(ratio.as_ref()?.get(count, df - count)));
            of_classes.fold([0.0, 0.0], |[least, greatest]: Range, ratio| [least.min(ratio), greatest.max(ratio)])
        };
        df.iter().zip(&counts).map(range).collect::<Vec<Range>>()
    };
    let wider =
        |one: Vec<Range>, other: Vec<Range>| one.iter().zip(&other).map(|(a, b)| [a[0].min(b[0]), a[1].max(b[1])]).collect();
    let ranges = classes.par_chunks(CLASSES).map(of_block).reduce(|| vec![[0.0; 2]; matrix.columns()], wider);
    let variance =
        |([least, greatest], &df): (&Range, &u32)| if df > 0 { LEAST + 0.5 * greatest * (greatest - least) } else { 0.0 };
    ranges.iter().zip(&df).map(variance).map(|variance| variance as f32).collect()
}

/// The variance of one column; 1 where there are none, since all are.
pub(super) fn variance(variances: &[f32], column: usize) -> f64 {
    variances.get(column).map_or(1.0, |&variance| variance.into())
}

/// ln (p + 3 f) / f.
fn smoothed(count: f64, share: f64) -> f64 {
    log(count / share + SMOOTHING)
}

/// The log-count ratios of a class, those of small counts worked out once.
struct Ratio {
    share: f64,
    with: [f64; 64],
    without: [f64; 64],
}

impl Ratio {
    /// Of a class with so much of all that rows hold; none where that is nothing or all, which says nothing of a column.
    fn of(share: f64) -> Option<Self> {
        let small = |share: f64| std::array::from_fn(|count| smoothed(count as f64, share));
        (share > 0.0 && share < 1.0).then(|| Self { share, with: small(share), without: small(1.0 - share) })
    }

    /// ln (p + 3 f) / f − ln (q + 3 (1 − f)) / (1 − f).
    fn get(&self, with: u32, without: u32) -> f64 {
        let of = |small: &[f64; 64], count: u32, share: f64| {
            small.get(count as usize).copied().unwrap_or_else(|| smoothed(count.into(), share))
        };
        of(&self.with, with, self.share) - of(&self.without, without, 1.0 - self.share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(positive: &[bool]) -> Label<'_> {
        Label { positive, costs: [1.0; 2], start: None }
    }

    /// Columns 0 and 1 in rows 0 and 1, 0 in row 2, 2 in row 3; row 4 holds 3 and is left out.
    fn rows() -> (CsrMatrix, [bool; 5]) {
        let mut matrix = CsrMatrix::new(4);
        for row in [&[(0, 1.0), (1, 1.0)][..], &[(0, 0.5), (1, 0.5)], &[(0, 2.0)], &[(2, 1.0)], &[(3, 1.0)]] {
            matrix.push_row(row.iter().copied());
        }
        (matrix, [false, false, false, false, true])
    }

    fn near(found: &[f32], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        found.iter().zip(wanted).for_each(|(&a, b)| assert!((f64::from(a) - b).abs() < 1e-5, "{found:?} {wanted:?}"));
    }

    /// The ratio as the first lines have it.
    fn ratio(p: f64, q: f64, share: f64) -> f64 {
        log((p + 3.0 * share) / (q + 3.0 * (1.0 - share))) - log(share / (1.0 - share))
    }

    #[test]
    fn of_one_label_it_is_a_half_and_the_square_of_its_ratio() {
        let (matrix, left_out) = rows();
        // Rows 0 and 1 hold four of the six that are held.
        let squared = |p: f64, q: f64| 0.5 + ratio(p, q, 4.0 / 6.0).powi(2);
        let wanted = [squared(2.0, 1.0), squared(2.0, 0.0), squared(0.0, 1.0), 0.0];
        near(&variances(&matrix, &left_out, &[label(&[true, true, false, false, true])]), &wanted);
        near(&variances(&matrix, &left_out, &[label(&[false, false, true, true, false])]), &wanted);
    }

    #[test]
    fn of_many_half_the_greatest_times_the_range_is_added_and_rows_without_any_are_a_class() {
        let (matrix, left_out) = rows();
        let (one, two) = ([true, false, false, false, false], [false, true, false, false, false]);
        // Each of one, two and neither holds two of the six.
        let of = |columns: [[f64; 2]; 3]| {
            let ratios = columns.map(|[p, q]| ratio(p, q, 2.0 / 6.0));
            let (least, greatest) =
                (ratios.iter().fold(0.0, |a: f64, b| a.min(*b)), ratios.iter().fold(0.0, |a: f64, b| a.max(*b)));
            0.5 + 0.5 * greatest * (greatest - least)
        };
        let wanted = [
            of([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]),
            of([[1.0, 1.0], [1.0, 1.0], [0.0, 2.0]]),
            of([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]),
            0.0,
        ];
        near(&variances(&matrix, &left_out, &[label(&one), label(&two)]), &wanted);
        // However many labels are counted at a time: more that say the same change nothing, nor does one that no row carries.
        let nobody = [false; 5];
        let many: Vec<Label<'_>> = (0..40).map(|at| label([&one[..], &two, &nobody][at % 3])).collect();
        near(&variances(&matrix, &left_out, &many), &wanted);
    }

    #[test]
    fn a_column_speaks_for_its_classes_however_many_there_are_and_however_small() {
        // 200 classes of three rows; each row holds a column of its class, one of ten classes, and one that all hold.
        let mut matrix = CsrMatrix::new(221);
        let classes: Vec<u32> = (0..600).map(|row| row % 200).collect();
        classes.iter().for_each(|&class| matrix.push_row([(class, 1.0), (200 + class / 10, 1.0), (220, 1.0)]));
        let carries: Vec<Vec<bool>> = (0..200).map(|class| classes.iter().map(|&of| of == class).collect()).collect();
        let labels: Vec<Label<'_>> = carries.iter().map(|positive| label(positive)).collect();
        let variances = variances(&matrix, &[], &labels);
        let of = |held: f64| {
            let (greatest, least) = (ratio(3.0, held - 3.0, 0.005), ratio(0.0, held, 0.005));
            assert!(greatest > 1.0 && least < 0.0);
            0.5 + 0.5 * greatest * (greatest - least)
        };
        let wanted: Vec<f64> = (0..220).map(|column| of(if column < 200 { 3.0 } else { 30.0 })).collect();
        near(&variances[..220], &wanted);
        assert!((variances[220] - 0.5).abs() < 1e-6, "{}", variances[220]);
    }
}
