//! counts -> TF-IDF rows.
//!
//! tf: of the count, as [`TermFrequency`] says. idf: ln((1 + n) / (1 + df)) + 1; 1 of signals. The blocks of a row (words,
//! character n-grams, and with a claim or a mention those of `field`) are each L2-normalised, and those of `field` then
//! weighed. A row is the mean of those of its passages, where an article has several. As scikit-learn's `TfidfVectorizer`
//! with `smooth_idf`, where tf is the count or 1 + ln(count).

use std::ops::Range;
use std::sync::LazyLock;

use libm::{log, sqrt};
use rayon::prelude::*;

use super::field::{BLOCKS, Mark, length};
use super::idf::Idf;
use super::passage::mean;
use super::toward::Toward;
use super::{FeatureConfig, TermFrequency, TokenisedCorpus, Vocabulary, hashed_column};
use crate::buffer::Buffer;
use crate::sparse::{CsrMatrix, SparseRow};

/// A fitted vectorizer: which terms there are and how much each weighs.
///
/// ```
/// use standpoint::Article;
/// use standpoint::features::{FeatureConfig, TfidfVectorizer, TokenisedCorpus};
/// let articles = [Article::from_text("", "tariffs and tariffs"), Article::from_text("", "a tariff")];
/// let corpus = TokenisedCorpus::read(&articles, &FeatureConfig::default());
/// let (vectorizer, map) = TfidfVectorizer::fit(&corpus, &[0, 1]);
/// assert_eq!(vectorizer.vocabulary().term(0), "tariff");
/// assert_eq!(vectorizer.transform(&corpus, &map, &[0]).row(0).values, [1.0]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TfidfVectorizer {
    config: FeatureConfig,
    vocabulary: Vocabulary,
    idf: Buffer<f32>,
    /// The average length of the character part and of the word part of a row, as counts; of use to BM25.
    pub(super) average_length: [f64; 2],
    toward: Toward,
    /// The columns of the character n-grams.
    characters: Range<u32>,
    /// The runs of columns of one block, which follow each other.
    runs: Vec<Run>,
}

impl TfidfVectorizer {
    /// Of its parameters, its terms, the inverse document frequency of each (to its power), and the average length of
    /// the character and the word part of the rows it was fitted to.
    pub fn new(config: FeatureConfig, vocabulary: Vocabulary, idf: Buffer<f32>, average_length: [f64; 2]) -> Self {
        let characters = vocabulary.starting_with("#");
        let toward = Toward::of(&vocabulary);
        let runs = runs(&vocabulary, &characters, toward, &config);
        Self { config, vocabulary, idf, average_length, toward, characters, runs }
    }

    /// Learns terms and idf from some rows of a corpus; a row that is there twice counts twice, as in a bootstrap's resample.
    /// O(terms + non-zeros of the rows or of the others, whichever are fewer).
    pub fn fit(corpus: &TokenisedCorpus, rows: &[usize]) -> (Self, ColumnMap) {
        let n = rows.len() as f64;
        let highest = corpus.config.max_df * n;
        let df = document_frequencies(corpus, rows);
        let idf_of = Idf::new(rows.len(), corpus.config.idf_power);
        let mut columns = vec![u32::MAX; df.len()];
        let (mut kept, mut idf) = (Vec::new(), Vec::new());
        for (id, &df) in df.iter().enumerate() {
            if df as usize >= corpus.config.min_df && f64::from(df) <= highest {
                columns[id] = kept.len() as u32;
                kept.push(corpus.terms.term(id));
                idf.push(if is_signal(corpus.terms.term(id)) { 1.0 } else { idf_of.of(df) });
            }
        }
        let (vocabulary, map) = (Vocabulary::from_sorted(kept), ColumnMap(columns));
        let mut vectorizer = Self::new(corpus.config.clone(), vocabulary, idf.into(), [1.0; 2]);
        if corpus.config.tf == TermFrequency::Bm25 {
            vectorizer.average_length = vectorizer.average_length_of(corpus, &map, rows);
        }
        (vectorizer, map)
    }

