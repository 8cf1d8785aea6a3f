//! In: a text. Out: what its characters are, counted in one pass: letters, digits, words, capitals, sentences.

use std::sync::LazyLock;

/// Counts of a text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Letters {
    pub chars: usize,
    pub alpha: usize,
    pub digits: usize,
    pub commas: usize,
    /// Characters of Chinese, Japanese and Korean, which write no spaces, or wide ones.
    pub wide: usize,
    /// Words parted by white space.
    pub spaced: usize,
    /// Capitals after the end of a sentence.
    pub sentences: usize,
    /// Rows of letters and apostrophes; those that begin with a capital; those all of capitals, and longer than a byte.
    pub names: usize,
    pub capitals: usize,
    pub uppers: usize,
    /// The classes of all of its characters but small letters, as bits.
    pub seen: u32,
}

const LETTER: u32 = 1;
const UPPER: u32 = 1 << 1;
const DIGIT: u32 = 1 << 2;
/// Any other number.
const NUMBER: u32 = 1 << 3;
const COMMA: u32 = 1 << 4;
pub(super) const WIDE: u32 = 1 << 5;
const SPACE: u32 = 1 << 6;
pub(super) const STOP: u32 = 1 << 7;
/// What may stand between the end of a sentence and the next.
const BETWEEN: u32 = 1 << 8;
const APOSTROPHE: u32 = 1 << 9;
pub(super) const PIPE: u32 = 1 << 10;
pub(super) const QUOTE: u32 = 1 << 11;
pub(super) const AT: u32 = 1 << 12;
pub(super) const HASH: u32 = 1 << 13;
pub(super) const UNDERSCORE: u32 = 1 << 14;
pub(super) const COPYRIGHT: u32 = 1 << 15;
pub(super) const BRACKET: u32 = 1 << 16;
/// Beyond ASCII, and written otherwise in lower case.
const LOWERED: u32 = 1 << 17;
/// Part of a name.
const NAME: u32 = LETTER | APOSTROPHE;

const fn of_ascii(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => LETTER,
        b'A'..=b'Z' => LETTER | UPPER,
        b'0'..=b'9' => DIGIT | NUMBER,
        b',' => COMMA,
        b' ' => SPACE | BETWEEN,
        b'\t'..=b'\r' => SPACE,
        b'.' | b'!' | b'?' => STOP,
        b'"' => BETWEEN | QUOTE,
        b')' => BETWEEN | BRACKET,
        b'\'' => APOSTROPHE,
        b'|' => PIPE,
        b'@' => AT,
        b'#' => HASH,
        b'_' => UNDERSCORE,
        _ => 0,
    }
}

const ASCII: [u32; 128] = {
    let (mut table, mut at) = ([0; 128], 0);
    while at < 128 {
        table[at] = of_ascii(at as u8);
        at += 1;
    }
    table
};

/// Latin, Greek, Cyrillic, Hebrew and Arabic lie below.
const LOW: usize = 0x700;
static CLASSES: LazyLock<Vec<u32>> = LazyLock::new(|| (0..LOW as u32).filter_map(char::from_u32).map(classify).collect());

fn classify(c: char) -> u32 {
    let listed = match c {
        '\0'..='\u{7f}' => return ASCII[c as usize],
        '\u{ab}' => QUOTE,
        '\u{bb}' | '\u{203a}' => PIPE,
        '\u{a9}' => COPYRIGHT,
        _ => 0,
    };
    let wide = ('\u{3040}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7af}').contains(&c);
    let told = [
        (c.is_alphabetic(), LETTER),
        (c.is_uppercase(), UPPER),
        (c.is_numeric(), NUMBER),
        (wide, WIDE),
        (!c.to_lowercase().eq([c]), LOWERED),
        (c.is_whitespace(), SPACE),
    ];
    told.into_iter().fold(listed, |bits, (on, bit)| if on { bits | bit } else { bits })
}

fn class(c: char) -> u32 {
    match c {
        '\0'..='\u{7f}' => ASCII[c as usize],
        '\u{2010}'..='\u{2027}' => match c {
            '\u{2019}' => BETWEEN | APOSTROPHE,
            '\u{201c}' | '\u{201d}' => BETWEEN | QUOTE,
            '\u{201e}' => QUOTE,
            _ => 0,
        },
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' => LETTER | WIDE,
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{2500}'..='\u{266f}' => 0,
        '\u{3400}'..='\u{4dbf}' | '\u{ac00}'..='\u{d7a3}' => LETTER | WIDE,
        _ => CLASSES.get(c as usize).copied().unwrap_or_else(|| classify(c)),
    }
}

/// Whether the character is a letter.
pub(super) fn is_letter(c: char) -> bool {
    class(c) & LETTER != 0
}

/// Whether the character is a letter or a number.
pub(super) fn is_alphanumeric(c: char) -> bool {
    class(c) & (LETTER | NUMBER) != 0
}

