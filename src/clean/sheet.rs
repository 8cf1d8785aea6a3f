//! In: the text of a web page. Out: the page parsed once, as all that later stages need: its blocks, what it
//! says of itself, and what the Readability method takes for its story.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use super::answer::{self, Claims, Held};
use super::block::{self, Layout};
use super::facts::Facts;
use super::metadata::{self, Metadata};
use super::shape::Measures;
use crate::text::clean_text;

/// A page, parsed.
pub struct Sheet {
    /// Its blocks.
    pub layout: Layout,
    /// What other texts say its story is.
    pub claims: Claims,
    pub(super) metadata: Metadata,
    pub(super) held: Vec<Held>,
    pub(super) measures: Measures,
}

/// Reads a page; none where the parser gives up.
pub fn read(page: &str) -> Option<Sheet> {
    // The parser is not ours: should it panic on some page, the linear scan still reads it.
    std::panic::catch_unwind(|| parse(page)).ok()
}

fn parse(page: &str) -> Sheet {
    let document = Document::from(page);
    let layout = block::read(&document);
    let (metadata, mut claims) = metadata::read(&Facts::read(&document));
    let config =
        Config { text_mode: TextMode::Formatted, max_elements_to_parse: 200_000, disable_json_ld: true, ..Config::default() };
    let found = Readability::with_document(document, None, Some(config)).and_then(|mut r| r.parse());
    claims.answer = found.map(|f| clean_text(&f.text_content)).unwrap_or_default();
    Sheet { metadata, ..Sheet::of(layout, claims) }
}

impl Sheet {
    /// The sheet of these blocks, with nothing known beside them.
    pub(super) fn of(layout: Layout, claims: Claims) -> Self {
        let held = answer::held(&layout, &claims);
        let measures = Measures::new(&layout, &held);
        Self { layout, claims, metadata: Metadata::default(), held, measures }
    }
}
