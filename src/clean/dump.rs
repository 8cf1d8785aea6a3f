//! In: a text that is no HTML: an article, or a dump of a page with its menus. Out: the story, found
//! as the best path of the line model, with title, date, writers and tags read from the lines around it.

use memchr::memmem;

use super::date::{find_date, month};
use super::letters::is_alphanumeric;
use super::line::{self, Line, sentence_end};
use super::line_model::LineModel;
use super::path::State;
use crate::Article;

/// One paragraph or line, and what it looks like.
struct Unit<'a> {
    text: &'a str,
    chars: usize,
    words: usize,
    bullet: bool,
    ends: bool,
    kind: Kind,
    gap: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Prose,
    Short,
    Noise,
}

const NOISE: [&str; 35] = [
    "subscribe",
    "newsletter",
    "sign up",
    "log in",
    "sign in",
    "cookie",
    "copyright",
    "all rights reserved",
    "share.",
    "share this",
    "share on",
    "read more",
    "related post",
    "related articles",
    "related stories",
    "advertisement",
    "previous article",
    "next article",
    "most popular",
    "copy link",
    "facebook twitter",
    "twitter linkedin",
    "click here",
    "inbox",
    "press enter",
    "skip to",
    "(button)",
    "privacy policy",
    "terms of use",
    "news alerts",
    "follow us",
    "image credit",
    "view comments",
    "comments feed",
    "trending",
];
const NETWORKS: [&str; 12] = [
    "facebook",
    "twitter",
    "linkedin",
    "whatsapp",
    "telegram",
    "email",
    "youtube",
    "instagram",
    "pinterest",
    "reddit",
    "print",
    "share",
];

/// One of 4096 places for the first three bytes of a phrase.
const fn place(bytes: &[u8]) -> usize {
    ((bytes[0] as usize) << 10 ^ (bytes[1] as usize) << 5 ^ bytes[2] as usize) % 4096
}

/// Where phrases begin: a bit for those of noise, one for networks.
static BEGINS: [u8; 4096] = {
    let (mut begins, mut at) = ([0; 4096], 0);
    while at < NOISE.len() {
        begins[place(NOISE[at].as_bytes())] |= 1;
        at += 1;
    }
    at = 0;
    while at < NETWORKS.len() {
        begins[place(NETWORKS[at].as_bytes())] |= 2;
        at += 1;
    }
    begins
};

/// Whether the lower-case text holds a phrase of noise, or half of its words are names of networks.
fn noisy(low: &str, words: usize) -> bool {
    let bytes = low.as_bytes();
    let mut begun = 0;
    for (at, three) in bytes.windows(3).enumerate() {
        let here = BEGINS[place(three)];
        begun |= here;
        if here & 1 != 0 && NOISE.iter().any(|phrase| bytes[at..].starts_with(phrase.as_bytes())) {
            return true;
        }
    }
    let networks = || low.split(' ').filter(|w| NETWORKS.contains(w)).count();
    let shared = if begun & 2 != 0 { networks() } else { 0 };
    shared * 2 >= words && shared > 0 || low.contains('\u{a9}')
}

