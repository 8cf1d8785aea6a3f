//! In: the words of a page's lines, one after the other. Out: a number for each distinct word, and what it says, found
//! out once. Words of up to sixteen bytes are told apart by two numbers of eight bytes each, without a look at their text.

use std::hash::Hasher;
use std::sync::LazyLock;

use rustc_hash::FxHasher;

use super::boundary::{self, Word};
use super::date::{month, months};
use crate::text::every;

/// What a word says.
#[derive(Clone, Copy)]
pub(super) struct Said {
    /// A common one.
    pub stop: bool,
    /// Long enough to be told from others, and none of the common ones.
    pub rare: bool,
    /// A month or a year.
    pub dated: bool,
    /// What an address begins with, whatever stands before it.
    pub http: bool,
    /// The phrases that begin with it.
    pub begins: Option<&'static Word>,
}

impl Said {
    /// What a word of the lists says.
    fn known(word: &str) -> Self {
        let (known, other) = (boundary::word(word), Self::unknown(word, Key::of(word.as_bytes(), word.len())));
        let stop = known.is_some_and(|known| known.stop);
        let begins = known.filter(|known| known.starts());
        Self { stop, rare: !stop && other.rare, dated: month(word).is_some(), begins, ..other }
    }

    /// What a word says that is neither a common one, nor a month, nor begins a phrase.
    fn unknown(word: &str, key: Key) -> Self {
        let year = || word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && number(word);
        Self {
            stop: false,
            rare: key.chars() > 3,
            dated: year(),
            http: word.ends_with("http") || word.ends_with("https"),
            begins: None,
        }
    }
}

/// Whether a word is a number of at most four digits.
pub(super) fn number(word: &str) -> bool {
    word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())
}

/// What tells a word from others: its bytes, up to sixteen, and its length. Of a longer one, a hash.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    head: u64,
    tail: u64,
    length: usize,
}

/// The longest word whose key is its own.
const SHORT: usize = 16;

/// The bits of the first bytes of sixteen, by how many they are.
const MASKS: [u128; SHORT + 1] = {
    let (mut masks, mut length) = ([0; SHORT + 1], 1);
    while length <= SHORT {
        masks[length] = masks[length - 1] << 8 | 0xff;
        length += 1;
    }
    masks
};

impl Key {
    /// Of the word at the beginning of `bytes`, which may go on behind it. A short word is read without a branch where
    /// sixteen bytes are there.
    #[inline(always)]
    fn of(bytes: &[u8], length: usize) -> Self {
        if length > SHORT {
            let mut hasher = FxHasher::default();
            hasher.write(&bytes[..length]);
            return Self { head: length as u64, tail: hasher.finish(), length };
        }
        let mut padded = [0; SHORT];
        let both = bytes.first_chunk().unwrap_or_else(|| {
            padded[..bytes.len()].copy_from_slice(bytes);
            &padded
        });
        let both = u128::from_le_bytes(*both) & MASKS[length];
        Self { head: both as u64, tail: (both >> 64) as u64, length }
    }

    /// The characters of a short word, and four or more for any other.
    fn chars(&self) -> usize {
        let goes_on = |eight: u64| (eight & !(eight << 1) & every(0x80)).count_ones() as usize;
        if self.length > SHORT { self.length / 4 } else { self.length - goes_on(self.head) - goes_on(self.tail) }
    }

    #[inline]
    fn hash(&self) -> usize {
        let mixed = self.head.wrapping_add(self.tail.rotate_left(23)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32 ^ mixed >> 15) as usize
    }
}

/// A distinct word.
struct Entry {
    key: Key,
    said: Said,
    /// Where a word that is not short is spelt out.
    spelt: usize,
}

/// The common words, those that begin a phrase, and the months; and a bit for each, told by its hash, which most other
/// words do not have.
static KNOWN: LazyLock<(Words, [u64; 128])> = LazyLock::new(|| {
    let (mut known, mut bits) = (Words::default(), [0; 128]);
    for word in boundary::words().chain(months()) {
        if known.is_full() {
            known.grow();
        }
        let key = Key::of(word.as_bytes(), word.len());
        if let Err(place) = known.find(key, || word) {
            known.push(place, key, word, Said::known(word));
            bits[key.hash() / 64 % 128] |= 1 << (key.hash() % 64);
        }
    }
    (known, bits)
});

