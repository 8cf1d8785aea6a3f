//! Article -> the row of its known terms, for a vectorizer that is fitted.
//!
//! The first articles, or the only one, are read by binary search in the sorted vocabulary: the terms that begin with the
//! same words are a range of columns. Where more text comes than is worth that, the vocabulary is made into a `Trie`, once
//! for all threads: at the start where so much is expected, else by the first of them while the others go on. What a
//! reader learns of a word it keeps by the word's number, and of words that come often by how they are written.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::field::{Mark, Part, parts};
use super::known::{Known, KnownWords};
use super::ngram::characters;
use super::passage::{mean, sum};
use super::side_by_side::SideBySide;
use super::tally::Tally;
use super::trie::{NONE, Slot, Trie};
use super::{TfidfVectorizer, hashed_column};
use crate::article::Article;
use crate::lexicon::Lexicon;
use crate::tokenize::{Analyzer, Token};

mod by_trie;

/// The trie of a vocabulary, once some reader has read enough to make it. Readers of the same vectorizer share it.
#[derive(Clone, Default)]
pub(crate) struct SharedTrie(Arc<Making>);

#[derive(Default)]
struct Making {
    begun: AtomicBool,
    trie: OnceLock<Option<Trie>>,
    side_by_side: OnceLock<SideBySide>,
}

/// Bytes of the vocabulary for one to come with which the trie is made before any is read: a page may be mostly markup.
const EXPECTED_SHARE: usize = 4;

impl SharedTrie {
    /// Makes the trie at once, on all threads, where so many bytes are to be read that it is worth it. Where the rows are for
    /// one classifier and nobody else, its weights (\[column\]\[label\], flat) are laid beside what the rows are made with.
    pub fn expect(&self, bytes: u64, vectorizer: &TfidfVectorizer, weights: Option<&[f32]>) {
        let vocabulary = vectorizer.vocabulary();
        if vectorizer.config().hash_bits.is_none() && bytes > (vocabulary.parts().0.len() / EXPECTED_SHARE) as u64 {
            let laid = || weights.and_then(|weights| SideBySide::new(vectorizer.idf(), weights));
            let (_, laid) = rayon::join(|| self.make(vectorizer), laid);
            laid.map(|laid| self.0.side_by_side.set(laid));
        }
    }

    /// Idf and weights side by side, where they are.
    pub fn side_by_side(&self) -> Option<&SideBySide> {
        self.0.side_by_side.get()
    }

    /// The trie, made where nobody has begun to.
    fn make(&self, vectorizer: &TfidfVectorizer) -> Option<&Trie> {
        if let Some(made) = self.0.trie.get() {
            return made.as_ref();
        }
        if self.0.begun.swap(true, Ordering::Relaxed) {
            return None;
        }
        self.0.trie.get_or_init(|| Trie::new(vectorizer.vocabulary(), vectorizer.idf())).as_ref()
    }
}

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
    /// Whether `heads` are those of the trie.
    in_trie: bool,
    /// Behind each mark, what begins with each word, by the word's number.
    heads: [Vec<Head>; Mark::ALL.len()],
    /// The columns of the character n-grams of words, a word after the other.
    pieces: Vec<u32>,
    /// The numbers of a part's words.
    numbers: Vec<u32>,
    /// Where a part's words are, and what the trie knows of them.
    places: Vec<Token>,
    known: Vec<Known>,
    known_words: KnownWords,
    /// Those of them that are not among the known words, with their terms, and what a glance at the trie tells of these.
    new: Vec<(u32, u128)>,
    glanced: Vec<Known>,
    /// Where a table is to be read for each word or pair.
    slots: Vec<u32>,
    /// Those that may go on with the next, what stands where the pair would, and the nodes of those that do.
    pairs: Vec<u32>,
    firsts: Vec<Slot>,
    found: Vec<(u32, u32)>,
    tally: Tally,
    /// How often the words of the article count that are terms, and all of them; those behind a mark left out.
    shares: [f64; 2],
}

