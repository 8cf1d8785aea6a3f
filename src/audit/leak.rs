//! labelled articles -> what gives a label away without being about it: an outlet, a writer, a date, another column; words
//! that stand at the edges of texts and hardly within them (a dateline, a sign-off); the name of a news agency or outlet;
//! a sentence that is repeated.
//!
//! It leaks where nearly all its rows have the label, and many of the label's rows have it. A word of the matter, such as
//! `tariff`, does so too, and is what should be learned: it stands all over a text, so it is no candidate. Each group of
//! near-duplicates counts once.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::{Finding, Kind, record};
use crate::article::Article;
use crate::evaluate::TASKS;
use crate::tokenize::sentences;
use crate::train::Prepared;

/// The share of its rows that must have the label.
const PURE: f64 = 0.9;
/// The share of the label's rows that must have it.
const HELD: f64 = 0.1;
/// Fewer rows cannot be over the bound that [`gives_away`] asks for.
const LEAST: usize = 9;
/// Standard deviations of that bound: thousands of candidates are tried.
const Z: f64 = 3.0;
/// Words of a candidate, at most.
const WORDS: usize = 3;
/// Words at the start of a body and at its end, at most, and the share of its words.
const EDGES: (usize, usize, usize) = (8, 12, 8);
/// Words at either end of a title, at most, and the share of its words.
const TITLE: (usize, usize, usize) = (2, 2, 4);
/// The share of a term's occurrences that stand at the edges.
const AT_EDGE: f64 = 0.8;
/// Words of a sentence that is repeated by no chance.
const SENTENCE: usize = 4;

/// News agencies, whose names stand in datelines and sign-offs.
const AGENCIES: [&str; 16] = [
    "Reuters",
    "AP",
    "Associated Press",
    "AFP",
    "Agence France-Presse",
    "Xinhua",
    "Bloomberg",
    "dpa",
    "TASS",
    "Kyodo",
    "UPI",
    "ANI",
    "PTI",
    "EFE",
    "ANSA",
    "Canadian Press",
];

/// What may give a label away.
struct Candidate {
    what: String,
    rows: Vec<usize>,
}

/// One finding for each leak and label; where several are of the same rows, for the surest.
pub(super) fn find(prepared: &Prepared<'_>, rows: &[usize]) -> Vec<Finding> {
    let first = prepared.duplicates.group_of();
    let rows: Vec<usize> = rows.iter().copied().filter(|&row| first[row] == row).collect();
    let mut candidates = columns(prepared, &rows);
    for of in [names, repeated, edge_terms] {
        candidates.extend(of(&prepared.corpus.articles, &rows));
    }
    let mut out = Vec::new();
    for (slot, task) in prepared.tasks.iter().enumerate() {
        let Some(task) = task else { continue };
        for (label, name) in task.labels.iter().enumerate() {
            let coded = rows.iter().filter(|&&row| task.rows[row].is_some());
            let (all, of_label) = coded.fold((0, 0), |(all, of), &row| (all + 1, of + usize::from(task.holds(row, label))));
            let mut leaks: Vec<(f64, usize, &Candidate)> = Vec::new();
            for candidate in &candidates {
                let coded: Vec<usize> = candidate.rows.iter().copied().filter(|&row| task.rows[row].is_some()).collect();
                let with = coded.iter().filter(|&&row| task.holds(row, label)).count();
                leaks.extend(gives_away(with, coded.len(), of_label, all).map(|bound| (bound, with, candidate)));
            }
            // A longer one of as many rows says more.
            leaks.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.2.what.len().cmp(&a.2.what.len())).then(a.2.what.cmp(&b.2.what)));
            let mut told: Vec<FxHashSet<usize>> = Vec::new();
            for (bound, with, candidate) in leaks {
                let known = |told: &FxHashSet<usize>| {
                    candidate.rows.iter().filter(|row| told.contains(row)).count() as f64 >= 0.8 * candidate.rows.len() as f64
                };
                if told.iter().any(known) {
                    continue;
                }
                told.push(candidate.rows.iter().copied().collect());
                let coded: Vec<usize> = candidate.rows.iter().copied().filter(|&row| task.rows[row].is_some()).collect();
                let reason = format!(
                    "{with} of its {} rows are {name}, and {:.0} % of the rows that are {name} have it",
                    coded.len(),
                    100.0 * with as f64 / of_label as f64
                );
                let rest = coded[1..].iter().map(|&row| record(prepared.corpus, row)).collect();
                let finding = Finding::of(prepared.corpus, coded[0], Kind::Leak, Some(TASKS[slot]));
                let evidence = candidate.what.clone();
                out.push(Finding { label: name.clone(), rows: rest, score: bound, reason, evidence, ..finding });
            }
        }
    }
    out
}

/// Whether what `rows` rows have, `with` of which have a label, gives it away; the label has `of_label` of `all` rows. If
/// so, the lower end of Wilson's interval of its share (1927), which is above halfway from the label's own share to 1.
fn gives_away(with: usize, rows: usize, of_label: usize, all: usize) -> Option<f64> {
    if rows < LEAST || of_label == 0 {
        return None;
    }
    let (n, share) = (rows as f64, with as f64 / rows as f64);
    let square = Z * Z;
    let spread = Z * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let bound = (share + square / (2.0 * n) - spread) / (1.0 + square / n);
    let usual = of_label as f64 / all as f64;
    let leaks = share >= PURE && with as f64 >= HELD * of_label as f64 && bound > f64::midpoint(usual, 1.0);
    leaks.then_some(bound)
}

