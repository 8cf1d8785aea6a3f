//! Trains the block model of web pages, and measures it.
//!
//! ```text
//! cargo run --release --example train_blocks -- FOLDER             the cross-validated table
//! cargo run --release --example train_blocks -- FOLDER MODEL.json  the same, then a model of all pages
//! cargo run --release --example train_blocks -- FOLDER 10          the same, and the ten worst pages
//! ```
//!
//! FOLDER holds `ground-truth.json` ({page: {articleBody, url}}) and `html/PAGE.html` (gunzipped). The figure is
//! that of scrapinghub's article-extraction-benchmark: 4-gram shingles of the words, counted, normalised a page;
//! F1 of mean precision and mean recall. Ten folds by page; the first scores that the last head learns from are
//! themselves made by folds inside the training pages, so that no figure saw its own page.
//!
//! Each page is there in three more forms, with little weight, in the same fold: emptied of its story, from which
//! the model learns what a page without an article looks like; with the first blocks of the story only; and these
//! on a page with next to nothing else.
#![allow(clippy::unwrap_used)]

mod extraction;

use std::path::Path;
use std::time::Instant;

use extraction::{FOLDS, INNER, apply, fit, label, pages, report, text_of, worst};
use standpoint::clean::block_model::{BlockModel, Verdict, shape_rows, surround_rows};
use standpoint::clean::head::Head;
use standpoint::clean::path::State;
use standpoint::clean::sheet::{self, Sheet};
use standpoint::sparse::CsrMatrix;

/// Costs of the first and the last head; what a page weighs without its story, with the first blocks of it, and
/// with these on a page that has next to nothing else.
const COST: [f64; 2] = [0.05, 0.02];
const EMPTY: f64 = 0.1;
const BRIEF: f64 = 0.03;
const PLAIN: f64 = 0.03;

struct Page {
    url: String,
    number: usize,
    raw: String,
    truth: String,
    sheet: Sheet,
    rows: CsrMatrix,
    story: Vec<bool>,
    weight: f64,
}

impl Page {
    /// A page whose story is this text.
    fn new(number: usize, url: String, raw: String, truth: String, weight: f64) -> Self {
        let sheet = sheet::read(&raw).unwrap();
        let (rows, story) = (shape_rows(&sheet), label(sheet.layout.blocks.iter().map(|b| b.text.as_str()), &truth));
        Self { url, number, raw, truth, sheet, rows, story, weight }
    }

    /// The same page in another form.
    fn changed(&self, raw: String, kept: &str, weight: f64) -> Self {
        Self::new(self.number, self.url.clone(), raw, kept.to_owned(), weight)
    }
}

fn load(folder: &Path) -> Vec<Page> {
    let page = |(number, (name, url, truth)): (usize, (String, String, String))| {
        Page::new(number, url, text_of(&folder.join(format!("html/{name}.html"))), truth, 1.0)
    };
    pages(folder).into_iter().enumerate().map(page).collect()
}

/// The first blocks of the story.
fn beginning(page: &Page, least: f64) -> String {
    let (mut out, mut sum) = (String::new(), 0.0);
    for (i, block) in page.sheet.layout.blocks.iter().enumerate().filter(|(i, _)| page.story[*i]) {
        if sum < least {
            out += &block.text;
            out.push('\n');
            sum += words(page, i);
        }
    }
    out
}

/// The page with nothing of its story but this: every other text that the truth holds taken out.
fn cut(page: &Page, kept: &str, weight: f64) -> Page {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (truth, keep) = (plain(&page.truth), plain(kept));
    let document = dom_query::Document::from(page.raw.as_str());
    let nodes: Vec<_> = document.root().descendants_it().filter(|n| n.is_text()).collect();
    for node in nodes {
        let within = node.parent().and_then(|p| p.node_name()).unwrap_or_default();
        let text = plain(&node.text());
        if !matches!(&*within, "script" | "style" | "title")
            && text.chars().count() >= 8
            && truth.contains(&text)
            && !keep.contains(&text)
        {
            node.remove_from_parent();
        }
    }
    let raw = document.html().replace("articleBody", "x");
    page.changed(raw, kept, weight)
}

