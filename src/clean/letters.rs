//! In: a text. Out: what its characters are, counted in one pass: letters, digits, words, capitals, sentences.

use std::sync::LazyLock;

use crate::text::every;

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
    /// The bytes that curled apostrophes take more than straight ones.
    pub curled: usize,
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
/// Beyond ASCII, and written otherwise in lower case; as something that is no one letter of as many bytes.
const LOWERED: u32 = 1 << 17;
const MOVED: u32 = 1 << 18;
/// Part of a name.
const NAME: u32 = LETTER | APOSTROPHE;
/// Part of a word.
const WORD: u32 = NAME | NUMBER;

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

/// Of Latin, Greek, Cyrillic, Hebrew and Arabic.
static CLASSES: LazyLock<[u32; 0x700]> =
    LazyLock::new(|| std::array::from_fn(|at| char::from_u32(at as u32).map_or(0, classify)));

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
        (moved(c), MOVED),
        (c.is_whitespace(), SPACE),
    ];
    told.into_iter().fold(listed, |bits, (on, bit)| if on { bits | bit } else { bits })
}

/// Whether the lower case of the text moves or parts words where the character is; Greek writes one letter in two ways.
fn moved(c: char) -> bool {
    let letter = |c: char| c.is_alphabetic() && !c.is_numeric();
    let mut low = c.to_lowercase();
    let one = low.next().filter(|_| low.next().is_none());
    let stays = one.is_some_and(|one| one == c || letter(one) && letter(c) && one.len_utf8() == c.len_utf8());
    !stays || c == '\u{3a3}'
}

#[inline]
fn class(c: char) -> u32 {
    match c {
        '\0'..='\u{7f}' => ASCII[c as usize],
        '\u{80}'..='\u{6ff}' => CLASSES[c as usize],
        '\u{2010}'..='\u{2027}' => match c {
            '\u{2019}' => BETWEEN | APOSTROPHE | LOWERED,
            '\u{201c}' | '\u{201d}' => BETWEEN | QUOTE,
            '\u{201e}' => QUOTE,
            _ => 0,
        },
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' => LETTER | WIDE,
        '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{2500}'..='\u{266f}' => 0,
        '\u{3400}'..='\u{4dbf}' | '\u{ac00}'..='\u{d7a3}' => LETTER | WIDE,
        _ => classify(c),
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

/// A word of a text in lower case: where it lies, and whether it holds a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
    pub numeric: bool,
}

/// The class of the character that begins at `at`, and its bytes; none at the end.
#[inline(always)]
fn class_at(text: &str, at: usize) -> (u32, usize) {
    match text.as_bytes().get(at) {
        None => (0, 0),
        Some(&byte) if byte.is_ascii() => (ASCII[byte as usize], 1),
        Some(_) => beyond(&text[at..]),
    }
}

/// The same of the first character, which is none of ASCII.
#[inline(never)]
fn beyond(text: &str) -> (u32, usize) {
    text.chars().next().map_or((0, 1), |c| (class(c), c.len_utf8()))
}

/// How many small letters of ASCII come first, eight looked at in one step.
#[inline]
pub(super) fn small_letters(bytes: &[u8]) -> usize {
    let mut run = 0;
    while let Some(eight) = bytes[run..].first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        let low = eight & every(0x7f);
        // The high bit of a byte is set from `a` on, and after `z`.
        let small = (low + every(0x80 - b'a')) & !(low + every(0x7f - b'z')) & !eight & every(0x80);
        let other = small ^ every(0x80);
        run += other.trailing_zeros() as usize / 8;
        if other != 0 {
            return run;
        }
    }
    run + bytes[run..].iter().take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// What is found in a text on the way.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Its words, as they lie in its lower case.
    pub tokens: Vec<Token>,
    /// Where the characters beyond ASCII are that its lower case writes otherwise.
    turned: Vec<usize>,
}

impl Letters {
    /// What the characters of the text are.
    pub fn of(text: &str, found: &mut Found) -> Self {
        let mut n = Self { chars: text.len(), ..Self::default() };
        // Whether the last was white space, or may end a sentence.
        let (mut spaced, mut ended) = (true, false);
        let is = |class: u32, bits: u32| usize::from(class & bits != 0);
        let bytes = text.as_bytes();
        found.tokens.clear();
        found.turned.clear();
        let mut at = 0;
        loop {
            if bytes.get(at) == Some(&b' ') {
                spaced = true;
                at += 1;
                continue;
            }
            let (mut class, mut size) = class_at(text, at);
            if class & WORD == 0 {
                if size == 0 {
                    return n;
                }
                n.seen |= class;
                n.spaced += usize::from(spaced) & (is(class, SPACE) ^ 1);
                n.commas += is(class, COMMA);
                n.wide += is(class, WIDE);
                n.sentences += usize::from(ended) & is(class, UPPER);
                ended = class & STOP != 0 || ended && class & BETWEEN != 0;
                spaced = class & SPACE != 0;
                n.chars -= size - 1;
                at += size;
                continue;
            }
            n.spaced += usize::from(spaced);
            spaced = false;
            let (start, mut seen) = (at - n.curled, 0);
            while class & WORD != 0 {
                if class & NAME == 0 {
                    seen |= class;
                    n.digits += is(class, DIGIT);
                    n.wide += is(class, WIDE);
                    n.sentences += usize::from(ended) & is(class, UPPER);
                    ended &= class & BETWEEN != 0;
                    n.chars -= size - 1;
                    at += size;
                    (class, size) = class_at(text, at);
                    continue;
                }
                n.names += 1;
                n.capitals += is(class, UPPER);
                let (first, mut upper) = (at, UPPER);
                while class & NAME != 0 {
                    if class == LETTER && size == 1 {
                        // The common case: small letters.
                        let run = small_letters(&bytes[at..]);
                        (upper, ended) = (0, false);
                        n.alpha += run;
                        at += run;
                    } else {
                        seen |= class;
                        upper &= class;
                        n.sentences += usize::from(ended) & is(class, UPPER);
                        n.alpha += is(class, LETTER);
                        n.wide += is(class, WIDE);
                        ended &= class & BETWEEN != 0;
                        if class & LOWERED != 0 {
                            found.turned.push(at);
                            n.curled += if class & APOSTROPHE == 0 { 0 } else { size - 1 };
                        }
                        n.chars -= size - 1;
                        at += size;
                    }
                    (class, size) = class_at(text, at);
                }
                n.uppers += usize::from(upper != 0 && at - first > 1);
            }
            n.seen |= seen;
            found.tokens.push(Token { start, end: at - n.curled, numeric: seen & NUMBER != 0 });
        }
    }

