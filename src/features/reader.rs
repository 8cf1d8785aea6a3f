//! Article -> the row of its known terms, for a vectorizer that is fitted.
//!
//! The first articles, or the only one, are read by binary search in the sorted vocabulary: the terms that begin with the
//! same words are a range of columns. Where more text comes than is worth that, the vocabulary is made into a `Trie`,
//! once for all threads. What a reader learns of a word it keeps by the word's number.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::field::{Mark, Part, parts};
use super::ngram::characters;
use super::passage::{mean, sum};
use super::tally::Tally;
use super::trie::{NONE, Slot, Trie};
use super::{TfidfVectorizer, hashed_column};
use crate::article::Article;
use crate::lexicon::Lexicon;
use crate::tokenize::Analyzer;

/// The trie of a vocabulary, once some reader has read enough to make it. Readers of the same vectorizer share it.
#[derive(Clone, Default)]
pub(crate) struct SharedTrie(Arc<OnceLock<Option<Trie>>>);

/// Scratch memory with which one thread reads articles for one vectorizer.
///
/// ```
/// use standpoint::Article;
/// use standpoint::features::{FeatureConfig, TermReader, TfidfVectorizer, TokenisedCorpus};
/// let articles = [Article::from_text("", "tariffs and tariffs"), Article::from_text("", "a tariff")];
/// let corpus = TokenisedCorpus::read(&articles, &FeatureConfig::default());
/// let (vectorizer, _) = TfidfVectorizer::fit(&corpus, &[0, 1]);
/// let mut reader = TermReader::new(&vectorizer);
/// assert_eq!(reader.row(&vectorizer, &Article::from_text("", "No tariff is known")), [(0, 1.0)]);
/// ```
pub struct TermReader {
    pub(crate) analyzer: Analyzer,
    pub(crate) lexicon: Lexicon,
    shared: SharedTrie,
    /// Bytes read so far.
    read: usize,
    /// Whether `words` and `heads` are those of the trie.
    in_trie: bool,
    /// The trie's number of each word, by the word's number.
    words: Vec<u32>,
    /// Behind each mark, what begins with each word, by the word's number.
    heads: [Vec<Head>; Mark::ALL.len()],
    /// The columns of the character n-grams of words, a word after the other.
    pieces: Vec<u32>,
    /// The numbers of a part's words.
    numbers: Vec<u32>,
    /// What stands where each pair of a part would.
    pairs: Vec<Slot>,
    tally: Tally,
    /// How often the words of the article count that are known, and all of them; those behind a mark left out.
    known: [f64; 2],
}

/// A word that terms begin with.
#[derive(Clone)]
struct Head {
    /// The column of the word itself, or [`NONE`].
    column: u32,
    /// Where the terms are that go on: nodes of the trie, or else columns.
    longer: Range<u32>,
    /// Its character n-grams among the reader's `pieces`; of a word not met yet, [`UNMET`].
    pieces: Range<u32>,
}

const UNMET: Range<u32> = NONE..NONE;

/// Bytes of the vocabulary for one of an article: when so much was read, the search has cost what a trie does.
const SHARE: usize = 16;

impl TermReader {
    /// A reader that has met no word yet.
    pub fn new(vectorizer: &TfidfVectorizer) -> Self {
        Self::sharing(vectorizer, SharedTrie::default())
    }

    /// A reader that shares the trie of its vectorizer with others.
    pub(crate) fn sharing(vectorizer: &TfidfVectorizer, shared: SharedTrie) -> Self {
        Self {
            analyzer: vectorizer.config().analyzer(),
            lexicon: Lexicon::default(),
            shared,
            read: 0,
            in_trie: false,
            words: Vec::new(),
            heads: Default::default(),
            pieces: Vec::new(),
            numbers: Vec::new(),
            pairs: Vec::new(),
            tally: Tally::default(),
            known: [0.0; 2],
        }
    }

    /// The TF-IDF row of an article: (column, value), columns rising. O(text × n-gram lengths).
    pub fn row(&mut self, vectorizer: &TfidfVectorizer, article: &Article) -> Vec<(u32, f32)> {
        mean(self.passages(vectorizer, article))
    }

    /// The TF-IDF rows of its passages, whose mean is its row.
    pub fn passages(&mut self, vectorizer: &TfidfVectorizer, article: &Article) -> Vec<Vec<(u32, f32)>> {
        let mut rows = self.read(vectorizer, article);
        for row in &mut rows {
            if vectorizer.config().hash_bits.is_some() {
                let idf = vectorizer.idf();
                row.retain(|&(column, _)| idf[column as usize] > 0.0);
            }
            vectorizer.weigh(row);
        }
        rows
    }

