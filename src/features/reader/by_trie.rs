//! the words of a part -> its known terms, through the trie of the vocabulary.
//!
//! What takes the time is waiting for memory. So it is told first where each table is to be read for all words, or pairs of words,
//! of a part; then the table is read there in a loop that does nothing else, and the processor waits for many at once.

use super::super::TfidfVectorizer;
use super::super::field::{Mark, Part};
use super::super::known::{Known, KnownWords, STOP, UNKNOWN, UNMET};
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
        self.found.resize(known.len(), (0, 0));
        self.slots.clear();
        self.slots.extend(known.windows(2).map(|two| trie.frequent_slot(&two[0], two[1].word)));
        trie.fetch_frequent(&self.slots);
        let (mut pairs, mut found) = (0, 0);
        for ((at, two), &slot) in (0..).zip(known.windows(2)).zip(&self.slots) {
            let (node, is_it) = trie.frequent(&two[0], two[1].word, slot);
            self.found[found] = (at, node);
            found += usize::from(is_it);
            self.pairs[pairs] = at;
            pairs += usize::from(!is_it & (two[0].below < two[0].end) & (two[1].word != UNKNOWN.word));
        }
        self.found.truncate(found);
        let pairs = &self.pairs[..pairs];
        let slot = |&at: &u32| trie.slot(known[at as usize].below, known[at as usize + 1].word, 1);
        self.slots.clear();
        self.slots.extend(pairs.iter().map(slot));
        self.firsts.clear();
        self.firsts.extend(self.slots.iter().map(|&slot| trie.first(slot)));
        for (&at, &first) in pairs.iter().zip(&self.firsts) {
            let two = &known[at as usize..];
            let node = trie.child(&(two[0].below..two[0].end), two[1].word, 1, first);
            self.found.extend(node.map(|node| (at, node)));
        }
        if shortest <= 2 {
            let columns = self.found.iter().map(|&(_, node)| trie.column(node));
            self.tally.add_all(columns.filter(|&column| column != NONE), weight);
        }
        if longest == 2 {
            return;
        }
        for &(at, node) in &self.found {
            let known = &known[at as usize..];
            let mut node = node;
            for (length, known) in (2..longest).zip(&known[2..]) {
                let below = trie.below(node);
                let Some(child) = trie.child(&below, known.word, length, trie.first(trie.slot(below.start, known.word, length)))
                else {
                    break;
                };
                node = child;
                let column = trie.column(node);
                if length + 1 >= shortest && column != NONE {
                    self.tally.add(column, weight);
                }
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
        let form = |token: &Token| short_at(part.text.as_bytes(), token.start, token.end);
        self.slots.clear();
        self.slots.extend(self.places.iter().map(|token| KnownWords::line(form(token))));
        self.known_words.fetch(&self.slots);
        self.known.extend(self.places.iter().zip(&self.slots).map(|(token, &line)| self.known_words.get(form(token), line)));
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
