//! In: the text of a dump. Out: its lines cleaned and trimmed, those that were cut at a fixed width joined.

use std::borrow::Cow;
use std::ops::Range;

use super::line::bullet;
use crate::text::clean_line;

/// One of them: the columns before it, the empty lines before, at most 3, and where its text lies in that of all.
#[derive(Debug, Clone)]
pub(super) struct Paragraph {
    pub indent: usize,
    pub gap: usize,
    pub text: Range<usize>,
}

/// The paragraphs of a page.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    /// Their texts, one after the other.
    pub text: String,
    pub places: Vec<Paragraph>,
}

impl Paragraphs {
    /// Those of a text.
    pub fn of(text: &str) -> Self {
        join(&raw(text), text.len())
    }

    /// Adds one.
    pub fn push(&mut self, indent: usize, gap: usize, text: &str) {
        let begin = self.text.len();
        self.text.push_str(text);
        self.places.push(Paragraph { indent, gap, text: begin..self.text.len() });
    }

    /// Goes on with the last one.
    fn extend(&mut self, line: &str) {
        if let Some(last) = self.places.last_mut() {
            self.text.push(' ');
            self.text.push_str(line);
            last.text.end = self.text.len();
        }
    }
}

/// A line of the text, cleaned: the columns before it, and its characters.
struct Raw<'t> {
    indent: usize,
    text: Cow<'t, str>,
    chars: usize,
}

/// The lines of the text.
fn raw(text: &str) -> Vec<Raw<'_>> {
    let ends = ['\r', '\u{85}', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'];
    let bytes = text.as_bytes();
    // One scan without branches tells a page whose lines end in nothing else.
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let ended = |(&a, &b): (&u8, &u8)| {
        matches!(a, b'\r' | 0xb | 0xc) | (a == 0xc2) & (b == 0x85) | (a == 0x80) & matches!(b, 0xa8 | 0xa9)
    };
    let odd = pairs.fold(false, |odd, pair| odd | ended(pair)) | bytes.last().is_some_and(|&last| ended((&last, &0)));
    let mut raw: Vec<Raw> = Vec::with_capacity(text.len() / 32);
    fn push<'t>(raw: &mut Vec<Raw<'t>>, part: &'t str) {
        let spaces = part.bytes().take_while(|byte| *byte == b' ').count();
        let part = &part[spaces..];
        let others =
            if part.starts_with(char::is_whitespace) { part.chars().take_while(|c| c.is_whitespace()).count() } else { 0 };
        let (text, chars) = clean_line(part);
        raw.push(Raw { indent: spaces + others, text, chars });
    }
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).chain([text.len()]) {
        let line = &text[start..end];
        start = end + 1;
        if odd {
            line.strip_suffix('\r').unwrap_or(line).split(ends).for_each(|part| push(&mut raw, part));
        } else {
            push(&mut raw, line);
        }
    }
    raw
}

/// Paragraphs of lines cut at a fixed width, joined; all of them have `bytes` at most.
fn join(raw: &[Raw], bytes: usize) -> Paragraphs {
    let mut sorted: Vec<usize> = raw.iter().map(|line| line.chars).collect();
    let at = sorted.len() * 99 / 100;
    let width = if sorted.is_empty() { 0 } else { *sorted.select_nth_unstable(at).1 };
    let pairs = raw.windows(2).filter(|w| w[0].chars * 10 >= width * 7 && w[0].chars >= 50 && w[1].chars > 0).count();
    let wrapped = (50..=110).contains(&width) && pairs >= 2;
    let mut out = Paragraphs { text: String::with_capacity(bytes), places: Vec::with_capacity(raw.len()) };
    let (mut gap, mut open) = (3, false);
    for Raw { indent, text, chars } in raw {
        if *chars == 0 {
            gap += 1;
        } else if open && bullet(text).0.is_none() {
            out.extend(text);
        } else {
            out.push(*indent, gap.min(3), text);
        }
        if *chars > 0 {
            gap = 0;
        }
        open = wrapped && *chars >= 50 && chars * 10 >= width * 7;
    }
    out
}
