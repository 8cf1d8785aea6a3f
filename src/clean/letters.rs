//! In: a text. Out: what its characters are, counted in one pass: letters, digits, words, capitals, sentences.

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
}

const LETTER: u16 = 1;
const UPPER: u16 = 1 << 1;
const DIGIT: u16 = 1 << 2;
const COMMA: u16 = 1 << 3;
const WIDE: u16 = 1 << 4;
const SPACE: u16 = 1 << 5;
const STOP: u16 = 1 << 6;
/// What may stand between the end of a sentence and the next.
const BETWEEN: u16 = 1 << 7;
const APOSTROPHE: u16 = 1 << 8;
/// Part of a name.
const NAME: u16 = LETTER | APOSTROPHE;

const ASCII: [u16; 128] = {
    let mut table = [0; 128];
    let mut at = 0u8;
    while at < 128 {
        table[at as usize] = match at {
            b'a'..=b'z' => LETTER,
            b'A'..=b'Z' => LETTER | UPPER,
            b'0'..=b'9' => DIGIT,
            b',' => COMMA,
            b' ' => SPACE | BETWEEN,
            b'\t'..=b'\r' => SPACE,
            b'.' | b'!' | b'?' => STOP,
            b'"' | b')' => BETWEEN,
            b'\'' => APOSTROPHE,
            _ => 0,
        };
        at += 1;
    }
    table
};

fn class(c: char) -> u16 {
    match c {
        '\0'..='\u{7f}' => ASCII[c as usize],
        '\u{2019}' => BETWEEN | APOSTROPHE,
        '\u{201c}' | '\u{201d}' => BETWEEN,
        '\u{2010}'..='\u{2027}' => 0,
        _ => {
            let wide = ('\u{3040}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7af}').contains(&c);
            [(c.is_alphabetic(), LETTER), (c.is_uppercase(), UPPER), (wide, WIDE), (c.is_whitespace(), SPACE)]
                .into_iter()
                .fold(0, |bits, (on, bit)| if on { bits | bit } else { bits })
        }
    }
}

impl Letters {
    pub fn of(text: &str) -> Self {
        let mut n = Self::default();
        // Whether the last was white space, may end a sentence, is of a name, of one of capitals only; the name's bytes.
        let (mut spaced, mut ended, mut named, mut upper, mut length) = (true, false, false, false, 0);
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_lowercase() {
                // The common case: a run of small letters.
                let run = rest.bytes().take_while(u8::is_ascii_lowercase).count();
                rest = &rest[run..];
                n.chars += run;
                n.alpha += run;
                n.names += usize::from(!named);
                n.spaced += usize::from(spaced);
                (spaced, ended, named, upper) = (false, false, true, false);
                continue;
            }
            rest = &rest[c.len_utf8()..];
            let class = class(c);
            let is = |bits: u16| usize::from(class & bits != 0);
            n.chars += 1;
            n.alpha += is(LETTER);
            n.digits += is(DIGIT);
            n.commas += is(COMMA);
            n.wide += is(WIDE);
            n.spaced += usize::from(spaced && class & SPACE == 0);
            n.sentences += usize::from(ended) & is(UPPER);
            if class & NAME != 0 {
                n.names += usize::from(!named);
                n.capitals += usize::from(!named) & is(UPPER);
                (upper, length) = if named { (upper, length) } else { (true, 0) };
                upper &= class & UPPER != 0;
                length += c.len_utf8();
            } else {
                n.uppers += usize::from(named && upper && length > 1);
            }
            ended = class & STOP != 0 || ended && class & BETWEEN != 0;
            spaced = class & SPACE != 0;
            named = class & NAME != 0;
        }
        n.uppers += usize::from(named && upper && length > 1);
        n
    }
}

/// The text in lower case, with straight apostrophes.
pub(super) fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if text.contains('\u{3a3}') {
        // The small form of sigma depends on its place.
        return text.to_lowercase().replace('\u{2019}', "'");
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
        out.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        match chars.next() {
            Some('\u{2019}') => out.push('\''),
            Some(c @ '\u{2010}'..='\u{2027}') => out.push(c),
            c => out.extend(c.into_iter().flat_map(char::to_lowercase)),
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.make_ascii_lowercase();
    out
}

/// The words of a lower-case text: letters, digits and apostrophes; and whether one holds a digit.
pub(super) fn tokens(low: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let bytes = low.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let (mut start, mut numeric) = (at, false);
        while let Some(&byte) = bytes.get(at) {
            let (length, letter, digit) = if byte.is_ascii() {
                (1, ASCII[byte as usize] & NAME != 0, ASCII[byte as usize] & DIGIT != 0)
            } else {
                let c = low[at..].chars().next().unwrap_or(' ');
                let marks = matches!(c, '\u{2010}'..='\u{2027}');
                (c.len_utf8(), !marks && c.is_alphabetic(), !marks && c.is_numeric())
            };
            if letter || digit {
                numeric |= digit;
            } else if at > start {
                break;
            } else {
                start = at + length;
            }
            at += length;
        }
        (at > start).then(|| (start, &low[start..at], numeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_a_line() {
        let n = Letters::of("It\u{2019}s 25, NATO says. \u{201c}A CEO'S \u{c9}TAT\u{201d}? \u{4e2d}\u{6587}");
        assert_eq!((n.chars, n.digits, n.commas, n.wide, n.spaced, n.sentences), (39, 2, 1, 2, 8, 1));
        assert_eq!((n.names, n.capitals, n.uppers), (7, 5, 2));
    }

    #[test]
    fn lower_case_is_that_of_the_standard_library() {
        for text in ["", "ABC d", "L\u{2019}\u{c9}TAT \u{130} \u{3a3}\u{39f}\u{3a3}", "\u{201c}Stra\u{df}e\u{201d} \u{42f}"] {
            assert_eq!(lower(text), text.to_lowercase().replace('\u{2019}', "'"));
        }
    }

    #[test]
    fn tokens_are_letters_digits_and_apostrophes() {
        let found: Vec<_> = tokens("it's 5pm \u{2014} caf\u{e9}\u{bd}.").collect();
        assert_eq!(found, [(0, "it's", false), (5, "5pm", true), (13, "caf\u{e9}\u{bd}", true)]);
        assert_eq!(tokens(" .").count(), 0);
    }
}
