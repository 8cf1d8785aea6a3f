//! The first bytes of a file -> what it is, where it holds no text that could be read: a document, an archive, an image.
//!
//! By the signatures that their formats begin with (PDF 32000-1, 7.5.2; APPNOTE.TXT 4.3.7; RFC 1952, 2083 and others).

const SIGNATURES: [(&[u8], &str); 10] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "an archive or office document (.zip, .docx, .xlsx, .odt)"),
    (b"\xd0\xcf\x11\xe0", "an office document (.doc, .xls)"),
    (b"{\\rtf", "a rich text document (.rtf)"),
    (b"\x1f\x8b", "a compressed file (.gz)"),
    (b"BZh", "a compressed file (.bz2)"),
    (b"\xfd7zXZ", "a compressed file (.xz)"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
];

/// What a file is that begins so, where it is none of text.
pub fn not_text(head: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_and_text_is_not() {
        assert_eq!(not_text(b"%PDF-1.7\n"), Some("a PDF"));
        assert_eq!(not_text(b"PK\x03\x04\x14"), Some("an archive or office document (.zip, .docx, .xlsx, .odt)"));
        for text in [&b""[..], b"PK said", b"%PD", b"GIF is a format", b"\xff\xfeT\0", b"\xef\xbb\xbfid,text"] {
            assert_eq!(not_text(text), None);
        }
    }
}
