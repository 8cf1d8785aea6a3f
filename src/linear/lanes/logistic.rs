//! The passes of the logistic loss: algorithm 5 of Yu, Huang and Lin (Machine Learning 85, 2011) in each lane.

use libm::{fabs, log};

use super::{Lanes, Number};
use crate::linear::visits::{QUIET, Visits};
use crate::rng::Rng;

impl<T: Number, const LANES: usize> Lanes<'_, '_, T, LANES> {
    pub(super) fn logistic(&mut self) {
        let mut rng = Rng::new(self.problem.seed);
        let mut order = self.taught();
        let mut inner_tolerance = 1e-2;
        let (mut visits, mut largest_old) = (Visits::new(self.beta.len()), [0.0; LANES]);
        for pass in 1..=self.problem.max_iterations {
            let live = self.live();
            rng.shuffle(&mut order);
            let mut largest = [0.0_f64; LANES];
            let mut newton_steps = 0;
            for &row in &order {
                if visits.waits(row, pass) {
                    continue;
                }
                let mut quiet = true;
                let scores = self.scores(row);
                let mut change = [0.0; LANES];
                for &lane in &live {
                    let (cost, sign) = (self.cost(row, lane), self.sign(row, lane));
                    let (alpha, rest) = (self.alpha(row, lane), self.rest[row][lane]);
                    let (a, b) = (self.norm(row), sign * scores[lane]);
                    // Solve for the smaller of αᵢ and Cᵢ − αᵢ, which keeps the logarithm exact near its end.
                    let from_below = 0.5 * a * (rest - alpha) + b >= 0.0;
                    let (toward, start) = if from_below { (1.0, alpha) } else { (-1.0, rest) };
                    let mut z = if cost - start < 0.5 * cost { 0.1 * start } else { start };
                    let slope = |z: f64| a * (z - start) + toward * b + log(z / (cost - z));
                    let mut gradient = slope(z);
                    // The root lies below the least number: this row is as good as at its end.
                    if start <= f64::MIN_POSITIVE && gradient > 0.0 {
                        continue;
                    }
                    largest[lane] = largest[lane].max(fabs(gradient));
                    quiet &= fabs(gradient) <= QUIET * largest_old[lane];
                    for _ in 0..100 {
                        if fabs(gradient) < inner_tolerance {
                            break;
                        }
                        let next = z - gradient / (a + cost / (cost - z) / z);
                        z = if next <= 0.0 { f64::max(0.1 * z, f64::MIN_POSITIVE) } else { next };
                        gradient = slope(z);
                        newton_steps += 1;
                    }
                    if z != start {
                        let (alpha, rest) = if from_below { (z, cost - z) } else { (cost - z, z) };
                        (self.alphas[row][lane], self.rest[row][lane]) = (alpha, rest);
                        self.beta[row][lane] = T::of(sign * alpha);
                        change[lane] = sign * toward * (z - start);
                    }
                }
                self.update(row, &change);
                visits.plan(row, pass, quiet);
            }
            let all = visits.made_all();
            let mut reached = true;
            for &lane in &live {
                let least = largest[lane] < self.problem.tolerance;
                reached &= least;
                if least && all {
                    self.done[lane] = pass;
                }
            }
            if reached && all {
                return;
            }
            if reached {
                visits = Visits::new(self.beta.len());
            }
            largest_old = largest;
            if newton_steps <= order.len() * live.len() / 10 {
                inner_tolerance = f64::max(f64::min(1e-8, self.problem.tolerance), 0.1 * inner_tolerance);
            }
        }
    }
}
