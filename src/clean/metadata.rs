//! In: what a page says of itself. Out: the title without its outlet, the day, the writers' names, the
//! outlet, language, canonical address and tags; and the texts that its story is compared with.
//!
//! The first source that has a value wins: JSON-LD, then Open Graph, then other meta tags, then elements.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::answer::Claims;
use super::date::find_date;
use super::dump;
use super::facts::Facts;
use crate::text::clean_text;

/// What is known of an article beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub title: String,
    pub date: Option<String>,
    pub authors: Vec<String>,
    pub outlet: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub tags: Vec<String>,
}

type Object = Map<String, Value>;

const SEPARATORS: [&str; 11] =
    [" | ", " - ", " \u{2013} ", " \u{2014} ", " \u{b7} ", " :: ", " \u{bb} ", " // ", " \u{2022} ", " / ", ": "];

fn tidy(text: &str) -> Option<String> {
    Some(clean_text(text).replace('\n', " ")).filter(|t| !t.is_empty())
}

fn is_type(object: &Object, on: &dyn Fn(&str) -> bool) -> bool {
    match object.get("@type") {
        Some(Value::String(name)) => on(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(on),
        _ => false,
    }
}

fn is_article(object: &Object) -> bool {
    is_type(object, &|name| name.ends_with("Article") || name.ends_with("Posting") || name == "Report" || name == "Review")
}

fn text<'a>(object: &'a Object, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| match object.get(*key) {
        Some(Value::String(text)) => Some(text.as_str()).filter(|t| !t.trim().is_empty()),
        Some(Value::Object(inner)) => inner.get("name").or(inner.get("@id")).or(inner.get("@value")).and_then(Value::as_str),
        Some(Value::Array(values)) => values.first().and_then(|v| v.as_str().or_else(|| v.get("name")?.as_str())),
        _ => None,
    })
}

/// The names in a value: a text, an object with a name or with an id of one, or a list of these.
fn named(value: Option<&Value>, ids: &HashMap<&str, &Object>) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => {
            let known = object.get("@id").and_then(Value::as_str).and_then(|id| ids.get(id));
            text(object, &["name"]).or_else(|| text(known?, &["name"])).map(str::to_owned)
        }
        _ => None,
    };
    match value {
        Some(Value::Array(values)) => values.iter().take(50).filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Whether a text could be the name of a person.
fn is_name(text: &str) -> bool {
    let web = ["http", "www.", ".com", "@", "/", "_"];
    (2..=80).contains(&text.chars().count())
        && text.chars().any(char::is_alphabetic)
        && !web.iter().any(|w| text.contains(w))
        && text.split_whitespace().count() <= 8
}

fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (a, b) = (plain(a), plain(b));
    !a.is_empty() && a == b
}

/// The outlet's own label in an address: `theguardian` of `https://www.theguardian.com/x`.
fn host(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    let mut labels: Vec<&str> = host.split('.').collect();
    let second = ["co", "com", "org", "net", "gov", "ac"];
    while labels.len() > 1 && (labels.len() == host.split('.').count() || labels.last().is_some_and(|l| second.contains(l))) {
        labels.pop();
    }
    labels.pop()
}

/// The title without what names the outlet or section: parts are taken off the end (or the front) while they
/// name the outlet, or while what is left is said elsewhere to be the headline.
fn headline(title: &str, others: &[String], outlets: &[&str]) -> String {
    let mut title = title.to_owned();
    for _ in 0..3 {
        let cuts = SEPARATORS.iter().flat_map(|s| [title.rfind(s), title.find(s)].map(|at| at.map(|at| (at, s.len()))));
        let mut cuts: Vec<(usize, usize)> = cuts.flatten().collect();
        cuts.sort_unstable();
        let shorter = cuts.iter().rev().find_map(|&(at, length)| {
            let (head, tail) = (title[..at].trim(), title[at + length..].trim());
            let outlet = |part: &str| outlets.iter().any(|o| same(o, part) || same(o, &format!("the{part}")));
            let said = |part: &str| part.split_whitespace().count() >= 3 && others.iter().any(|o| same(o, part));
            if outlet(tail) && !head.is_empty() || said(head) {
                Some(head.to_owned())
            } else if outlet(head) && !tail.is_empty() || said(tail) {
                Some(tail.to_owned())
            } else {
                None
            }
        });
        match shorter {
            Some(shorter) => title = shorter,
            None => break,
        }
    }
    title
}

