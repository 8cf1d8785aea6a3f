//! A claim and its text, or a mention and its sentence -> what they say together, as words that are counted as others are.
//!
//! A signal is a word that stands in no text: `cover15` says that the text holds three quarters of what is rare in the
//! claim. Cues are signals of what words say ([`crate::lexicon::Class`]), shapes of where they stand. Each ends with a digit,
//! which no stemmer touches. What a word is used like counts as what it says does, apart. They depend on the article alone, so that a fold learns nothing of the others by them.

mod claim;
mod mention;
mod role;
mod scope;

use std::fmt::Write;

pub(super) use claim::Pair;
pub(super) use mention::around;
pub(super) use scope::read;

/// The signals of an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Signals {
    /// Of what words say, parted by spaces.
    pub cues: String,
    /// Of what words are used like, parted by spaces.
    pub induced: String,
    /// Of what is said of a mention, parted by spaces.
    pub roles: String,
    /// Of where they stand, parted by spaces.
    pub shapes: String,
    /// The first byte of the sentence of the body that they are told of.
    pub sentence: usize,
}

impl Signals {
    fn cue(&mut self, name: std::fmt::Arguments<'_>) {
        // A String takes all that is written to it.
        let _ = write!(self.cues, "{name}1 ");
    }

    fn role(&mut self, name: std::fmt::Arguments<'_>) {
        let _ = write!(self.roles, "{name} ");
    }

    fn shape(&mut self, name: std::fmt::Arguments<'_>) {
        let _ = write!(self.shapes, "{name} ");
    }
}

/// 0, 1, 2-3, 4-7, and more: a count as a digit.
fn few(count: usize) -> usize {
    match count {
        0 | 1 => count,
        2 | 3 => 2,
        4..=7 => 3,
        _ => 4,
    }
}
