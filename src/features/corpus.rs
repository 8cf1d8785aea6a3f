//! articles -> counts of the terms of their passages, read once; every fold is a set of its articles.

use std::borrow::Cow;

use super::growth::{Grown, grow};
use super::words::Words;
use super::{FeatureConfig, Vocabulary, passage};
use crate::article::Article;
use crate::error::{Error, ErrorKind, Result};
use crate::sparse::{CsrMatrix, SparseRow};

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
/// assert_eq!(corpus.counts(0), [(0, 2.0)]);
/// ```
pub struct TokenisedCorpus {
    pub(super) config: FeatureConfig,
    pub(super) terms: Vocabulary,
    /// Passages × terms.
    counts: CsrMatrix,
    /// The number of passages up to the end of each article.
    ends: Vec<u32>,
    /// The articles that each term is in.
    pub(super) df: Vec<u32>,
    /// How often the words of each article count, those behind a mark left out.
    words: Vec<f64>,
    /// Whether each term is a single word that stands behind no mark.
    is_word: Vec<bool>,
}

impl TokenisedCorpus {
    /// Reads all articles, which hold at most 4 GiB of text. O(text × n-gram lengths), in parallel.
    pub fn read(articles: &[Article], config: &FeatureConfig) -> Self {
        Self::of(Words::read(articles, config), config)
    }

    /// The same; the articles have no text afterwards, whose memory serves what comes.
    pub fn consume(articles: &mut [Article], config: &FeatureConfig) -> Self {
        let words = Words::read(articles, config);
        articles.iter_mut().for_each(Article::forget_text);
        Self::of(words, config)
    }

    fn of(mut words: Words, config: &FeatureConfig) -> Self {
        let grown = grow(&words, config);
        let (lengths, ends) = (words.lengths(), std::mem::take(&mut words.ends));
        drop(words);
        let df = grown.iter().flat_map(Grown::df).collect();
        let terms = grown.iter().flat_map(Grown::terms);
        let terms = Vocabulary::from_sorted(terms);
        let counts = rows(grown, ends.last().map_or(0, |&end| end as usize), terms.len());
        let is_word = (0..terms.len()).map(|id| is_word(terms.term(id)) && config.ngrams.0 == 1).collect();
        Self { config: config.clone(), terms, counts, ends, df, words: lengths, is_word }
    }

    /// How many articles.
    pub(super) fn articles(&self) -> usize {
        self.ends.len()
    }

    /// The counts of each passage of an article.
    pub(super) fn passages(&self, article: usize) -> impl ExactSizeIterator<Item = SparseRow<'_>> {
        let first = article.checked_sub(1).map_or(0, |before| self.ends[before]);
        (first as usize..self.ends[article] as usize).map(|passage| self.counts.row(passage))
    }

    /// The counts of the articles named, where these are all, in order, and of a passage each.
    pub(super) fn whole(&self, articles: &[usize]) -> Option<&CsrMatrix> {
        let all = articles.len() == self.ends.len() && self.is_whole();
        (all && articles.iter().enumerate().all(|(at, &article)| at == article)).then_some(&self.counts)
    }

    /// Whether each article is one passage.
    pub(super) fn is_whole(&self) -> bool {
        self.counts.rows() == self.ends.len()
    }

    /// The terms of an article, each once.
    pub(super) fn distinct(&self, article: usize) -> Cow<'_, [u32]> {
        let mut passages = self.passages(article);
        if let (1, Some(only)) = (passages.len(), passages.next()) {
            return Cow::Borrowed(only.indices);
        }
        let mut terms: Vec<u32> = self.passages(article).flat_map(|passage| passage.indices).copied().collect();
        terms.sort_unstable();
        terms.dedup();
        Cow::Owned(terms)
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

    /// The share of an article's words that are among some terms, each as often as it counts: what
    /// [`TermReader::known_words`](super::TermReader::known_words) tells of an article by itself.
    pub(super) fn known_words(&self, row: usize, known: impl Fn(u32) -> bool) -> Option<f64> {
        if self.config.ngrams.0 > 1 || self.words[row] == 0.0 {
            return None;
        }
        let of_words = |passage: SparseRow<'_>| {
            let counts = passage.pairs().filter(|&(id, _)| self.is_word[id as usize] && known(id));
            counts.map(|(_, count)| f64::from(count)).sum::<f64>()
        };
        Some(self.passages(row).map(of_words).sum::<f64>() / self.words[row])
    }

    /// Its terms.
    pub fn terms(&self) -> &Vocabulary {
        &self.terms
    }

    /// How often an article has each of its terms, those of the title weighted: (number of the term, count), rising.
    pub fn counts(&self, article: usize) -> Vec<(u32, f32)> {
        passage::sum(self.passages(article).map(|passage| passage.pairs().collect()).collect())
    }
}

/// Whether a term is one word of the text itself: no character n-gram, and behind no mark.
fn is_word(term: &str) -> bool {
    !term.contains(' ') && (term.len() == 1 || !term.starts_with(['#', '<']))
}

/// The passages of each term as the terms of each passage.
fn rows(grown: Vec<Grown>, passages: usize, terms: usize) -> CsrMatrix {
    let mut offsets = vec![0usize; passages + 1];
    grown.iter().for_each(|grown| grown.each(|_, passage, _| offsets[passage as usize + 1] += 1));
    for passage in 0..passages {
        offsets[passage + 1] += offsets[passage];
    }
    let mut next = offsets.clone();
    let length = offsets[passages];
    let (mut indices, mut values) = (vec![0u32; length], vec![0f32; length]);
    let mut first = 0;
    for grown in grown {
        grown.each(|term, passage, count| {
            let at = &mut next[passage as usize];
            (indices[*at], values[*at]) = (first + term, count);
            *at += 1;
        });
        first += grown.terms().count() as u32;
    }
    CsrMatrix::from_parts(offsets, indices, values, terms)
}
