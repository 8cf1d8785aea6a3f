//! word -> the classes whose words it stands like, in three levels.
//!
//! `induced.txt`, which `examples/induced_classes.rs` makes, holds 11,000 stems: those that have the neighbours that words of a
//! class have, as a logistic regression over vectors of neighbours sees it (Hamilton and others, EMNLP 2016). The lists
//! written by hand say what a word means; these say how it is used, and know twelve times as many words.

use super::Class;

/// How surely a word stands like those of each class: 0 to 3.
///
/// ```
/// use standpoint::lexicon::{Class, Lexicon};
/// let atrocious = Lexicon::default().read("atrocious")[0];
/// assert!(!atrocious.classes.has(Class::Bad) && atrocious.induced.level(Class::Bad) == 3);
/// assert_eq!(Lexicon::default().read("Quenby")[0].induced.iter().count(), 0);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Levels(u32);

/// Bits of a level.
const BITS: u32 = 2;
const HIGHEST: u32 = 3;

/// The classes that words are induced into: those that say something of people, which come first and are few enough.
fn classes() -> impl Iterator<Item = Class> {
    Class::ALL.into_iter().take_while(|&class| class < Class::Negation)
}

impl Levels {
    /// Of no class.
    pub(super) const NONE: Self = Self(0);

    /// That of a class; 0 for none.
    pub fn level(self, class: Class) -> u8 {
        if class < Class::Negation { (self.0 >> (BITS * class as u32) & HIGHEST) as u8 } else { 0 }
    }

    /// They without some classes.
    pub fn without(self, classes: &[Class]) -> Self {
        let left_out = classes.iter().filter(|&&class| class < Class::Negation);
        Self(left_out.fold(self.0, |all, &class| all & !(HIGHEST << (BITS * class as u32))))
    }

    /// The classes whose level is not 0, in order.
    pub fn iter(self) -> impl Iterator<Item = (Class, u8)> {
        classes().map(move |class| (class, self.level(class))).filter(|&(_, level)| level > 0)
    }

    /// From names with levels, such as `blame2 harm1`; none where one is unknown.
    fn of(names: &str) -> Option<Self> {
        names.split(' ').try_fold(Self::default(), |all, name| {
            let (at, _) = name.char_indices().next_back()?;
            let level = name[at..].parse::<u32>().ok().filter(|level| (1..=HIGHEST).contains(level))?;
            let class = classes().find(|class| class.name() == &name[..at])?;
            Some(Self(all.0 | level << (BITS * class as u32)))
        })
    }
}

/// The lines of the file: levels, and the words that have them.
pub(super) fn lines() -> impl Iterator<Item = (Levels, &'static str)> {
    include_str!("induced.txt").lines().filter_map(|line| {
        let (names, words) = line.split_once(": ")?;
        Some((Levels::of(names)?, words))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_read() {
        assert_eq!(lines().count(), include_str!("induced.txt").lines().count());
    }

    #[test]
    fn a_name_with_its_level_is_read_and_nothing_else_is() {
        let levels = Levels::of("blame2 event3").map(|levels| levels.iter().collect::<Vec<_>>());
        assert_eq!(levels, Some(vec![(Class::Blame, 2), (Class::Event, 3)]));
        for wrong in ["", "blame", "blame0", "blame4", "hedge1", "négation2", "blame1  harm1"] {
            assert_eq!(Levels::of(wrong), None, "{wrong}");
        }
    }
}
