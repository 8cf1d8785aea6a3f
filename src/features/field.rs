//! Article -> its terms with their fields, places and weights.
//!
//! | field | its terms | where |
//! |---|---|---|
//! | title, body | `tariff` | everywhere |
//! | claim | `<claim>tariff` | rows with a claim |
//! | mention | `<before>tariff`, `<after>tariff` | the words of the body around a mention, which count there too |

use super::{FeatureConfig, ngram};
use crate::article::Article;
use crate::tokenize::{Analyzer, words};

/// Part of an article.
///
/// ```
/// use standpoint::{Article, features::field::Field};
/// let article = Article::from_text("Tariffs rise", "Duties on steel rise.");
/// assert_eq!(Field::Title.text(&article), "Tariffs rise");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The text.
    Body,
    /// The claim that the text agrees with or not.
    Claim,
    /// The neighbours of the mention, in the body.
    Mention,
}

impl Field {
    /// As evidence names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Claim => "claim",
            Self::Mention => "mention",
        }
    }

    /// The text that places in this field are places of.
    pub fn text(self, article: &Article) -> &str {
        match self {
            Self::Title => &article.title,
            Self::Body | Self::Mention => &article.body,
            Self::Claim => article.claim.as_deref().unwrap_or_default(),
        }
    }
}

/// Where a term was read and how much it counts there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// The part of the article.
    pub field: Field,
    /// First byte of its first word, in the field's text.
    pub start: usize,
    /// One past the last byte of its last word.
    pub end: usize,
    /// What it adds to the term's count.
    pub weight: f32,
}

/// Words on each side of a mention that count as near it.
const NEAR: usize = 5;

/// What stands before the first word of a part's terms, in the order of their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Nothing: the title and the body.
    None,
    /// Words after a mention.
    After,
    /// Words before a mention.
    Before,
    /// The claim.
    Claim,
}

impl Mark {
    pub(super) const ALL: [Self; 4] = [Self::None, Self::After, Self::Before, Self::Claim];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::None => "",
            Self::After => "<after>",
            Self::Before => "<before>",
            Self::Claim => "<claim>",
        }
    }

    /// Whether the pieces of its words are terms too.
    pub(super) fn has_characters(self) -> bool {
        matches!(self, Self::None | Self::Claim)
    }
}

/// Text whose words are read with one mark and one weight; no n-gram leaves it.
pub(super) struct Part<'a> {
    pub field: Field,
    pub mark: Mark,
    pub weight: f32,
    /// Where it begins in the field's text.
    pub start: usize,
    pub text: &'a str,
}

/// Calls `each` with the parts of an article, in order.
pub(super) fn parts<'a>(article: &'a Article, config: &FeatureConfig, mut each: impl FnMut(Part<'a>)) {
    for (field, weight) in [(Field::Title, config.title_weight), (Field::Body, 1.0)] {
        if weight > 0.0 {
            each(Part { field, mark: Mark::None, weight, start: 0, text: field.text(article) });
        }
    }
    if let Some(claim) = &article.claim {
        each(Part { field: Field::Claim, mark: Mark::Claim, weight: 1.0, start: 0, text: claim });
    }
    if let Some(mention) = article.mention {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        words(&article.body, |token| {
            if token.end <= mention.start {
                before.push(token);
            } else if token.start >= mention.end && after.len() < NEAR {
                after.push(token);
            }
        });
        let near = before.iter().rev().take(NEAR).map(|token| (Mark::Before, token));
        for (mark, token) in near.chain(after.iter().map(|token| (Mark::After, token))) {
            let text = &article.body[token.start..token.end];
            each(Part { field: Field::Mention, mark, weight: 1.0, start: token.start, text });
        }
    }
}

/// Calls `each` for every term of an article. O(text × n-gram lengths).
pub fn terms(article: &Article, config: &FeatureConfig, analyzer: &mut Analyzer, mut each: impl FnMut(&str, Occurrence)) {
    let mut name = String::new();
    parts(article, config, |part| {
        let characters = config.char_ngrams.filter(|_| part.mark.has_characters());
        ngram::terms(part.text, config.marks, config.ngrams, characters, analyzer, |term, start, end| {
            name.clear();
            name.push_str(part.mark.text());
            name.push_str(term);
            let (start, end) = (part.start + start, part.start + end);
            each(&name, Occurrence { field: part.field, start, end, weight: part.weight });
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Mention;
    use crate::tokenize::Stemming;

    #[test]
    fn claims_and_neighbours_of_a_mention_are_terms_of_their_own() {
        let article = Article {
            claim: Some("Taxes fell".into()),
            mention: Some(Mention { start: 6, end: 9 }),
            ..Article::from_text("", "Never Ana lied")
        };
        let config = FeatureConfig { ngrams: (1, 1), ..FeatureConfig::default() };
        let mut seen = Vec::new();
        terms(&article, &config, &mut Analyzer::new(Stemming::NONE), |term, at| {
            seen.push(format!("{term} {}", &at.field.text(&article)[at.start..at.end]))
        });
        let wanted = ["never Never", "ana Ana", "lied lied", "<claim>taxes Taxes", "<claim>fell fell"];
        assert_eq!(seen[..5], wanted);
        assert_eq!(seen[5..], ["<before>never Never", "<after>lied lied"]);
    }
}
