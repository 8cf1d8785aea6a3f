//! In: the bytes of a page. Out: its text, by its byte order mark, by its bytes where they are UTF-8 or UTF-16, by
//! what it declares, or by what its letters look like; and whether some bytes could not be read.
//!
//! Bytes that are valid UTF-8 and hold more than ASCII are UTF-8, whatever is declared: no other encoding looks so by
//! accident. A page that is UTF-8 but for a few bytes has those read as Windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::input::{by_letters, utf16_by_nuls};

/// Characters of UTF-8 for each byte that is none, from which on the page is UTF-8 all the same.
const MOSTLY: usize = 4;

/// The text of `bytes`, and whether some of it could not be decoded.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let by = |encoding: &'static Encoding, bytes| encoding.decode_without_bom_handling(bytes);
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return by(encoding, &bytes[skip..]);
    }
    if let Some(encoding) = utf16_by_nuls(&bytes[..bytes.len().min(4096)]) {
        return by(encoding, bytes);
    }
    let declared = declared(bytes).filter(|encoding| *encoding != UTF_8);
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        // All ASCII: some encodings of Japanese are.
        let escaped = declared.filter(|_| text.is_ascii() && bytes.contains(&0x1b));
        return escaped.map_or_else(|| (text, false), |encoding| by(encoding, bytes));
    }
    let (mut of_utf8, mut others) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        of_utf8 += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        others += chunk.invalid().len();
    }
    if of_utf8 >= others * MOSTLY {
        let chunks = bytes.utf8_chunks();
        return (chunks.map(|chunk| [chunk.valid(), &WINDOWS_1252.decode(chunk.invalid()).0].concat()).collect(), true);
    }
    declared
        .map(|encoding| by(encoding, bytes))
        .filter(|(_, damaged)| !damaged)
        .unwrap_or_else(|| by(by_letters(bytes, true), bytes))
}

/// The encoding that a `<meta charset>` or an XML declaration names in the first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    if !head.contains(&b'<') {
        return None;
    }
    let head = head.to_ascii_lowercase();
    let find = |mark: &[u8], from: usize| head[from..].windows(mark.len()).position(|window| window == mark).map(|at| from + at);
    let of_meta = find(b"<meta", 0).and_then(|at| Some(find(b"charset=", at)? + 8));
    let of_xml = || find(b"<?xml", 0).and_then(|at| Some(find(b"encoding=", at)? + 9));
    let label: Vec<u8> = head[of_meta.or_else(of_xml)?..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    let encoding = Encoding::for_label(&label)?;
    // A page whose ASCII bytes spell its charset cannot be UTF-16, whatever it says.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GBK, SHIFT_JIS, WINDOWS_1251};

    #[test]
    fn decodes_by_bom_meta_and_guess() {
        assert_eq!(decode(b"\xFF\xFEa\0b\0").0, "ab");
        assert_eq!(decode(b"\xEF\xBB\xBFab").0, "ab");
        assert_eq!(decode(b"<meta charset=\"windows-1252\"><p>caf\xE9").0, "<meta charset=\"windows-1252\"><p>caf\u{e9}");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='iso-8859-2'?><p>\xE8").0,
            "<?xml version='1.0' encoding='iso-8859-2'?><p>č"
        );
        assert!(decode(b"Le caf\xE9 est ferm\xE9 \xE0 cause de la gr\xE8ve.").0.contains("caf\u{e9}"));
    }

    #[test]
    fn utf16_needs_no_mark() {
        let text = "Die Zölle steigen wieder, sagte der Minister.";
        let units: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(decode(&units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>()), (text.into(), false));
        assert_eq!(decode(&units.iter().flat_map(|unit| unit.to_be_bytes()).collect::<Vec<_>>()), (text.into(), false));
    }

    #[test]
    fn utf8_is_utf8_whatever_is_declared() {
        let page = "<meta charset=iso-8859-1><p>Le café est fermé.";
        assert_eq!(decode(page.as_bytes()), (page.into(), false));
        // One byte of another encoding, one character cut.
        let mixed = ["Le café est fermé, l’été aussi. ".repeat(4).as_bytes(), b"Caf\xE9 \x96 cut\xE2\x80"].concat();
        let (text, damaged) = decode(&mixed);
        assert!(damaged && text.contains(" l’été aussi. Café – cut"), "{text}");
    }

    #[test]
    fn the_letters_tell_what_is_declared_nowhere() {
        for (encoding, text) in [
            (WINDOWS_1251, "Министр сказал в четверг, что пошлины на сталь вырастут и что заводы снова наймут людей."),
            (GBK, "部长周四表示，钢铁关税将会上调，工厂将重新招聘工人，建筑商对此表示反对。"),
            (SHIFT_JIS, "大臣は木曜日、鉄鋼の関税を引き上げると述べた。工場は再び人を雇うという。"),
        ] {
            assert_eq!(decode(&encoding.encode(text).0).0, text);
        }
    }
}
