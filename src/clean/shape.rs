//! In: the blocks of a page, and what other texts say of them. Out: for each, a sparse row of its looks, its
//! elements and their names, the prose and the links around it, and its neighbours: the first features.

use super::answer::Held;
use super::block::{Layout, Tag};
use super::boundary;
use super::line::Line;
use super::names;
use super::row::{Row, bin};

/// What an element and everything in it holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub words: f64,
    pub prose: f64,
    pub answered: f64,
    size: f64,
    linked: f64,
}

/// What of the page several features need.
pub(super) struct Measures {
    pub sums: Vec<Sum>,
    pub prose: Vec<f64>,
    /// The deepest element with half, four fifths, nearly all of the prose.
    cores: [usize; 3],
    /// For each element and block, whether it lies in those cores.
    within: Vec<u8>,
    linked: Vec<f64>,
    /// First and last block of the answer.
    answered: Option<(usize, usize)>,
    /// How many blocks that are all links stand in a row with each.
    run: Vec<usize>,
    /// Prose in the element with most of it, before and after each block.
    around: Vec<(f64, f64)>,
    pub title: Option<usize>,
    pub described: Option<usize>,
}

pub(super) fn words_of(layout: &Layout, i: usize) -> f64 {
    layout.page.lines[i].words.max(1) as f64
}

impl Measures {
    pub fn new(layout: &Layout, held: &[Held]) -> Self {
        let n = layout.blocks.len();
        let linked: Vec<f64> = layout.blocks.iter().map(|b| b.linked as f64 / b.size.max(1) as f64).collect();
        let prose: Vec<f64> = (0..n)
            .map(|i| {
                let line = &layout.page.lines[i];
                let reads = (line.ends && line.words >= 8 || line.words >= 25) && line.stop > 0.2 && linked[i] < 0.5;
                if reads { line.words as f64 } else { 0.0 }
            })
            .collect();
        let mut sums = vec![Sum::default(); layout.frames.len()];
        for i in 0..n {
            let (block, words) = (&layout.blocks[i], words_of(layout, i));
            let sum = &mut sums[block.frame];
            sum.words += words;
            sum.prose += prose[i];
            sum.answered += words * held[i].answer;
            sum.size += block.size as f64;
            sum.linked += block.linked as f64;
        }
        for at in (1..sums.len()).rev() {
            let (own, parent) = (sums[at], layout.frames[at].parent);
            let sum = &mut sums[parent];
            sum.words += own.words;
            sum.prose += own.prose;
            sum.answered += own.answered;
            sum.size += own.size;
            sum.linked += own.linked;
        }
        let total = sums.first().map_or(0.0, |s| s.prose);
        let cores = [0.5, 0.8, 0.95].map(|part| {
            let most = (0..sums.len()).filter(|&at| sums[at].prose >= part * total);
            most.max_by_key(|&at| (layout.frames[at].depth, std::cmp::Reverse(at))).unwrap_or(0)
        });
        let mut within = vec![0u8; layout.frames.len()];
        for at in 0..within.len() {
            let inherited = if at == 0 { 0 } else { within[layout.frames[at].parent] };
            within[at] = cores.iter().enumerate().fold(inherited, |bits, (k, &core)| bits | u8::from(core == at) << k);
        }
        let of_answer = |i: &usize| held[*i].answer > 0.6 && words_of(layout, *i) >= 4.0;
        let answered = (0..n).find(of_answer).zip((0..n).rev().find(of_answer));
        let titled = |i: usize| held[i].title + if layout.frames[layout.blocks[i].frame].tag == Tag::Title { 0.3 } else { 0.0 };
        let title = (0..n).filter(|&i| titled(i) > 0.75).max_by(|&a, &b| titled(a).total_cmp(&titled(b)).then(b.cmp(&a)));
        let described = (0..n).find(|&i| held[i].description > 0.6 && words_of(layout, i) >= 6.0 && Some(i) != title);
        let mut run = vec![0; n];
        let mut i = 0;
        while i < n {
            let end = (i..n).find(|&j| linked[j] < 0.8).unwrap_or(n);
            run[i..end].fill(end - i);
            i = end.max(i + 1);
        }
        let central = |i: usize| within[layout.blocks[i].frame] & 2 != 0;
        let sums_of = super::look::running((0..n).map(|i| if central(i) { prose[i] } else { 0.0 }));
        let around = (0..n).map(|i| (sums_of[i], sums_of[n] - sums_of[i + 1])).collect();
        Self { sums, prose, cores, within, linked, answered, run, around, title, described }
    }
}

