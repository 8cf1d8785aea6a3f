//! a hashtag -> the words that it is made of: `MakeTradeFair` and `maketradefair` are make, trade, fair.
//!
//! A capital begins a word, and so does a digit. Within that, words are parted where the sum of their costs is least (a
//! unigram model, Norvig 2009): a known word costs more the rarer it is, an unknown one by its letters.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use super::{RAREST, STEMS};

/// Letters of a word at most.
const LONGEST: usize = 14;

/// What any known word costs beside half its rarity: about ln of the words of a text.
const WORD: f64 = 5.0;

/// What an unknown word costs, and each of its letters.
const UNKNOWN: f64 = 9.0;
const LETTER: f64 = 3.0;

/// The hashtags of a text: where each stands, without its `#`, and its words in lower case, parted by spaces.
///
/// ```
/// use standpoint::lexicon::hashtags;
/// let tags: Vec<String> = hashtags("No! #StopTheTariffs #fairtrade2030").map(|(_, words)| words).collect();
/// assert_eq!(tags, ["stop the tariffs", "fair trade 2030"]);
/// ```
pub fn hashtags(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, String)> {
    text.match_indices('#').filter_map(|(at, _)| {
        let start = at + 1;
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let words: Vec<String> = runs(&rest[..length]).flat_map(words).collect();
        (!words.is_empty()).then(|| (start..start + length, words.join(" ")))
    })
}

/// Runs that begin with a capital (or with some, `NASALaunch`), or are of digits.
fn runs(tag: &str) -> impl Iterator<Item = &str> {
    let kind = |c: char| {
        if c.is_numeric() {
            0
        } else if c == '_' {
            1
        } else if c.is_uppercase() {
            2
        } else {
            3
        }
    };
    let mut rest = tag;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches('_');
        let first = kind(rest.chars().next()?);
        let mut length = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
        if first == 2 {
            let lower = rest[length..].find(|c| kind(c) != 3).unwrap_or(rest.len() - length);
            let last = rest[..length].char_indices().next_back().map_or(0, |(at, _)| at);
            // Of many capitals the last begins the word of the small letters behind them.
            length = if lower == 0 {
                length
            } else if last > 0 {
                last
            } else {
                length + lower
            };
        }
        let (run, after) = rest.split_at(length);
        rest = after;
        Some(run)
    })
}

/// The words of a run, by the least cost. O(letters × longest word).
fn words(run: &str) -> Vec<String> {
    let lower = run.to_lowercase();
    let ends: Vec<usize> = lower.char_indices().map(|(at, _)| at).chain([lower.len()]).collect();
    if !lower.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return vec![lower];
    }
    let mut best = vec![(0.0, 0); ends.len()];
    for end in 1..ends.len() {
        let cost = |from: usize| best[from].0 + cost(&lower[ends[from]..ends[end]]);
        let starts = (end.saturating_sub(LONGEST)..end).map(|from| (cost(from), from));
        best[end] = starts.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
    }
    let (mut out, mut end) = (Vec::new(), ends.len() - 1);
    while end > 0 {
        let from = best[end].1;
        out.push(lower[ends[from]..ends[end]].to_owned());
        end = from;
    }
    out.reverse();
    out
}

/// Stems without remembering, since most of what is asked for is no word.
static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

fn cost(word: &str) -> f64 {
    let is_word = word.len() > 1 || matches!(word, "a" | "i");
    match STEMS.get(&*STEMMER.stem(word)).filter(|_| is_word) {
        Some(stem) if stem.rarity < RAREST => WORD + f64::from(stem.rarity) / 2.0,
        Some(_) => WORD + f64::from(RAREST) / 2.0 + 1.0,
        None => UNKNOWN + LETTER * word.len() as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        hashtags(text).map(|(_, words)| words).collect()
    }

    #[test]
    fn capitals_digits_and_known_words_part_a_tag() {
        for (tag, words) in [
            ("#MakeTradeFair", "make trade fair"),
            ("#maketradefair", "make trade fair"),
            ("#StopTheWars", "stop the wars"),
            ("#NASALaunch", "nasa launch"),
            ("#fair_trade", "fair trade"),
            ("#G7", "g 7"),
            ("#Zölle", "zölle"),
            ("#quxzvf", "quxzvf"),
        ] {
            assert_eq!(split(tag), [words], "{tag}");
        }
        assert!(split("no tag, # alone, ##").is_empty());
    }

    #[test]
    fn a_tag_stands_where_it_was_read() {
        let text = "Öl: #FairTrade!";
        let places: Vec<&str> = hashtags(text).map(|(range, _)| &text[range]).collect();
        assert_eq!(places, ["FairTrade"]);
    }
}
