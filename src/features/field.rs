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

/// Calls `each` for every term of an article. O(text × n-gram lengths).
pub fn terms(article: &Article, config: &FeatureConfig, analyzer: &mut Analyzer, mut each: impl FnMut(&str, Occurrence)) {
    for (field, weight) in [(Field::Title, config.title_weight), (Field::Body, 1.0)] {
        if weight > 0.0 {
            ngram::terms(field.text(article), config, analyzer, |term, start, end| {
                each(term, Occurrence { field, start, end, weight })
            });
        }
    }
    let mut name = String::new();
    let mut marked = |mark: &str, term: &str, at: Occurrence| {
        name.clear();
        name.push_str(mark);
        name.push_str(term);
        each(&name, at);
    };
    if article.claim.is_some() {
        let (field, weight) = (Field::Claim, 1.0);
        ngram::terms(field.text(article), config, analyzer, |term, start, end| {
            marked("<claim>", term, Occurrence { field, start, end, weight })
        });
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
        let near = before.iter().rev().take(NEAR).map(|token| ("<before>", token)).chain(after.iter().map(|t| ("<after>", t)));
        for (mark, token) in near {
            let at = Occurrence { field: Field::Mention, start: token.start, end: token.end, weight: 1.0 };
            marked(mark, analyzer.term(&article.body[token.start..token.end]), at);
        }
    }
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