/// How many words, and whether they end as a sentence does.
fn write_size(row: &mut Row, line: Option<&Line>) {
    let words = line.map(|l| l.words as f64);
    let ends = usize::from(line.is_some_and(|l| l.ends));
    row.bin(words, &[1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 18.0, 30.0, 50.0, 90.0]);
    row.one(words.map(|w| bin(w, &[2.0, 5.0, 9.0, 15.0, 30.0, 60.0]) + 7 * ends), 14);
}

const LINKED: [f64; 6] = [0.0, 0.1, 0.25, 0.5, 0.8, 0.99];

/// The features a block lends to its neighbours too.
fn write_block(row: &mut Row, layout: &Layout, held: &[Held], measures: &Measures, at: Option<usize>) {
    let line = at.map(|i| &layout.page.lines[i]);
    write_size(row, line);
    let tag = at.map(|i| layout.frames[layout.blocks[i].frame].tag as usize);
    row.one(tag, 12);
    let words = line.map_or(0, |l| bin(l.words as f64, &[4.0, 12.0, 30.0]));
    row.one(tag.map(|t| t * 4 + words), 48);
    let linked = at.map(|i| bin(measures.linked[i], &LINKED));
    row.one(linked.map(|l| l * 4 + words), 28);
    let answer = at.map(|i| bin(held[i].answer, &[0.1, 0.6, 0.95]));
    row.one(answer.map(|a| a * 4 + words), 16);
    row.one(answer.zip(tag).map(|(a, t)| a / 2 * 12 + t), 24);
    for kind in 0..boundary::KINDS {
        let on = line.is_some_and(|l| l.has(1 << kind));
        row.one(line.filter(|_| on).map(|l| bin(l.words as f64, &[4.0, 10.0, 25.0])), 4);
    }
    for on in [line.is_some_and(|l| l.dated), line.is_some_and(|l| l.ago), line.is_some_and(|l| l.by)] {
        row.one(line.filter(|_| on).map(|l| bin(l.words as f64, &[8.0, 15.0])), 3);
    }
}

/// The kind of a character.
fn character(c: Option<char>) -> usize {
    const LISTED: &str = ".!?:;,)]\"\u{201d}\u{2026}'\u{2019}|-\u{bb}([\u{201c}\u{2018}#@>";
    match c {
        None => 0,
        Some(c) if c.is_lowercase() => 1,
        Some(c) if c.is_alphabetic() => 2,
        Some(c) if c.is_numeric() => 3,
        Some(c) => LISTED.chars().position(|l| l == c).map_or(4, |p| p + 5),
    }
}
const CHARACTERS: usize = 29;

