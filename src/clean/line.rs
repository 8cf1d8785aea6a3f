//! In: a text dump. Out: its lines, hard-wrapped ones joined, each with what it looks like: length, words,
//! bullet, sentence end, capitals, common words, dates, bylines, kinds of boundary words, repetition, and
//! how its words recur in the prose of the page. Time grows with the length of the text.

use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::boundary;
use super::letters::{BRACKET, COPYRIGHT, Found, Letters, Token};
use super::paragraphs::{Paragraph, Paragraphs};
use super::words::{Words, number};

/// One line of a page, and what it looks like; its text is [`Page::text`].
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Where its cleaned text lies in that of the page, and the text in lower case without its bullet.
    text: Range<usize>,
    low: Range<usize>,
    /// Columns before the first character in the dump.
    pub indent: usize,
    /// Empty lines before it, at most 3.
    pub gap: usize,
    /// Characters of the text.
    pub(super) chars: usize,
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
    /// Whether an address begins in it.
    pub(super) http: bool,
    pub(super) by: bool,
    pub(super) repeated: bool,
    pub(super) inside: bool,
    pub(super) main: bool,
    pub(super) overlap: f64,
    /// Where its rarer words lie among those of the page.
    pub(super) rare: Range<usize>,
    /// Words parted by white space, the bullet's left out; where the text after the bullet begins.
    pub(super) spaced: usize,
    bare: usize,
    /// The classes of its characters, as bits.
    pub(super) seen: u32,
    pub(super) prose: bool,
}

/// What stands behind the text in lower case while its words are read, so that the last ones are read as fast.
const BEHIND: &str = match std::str::from_utf8(&[0; 16]) {
    Ok(nulls) => nulls,
    Err(_) => "",
};

/// A long line of a dump is of the kind its first words speak of; its last ones may be a credit.
const HEAD: usize = 24;

fn closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '\u{201d}' | '\u{2019}' | ')' | ']' | '\u{bb}' | ' ')
}

/// Whether the text ends as a sentence does.
pub(super) fn sentence_end(text: &str) -> bool {
    text.trim_end_matches(closing).ends_with(['.', '!', '?', '\u{3002}', '\u{ff01}', '\u{ff1f}'])
}

/// What lines of a list begin with.
pub(super) const BULLETS: &str = "\u{2022}*+\u{25a1}\u{25a0}\u{25aa}\u{25cb}\u{25cf}\u{25e6}\u{b7}-\u{2013}#o\u{2605}";

/// The bullet the text begins with (`1` for any number), and the text after it.
pub(super) fn bullet(text: &str) -> (Option<char>, &str) {
    // Most lines begin with a letter.
    if text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() && first != b'o') {
        return (None, text);
    }
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    if let Some(c) = first.filter(|_| rest.is_empty() || rest.starts_with(' '))
        && BULLETS.contains(c)
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
    /// A line, given also with the capitals of ASCII in lower case, whose first `head` words tell its kinds. Its lower
    /// case and its rarer words are added to those of the page.
    fn new(text: &str, ascii: &str, paragraph: Paragraph, head: usize, told: &mut Told) -> Self {
        let (bullet, bare) = bullet(text);
        let Told { found, words, rare, low: lows } = told;
        let letters = Letters::of(bare, found);
        let begin = lows.len();
        letters.lower(bare, &ascii[text.len() - bare.len()..], found, lows);
        let behind = lows.len();
        lows.push_str(BEHIND);
        let (low, padded) = (&lows[begin..behind], &lows[begin..]);
        let tokens = &found.tokens;
        let Letters { chars, alpha, digits, commas, wide, spaced, sentences, names, capitals, uppers, seen, .. } = letters;
        let first = rare.len();
        let (mut stops, mut kinds, mut dated, mut http) = (0, 0, false, false);
        for (at, &Token { start, end, numeric }) in tokens.iter().enumerate() {
            let (word, said) = words.number(padded, start, end);
            stops += usize::from(said.stop);
            dated |= said.dated;
            http |= said.http;
            if let Some(phrases) = said.begins.filter(|_| at < head) {
                let heads = &tokens[at + 1..tokens.len().min(head)];
                kinds |= phrases.kinds(heads.iter().map(|token| &low[token.start..token.end]));
            }
            let mut add = |word: u32, start: usize, end: usize| rare.push((word, start > 0 && end < low.len()));
            if numeric {
                let parts = low[start..end].split(|c: char| !c.is_alphabetic() && c != '\'').filter(|part| part.len() > 3);
                for part in parts {
                    let start = part.as_ptr() as usize - low.as_ptr() as usize;
                    let (word, said) = words.number(padded, start, start + part.len());
                    if said.rare {
                        add(word, start, start + part.len());
                    }
                }
            } else if said.rare {
                add(word, start, end);
            }
        }
        let word = |at: usize| tokens.get(at).map_or("", |token| &low[token.start..token.end]);
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        let mut stop = share(stops, names);
        if wide * 2 > chars {
            stop = stop.max(0.4);
        }
        let marked = seen & COPYRIGHT != 0 || seen & BRACKET != 0 && low.contains("(c)");
        if tokens.len() <= head && marked || bare.starts_with('\u{a9}') {
            kinds |= boundary::COPYRIGHT;
        }
        dated &= digits > 0;
        let (mut ago, mut time) = (false, false);
        if digits > 0 {
            ago = (1..tokens.len()).any(|at| word(at) == "ago" && word(at - 1).len() < 9);
            ago |= !tokens.is_empty() && number(word(0)) && matches!(word(1), "h" | "m" | "d");
            let digits = |from: usize, to: usize| low.as_bytes().get(from..to).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
            time =
                memchr::memchr2_iter(b':', b'.', low.as_bytes()).any(|at| at > 0 && digits(at - 1, at) && digits(at + 1, at + 3));
        }
        let by = matches!(word(0), "by" | "por" | "von" | "di" | "par" | "da" | "автор" | "author")
            || word(1) == "by" && matches!(word(0), "written" | "story" | "posted");
        let words = spaced + wide / 2;
        let ends = sentence_end(bare);
        let prose = ends && words >= 14 && stop > 0.25;
        let all_chars = chars + text[..text.len() - bare.len()].chars().count();
        let (capital, upper) = (share(capitals, names), share(uppers, names));
        let (digits, alpha) = (share(digits, chars), share(alpha, chars));
        lows.truncate(behind);
        let Paragraph { indent, gap, text } = paragraph;
        Self {
            indent,
            gap,
            chars: all_chars,
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
            http,
            time,
            by,
            prose,
            kinds,
            rare: first..rare.len(),
            spaced,
            seen,
            bare: text.end - bare.len(),
            low: begin..behind,
            text,
            ..Self::default()
        }
    }

    /// Whether its words speak of one of the kinds.
    pub(super) fn has(&self, kinds: u16) -> bool {
        self.kinds & kinds != 0
    }
}

