//! signs of speech -> whose they are: a verb, or "according to", with the speaker who stands before it or behind it, or who
//! spoke by the verb before.

use super::beside;
use super::piece::{Passage, Piece};
use super::speaker::{Speaker, Who};
use super::speech::{self, Cue, Force};

/// A sign of speech with its speaker.
pub(super) struct Attribution {
    pub cue: Cue,
    /// Where speaker and verb begin and end.
    pub start: usize,
    pub end: usize,
    pub speaker: Speaker,
    /// Whether the speaker stands behind the verb.
    pub inverted: bool,
    /// The sign before, whose speaker it is.
    pub shared: Option<usize>,
}

impl Attribution {
    /// A sign whose speaker stands before the verb.
    fn plain(cue: &Cue, start: usize, speaker: Speaker) -> Self {
        Self { cue: cue.clone(), start, end: cue.end, speaker, inverted: false, shared: None }
    }

    /// A sign whose speaker stands behind the verb.
    fn inverted(cue: &Cue, speaker: Speaker) -> Self {
        let (start, end) = (cue.start, speaker.pieces.end);
        Self { cue: cue.clone(), start, end, speaker, inverted: true, shared: None }
    }

    /// Whether it is a verb's.
    pub fn is_of_verb(&self) -> bool {
        self.cue.force != Force::According
    }
}

/// The signs of speech that have a speaker; `before` is the passage that this one follows.
pub(super) fn attributions(text: &str, pieces: &[Piece<'_>], cues: &[Cue], before: Option<&Passage<'_>>) -> Vec<Attribution> {
    let mut out: Vec<Attribution> = Vec::new();
    for cue in cues {
        if cue.start >= out.last().map_or(0, |last| last.end) {
            out.extend(attributed(text, pieces, cue, &out, before));
        }
    }
    out
}

/// A sign with its speaker, where it has one, behind those found before it.
fn attributed(
    text: &str,
    pieces: &[Piece<'_>],
    cue: &Cue,
    found: &[Attribution],
    before: Option<&Passage<'_>>,
) -> Option<Attribution> {
    if cue.force == Force::According {
        let speaker = beside::behind(text, pieces, cue.end).filter(|speaker| speaker.who != Who::Thing)?;
        return Some(Attribution::inverted(cue, speaker));
    }
    let from = found.last().map_or(0, |last| last.end);
    let ahead = cue.start.checked_sub(1).map(|at| &pieces[at]);
    let second = cue.start.checked_sub(2).map(|at| &pieces[at]);
    let after_comma = ahead.is_some_and(|piece| piece.is(","));
    let comma_after_quote = after_comma && second.is_some_and(Piece::is_quote);
    let after_quote = match ahead {
        Some(piece) => piece.is_quote() || comma_after_quote,
        None => before.is_some_and(|passage| passage.only_quote().is_some()),
    };
    if (after_quote || after_comma)
        && cue.start == cue.verb
        && cue.force != Force::Judge
        && let Some(speaker) = beside::behind(text, pieces, cue.end)
    {
        let amid = || beside::before(text, pieces, from, cue.start).is_some();
        if after_quote || speech::is_aside(&pieces[speaker.pieces.end..]) && !amid() {
            return Some(Attribution::inverted(cue, speaker));
        }
    }
    if comma_after_quote || ahead.is_some_and(|piece| piece.among(&["and", "but"])) {
        return carried_on(text, pieces, cue, found);
    }
    in_front(text, pieces, cue, found)
}

/// "… and says", "…, adding that": the one who spoke before, or whom the sentence is about.
fn carried_on(text: &str, pieces: &[Piece<'_>], cue: &Cue, found: &[Attribution]) -> Option<Attribution> {
    let start = cue.start - 1;
    let Some(last) = found.iter().rposition(Attribution::is_of_verb) else {
        let speaker = beside::behind(text, pieces, 0).filter(|speaker| speaker.pieces.end < cue.start)?;
        return Some(Attribution::plain(cue, start, speaker));
    };
    let of = found[last].shared.unwrap_or(last);
    Some(Attribution { shared: Some(of), ..Attribution::plain(cue, start, found[of].speaker.clone()) })
}

/// "Okafor says", but not "if Okafor says", nor "Ruiz said that Okafor said", which is all Ruiz's.
fn in_front(text: &str, pieces: &[Piece<'_>], cue: &Cue, found: &[Attribution]) -> Option<Attribution> {
    const OPEN: &[&str] = &["if", "whether", "unless", "did", "does", "until"];
    const JOINS: &[&str] = &["but", "and", "while", "whereas", "although", "though", "as"];
    let from = found.last().map_or(0, |last| last.end);
    let speaker = beside::before(text, pieces, from, cue.start)?;
    let start = speaker.pieces.start;
    let own = match start.checked_sub(1).map(|at| &pieces[at]) {
        Some(piece) if piece.among(OPEN) => return None,
        Some(piece) => piece.parts() || piece.is_quote() || piece.among(JOINS),
        None => true,
    };
    (own || !found.iter().any(Attribution::is_of_verb)).then(|| Attribution::plain(cue, start, speaker))
}