/// What is known of the article, and the texts its story is compared with.
pub(super) fn read(facts: &Facts) -> (Metadata, Claims) {
    let ids: HashMap<&str, &Object> =
        facts.objects.iter().filter_map(|o| o.get("@id").and_then(Value::as_str).zip(Some(o))).collect();
    let empty = Object::new();
    let article = facts.objects.iter().filter(|o| is_article(o));
    let object = article.max_by_key(|o| (o.contains_key("articleBody") || o.contains_key("headline"), o.len())).unwrap_or(&empty);
    let site = facts.objects.iter().find(|o| is_type(o, &|name| name == "WebSite"));
    let outlet = facts
        .meta(&["og:site_name"])
        .map(str::to_owned)
        .or_else(|| named(object.get("publisher"), &ids).into_iter().next())
        .or_else(|| site.and_then(|o| text(o, &["name"])).map(str::to_owned))
        .or_else(|| facts.meta(&["application-name", "dc.publisher"]).map(str::to_owned))
        .and_then(|name| tidy(&name))
        .filter(|name| name.chars().count() <= 100 && !name.contains("://") && !name.starts_with('@'));
    let address = |url: &&str| url.starts_with("http://") || url.starts_with("https://");
    let url = facts.canonical.as_deref().filter(address).or_else(|| facts.meta(&["og:url"]).filter(address));
    let url = url.or_else(|| text(object, &["url", "mainEntityOfPage"]).filter(address)).map(str::to_owned);
    let title_tag = Some(facts.title.as_str()).filter(|t| !t.is_empty());
    let open = facts.meta(&["og:title", "twitter:title", "dc.title", "parsely-title"]);
    let machine = text(object, &["headline"]).filter(|h| h.len() <= 400);
    let single = (facts.headlines.len() == 1).then(|| facts.headlines[0].as_str());
    let found = [machine, open, title_tag, single].into_iter().flatten().filter_map(tidy).collect::<Vec<_>>();
    let mut titles: Vec<String> = [machine, open].into_iter().flatten().filter_map(tidy).collect();
    titles.extend(facts.headlines.iter().filter_map(|h| tidy(h)));
    let domain = url.as_deref().and_then(host).unwrap_or("");
    let title = found.first().map_or(String::new(), |t| headline(t, &titles, &[outlet.as_deref().unwrap_or(""), domain]));
    titles.push(title.clone());
    titles.retain(|t| !t.is_empty());
    let metadata = Metadata {
        date: date(facts, object, url.as_deref()),
        authors: authors(facts, object, &ids, outlet.as_deref()),
        language: language(facts, object),
        tags: tags(facts, object),
        title,
        outlet,
        url,
    };
    let description = facts.meta(&["description", "og:description", "twitter:description"]).or(text(object, &["description"]));
    let claims = Claims {
        answer: String::new(),
        body: text(object, &["articleBody"]).filter(|b| b.len() > 200).map(clean_text),
        description: description.and_then(tidy).unwrap_or_default(),
        titles,
    };
    (metadata, claims)
}

/// The day it was published; many addresses hold it too: `/2024/03/05/`.
fn date(facts: &Facts, object: &Object, url: Option<&str>) -> Option<String> {
    const NAMES: [&str; 20] = [
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publishdate",
        "publish_date",
        "publication_date",
        "article.published",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "date",
        "cxenseparse:recs:publishtime",
        "article_date_original",
        "og:pubdate",
        "originalpublicationdate",
        "dcterms.date",
    ];
    let machine = text(object, &["datePublished", "dateCreated", "uploadDate"]).and_then(find_date);
    machine
        .or_else(|| NAMES.iter().find_map(|name| facts.meta(&[name]).and_then(find_date)))
        .or_else(|| facts.published.iter().find_map(|d| find_date(d)))
        .or_else(|| url.and_then(find_date))
        .or_else(|| text(object, &["dateModified"]).and_then(find_date))
        .or_else(|| facts.times.iter().find_map(|d| find_date(d)))
}

