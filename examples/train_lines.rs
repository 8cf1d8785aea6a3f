//! Trains the line model of text dumps, and measures it.
//!
//! ```text
//! cargo run --release --example train_lines -- FOLDER             the cross-validated table
//! cargo run --release --example train_lines -- FOLDER MODEL.json  the same, then a model of all pages
//! ```
//!
//! FOLDER holds `ground-truth.json` ({page: {articleBody}}) and `dump/PAGE.w3m.txt`, `dump/PAGE.lynx.txt`.
//! The figure is that of scrapinghub's article-extraction-benchmark: 4-gram shingles of the words, counted,
//! normalised a page; F1 of mean precision and mean recall. Ten folds, a page's two dumps in the same one;
//! the first scores that the second stage learns from are themselves made by folds inside the training
//! pages, so that no figure saw its own page.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::path::Path;

use standpoint::clean::line::{self, Page};
use standpoint::clean::line_model::{Head, LineModel, boundary_rows, context_rows, look_rows};
use standpoint::clean::path::State;
use standpoint::linear::Loss;
use standpoint::linear::coordinate_descent::{Problem, solve};
use standpoint::sparse::CsrMatrix;

const FOLDS: usize = 10;
const INNER: usize = 5;

struct Dump {
    tool: &'static str,
    number: usize,
    raw: String,
    truth: String,
    page: Page,
    rows: CsrMatrix,
    story: Vec<bool>,
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
fn label(page: &Page, truth: &str) -> Vec<bool> {
    let lower = truth.to_lowercase();
    let truth = tokens(&lower);
    let lines: Vec<String> = page.lines.iter().map(|l| l.text.to_lowercase()).collect();
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

fn load(folder: &Path) -> Vec<Dump> {
    let truth: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("ground-truth.json")).unwrap()).unwrap();
    let mut pages: Vec<_> = truth.as_object().unwrap().iter().collect();
    pages.sort_by_key(|(page, _)| page.as_str());
    let mut dumps = Vec::new();
    for (number, (page, truth)) in pages.into_iter().enumerate() {
        for tool in ["w3m", "lynx"] {
            let raw = std::fs::read(folder.join(format!("dump/{page}.{tool}.txt"))).unwrap();
            let raw = String::from_utf8_lossy(&raw).into_owned();
            let truth = truth["articleBody"].as_str().unwrap().to_owned();
            let page = line::read(&raw);
            let (rows, story) = (look_rows(&page), label(&page, &truth));
            dumps.push(Dump { tool, number, raw, truth, page, rows, story });
        }
    }
    dumps
}

/// The targets of the heads for one page: inside, start, end.
fn targets(dump: &Dump) -> [Vec<bool>; 3] {
    let first = dump.story.iter().position(|&s| s);
    let last = dump.story.iter().rposition(|&s| s);
    let all = |on: &dyn Fn(usize) -> bool| (0..dump.story.len()).map(on).collect::<Vec<bool>>();
    [
        all(&|i| first.is_some_and(|f| i >= f) && last.is_some_and(|l| i <= l)),
        all(&|i| Some(i) == first),
        all(&|i| Some(i) == last),
    ]
}

