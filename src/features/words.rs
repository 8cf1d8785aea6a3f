//! articles -> their words as numbers, one after the other, the numbers in the order of the words' bytes.
//!
//! Each thread reads a share of the articles with an analyzer of its own; the numbers that it gave are then
//! exchanged for those of the sorted whole, so that the number of threads changes nothing.

use rayon::prelude::*;

use super::FeatureConfig;
use super::field::{Mark, parts};
use crate::article::Article;
use crate::lexicon::Lexicon;
use crate::tokenize::Analyzer;

/// Stands between two segments.
pub(super) const GAP: u32 = u32::MAX;

/// A run of words of one passage with the same mark and weight; no n-gram leaves it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// The number of the passage among those of all articles.
    pub passage: u32,
    pub weight: f32,
    pub mark: Mark,
    /// The position of its first word.
    pub start: u32,
}

/// All words of some articles.
pub(super) struct Words {
    /// The distinct words, sorted by their bytes.
    pub words: Vec<String>,
    /// The number of each word, by position; [`GAP`] after each segment.
    pub tokens: Vec<u32>,
    /// In the order of their positions.
    pub segments: Vec<Segment>,
    /// The number of passages up to the end of each article.
    pub ends: Vec<u32>,
    /// The segment that each block of positions begins in.
    hints: Vec<u32>,
}

/// Positions in a block, as a power of two.
const BLOCK: u32 = 6;

/// Bytes that a word of a text takes up, seldom fewer.
const BYTES: usize = 4;

/// What one thread reads.
struct Share {
    analyzer: Analyzer,
    tokens: Vec<u32>,
    segments: Vec<Segment>,
    ends: Vec<u32>,
}

impl Words {
    /// Reads the words of all articles. O(text).
    pub fn read(articles: &[Article], config: &FeatureConfig) -> Self {
        let shares: Vec<Share> = shares(articles).into_par_iter().map(|articles| Share::read(articles, config)).collect();
        let (words, places) = sorted(&shares);
        let length = shares.iter().map(|share| share.tokens.len()).sum();
        let (mut tokens, mut segments, mut ends) = (Vec::with_capacity(length), Vec::new(), Vec::with_capacity(articles.len()));
        for (share, places) in shares.into_iter().zip(&places) {
            let (before, passages) = (tokens.len() as u32, ends.last().copied().unwrap_or(0));
            tokens.extend(share.tokens.iter().map(|&word| if word == GAP { GAP } else { places[word as usize] }));
            segments.extend(share.segments.iter().map(|segment| Segment {
                start: segment.start + before,
                passage: segment.passage + passages,
                ..*segment
            }));
            ends.extend(share.ends.iter().map(|end| end + passages));
        }
        let mut hints = Vec::with_capacity((tokens.len() >> BLOCK) + 1);
        let mut segment = 0;
        for block in 0..=tokens.len() >> BLOCK {
            while segments.get(segment + 1).is_some_and(|next: &Segment| next.start as usize <= block << BLOCK) {
                segment += 1;
            }
            hints.push(segment as u32);
        }
        Self { words, tokens, segments, ends, hints }
    }

    /// How often the words of each article count, those behind a mark left out.
    pub fn lengths(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.ends.len()];
        let ends = self.segments.iter().skip(1).map(|segment| segment.start).chain([self.tokens.len() as u32]);
        let mut article = 0;
        for (segment, end) in self.segments.iter().zip(ends) {
            while self.ends[article] <= segment.passage {
                article += 1;
            }
            // Each ends with a gap.
            let words = f64::from(segment.weight) * f64::from(end - 1 - segment.start);
            out[article] += if segment.mark == Mark::None { words } else { 0.0 };
        }
        out
    }

    /// The segment that a position lies in.
    pub fn segment(&self, position: u32) -> &Segment {
        let mut segment = self.hints[(position >> BLOCK) as usize] as usize;
        while self.segments.get(segment + 1).is_some_and(|next| next.start <= position) {
            segment += 1;
        }
        &self.segments[segment]
    }
}

impl Share {
    fn read(articles: &[Article], config: &FeatureConfig) -> Self {
        let (analyzer, bytes) = (config.analyzer(), articles.iter().map(size).sum::<usize>());
        // At once: what grows by doubling leaves a row of holes in the allocator's memory.
        let tokens = Vec::with_capacity(bytes / BYTES);
        let mut share = Self { analyzer, tokens, segments: Vec::new(), ends: Vec::with_capacity(articles.len()) };
        let mut lexicon = Lexicon::default();
        for article in articles {
            let (first, mut passages) = (share.ends.last().copied().unwrap_or(0), 1);
            parts(article, config, &mut lexicon, |part| {
                let start = share.tokens.len();
                passages = passages.max(part.passage as u32 + 1);
                part.numbers(config, &mut share.analyzer, &mut share.tokens);
                if share.tokens.len() > start {
                    share.tokens.push(GAP);
                    let (passage, start) = (first + part.passage as u32, start as u32);
                    share.segments.push(Segment { passage, weight: part.weight, mark: part.mark, start });
                }
            });
            share.ends.push(first + passages);
        }
        share
    }
}

fn size(article: &Article) -> usize {
    article.title.len() + article.body.len() + 1
}

/// The articles in as many runs as there are threads, of about as many bytes.
fn shares(articles: &[Article]) -> Vec<&[Article]> {
    let share = articles.iter().map(size).sum::<usize>() / rayon::current_num_threads() + 1;
    let (mut out, mut first, mut sum) = (Vec::new(), 0, 0);
    for (at, article) in articles.iter().enumerate() {
        sum += size(article);
        if sum >= share || at + 1 == articles.len() {
            out.push(&articles[first..=at]);
            (first, sum) = (at + 1, 0);
        }
    }
    out
}

/// The distinct words of all shares, sorted, and the place among them of each number of each share.
fn sorted(shares: &[Share]) -> (Vec<String>, Vec<Vec<u32>>) {
    let begins = |word: &str| word.bytes().chain(std::iter::repeat(0)).take(8).fold(0, |sum, byte| sum << 8 | u64::from(byte));
    let mut all: Vec<(u64, &str, u32, u32)> = Vec::new();
    for (share, of) in shares.iter().enumerate() {
        all.extend((0..of.analyzer.numbers() as u32).map(|number| {
            let word = of.analyzer.text(number);
            (begins(word), word, share as u32, number)
        }));
    }
    all.par_sort_unstable();
    let mut places: Vec<Vec<u32>> = shares.iter().map(|share| vec![0; share.analyzer.numbers()]).collect();
    let mut words: Vec<String> = Vec::new();
    for (_, word, share, number) in all {
        if words.last().is_none_or(|last| last != word) {
            words.push(word.to_owned());
        }
        places[share as usize][number as usize] = words.len() as u32 - 1;
    }
    (words, places)
}
