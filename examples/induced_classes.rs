//! Tables of texts -> the words of `src/lexicon/induced.txt`: stems that keep the company of the words of a class.
//!
//!     cargo run --release --example induced_classes -- TABLE.csv... > src/lexicon/induced.txt
//!
//! 1. How often each of the 15,000 commonest stems stands up to three words left and right of each of the 5,000 commonest,
//!    an occurrence at distance d counting 1 / d; as positive pointwise mutual information, the neighbours' counts to the
//!    power of 0.75 (Levy, Goldberg and Dagan, TACL 2015).
//! 2. Its first 150 singular vectors by orthogonal iteration, each times the root of its singular value; rows of length 1.
//! 3. For each class of `src/lexicon/classes.txt` a logistic regression (C 3) of its words against the other words of the
//!    file and the 2,000 commonest: the lists grown by what is like them (Hamilton and others, EMNLP 2016).
//! 4. A stem has level 1, 2 or 3 of a class from a probability of .05, .15 or .4 on. So have the listed words, some of which
//!    are hardly used as the list has them.
//!
//! A line is classes with their levels, a colon and stems, each in the form that is commonest. The shipped file is of the news
//! tables, AG News, IMDB, 20 Newsgroups and Reuters (15.6 million words). It takes a minute and 2 GB.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;

use linfa::ParamGuard;
use rustc_hash::FxHashMap;
use standpoint::input::{ColumnNames, TableReader};
use standpoint::lexicon::{Class, Lexicon};
use standpoint::linear::LogisticRegression;
use standpoint::sparse::CsrMatrix;
use standpoint::tokenize::{Analyzer, Stemming, words};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const STEMS: usize = 15_000;
const NEIGHBOURS: usize = 5_000;
const REACH: usize = 3;
const DIMENSIONS: usize = 150;
const ROUNDS: usize = 8;
const NEUTRAL: usize = 2_000;
const LEVELS: [f64; 3] = [0.05, 0.15, 0.4];
const WIDTH: usize = 118;

/// Parts texts, which are numbers of stems.
const GAP: u32 = u32::MAX;

fn main() -> Result<()> {
    let (texts, stems) = read(std::env::args().skip(1))?;
    let stems = &stems[..stems.len().min(STEMS)];
    let vectors = vectors(&information(&texts, stems.len()));
    let mut lines: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let levels = levels(stems, &vectors)?;
    for (form, levels) in stems.iter().zip(levels).filter(|(_, levels)| !levels.is_empty()) {
        lines.entry(levels).or_default().push(form);
    }
    for (levels, mut forms) in lines {
        forms.sort_unstable();
        let mut line = format!("{levels}:");
        for form in forms {
            if line.len() + 1 + form.len() > WIDTH {
                println!("{line}");
                line = format!("{levels}:");
            }
            line.push(' ');
            line.push_str(form);
        }
        println!("{line}");
    }
    Ok(())
}

/// All texts, as numbers of stems in the order of their counts, and the commonest form of each stem.
fn read(paths: impl Iterator<Item = String>) -> Result<(Vec<u32>, Vec<String>)> {
    let mut analyzer = Analyzer::new(Stemming::ENGLISH);
    let mut forms: HashMap<String, (u32, u32)> = HashMap::new();
    let (mut texts, mut counts): (Vec<u32>, Vec<u64>) = (Vec::new(), Vec::new());
    let mut numbers: HashMap<String, u32> = HashMap::new();
    for path in paths {
        let mut table = TableReader::open(Box::new(File::open(&path)?), &path, &ColumnNames::default())?;
        let column = table.columns().text;
        while let Some(row) = table.next_row() {
            let row = row?;
            let text = row.cell(column).to_lowercase();
            words(&text, |token| {
                let word = text[token.start..token.end].replace('’', "'");
                let word = word.strip_suffix("'s").unwrap_or(&word);
                if !word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
                    return;
                }
                let number = match forms.get_mut(word) {
                    Some((number, count)) => {
                        *count += 1;
                        *number
                    }
                    None => {
                        let next = numbers.len() as u32;
                        let number = *numbers.entry(analyzer.term(word).to_owned()).or_insert(next);
                        forms.insert(word.to_owned(), (number, 1));
                        number
                    }
                };
                counts.resize(numbers.len(), 0);
                counts[number as usize] += 1;
                texts.push(number);
            });
            texts.extend([GAP; REACH]);
        }
    }
    let mut commonest: Vec<(u32, String)> = vec![(0, String::new()); counts.len()];
    for (form, (number, count)) in forms {
        let best = &mut commonest[number as usize];
        if (count, std::cmp::Reverse(&form)) > (best.0, std::cmp::Reverse(&best.1)) {
            *best = (count, form);
        }
    }
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by(|&a, &b| counts[b].cmp(&counts[a]).then_with(|| commonest[a].1.cmp(&commonest[b].1)));
    let mut place = vec![0; order.len()];
    order.iter().zip(0..).for_each(|(&number, at)| place[number] = at);
    texts.iter_mut().filter(|number| **number != GAP).for_each(|number| *number = place[*number as usize]);
    Ok((texts, order.into_iter().map(|number| std::mem::take(&mut commonest[number].1)).collect()))
}

