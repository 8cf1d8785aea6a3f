//! text -> who says what in it: [`Voice`]s, each with its speaker and the words that are said.
//!
//! A voice is a quotation or a piece of reported speech that a verb ("said", "told", "denies"), "according to" or "as …
//! put it" gives to a speaker, before, after or amid the words. Quotation marks without a speaker are no voice: they
//! may be irony, a title or a heading. The rules are written by hand for English news; in other languages there is
//! hardly ever a voice. They prefer to miss a voice over giving words to the wrong speaker.
//!
//! `quotation` finds the marks, `piece` cuts sentences that no quotation is cut in, `speech` finds the verbs, `beside` the
//! noun phrase next to one, `speaker` and `name` whom it names, `attribution` which verb is whose, `said` the words, `label`
//! a name before a colon, and `memory` gives short names and pronouns their full ones; here they come together. `attitude` tells
//! what side the words take. For the task see Pareti (2015), "Attribution: a computational approach".

mod attitude;
mod attribution;
mod beside;
mod label;
mod memory;
mod name;
mod piece;
mod quotation;
mod said;
mod speaker;
mod speech;
mod words;

use std::ops::Range;

pub use attitude::Attitude;
use attribution::attributions;
use memory::Memory;
use piece::{Passage, Piece, Shape};
use quotation::Quotation;
pub use quotation::without_quotations;
use said::{Said, is_quoted, said_by, trimmed};

/// How words are given to a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// In quotation marks, word by word.
    Quotation,
    /// In the author's words.
    Reported,
}

impl Kind {
    /// As written in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Reported => "reported",
        }
    }
}

/// What someone says in a text.
///
/// ```
/// use standpoint::voices::{Kind, voices};
/// let text = "Minister Ada Okafor said on Monday: “The ban is wrong.” Harrow Cable denies that it spies.";
/// let voices = voices(text);
/// assert_eq!((voices[0].speaker.as_str(), voices[0].kind), ("Ada Okafor", Kind::Quotation));
/// assert_eq!(voices[0].text(text), "The ban is wrong.");
/// assert!(voices[1].speaker == "Harrow Cable" && voices[1].denial);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// A name without titles, in the fullest form that was met, or the words that stand for one.
    pub speaker: String,
    /// Quoted or reported.
    pub kind: Kind,
    /// Whether it is said not to be so.
    pub denial: bool,
    /// The bytes of the sentence.
    pub sentence: Range<usize>,
    /// The bytes of what is said, without quotation marks around it; several where the speaker stands amid.
    pub words: Vec<Range<usize>>,
}

impl Voice {
    /// What is said, of the text that it was read from.
    pub fn text(&self, text: &str) -> String {
        let parts = self.words.iter().map(|range| text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" "));
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// The voices of a text, in order. O(text).
pub fn voices(text: &str) -> Vec<Voice> {
    let quotations = quotation::quotations(text);
    let passages = piece::passages(text, &quotations);
    let mut reader = Reader { text, quotations: &quotations, memory: Memory::default(), current: None, out: Vec::new() };
    for (at, passage) in passages.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| &passages[at]).filter(|_| passage.follows);
        reader.read(passage, before);
    }
    reader.out
}

struct Reader<'a> {
    text: &'a str,
    quotations: &'a [Quotation],
    memory: Memory,
    /// Who was quoted last, as long as quotations may go on.
    current: Option<String>,
    out: Vec<Voice>,
}

