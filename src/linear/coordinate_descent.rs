//! Dual coordinate descent for L2-regularised linear learners of two classes.
//!
//! In: a matrix, a sign for each row, an upper cost Cᵢ for each row. Out: weights, dual variables and the state
//! of the optimum, so that a caller can see that it was reached. [`solve`] is for one label, [`solve_labels`] for
//! many over the same rows, in lock-step (`lanes`).
//!
//! - Squared hinge and hinge: Hsieh, Chang, Lin, Keerthi and Sundararajan, ICML 2008, algorithm 3 (with shrinking).
//! - Logistic: Yu, Huang and Lin, Machine Learning 85 (2011), algorithm 5.
//!
//! The intercept is a feature of value `intercept_scaling`, regularised with the rest. O(non-zeros) a pass.

use std::sync::Arc;

use rayon::prelude::*;

use super::compact::Compact;
use super::lanes::{Lanes, Number};
use super::log_count_ratio;
use super::reached::Reached;
use super::{Loss, Prior};
use crate::sparse::CsrMatrix;

/// What to minimise and when to stop.
///
/// ```
/// use standpoint::linear::{Loss, Prior, coordinate_descent::{Problem, solve}};
/// use standpoint::sparse::CsrMatrix;
/// let mut matrix = CsrMatrix::new(1);
/// matrix.push_row([(0, 1.0)]);
/// matrix.push_row([(0, -1.0)]);
/// let problem = Problem { loss: Loss::Hinge, prior: Prior::Uniform, intercept_scaling: 0.0, tolerance: 1e-6, max_iterations: 100, seed: 0 };
/// let solution = solve(&matrix, &[1.0, -1.0], &[1.0, 1.0], &problem);
/// assert!(solution.converged && solution.duality_gap < 1e-6);
/// assert!((solution.weights[0] - 1.0).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Problem {
    /// The loss of one row.
    pub loss: Loss,
    /// Which weights are likelier to be large.
    pub prior: Prior,
    /// Value of the intercept's feature; 0 leaves the intercept out.
    pub intercept_scaling: f64,
    /// Stop when the projected gradients lie within this range.
    pub tolerance: f64,
    /// Passes over the rows at most.
    pub max_iterations: usize,
    /// Seed of the order in which rows are visited.
    pub seed: u64,
}

/// The weights and how good they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// One weight a column.
    pub weights: Vec<f64>,
    /// The intercept, scaling included.
    pub intercept: f64,
    /// Passes made.
    pub iterations: usize,
    /// Whether the tolerance was reached within `max_iterations`.
    pub converged: bool,
    /// The primal objective.
    pub objective: f64,
    /// Primal minus dual objective; 0 at the optimum.
    pub duality_gap: f64,
    /// The dual variables, one a row: weights = Σ αᵢ yᵢ xᵢ. What another solve can start from.
    pub alpha: Vec<f64>,
}

impl Solution {
    /// The solution where every sign is turned: the other one of two labels of which exactly one holds.
    pub fn mirrored(&self) -> Self {
        let weights = self.weights.iter().map(|weight| -weight).collect();
        Self { weights, intercept: -self.intercept, ..self.clone() }
    }
}

/// One label over the rows.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    /// Which rows carry it.
    pub positive: &'a [bool],
    /// The costs of a row without it and of one with it, each above 0.
    pub costs: [f64; 2],
    /// Dual variables to start from, one a row, such as [`Solution::alpha`]; none starts at 0.
    pub start: Option<&'a [f64]>,
}

/// Solves for `signs` in {−1, +1} and costs > 0, one for each row.
pub fn solve(matrix: &CsrMatrix, signs: &[f64], costs: &[f64], problem: &Problem) -> Solution {
    let positive: Vec<bool> = signs.iter().map(|&sign| sign > 0.0).collect();
    let label = Label { positive: &positive, costs: [1.0; 2], start: None };
    let variances = variances(matrix, &[], &[label], problem);
    let rows = Compact::whole(matrix, &[], variances);
    Lanes::<f64, 1>::new(&rows, &[label], Some(costs), problem).solve().remove(0).solution(matrix, problem)
}