/// The positive pointwise mutual information of each stem (row) and each neighbour on its left and on its right (columns).
fn information(texts: &[u32], stems: usize) -> CsrMatrix {
    let mut counts: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    for (at, &left) in texts.iter().enumerate() {
        for (&right, distance) in texts[at + 1..].iter().take(REACH).zip(1_u8..) {
            let count = 1.0 / f32::from(distance);
            for (stem, neighbour, side) in [(left, right, NEIGHBOURS as u32), (right, left, 0)] {
                if (stem as usize) < stems && (neighbour as usize) < NEIGHBOURS {
                    *counts.entry((stem, neighbour + side)).or_default() += count;
                }
            }
        }
    }
    let mut counts: Vec<((u32, u32), f32)> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|&(place, _)| place);
    let (mut of_stem, mut of_neighbour) = (vec![0.0; stems], vec![0.0; 2 * NEIGHBOURS]);
    for &((stem, neighbour), count) in &counts {
        of_stem[stem as usize] += f64::from(count);
        of_neighbour[neighbour as usize] += f64::from(count);
    }
    of_neighbour.iter_mut().for_each(|count: &mut f64| *count = libm::pow(*count, 0.75));
    let all: f64 = of_neighbour.iter().sum();
    let mut matrix = CsrMatrix::new(2 * NEIGHBOURS);
    let mut rest = counts.as_slice();
    for stem in 0..stems as u32 {
        let (row, after) = rest.split_at(rest.partition_point(|((of, _), _)| *of == stem));
        rest = after;
        let value = |neighbour: u32, count: f32| {
            libm::log(f64::from(count) * all / (of_stem[stem as usize] * of_neighbour[neighbour as usize])) as f32
        };
        matrix
            .push_row(row.iter().map(|&((_, neighbour), count)| (neighbour, value(neighbour, count))).filter(|&(_, v)| v > 0.0));
    }
    matrix
}

/// A row of [`DIMENSIONS`] for each row of a matrix.
fn vectors(matrix: &CsrMatrix) -> Vec<[f64; DIMENSIONS]> {
    let mut seed = 0_u64;
    let mut start = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f64 / f64::from(1 << 24) - 0.5
    };
    let mut left: Vec<[f64; DIMENSIONS]> = (0..matrix.rows()).map(|_| std::array::from_fn(|_| start())).collect();
    let mut right = vec![[0.0; DIMENSIONS]; matrix.columns()];
    for _ in 0..ROUNDS {
        orthonormalise(&mut left);
        right.fill([0.0; DIMENSIONS]);
        for (row, from) in matrix.iter().zip(&left) {
            row.pairs().for_each(|(column, value)| add(&mut right[column as usize], value, from));
        }
        for (row, into) in matrix.iter().zip(&mut left) {
            *into = [0.0; DIMENSIONS];
            row.pairs().for_each(|(column, value)| add(into, value, &right[column as usize]));
        }
    }
    // Of orthonormal left vectors u, ‖Aᵀu‖ is the singular value.
    let mut values = [0.0; DIMENSIONS];
    right.iter().for_each(|row| values.iter_mut().zip(row).for_each(|(sum, value)| *sum += value * value));
    orthonormalise(&mut left);
    for row in &mut left {
        row.iter_mut().zip(values).for_each(|(value, square)| *value *= libm::pow(square, 0.25));
        let norm = libm::sqrt(row.iter().map(|value| value * value).sum());
        row.iter_mut().for_each(|value| *value /= if norm > 0.0 { norm } else { 1.0 });
    }
    left
}

fn add(into: &mut [f64; DIMENSIONS], scale: f32, from: &[f64; DIMENSIONS]) {
    into.iter_mut().zip(from).for_each(|(sum, value)| *sum += f64::from(scale) * value);
}

/// Makes the columns orthogonal and of length 1 (modified Gram and Schmidt).
fn orthonormalise(rows: &mut [[f64; DIMENSIONS]]) {
    for column in 0..DIMENSIONS {
        let norm = libm::sqrt(rows.iter().map(|row| row[column] * row[column]).sum());
        rows.iter_mut().for_each(|row| row[column] /= norm);
        let mut along = [0.0; DIMENSIONS];
        for row in &*rows {
            (column + 1..DIMENSIONS).for_each(|later| along[later] += row[column] * row[later]);
        }
        for row in &mut *rows {
            (column + 1..DIMENSIONS).for_each(|later| row[later] -= along[later] * row[column]);
        }
    }
}

/// The classes of each stem with their levels, as the file has them; empty for a stem with none.
fn levels(forms: &[String], vectors: &[[f64; DIMENSIONS]]) -> Result<Vec<String>> {
    let mut lexicon = Lexicon::default();
    let listed: Vec<_> =
        forms.iter().map(|form| lexicon.read(form).first().map(|word| word.classes).unwrap_or_default()).collect();
    let rows = |keep: &dyn Fn(usize) -> bool| {
        let mut matrix = CsrMatrix::new(DIMENSIONS);
        for vector in (0..forms.len()).filter(|&at| keep(at)).map(|at| vectors[at]) {
            matrix.push_row((0..).zip(vector.map(|value| value as f32)));
        }
        matrix
    };
    let teaches = |at: usize| at < NEUTRAL || listed[at].iter().any(|class| class < Class::Negation);
    let (known, all) = (rows(&teaches), rows(&|_| true));
    let mut out = vec![String::new(); forms.len()];
    for class in Class::ALL.into_iter().filter(|class| *class < Class::Negation) {
        let truth: Vec<bool> = (0..forms.len()).filter(|&at| teaches(at)).map(|at| listed[at].has(class)).collect();
        let model = LogisticRegression::params().c(3.0).check()?.fit_rows(&known, &truth)?;
        for (row, out) in all.iter().zip(&mut out) {
            let probability = 1.0 / (1.0 + libm::exp(-model.decision_function(row)));
            let level = LEVELS.iter().filter(|&&edge| probability >= edge).count();
            if level > 0 {
                let space = if out.is_empty() { "" } else { " " };
                *out += &format!("{space}{}{level}", class.name());
            }
        }
    }
    Ok(out)
}
