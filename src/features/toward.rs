//! a vocabulary -> what the stance is toward where that is no named target: the marks of its terms tell it.

use super::field::Mark;
use super::vocabulary::Vocabulary;
use crate::article::Article;

/// What beside their text the articles of a training had.
///
/// ```
/// use standpoint::Article;
/// use standpoint::features::{FeatureConfig, TfidfVectorizer, TokenisedCorpus};
/// let article = Article { claim: Some("Taxes fell".into()), ..Article::from_text("", "Taxes rose.") };
/// let corpus = TokenisedCorpus::read(&[article], &FeatureConfig { min_df: 1, ..FeatureConfig::default() });
/// let toward = TfidfVectorizer::fit(&corpus, &[0]).0.toward();
/// assert_eq!(toward.name(), Some("a claim"));
/// assert!(toward.lacks(&Article::from_text("", "Taxes rose.")).is_some());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Toward {
    /// Claims.
    pub claims: bool,
    /// Mentions.
    pub mentions: bool,
}

impl Toward {
    /// What its terms tell of. O(log(terms)).
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let has = |mark: Mark| !vocabulary.starting_with(mark.text()).is_empty();
        Self { claims: has(Mark::Claim), mentions: has(Mark::Mention) }
    }

    /// What it is, where it is no named target.
    pub fn name(self) -> Option<&'static str> {
        if self.claims { Some("a claim") } else { self.mentions.then_some("a mention") }
    }

    /// What of it an article has not, and how it is given.
    pub fn lacks(self, article: &Article) -> Option<&'static str> {
        if self.claims && article.claim.is_none() {
            Some("the model's stance is toward a claim, and here is none: name its column with --claim-column")
        } else if self.mentions && article.mention.is_none() {
            Some("the model's stance is toward a mention, and here is none: give mention, start and end")
        } else {
            None
        }
    }
}