/// What columns say of rows: outlet, writers, day and year, and the columns that were asked for.
fn columns(prepared: &Prepared<'_>, rows: &[usize]) -> Vec<Candidate> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        let article = &prepared.corpus.articles[row];
        let mut said: BTreeSet<String> = article.authors.iter().map(|author| format!("writer: {author}")).collect();
        said.extend(article.outlet.iter().map(|outlet| format!("outlet: {outlet}")));
        said.extend(article.date.iter().map(|date| format!("date: {date}")));
        said.extend(article.date.iter().filter_map(|date| Some(format!("year: {}", date.get(..4)?))));
        let cells = prepared.corpus.cells.iter().map(|(name, cells)| (name, cells[row].trim()));
        said.extend(cells.filter(|(_, cell)| !cell.is_empty()).map(|(name, cell)| format!("{name}: {cell}")));
        said.into_iter().for_each(|what| found.entry(what).or_default().push(row));
    }
    found.into_iter().map(|(what, rows)| Candidate { what, rows }).collect()
}

/// The words of a text, without the marks around them.
fn words(text: &str) -> Vec<&str> {
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '#' | '@');
    text.split_whitespace().map(|word| word.trim_matches(marks)).filter(|word| !word.is_empty()).collect()
}

fn key(words: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    words.hash(&mut hasher);
    hasher.finish()
}

/// Calls `each` with every run of up to [`WORDS`] words, and whether it stands at an edge of its text.
fn each_run(article: &Article, mut each: impl FnMut(&[&str], bool)) {
    for (text, (start, end, share)) in [(&article.title, TITLE), (&article.body, EDGES)] {
        let words = words(text);
        let (start, end) = (start.min(words.len() / share), end.min(words.len() / share));
        for from in 0..words.len() {
            for to in from + 1..=(from + WORDS).min(words.len()) {
                each(&words[from..to], to <= start || from >= words.len() - end);
            }
        }
    }
}

/// Words that stand at the edges of texts and hardly within them.
fn edge_terms(articles: &[Article], rows: &[usize]) -> Vec<Candidate> {
    let mut edges: FxHashMap<u64, usize> = FxHashMap::default();
    for &row in rows {
        let mut own = FxHashSet::default();
        each_run(&articles[row], |run, edge| {
            if edge {
                own.insert(key(run));
            }
        });
        own.into_iter().for_each(|key| *edges.entry(key).or_default() += 1);
    }
    edges.retain(|_, rows| *rows >= LEAST);
    // Of each: what it is, how often it is there and at an edge, and its rows.
    let mut found: FxHashMap<u64, (String, usize, usize, Vec<usize>)> = FxHashMap::default();
    for &row in rows {
        each_run(&articles[row], |run, edge| {
            let key = key(run);
            if !edges.contains_key(&key) {
                return;
            }
            let (_, all, at_edge, rows) = found.entry(key).or_insert_with(|| (run.join(" "), 0, 0, Vec::new()));
            (*all, *at_edge) = (*all + 1, *at_edge + usize::from(edge));
            if edge && rows.last() != Some(&row) {
                rows.push(row);
            }
        });
    }
    let mut out: Vec<Candidate> = found
        .into_values()
        .filter(|(_, all, at_edge, _)| *at_edge as f64 >= AT_EDGE * *all as f64)
        .map(|(what, _, _, rows)| Candidate { what: format!("at an edge of the text: {what}"), rows })
        .collect();
    out.sort_by(|a, b| a.what.cmp(&b.what));
    out
}

/// Names of agencies, and of the corpus's own outlets, anywhere in a text.
fn names(articles: &[Article], rows: &[usize]) -> Vec<Candidate> {
    let outlets = rows.iter().filter_map(|&row| articles[row].outlet.as_deref());
    let names: BTreeSet<&str> = AGENCIES.into_iter().chain(outlets).collect();
    let by_key: FxHashMap<u64, &str> = names.iter().map(|name| (key(&words(name)), *name)).collect();
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &row in rows {
        each_run(&articles[row], |run, _| {
            if let Some(name) = by_key.get(&key(run)) {
                let rows = found.entry(name).or_default();
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
        });
    }
    found.into_iter().map(|(name, rows)| Candidate { what: format!("in the text: {name}"), rows }).collect()
}

/// Sentences that stand in several texts word for word.
fn repeated(articles: &[Article], rows: &[usize]) -> Vec<Candidate> {
    let mut found: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let each = |keep: &mut dyn FnMut(u64, usize, &str)| {
        for &row in rows {
            let body = &articles[row].body;
            for range in sentences(body) {
                let words = words(&body[range.clone()]);
                if words.len() >= SENTENCE {
                    keep(key(&words), row, &body[range]);
                }
            }
        }
    };
    each(&mut |key, row, _| {
        let rows = found.entry(key).or_default();
        if rows.last() != Some(&row) {
            rows.push(row);
        }
    });
    found.retain(|_, rows| rows.len() >= LEAST);
    let mut out: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    each(&mut |key, _, sentence| {
        if let Some(rows) = found.remove(&key) {
            out.insert(sentence.to_owned(), rows);
        }
    });
    out.into_iter().map(|(sentence, rows)| Candidate { what: format!("repeated: {sentence}"), rows }).collect()
}

#[cfg(test)]
#[path = "leak_tests.rs"]
mod tests;
