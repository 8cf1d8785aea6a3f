//! text -> word tokens with their byte offsets.
//!
//! Words follow Unicode's text segmentation (UAX #29). A run between spaces that is all ASCII takes a short
//! path over a byte table that keeps the same rules for letters, digits and their joiners; any other run
//! goes through `icu_segmenter`.

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};

/// A word: bytes `start..end` of the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Calls `each` for every word of `text`, in order. Time is linear in the text.
///
/// ```
/// let text = "The U.S. tariff rose 2.5%, didn't it?";
/// let mut words = Vec::new();
/// standpoint::tokenize::words(text, |token| words.push(&text[token.start..token.end]));
/// assert_eq!(words, ["The", "U.S", "tariff", "rose", "2.5", "didn't", "it"]);
/// ```
pub fn words(text: &str, mut each: impl FnMut(Token)) {
    let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        if bytes[start].is_ascii_whitespace() {
            start += 1;
            continue;
        }
        let mut end = start;
        let mut ascii = true;
        while end < bytes.len() && !bytes[end].is_ascii_whitespace() {
            ascii &= bytes[end].is_ascii();
            end += 1;
        }
        if ascii {
            ascii_words(bytes, start, end, &mut each);
        } else {
            unicode_words(segmenter, text, start, end, &mut each);
        }
        start = end;
    }
}

fn ascii_words(bytes: &[u8], mut at: usize, end: usize, each: &mut impl FnMut(Token)) {
    while at < end {
        if !is_word(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < end && (is_word(bytes[at]) || joins(bytes, at, end)) {
            at += 1;
        }
        if bytes[start..at].iter().any(u8::is_ascii_alphanumeric) {
            each(Token { start, end: at });
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether the mark at `at` stands inside a word: rules WB6, WB7, WB11 and WB12.
fn joins(bytes: &[u8], at: usize, end: usize) -> bool {
    if at + 1 >= end {
        return false;
    }
    let (before, after) = (bytes[at - 1], bytes[at + 1]);
    let letters = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    let digits = before.is_ascii_digit() && after.is_ascii_digit();
    match bytes[at] {
        b'.' | b'\'' => letters || digits,
        b':' => letters,
        b',' | b';' => digits,
        _ => false,
    }
}

fn unicode_words(segmenter: WordSegmenterBorrowed<'_>, text: &str, start: usize, end: usize, each: &mut impl FnMut(Token)) {
    let mut from = 0;
    let mut breaks = segmenter.segment_str(&text[start..end]);
    while let Some(to) = breaks.next() {
        if breaks.word_type().is_word_like() && to > from {
            each(Token { start: start + from, end: start + to });
        }
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        words(text, |token| out.push(&text[token.start..token.end]));
        out
    }

    #[test]
    fn a_curly_apostrophe_joins_as_a_straight_one_does() {
        assert_eq!(split("China’s ban – “now”"), ["China’s", "ban", "now"]);
        assert_eq!(split("China's ban - \"now\""), ["China's", "ban", "now"]);
    }

    #[test]
    fn marks_at_the_end_of_a_word_are_no_part_of_it() {
        assert_eq!(split("5G, (TikTok) 'quoted' R17-billion __ 1,000"), ["5G", "TikTok", "quoted", "R17", "billion", "1,000"]);
    }

    #[test]
    fn ascii_and_unicode_paths_agree() {
        let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
        for text in ["U.S.-led 3.5:1 a_b c'd e''f 1,2,x x:y 9'9 ;; a.1 1.a", "don't", "_x_ '90s", "a,b 1;2"] {
            for run in text.split(' ') {
                let mut slow = Vec::new();
                unicode_words(segmenter, run, 0, run.len(), &mut |t: Token| slow.push(&run[t.start..t.end]));
                assert_eq!(split(run), slow, "{run}");
            }
        }
    }
}