impl Reader<'_> {
    fn read(&mut self, passage: &Passage<'_>, before: Option<&Passage<'_>>) {
        let pieces = &passage.pieces;
        self.memory.meet(self.text, pieces);
        if let Some(number) = passage.only_quote() {
            let goes_on = self.quotations[number].continues || before.is_some();
            if let Some(speaker) = self.current.clone().filter(|_| goes_on) {
                let words = vec![self.quoted(number)];
                self.push(speaker, Kind::Quotation, false, passage, words);
            } else if !goes_on {
                self.current = None;
            }
            return;
        }
        self.current = None;
        let mut found = if is_open(pieces) { Vec::new() } else { self.spoken(pieces, before) };
        if let (true, Some((who, quote))) = (found.is_empty(), label::labelled(self.text, pieces, &self.memory)) {
            let said = || Said::Pieces(std::iter::once(quote..quote + 1).collect());
            found.extend(self.memory.resolve(&who).map(|speaker| Spoken { cue: 0, speaker, said: said(), denial: false }));
        }
        if found.is_empty()
            && let Some((name, organisation)) = beside::subject(self.text, pieces)
            && let Some(name) = self.memory.known(&name, organisation)
        {
            self.memory.subject(name, organisation);
        }
        for Spoken { speaker, said, denial, .. } in found {
            self.current = said.has_quotation(pieces).then(|| speaker.clone());
            match said {
                Said::Earlier(number) => {
                    let words = vec![self.quoted(number)];
                    // It was taken for one of the speaker before.
                    self.out.pop_if(|voice| voice.words == words);
                    self.push(speaker, Kind::Quotation, denial, passage, words);
                }
                Said::Pieces(parts) => {
                    let quoted = parts.iter().all(|part| is_quoted(&pieces[part.clone()]));
                    let words: Vec<Range<usize>> = parts.into_iter().filter_map(|part| self.words(pieces, part)).collect();
                    if !words.is_empty() {
                        let kind = if quoted { Kind::Quotation } else { Kind::Reported };
                        self.push(speaker, kind, denial, passage, words);
                    }
                }
            }
        }
    }

    fn push(&mut self, speaker: String, kind: Kind, denial: bool, passage: &Passage<'_>, words: Vec<Range<usize>>) {
        let first = words.iter().map(|range| range.start).min().unwrap_or(passage.range.start);
        let sentence = first.min(passage.range.start)..passage.range.end;
        self.out.push(Voice { speaker, kind, denial, sentence, words });
    }

    /// The words of a quotation, without a comma at their end.
    fn quoted(&self, number: usize) -> Range<usize> {
        let words = self.quotations[number].words.clone();
        words.start..words.start + self.text[words].trim_end_matches([',', ' ']).len()
    }

    /// The bytes of some pieces, without marks around them.
    fn words(&self, pieces: &[Piece<'_>], part: Range<usize>) -> Option<Range<usize>> {
        let part = trimmed(pieces, part);
        let (first, last) = (pieces.get(part.start)?, pieces.get(part.end.checked_sub(1)?)?);
        match first.shape {
            Shape::Quote(number) if part.len() == 1 => Some(self.quoted(number)),
            _ if part.is_empty() => None,
            _ => Some(first.range.start..last.range.end),
        }
    }

    /// What is said in a passage, and by whom.
    fn spoken(&mut self, pieces: &[Piece<'_>], before: Option<&Passage<'_>>) -> Vec<Spoken> {
        let attributed = attributions(self.text, pieces, &speech::cues(pieces), before);
        let mut out: Vec<Spoken> = Vec::new();
        let mut used = 0;
        for (at, one) in attributed.iter().enumerate() {
            let next = attributed[at + 1..].iter().find(|next| next.is_of_verb());
            let limit = next.map_or(pieces.len(), |next| next.start).max(one.end);
            let Some(said) = said_by(pieces, one, used, limit, before) else { continue };
            used = said.end().unwrap_or(used).max(one.end);
            let cue = one.shared.unwrap_or(at);
            let known = out.iter().rfind(|spoken| one.shared == Some(spoken.cue)).map(|spoken| spoken.speaker.clone());
            let Some(speaker) = known.or_else(|| self.memory.resolve(&one.speaker.who)) else { continue };
            out.push(Spoken { cue, speaker, said, denial: one.cue.denial });
        }
        out
    }
}

/// What is said, and by whom.
struct Spoken {
    /// The number of the sign that names the speaker.
    cue: usize,
    speaker: String,
    said: Said,
    denial: bool,
}

/// A question whether someone spoke, of the author's.
fn is_open(pieces: &[Piece<'_>]) -> bool {
    const ASKS: &[&str] = &["did", "does", "do", "has", "have", "is", "will", "would", "could", "should", "can"];
    pieces.first().is_some_and(|first| first.among(ASKS)) && pieces.last().is_some_and(|last| last.is("?"))
}

#[cfg(test)]
#[path = "voices_tests.rs"]
mod tests;
