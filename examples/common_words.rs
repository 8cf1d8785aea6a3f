//! Tables of news -> the words of `src/lexicon/common.txt`: the 6,000 commonest stems and how rare each is.
//!
//!     cargo run --release --example common_words -- TABLE.csv... > src/lexicon/common.txt
//!
//! A line is a rarity, 2 ln(texts / texts with the stem) rounded, and stems of that rarity, each in the form that most texts
//! have. The shipped file is of the news tables and AG News (47,361 texts).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;

use standpoint::input::{ColumnNames, TableReader};
use standpoint::tokenize::{Analyzer, Stemming, words};

const STEMS: usize = 6000;
const WIDTH: usize = 118;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut analyzer = Analyzer::new(Stemming::ENGLISH);
    // Of each stem, the texts with each of its forms, and those with any.
    let mut forms: HashMap<String, BTreeMap<String, u32>> = HashMap::new();
    let mut stems: HashMap<String, u32> = HashMap::new();
    let mut texts = 0u32;
    for path in std::env::args().skip(1) {
        let mut table = TableReader::open(Box::new(File::open(&path)?), &path, &ColumnNames::default())?;
        let column = table.columns().text;
        while let Some(row) = table.next_row() {
            let row = row?;
            let text = row.cell(column).to_lowercase();
            texts += 1;
            let mut seen = HashSet::new();
            words(&text, |token| {
                let word = text[token.start..token.end].replace('’', "'");
                let word = word.strip_suffix("'s").unwrap_or(&word);
                if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') {
                    seen.insert((analyzer.term(word).to_owned(), word.to_owned()));
                }
            });
            seen.iter().map(|(stem, _)| stem).collect::<HashSet<_>>().into_iter().for_each(|stem| {
                *stems.entry(stem.clone()).or_default() += 1;
            });
            for (stem, word) in seen {
                *forms.entry(stem).or_default().entry(word).or_default() += 1;
            }
        }
    }
    let mut order: Vec<(&String, u32)> = stems.iter().map(|(stem, &count)| (stem, count)).collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let mut levels: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (stem, count) in order.into_iter().take(STEMS) {
        let rarity = (2.0 * f64::from(texts).ln() - 2.0 * f64::from(count).ln()).round() as u32;
        let commonest = forms[stem].iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        levels.entry(rarity).or_default().extend(commonest.map(|(word, _)| word.as_str()));
    }
    for (rarity, mut words) in levels {
        words.sort_unstable();
        let mut line = rarity.to_string();
        for word in words {
            if line.len() + 1 + word.len() > WIDTH {
                println!("{line}");
                line = rarity.to_string();
            }
            line.push(' ');
            line.push_str(word);
        }
        println!("{line}");
    }
    Ok(())
}
