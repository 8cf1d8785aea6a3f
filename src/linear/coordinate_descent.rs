//! Dual coordinate descent for L2-regularised linear learners of two classes.
//!
//! In: a matrix, a sign for each row, an upper cost Cᵢ for each row. Out: weights and the state of the
//! optimum, so that a caller can see that it was reached.
//!
//! - Squared hinge and hinge: Hsieh, Chang, Lin, Keerthi and Sundararajan, ICML 2008, algorithm 3 (with shrinking).
//! - Logistic: Yu, Huang and Lin, Machine Learning 85 (2011), algorithm 5.
//!
//! The intercept is a feature of value `intercept_scaling`, regularised with the rest. O(non-zeros) a pass.

use libm::{exp, fabs, log};

use super::Loss;
use crate::rng::Rng;
use crate::sparse::CsrMatrix;

/// What to minimise and when to stop.
///
/// ```
/// use standpoint::linear::{Loss, coordinate_descent::{Problem, solve}};
/// use standpoint::sparse::CsrMatrix;
/// let mut matrix = CsrMatrix::new(1);
/// matrix.push_row([(0, 1.0)]);
/// matrix.push_row([(0, -1.0)]);
/// let problem = Problem { loss: Loss::Hinge, intercept_scaling: 0.0, tolerance: 1e-6, max_iterations: 100, seed: 0 };
/// let solution = solve(&matrix, &[1.0, -1.0], &[1.0, 1.0], &problem);
/// assert!(solution.converged && solution.duality_gap < 1e-6);
/// assert!((solution.weights[0] - 1.0).abs() < 1e-6);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Problem {
    /// The loss of one row.
    pub loss: Loss,
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
}

/// Solves for `signs` in {−1, +1} and costs > 0, one for each row.
pub fn solve(matrix: &CsrMatrix, signs: &[f64], costs: &[f64], problem: &Problem) -> Solution {
    let mut state = State {
        matrix,
        signs,
        costs,
        problem,
        weights: vec![0.0; matrix.columns()],
        bias: 0.0,
        alpha: vec![0.0; matrix.rows()],
        norms: matrix.iter().map(|row| row.squared_norm() + problem.intercept_scaling * problem.intercept_scaling).collect(),
    };
    let (iterations, converged) = match problem.loss {
        Loss::Logistic => state.logistic(),
        Loss::Hinge | Loss::SquaredHinge => state.hinge(),
    };
    state.finish(iterations, converged)
}

struct State<'a> {
    matrix: &'a CsrMatrix,
    signs: &'a [f64],
    costs: &'a [f64],
    problem: &'a Problem,
    weights: Vec<f64>,
    bias: f64,
    alpha: Vec<f64>,
    norms: Vec<f64>,
}

