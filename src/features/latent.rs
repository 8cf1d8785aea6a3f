//! TF-IDF rows -> the same with what their words have in common with other words; and weights of that as weights of words.
//!
//! The latent part of a row x is λ Σ xⱼ vⱼ over its words, with vⱼ the vector that unlabelled articles give a word
//! ([`WordVectors`]), or that the rows themselves give it in the same way, and λ so that its squared length is on
//! average a given number of times that of the row. A linear learner gives it weights u, and the score wᵀx + λ uᵀ Σ xⱼ vⱼ is that
//! of the weights wⱼ + λ uᵀvⱼ: a model of words alone, in which a word has in part the weight of words like it, one that no
//! labelled article has too. This is a latent semantic kernel (Cristianini, Shawe-Taylor & Lodhi, Journal of Intelligent
//! Information Systems 2002) beside the linear one.

use std::borrow::Cow;
use std::iter::zip;

use libm::sqrt;
use rayon::prelude::*;

use super::idf::Idf;
use super::tfidf::document_frequencies;
use super::word_vectors::{FEWEST, LATENT, vectors};
use super::{ColumnMap, TermFrequency, TermKind, TfidfVectorizer, TokenisedCorpus, Vocabulary, WordVectors};
use crate::sparse::{CsrMatrix, SparseRow};

impl TfidfVectorizer {
    /// The vectorizer that was fitted to some rows of a corpus, with the words of unlabelled articles among its terms: idf of
    /// these words counts those articles too. O(terms + non-zeros of the rows).
    pub(crate) fn widened(&self, corpus: &TokenisedCorpus, rows: &[usize], vectors: &WordVectors) -> (Self, ColumnMap) {
        let df = document_frequencies(corpus, rows);
        let (own, words, config) = (self.vocabulary(), vectors.words(), self.config());
        let highest = config.max_df * rows.len() as f64;
        let idf_of = Idf::new(rows.len() + vectors.articles(), config.idf_power);
        let mut columns = vec![u32::MAX; df.len()];
        let (mut terms, mut idf) = (Vec::new(), Vec::new());
        let (mut id, mut word, mut column) = (0, 0, 0);
        // Three lists in the order of their bytes: terms of the corpus, those of them that are columns, and words.
        while id < df.len() || word < words.len() {
            let of_corpus = (id < df.len()).then(|| corpus.terms().term(id));
            let of_vectors = (word < words.len()).then(|| words.term(word));
            let term = [of_corpus, of_vectors].into_iter().flatten().min().unwrap_or_default();
            let (in_corpus, in_vectors) = (of_corpus == Some(term), of_vectors == Some(term));
            let is_column = column < own.len() && own.term(column) == term;
            let labelled = if in_corpus { df[id] } else { 0 };
            let common = f64::from(labelled) > highest;
            if is_column || (in_vectors && !common) {
                if in_corpus {
                    columns[id] = terms.len() as u32;
                }
                terms.push(term);
                idf.push(match in_vectors {
                    true => idf_of.of(labelled + vectors.df[word]),
                    // In so few of those articles that they do not tell of it, or in none.
                    false if TermKind::of(term) == TermKind::Words => idf_of.of(labelled),
                    false => self.idf()[column],
                });
            }
            (id, word, column) = (id + usize::from(in_corpus), word + usize::from(in_vectors), column + usize::from(is_column));
        }
        let (terms, map) = (Vocabulary::from_sorted(terms), ColumnMap(columns));
        let mut vectorizer = Self::new(config.clone(), terms, idf.into(), self.average_length());
        if config.tf == TermFrequency::Bm25 {
            vectorizer.average_length = vectorizer.average_length_of(corpus, &map, rows);
        }
        (vectorizer, map)
    }
}

/// How many times the squared length of a row its part of unlabelled articles has, on average, where rows are few: between 1 and 4 times scores
/// differ by a point or less on corpora of three kinds (`benches/peers/README.md`).
const TIMES: f64 = 2.0;

/// Of n rows that part has this / n times their squared length where that is less than [`TIMES`]: the more rows, the more
/// they tell of their own words.
const FEW_ROWS: f64 = 1000.0;

/// How many times the squared length of a row its part of unlabelled articles has, of so many rows.
fn times(rows: usize) -> f64 {
    TIMES.min(FEW_ROWS / rows as f64)
}

/// The latent part of the rows of one vectorizer.
pub(crate) struct LatentPart<'a> {
    /// One after the other, of [`LATENT`] numbers.
    vectors: Cow<'a, [f32]>,
    /// For each column the place of its vector.
    places: Vec<Option<usize>>,
    /// How many times the squared length of a row it has, on average.
    times: f64,
    /// λ.
    scale: f64,
}

impl<'a> LatentPart<'a> {
    /// Columns of the part.
    pub const COLUMNS: usize = LATENT;

