//! pieces of a passage -> where someone is said to speak: reporting verbs, "according to", "as … put it".
//!
//! A verb that is negated, infinite or passive reports nothing: "declined to say", "was told", "did not deny".

use super::piece::{Piece, Shape};
use super::words::Group;

/// What a verb needs to be a report of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Force {
    /// Whatever follows is said: "says the ban is wrong".
    Say,
    /// A quotation, or a clause with "that": "added 300 jobs" is no speech.
    That,
    /// The verb itself is said: "condemned the ban".
    Judge,
    /// "according to" the speaker who follows.
    According,
}

/// A sign of speech in a passage.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    /// Its first piece, with auxiliaries and adverbs: the speaker ends before it.
    pub start: usize,
    /// The verb.
    pub verb: usize,
    /// One past its last piece.
    pub end: usize,
    pub force: Force,
    pub denial: bool,
    /// Whether it names who listens: "told reporters".
    pub listened: bool,
}

/// The signs of speech in a passage, in order. O(pieces).
pub(super) fn cues(pieces: &[Piece<'_>]) -> Vec<Cue> {
    let mut out = Vec::new();
    for (at, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.shape == Shape::Word) {
        if piece.is("according") && pieces.get(at + 1).is_some_and(|next| next.is("to")) {
            out.push(Cue { start: at, verb: at, end: at + 2, force: Force::According, denial: false, listened: false });
        } else if piece.among(&["put", "puts"]) && pieces.get(at + 1).is_some_and(|next| next.is("it")) {
            out.extend(spoken(pieces, at, at + 2, Force::Say, false));
        } else if let Some((force, denial)) = force_of(piece, pieces, at) {
            out.extend(spoken(pieces, at, at + 1, force, denial));
        }
    }
    out
}

/// What the word at a place needs to be a report, if it can be one.
fn force_of(piece: &Piece<'_>, pieces: &[Piece<'_>], at: usize) -> Option<(Force, bool)> {
    let next = pieces.get(at + 1);
    // A name, a noun or part of a longer verb.
    if piece.is_capital() && at > 0 || next.is_some_and(|next| next.among(&["by", "off", "up"])) {
        return None;
    }
    if piece.has(Group::Noun)
        && next.is_some_and(|next| next.among(&["of", "about", "against", "and", "are", "were", "is", "was"]))
    {
        return None;
    }
    if piece.has(Group::Deny) {
        let near: Vec<&Piece<'_>> = pieces[at + 1..].iter().take(6).collect();
        let refused = near.iter().any(|piece| piece.has(Group::Refused));
        let claim = near.iter().any(|piece| piece.has(Group::Claim)) || piece.lower.starts_with("den");
        return (claim && !refused).then_some((Force::Say, true));
    }
    let lists = [(Group::Say, Force::Say), (Group::That, Force::That), (Group::Judge, Force::Judge)];
    let force = lists.into_iter().find(|&(group, _)| piece.has(group)).map(|(_, force)| force)?;
    let clear = |next: &Piece<'_>| !(force == Force::Judge && (next.is("of") || next.parts()));
    next.is_none_or(clear).then_some((force, false))
}

/// The cue of a verb, where someone did speak.
fn spoken(pieces: &[Piece<'_>], verb: usize, end: usize, force: Force, denial: bool) -> Option<Cue> {
    let mut start = verb;
    while start > 0 {
        let before = &pieces[start - 1];
        let adverb = before.has(Group::Adverb)
            || (before.lower.ends_with("ly") && before.lower.len() > 4 && !before.is_capital() && !before.is("family"));
        if !adverb && !before.has(Group::Auxiliary) {
            break;
        }
        start -= 1;
    }
    let barred = start > 0 && (pieces[start - 1].has(Group::Bar) || pieces[start - 1].lower.ends_with("n't"));
    // "have not said", "had never said".
    (!barred).then_some(Cue { start, verb, end, force, denial, listened: pieces[verb].among(&["told", "tells", "tell"]) })
}

/// Where what is said begins after a verb: behind "reporters", "on Wednesday", "in a statement" and "that".
pub(super) fn after(pieces: &[Piece<'_>], cue: &Cue) -> usize {
    let mut at = listener_end(pieces, cue);
    // "in Lund that it was late"
    if pieces.get(at).is_some_and(|piece| piece.has(Group::Preposition)) {
        let clear = pieces[at..].iter().take(7).take_while(|piece| !piece.parts() && !piece.is_quote());
        at = clear.enumerate().find(|(_, piece)| piece.is("that")).map_or(at, |(away, _)| at + away);
    }
    loop {
        let Some(piece) = pieces.get(at) else { return at };
        let tail = pieces[at..].iter().take(6).take_while(|piece| !piece.parts() && !piece.is_quote() && !piece.is("that"));
        let time = if piece.has(Group::Time) {
            Some(0)
        } else if piece.has(Group::Preposition) {
            tail.enumerate().filter(|(_, piece)| piece.has(Group::Time)).map(|(away, _)| away).next()
        } else {
            None
        };
        if let Some(away) = time {
            at += away + 1;
        } else if piece.is("that") || (piece.parts() && at > cue.end) || piece.among(&["later", "also", "again"]) {
            at += 1;
        } else {
            return at;
        }
    }
}

/// One past the verb and whom it tells.
pub(super) fn listener_end(pieces: &[Piece<'_>], cue: &Cue) -> usize {
    if cue.listened { behind_listener(pieces, cue.end) } else { cue.end }
}

/// Behind the one who is told.
fn behind_listener(pieces: &[Piece<'_>], from: usize) -> usize {
    let limit = pieces.len().min(from + 10);
    let stop = |piece: &Piece<'_>| piece.is("that") || piece.parts() || piece.is_quote() || piece.has(Group::Preposition);
    if let Some(at) = (from..limit)
        .find(|&at| stop(&pieces[at]))
        .filter(|&at| at > from && !pieces[from..at].iter().any(|piece| piece.has(Group::Verb)))
    {
        return at;
    }
    let mut at = from;
    if pieces.get(at).is_some_and(|piece| piece.among(&["the", "a", "an", "his", "her", "its", "their"])) {
        at += 1;
    }
    let capitals = pieces[at.min(pieces.len())..].iter().take_while(|piece| piece.is_capital()).count();
    let noun = usize::from(pieces.get(at + capitals).is_some_and(|piece| {
        let listens = piece.has(Group::Role)
            || piece.has(Group::Organisation)
            || piece.among(&["reporters", "journalists", "newspaper", "magazine"]);
        piece.shape == Shape::Word && (capitals == 0 || listens)
    }));
    at + capitals + noun
}

/// Whether what follows a verb says only when, where or how: nothing of it is what was said.
pub(super) fn is_aside(pieces: &[Piece<'_>]) -> bool {
    let Some(first) = pieces.iter().find(|piece| !piece.is_quote()) else { return true };
    if pieces.iter().all(|piece| piece.shape == Shape::Mark || piece.is_quote()) {
        return true;
    }
    (first.parts() && !first.is(":")) || first.has(Group::Aside) || first.has(Group::Preposition) || first.has(Group::Time)
}
