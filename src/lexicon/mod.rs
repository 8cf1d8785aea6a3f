//! word -> what is known of English words beforehand: how rare they are, and what they say of people and of claims.
//!
//! `classes.txt` was written by hand for this project: a class, then words of it, found in every form that has the same
//! stem; `induced.txt` tells which stems are used like those of a class, `polarity.txt` what words say of who does and of
//! whom it is done to. `common.txt`, which `examples/common_words.rs` makes, holds the 6,000 commonest stems of 47,361 news texts, each line
//! behind 2 ln(texts / texts with the word), rounded; a word that is not in it is rarer than all of them. Both are fixed,
//! so nothing is learned outside a fold by them. Words of other languages belong to no class and are all rare.

mod hashtag;
mod induced;
mod inflection;
mod polarity;

use std::sync::LazyLock;

pub use hashtag::hashtags;
pub use induced::Levels;
pub use polarity::{BE, Kind, Polar, contracts_be, polar};
use rustc_hash::FxHashMap;

use crate::tokenize::{Analyzer, Marks, Stemming, Token, tokens};

/// What a word says.
///
/// ```
/// use standpoint::lexicon::Class;
/// assert_eq!(Class::ALL.iter().map(|class| class.name()).max(), Some("wrongdoing"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// Speaks for someone.
    Praise,
    /// Speaks against someone.
    Blame,
    /// A good quality.
    Good,
    /// A bad quality.
    Bad,
    /// Someone does well.
    Success,
    /// Someone does badly.
    Failure,
    /// Someone did what is wrong.
    Wrongdoing,
    /// Something bad happens to someone.
    Harm,
    /// Someone does good.
    Help,
    /// Someone is against something.
    Contest,
    /// Said, but not as true.
    Claimed,
    /// Said not to be so.
    Denial,
    /// Said.
    Report,
    /// Happens, and is neither good nor bad.
    Event,
    /// Turns what follows round.
    Negation,
    /// Speaks against a claim, or may.
    Refute,
    /// Speaks against a claim, surely.
    Debunk,
    /// Leaves open whether a claim is true.
    Hedge,
    /// Before `to`, turns what follows round (a negative implicative, Karttunen 1971): `failed to`, `refuses to`.
    Implicative,
    /// Someone who is against.
    Critic,
    /// Someone who is for.
    Supporter,
}

impl Class {
    /// All, in order.
    pub const ALL: [Self; 21] = [
        Self::Praise,
        Self::Blame,
        Self::Good,
        Self::Bad,
        Self::Success,
        Self::Failure,
        Self::Wrongdoing,
        Self::Harm,
        Self::Help,
        Self::Contest,
        Self::Claimed,
        Self::Denial,
        Self::Report,
        Self::Event,
        Self::Negation,
        Self::Refute,
        Self::Debunk,
        Self::Hedge,
        Self::Implicative,
        Self::Critic,
        Self::Supporter,
    ];

    /// Its name in files and evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Praise => "praise",
            Self::Blame => "blame",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Wrongdoing => "wrongdoing",
            Self::Harm => "harm",
            Self::Help => "help",
            Self::Contest => "contest",
            Self::Claimed => "claimed",
            Self::Denial => "denial",
            Self::Report => "report",
            Self::Event => "event",
            Self::Negation => "negation",
            Self::Refute => "refute",
            Self::Debunk => "debunk",
            Self::Hedge => "hedge",
            Self::Implicative => "implicative",
            Self::Critic => "critic",
            Self::Supporter => "supporter",
        }
    }
}

/// A set of classes.
///
/// ```
/// use standpoint::lexicon::{Class, Lexicon};
/// let classes = Lexicon::default().read("denied")[0].classes;
/// assert!(classes.has(Class::Denial) && classes.iter().all(|class| class != Class::Praise));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Classes(u32);

impl Classes {
    /// Whether a class is in it.
    pub fn has(self, class: Class) -> bool {
        self.0 >> class as u8 & 1 == 1
    }

    /// It and a class.
    pub fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// It without some classes.
    pub fn without(self, classes: &[Class]) -> Self {
        Self(classes.iter().fold(self.0, |all, &class| all & !(1 << class as u8)))
    }

    /// Those in it, in order.
    pub fn iter(self) -> impl Iterator<Item = Class> {
        Class::ALL.into_iter().filter(move |&class| self.has(class))
    }
}

/// A word of a text and what is known of it.
///
/// ```
/// let words = standpoint::lexicon::Lexicon::default().read("He denied, denies again");
/// assert_eq!((words[1].token.start, words[1].token.end), (3, 9));
/// assert_eq!(words[1].stem, words[2].stem);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Where it stands.
    pub token: Token,
    /// The number of its stem, for this lexicon.
    pub stem: u32,
    /// What it says.
    pub classes: Classes,
    /// What it is used like.
    pub induced: Levels,
    /// 2 ln(texts / texts with the word), rounded: 0 (`the`) to 14, and [`RAREST`].
    pub rarity: u8,
}

