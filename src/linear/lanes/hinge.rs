//! The passes of the hinge losses, squared or not: algorithm 3 of Hsieh et al. (ICML 2008), with shrinking, in each lane.

use libm::fabs;

use super::{Lanes, Number};
use crate::linear::visits::{QUIET, Visits};
use crate::rng::Rng;

impl<T: Number, const LANES: usize> Lanes<'_, '_, T, LANES> {
    pub(super) fn hinge(&mut self) {
        let mut rng = Rng::new(self.problem.seed);
        let rows = self.taught();
        let mut active = rows.clone();
        let everything = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
        let (mut upper_old, mut lower_old) = everything;
        let (mut visits, mut largest) = (Visits::new(self.beta.len()), [0.0; LANES]);
        for pass in 1..=self.problem.max_iterations {
            let live = self.live();
            let (mut upper, mut lower) = ([f64::NEG_INFINITY; LANES], [f64::INFINITY; LANES]);
            rng.shuffle(&mut active);
            let mut at = 0;
            while at < active.len() {
                let row = active[at];
                if visits.waits(row, pass) {
                    at += 1;
                    continue;
                }
                let scores = self.scores(row);
                let mut change = [0.0; LANES];
                let (mut shrunk, mut quiet) = (true, true);
                for &lane in &live {
                    let (sign, (diagonal, bound)) = (self.sign(row, lane), self.bounds(row, lane));
                    let alpha = self.alpha(row, lane);
                    let gradient = sign * scores[lane] - 1.0 + diagonal * alpha;
                    let projected = if alpha == 0.0 {
                        if gradient > upper_old[lane] {
                            continue;
                        }
                        gradient.min(0.0)
                    } else if alpha == bound {
                        if gradient < lower_old[lane] {
                            continue;
                        }
                        gradient.max(0.0)
                    } else {
                        gradient
                    };
                    shrunk = false;
                    quiet &= fabs(projected) <= QUIET * largest[lane];
                    upper[lane] = upper[lane].max(projected);
                    lower[lane] = lower[lane].min(projected);
                    if fabs(projected) > 1e-12 {
                        // An empty row without intercept has curvature 0: the quotient is infinite, and the bound holds.
                        let new = (alpha - gradient / (self.norm(row) + diagonal)).clamp(0.0, bound);
                        self.beta[row][lane] = T::of(sign * new);
                        change[lane] = self.beta[row][lane].into() - sign * alpha;
                    }
                }
                self.update(row, &change);
                if shrunk {
                    active.swap_remove(at);
                } else {
                    visits.plan(row, pass, quiet);
                    at += 1;
                }
            }
            let all = active.len() == rows.len() && visits.made_all();
            let mut reached = true;
            for &lane in &live {
                let (upper, lower) = (upper[lane], lower[lane]);
                // A narrow range alone won't do: in the first pass every gradient can be near −1. Where the lane
                // would shrink all rows visited, there is none.
                largest[lane] = if upper < lower { 0.0 } else { fabs(upper).max(fabs(lower)) };
                let least = largest[lane].max(upper - lower) <= self.problem.tolerance;
                reached &= least;
                if least && all {
                    self.done[lane] = pass;
                }
                upper_old[lane] = if upper <= 0.0 { f64::INFINITY } else { upper };
                lower_old[lane] = if lower >= 0.0 { f64::NEG_INFINITY } else { lower };
            }
            if reached && all {
                return;
            }
            if reached {
                // Optimal on the rows still looked at: look at all of them again.
                active.clone_from(&rows);
                (upper_old, lower_old) = everything;
                visits = Visits::new(self.beta.len());
            }
        }
    }
}
