//! tokens -> TF-IDF rows.
//!
//! [`field`] lists the terms of an article, through [`ngram`]: that is what a term is. What a claim or a
//! mention and the text say together comes in as words too, from `signal`. [`TokenisedCorpus`] counts them
//! for a whole corpus at once, without making a string of each, for every fold that will be cut from it;
//! [`TfidfVectorizer`] learns a [`Vocabulary`] from some of its rows and makes rows of it. Articles that are read once and not
//! kept have hashed columns ([`hashed_column`]) instead of a vocabulary.

mod config;
mod corpus;
pub mod field;
mod folds;
mod growth;
mod hashing;
mod idf;
mod kind;
mod known;
mod latent;
pub mod ngram;
mod passage;
mod reader;
mod side_by_side;
mod signal;
mod tally;
mod tfidf;
mod toward;
mod trie;
mod vocabulary;
mod word_vectors;
mod words;

pub use config::{FeatureConfig, Hashtags, Pieces, Telling, TermFrequency};
pub use corpus::TokenisedCorpus;
pub(crate) use folds::FoldFeatures;
pub use hashing::{RunningIdf, hashed_column};
pub use kind::TermKind;
pub(crate) use latent::LatentPart;
pub use passage::passages;
pub(crate) use reader::SharedTrie;
pub use reader::TermReader;
pub use tfidf::{ColumnMap, TfidfVectorizer};
pub use toward::Toward;
pub use vocabulary::Vocabulary;
pub use word_vectors::WordVectors;
