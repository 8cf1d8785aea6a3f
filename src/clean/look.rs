//! In: the lines of a page. Out: for each, a sparse row of what it and its neighbours look like: the first
//! features, from which the first, start, end and keep scores are made.

use std::ops::AddAssign;
use std::sync::LazyLock;

use memchr::memmem;

use super::boundary::{COMMENT, COPYRIGHT, KINDS, NEWS, NO_TITLE, RELATED};
use super::far::Far;
use super::letters::{AT, HASH, PIPE, QUOTE, STOP, UNDERSCORE};
use super::line::{Line, Page};
use super::row::{Row, Sink, Steps, bin};

/// Running sums: `sums[b] - sums[a]` is that of the values from a to b.
pub(super) fn running<T: Copy + Default + AddAssign>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut sum = T::default();
    let mut sums = Vec::with_capacity(values.size_hint().0 + 1);
    sums.push(sum);
    sums.extend(values.map(|value| {
        sum += value;
        sum
    }));
    sums
}

/// What of the page several features need: titles, datelines and the anchors made of both.
pub(super) struct Marks {
    pub(super) title: Vec<usize>,
    /// The greatest title score of the thirty lines above, and the last line that has it.
    above: Vec<Option<(usize, usize)>>,
    pub(super) dateline: Vec<bool>,
    datelines: Vec<usize>,
    /// How many lines the last dateline and the last heading are above each.
    dated: Vec<usize>,
    headed: Vec<usize>,
    anchor: Vec<i32>,
    best: i32,
    best_at: usize,
}

impl Marks {
    fn new(page: &Page) -> Self {
        let lines = &page.lines;
        let n = lines.len();
        let outdent = |line: &Line| page.column >= 2 && line.indent < page.column;
        let dateline: Vec<bool> = lines.iter().map(|l| l.words <= 14 && !l.ends && (l.dated || l.ago || l.by)).collect();
        let datelines = running(dateline.iter().map(|&d| usize::from(d)));
        let title: Vec<usize> = (0..n).map(|i| title_score(page, i)).collect();
        let heading: Vec<bool> = lines
            .iter()
            .map(|l| (3..=25).contains(&l.words) && l.bullet.is_none() && !l.ends && !l.has(NO_TITLE))
            .zip(lines)
            .map(|(heads, l)| heads && (page.column < 2 || outdent(l)))
            .collect();
        let anchor: Vec<i32> = (0..n)
            .map(|i| {
                let line = &lines[i];
                if !(2..=30).contains(&line.words) || line.bullet.is_some() || line.seen & PIPE != 0 || dateline[i] {
                    return 0;
                }
                let one = |b: bool| i32::from(b);
                let crowd = datelines[(i + 15).min(n)] - datelines[i.saturating_sub(15)] > 4;
                2 * one(dateline[i + 1..(i + 5).min(n)].contains(&true))
                    + one(line.repeated || line.inside)
                    + one(outdent(line))
                    + one(title[i] >= 2)
                    - one(line.ends)
                    - 2 * one(crowd)
                    - one(line.has(RELATED | COMMENT | NEWS | COPYRIGHT))
            })
            .collect();
        let best = anchor.iter().copied().max().unwrap_or(0);
        let best_at = anchor.iter().position(|&a| a == best).unwrap_or(0);
        Self {
            above: greatest(&title),
            title,
            dated: since(&dateline),
            headed: since(&heading),
            dateline,
            datelines,
            anchor,
            best,
            best_at,
        }
    }
}

/// For each line the greatest score of the thirty above it, and the last of them that has it.
fn greatest(scores: &[usize]) -> Vec<Option<(usize, usize)>> {
    // The line after the last one that has each score.
    let mut last = [0; 7];
    let step = |(i, &score): (usize, &usize)| {
        let near = |&score: &usize| last[score] > i.saturating_sub(30);
        let found = (0..7).rev().find(near).map(|score| (score, last[score] - 1));
        last[score] = i + 1;
        found
    };
    scores.iter().enumerate().map(step).collect()
}

