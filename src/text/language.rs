//! a text -> its language, by trigrams (Cavnar and Trenkle 1994, as `whatlang` counts them).

use std::collections::BTreeMap;

use whatlang::detect;

/// Characters of a text from which its language can be told.
const LEAST: usize = 80;
/// Characters that are looked at.
const MOST: usize = 2000;
/// How sure it must be of it.
const SURE: f64 = 0.9;
/// Texts that are looked at for the language of many.
const SAMPLE: usize = 100;

/// The English name of a text's language, and how sure that is; none where it cannot be told. O(1).
///
/// ```
/// use standpoint::text::language_of;
/// let german = "Die Ministerin sagte am Montag, dass die Zölle auf Stahl vom ersten Mai an auf ein Viertel des Preises steigen.";
/// assert_eq!(language_of(german).map(|(name, _)| name), Some("German"));
/// assert_eq!(language_of("Die Ministerin"), None);
/// ```
pub fn language_of(text: &str) -> Option<(&'static str, f64)> {
    let start: String = text.chars().take(MOST).collect();
    let found = detect(&start).filter(|_| start.chars().count() >= LEAST)?;
    (found.is_reliable() && found.confidence() >= SURE).then(|| (found.lang().eng_name(), found.confidence()))
}

/// The language of most of a hundred texts, evenly spaced among all; none where it cannot be told of most.
pub(crate) fn language_of_most<'a>(texts: impl ExactSizeIterator<Item = &'a str>) -> Option<&'static str> {
    let step = texts.len().div_ceil(SAMPLE).max(1);
    let (mut found, mut looked_at): (BTreeMap<&str, usize>, usize) = Default::default();
    for text in texts.step_by(step) {
        looked_at += 1;
        language_of(text).into_iter().for_each(|(name, _)| *found.entry(name).or_default() += 1);
    }
    found.into_iter().find(|(_, texts)| 2 * texts > looked_at).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_most_is_told_where_there_is_one() {
        let german = "Die Ministerin sagte am Montag, dass die Zölle auf Stahl vom ersten Mai an auf ein Viertel steigen werden.";
        let english =
            "The minister said on Monday that duties on steel would rise to a quarter of the price from the first of May.";
        assert_eq!(language_of_most([german, english, english].into_iter()), Some("English"));
        assert_eq!(language_of_most([german, english].into_iter()), None);
        assert_eq!(language_of_most(["short", "texts"].into_iter()), None);
    }
}
