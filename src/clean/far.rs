//! In: the lines of a page and its titles and datelines. Out: columns of what lies far from a line: how far the
//! nearest boundary words, prose, dates and titles are above and below it, and how much prose lies between. The
//! story starts soon after its title, date or share line, and ends before the related stories and the comments.

use super::boundary::{COMMENT_AT, KINDS, RELATED_AT, SHARE_AT};
use super::line::Page;
use super::look::running;
use super::marks::Marks;
use super::row::{Row, Sink, Steps};

/// Marks a line may bear: the kinds of boundary words, and four more.
const MARKS: usize = KINDS + 4;
const PROSE: usize = KINDS;
const DATELINE: usize = KINDS + 1;
const HEADING: usize = KINDS + 2;
const REPEATED: usize = KINDS + 3;

/// Farther than any line, of which none then bears the mark.
const NONE: i32 = i32::MIN / 2;

/// For each line the last of those before it that bears each of the marks.
fn nearest(marks: impl Iterator<Item = u16>) -> Vec<[i32; MARKS]> {
    let mut last = [NONE; MARKS];
    let step = |(i, mut borne): (usize, u16)| {
        let found = last;
        while borne != 0 {
            last[borne.trailing_zeros() as usize] = i as i32;
            borne &= borne - 1;
        }
        found
    };
    marks.enumerate().map(step).collect()
}

/// How far each of the marks is from the line.
#[inline(always)]
fn away(i: usize, nearest: &[i32; MARKS]) -> [usize; MARKS] {
    nearest.map(|at| (i as i32 - at) as usize)
}

/// What lies far from a line: the nearest boundary words, and the prose between them and the line.
pub(super) struct Far {
    above: Vec<[i32; MARKS]>,
    /// The same, from the last line up.
    below: Vec<[i32; MARKS]>,
    /// Running counts of prose lines and words.
    proses: Vec<usize>,
    words: Vec<usize>,
}

static AWAY: Steps<32> = Steps::new(&[1, 2, 3, 5, 8, 15, 30]);
static SIZE: Steps<32> = Steps::new(&[5, 14, 30]);
static PROSES: Steps<18> = Steps::new(&[0, 1, 2, 4, 8, 16]);
static PROSES_BETWEEN: Steps<7> = Steps::new(&[0, 1, 2, 5]);
static WORDS_BETWEEN: Steps<152> = Steps::new(&[0, 4, 10, 20, 50, 150]);
static SAME: Steps<12> = Steps::new(&[1, 3, 10]);

impl Far {
    pub fn new(page: &Page, marks: &Marks) -> Self {
        let lines = &page.lines;
        let borne = |i: usize| {
            let line = &lines[i];
            let kinds = if line.words <= 12 && !line.prose { line.kinds } else { 0 };
            let others = [
                (PROSE, line.prose),
                (DATELINE, marks.lines[i].dateline),
                (HEADING, marks.lines[i].title >= 3),
                (REPEATED, line.repeated && line.words >= 2),
            ];
            others.iter().fold(kinds, |bits, &(mark, on)| bits | u16::from(on) << mark)
        };
        Self {
            above: nearest((0..lines.len()).map(borne)),
            below: nearest((0..lines.len()).rev().map(borne)),
            proses: running(lines.iter().map(|l| usize::from(l.prose))),
            words: running(lines.iter().map(|l| l.words)),
        }
    }

    #[inline(always)]
    pub fn write<S: Sink>(&self, row: &mut Row<S>, page: &Page, i: usize) {
        let lines = &page.lines;
        let n = lines.len();
        let size = SIZE.bin(lines[i].words);
        let (above, below) = (away(i, &self.above[i]), away(n - 1 - i, &self.below[n - 1 - i]));
        for (above, below) in above.into_iter().zip(below).take(KINDS) {
            row.one(Some(AWAY.bin(above)), 8);
            row.one(Some(AWAY.bin(below)), 8);
        }
        row.one(Some(AWAY.bin(above[PROSE]) * 4 + size), 32);
        row.one(Some(AWAY.bin(below[PROSE]) * 4 + size), 32);
        row.step(self.proses[i], &PROSES);
        row.step(self.proses[n] - self.proses[i + 1], &PROSES);
        // Prose and words between the mark above and the line: the story starts soon after its date, title, share line.
        for mark in [DATELINE, HEADING, REPEATED, SHARE_AT] {
            let none = above[mark] > i;
            row.flag(none);
            let from = if none { 0 } else { i - above[mark] + 1 };
            let proses = PROSES_BETWEEN.bin(self.proses[i] - self.proses[from]);
            let words = WORDS_BETWEEN.bin(self.words[i] - self.words[from]);
            row.one((!none).then_some(proses), PROSES_BETWEEN.size());
            row.one((!none).then_some(words * 4 + size), 28);
        }
        // And below it, up to the next related story, comment or share line.
        for mark in [SHARE_AT, RELATED_AT, COMMENT_AT, DATELINE] {
            let none = below[mark] > n;
            let to = if none { n } else { i + below[mark] };
            row.flag(none);
            row.step(self.proses[to] - self.proses[i + 1], &PROSES_BETWEEN);
            row.step(self.words[to] - self.words[i + 1], &WORDS_BETWEEN);
        }
        // The same share line above and below.
        let (a, b) = (above[SHARE_AT], below[SHARE_AT]);
        let same = a <= i && b <= n && page.low(&lines[i - a]) == page.low(&lines[i + b]);
        row.flag(same);
        row.one(same.then(|| SAME.bin(a) * 4 + SAME.bin(b)), 16);
    }
}
