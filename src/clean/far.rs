//! In: the lines of a page and its titles and datelines. Out: columns of what lies far from a line: how far the
//! nearest boundary words, prose, dates and titles are above and below it, and how much prose lies between. The
//! story starts soon after its title, date or share line, and ends before the related stories and the comments.

use super::boundary::{COMMENT_AT, KINDS, RELATED_AT, SHARE_AT};
use super::line::Page;
use super::look::{Marks, running};
use super::row::{Row, bin};

/// For each line the distances to the nearest one above and below; the number of lines where there is none.
type Nearest = (Vec<usize>, Vec<usize>);

/// For each line the nearest lines above and below that bear some mark, as distances; `lines.len()` where none.
fn nearest(n: usize, on: impl Fn(usize) -> bool) -> Nearest {
    let (mut above, mut below) = (vec![n; n], vec![n; n]);
    let mut last = None;
    for (i, place) in above.iter_mut().enumerate() {
        *place = last.map_or(n, |l: usize| i - l);
        last = if on(i) { Some(i) } else { last };
    }
    last = None;
    for (i, place) in below.iter_mut().enumerate().rev() {
        *place = last.map_or(n, |l: usize| l - i);
        last = if on(i) { Some(i) } else { last };
    }
    (above, below)
}

/// What lies far from a line: the nearest boundary words, and the prose between them and the line.
pub(super) struct Far {
    kinds: Vec<Nearest>,
    prose: Nearest,
    dateline: Nearest,
    heading: Nearest,
    repeats: Nearest,
    /// Running counts of prose lines and words.
    proses: Vec<f64>,
    words: Vec<f64>,
}

impl Far {
    pub fn new(page: &Page, marks: &Marks) -> Self {
        let lines = &page.lines;
        let n = lines.len();
        let short = |i: usize| lines[i].words <= 12 && !lines[i].prose;
        Self {
            kinds: (0..KINDS).map(|kind| nearest(n, |i| short(i) && lines[i].has(1 << kind))).collect(),
            prose: nearest(n, |i| lines[i].prose),
            dateline: nearest(n, |i| marks.dateline[i]),
            heading: nearest(n, |i| marks.title[i] >= 3),
            repeats: nearest(n, |i| lines[i].repeated && lines[i].words >= 2),
            proses: running(lines.iter().map(|l| f64::from(u8::from(l.prose)))),
            words: running(lines.iter().map(|l| l.words as f64)),
        }
    }

    pub fn write(&self, row: &mut Row, page: &Page, i: usize) {
        let lines = &page.lines;
        let n = lines.len();
        let size = bin(lines[i].words as f64, &[5.0, 14.0, 30.0]);
        let far = [1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0];
        let gone = |d: usize| if d >= n { 99.0 } else { d as f64 };
        for (above, below) in &self.kinds {
            row.bin(Some(gone(above[i])), &far);
            row.bin(Some(gone(below[i])), &far);
        }
        row.one(Some(bin(gone(self.prose.0[i]), &far) * 4 + size), 32);
        row.one(Some(bin(gone(self.prose.1[i]), &far) * 4 + size), 32);
        row.bin(Some(self.proses[i]), &[0.0, 1.0, 2.0, 4.0, 8.0, 16.0]);
        row.bin(Some(self.proses[n] - self.proses[i + 1]), &[0.0, 1.0, 2.0, 4.0, 8.0, 16.0]);
        // Prose and words between the mark above and the line: the story starts soon after its date, title, share line.
        for above in [&self.dateline.0, &self.heading.0, &self.repeats.0, &self.kinds[SHARE_AT].0] {
            let from = if above[i] >= n { 0 } else { i - above[i] + 1 };
            let none = above[i] >= n;
            row.flag(none);
            let value = |v: f64| (!none).then_some(v);
            row.bin(value(self.proses[i] - self.proses[from]), &[0.0, 1.0, 2.0, 5.0]);
            let near = value(self.words[i] - self.words[from]).map(|w| bin(w, &[0.0, 4.0, 10.0, 20.0, 50.0, 150.0]));
            row.one(near.map(|b| b * 4 + size), 28);
        }
        // And below it, up to the next related story, comment or share line.
        for below in [&self.kinds[SHARE_AT].1, &self.kinds[RELATED_AT].1, &self.kinds[COMMENT_AT].1, &self.dateline.1] {
            let none = below[i] >= n;
            let to = if none { n } else { i + below[i] };
            row.flag(none);
            row.bin(Some(self.proses[to] - self.proses[i + 1]), &[0.0, 1.0, 2.0, 5.0]);
            row.bin(Some(self.words[to] - self.words[i + 1]), &[0.0, 4.0, 10.0, 20.0, 50.0, 150.0]);
        }
        // The same share line above and below.
        let (a, b) = (self.kinds[SHARE_AT].0[i], self.kinds[SHARE_AT].1[i]);
        let same = a < n && b < n && lines[i - a].low == lines[i + b].low;
        row.flag(same);
        row.one(same.then(|| bin(a as f64, &[1.0, 3.0, 10.0]) * 4 + bin(b as f64, &[1.0, 3.0, 10.0])), 16);
    }
}
