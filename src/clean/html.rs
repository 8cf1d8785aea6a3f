//! In: the text of a web page. Out: its story by the block model, with what the page says of itself, or, where the page is too deep
//! or too large for that, its text with the tags taken off by one linear scan and the lines filtered.

use super::{Detail, dump};
#[cfg(feature = "html")]
use super::{block_model::Verdict as Block, date::find_date, line::sentence_end, metadata::Metadata, path::State};
use crate::Article;
#[cfg(feature = "html")]
use crate::article::{LineVerdict, NO_ARTICLE, PageLine};
use crate::text::clean_text;

const MAX_DEPTH: usize = 2_000;
const MAX_BYTES: usize = 20 << 20;

/// Whether the text is a web page: it declares itself one, or is full of tags.
///
/// ```
/// assert!(standpoint::clean::looks_like_html("<!DOCTYPE html><p>Hi"));
/// assert!(!standpoint::clean::looks_like_html("3 < 4 and 5 > 4"));
/// ```
pub fn looks_like_html(text: &str) -> bool {
    let long = Some(text).filter(|text| text.len() > 100_000);
    let head = long.and_then(|text| Some(&text[..text.char_indices().nth(100_000)?.0])).unwrap_or(text);
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with('<') {
        let opening = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
        if opening.contains("<html") || opening.contains("<!doctype html") {
            return true;
        }
    }
    let tags = Tags { text: head, at: 0 }.filter(|t| !t.name.is_empty()).count();
    tags >= 8 && tags * 500 > head.len()
}

/// Elements that hold no text of the page.
const RAW: [&str; 4] = ["script", "style", "noscript", "template"];

fn one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|n| name.eq_ignore_ascii_case(n))
}

/// One tag of a page: where it starts and ends, its name, and whether it closes.
struct Tag<'a> {
    start: usize,
    end: usize,
    name: &'a str,
    closes: bool,
}

/// The tags of a page in order; what scripts and styles hold is part of their tag.
struct Tags<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + self.text[self.at..].find('<')?;
            let closes = bytes.get(start + 1) == Some(&b'/');
            let from = start + 1 + usize::from(closes);
            let comment = self.text[start..].starts_with("<!--");
            if !comment && !bytes.get(from).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'!' || *b == b'?') {
                self.at = start + 1;
                continue;
            }
            let stop = if comment { "-->" } else { ">" };
            let mut end = self.text[from..].find(stop).map_or(self.text.len(), |n| from + n + stop.len());
            let length = bytes[from..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            let name = &self.text[from..from + length];
            if !closes && one_of(name, &RAW) {
                end = close_of(bytes, end, name.as_bytes());
            }
            self.at = end;
            return Some(Tag { start, end, name, closes });
        }
    }
}

/// Where the text after the closing tag of `name` begins.
fn close_of(bytes: &[u8], from: usize, name: &[u8]) -> usize {
    let mut at = from;
    while let Some(n) = bytes[at..].iter().position(|b| *b == b'<') {
        at += n + 1;
        let rest = &bytes[at..];
        if rest.first() == Some(&b'/') && rest.len() > name.len() && rest[1..=name.len()].eq_ignore_ascii_case(name) {
            return rest.iter().position(|b| *b == b'>').map_or(bytes.len(), |n| at + n + 1);
        }
    }
    bytes.len()
}