/// The beginning of the story on a page with next to nothing else.
fn plain(page: &Page, kept: &str, weight: f64) -> Page {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let title = page.sheet.claims.titles.last().map(|t| escape(t)).unwrap_or_default();
    let story: String = kept.lines().map(|line| format!("<p>{}</p>", escape(line))).collect();
    let (before, after) = match page.number % 3 {
        0 => ("<article>", "</article>"),
        1 => ("<div id=content>", "</div>"),
        _ => ("", ""),
    };
    let menu = "<nav><a href=/>Home</a> <a href=/news>News</a> <a href=/login>Log in</a></nav>";
    let foot = if page.number.is_multiple_of(2) {
        "<footer><p>\u{a9} 2020 The Post. <a href=/privacy>Privacy</a></p></footer>"
    } else {
        ""
    };
    let raw = format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body>{menu}{before}<h1>{title}</h1>{story}{after}{foot}</body></html>"
    );
    page.changed(raw, kept, weight)
}

fn words(page: &Page, i: usize) -> f64 {
    page.sheet.layout.blocks[i].text.split_whitespace().count() as f64
}

/// Learns a head from the rows of pages. Long blocks count for more, and a page for the square root of its size.
fn learn<'a>(c: f64, parts: &[(&'a CsrMatrix, &Page)]) -> Head {
    let of_page = |&(rows, page): &(&'a CsrMatrix, &'_ Page)| {
        let size = |i: usize| (1.0 + words(page, i) / 5.0).min(10.0);
        let total: f64 = (0..rows.rows()).map(size).sum();
        let scale = page.weight * (400.0 / total.max(50.0)).sqrt();
        (0..rows.rows()).map(|i| (rows.row(i), page.story[i], c * size(i) * scale)).collect::<Vec<_>>()
    };
    fit(parts[0].0.columns(), parts.iter().flat_map(of_page))
}

/// A block model of the pages given.
fn train(pages: &[&Page]) -> BlockModel {
    let [c1, c2] = COST;
    let mut contexts: Vec<Option<CsrMatrix>> = vec![None; pages.len()];
    for fold in 0..INNER {
        let held = |p: &Page| p.number / FOLDS % INNER == fold;
        let head = learn(c1, &pages.iter().filter(|p| !held(p)).map(|p| (&p.rows, *p)).collect::<Vec<_>>());
        for (page, context) in pages.iter().zip(&mut contexts).filter(|(p, _)| held(p)) {
            *context = Some(surround_rows(&page.sheet, &apply(&head, &page.rows)));
        }
    }
    BlockModel {
        format: 1,
        first: learn(c1, &pages.iter().map(|p| (&p.rows, *p)).collect::<Vec<_>>()),
        last: learn(c2, &pages.iter().zip(&contexts).map(|(p, c)| (c.as_ref().unwrap(), *p)).collect::<Vec<_>>()),
    }
}

/// Name of a way to read a page, and for each page the body it finds.
fn table(name: &str, pages: &[Page], bodies: &[String]) {
    let both = pages.iter().zip(bodies);
    report(&format!("{name:<24}"), both.map(|(page, body)| (page.truth.as_str(), body.as_str())));
}

/// The least time a page takes, of three rounds.
fn milliseconds(pages: &[Page], on: &dyn Fn(&str)) -> f64 {
    let round = |_| {
        let start = Instant::now();
        pages.iter().for_each(|page| on(&page.raw));
        start.elapsed().as_secs_f64() * 1e3 / pages.len() as f64
    };
    (0..3).map(round).fold(f64::MAX, f64::min)
}

