//! Article -> the row of its known terms, for a vectorizer that is fitted.
//!
//! The sorted vocabulary is a trie whose nodes are runs of columns: those of the terms that begin with the same words.
//! A reader keeps the nodes it has met by the numbers of their words, so that no term is made into a string. The
//! first few words asked for after a node are looked up in the vocabulary by binary search, which is enough for a
//! page; after that the node gets all its children at once, and what is not among them is no term.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::field::{Mark, parts};
use super::ngram::characters;
use super::{TfidfVectorizer, Vocabulary};
use crate::article::Article;
use crate::tokenize::{Analyzer, tokens};

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
    /// The node of each word behind each mark, by the word's number; [`NONE`] where it was not asked for.
    roots: [Vec<u32>; Mark::ALL.len()],
    nodes: Vec<Node>,
    /// (node, number of the next word) -> node; only of nodes that were asked for.
    children: FxHashMap<(u32, u32), u32>,
    /// The columns of the character n-grams of words, a word after the other.
    pieces: Vec<u32>,
    /// The numbers of a part's words.
    numbers: Vec<u32>,
    row: Vec<(u32, f32)>,
}

/// Words of a term, from its first.
#[derive(Debug, Clone)]
struct Node {
    /// The column of the term of these words, or [`NONE`].
    column: u32,
    /// The columns of the terms that go on.
    longer: Range<u32>,
    /// How often a child was looked up; [`ALL`] where all are there.
    asked: u32,
    /// Of a root: its character n-grams among the reader's `pieces`.
    pieces: Range<u32>,
}

const NONE: u32 = u32::MAX;
const ALL: u32 = u32::MAX;
/// Look-ups after which a node gets all its children.
const FEW: u32 = 32;

impl TermReader {
    /// A reader that has met no word yet.
    pub fn new(vectorizer: &TfidfVectorizer) -> Self {
        Self {
            analyzer: Analyzer::new(vectorizer.config().stemmer()),
            roots: Default::default(),
            nodes: Vec::new(),
            children: FxHashMap::default(),
            pieces: Vec::new(),
            numbers: Vec::new(),
            row: Vec::new(),
        }
    }

    /// The TF-IDF row of an article: (column, value), columns rising. O(text × n-gram lengths).
    pub fn row(&mut self, vectorizer: &TfidfVectorizer, article: &Article) -> Vec<(u32, f32)> {
        if self.analyzer.is_full() {
            *self = Self::new(vectorizer);
        }
        self.row.clear();
        parts(article, vectorizer.config(), |part| {
            let mut numbers = std::mem::take(&mut self.numbers);
            numbers.clear();
            tokens(part.text, vectorizer.config().marks, |token| {
                numbers.push(self.analyzer.number(&part.text[token.start..token.end]))
            });
            for start in 0..numbers.len() {
                self.terms(vectorizer, part.mark, part.weight, &numbers[start..]);
            }
            self.numbers = numbers;
        });
        self.row.sort_unstable_by_key(|&(column, _)| column);
        let mut row: Vec<(u32, f32)> = Vec::with_capacity(self.row.len());
        for same in self.row.chunk_by(|a, b| a.0 == b.0) {
            // Exact in `f64`, so that the order plays no part.
            row.push((same[0].0, same.iter().map(|&(_, weight)| f64::from(weight)).sum::<f64>() as f32));
        }
        vectorizer.weigh(&mut row);
        row
    }

    /// Takes the known terms that begin with the first of `numbers`.
    fn terms(&mut self, vectorizer: &TfidfVectorizer, mark: Mark, weight: f32, numbers: &[u32]) {
        let (shortest, longest) = vectorizer.config().ngrams;
        let mut at = self.root(vectorizer, mark, numbers[0]);
        let pieces = self.nodes[at as usize].pieces.clone();
        self.row.extend(self.pieces[pieces.start as usize..pieces.end as usize].iter().map(|&column| (column, weight)));
        for n in 1..=longest {
            let node = &self.nodes[at as usize];
            if n >= shortest && node.column != NONE {
                self.row.push((node.column, weight));
            }
            if n == longest || n == numbers.len() || node.longer.is_empty() {
                return;
            }
            match self.child(vectorizer.vocabulary(), at, mark, &numbers[..=n]) {
                Some(child) => at = child,
                None => return,
            }
        }
    }

