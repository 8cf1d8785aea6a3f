//! In: two lines of a story. Out: whether one repeats part of the other, such as a pull quote, whatever the marks
//! between its words.

use std::cell::OnceCell;

use memchr::memmem;

use super::letters::is_alphanumeric;
use super::line::Sign;

/// Bytes that a line repeated by another one has at least, without its marks.
const LEAST: usize = 30;

/// A line, and what tells at once that most others do not hold it.
pub(super) struct Quote<'a> {
    text: &'a str,
    sign: Sign,
    /// What alone is compared, once it is asked for.
    plain: OnceCell<String>,
}

impl<'a> Quote<'a> {
    pub fn of(text: &'a str, sign: Sign) -> Self {
        Self { text, sign, plain: OnceCell::new() }
    }

    /// Whether the other line is longer and holds this one, or says the same where it is the `earlier` of the two.
    pub fn is_in(&self, other: &Quote, earlier: bool) -> bool {
        if self.text.len() < LEAST || !self.sign.may_be_in(&other.sign) {
            return false;
        }
        let (own, others) = (self.plain(), other.plain());
        let longer = others.len() > own.len() + 2;
        let part = own.trim();
        part.len() >= LEAST && (longer || earlier && own == others) && memmem::find(others.as_bytes(), part.as_bytes()).is_some()
    }

    /// The letters, numbers and spaces of the text.
    fn plain(&self) -> &str {
        self.plain.get_or_init(|| {
            let mut plain = String::with_capacity(self.text.len());
            let (bytes, mut at) = (self.text.as_bytes(), 0);
            while at < bytes.len() {
                let start = at;
                while bytes.get(at).is_some_and(|&byte| byte == b' ' || byte.is_ascii_alphanumeric()) {
                    at += 1;
                }
                plain.push_str(&self.text[start..at]);
                if let Some(c) = self.text[at..].chars().next() {
                    at += c.len_utf8();
                    plain.extend(Some(c).filter(|&c| is_alphanumeric(c)));
                }
            }
            plain
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::clean::line;

    use super::*;

    #[test]
    fn a_line_is_held_whatever_its_marks() {
        let long =
            "\u{201c}It can\u{2019}t go on,\u{201d} she said \u{2014} the well-known caf\u{e9} on pier 9 was shut on Monday.";
        let cases = [
            ("it can't go on she said the well", false),
            ("can't go on, she said \u{2014} the well known caf\u{e9}", false),
            ("can't go on, she said \u{2014} the well-known caf\u{e9} on pier", true),
            ("\u{201c}\u{2019}t go on\u{201d}, she said \u{2014} the well-known ca", true),
            ("can't go on, she said, the", false),
            ("cant go on, she said \u{2014} the well-known cafe", false),
            ("go on, she said. The well-known caf\u{e9} on pier 8", false),
            (long, false),
        ];
        for (text, wanted) in cases {
            let page = line::read(&format!("{text}\n\n{long}"));
            let quote = |at: usize| Quote::of(page.text(&page.lines[at]), page.signs[at]);
            assert_eq!(quote(0).is_in(&quote(1), false), wanted, "{text}");
            assert!(quote(1).is_in(&quote(1), true) && !quote(1).is_in(&quote(1), false));
        }
    }
}
