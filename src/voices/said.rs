//! a sign of speech with its speaker -> what is said: pieces before it, behind it or around it, or the quotation before it.

use std::ops::Range;

use super::attribution::Attribution;
use super::piece::{Passage, Piece, Shape};
use super::speech::{self, Force};

/// What is said.
pub(super) enum Said {
    /// Pieces of the passage; several where the speaker stands amid.
    Pieces(Vec<Range<usize>>),
    /// A quotation, which is all of the passage before.
    Earlier(usize),
}

impl Said {
    /// Where its last piece ends, of the passage.
    pub fn end(&self) -> Option<usize> {
        match self {
            Self::Pieces(parts) => parts.iter().map(|part| part.end).max(),
            Self::Earlier(_) => None,
        }
    }

    /// Whether a quotation is said, or a part of one.
    pub fn has_quotation(&self, pieces: &[Piece<'_>]) -> bool {
        match self {
            Self::Pieces(parts) => parts.iter().any(|part| pieces[part.clone()].iter().any(Piece::is_quote)),
            Self::Earlier(_) => true,
        }
    }
}

/// What the speaker of a sign says, among the pieces from `used`, where what was said before it ends, to `limit`, where the
/// next sign begins; `before` is the passage that this one follows.
pub(super) fn said_by(
    pieces: &[Piece<'_>],
    one: &Attribution,
    used: usize,
    limit: usize,
    before: Option<&Passage<'_>>,
) -> Option<Said> {
    let cue = &one.cue;
    // Within what the speaker before says.
    if one.start < used {
        return None;
    }
    let only = |part: Range<usize>| Some(Said::Pieces(vec![part]));
    let ends_before = |at: &usize| pieces[*at].shape == Shape::Mark || pieces[*at].among(&["as", "but", "and"]);
    let ahead = (used..one.start).rev().take_while(ends_before).last().unwrap_or(one.start);
    let clause = used..ahead;
    let quoted = !clause.is_empty() && pieces[ahead - 1].is_quote();
    let enough = count(&pieces[clause.clone()]) >= 3;
    match cue.force {
        Force::According if enough || quoted => return only(clause),
        Force::According => return only(one.end..limit).filter(|_| count(&pieces[one.end..limit]) >= 3),
        Force::Judge => {
            let all = &pieces[cue.verb..limit];
            return only(cue.verb..limit).filter(|_| count(all) >= 3 || all.iter().any(Piece::is_quote));
        }
        Force::Say | Force::That => {}
    }
    let rest = if one.inverted { one.end } else { speech::after(pieces, cue).min(limit) };
    let tail = &pieces[one.end.max(speech::listener_end(pieces, cue)).min(limit)..limit];
    let aside = speech::is_aside(tail) || rest >= limit;
    let quote_after = || (rest..limit).find(|&at| pieces[at].is_quote());
    if quoted && (aside || one.inverted || pieces.get(rest).is_some_and(Piece::is_quote)) && (!cue.denial || aside) {
        let mut parts = vec![if trimmed(pieces, clause.clone()).len() == 1 { ahead - 1..ahead } else { clause }];
        // The quotation goes on behind the speaker: “…,” Okafor said, “…”.
        parts.extend(quote_after().filter(|&at| at > 0 && pieces[at - 1].shape == Shape::Mark).map(|at| at..at + 1));
        return Some(Said::Pieces(parts));
    }
    let comma = ahead < one.start && pieces[ahead].is(",");
    if (comma || one.inverted) && aside && enough && !tail.iter().any(|piece| piece.is(":")) && rest_is_short(pieces, rest, limit)
    {
        return only(clause);
    }
    if one.inverted || rest >= limit || count(&pieces[rest..limit]) == 0 && quote_after().is_none() {
        let number = before.and_then(Passage::only_quote)?;
        return (one.start == 0).then_some(Said::Earlier(number));
    }
    let that = pieces[cue.end..=rest].iter().any(|piece| piece.is("that"));
    let quote = quote_after().filter(|&at| pieces[rest..at].iter().all(|piece| piece.shape == Shape::Mark));
    if cue.force == Force::That && !that && quote.is_none() {
        return None;
    }
    // After a comma only a quotation is said: "Okafor said, walking away."
    only(rest..limit).filter(|_| count(&pieces[rest..limit]) >= 2 || quote.is_some())
}

/// Whether pieces are quotations alone, with marks.
pub(super) fn is_quoted(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().any(Piece::is_quote) && pieces.iter().all(|piece| piece.is_quote() || piece.shape == Shape::Mark)
}

/// Without marks and conjunctions around.
pub(super) fn trimmed(pieces: &[Piece<'_>], mut part: Range<usize>) -> Range<usize> {
    let loose = |piece: &Piece<'_>| piece.shape == Shape::Mark && !matches!(piece.text, "$" | "£" | "€");
    while !part.is_empty() && (loose(&pieces[part.start]) || pieces[part.start].among(&["that", "and", "but"])) {
        part.start += 1;
    }
    while !part.is_empty()
        && (loose(&pieces[part.end - 1]) && pieces[part.end - 1].text != "%"
            || pieces[part.end - 1].among(&["and", "but", "while", "as"]))
    {
        part.end -= 1;
    }
    part
}

/// How many words.
fn count(pieces: &[Piece<'_>]) -> usize {
    pieces.iter().filter(|piece| piece.shape == Shape::Word).count()
}

/// Whether what follows a verb can be an aside by its length.
fn rest_is_short(pieces: &[Piece<'_>], rest: usize, limit: usize) -> bool {
    rest >= limit || pieces[rest..limit].first().is_some_and(Piece::parts) || count(&pieces[rest..limit]) <= 8
}
