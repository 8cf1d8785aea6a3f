//! document frequencies -> inverse document frequencies: ln((1 + n) / (1 + df)) + 1, to a power.

use libm::log;

/// The inverse document frequency among `n` rows.
pub(super) struct Idf {
    rows: f64,
    power: u8,
    /// Those of most terms.
    few: Vec<f64>,
}

impl Idf {
    pub fn new(rows: usize, power: u8) -> Self {
        let mut idf = Self { rows: rows as f64, power, few: Vec::new() };
        idf.few = (0..256).map(|df| idf.once(df)).collect();
        idf
    }

    fn once(&self, df: u32) -> f64 {
        let few = self.few.get(df as usize).copied();
        few.unwrap_or_else(|| log((1.0 + self.rows) / (1.0 + f64::from(df))) + 1.0)
    }

    /// Of a term in so many rows.
    pub fn of(&self, df: u32) -> f32 {
        let once = self.once(df);
        [1.0, once, once * once][usize::from(self.power.min(2))] as f32
    }
}
