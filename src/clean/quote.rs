//! In: two lines of a story. Out: whether one repeats part of the other, such as a pull quote, whatever the marks in it.

use std::cell::OnceCell;

use memchr::memmem;

use super::letters::{is_alphanumeric, small_letters};

/// Bytes that a line repeated by another one has at least, without its marks.
const LEAST: usize = 30;

/// A line, and what tells at once that most others do not hold it.
pub(super) struct Quote<'a> {
    text: &'a str,
    /// Bytes of its letters, numbers and spaces, which alone are compared.
    length: usize,
    /// Its words, each as one bit: all of them, and those with a space before and after. A line that holds another one
    /// holds the latter's inner words.
    all: u128,
    inner: u128,
    /// What alone is compared, once it is asked for.
    plain: OnceCell<String>,
}

/// A word parted from others by spaces: its first and last bytes, and how many there are, marks left out.
#[derive(Default)]
struct Piece {
    first: u8,
    last: u8,
    length: usize,
}

impl Piece {
    #[inline(always)]
    fn add(&mut self, first: u8, last: u8, length: usize) {
        self.first = if self.length == 0 { first } else { self.first };
        self.last = last;
        self.length += length;
    }

    /// Of no word at all too.
    #[inline(always)]
    fn bit(&self) -> u128 {
        let told = u64::from(self.first) << 16 | u64::from(self.last) << 8 | self.length as u64 & 0xff;
        1 << (told.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57)
    }
}

impl<'a> Quote<'a> {
    pub fn of(text: &'a str) -> Self {
        let (mut length, mut all, mut inner, mut spaced) = (0, 0, 0, false);
        let mut piece = Piece::default();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let mut size = 1;
            if byte == b' ' {
                let bit = piece.bit();
                all |= bit;
                inner |= if spaced && piece.length > 0 { bit } else { 0 };
                length += piece.length + 1;
                (piece, spaced) = (Piece::default(), true);
            } else if byte.is_ascii_lowercase() {
                size = small_letters(&bytes[at..]).max(1);
                piece.add(byte, bytes[at + size - 1], size);
            } else if byte.is_ascii_alphanumeric() {
                piece.add(byte, byte, 1);
            } else if !byte.is_ascii() {
                let c = text[at..].chars().next().unwrap_or_default();
                size = c.len_utf8();
                if is_alphanumeric(c) {
                    piece.add(byte, bytes[at + size - 1], size);
                }
            }
            at += size;
        }
        Self { text, length: length + piece.length, all: all | piece.bit(), inner, plain: OnceCell::new() }
    }

    /// Whether the other line is longer and holds this one, or says the same where it is the `earlier` of the two.
    pub fn is_in(&self, other: &Quote, earlier: bool) -> bool {
        let longer = other.length > self.length + 2;
        let may = self.length >= LEAST && (longer || earlier && other.length == self.length);
        if !may || self.inner & !other.all != 0 {
            return false;
        }
        let (own, others) = (self.plain(), other.plain());
        own.trim().len() >= LEAST && (longer || own == others) && memmem::find(others.as_bytes(), own.trim().as_bytes()).is_some()
    }

    fn plain(&self) -> &str {
        self.plain.get_or_init(|| plain(self.text))
    }
}

/// The letters, numbers and spaces of the text.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let (bytes, mut at) = (text.as_bytes(), 0);
    while at < bytes.len() {
        let start = at;
        while bytes.get(at).is_some_and(|&byte| byte == b' ' || byte.is_ascii_alphanumeric()) {
            at += 1;
        }
        plain.push_str(&text[start..at]);
        if let Some(c) = text[at..].chars().next() {
            at += c.len_utf8();
            plain.extend(Some(c).filter(|&c| is_alphanumeric(c)));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_held_whatever_its_marks() {
        let long =
            "\u{201c}It can\u{2019}t go on,\u{201d} she said \u{2014} the well-known caf\u{e9} on pier 9 was shut on Monday.";
        let cases = [
            ("it cant go on she said the wellknown", false),
            ("cant go on, she said \u{2014} the wellknown caf\u{e9}", true),
            ("\u{201c}nt go on\u{201d}, she said \u{2014} the well-known ca", true),
            ("cant go on, she said \u{2014} the", false),
            ("cant go on, she said \u{2014} the wellknown cafe", false),
            (long, false),
        ];
        for (text, wanted) in cases {
            assert_eq!(Quote::of(text).is_in(&Quote::of(long), false), wanted, "{text}");
        }
        assert!(Quote::of(long).is_in(&Quote::of(long), true));
    }
}
