//! standpoint
mod article;
pub mod clean;
mod error;
pub use article::{Article, Corpus, Labels};
pub use error::{Error, ErrorKind, Location, Result};
