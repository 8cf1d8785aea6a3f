//! Trains the line model of text dumps, and measures it.
//!
//! ```text
//! cargo run --release --example train_lines -- FOLDER             the cross-validated table
//! cargo run --release --example train_lines -- FOLDER MODEL.json  the same, then a model of all pages
//! cargo run --release --example train_lines -- FOLDER 10          the same, and the ten worst dumps
//! ```
//!
//! FOLDER holds `ground-truth.json` ({page: {articleBody}}) and `dump/PAGE.w3m.txt`, `dump/PAGE.lynx.txt`.
//! The figure is that of scrapinghub's article-extraction-benchmark: 4-gram shingles of the words, counted,
//! normalised a page; F1 of mean precision and mean recall. Ten folds, a page's two dumps in the same one;
//! the first scores that the second stage learns from are themselves made by folds inside the training
//! pages, so that no figure saw its own page.
#![allow(clippy::unwrap_used)]

mod extraction;

use std::path::Path;

use extraction::{FOLDS, INNER, apply, fit, label, pages, report, text_of, worst};
use standpoint::clean::head::Head;
use standpoint::clean::line::{self, Page};
use standpoint::clean::line_model::{LineModel, boundary_rows, context_rows, look_rows};
use standpoint::clean::path::State;
use standpoint::sparse::CsrMatrix;

struct Dump {
    tool: &'static str,
    number: usize,
    url: String,
    raw: String,
    truth: String,
    page: Page,
    rows: CsrMatrix,
    story: Vec<bool>,
}

fn load(folder: &Path) -> Vec<Dump> {
    let mut dumps = Vec::new();
    for (number, (name, url, truth)) in pages(folder).into_iter().enumerate() {
        for tool in ["w3m", "lynx"] {
            let raw = text_of(&folder.join(format!("dump/{name}.{tool}.txt")));
            let page = line::read(&raw);
            let (rows, story) = (look_rows(&page), label(page.lines.iter().map(|l| page.text(l)), &truth));
            dumps.push(Dump { tool, number, url: url.clone(), raw, truth: truth.clone(), page, rows, story });
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

/// Rows of a page, which of them are one, the page, and those to learn from; all where there is none.
type Part<'a> = (&'a CsrMatrix, &'a [bool], &'a Page, Option<&'a [bool]>);

/// Learns a head from the rows of pages, of all their lines or of those `among`; longer lines count for more where `long`.
fn learn<'a>(c: f64, long: bool, parts: &[Part<'a>]) -> Head {
    let of_page = |&(rows, target, page, among): &Part<'a>| {
        let kept = (0..rows.rows()).filter(|&i| among.is_none_or(|a| a[i]));
        let row = |i: usize| {
            let words = page.text(&page.lines[i]).split_whitespace().count() as f64;
            (rows.row(i), target[i], if long { c * (1.0 + words / 10.0).min(8.0) } else { c })
        };
        kept.map(row).collect::<Vec<_>>()
    };
    fit(parts[0].0.columns(), parts.iter().flat_map(of_page))
}

/// A line model of the pages given.
fn train(dumps: &[&Dump]) -> LineModel {
    let first = |dumps: &[&Dump]| {
        learn(0.1, true, &dumps.iter().map(|d| (&d.rows, d.story.as_slice(), &d.page, None)).collect::<Vec<_>>())
    };
    let mut contexts: Vec<Option<CsrMatrix>> = vec![None; dumps.len()];
    for fold in 0..INNER {
        let held = |d: &Dump| d.number / FOLDS % INNER == fold;
        let head = first(&dumps.iter().copied().filter(|d| !held(d)).collect::<Vec<_>>());
        for (dump, context) in dumps.iter().zip(&mut contexts).filter(|(d, _)| held(d)) {
            *context = Some(context_rows(&dump.page, &apply(&head, &dump.rows)));
        }
    }
    let contexts: Vec<CsrMatrix> = contexts.into_iter().map(Option::unwrap).collect();
    let boundaries: Vec<CsrMatrix> = dumps.iter().zip(&contexts).map(|(d, c)| boundary_rows(&d.rows, c)).collect();
    let targets: Vec<_> = dumps.iter().map(|d| targets(d)).collect();
    // The head of one of the targets, from rows of one kind.
    let of = |c: f64, long: bool, rows: &[CsrMatrix], target: usize| {
        let parts = dumps.iter().zip(&targets).zip(rows);
        learn(c, long, &parts.map(|((d, t), rows)| (rows, t[target].as_slice(), &d.page, None)).collect::<Vec<_>>())
    };
    let keep = dumps.iter().zip(&targets).map(|(d, t)| (&d.rows, d.story.as_slice(), &d.page, Some(t[0].as_slice())));
    LineModel {
        format: 1,
        first: first(dumps),
        inside: of(0.05, true, &contexts, 0),
        start: of(0.1, false, &boundaries, 1),
        end: of(0.1, false, &boundaries, 2),
        keep: learn(0.1, true, &keep.collect::<Vec<_>>()),
    }
}