fn authors(facts: &Facts, object: &Object, ids: &HashMap<&str, &Object>, outlet: Option<&str>) -> Vec<String> {
    const NAMES: [&str; 8] = [
        "author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "article:author",
        "byl",
        "og:article:author",
    ];
    let of_meta = |name: &&str| facts.meta.iter().filter(|(n, _)| n == name).map(|(_, c)| c.clone()).collect::<Vec<_>>();
    let mut sources = vec![named(object.get("author").or(object.get("creator")), ids)];
    sources.extend(NAMES.iter().map(of_meta));
    sources.push(facts.authors.clone());
    let clean = |source: Vec<String>| {
        let mut names: Vec<String> = Vec::new();
        for text in source.iter().filter_map(|t| tidy(t)).filter(|t| !t.contains("://")) {
            for name in dump::names(&text) {
                let known = outlet.is_some_and(|o| same(o, &name)) || names.iter().any(|n| same(n, &name));
                if is_name(&name) && !known {
                    names.push(name);
                }
            }
        }
        names
    };
    sources.into_iter().map(clean).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The ISO 639 part of what the page declares.
fn language(facts: &Facts, object: &Object) -> Option<String> {
    let declared = [
        facts.language.as_deref(),
        text(object, &["inLanguage"]),
        facts.meta(&["og:locale", "content-language", "language", "dc.language"]),
    ];
    let primary = |tag: &str| {
        let code = tag.trim().split(['-', '_', ',', ' ']).next().unwrap_or("").to_ascii_lowercase();
        ((2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
    };
    declared.into_iter().flatten().find_map(primary)
}

fn tags(facts: &Facts, object: &Object) -> Vec<String> {
    let parts = |text: &str| clean_text(text).split([',', ';', '|']).filter_map(tidy).collect::<Vec<_>>();
    let machine = match object.get("keywords") {
        Some(Value::String(text)) => parts(text),
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).filter_map(tidy).collect(),
        _ => Vec::new(),
    };
    let marked: Vec<String> = facts.meta.iter().filter(|(n, _)| n == "article:tag").flat_map(|(_, c)| parts(c)).collect();
    let named = |name: &str| facts.meta(&[name]).map(parts).unwrap_or_default();
    let sources = [marked, machine, named("news_keywords"), named("parsely-tags"), facts.tags.clone(), named("keywords")];
    let mut out: Vec<String> = Vec::new();
    for tag in sources.into_iter().find(|s| !s.is_empty()).unwrap_or_default() {
        // Some sites keep `type:story` or addresses among their keywords.
        if tag.chars().count() <= 80 && !tag.contains("://") && out.len() < 50 && !out.iter().any(|t| same(t, &tag)) {
            out.push(tag);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str, body: &str) -> Metadata {
        let page = format!("<html lang=en-GB><head>{head}</head><body>{body}</body></html>");
        read(&Facts::read(&dom_query::Document::from(page.as_str()))).0
    }

    #[test]
    fn json_ld_with_a_graph_and_ids() {
        let found = of(
            r##"<title>Fees &amp; fares rise | The Quarry Post</title><link rel=canonical href="https://quarry.example/fees">
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[
            {"@type":["WebPage"],"@id":"#page","url":"https://quarry.example/page"},
            {"@type":"Person","@id":"#ana","name":"Ana Reyes"},
            {"@type":"Organization","@id":"#post","name":"The Quarry Post"},
            {"@type":["NewsArticle"],"headline":"Fees &amp; fares rise","datePublished":"2024-03-05T08:00:00+01:00",
             "author":[{"@id":"#ana"},{"@type":"Person","name":"Bo Lind"},"https://quarry.example/team"],
             "publisher":{"@id":"#post"},"keywords":["Harbour","Fees"]}]}</script>"##,
            "<h1>Fees &amp; fares rise</h1>",
        );
        let wanted = Metadata {
            title: "Fees & fares rise".into(),
            date: Some("2024-03-05".into()),
            authors: vec!["Ana Reyes".into(), "Bo Lind".into()],
            outlet: Some("The Quarry Post".into()),
            language: Some("en".into()),
            url: Some("https://quarry.example/fees".into()),
            tags: vec!["Harbour".into(), "Fees".into()],
        };
        assert_eq!(found, wanted);
    }

    #[test]
    fn meta_tags_and_elements_where_there_is_no_json_ld() {
        let found = of(
            "<title>Fees rise - Harbour Times</title><meta property=og:site_name content='Harbour Times'>
            <meta property=article:tag content=Ports><meta property=article:tag content=Trade>
            <meta property=article:author content=https://social.example/ana><meta property=og:url content=https://h.example/f>",
            "<a rel=author href=/ana>By Ana Reyes</a><time datetime=2024-03-05T08:00>yesterday</time>",
        );
        assert_eq!((found.title.as_str(), found.date.as_deref()), ("Fees rise", Some("2024-03-05")));
        assert_eq!((found.authors, found.tags), (vec!["Ana Reyes".to_owned()], vec!["Ports".to_owned(), "Trade".to_owned()]));
        assert_eq!(found.url.as_deref(), Some("https://h.example/f"));
        assert_eq!(
            of("<script type=application/ld+json>{\"@type\":7,\"author\":[[]]}</script>", ""),
            Metadata { language: Some("en".into()), ..Metadata::default() }
        );
    }

    #[test]
    fn titles_lose_the_outlet_and_nothing_else() {
        let cases = [
            ("Fees rise | The Post", "", "The Post", "Fees rise"),
            ("Fees rise - Business - The Post", "", "The Post", "Fees rise - Business"),
            ("The Post: fees rise again", "", "The Post", "fees rise again"),
            ("Fees: who pays?", "", "The Post", "Fees: who pays?"),
            ("Fees rise again today | Trade | X", "Fees rise again today", "", "Fees rise again today"),
            ("Analysis: the fees rise - BBC", "", "bbc", "Analysis: the fees rise"),
        ];
        for (title, said, outlet, wanted) in cases {
            assert_eq!(headline(title, &[said.to_owned()], &[outlet]), wanted, "{title}");
        }
        assert_eq!((host("https://www.theguardian.com/x"), host("https://news.bbc.co.uk")), (Some("theguardian"), Some("bbc")));
    }
}
