//! In: two lines of a story. Out: whether one repeats part of the other, such as a pull quote, whatever the marks in it.

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
}

/// A word parted from others by spaces: its first and last bytes, and how many there are, marks left out.
#[derive(Default)]
struct Piece {
    first: u8,
    last: u8,
    length: usize,
}

impl Piece {
    fn add(&mut self, bytes: &[u8]) {
        self.first = if self.length == 0 { bytes[0] } else { self.first };
        self.last = bytes[bytes.len() - 1];
        self.length += bytes.len();
    }

    fn bit(&self) -> u128 {
        let told = u64::from(self.first) << 16 | u64::from(self.last) << 8 | self.length as u64 & 0xff;
        if self.length == 0 { 0 } else { 1 << (told.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) }
    }
}

impl<'a> Quote<'a> {
    pub fn of(text: &'a str) -> Self {
        let (mut length, mut all, mut inner) = (0, 0, 0);
        let (mut piece, mut spaced) = (Piece::default(), false);
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let mut size = 1;
            if byte == b' ' {
                let bit = piece.bit();
                all |= bit;
                inner |= if spaced { bit } else { 0 };
                length += piece.length + 1;
                (piece, spaced) = (Piece::default(), true);
            } else if byte.is_ascii_alphanumeric() {
                size = small_letters(&bytes[at..]).max(1);
                piece.add(&bytes[at..at + size]);
            } else if !byte.is_ascii() {
                let c = text[at..].chars().next().unwrap_or_default();
                size = c.len_utf8();
                if is_alphanumeric(c) {
                    piece.add(&bytes[at..at + size]);
                }
            }
            at += size;
        }
        Self { text, length: length + piece.length, all: all | piece.bit(), inner }
    }

    /// Whether the other line is longer and holds this one, or says the same where it is the `earlier` of the two.
    pub fn is_in(&self, other: &Quote, earlier: bool) -> bool {
        let longer = other.length > self.length + 2;
        let may = self.length >= LEAST && (longer || earlier && other.length == self.length);
        if !may || self.inner & !other.all != 0 {
            return false;
        }
        let (own, others) = (plain(self.text), plain(other.text));
        own.trim().len() >= LEAST && (longer || own == others) && memmem::find(others.as_bytes(), own.trim().as_bytes()).is_some()
    }
}

/// The letters, numbers and spaces of the text.
fn plain(text: &str) -> String {
    text.split(|c| c != ' ' && !is_alphanumeric(c)).collect()
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
