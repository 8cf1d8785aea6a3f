//! Rows and their labels -> how far from 0 the weight of each column is expected to be: [`variances`].
//!
//! The log-count ratio of a column for a class is r = ln (p / Σp) − ln (q / Σq), p and q being one more than the number of rows of the
//! class, and of the others, that hold it: the weight that naive Bayes would give it. With one label, and so for each of a few
//! ([`FEW`]), the variance is r², as in NB-SVM (Wang and Manning, ACL 2012). For many it is ½ r⁺ (r⁺ − r⁻), of the greatest and the least ratio over all labels, rows that
//! carry none being a class too: a column may have large weights where it speaks for some class, more so where it speaks against
//! another. As it is the same for all labels, these are solved together, in a sixth of the time.

use libm::log;
use rayon::prelude::*;

use super::compact::leaves_out;
use super::coordinate_descent::Label;
use crate::sparse::CsrMatrix;

/// Labels up to which each has its own variances, which cost little time then and gain 0.3 points on AG News (four labels, words 1-3 and
/// characters 3-5). With more there is nothing to gain: 20 Newsgroups .899 with either, of words 1-2 and characters 4.
pub(super) const FEW: usize = 8;

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
    let known = df.iter().filter(|df| **df > 0).count();
    let all: f64 = df.iter().map(|&df| f64::from(df)).sum();
    let logarithms: Vec<f64> = (0..=taught.len() + 1).map(|count| log(count as f64)).collect();
    let unlabelled: Vec<bool> = (0..matrix.rows()).map(|row| labels.iter().all(|label| !label.positive[row])).collect();
    let classes: Vec<&[bool]> = labels.iter().map(|label| label.positive).chain([&*unlabelled]).collect();
    let of_block = |classes: &[&[bool]]| {
        let mut counts = vec![[0_u32; CLASSES]; matrix.columns()];
        let mut shifts = Vec::with_capacity(classes.len());
        for (place, carries) in classes.iter().enumerate() {
            let mut with = 0.0;
            for &row in taught.iter().filter(|&&row| carries[row]) {
                for column in held(row) {
                    counts[column][place] += 1;
                    with += 1.0;
                }
            }
            shifts.push(log(all - with + known as f64) - log(with + known as f64));
        }
        let range = |(&df, counts): (&u32, &[u32; CLASSES])| {
            let ratio = |count: u32| logarithms[count as usize + 1] - logarithms[(df - count) as usize + 1];
            let ratios = counts.iter().zip(&shifts).map(|(&count, shift)| ratio(count) + shift);
            ratios.fold([0.0, 0.0], |[least, greatest]: Range, ratio| [least.min(ratio), greatest.max(ratio)])
        };
        df.iter().zip(&counts).map(range).collect::<Vec<Range>>()
    };
    let wider =
        |one: Vec<Range>, other: Vec<Range>| one.iter().zip(&other).map(|(a, b)| [a[0].min(b[0]), a[1].max(b[1])]).collect();
    let ranges = classes.par_chunks(CLASSES).map(of_block).reduce(|| vec![[0.0; 2]; matrix.columns()], wider);
    let variance = |([least, greatest], &df): (&Range, &u32)| if df > 0 { 0.5 * greatest * (greatest - least) } else { 0.0 };
    ranges.iter().zip(&df).map(variance).map(|variance| variance as f32).collect()
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

    #[test]
    fn of_one_label_it_is_the_square_of_its_ratio() {
        let (matrix, left_out) = rows();
        // p + 1 is 3, 3, 1, of 7; q + 1 is 2, 1, 2, of 5.
        let squared = |p: f64, q: f64| log(p / 7.0 * 5.0 / q).powi(2);
        let wanted = [squared(3.0, 2.0), squared(3.0, 1.0), squared(1.0, 2.0), 0.0];
        near(&variances(&matrix, &left_out, &[label(&[true, true, false, false, true])]), &wanted);
        near(&variances(&matrix, &left_out, &[label(&[false, false, true, true, false])]), &wanted);
    }

    #[test]
    fn of_many_it_is_half_the_greatest_times_the_range_and_rows_without_any_are_a_class() {
        let (matrix, left_out) = rows();
        let (one, two) = ([true, false, false, false, false], [false, true, false, false, false]);
        // p + 1 and q + 1 of columns 0, 1, 2: one and two have 2, 2, 1 and 3, 2, 2; neither has 2, 1, 2 and 3, 3, 1.
        let labelled = |p: f64, q: f64| log(p / 5.0 * 7.0 / q);
        let neither = |p: f64, q: f64| log(p / 5.0 * 7.0 / q);
        let of = |a: f64, b: f64| 0.5 * a.max(b).max(0.0) * (a.max(b).max(0.0) - a.min(b).min(0.0));
        let wanted = [
            of(labelled(2.0, 3.0), neither(2.0, 3.0)),
            of(labelled(2.0, 2.0), neither(1.0, 3.0)),
            of(labelled(1.0, 2.0), neither(2.0, 1.0)),
            0.0,
        ];
        near(&variances(&matrix, &left_out, &[label(&one), label(&two)]), &wanted);
        // However many labels are counted at a time: more that say the same change nothing.
        let many: Vec<Label<'_>> = (0..40).map(|at| label(if at % 2 == 0 { &one } else { &two })).collect();
        near(&variances(&matrix, &left_out, &many), &wanted);
    }
}
