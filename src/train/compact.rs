//! A fit -> the terms that move its scores most, and weights of 16 bits.
//!
//! A term moves a score by w x. Of all terms those are kept whose w² Σ x², for the label and block where it is largest,
//! as a share of that of all terms in its task and summed over the tasks, is among the largest quarter; the learner is then fitted to them alone, which makes good what the
//! others would have said. This is one step of recursive feature elimination (Guyon and others, Machine Learning 2002)
//! with the weights brought to the scale of the features. Weights are rounded to IEEE 754 half precision.

use half::f16;

use crate::sparse::CsrMatrix;
use crate::task::Classifier;

/// One term of so many is kept.
const ONE_OF: usize = 4;

/// Adds how far each column moves the scores of a task on its rows, as a share of what all of them do: tasks count the same,
/// however many labels and rows they have.
pub(super) fn add_moves(moves: &mut Vec<f64>, classifier: &Classifier, matrix: &CsrMatrix) {
    moves.resize(matrix.columns(), 0.0);
    let mut squares = vec![0.0; matrix.columns()];
    for row in matrix.iter() {
        row.pairs().for_each(|(column, value)| squares[column as usize] += f64::from(value) * f64::from(value));
    }
    let own = classifier.weights.chunks_exact(classifier.width()).zip(squares).map(|(weights, square)| {
        let largest = weights.iter().fold(0f32, |largest, weight| largest.max(weight.abs()));
        f64::from(largest) * f64::from(largest) * square
    });
    let own: Vec<f64> = own.collect();
    let all: f64 = own.iter().sum();
    if all > 0.0 {
        moves.iter_mut().zip(own).for_each(|(sum, own)| *sum += own / all);
    }
}

/// The columns to keep, rising: of equals the first.
pub(super) fn heaviest(moves: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..moves.len() as u32).collect();
    order.sort_by(|&a, &b| moves[b as usize].total_cmp(&moves[a as usize]).then(a.cmp(&b)));
    order.truncate(moves.len().div_ceil(ONE_OF));
    order.sort_unstable();
    order
}

/// The weights in half precision.
pub(super) fn round(classifier: &mut Classifier) {
    classifier.weights.to_mut().iter_mut().for_each(|weight| *weight = f16::from_f32(*weight).to_f32());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::calibration::Temperature;
    use crate::task::Decision;

    #[test]
    fn tasks_count_the_same_whatever_the_scale_of_their_scores() {
        let mut matrix = CsrMatrix::new(2);
        matrix.push_row([(0, 1.0), (1, 2.0)]);
        let moves = |scale: f32| {
            let decision = Decision::Highest { temperature: Temperature { a: 1.0 }, curve: None };
            let (labels, intercepts) = (vec!["a".into(), "b".into()], vec![0.0, 0.0].into());
            let weights = vec![0.0, scale, scale, -scale].into();
            let mut moves = Vec::new();
            add_moves(&mut moves, &Classifier { labels, groups: Vec::new(), weights, intercepts, decision }, &matrix);
            moves
        };
        assert_eq!((moves(1.0), moves(8.0)), (vec![0.2, 0.8], vec![0.2, 0.8]));
        assert_eq!(moves(0.0), [0.0, 0.0]);
    }

    #[test]
    fn the_heaviest_quarter_is_kept_in_order() {
        let moves = [0.0, 3.0, 1.0, 3.0, 2.0, 0.0, 5.0, 0.1, 0.2, 0.3, 0.4];
        assert_eq!(heaviest(&moves), [1, 3, 6]);
        assert!(heaviest(&[]).is_empty());
    }
}
