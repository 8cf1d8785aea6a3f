//! Dual variables -> the weights that follow from them, and how good they are: [`Reached`].
//!
//! w = Σ αᵢ yᵢ xᵢ in `f64`, whatever the solver kept meanwhile: no sum of roundings is left in them. The primal and the dual
//! objective are those of these weights.

use std::sync::Arc;

use libm::{exp, fabs, log};

use super::Loss;
use super::coordinate_descent::{Label, Problem, Solution};
use super::log_count_ratio::variance;
use crate::sparse::CsrMatrix;

/// Where the descent of one label ended.
pub(super) struct Reached<'a> {
    pub label: Label<'a>,
    /// What a row's cost is multiplied by.
    pub row_costs: Option<&'a [f64]>,
    /// αᵢ yᵢ.
    pub beta: Vec<f64>,
    /// The prior variance of the weight of each column of the matrix; empty where all are 1.
    pub variances: Arc<[f32]>,
    /// The scores of rows left out, in their order.
    pub left_out: Vec<f64>,
    /// Passes to the tolerance; none where it was not reached.
    pub passes: Option<usize>,
}

impl Reached<'_> {
    /// αᵢ.
    pub fn alpha(&self) -> Vec<f64> {
        let sign = |row: usize| if self.label.positive[row] { 1.0 } else { -1.0 };
        self.beta.iter().enumerate().map(|(row, beta)| beta * sign(row)).collect()
    }

    /// O(non-zeros).
    pub fn solution(self, matrix: &CsrMatrix, problem: &Problem) -> Solution {
        let scaling = problem.intercept_scaling;
        let (mut weights, mut bias) = (vec![0.0; matrix.columns()], 0.0);
        for (features, &beta) in matrix.iter().zip(&self.beta).filter(|(_, beta)| **beta != 0.0) {
            features.axpy(beta, &mut weights);
            bias += beta * scaling;
        }
        // ½ Σ w² / v, and w = v Σ αᵢ yᵢ xᵢ.
        let mut squares = bias * bias;
        for (column, weight) in weights.iter_mut().enumerate() {
            let variance = variance(&self.variances, column);
            squares += *weight * *weight * variance;
            *weight *= variance;
        }
        let (mut objective, mut dual) = (0.5 * squares, -0.5 * squares);
        let mut alphas = Vec::with_capacity(self.beta.len());
        for (row, features) in matrix.iter().enumerate() {
            let positive = self.label.positive[row];
            let sign = if positive { 1.0 } else { -1.0 };
            let cost = self.label.costs[usize::from(positive)] * self.row_costs.map_or(1.0, |costs| costs[row]);
            let (alpha, margin) = (self.beta[row] * sign, sign * (features.dot(&weights) + bias * scaling));
            let slack = (1.0 - margin).max(0.0);
            let (loss, of_dual) = match problem.loss {
                Loss::SquaredHinge => (slack * slack, alpha - 0.25 * alpha * alpha / cost),
                Loss::Hinge => (slack, alpha),
                Loss::Logistic => (
                    // ln(1 + e^−m) without overflow for a large negative m.
                    f64::max(0.0, -margin) + log(1.0 + exp(-fabs(margin))),
                    entropy(cost) - entropy(alpha) - entropy(cost - alpha),
                ),
            };
            objective += cost * loss;
            dual += of_dual;
            alphas.push(alpha);
        }
        Solution {
            weights,
            intercept: bias * scaling,
            iterations: self.passes.unwrap_or(problem.max_iterations),
            converged: self.passes.is_some(),
            objective,
            duality_gap: objective - dual,
            alpha: alphas,
        }
    }
}

fn entropy(x: f64) -> f64 {
    if x > 0.0 { x * log(x) } else { 0.0 }
}
