//! words -> the terms of a corpus in the order of their bytes, with the passages that each is in.
//!
//! The positions of a word, parted by the word that follows, are the positions of its pairs; those, parted again,
//! of its triples. A term that is in too few passages is not grown further, since a longer one is in no more of
//! them (Agrawal and Srikant, VLDB 1994). Word by word in sorted order this meets the terms in sorted order:
//! a term's words are parted by a space, which sorts below every byte of a word.

use std::ops::Range;

use rayon::prelude::*;

use super::FeatureConfig;
use super::field::Mark;
use super::ngram::characters;
use super::words::{GAP, Words};
use crate::tokenize::forms::Interner;

/// Terms in sorted order and their postings.
#[derive(Default)]
pub(super) struct Grown {
    text: String,
    /// The bytes of each.
    lengths: Vec<u32>,
    /// How far each passage of each term is from the one before, a term after the other: twice that, and one more where the term's
    /// weighted count there is not 1, seven bits a byte, the lowest first, the top bit of all but the last set. Most entries are of
    /// frequent terms, whose passages are near each other: one byte in place of four.
    postings: Vec<u8>,
    /// How many passages each term is in.
    passages: Vec<u32>,
    /// Those counts.
    counts: Vec<f32>,
    /// How many articles each term is in.
    df: Vec<u32>,
}

impl Grown {
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.lengths.iter().scan(&*self.text, |text, &length| {
            let (term, others) = text.split_at(length as usize);
            *text = others;
            Some(term)
        })
    }

    /// Tells the place of the term, the passage, and the weighted count there, of a term after the other.
    pub fn each(&self, mut tell: impl FnMut(u32, u32, f32)) {
        let (mut bytes, mut counts) = (self.postings.iter(), self.counts.iter());
        let mut next = || {
            let (mut posting, mut shift) = (0_u64, 0);
            for &byte in bytes.by_ref() {
                posting |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            posting
        };
        for (term, &passages) in (0..).zip(&self.passages) {
            let mut passage = 0;
            for _ in 0..passages {
                let posting = next();
                passage += (posting >> 1) as u32;
                let count = if posting & 1 == 0 { None } else { counts.next() };
                tell(term, passage, count.copied().unwrap_or(1.0));
            }
        }
    }

    fn push(&mut self, counts: &[(u32, f64)]) {
        let mut last = 0;
        for &(passage, count) in counts {
            let mut posting = u64::from(passage - last) << 1 | u64::from(count != 1.0);
            last = passage;
            while posting >= 0x80 {
                self.postings.push(posting as u8 | 0x80);
                posting >>= 7;
            }
            self.postings.push(posting as u8);
            if count != 1.0 {
                self.counts.push(count as f32);
            }
        }
        self.passages.push(counts.len() as u32);
    }

    pub fn df(&self) -> impl Iterator<Item = u32> {
        self.df.iter().copied()
    }
}

/// What terms begin with.
enum Head {
    /// A word behind a mark.
    Word(Mark, u32),
    /// A piece of words behind a mark, with the words that hold it, as often as they do.
    Piece(Mark, String, Vec<u32>),
}

/// All terms of a corpus, in runs that follow each other.
pub(super) fn grow(words: &Words, config: &FeatureConfig) -> Vec<Grown> {
    let positions = Positions::of(words);
    let heads = heads(words, &positions, config);
    let cost = |head: &Head| match head {
        Head::Word(mark, word) => positions.of_word(*mark, *word).len(),
        Head::Piece(mark, _, holding) => holding.iter().map(|&word| positions.of_word(*mark, word).len()).sum(),
    };
    let costs: Vec<usize> = heads.iter().map(cost).collect();
    let share = costs.iter().sum::<usize>() / (16 * rayon::current_num_threads()) + 1;
    let (mut runs, mut start, mut sum) = (Vec::new(), 0, 0);
    for (at, cost) in costs.into_iter().enumerate() {
        sum += cost;
        if sum >= share || at + 1 == heads.len() {
            runs.push(start..at + 1);
            (start, sum) = (at + 1, 0);
        }
    }
    let article_of = article_of(&words.ends);
    let grow = |run: Range<usize>| {
        let (term, out) = (String::new(), Grown::default());
        let mut growth = Growth { words, positions: &positions, article_of: article_of.as_deref(), config, term, out };
        heads[run].iter().for_each(|head| growth.head(head));
        growth.out.postings.shrink_to_fit();
        growth.out.counts.shrink_to_fit();
        growth.out
    };
    runs.into_par_iter().map(grow).collect()
}

