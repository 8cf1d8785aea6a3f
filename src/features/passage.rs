//! article -> the passages that it is read by, and rows of passages -> the row of the article.
//!
//! A passage is a run of about [`FeatureConfig::passage_words`] words with the title before it. Each is weighed and normalised by
//! itself, and the article's row is their mean: every passage counts the same, and a term as often as passages hold it.
//! So the long story that touches a subject once is told from the one that is about it (fixed-length passages: Callan,
//! SIGIR 1994). A row is shorter than 1 where passages differ.

use std::ops::Range;

use super::FeatureConfig;
use crate::article::Article;

/// The passages of a body, as ranges of bytes; at least one. An article with a claim or a mention has one, and so has all
/// without `passage_words`. There are at most as many passages as words over `passage_words`, rounded; all but the last, which may
/// be shorter, are equally long.
///
/// ```
/// use standpoint::Article;
/// use standpoint::features::{FeatureConfig, passages};
/// let config = FeatureConfig { passage_words: Some(2), ..FeatureConfig::default() };
/// let article = Article::from_text("", "Steel prices rose last week");
/// assert_eq!(passages(&article, &config), [0..13, 13..23, 23..27]);
/// ```
pub fn passages(article: &Article, config: &FeatureConfig) -> Vec<Range<usize>> {
    let body = article.body.as_str();
    let plain = article.claim.is_none() && article.mention.is_none();
    let Some(wanted) = config.passage_words.filter(|_| plain) else {
        return std::iter::once(0..body.len()).collect();
    };
    let words = body.split_whitespace().count();
    let passages = ((words + wanted / 2) / wanted.max(1)).max(1);
    let each = words.div_ceil(passages).max(1);
    let start_of = |word: &str| word.as_ptr() as usize - body.as_ptr() as usize;
    let cuts = body.split_whitespace().step_by(each).skip(1).map(start_of);
    let ends = cuts.chain([body.len()]);
    ends.scan(0, |start, end| Some(std::mem::replace(start, end)..end)).collect()
}

/// The mean of rows of (column, value), columns rising. Sums in the order of the rows.
pub(super) fn mean(mut rows: Vec<Vec<(u32, f32)>>) -> Vec<(u32, f32)> {
    if rows.len() == 1 {
        return rows.swap_remove(0);
    }
    let number = rows.len() as f64;
    let mut row = sum(rows);
    row.iter_mut().for_each(|(_, value)| *value = (f64::from(*value) / number) as f32);
    row
}

/// Their sum.
pub(super) fn sum(mut rows: Vec<Vec<(u32, f32)>>) -> Vec<(u32, f32)> {
    if rows.len() == 1 {
        return rows.swap_remove(0);
    }
    let mut all = rows.concat();
    // Stable, so that values of one column stay in the order of the rows.
    all.sort_by_key(|&(column, _)| column);
    let of_column = |run: &[(u32, f32)]| (run[0].0, run.iter().map(|&(_, value)| f64::from(value)).sum::<f64>() as f32);
    all.chunk_by(|a, b| a.0 == b.0).map(of_column).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Mention;

    #[test]
    fn rows_are_averaged_column_by_column() {
        let rows = vec![vec![(1, 0.5), (4, 1.0)], vec![(4, 0.25)], vec![(0, 3.0), (1, 1.0)]];
        assert_eq!(mean(rows), [(0, 1.0), (1, 0.5), (4, (1.25f64 / 3.0) as f32)]);
    }

    #[test]
    fn an_article_with_a_mention_is_one_passage() {
        let config = FeatureConfig { passage_words: Some(1), ..FeatureConfig::default() };
        let article = Article { mention: Some(Mention { start: 0, end: 3 }), ..Article::from_text("", "Ana has lied") };
        assert_eq!(passages(&article, &config).len(), 1);
    }

    proptest! {
        #[test]
        fn passages_are_the_whole_body_and_cut_no_word(body in "[a-c \n\u{a0}é]{0,60}", words in 1..7_usize) {
            let config = FeatureConfig { passage_words: Some(words), ..FeatureConfig::default() };
            let article = Article { body: body.clone(), ..Article::from_text("", "") };
            let ranges = passages(&article, &config);
            let texts: Vec<&str> = ranges.iter().map(|range| &body[range.clone()]).collect();
            prop_assert_eq!(texts.concat(), body.clone());
            let of_passages: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
            prop_assert_eq!(of_passages, body.split_whitespace().collect::<Vec<_>>());
            let longest = texts.iter().map(|text| text.split_whitespace().count()).max().unwrap_or(0);
            prop_assert!(longest <= 2 * words - usize::from(words > 1));
        }
    }
}