/// A word that terms begin with.
#[derive(Clone)]
struct Head {
    /// The column of the word itself, or [`NONE`].
    column: u32,
    /// Where the terms are that go on: nodes of the trie, or else columns.
    longer: Range<u32>,
    /// Its character n-grams among the reader's `pieces`; of a word not met yet, [`NO_PIECES`].
    pieces: Range<u32>,
}

const NO_PIECES: Range<u32> = NONE..NONE;

/// Bytes of the vocabulary for one of an article: when so much was read, the search has cost what a trie does.
const SHARE: usize = 64;

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
            heads: Default::default(),
            pieces: Vec::new(),
            numbers: Vec::new(),
            places: Vec::new(),
            known: Vec::new(),
            known_words: KnownWords::default(),
            new: Vec::new(),
            glanced: Vec::new(),
            slots: Vec::new(),
            pairs: Vec::new(),
            firsts: Vec::new(),
            found: Vec::new(),
            tally: Tally::default(),
            shares: [0.0; 2],
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
            match self.shared.side_by_side() {
                Some(columns) => vectorizer.weigh_with(row, |column| columns.idf(column)),
                None => vectorizer.weigh(row),
            }
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
        self.shares = [0.0; 2];
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
        let [known, all] = self.shares;
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
        let enough = self.read > vocabulary.parts().0.len() / SHARE;
        let trie = if enough { shared.make(vectorizer) } else { shared.0.trie.get()?.as_ref() };
        if trie.is_some() != self.in_trie {
            self.in_trie = trie.is_some();
            self.heads.iter_mut().for_each(Vec::clear);
            self.pieces.clear();
            self.known_words.clear();
        }
        trie
    }

    /// Counts the words of a part, of which some are terms.
    fn count(&mut self, vectorizer: &TfidfVectorizer, part: &Part<'_>, terms: usize, words: usize) {
        if part.mark == Mark::None && part.mark.ngrams(vectorizer.config()).0 == 1 {
            self.shares[0] += f64::from(part.weight) * terms as f64;
            self.shares[1] += f64::from(part.weight) * words as f64;
        }
    }

    /// Takes them by binary search.
    fn search(&mut self, vectorizer: &TfidfVectorizer, part: &Part<'_>) {
        self.numbers.clear();
        part.numbers(vectorizer.config(), &mut self.analyzer, &mut self.numbers);
        self.take_words(vectorizer, part);
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

    /// Takes the words of a part and their character n-grams.
    fn take_words(&mut self, vectorizer: &TfidfVectorizer, part: &Part<'_>) {
        let single = part.mark.ngrams(vectorizer.config()).0 == 1;
        let mut terms = 0;
        for at in 0..self.numbers.len() {
            let Head { column, pieces, .. } = self.meet(vectorizer, None, part.mark, self.numbers[at]);
            if single && column != NONE {
                self.tally.add(column, part.weight);
                terms += 1;
            }
            self.tally.add_all(self.pieces[pieces.start as usize..pieces.end as usize].iter().copied(), part.weight);
        }
        self.count(vectorizer, part, terms, self.numbers.len());
    }

    /// What begins with a word behind a mark, learned where it is new.
    fn meet(&mut self, vectorizer: &TfidfVectorizer, trie: Option<&Trie>, mark: Mark, number: u32) -> Head {
        let (of_mark, at) = (mark as usize, number as usize);
        if self.heads[of_mark].len() <= at {
            self.heads[of_mark].resize(self.analyzer.numbers(), Head { column: NONE, longer: 0..0, pieces: NO_PIECES });
        }
        if self.heads[of_mark][at].pieces == NO_PIECES {
            self.heads[of_mark][at] = self.head(vectorizer, trie, mark, number);
        }
        self.heads[of_mark][at].clone()
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
            Some(trie) => {
                let known = trie.known(&term);
                (trie.column_of(&known), known.below..known.end)
            }
            None => {
                let column = vocabulary.find(&term).unwrap_or(NONE);
                (column, vocabulary.starting_with(&format!("{term} ")))
            }
        };
        Head { column: if term.is_empty() { NONE } else { column }, longer, pieces }
    }
}
