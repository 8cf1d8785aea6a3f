//! a vectorizer of some rows -> what it would be without folds of them: [`FoldFeatures`].
//!
//! Without some rows a term's document frequency is less by how many of them have it, and the term is gone where that is below
//! `min_df`; where rows have nothing but words, values are otherwise the same up to the length of the row. So the rows of
//! all fits of a cross-validation are one matrix, and what differs is a factor for each column and fit.

use libm::sqrt;
use rayon::prelude::*;

use super::idf::Idf;
use super::tfidf::{ColumnMap, TfidfVectorizer};
use super::{TermFrequency, TokenisedCorpus};
use crate::sparse::CsrMatrix;

/// Rows in folds, as TF-IDF of them all, and what becomes of their columns without some of the folds.
pub(crate) struct FoldFeatures<'a> {
    corpus: &'a TokenisedCorpus,
    vectorizer: &'a TfidfVectorizer,
    map: &'a ColumnMap,
    /// The rows.
    matrix: CsrMatrix,
    /// \[column\]\[fold\], flat: how many rows of the fold have it.
    counts: Vec<u32>,
    /// Rows of each fold.
    sizes: Vec<u32>,
}

impl<'a> FoldFeatures<'a> {
    /// Of the rows that a vectorizer was fitted to, and the fold of each; none where values without a fold differ by more than factors:
    /// where rows have several blocks or passages, for BM25, and where terms may be too frequent. O(non-zeros).
    pub fn new(
        (corpus, vectorizer, map): (&'a TokenisedCorpus, &'a TfidfVectorizer, &'a ColumnMap),
        rows: &[usize],
        fold_of: &[usize],
        folds: usize,
    ) -> Option<Self> {
        let config = vectorizer.config();
        if !vectorizer.is_one_block() || !corpus.is_whole() || config.tf == TermFrequency::Bm25 || config.max_df < 1.0 {
            return None;
        }
        let matrix = vectorizer.transform(corpus, map, rows);
        let mut out = Self { corpus, vectorizer, map, counts: vec![0; matrix.columns() * folds], sizes: vec![0; folds], matrix };
        for (row, &fold) in out.matrix.iter().zip(fold_of) {
            out.sizes[fold] += 1;
            row.indices.iter().for_each(|&column| out.counts[column as usize * folds + fold] += 1);
        }
        Some(out)
    }

    /// How many times its idf that of each column is in the rows of all folds but `left_out`; 0 of a column that these do not know.
    pub fn factors(&self, left_out: &[usize]) -> Vec<f32> {
        let (folds, config) = (self.sizes.len(), self.vectorizer.config());
        let mut kept = vec![1; folds];
        left_out.iter().for_each(|&fold| kept[fold] = 0);
        let sum = |counts: &[u32]| counts.iter().zip(&kept).map(|(count, kept)| count * kept).sum::<u32>();
        let idf = Idf::new(sum(&self.sizes) as usize, config.idf_power);
        let factor = |(column, own): (usize, &f32)| {
            let df = sum(&self.counts[column * folds..(column + 1) * folds]);
            if df as usize >= config.min_df { idf.of(df) / own } else { 0.0 }
        };
        self.vectorizer.idf().iter().enumerate().map(factor).collect()
    }

    /// All rows, as the rows of these folds see them.
    pub fn rows(&self, factors: &[f32]) -> CsrMatrix {
        self.matrix.refilled(|row, values| {
            let row = self.matrix.row(row);
            let mut sum = 0.0;
            for (value, (column, of_all)) in values.iter_mut().zip(row.pairs()) {
                *value = of_all * factors[column as usize];
                sum += f64::from(*value) * f64::from(*value);
            }
            let scale = if sum > 0.0 { sqrt(row.squared_norm() / sum) } else { 0.0 };
            values.iter_mut().for_each(|value| *value = (f64::from(*value) * scale) as f32);
        })
    }

    /// The share of the words of each row that are among the columns for which `knows` holds.
    pub fn known_words(&self, rows: &[usize], knows: impl Fn(usize) -> bool + Sync) -> Vec<Option<f64>> {
        let known = |id: u32| self.map.column(id).is_some_and(|column| knows(column as usize));
        rows.par_iter().map(|&row| self.corpus.known_words(row, known)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::features::FeatureConfig;

    #[test]
    fn rows_without_a_fold_are_those_of_a_vectorizer_that_did_not_see_it() {
        let texts = ["tax tax ban", "ban rain", "tax rain rain", "snow ban", "tax snow", "sun tax", "sun"];
        let articles = texts.map(|text| Article::from_text("", text));
        let (rows, fold_of) = ([0, 1, 2, 3, 4, 5, 6], [0, 1, 2, 0, 1, 2, 2]);
        for idf_power in [0, 1, 2] {
            let config = FeatureConfig { ngrams: (1, 2), char_ngrams: None, min_df: 2, idf_power, ..FeatureConfig::default() };
            let corpus = TokenisedCorpus::read(&articles, &config);
            let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &rows);
            let folds = FoldFeatures::new((&corpus, &vectorizer, &map), &rows, &fold_of, 3).expect("words alone");
            for left_out in [&[0][..], &[1], &[2], &[0, 1]] {
                let kept: Vec<usize> = rows.iter().copied().filter(|&row| !left_out.contains(&fold_of[row])).collect();
                let (own, own_map) = TfidfVectorizer::fit(&corpus, &kept);
                let factors = folds.factors(left_out);
                let (ours, theirs) = (folds.rows(&factors), own.transform(&corpus, &own_map, &rows));
                let of_term = |column: u32| own.column(vectorizer.vocabulary().term(column as usize));
                for row in rows {
                    let its = ours.row(row);
                    let known = its.pairs().filter(|(_, value)| *value != 0.0);
                    let known: Vec<(Option<u32>, f32)> = known.map(|(column, value)| (of_term(column), value)).collect();
                    assert_eq!(known.len(), theirs.row(row).indices.len(), "{left_out:?}, row {row}");
                    for ((column, value), (own_column, own_value)) in known.into_iter().zip(theirs.row(row).pairs()) {
                        assert!(column == Some(own_column) && (value - own_value).abs() < 1e-6, "{left_out:?}, row {row}");
                    }
                }
                let known = folds.known_words(&rows, |column| factors[column] > 0.0);
                assert_eq!(known, own.known_words(&corpus, &own_map, &rows));
            }
        }
        let config = FeatureConfig { char_ngrams: Some((3, 3)), ..FeatureConfig::default() };
        let corpus = TokenisedCorpus::read(&articles, &config);
        let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &rows);
        assert!(FoldFeatures::new((&corpus, &vectorizer, &map), &rows, &fold_of, 3).is_none(), "two blocks");
    }
}