    fn add(&mut self, column: Option<u32>, longer: Range<u32>) -> u32 {
        self.nodes.push(Node { column: column.unwrap_or(NONE), longer, asked: 0, pieces: 0..0 });
        self.nodes.len() as u32 - 1
    }

    /// The node of a word behind a mark.
    fn root(&mut self, vectorizer: &TfidfVectorizer, mark: Mark, number: u32) -> u32 {
        let roots = &mut self.roots[mark as usize];
        if let Some(&node) = roots.get(number as usize)
            && node != NONE
        {
            return node;
        }
        roots.resize(self.analyzer.numbers().max(number as usize + 1), NONE);
        let vocabulary = vectorizer.vocabulary();
        let mut term = mark.text().to_owned();
        let marked = term.len();
        term.push_str(self.analyzer.text(number));
        let column = vocabulary.find(&term).filter(|_| !term.is_empty());
        let first = self.pieces.len() as u32;
        if let Some(range) = vectorizer.config().char_ngrams.filter(|_| mark.has_characters()) {
            let mut piece = term[..marked].to_owned();
            characters(&term[marked..], range, |characters| {
                piece.truncate(marked);
                piece.push_str(characters);
                self.pieces.extend(vocabulary.find(&piece));
            });
        }
        term.push(' ');
        let node = self.add(column, vocabulary.starting_with(&term));
        self.nodes[node as usize].pieces = first..self.pieces.len() as u32;
        self.roots[mark as usize][number as usize] = node;
        node
    }

    /// The node of `numbers`, where that of all but the last is `parent` and any term begins with them.
    fn child(&mut self, vocabulary: &Vocabulary, parent: u32, mark: Mark, numbers: &[u32]) -> Option<u32> {
        let last = numbers[numbers.len() - 1];
        let known = self.children.get(&(parent, last)).copied();
        let node = &mut self.nodes[parent as usize];
        if known.is_some() || node.asked == ALL {
            return known;
        }
        node.asked += 1;
        let longer = node.longer.clone();
        let mut term = mark.text().to_owned();
        for &number in &numbers[..numbers.len() - 1] {
            term.push_str(self.analyzer.text(number));
            term.push(' ');
        }
        if node.asked > FEW {
            node.asked = ALL;
            self.all_children(vocabulary, parent, longer, term.len());
            return self.children.get(&(parent, last)).copied();
        }
        term.push_str(self.analyzer.text(last));
        let column = vocabulary.find_within(longer, &term);
        term.push(' ');
        let longer = vocabulary.starting_with(&term);
        if column.is_none() && longer.is_empty() {
            return None;
        }
        let child = self.add(column, longer);
        self.children.insert((parent, last), child);
        Some(child)
    }

    /// Gives a node, whose own words take up `length` bytes of its terms, all its children.
    fn all_children(&mut self, vocabulary: &Vocabulary, parent: u32, mut longer: Range<u32>, length: usize) {
        while let Some(first) = longer.next() {
            let rest = &vocabulary.term(first as usize)[length..];
            let (word, column) = match rest.split_once(' ') {
                Some((word, _)) => (word, None),
                None => (rest, Some(first)),
            };
            let start = if column.is_some() { first + 1 } else { first };
            while !longer.is_empty() && goes_on(&vocabulary.term(longer.start as usize)[length..], word) {
                longer.start += 1;
            }
            let last = self.analyzer.number_of_term(word);
            if !self.children.contains_key(&(parent, last)) {
                let child = self.add(column, start..longer.start);
                self.children.insert((parent, last), child);
            }
        }
    }
}

/// Whether a term is more than its first word.
fn goes_on(term: &str, word: &str) -> bool {
    term.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '))
}