    /// The same with some of its columns alone, rising; their idf stays, and rows are normalised over them.
    pub fn keep(&self, corpus: &TokenisedCorpus, map: &ColumnMap, rows: &[usize], kept: &[u32]) -> (Self, ColumnMap) {
        let mut new = vec![u32::MAX; self.vocabulary.len()];
        kept.iter().zip(0..).for_each(|(&column, at)| new[column as usize] = at);
        let columns = map.0.iter().map(|&column| new.get(column as usize).copied().unwrap_or(u32::MAX));
        let map = ColumnMap(columns.collect());
        let vocabulary = Vocabulary::from_sorted(kept.iter().map(|&column| self.vocabulary.term(column as usize)));
        let idf: Vec<f32> = kept.iter().map(|&column| self.idf[column as usize]).collect();
        let mut vectorizer = Self::new(self.config.clone(), vocabulary, idf.into(), self.average_length);
        if self.config.tf == TermFrequency::Bm25 {
            vectorizer.average_length = vectorizer.average_length_of(corpus, &map, rows);
        }
        (vectorizer, map)
    }

    /// The average length of the parts of some rows' passages; 1 of a part that none of them has. Counts are summed exactly.
    pub(super) fn average_length_of(&self, corpus: &TokenisedCorpus, map: &ColumnMap, rows: &[usize]) -> [f64; 2] {
        let mut sums = [0.0; 2];
        let mut passages = 0;
        for passage in rows.iter().flat_map(|&row| corpus.passages(row)) {
            passages += 1;
            for (id, count) in passage.pairs() {
                let column = map.0[id as usize];
                if column != u32::MAX {
                    sums[self.part(column)] += f64::from(count);
                }
            }
        }
        sums.map(|sum| if sum > 0.0 { sum / f64::from(passages) } else { 1.0 })
    }

    /// 0 of a character n-gram, 1 of a word.
    fn part(&self, column: u32) -> usize {
        usize::from(!self.characters.contains(&column))
    }

    /// Whether all of its columns are in one block.
    pub(super) fn is_one_block(&self) -> bool {
        self.runs.len() == 1 && self.config.hash_bits.is_none()
    }

