//! Names of targets: which of them are one target in other words, and where a text has one.
//!
//! Two names are one target where their words are the same, whatever the case, spaces, hyphens, underscores and quotation
//! marks, without `the` and in the singular: `The Carbon Taxes` and `carbon-tax`. What no rule tells, an alias does.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What names of one target have in common; the name itself where nothing else is left of it.
///
/// ```
/// use standpoint::text::target_key;
/// assert_eq!(target_key("The Carbon Taxes"), target_key("carbon-tax"));
/// assert_ne!(target_key("carbon tax"), target_key("carbon trade"));
/// ```
pub fn target_key(name: &str) -> String {
    let parts = name.split(|c: char| c.is_whitespace() || "-_‐–—'’‘\"“”.,".contains(c)).filter(|part| !part.is_empty());
    let words: Vec<String> = parts.map(|part| singular(&part.to_lowercase())).filter(|word| word != "the").collect();
    if words.is_empty() { name.trim().to_owned() } else { words.join(" ") }
}

/// That a target was given by a name, and which one of the model it was read as.
///
/// ```
/// use standpoint::text::{name_read_as, read_as};
/// assert_eq!(read_as("HRC", "Hillary Clinton"), "target 'HRC' is read as 'Hillary Clinton'");
/// assert_eq!(name_read_as("target 'HRC' is read as 'Hillary Clinton'; old", "Hillary Clinton"), Some("HRC"));
/// ```
pub fn read_as(name: &str, target: &str) -> String {
    format!("target '{name}{}", read_as_end(target))
}

fn read_as_end(target: &str) -> String {
    format!("' is read as '{target}'")
}

/// The name that was read as a target, by warnings that hold [`read_as`] of it.
pub fn name_read_as<'a>(warnings: &'a str, target: &str) -> Option<&'a str> {
    let before = &warnings[..warnings.find(&read_as_end(target))?];
    before.rsplit_once("target '").map(|(_, name)| name)
}

/// An English noun in the singular, by its ending; both of two forms go the same way, whatever it is.
fn singular(word: &str) -> String {
    let ends = |ending: &str| word.len() > ending.len() + 1 && word.ends_with(ending);
    let cut = |letters: usize| word[..word.len() - letters].to_owned();
    if ends("ies") {
        cut(3) + "y"
    } else if ["xes", "ches", "shes", "sses", "zes"].into_iter().any(ends) {
        cut(2)
    } else if ends("s") && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        cut(1)
    } else {
        word.to_owned()
    }
}

/// Other names of targets, as a user gives them.
///
/// ```
/// use standpoint::text::Aliases;
/// let mut aliases = Aliases::default();
/// aliases.add("Hillary Clinton", "HRC").unwrap();
/// assert_eq!(aliases.target_of("the HRC"), Some("Hillary Clinton"));
/// let places = aliases.find("Vote for #HRC!");
/// assert_eq!(places, [(10..13, "Hillary Clinton")]);
/// assert!(aliases.add("Human rights", "hrc").is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Aliases(BTreeMap<String, String>);

impl Aliases {
    /// Adds a name of a target.
    ///
    /// # Errors
    /// The target that the name stands for already, where that is another one.
    pub fn add(&mut self, target: &str, alias: &str) -> Result<(), String> {
        for name in [target, alias] {
            let known = self.target_of(name).filter(|known| target_key(known) != target_key(target)).map(str::to_owned);
            if let Some(known) = known {
                return Err(known);
            }
        }
        let target = self.target_of(target).unwrap_or(target).to_owned();
        self.0.insert(alias.to_owned(), target);
        Ok(())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The target that a name stands for, as it is written beside its aliases.
    pub fn target_of(&self, name: &str) -> Option<&str> {
        let key = target_key(name);
        self.names().find(|(known, _)| target_key(known) == key).map(|(_, target)| target)
    }

    /// What all names of one target have in common, its aliases too: the [`target_key`] of the target.
    ///
    /// ```
    /// let mut aliases = standpoint::text::Aliases::default();
    /// aliases.add("Hillary Clinton", "HRC").unwrap();
    /// assert_eq!(aliases.key_of("hrc"), aliases.key_of("Hillary-Clinton"));
    /// ```
    pub fn key_of(&self, name: &str) -> String {
        target_key(self.target_of(name).unwrap_or(name))
    }

    /// Adds the names of others that stand for no other target here.
    pub fn extend(&mut self, others: &Self) {
        for (alias, target) in &others.0 {
            // A name that is one of another target already stays that.
            let _ = self.add(target, alias);
        }
    }

    /// All names, those of the targets themselves too, each with its target.
    fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter().map(|(alias, target)| (alias.as_str(), target.as_str()));
        pairs.chain(self.0.values().map(|target| (target.as_str(), target.as_str())))
    }

    /// Where a text has a target's name or alias, as whole words, in bytes; the longest of those that begin at one place.
    /// O(words × names).
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut names: Vec<(String, &str)> = self.names().map(|(name, target)| (target_key(name), target)).collect();
        names.sort();
        names.dedup();
        let words = words(text);
        let (mut found, mut at) = (Vec::new(), 0);
        while at < words.len() {
            let longest = names.iter().filter_map(|(name, target)| {
                let count = name.split(' ').count();
                let run = words.get(at..at + count)?;
                name.split(' ').eq(run.iter().map(|(_, word)| word.as_str())).then_some((count, *target))
            });
            match longest.max_by_key(|&(count, _)| count) {
                Some((count, target)) => {
                    found.push((words[at].0.start..words[at + count - 1].0.end, target));
                    at += count;
                }
                None => at += 1,
            }
        }
        found
    }
}

/// The words of a text, where they stand and as [`target_key`] has them.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let (mut words, mut start) = (Vec::new(), None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from..at, singular(&text[from..at].to_lowercase())));
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_whatever_their_case_article_number_and_spaces() {
        for (one, other) in [
            ("Tariffs", "the tariff"),
            ("chinese-tech-restrictions", "Chinese tech restriction"),
            ("carbon taxes", "Carbon Tax"),
            ("Policies", "policy"),
            ("U.S.", "U.S"),
        ] {
            assert_eq!(target_key(one), target_key(other), "{one}, {other}");
        }
        for (one, other) in [("C", "C++"), ("bus", "bu"), ("Bill Clinton", "Hillary Clinton"), ("congress", "congres")] {
            assert_ne!(target_key(one), target_key(other), "{one}, {other}");
        }
        assert_eq!((target_key("+").as_str(), target_key("The").as_str()), ("+", "The"));
    }

    #[test]
    fn the_longest_name_at_a_place_is_found_and_no_part_of_a_word() {
        let mut aliases = Aliases::default();
        for (target, alias) in [("carbon tax", "levy"), ("carbon tax", "levy on carbon"), ("phone ban", "ban")] {
            aliases.add(target, alias).expect("an alias");
        }
        let text = "A levy on carbon, Carbon Taxes; a ban. Urban levies";
        let found: Vec<(&str, &str)> = aliases.find(text).into_iter().map(|(range, target)| (&text[range], target)).collect();
        let all =
            [("levy on carbon", "carbon tax"), ("Carbon Taxes", "carbon tax"), ("ban", "phone ban"), ("levies", "carbon tax")];
        assert_eq!(found, all);
        assert_eq!(aliases.add("phone ban", "Carbon tax"), Err("carbon tax".into()));
    }
}