/// Whether the text holds the part. Where both are short, it takes less than to prepare a search would.
pub(super) fn holds(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let (Some(last), Some((&first, rest))) = (text.len().checked_sub(part.len()), part.split_first()) else {
        return part.is_empty();
    };
    memchr::memchr_iter(first, &text[..=last]).any(|at| text[at + 1..].starts_with(rest))
}

/// What the lines of a page tell as they are read.
#[derive(Default)]
pub(super) struct Told {
    /// What is found in the line at hand.
    found: Found,
    words: Words,
    /// The lower case of all lines, one after the other.
    low: String,
    /// The rarer words of all lines, and whether something stands both before and after each in its line.
    rare: Vec<(u32, bool)>,
}

/// The lines of a page with what they look like; see [`read`].
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The lines that are not empty, in order.
    pub lines: Vec<Line>,
    /// The texts of all lines, one after the other, and the same in lower case.
    text: String,
    low: String,
    /// The column most of the prose begins in.
    pub(super) column: usize,
    /// The sign of each line.
    pub(super) signs: Vec<Sign>,
    /// The rarer words of all lines, as numbers of the page's own; a line's are at its `rare`.
    rare: Vec<u32>,
    /// The lines of prose that each rarer word stands in, one word after the other, and where each begins.
    found: Vec<u32>,
    begins: Vec<usize>,
}

/// The lines of a dump: trimmed, hard-wrapped ones joined.
///
/// ```
/// let page = standpoint::clean::line::read("  * Home\n\n   It rained.\n");
/// assert_eq!((page.lines.len(), page.lines[1].indent, page.lines[1].gap), (2, 3, 1));
/// ```
pub fn read(text: &str) -> Page {
    Page::of(Paragraphs::of(text), HEAD)
}

/// The rarer words of a line, each as one bit of its number: of all of them, and of those with something before and
/// after. A line that holds another one holds the latter's inner words.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sign {
    all: u128,
    inner: u128,
}

impl Sign {
    /// Whether nothing speaks against a line of this sign being part of one of the other.
    #[inline]
    pub fn may_be_in(&self, other: &Self) -> bool {
        other.all & self.inner == self.inner
    }
}

impl Page {
    /// The page of these paragraphs. The first `head` words of each tell its kinds.
    pub(super) fn of(Paragraphs { text, places }: Paragraphs, head: usize) -> Self {
        let bytes = text.len();
        let mut told = Told {
            low: String::with_capacity(bytes),
            words: Words::with_room(bytes),
            rare: Vec::with_capacity(bytes / 8),
            ..Told::default()
        };
        let ascii = text.to_ascii_lowercase();
        let line = |paragraph: Paragraph| {
            let at = paragraph.text.clone();
            Line::new(&text[at.clone()], &ascii[at], paragraph, head, &mut told)
        };
        let lines = places.into_iter().map(line).collect();
        let mut page = Self { lines, low: std::mem::take(&mut told.low), text, ..Self::default() };
        page.compare(&told);
        page
    }

