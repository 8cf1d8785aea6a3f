//! a score -> the terms and the sentences that add up to it.
//!
//! A score is intercept + Σ value · weight, so each term's contribution is its summand. A term's summand is
//! shared among its occurrences by their weight in the count, and a sentence has those that begin in it. Where an article is
//! read by passages, its row is their mean, and a term's summand is shared within each passage.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::article::Article;
use crate::features::TermReader;
use crate::features::field::{self, Field};
use crate::predict::Predictor;
use crate::task::Classifier;
use crate::tokenize::sentences;

/// What some words add to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct TermContribution {
    /// The words of the article, in the form in which they first stand there.
    pub term: String,
    /// `title`, `body`, `claim`, `mention`, or `signal`.
    pub field: &'static str,
    /// What they add to the score: the summands of all terms read from them, stems and character n-grams too.
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
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{Predictor, Trainer};
/// # let trainer = Trainer { features: standpoint::features::FeatureConfig { min_df: 1, ..Default::default() }, ..Trainer::default() };
/// let predictor = Predictor::new(trainer.train(&corpus)?);
/// let mut reader = predictor.reader();
/// let article = Article::from_text("", "A tariff on steel");
/// let said = predictor.predict(&article, &mut reader);
/// if let (Some(classifier), Some(topics)) = (&predictor.model().topics, &said.topics) {
///     let evidence = predictor.evidence(&article, &said.row, classifier, (0, 0), &mut reader);
///     let sum: f64 = evidence.terms.iter().map(|term| term.contribution).sum();
///     assert!((evidence.intercept + sum - topics.scores[0]).abs() < 1e-5);
/// }
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The intercept.
    pub intercept: f64,
    /// By term and field; what adds exactly 0 is no evidence, and is left out, here as among the sentences.
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
        reader: &mut TermReader,
    ) -> Evidence {
        let vectorizer = &self.model().vectorizer;
        let passages = match vectorizer.config().passage_words {
            Some(_) => reader.passages(vectorizer, article),
            None => vec![row.to_vec()],
        };
        let share = 1.0 / passages.len() as f64;
        let of_passage = |(passage, row): (usize, Vec<(u32, f32)>)| {
            let summand = |(column, value)| f64::from(value) * f64::from(classifier.weight(column, block, label)) * share;
            row.into_iter().map(move |(column, value)| ((passage, column), summand((column, value))))
        };
        let summand: FxHashMap<(usize, u32), f64> = passages.into_iter().enumerate().flat_map(of_passage).collect();
        // Every occurrence of a known term, and the whole weight of each column in a passage.
        let mut occurrences = Vec::new();
        let mut whole: FxHashMap<(usize, u32), f64> = FxHashMap::default();
        let reading = (&mut reader.analyzer, &mut reader.lexicon);
        field::terms(article, vectorizer.config(), reading, |term, at| {
            if let Some(column) = vectorizer.column(term) {
                // A signal stands nowhere in the text: it is named by its term.
                let signal = (at.field == Field::Signal).then(|| signal_name(term));
                occurrences.push((column, at, signal));
                *whole.entry((at.passage, column)).or_default() += f64::from(at.weight);
            }
        });
        let ranges = |field: Field| match field {
            Field::Body => sentences(&article.body),
            _ => std::iter::once(0..field.text(article).len()).collect(),
        };
        let mut by_sentence: Vec<(Field, Range<usize>, f64)> = Vec::new();
        for field in [Field::Title, Field::Body, Field::Claim] {
            by_sentence.extend(ranges(field).into_iter().map(|range| (field, range, 0.0)));
        }
        // Stems and pieces of words count for the words that they were read from.
        let mut by_words: FxHashMap<(Field, String), (String, f64)> = FxHashMap::default();
        for (column, at, signal) in occurrences {
            let of_passage = (at.passage, column);
            let share = summand.get(&of_passage).copied().unwrap_or(0.0) * f64::from(at.weight) / whole[&of_passage];
            // A mention's neighbours are words of the body, and signals are told of a sentence of it.
            let field = if matches!(at.field, Field::Mention | Field::Signal) { Field::Body } else { at.field };
            let sentence = by_sentence.partition_point(|(f, range, _)| (*f, range.end) <= (field, at.start));
            if let Some((_, _, sum)) = by_sentence.get_mut(sentence) {
                *sum += share;
            }
            let text = at.field.text(article);
            let words = signal.unwrap_or_else(|| text[at.start..at.end].split_whitespace().collect::<Vec<_>>().join(" "));
            by_words.entry((at.field, words.to_lowercase())).or_insert_with(|| (words, 0.0)).1 += share;
        }
        let mut terms: Vec<_> = by_words.into_iter().filter(|(_, (_, sum))| *sum != 0.0).collect();
        terms.sort_by(|(a, (_, x)), (b, (_, y))| y.abs().total_cmp(&x.abs()).then_with(|| a.cmp(b)));
        let terms = terms.into_iter().map(|((field, _), (term, contribution))| TermContribution {
            term,
            field: field.name(),
            contribution,
        });
        let told = by_sentence.into_iter().filter(|(_, _, sum)| *sum != 0.0);
        let mut by_text: Vec<SentenceContribution> = told
            .map(|(field, range, contribution)| SentenceContribution {
                text: field.text(article)[range].to_owned(),
                contribution,
            })
            .collect();
        by_text.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        Evidence { intercept: f64::from(classifier.intercept_of(block, label)), terms: terms.collect(), sentences: by_text }
    }
}

/// A signal's term without its mark.
fn signal_name(term: &str) -> String {
    term.split_once('>').map_or(term, |(_, name)| name).to_owned()
}
