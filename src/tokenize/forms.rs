//! Words -> numbers: a map whose keys of up to sixteen bytes lie in the table itself.
//!
//! A word is looked up for every token of a corpus, so a look-up follows no pointer: the bytes of a short word are
//! read as two integers that overlap, which with its length tell it apart from any other.

use rustc_hash::FxHashMap;

/// A word of up to sixteen bytes: its first and its last eight, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Short(u64, u64, u32);

impl Short {
    fn of(word: &[u8]) -> Option<Self> {
        let length = word.len();
        let (first, last) = match length {
            9..=16 => (u64::from_le_bytes(*word.first_chunk()?), u64::from_le_bytes(*word.last_chunk()?)),
            4..=8 => (u32::from_le_bytes(*word.first_chunk()?).into(), u32::from_le_bytes(*word.last_chunk()?).into()),
            1..=3 => (u64::from(word[0]) | u64::from(word[length / 2]) << 8 | u64::from(word[length - 1]) << 16, 0),
            0 => (0, 0),
            _ => return None,
        };
        Some(Self(first, last, length as u32))
    }
}

/// Numbers of words.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    short: FxHashMap<Short, u32>,
    long: FxHashMap<Box<str>, u32>,
}

impl Forms {
    /// The number of a word, where it has one.
    pub fn get(&self, word: &str) -> Option<u32> {
        match Short::of(word.as_bytes()) {
            Some(short) => self.short.get(&short).copied(),
            None => self.long.get(word).copied(),
        }
    }

    /// Gives a word its number.
    pub fn insert(&mut self, word: &str, number: u32) {
        match Short::of(word.as_bytes()) {
            Some(short) => self.short.insert(short, number),
            None => self.long.insert(word.into(), number),
        };
    }

    /// How many words have one.
    pub fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }
}

/// Distinct words, numbered as they come.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    forms: Forms,
    text: String,
    ends: Vec<u32>,
}

impl Interner {
    /// The number of a word; a new one gets the next.
    pub fn intern(&mut self, word: &str) -> u32 {
        self.forms.get(word).unwrap_or_else(|| {
            let number = self.ends.len() as u32;
            self.text.push_str(word);
            self.ends.push(self.text.len() as u32);
            self.forms.insert(word, number);
            number
        })
    }

    /// The word of a number given.
    pub fn word(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.text[start..self.ends[number] as usize]
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn words_have_the_same_number_just_where_they_are_the_same(words in prop::collection::vec("[ab\u{0}é]{0,19}", 1..60)) {
            let mut interner = Interner::default();
            let numbers: Vec<u32> = words.iter().map(|word| interner.intern(word)).collect();
            for (word, number) in words.iter().zip(&numbers) {
                prop_assert_eq!(interner.word(*number), word);
                let first = words.iter().position(|other| other == word);
                prop_assert_eq!(first.map(|at| numbers[at]), Some(*number));
            }
        }
    }
}
