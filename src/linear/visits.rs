//! Which rows a pass visits: [`Visits`].
//!
//! Near the optimum a few rows decide how many passes there are, and most visits change next to nothing. A row
//! whose gradient is at most [`QUIET`] times the largest of the last pass waits one pass, then two, four and
//! [`LONGEST`] while it stays so. Where the rows visited have reached the tolerance, all are visited: nothing is
//! taken for the optimum unseen. In the spirit of adaptive coordinate frequencies (Glasmachers and Dogan, ACML 2013).

/// The share of the last pass's largest gradient up to which a row may wait.
pub(super) const QUIET: f64 = 0.3;
/// The most passes from a visit to the next.
const LONGEST: u32 = 8;

pub(super) struct Visits {
    /// The next pass to visit a row in, and how many passes after the last one that is.
    due: Vec<(usize, u32)>,
    left_out: bool,
}

impl Visits {
    /// All rows, in the next pass.
    pub(super) fn new(rows: usize) -> Self {
        Self { due: vec![(0, 1); rows], left_out: false }
    }

    /// Whether a row is left out of this pass.
    pub(super) fn waits(&mut self, row: usize, pass: usize) -> bool {
        let waits = self.due[row].0 > pass;
        self.left_out |= waits;
        waits
    }

    /// Says when a row, visited in this pass, is visited next.
    pub(super) fn plan(&mut self, row: usize, pass: usize, quiet: bool) {
        let pause = if quiet { (2 * self.due[row].1).min(LONGEST) } else { 1 };
        self.due[row] = (pass + pause as usize, pause);
    }

    /// Whether no row was left out since this was last asked.
    pub(super) fn made_all(&mut self) -> bool {
        !std::mem::take(&mut self.left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_row_is_visited_more_and_more_rarely_until_it_stirs() {
        let mut visits = Visits::new(1);
        let mut made = Vec::new();
        for pass in 1..40 {
            if !visits.waits(0, pass) {
                made.push(pass);
                visits.plan(0, pass, pass != 31);
            }
        }
        assert_eq!(made, [1, 3, 7, 15, 23, 31, 32, 34, 38]);
        assert!(!visits.made_all() && visits.made_all());
    }
}