    /// That of so many rows whose columns are these terms, where unlabelled articles tell of words. O(terms).
    pub fn of_unlabelled(vectors: &'a WordVectors, terms: &Vocabulary, rows: usize) -> Self {
        let words = vectors.words();
        let mut others = (0..words.len()).map(|place| (place, words.term(place))).peekable();
        let place = |column: usize| {
            let term = terms.term(column);
            while others.next_if(|(_, word)| *word < term).is_some() {}
            others.next_if(|(_, word)| *word == term).map(|(place, _)| place)
        };
        let places = (0..terms.len()).map(place).collect();
        Self { vectors: vectors.all().into(), places, times: times(rows), scale: 1.0 }
    }

    /// That which rows tell of their own words, of those that [`FEWEST`] of them have, and no other row; so many `times` as long
    /// as they are. O(rounds × non-zeros × 100).
    pub fn of_rows(rows: &CsrMatrix, terms: &Vocabulary, times: f64) -> Self {
        let mut df = vec![0; rows.columns()];
        rows.iter().flat_map(|row| row.indices).for_each(|&column| df[column as usize] += 1);
        let told = |column: usize| df[column] >= FEWEST && TermKind::of(terms.term(column)) == TermKind::Words;
        let told: Vec<bool> = (0..rows.columns()).map(told).collect();
        let mut next = 0..;
        let places = told.iter().map(|&told| if told { next.next() } else { None }).collect();
        Self { vectors: vectors(&rows.select_columns(&told)).into(), places, times, scale: 1.0 }
    }

    /// Scales the parts of `rows` to their length; `seen` with them behind its rows. O(non-zeros × 100), rows in parallel.
    pub fn append(&mut self, rows: &CsrMatrix, seen: &CsrMatrix) -> CsrMatrix {
        let sums: Vec<[f64; LATENT]> = (0..rows.rows()).into_par_iter().map(|row| self.sum(rows.row(row))).collect();
        let own: f64 = rows.iter().map(|row| row.squared_norm()).sum();
        let latent: f64 = sums.iter().map(|sum| sum.iter().map(|v| v * v).sum::<f64>()).sum();
        self.scale = if latent > 0.0 { sqrt(self.times * own / latent) } else { 0.0 };
        let columns = seen.columns();
        let lengths: Vec<usize> = seen.iter().map(|row| row.indices.len() + LATENT).collect();
        CsrMatrix::filled(columns + LATENT, &lengths, |at, indices, values| {
            let latent = (columns as u32..).zip(sums[at].map(|value| (self.scale * value) as f32));
            let own = seen.row(at);
            let places = indices.iter_mut().zip(values);
            zip(places, own.pairs().chain(latent)).for_each(|((index, value), pair)| (*index, *value) = pair);
        })
    }

    /// vⱼ; none of a column of which nothing is told.
    fn vector(&self, column: usize) -> Option<&[f32]> {
        self.places[column].map(|place| &self.vectors[place * LATENT..][..LATENT])
    }

    /// Σ xⱼ vⱼ of a row.
    fn sum(&self, row: SparseRow<'_>) -> [f64; LATENT] {
        let mut sums = [0.0; LATENT];
        for (column, value) in row.pairs() {
            let Some(vector) = self.vector(column as usize) else { continue };
            sums.iter_mut().zip(vector).for_each(|(sum, &of_word)| *sum += f64::from(value) * f64::from(of_word));
        }
        sums
    }

