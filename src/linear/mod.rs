//! rows + labels -> weights. Knows no topic, no stance and no file.
//!
//! | learner | objective |
//! |---|---|
//! | [`LinearSvc`] | min ½‖w‖² + Σ Cᵢ max(0, 1 − yᵢ w·xᵢ)² (or without the square) |
//! | [`LogisticRegression`] | min ½‖w‖² + Σ Cᵢ ln(1 + exp(−yᵢ w·xᵢ)) |
//! | [`ComplementNb`] | none: counts of the rows without each label |
//! | [`OnlineSvc`] | Σ max(0, 1 − yᵢ w·xᵢ)², in one pass |
//!
//! The first two are solved in the dual, one coordinate at a time ([`coordinate_descent`]). [`calibration`] turns
//! scores into probabilities, [`operating_curve`] tells what thresholds give, [`prior_shift`] what becomes of both
//! where a label is rarer, [`hit_rate`] how often a score is right, `fit_labels` learns many labels at once.
//!
//! Everything here speaks linfa: parameters are checked, models fitted and rows predicted through its traits.
//!
//! ```
//! use linfa::traits::{Fit, Predict};
//! use linfa::{DatasetBase, ParamGuard};
//! use ndarray::array;
//! use standpoint::linear::LinearSvc;
//! use standpoint::sparse::CsrMatrix;
//!
//! let mut rows = CsrMatrix::new(3);
//! rows.push_row([(0, 0.8), (1, 0.6)]);
//! rows.push_row([(0, 1.0)]);
//! rows.push_row([(1, 0.6), (2, 0.8)]);
//! rows.push_row([(2, 1.0)]);
//! let dataset = DatasetBase::new(rows, array![true, true, false, false]);
//!
//! let model = LinearSvc::params().c(10.0).check()?.fit(&dataset)?;
//! assert_eq!(model.predict(&dataset), array![true, true, false, false]);
//!
//! let mut unseen = CsrMatrix::new(3);
//! unseen.push_row([(0, 0.6), (2, 0.1)]);
//! assert_eq!(model.predict(&unseen), array![true]);
//! # Ok::<(), standpoint::Error>(())
//! ```

mod calibrated;
pub mod calibration;
mod compact;
mod complement_nb;
pub mod coordinate_descent;
pub mod hit_rate;
mod label_weights;
mod lanes;
mod learner;
mod log_count_ratio;
mod one_vs_rest;
mod online;
pub mod operating_curve;
pub mod prior_shift;
mod reached;
mod traits;
mod visits;

pub use calibrated::CalibratedClassifier;
pub use complement_nb::{ComplementNb, ComplementNbParams};
pub(crate) use label_weights::LabelWeights;
pub use learner::{
    ClassWeight, LinearModel, LinearSvc, LinearSvcParams, LogisticRegression, LogisticRegressionParams, Loss, Prior,
};
pub(crate) use one_vs_rest::LeftOut;
pub use online::{OnlineModel, OnlineSvc, OnlineSvcParams};
