//! the words of a part -> its known terms, through the trie of the vocabulary.
//!
//! What takes the time is waiting for memory. So each table is asked for all words, or pairs of words, of a part in a loop in which
//! none depends on another, and the processor waits for many at once.

use super::super::TfidfVectorizer;
use super::super::field::{Mark, Part};
use super::super::known::{Known, STOP, UNMET};
use super::super::trie::{NONE, Trie};
use super::TermReader;
use crate::tokenize::forms::short_at;
use crate::tokenize::{StopWords, Token, tokens};

impl TermReader {
    /// Takes the known terms of a part through the trie.
    pub(super) fn find(&mut self, vectorizer: &TfidfVectorizer, trie: &Trie, part: &Part<'_>) {
        self.know(vectorizer, trie, part);
        let (shortest, longest) = part.mark.ngrams(vectorizer.config());
        let (known, weight) = (&self.known, part.weight);
        let columns = known.iter().map(|known| trie.column_of(known));
        let terms = if shortest == 1 { self.tally.add_all(columns.filter(|&column| column != NONE), weight) } else { 0 };
        self.count(vectorizer, part, terms, known.len());
        if with_pieces(vectorizer, part.mark) {
            for known in &self.known {
                let pieces = &self.heads[part.mark as usize][known.number as usize].pieces;
                self.tally.add_all(self.pieces[pieces.start as usize..pieces.end as usize].iter().copied(), weight);
            }
        }
        if longest == 1 {
            return;
        }
        let known = &self.known;
        self.pairs.resize(known.len(), 0);
        let mut pairs = 0;
        for (at, two) in (0..).zip(known.windows(2)) {
            self.pairs[pairs] = at;
            pairs += usize::from(trie.may_go_on(two[0].below, two[1].word, 1));
        }
        let pairs = &self.pairs[..pairs];
        // The memory is asked for all pairs before any is waited for.
        self.firsts.clear();
        let first = |&at: &u32| trie.first(known[at as usize].below, known[at as usize + 1].word, 1);
        self.firsts.extend(pairs.iter().map(first));
        for (&at, &first) in pairs.iter().zip(&self.firsts) {
            let known = &known[at as usize..];
            let mut found = trie.child(&(known[0].below..known[0].end), known[1].word, 1, first);
            let mut length = 2;
            while let Some(node) = found {
                let column = trie.column(node);
                if length >= shortest && column != NONE {
                    self.tally.add(column, weight);
                }
                if length == longest || length == known.len() {
                    break;
                }
                let (below, word) = (trie.below(node), known[length].word);
                found = trie.child(&below, word, length, trie.first(below.start, word, length));
                length += 1;
            }
        }
    }

    /// Finds what the trie knows of each word of a part.
    fn know(&mut self, vectorizer: &TfidfVectorizer, trie: &Trie, part: &Part<'_>) {
        self.known.clear();
        if part.mark != Mark::None {
            self.numbers.clear();
            part.numbers(vectorizer.config(), &mut self.analyzer, &mut self.numbers);
            for at in 0..self.numbers.len() {
                let known = self.known(vectorizer, trie, part.mark, self.numbers[at]);
                self.known.push(known);
            }
            return;
        }
        self.known_words.begin();
        self.places.clear();
        tokens(part.text, vectorizer.config().marks, |token| self.places.push(token));
        // The memory is asked for all words before any is waited for.
        let form = |token: &Token| short_at(part.text.as_bytes(), token.start, token.end);
        self.known.extend(self.places.iter().map(|token| self.known_words.get(form(token))));
        self.new.clear();
        for at in 0..self.known.len() {
            if self.known[at] != UNMET {
                continue;
            }
            let token = self.places[at];
            let word = &part.text[token.start..token.end];
            let known = if with_pieces(vectorizer, part.mark) {
                self.analyzer.number_in_text(word).map(|number| self.known(vectorizer, trie, part.mark, number))
            } else if let Some(term) = self.analyzer.term_in_text(word) {
                match short_at(term.as_bytes(), 0, term.len()) {
                    0 => Some(trie.known(&term)),
                    short => {
                        self.new.push((at as u32, short));
                        continue;
                    }
                }
            } else {
                None
            };
            self.known[at] = known.unwrap_or(STOP);
            self.known_words.put(form(&token), self.known[at]);
        }
        self.glanced.clear();
        self.glanced.extend(self.new.iter().map(|&(_, short)| trie.glance(short)));
        for (&(at, short), &known) in self.new.iter().zip(&self.glanced) {
            let at = at as usize;
            self.known[at] = if known == UNMET { trie.known_short(short) } else { known };
            self.known_words.put(form(&self.places[at]), self.known[at]);
        }
        if vectorizer.config().stop_words != StopWords::None {
            self.known.retain(|known| *known != STOP);
        }
    }

    /// What the trie knows of a word behind a mark, by its number.
    fn known(&mut self, vectorizer: &TfidfVectorizer, trie: &Trie, mark: Mark, number: u32) -> Known {
        let longer = self.meet(vectorizer, Some(trie), mark, number).longer;
        Known { number, word: trie.known(self.analyzer.text(number)).word, below: longer.start, end: longer.end }
    }
}

/// Whether the character n-grams of the words behind a mark are terms.
fn with_pieces(vectorizer: &TfidfVectorizer, mark: Mark) -> bool {
    vectorizer.config().char_ngrams.is_some() && mark.has_characters(vectorizer.config())
}
