//! a noun phrase -> who it names, as one who can speak: a name with or without titles, an organisation, a role ("a
//! spokesman for Harrow Cable", "officials"), or a pronoun.

use std::ops::Range;

use super::name::{clean, run_start, tidy, untitled};
use super::piece::{Piece, Shape};
use super::words::Group;

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

/// Whether a clause can begin behind a piece.
pub(super) fn starts_clause(piece: &Piece<'_>) -> bool {
    piece.parts()
        || piece.is_quote()
        || piece.among(&[
            "and", "but", "or", "that", "as", "when", "while", "because", "although", "though", "what", "where", "after",
            "before", "since", "for", "so", "then", "yet",
        ])
}

/// Who the pieces of a noun phrase name.
pub(super) fn named(text: &str, pieces: &[Piece<'_>], range: Range<usize>) -> Option<Speaker> {
    if range.is_empty() {
        return None;
    }
    let writing = pieces[range.end - 1].has(Group::Writing) && !pieces[range.end - 1].is_capital();
    let who = if writing && is_unowned(&pieces[range.start..range.end - 1]) {
        let told_of = pieces[range.start].among(&["the", "its", "his", "her", "their"]);
        told_of.then_some(Who::Thing)
    } else {
        let own = if writing { whose(pieces, range.clone()) } else { writer(pieces, range.clone()) };
        let last = &pieces[own.clone()].last()?;
        if last.is_capital() && !last.has(Group::NoName) {
            name(text, pieces, own, writing)
        } else {
            role(text, pieces, own, range.start, writing)
        }
    };
    Some(Speaker { who: who?, pieces: range })
}

/// Whether what stands before "statement" does not tell whose it is: "the joint written".
fn is_unowned(pieces: &[Piece<'_>]) -> bool {
    pieces
        .iter()
        .all(|piece| piece.has(Group::Determiner) || piece.has(Group::Writing) || piece.among(&["joint", "written", "new"]))
}

/// Whose writing it is: "Harrow's | statement", "a | state department | statement".
fn whose(pieces: &[Piece<'_>], range: Range<usize>) -> Range<usize> {
    range.start + usize::from(pieces[range.start].among(&["a", "an"]))..range.end - 1
}

/// Whose writing it is: "a letter from | Harrow"; all where it is of no writing.
fn writer(pieces: &[Piece<'_>], range: Range<usize>) -> Range<usize> {
    let writing = range.clone().find(|&at| pieces[at].has(Group::Writing));
    let from = writing.filter(|&at| at + 2 < range.end && pieces[at + 1].among(&["from", "by", "of"]));
    from.map_or(range.start, |at| at + 2)..range.end
}

/// A noun phrase that ends with a capital: a name with its titles, or a role beside one.
fn name(text: &str, pieces: &[Piece<'_>], own: Range<usize>, writing: bool) -> Option<Who> {
    let (start, end) = (own.start, own.end);
    let last = &pieces[end - 1];
    let words = |from: usize| tidy(&text[pieces[from].range.start..last.range.end]);
    let run = run_start(pieces, start, end - 1);
    if run > start + 1 {
        let link = (start..run).rev().find(|&at| pieces[at].has(Group::Link));
        // A role with a link to the name: "a spokesman for Harrow Cable" speaks for it.
        if let Some(link) = link
            .filter(|&link| (link + 1..run).all(|at| pieces[at].is("the")) && link > start && pieces[link - 1].has(Group::Role))
        {
            let noun = |&at: &usize| pieces[at].shape == Shape::Word && !pieces[at].has(Group::Link);
            let first = (start..link).rev().take_while(noun).last().unwrap_or(start);
            return Some(Who::Role { words: words(first), organisation: false });
        }
        // "people in Lund", "the man from Lund" without a role: no name of a speaker.
        if link.is_some_and(|link| link + 1 == run) && !pieces[run - 2].has(Group::Title) {
            return None;
        }
    }
    let possessive = (start..end - 1).any(|at| pieces[at].possessive && at >= run);
    if possessive && !writing && last.has(Group::Role) {
        return Some(Who::Role { words: words(start), organisation: true });
    }
    let run = untitled(pieces, run, end);
    let name = &text[pieces[run].range.start..last.range.end];
    if last.has(Group::Title) && end - run == 1 || name.len() < 2 {
        return last.has(Group::Role).then(|| Who::Role { words: words(start), organisation: false });
    }
    let before = run.checked_sub(1).filter(|&at| at >= start).map(|at| &pieces[at]);
    let organisation = is_organisation(&pieces[run..end], before);
    let name = clean(name, last);
    let article = organisation == Some(true) && before.is_some_and(|piece| piece.is("the"));
    Some(Who::Name { name: if article { format!("the {name}") } else { name }, organisation })
}

/// Whether a name is that of an organisation, where it shows by its words or by the word before it.
fn is_organisation(name: &[Piece<'_>], before: Option<&Piece<'_>>) -> Option<bool> {
    const THE_FIRM: &[&str] = &["the", "company", "firm", "maker", "group", "agency", "operator"];
    const OF_FIRMS: &[&str] = &["company", "firm", "maker", "group", "operator", "retailer", "agency", "carrier"];
    let titled = |piece: &Piece<'_>| piece.has(Group::Title) || piece.is(".") || piece.has(Group::Role) && !piece.among(OF_FIRMS);
    if name.iter().any(|piece| piece.has(Group::Organisation)) || before.is_some_and(|piece| piece.among(THE_FIRM)) {
        Some(true)
    } else {
        before.is_some_and(titled).then_some(false)
    }
}

/// A noun phrase without a name at its end, which begins at `first`: the words of a role, or of what begins a clause as one does.
fn role(text: &str, pieces: &[Piece<'_>], own: Range<usize>, first: usize, writing: bool) -> Option<Who> {
    let last = &pieces[own.end - 1];
    let role = last.has(Group::Role) || writing;
    let mut words = tidy(&text[pieces[own.start].range.start..last.range.end]);
    if writing {
        words = clean(&words, last);
        if words.starts_with(char::is_lowercase) && !words.starts_with("the ") {
            words = format!("the {words}");
        }
    }
    let begins = first == 0 || starts_clause(&pieces[first - 1]);
    let determined = pieces[first].has(Group::Determiner) || pieces[first].possessive;
    let plain = determined && begins && own.len() <= 7 && !last.has(Group::NoName) && !last.lower.ends_with("ly");
    let speaks = (role || plain) && last.shape != Shape::Mark && own.len() <= 10;
    speaks.then(|| Who::Role { words, organisation: writing || last.has(Group::Organisation) })
}