/// The distinct words of a page.
#[derive(Default)]
pub(super) struct Words {
    /// One more than the number of a word, at a place that its hash tells or after it; 0 for none. At least half are 0.
    table: Vec<u32>,
    entries: Vec<Entry>,
    spelt: String,
}

impl Words {
    /// With room for the words of a text of so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        let entries = Vec::with_capacity(bytes / 16);
        Self { table: vec![0; (bytes / 8).next_power_of_two()], entries, ..Self::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The number of the word of `low` from `start` to `end`, and what it says. It takes less time where sixteen bytes
    /// follow on the word's beginning.
    #[inline(always)]
    pub fn number(&mut self, low: &str, start: usize, end: usize) -> (u32, Said) {
        let key = Key::of(&low.as_bytes()[start..], end - start);
        if self.is_full() {
            self.grow();
        }
        self.find(key, || &low[start..end]).unwrap_or_else(|place| self.add(place, key, &low[start..end]))
    }

    /// The number of the word and what it says, or where in the table its place is; some places are free.
    #[inline(always)]
    fn find<'w>(&self, key: Key, word: impl Fn() -> &'w str) -> Result<(u32, Said), usize> {
        let mask = self.table.len() - 1;
        let mut place = key.hash() & mask;
        while let Some(at) = self.table[place].checked_sub(1) {
            let entry = &self.entries[at as usize];
            if entry.key == key && (key.length <= SHORT || self.spelt[entry.spelt..].starts_with(word())) {
                return Ok((at, entry.said));
            }
            place = (place + 1) & mask;
        }
        Err(place)
    }

    /// Adds a word whose place in the table is free.
    #[inline(never)]
    fn add(&mut self, place: usize, key: Key, word: &str) -> (u32, Said) {
        let (known, bits) = &*KNOWN;
        let may = bits[key.hash() / 64 % 128] >> (key.hash() % 64) & 1 == 1;
        let found = if may { known.find(key, || word).ok() } else { None };
        let said = found.map_or_else(|| Said::unknown(word, key), |(_, said)| said);
        self.push(place, key, word, said)
    }

    fn push(&mut self, place: usize, key: Key, word: &str, said: Said) -> (u32, Said) {
        let number = self.entries.len() as u32;
        self.table[place] = number + 1;
        self.entries.push(Entry { key, said, spelt: self.spelt.len() });
        if key.length > SHORT {
            self.spelt.push_str(word);
        }
        (number, said)
    }

    /// Whether the next word needs more room.
    #[inline]
    fn is_full(&self) -> bool {
        self.entries.len() * 2 >= self.table.len()
    }

    /// Makes room for more.
    #[inline(never)]
    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(256);
        self.table = vec![0; size];
        for (at, entry) in self.entries.iter().enumerate() {
            let mut place = entry.key.hash() & (size - 1);
            while self.table[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.table[place] = at as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_one_number() {
        let mut words = Words::default();
        let long = "a".repeat(40);
        let other = format!("{}b{}", "a".repeat(20), "a".repeat(19));
        let spelt =
            ["a", "aa", "aaaaaaa", "aaaaaaaa", "aaaaaaaaa", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaa", &long, &other, "\u{e9}"];
        for _ in 0..2 {
            for (at, word) in spelt.iter().enumerate() {
                for text in [(*word).to_owned(), format!("- {word}, which goes on")] {
                    let start = text.find(word).unwrap_or_default();
                    assert_eq!(words.number(&text, start, start + word.len()).0, at as u32, "{text}");
                }
            }
        }
        let many: Vec<String> = (0..5000).map(|n| format!("w{n}")).collect();
        let mut number = |word: &String| words.number(word, 0, word.len()).0;
        let first: Vec<u32> = many.iter().map(&mut number).collect();
        assert!(first.iter().enumerate().all(|(at, &n)| n as usize == at + spelt.len()));
        assert!(many.iter().map(&mut number).eq(first));
    }

    #[test]
    fn what_words_say() {
        let said = |word: &str| Words::default().number(word, 0, word.len()).1;
        assert!(said("the").stop && !said("the").rare && said("there").stop && said("harbour").rare);
        assert!(said("2019").dated && said("may").dated && !said("2119").dated && !said("5").dated);
        assert!(said("related").begins.is_some() && said("harbour").begins.is_none());
        assert!(!said("caf\u{e9}".get(..3).unwrap_or_default()).rare && said("caf\u{e9}").rare);
    }
}
