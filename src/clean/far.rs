//! In: the lines of a page and its titles and datelines. Out: columns of what lies far from a line: how far the
//! nearest boundary words, prose, dates and titles are above and below it, and how much prose lies between. The
//! story starts soon after its title, date or share line, and ends before the related stories and the comments.

use super::boundary::{COMMENT_AT, KINDS, RELATED_AT, SHARE_AT};
use super::line::Page;
use super::look::{Marks, running};
use super::row::{Row, Sink, bin};

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
    proses: Vec<f64>,
    words: Vec<f64>,
    /// The bin of each distance.
    bins: [usize; 32],
}

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
        let bins = std::array::from_fn(|away| bin(away as f64, &[1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0]));
        Self {
            above: nearest((0..lines.len()).map(borne)),
            below: nearest((0..lines.len()).rev().map(borne)),
            proses: running(lines.iter().map(|l| f64::from(u8::from(l.prose)))),
            words: running(lines.iter().map(|l| l.words as f64)),
            bins,
        }
    }

    pub fn write<S: Sink>(&self, row: &mut Row<S>, page: &Page, i: usize) {
        let lines = &page.lines;
        let n = lines.len();
        let size = bin(lines[i].words as f64, &[5.0, 14.0, 30.0]);
        let (above, below) = (&self.above[i], &self.below[n - 1 - i]);
        let far = |away: u32| self.bins[away.min(31) as usize];
        for kind in 0..KINDS {
            row.one(Some(far(above[kind])), 8);
            row.one(Some(far(below[kind])), 8);
        }
        row.one(Some(far(above[PROSE]) * 4 + size), 32);
        row.one(Some(far(below[PROSE]) * 4 + size), 32);
        row.bin(Some(self.proses[i]), &[0.0, 1.0, 2.0, 4.0, 8.0, 16.0]);
        row.bin(Some(self.proses[n] - self.proses[i + 1]), &[0.0, 1.0, 2.0, 4.0, 8.0, 16.0]);
        // Prose and words between the mark above and the line: the story starts soon after its date, title, share line.
        for mark in [DATELINE, HEADING, REPEATED, SHARE_AT] {
            let none = above[mark] == NONE;
            let from = if none { 0 } else { i - above[mark] as usize + 1 };
            row.flag(none);
            let value = |v: f64| (!none).then_some(v);
            row.bin(value(self.proses[i] - self.proses[from]), &[0.0, 1.0, 2.0, 5.0]);
            let near = value(self.words[i] - self.words[from]).map(|w| bin(w, &[0.0, 4.0, 10.0, 20.0, 50.0, 150.0]));
            row.one(near.map(|b| b * 4 + size), 28);
        }
        // And below it, up to the next related story, comment or share line.
        for mark in [SHARE_AT, RELATED_AT, COMMENT_AT, DATELINE] {
            let none = below[mark] == NONE;
            let to = if none { n } else { i + below[mark] as usize };
            row.flag(none);
            row.bin(Some(self.proses[to] - self.proses[i + 1]), &[0.0, 1.0, 2.0, 5.0]);
            row.bin(Some(self.words[to] - self.words[i + 1]), &[0.0, 4.0, 10.0, 20.0, 50.0, 150.0]);
        }
        // The same share line above and below.
        let (a, b) = (above[SHARE_AT], below[SHARE_AT]);
        let same = a != NONE && b != NONE && lines[i - a as usize].low == lines[i + b as usize].low;
        row.flag(same);
        row.one(same.then(|| bin(f64::from(a), &[1.0, 3.0, 10.0]) * 4 + bin(f64::from(b), &[1.0, 3.0, 10.0])), 16);
    }
}
