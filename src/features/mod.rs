//! tokens -> TF-IDF rows.
//!
//! [`field`] lists the terms of an article, through [`ngram`]; [`TokenisedCorpus`] counts them once for every fold
//! that will be cut from it, [`TfidfVectorizer`] learns a [`Vocabulary`] from some of its rows and makes rows of it.

mod config;
mod corpus;
pub mod field;
pub mod ngram;
mod tfidf;
mod vocabulary;

pub use config::FeatureConfig;
pub use corpus::TokenisedCorpus;
pub use tfidf::TfidfVectorizer;
pub use vocabulary::Vocabulary;
