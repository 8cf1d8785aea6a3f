//! Labels news articles by topic and by stance toward a target, with the evidence.
//!
//! ```text
//! page or row -> Article -> tokens -> TF-IDF row -> linear scores -> topics + stance, with the evidence
//!   clean, input             tokenize  features      linear, task     predict, evidence
//! ```
//!
//! [`train::Trainer`] makes a [`Model`], [`predict::Predictor`] labels articles with it.
pub mod abstention;
pub mod article;
pub mod audit;
pub mod buffer;
pub mod clean;
pub mod error;
pub mod evaluate;
pub mod evidence;
pub mod features;
pub mod input;
pub mod lexicon;
pub mod linear;
pub mod metrics;
pub mod model;
pub mod model_file;
pub mod novelty;
pub mod predict;
mod rng;
pub mod robustness;
pub mod search;
pub mod sparse;
pub mod split;
pub mod task;
pub mod text;
pub mod tokenize;
pub mod train;
pub mod voices;
pub use article::{Article, Corpus, Labels};
pub use error::{Error, ErrorKind, Location, Result};
pub use model::Model;
pub use predict::Predictor;
pub use train::Trainer;

/// The README's code is compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
