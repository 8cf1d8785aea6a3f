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

use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

use standpoint::clean::block_model::{BlockModel, Verdict, shape_rows, surround_rows};
use standpoint::clean::line_model::Head;
use standpoint::clean::path::State;
use standpoint::clean::sheet::{self, Sheet};
use standpoint::linear::Loss;
use standpoint::linear::coordinate_descent::{Problem, solve};
use standpoint::sparse::CsrMatrix;

const FOLDS: usize = 10;
const INNER: usize = 5;
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

fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|t| !t.is_empty()).collect()
}

/// Precision and recall of one page.
fn score(truth: &str, found: &str) -> (f64, f64) {
    let count = |text| {
        let words = tokens(text);
        let mut counts: HashMap<String, f64> = HashMap::new();
        for i in 0..words.len().saturating_sub(3).max(1) {
            *counts.entry(words[i..(i + 4).min(words.len())].join(" ")).or_default() += 1.0;
        }
        counts
    };
    let (a, b): (HashMap<String, f64>, HashMap<String, f64>) = (count(truth), count(found));
    let both: f64 = a.iter().map(|(k, n)| n.min(*b.get(k).unwrap_or(&0.0))).sum();
    let (right, said) = (a.values().sum::<f64>(), b.values().sum::<f64>());
    (both / said, both / right)
}

/// The lines whose words the truth holds, in order (Ratcliff and Obershelp: the longest common run, then left and right of it).
fn label(sheet: &Sheet, truth: &str) -> Vec<bool> {
    let lower = truth.to_lowercase();
    let truth = tokens(&lower);
    let lines: Vec<String> = sheet.layout.blocks.iter().map(|l| l.text.to_lowercase()).collect();
    let (mut words, mut owner) = (Vec::new(), Vec::new());
    for (i, text) in lines.iter().enumerate() {
        for word in tokens(text) {
            words.push(word);
            owner.push(i);
        }
    }
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    truth.iter().enumerate().for_each(|(j, w)| places.entry(w).or_default().push(j));
    let mut hits = vec![0usize; lines.len()];
    let mut open = vec![(0, words.len(), 0, truth.len())];
    while let Some((a, b, c, d)) = open.pop() {
        let (mut best, mut runs): ((usize, usize, usize), HashMap<usize, usize>) = ((0, 0, 0), HashMap::new());
        for (i, word) in words.iter().enumerate().take(b).skip(a) {
            let mut next = HashMap::new();
            for &j in places.get(word).map_or(&[][..], Vec::as_slice).iter().filter(|&&j| j >= c && j < d) {
                let n = j.checked_sub(1).and_then(|p| runs.get(&p)).copied().unwrap_or(0) + 1;
                next.insert(j, n);
                if n > best.0 {
                    best = (n, i + 1 - n, j + 1 - n);
                }
            }
            runs = next;
        }
        let (n, i, j) = best;
        if n > 0 {
            owner[i..i + n].iter().for_each(|&o| hits[o] += 1);
            open.extend([(a, i, c, j), (i + n, b, j + n, d)]);
        }
    }
    let mut of = vec![0usize; lines.len()];
    owner.iter().for_each(|&o| of[o] += 1);
    (0..lines.len()).map(|i| of[i] > 0 && hits[i] * 10 >= of[i] * 6).collect()
}

fn load(folder: &Path) -> Vec<Page> {
    let truth: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("ground-truth.json")).unwrap()).unwrap();
    let mut pages: Vec<_> = truth.as_object().unwrap().iter().collect();
    pages.sort_by_key(|(page, _)| page.as_str());
    let mut out = Vec::new();
    for (number, (page, truth)) in pages.into_iter().enumerate() {
        let raw = std::fs::read(folder.join(format!("html/{page}.html"))).unwrap();
        let raw = String::from_utf8_lossy(&raw).into_owned();
        let url = truth["url"].as_str().unwrap_or("").to_owned();
        let truth = truth["articleBody"].as_str().unwrap().to_owned();
        let sheet = sheet::read(&raw).unwrap();
        let (rows, story) = (shape_rows(&sheet), label(&sheet, &truth));
        out.push(Page { number, url, raw, truth, sheet, rows, story, weight: 1.0 });
    }
    out
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
    let sheet = sheet::read(&raw).unwrap();
    let (rows, story) = (shape_rows(&sheet), label(&sheet, kept));
    Page { number: page.number, url: page.url.clone(), raw, truth: kept.to_owned(), sheet, rows, story, weight }
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
    let sheet = sheet::read(&raw).unwrap();
    let (rows, story) = (shape_rows(&sheet), label(&sheet, kept));
    Page { number: page.number, url: page.url.clone(), raw, truth: kept.to_owned(), sheet, rows, story, weight }
}