/// The rarity of words that are not among the common ones.
pub const RAREST: u8 = 16;

/// Reads texts word by word; one for each thread.
///
/// ```
/// use standpoint::lexicon::{Class, Lexicon, RAREST};
/// let mut lexicon = Lexicon::default();
/// let words = lexicon.read("The senator praised Quenby");
/// assert!(words[2].classes.has(Class::Praise));
/// assert_eq!((words[0].rarity, words[3].rarity), (0, RAREST));
/// ```
pub struct Lexicon {
    analyzer: Analyzer,
    /// Of each stem met, by its number.
    met: Vec<Stem>,
}

/// What is known of a stem.
#[derive(Debug, Clone, Copy)]
struct Stem {
    classes: Classes,
    induced: Levels,
    rarity: u8,
}

impl Stem {
    /// One in no file.
    const UNKNOWN: Self = Self { classes: Classes(0), induced: Levels::NONE, rarity: RAREST };
}

impl Default for Lexicon {
    fn default() -> Self {
        Self { analyzer: Analyzer::new(Stemming::ENGLISH), met: Vec::new() }
    }
}

impl Lexicon {
    /// The words of a text. O(text).
    pub fn read(&mut self, text: &str) -> Vec<Known> {
        if self.analyzer.is_full() {
            *self = Self::default();
        }
        let mut words = Vec::new();
        tokens(text, Marks::LeaveOut, |token| {
            let stem = self.analyzer.number(&text[token.start..token.end]);
            while self.met.len() < self.analyzer.numbers() {
                self.met.push(STEMS.get(self.analyzer.text(self.met.len() as u32)).copied().unwrap_or(Stem::UNKNOWN));
            }
            let Stem { classes, induced, rarity } = self.met[stem as usize];
            words.push(Known { token, stem, classes, induced, rarity });
        });
        words
    }

    /// A stem, by its number.
    pub fn stem(&self, number: u32) -> &str {
        self.analyzer.text(number)
    }
}

/// What is known of each stem.
static STEMS: LazyLock<FxHashMap<String, Stem>> = LazyLock::new(|| {
    let mut analyzer = Analyzer::new(Stemming::ENGLISH);
    let mut stems: FxHashMap<String, Stem> = FxHashMap::default();
    let lines = |text: &'static str| text.lines().filter_map(|line| line.split_once(' '));
    for (level, words) in lines(include_str!("common.txt")) {
        let level = level.parse().unwrap_or(RAREST);
        for word in words.split(' ') {
            stems.entry(analyzer.term(word).to_owned()).or_insert(Stem { rarity: level, ..Stem::UNKNOWN });
        }
    }
    for (name, words) in lines(include_str!("classes.txt")) {
        let class = Class::ALL.into_iter().find(|class| class.name() == name);
        let bit = class.map_or(0, |class| 1 << class as u8);
        for word in words.split(' ') {
            stems.entry(analyzer.term(word).to_owned()).or_insert(Stem::UNKNOWN).classes.0 |= bit;
        }
    }
    for (levels, words) in induced::lines() {
        for word in words.split(' ') {
            stems.entry(analyzer.term(word).to_owned()).or_insert(Stem::UNKNOWN).induced = levels;
        }
    }
    stems
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_files_is_read() {
        for class in Class::ALL {
            let word = include_str!("classes.txt").lines().find_map(|line| line.strip_prefix(&format!("{} ", class.name())));
            let first = word.and_then(|words| words.split(' ').next()).unwrap_or_default();
            assert!(Lexicon::default().read(first)[0].classes.has(class), "{class:?}: {first}");
        }
        let known = |line: &str| line.split(' ').next().is_some_and(|name| Class::ALL.iter().any(|class| class.name() == name));
        assert!(include_str!("classes.txt").lines().all(known));
        let level = |line: &str| line.split(' ').next().and_then(|level| level.parse::<u8>().ok());
        let levels: Option<Vec<u8>> = include_str!("common.txt").lines().map(level).collect();
        assert!(levels.is_some_and(|levels| levels.is_sorted() && levels.last().is_some_and(|&last| last < RAREST)));
    }

    #[test]
    fn every_form_of_a_word_has_its_classes() {
        let mut lexicon = Lexicon::default();
        for word in ["criticised", "criticises", "CRITICISE", "Criticising"] {
            assert!(lexicon.read(word)[0].classes.has(Class::Blame), "{word}");
        }
        assert_eq!(lexicon.read("Ölpreis")[0].classes, Classes::default());
    }
}
