//! words with capitals -> the name among them: behind titles, without an ending of possession, on one line.

use super::piece::{Piece, Shape};
use super::words::{Group, Groups};

/// Where the run of capitals that ends at a place begins.
pub(super) fn run_start(pieces: &[Piece<'_>], from: usize, last: usize) -> usize {
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
pub(super) fn untitled(pieces: &[Piece<'_>], start: usize, end: usize) -> usize {
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
pub(super) fn clean(name: &str, last: &Piece<'_>) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if last.possessive { name.trim_end_matches('s').trim_end_matches(['\'', '’']).to_owned() } else { name }
}

/// One line, without a capital article.
pub(super) fn tidy(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, rest) = words.split_once(' ').unwrap_or((&words, ""));
    if Groups::of(&first.to_lowercase()).has(Group::Determiner) {
        format!("{} {rest}", first.to_lowercase()).trim_end().to_owned()
    } else {
        words
    }
}
