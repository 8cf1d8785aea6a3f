//! Any text -> the same text in its one normal form, so that equal articles are equal bytes.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// NFC, plain spaces and line ends, nothing invisible, at most one empty line in a row, trimmed.
///
/// ```
/// assert_eq!(standpoint::text::clean_text(" a\u{a0} b\r\n\r\n\r\nc\0 "), "a b\n\nc");
/// ```
pub fn clean_text(text: &str) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => plain(text.chars(), text.len()),
        _ => plain(text.nfc(), text.len()),
    }
}

fn plain(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    let (mut newlines, mut space) = (0u8, false);
    let mut chars = chars.peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => {
                newlines = newlines.saturating_add(1);
                space = false;
            }
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {}
            _ if c.is_whitespace() => space = true,
            _ if c.is_control() => {}
            _ => {
                if newlines > 0 && !out.is_empty() {
                    out.push_str(if newlines > 1 { "\n\n" } else { "\n" });
                } else if space && !out.is_empty() {
                    out.push(' ');
                }
                (newlines, space) = (0, false);
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_form() {
        assert_eq!(clean_text("e\u{301}a\u{ad}b\u{200b}c\u{7}"), "\u{e9}abc");
        assert_eq!(clean_text("\u{feff}\n\n a \t b  \n \n \n\nc\rd\n\n"), "a b\n\nc\nd");
        assert_eq!(clean_text(""), "");
        let once = clean_text("x \u{a0}\r\n y");
        assert_eq!(clean_text(&once), once);
    }
}
