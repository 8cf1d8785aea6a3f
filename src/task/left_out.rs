//! a task, rows of which some teach -> what the fit says of the others, without a classifier in between.

use super::{Duals, LearnerConfig, Task};
use crate::error::Result;
use crate::linear::LeftOut;
use crate::sparse::CsrMatrix;

impl Task {
    /// Whether [`Task::score_left_out`] can be asked of some rows: all are coded, every feature counts the same for all of them, and all
    /// labels learn from all.
    pub(crate) fn is_plain(&self, rows: &[usize]) -> bool {
        self.groups.is_empty() && self.first.is_none() && rows.iter().all(|&row| self.rows[row].is_some())
    }

    /// What [`Task::fit`] to the rows that are not left out says of those that are, one score a label, in their order; and the fit's
    /// dual variables.
    pub(crate) fn score_left_out(
        &self,
        (matrix, left_out): (&CsrMatrix, &[bool]),
        rows: &[usize],
        config: &LearnerConfig,
        start: &[(f64, &Duals)],
    ) -> Result<(Vec<Vec<f64>>, Duals)> {
        let labels = config.score_left_out((matrix, left_out), &self.truth(rows), Duals::sum(start, rows).as_deref())?;
        let score = |at: usize| {
            let of_label = |(of, name): (&LeftOut, &String)| of.scores[at] + self.given(name, config);
            labels.iter().zip(&self.labels).map(of_label).collect()
        };
        let scores = (0..labels.first().map_or(0, |label| label.scores.len())).map(score).collect();
        Ok((scores, Duals { rows: rows.to_vec(), alpha: labels.into_iter().map(|label| label.alpha).collect() }))
    }
}
