//! text -> word tokens with their byte offsets.
//!
//! Words follow Unicode's text segmentation (UAX #29). A run between spaces that is all ASCII takes a short
//! path that keeps the same rules for letters, digits and their joiners, 64 bytes at a time: a bit for each says
//! whether it is part of a word, and words begin and end where the bits change. Any other run goes through `icu_segmenter`.

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

/// Bytes that are looked at together.
const BLOCK: usize = 64;

/// A bit for each byte, the first being the lowest.
fn bits(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0; BLOCK];
    flags.iter_mut().zip(block).for_each(|(flag, &byte)| *flag = u8::from(is(byte)));
    // The product moves the flag of each of eight bytes to a bit of the highest one.
    let eight = |flags: &[u8; 8]| u64::from_le_bytes(*flags).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    flags.as_chunks().0.iter().rev().fold(0, |bits, flags| bits << 8 | eight(flags))
}

fn ascii_words(bytes: &[u8], start: usize, end: usize, marks: Marks, each: &mut impl FnMut(Token)) {
    let bytes = &bytes[start..end];
    // Underlines alone are no word.
    let is_word = |word: &[u8]| word[0] != b'_' || word.iter().any(u8::is_ascii_alphanumeric);
    let (mut first, mut inside) = (0, false);
    for (block, base) in bytes.chunks(BLOCK).zip((0..).step_by(BLOCK)) {
        let mut padded = [b' '; BLOCK];
        padded[..block.len()].copy_from_slice(block);
        let mut words = bits(&padded, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let mut joiners = bits(&padded, |byte| matches!(byte, b'.' | b'\'' | b':' | b',' | b';'));
        while joiners != 0 {
            let at = joiners.trailing_zeros() as usize;
            words |= u64::from(joins(bytes, base + at)) << at;
            joiners &= joiners - 1;
        }
        let marks = match marks {
            Marks::LeaveOut => 0,
            Marks::Keep => !words & bits(&padded, |byte| byte.is_ascii_punctuation() && is_mark(char::from(byte))),
        };
        let changes = words ^ (words << 1 | u64::from(inside));
        let mut places = changes | marks;
        while places != 0 {
            let (bit, at) = (places & places.wrapping_neg(), base + places.trailing_zeros() as usize);
            if changes & bit != 0 {
                if inside && is_word(&bytes[first..at]) {
                    each(Token { start: start + first, end: start + at });
                }
                (first, inside) = (at, !inside);
            }
            if marks & bit != 0 {
                each(Token { start: start + at, end: start + at + 1 });
            }
            places &= places - 1;
        }
    }
    if inside && is_word(&bytes[first..]) {
        each(Token { start: start + first, end });
    }
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !matches!(c, '#' | '<' | '_')
}

/// Whether the mark at `at` stands inside a word: rules WB6, WB7, WB11 and WB12.
fn joins(bytes: &[u8], at: usize) -> bool {
    let (Some(&before), Some(&after)) = (at.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(at + 1)) else {
        return false;
    };
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

    /// The words of an ASCII text, byte by byte.
    fn one_by_one(text: &str, marks: Marks) -> Vec<&str> {
        let (bytes, mut out, mut at) = (text.as_bytes(), Vec::new(), 0);
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_' || joins(bytes, at)) {
                at += 1;
            }
            out.extend(Some(&text[start..at]).filter(|word| word.contains(|c: char| c.is_ascii_alphanumeric())));
            if at < bytes.len() && marks == Marks::Keep && is_mark(char::from(bytes[at])) {
                out.push(&text[at..=at]);
            }
            at += 1;
        }
        out
    }

    proptest::proptest! {
        #[test]
        fn words_are_the_same_wherever_a_block_of_bytes_ends(text in "[ -~\t\n]{0,90}|([a-c_]|[1-3.',:;_]|[ !]){0,150}", before in 0..64_usize) {
            let text = " ".repeat(before) + &text;
            for marks in [Marks::LeaveOut, Marks::Keep] {
                let mut fast = Vec::new();
                tokens(&text, marks, |t| fast.push(&text[t.start..t.end]));
                proptest::prop_assert_eq!(fast, one_by_one(&text, marks));
            }
        }
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
