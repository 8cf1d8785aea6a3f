//! the words and the scores of an article -> how far it is unlike those of a training, and the mark of those that are.
//!
//! Two figures, both of which the model has anyway (novelty detection: Pimentel, Clifton, Clifton and Tarassenko 2014):
//! the share of its words that the model knows; and, where exactly one class holds, the highest score, which is how far
//! inside the nearest class it lies, by a distance from the class's hyperplane: below 0 it is outside of all. An article
//! is marked where a figure is below all but a hundredth of those of held-out rows of the training: so an article of the
//! training's kind is marked by each with a probability of a hundredth or less (the p-value of conformal prediction, Vovk,
//! Gammerman and Shafer 2005).
//!
//! Measured in a replica (ROC AUC of rows of the training's kind against rows of a class left out): known words .63 to .86 on AG News
//! and .72 to .92 on 20 Newsgroups, the highest score .76 to .87 and .91 to .98, the cosine to the nearest class's
//! centroid .60 to .69 and .48 to .76, the cosine to the nearest row .68 to .80 and .85 to .94. Centroids would double the
//! model and tell less; the rows would be larger than it.

use serde::{Deserialize, Serialize};

/// The share of the rows of a training that each figure marks, at most.
const MARKED: f64 = 0.01;

/// How far an article is unlike those of a training.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Novelty {
    /// The share of its words that the model knows, 0 to 1, each as often as it counts; none where single words are no
    /// terms.
    pub known_words: Option<f64>,
    /// The highest score of a class; none where any number of labels may hold, or the class was given.
    pub nearest_class: Option<f64>,
}

/// Why an article is marked.
///
/// ```
/// assert_eq!(standpoint::novelty::Unlike::FewKnownWords.name(), "few-known-words");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unlike {
    /// Few of its words are known.
    FewKnownWords,
    /// It is far from every class.
    FarFromClasses,
}

impl Unlike {
    /// As written in results.
    pub fn name(self) -> &'static str {
        match self {
            Self::FewKnownWords => "few-known-words",
            Self::FarFromClasses => "far-from-classes",
        }
    }
}

/// The figures below which an article is marked; none where too few rows were held out to tell.
///
/// ```
/// use standpoint::novelty::{Novelty, NoveltyCut, Unlike};
/// let of = |known: f64| Novelty { known_words: Some(known), nearest_class: None };
/// let held_out: Vec<Novelty> = (0..200).map(|n| of(0.5 + f64::from(n) / 400.0)).collect();
/// let cut = NoveltyCut::of(&held_out);
/// assert_eq!(cut.known_words, Some(0.5025));
/// assert_eq!(cut.marks(&of(0.4)), [Unlike::FewKnownWords]);
/// assert_eq!(held_out.iter().filter(|row| !cut.marks(row).is_empty()).count(), 1);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoveltyCut {
    /// Of the share of known words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_words: Option<f64>,
    /// Of the highest score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest_class: Option<f64>,
}

impl NoveltyCut {
    /// Of the figures of rows that the fits did not see. O(n log n).
    pub fn of(held_out: &[Novelty]) -> Self {
        let cut = |figure: fn(&Novelty) -> Option<f64>| {
            let mut figures: Vec<f64> = held_out.iter().filter_map(figure).collect();
            figures.sort_by(f64::total_cmp);
            // Of n figures and one more each is as likely to be the lowest.
            let rank = (MARKED * (figures.len() + 1) as f64) as usize;
            rank.checked_sub(1).and_then(|at| figures.get(at)).copied()
        };
        Self { known_words: cut(|row| row.known_words), nearest_class: cut(|row| row.nearest_class) }
    }

    /// Whether it marks nothing, for want of held-out rows.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Why an article is marked; nothing where it is not.
    pub fn marks(&self, of: &Novelty) -> Vec<Unlike> {
        let below = |figure: Option<f64>, cut: Option<f64>| figure.zip(cut).is_some_and(|(figure, cut)| figure < cut);
        let marks = [
            (Unlike::FewKnownWords, below(of.known_words, self.known_words)),
            (Unlike::FarFromClasses, below(of.nearest_class, self.nearest_class)),
        ];
        marks.into_iter().filter(|(_, below)| *below).map(|(mark, _)| mark).collect()
    }

    /// A mark in words.
    pub fn told(&self, mark: Unlike, of: &Novelty) -> String {
        let percent = |share: Option<f64>| format!("{:.1} %", 100.0 * share.unwrap_or_default());
        match mark {
            Unlike::FewKnownWords => format!(
                "unlike the training: {} of its words are known, of 99 in 100 articles like those {} or more",
                percent(of.known_words),
                percent(self.known_words)
            ),
            Unlike::FarFromClasses => format!(
                "unlike the training: the score of its nearest class is {:+.2}, of 99 in 100 articles like those {:+.2} or more",
                of.nearest_class.unwrap_or_default(),
                self.nearest_class.unwrap_or_default()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_figure_marks_more_than_a_hundredth_of_what_it_was_made_of(
            rows in prop::collection::vec((prop::option::of(0.0..=1.0), prop::option::of(-2.0..2.0)), 0..500)
        ) {
            let rows: Vec<Novelty> =
                rows.into_iter().map(|(known_words, nearest_class)| Novelty { known_words, nearest_class }).collect();
            let cut = NoveltyCut::of(&rows);
            for mark in [Unlike::FewKnownWords, Unlike::FarFromClasses] {
                let marked = rows.iter().filter(|row| cut.marks(row).contains(&mark)).count();
                prop_assert!(100 * marked <= rows.len());
            }
        }
    }

    #[test]
    fn few_rows_make_no_mark_and_equal_figures_neither() {
        let row = |known: f64| Novelty { known_words: Some(known), nearest_class: Some(known) };
        assert!(NoveltyCut::of(&vec![row(0.5); 98]).is_none());
        let cut = NoveltyCut::of(&vec![row(0.5); 99]);
        assert!(cut.marks(&row(0.5)).is_empty() && cut.marks(&row(0.49)).len() == 2);
    }
}
