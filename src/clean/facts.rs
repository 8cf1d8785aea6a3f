//! In: a parsed page. Out: what it tells machines about itself, unjudged: its meta tags, the objects of its
//! JSON-LD, its title, headlines, times, language and canonical address, all within bounds.

use dom_query::{Document, Element, NodeData, NodeRef};
use serde_json::{Map, Value};

use crate::text::clean_text;

/// What a page says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Names or properties of meta tags in lower case, and their contents, in order.
    pub meta: Vec<(String, String)>,
    /// The objects of its JSON-LD that have a type, those within others too.
    pub objects: Vec<Map<String, Value>>,
    pub title: String,
    pub headlines: Vec<String>,
    /// The machine-readable dates of elements: those said to be of publication, and others.
    pub published: Vec<String>,
    pub times: Vec<String>,
    /// Texts of elements said to be the author.
    pub authors: Vec<String>,
    /// Texts of links that are tags.
    pub tags: Vec<String>,
    pub language: Option<String>,
    pub canonical: Option<String>,
}

/// Bounds of what is kept.
const MOST: usize = 400;
const LONGEST: usize = 2_000;
const MOST_JSON: usize = 4 << 20;

fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
}

fn has_word(list: Option<&str>, word: &str) -> bool {
    list.is_some_and(|list| list.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word)))
}

fn short(text: &str) -> Option<String> {
    let cut: String = text.chars().take(LONGEST).collect();
    Some(clean_text(&cut).replace('\n', " ")).filter(|t| !t.is_empty())
}

/// The first characters of the text in an element.
fn text_of(node: &NodeRef) -> Option<String> {
    let mut text = String::new();
    for child in node.descendants_it().take(200) {
        child.query(|n| {
            if let NodeData::Text { contents } = &n.data {
                text.push_str(contents);
            }
        });
        if text.len() > LONGEST {
            break;
        }
    }
    short(&text)
}

fn push(list: &mut Vec<String>, text: Option<String>) {
    list.extend(text.filter(|_| list.len() < MOST));
}

impl Facts {
    /// What the page says of itself.
    pub fn read(document: &Document) -> Self {
        let (mut facts, mut json) = (Self::default(), 0);
        for node in document.root().descendants_it() {
            let Some(element) = node.element_ref() else { continue };
            facts.see(&node, &element, &mut json);
        }
        facts
    }

    fn see(&mut self, node: &NodeRef, element: &Element, json: &mut usize) {
        let get = |name: &str| attribute(element, name);
        match &*element.name.local {
            "html" => self.language = self.language.take().or_else(|| get("lang").or(get("xml:lang")).and_then(short)),
            "title" if self.title.is_empty() => self.title = text_of(node).unwrap_or_default(),
            "h1" => push(&mut self.headlines, text_of(node)),
            "link" if has_word(get("rel"), "canonical") => {
                self.canonical = self.canonical.take().or_else(|| get("href").and_then(short));
            }
            "script" if get("type").is_some_and(|t| t.trim().eq_ignore_ascii_case("application/ld+json")) => {
                let text = node.text();
                *json = json.saturating_add(text.len());
                if *json <= MOST_JSON {
                    self.objects.extend(objects(&text).into_iter().take(MOST));
                }
            }
            "meta" => {
                let name = get("property").or(get("name")).or(get("itemprop")).or(get("http-equiv"));
                if let Some((name, content)) = name.zip(get("content").and_then(short)).filter(|_| self.meta.len() < MOST) {
                    self.meta.push((name.to_ascii_lowercase(), content));
                }
            }
            "a" if has_word(get("rel"), "tag") => push(&mut self.tags, text_of(node)),
            _ => {}
        }
        let said = || get("datetime").or(get("content")).or(get("title")).and_then(short).or_else(|| text_of(node));
        let property = get("itemprop");
        if has_word(property, "datePublished") {
            push(&mut self.published, said());
        } else if &*element.name.local == "time" {
            push(&mut self.times, said());
        } else if has_word(property, "author") || has_word(get("rel"), "author") {
            let text = text_of(node);
            push(&mut self.authors, text.filter(|t| t.len() < 200));
        }
    }

    /// The content of the first of these meta tags that there is.
    pub fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.meta.iter().find(|(n, _)| n == name)).map(|(_, content)| content.as_str())
    }
}

/// The typed objects in a JSON-LD text, outermost first.
fn objects(text: &str) -> Vec<Map<String, Value>> {
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("//").trim();
    let text = text.trim_start_matches("<![CDATA[").trim_end_matches("-->").trim_end_matches("]]>").trim_end_matches("//");
    let text = text.trim().trim_end_matches(';');
    let parsed: Result<Value, _> = serde_json::from_str(text);
    // Line ends inside strings are no JSON, but common.
    let parsed = parsed.or_else(|_| serde_json::from_str(&text.replace(|c: char| c.is_control(), " ")));
    let (mut out, mut open) = (Vec::new(), Vec::from_iter(parsed.ok()));
    while let Some(value) = open.pop() {
        match value {
            Value::Array(values) => open.extend(values.into_iter().rev()),
            Value::Object(mut object) => {
                for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                    if object.get(key).is_some_and(|v| v.is_object() || v.is_array()) {
                        open.extend(object.remove(key));
                    }
                }
                if object.contains_key("@type") {
                    out.push(object);
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_ld_in_all_its_wraps() {
        let count = |text: &str| objects(text).len();
        assert_eq!(count(r#"{"@type":"NewsArticle"}"#), 1);
        assert_eq!(count(r#"<![CDATA[ [{"@type":"A"},{"@graph":[{"@type":"B"}]}] ]]>"#), 2);
        assert_eq!(count("{\"@type\":\"A\",\"x\":\"a\nb\"};"), 1);
        assert_eq!(count("{\"@type\":"), 0);
        assert_eq!(count(&"[".repeat(100_000)), 0);
    }
}
