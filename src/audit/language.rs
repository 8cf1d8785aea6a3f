//! articles -> those in another language than the rest.

use std::collections::BTreeMap;

use super::{Finding, Kind, record};
use crate::article::Corpus;
use crate::text::language_of;

/// The share of texts from which on a language is one finding, not one a text.
const MANY: f64 = 0.05;

/// A finding for every text that is not in the language of most; a language of many texts is one finding for all of them.
pub(super) fn find(corpus: &Corpus) -> Vec<Finding> {
    let mut found: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for (row, article) in corpus.articles.iter().enumerate() {
        if let Some((language, sure)) = language_of(&article.body) {
            found.entry(language).or_default().push((row, sure));
        }
    }
    let told: usize = found.values().map(Vec::len).sum();
    let most = found.iter().max_by_key(|(_, rows)| rows.len()).map(|(name, _)| *name).unwrap_or_default();
    let mut out = Vec::new();
    for (name, rows) in found.iter().filter(|(name, _)| **name != most) {
        let of = |row: usize, score: f64, reason: String| Finding {
            label: (*name).to_owned(),
            score,
            reason,
            ..Finding::of(corpus, row, Kind::Language, None)
        };
        if rows.len() as f64 >= MANY * told as f64 && rows.len() > 1 {
            let mean = rows.iter().map(|(_, sure)| sure).sum::<f64>() / rows.len() as f64;
            let reason = format!("{} texts are in {name}, most others in {most}", rows.len());
            let rest = rows[1..].iter().map(|&(row, _)| record(corpus, row)).collect();
            out.push(Finding { rows: rest, ..of(rows[0].0, mean, reason) });
        } else {
            out.extend(rows.iter().map(|&(row, sure)| of(row, sure, format!("the text is in {name}, most others in {most}"))));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    const ENGLISH: &str =
        "The minister said on Monday that duties on steel would rise to a quarter of the price from the first of May on.";
    const GERMAN: &str =
        "Die Ministerin sagte am Montag, dass die Zölle auf Stahl vom ersten Mai an auf ein Viertel des Preises steigen werden.";

    fn found(german: usize, english: usize) -> Vec<(u64, usize)> {
        let texts = std::iter::repeat_n(GERMAN, german).chain(std::iter::repeat_n(ENGLISH, english));
        let articles = texts.map(|text| Article::from_text("", text)).collect();
        find(&Corpus { articles, ..Corpus::default() }).iter().map(|found| (found.row, found.rows.len())).collect()
    }

    #[test]
    fn a_text_in_another_language_is_found_and_many_are_one_finding() {
        assert_eq!(found(1, 40), [(1, 0)]);
        assert_eq!(found(0, 40), []);
        assert_eq!(found(10, 30), [(1, 9)]);
    }
}
