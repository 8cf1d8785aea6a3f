//! who has spoken or been named so far -> the full name that a short one or a pronoun stands for.

use super::name::{clean, untitled};
use super::piece::Piece;
use super::speaker::Who;
use super::words::Group;

/// Names that are kept in mind.
const MOST: usize = 200;

/// Who has spoken so far, to give short names and pronouns their full ones.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Names of several words that the text has, in order of their last word.
    full: Vec<String>,
    /// Named ones, the last named last, and whether they are organisations.
    named: Vec<(String, Option<bool>)>,
}

impl Memory {
    /// Takes the names of several words in a passage, and the subject that it begins with.
    pub fn meet(&mut self, text: &str, pieces: &[Piece<'_>]) {
        // "Letting Harrow in" is no name.
        let mut at = usize::from(pieces.first().is_some_and(|first| first.lower.ends_with("ing")));
        while at < pieces.len() {
            let length = pieces[at..].iter().take_while(|p| p.is_capital() && !p.has(Group::NoName)).count();
            let possessive = pieces[at..at + length].iter().position(|p| p.possessive).map_or(length, |p| p + 1);
            let length = if length == 0 { 0 } else { possessive };
            if length >= 2 {
                let start = untitled(pieces, at, at + length);
                let words = &pieces[start..at + length];
                if (2..=3).contains(&words.len()) && !words.iter().any(|p| p.has(Group::Organisation) || p.has(Group::Determiner))
                {
                    let name = clean(&text[words[0].range.start..words[words.len() - 1].range.end], &words[words.len() - 1]);
                    if !self.full.contains(&name) && self.full.len() < MOST {
                        self.full.push(name);
                    }
                }
            }
            at += length.max(1);
        }
    }

    /// The full name that a speaker is known by, if any; the speaker is the last named from here on.
    pub fn resolve(&mut self, who: &Who) -> Option<String> {
        let (name, organisation) = match who {
            Who::Name { name, organisation } => (self.full_name(name, *organisation), *organisation),
            Who::Role { words, organisation } => (words.clone(), Some(*organisation || is_plural(words))),
            Who::Person => {
                let found = self.named.iter_mut().rev().find(|(_, organisation)| *organisation != Some(true))?;
                found.1 = Some(false);
                return Some(found.0.clone());
            }
            Who::Thing => {
                return self
                    .named
                    .iter()
                    .rev()
                    .find(|(_, organisation)| *organisation != Some(false))
                    .map(|(name, _)| name.clone());
            }
        };
        self.subject(name.clone(), organisation);
        Some(name)
    }

    /// Someone named, whom a pronoun may stand for from here on.
    pub fn subject(&mut self, name: String, organisation: Option<bool>) {
        let known = self.named.iter().position(|(other, _)| *other == name).map(|at| self.named.remove(at).1);
        if self.named.len() == MOST {
            self.named.remove(0);
        }
        self.named.push((name, known.flatten().or(organisation)));
    }

    /// The full name of a subject, where it is a name of several words or one that was met in full.
    pub fn known(&self, name: &str, organisation: Option<bool>) -> Option<String> {
        Some(self.full_name(name, organisation))
            .filter(|full| full.contains(' ') || self.named.iter().any(|(other, _)| other == full))
    }

    fn full_name(&self, name: &str, organisation: Option<bool>) -> String {
        if name.contains(' ') || organisation == Some(true) {
            return name.to_owned();
        }
        let spoke = |(full, _): &&(String, Option<bool>)| {
            let (first, last) = (full.split(' ').next(), full.split(' ').next_back());
            full.contains(' ')
                && !full.starts_with("the ")
                && full.split(' ').all(|word| word.starts_with(char::is_uppercase))
                && (first == Some(name) || last == Some(name))
        };
        if let Some((full, _)) = self.named.iter().rev().find(spoke) {
            return full.clone();
        }
        let mut fits = self.full.iter().filter(|full| full.split(' ').next_back() == Some(name));
        match (fits.next(), fits.next()) {
            (Some(full), None) => full.clone(),
            _ => name.to_owned(),
        }
    }
}

/// Whether a role is that of several people, for whom he or she does not stand.
fn is_plural(words: &str) -> bool {
    words.ends_with('s') || words.ends_with("people") || words.ends_with("police")
}
