//! unlabelled articles -> a vector for each of their words; words of articles about the same things lie close.
//!
//! A is the TF-IDF of the articles' single words, articles by words. Subspace iteration finds an orthonormal Q of 100 columns
//! that spans its right singular vectors nearly (Halko, Martinsson & Tropp, SIAM Review 2011). With LLᵀ = (AQ)ᵀAQ the rows of QL
//! have the products of latent semantic analysis (Deerwester et al., JASIS 1990); each is scaled to length 1, so that rare
//! words count as much as frequent ones.

use std::collections::HashSet;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{FeatureConfig, TfidfVectorizer, TokenisedCorpus, Vocabulary};
use crate::article::{Article, hex, key_of};
use crate::error::{Error, ErrorKind, Result};
use crate::rng::Rng;
use crate::sparse::CsrMatrix;

/// Numbers of a vector. With 100 to 3,000 rows of AG News, 20 Newsgroups and IMDB 200 are within a point of 100 or two; 50 tell
/// 20 Newsgroups by two points less.
pub(super) const LATENT: usize = 100;
/// Articles that a word, or rows that a term, must be in: of rarer ones little is told.
pub(super) const FEWEST: usize = 3;
/// Rounds of subspace iteration.
const ROUNDS: usize = 3;

/// What unlabelled articles tell of words.
///
/// ```
/// use standpoint::{Article, features::{FeatureConfig, WordVectors}};
/// let texts = ["steel tariff duty", "tariff duty import", "steel import duty tariff", "match goal", "goal team match", "team match goal"];
/// let articles = texts.map(|text| Article::from_text("", text));
/// let vectors = WordVectors::fit(articles.to_vec(), &FeatureConfig::default())?;
/// assert!(vectors.similarity("tariff", "duti") > vectors.similarity("tariff", "goal"));
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct WordVectors {
    words: Vocabulary,
    /// Words × [`LATENT`].
    vectors: Vec<f32>,
    /// The articles that each word is in.
    pub(super) df: Vec<u32>,
    articles: usize,
    keys: HashSet<u64>,
    sha256: String,
}

