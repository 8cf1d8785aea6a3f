//! In: the blocks of a page, and texts that claim to be its story or speak of it: the extractor's answer, the
//! page's own articleBody, its description and its title. Out: for each block how much of it each text holds.
//!
//! A block is held by a text as far as its runs of three words (fewer, where it is shorter) are in the text.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

use super::block::Layout;

/// What other texts say of a page.
#[derive(Debug, Clone, Default)]
pub struct Claims {
    /// The story as the Readability method finds it.
    pub answer: String,
    /// The story that the page gives machines in its JSON-LD.
    pub body: Option<String>,
    /// The page's description of itself.
    pub description: String,
    /// The headlines it gives.
    pub titles: Vec<String>,
}

/// What the texts say of one block, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Held {
    pub answer: f64,
    /// None where the page has no body for machines.
    pub body: Option<f64>,
    pub description: f64,
    /// How much of a title the block holds, and how much of the block is title.
    pub title: f64,
}

/// The words of a text, as numbers.
fn words(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(|w| xxh3_64(w.to_lowercase().as_bytes())).collect()
}

fn mix(words: &[u64]) -> u64 {
    words.iter().fold(0, |sum: u64, &w| sum.rotate_left(13).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ w)
}

/// A text as its lines and its runs of words.
struct Runs {
    lines: HashSet<u64>,
    runs: HashSet<u64>,
}

impl Runs {
    fn new(text: &str) -> Self {
        let lines = text.lines().map(|line| mix(&words(line))).collect();
        let words = words(text);
        Self { lines, runs: words.windows(3).map(mix).collect() }
    }

    fn share(&self, words: &[u64]) -> f64 {
        if words.is_empty() || self.lines.contains(&mix(words)) {
            return f64::from(u8::from(!words.is_empty()));
        }
        let runs = words.len().saturating_sub(2);
        words.windows(3).filter(|run| self.runs.contains(&mix(run))).count() as f64 / runs.max(1) as f64
    }
}

/// What the texts say of each block.
pub(super) fn held(layout: &Layout, claims: &Claims) -> Vec<Held> {
    let (answer, description) = (Runs::new(&claims.answer), Runs::new(&claims.description));
    let body = claims.body.as_deref().map(Runs::new);
    let titles: Vec<HashSet<u64>> = claims.titles.iter().map(|t| words(t).into_iter().collect()).collect();
    let of = |block: &super::block::Block| {
        let words = words(&block.text);
        let title = |title: &HashSet<u64>| {
            let both = words.iter().filter(|w| title.contains(w)).count() as f64;
            if words.len() > 40 { 0.0 } else { 2.0 * both / (words.len() + title.len()).max(1) as f64 }
        };
        Held {
            answer: answer.share(&words),
            body: body.as_ref().map(|b| b.share(&words)),
            description: description.share(&words),
            title: titles.iter().map(title).fold(0.0, f64::max).min(1.0),
        }
    };
    layout.blocks.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_held_as_far_as_its_words_are() {
        let page = "<h1>Fees rise again</h1><p>The port raised its fees on Tuesday.<p>Nobody was asked about the fees.<p>Menu";
        let layout = super::super::block::read(&dom_query::Document::from(page));
        let claims = Claims {
            answer: "The port raised its fees\n\nMenu".into(),
            titles: vec!["Fees rise again".into()],
            ..Claims::default()
        };
        let held = held(&layout, &claims);
        assert_eq!(held.iter().map(|h| h.answer).collect::<Vec<_>>(), [0.0, 0.6, 0.0, 1.0]);
        assert_eq!((held[0].title, held[3].title, held[1].body), (1.0, 0.0, None));
    }
}
