//! a score -> the terms and the sentences that add up to it.
//!
//! A score is intercept + Σ value · weight, so each term's contribution is its summand. A term's summand is
//! shared among its occurrences by their weight in the count, and a sentence has those that begin in it.

use rustc_hash::FxHashMap;

use crate::article::Article;
use crate::features::ngram;
use crate::model::Classifier;
use crate::predict::Predictor;
use crate::tokenize::{Analyzer, sentences};

/// What one term adds to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct TermContribution {
    /// The words of the article that it was read from, most frequent first form.
    pub term: String,
    /// `title` or `body`.
    pub field: &'static str,
    /// Its summand of the score.
    pub contribution: f64,
}

/// What one sentence adds to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct SentenceContribution {
    /// The sentence, or the title.
    pub text: String,
    /// The sum of the shares of the terms that begin in it.
    pub contribution: f64,
}

/// All summands of one score beside its intercept, the largest in size first.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The intercept.
    pub intercept: f64,
    /// By term and field.
    pub terms: Vec<TermContribution>,
    /// By sentence.
    pub sentences: Vec<SentenceContribution>,
}

impl Predictor {
    /// The evidence of one label's score. O(text + non-zeros).
    pub fn evidence(
        &self,
        article: &Article,
        row: &[(u32, f32)],
        classifier: &Classifier,
        (block, label): (usize, usize),
        analyzer: &mut Analyzer,
    ) -> Evidence {
        let vectorizer = &self.model().vectorizer;
        let weights = classifier.weights_of(block, label);
        let summand: FxHashMap<u32, f64> =
            row.iter().map(|&(column, value)| (column, f64::from(value) * f64::from(weights[column as usize]))).collect();
        let fields = [("title", &article.title, vectorizer.config.title_weight), ("body", &article.body, 1.0f32)];
        // (column, field, start, end, weight) of every occurrence, and the whole weight of each column.
        let mut occurrences = Vec::new();
        let mut whole: FxHashMap<u32, f64> = FxHashMap::default();
        for (field, (_, text, weight)) in fields.iter().enumerate().filter(|(_, (_, _, weight))| *weight > 0.0) {
            ngram::terms(text, &vectorizer.config, analyzer, |term, at| {
                if let Some(column) = vectorizer.vocabulary.find(term) {
                    occurrences.push((column, field, at, f64::from(*weight)));
                    *whole.entry(column).or_default() += f64::from(*weight);
                }
            });
        }
        let whole_title = std::iter::once(0..article.title.len()).collect();
        let ranges = [whole_title, sentences(&article.body)];
        let mut by_sentence: [Vec<f64>; 2] = [vec![0.0; ranges[0].len()], vec![0.0; ranges[1].len()]];
        let mut by_term: FxHashMap<(u32, usize), (String, f64)> = FxHashMap::default();
        for (column, field, at, weight) in occurrences {
            let share = summand.get(&column).copied().unwrap_or(0.0) * weight / whole[&column];
            let sentence =
                ranges[field].partition_point(|range| range.end <= at.start).min(ranges[field].len().saturating_sub(1));
            by_sentence[field][sentence] += share;
            let words = || fields[field].1[at.start..at.end].split_whitespace().collect::<Vec<_>>().join(" ");
            by_term.entry((column, field)).or_insert_with(|| (words(), 0.0)).1 += share;
        }
        let mut terms: Vec<_> = by_term
            .into_iter()
            .map(|((column, field), (words, contribution))| {
                (column, TermContribution { term: words, field: fields[field].0, contribution })
            })
            .collect();
        terms.sort_by(|(a, x), (b, y)| {
            y.contribution.abs().total_cmp(&x.contribution.abs()).then(a.cmp(b)).then(x.field.cmp(y.field))
        });
        let mut by_text: Vec<SentenceContribution> = Vec::new();
        for (field, ranges) in ranges.iter().enumerate() {
            for (range, &contribution) in ranges.iter().zip(&by_sentence[field]) {
                if contribution != 0.0 {
                    by_text.push(SentenceContribution { text: fields[field].1[range.clone()].to_owned(), contribution });
                }
            }
        }
        by_text.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        Evidence {
            intercept: f64::from(classifier.intercept_of(block, label)),
            terms: terms.into_iter().map(|(_, term)| term).collect(),
            sentences: by_text,
        }
    }
}