impl State<'_> {
    fn margin(&self, row: usize) -> f64 {
        self.signs[row] * (self.matrix.row(row).dot(&self.weights) + self.bias * self.problem.intercept_scaling)
    }

    fn update(&mut self, row: usize, change: f64) {
        let scale = change * self.signs[row];
        self.matrix.row(row).axpy(scale, &mut self.weights);
        self.bias += scale * self.problem.intercept_scaling;
    }

    /// (diagonal, upper bound) of the dual for one row.
    fn bounds(&self, row: usize) -> (f64, f64) {
        match self.problem.loss {
            Loss::SquaredHinge => (0.5 / self.costs[row], f64::INFINITY),
            _ => (0.0, self.costs[row]),
        }
    }

    fn hinge(&mut self) -> (usize, bool) {
        let mut rng = Rng::new(self.problem.seed);
        let rows = self.alpha.len();
        let mut active: Vec<usize> = (0..rows).collect();
        let (mut upper_old, mut lower_old) = (f64::INFINITY, f64::NEG_INFINITY);
        for pass in 1..=self.problem.max_iterations {
            let (mut upper, mut lower) = (f64::NEG_INFINITY, f64::INFINITY);
            rng.shuffle(&mut active);
            let mut at = 0;
            while at < active.len() {
                let row = active[at];
                let (diagonal, bound) = self.bounds(row);
                let alpha = self.alpha[row];
                let gradient = self.margin(row) - 1.0 + diagonal * alpha;
                let projected = if alpha == 0.0 {
                    if gradient > upper_old {
                        active.swap_remove(at);
                        continue;
                    }
                    gradient.min(0.0)
                } else if alpha == bound {
                    if gradient < lower_old {
                        active.swap_remove(at);
                        continue;
                    }
                    gradient.max(0.0)
                } else {
                    gradient
                };
                upper = upper.max(projected);
                lower = lower.min(projected);
                let curvature = self.norms[row] + diagonal;
                if fabs(projected) > 1e-12 {
                    // An empty row without intercept has curvature 0: the quotient is infinite, and the bound holds.
                    let new = (alpha - gradient / curvature).clamp(0.0, bound);
                    self.alpha[row] = new;
                    self.update(row, new - alpha);
                }
                at += 1;
            }
            // A narrow range alone won't do: in the first pass every gradient can be near −1.
            let reached = upper - lower <= self.problem.tolerance && fabs(upper).max(fabs(lower)) <= self.problem.tolerance;
            if active.is_empty() || reached {
                if active.len() == rows {
                    return (pass, true);
                }
                // Optimal on the rows still looked at: look at all of them again.
                active = (0..rows).collect();
                (upper_old, lower_old) = (f64::INFINITY, f64::NEG_INFINITY);
                continue;
            }
            upper_old = if upper <= 0.0 { f64::INFINITY } else { upper };
            lower_old = if lower >= 0.0 { f64::NEG_INFINITY } else { lower };
        }
        (self.problem.max_iterations, false)
    }

    fn logistic(&mut self) -> (usize, bool) {
        // Both αᵢ and Cᵢ − αᵢ must stay above 0, where the logarithms are defined. Each is kept: near its end
        // the other one's difference from Cᵢ has no digits left.
        self.alpha = self.costs.iter().map(|cost| (0.001 * cost).min(1e-8)).collect();
        let mut rest: Vec<f64> = self.costs.iter().zip(&self.alpha).map(|(cost, alpha)| cost - alpha).collect();
        for row in 0..self.alpha.len() {
            self.update(row, self.alpha[row]);
        }
        let mut rng = Rng::new(self.problem.seed);
        let mut order: Vec<usize> = (0..self.alpha.len()).collect();
        let mut inner_tolerance = 1e-2;
        for pass in 1..=self.problem.max_iterations {
            rng.shuffle(&mut order);
            let mut largest: f64 = 0.0;
            let mut newton_steps = 0;
            for &row in &order {
                let cost = self.costs[row];
                let (a, b) = (self.norms[row], self.margin(row));
                // Solve for the smaller of αᵢ and Cᵢ − αᵢ, which keeps the logarithm exact near its end.
                let from_below = 0.5 * a * (rest[row] - self.alpha[row]) + b >= 0.0;
                let (sign, start) = if from_below { (1.0, self.alpha[row]) } else { (-1.0, rest[row]) };
                let mut z = if cost - start < 0.5 * cost { 0.1 * start } else { start };
                let mut gradient = a * (z - start) + sign * b + log(z / (cost - z));
                // The root lies below the least number: this row is as good as at its end.
                if start <= f64::MIN_POSITIVE && gradient > 0.0 {
                    continue;
                }
                largest = largest.max(fabs(gradient));
                for _ in 0..100 {
                    if fabs(gradient) < inner_tolerance {
                        break;
                    }
                    let curvature = a + cost / (cost - z) / z;
                    let next = z - gradient / curvature;
                    z = if next <= 0.0 { f64::max(0.1 * z, f64::MIN_POSITIVE) } else { next };
                    gradient = a * (z - start) + sign * b + log(z / (cost - z));
                    newton_steps += 1;
                }
                if z != start {
                    (self.alpha[row], rest[row]) = if from_below { (z, cost - z) } else { (cost - z, z) };
                    self.update(row, sign * (z - start));
                }
            }
            if largest < self.problem.tolerance {
                return (pass, true);
            }
            if newton_steps <= order.len() / 10 {
                inner_tolerance = f64::max(f64::min(1e-8, self.problem.tolerance), 0.1 * inner_tolerance);
            }
        }
        (self.problem.max_iterations, false)
    }

    fn finish(self, iterations: usize, converged: bool) -> Solution {
        let norm: f64 = self.weights.iter().map(|w| w * w).sum::<f64>() + self.bias * self.bias;
        let (mut loss, mut dual) = (0.0, 0.0);
        for row in 0..self.alpha.len() {
            let (margin, alpha, cost) = (self.margin(row), self.alpha[row], self.costs[row]);
            match self.problem.loss {
                Loss::SquaredHinge => {
                    let slack = (1.0 - margin).max(0.0);
                    loss += cost * slack * slack;
                    dual += alpha - 0.25 * alpha * alpha / cost;
                }
                Loss::Hinge => {
                    loss += cost * (1.0 - margin).max(0.0);
                    dual += alpha;
                }
                Loss::Logistic => {
                    // ln(1 + e^−m) without overflow for a large negative m.
                    loss += cost * (f64::max(0.0, -margin) + log(1.0 + exp(-fabs(margin))));
                    dual -= entropy(alpha) + entropy(cost - alpha) - entropy(cost);
                }
            }
        }
        let objective = 0.5 * norm + loss;
        Solution {
            duality_gap: objective - (dual - 0.5 * norm),
            intercept: self.bias * self.problem.intercept_scaling,
            weights: self.weights,
            iterations,
            converged,
            objective,
        }
    }
}

fn entropy(x: f64) -> f64 {
    if x > 0.0 { x * log(x) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(loss: Loss) -> Problem {
        Problem { loss, intercept_scaling: 1.0, tolerance: 1e-10, max_iterations: 100_000, seed: 1 }
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
