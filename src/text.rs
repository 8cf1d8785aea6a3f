//! Any text -> the same text in its one normal form, so that equal articles are equal bytes.
//!
//! Three things are done in turn: character references that were left in it are resolved (`entity`), UTF-8 that
//! was read as Windows-1252 is read anew (`mojibake`), and characters take their normal form. Where that changed
//! more than spaces it is done again, since one may bring up another; text that is right passes unchanged.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

mod entity;
mod entity_names;
mod language;
mod mojibake;
mod target;

pub use language::language_of;
pub(crate) use language::language_of_most;
pub use target::{Aliases, name_read_as, read_as, target_key};

/// Rounds at most, so that no nest of faults takes long; two are enough for any that is not made to be deep.
const ROUNDS: usize = 4;

/// NFC, plain spaces and line ends, nothing invisible, ligatures as letters, broken characters mended, at most one
/// empty line in a row, trimmed.
///
/// ```
/// use standpoint::text::clean_text;
/// assert_eq!(clean_text(" a\u{a0} b\r\n\r\n\r\nc\0 "), "a b\n\nc");
/// assert_eq!(clean_text("R&amp;D at the cafÃ©: itâ€™s o\u{fb03}cial"), "R&D at the café: it’s official");
/// ```
pub fn clean_text(text: &str) -> String {
    match settled(text) {
        Some((text, _)) => text.into_owned(),
        None => rounds(text),
    }
}

/// The same of one line, and its characters; where that is no more than white space around it, it is not copied.
pub(crate) fn clean_line(line: &str) -> (Cow<'_, str>, usize) {
    let (cleaned, ascii) = settled(line).unwrap_or_else(|| (Cow::Owned(rounds(line)), false));
    let chars = if ascii { cleaned.len() } else { cleaned.chars().count() };
    (cleaned, chars)
}

/// A line of which only spaces may be written otherwise, and whether it is sure to be ASCII; `None` of any other text.
fn settled(line: &str) -> Option<(Cow<'_, str>, bool)> {
    let bytes = line.as_bytes();
    let text = |byte: &u8| *byte != b' ';
    let (Some(start), Some(last)) = (bytes.iter().position(text), bytes.iter().rposition(text)) else {
        return Some((Cow::Borrowed(""), true));
    };
    let (trimmed, bytes) = (&line[start..=last], &bytes[start..=last]);
    let found = Marks::of(bytes);
    let mut spaced = !found.spaces;
    let itself = !found.control
        && (!found.beyond || is_normal(trimmed, &mut spaced) && !mojibake::suspect(trimmed))
        && (!found.ampersand || matches!(entity::resolve(trimmed), Cow::Borrowed(_)));
    itself.then(|| {
        let parts = || trimmed.split([' ', '\u{a0}']).filter(|part| !part.is_empty());
        (if spaced { Cow::Borrowed(trimmed) } else { Cow::Owned(parts().collect::<Vec<_>>().join(" ")) }, !found.beyond)
    })
}

/// Any text, in as many rounds as it takes.
fn rounds(text: &str) -> String {
    let (mut out, mut changed) = round(text);
    for _ in 1..ROUNDS {
        if !changed {
            break;
        }
        (out, changed) = round(&out);
    }
    out
}

/// What a line of bytes holds that may be written otherwise.
struct Marks {
    /// Bytes that are not ASCII.
    beyond: bool,
    control: bool,
    ampersand: bool,
    /// A space after another one.
    spaces: bool,
}

impl Marks {
    /// Eight bytes are looked at in one step: the high bit of each tells whether it is such a byte.
    fn of(bytes: &[u8]) -> Self {
        const HIGH: u64 = every(0x80);
        let zero = |eight: u64| !(((eight & !HIGH) + !HIGH) | eight) & HIGH;
        let (mut beyond, mut control, mut ampersand, mut spaces) = (0, 0, 0, 0);
        let mut look = |eight: u64, before: u64| {
            let space = zero(eight ^ every(b' '));
            beyond |= eight;
            control |= !(((eight & !HIGH) + every(0x80 - b' ')) | eight) | zero(eight ^ every(0x7f));
            ampersand |= zero(eight ^ every(b'&'));
            spaces |= space & (space << 8 | before);
            space >> 56
        };
        let (eights, rest) = bytes.as_chunks::<8>();
        let last = eights.iter().fold(0, |before, eight| look(u64::from_le_bytes(*eight), before));
        let mut padded = [b'a'; 8];
        padded[..rest.len()].copy_from_slice(rest);
        look(u64::from_le_bytes(padded), last);
        Self { beyond: beyond & HIGH != 0, control: control & HIGH != 0, ampersand: ampersand != 0, spaces: spaces != 0 }
    }
}