    /// The text in lower case, with straight apostrophes. Where that moves its words, they are looked for anew.
    /// It is put behind what is in `low`, from where on the places of the words are counted.
    /// `ascii` is the text with the capitals of ASCII in lower case.
    pub fn lower(&self, text: &str, ascii: &str, found: &mut Found, low: &mut String) {
        if self.seen & MOVED != 0 {
            let moved = text.to_lowercase().replace('\u{2019}', "'");
            find_tokens(&moved, &mut found.tokens);
            low.push_str(&moved);
            return;
        }
        let mut from = 0;
        for &at in &found.turned {
            let Some(c) = text[at..].chars().next() else { break };
            low.push_str(&ascii[from..at]);
            low.push(if c == '\u{2019}' { '\'' } else { lowered(c) });
            from = at + c.len_utf8();
        }
        low.push_str(&ascii[from..]);
    }
}

/// The small letter of a capital, of whose many the commonest are known.
fn lowered(c: char) -> char {
    match c {
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{de}' | '\u{410}'..='\u{42f}' => char::from_u32(c as u32 + 32).unwrap_or(c),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The words of a lower-case text: letters, numbers and straight apostrophes.
fn find_tokens(low: &str, tokens: &mut Vec<Token>) {
    tokens.clear();
    let (mut at, (mut class, mut size)) = (0, class_at(low, 0));
    while size > 0 {
        let (start, mut seen) = (at, 0);
        while class & WORD != 0 {
            seen |= class;
            at += size;
            (class, size) = class_at(low, at);
        }
        if at > start {
            tokens.push(Token { start, end: at, numeric: seen & NUMBER != 0 });
        } else {
            at += size;
            (class, size) = class_at(low, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a text is, its lower case, and its words.
    fn read(text: &str) -> (Letters, String, Vec<(String, bool)>) {
        let mut found = Found::default();
        let letters = Letters::of(text, &mut found);
        let mut low = String::new();
        letters.lower(text, &text.to_ascii_lowercase(), &mut found, &mut low);
        let words = found.tokens.iter().map(|token| (low[token.start..token.end].to_owned(), token.numeric)).collect();
        (letters, low, words)
    }

    #[test]
    fn counts_of_a_line() {
        let n = read("It\u{2019}s 25, NATO says. \u{201c}A CEO'S \u{c9}TAT\u{201d}? \u{4e2d}\u{6587}").0;
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
        for text in [
            "",
            "ABC d",
            "\u{391}\u{394} \u{1e9e}\u{212a}\u{10a0}\u{1e00}\u{2160}",
            "L\u{2019}\u{c9}TAT \u{130} \u{3a3}\u{39f}\u{3a3}",
            "\u{201c}Stra\u{df}e\u{201d} \u{42f}",
        ] {
            assert_eq!(read(text).1, text.to_lowercase().replace('\u{2019}', "'"));
        }
    }

    #[test]
    fn words_are_letters_digits_and_apostrophes() {
        let cases: [(&str, &[(&str, bool)]); 5] = [
            ("It\u{2019}s 5PM \u{2014} caf\u{e9}\u{bd}.", &[("it's", false), ("5pm", true), ("caf\u{e9}\u{bd}", true)]),
            ("\u{c9}TAT, l\u{2019}\u{130}d", &[("\u{e9}tat", false), ("l'i", false), ("d", false)]),
            ("incomprehensibilities{abc`", &[("incomprehensibilities", false), ("abc", false)]),
            ("\u{42f} \u{dc}ber\u{2019}s I\u{2019}M", &[("\u{44f}", false), ("\u{fc}ber's", false), ("i'm", false)]),
            (" .", &[]),
        ];
        for (text, wanted) in cases {
            let found = read(text).2;
            assert_eq!(found.iter().map(|(word, numeric)| (word.as_str(), *numeric)).collect::<Vec<_>>(), wanted);
        }
    }
}
