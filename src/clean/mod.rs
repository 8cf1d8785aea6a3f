//! In: the bytes of a file, whatever they are (a page, a dump of a page, a plain text). Out: one
//! [`Article`] of cleaned title and paragraphs with the date, writers and tags that could be read.

use std::path::Path;

use crate::Article;
use crate::text::clean_text;

mod absence;
#[cfg(feature = "html")]
pub mod answer;
mod aside;
#[cfg(feature = "html")]
pub mod block;
#[cfg(feature = "html")]
pub mod block_model;
mod boundary;
mod byline;
mod caption;
mod context;
mod date;
mod dump;
mod encoding;
#[cfg(feature = "html")]
mod facts;
mod far;
pub mod head;
mod html;
mod letters;
pub mod line;
pub mod line_model;
mod look;
mod marks;
#[cfg(feature = "html")]
mod metadata;
#[cfg(feature = "html")]
mod names;
mod others;
mod paragraphs;
pub mod path;
mod quote;
mod row;
#[cfg(feature = "html")]
mod shape;
#[cfg(feature = "html")]
pub mod sheet;
#[cfg(feature = "html")]
mod surround;
mod unit;
mod words;

pub use html::looks_like_html;

/// Reads one file as an article: decodes it, tells pages from text, and leaves out what is not the story.
///
/// ```
/// let article = standpoint::clean::clean_page(b"Tariffs rise\n\nDuties on steel rose on Monday.", "in/a.txt");
/// assert_eq!((article.id.as_str(), article.title.as_str()), ("a", "Tariffs rise"));
/// ```
pub fn clean_page(bytes: &[u8], path: &str) -> Article {
    finish(bytes, path, |text| read(text, Detail::Story))
}

/// The same, with every line of the page in [`Article::page`]: what became of it, and its score.
///
/// ```
/// let article = standpoint::clean::explain_page(b"Home\nLog in\nShare\n\nThe port closed on Monday, the city said, since no ship came.", "a.txt");
/// let kept: Vec<&str> = article.page.iter().filter(|line| line.verdict.is_kept()).map(|line| line.text.as_str()).collect();
/// assert_eq!((article.page.len(), kept.join("\n\n")), (4, article.body));
/// ```
pub fn explain_page(bytes: &[u8], path: &str) -> Article {
    finish(bytes, path, |text| read(text, Detail::Page))
}

/// The same as [`clean_page`], with a line model of one's own for text dumps.
pub fn clean_page_with(bytes: &[u8], path: &str, model: &line_model::LineModel) -> Article {
    finish(bytes, path, |text| {
        if looks_like_html(text) { html::read(text, Detail::Story) } else { dump::read_with(text, model, Detail::Story) }
    })
}

/// How much of a page is kept in an [`Article`].
#[derive(Clone, Copy, PartialEq)]
enum Detail {
    /// The story.
    Story,
    /// Every line too.
    Page,
}

fn read(text: &str, detail: Detail) -> Article {
    if looks_like_html(text) { html::read(text, detail) } else { dump::read(text, detail) }
}

/// The id of a page: its file's stem.
///
/// ```
/// assert_eq!(standpoint::clean::page_id("in/a.txt"), "a");
/// ```
pub fn page_id(path: &str) -> String {
    Path::new(path).file_stem().map_or_else(|| path.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// Reads one file with nothing left out: every line of a text, all that a web page shows, with the page's own title.
///
/// ```
/// let article = standpoint::clean::keep_page(b"Home\nLog in\n\nDuties on steel rose on Monday.", "a.txt");
/// assert_eq!((article.title.as_str(), article.body.as_str()), ("", "Home\nLog in\n\nDuties on steel rose on Monday."));
/// ```
pub fn keep_page(bytes: &[u8], path: &str) -> Article {
    finish(bytes, path, |text| {
        let (title, body) = if looks_like_html(text) { html::strip(text) } else { (String::new(), text.to_owned()) };
        Article::from_text(title, clean_text(&body))
    })
}

fn finish(bytes: &[u8], path: &str, read: impl FnOnce(&str) -> Article) -> Article {
    let (text, damaged) = encoding::decode(bytes);
    let mut article = read(&text);
    article.id = page_id(path);
    article.path = path.to_owned();
    if article.body.is_empty() && !article.title.is_empty() && !article.has_no_story() {
        article.warnings.push("nothing but a title was found; check the page".into());
    }
    if damaged {
        article.warnings.push("some bytes could not be decoded; save the file as UTF-8".into());
    }
    article
}

#[cfg(test)]
mod tests {
    use super::*;

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