/// Whether the text begins so, in whatever case.
fn begins(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

impl<'a> Unit<'a> {
    fn new(line: &'a Line) -> Self {
        let text = line.text.as_str();
        let wide = if text.is_ascii() { 0 } else { text.chars().filter(|c| ('\u{3040}'..='\u{9fff}').contains(c)).count() };
        let chars = text.chars().count() + wide * 3 / 2;
        let words = line.spaced + usize::from(line.bullet.is_some());
        let (bullet, ends) = (line.bullet.is_some_and(|b| b != '1'), sentence_end(text));
        let dated = chars < 70 && !ends && words <= 10 && find_date(text).is_some();
        let noise = chars < 170 && noisy(&line.low, words);
        let empty = !text.chars().any(is_alphanumeric) || (text.starts_with('[') && text.ends_with(']'));
        let kind = if empty || noise || dated || bullet && (chars < 100 || !ends) {
            Kind::Noise
        } else if (ends && words >= 3) || chars >= 160 {
            Kind::Prose
        } else {
            Kind::Short
        };
        Self { text, chars, words, bullet, ends, kind, gap: line.gap > 0 }
    }
}

/// Whether the line is a caption by its form: it says so, or runs sentences into a credit without an end.
fn caption(unit: &Unit) -> bool {
    let starts = ["photo", "image:", "above:", "picture:", "(photo", "file photo", "credit:", "pictured:"];
    // "The minister at the port. Ann Lee/Agency": the last part is a row of names.
    let names =
        |tail: &str| tail.split_whitespace().count() <= 6 && tail.split([' ', '/']).all(|w| !w.starts_with(char::is_lowercase));
    let credited = !unit.ends && unit.text.rsplit_once(". ").is_some_and(|(_, tail)| names(tail));
    unit.chars < 250 && (starts.iter().any(|s| begins(unit.text, s)) || credited)
}

/// The names in a byline: without "By", without the date glued to it.
pub(super) fn names(byline: &str) -> Vec<String> {
    let line: String = byline.chars().take(200).collect();
    let line = ["by ", "By ", "BY ", "Written by "].iter().find_map(|p| line.strip_prefix(p)).unwrap_or(&line);
    let line = line.split(['|', '\u{2022}', '\u{b7}', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).next().unwrap_or("");
    let mut found = Vec::new();
    for name in line.replace(" and ", ",").replace(" & ", ",").split(',') {
        let words: Vec<&str> = name
            .split_whitespace()
            .filter(|w| month(w.trim_end_matches('.')).is_none() || *w == "May" && !line.ends_with("May "))
            .collect();
        if (1..=5).contains(&words.len()) && words[0].chars().next().is_some_and(|c| !c.is_lowercase()) {
            found.push(words.join(" "));
        }
    }
    found
}

fn is_byline(unit: &Unit) -> bool {
    unit.chars < 120 && !unit.ends && (begins(unit.text, "by ") || begins(unit.text, "written by"))
}

/// The story of a dump or a plain text.
pub(super) fn read(text: &str) -> Article {
    read_with(text, LineModel::shipped())
}

/// The story of a dump, by the line model given.
pub(super) fn read_with(text: &str, model: &LineModel) -> Article {
    let page = line::read(text);
    let units: Vec<Unit> = page.lines.iter().map(Unit::new).collect();
    if let Some(article) = plain(&units) {
        return article;
    }
    let states = model.states(&page);
    let start = states.iter().position(|&s| s != State::Before).unwrap_or(0);
    let end = states.iter().position(|&s| s == State::After).unwrap_or(units.len());
    let title_at = find_title(&units, start);
    let body = story(&units[start..end], &states[start..end]);
    let from = title_at.unwrap_or(start.saturating_sub(6));
    let near = &units[from..(start + 2).min(end)];
    let short = |u: &&Unit| u.chars < 150 && !u.ends;
    let date = near.iter().filter(short).find_map(|u| find_date(u.text));
    let authors = near.iter().find(|u| is_byline(u)).map(|u| names(u.text)).unwrap_or_default();
    let tags = units[end..].iter().take(5).map(|u| tags(u, &body)).find(|t| !t.is_empty()).unwrap_or_default();
    let title = title_at.map(|i| units[i].text.to_owned()).unwrap_or_default();
    Article { title, body, date, authors, tags, ..Article::default() }
}

/// The article of a text that has nothing to remove.
fn plain(units: &[Unit]) -> Option<Article> {
    let heads = |u: &Unit, next: Option<&Unit>| {
        u.chars < 150 && !u.ends && u.kind != Kind::Noise && !is_byline(u) && next.is_some_and(|n| n.gap)
    };
    let (mut total, mut prose, mut noise) = (0, 0, 0);
    for unit in units {
        total += unit.chars;
        prose += if unit.kind == Kind::Prose { unit.chars } else { 0 };
        noise += usize::from(unit.kind == Kind::Noise || is_byline(unit));
    }
    if !((noise == 0 && prose * 10 >= total * 7) || units.len() <= 3 || prose == 0) {
        return None;
    }
    let titled = units.first().is_some_and(|u| heads(u, units.get(1)));
    let title = if titled { units[0].text.to_owned() } else { String::new() };
    let body: Vec<&str> = units[usize::from(titled)..].iter().map(|u| u.text).collect();
    Some(Article { title, body: body.join("\n\n"), ..Article::default() })
}

/// Whether a line left out is a sub-heading all the same: short, apart, between two paragraphs of the story.
fn heads(run: &[Unit], states: &[State], i: usize) -> bool {
    let (unit, next) = (&run[i], run.get(i + 1));
    let told = |j: usize| run[j].kind == Kind::Prose && states[j] == State::Body;
    let apart = unit.gap && next.is_some_and(|n| n.gap) && i > 0 && told(i - 1) && told(i + 1);
    let named = unit.text.starts_with(|c: char| c.is_uppercase() || c == '\u{2018}' || c == '\u{201c}');
    apart && named && unit.kind == Kind::Short && (2..=8).contains(&unit.words) && !caption(unit) && !is_byline(unit)
}

/// Bytes that a line repeated by another one has at least.
const QUOTE: usize = 30;

/// The paragraphs of the run that are the story: no pull quotes that a line nearby holds.
fn story(run: &[Unit], states: &[State]) -> String {
    let letters = |u: &Unit| {
        let mut plain = String::with_capacity(u.text.len());
        plain.extend(u.text.split(|c| c != ' ' && !is_alphanumeric(c)));
        plain
    };
    let plain: Vec<String> = run.iter().map(letters).collect();
    // Most that do not hold a needle do not hold its beginning.
    let holds = |text: &str, needle: &str| {
        let begun = needle.get(..QUOTE).is_none_or(|begin| line::holds(text, begin));
        begun && memmem::find(text.as_bytes(), needle.as_bytes()).is_some()
    };
    let mut kept: Vec<&str> = Vec::new();
    for (i, unit) in run.iter().enumerate() {
        let told = states[i] == State::Body && !caption(unit);
        if !told && !heads(run, states, i) {
            continue;
        }
        let around = i.saturating_sub(3)..(i + 4).min(run.len());
        let needle = plain[i].trim();
        if needle.len() >= QUOTE
            && around.into_iter().any(|j| {
                j != i && (plain[j].len() > plain[i].len() + 2 || (j < i && plain[j] == plain[i])) && holds(&plain[j], needle)
            })
        {
            continue;
        }
        kept.push(unit.text);
    }
    kept.join("\n\n")
}

/// The headline above the story: long enough, near, repeated, followed by a byline or a date.
fn find_title(units: &[Unit], start: usize) -> Option<usize> {
    let from = start.saturating_sub(40);
    let mut best = None;
    for i in from..start {
        let unit = &units[i];
        if unit.bullet
            || unit.chars < 12
            || unit.chars > 250
            || unit.kind == Kind::Noise
            || is_byline(unit)
            || unit.text.contains(['\u{bb}', '|'])
        {
            continue;
        }
        let holds = |u: &Unit| u.chars < 600 && line::holds(u.text, unit.text);
        let seen = units[from..i].iter().chain(&units[..from.min(5)]).any(holds);
        let signed =
            units[i + 1..start.min(i + 5)].iter().any(|u| is_byline(u) || (u.chars < 120 && find_date(u.text).is_some()));
        let score = f64::from(u8::from(unit.words >= 4)) * 3.0
            + if seen { 4.0 } else { 0.0 }
            + if signed { 2.0 } else { 0.0 }
            + if unit.ends { -1.0 } else { 1.0 }
            - (start - i) as f64 * 0.2;
        if score > 1.0 && best.is_none_or(|(b, _)| score >= b) {
            best = Some((score, i));
        }
    }
    best.map(|(_, i)| i)
}

/// The tags of a line under the story: after "Tags", or a row of capitalised names the story mentions.
fn tags(unit: &Unit, body: &str) -> Vec<String> {
    if unit.chars > 300 || unit.ends || unit.kind == Kind::Noise {
        return Vec::new();
    }
    let labelled = ["Tags:", "Topics:", "Filed under:", "Tags ", "TAGS:"].iter().find_map(|p| unit.text.strip_prefix(p));
    let line = labelled.unwrap_or(unit.text);
    if line.contains([',', '#', '|']) {
        let parts = line.split([',', '#', '|']).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
        return if labelled.is_some() { parts.collect() } else { Vec::new() };
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let known = words.iter().filter(|w| body.contains(**w)).count();
    let upper = words.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    if labelled.is_none() && (words.len() < 4 || known * 2 < words.len() || upper * 5 < words.len() * 4) {
        return Vec::new();
    }
    let (mut found, mut i) = (Vec::new(), 0);
    while i < words.len() {
        let take = (2..=3usize.min(words.len() - i)).rev().find(|n| body.contains(&words[i..i + n].join(" "))).unwrap_or(1);
        if take > 1 || words[i].chars().next().is_some_and(char::is_uppercase) {
            found.push(words[i..i + take].join(" "));
        }
        i += take;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_passes_whole() {
        let article = read("Ferry fares fall\n\nFares on the river ferry fell by a third on Sunday, the city said.\n\nGood.\n");
        assert_eq!(article.title, "Ferry fares fall");
        assert_eq!(article.body, "Fares on the river ferry fell by a third on Sunday, the city said.\n\nGood.");
        assert_eq!(read("Ferries are bad").body, "Ferries are bad");
    }

    #[test]
    fn wrapped_lines_are_joined() {
        let line = "the ferry went over the water again and then it came back to us";
        let text = format!("{line}\n{line}\n{line}\nand stopped.\n\n{line}\n{line}\nfor good.");
        let body = read(&text).body;
        assert_eq!(body.split("\n\n").count(), 2, "{body}");
        assert!(!body.split("\n\n").any(|p| p.contains('\n')));
    }

    #[test]
    fn linear_and_never_panics() {
        read(&"word ".repeat(2_000_000));
        read(&"ab\n\n".repeat(500_000));
        read(&"It rained all day long in the old town.\n".repeat(200_000));
        for odd in ["", "\n", "\u{0}", "*", "\u{2022}\n\u{2022}", "By ", "[", "\u{1f600}\n\n\u{4e2d}\u{6587}\u{3002}"] {
            read(odd);
        }
    }

    #[test]
    fn the_shared_page() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/page/wechat-clean-network.txt");
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let article = read(&text);
        assert!(article.title.starts_with("Washington turns its gaze") && article.title.ends_with("apps purge"));
        assert_eq!(article.date.as_deref(), Some("2020-08-06"));
        assert_eq!(article.authors, ["Agency Staff"]);
        let parts: Vec<&str> = article.body.split("\n\n").collect();
        assert!(parts[0].starts_with("The Trump administration said on Wednesday"), "{}", article.body);
        assert!(parts[parts.len() - 1].starts_with("Huawei and Tencent declined"), "{}", article.body);
        assert_eq!(parts.len(), 20, "{}", article.body);
        assert!(parts.contains(&"Lowest ebb") && parts.iter().any(|p| p.contains("Clean countries") && p.len() < 30));
        assert!(!article.body.contains("Monsivais") && !article.body.contains("inbox"));
        assert!(
            article.tags.iter().any(|t| t == "Donald Trump") && article.tags.iter().any(|t| t == "WeChat"),
            "{:?}",
            article.tags
        );
    }

    #[test]
    fn the_sample_page() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/samples/clean-network.txt");
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let article = read(&text);
        assert_eq!(article.title, "Valdoria orders Chinese apps off its networks");
        assert_eq!(
            (article.date.as_deref(), article.authors.as_slice()),
            (Some("2023-03-14"), &["Mara Ellingsen".to_owned()][..])
        );
        assert!(
            article.body.starts_with("The government of Valdoria") && article.body.ends_with("before the vote."),
            "{}",
            article.body
        );
        assert!(article.body.contains("\n\nA long list\n\n") && !article.body.contains("Tove Brandal/"));
    }
}