    /// The rows of a corpus as TF-IDF, through the map that [`TfidfVectorizer::fit`] gave. Rows in parallel.
    pub fn transform(&self, corpus: &TokenisedCorpus, map: &ColumnMap, rows: &[usize]) -> CsrMatrix {
        // All terms of all rows: their places are those of the counts.
        let unmoved = || map.0.len() == self.vocabulary.len() && map.0.iter().zip(0..).all(|(&column, id)| column == id);
        if let Some(counts) = corpus.whole(rows).filter(|_| unmoved()) {
            return counts.refilled(|row, values| {
                let mut features: Vec<(u32, f32)> = counts.row(row).pairs().collect();
                self.weigh(&mut features);
                values.iter_mut().zip(features).for_each(|(value, (_, weight))| *value = weight);
            });
        }
        let column = |id: u32| map.column(id);
        let lengths = rows.par_iter().map(|&row| corpus.distinct(row).iter().filter_map(|&id| column(id)).count());
        let fill = |at: usize, indices: &mut [u32], values: &mut [f32]| {
            let weighed = |passage: SparseRow<'_>| {
                let known = passage.pairs().filter_map(|(id, count)| Some((column(id)?, count)));
                let mut features: Vec<(u32, f32)> = known.collect();
                self.weigh(&mut features);
                features
            };
            let features = mean(corpus.passages(rows[at]).map(weighed).collect());
            for ((index, value), feature) in indices.iter_mut().zip(values).zip(features) {
                (*index, *value) = feature;
            }
        };
        CsrMatrix::filled(self.vocabulary.len(), &lengths.collect::<Vec<_>>(), fill)
    }

    /// The share of each row's words that it knows, as [`TermReader::known_words`](super::TermReader::known_words).
    pub(crate) fn known_words(&self, corpus: &TokenisedCorpus, map: &ColumnMap, rows: &[usize]) -> Vec<Option<f64>> {
        rows.par_iter().map(|&row| corpus.known_words(row, |id| map.column(id).is_some())).collect()
    }

    /// Turns the weighted counts of a passage, (column, count) with columns rising, into TF-IDF.
    pub fn weigh(&self, row: &mut [(u32, f32)]) {
        let idf = &*self.idf;
        self.weigh_with(row, |column| idf[column as usize]);
    }

    /// The same with another idf.
    pub(super) fn weigh_with(&self, row: &mut [(u32, f32)], idf: impl Fn(u32) -> f32) {
        let mut lengths = [0.0; 2];
        if self.config.tf == TermFrequency::Bm25 {
            row.iter().for_each(|&(column, count)| lengths[self.part(column)] += f64::from(count));
        }
        let saturation = [0, 1].map(|part| K * (1.0 - B + B * lengths[part] / self.average_length[part]));
        match self.config.tf {
            TermFrequency::Binary => self.weigh_by(row, idf, |_, _| 1.0),
            TermFrequency::Raw => self.weigh_by(row, idf, |count, _| f64::from(count)),
            TermFrequency::Sublinear => {
                let small = &*SMALL;
                self.weigh_by(row, idf, |count, _| 1.0 + ln(count, small));
            }
            TermFrequency::Bm25 => self.weigh_by(row, idf, |count, part| {
                let count = f64::from(count);
                count * (K + 1.0) / (count + saturation[part])
            }),
        }
    }

    /// The same, where `tf` is what becomes of a count in a part.
    fn weigh_by(&self, row: &mut [(u32, f32)], idf: impl Fn(u32) -> f32, tf: impl Fn(f32, usize) -> f64) {
        let mut norms = [0.0; BLOCKS];
        let mut start = 0;
        let mut weigh = |row: &mut [(u32, f32)], block: usize| {
            for row in row.chunks_mut(64) {
                // The memory is asked for all of them before any is waited for.
                let mut weights = [0.0; 64];
                weights.iter_mut().zip(&*row).for_each(|(weight, &(column, _))| *weight = idf(column));
                for ((_, value), weight) in row.iter_mut().zip(weights) {
                    *value = (tf(*value, block.min(1)) * f64::from(weight)) as f32;
                    norms[block] += f64::from(*value) * f64::from(*value);
                }
            }
        };
        let mut ends = [0; MOST_RUNS];
        for (end, run) in ends.iter_mut().zip(&self.runs) {
            *end = start + row[start..].partition_point(|&(column, _)| column < run.end);
            weigh(&mut row[start..*end], run.block);
            start = *end;
        }
        let norms = norms.map(sqrt);
        start = 0;
        for (end, run) in ends.into_iter().zip(&self.runs) {
            let norm = norms[run.block] / run.length;
            row[start..end].iter_mut().for_each(|(_, value)| *value = (f64::from(*value) / norm) as f32);
            start = end;
        }
    }

    /// The average length of the character part and of the word part of the rows it was fitted to.
    pub fn average_length(&self) -> [f64; 2] {
        self.average_length
    }

    /// The column of a term, where it has one.
    pub fn column(&self, term: &str) -> Option<u32> {
        match self.config.hash_bits {
            Some(bits) => Some(hashed_column(term, bits)).filter(|&column| self.idf[column as usize] > 0.0),
            None => self.vocabulary.find(term),
        }
    }

    /// Number of columns: terms, or what they are hashed to.
    pub fn columns(&self) -> usize {
        self.config.hash_bits.map_or(self.vocabulary.len(), |bits| 1 << bits)
    }

    /// The parameters it was fitted with.
    pub fn config(&self) -> &FeatureConfig {
        &self.config
    }

    /// What the stance is toward, where that is no named target.
    pub fn toward(&self) -> Toward {
        self.toward
    }

    /// Its parameters, those that did nothing to its terms at their defaults: of signals where no row has a claim or a
    /// mention, of passages where rows have one, of hashtags where rows have a claim.
    ///
    /// ```
    /// use standpoint::Article;
    /// use standpoint::features::{FeatureConfig, Telling, TfidfVectorizer, TokenisedCorpus};
    /// let config = FeatureConfig { negation: Telling::LeaveOut, min_df: 1, ..FeatureConfig::default() };
    /// let corpus = TokenisedCorpus::read(&[Article::from_text("", "No tariff")], &config);
    /// let (vectorizer, _) = TfidfVectorizer::fit(&corpus, &[0]);
    /// assert_eq!(vectorizer.acting().negation, Telling::Tell);
    /// ```
    pub fn acting(&self) -> FeatureConfig {
        let mut config = self.config.clone();
        let default = FeatureConfig::default();
        if self.toward.name().is_none() {
            (config.negation, config.reporting) = (default.negation, default.reporting);
        } else {
            config.passage_words = default.passage_words;
        }
        if self.toward.claims {
            config.hashtags = default.hashtags;
            // Words of the text itself are then those of titles alone.
            let words = |column: &u32| !self.vocabulary.term(*column as usize).starts_with(['#', '<']);
            if !(0..self.vocabulary.len() as u32).any(|column| words(&column)) {
                config.word_weight = default.word_weight;
            }
        }
        config
    }

    /// Its terms.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The inverse document frequency of each term; of a hashed column that no article had, 0.
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }
}