fn words(page: &Page, i: usize) -> f64 {
    page.sheet.layout.blocks[i].text.split_whitespace().count() as f64
}

fn fit<'a>(c: f64, parts: impl Iterator<Item = (&'a CsrMatrix, &'a Page)>) -> Head {
    let (mut matrix, mut signs, mut costs): (Option<CsrMatrix>, Vec<f64>, Vec<f64>) = (None, Vec::new(), Vec::new());
    for (rows, page) in parts {
        let matrix = matrix.get_or_insert_with(|| CsrMatrix::new(rows.columns()));
        // Long blocks count for more, and a page for the square root of its size.
        let size = |i: usize| (1.0 + words(page, i) / 5.0).min(10.0);
        let total: f64 = (0..rows.rows()).map(size).sum();
        let scale = page.weight * (400.0 / total.max(50.0)).sqrt();
        for i in 0..rows.rows() {
            let row = rows.row(i);
            matrix.push_row(row.indices.iter().copied().zip(row.values.iter().copied()));
            signs.push(if page.story[i] { 1.0 } else { -1.0 });
            costs.push(c * size(i) * scale);
        }
    }
    let problem = Problem { loss: Loss::Logistic, intercept_scaling: 1.0, tolerance: 0.02, max_iterations: 300, seed: 0 };
    let solution = solve(&matrix.unwrap(), &signs, &costs, &problem);
    let round = |w: f64| (w * 1e4).round() / 1e4;
    Head { intercept: round(solution.intercept), weights: solution.weights.into_iter().map(round).collect() }
}

fn apply(head: &Head, rows: &CsrMatrix) -> Vec<f64> {
    rows.iter().map(|row| row.dot(&head.weights) + head.intercept).collect()
}

/// A block model of the pages given.
fn train(pages: &[&Page]) -> BlockModel {
    let [c1, c2] = COST;
    let mut contexts: Vec<Option<CsrMatrix>> = vec![None; pages.len()];
    for fold in 0..INNER {
        let held = |p: &Page| p.number / FOLDS % INNER == fold;
        let head = fit(c1, pages.iter().filter(|p| !held(p)).map(|p| (&p.rows, *p)));
        for (page, context) in pages.iter().zip(&mut contexts).filter(|(p, _)| held(p)) {
            *context = Some(surround_rows(&page.sheet, &apply(&head, &page.rows)));
        }
    }
    BlockModel {
        format: 1,
        first: fit(c1, pages.iter().map(|p| (&p.rows, *p))),
        last: fit(c2, pages.iter().zip(&contexts).map(|(p, c)| (c.as_ref().unwrap(), *p))),
    }
}

fn report(name: &str, pages: &[Page], bodies: &[String]) -> Vec<f64> {
    let (mut p, mut r, n, mut exact, mut each) = (0.0, 0.0, pages.len() as f64, 0, Vec::new());
    for (page, body) in pages.iter().zip(bodies) {
        let (precision, recall) = score(&page.truth, body);
        (p, r) = (p + precision, r + recall);
        exact += usize::from(precision == 1.0 && recall == 1.0);
        each.push(2.0 * precision * recall / (precision + recall).max(1e-9));
    }
    let (p, r) = (p / n, r / n);
    println!("{name:<24} F1 {:.4}  precision {p:.4}  recall {r:.4}  exact {exact}", 2.0 * p * r / (p + r));
    each
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
fn show(pages: &[Page], verdicts: &[Vec<Verdict>], f1: &[f64], most: usize) {
    let mut order: Vec<usize> = (0..pages.len()).collect();
    order.sort_by(|&a, &b| f1[a].total_cmp(&f1[b]));
    for &at in order.iter().take(most) {
        let page = &pages[at];
        println!("\n{} F1 {:.3}", page.url, f1[at]);
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
    report("blocks of the truth", &pages, &pages.iter().map(|p| body(p, &|i| p.story[i])).collect::<Vec<_>>());
    let answer = |p: &Page| match p.sheet.claims.answer.split_once('\n') {
        Some((first, rest)) if p.sheet.claims.titles.iter().any(|t| t == first) => rest.to_owned(),
        _ => p.sheet.claims.answer.clone(),
    };
    report("dom_smoothie", &pages, &pages.iter().map(answer).collect::<Vec<_>>());
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
    let f1 = report("blocks, cross-validated", &pages, &bodies[0]);
    report("first blocks only", &briefs, &bodies[1]);
    report("first blocks, plain page", &plains, &bodies[3]);
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
        Some((_, Ok(most))) => show(&pages, &of(0), &f1, most),
        Some((path, Err(_))) => {
            let model = train(&everything().collect::<Vec<_>>());
            std::fs::write(path, serde_json::to_vec(&model).unwrap()).unwrap();
        }
        None => {}
    }
}
