//! In: a text dump. Out: its lines, hard-wrapped ones joined, each with what it looks like: length, words,
//! bullet, sentence end, capitals, common words, dates, bylines, kinds of boundary words, repetition, and
//! how its words recur in the prose of the page. Time grows with the length of the text.

use std::collections::HashMap;

use super::boundary::{self, is_stop, kinds};
use super::date::month;
use crate::text::clean_text;

/// One line of a page, and what it looks like.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// The cleaned text.
    pub text: String,
    /// Columns before the first character in the dump.
    pub indent: usize,
    /// Empty lines before it, at most 3.
    pub gap: usize,
    pub(super) low: String,
    pub(super) words: usize,
    pub(super) bullet: Option<char>,
    pub(super) ends: bool,
    pub(super) sentences: usize,
    pub(super) commas: usize,
    pub(super) stop: f64,
    pub(super) capital: f64,
    pub(super) upper: f64,
    pub(super) digits: f64,
    pub(super) alpha: f64,
    pub(super) kinds: u16,
    pub(super) dated: bool,
    pub(super) ago: bool,
    pub(super) time: bool,
    pub(super) by: bool,
    pub(super) repeated: bool,
    pub(super) inside: bool,
    pub(super) main: bool,
    pub(super) overlap: f64,
    /// Its rarer words, as numbers of the page's own.
    pub(super) rare: Vec<u32>,
    pub(super) prose: bool,
}

/// A long line of a dump is of the kind its first words speak of; its last ones may be a credit.
const HEAD: usize = 24;

fn closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '\u{201d}' | '\u{2019}' | ')' | ']' | '\u{bb}' | ' ')
}

/// Whether the text ends as a sentence does.
pub(super) fn sentence_end(text: &str) -> bool {
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '\u{3002}', '\u{ff01}', '\u{ff1f}'])
}

/// The bullet the text begins with (`1` for any number), and the text after it.
pub(super) fn bullet(text: &str) -> (Option<char>, &str) {
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    if let Some(c) =
        first.filter(|c| "\u{2022}*+\u{25a1}\u{25a0}\u{25aa}\u{25cb}\u{25cf}\u{25e6}\u{b7}-\u{2013}#o\u{2605}".contains(*c))
        && (rest.is_empty() || rest.starts_with(' '))
    {
        return (Some(c), rest.trim_start());
    }
    let number = text.trim_start_matches('(');
    let digits = number.bytes().take(4).take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) && number[digits..].starts_with(['.', ')']) {
        let rest = &number[digits + 1..];
        if rest.is_empty() || rest.starts_with(' ') {
            return (Some('1'), rest.trim_start());
        }
    }
    (None, text)
}

impl Line {
    /// A line whose first `head` words tell its kinds.
    pub(super) fn new(text: String, indent: usize, gap: usize, head: usize) -> Self {
        let (bullet, bare) = bullet(&text);
        let low = bare.to_lowercase().replace('\u{2019}', "'");
        let (mut chars, mut digits, mut alpha, mut wide) = (0usize, 0usize, 0usize, 0usize);
        let (mut sentences, mut commas, mut ended) = (0, 0, false);
        for c in bare.chars() {
            chars += 1;
            digits += usize::from(c.is_ascii_digit());
            alpha += usize::from(c.is_alphabetic());
            wide += usize::from(('\u{3040}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7af}').contains(&c));
            commas += usize::from(c == ',');
            if c.is_uppercase() && ended {
                sentences += 1;
            }
            ended = matches!(c, '.' | '!' | '?') || ended && matches!(c, ' ' | '"' | '\u{201c}' | '\u{201d}' | '\u{2019}' | ')');
        }
        let (mut names, mut capitals, mut uppers) = (0usize, 0usize, 0usize);
        for word in bare.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '\u{2019}').filter(|w| !w.is_empty()) {
            let mut letters = word.chars();
            let first = letters.next().is_some_and(char::is_uppercase);
            names += 1;
            capitals += usize::from(first);
            uppers += usize::from(first && word.len() > 1 && letters.all(char::is_uppercase));
        }
        let tokens: Vec<&str> = low.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect();
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        let mut stop = share(tokens.iter().filter(|w| is_stop(w)).count(), names);
        if wide * 2 > chars {
            stop = stop.max(0.4);
        }
        let mut bits = kinds(&tokens[..tokens.len().min(head)]);
        if tokens.len() <= head && (bare.contains('\u{a9}') || low.contains("(c)")) || bare.starts_with('\u{a9}') {
            bits |= boundary::COPYRIGHT;
        }
        let number = |w: &str| w.len() <= 4 && w.bytes().all(|b| b.is_ascii_digit());
        let year = tokens.iter().any(|w| w.len() == 4 && number(w) && (w.starts_with("19") || w.starts_with("20")));
        let dated = year || digits > 0 && tokens.iter().any(|w| month(w).is_some());
        let mut ago = tokens.windows(2).any(|w| w[1] == "ago" && w[0].len() < 9) && digits > 0;
        ago |= tokens.first().is_some_and(|w| number(w)) && tokens.get(1).is_some_and(|w| matches!(*w, "h" | "m" | "d"));
        let time = low
            .as_bytes()
            .windows(4)
            .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'.') && w[2].is_ascii_digit() && w[3].is_ascii_digit());
        let by = matches!(tokens.first(), Some(&("by" | "por" | "von" | "di" | "par" | "da" | "автор" | "author")))
            || tokens.get(1) == Some(&"by") && matches!(tokens.first(), Some(&("written" | "story" | "posted")));
        let words = bare.split_whitespace().count() + wide / 2;
        let ends = sentence_end(bare);
        let prose = ends && words >= 14 && stop > 0.25;
        let (capital, upper) = (share(capitals, names), share(uppers, names));
        let (digits, alpha) = (share(digits, chars), share(alpha, chars));
        Self {
            indent,
            gap,
            words,
            bullet,
            ends,
            sentences,
            commas,
            stop,
            capital,
            upper,
            digits,
            alpha,
            dated,
            ago,
            time,
            by,
            prose,
            kinds: bits,
            low,
            text,
            ..Self::default()
        }
    }

    /// Whether its words speak of one of the kinds.
    pub(super) fn has(&self, kinds: u16) -> bool {
        self.kinds & kinds != 0
    }

    /// The text after its bullet.
    pub(super) fn bare(&self) -> &str {
        bullet(&self.text).1
    }
}