/// How much a line looks like the title of the prose after it, 0 to 6.
fn title_score(page: &Page, i: usize) -> usize {
    let line = &page.lines[i];
    let fits = (3..=25).contains(&line.words) && line.bullet.is_none() && !line.has(NO_TITLE) && line.seen & PIPE == 0;
    let rare = page.rare(line);
    if !fits || rare.len() < 2 {
        return 0;
    }
    let near = |word: &u32| {
        let places = page.prose_with(*word);
        let next = places.partition_point(|&p| p as usize <= i);
        places.get(next).is_some_and(|&p| (p as usize) < i + 40)
    };
    let hits = rare.iter().filter(|w| near(w)).count() as f64 / rare.len() as f64;
    let outdent = line.indent < page.column || page.column > 3 && line.indent <= page.column && line.capital > 0.5;
    let signed = page.lines[i + 1..].iter().take(5).any(|l| l.by || l.dated || l.ago);
    [hits >= 0.5, hits >= 0.8, line.repeated || line.inside, !line.ends, outdent, signed].into_iter().filter(|&b| b).count()
}

static WORDS: Steps<92> = Steps::new(&[0, 1, 2, 3, 5, 8, 12, 18, 30, 50, 90]);
static ROUGHLY: Steps<60> = Steps::new(&[2, 5, 9, 15, 30, 60]);
static OF_KINDS: Steps<38> = Steps::new(&[4, 10, 20, 40]);
static OF_CREDITS: Steps<17> = Steps::new(&[15, 30]);
static OF_DATES: Steps<9> = Steps::new(&[8, 15]);
static OF_MAIN: Steps<29> = Steps::new(&[3, 8, 15, 30]);