/// The article of each passage, where some has several.
fn article_of(ends: &[u32]) -> Option<Vec<u32>> {
    let passages = *ends.last()? as usize;
    let mut of = Vec::with_capacity(passages);
    if passages == ends.len() {
        return None;
    }
    for (article, &end) in (0..).zip(ends) {
        of.resize(end as usize, article);
    }
    Some(of)
}

/// What terms of this corpus begin with, in the order of their bytes.
fn heads(words: &Words, positions: &Positions, config: &FeatureConfig) -> Vec<Head> {
    let count = words.words.len() as u32;
    let marked = words.words.partition_point(|word| word.as_str() < "<") as u32;
    let pieced = words.words.partition_point(|word| word.as_str() < "#") as u32;
    let of_words = |mark: Mark, range: Range<u32>| {
        range.filter(move |&word| !positions.of_word(mark, word).is_empty()).map(move |word| Head::Word(mark, word))
    };
    let pieces = |mark: Mark| {
        let range = config.char_ngrams.filter(|_| mark.has_characters(config));
        range.map(|range| pieces(words, positions, mark, range)).unwrap_or_default()
    };
    // Few words sort before the character n-grams: those of marks such as `!`.
    let behind = |mark: Mark, range: Range<u32>| {
        let (before, after) = (range.start..range.end.min(pieced), range.start.max(pieced)..range.end);
        // Those of the text have no mark before them either.
        let of_text = if mark == Mark::None { pieces(Mark::Surface) } else { Vec::new() };
        of_words(mark, before).chain(pieces(mark)).chain(of_text).chain(of_words(mark, after)).collect::<Vec<_>>()
    };
    let mut heads = behind(Mark::None, 0..marked);
    for mark in Mark::ALL.into_iter().filter(|mark| !mark.text().is_empty()) {
        heads.extend(behind(mark, 0..count));
    }
    heads.extend(of_words(Mark::None, marked..count));
    heads
}

/// The character n-grams of the words that stand behind a mark, sorted.
fn pieces(words: &Words, positions: &Positions, mark: Mark, range: (usize, usize)) -> Vec<Head> {
    let (mut names, mut holding) = (Interner::default(), Vec::new());
    for (word, text) in words.words.iter().enumerate() {
        if !positions.of_word(mark, word as u32).is_empty() {
            characters(text, range, |piece| {
                let piece = names.intern(piece) as usize;
                holding.resize(holding.len().max(piece + 1), Vec::new());
                holding[piece].push(word as u32);
            });
        }
    }
    let mut order: Vec<u32> = (0..names.len() as u32).collect();
    order.sort_unstable_by_key(|&piece| names.word(piece));
    let holding = |piece: u32| std::mem::take(&mut holding[piece as usize]);
    let names = order.iter().map(|&piece| names.word(piece).to_owned());
    names.zip(order.iter().copied().map(holding)).map(|(name, holding)| Head::Piece(mark, name, holding)).collect()
}

/// Where each word stands behind each mark.
struct Positions {
    ends: Vec<u32>,
    positions: Vec<u32>,
    words: usize,
}

impl Positions {
    fn of(words: &Words) -> Self {
        let count = words.words.len();
        // The place of a word behind a mark among all of them.
        let heads = || {
            let ends = words.segments.iter().skip(1).map(|segment| segment.start).chain([words.tokens.len() as u32]);
            words.segments.iter().zip(ends).flat_map(move |(segment, end)| {
                let before = segment.mark as usize * count;
                (segment.start..end - 1).map(move |position| (before + words.tokens[position as usize] as usize, position))
            })
        };
        let mut ends = vec![0u32; Mark::ALL.len() * count + 1];
        heads().for_each(|(head, _)| ends[head + 1] += 1);
        for head in 1..ends.len() {
            ends[head] += ends[head - 1];
        }
        let mut positions = vec![0; ends[ends.len() - 1] as usize];
        for (head, position) in heads() {
            positions[ends[head] as usize] = position;
            ends[head] += 1;
        }
        Self { ends, positions, words: count }
    }

    fn of_word(&self, mark: Mark, word: u32) -> &[u32] {
        let head = mark as usize * self.words + word as usize;
        let start = if head == 0 { 0 } else { self.ends[head - 1] as usize };
        &self.positions[start..self.ends[head] as usize]
    }
}