/// Learns a head; longer lines count for more where `long`.
fn fit<'a>(c: f64, long: bool, parts: impl Iterator<Item = (&'a CsrMatrix, &'a [bool], &'a Page, Option<&'a [bool]>)>) -> Head {
    let (mut matrix, mut signs, mut costs): (Option<CsrMatrix>, Vec<f64>, Vec<f64>) = (None, Vec::new(), Vec::new());
    for (rows, target, page, among) in parts {
        let matrix = matrix.get_or_insert_with(|| CsrMatrix::new(rows.columns()));
        for i in (0..rows.rows()).filter(|&i| among.is_none_or(|a| a[i])) {
            let row = rows.row(i);
            matrix.push_row(row.indices.iter().copied().zip(row.values.iter().copied()));
            signs.push(if target[i] { 1.0 } else { -1.0 });
            let words = page.lines[i].text.split_whitespace().count() as f64;
            costs.push(if long { c * (1.0 + words / 10.0).min(8.0) } else { c });
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

/// A line model of the pages given.
fn train(dumps: &[&Dump]) -> LineModel {
    let first = |dumps: &mut dyn Iterator<Item = &&Dump>| {
        fit(0.1, true, dumps.map(|d| (&d.rows, d.story.as_slice(), &d.page, None)).collect::<Vec<_>>().into_iter())
    };
    let mut contexts: Vec<Option<CsrMatrix>> = vec![None; dumps.len()];
    let mut boundaries: Vec<Option<CsrMatrix>> = vec![None; dumps.len()];
    for fold in 0..INNER {
        let held = |d: &Dump| d.number / FOLDS % INNER == fold;
        let head = first(&mut dumps.iter().filter(|d| !held(d)));
        for ((dump, context), boundary) in dumps.iter().zip(&mut contexts).zip(&mut boundaries).filter(|((d, _), _)| held(d)) {
            let scores = apply(&head, &dump.rows);
            *context = Some(context_rows(&dump.page, &scores));
            *boundary = Some(boundary_rows(&dump.page, &scores));
        }
    }
    let targets: Vec<_> = dumps.iter().map(|d| targets(d)).collect();
    let looks = |head: usize, c: f64| {
        let rows = dumps.iter().zip(&targets).zip(&boundaries);
        fit(c, false, rows.map(|((d, t), b)| (b.as_ref().unwrap(), t[head].as_slice(), &d.page, None)))
    };
    let inside =
        dumps.iter().zip(&targets).zip(&contexts).map(|((d, t), c)| (c.as_ref().unwrap(), t[0].as_slice(), &d.page, None));
    let keep = dumps.iter().zip(&targets).map(|(d, t)| (&d.rows, d.story.as_slice(), &d.page, Some(t[0].as_slice())));
    LineModel {
        format: 1,
        first: first(&mut dumps.iter()),
        inside: fit(0.05, true, inside),
        start: looks(1, 0.1),
        end: looks(2, 0.1),
        keep: fit(0.1, true, keep),
    }
}

/// Name of a way to read a page, and for each dump the body it finds.
fn report(name: &str, dumps: &[Dump], bodies: &[String]) {
    for tool in ["w3m", "lynx"] {
        let (mut p, mut r, mut n, mut exact) = (0.0, 0.0, 0.0, 0);
        for (dump, body) in dumps.iter().zip(bodies).filter(|(d, _)| d.tool == tool) {
            let (precision, recall) = score(&dump.truth, body);
            (p, r, n) = (p + precision, r + recall, n + 1.0);
            exact += usize::from(precision == 1.0 && recall == 1.0);
        }
        let (p, r) = (p / n, r / n);
        println!("{name:<28} {tool:<5} F1 {:.4}  precision {p:.4}  recall {r:.4}  exact {exact}", 2.0 * p * r / (p + r));
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(folder) = arguments.get(1) else {
        println!("usage: train_lines FOLDER [MODEL.json]");
        return;
    };
    let dumps = load(Path::new(folder));
    println!("{} dumps, {} lines", dumps.len(), dumps.iter().map(|d| d.page.lines.len()).sum::<usize>());
    let pick = |dump: &Dump, on: &dyn Fn(usize) -> bool| {
        let lines = dump.page.lines.iter().enumerate().filter(|(i, _)| on(*i)).map(|(_, l)| l.text.as_str());
        lines.collect::<Vec<_>>().join("\n")
    };
    let each = |body: &dyn Fn(&Dump) -> String| dumps.iter().map(body).collect::<Vec<_>>();
    report("whole page", &dumps, &each(&|d| pick(d, &|_| true)));
    report("lines of the truth", &dumps, &each(&|d| pick(d, &|i| d.story[i])));
    let mut bodies = vec![(String::new(), String::new()); dumps.len()];
    for fold in 0..FOLDS {
        let model = train(&dumps.iter().filter(|d| d.number % FOLDS != fold).collect::<Vec<_>>());
        for (dump, body) in dumps.iter().zip(&mut bodies).filter(|(d, _)| d.number % FOLDS == fold) {
            let states = model.states(&dump.page);
            body.0 = pick(dump, &|i| states[i] == State::Body);
            body.1 = standpoint::clean::clean_page_with(dump.raw.as_bytes(), "page.txt", &model).body;
        }
    }
    report("best path, cross-validated", &dumps, &bodies.iter().map(|b| b.0.clone()).collect::<Vec<_>>());
    report("article, cross-validated", &dumps, &bodies.iter().map(|b| b.1.clone()).collect::<Vec<_>>());
    if let Some(path) = arguments.get(2) {
        let model = train(&dumps.iter().collect::<Vec<_>>());
        std::fs::write(path, serde_json::to_vec(&model).unwrap()).unwrap();
    }
}
