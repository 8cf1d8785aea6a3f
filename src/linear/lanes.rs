//! Coordinate descent for a block of labels in lock-step: a row's columns are looked up once for all of them.
//!
//! In: the rows, up to `LANES` labels. Out: the dual variables of each ([`Reached`]). A lane is a label; what it keeps a column or a
//! row lies side by side with that of the others, so that one visit of a row is one walk over its non-zeros for
//! the margins of all lanes, a step of algorithm 3 or 5 (`coordinate_descent`) in each lane, and one walk that
//! adds the steps to the weights.
//!
//! Most of the time goes into waiting for memory, so weights and dual variables are kept as short as the tolerance allows
//! ([`Number`]). At the end the weights are made anew of the dual variables, w = Σ αᵢ yᵢ xᵢ in `f64`, and the objectives of
//! these: no sum of roundings is left in them.
//!
//! A lane that is done keeps still. A row is shrunk where all other lanes would shrink it, and waits (`visits`)
//! where its gradients are small beside the largest of the last pass.

mod hinge;
mod logistic;

use std::ops::{Add, Mul};

use super::Loss;
use super::compact::Compact;
use super::coordinate_descent::{Label, Problem};
use super::reached::Reached;

/// One number a label.
type Lane<const LANES: usize> = [f64; LANES];

/// What a weight and a dual variable are kept in while they are looked for: `f32` halves the memory that is waited for, and the sums of its
/// roundings, some 1e-6, lie far below any tolerance down to [`Number::LEAST`].
pub(super) trait Number: Copy + Into<f64> + From<f32> + Mul<Output = Self> + Add<Output = Self> + Send + Sync {
    /// The least tolerance that it will do for.
    const LEAST: f64;

    fn of(number: f64) -> Self;
}

impl Number for f32 {
    const LEAST: f64 = 1e-4;

    fn of(number: f64) -> Self {
        number as Self
    }
}

impl Number for f64 {
    const LEAST: f64 = 0.0;

    fn of(number: f64) -> Self {
        number
    }
}

pub(super) struct Lanes<'r, 'a, T, const LANES: usize> {
    rows: &'r Compact<'r>,
    labels: &'r [Label<'a>],
    /// What a row's cost is multiplied by.
    row_costs: Option<&'a [f64]>,
    problem: &'r Problem,
    /// Of the columns that are not rare.
    weights: Vec<[T; LANES]>,
    bias: Lane<LANES>,
    /// αᵢ yᵢ.
    beta: Vec<[T; LANES]>,
    /// αᵢ and Cᵢ − αᵢ, for the logistic loss alone, whose logarithms need all digits of both.
    alphas: Vec<Lane<LANES>>,
    rest: Vec<Lane<LANES>>,
    /// Bit l: whether the row carries label l.
    positive: Vec<u16>,
    /// The pass in which a lane was done; 0 while it is not.
    done: [usize; LANES],
}

