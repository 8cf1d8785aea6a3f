//! pieces beside a reporting verb -> who speaks: a name with or without titles, an organisation, a role ("a spokesman
//! for Harrow Cable", "officials"), or a pronoun, which stands for the last named speaker that it fits.

use super::piece::{Piece, Shape};
use super::words::{Group, Groups};
use std::ops::Range;

/// Who a noun phrase names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// A name, without titles; whether it is that of an organisation, where that shows.
    Name { name: String, organisation: Option<bool> },
    /// A role without a name, with its words: "the state department", "two officials".
    Role { words: String, organisation: bool },
    /// he or she.
    Person,
    /// it, they, or "the statement".
    Thing,
}

/// A noun phrase that can speak.
#[derive(Debug, Clone)]
pub(super) struct Speaker {
    pub who: Who,
    /// Its pieces.
    pub pieces: Range<usize>,
}

/// The speaker that ends right before a place, in `from..end`.
pub(super) fn before(text: &str, pieces: &[Piece<'_>], from: usize, end: usize) -> Option<Speaker> {
    let last = end.checked_sub(1).filter(|&last| last >= from)?;
    if pieces[last].among(&["who", "which"]) {
        let comma = last > from && pieces[last - 1].is(",");
        return beside(text, pieces, from, last - usize::from(comma));
    }
    if pieces[last].is(",") { behind_clause(text, pieces, from, last) } else { beside(text, pieces, from, end) }
}

/// The speaker whose last word stands right before a place.
fn beside(text: &str, pieces: &[Piece<'_>], from: usize, end: usize) -> Option<Speaker> {
    let last = end.checked_sub(1).filter(|&last| last >= from)?;
    let piece = &pieces[last];
    let free = last == from || starts_clause(&pieces[last - 1]);
    if piece.among(&["he", "she", "it", "they"]) {
        // "the programme it calls" is no speech of it: a pronoun begins its clause.
        let who = if piece.among(&["he", "she"]) { Who::Person } else { Who::Thing };
        return free.then_some(Speaker { who, pieces: last..end });
    }
    if piece.shape != Shape::Word || piece.possessive || piece.among(&["i", "we", "you"]) {
        return None;
    }
    let start = phrase_start(pieces, from, last)?;
    named(text, pieces, start..end)
}

/// Whether a clause can begin behind a piece.
fn starts_clause(piece: &Piece<'_>) -> bool {
    piece.parts()
        || piece.is_quote()
        || piece.among(&[
            "and", "but", "or", "that", "as", "when", "while", "because", "although", "though", "what", "where", "after",
            "before", "since", "for", "so", "then", "yet",
        ])
}

/// The speaker before a clause between commas: "Okafor, a lawyer in Lund, said".
fn behind_clause(text: &str, pieces: &[Piece<'_>], from: usize, comma: usize) -> Option<Speaker> {
    for at in (from..comma).rev().filter(|&at| pieces[at].is(",")).take(4) {
        let Some(speaker) = beside(text, pieces, from, at) else { continue };
        if speaker.pieces.start > from && !starts_clause(&pieces[speaker.pieces.start - 1]) {
            continue;
        }
        match speaker.who {
            Who::Name { .. } => return Some(speaker),
            // "Harrow's chief executive, Jonas Whitlock, said": the clause is the name.
            Who::Role { .. } => {
                let name = named(text, pieces, at + 1..comma).filter(|named| matches!(named.who, Who::Name { .. }));
                let whole = name.filter(|_| pieces[at + 1..comma].iter().all(|piece| piece.is_capital() || piece.is(".")));
                return Some(whole.map_or(speaker.clone(), |name| Speaker { pieces: speaker.pieces, ..name }));
            }
            Who::Person | Who::Thing => {}
        }
    }
    None
}

/// Where the noun phrase that ends with a word begins.
fn phrase_start(pieces: &[Piece<'_>], from: usize, last: usize) -> Option<usize> {
    let mut at = last;
    // The words before, as long as they can be of one noun phrase.
    while at > from && last - at < 16 {
        let piece = &pieces[at - 1];
        let dot = piece.is(".")
            && at >= 2 + from
            && pieces[at - 2].is_capital()
            && (pieces[at].is_capital() || pieces[at - 2].text.contains('.'));
        let hyphen = piece.shape == Shape::Mark && matches!(piece.text, "-" | "&" | "/");
        let joins = piece.is("and") && at >= 2 + from && pieces[at].is_capital() && pieces[at - 2].is_capital();
        if dot || hyphen || joins {
            at -= 1;
            continue;
        }
        if piece.shape != Shape::Word || piece.has(Group::Verb) || (piece.has(Group::Bound) && !piece.is_capital()) {
            break;
        }
        at -= 1;
        if piece.has(Group::Determiner) && !piece.is_capital() {
            let linked = at > from && pieces[at - 1].has(Group::Link);
            let counted = at > from && pieces[at - 1].has(Group::Determiner);
            if !linked && !counted {
                break;
            }
        }
    }
    // A preposition does not begin one.
    while at < last
        && (pieces[at].has(Group::Link)
            || pieces[at].has(Group::Inner) && !pieces[at].is("the")
            || pieces[at].shape != Shape::Word
            || pieces[at].has(Group::Bound))
    {
        at += 1;
    }
    Some(at)
}

/// Who the pieces of a noun phrase name.
fn named(text: &str, pieces: &[Piece<'_>], range: Range<usize>) -> Option<Speaker> {
    let (mut start, mut end) = (range.start, range.end);
    if start >= end {
        return None;
    }
    // "Harrow's statement", "a state department statement", "a letter from Harrow".
    let writing = pieces[end - 1].has(Group::Writing) && !pieces[end - 1].is_capital();
    if writing {
        end -= 1;
        if (start..end).all(|at| {
            pieces[at].has(Group::Determiner) || pieces[at].has(Group::Writing) || pieces[at].among(&["joint", "written", "new"])
        }) {
            let told_of = pieces[start].among(&["the", "its", "his", "her", "their"]);
            return told_of.then_some(Speaker { who: Who::Thing, pieces: range });
        }
        if pieces[start].among(&["a", "an"]) {
            start += 1;
        }
    } else if let Some(at) = (start..end)
        .find(|&at| pieces[at].has(Group::Writing))
        .filter(|&at| at + 2 < end && pieces[at + 1].among(&["from", "by", "of"]))
    {
        start = at + 2;
    }
    if start >= end {
        return None;
    }
    let last = &pieces[end - 1];
    let whole = &text[pieces[start].range.start..pieces[end - 1].range.end];
    if last.is_capital() && !last.has(Group::NoName) {
        // A role with a link to the name: "a spokesman for Harrow Cable" speaks for it.
        let run = run_start(pieces, start, end - 1);
        if run > start + 1 {
            let link = (start..run).rev().find(|&at| pieces[at].has(Group::Link));
            if let Some(link) = link.filter(|&link| {
                (link + 1..run).all(|at| pieces[at].is("the")) && link > start && pieces[link - 1].has(Group::Role)
            }) {
                let start = (start..link)
                    .rev()
                    .take_while(|&at| pieces[at].shape == Shape::Word && !pieces[at].has(Group::Link))
                    .last()
                    .unwrap_or(start);
                let whole = &text[pieces[start].range.start..pieces[end - 1].range.end];
                return Some(Speaker { who: Who::Role { words: tidy(whole), organisation: false }, pieces: range });
            }
            // "people in Lund", "the man from Lund" without a role: no name of a speaker.
            if link.is_some_and(|link| link + 1 == run) && !pieces[run - 2].has(Group::Title) {
                return None;
            }
        }
        let possessive = (start..end - 1).any(|at| pieces[at].possessive && at >= run);
        if possessive && !writing && pieces[end - 1].has(Group::Role) {
            return Some(Speaker { who: Who::Role { words: tidy(whole), organisation: true }, pieces: range });
        }
        let run = untitled(pieces, run, end);
        let name = text[pieces[run].range.start..pieces[end - 1].range.end].to_owned();
        if pieces[end - 1].has(Group::Title) && end - run == 1 || pieces[end - 1].has(Group::NoName) || (name.len() < 2) {
            return pieces[end - 1]
                .has(Group::Role)
                .then(|| Speaker { who: Who::Role { words: tidy(whole), organisation: false }, pieces: range });
        }
        let titled = run > start
            && (pieces[run - 1].has(Group::Title)
                || pieces[run - 1].is(".")
                || pieces[run - 1].has(Group::Role)
                    && !pieces[run - 1]
                        .among(&["company", "firm", "maker", "group", "operator", "retailer", "agency", "carrier"]));
        let organisation = if (run..end).any(|at| pieces[at].has(Group::Organisation))
            || (run > start && pieces[run - 1].among(&["the", "company", "firm", "maker", "group", "agency", "operator"]))
        {
            Some(true)
        } else if titled {
            Some(false)
        } else {
            None
        };
        let article = run > start && pieces[run - 1].is("the") && organisation == Some(true);
        let name = clean(&name, last);
        let name = if article { format!("the {name}") } else { name };
        return Some(Speaker { who: Who::Name { name, organisation }, pieces: range });
    }
    let role = last.has(Group::Role) || writing;
    let mut words = tidy(whole);
    if writing {
        words = clean(&words, last);
        if words.chars().next().is_some_and(char::is_lowercase) && role && !words.starts_with("the ") {
            words = format!("the {words}");
        }
    }
    let begins = range.start == 0 || starts_clause(&pieces[range.start - 1]);
    let determined = pieces[range.start].has(Group::Determiner) || pieces[range.start].possessive;
    let plain = determined && begins && end - start <= 7 && !last.has(Group::NoName) && !last.lower.ends_with("ly");
    if (role || plain) && !last.shape.eq(&Shape::Mark) && end - start <= 10 {
        let organisation = writing || last.has(Group::Organisation);
        return Some(Speaker { who: Who::Role { words, organisation }, pieces: range });
    }
    None
}

/// Where the run of capitals that ends at a place begins.
fn run_start(pieces: &[Piece<'_>], from: usize, last: usize) -> usize {
    let mut at = last;
    while at > from {
        let before = &pieces[at - 1];
        let name = before.is_capital() && !before.has(Group::NoName) && !before.possessive && !(before.has(Group::Determiner));
        if name {
            at -= 1;
            continue;
        }
        let mut reach = at - 1;
        while reach > from && (pieces[reach].has(Group::Inner) || matches!(pieces[reach].text, "." | "-" | "&")) && at - reach < 3
        {
            reach -= 1;
        }
        let inner =
            reach < at - 1 && pieces[reach].is_capital() && !pieces[reach].possessive && !pieces[reach].has(Group::Determiner);
        if !inner {
            break;
        }
        at = reach;
    }
    at
}

/// Where the name begins behind the titles of a run: "Secretary of State Ada Okafor" is Ada Okafor.
fn untitled(pieces: &[Piece<'_>], start: usize, end: usize) -> usize {
    let mut at = (start..end - 1).rev().find(|&at| pieces[at].has(Group::Title)).map_or(start, |title| title + 1);
    while at + 2 < end && pieces[at].among(&["of", "for"]) {
        at += 2;
    }
    while at + 1 < end && (pieces[at].shape == Shape::Mark || pieces[at].has(Group::Inner)) {
        at += 1;
    }
    at
}

/// Without the possessive ending of its last word.
fn clean(name: &str, last: &Piece<'_>) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if last.possessive { name.trim_end_matches('s').trim_end_matches(['\'', '’']).to_owned() } else { name }
}

/// One line, without a capital article.
fn tidy(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, rest) = words.split_once(' ').unwrap_or((&words, ""));
    if Groups::of(&first.to_lowercase()).has(Group::Determiner) {
        format!("{} {rest}", first.to_lowercase()).trim_end().to_owned()
    } else {
        words
    }
}

/// The speaker that begins at a place: behind "said" or "according to".
pub(super) fn behind(text: &str, pieces: &[Piece<'_>], from: usize) -> Option<Speaker> {
    let mut end = from;
    while let Some(piece) = pieces.get(end).filter(|_| end - from < 12) {
        let inner = piece.among(&["of", "for", "the", "at", "from", "with"])
            && end > from
            && pieces.get(end + 1).is_some_and(|next| next.is_capital() || next.is("the"))
            && !(piece.among(&["at", "from", "with"]) && pieces[end - 1].is_capital());
        let joins =
            piece.is("and") && end > from && pieces[end - 1].is_capital() && pieces.get(end + 1).is_some_and(Piece::is_capital);
        let mark = piece.shape == Shape::Mark
            && (matches!(piece.text, "-" | "&" | "/")
                || (piece.text == "."
                    && end > from
                    && pieces.get(end + 1).is_some_and(|next| next.is_capital() || pieces[end - 1].text.contains('.'))));
        let word = piece.shape == Shape::Word
            && !piece.has(Group::Verb)
            && !(piece.has(Group::Bound) || piece.has(Group::Link) || (piece.has(Group::NoName) && end > from))
            && !(end > from && piece.among(&["earlier", "later", "last", "week", "yesterday", "today"]));
        if !(word || inner || joins || mark) {
            break;
        }
        end += 1;
        if piece.possessive && pieces.get(end).is_none_or(|next| next.shape != Shape::Word) {
            break;
        }
    }
    while end > from && (pieces[end - 1].shape == Shape::Mark || pieces[end - 1].has(Group::Inner)) {
        end -= 1;
    }
    let first = pieces.get(from)?;
    if first.among(&["he", "she"]) || first.among(&["it", "they"]) {
        let who = if first.among(&["he", "she"]) { Who::Person } else { Who::Thing };
        return Some(Speaker { who, pieces: from..from + 1 });
    }
    if end == from || first.among(&["i", "we", "you"]) {
        return None;
    }
    named(text, pieces, from..end)
}

/// The name that a passage begins with, which it may be about.
pub(super) fn subject(text: &str, pieces: &[Piece<'_>]) -> Option<(String, Option<bool>)> {
    let end = pieces.iter().take_while(|piece| piece.is_capital() || piece.is(".")).count();
    let verb =
        pieces.get(end).is_some_and(|next| next.has(Group::Verb) || next.is(",") || next.is("met") || next.lower.ends_with("ed"));
    let free = end > 0 && verb && !pieces[end - 1].possessive && !pieces[end - 1].is(".");
    match named(text, pieces, 0..end).filter(|_| free)?.who {
        Who::Name { name, organisation } => Some((name, organisation)),
        _ => None,
    }
}

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
