//! the share of rows with a label in training, and in a stream -> what becomes there of a probability.
//!
//! Where a label is rarer or more frequent in a stream than in training, and rows with it and without it look as they did,
//! odds change by the ratio of the two shares' odds: p′/(1−p′) = p/(1−p) · (π′/(1−π′)) / (π/(1−π)) (Saerens, Latinne and
//! Decaestecker, Neural Computation 14(1), 2002). It is the same as letting a row with the label count π′/π and one without it
//! (1−π′)/(1−π).

use libm::log;

use super::calibration::Sigmoid;
use crate::error::{Error, ErrorKind, Result};

/// How much rows with a label, and those without it, count in a stream.
///
/// ```
/// use standpoint::linear::prior_shift::PriorShift;
/// // Half the rows in training, a tenth of the stream: even odds become one to nine.
/// let shift = PriorShift::new(0.5, 0.1)?;
/// assert!((shift.probability(0.5) - 0.1).abs() < 1e-12);
/// // Of 10 rows over a threshold 8 have the label; in the stream they count 0.2 each, and the others 1.8.
/// assert!((shift.precision(8.0, 2.0) - 1.6 / 5.2).abs() < 1e-12);
/// assert_eq!(PriorShift::NONE.probability(0.3), 0.3);
/// assert!(PriorShift::new(0.5, 1.0).is_err());
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorShift {
    /// Of a row with the label: π′/π.
    pub with: f64,
    /// Of a row without it: (1−π′)/(1−π).
    pub without: f64,
}

impl PriorShift {
    /// A stream like the training.
    pub const NONE: Self = Self { with: 1.0, without: 1.0 };

    /// From the share of rows with the label in training to that in a stream.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] where a share is not above 0 and below 1.
    pub fn new(training: f64, stream: f64) -> Result<Self> {
        for (name, share) in [("training", training), ("the stream", stream)] {
            if !(share > 0.0 && share < 1.0) {
                let text = format!("the share of a label in {name} must be above 0 and below 1; it is {share}");
                return Err(Error::new(ErrorKind::Parameter, text));
            }
        }
        Ok(Self { with: stream / training, without: (1.0 - stream) / (1.0 - training) })
    }

    /// What becomes of a probability.
    pub fn probability(self, p: f64) -> f64 {
        self.precision(p, 1.0 - p)
    }

    /// The precision in the stream of what has so many rows with the label, and others, in training; 0 of none.
    pub fn precision(self, with: f64, without: f64) -> f64 {
        let (with, without) = (self.with * with, self.without * without);
        if with + without > 0.0 { with / (with + without) } else { 0.0 }
    }

    /// The sigmoid whose probabilities are those of the stream: its offset moves by the log of the ratio of odds.
    pub fn sigmoid(self, sigmoid: Sigmoid) -> Sigmoid {
        Sigmoid { b: sigmoid.b - log(self.with / self.without), ..sigmoid }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn probabilities_rise_and_fall_with_the_share_and_keep_their_order(
            score in -5.0..5.0f64, step in 0.001..3.0f64, slope in -4.0..-0.1f64, offset in -3.0..3.0f64,
            training in 0.01..0.99f64, shares in (0.001..0.999f64, 0.001..0.999f64),
        ) {
            let sigmoid = Sigmoid { a: slope, b: offset };
            prop_assert_eq!(PriorShift::new(training, training).expect("shares").sigmoid(sigmoid), sigmoid);
            let (low, high) = (shares.0.min(shares.1), shares.0.max(shares.1));
            let [rare, frequent] = [low, high].map(|share| PriorShift::new(training, share).expect("shares"));
            let p = sigmoid.probability(score);
            let [of_rare, of_frequent] = [rare, frequent].map(|shift| shift.sigmoid(sigmoid).probability(score));
            prop_assert!(of_rare <= of_frequent);
            prop_assert!((of_rare <= p) == (low <= training) || (of_rare - p).abs() < 1e-12);
            // The sigmoid and the formula agree.
            prop_assert!((rare.probability(p) - of_rare).abs() < 1e-9);
            // A likelier article stays the likelier one.
            prop_assert!(rare.sigmoid(sigmoid).probability(score + step) > of_rare);
        }
    }
}