struct Growth<'a> {
    words: &'a Words,
    positions: &'a Positions,
    article_of: Option<&'a [u32]>,
    config: &'a FeatureConfig,
    /// The term that is being grown.
    term: String,
    out: Grown,
}

impl Growth<'_> {
    fn head(&mut self, head: &Head) {
        self.term.clear();
        match head {
            Head::Word(mark, word) => {
                self.term.push_str(mark.text());
                self.term.push_str(&self.words.words[*word as usize]);
                let positions: Vec<u64> = self.positions.of_word(*mark, *word).iter().map(|&at| u64::from(at)).collect();
                self.grow(&positions, 1, mark.ngrams(self.config));
            }
            Head::Piece(mark, piece, holding) => {
                self.term.push_str(mark.text());
                self.term.push_str(piece);
                let positions = holding.iter().flat_map(|&word| self.positions.of_word(*mark, word));
                let mut counts: Vec<(u32, f64)> = Vec::new();
                for &position in positions {
                    self.count(position, &mut counts);
                }
                counts.sort_unstable_by_key(|&(passage, _)| passage);
                counts.dedup_by(|next, last| {
                    let same = next.0 == last.0;
                    last.1 += if same { next.1 } else { 0.0 };
                    same
                });
                self.emit(&counts);
            }
        }
    }

    /// The terms that begin with the one being grown, of `n` words; the low half of each of `at` is the position of
    /// its first word.
    fn grow(&mut self, at: &[u64], n: usize, (shortest, longest): (usize, usize)) {
        if at.len() < self.config.min_df {
            return;
        }
        if n >= shortest {
            let mut counts = Vec::with_capacity(at.len());
            at.iter().for_each(|&position| self.count(position as u32, &mut counts));
            self.emit(&counts);
        }
        if n == longest {
            return;
        }
        let follow = |&at: &u64| {
            let position = at as u32;
            let next = self.words.tokens[position as usize + n];
            (next != GAP).then_some(u64::from(next) << 32 | u64::from(position))
        };
        let mut next: Vec<u64> = at.iter().filter_map(follow).collect();
        next.sort_unstable();
        for run in next.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() >= self.config.min_df) {
            let length = self.term.len();
            self.term.push(' ');
            self.term.push_str(&self.words.words[(run[0] >> 32) as usize]);
            self.grow(run, n + 1, (shortest, longest));
            self.term.truncate(length);
        }
    }

    /// Counts an occurrence. Sums are exact in `f64`, so that their order plays no part.
    fn count(&self, position: u32, counts: &mut Vec<(u32, f64)>) {
        let segment = self.words.segment(position);
        match counts.last_mut() {
            Some((passage, count)) if *passage == segment.passage => *count += f64::from(segment.weight),
            _ => counts.push((segment.passage, segment.weight.into())),
        }
    }

    /// Takes the term that is being grown, where it is in enough articles.
    fn emit(&mut self, counts: &[(u32, f64)]) {
        let df = match self.article_of {
            Some(of) => counts.chunk_by(|(a, _), (b, _)| of[*a as usize] == of[*b as usize]).count(),
            None => counts.len(),
        };
        if df >= self.config.min_df && !self.term.is_empty() {
            self.out.df.push(df as u32);
            self.out.text.push_str(&self.term);
            self.out.lengths.push(self.term.len() as u32);
            self.out.push(counts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_terms_is_what_was_pushed_however_far_passages_are_apart() {
        let terms: [&[(u32, f64)]; 4] = [
            &[(0, 1.0), (1, 2.0), (64, 1.0), (8_256, 0.5), (u32::MAX, 3.0)],
            &[],
            &[(u32::MAX, 1.0)],
            &[(63, 1.0), (126, 1.0), (190, 4.0), (8_381, 1.0), (16_573, 1.0)],
        ];
        let mut grown = Grown::default();
        terms.iter().for_each(|counts| grown.push(counts));
        let mut told = vec![Vec::new(); terms.len()];
        grown.each(|term, passage, count| told[term as usize].push((passage, f64::from(count))));
        assert_eq!(told, terms.map(<[_]>::to_vec));
        // One byte up to a step of 63, two up to 8,191.
        assert_eq!(grown.postings.len(), (1 + 1 + 1 + 3 + 5) + 5 + (1 + 1 + 2 + 2 + 3));
    }
}
