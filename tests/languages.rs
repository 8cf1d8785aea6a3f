//! Cleaning in five languages: invented pages under `datasets/samples/languages`, each with the body of its story.
//!
//! The figure is that of scrapinghub's article-extraction-benchmark, as `examples/train_lines.rs` has it: 4-gram
//! shingles, counted, normalised a page; F1 of mean precision and mean recall. Chinese is counted by characters.
#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use standpoint::clean::clean_page;

/// F1 at least: a bit below what is reached now.
const FLOORS: [(&str, &str, f64); 10] = [
    ("de", "html", 0.93),
    ("de", "txt", 0.98),
    ("es", "html", 0.93),
    ("es", "txt", 0.96),
    ("fr", "html", 0.93),
    ("fr", "txt", 0.96),
    ("pt", "html", 0.93),
    ("pt", "txt", 0.96),
    ("zh", "html", 0.90),
    ("zh", "txt", 0.94),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/samples/languages")
}

fn shingles(text: &str, by_character: bool) -> HashMap<String, f64> {
    let words: Vec<String> = if by_character {
        text.chars().filter(|c| c.is_alphanumeric()).map(String::from).collect()
    } else {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let mut counts = HashMap::new();
    for i in 0..words.len().saturating_sub(3).max(1) {
        *counts.entry(words[i..(i + 4).min(words.len())].join(" ")).or_default() += 1.0;
    }
    counts
}

/// Precision and recall of one page.
fn score(truth: &str, found: &str, by_character: bool) -> (f64, f64) {
    let (truth, found) = (shingles(truth, by_character), shingles(found, by_character));
    let both: f64 = truth.iter().map(|(shingle, count)| count.min(*found.get(shingle).unwrap_or(&0.0))).sum();
    (both / found.values().sum::<f64>(), both / truth.values().sum::<f64>())
}

#[test]
fn stories_are_found_in_every_language() {
    let mut low = Vec::new();
    for (language, kind, floor) in FLOORS {
        let (mut precision, mut recall, mut pages) = (0.0, 0.0, 0.0);
        for number in [1, 2] {
            let name = format!("{language}-{number}.{kind}");
            let page = std::fs::read(folder().join(&name)).unwrap();
            let truth = std::fs::read_to_string(folder().join(format!("{language}-{number}-{kind}.body.txt"))).unwrap();
            let article = clean_page(&page, &name);
            let (p, r) = score(&truth, &article.body, language == "zh");
            println!("  {name:<12} precision {p:.3}  recall {r:.3}  title {}", article.title);
            (precision, recall, pages) = (precision + p, recall + r, pages + 1.0);
        }
        let (p, r) = (precision / pages, recall / pages);
        let f1 = 2.0 * p * r / (p + r);
        println!("{language} {kind:<4} F1 {f1:.3}  precision {p:.3}  recall {r:.3}");
        if f1.is_nan() || f1 < floor {
            low.push(format!("{language} {kind}: F1 {f1:.3}, floor {floor}"));
        }
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}
