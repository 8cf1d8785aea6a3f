//! standpoint
pub mod article;
pub mod error;
pub mod features;
pub mod linear;
pub mod metrics;
pub mod model;
pub mod sparse;
pub mod split;
pub mod task;
pub mod tokenize;
pub mod train;
pub use article::{Article, Corpus, Labels};
pub use error::{Error, ErrorKind, Location, Result};
