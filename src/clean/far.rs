//! In: the lines of a page and its titles and datelines. Out: columns of what lies far from a line: how far the
//! nearest boundary words, prose, dates and titles are above and below it, and how much prose lies between. The
//! story starts soon after its title, date or share line, and ends before the related stories and the comments.

use super::boundary::{COMMENT_AT, KINDS, RELATED_AT, SHARE_AT};
use super::line::Page;
use super::look::{Marks, running};
use super::row::{Row, Sink, Steps};

/// Marks a line may bear: the kinds of boundary words, and four more.
const MARKS: usize = KINDS + 4;
const PROSE: usize = KINDS;
const DATELINE: usize = KINDS + 1;
const HEADING: usize = KINDS + 2;
const REPEATED: usize = KINDS + 3;

/// No line bears the mark.
const NONE: u32 = u32::MAX;

/// For each line the distances to the nearest lines before it that bear each of the marks.
fn nearest(marks: impl Iterator<Item = u16>) -> Vec<[u32; MARKS]> {
    let mut away = [NONE; MARKS];
    let step = |borne: u16| {
        let found = away;
        for (mark, away) in away.iter_mut().enumerate() {
            *away = if borne >> mark & 1 == 1 { 1 } else { away.saturating_add(1) };
        }
        found
    };
    marks.map(step).collect()
}

/// What lies far from a line: the nearest boundary words, and the prose between them and the line.
pub(super) struct Far {
    above: Vec<[u32; MARKS]>,
    /// The same, from the last line up.
    below: Vec<[u32; MARKS]>,
    /// Running counts of prose lines and words.
    proses: Vec<usize>,
    words: Vec<usize>,
}

static AWAY: Steps<31> = Steps::new(&[1, 2, 3, 5, 8, 15, 30]);
static SIZE: Steps<27> = Steps::new(&[5, 14, 30]);
static PROSES: Steps<18> = Steps::new(&[0, 1, 2, 4, 8, 16]);
static PROSES_BETWEEN: Steps<7> = Steps::new(&[0, 1, 2, 5]);
static WORDS_BETWEEN: Steps<152> = Steps::new(&[0, 4, 10, 20, 50, 150]);
static SAME: Steps<11> = Steps::new(&[1, 3, 10]);

impl Far {
    pub fn new(page: &Page, marks: &Marks) -> Self {
        let lines = &page.lines;
        let borne = |i: usize| {
            let line = &lines[i];
            let kinds = if line.words <= 12 && !line.prose { line.kinds } else { 0 };
            let others = [
                (PROSE, line.prose),
                (DATELINE, marks.dateline[i]),
                (HEADING, marks.title[i] >= 3),
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
        let size = SIZE.bin(lines[i].words as isize);
        let (above, below) = (&self.above[i], &self.below[n - 1 - i]);
        let far = |away: u32| AWAY.bin(away as isize);
        for (&above, &below) in above.iter().zip(below).take(KINDS) {
            row.one(Some(far(above)), 8);
            row.one(Some(far(below)), 8);
        }
        row.one(Some(far(above[PROSE]) * 4 + size), 32);
        row.one(Some(far(below[PROSE]) * 4 + size), 32);
        row.step(self.proses[i], &PROSES);
        row.step(self.proses[n] - self.proses[i + 1], &PROSES);
        // Prose and words between the mark above and the line: the story starts soon after its date, title, share line.
        for mark in [DATELINE, HEADING, REPEATED, SHARE_AT] {
            let none = above[mark] == NONE;
            row.flag(none);
            let from = if none { 0 } else { i - above[mark] as usize + 1 };
            let proses = PROSES_BETWEEN.bin((self.proses[i] - self.proses[from]) as isize);
            let words = WORDS_BETWEEN.bin((self.words[i] - self.words[from]) as isize);
            row.one((!none).then_some(proses), PROSES_BETWEEN.size());
            row.one((!none).then_some(words * 4 + size), 28);
        }
        // And below it, up to the next related story, comment or share line.
        for mark in [SHARE_AT, RELATED_AT, COMMENT_AT, DATELINE] {
            let none = below[mark] == NONE;
            let to = if none { n } else { i + below[mark] as usize };
            row.flag(none);
            row.step(self.proses[to] - self.proses[i + 1], &PROSES_BETWEEN);
            row.step(self.words[to] - self.words[i + 1], &WORDS_BETWEEN);
        }
        // The same share line above and below.
        let (a, b) = (above[SHARE_AT], below[SHARE_AT]);
        let same = a != NONE && b != NONE && lines[i - a as usize].low == lines[i + b as usize].low;
        row.flag(same);
        row.one(same.then(|| SAME.bin(a as isize) * 4 + SAME.bin(b as isize)), 16);
    }
}
