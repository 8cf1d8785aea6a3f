//! articles -> counts of terms, read once; every fold is a set of its rows.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{FeatureConfig, field};
use crate::article::Article;
use crate::tokenize::Analyzer;

/// The weighted counts of every term of every article. Terms are numbered in sorted order, so that the
/// vocabulary of any set of rows is a sub-sequence.
pub struct TokenisedCorpus {
    pub(crate) config: FeatureConfig,
    pub(crate) terms: Vec<String>,
    pub(crate) rows: Vec<Vec<(u32, f32)>>,
}

impl TokenisedCorpus {
    /// Reads all articles. O(text); articles in parallel, numbers given in sorted order.
    pub fn read(articles: &[Article], config: &FeatureConfig) -> Self {
        let stemming = config.stemmer();
        let counted: Vec<Vec<(String, f32)>> = articles
            .par_iter()
            .map_init(|| Analyzer::new(stemming), |analyzer, article| count(article, config, analyzer))
            .collect();
        let mut distinct: FxHashMap<&str, u32> = FxHashMap::default();
        for (term, _) in counted.iter().flatten() {
            distinct.insert(term, 0);
        }
        let mut terms: Vec<String> = distinct.keys().map(|&term| term.to_owned()).collect();
        terms.sort_unstable();
        for (id, term) in terms.iter().enumerate() {
            if let Some(slot) = distinct.get_mut(term.as_str()) {
                *slot = id as u32;
            }
        }
        let rows = counted.iter().map(|row| row.iter().map(|(term, n)| (distinct[term.as_str()], *n)).collect()).collect();
        Self { config: config.clone(), terms, rows }
    }
}

/// The weighted counts of one article's terms, sorted by term.
pub(crate) fn count(article: &Article, config: &FeatureConfig, analyzer: &mut Analyzer) -> Vec<(String, f32)> {
    let mut counts: FxHashMap<String, f32> = FxHashMap::default();
    field::terms(article, config, analyzer, |term, at| match counts.get_mut(term) {
        Some(n) => *n += at.weight,
        None => {
            counts.insert(term.to_owned(), at.weight);
        }
    });
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    sorted
}