    /// The weighted counts of its terms: (column, count), columns rising.
    pub fn counts(&mut self, vectorizer: &TfidfVectorizer, article: &Article) -> Vec<(u32, f32)> {
        sum(self.read(vectorizer, article))
    }

    /// The weighted counts of the terms of each passage.
    fn read(&mut self, vectorizer: &TfidfVectorizer, article: &Article) -> Vec<Vec<(u32, f32)>> {
        if self.analyzer.is_full() {
            *self = Self { read: self.read, ..Self::sharing(vectorizer, self.shared.clone()) };
        }
        self.tally.clear();
        self.known = [0.0; 2];
        let mut lexicon = std::mem::take(&mut self.lexicon);
        if let Some(bits) = vectorizer.config().hash_bits {
            parts(article, vectorizer.config(), &mut lexicon, |part| self.hash(vectorizer, bits, &part));
            self.lexicon = lexicon;
            return vec![self.tally.row()];
        }
        let mut rows = Vec::new();
        let shared = self.shared.clone();
        let trie = self.trie(&shared, vectorizer);
        self.read = self.read.saturating_add(article.title.len() + article.body.len());
        parts(article, vectorizer.config(), &mut lexicon, |part| {
            if part.passage > rows.len() {
                rows.push(self.tally.row());
                self.tally.clear();
            }
            self.numbers.clear();
            part.numbers(vectorizer.config(), &mut self.analyzer, &mut self.numbers);
            self.take_words(vectorizer, trie, &part);
            match trie {
                Some(trie) => self.find(vectorizer, trie, &part),
                None => self.search(vectorizer, &part),
            }
        });
        self.lexicon = lexicon;
        rows.push(self.tally.row());
        rows
    }

    /// The share of the words of the article read last that are terms, each as often as it counts, 0 to 1; none where
    /// single words are no terms, or terms are hashed.
    pub fn known_words(&self) -> Option<f64> {
        let [known, all] = self.known;
        (all > 0.0).then(|| known / all)
    }

    /// Takes the terms of a part by their hashes.
    fn hash(&mut self, vectorizer: &TfidfVectorizer, bits: u8, part: &Part<'_>) {
        let (shortest, longest) = part.mark.ngrams(vectorizer.config());
        let char_ngrams = vectorizer.config().char_ngrams.filter(|_| part.mark.has_characters(vectorizer.config()));
        let Self { analyzer, numbers, tally, .. } = self;
        numbers.clear();
        part.numbers(vectorizer.config(), analyzer, numbers);
        let mark = part.mark.text();
        let mut term = String::new();
        for start in 0..numbers.len() {
            term.clear();
            term.push_str(mark);
            for (length, &number) in numbers[start..].iter().take(longest).enumerate() {
                if length > 0 {
                    term.push(' ');
                }
                term.push_str(analyzer.text(number));
                if length + 1 >= shortest && !term.is_empty() {
                    tally.add(hashed_column(&term, bits), part.weight);
                }
            }
            if let Some(range) = char_ngrams {
                characters(analyzer.text(numbers[start]), range, |piece| {
                    term.clear();
                    term.push_str(mark);
                    term.push_str(piece);
                    tally.add(hashed_column(&term, bits), part.weight);
                });
            }
        }
    }

