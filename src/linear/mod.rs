//! rows + labels -> weights. Knows no topic, no stance and no file.
//!
//! | learner | objective |
//! |---|---|
//! | [`LinearSvc`] | min ½‖w‖² + Σ Cᵢ max(0, 1 − yᵢ w·xᵢ)² (or without the square) |
//! | [`LogisticRegression`] | min ½‖w‖² + Σ Cᵢ ln(1 + exp(−yᵢ w·xᵢ)) |
//!
//! Both are solved in the dual, one coordinate at a time ([`coordinate_descent`]). [`calibration`] turns
//! scores into probabilities, [`one_vs_rest`] makes many labels of two.

pub mod calibration;
pub mod coordinate_descent;
mod learner;
pub mod one_vs_rest;
mod traits;

pub use learner::{ClassWeight, LinearModel, LinearSvc, LinearSvcParams, LogisticRegression, LogisticRegressionParams, Loss};
