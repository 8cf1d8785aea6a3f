//! standpoint
pub mod article;
pub mod error;
pub mod features;
pub mod linear;
pub mod metrics;
pub mod sparse;
pub mod split;
pub mod tokenize;
pub use article::{Article, Corpus, Labels};
pub use error::{Error, ErrorKind, Location, Result};
