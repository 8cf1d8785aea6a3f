//! word -> what it is to speech: `words.txt`, written by hand for this project; a group, then words of it as they stand.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word is to speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Group {
    /// Whatever follows is said.
    Say,
    /// What follows is said not to be so.
    Deny,
    /// Says a quotation or a clause with `that`; else it may be no speech.
    That,
    /// The verb itself tells what the speaker holds of something.
    Judge,
    /// Present forms of verbs that are nouns too.
    Noun,
    /// Before a verb that is still a report.
    Auxiliary,
    /// Between a speaker and a verb.
    Adverb,
    /// Before a verb: nobody spoke, or not yet.
    Bar,
    /// What a denial is of; other things are denied that are no words.
    Claim,
    /// What a court or an office denies or rejects.
    Refused,
    /// Begins words that tell when, where or to whom something is said.
    Preposition,
    /// When or where something is said.
    Time,
    /// In no noun phrase.
    Verb,
    /// Begins what is no longer said.
    Aside,
    /// Who can speak without a name.
    Role,
    /// Is written or spoken by someone.
    Writing,
    /// Before a name and no part of it.
    Title,
    /// In the name of an organisation.
    Organisation,
    /// Begins a noun phrase.
    Determiner,
    /// Inside a noun phrase, between its nouns.
    Link,
    /// Inside a name.
    Inner,
    /// In no noun phrase, to the left of its noun.
    Bound,
    /// With a capital, and no name.
    NoName,
}

impl Group {
    const ALL: [Self; 23] = [
        Self::Say,
        Self::Deny,
        Self::That,
        Self::Judge,
        Self::Noun,
        Self::Auxiliary,
        Self::Adverb,
        Self::Bar,
        Self::Claim,
        Self::Refused,
        Self::Preposition,
        Self::Time,
        Self::Verb,
        Self::Aside,
        Self::Role,
        Self::Writing,
        Self::Title,
        Self::Organisation,
        Self::Determiner,
        Self::Link,
        Self::Inner,
        Self::Bound,
        Self::NoName,
    ];

    /// Its name in the file.
    fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// A set of groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Groups(u32);

impl Groups {
    /// Those of a word in small letters.
    pub fn of(word: &str) -> Self {
        WORDS.get(word).copied().unwrap_or_default()
    }

    /// Whether a group is in it.
    pub fn has(self, group: Group) -> bool {
        self.0 >> group as u8 & 1 == 1
    }
}

static WORDS: LazyLock<FxHashMap<&'static str, Groups>> = LazyLock::new(|| {
    let mut words: FxHashMap<&'static str, Groups> = FxHashMap::default();
    for (name, listed) in include_str!("words.txt").lines().filter_map(|line| line.split_once(' ')) {
        let bit = Group::ALL.into_iter().find(|group| group.name() == name).map_or(0, |group| 1 << group as u8);
        for word in listed.split(' ') {
            words.entry(word).or_default().0 |= bit;
        }
    }
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_read() {
        let lines = || include_str!("words.txt").lines().filter_map(|line| line.split_once(' '));
        for (name, words) in lines() {
            let group = Group::ALL.into_iter().find(|group| group.name() == name);
            assert!(group.is_some_and(|group| words.split(' ').all(|word| Groups::of(word).has(group))), "{name}");
        }
        assert!(Group::ALL.iter().all(|group| lines().any(|(name, _)| name == group.name())));
    }
}
