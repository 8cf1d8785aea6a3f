//! text -> passages (sentences that no quotation is cut in) -> pieces: words, marks, and whole quotations.

use std::ops::Range;

use super::quotation::Quotation;
use super::words::{Group, Groups};
use crate::tokenize::{Marks, Token, sentences, tokens};

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Word,
    Mark,
    /// The number of a quotation.
    Quote(usize),
}

/// A word, a mark or a quotation of a passage.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    pub range: Range<usize>,
    pub text: &'a str,
    /// In small letters, with straight apostrophes; without a possessive ending.
    pub lower: String,
    pub groups: Groups,
    pub shape: Shape,
    pub possessive: bool,
}

impl Piece<'_> {
    /// Whether it is a word with a capital.
    pub fn is_capital(&self) -> bool {
        self.shape == Shape::Word && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether it is this word or mark.
    pub fn is(&self, word: &str) -> bool {
        self.lower == word
    }

    /// Whether it is a word of a group.
    pub fn has(&self, group: Group) -> bool {
        self.groups.has(group)
    }

    /// Whether it is a word of a list.
    pub fn among(&self, words: &[&str]) -> bool {
        self.shape == Shape::Word && words.contains(&self.lower.as_str())
    }

    pub fn is_quote(&self) -> bool {
        matches!(self.shape, Shape::Quote(_))
    }

    /// Whether it parts clauses.
    pub fn parts(&self) -> bool {
        self.shape == Shape::Mark && !matches!(self.text, "-" | "." | "'" | "’" | "&" | "$" | "£" | "%" | "/")
    }
}

/// A sentence with all of the quotations that it touches.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub range: Range<usize>,
    pub pieces: Vec<Piece<'a>>,
    /// Whether no paragraph ends before it.
    pub follows: bool,
}

impl Passage<'_> {
    /// Its only piece, where that is a quotation.
    pub fn only_quote(&self) -> Option<usize> {
        let mut shapes = self.pieces.iter().filter(|piece| piece.shape != Shape::Mark).map(|piece| piece.shape);
        match (shapes.next(), shapes.next()) {
            (Some(Shape::Quote(number)), None) => Some(number),
            _ => None,
        }
    }
}

/// The passages of a text, in order. O(text).
pub(super) fn passages<'a>(text: &'a str, quotations: &[Quotation]) -> Vec<Passage<'a>> {
    let mut out: Vec<Passage<'a>> = Vec::new();
    let mut next = 0;
    let mut range: Option<Range<usize>> = None;
    let mut last_end = 0;
    for sentence in sentences(text) {
        let joined = range.take().map_or(sentence.clone(), |open: Range<usize>| open.start..sentence.end);
        while quotations.get(next).is_some_and(|q| q.outer.end <= joined.end) {
            next += 1;
        }
        let cut = quotations.get(next).is_some_and(|q| q.outer.start < joined.end);
        if cut {
            range = Some(joined);
            continue;
        }
        push(text, joined, quotations, &mut last_end, &mut out);
    }
    if let Some(rest) = range {
        push(text, rest, quotations, &mut last_end, &mut out);
    }
    out
}

fn push<'a>(text: &'a str, range: Range<usize>, all: &[Quotation], last_end: &mut usize, out: &mut Vec<Passage<'a>>) {
    let follows = !out.is_empty() && !text[*last_end..range.start].contains("\n\n");
    *last_end = range.end;
    let first = all.partition_point(|q| q.outer.end <= range.start);
    let inside: Vec<usize> = (first..all.len()).take_while(|&number| all[number].outer.start < range.end).collect();
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut at = range.start;
    for number in inside {
        let outer = all[number].outer.start.max(range.start)..all[number].outer.end.min(range.end);
        read(text, at..outer.start.max(at), &mut pieces);
        at = outer.end;
        pieces.push(Piece {
            text: &text[outer.clone()],
            range: outer,
            lower: String::new(),
            groups: Groups::default(),
            shape: Shape::Quote(number),
            possessive: false,
        });
    }
    read(text, at..range.end.max(at), &mut pieces);
    pieces.drain(..dateline(text, &pieces));
    out.push(Passage { range, pieces, follows });
}

/// How many pieces the dateline has that a passage begins with, such as `LUND, May 3 (AP) —`: nobody says them. None but
/// words with a capital, numbers and marks stand before its dash, and a town in capitals or an agency in brackets.
fn dateline(text: &str, pieces: &[Piece<'_>]) -> usize {
    let is_dash = |piece: &Piece<'_>| piece.shape == Shape::Mark && matches!(piece.text, "-" | "–" | "—");
    let apart = |piece: &Piece<'_>| piece.text != "-" || text[..piece.range.start].ends_with([' ', '-']);
    let Some(dash) = pieces.iter().take(16).position(|piece| is_dash(piece) && apart(piece)) else { return 0 };
    let head = &pieces[..dash];
    let plain = |piece: &Piece<'_>| match piece.shape {
        Shape::Word => piece.is_capital() || piece.text.starts_with(|c: char| c.is_ascii_digit()),
        Shape::Mark => matches!(piece.text, "," | "." | "(" | ")" | "/"),
        Shape::Quote(_) => false,
    };
    let town = head.first().is_some_and(|first| first.text.len() > 2 && first.text.chars().all(char::is_uppercase));
    let agency = head.len() > 3 && head[dash - 1].is(")") && head.iter().any(|piece| piece.is("("));
    if !(head.iter().all(plain) && (town || agency)) {
        return 0;
    }
    dash + pieces[dash..].iter().take_while(|piece| is_dash(piece)).count()
}

/// Adds the words and marks of a range.
fn read<'a>(text: &'a str, range: Range<usize>, pieces: &mut Vec<Piece<'a>>) {
    tokens(&text[range.clone()], Marks::Keep, |Token { start, end }| {
        let place = range.start + start..range.start + end;
        let word = &text[place.clone()];
        let shape = if word.chars().any(char::is_alphanumeric) { Shape::Word } else { Shape::Mark };
        let mut lower = word.to_lowercase().replace('’', "'");
        let possessive = lower.len() > 2 && lower.ends_with("'s");
        if possessive {
            lower.truncate(lower.len() - 2);
        }
        let groups = Groups::of(&lower);
        pieces.push(Piece { range: place, text: word, lower, groups, shape, possessive });
    });
}
