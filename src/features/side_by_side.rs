//! idf and the weights of some labels -> both of a column side by side, for many rows.
//!
//! What a rare term costs is waiting for memory, once for its idf and once for its weights. Side by side they are in one line of
//! the cache.

/// What is multiplied for each column.
pub(crate) struct SideBySide {
    /// Of each column its idf, and its weights.
    numbers: Vec<f32>,
    labels: usize,
}

/// Labels of which the numbers of a column are not much longer than the line they share.
const LABELS: usize = 7;

impl SideBySide {
    /// `weights` is \[column\]\[label\], flat. `None` where the weights alone are long. O(weights).
    pub fn new(idf: &[f32], weights: &[f32]) -> Option<Self> {
        let labels = weights.len().checked_div(idf.len()).filter(|labels| (1..=LABELS).contains(labels))?;
        let mut numbers = Vec::with_capacity(idf.len() * (labels + 1));
        for (&idf, weights) in idf.iter().zip(weights.chunks_exact(labels)) {
            numbers.push(idf);
            numbers.extend_from_slice(weights);
        }
        Some(Self { numbers, labels })
    }

    pub fn idf(&self, column: u32) -> f32 {
        self.numbers[column as usize * (self.labels + 1)]
    }

    /// All numbers, and where among them those of a column's weights begin.
    pub fn weights(&self) -> (&[f32], impl Fn(u32) -> usize + Copy) {
        let width = self.labels + 1;
        (&self.numbers, move |column| column as usize * width + 1)
    }
}
