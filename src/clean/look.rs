//! In: the lines of a page. Out: for each, a sparse row of what it and its neighbours look like: the first
//! features, from which the first, start, end and keep scores are made.

use std::ops::AddAssign;
use std::sync::LazyLock;

use memchr::memmem;

use super::boundary::KINDS;
use super::far::Far;
use super::letters::{AT, HASH, PIPE, QUOTE, STOP, UNDERSCORE};
use super::line::{BULLETS, Line, Page};
use super::marks::Marks;
use super::row::{Four, Row, Sink, Steps, share};

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

static WORDS: Steps<92> = Steps::new(&[0, 1, 2, 3, 5, 8, 12, 18, 30, 50, 90]);
static ROUGHLY: Steps<62> = Steps::new(&[2, 5, 9, 15, 30, 60]);
static OF_KINDS: Steps<42> = Steps::new(&[4, 10, 20, 40]);
static OF_CREDITS: Steps<32> = Steps::new(&[15, 30]);
static OF_DATES: Steps<17> = Steps::new(&[8, 15]);
static OF_MAIN: Steps<32> = Steps::new(&[3, 8, 15, 30]);

/// The features a line lends to its neighbours too.
#[inline(always)]
fn write_line<S: Sink>(row: &mut Row<S>, line: &Line) {
    let words = line.words;
    let ends = usize::from(line.ends);
    row.step(line.words, &WORDS);
    row.flag(line.bullet.is_some());
    row.one(Some(ROUGHLY.bin(words) + 7 * ends), 14);
    row.bin(Some(line.stop), &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    row.bin(Some(line.capital), &[0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 0.99]);
    let size = OF_KINDS.bin(words);
    let (first, mut kinds) = (row.columns, line.kinds);
    while kinds != 0 {
        row.columns = first + 6 * kinds.trailing_zeros();
        row.flag(true);
        row.one(Some(size), 5);
        kinds &= kinds - 1;
    }
    row.columns = first + 6 * KINDS as u32;
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

/// How many columns `write_line` takes.
pub(super) const LENT: u32 = 74 + 6 * KINDS as u32;
/// Where a line may stand beside a row: it is the row's own, or one of the three before or after.
pub(super) const PLACES: usize = 7;

/// What each line lends to its neighbours, written once: the columns that are 1.
pub(super) struct Lent {
    columns: Vec<u8>,
    ends: Vec<usize>,
}

impl Lent {
    pub fn new(lines: &[Line]) -> Self {
        let mut row = Row::new(Vec::with_capacity(lines.len() * 14));
        let mut ends = Vec::with_capacity(lines.len() + 1);
        ends.push(0);
        for line in lines {
            row.columns = 0;
            write_line(&mut row, line);
            debug_assert_eq!(row.columns, LENT);
            ends.push(row.entries.len());
        }
        Self { columns: row.entries, ends }
    }

    /// What each line adds to the scores of the rows around it.
    pub fn shares(&self, weights: &[[Four; PLACES]]) -> Vec<[Four; PLACES]> {
        (0..self.ends.len() - 1).map(|at| share(weights, self.of(at))).collect()
    }

    #[inline(always)]
    fn of(&self, at: usize) -> impl Iterator<Item = (u32, f32)> {
        self.columns[self.ends[at]..self.ends[at + 1]].iter().map(|&column| (u32::from(column), 1.0))
    }
}

/// Characters of a kind of their own.
const LISTED: &str = ".!?:;,)]\"\u{201d}\u{2026}'\u{2019}|-\u{bb}\u{3002}([\u{201c}\u{2018}#@";

/// The kind of a character, of `KINDS_OF_CHARACTER`.
fn character(c: char) -> usize {
    match c {
        _ if c.is_lowercase() => 1,
        _ if c.is_uppercase() => 2,
        _ if c.is_alphabetic() => 3,
        _ if c.is_numeric() => 4,
        _ => LISTED.chars().position(|l| l == c).map_or(5, |p| p + 6),
    }
}

/// The same of those of ASCII.
static ASCII: LazyLock<[usize; 128]> = LazyLock::new(|| std::array::from_fn(|at| character(char::from(at as u8))));

/// The same of one that may not be there.
fn character_at(c: Option<char>) -> usize {
    c.map_or(0, |c| ASCII.get(c as usize).copied().unwrap_or_else(|| character(c)))
}

const KINDS_OF_CHARACTER: usize = 30;

static FIRSTS: Steps<17> = Steps::new(&[3, 8, 15]);
static MARKS: Steps<27> = Steps::new(&[5, 12, 25]);
static SENTENCES: Steps<6> = Steps::new(&[0, 1, 2, 4]);
static INDENT: Steps<16> = Steps::new(&[0, 2, 3, 4, 6, 9, 14]);
static OF_COLUMN: Steps<13> = Steps::new(&[-5, -2, -1, 0, 1, 3, 6]);

/// What addresses hold.
static LINKS: LazyLock<[memmem::Finder<'static>; 2]> = LazyLock::new(|| ["www.", ".com"].map(memmem::Finder::new));

/// What only the line itself shows.
#[inline(always)]
fn write_own<S: Sink>(row: &mut Row<S>, page: &Page, line: &Line) {
    let (bare, low) = (page.bare(line), page.low(line));
    row.one(Some(character_at(bare.chars().next_back())), KINDS_OF_CHARACTER);
    let first = character_at(bare.chars().next());
    row.one(Some(first), KINDS_OF_CHARACTER);
    let words = line.words;
    row.one((first < 6).then(|| first * 4 + FIRSTS.bin(words)), 24);
    row.step(line.sentences, &SENTENCES);
    row.step(line.commas, &SENTENCES);
    let seen = |class: u32| line.seen & class != 0;
    row.flag(seen(QUOTE));
    row.flag(bare.ends_with('\u{2026}') || bare.ends_with("..."));
    row.one(line.bullet.and_then(|b| BULLETS.chars().chain(['1']).position(|bullet| bullet == b)), 17);
    row.step(line.indent, &INDENT);
    row.one(Some(OF_COLUMN.bin_of(line.indent as isize - page.column as isize)), OF_COLUMN.size());
    row.bin(Some(line.upper), &[0.0, 0.2, 0.5, 0.9]);
    row.bin(Some(line.digits), &[0.0, 0.05, 0.15, 0.4]);
    row.bin(Some(line.alpha), &[0.3, 0.6, 0.75, 0.8]);
    let linked = line.http || seen(STOP) && LINKS.iter().any(|link| link.find(low.as_bytes()).is_some());
    let bracketed = bare.starts_with('[') && bare.ends_with(']');
    for on in [bracketed, seen(UNDERSCORE) && low.contains("____"), linked, seen(AT), seen(HASH), seen(PIPE), line.time] {
        row.flag(on);
        row.one(on.then(|| MARKS.bin(words)), 4);
    }
}

static INDENTS: Steps<9> = Steps::new(&[-4, -1, 0, 3]);
static WORDS_AROUND: Steps<802> = Steps::new(&[0, 20, 60, 150, 400, 800]);

/// The rows of all lines, put into what `sink` gives for each, and the number of columns.
pub(super) fn rows<S: Sink>(page: &Page, lent: &Lent, sink: impl Fn(usize) -> S) -> (Vec<S>, usize) {
    let lines = &page.lines;
    let n = lines.len();
    let marks = Marks::new(page);
    let far = Far::new(page, &marks);
    let prose = running(lines.iter().map(|l| if l.prose { l.words } else { 0 }));
    let words = running(lines.iter().map(|l| l.words));
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64;
    let mut columns = 0;
    let rows = (0..n).map(|i| {
        let line = &lines[i];
        let mut row = Row::new(sink(i));
        row.lend(0, i, lent.of(i), LENT);
        write_own(&mut row, page, line);
        let after = lines.get(i + 1).map_or(3, |l| l.gap);
        row.one(Some(line.gap * 4 + after), 16);
        marks.write(&mut row, i);
        far.write(&mut row, page, i);
        row.bin(Some(share(words[i], words[n])), &[0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98]);
        row.bin(Some(share(prose[i], prose[n])), &[0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.999]);
        for away in [1, 2, 3] {
            for (side, j) in [i.checked_sub(away), Some(i + away).filter(|&j| j < n)].into_iter().enumerate() {
                row.flag(j.is_none());
                // Nothing is written where there is no line.
                match j {
                    Some(j) => row.lend(2 * away - 1 + side, j, lent.of(j), LENT),
                    None => row.columns += LENT,
                }
                if away == 1 {
                    let indent = j.map(|j| INDENTS.bin_of(lines[j].indent as isize - line.indent as isize));
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
