//! In: the text of a web page. Out: its story by the Readability method, or, where the page is too deep
//! or too large for that, its text with the tags taken off by one linear scan and the lines filtered.

use super::{date::find_date, dump};
use crate::Article;
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
    let head: String = text.chars().take(100_000).collect::<String>().to_ascii_lowercase();
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return true;
    }
    let opening: String = start.chars().take(4096).collect();
    if start.starts_with('<') && (opening.contains("<html") || opening.contains("<!doctype html")) {
        return true;
    }
    let tags = Tags { text: &head, at: 0 }.filter(|t| !t.name.is_empty()).count();
    tags >= 8 && tags * 500 > head.len()
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
            if !closes && ["script", "style", "noscript", "template"].iter().any(|n| name.eq_ignore_ascii_case(n)) {
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

/// The story of the page.
pub(super) fn read(page: &str) -> Article {
    let void = ["br", "img", "meta", "link", "input", "hr", "p", "li", "source", "area", "wbr", "col"];
    let (mut depth, mut deepest) = (0usize, 0usize);
    for tag in (Tags { text: page, at: 0 }) {
        if tag.name.is_empty() || void.iter().any(|v| tag.name.eq_ignore_ascii_case(v)) {
            continue;
        }
        let raw = ["script", "style", "noscript", "template"].iter().any(|v| tag.name.eq_ignore_ascii_case(v));
        if tag.closes {
            depth = depth.saturating_sub(1);
        } else if !raw && !page[tag.start..tag.end].ends_with("/>") {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    if deepest <= MAX_DEPTH
        && page.len() <= MAX_BYTES
        && let Some(article) = readable(page)
    {
        return article;
    }
    let (title, text) = strip(page);
    let mut article = dump::read(&text);
    if !title.is_empty() {
        article.title = title;
    }
    article.warnings.push("the page was read by taking its tags off; check the text".into());
    article
}

#[cfg(feature = "html")]
fn readable(page: &str) -> Option<Article> {
    use dom_smoothie::{Config, Readability, TextMode};
    let config = Config { text_mode: TextMode::Formatted, max_elements_to_parse: 200_000, ..Config::default() };
    // The parser is not ours: should it panic on some page, the linear scan still reads it.
    let parse = || Readability::new(page, None, Some(config)).ok()?.parse().ok();
    let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(parse)).ok()??;
    let body = clean_text(&found.text_content);
    if body.is_empty() {
        return None;
    }
    let mut body: Vec<&str> = body.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let title = clean_text(&found.title).replace('\n', " ");
    if body.len() > 1 && body[0] == title {
        body.remove(0);
    }
    let tidy = |value: Option<String>| value.map(|v| clean_text(&v)).filter(|v| !v.is_empty());
    Some(Article {
        title,
        body: body.join("\n\n"),
        date: found.published_time.as_deref().and_then(find_date),
        authors: tidy(found.byline).map(|b| dump::names(&b)).unwrap_or_default(),
        outlet: tidy(found.site_name),
        language: tidy(found.lang),
        ..Article::default()
    })
}

#[cfg(not(feature = "html"))]
fn readable(_: &str) -> Option<Article> {
    let _ = find_date;
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
        if !inline.iter().any(|n| tag.name.eq_ignore_ascii_case(n)) {
            out.push_str("\n\n");
        }
        at = tag.end;
    }
    out.push_str(&page[at..]);
    (clean_text(&entities(&title)).replace('\n', " "), entities(&out))
}

/// The common character references, resolved.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(n) = rest.find('&') {
        out.push_str(&rest[..n]);
        rest = &rest[n..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        let known = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some(' '),
            "rsquo" => Some('\u{2019}'),
            "lsquo" => Some('\u{2018}'),
            "ldquo" => Some('\u{201c}'),
            "rdquo" => Some('\u{201d}'),
            "mdash" => Some('\u{2014}'),
            "ndash" => Some('\u{2013}'),
            name => name
                .strip_prefix('#')
                .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                })
                .and_then(char::from_u32),
        });
        match (known, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
