//! text -> tokens: where the words are ([`words`]), what term each stands for ([`Analyzer`]), and where
//! the sentences are ([`sentences`]). A token keeps its byte offsets, whatever is done to its term.

mod analyzer;
pub(crate) mod forms;
mod sentence;
mod stop_words;
mod word;

pub use analyzer::{Analyzer, Stemming};
pub use sentence::sentences;
pub use stop_words::StopWords;
pub use word::{Marks, Token, surface, surfaces, tokens, words};
