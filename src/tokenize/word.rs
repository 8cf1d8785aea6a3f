//! text -> word tokens with their byte offsets.
//!
//! Words follow Unicode's text segmentation (UAX #29). A run between spaces that is all ASCII takes a short
//! path over a byte table that keeps the same rules for letters, digits and their joiners; any other run
//! goes through `icu_segmenter`.

use serde::{Deserialize, Serialize};

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};

/// A word: bytes `start..end` of the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What becomes of marks such as `!`, `,` and `”`.
///
/// ```
/// use standpoint::tokenize::{Marks, tokens};
/// let mut count = 0;
/// tokens("No, not #1!", Marks::Keep, |_| count += 1);
/// assert_eq!(count, 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marks {
    /// They part words and are left out.
    LeaveOut,
    /// Each is a word of its own; `#` and `<`, which begin the names of other terms, are left out.
    Keep,
}

/// Calls `each` for every word of `text`, in order. Time is linear in the text.
///
/// ```
/// let text = "The U.S. tariff rose 2.5%, didn't it?";
/// let mut words = Vec::new();
/// standpoint::tokenize::words(text, |token| words.push(&text[token.start..token.end]));
/// assert_eq!(words, ["The", "U.S", "tariff", "rose", "2.5", "didn't", "it"]);
/// ```
pub fn words(text: &str, each: impl FnMut(Token)) {
    tokens(text, Marks::LeaveOut, each);
}

/// As [`words`], marks among them or not.
pub fn tokens(text: &str, marks: Marks, mut each: impl FnMut(Token)) {
    let bytes = text.as_bytes();
    if text.is_ascii() {
        return ascii_words(bytes, 0, bytes.len(), marks, &mut each);
    }
    let segmenter = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let mut start = 0;
    while start < bytes.len() {
        // Up to the white space before the first run that is not all ASCII.
        let rest = &bytes[start..];
        let plain = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let run = if plain == rest.len() { plain } else { rest[..plain].iter().rposition(u8::is_ascii_whitespace).unwrap_or(0) };
        ascii_words(bytes, start, start + run, marks, &mut each);
        start += run;
        if plain < rest.len() {
            while bytes[start].is_ascii_whitespace() {
                start += 1;
            }
            let end = bytes[start..].iter().position(u8::is_ascii_whitespace).map_or(bytes.len(), |length| start + length);
            unicode_words(segmenter, text, start, end, marks, &mut each);
            start = end;
        }
    }
}

/// Calls `each` for what stands between spaces in `text`, in order, marks and all.
///
/// ```
/// let mut count = 0;
/// standpoint::tokenize::surfaces("No, not #1!", |_| count += 1);
/// assert_eq!(count, 3);
/// ```
pub fn surfaces(text: &str, mut each: impl FnMut(Token)) {
    let mut start = 0;
    for part in text.split(char::is_whitespace) {
        if !part.is_empty() {
            each(Token { start, end: start + part.len() });
        }
        start += part.len() + text[start + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
}

/// What stands between spaces as it is counted: in lower case, with straight apostrophes.
///
/// ```
/// assert_eq!(standpoint::tokenize::surface("#Don’t!"), "#don't!");
/// ```
pub fn surface(word: &str) -> String {
    word.to_lowercase().replace(['’', '‘'], "'")
}

/// What a byte is to a word.
const OTHER: u8 = 0;
const UNDERLINE: u8 = 1;
const LETTER_OR_DIGIT: u8 = 2;

const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut byte = 0;
    while byte < 256 {
        if (byte as u8).is_ascii_alphanumeric() {
            classes[byte] = LETTER_OR_DIGIT;
        }
        byte += 1;
    }
    classes[b'_' as usize] = UNDERLINE;
    classes
};

fn ascii_words(bytes: &[u8], mut at: usize, end: usize, marks: Marks, each: &mut impl FnMut(Token)) {
    let bytes = &bytes[..end];
    let class = |at: usize| bytes.get(at).map_or(OTHER, |&byte| CLASSES[byte as usize]);
    while at < end {
        let start = at;
        let mut seen = OTHER;
        loop {
            let found = class(at);
            if found == OTHER && !(at > start && joins(bytes, at, end)) {
                break;
            }
            seen |= found;
            at += 1;
        }
        if seen & LETTER_OR_DIGIT != 0 {
            each(Token { start, end: at });
        }
        if marks == Marks::Keep && at < end && is_mark(char::from(bytes[at])) {
            each(Token { start: at, end: at + 1 });
        }
        at += 1;
    }
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !matches!(c, '#' | '<' | '_')
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

fn unicode_words(
    segmenter: WordSegmenterBorrowed<'_>,
    text: &str,
    start: usize,
    end: usize,
    marks: Marks,
    each: &mut impl FnMut(Token),
) {
    let mut from = 0;
    let mut breaks = segmenter.segment_str(&text[start..end]);
    while let Some(to) = breaks.next() {
        let mark = || marks == Marks::Keep && text[start + from..start + to].chars().all(is_mark);
        if to > from && (breaks.word_type().is_word_like() || mark()) {
            // A combining letter takes the `#` before it into its word.
            let cut = text[start + from..start + to].trim_start_matches(['#', '<']).len();
            if cut > 0 {
                each(Token { start: start + to - cut, end: start + to });
            }
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
    fn no_word_begins_as_the_names_of_other_terms_do() {
        assert_eq!(split("\u{10740}#\u{113c5}! #\u{e9}t\u{e9}"), ["\u{10740}", "\u{113c5}", "\u{e9}t\u{e9}"]);
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
                unicode_words(segmenter, run, 0, run.len(), Marks::LeaveOut, &mut |t: Token| slow.push(&run[t.start..t.end]));
                assert_eq!(split(run), slow, "{run}");
            }
        }
    }
}