/// The lines of a page with what they look like; see [`read`].
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The lines that are not empty, in order.
    pub lines: Vec<Line>,
    /// The column most of the prose begins in.
    pub(super) column: usize,
    /// For each rare word, the lines of prose it stands in.
    pub(super) found: Vec<Vec<u32>>,
}

/// The lines of a dump: trimmed, hard-wrapped ones joined.
///
/// ```
/// let page = standpoint::clean::line::read("  * Home\n\n   It rained.\n");
/// assert_eq!((page.lines.len(), page.lines[1].indent, page.lines[1].gap), (2, 3, 1));
/// ```
pub fn read(text: &str) -> Page {
    let mut raw: Vec<(usize, String)> = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        for part in line.split(['\r', '\u{85}', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}']) {
            let indent = part.chars().take_while(|c| c.is_whitespace()).count();
            raw.push((indent, clean_text(part)));
        }
    }
    let lines = join(&raw).into_iter().map(|(indent, gap, text)| Line::new(text, indent, gap, HEAD)).collect();
    Page::of(lines)
}

/// Paragraphs of lines cut at a fixed width, joined: their indent, empty lines before, text.
fn join(raw: &[(usize, String)]) -> Vec<(usize, usize, String)> {
    let lengths: Vec<usize> = raw.iter().map(|(_, line)| line.chars().count()).collect();
    let mut sorted = lengths.clone();
    sorted.sort_unstable();
    let width = sorted.get(sorted.len() * 99 / 100).copied().unwrap_or(0);
    let pairs = lengths.windows(2).filter(|w| w[0] * 10 >= width * 7 && w[0] >= 50 && w[1] > 0).count();
    let wrapped = (50..=110).contains(&width) && pairs >= 2;
    let mut out: Vec<(usize, usize, String)> = Vec::new();
    let (mut gap, mut open) = (3, false);
    for ((indent, line), &length) in raw.iter().zip(&lengths) {
        if length == 0 {
            gap += 1;
        } else if let Some(last) = out.last_mut().filter(|_| open && bullet(line).0.is_none()) {
            last.2.push(' ');
            last.2.push_str(line);
        } else {
            out.push((*indent, gap.min(3), line.clone()));
        }
        if length > 0 {
            gap = 0;
        }
        open = wrapped && length >= 50 && length * 10 >= width * 7;
    }
    out
}

impl Page {
    /// The page of these lines.
    pub(super) fn of(lines: Vec<Line>) -> Self {
        let mut page = Self { lines, ..Self::default() };
        page.compare();
        page
    }

    /// Fills in what takes the whole page to see.
    fn compare(&mut self) {
        let mut columns: HashMap<usize, usize> = HashMap::new();
        let mut copies: HashMap<u64, u32> = HashMap::new();
        let mut ids: HashMap<&str, u32> = HashMap::new();
        let mut rare: Vec<Vec<u32>> = Vec::new();
        for line in &self.lines {
            if line.ends && line.words >= 12 && line.bullet.is_none() {
                *columns.entry(line.indent).or_default() += line.words.min(80);
            }
            *copies.entry(key(&line.low)).or_default() += 1;
            let mut words: Vec<u32> = Vec::new();
            for word in line.low.split(|c: char| !c.is_alphabetic() && c != '\'') {
                if word.chars().nth(3).is_some() && !is_stop(word) {
                    let next = ids.len() as u32;
                    words.push(*ids.entry(word).or_insert(next));
                }
            }
            words.sort_unstable();
            words.dedup();
            rare.push(words);
        }
        let mut found = vec![Vec::new(); ids.len()];
        for (i, (_, words)) in self.lines.iter().zip(&rare).enumerate().filter(|(_, (line, _))| line.prose) {
            words.iter().for_each(|&w| found[w as usize].push(i as u32));
        }
        let column = columns.into_iter().max_by_key(|&(column, words)| (words, std::cmp::Reverse(column))).map_or(0, |c| c.0);
        let inside: Vec<bool> = (0..self.lines.len()).map(|i| self.within(i)).collect();
        for ((line, words), inside) in self.lines.iter_mut().zip(rare).zip(inside) {
            line.repeated = copies.get(&key(&line.low)).is_some_and(|&n| n > 1);
            line.inside = inside;
            line.main = line.indent == column;
            let own = usize::from(line.prose);
            let known = words.iter().filter(|&&w| found[w as usize].len() > own).count();
            line.overlap = known as f64 / words.len().max(1) as f64;
            line.rare = words;
        }
        (self.column, self.found) = (column, found);
    }

    /// Whether one of the eight lines before or after holds this one.
    fn within(&self, i: usize) -> bool {
        let line = &self.lines[i];
        let around = i.saturating_sub(8)..(i + 9).min(self.lines.len());
        line.words >= 4
            && line.low.len() < 600
            && around.filter(|&j| j != i).any(|j| {
                let other = &self.lines[j].low;
                other.len() < 3000 && other.len() >= line.low.len() && other.contains(&line.low)
            })
    }
}

fn key(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}