    /// The trie, where it is there or it is time to make it.
    fn trie<'a>(&mut self, shared: &'a SharedTrie, vectorizer: &TfidfVectorizer) -> Option<&'a Trie> {
        let vocabulary = vectorizer.vocabulary();
        let trie = if self.read > vocabulary.parts().0.len() / SHARE {
            shared.0.get_or_init(|| Trie::new(vocabulary)).as_ref()
        } else {
            shared.0.get()?.as_ref()
        };
        if trie.is_some() != self.in_trie {
            self.in_trie = trie.is_some();
            self.words.clear();
            self.heads.iter_mut().for_each(Vec::clear);
            self.pieces.clear();
        }
        trie
    }

    /// Takes the known terms of a part through the trie.
    fn find(&mut self, vectorizer: &TfidfVectorizer, trie: &Trie, part: &Part<'_>) {
        let (shortest, longest) = part.mark.ngrams(vectorizer.config());
        let (heads, words, weight) = (&self.heads[part.mark as usize], &self.words, part.weight);
        if longest == 1 {
            return;
        }
        // The memory is asked for all pairs before any is waited for.
        self.pairs.clear();
        self.pairs
            .extend(self.numbers.windows(2).map(|pair| trie.first(&heads[pair[0] as usize].longer, words[pair[1] as usize], 1)));
        for (at, &first) in self.pairs.iter().enumerate() {
            let numbers = &self.numbers[at..];
            let mut found = trie.child(&heads[numbers[0] as usize].longer, words[numbers[1] as usize], 1, first);
            let mut length = 2;
            while let Some(node) = found {
                let column = trie.column(node);
                if length >= shortest && column != NONE {
                    self.tally.add(column, weight);
                }
                if length == longest || length == numbers.len() {
                    break;
                }
                let (below, word) = (trie.below(node), words[numbers[length] as usize]);
                found = trie.child(&below, word, length, trie.first(&below, word, length));
                length += 1;
            }
        }
    }

    /// Takes them by binary search.
    fn search(&mut self, vectorizer: &TfidfVectorizer, part: &Part<'_>) {
        let (shortest, longest) = part.mark.ngrams(vectorizer.config());
        let vocabulary = vectorizer.vocabulary();
        let mut term = String::new();
        for start in 0..self.numbers.len() {
            let numbers = &self.numbers[start..];
            let mut longer = self.heads[part.mark as usize][numbers[0] as usize].longer.clone();
            term.clear();
            term.push_str(part.mark.text());
            for length in 2..=longest.min(numbers.len()) {
                if longer.is_empty() {
                    break;
                }
                term.push_str(self.analyzer.text(numbers[length - 2]));
                term.push(' ');
                let before = term.len();
                term.push_str(self.analyzer.text(numbers[length - 1]));
                if let Some(column) = vocabulary.find_within(longer.clone(), &term).filter(|_| length >= shortest) {
                    self.tally.add(column, part.weight);
                }
                if length < longest {
                    term.push(' ');
                    longer = vocabulary.starting_within(longer, &term);
                    term.truncate(before);
                }
            }
        }
    }

    /// Takes the words of a part and their character n-grams, and learns of each new word what begins with it.
    fn take_words(&mut self, vectorizer: &TfidfVectorizer, trie: Option<&Trie>, part: &Part<'_>) {
        let mark = part.mark as usize;
        if let Some(trie) = trie {
            let new = self.words.len() as u32..self.analyzer.numbers() as u32;
            self.words.extend(new.map(|number| trie.word(self.analyzer.text(number))));
        }
        self.heads[mark].resize(self.analyzer.numbers(), Head { column: NONE, longer: 0..0, pieces: UNMET });
        let single = part.mark.ngrams(vectorizer.config()).0 == 1;
        let mut known = 0u32;
        for at in 0..self.numbers.len() {
            let number = self.numbers[at];
            if self.heads[mark][number as usize].pieces == UNMET {
                self.heads[mark][number as usize] = self.head(vectorizer, trie, part.mark, number);
            }
            let head = &self.heads[mark][number as usize];
            if single && head.column != NONE {
                self.tally.add(head.column, part.weight);
                known += 1;
            }
            if !head.pieces.is_empty() {
                let pieces = &self.pieces[head.pieces.start as usize..head.pieces.end as usize];
                self.tally.extend(pieces, part.weight);
            }
        }
        if single && part.mark == Mark::None {
            self.known[0] += f64::from(part.weight) * f64::from(known);
            self.known[1] += f64::from(part.weight) * self.numbers.len() as f64;
        }
    }

    /// What begins with a word behind a mark.
    fn head(&mut self, vectorizer: &TfidfVectorizer, trie: Option<&Trie>, mark: Mark, number: u32) -> Head {
        let vocabulary = vectorizer.vocabulary();
        let mut term = mark.text().to_owned();
        let marked = term.len();
        term.push_str(self.analyzer.text(number));
        let first = self.pieces.len() as u32;
        if let Some(range) = vectorizer.config().char_ngrams.filter(|_| mark.has_characters(vectorizer.config())) {
            let mut piece = term[..marked].to_owned();
            characters(&term[marked..], range, |characters| {
                piece.truncate(marked);
                piece.push_str(characters);
                self.pieces.extend(vocabulary.find(&piece));
            });
        }
        let pieces = first..self.pieces.len() as u32;
        let (column, longer) = match trie {
            Some(trie) if mark == Mark::None => trie.root(self.words[number as usize]),
            Some(trie) => trie.root(trie.word(&term)),
            None => {
                let column = vocabulary.find(&term).unwrap_or(NONE);
                (column, vocabulary.starting_with(&format!("{term} ")))
            }
        };
        Head { column: if term.is_empty() { NONE } else { column }, longer, pieces }
    }
}
