//! articles -> those with no text, or with so little that no label can rest on it.

use super::{Finding, Kind};
use crate::article::{Article, Corpus};

/// A text is very short below this share of the median length.
const SHARE: f64 = 0.1;
/// And always below so many words.
const LEAST: usize = 3;

/// Words of title and body, of the body alone where a claim or a mention is held against it: what spaces part.
fn words(article: &Article) -> usize {
    let title = if article.is_toward() { "" } else { article.title.as_str() };
    title.split_whitespace().chain(article.body.split_whitespace()).count()
}

/// The median number of words of a text that has any.
fn median(corpus: &Corpus) -> usize {
    let mut counts: Vec<usize> = corpus.articles.iter().map(words).filter(|&count| count > 0).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

/// One finding a text: empty ones with score 1, short ones the surer the shorter.
pub(super) fn find(corpus: &Corpus) -> Vec<Finding> {
    let median = median(corpus);
    let least = LEAST.max((SHARE * median as f64).ceil() as usize);
    let mut out = Vec::new();
    for (row, article) in corpus.articles.iter().enumerate() {
        let count = words(article);
        if count >= least {
            continue;
        }
        let finding = Finding::of(corpus, row, Kind::Text, None);
        out.push(if count == 0 {
            Finding { score: 1.0, reason: "there is no text: it was left out of all else".into(), ..finding }
        } else {
            let reason = format!("{count} words, where half of the texts have {median} or more");
            Finding { score: 1.0 - 0.5 * count as f64 / least as f64, reason, ..finding }
        });
    }
    out
}

/// Rows with a text, which all else is about.
pub(super) fn with_text(corpus: &Corpus) -> Vec<usize> {
    (0..corpus.len()).filter(|&row| words(&corpus.articles[row]) > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::record;
    use super::*;

    #[test]
    fn empty_and_very_short_texts_are_found_and_the_others_are_not() {
        let text = |words: usize| Article::from_text("", "word ".repeat(words).trim());
        let corpus = Corpus { articles: [100, 0, 9, 10, 120, 100, 1].map(text).into(), ..Corpus::default() };
        let found: Vec<(u64, f64)> = find(&corpus).into_iter().map(|finding| (finding.row, finding.score)).collect();
        // The median is 100: below 10 words is short.
        assert_eq!(found, [(2, 1.0), (3, 0.55), (7, 0.95)]);
        assert_eq!(with_text(&corpus), [0, 2, 3, 4, 5, 6]);
        assert_eq!(record(&corpus, 6), 7);
    }

    #[test]
    fn a_title_is_text_where_no_claim_is_held_against_it() {
        let title = Article::from_text("Steel duties rise", "");
        let claim = Article { claim: Some("Duties rose".into()), ..title.clone() };
        let corpus = Corpus { articles: vec![title, claim], ..Corpus::default() };
        assert_eq!(with_text(&corpus), [0]);
    }

    #[test]
    fn short_messages_are_no_finding_where_all_are_short() {
        let corpus = Corpus { articles: vec![Article::from_text("", "four words it has"); 9], ..Corpus::default() };
        assert!(find(&corpus).is_empty());
    }
}
