//! a place in a passage -> the speaker who stands right before it or behind it: "Okafor, a lawyer in Lund, | said",
//! "according to | Okafor".

use super::piece::{Piece, Shape};
use super::speaker::{Speaker, Who, named, starts_clause};
use super::words::Group;

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
