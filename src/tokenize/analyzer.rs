//! word -> term: lower case, straight apostrophes, no possessive, then the stem.
//!
//! Words repeat, so each distinct surface form is analysed once and remembered (198 ns a stem, 29 ns a look-up).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::forms::{Forms, Interner, UNSEEN, short_at};
use super::stop_words::StopWords;
use super::word::{Marks, Token, surface, surfaces, tokens};
use crate::error::{Error, ErrorKind};
use rust_stemmers::{Algorithm, Stemmer};

/// Which stemmer, of rust-stemmers' eighteen languages, or none.
///
/// ```
/// let stemming: standpoint::tokenize::Stemming = "de".parse()?;
/// assert_eq!(stemming.to_string(), "german");
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stemming(Option<usize>);

const LANGUAGES: [(&str, &str, Algorithm); 18] = [
    ("arabic", "ar", Algorithm::Arabic),
    ("danish", "da", Algorithm::Danish),
    ("dutch", "nl", Algorithm::Dutch),
    ("english", "en", Algorithm::English),
    ("finnish", "fi", Algorithm::Finnish),
    ("french", "fr", Algorithm::French),
    ("german", "de", Algorithm::German),
    ("greek", "el", Algorithm::Greek),
    ("hungarian", "hu", Algorithm::Hungarian),
    ("italian", "it", Algorithm::Italian),
    ("norwegian", "no", Algorithm::Norwegian),
    ("portuguese", "pt", Algorithm::Portuguese),
    ("romanian", "ro", Algorithm::Romanian),
    ("russian", "ru", Algorithm::Russian),
    ("spanish", "es", Algorithm::Spanish),
    ("swedish", "sv", Algorithm::Swedish),
    ("tamil", "ta", Algorithm::Tamil),
    ("turkish", "tr", Algorithm::Turkish),
];

impl Stemming {
    /// Terms are the words themselves.
    pub const NONE: Self = Self(None);
    /// The Snowball stemmer for English (Porter 2).
    pub const ENGLISH: Self = Self(Some(3));
}

impl FromStr for Stemming {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let lower = name.to_lowercase();
        if lower == "none" {
            return Ok(Self::NONE);
        }
        LANGUAGES.iter().position(|(long, short, _)| lower == *long || lower == *short).map(|i| Self(Some(i))).ok_or_else(|| {
            let names: Vec<_> = LANGUAGES.iter().map(|(long, _, _)| *long).collect();
            Error::new(ErrorKind::Parameter, format!("no stemmer '{name}'; choose none or one of {}", names.join(", ")))
        })
    }
}

impl fmt::Display for Stemming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.map_or("none", |i| LANGUAGES[i].0))
    }
}

/// Turns words into terms and remembers what it has seen; one for each thread.
///
/// ```
/// use standpoint::tokenize::{Analyzer, Stemming};
/// let mut analyzer = Analyzer::new(Stemming::ENGLISH);
/// assert_eq!(analyzer.term("Tariffs"), "tariff");
/// assert_eq!(analyzer.term("China’s"), "china");
/// assert_eq!(analyzer.number("tariff"), analyzer.number("TARIFFS"));
/// ```
pub struct Analyzer {
    stemmer: Option<Stemmer>,
    stop_words: StopWords,
    /// The number of the term of each word seen.
    seen: Forms,
    /// The number of each surface seen.
    surfaces: Forms,
    terms: Interner,
    /// The words of a text.
    places: Vec<Token>,
    /// A word in lower case.
    lower: String,
}

/// The number of a word that is left out.
const STOP: u32 = UNSEEN - 1;

/// Words remembered at most, so that a stream of ever new ones cannot fill the memory.
const REMEMBERED: usize = 1 << 18;

impl Analyzer {
    /// An analyzer with nothing seen yet, which leaves out no word.
    pub fn new(stemming: Stemming) -> Self {
        let stemmer = stemming.0.map(|i| Stemmer::create(LANGUAGES[i].2));
        let (seen, surfaces, terms) = (Forms::default(), Forms::default(), Interner::default());
        Self { stemmer, stop_words: StopWords::None, seen, surfaces, terms, places: Vec::new(), lower: String::new() }
    }

    /// The same without some words: [`Analyzer::numbers_of`] and [`Analyzer::terms_of`] leave them out.
    pub fn without(self, stop_words: StopWords) -> Self {
        Self { stop_words, ..self }
    }

    /// The number of the term that `word` stands for; the same for the same term.
    pub fn number(&mut self, word: &str) -> u32 {
        Some(self.look_up(word)).filter(|&number| number != STOP).unwrap_or_else(|| self.analyse(word))
    }

    /// The same; `None` of a stop word.
    pub(crate) fn number_in_text(&mut self, word: &str) -> Option<u32> {
        Some(self.look_up(word)).filter(|&number| number != STOP)
    }

