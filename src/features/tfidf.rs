//! counts -> TF-IDF rows.
//!
//! tf: the count, or 1 + ln(count). idf: ln((1 + n) / (1 + df)) + 1. The word part and the character part of a
//! row are each L2-normalised. As scikit-learn's `TfidfVectorizer` with `smooth_idf`.

use libm::{log, sqrt};

use super::{FeatureConfig, TokenisedCorpus, Vocabulary};
use crate::buffer::Buffer;
use crate::sparse::CsrMatrix;

/// A fitted vectorizer: which terms there are and how much each weighs.
///
/// ```
/// use standpoint::Article;
/// use standpoint::features::{FeatureConfig, TfidfVectorizer, TokenisedCorpus};
/// let articles = [Article::from_text("", "tariffs and tariffs"), Article::from_text("", "a tariff")];
/// let corpus = TokenisedCorpus::read(&articles, &FeatureConfig::default());
/// let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &[0, 1]);
/// assert_eq!(vectorizer.vocabulary.term(0), "tariff");
/// assert_eq!(vectorizer.transform(&corpus, &map, &[0]).row(0).values, [1.0]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TfidfVectorizer {
    /// The parameters it was fitted with.
    pub config: FeatureConfig,
    /// Its terms.
    pub vocabulary: Vocabulary,
    /// The inverse document frequency of each.
    pub idf: Buffer<f32>,
}

impl TfidfVectorizer {
    /// Learns terms and idf from some rows of a corpus. O(non-zeros of the rows).
    pub fn fit(corpus: &TokenisedCorpus, rows: &[usize]) -> (Self, ColumnMap) {
        let mut df = vec![0u32; corpus.terms.len()];
        for &row in rows {
            for &(id, _) in &corpus.rows[row] {
                df[id as usize] += 1;
            }
        }
        let n = rows.len() as f64;
        let highest = corpus.config.max_df * n;
        let mut columns = vec![u32::MAX; df.len()];
        let (mut kept, mut idf) = (Vec::new(), Vec::new());
        for (id, &df) in df.iter().enumerate() {
            if df as usize >= corpus.config.min_df && f64::from(df) <= highest {
                columns[id] = kept.len() as u32;
                kept.push(corpus.terms[id].as_str());
                idf.push((log((1.0 + n) / (1.0 + f64::from(df))) + 1.0) as f32);
            }
        }
        let vectorizer = Self { config: corpus.config.clone(), vocabulary: Vocabulary::from_sorted(kept), idf: idf.into() };
        (vectorizer, ColumnMap(columns))
    }

    /// The rows of a corpus as TF-IDF, through the map that [`TfidfVectorizer::fit`] gave.
    pub fn transform(&self, corpus: &TokenisedCorpus, map: &ColumnMap, rows: &[usize]) -> CsrMatrix {
        let mut matrix = CsrMatrix::new(self.vocabulary.len());
        for &row in rows {
            let counts =
                corpus.rows[row].iter().map(|&(id, n)| (map.0[id as usize], n)).filter(|&(column, _)| column != u32::MAX);
            matrix.push_row(self.weigh(counts.collect()));
        }
        matrix
    }

    /// The row of (column, weighted count) pairs in rising order.
    pub fn weigh(&self, mut row: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
        let words = row.partition_point(|&(column, _)| self.vocabulary.term(column as usize).starts_with('#'));
        let idf = &*self.idf;
        for (column, value) in &mut row {
            let tf = if self.config.sublinear_tf { 1.0 + log(f64::from(*value)) } else { f64::from(*value) };
            *value = (tf * f64::from(idf[*column as usize])) as f32;
        }
        let (characters, words) = row.split_at_mut(words);
        normalise(characters);
        normalise(words);
        row
    }
}

fn normalise(part: &mut [(u32, f32)]) {
    let norm = sqrt(part.iter().map(|&(_, value)| f64::from(value) * f64::from(value)).sum());
    for (_, value) in part {
        *value = (f64::from(*value) / norm) as f32;
    }
}

/// The column of each of a corpus's terms in one fitted vectorizer.
pub struct ColumnMap(Vec<u32>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn values_are_those_of_the_definition() {
        let articles = [Article::from_text("", "tax tax ban"), Article::from_text("", "ban")];
        let config = FeatureConfig { ngrams: (1, 1), min_df: 1, sublinear_tf: false, ..FeatureConfig::default() };
        let corpus = TokenisedCorpus::read(&articles, &config);
        let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &[0, 1]);
        let matrix = vectorizer.transform(&corpus, &map, &[0]);
        // idf(ban) = ln(3/3) + 1 = 1, idf(tax) = ln(3/2) + 1; the row is (1, 2 idf(tax)) over its norm.
        let tax = 2.0 * (1.5f64.ln() + 1.0);
        let norm = (1.0 + tax * tax).sqrt();
        assert!((f64::from(matrix.row(0).values[0]) - 1.0 / norm).abs() < 1e-6);
        assert!((f64::from(matrix.row(0).values[1]) - tax / norm).abs() < 1e-6);
    }
}