/// Name of a way to read a page, and for each dump the body it finds.
fn table(name: &str, dumps: &[Dump], bodies: &[String]) {
    for tool in ["w3m", "lynx"] {
        let of_tool = dumps.iter().zip(bodies).filter(|(d, _)| d.tool == tool);
        report(&format!("{name:<28} {tool:<5}"), of_tool.map(|(d, body)| (d.truth.as_str(), body.as_str())));
    }
}

/// What is wrong with the worst dumps: lines of the truth that no paragraph found holds, and the other way round.
fn show(dumps: &[Dump], bodies: &[String], most: usize) {
    let bodies_of = dumps.iter().zip(bodies).map(|(dump, body)| (dump.truth.as_str(), body.as_str()));
    for (at, f1) in worst(bodies_of, most) {
        let (dump, body) = (&dumps[at], &bodies[at]);
        println!("\n{} {} F1 {:.3}", dump.tool, dump.url, f1);
        for (line, &story) in dump.page.lines.iter().zip(&dump.story) {
            let text = dump.page.text(line);
            if body.split("\n\n").any(|paragraph| paragraph == text) != story {
                println!("{} {}", if story { "missed" } else { "wrong " }, text.chars().take(110).collect::<String>());
            }
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let Some(folder) = arguments.get(1) else {
        println!("usage: train_lines FOLDER [MODEL.json | COUNT]");
        return;
    };
    let dumps = load(Path::new(folder));
    println!("{} dumps, {} lines", dumps.len(), dumps.iter().map(|d| d.page.lines.len()).sum::<usize>());
    let pick = |dump: &Dump, on: &dyn Fn(usize) -> bool| {
        let lines = dump.page.lines.iter().enumerate().filter(|(i, _)| on(*i)).map(|(_, l)| dump.page.text(l));
        lines.collect::<Vec<_>>().join("\n")
    };
    let each = |body: &dyn Fn(&Dump) -> String| dumps.iter().map(body).collect::<Vec<_>>();
    table("whole page", &dumps, &each(&|d| pick(d, &|_| true)));
    table("lines of the truth", &dumps, &each(&|d| pick(d, &|i| d.story[i])));
    let mut bodies = vec![(String::new(), String::new()); dumps.len()];
    for fold in 0..FOLDS {
        let model = train(&dumps.iter().filter(|d| d.number % FOLDS != fold).collect::<Vec<_>>());
        for (dump, body) in dumps.iter().zip(&mut bodies).filter(|(d, _)| d.number % FOLDS == fold) {
            let states = model.states(&dump.page);
            body.0 = pick(dump, &|i| states[i] == State::Body);
            body.1 = standpoint::clean::clean_page_with(dump.raw.as_bytes(), "page.txt", &model).body;
        }
    }
    table("best path, cross-validated", &dumps, &bodies.iter().map(|b| b.0.clone()).collect::<Vec<_>>());
    let bodies: Vec<String> = bodies.into_iter().map(|body| body.1).collect();
    table("article, cross-validated", &dumps, &bodies);
    match arguments.get(2).map(|argument| (argument, argument.parse())) {
        Some((_, Ok(most))) => show(&dumps, &bodies, most),
        Some((path, Err(_))) => {
            let model = train(&dumps.iter().collect::<Vec<_>>());
            std::fs::write(path, serde_json::to_vec(&model).unwrap()).unwrap();
        }
        None => {}
    }
}
