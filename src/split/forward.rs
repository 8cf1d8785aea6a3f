//! times -> stretches in their order, of about as many rows each: train on the past, test on the next.

/// Forward chaining: the rows of each stretch but the first are judged by a fit of all before it.
///
/// ```
/// use standpoint::split::ForwardChaining;
/// let stretches = ForwardChaining { tests: 2 }.assign(&[3, 1, 2, 1, 5, 5]);
/// assert_eq!(stretches, [1, 0, 1, 0, 2, 2]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct ForwardChaining {
    /// Stretches that are judged; there is one more, the first.
    pub tests: usize,
}

impl ForwardChaining {
    /// The stretch of each row, by its time. Rows of one time share a stretch, so there may be fewer than asked for.
    /// O(n log n).
    pub fn assign(&self, times: &[i64]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..times.len()).collect();
        order.sort_by_key(|&row| (times[row], row));
        let share = times.len() as f64 / (self.tests + 1) as f64;
        let mut stretch_of = vec![0; times.len()];
        let (mut stretch, mut begun) = (0, 0);
        for same in order.chunk_by(|&a, &b| times[a] == times[b]) {
            // A stretch ends where it holds its share, rather a little over than under.
            if begun as f64 >= share * (stretch + 1) as f64 - 0.5 && stretch < self.tests && begun > 0 {
                stretch += 1;
            }
            same.iter().for_each(|&row| stretch_of[row] = stretch);
            begun += same.len();
        }
        stretch_of
    }
}