/// The features a line lends to its neighbours too.
#[inline(always)]
fn write_line<S: Sink>(row: &mut Row<S>, line: &Line) {
    let words = line.words as isize;
    let ends = usize::from(line.ends);
    row.step(line.words, &WORDS);
    row.flag(line.bullet.is_some());
    row.one(Some(ROUGHLY.bin(words) + 7 * ends), 14);
    row.bin(Some(line.stop), &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    row.bin(Some(line.capital), &[0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 0.99]);
    let size = OF_KINDS.bin(words);
    for kind in 0..KINDS {
        let on = line.has(1 << kind);
        row.flag(on);
        row.one(on.then_some(size), 5);
    }
    let credited = !line.ends && line.sentences > 0;
    row.one(credited.then(|| OF_CREDITS.bin(words)), 3);
    for on in [line.dated, line.ago, line.by] {
        row.one(on.then(|| OF_DATES.bin(words)), 3);
    }
    row.flag(line.repeated);
    row.flag(line.inside);
    row.flag(line.main);
    row.one(line.main.then(|| OF_MAIN.bin(words) + 5 * ends), 10);
    row.bin(Some(line.overlap), &[0.0, 0.15, 0.3, 0.45, 0.6, 0.8]);
}

/// What each line lends to its neighbours, written once: the columns that are 1, of how many.
struct Lent {
    columns: Vec<u16>,
    ends: Vec<usize>,
    size: u32,
}

impl Lent {
    fn new(lines: &[Line]) -> Self {
        let mut row = Row::new(Vec::with_capacity(lines.len() * 14));
        let (mut ends, mut size) = (Vec::with_capacity(lines.len() + 1), 0);
        ends.push(0);
        for line in lines {
            row.columns = 0;
            write_line(&mut row, line);
            size = row.columns;
            ends.push(row.entries.len());
        }
        Self { columns: row.entries, ends, size }
    }

    /// Nothing is written where there is no line.
    #[inline(always)]
    fn write<S: Sink>(&self, row: &mut Row<S>, at: Option<usize>) {
        row.row(at.map_or(&[], |i| &self.columns[self.ends[i]..self.ends[i + 1]]), self.size);
    }
}

/// The kind of a character, of `KINDS_OF_CHARACTER`.
fn character(c: Option<char>) -> usize {
    const LISTED: &str = ".!?:;,)]\"\u{201d}\u{2026}'\u{2019}|-\u{bb}\u{3002}([\u{201c}\u{2018}#@";
    match c {
        None => 0,
        Some(c) if c.is_lowercase() => 1,
        Some(c) if c.is_uppercase() => 2,
        Some(c) if c.is_alphabetic() => 3,
        Some(c) if c.is_numeric() => 4,
        Some(c) => LISTED.chars().position(|l| l == c).map_or(5, |p| p + 6),
    }
}
const KINDS_OF_CHARACTER: usize = 30;

static HTTP: LazyLock<memmem::Finder> = LazyLock::new(|| memmem::Finder::new("http"));

static FIRSTS: Steps<14> = Steps::new(&[3, 8, 15]);
static MARKS: Steps<22> = Steps::new(&[5, 12, 25]);
static SENTENCES: Steps<6> = Steps::new(&[0, 1, 2, 4]);
static INDENT: Steps<16> = Steps::new(&[0, 2, 3, 4, 6, 9, 14]);
static OF_COLUMN: Steps<13> = Steps::new(&[-5, -2, -1, 0, 1, 3, 6]);

/// What only the line itself shows.
#[inline(always)]
fn write_own<S: Sink>(row: &mut Row<S>, line: &Line, column: usize) {
    let bare = line.bare();
    row.one(Some(character(bare.chars().next_back())), KINDS_OF_CHARACTER);
    let first = character(bare.chars().next());
    row.one(Some(first), KINDS_OF_CHARACTER);
    let words = line.words as isize;
    row.one((first < 6).then(|| first * 4 + FIRSTS.bin(words)), 24);
    row.step(line.sentences, &SENTENCES);
    row.step(line.commas, &SENTENCES);
    let seen = |class: u32| line.seen & class != 0;
    row.flag(seen(QUOTE));
    row.flag(bare.ends_with('\u{2026}') || bare.ends_with("..."));
    let marks = "\u{2022}*+\u{25a1}\u{25a0}\u{25aa}\u{25cb}\u{25cf}\u{25e6}\u{b7}-\u{2013}#o\u{2605}1";
    row.one(line.bullet.and_then(|b| marks.chars().position(|m| m == b)), 17);
    row.step(line.indent, &INDENT);
    row.one(Some(OF_COLUMN.bin(line.indent as isize - column as isize)), OF_COLUMN.size());
    row.bin(Some(line.upper), &[0.0, 0.2, 0.5, 0.9]);
    row.bin(Some(line.digits), &[0.0, 0.05, 0.15, 0.4]);
    row.bin(Some(line.alpha), &[0.3, 0.6, 0.75, 0.8]);
    let has = |part: &str| line.low.contains(part);
    let linked = HTTP.find(line.low.as_bytes()).is_some() || seen(STOP) && (has("www.") || has(".com"));
    let bracketed = bare.starts_with('[') && bare.ends_with(']');
    for on in [bracketed, seen(UNDERSCORE) && has("____"), linked, seen(AT), seen(HASH), seen(PIPE), line.time] {
        row.flag(on);
        row.one(on.then(|| MARKS.bin(words)), 4);
    }
}

static ABOVE: Steps<16> = Steps::new(&[1, 2, 3, 5, 8, 15]);
static SINCE: Steps<11> = Steps::new(&[1, 2, 3, 4, 6, 10]);
static LONG_SINCE: Steps<9> = Steps::new(&[3, 6, 10]);
static DATELINES: Steps<12> = Steps::new(&[0, 1, 2, 4, 10]);
static DATELINES_AROUND: Steps<10> = Steps::new(&[0, 1, 2, 4, 8]);
static OVER: Steps<6> = Steps::new(&[1, 2, 3, 5]);
static OF_BEST: Steps<102> = Steps::new(&[-20, -5, -1, 0, 1, 2, 3, 5, 8, 12, 20, 40, 80]);
static OF_BEST_ROUGHLY: Steps<43> = Steps::new(&[-1, 0, 3, 8, 20, 40]);
static BEST: Steps<5> = Steps::new(&[1, 2, 3, 4]);

/// Where the line stands among titles, datelines and anchors.
#[inline(always)]
fn write_marks<S: Sink>(row: &mut Row<S>, marks: &Marks, i: usize) {
    let n = marks.title.len();
    row.one(Some(marks.title[i]), 7);
    let above = marks.above[i];
    row.one(above.map(|(score, _)| score), 7);
    row.one(above.map(|(score, j)| score.min(4) / 2 * 7 + ABOVE.bin((i - j) as isize)), 21);
    let (dated, headed) = (marks.dated[i], marks.headed[i]);
    row.step(dated, &SINCE);
    row.step(headed, &SINCE);
    row.one(Some(LONG_SINCE.bin(dated as isize) * 4 + LONG_SINCE.bin(headed as isize)), 16);
    row.step(marks.datelines[i], &DATELINES);
    row.step(marks.datelines[(i + 15).min(n)] - marks.datelines[i.saturating_sub(15)], &DATELINES_AROUND);
    let shift = |a: i32| (a + 4).clamp(0, 9) as usize;
    let over = &marks.anchor[i.saturating_sub(8)..i];
    let top = over.iter().copied().max().unwrap_or(0);
    let back = over.iter().rev().position(|&a| a == top).map_or(9, |p| p + 1);
    row.one(Some(shift(top)), 10);
    row.one(Some(top.clamp(0, 5) as usize / 2 * 5 + OVER.bin(back as isize)), 15);
    row.one(Some(shift(marks.anchor[i])), 10);
    row.one(Some(shift(marks.anchor[i..(i + 8).min(n)].iter().copied().max().unwrap_or(0))), 10);
    let from = i as isize - marks.best_at as isize;
    row.one(Some(OF_BEST.bin(from)), OF_BEST.size());
    row.one(Some(BEST.bin(marks.best as isize) * 7 + OF_BEST_ROUGHLY.bin(from)), 35);
    row.one(Some(marks.dateline[i + 1..].iter().take(3).filter(|&&d| d).count()), 4);
}

/// How many lines each stands behind the last of those, at most 11.
fn since(on: &[bool]) -> Vec<usize> {
    let mut away = 11;
    let step = |&on: &bool| {
        let found = away;
        away = if on { 1 } else { (away + 1).min(11) };
        found
    };
    on.iter().map(step).collect()
}

static INDENTS: Steps<9> = Steps::new(&[-4, -1, 0, 3]);
static WORDS_AROUND: Steps<802> = Steps::new(&[0, 20, 60, 150, 400, 800]);

/// The rows of all lines, put into what `sink` gives for each, and the number of columns.
pub(super) fn rows<S: Sink>(page: &Page, sink: impl Fn(usize) -> S) -> (Vec<S>, usize) {
    let lines = &page.lines;
    let n = lines.len();
    let marks = Marks::new(page);
    let far = Far::new(page, &marks);
    let lent = Lent::new(lines);
    let prose = running(lines.iter().map(|l| if l.prose { l.words } else { 0 }));
    let words = running(lines.iter().map(|l| l.words));
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    let mut columns = 0;
    let rows = (0..n).map(|i| {
        let line = &lines[i];
        let mut row = Row::new(sink(i));
        lent.write(&mut row, Some(i));
        write_own(&mut row, line, page.column);
        let after = lines.get(i + 1).map_or(3, |l| l.gap);
        row.one(Some(line.gap * 4 + after), 16);
        write_marks(&mut row, &marks, i);
        far.write(&mut row, page, i);
        row.bin(Some(share(words[i], words[n])), &[0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98]);
        row.bin(Some(share(prose[i], prose[n])), &[0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.999]);
        for away in [1, 2, 3] {
            for j in [i.checked_sub(away), Some(i + away).filter(|&j| j < n)] {
                row.flag(j.is_none());
                lent.write(&mut row, j);
                if away == 1 {
                    let indent = j.map(|j| INDENTS.bin(lines[j].indent as isize - line.indent as isize));
                    row.one(indent, INDENTS.size());
                }
            }
        }
        for reach in [4, 10, 25] {
            row.step(prose[i] - prose[i.saturating_sub(reach)], &WORDS_AROUND);
            row.step(prose[(i + reach + 1).min(n)] - prose[i + 1], &WORDS_AROUND);
        }
        columns = row.columns as usize;
        row.entries
    });
    (rows.collect(), columns)
}