    /// Adds to the weights of the columns, `width` each, what those of the latent part, `width` each too, are worth there.
    pub fn add_to(&self, weights: &mut [f32], latent: &[f32], width: usize) {
        for (column, weights) in weights.chunks_exact_mut(width).enumerate() {
            let Some(vector) = self.vector(column) else { continue };
            for (at, weight) in weights.iter_mut().enumerate() {
                let of_latent = latent[at..].iter().step_by(width);
                let sum: f64 = vector.iter().zip(of_latent).map(|(v, u)| f64::from(*v) * f64::from(*u)).sum();
                *weight = (f64::from(*weight) + self.scale * sum) as f32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Article;
    use crate::features::FeatureConfig;

    const UNLABELLED: [&str; 6] =
        ["steel tariff duty", "tariff duty import", "steel duty tariff", "match goal cup", "goal cup team", "match cup goal"];

    fn articles(texts: &[&str]) -> Vec<Article> {
        texts.iter().map(|text| Article::from_text("", *text)).collect()
    }

    fn config() -> FeatureConfig {
        FeatureConfig { ngrams: (1, 2), char_ngrams: None, min_df: 1, stemming: "none".into(), ..FeatureConfig::default() }
    }

    fn vectors() -> WordVectors {
        WordVectors::fit(articles(&UNLABELLED), &config()).expect("words")
    }

    #[test]
    fn words_of_unlabelled_articles_become_terms_and_count_in_the_idf_of_words() {
        let corpus = TokenisedCorpus::read(&articles(&["rain duty", "duty rain rain", "duty"]), &config());
        let (vectorizer, _) = TfidfVectorizer::fit(&corpus, &[0, 1]);
        let (widened, map) = vectorizer.widened(&corpus, &[0, 1], &vectors());
        let terms: Vec<&str> = (0..widened.vocabulary().len()).map(|column| widened.vocabulary().term(column)).collect();
        assert_eq!(terms, ["cup", "duty", "duty rain", "goal", "rain", "rain duty", "rain rain", "tariff"]);
        let idf = |term: &str| f64::from(widened.idf()[widened.column(term).expect(term) as usize]);
        // "duty" is in 2 of 2 and 3 of 6 articles, "cup" in none and 3, "rain" in 2 and none; of phrases the rows alone count.
        for (term, articles, df) in [("duty", 8.0f64, 5.0), ("cup", 8.0, 3.0), ("rain", 8.0, 2.0), ("rain duty", 2.0, 1.0)] {
            let expected = ((1.0 + articles) / (1.0 + df)).ln() + 1.0;
            assert!((idf(term) - expected).abs() < 1e-6, "{term}: {} and not {expected}", idf(term));
        }
        let row = widened.transform(&corpus, &map, &[2]);
        assert_eq!((row.row(0).indices, row.row(0).values), (&[1][..], &[1.0][..]));
    }

    #[test]
    fn the_latent_part_is_as_long_as_it_should_be_on_average() {
        let corpus = TokenisedCorpus::read(&articles(&["duty on steel", "goal and cup", "rain"]), &config());
        let (rows, vectors) = ([0, 1, 2], vectors());
        let (vectorizer, _) = TfidfVectorizer::fit(&corpus, &rows);
        let (vectorizer, map) = vectorizer.widened(&corpus, &rows, &vectors);
        let matrix = vectorizer.transform(&corpus, &map, &rows);
        let appended = LatentPart::of_unlabelled(&vectors, vectorizer.vocabulary(), 3).append(&matrix, &matrix);
        let squares = |matrix: &CsrMatrix| matrix.iter().map(|row| row.squared_norm()).sum::<f64>();
        assert!((squares(&appended) - 3.0 * squares(&matrix)).abs() < 1e-4);
    }

    #[test]
    fn the_part_of_unlabelled_articles_grows_shorter_where_rows_are_many() {
        assert_eq!([1, 500, 1000, 4000].map(times), [2.0, 2.0, 1.0, 0.25]);
    }

    #[test]
    fn rows_tell_of_the_words_that_three_of_them_have() {
        // "duty" and "steel" stand beside "tariff" and never together; "rain" is in two rows.
        let texts = [
            "tariff duty",
            "duty tariff",
            "tariff duty",
            "steel tariff",
            "tariff steel",
            "steel tariff",
            "rain",
            "rain goal",
            "goal",
            "goal",
        ];
        let (corpus, rows) = (TokenisedCorpus::read(&articles(&texts), &config()), Vec::from_iter(0..texts.len()));
        let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &rows);
        let matrix = vectorizer.transform(&corpus, &map, &rows);
        let latent = LatentPart::of_rows(&matrix, vectorizer.vocabulary(), 2.0);
        let vector = |term: &str| latent.vector(vectorizer.column(term).expect(term) as usize);
        let alike = |a: &str, b: &str| -> f32 { zip(vector(a).expect(a), vector(b).expect(b)).map(|(a, b)| a * b).sum() };
        assert!(alike("steel", "tariff") > 0.5 && alike("duty", "tariff") > 0.5);
        assert!(alike("goal", "tariff").abs() < 1e-3);
        assert_eq!((vector("rain"), vector("tariff duty")), (None, None));
    }

    proptest! {
        #[test]
        fn weights_of_the_latent_part_are_weights_of_words(
            words in prop::collection::vec(prop::sample::select(vec!["steel", "duty", "goal", "cup", "rain"]), 1..9),
            weights in prop::collection::vec(-1.0f32..1.0, 2 * LATENT),
        ) {
            let mut texts = vec![words.join(" ")];
            texts.extend(UNLABELLED.map(String::from));
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (corpus, rows, vectors) = (TokenisedCorpus::read(&articles(&texts), &config()), [0, 1, 2, 3, 4, 5, 6], vectors());
            let (vectorizer, _) = TfidfVectorizer::fit(&corpus, &rows);
            let (vectorizer, map) = vectorizer.widened(&corpus, &rows, &vectors);
            let (terms, matrix) = (vectorizer.vocabulary(), vectorizer.transform(&corpus, &map, &rows));
            for mut latent in [LatentPart::of_unlabelled(&vectors, terms, 7), LatentPart::of_rows(&matrix, terms, 2.0)] {
                let appended = latent.append(&matrix, &matrix);
                let mut of_words = vec![0.5; 2 * matrix.columns()];
                latent.add_to(&mut of_words, &weights, 2);
                prop_assert!(of_words.iter().any(|&weight| weight != 0.5));
                for label in 0..2 {
                    let of = |weights: &[f32], column: usize| f64::from(weights[2 * column + label]);
                    let both: Vec<f64> = (0..appended.columns())
                        .map(|column| column.checked_sub(matrix.columns()).map_or(0.5, |column| of(&weights, column)))
                        .collect();
                    let folded: Vec<f64> = (0..matrix.columns()).map(|column| of(&of_words, column)).collect();
                    for row in rows {
                        let (both, folded) = (appended.row(row).dot(&both), matrix.row(row).dot(&folded));
                        prop_assert!((both - folded).abs() < 1e-4, "{both} and {folded}");
                    }
                }
            }
        }
    }
}
