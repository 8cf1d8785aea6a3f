//! The first bytes of a file -> what it is, where it holds no text that could be read: a document, an archive, an image.
//!
//! By the signatures that their formats begin with (PDF 32000-1, 7.5.2; APPNOTE.TXT 4.3.7; RFC 1952, 2083 and others).

const SIGNATURES: [(&[u8], &str); 14] = [
    (b"PK\x03\x04", "an archive or office document (.zip, .docx, .xlsx, .odt)"),
    (b"\xd0\xcf\x11\xe0", "an office document (.doc, .xls)"),
    (b"{\\rtf", "a rich text document (.rtf)"),
    (b"\x1f\x8b", "a compressed file (.gz)"),
    (b"BZh", "a compressed file (.bz2)"),
    (b"\xfd7zXZ", "a compressed file (.xz)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (.7z)"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (.zst)"),
    (b"RIFF", "an image, a sound or a film"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
];

/// Where a PDF says so at the latest.
const PDF_HEAD: usize = 1024;

/// What a file is that begins so, where it is none of text.
pub fn not_text(head: &[u8]) -> Option<&'static str> {
    let start = &head[..head.len().min(PDF_HEAD)];
    if start.windows(5).any(|five| five == b"%PDF-") && !start.starts_with(b"<") {
        return Some("a PDF");
    }
    // The length of a header, and the header of safetensors.
    if head.get(8..).is_some_and(|head| head.starts_with(b"{\"__metadata__\":")) {
        return Some("a model file");
    }
    SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_told_and_text_is_not() {
        assert_eq!(not_text(b"%PDF-1.7\n"), Some("a PDF"));
        assert_eq!(not_text(b"\xef\xbb\xbf\n%PDF-1.4\n"), Some("a PDF"));
        assert_eq!(not_text(b"\x70\0\0\0\0\0\0\0{\"__metadata__\":{}}"), Some("a model file"));
        assert_eq!(not_text(b"PK\x03\x04\x14"), Some("an archive or office document (.zip, .docx, .xlsx, .odt)"));
        for text in [&b""[..], b"PK said", b"%PD", b"GIF is a format", b"\xff\xfeT\0", b"\xef\xbb\xbfid,text"] {
            assert_eq!(not_text(text), None);
        }
    }
}