    /// The cleaned text of a line.
    pub fn text(&self, line: &Line) -> &str {
        &self.text[line.text.clone()]
    }

    /// The text after its bullet.
    pub(super) fn bare(&self, line: &Line) -> &str {
        &self.text[line.bare..line.text.end]
    }

    /// The same in lower case.
    pub(super) fn low(&self, line: &Line) -> &str {
        &self.low[line.low.clone()]
    }

    /// The numbers of the line's rarer words, each once.
    pub(super) fn rare(&self, line: &Line) -> &[u32] {
        &self.rare[line.rare.clone()]
    }

    /// The lines of prose that the word stands in.
    pub(super) fn prose_with(&self, word: u32) -> &[u32] {
        &self.found[self.begins[word as usize]..self.begins[word as usize + 1]]
    }

    /// Notes where the rarer words stand, and the sign of each line.
    fn place(&mut self, told: &Told) {
        // The line that each word was last seen in, and in how many lines of prose it stands.
        let (mut last, mut counts) = (vec![usize::MAX; told.words.len()], vec![0; told.words.len()]);
        let mut signs = vec![Sign::default(); self.lines.len()];
        let mut ranges = Vec::with_capacity(self.lines.len());
        let mut rare = Vec::with_capacity(told.rare.len());
        for (i, (line, sign)) in self.lines.iter().zip(&mut signs).enumerate() {
            let first = rare.len();
            for &(word, inner) in &told.rare[line.rare.clone()] {
                let bit = 1 << (word % 128);
                sign.all |= bit;
                sign.inner |= if inner { bit } else { 0 };
                if last[word as usize] != i {
                    last[word as usize] = i;
                    counts[word as usize] += usize::from(line.prose);
                    rare.push(word);
                }
            }
            ranges.push(first..rare.len());
        }
        self.begins = std::iter::once(0)
            .chain(counts.iter().scan(0, |sum, count| {
                *sum += count;
                Some(*sum)
            }))
            .collect();
        let mut ends = self.begins.clone();
        self.found = vec![0; ends.last().copied().unwrap_or(0)];
        for (i, (line, range)) in self.lines.iter_mut().zip(ranges).enumerate() {
            for &word in rare[range.clone()].iter().filter(|_| line.prose) {
                self.found[ends[word as usize]] = i as u32;
                ends[word as usize] += 1;
            }
            line.rare = range;
        }
        (self.rare, self.signs) = (rare, signs);
    }

    /// Fills in what takes the whole page to see.
    fn compare(&mut self, told: &Told) {
        self.place(told);
        let mut columns: FxHashMap<usize, usize> = FxHashMap::default();
        let mut copies: FxHashMap<u64, u32> = FxHashMap::with_capacity_and_hasher(self.lines.len(), FxBuildHasher);
        let keys: Vec<u64> = self.lines.iter().map(|line| xxhash_rust::xxh3::xxh3_64(self.low(line).as_bytes())).collect();
        for (line, &key) in self.lines.iter().zip(&keys) {
            if line.ends && line.words >= 12 && line.bullet.is_none() {
                *columns.entry(line.indent).or_default() += line.words.min(80);
            }
            *copies.entry(key).or_default() += 1;
        }
        let column = columns.into_iter().max_by_key(|&(column, words)| (words, std::cmp::Reverse(column))).map_or(0, |c| c.0);
        for (i, key) in keys.iter().enumerate() {
            let (inside, words, own) = (self.within(i), self.rare(&self.lines[i]), usize::from(self.lines[i].prose));
            let known = words.iter().filter(|&&word| self.prose_with(word).len() > own).count();
            let overlap = known as f64 / words.len().max(1) as f64;
            let line = &mut self.lines[i];
            line.repeated = copies.get(key).is_some_and(|&n| n > 1);
            (line.main, line.inside, line.overlap) = (line.indent == column, inside, overlap);
        }
        self.column = column;
    }

    /// Whether one of the eight lines before or after holds this one.
    fn within(&self, i: usize) -> bool {
        let (line, sign) = (&self.lines[i], &self.signs[i]);
        let around = i.saturating_sub(8)..(i + 9).min(self.lines.len());
        line.words >= 4
            && line.low.len() < 600
            && around.filter(|&j| j != i && sign.may_be_in(&self.signs[j])).any(|j| {
                let other = self.low(&self.lines[j]);
                other.len() < 3000 && holds(other, self.low(line))
            })
    }
}