/// What is wrong with the worst pages.
fn show(pages: &[Page], verdicts: &[Vec<Verdict>], bodies: &[String], most: usize) {
    let bodies_of = pages.iter().zip(bodies).map(|(page, body)| (page.truth.as_str(), body.as_str()));
    for (at, f1) in worst(bodies_of, most) {
        let page = &pages[at];
        println!("\n{} F1 {:.3}", page.url, f1);
        for (i, verdict) in verdicts[at].iter().enumerate() {
            if (verdict.state == State::Body) != page.story[i] {
                let text: String = verdict.text.chars().take(110).collect();
                println!("{} {:6.2} {text}", if page.story[i] { "missed" } else { "wrong " }, verdict.score);
            }
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(folder) = arguments.get(1) else {
        println!("usage: train_blocks FOLDER [MODEL.json | PAGES]");
        return;
    };
    let pages = load(Path::new(folder));
    let empties: Vec<Page> = pages.iter().map(|p| cut(p, "", EMPTY)).collect();
    let briefs: Vec<Page> = pages.iter().map(|p| cut(p, &beginning(p, [20.0, 60.0, 120.0][p.number % 3]), BRIEF)).collect();
    let blocks: usize = pages.iter().map(|p| p.story.len()).sum();
    println!("{} pages, {blocks} blocks, {} columns", pages.len(), pages[0].rows.columns());
    let body = |page: &Page, on: &dyn Fn(usize) -> bool| {
        let blocks = page.sheet.layout.blocks.iter().enumerate().filter(|(i, _)| on(*i)).map(|(_, block)| block.text.as_str());
        blocks.collect::<Vec<_>>().join("\n\n")
    };
    table("blocks of the truth", &pages, &pages.iter().map(|p| body(p, &|i| p.story[i])).collect::<Vec<_>>());
    let answer = |p: &Page| match p.sheet.claims.answer.split_once('\n') {
        Some((first, rest)) if p.sheet.claims.titles.iter().any(|t| t == first) => rest.to_owned(),
        _ => p.sheet.claims.answer.clone(),
    };
    table("dom_smoothie", &pages, &pages.iter().map(answer).collect::<Vec<_>>());
    let plains: Vec<Page> = pages.iter().map(|p| plain(p, &beginning(p, [20.0, 60.0, 120.0][p.number / 3 % 3]), PLAIN)).collect();
    let everything = || pages.iter().chain(&empties).chain(&briefs).chain(&plains);
    let mut verdicts: Vec<[Vec<Verdict>; 4]> = vec![Default::default(); pages.len()];
    for fold in 0..FOLDS {
        let model = train(&everything().filter(|p| p.number % FOLDS != fold).collect::<Vec<_>>());
        for at in (0..pages.len()).filter(|at| at % FOLDS == fold) {
            verdicts[at] = [&pages[at], &briefs[at], &empties[at], &plains[at]].map(|page| model.verdicts(&page.sheet));
        }
    }
    let of = |form: usize| verdicts.iter().map(|v| v[form].clone()).collect::<Vec<_>>();
    let text = |verdicts: &Vec<Verdict>| {
        let story = verdicts.iter().filter(|v| v.state == State::Body).map(|v| v.text.as_str());
        story.collect::<Vec<_>>().join("\n\n")
    };
    let bodies: Vec<Vec<String>> = (0..4).map(|form| of(form).iter().map(text).collect()).collect();
    table("blocks, cross-validated", &pages, &bodies[0]);
    table("first blocks only", &briefs, &bodies[1]);
    table("first blocks, plain page", &plains, &bodies[3]);
    let none = |form: usize| bodies[form].iter().filter(|body| body.is_empty()).count();
    println!(
        "no article: {} of the pages, {} with first blocks only, {} plain, {} without their story",
        none(0),
        none(1),
        none(3),
        none(2)
    );
    let config = || dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let alone = |raw: &str| drop(dom_smoothie::Readability::new(raw, None, Some(config())).and_then(|mut r| r.parse()));
    let whole = |raw: &str| drop(standpoint::clean::clean_page(raw.as_bytes(), "page.html"));
    println!("dom_smoothie {:.2} ms a page, whole {:.2} ms", milliseconds(&pages, &alone), milliseconds(&pages, &whole));
    match arguments.get(2).map(|argument| (argument, argument.parse())) {
        Some((_, Ok(most))) => show(&pages, &of(0), &bodies[0], most),
        Some((path, Err(_))) => {
            let model = train(&everything().collect::<Vec<_>>());
            std::fs::write(path, serde_json::to_vec(&model).unwrap()).unwrap();
        }
        None => {}
    }
}
