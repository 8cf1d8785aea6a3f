//! In: the text of a dump. Out: its lines cleaned and trimmed, those that were cut at a fixed width joined.

use std::borrow::Cow;

use super::line::bullet;
use crate::text::clean_line;

/// The lines of the text that are not empty: their indent, empty lines before, text.
pub(super) fn paragraphs(text: &str) -> Vec<(usize, usize, String)> {
    let ends = ['\r', '\u{85}', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}'];
    let bytes = text.as_bytes();
    // One scan without branches tells a page whose lines end in nothing else.
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let ended = |(&a, &b): (&u8, &u8)| {
        matches!(a, b'\r' | 0xb | 0xc) | (a == 0xc2) & (b == 0x85) | (a == 0x80) & matches!(b, 0xa8 | 0xa9)
    };
    let odd = pairs.fold(false, |odd, pair| odd | ended(pair)) | bytes.last().is_some_and(|&last| ended((&last, &0)));
    let mut raw: Vec<(usize, Cow<str>)> = Vec::with_capacity(text.len() / 32);
    fn push<'t>(raw: &mut Vec<(usize, Cow<'t, str>)>, part: &'t str) {
        let spaces = part.bytes().take_while(|byte| *byte == b' ').count();
        let indent = spaces + part[spaces..].chars().take_while(|c| c.is_whitespace()).count();
        raw.push((indent, clean_line(part)));
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
    join(raw)
}

/// Paragraphs of lines cut at a fixed width, joined: their indent, empty lines before, text.
fn join(raw: Vec<(usize, Cow<str>)>) -> Vec<(usize, usize, String)> {
    let lengths: Vec<usize> = raw.iter().map(|(_, line)| line.chars().count()).collect();
    let mut sorted = lengths.clone();
    let at = sorted.len() * 99 / 100;
    let width = if sorted.is_empty() { 0 } else { *sorted.select_nth_unstable(at).1 };
    let pairs = lengths.windows(2).filter(|w| w[0] * 10 >= width * 7 && w[0] >= 50 && w[1] > 0).count();
    let wrapped = (50..=110).contains(&width) && pairs >= 2;
    let mut out: Vec<(usize, usize, String)> = Vec::new();
    let (mut gap, mut open) = (3, false);
    for ((indent, line), &length) in raw.into_iter().zip(&lengths) {
        if length == 0 {
            gap += 1;
        } else if let Some(last) = out.last_mut().filter(|_| open && bullet(&line).0.is_none()) {
            last.2.push(' ');
            last.2.push_str(&line);
        } else {
            // A paragraph is mostly of some lines.
            let mut text = String::with_capacity(if wrapped && length * 10 >= width * 7 { line.len() * 4 } else { line.len() });
            text.push_str(&line);
            out.push((indent, gap.min(3), text));
        }
        if length > 0 {
            gap = 0;
        }
        open = wrapped && length >= 50 && length * 10 >= width * 7;
    }
    out
}
