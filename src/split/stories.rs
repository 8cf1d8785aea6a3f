//! pairs of a claim and a text, and which are related -> the story of each, which no split parts.
//!
//! A story is a connected component of the related pairs: the texts that are about a claim, the claims that those texts are
//! about, and so on. Who met a story in other pairs knows its names and its words, and is better at it than at a new one. A
//! pair that is not related is of the story of its text.

use rustc_hash::FxHashMap;

use super::NearDuplicates;
use crate::article::Article;

/// The share of the pairs that one story may hold; where one holds more, stories can't be dealt out evenly.
const LARGEST: f64 = 0.2;

/// The stories of some rows of a corpus.
///
/// ```
/// use standpoint::{Article, split::{NearDuplicates, Stories}};
/// let pair = |claim: &str, text: &str| Article { claim: Some(claim.into()), ..Article::from_text("", text) };
/// let one = [pair("Crab seen", "A crab sat there."), pair("A giant crab", "A crab sat there."), pair("A giant crab", "No crab at all.")];
/// let articles: Vec<Article> = one.into_iter().chain((0..12).map(|n| pair(&format!("Tax {n}"), &format!("Taxes {n} rose.")))).collect();
/// let claims = Stories::claims(&articles, &[true; 15]).unwrap();
/// let stories = Stories::find(&claims, &NearDuplicates::find(&articles), &(0..15).collect::<Vec<_>>()).unwrap();
/// let keys = stories.keys(&(0..15).collect::<Vec<_>>());
/// assert_eq!((stories.count(), &keys[..4]), (13, &[0, 0, 0, 3][..]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stories {
    /// The first row of the story of each article.
    first: Vec<usize>,
    count: usize,
}

impl Stories {
    /// A number for each article, the same where the same claim is related to them, whatever its case and marks; none where none
    /// is. What is not related to its claim has a number of its own. O(claims).
    pub fn claims(articles: &[Article], related: &[bool]) -> Option<Vec<u64>> {
        let mut numbers: FxHashMap<String, u64> = FxHashMap::default();
        let mut out: Vec<u64> = (0..articles.len() as u64).collect();
        for (number, (article, _)) in out.iter_mut().zip(articles.iter().zip(related)).filter(|(_, (_, related))| **related) {
            if let Some(claim) = &article.claim {
                // Behind those of rows.
                let next = (articles.len() + numbers.len()) as u64;
                let words = claim.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                *number = *numbers.entry(words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")).or_insert(next);
            }
        }
        (!numbers.is_empty()).then_some(out)
    }

    /// Those of the rows named, which nothing else joins; none where one holds more than a fifth of them. O(articles).
    pub fn find(claims: &[u64], duplicates: &NearDuplicates, rows: &[usize]) -> Option<Self> {
        let mut joined: Vec<u64> = (0..claims.len() as u64).collect();
        rows.iter().for_each(|&row| joined[row] = claims[row]);
        let first: Vec<usize> = duplicates.joined_with(&joined).into_iter().map(|first| first as usize).collect();
        let mut sizes: FxHashMap<usize, usize> = FxHashMap::default();
        rows.iter().for_each(|&row| *sizes.entry(first[row]).or_default() += 1);
        let largest = sizes.values().max().copied().unwrap_or(0);
        (largest as f64 <= LARGEST * rows.len() as f64).then_some(Self { first, count: sizes.len() })
    }

    /// A key for the story of each: that of its first row.
    pub fn keys(&self, own: &[u64]) -> Vec<u64> {
        self.first.iter().map(|&first| own[first]).collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pairs: &[(&str, &str, bool)]) -> Option<Stories> {
        let article =
            |&(claim, text, _): &(&str, &str, bool)| Article { claim: Some(claim.into()), ..Article::from_text("", text) };
        let articles: Vec<Article> = pairs.iter().map(article).collect();
        let related: Vec<bool> = pairs.iter().map(|&(.., related)| related).collect();
        let rows: Vec<usize> = (0..articles.len()).collect();
        Stories::find(&Stories::claims(&articles, &related)?, &NearDuplicates::find(&articles), &rows)
    }

    #[test]
    fn what_is_not_related_joins_no_stories_and_stays_with_its_text() {
        let mut pairs = vec![
            ("a crab", "crabs here", true),
            ("a tax", "crabs here", false),
            ("a tax", "taxes rose", true),
            ("a levy", "taxes rose", true),
            ("a crab", "snow fell", false),
            ("A levy!", "duties fell", true),
        ];
        let others: Vec<String> = (0..9).map(|n| format!("claim {n}")).collect();
        pairs.extend(others.iter().map(|claim| (claim.as_str(), claim.as_str(), true)));
        let stories = found(&pairs).expect("stories");
        // The levy joins `taxes rose` and `duties fell`, its text the levy and the tax; crabs stay apart from the tax.
        assert_eq!(&stories.keys(&(0..15).collect::<Vec<_>>())[..6], &[0, 0, 2, 2, 4, 2]);
        assert_eq!(stories.count(), 12);
    }

    #[test]
    fn one_story_of_more_than_a_fifth_of_the_rows_and_no_claim_at_all_are_none() {
        let pairs: Vec<(String, String)> = (0..10).map(|n| (format!("claim {}", n / 2), format!("text {n}"))).collect();
        let of =
            |pairs: &[(String, String)]| found(&pairs.iter().map(|(c, t)| (c.as_str(), t.as_str(), true)).collect::<Vec<_>>());
        assert_eq!(of(&pairs).map(|stories| stories.count()), Some(5));
        assert_eq!(of(&pairs[..8]), None);
        let articles = ["one text", "another"].map(|text| Article::from_text("", text));
        assert_eq!(Stories::claims(&articles, &[true; 2]), None);
    }
}
