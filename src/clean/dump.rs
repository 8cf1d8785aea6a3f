//! In: a text that is no HTML: an article, or a dump of a page with its menus. Out: the story, found
//! as the best path of the line model, with title, date, writers and tags read from the lines around it.

use super::Detail;
use super::absence::{is_wall, no_story};
use super::aside::is_aside;
use super::byline::{is_byline, names};
use super::caption::{credited, is_caption};
use super::date::find_date;
use super::line::{self, Sign};
use super::line_model::LineModel;
use super::others;
use super::path::{Scores, State, best_path};
use super::quote::Quote;
use super::unit::{Kind, Unit};
use crate::Article;
use crate::article::{LineVerdict, NO_ARTICLE, PageLine};

/// The story of a dump or a plain text.
pub(super) fn read(text: &str, detail: Detail) -> Article {
    read_with(text, LineModel::shipped(), detail)
}

/// The story of a dump, by the line model given.
pub(super) fn read_with(text: &str, model: &LineModel, detail: Detail) -> Article {
    let page = line::read(text);
    let units: Vec<Unit> = page.lines.iter().map(|line| Unit::new(&page, line)).collect();
    let plain = plain(&units);
    let wall = plain && is_wall(&page, &Vec::from_iter(&page.lines));
    if plain && !wall {
        return whole(&units, detail);
    }
    let scores = model.scores(&page);
    let states = best_path(&scores);
    let start = states.iter().position(|&s| s != State::Before).unwrap_or(0);
    let end = states.iter().position(|&s| s == State::After).unwrap_or(units.len());
    let parts = story(&units[start..end], &page.signs[start..end], &states[start..end]);
    let kept: Vec<usize> = (start..end).filter(|&i| parts[i - start].is_kept()).collect();
    let none = wall || no_story(&page, &scores, start..end, &kept);
    let end = others::begin(&units[start..end], &parts).map_or(end, |at| start + at);
    let mut verdicts = vec![LineVerdict::Before; start];
    verdicts.extend(&parts[..end - start]);
    verdicts.resize(units.len(), LineVerdict::After);
    if none {
        verdicts.fill(LineVerdict::NoStory);
        let page = told(&units, &verdicts, Some(&scores), detail);
        return Article { warnings: vec![NO_ARTICLE.to_owned()], page, ..Article::default() };
    }
    let title_at = find_title(&units, start);
    let from = title_at.unwrap_or(start.saturating_sub(6));
    let near = || (from..(start + 2).min(end)).map(|i| (i, &units[i]));
    let date = near().filter(|(_, u)| u.chars < 150 && !u.ends).find_map(|(i, u)| find_date(u.text).map(|date| (i, date)));
    let byline = near().find(|(_, u)| is_byline(u.text)).map(|(i, u)| (i, names(u.text)));
    let body = body(&units, &verdicts);
    let tags = (end..units.len().min(end + 5)).map(|i| (i, tags(&units[i], &body))).find(|(_, tags)| !tags.is_empty());
    let places = [
        (date.as_ref().map(|d| d.0), LineVerdict::Date),
        (byline.as_ref().map(|b| b.0), LineVerdict::Byline),
        (tags.as_ref().map(|t| t.0), LineVerdict::Tags),
        (title_at, LineVerdict::Title),
    ];
    for (at, verdict) in places {
        if let Some(at) = at.filter(|&at| !verdicts[at].is_kept()) {
            verdicts[at] = verdict;
        }
    }
    Article {
        title: title_at.map(|i| units[i].text.to_owned()).unwrap_or_default(),
        date: date.map(|d| d.1),
        authors: byline.map(|b| b.1).unwrap_or_default(),
        tags: tags.map(|t| t.1).unwrap_or_default(),
        page: told(&units, &verdicts, Some(&scores), detail),
        body,
        ..Article::default()
    }
}

/// The lines that are kept, as paragraphs.
fn body(units: &[Unit], verdicts: &[LineVerdict]) -> String {
    let kept = units.iter().zip(verdicts).filter(|(_, verdict)| verdict.is_kept());
    kept.map(|(unit, _)| unit.text).collect::<Vec<_>>().join("\n\n")
}