/// Solves for many labels over the same rows, a solution each, in their order. Blocks of up to sixteen
/// labels run in parallel, each a computation of its own: the number of threads changes nothing. While they are looked for,
/// weights are kept in `f32` where the tolerance is 1e-4 or more.
///
/// ```
/// use standpoint::linear::{Loss, Prior, coordinate_descent::{Label, Problem, solve_labels}};
/// use standpoint::sparse::CsrMatrix;
/// let mut matrix = CsrMatrix::new(2);
/// (0..3).for_each(|row| matrix.push_row([(row / 2, 1.0)]));
/// let problem = Problem { loss: Loss::Hinge, prior: Prior::Uniform, intercept_scaling: 1.0, tolerance: 1e-6, max_iterations: 100, seed: 0 };
/// let label = |positive| Label { positive, costs: [1.0; 2], start: None };
/// let cold = solve_labels(&matrix, &[label(&[true, true, false]), label(&[true, false, true])], &problem);
/// let warm = Label { start: Some(&cold[0].alpha), ..label(&[true, true, false]) };
/// assert_eq!(solve_labels(&matrix, &[warm], &problem)[0].iterations, 1);
/// ```
pub fn solve_labels(matrix: &CsrMatrix, labels: &[Label<'_>], problem: &Problem) -> Vec<Solution> {
    let shared = labels.len() > log_count_ratio::FEW;
    descend(matrix, &[], labels, shared, problem).into_par_iter().map(|reached| reached.solution(matrix, problem)).collect()
}

/// The prior variance of each column's weight; empty where all are 1.
fn variances(matrix: &CsrMatrix, left_out: &[bool], labels: &[Label<'_>], problem: &Problem) -> Arc<[f32]> {
    match problem.prior {
        Prior::Uniform => Arc::default(),
        Prior::NaiveBayes => log_count_ratio::variances(matrix, left_out, labels).into(),
    }
}

/// The dual variables of [`solve_labels`]; from rows that `left_out` says so of nothing is learned, and they are scored. It may be empty.
/// The labels share the variances of their prior where `shared` says so.
pub(super) fn descend<'a>(
    matrix: &CsrMatrix,
    left_out: &[bool],
    labels: &[Label<'a>],
    shared: bool,
    problem: &Problem,
) -> Vec<Reached<'a>> {
    let together = if shared || problem.prior == Prior::Uniform { labels.len().max(1) } else { 1 };
    labels.par_chunks(together).flat_map_iter(|labels| descend_together(matrix, left_out, labels, problem)).collect()
}

/// The same of labels whose weights have the same prior variances.
fn descend_together<'a>(matrix: &CsrMatrix, left_out: &[bool], labels: &[Label<'a>], problem: &Problem) -> Vec<Reached<'a>> {
    let count = labels.len();
    let variances = variances(matrix, left_out, labels, problem);
    if problem.tolerance < f32::LEAST {
        let rows = Compact::whole(matrix, left_out, variances);
        let one = |label: &Label<'a>| Lanes::<f64, 1>::new(&rows, std::slice::from_ref(label), None, problem).solve().remove(0);
        return labels.par_iter().map(one).collect();
    }
    let rows = if count > 2 { Compact::new(matrix, left_out, variances) } else { Compact::whole(matrix, left_out, variances) };
    // An even number, for two cores and more.
    let blocks = (2 * count.div_ceil(32)).min(count);
    let block = |at: usize| {
        let labels = &labels[at * count / blocks..(at + 1) * count / blocks];
        match labels.len() {
            1 => Lanes::<f32, 1>::new(&rows, labels, None, problem).solve(),
            2 => Lanes::<f32, 2>::new(&rows, labels, None, problem).solve(),
            3 | 4 => Lanes::<f32, 4>::new(&rows, labels, None, problem).solve(),
            5..=8 => Lanes::<f32, 8>::new(&rows, labels, None, problem).solve(),
            9..=12 => Lanes::<f32, 12>::new(&rows, labels, None, problem).solve(),
            _ => Lanes::<f32, 16>::new(&rows, labels, None, problem).solve(),
        }
    };
    (0..blocks).into_par_iter().flat_map_iter(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(loss: Loss) -> Problem {
        Problem { loss, prior: Prior::Uniform, intercept_scaling: 1.0, tolerance: 1e-10, max_iterations: 100_000, seed: 1 }
    }

    fn data() -> (CsrMatrix, Vec<f64>) {
        let mut matrix = CsrMatrix::new(3);
        matrix.push_row([(0, 1.0), (1, 0.5)]);
        matrix.push_row([(0, 0.9), (2, 0.1)]);
        matrix.push_row([(1, 1.0), (2, 1.0)]);
        matrix.push_row([(2, 0.7)]);
        matrix.push_row([(0, 0.2), (2, 0.9)]);
        (matrix, vec![1.0, 1.0, -1.0, -1.0, 1.0])
    }

    #[test]
    fn the_duality_gap_closes_for_every_loss_with_and_without_intercept() {
        let (mut matrix, mut signs) = data();
        matrix.push_row([]);
        signs.push(1.0);
        for loss in [Loss::Hinge, Loss::SquaredHinge, Loss::Logistic] {
            for intercept_scaling in [0.0, 1.0] {
                let problem = Problem { intercept_scaling, ..problem(loss) };
                let solution = solve(&matrix, &signs, &[1.0, 2.0, 1.0, 1.0, 0.5, 1.0], &problem);
                assert!(solution.converged, "{loss:?} {intercept_scaling}");
                assert!(solution.duality_gap.abs() < 1e-8, "{loss:?} {intercept_scaling}: {}", solution.duality_gap);
            }
        }
    }

    #[test]
    fn gradients_that_are_all_alike_in_the_first_pass_are_no_optimum() {
        // One row shares a little with each of the others: visited first, it moves none of their gradients far
        // from −1, and they all move its own.
        let mut matrix = CsrMatrix::new(40);
        matrix.push_row((0..40).map(|column| (column, 0.05)));
        (0..40).for_each(|column| matrix.push_row([(column, 1.0)]));
        let signs: Vec<f64> = (0..41).map(|row| if row == 0 { -1.0 } else { 1.0 }).collect();
        for seed in 0..100 {
            let problem = Problem { intercept_scaling: 0.0, tolerance: 0.1, seed, ..problem(Loss::SquaredHinge) };
            let solution = solve(&matrix, &signs, &[1.0; 41], &problem);
            // Σ max(Cᵢ Gᵢ², αᵢ Gᵢ) bounds the gap; both are below 2 Cᵢ tolerance².
            assert!(solution.duality_gap < 0.82, "seed {seed}: {} after {}", solution.duality_gap, solution.iterations);
        }
    }

    #[test]
    fn logistic_weights_stay_numbers_where_a_probability_does_not() {
        for far in [-1000.0, -60.0, 60.0, 1000.0] {
            let mut matrix = CsrMatrix::new(1);
            let signs: Vec<f64> = (0..201).map(|row| if row % 2 == 0 { 1.0 } else { -1.0 }).collect();
            signs.iter().take(200).for_each(|&sign| matrix.push_row([(0, sign as f32)]));
            matrix.push_row([(0, far)]);
            let solution = solve(&matrix, &signs, &[1.0; 201], &Problem { tolerance: 1e-6, ..problem(Loss::Logistic) });
            assert!(solution.converged && solution.duality_gap.abs() < 1e-6, "{far}: {solution:?}");
        }
    }

    #[test]
    fn one_row_has_the_solution_worked_out_by_hand() {
        // x = 1, y = 1, no intercept: w minimises ½w² + C(1 − w)², so w = 2C / (1 + 2C).
        let mut matrix = CsrMatrix::new(1);
        matrix.push_row([(0, 1.0)]);
        let solution = solve(&matrix, &[1.0], &[2.0], &Problem { intercept_scaling: 0.0, ..problem(Loss::SquaredHinge) });
        assert!((solution.weights[0] - 0.8).abs() < 1e-7);
    }
}