/// What only the block itself shows.
fn write_own(row: &mut Row, layout: &Layout, i: usize) {
    let (block, line) = (&layout.blocks[i], &layout.page.lines[i]);
    let words = line.words as f64;
    let short = bin(words, &[4.0, 12.0, 30.0]);
    row.one(Some(character(block.text.chars().last())), CHARACTERS);
    row.one(Some(character(block.text.chars().next())), CHARACTERS);
    row.bin(Some(line.stop), &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    row.bin(Some(line.capital), &[0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 0.99]);
    row.bin(Some(line.digits), &[0.0, 0.05, 0.15, 0.4]);
    row.bin(Some(line.upper), &[0.0, 0.2, 0.5, 0.9]);
    row.bin(Some(line.sentences as f64), &[0.0, 1.0, 2.0, 4.0]);
    row.bin(Some(line.commas as f64), &[0.0, 1.0, 2.0, 4.0]);
    row.bin(Some(line.overlap), &[0.0, 0.15, 0.3, 0.45, 0.6, 0.8]);
    row.one(Some(bin(line.overlap, &[0.1, 0.3, 0.5]) * 4 + short), 16);
    row.flag(line.repeated);
    row.flag(line.inside);
    row.one((block.links > 0).then(|| bin(block.links as f64, &[1.0, 3.0]) * 4 + short), 12);
    let strong = bin(block.strong as f64 / block.size.max(1) as f64, &[0.0, 0.5, 0.98]);
    row.one(Some(strong * 4 + short), 16);
    row.one((strong == 3).then(|| short * 2 + usize::from(line.ends)), 8);
    let low = layout.page.low(line);
    let has = |part: &str| low.contains(part);
    for on in [has("http") || has("www."), has("@"), has("#"), has("|"), line.time, has("\u{a9}"), line.bullet.is_some()] {
        row.one(on.then_some(short), 4);
    }
}

/// What the elements around the block are and are named.
fn write_frames(row: &mut Row, layout: &Layout, measures: &Measures, i: usize) {
    let block = &layout.blocks[i];
    let frame = &layout.frames[block.frame];
    let prose = usize::from(measures.prose[i] > 0.0);
    let above = layout.frames[frame.parent].names;
    let farther = layout.frames[layout.frames[frame.parent].parent].around;
    for bits in [block.inline, frame.names, above, farther] {
        for kind in 0..names::KINDS {
            row.one((bits >> kind & 1 == 1).then_some(prose), 2);
        }
    }
    let all = measures.sums[0];
    let (mut at, mut level) = (block.frame, 0);
    while level < 5 {
        let sum = measures.sums[at];
        let part = sum.prose / all.prose.max(1.0);
        row.one(Some(bin(part, &[0.0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9]) * 2 + prose), 16);
        row.bin(Some(sum.prose / sum.words.max(1.0)), &[0.0, 0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99]);
        row.bin(Some(sum.linked / sum.size.max(1.0)), &[0.0, 0.03, 0.1, 0.25, 0.5, 0.8]);
        row.bin(Some(sum.answered / sum.words.max(1.0)), &[0.0, 0.1, 0.3, 0.6, 0.8, 0.95, 0.99]);
        row.bin(Some(sum.words), &[5.0, 15.0, 40.0, 100.0, 300.0]);
        at = layout.frames[at].parent;
        level += 1;
    }
    let within = measures.within[block.frame] as usize;
    row.one(Some(within.count_ones() as usize * 2 + prose), 8);
    for (k, &core) in measures.cores.iter().enumerate() {
        let below = (within >> k & 1 == 1).then(|| frame.depth - layout.frames[core].depth);
        row.one(below.map(|b| bin(b as f64, &[0.0, 1.0, 2.0, 3.0, 5.0]) * 2 + prose), 12);
    }
}

/// Where the block stands to the title, the answer, the description and the body for machines.
fn write_place(row: &mut Row, layout: &Layout, held: &[Held], measures: &Measures, i: usize) {
    let own = &held[i];
    let words = bin(words_of(layout, i), &[4.0, 12.0, 30.0]);
    row.bin(Some(own.title), &[0.3, 0.6, 0.9]);
    let far = [0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 40.0];
    let from = |at: Option<usize>| match at {
        None => 0,
        Some(at) if i == at => 1,
        Some(at) if i < at => 2 + usize::from(at - i > 3),
        Some(at) => 4 + bin((i - at) as f64, &[1.0, 2.0, 3.0, 5.0, 8.0, 15.0, 40.0]),
    };
    row.one(Some(from(measures.title)), 12);
    row.one(Some(from(measures.described)), 12);
    row.one(Some(usize::from(own.description > 0.6) * 4 + words), 8);
    row.one(own.body.map(|b| bin(b, &[0.1, 0.6, 0.95]) * 4 + words), 16);
    let place = match measures.answered {
        None => 0,
        Some((a, _)) if i < a => 1 + bin((a - i) as f64, &far[1..]),
        Some((_, b)) if i > b => 9 + bin((i - b) as f64, &far[1..]),
        Some((a, b)) => 17 + bin((i - a).min(b - i) as f64, &far[..5]),
    };
    row.one(Some(place), 24);
    let within = measures.within[layout.blocks[i].frame].count_ones() as usize;
    let prose = usize::from(measures.prose[i] > 0.0);
    row.one(Some((bin(own.answer, &[0.1, 0.6, 0.95]) * 4 + within) * 2 + prose), 32);
}

/// What two or three of the strongest say together.
fn write_crosses(row: &mut Row, layout: &Layout, held: &[Held], measures: &Measures, i: usize) {
    let (block, line) = (&layout.blocks[i], &layout.page.lines[i]);
    let size = bin(line.words as f64, &[4.0, 12.0, 30.0]) * 2 + usize::from(line.ends);
    let linked = bin(measures.linked[i], &[0.1, 0.8]);
    let answer = bin(held[i].answer, &[0.1, 0.6]);
    let within = (measures.within[block.frame].count_ones() as usize).min(3);
    let (before, after) = measures.around[i];
    // Above the prose, its beginning, among it, its end, below it.
    let place = match (before, after) {
        (b, a) if b + a <= 0.0 => 0,
        (b, _) if b <= 0.0 => 1,
        (_, a) if a <= 0.0 => 2,
        (_, a) if a <= 60.0 => 3,
        _ => 4,
    };
    row.one(Some((size * 3 + linked) * 5 + place), 120);
    row.one(Some((size * 3 + answer) * 5 + place), 120);
    row.one(Some((size * 4 + within) * 3 + linked), 96);
    row.one(Some((place * 4 + within) * 3 + answer), 60);
    let tag = layout.frames[block.frame].tag as usize;
    row.one(Some(tag * 5 + place), 60);
    row.one(Some((tag * 3 + linked) * 3 + answer), 108);
    for kind in 0..boundary::KINDS {
        let on = line.has(1 << kind);
        row.one(on.then_some(place), 5);
        row.one(on.then_some(linked * 4 + size / 2), 12);
        row.one(on.then_some(answer * 4 + within), 12);
    }
    let run = bin(measures.run[i] as f64, &[0.0, 1.0, 2.0, 4.0]);
    row.one((run > 0).then(|| (run - 1) * 5 + place), 20);
    row.one((run > 0).then(|| (run - 1) * 3 + answer), 12);
    row.one((run > 0).then(|| (run - 1) * 2 + usize::from(line.upper > 0.8)), 8);
    row.one((linked == 2).then_some(size), 8);
    row.one((line.upper > 0.8 && line.words > 1).then(|| linked * 5 + place), 15);
    let led = (1..=8).find(|&k| i >= k && layout.page.lines[i - k].has(boundary::RELATED) && layout.page.lines[i - k].words <= 8);
    row.one(led.map(|k| bin(k as f64, &[1.0, 2.0, 4.0]) * 3 + linked), 12);
    let low = layout.page.low(line);
    let begins = |words: &[&str]| words.iter().any(|w| low.starts_with(w));
    let told = begins(&[
        "related",
        "read more",
        "see more",
        "more:",
        "watch",
        "see also",
        "read:",
        "don't miss",
        "also read",
        "more from",
    ]);
    row.one(told.then(|| linked * 2 + usize::from(line.words > 12)), 6);
    let credit = begins(&["image", "photo", "(image", "(photo", "credit", "picture", "file photo"]);
    row.one(credit.then(|| usize::from(line.words > 6)), 2);
    let ends = |words: &[&str]| words.iter().any(|w| low.trim_end_matches([')', '.', ' ', ']']).ends_with(w));
    row.flag(ends(&[
        "getty",
        "getty images",
        "reuters",
        "ap photo",
        "/ap",
        "via ap",
        "afp",
        "file",
        "epa",
        "shutterstock",
        "photo",
    ]));
    row.flag(low.starts_with("\u{2014}") && low.contains('@'));
}

/// The rows of all blocks, and the number of columns.
pub(super) fn rows(layout: &Layout, held: &[Held], measures: &Measures) -> (Vec<Vec<(u32, f32)>>, usize) {
    let n = layout.blocks.len();
    let prose = super::look::running(measures.prose.iter().copied());
    let words = super::look::running((0..n).map(|i| words_of(layout, i)));
    let (all_prose, all_words) = (prose[n].max(1.0), words[n].max(1.0));
    let mut like: std::collections::HashMap<(usize, Tag, bool), f64> = std::collections::HashMap::new();
    let key = |i: usize| {
        let frame = &layout.frames[layout.blocks[i].frame];
        (frame.parent, frame.tag, false)
    };
    let own_key = |i: usize| (layout.blocks[i].frame, Tag::Other, true);
    for i in 0..n {
        *like.entry(key(i)).or_default() += measures.prose[i];
        *like.entry(own_key(i)).or_default() += measures.prose[i];
    }
    let mut columns = 0;
    let rows = (0..n).map(|i| {
        let mut row = Row::default();
        write_block(&mut row, layout, held, measures, Some(i));
        write_own(&mut row, layout, i);
        write_frames(&mut row, layout, measures, i);
        write_place(&mut row, layout, held, measures, i);
        write_crosses(&mut row, layout, held, measures, i);
        for away in 1..=2 {
            for j in [i.checked_sub(away), Some(i + away).filter(|&j| j < n)] {
                write_block(&mut row, layout, held, measures, j);
                let kin = j.map(|j| {
                    let (a, b) = (layout.blocks[i].frame, layout.blocks[j].frame);
                    if a == b { 0 } else { 1 + usize::from(layout.frames[a].parent != layout.frames[b].parent) }
                });
                row.one(kin, 3);
            }
        }
        let own = usize::from(measures.prose[i] > 0.0);
        for key in [key(i), own_key(i)] {
            let others = (like[&key] - measures.prose[i]) / all_prose;
            row.one(Some(bin(others, &[0.0, 0.02, 0.1, 0.3, 0.6, 0.85]) * 2 + own), 14);
        }
        row.bin(Some(words[i] / all_words), &[0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98]);
        row.bin(Some(prose[i] / all_prose), &[0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.999]);
        for reach in [3, 8, 20] {
            let edges = [0.0, 20.0, 60.0, 150.0, 400.0, 800.0];
            row.bin(Some(prose[i] - prose[i.saturating_sub(reach)]), &edges);
            row.bin(Some(prose[(i + reach + 1).min(n)] - prose[i + 1]), &edges);
        }
        row.bin(Some(all_prose), &[20.0, 60.0, 150.0, 300.0, 800.0]);
        columns = row.columns as usize;
        row.entries
    });
    (rows.collect(), columns)
}