    /// The term of a word, which is not remembered; `None` of a stop word.
    pub(crate) fn term_in_text(&mut self, word: &str) -> Option<Cow<'_, str>> {
        if self.stop_words.contains(word) { None } else { Some(self.unremembered(word)) }
    }

    /// The same, or [`STOP`].
    fn look_up(&mut self, word: &str) -> u32 {
        self.seen.get(word).unwrap_or_else(|| {
            let number = if self.stop_words.contains(word) { STOP } else { self.analyse(word) };
            self.seen.insert(word, number);
            number
        })
    }

    /// Adds the numbers of the words of a text, stop words left out, marks among them or not, in their order.
    pub fn numbers_of(&mut self, text: &str, marks: Marks, numbers: &mut Vec<u32>) {
        self.places.clear();
        tokens(text, marks, |token| self.places.push(token));
        let first = numbers.len();
        // The memory is asked for all words before any is waited for.
        let short = |token: &Token| short_at(text.as_bytes(), token.start, token.end);
        numbers.extend(self.places.iter().map(|token| self.seen.glance(short(token), UNSEEN)));
        for (at, number) in numbers[first..].iter_mut().enumerate().filter(|(_, number)| **number == UNSEEN) {
            let Token { start, end } = self.places[at];
            *number = self.look_up(&text[start..end]);
        }
        if self.stop_words != StopWords::None {
            let mut kept = numbers[first..].iter().map(|&number| number != STOP);
            self.places.retain(|_| kept.next() == Some(true));
            let words = numbers.split_off(first).into_iter().filter(|&number| number != STOP);
            numbers.extend(words);
        }
    }

    /// Calls `each` with the terms of the same words, and where they stand.
    pub fn terms_of(&mut self, text: &str, marks: Marks, mut each: impl FnMut(&str, Token)) {
        let mut numbers = Vec::new();
        self.numbers_of(text, marks, &mut numbers);
        numbers.into_iter().zip(&self.places).for_each(|(number, &token)| each(self.terms.word(number), token));
    }

    /// Adds the numbers of what stands between spaces, as it stands there but in lower case, in their order.
    pub fn surfaces_of(&mut self, text: &str, numbers: &mut Vec<u32>) {
        surfaces(text, |Token { start, end }| {
            let word = &text[start..end];
            numbers.push(self.surfaces.get(word).unwrap_or_else(|| {
                let number = self.terms.intern(&surface(word));
                self.surfaces.insert(word, number);
                number
            }));
        });
    }

    fn analyse(&mut self, word: &str) -> u32 {
        let term = self.unremembered(word).into_owned();
        self.terms.intern(&term)
    }

    fn unremembered(&mut self, word: &str) -> Cow<'_, str> {
        self.lower.clear();
        if word.is_ascii() {
            self.lower.push_str(word);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower.push_str(&surface(word));
        }
        let lower = self.lower.strip_suffix("'s").unwrap_or(&self.lower);
        self.stemmer.as_ref().map_or(Cow::Borrowed(lower), |stemmer| stemmer.stem(lower))
    }

    /// The term of a number.
    pub fn text(&self, number: u32) -> &str {
        self.terms.word(number)
    }

    /// The term `word` stands for; empty where nothing of it is left.
    pub fn term(&mut self, word: &str) -> &str {
        let number = self.number(word);
        self.text(number)
    }

    /// How many terms have a number: all below it.
    pub fn numbers(&self) -> usize {
        self.terms.len()
    }

    /// Whether it remembers more than a stream should take up; a new one takes its place then.
    pub fn is_full(&self) -> bool {
        self.seen.len() + self.surfaces.len() + self.terms.len() > REMEMBERED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_have_a_term_and_no_place_in_a_text() {
        let mut analyzer = Analyzer::new(Stemming::ENGLISH).without(StopWords::English);
        let text = "It's not for us: the US ban, the US";
        let mut seen = Vec::new();
        // The second time all words are known.
        for _ in 0..2 {
            seen.clear();
            analyzer
                .terms_of(text, Marks::LeaveOut, |term, Token { start, end }| seen.push((term.to_owned(), &text[start..end])));
            let expected = [("not", "not"), ("us", "US"), ("ban", "ban"), ("us", "US")];
            assert_eq!(seen, expected.map(|(term, word)| (term.to_owned(), word)));
        }
        let mut numbers = vec![7];
        analyzer.numbers_of(text, Marks::LeaveOut, &mut numbers);
        assert_eq!((numbers.len(), numbers[0]), (5, 7));
        assert_eq!(analyzer.term("the"), "the");
    }

    #[test]
    fn every_language_is_found_by_both_its_names_and_prints_its_long_one() {
        for (long, short, _) in LANGUAGES {
            assert_eq!(long.parse::<Stemming>().map(|s| s.to_string()).ok().as_deref(), Some(long));
            assert_eq!(short.parse::<Stemming>().ok(), long.parse::<Stemming>().ok());
        }
        assert!("klingon".parse::<Stemming>().is_err_and(|e| e.to_string().contains("english")));
    }
}