/// Whether the page is neither too large nor too deep to be parsed.
fn parses(page: &str) -> bool {
    let void = ["br", "img", "meta", "link", "input", "hr", "p", "li", "source", "area", "wbr", "col"];
    let (mut depth, mut deepest) = (0usize, 0usize);
    for tag in (Tags { text: page, at: 0 }) {
        if tag.name.is_empty() || one_of(tag.name, &void) {
            continue;
        }
        if tag.closes {
            depth = depth.saturating_sub(1);
        } else if !one_of(tag.name, &RAW) && !page[tag.start..tag.end].ends_with("/>") {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest <= MAX_DEPTH && page.len() <= MAX_BYTES
}

/// The story of the page.
pub(super) fn read(page: &str, detail: Detail) -> Article {
    if parses(page)
        && let Some(article) = readable(page, detail)
    {
        return article;
    }
    let (title, text) = strip(page);
    let mut article = dump::read(&text, detail);
    if !title.is_empty() {
        article.title = title;
    }
    article.warnings.push("the page was read by taking its tags off; check the text".into());
    article
}

#[cfg(feature = "html")]
fn readable(page: &str, detail: Detail) -> Option<Article> {
    let sheet = super::sheet::read(page)?;
    let blocks = super::block_model::BlockModel::shipped().verdicts(&sheet);
    let found = sheet.metadata;
    let lines = lines(&blocks, &found);
    let body: Vec<&str> = blocks.iter().zip(&lines).filter(|(_, line)| line.is_kept()).map(|(b, _)| b.text.as_str()).collect();
    let (body, warnings) = (body.join("\n\n"), Vec::from_iter(body.is_empty().then(|| NO_ARTICLE.to_owned())));
    let line = |(block, verdict): (Block, LineVerdict)| PageLine { text: block.text, verdict, score: Some(block.score) };
    let page = if detail == Detail::Page { blocks.into_iter().zip(lines).map(line).collect() } else { Vec::new() };
    Some(Article {
        title: found.title,
        body,
        date: found.date,
        authors: found.authors,
        outlet: found.outlet,
        language: found.language,
        tags: found.tags,
        url: found.url,
        warnings,
        page,
        ..Article::default()
    })
}

/// What each block was taken for, by its state and by what the page says of itself.
#[cfg(feature = "html")]
fn lines(blocks: &[Block], found: &Metadata) -> Vec<LineVerdict> {
    let story = blocks.iter().position(|b| b.state == State::Body && b.text != found.title);
    let line = |(i, block): (usize, &Block)| {
        let text = block.text.as_str();
        let short = text.len() < 200;
        match block.state {
            _ if story.is_none() => LineVerdict::NoStory,
            State::Body if story.is_some_and(|first| i >= first) => {
                if short && !sentence_end(text) && text.split_whitespace().count() <= 12 {
                    LineVerdict::Heading
                } else {
                    LineVerdict::Body
                }
            }
            _ if text == found.title => LineVerdict::Title,
            _ if short && found.authors.iter().any(|author| text.contains(author.as_str())) => LineVerdict::Byline,
            _ if short && found.date.is_some() && find_date(text) == found.date => LineVerdict::Date,
            _ if found.tags.iter().any(|tag| tag == text) => LineVerdict::Tags,
            State::After => LineVerdict::After,
            State::Noise => LineVerdict::Noise,
            State::Before | State::Body => LineVerdict::Before,
        }
    };
    blocks.iter().enumerate().map(line).collect()
}

#[cfg(not(feature = "html"))]
fn readable(_: &str, _: Detail) -> Option<Article> {
    None
}

/// Title and text of a page without its tags; tags of blocks become empty lines.
pub(super) fn strip(page: &str) -> (String, String) {
    let inline = ["a", "b", "i", "em", "strong", "span", "u", "sub", "sup", "small", "abbr", "time", "font", "mark"];
    let (mut out, mut title) = (String::with_capacity(page.len() / 2), String::new());
    let (mut at, mut in_title) = (0, false);
    for tag in (Tags { text: page, at: 0 }) {
        let text = &page[at..tag.start];
        if in_title {
            title.push_str(text)
        } else {
            out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }))
        }
        in_title = !tag.closes && tag.name.eq_ignore_ascii_case("title");
        if !one_of(tag.name, &inline) {
            out.push_str("\n\n");
        }
        at = tag.end;
    }
    out.push_str(&page[at..]);
    (clean_text(&title).replace('\n', " "), out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Article {
        super::read(page, Detail::Story)
    }

    #[test]
    fn strips_tags_and_survives_depth() {
        let (title, text) = strip("<title>A &amp; b</title><script>x<y</script><p>One <b>two</b>.<p>3 < 4 &#8217;");
        assert_eq!((title.as_str(), clean_text(&text).as_str()), ("A & b", "One two.\n\n3 < 4 \u{2019}"));
        let deep = format!("<html>{}The harbour was closed for the whole of the week, officials said.", "<div>".repeat(100_000));
        assert!(read(&deep).body.contains("harbour"));
        for odd in ["<", "</", "<html", "<a", "<!--", "<script>", "&", "&#x110000;", "<\u{e9}>"] {
            read(odd);
        }
    }

    #[test]
    #[cfg(feature = "html")]
    fn reads_the_story() {
        let paragraph = "<p>The port raised its fees again on Tuesday, and, as shippers said, nobody was asked about it.</p>";
        let page = format!(
            "<html lang=en><head><title>Fees rise</title><meta property='article:published_time' content='2024-03-05T08:00:00Z'></head><body><nav><a href=/>Home</a></nav><article><h1>Fees rise</h1>{}</article></body></html>",
            paragraph.repeat(9)
        );
        let article = read(&page);
        assert_eq!((article.title.as_str(), article.date.as_deref()), ("Fees rise", Some("2024-03-05")));
        assert_eq!(article.body.split("\n\n").filter(|p| p.starts_with("The port")).count(), 9);
        assert!(!article.body.contains("Home"));
    }

    #[test]
    #[cfg(feature = "html")]
    fn pages_without_an_article_say_so() {
        let menu = "<nav><ul><li><a href=/>Home</a></li><li><a href=/w>World</a></li><li><a href=/s>Sport</a></li></ul></nav>";
        let foot = "<footer><p>\u{a9} 2024 The Quarry Post. All rights reserved. <a href=/p>Privacy policy</a></p></footer>";
        let card = "<li class=card><a href=/1><h3>Council raises the price of parking in the old town</h3></a><p class=summary>Drivers will pay a third more from May.</p></li>";
        let pages = [
            ("a menu", String::new()),
            ("a missing page", "<main><h1>Page not found</h1><p>We could not find the page you asked for. It may have been moved.</p></main>".to_owned()),
            (
                "a login wall",
                "<div class=paywall><h2>Subscribe to continue reading</h2><p>Already a subscriber? <a href=/login>Log in</a></p><p>Get unlimited access for one euro a month. Cancel at any time.</p></div>".to_owned(),
            ),
            ("an index", format!("<main><h2>Latest news</h2><ul>{}</ul></main>", card.repeat(12))),
        ];
        for (name, middle) in pages {
            let page = format!(
                "<!DOCTYPE html><html lang=en><head><title>The Quarry Post</title></head><body>{menu}{middle}{foot}</body></html>"
            );
            let article = read(&page);
            assert_eq!((article.body.as_str(), article.warnings.as_slice()), ("", &[NO_ARTICLE.to_owned()][..]), "{name}");
        }
    }
}
