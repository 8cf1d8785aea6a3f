//! In: the bytes of a file, whatever they are (a page, a dump of a page, a plain text). Out: one
//! [`Article`] of cleaned title and paragraphs with the date, writers and tags that could be read.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::Article;

#[cfg(feature = "html")]
pub mod answer;
#[cfg(feature = "html")]
pub mod block;
#[cfg(feature = "html")]
pub mod block_model;
mod boundary;
mod context;
mod date;
mod dump;
#[cfg(feature = "html")]
mod facts;
mod html;
pub mod line;
pub mod line_model;
mod look;
#[cfg(feature = "html")]
mod metadata;
#[cfg(feature = "html")]
mod names;
pub mod path;
mod row;
#[cfg(feature = "html")]
mod shape;
#[cfg(feature = "html")]
pub mod sheet;
#[cfg(feature = "html")]
mod surround;

#[cfg(feature = "html")]
pub use html::html_verdicts;
pub use html::looks_like_html;

/// Reads one file as an article: decodes it, tells pages from text, and leaves out what is not the story.
///
/// ```
/// let article = standpoint::clean::clean_page(b"Tariffs rise\n\nDuties on steel rose on Monday.", "in/a.txt");
/// assert_eq!((article.id.as_str(), article.title.as_str()), ("a", "Tariffs rise"));
/// ```
pub fn clean_page(bytes: &[u8], path: &str) -> Article {
    finish(bytes, path, dump::read)
}

/// The same, with a line model of one's own for text dumps.
pub fn clean_page_with(bytes: &[u8], path: &str, model: &line_model::LineModel) -> Article {
    finish(bytes, path, |text| dump::read_with(text, model))
}

/// The id of a page: its file's stem.
///
/// ```
/// assert_eq!(standpoint::clean::page_id("in/a.txt"), "a");
/// ```
pub fn page_id(path: &str) -> String {
    Path::new(path).file_stem().map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn finish(bytes: &[u8], path: &str, dump: impl FnOnce(&str) -> Article) -> Article {
    let (text, damaged) = decode(bytes);
    let mut article = if looks_like_html(&text) { html::read(&text) } else { dump(&text) };
    article.id = page_id(path);
    article.path = path.to_owned();
    if article.body.is_empty() && !article.title.is_empty() && !article.warnings.iter().any(|w| w == html::NO_ARTICLE) {
        article.warnings.push("nothing but a title was found; check the page".into());
    }
    if damaged {
        article.warnings.push("some bytes could not be decoded; save the file as UTF-8".into());
    }
    article
}

/// The text of `bytes`, and whether some of it could not be decoded.
fn decode(bytes: &[u8]) -> (String, bool) {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[skip..]);
        return (text.into_owned(), damaged);
    }
    let utf8 = std::str::from_utf8(bytes);
    if let Some(encoding) = declared(bytes).filter(|e| *e != UTF_8) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        if !damaged || utf8.is_err() {
            return (text.into_owned(), damaged);
        }
    }
    if let Ok(text) = utf8 {
        return (text.to_owned(), false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let (text, damaged) = detector.guess(None, Utf8Detection::Allow).decode_without_bom_handling(bytes);
    (text.into_owned(), damaged)
}

/// The encoding a `<meta charset>` names in the first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let meta = head.windows(5).position(|w| w == b"<meta")?;
    let at = meta + head[meta..].windows(8).position(|w| w == b"charset=")? + 8;
    let label: Vec<u8> = head[at..]
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

    #[test]
    fn decodes_by_bom_meta_and_guess() {
        assert_eq!(decode(b"\xFF\xFEa\0b\0").0, "ab");
        assert_eq!(decode(b"\xEF\xBB\xBFab").0, "ab");
        assert_eq!(decode(b"<meta charset=\"windows-1252\"><p>caf\xE9").0, "<meta charset=\"windows-1252\"><p>caf\u{e9}");
        assert!(decode(b"Le caf\xE9 est ferm\xE9 \xE0 cause de la gr\xE8ve.").0.contains("caf\u{e9}"));
    }

    #[test]
    fn id_is_the_stem() {
        let article = clean_page(b"", "x/y.z.txt");
        assert_eq!((article.id.as_str(), article.path.as_str()), ("y.z", "x/y.z.txt"));
        assert!(article.is_empty());
    }

    #[test]
    fn samples() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/samples/");
        let read = |name: &str| std::fs::read(format!("{root}{name}")).map(|bytes| clean_page(&bytes, name));
        if let Ok(article) = read("net-neutrality.txt") {
            assert!(article.title.ends_with("net neutrality rules"));
            assert_eq!(article.body.split("\n\n").count(), 7);
        }
        #[cfg(feature = "html")]
        if let Ok(article) = read("tariffs.html") {
            assert_eq!(article.title, "Steel tariffs are a tax on everyone who builds");
            assert_eq!(article.date.as_deref(), Some("2024-09-17"));
            assert_eq!((article.authors.len(), article.outlet.as_deref()), (1, Some("The Quarry Post")));
            assert!(article.body.starts_with("The government calls") && article.body.ends_with("in the spring."));
        }
    }
}
