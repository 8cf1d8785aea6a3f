//! articles -> counts of terms, read once; every fold is a set of its rows.

use super::growth::{Grown, grow};
use super::words::Words;
use super::{FeatureConfig, Vocabulary};
use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::sparse::CsrMatrix;

/// The weighted counts of every term of every article. Terms are numbered in the order of their bytes, so that the
/// vocabulary of any set of rows is a sub-sequence. A term in fewer than `min_df` articles is left out: it is in no
/// more of any set of them.
///
/// ```
/// use standpoint::Article;
/// use standpoint::features::{FeatureConfig, TokenisedCorpus};
/// let articles = [Article::from_text("", "tariffs and tariffs"), Article::from_text("", "a tariff")];
/// let corpus = TokenisedCorpus::read(&articles, &FeatureConfig::default());
/// assert_eq!(corpus.terms().term(0), "tariff");
/// assert_eq!(corpus.counts().row(0).values, [2.0]);
/// ```
pub struct TokenisedCorpus {
    pub(super) config: FeatureConfig,
    pub(super) terms: Vocabulary,
    pub(super) counts: CsrMatrix,
    /// The articles that each term is in.
    pub(super) df: Vec<u32>,
}

impl TokenisedCorpus {
    /// Reads all articles, which hold at most 4 GiB of text. O(text × n-gram lengths), in parallel.
    pub fn read(articles: &[Article], config: &FeatureConfig) -> Self {
        Self::of(Words::read(articles, config), articles.len(), config)
    }

    /// The same; the articles have no text afterwards, whose memory serves what comes.
    pub fn consume(articles: &mut [Article], config: &FeatureConfig) -> Self {
        let words = Words::read(articles, config);
        articles.iter_mut().for_each(Article::forget_text);
        Self::of(words, articles.len(), config)
    }

    fn of(words: Words, articles: usize, config: &FeatureConfig) -> Self {
        let grown = grow(&words, config);
        drop(words);
        let df = grown.iter().flat_map(Grown::df).collect();
        let terms = grown.iter().flat_map(Grown::terms);
        let terms = Vocabulary::from_sorted(terms);
        let counts = rows(grown, articles, terms.len());
        Self { config: config.clone(), terms, counts, df }
    }

    /// Lets its terms be weighed as another configuration says, which has the same terms.
    ///
    /// # Errors
    /// Where it has others: only `tf`, `idf_power` and `max_df` may differ.
    pub fn reweigh(&mut self, config: &FeatureConfig) -> Result<()> {
        let FeatureConfig { tf, idf_power, max_df, .. } = self.config;
        if (FeatureConfig { tf, idf_power, max_df, ..config.clone() }) != self.config {
            let text =
                format!("the terms of '{config}' are not those that were read ('{}'); read the articles anew", self.config);
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        self.config = config.clone();
        Ok(())
    }

    /// Its terms.
    pub fn terms(&self) -> &Vocabulary {
        &self.terms
    }

    /// How often each article has each term, those of the title weighted: articles × terms.
    pub fn counts(&self) -> &CsrMatrix {
        &self.counts
    }
}

/// The articles of each term as the terms of each article.
fn rows(grown: Vec<Grown>, articles: usize, terms: usize) -> CsrMatrix {
    let mut offsets = vec![0usize; articles + 1];
    for posting in grown.iter().flat_map(|grown| &grown.postings) {
        offsets[posting.0 as usize + 1] += 1;
    }
    for article in 0..articles {
        offsets[article + 1] += offsets[article];
    }
    let mut next = offsets.clone();
    let length = offsets[articles];
    let (mut indices, mut values) = (vec![0u32; length], vec![0f32; length]);
    let mut term = 0;
    for grown in grown {
        for postings in grown.of_each_term() {
            for &(article, count) in postings {
                let at = &mut next[article as usize];
                (indices[*at], values[*at]) = (term, count);
                *at += 1;
            }
            term += 1;
        }
    }
    CsrMatrix::from_parts(offsets, indices, values, terms)
}
