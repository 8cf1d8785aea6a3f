//! text -> who says what in it: [`Voice`]s, each with its speaker and the words that are said.
//!
//! A voice is a quotation or a piece of reported speech that a verb ("said", "told", "denies"), "according to" or "as …
//! put it" gives to a speaker, before, after or amid the words. Quotation marks without a speaker are no voice: they
//! may be irony, a title or a heading. The rules are written by hand for English news; in other languages there is
//! hardly ever a voice. They prefer to miss a voice over giving words to the wrong speaker.
//!
//! `quotation` finds the marks, `piece` cuts sentences that no quotation is cut in, `speech` finds the verbs, `speaker`
//! the speakers, `label` those before a colon; here they come together. `attitude` tells what side the words take. For the task see Pareti (2015), "Attribution: a computational approach".

mod attitude;
mod label;
mod piece;
mod quotation;
mod speaker;
mod speech;
mod words;

use std::ops::Range;

pub use attitude::Attitude;
use piece::{Passage, Piece, Shape};
use quotation::Quotation;
pub use quotation::without_quotations;
use speaker::{Memory, Speaker, Who};
use speech::{Cue, Force};

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
        let cues = speech::cues(pieces);
        let mut found: Vec<Said> = if is_open(pieces) { Vec::new() } else { self.said(pieces, &cues, before) };
        if let (true, Some((who, quote))) = (found.is_empty(), label::labelled(self.text, pieces, &self.memory)) {
            let parts = std::iter::once(quote..quote + 1).collect();
            let said = |speaker| Said { cue: 0, speaker, parts, earlier: None, denial: false };
            found.extend(self.memory.resolve(&who).map(said));
        }
        if found.is_empty() {
            if let Some((name, organisation)) = speaker::subject(self.text, pieces)
                && let Some(name) = self.memory.known(&name, organisation)
            {
                self.memory.subject(name, organisation);
            }
            return;
        }
        for said in found {
            let ranges: Vec<Range<usize>> = said.parts.iter().filter_map(|part| self.words(pieces, part.clone())).collect();
            let quoted = said.parts.iter().all(|part| is_quoted(&pieces[part.clone()]));
            if let Some(number) = said.earlier {
                let words = self.quoted(number);
                // It was taken for one of the speaker before.
                self.out.pop_if(|voice| voice.words == [words.clone()]);
                self.push(said.speaker.clone(), Kind::Quotation, said.denial, passage, vec![words]);
            } else if !ranges.is_empty() {
                let kind = if quoted { Kind::Quotation } else { Kind::Reported };
                self.push(said.speaker.clone(), kind, said.denial, passage, ranges);
            }
            let quotes = said.earlier.is_some() || said.parts.iter().any(|part| pieces[part.clone()].iter().any(Piece::is_quote));
            self.current = Some(said.speaker).filter(|_| quotes);
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
    fn said(&mut self, pieces: &[Piece<'_>], cues: &[Cue], before: Option<&Passage<'_>>) -> Vec<Said> {
        let attributed: Vec<Attributed> = self.attributed(pieces, cues, before);
        let mut out: Vec<Said> = Vec::new();
        let mut used = 0;
        for (at, one) in attributed.iter().enumerate() {
            let limit = attributed[at + 1..]
                .iter()
                .find(|next| next.cue.force != Force::According)
                .map_or(pieces.len(), |next| next.start);
            let Some((parts, earlier)) = said_by(pieces, one, used, limit.max(one.end), before) else { continue };
            used = parts.iter().map(|part| part.end).max().unwrap_or(used).max(one.end);
            let known = one.shared.and_then(|of| out.iter().rfind(|said| said.cue == of)).map(|said| said.speaker.clone());
            let who = one.speaker.as_ref().map(|speaker| &speaker.who);
            let Some(speaker) = known.or_else(|| self.memory.resolve(who?)) else { continue };
            let cue = if one.shared.is_some() { one.shared.unwrap_or(at) } else { at };
            out.push(Said { cue, speaker, parts, earlier, denial: one.cue.denial });
        }
        out
    }

    /// The signs of speech that have a speaker.
    fn attributed(&self, pieces: &[Piece<'_>], cues: &[Cue], before: Option<&Passage<'_>>) -> Vec<Attributed> {
        let mut out: Vec<Attributed> = Vec::new();
        for cue in cues {
            let from = out.last().map_or(0, |last| last.end);
            if cue.start < from {
                continue;
            }
            let ahead = cue.start.checked_sub(1).map(|at| &pieces[at]);
            if cue.force == Force::According {
                if let Some(speaker) = speaker::behind(self.text, pieces, cue.end).filter(|s| !matches!(s.who, Who::Thing)) {
                    out.push(Attributed::inverted(cue, speaker));
                }
                continue;
            }
            let after_quote = ahead.map_or_else(
                || before.is_some_and(|p| p.only_quote().is_some()),
                |piece| piece.is_quote() || piece.is(",") && cue.start >= 2 && pieces[cue.start - 2].is_quote(),
            );
            let after_comma = ahead.is_some_and(|piece| piece.is(","));
            if (after_quote || after_comma)
                && cue.start == cue.verb
                && cue.force != Force::Judge
                && let Some(speaker) = speaker::behind(self.text, pieces, cue.end)
            {
                let end = speaker.pieces.end;
                let amid = !after_quote && speaker::before(self.text, pieces, from, cue.start).is_some();
                if after_quote || !amid && speech::is_aside(&pieces[end..]) {
                    out.push(Attributed::inverted(cue, speaker));
                    continue;
                }
            }
            // "… and says", "…, adding that": the one who spoke before, or whom the sentence is about.
            if ahead.is_some_and(|piece| piece.among(&["and", "but"]))
                || (after_comma && pieces.get(cue.start.wrapping_sub(2)).is_some_and(|p| p.is_quote()))
            {
                let last = out.iter().rposition(|one| one.cue.force != Force::According);
                let first = || speaker::behind(self.text, pieces, 0).filter(|s| s.pieces.end < cue.start);
                let start = cue.start - 1;
                match last {
                    Some(of) => {
                        let of = out[of].shared.unwrap_or(of);
                        out.push(Attributed {
                            cue: cue.clone(),
                            start,
                            end: cue.end,
                            speaker: out[of].speaker.clone(),
                            inverted: false,
                            shared: Some(of),
                        });
                    }
                    None => out.extend(first().map(|speaker| Attributed {
                        cue: cue.clone(),
                        start,
                        end: cue.end,
                        speaker: Some(speaker),
                        inverted: false,
                        shared: None,
                    })),
                }
                continue;
            }
            let Some(speaker) = speaker::before(self.text, pieces, from, cue.start) else { continue };
            let start = speaker.pieces.start;
            let behind = start.checked_sub(1).map(|at| &pieces[at]);
            // "if Okafor says"; "Ruiz said that Okafor said", which is all Ruiz's.
            if behind.is_some_and(|piece| piece.among(&["if", "whether", "unless", "did", "does", "until"])) {
                continue;
            }
            let own = behind.is_none_or(|piece| {
                piece.parts() || piece.is_quote() || piece.among(&["but", "and", "while", "whereas", "although", "though", "as"])
            });
            if out.iter().any(|one| one.cue.force != Force::According) && !own {
                continue;
            }
            out.push(Attributed { cue: cue.clone(), start, end: cue.end, speaker: Some(speaker), inverted: false, shared: None });
        }
        out
    }
}

/// A sign of speech with its speaker.
struct Attributed {
    cue: Cue,
    /// Where speaker and verb begin and end.
    start: usize,
    end: usize,
    speaker: Option<Speaker>,
    /// Whether the speaker stands behind the verb.
    inverted: bool,
    /// The sign before, whose speaker it is.
    shared: Option<usize>,
}

impl Attributed {
    /// A sign whose speaker stands behind the verb.
    fn inverted(cue: &Cue, speaker: Speaker) -> Self {
        let (start, end) = (cue.start, speaker.pieces.end);
        Self { cue: cue.clone(), start, end, speaker: Some(speaker), inverted: true, shared: None }
    }
}

/// Pieces that are said, and by whom.
struct Said {
    cue: usize,
    speaker: String,
    parts: Vec<Range<usize>>,
    /// The quotation of the passage before, where that is what is said.
    earlier: Option<usize>,
    denial: bool,
}

/// A question whether someone spoke, of the author's.
fn is_open(pieces: &[Piece<'_>]) -> bool {
    const ASKS: &[&str] = &["did", "does", "do", "has", "have", "is", "will", "would", "could", "should", "can"];
    pieces.first().is_some_and(|first| first.among(ASKS)) && pieces.last().is_some_and(|last| last.is("?"))
}

fn is_quoted(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().any(Piece::is_quote) && pieces.iter().all(|piece| piece.is_quote() || piece.shape == Shape::Mark)
}

/// Without marks and conjunctions around.
fn trimmed(pieces: &[Piece<'_>], mut part: Range<usize>) -> Range<usize> {
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

fn count(pieces: &[Piece<'_>]) -> usize {
    pieces.iter().filter(|piece| piece.shape == Shape::Word).count()
}

/// What pieces a speaker says: before the verb, after it, or both; or a quotation of the passage before.
fn said_by(
    pieces: &[Piece<'_>],
    one: &Attributed,
    used: usize,
    limit: usize,
    before: Option<&Passage<'_>>,
) -> Option<(Vec<Range<usize>>, Option<usize>)> {
    let cue = &one.cue;
    // Within what the speaker before says.
    if one.start < used {
        return None;
    }
    let rest = if one.inverted { one.end } else { speech::after(pieces, cue).min(limit) };
    let tail = &pieces[one.end.max(speech::listener_end(pieces, cue)).min(limit)..limit];
    let mut ahead = one.start;
    while ahead > used && (pieces[ahead - 1].shape == Shape::Mark || pieces[ahead - 1].among(&["as", "but", "and"])) {
        ahead -= 1;
    }
    let quoted = ahead > used && pieces[ahead - 1].is_quote();
    let comma = ahead < one.start && pieces[ahead].is(",");
    let aside = speech::is_aside(tail) || rest >= limit;
    let clause = used..ahead;
    if cue.force == Force::According {
        if count(&pieces[clause.clone()]) >= 3 || quoted {
            return Some((vec![clause], None));
        }
        let all = one.end..limit;
        return (count(&pieces[all.clone()]) >= 3).then_some((vec![all], None));
    }
    if cue.force == Force::Judge {
        let all = cue.verb..limit;
        return (count(&pieces[all.clone()]) >= 3 || pieces[all.clone()].iter().any(Piece::is_quote))
            .then_some((vec![all], None));
    }
    let quote_after = || (rest..limit).find(|&at| pieces[at].is_quote());
    if quoted && (aside || one.inverted || pieces.get(rest).is_some_and(Piece::is_quote)) && (!one.cue.denial || aside) {
        let mut parts = vec![if trimmed(pieces, clause.clone()).len() == 1 { ahead - 1..ahead } else { clause }];
        // The quotation goes on behind the speaker: “…,” Okafor said, “…”.
        parts.extend(quote_after().filter(|&at| at > 0 && (pieces[at - 1].shape == Shape::Mark)).map(|at| at..at + 1));
        return Some((parts, None));
    }
    if (comma || one.inverted)
        && aside
        && count(&pieces[clause.clone()]) >= 3
        && !tail.iter().any(|piece| piece.is(":"))
        && rest_is_short(pieces, rest, limit)
    {
        return Some((vec![clause], None));
    }
    if one.inverted || rest >= limit || count(&pieces[rest..limit]) == 0 && quote_after().is_none() {
        let number = before.and_then(Passage::only_quote)?;
        return (one.start == 0).then_some((Vec::new(), Some(number)));
    }
    let said = rest..limit;
    let that = pieces[cue.end..=rest].iter().any(|piece| piece.is("that"));
    let quote = quote_after().filter(|&at| at == rest || pieces[rest..at].iter().all(|piece| piece.shape == Shape::Mark));
    if cue.force == Force::That && !that && quote.is_none() {
        return None;
    }
    // After a comma only a quotation is said: "Okafor said, walking away."
    let enough = count(&pieces[said.clone()]) >= 2 || quote.is_some();
    (enough).then_some((vec![said], None))
}

/// Whether what follows a verb can be an aside by its length.
fn rest_is_short(pieces: &[Piece<'_>], rest: usize, limit: usize) -> bool {
    rest >= limit || pieces[rest..limit].first().is_some_and(Piece::parts) || count(&pieces[rest..limit]) <= 8
}

#[cfg(test)]
#[path = "voices_tests.rs"]
mod tests;