/// The byte, eight times.
pub(crate) const fn every(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// Whether each character beyond ASCII is one that stays as it is, or a space that does not break, which is not `spaced`.
fn is_normal(text: &str, spaced: &mut bool) -> bool {
    // Most letters and marks beyond ASCII are told at once.
    let common =
        |c: char| matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{400}'..='\u{45f}' | '\u{2010}'..='\u{2027}');
    let mut stays = |c: char| {
        *spaced &= c != '\u{a0}';
        c.is_ascii() || common(c) || is_composed(c) && matches!(kind(c), Kind::Itself) || c == '\u{a0}'
    };
    let mut rest = text;
    while let Some((eight, _)) = rest.as_bytes().split_first_chunk::<8>() {
        let beyond = u64::from_le_bytes(*eight) & every(0x80);
        rest = &rest[beyond.trailing_zeros() as usize / 8..];
        if beyond != 0 {
            let mut chars = rest.chars();
            if !chars.next().is_some_and(&mut stays) {
                return false;
            }
            rest = chars.as_str();
        }
    }
    rest.chars().all(stays)
}

/// The text after one round, and whether more than its spaces changed.
fn round(text: &str) -> (String, bool) {
    let resolved = entity::resolve(text);
    if resolved.is_ascii() {
        let (out, dropped) = plain(&resolved);
        return (out, dropped || matches!(resolved, Cow::Owned(_)));
    }
    let mended = mojibake::mend(&resolved);
    let composed = mended.chars().all(is_composed) || is_nfc_quick(mended.chars()) == IsNormalized::Yes;
    let (out, mut changed) = match composed {
        true => plain(&mended),
        false => {
            let composed: String = mended.nfc().collect();
            let (out, dropped) = plain(&composed);
            (out, dropped || composed != *mended)
        }
    };
    changed |= matches!(resolved, Cow::Owned(_)) || matches!(mended, Cow::Owned(_));
    (out, changed)
}

/// Whether the character is one that NFC leaves as it is, told without a table: Latin, Greek, Cyrillic, punctuation,
/// signs, Japanese, Chinese, Korean.
fn is_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{388}'..='\u{482}' | '\u{48a}'..='\u{52f}' | '\u{2010}'..='\u{205e}')
        || matches!(c, '\u{20a0}'..='\u{20c0}' | '\u{2190}'..='\u{22ff}' | '\u{2500}'..='\u{27bf}' | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309b}'..='\u{30ff}')
        || matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff5e}')
}

/// What a character is replaced by.
enum Kind {
    Itself,
    Space,
    Line,
    Nothing,
    Letters(&'static str),
}

const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];

fn kind(c: char) -> Kind {
    match c {
        '!'..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{61b}' | '\u{2010}'..='\u{2027}' => Kind::Itself,
        '\u{2500}'..='\u{27bf}' | '\u{3001}'..='\u{9fff}' => Kind::Itself,
        '\n' | '\r' | '\u{85}' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => Kind::Line,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' => Kind::Nothing,
        '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffc}' => Kind::Nothing,
        '\u{fb00}'..='\u{fb06}' => Kind::Letters(LIGATURES[c as usize - 0xfb00]),
        _ if c.is_whitespace() => Kind::Space,
        _ if c.is_control() => Kind::Nothing,
        _ => Kind::Itself,
    }
}

/// Whether a joiner between these two belongs to how the word or the sign is written, as in Persian or in emoji.
fn joined(before: Option<char>, after: Option<char>) -> bool {
    let joins = |c: char| c >= '\u{600}' && !('\u{2000}'..='\u{206f}').contains(&c) && matches!(kind(c), Kind::Itself);
    before.is_some_and(joins) && after.is_some_and(joins)
}

/// How many of the next eight bytes are words with single spaces between, whatever follows them.
fn settled_bytes(bytes: &[u8]) -> usize {
    let Some(eight) = bytes.first_chunk::<8>() else { return 0 };
    let found = Marks::of(eight);
    if found.beyond || found.control || found.spaces { 0 } else { 8 - usize::from(eight[7] == b' ') }
}