impl WordVectors {
    /// Learns from articles that have a text, of copies one, whose words are made as the configuration says.
    /// O(rounds × words of the articles × 100), in parallel.
    ///
    /// # Errors
    /// Where no word is in three of the articles.
    pub fn fit(mut articles: Vec<Article>, config: &FeatureConfig) -> Result<Self> {
        let (ngrams, char_ngrams, passage_words) = ((1, 1), None, None);
        let (word_weight, lead_weight) = (1.0, 0.0);
        let words = FeatureConfig { ngrams, char_ngrams, passage_words, min_df: FEWEST, ..config.clone() };
        let config = FeatureConfig { word_weight, lead_weight, ..words };
        let (mut keys, mut hash) = (HashSet::new(), Sha256::new());
        articles.retain(|article| {
            let content = article.content_sha256();
            let kept = !article.is_empty() && keys.insert(key_of(&content));
            if kept {
                hash.update(content);
            }
            kept
        });
        let tokens = TokenisedCorpus::consume(&mut articles, &config);
        let all: Vec<usize> = (0..articles.len()).collect();
        let (vectorizer, map) = TfidfVectorizer::fit(&tokens, &all);
        let words = vectorizer.vocabulary().clone();
        if words.is_empty() {
            let text = format!("no word is in {FEWEST} of the {} unlabelled articles; give more of them", articles.len());
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        let df = (0..).zip(&tokens.df).filter(|&(id, _)| map.column(id).is_some()).map(|(_, &df)| df).collect();
        let vectors = vectors(&vectorizer.transform(&tokens, &map, &all));
        Ok(Self { vectors, words, df, articles: articles.len(), keys, sha256: hex(&hash.finalize()) })
    }

    /// The words, as the analyzer makes them.
    pub fn words(&self) -> &Vocabulary {
        &self.words
    }

    /// Whether an article of this [`Article::content_key`] was among them.
    pub fn holds(&self, key: u64) -> bool {
        self.keys.contains(&key)
    }

    /// How many articles it was fitted to: those that have a text, of copies one.
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// SHA-256 of the articles' own, in order.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The vectors of all words, one after the other.
    pub(super) fn all(&self) -> &[f32] {
        &self.vectors
    }

    /// The vector of the word at a place; of length 1, or 0 where its articles have nothing of what the 100 span.
    pub fn vector(&self, place: usize) -> &[f32] {
        &self.vectors[place * LATENT..][..LATENT]
    }

    /// The cosine of two words' vectors, -1 to 1; none where one is not among the words.
    pub fn similarity(&self, a: &str, b: &str) -> Option<f64> {
        let [a, b] = [self.words.find(a)?, self.words.find(b)?].map(|place| self.vector(place as usize));
        Some(a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum())
    }
}

/// A vector of length 1 for each column of a matrix, or 0 where its rows have nothing of what the 100 span.
pub(super) fn vectors(rows: &CsrMatrix) -> Vec<f32> {
    let columns = rows.transposed();
    let mut rng = Rng::new(0);
    let mut q: Vec<f32> = (0..rows.columns() * LATENT).map(|_| if rng.below(2) == 0 { -1.0 } else { 1.0 }).collect();
    for _ in 0..ROUNDS {
        q = times(&columns, &times(rows, &q));
        orthonormalise(&mut q);
    }
    let root = cholesky(gram(&times(rows, &q)));
    q.par_chunks_exact_mut(LATENT).for_each(|row| {
        let mut out = [0.0; LATENT];
        for (at, &value) in row.iter().enumerate() {
            out.iter_mut().zip(&root[at * LATENT..][..=at]).for_each(|(out, root)| *out += f64::from(value) * root);
        }
        let norm = libm::sqrt(out.iter().map(|value| value * value).sum());
        let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
        row.iter_mut().zip(out).for_each(|(value, out)| *value = (out * scale) as f32);
    });
    q
}

/// A sparse matrix times a dense one of [`LATENT`] columns.
fn times(matrix: &CsrMatrix, dense: &[f32]) -> Vec<f32> {
    let mut product = vec![0.0; matrix.rows() * LATENT];
    product.par_chunks_exact_mut(LATENT).enumerate().for_each(|(row, out)| {
        let mut sums = [0.0f64; LATENT];
        for (column, value) in matrix.row(row).pairs() {
            let of_column = &dense[column as usize * LATENT..][..LATENT];
            sums.iter_mut().zip(of_column).for_each(|(sum, &other)| *sum += f64::from(value) * f64::from(other));
        }
        out.iter_mut().zip(sums).for_each(|(out, sum)| *out = sum as f32);
    });
    product
}

/// XᵀX of a dense matrix of [`LATENT`] columns; its parts are summed in their order.
fn gram(dense: &[f32]) -> Vec<f64> {
    let rows = (dense.len() / LATENT).div_ceil(64).max(1);
    let of_part = |part: &[f32]| {
        let mut sums = vec![0.0; LATENT * LATENT];
        for row in part.chunks_exact(LATENT) {
            for (at, &value) in row.iter().enumerate() {
                let sums = &mut sums[at * LATENT..][..=at];
                sums.iter_mut().zip(row).for_each(|(sum, &other)| *sum += f64::from(value) * f64::from(other));
            }
        }
        sums
    };
    let parts: Vec<Vec<f64>> = dense.par_chunks(rows * LATENT).map(of_part).collect();
    let mut sums = vec![0.0; LATENT * LATENT];
    parts.iter().for_each(|part| sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part));
    sums
}

/// The lower triangular L with LLᵀ = the matrix, of which the lower triangle is read. A column that depends on those before it is 0.
fn cholesky(mut matrix: Vec<f64>) -> Vec<f64> {
    let trace: f64 = (0..LATENT).map(|at| matrix[at * LATENT + at]).sum();
    for column in 0..LATENT {
        let rest = |row: usize, matrix: &[f64]| {
            let [a, b] = [row, column].map(|row| &matrix[row * LATENT..][..column]);
            matrix[row * LATENT + column] - a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>()
        };
        let left = rest(column, &matrix);
        let pivot = if left > 1e-12 * trace { libm::sqrt(left) } else { 0.0 };
        for row in column + 1..LATENT {
            let value = if pivot > 0.0 { rest(row, &matrix) / pivot } else { 0.0 };
            matrix[row * LATENT + column] = value;
        }
        matrix[column * LATENT + column] = pivot;
    }
    matrix
}

