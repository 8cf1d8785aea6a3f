//! Scrapinghub's article-extraction-benchmark, as the two trainers need it: its pages, which lines of a page the
//! true body holds, its figure (4-gram shingles of the words, counted, normalised a page; F1 of mean precision and mean
//! recall), and a head learned from rows.

use std::collections::HashMap;
use std::path::Path;

use standpoint::clean::head::Head;
use standpoint::linear::coordinate_descent::{Problem, solve};
use standpoint::linear::{Loss, Prior};
use standpoint::sparse::{CsrMatrix, SparseRow};

/// Folds by page, and folds inside the training pages.
pub const FOLDS: usize = 10;
pub const INNER: usize = 5;

/// The pages of `ground-truth.json`, by name: name, address, true body.
pub fn pages(folder: &Path) -> Vec<(String, String, String)> {
    let truth: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("ground-truth.json")).unwrap()).unwrap();
    let text = |page: &serde_json::Value, key: &str| page[key].as_str().map(str::to_owned);
    let page = |(name, page): (&String, &serde_json::Value)| {
        (name.clone(), text(page, "url").unwrap_or_default(), text(page, "articleBody").unwrap())
    };
    let mut pages: Vec<_> = truth.as_object().unwrap().iter().map(page).collect();
    pages.sort();
    pages
}

/// A file as text, whatever its bytes.
pub fn text_of(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
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

/// The pages whose F1 is least, each with it, of their true bodies and those found.
pub fn worst<'a>(pages: impl Iterator<Item = (&'a str, &'a str)>, most: usize) -> Vec<(usize, f64)> {
    let of = |(truth, found)| {
        let (precision, recall) = score(truth, found);
        2.0 * precision * recall / (precision + recall).max(1e-9)
    };
    let mut order: Vec<(usize, f64)> = pages.map(of).enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    order.truncate(most);
    order
}

/// The figures of pages, of which each has its true body and the one found, printed under a name.
pub fn report<'a>(name: &str, pages: impl Iterator<Item = (&'a str, &'a str)>) {
    let (mut p, mut r, mut n, mut exact) = (0.0, 0.0, 0.0, 0);
    for (truth, found) in pages {
        let (precision, recall) = score(truth, found);
        (p, r, n) = (p + precision, r + recall, n + 1.0);
        exact += usize::from(precision == 1.0 && recall == 1.0);
    }
    let (p, r) = (p / n, r / n);
    println!("{name} F1 {:.4}  precision {p:.4}  recall {r:.4}  exact {exact}", 2.0 * p * r / (p + r));
}

/// The lines whose words the truth holds, in order (Ratcliff and Obershelp: the longest common run, then left and right of it).
pub fn label<'a>(lines: impl Iterator<Item = &'a str>, truth: &str) -> Vec<bool> {
    let lower = truth.to_lowercase();
    let truth = tokens(&lower);
    let lines: Vec<String> = lines.map(str::to_lowercase).collect();
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

/// Learns a head from rows of so many columns: each with whether it is one, and its cost.
pub fn fit<'a>(columns: usize, rows: impl Iterator<Item = (SparseRow<'a>, bool, f64)>) -> Head {
    let (mut matrix, mut signs, mut costs) = (CsrMatrix::new(columns), Vec::new(), Vec::new());
    for (row, is_one, cost) in rows {
        matrix.push_row(row.indices.iter().copied().zip(row.values.iter().copied()));
        signs.push(if is_one { 1.0 } else { -1.0 });
        costs.push(cost);
    }
    let problem = Problem {
        loss: Loss::Logistic,
        prior: Prior::Uniform,
        intercept_scaling: 1.0,
        tolerance: 0.02,
        max_iterations: 300,
        seed: 0,
    };
    let solution = solve(&matrix, &signs, &costs, &problem);
    let round = |w: f64| (w * 1e4).round() / 1e4;
    Head { intercept: round(solution.intercept), weights: solution.weights.into_iter().map(round).collect() }
}

/// The scores of rows.
pub fn apply(head: &Head, rows: &CsrMatrix) -> Vec<f64> {
    rows.iter().map(|row| row.dot(&head.weights) + head.intercept).collect()
}
