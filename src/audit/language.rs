//! articles -> those in another language than the rest, by trigrams (Cavnar and Trenkle 1994, as `whatlang` counts them).

use std::collections::BTreeMap;

use whatlang::{Lang, detect};

use super::{Finding, Kind, record};
use crate::article::Corpus;

/// Characters of a text from which its language can be told.
const LEAST: usize = 80;
/// Characters that are looked at.
const MOST: usize = 2000;
/// How sure it must be of it.
const SURE: f64 = 0.9;
/// The share of texts from which on a language is one finding, not one a text.
const MANY: f64 = 0.05;

/// The language of a text and how sure that is; none where it cannot be told.
fn language(text: &str) -> Option<(Lang, f64)> {
    let start: String = text.chars().take(MOST).collect();
    let found = detect(&start).filter(|_| start.chars().count() >= LEAST)?;
    (found.is_reliable() && found.confidence() >= SURE).then(|| (found.lang(), found.confidence()))
}

/// A finding for every text that is not in the language of most; a language of many texts is one finding for all of them.
pub(super) fn find(corpus: &Corpus) -> Vec<Finding> {
    let mut found: BTreeMap<&str, Vec<(usize, f64)>> = BTreeMap::new();
    for (row, article) in corpus.articles.iter().enumerate() {
        if let Some((language, sure)) = language(&article.body) {
            found.entry(language.eng_name()).or_default().push((row, sure));
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

    #[test]
    fn a_text_that_is_too_short_to_tell_is_left_alone() {
        assert_eq!(language("Die Ministerin sagte"), None);
    }
}
