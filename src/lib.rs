//! standpoint
mod article;
mod error;
pub mod input;
pub use article::{Article, Corpus, Labels};
pub use error::{Error, ErrorKind, Location, Result};