/// Spaces and lines made plain, what is invisible left out; whether anything was, or was written otherwise.
fn plain(text: &str) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let (mut newlines, mut space, mut changed) = (0u8, false, false);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        // What was looked at eight bytes at a time.
        let mut looked = at;
        // The common case in one copy: words with single spaces between.
        while let Some(&byte) = bytes.get(at) {
            if at > start && at >= looked {
                let settled = settled_bytes(&bytes[at..]);
                (at, looked) = (at + settled, at + settled.max(8));
                if settled > 0 {
                    continue;
                }
            }
            if byte.is_ascii_graphic() || byte == b' ' && at > start && bytes.get(at + 1).is_some_and(u8::is_ascii_graphic) {
                at += 1;
            } else if let Some(c) = text[at..].chars().next().filter(|c| !c.is_ascii() && matches!(kind(*c), Kind::Itself)) {
                at += c.len_utf8();
            } else {
                break;
            }
        }
        let (piece, kind) = if at > start {
            (&text[start..at], Kind::Itself)
        } else {
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            let kind = match kind(c) {
                Kind::Line if c == '\r' && bytes.get(at) == Some(&b'\n') => continue,
                Kind::Nothing if matches!(c, '\u{200c}' | '\u{200d}') && newlines == 0 && !space => {
                    let belongs = joined(out.chars().next_back(), text[at..].chars().next());
                    if belongs { Kind::Itself } else { Kind::Nothing }
                }
                kind => kind,
            };
            (&text[start..at], kind)
        };
        let piece = match kind {
            Kind::Itself => piece,
            Kind::Letters(letters) => letters,
            Kind::Space => {
                space = true;
                continue;
            }
            Kind::Line => {
                newlines = newlines.saturating_add(1);
                space = false;
                continue;
            }
            Kind::Nothing => {
                changed = true;
                continue;
            }
        };
        changed |= matches!(kind, Kind::Letters(_));
        if newlines > 0 && !out.is_empty() {
            out.push_str(if newlines > 1 { "\n\n" } else { "\n" });
        } else if space && !out.is_empty() {
            out.push(' ');
        }
        (newlines, space) = (0, false);
        out.push_str(piece);
    }
    (out, changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_without_a_table_is_what_the_table_says() {
        for c in ('\0'..=char::MAX).filter(|&c| is_composed(c)) {
            let settled = is_nfc_quick([c].into_iter()) == IsNormalized::Yes;
            assert!(settled && unicode_normalization::char::canonical_combining_class(c) == 0, "{c:?}");
        }
    }

    #[test]
    fn a_line_is_cleaned_as_a_text_is() {
        for line in [
            "",
            "  a b ",
            "a  b",
            "R&amp;D",
            "caf&eacute;",
            "a\tb",
            "caf\u{e9} \u{2014} x",
            "cafÃ©",
            "e\u{301}",
            "a\u{a0}",
            "a\u{a0} b  c\u{a0}",
            "\u{a0}&\u{a0}caf\u{e9} & Co;",
            "\u{c2}\u{a0}x",
            "&\u{a0}amp;  &lt",
            "\u{3000}x",
            "\u{feff}x",
        ] {
            let (cleaned, chars) = clean_line(line);
            assert_eq!((cleaned.as_ref(), chars), (clean_text(line).as_str(), clean_text(line).chars().count()), "{line:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_line_is_cleaned_as_a_text_is(line in "([ a&;.\u{a0}\u{7f}\t\u{e9}\u{c3}\u{c2}\u{a9}\u{2019}]|&amp;|[a-z]{3}){0,40}") {
            proptest::prop_assert_eq!(clean_line(&line).0, clean_text(&line));
        }
    }

    #[test]
    fn normal_form() {
        assert_eq!(clean_text("e\u{301}a\u{ad}b\u{200b}c\u{7}"), "\u{e9}abc");
        assert_eq!(clean_text("\u{feff}\n\n a \t b  \n \n \n\nc\rd\n\n"), "a b\n\nc\nd");
        assert_eq!(clean_text(""), "");
        let once = clean_text("x \u{a0}\r\n y");
        assert_eq!(clean_text(&once), once);
    }
}
