//! How far two codings agree beyond chance, of the counts of a square table: Cohen's kappa (1960) and Matthews'
//! correlation coefficient (1975; for several classes, Gorodkin 2004).

/// What the two need of a table: all rows, those in agreement, and for each class how often each side chose it.
#[derive(Debug, Clone, Copy)]
struct Marginals {
    rows: f64,
    agreed: f64,
    /// Σ said · true over classes.
    products: f64,
    said_squares: f64,
    true_squares: f64,
}

impl Marginals {
    fn of(classes: &[(f64, f64)], rows: f64, agreed: f64) -> Self {
        let sum = |of: fn(&(f64, f64)) -> f64| classes.iter().map(of).sum();
        Self { rows, agreed, products: sum(|c| c.0 * c.1), said_squares: sum(|c| c.0 * c.0), true_squares: sum(|c| c.1 * c.1) }
    }
}

/// Cohen's kappa of (how often said, how often true) of each class, of all rows and of those where both agree. None
/// where it is undefined: no row, or one class alone.
///
/// ```
/// let kappa = standpoint::metrics::cohen_kappa(&[(6.0, 5.0), (4.0, 5.0)], 10.0, 7.0);
/// assert!(kappa.is_some_and(|kappa| (kappa - 0.4).abs() < 1e-12));
/// ```
pub fn cohen_kappa(classes: &[(f64, f64)], rows: f64, agreed: f64) -> Option<f64> {
    let m = Marginals::of(classes, rows, agreed);
    let by_chance = m.products / m.rows;
    (m.rows > 0.0 && m.rows > by_chance).then(|| (m.agreed - by_chance) / (m.rows - by_chance))
}

/// Matthews' correlation coefficient of the same. None where it is undefined: no row, or one class alone on a side.
///
/// ```
/// let coefficient = standpoint::metrics::matthews(&[(6.0, 5.0), (4.0, 5.0)], 10.0, 7.0);
/// assert!(coefficient.is_some_and(|mcc| (mcc - 20.0 / 2400f64.sqrt()).abs() < 1e-12));
/// ```
pub fn matthews(classes: &[(f64, f64)], rows: f64, agreed: f64) -> Option<f64> {
    let m = Marginals::of(classes, rows, agreed);
    let spread = (m.rows * m.rows - m.said_squares) * (m.rows * m.rows - m.true_squares);
    (spread > 0.0).then(|| (m.agreed * m.rows - m.products) / spread.sqrt())
}
