//! term -> which kind of thing it is: a word, a phrase, a piece of a word.

use serde::{Deserialize, Serialize};

/// A kind of terms of a text.
///
/// ```
/// use standpoint::features::TermKind;
/// let kinds = ["tariff", "steel tariff", "#tari"].map(TermKind::of);
/// assert_eq!(kinds, [TermKind::Words, TermKind::Phrases, TermKind::Characters]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermKind {
    /// Single words.
    Words,
    /// Word n-grams of two words or more.
    Phrases,
    /// Character n-grams.
    Characters,
}

impl TermKind {
    /// All, in order.
    pub const ALL: [Self; 3] = [Self::Words, Self::Phrases, Self::Characters];

    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Phrases => "phrases",
            Self::Characters => "characters",
        }
    }

    /// The kind of a term of a text without a claim or a mention.
    pub fn of(term: &str) -> Self {
        match term {
            _ if term.starts_with('#') => Self::Characters,
            _ if term.contains(' ') => Self::Phrases,
            _ => Self::Words,
        }
    }
}
