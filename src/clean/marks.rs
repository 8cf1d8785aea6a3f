//! In: the lines of a page. Out: which of them look like titles, headings and datelines, the anchors made of these, and
//! columns of where a line stands among them. The story starts soon after its title and its date.

use super::boundary::{COMMENT, COPYRIGHT, NEWS, NO_TITLE, RELATED};
use super::letters::PIPE;
use super::line::{Line, Page};
use super::look::running;
use super::row::{Row, Sink, Steps};

/// What of the page several features need.
pub(super) struct Marks {
    pub lines: Vec<Mark>,
    /// Running counts of datelines.
    datelines: Vec<usize>,
    /// The greatest anchor, and the first line that has it.
    best: i32,
    best_at: usize,
}

/// What a line is among those of its page.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    /// How much it looks like the title of the prose after it, 0 to 6.
    pub title: u8,
    pub dateline: bool,
    /// The greatest title score of the thirty lines above, and how far the last of them is that has it.
    above: Option<(u8, u8)>,
    /// How many lines the last dateline and the last heading are above it, at most 11.
    dated: u8,
    headed: u8,
    /// How much it looks like what stands at the head of a story, -4 to 5.
    anchor: i8,
}

impl Marks {
    pub fn new(page: &Page) -> Self {
        let n = page.lines.len();
        let outdent = |line: &Line| page.column >= 2 && line.indent < page.column;
        let mut lines = Vec::with_capacity(n);
        // The line after the last one that has each title score.
        let mut last = [0; 7];
        let (mut dated, mut headed) = (11, 11);
        for (i, line) in page.lines.iter().enumerate() {
            let near = |&score: &usize| last[score] > i.saturating_sub(30);
            let above = (0..7).rev().find(near).map(|score| (score as u8, (i + 1 - last[score]) as u8));
            let title = title_score(page, i) as u8;
            let dateline = line.words <= 14 && !line.ends && (line.dated || line.ago || line.by);
            lines.push(Mark { title, dateline, above, dated, headed, anchor: 0 });
            last[usize::from(title)] = i + 1;
            let heads = (3..=25).contains(&line.words) && line.bullet.is_none() && !line.ends && !line.has(NO_TITLE);
            let since = |on: bool, away: u8| if on { 1 } else { (away + 1).min(11) };
            dated = since(dateline, dated);
            headed = since(heads && (page.column < 2 || outdent(line)), headed);
        }
        let mut marks =
            Self { datelines: running(lines.iter().map(|mark| usize::from(mark.dateline))), lines, best: 0, best_at: 0 };
        let anchor = |line: &Line, i: usize| {
            let mark = &marks.lines[i];
            if !(2..=30).contains(&line.words) || line.bullet.is_some() || line.seen & PIPE != 0 || mark.dateline {
                return 0;
            }
            let one = |b: bool| i8::from(b);
            2 * one(marks.datelines_between(i + 1, i + 5) > 0)
                + one(line.repeated || line.inside)
                + one(outdent(line))
                + one(mark.title >= 2)
                - one(line.ends)
                - 2 * one(marks.datelines_between(i.saturating_sub(15), i + 15) > 4)
                - one(line.has(RELATED | COMMENT | NEWS | COPYRIGHT))
        };
        let anchors: Vec<i8> = page.lines.iter().enumerate().map(|(i, line)| anchor(line, i)).collect();
        marks.best = i32::from(anchors.iter().copied().max().unwrap_or(0));
        marks.best_at = anchors.iter().position(|&anchor| i32::from(anchor) == marks.best).unwrap_or(0);
        marks.lines.iter_mut().zip(anchors).for_each(|(mark, anchor)| mark.anchor = anchor);
        marks
    }

    /// How many of the lines from `from` up to `to`, or the end, are datelines.
    #[inline]
    fn datelines_between(&self, from: usize, to: usize) -> usize {
        let end = self.lines.len();
        self.datelines[to.min(end)] - self.datelines[from.min(end)]
    }

    /// Where the line stands among titles, datelines and anchors.
    #[inline(always)]
    pub fn write<S: Sink>(&self, row: &mut Row<S>, i: usize) {
        let mark = &self.lines[i];
        row.one(Some(usize::from(mark.title)), 7);
        row.one(mark.above.map(|(score, _)| usize::from(score)), 7);
        row.one(mark.above.map(|(score, away)| usize::from(score.min(4) / 2 * 7) + ABOVE.bin(usize::from(away))), 21);
        let (dated, headed) = (usize::from(mark.dated), usize::from(mark.headed));
        row.step(dated, &SINCE);
        row.step(headed, &SINCE);
        row.one(Some(LONG_SINCE.bin(dated) * 4 + LONG_SINCE.bin(headed)), 16);
        row.step(self.datelines[i], &DATELINES);
        row.step(self.datelines_between(i.saturating_sub(15), i + 15), &DATELINES_AROUND);
        let shift = |anchor: i8| (anchor + 4).clamp(0, 9) as usize;
        let (mut top, mut back) = (i8::MIN, 9);
        for (away, over) in self.lines[i.saturating_sub(8)..i].iter().rev().enumerate() {
            if over.anchor > top {
                (top, back) = (over.anchor, away + 1);
            }
        }
        let top = if i == 0 { 0 } else { top };
        row.one(Some(shift(top)), 10);
        row.one(Some(top.clamp(0, 5) as usize / 2 * 5 + OVER.bin(back)), 15);
        row.one(Some(shift(mark.anchor)), 10);
        let under = self.lines[i..].iter().take(8).map(|under| under.anchor).max();
        row.one(Some(shift(under.unwrap_or(0))), 10);
        let from = i as isize - self.best_at as isize;
        row.one(Some(OF_BEST.bin_of(from)), OF_BEST.size());
        row.one(Some(BEST.bin(self.best.max(0) as usize) * 7 + OF_BEST_ROUGHLY.bin_of(from)), 35);
        row.one(Some(self.datelines_between(i + 1, i + 4)), 4);
    }
}

static ABOVE: Steps<17> = Steps::new(&[1, 2, 3, 5, 8, 15]);
static SINCE: Steps<12> = Steps::new(&[1, 2, 3, 4, 6, 10]);
static LONG_SINCE: Steps<12> = Steps::new(&[3, 6, 10]);
static DATELINES: Steps<12> = Steps::new(&[0, 1, 2, 4, 10]);
static DATELINES_AROUND: Steps<10> = Steps::new(&[0, 1, 2, 4, 8]);
static OVER: Steps<7> = Steps::new(&[1, 2, 3, 5]);
static OF_BEST: Steps<102> = Steps::new(&[-20, -5, -1, 0, 1, 2, 3, 5, 8, 12, 20, 40, 80]);
static OF_BEST_ROUGHLY: Steps<43> = Steps::new(&[-1, 0, 3, 8, 20, 40]);
static BEST: Steps<6> = Steps::new(&[1, 2, 3, 4]);

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