/// Makes the columns of a dense matrix orthonormal: X L⁻ᵀ, where LLᵀ = XᵀX.
fn orthonormalise(dense: &mut [f32]) {
    let root = cholesky(gram(dense));
    dense.par_chunks_exact_mut(LATENT).for_each(|row| {
        let mut solved = [0.0f64; LATENT];
        for at in 0..LATENT {
            let of_row = &root[at * LATENT..][..=at];
            let known: f64 = solved[..at].iter().zip(of_row).map(|(solved, root)| solved * root).sum();
            solved[at] = if of_row[at] > 0.0 { (f64::from(row[at]) - known) / of_row[at] } else { 0.0 };
        }
        row.iter_mut().zip(solved).for_each(|(value, solved)| *value = solved as f32);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Articles of words of the letters' own frequencies, drawn from a fixed stream.
    fn articles(count: usize) -> Vec<Article> {
        let mut rng = Rng::new(7);
        let mut word = |subject: usize| format!("w{}", 12 * subject + rng.below(20).min(rng.below(20)));
        (0..count).map(|at| Article::from_text("", (0..12).map(|_| word(at % 3)).collect::<Vec<_>>().join(" "))).collect()
    }

    fn config() -> FeatureConfig {
        FeatureConfig { stemming: "none".into(), ..FeatureConfig::default() }
    }

    #[test]
    fn where_there_are_fewer_articles_than_numbers_words_are_as_alike_as_their_columns() {
        // Then nothing is left out, and QLLᵀQᵀ = AᵀA.
        let articles = articles(60);
        let vectors = WordVectors::fit(articles.clone(), &config()).expect("words");
        let config = FeatureConfig { ngrams: (1, 1), char_ngrams: None, min_df: FEWEST, ..config() };
        let corpus = TokenisedCorpus::read(&articles, &config);
        let all: Vec<usize> = (0..60).collect();
        let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &all);
        let columns = vectorizer.transform(&corpus, &map, &all).transposed();
        let dense = |column: usize| {
            let mut out = vec![0.0; 60];
            columns.row(column).pairs().for_each(|(row, value)| out[row as usize] = f64::from(value));
            out
        };
        for a in 0..columns.rows() {
            for b in 0..a {
                let (x, y) = (columns.row(a), columns.row(b));
                let cosine = x.dot(&dense(b)) / libm::sqrt(x.squared_norm() * y.squared_norm());
                let said = vectors.similarity(vectors.words().term(a), vectors.words().term(b)).expect("words");
                assert!((said - cosine).abs() < 1e-4, "{a} {b}: {said} and not {cosine}");
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let articles = articles(300);
        let [one, three] = [1, 3].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| WordVectors::fit(articles.clone(), &config()).expect("words"))
        });
        assert!(one == three);
    }

    #[test]
    fn vectors_have_length_one_and_few_articles_are_no_vectors() {
        let vectors = WordVectors::fit(articles(300), &config()).expect("words");
        for place in 0..vectors.words().len() {
            let length: f64 = vectors.vector(place).iter().map(|v| f64::from(*v) * f64::from(*v)).sum();
            assert!((length - 1.0).abs() < 1e-5);
        }
        let error = WordVectors::fit(articles(1), &config()).expect_err("too few").to_string();
        assert!(error.contains("no word is in 3 of the 1 unlabelled articles; give more of them"), "{error}");
    }

    #[test]
    fn a_root_is_that_of_its_product_and_columns_become_orthonormal() {
        let mut rng = Rng::new(3);
        let mut dense: Vec<f32> = (0..250 * LATENT).map(|_| rng.below(1000) as f32 / 500.0 - 1.0).collect();
        let product = gram(&dense);
        let root = cholesky(product.clone());
        for row in 0..LATENT {
            for column in 0..=row {
                let [a, b] = [row, column].map(|at| &root[at * LATENT..][..=column]);
                let sum: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                assert!((sum - product[row * LATENT + column]).abs() < 1e-9);
            }
        }
        orthonormalise(&mut dense);
        for (at, value) in gram(&dense).into_iter().enumerate().filter(|(at, _)| at % LATENT <= at / LATENT) {
            let expected = if at % LATENT == at / LATENT { 1.0 } else { 0.0 };
            assert!((value - expected).abs() < 1e-5, "{at}: {value}");
        }
    }
}