/// Every line of the page, where wanted, with what became of it.
fn told(units: &[Unit], verdicts: &[LineVerdict], scores: Option<&[Scores]>, detail: Detail) -> Vec<PageLine> {
    let line = |(i, unit): (usize, &Unit)| {
        let score = scores.map(|scores| scores[i].inside + scores[i].keep.min(0.0));
        PageLine { text: unit.text.to_owned(), verdict: verdicts[i], score }
    };
    if detail == Detail::Page { units.iter().enumerate().map(line).collect() } else { Vec::new() }
}

/// Whether the text has nothing to remove: no noise, and prose, or lines too long for a list of headlines or captions.
fn plain(units: &[Unit]) -> bool {
    let (mut total, mut prose, mut noise, mut words) = (0, 0, 0, 0);
    for unit in units {
        (total, words) = (total + unit.chars, words + unit.words);
        prose += if unit.kind == Kind::Prose { unit.chars } else { 0 };
        noise += usize::from(unit.kind == Kind::Noise || is_byline(unit.text));
    }
    units.len() <= 3 || noise == 0 && (prose * 10 >= total * 7 || prose == 0 && words >= units.len() * 8)
}

/// The article of a text that has nothing to remove.
fn whole(units: &[Unit], detail: Detail) -> Article {
    let titled = units.first().is_some_and(|u| {
        u.chars < 150 && !u.ends && u.kind != Kind::Noise && !is_byline(u.text) && units.get(1).is_some_and(|next| next.gap)
    });
    let mut verdicts = vec![LineVerdict::Body; units.len()];
    let mut title = String::new();
    if titled {
        verdicts[0] = LineVerdict::Title;
        title.push_str(units[0].text);
    }
    let (body, page) = (body(units, &verdicts), told(units, &verdicts, None, detail));
    Article { title, body, page, ..Article::default() }
}

/// Whether a line left out is a sub-heading all the same: short, apart, between two paragraphs of the story.
fn heads(run: &[Unit], states: &[State], i: usize) -> bool {
    let (unit, next) = (&run[i], run.get(i + 1));
    let told = |j: usize| run[j].kind == Kind::Prose && states[j] == State::Body;
    let apart = unit.gap && next.is_some_and(|n| n.gap) && i > 0 && told(i - 1) && told(i + 1);
    let named = unit.text.starts_with(|c: char| c.is_uppercase() || c == '\u{2018}' || c == '\u{201c}');
    apart && named && unit.kind == Kind::Short && (2..=8).contains(&unit.words) && !is_caption(unit) && !is_byline(unit.text)
}

/// What the lines of the run are: paragraphs of the story, captions, asides and other noise, pull quotes that a line nearby holds.
fn story(run: &[Unit], signs: &[Sign], states: &[State]) -> Vec<LineVerdict> {
    let quotes: Vec<Quote> = run.iter().zip(signs).map(|(unit, &sign)| Quote::of(unit.text, sign)).collect();
    let verdict = |(i, unit): (usize, &Unit)| {
        let heading = heads(run, states, i);
        if is_caption(unit) && !heading {
            return LineVerdict::Caption;
        }
        if states[i] != State::Body && !heading || is_aside(unit.text, unit.words) {
            return LineVerdict::Noise;
        }
        let around = i.saturating_sub(3)..(i + 4).min(run.len());
        if around.into_iter().any(|j| j != i && quotes[i].is_in(&quotes[j], j < i)) {
            LineVerdict::Repeat
        } else if heading || unit.kind == Kind::Short && unit.words <= 12 {
            LineVerdict::Heading
        } else {
            LineVerdict::Body
        }
    };
    run.iter().enumerate().map(verdict).collect()
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
            || is_byline(unit.text)
            || credited(unit.text)
            || unit.text.contains(['\u{bb}', '|'])
        {
            continue;
        }
        let holds = |u: &Unit| u.chars < 600 && line::holds(u.text, unit.text);
        let seen = units[from..i].iter().chain(&units[..from.min(5)]).any(holds);
        let signed =
            units[i + 1..start.min(i + 5)].iter().any(|u| is_byline(u.text) || (u.chars < 120 && find_date(u.text).is_some()));
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
    let known = || words.iter().filter(|w| body.contains(**w)).count();
    let upper = words.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    if labelled.is_none() && (words.len() < 4 || upper * 5 < words.len() * 4 || known() * 2 < words.len()) {
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

    fn read(text: &str) -> Article {
        super::read(text, Detail::Story)
    }

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