impl Letters {
    pub fn of(text: &str) -> Self {
        let mut n = Self { chars: text.chars().count(), ..Self::default() };
        // Whether the last was white space, may end a sentence, is of a name, of one of capitals only; the name's bytes.
        let (mut spaced, mut ended, mut named, mut upper, mut length) = (true, false, false, false, 0);
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte == b' ' {
                n.uppers += usize::from(named && upper && length > 1);
                (named, spaced) = (false, true);
                at += 1;
                continue;
            }
            let (class, size) = if byte.is_ascii() {
                (ASCII[byte as usize], 1)
            } else {
                text[at..].chars().next().map_or((0, 1), |c| (class(c), c.len_utf8()))
            };
            let is = |bits: u32| usize::from(class & bits != 0);
            n.spaced += usize::from(spaced) & !is(SPACE) & 1;
            n.seen |= class;
            at += size;
            if class & NAME != 0 {
                n.names += usize::from(!named);
                n.capitals += usize::from(!named) & is(UPPER);
                n.sentences += usize::from(ended) & is(UPPER);
                n.alpha += is(LETTER);
                n.wide += is(WIDE);
                (upper, length) = if named { (upper, length + size) } else { (true, size) };
                upper &= class & UPPER != 0;
                (named, spaced, ended) = (true, false, ended && class & BETWEEN != 0);
                // The common case: small letters after it.
                let run = bytes[at..].iter().take_while(|b| b.is_ascii_lowercase()).count();
                if run > 0 {
                    (upper, ended) = (false, false);
                    n.alpha += run;
                    at += run;
                }
                continue;
            }
            n.uppers += usize::from(named && upper && length > 1);
            (named, spaced) = (false, class & SPACE != 0);
            n.digits += is(DIGIT);
            n.commas += is(COMMA);
            n.wide += is(WIDE);
            n.sentences += usize::from(ended) & is(UPPER);
            ended = class & STOP != 0 || ended && class & BETWEEN != 0;
        }
        n.uppers += usize::from(named && upper && length > 1);
        n
    }
}

/// The text, in whose characters `seen` are the classes, in lower case, with straight apostrophes.
pub(super) fn lower(text: &str, seen: u32) -> String {
    if seen & LOWERED != 0 {
        return text.to_lowercase().replace('\u{2019}', "'");
    }
    let mut low = if seen & APOSTROPHE != 0 { text.replace('\u{2019}', "'") } else { text.to_owned() };
    low.make_ascii_lowercase();
    low
}

/// The words of a lower-case text: where each begins, its letters, numbers and straight apostrophes, and whether it
/// holds a number.
pub(super) fn tokens(low: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let bytes = low.as_bytes();
    let mut at = 0;
    let class_at = |at: usize| match bytes.get(at) {
        None => (0, 0),
        Some(&byte) if byte.is_ascii() => (ASCII[byte as usize], 1),
        Some(_) => low[at..].chars().next().map_or((0, 1), |c| (class(c), c.len_utf8())),
    };
    std::iter::from_fn(move || {
        let (mut class, mut size) = class_at(at);
        while class & (NAME | NUMBER) == 0 && size > 0 {
            at += size;
            (class, size) = class_at(at);
        }
        let (start, mut seen) = (at, 0);
        while class & (NAME | NUMBER) != 0 {
            seen |= class;
            at += size;
            (class, size) = class_at(at);
        }
        (at > start).then(|| (start, &low[start..at], seen & NUMBER != 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_a_line() {
        let n = Letters::of("It\u{2019}s 25, NATO says. \u{201c}A CEO'S \u{c9}TAT\u{201d}? \u{4e2d}\u{6587}");
        assert_eq!((n.chars, n.digits, n.commas, n.wide, n.spaced, n.sentences), (38, 2, 1, 2, 8, 1));
        assert_eq!((n.names, n.capitals, n.uppers), (7, 5, 2));
    }

    #[test]
    fn classes_are_those_of_the_standard_library() {
        for c in '\0'..=char::MAX {
            let class = class(c);
            let told = [class & LETTER != 0, class & UPPER != 0, class & NUMBER != 0, class & SPACE != 0];
            assert_eq!(told, [c.is_alphabetic(), c.is_uppercase(), c.is_numeric(), c.is_whitespace()], "{c:?}");
        }
    }

    #[test]
    fn lower_case_is_that_of_the_standard_library() {
        for text in ["", "ABC d", "L\u{2019}\u{c9}TAT \u{130} \u{3a3}\u{39f}\u{3a3}", "\u{201c}Stra\u{df}e\u{201d} \u{42f}"] {
            assert_eq!(lower(text, Letters::of(text).seen), text.to_lowercase().replace('\u{2019}', "'"));
        }
    }

    #[test]
    fn tokens_are_letters_digits_and_apostrophes() {
        let found: Vec<_> = tokens("it's 5pm \u{2014} caf\u{e9}\u{bd}.").collect();
        assert_eq!(found, [(0, "it's", false), (5, "5pm", true), (13, "caf\u{e9}\u{bd}", true)]);
        assert_eq!(tokens(" .").count(), 0);
    }
}