/// Whether a term is a signal.
fn is_signal(term: &str) -> bool {
    Mark::ALL.iter().any(|mark| mark.is_signal() && term.starts_with(mark.text()))
}

/// Runs at most: words before, among and after the marked terms and the character n-grams, and one for each mark.
const MOST_RUNS: usize = Mark::ALL.len() + 4;

/// Columns of one block.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    /// One past its last column.
    end: u32,
    block: usize,
    /// Of its block in every row.
    length: f64,
}

/// The runs of columns of one block.
fn runs(vocabulary: &Vocabulary, characters: &Range<u32>, toward: Toward, config: &FeatureConfig) -> Vec<Run> {
    let (words, lead) = (Mark::None.block(), Mark::Lead.block());
    let mut ranges = vec![(characters.clone(), 0)];
    let marked = Mark::ALL.into_iter().filter(|mark| !mark.text().is_empty());
    ranges.extend(marked.map(|mark| (vocabulary.starting_with(mark.text()), mark.block())));
    let (mut runs, mut at) = (Vec::new(), 0);
    for (range, block) in ranges.into_iter().filter(|(range, _)| !range.is_empty()) {
        if range.start > at {
            runs.push((range.start, words));
        }
        at = range.end;
        runs.push((at, block));
    }
    runs.push((u32::MAX, words));
    let plain = runs.iter().all(|&(_, block)| block <= words || (block == lead && toward.name().is_none()));
    let run = |(end, block): (u32, usize)| {
        let times = if block == words { f64::from(config.word_weight) } else { 1.0 };
        let length = match plain {
            true if block == lead => f64::from(config.lead_weight),
            true => 1.0,
            false => length(block, toward.mentions),
        };
        Run { end, block, length: times * length }
    };
    runs.into_iter().map(run).collect()
}

/// How many of the rows each term of a corpus is in; a row that is drawn twice counts twice.
pub(super) fn document_frequencies(corpus: &TokenisedCorpus, rows: &[usize]) -> Vec<u32> {
    let all = corpus.articles();
    if rows.len() <= all / 2 {
        let mut df = vec![0; corpus.df.len()];
        for &row in rows {
            corpus.distinct(row).iter().for_each(|&id| df[id as usize] += 1);
        }
        return df;
    }
    let mut times = vec![0u32; all];
    rows.iter().for_each(|&row| times[row] += 1);
    let mut df = corpus.df.clone();
    for (row, &times) in times.iter().enumerate().filter(|(_, times)| **times != 1) {
        // Once is in already.
        corpus.distinct(row).iter().for_each(|&id| df[id as usize] = df[id as usize] + times - 1);
    }
    df
}

/// The logarithms of small whole numbers.
static SMALL: LazyLock<[f64; 64]> = LazyLock::new(|| std::array::from_fn(|count| log(count as f64)));

/// The natural logarithm; most counts are small whole numbers.
fn ln(count: f32, small: &[f64; 64]) -> f64 {
    let whole = count as usize;
    if whole < small.len() && whole as f32 == count { small[whole] } else { log(f64::from(count)) }
}

/// BM25's k: how soon more of the same counts no more.
const K: f64 = 1.2;
/// BM25's b: how far a long text counts less.
const B: f64 = 0.75;

/// The column of each of a corpus's terms in one fitted vectorizer.
pub struct ColumnMap(pub(super) Vec<u32>);

impl ColumnMap {
    /// The column of a term; none where it has none.
    pub(super) fn column(&self, id: u32) -> Option<u32> {
        Some(self.0[id as usize]).filter(|&column| column != u32::MAX)
    }
}

#[cfg(test)]
#[path = "tfidf_tests.rs"]
mod tests;
