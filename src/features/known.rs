//! the words of texts -> what the trie of a vocabulary knows of them, for those that come often.
//!
//! A fixed number of short words and what is known of them, half a line of the processor's cache each: of a text's words 91 (20
//! Newsgroups) to 95 (IMDB) in a hundred take one look-up here. Of the two words of a line the first came first, as the frequent
//! ones do, and stays; the second gives way to the next.

use crate::buffer::fetch;
use crate::tokenize::forms::spread;

/// What the trie knows of a word of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The reader's number of the word, where it has one.
    pub number: u32,
    /// The trie's.
    pub word: u32,
    /// The nodes below that of the term that it is, from here; 0 where no term begins with it.
    pub below: u32,
    /// One past the last of them.
    pub end: u32,
}

/// Of a word that is not among those that are remembered.
pub(super) const UNMET: Known = Known { number: u32::MAX, word: u32::MAX, below: 0, end: 0 };
/// Of a word that is in no term.
pub(super) const UNKNOWN: Known = Known { number: 0, ..UNMET };
/// Of a word that is left out.
pub(super) const STOP: Known = Known { number: u32::MAX - 1, ..UNMET };

#[derive(Clone, Copy)]
struct Entry {
    form: u128,
    known: Known,
}

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([Entry; 2]);

/// Lines: two megabytes.
const LINES: usize = 1 << 15;

/// What is known of words that come often.
#[derive(Default)]
pub(super) struct KnownWords(Vec<Line>);

impl KnownWords {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Makes the room that the others need, where it is not there.
    pub fn begin(&mut self) {
        self.0.resize(LINES, Line([Entry { form: 0, known: UNMET }; 2]));
    }

    /// The line of a word.
    pub fn line(form: u128) -> u32 {
        spread(form) as u32 % LINES as u32
    }

    /// Waits for some lines at once.
    pub fn fetch(&self, lines: &[u32]) {
        fetch(lines.iter().map(|&line| self.0[line as usize].0[0].known.word));
    }

    /// What is known of a word of a line, or [`UNMET`]; so of one that is too long, whose form is 0.
    pub fn get(&self, form: u128, line: u32) -> Known {
        let Line([first, second]) = &self.0[line as usize];
        if first.form == form {
            first.known
        } else if second.form == form {
            second.known
        } else {
            UNMET
        }
    }

    /// Keeps what is known of a word.
    pub fn put(&mut self, form: u128, known: Known) {
        if form != 0 {
            let Line([first, second]) = &mut self.0[Self::line(form) as usize];
            let entry = if first.form == 0 { first } else { second };
            *entry = Entry { form, known };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_what_was_kept_of_it_or_not_met_and_the_first_of_a_line_stays() {
        let mut words = KnownWords::default();
        words.begin();
        let known = |number: u128| Known { number: number as u32, ..UNKNOWN };
        let get = |words: &KnownWords, form| words.get(form, KnownWords::line(form));
        let all = 1..200_000;
        for form in all.clone() {
            assert_eq!(get(&words, form), UNMET);
            words.put(form, known(form));
            assert_eq!(get(&words, form), known(form));
        }
        let kept = all.filter(|&form| get(&words, form) != UNMET).inspect(|&form| assert_eq!(get(&words, form), known(form)));
        assert!(kept.clone().count() > LINES && kept.clone().filter(|&form| form < 1000).count() > 900);
        words.put(0, known(1));
        assert_eq!(get(&words, 0), UNMET);
        words.clear();
        words.begin();
        assert_eq!(get(&words, 1), UNMET);
    }
}