impl<'r, 'a, T: Number, const LANES: usize> Lanes<'r, 'a, T, LANES> {
    pub(super) fn new(
        rows: &'r Compact<'r>,
        labels: &'r [Label<'a>],
        row_costs: Option<&'a [f64]>,
        problem: &'r Problem,
    ) -> Self {
        assert!(labels.len() <= LANES && LANES <= 16, "{} labels in {LANES} lanes", labels.len());
        let carries = |row: usize| labels.iter().rev().fold(0, |bits, label| bits << 1 | u16::from(label.positive[row]));
        let count = rows.kept.rows();
        let mut lanes = Self {
            rows,
            labels,
            row_costs,
            problem,
            weights: vec![[T::of(0.0); LANES]; rows.kept.columns()],
            bias: [0.0; LANES],
            beta: vec![[T::of(0.0); LANES]; count],
            alphas: Vec::new(),
            rest: Vec::new(),
            positive: (0..count).map(carries).collect(),
            done: [0; LANES],
        };
        lanes.start();
        lanes
    }

    pub(super) fn solve(mut self) -> Vec<Reached<'a>> {
        match self.problem.loss {
            Loss::Logistic => self.logistic(),
            Loss::Hinge | Loss::SquaredHinge => self.hinge(),
        }
        self.reached()
    }

    /// Sets α to where the labels start, within its bounds, and the weights to what follows from it.
    fn start(&mut self) {
        let logistic = self.problem.loss == Loss::Logistic;
        if logistic {
            self.rest = vec![[1.0; LANES]; self.beta.len()];
            self.alphas = vec![[0.0; LANES]; self.beta.len()];
        }
        for row in self.taught() {
            let mut change = [0.0; LANES];
            for (lane, label) in self.labels.iter().enumerate() {
                let mut alpha = label.start.map_or(0.0, |start| start[row]);
                if logistic {
                    // Both αᵢ and Cᵢ − αᵢ must stay above 0, where the logarithms are defined. Each is kept:
                    // near its end the other one's difference from Cᵢ has no digits left.
                    let cost = self.cost(row, lane);
                    alpha = if alpha > 0.0 { alpha.min(cost) } else { (0.001 * cost).min(1e-8) };
                    self.rest[row][lane] = (cost - alpha).max(f64::EPSILON * cost);
                    self.alphas[row][lane] = alpha;
                } else {
                    alpha = alpha.clamp(0.0, self.bounds(row, lane).1);
                }
                change[lane] = alpha * self.sign(row, lane);
                self.beta[row][lane] = T::of(change[lane]);
            }
            self.update(row, &change);
        }
    }

    /// The rows that are learned from.
    fn taught(&self) -> Vec<usize> {
        (0..self.beta.len()).filter(|&row| !self.rows.leaves_out(row)).collect()
    }

    fn sign(&self, row: usize, lane: usize) -> f64 {
        if self.positive[row] >> lane & 1 == 1 { 1.0 } else { -1.0 }
    }

    fn cost(&self, row: usize, lane: usize) -> f64 {
        let of_class = self.labels[lane].costs[usize::from(self.positive[row] >> lane & 1)];
        self.row_costs.map_or(of_class, |costs| of_class * costs[row])
    }

    /// (diagonal, upper bound) of the dual for one row.
    fn bounds(&self, row: usize, lane: usize) -> (f64, f64) {
        match self.problem.loss {
            Loss::SquaredHinge => (0.5 / self.cost(row, lane), f64::INFINITY),
            // As α is kept, so that it can be told to be there.
            _ => (0.0, T::of(self.cost(row, lane)).into()),
        }
    }

    fn alpha(&self, row: usize, lane: usize) -> f64 {
        self.alphas.get(row).map_or_else(|| self.beta[row][lane].into() * self.sign(row, lane), |alphas| alphas[lane])
    }

    /// ‖xᵢ‖², with the intercept's feature.
    fn norm(&self, row: usize) -> f64 {
        self.rows.norms[row] + self.problem.intercept_scaling * self.problem.intercept_scaling
    }

    /// weights · row, intercept included.
    fn scores(&self, row: usize) -> Lane<LANES> {
        let kept = self.rows.kept.row(row);
        let (others, products) = self.rows.products(row);
        let mut sums = [T::of(0.0); LANES];
        add(kept.indices, kept.values, &self.weights, &mut sums);
        add(others, products, &self.beta, &mut sums);
        std::array::from_fn(|lane| sums[lane].into() + self.bias[lane] * self.problem.intercept_scaling)
    }

    /// weights += change · row, unless nothing changes. β is its caller's.
    fn update(&mut self, row: usize, change: &Lane<LANES>) {
        if change.iter().all(|&change| change == 0.0) {
            return;
        }
        let row = self.rows.kept.row(row);
        let short = change.map(T::of);
        let mut add = |column: u32, value: T| {
            let weights = &mut self.weights[column as usize];
            (0..LANES).for_each(|lane| weights[lane] = weights[lane] + value * short[lane]);
        };
        match &*self.rows.variances {
            [] => row.pairs().for_each(|(column, value)| add(column, value.into())),
            variances => row.pairs().for_each(|(column, value)| add(column, T::from(value) * variances[column as usize].into())),
        }
        for (bias, change) in self.bias.iter_mut().zip(change) {
            *bias += change * self.problem.intercept_scaling;
        }
    }

    fn live(&self) -> Vec<usize> {
        (0..self.labels.len()).filter(|&lane| self.done[lane] == 0).collect()
    }

    /// The dual variables of each lane.
    fn reached(&self) -> Vec<Reached<'a>> {
        let left_out: Vec<_> =
            (0..self.beta.len()).filter(|&row| self.rows.leaves_out(row)).map(|row| self.scores(row)).collect();
        let reached = |(lane, label): (usize, &Label<'a>)| Reached {
            label: *label,
            row_costs: self.row_costs,
            beta: (0..self.beta.len()).map(|row| self.alpha(row, lane) * self.sign(row, lane)).collect(),
            variances: self.rows.all_variances.clone(),
            left_out: left_out.iter().map(|scores| scores[lane]).collect(),
            passes: Some(self.done[lane]).filter(|&passes| passes > 0),
        };
        self.labels.iter().enumerate().map(reached).collect()
    }
}

/// sums += Σ value · weights\[index\]. With one lane, four sums hide the time that each addition takes. It is not inlined: beside
/// the `f64` that its sums become, it would be compiled for two numbers at a time in place of four.
#[inline(never)]
fn add<T: Number, const LANES: usize>(indices: &[u32], values: &[f32], weights: &[[T; LANES]], sums: &mut [T; LANES]) {
    if LANES == 1 {
        let mut four = [T::of(0.0); 4];
        let product = |index: u32, value: f32| T::from(value) * weights[index as usize][0];
        let ((indices, last), (values, its)) = (indices.as_chunks::<4>(), values.as_chunks::<4>());
        for (indices, values) in indices.iter().zip(values) {
            (0..4).for_each(|at| four[at] = four[at] + product(indices[at], values[at]));
        }
        for ((sum, &index), &value) in four.iter_mut().zip(last).zip(its) {
            *sum = *sum + product(index, value);
        }
        let [a, b, c, d] = four;
        sums[0] = sums[0] + ((a + b) + (c + d));
        return;
    }
    let mut sum = *sums;
    for (&index, &value) in indices.iter().zip(values) {
        let (weights, value) = (&weights[index as usize], T::from(value));
        (0..LANES).for_each(|lane| sum[lane] = sum[lane] + value * weights[lane]);
    }
    (0..LANES).for_each(|lane| sums[lane] = sum[lane]);
}
