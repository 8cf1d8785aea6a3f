//! A mention in a sentence -> what the words around it say, by where they stand.
//!
//! A word of a class counts by its side of the mention, by its distance (the next three words, the next eight, further),
//! by whether a mark parts it from the mention, and turned round in the scope of a negation. So does what the word is used
//! like, with its level. Critics and supporters who speak are told by their side. Shapes tell whether the mention is quoted, speaks, owns, or is a pronoun, and where in the sentence it stands.

use std::fmt::Write;

use super::Signals;
use super::role::said_of;
use super::scope::{negated, said_by};
use crate::article::Mention;
use crate::lexicon::{Class, Known};

/// Pronouns, which name nobody.
pub(super) const PRONOUNS: [&str; 26] = [
    "he",
    "she",
    "him",
    "her",
    "his",
    "hers",
    "they",
    "them",
    "their",
    "i",
    "we",
    "you",
    "it",
    "its",
    "himself",
    "herself",
    "themselves",
    "my",
    "our",
    "your",
    "me",
    "us",
    "who",
    "whom",
    "whose",
    "myself",
];
pub(super) const POSSESSIVE: [&str; 8] = ["his", "her", "their", "its", "my", "our", "your", "whose"];

/// Marks that end a clause.
pub(super) const CLAUSE_ENDS: [char; 12] = ['.', ',', ';', ':', '?', '!', '(', ')', '—', '–', '"', '”'];

/// Where a word stands, seen from the mention.
struct Place {
    side: &'static str,
    reach: &'static str,
    /// Marks between them, 2 at most.
    marks: usize,
    negated: bool,
}

impl Place {
    /// Writes what a word says there, as signals.
    fn tell(&self, name: std::fmt::Arguments<'_>, out: &mut String) {
        let Self { side, reach, marks, .. } = self;
        // A String takes all that is written to it.
        let _ = write!(out, "{name} {side}_{name} {side}_{reach}_{name} clause{marks}_{name} clause{marks}_{side}_{name} ");
        if self.negated {
            let _ = write!(out, "not_{name} not_{side}_{name} ");
        }
    }
}

/// The signals around a mention in a text of these words. O(text).
pub(in super::super) fn around(text: &str, mention: Mention, words: &[Known]) -> Signals {
    let before: Vec<usize> = (0..words.len()).rev().filter(|&at| words[at].token.end <= mention.start).collect();
    let after: Vec<usize> = (0..words.len()).filter(|&at| words[at].token.start >= mention.end).collect();
    let negated = negated(words);
    let mut signals = Signals { sentence: mention.start, ..Signals::default() };
    for (side, order) in [("before", &before), ("after", &after)] {
        for (distance, &at) in order.iter().enumerate() {
            let word = &words[at];
            if word.classes == Default::default() && word.induced == Default::default() {
                continue;
            }
            let reach = match distance {
                0..3 => "near",
                3..8 => "far",
                _ => "farther",
            };
            let between = if side == "before" { word.token.end..mention.start } else { mention.end..word.token.start };
            let marks = text[between].chars().filter(|c| CLAUSE_ENDS.contains(c) || *c == '“').take(2).count();
            let place = Place { side, reach, marks, negated: negated[at] };
            for class in of_people(word) {
                let place = Place { negated: place.negated && class != Class::Negation, ..place };
                place.tell(format_args!("{}1", class.name()), &mut signals.cues);
            }
            for (class, level) in word.induced.iter() {
                place.tell(format_args!("{}{level}", class.name()), &mut signals.induced);
            }
            if let Some(name) = said_by(text, words, at) {
                signals.cue(format_args!("{name}"));
                signals.cue(format_args!("{side}_{name}"));
            }
        }
    }
    said_of(&mut signals, text, mention, words, &negated);
    shape(&mut signals, text, mention, words, (&before, &after));
    signals
}

/// The classes of a word that say something of people.
fn of_people(word: &Known) -> impl Iterator<Item = Class> {
    word.classes.iter().filter(|class| *class < Class::Refute)
}

/// Where the mention stands, and what it is.
fn shape(signals: &mut Signals, text: &str, mention: Mention, words: &[Known], (before, after): (&[usize], &[usize])) {
    let name = text[mention.range()].trim().to_lowercase().replace('’', "'");
    let first = name.split_whitespace().next().unwrap_or_default();
    let (left, right) = (&text[..mention.start], &text[mention.end..]);
    let count = |marks: &[char]| left.matches(marks).count();
    let quoted = count(&['"']) % 2 == 1 || count(&['“']) > count(&['”']);
    let quotes = text.contains(['"', '“', '”']);
    let speaks = |at: Option<&usize>| at.is_some_and(|&at| words[at].classes.has(Class::Report));
    let owns = name.ends_with("'s") || right.starts_with("'s") || right.starts_with("’s") || POSSESSIVE.contains(&first);
    let by = before.first().is_some_and(|&at| text[words[at].token.start..words[at].token.end].eq_ignore_ascii_case("by"));
    let pronoun = PRONOUNS.contains(&first);
    let yes = usize::from;
    signals.shape(format_args!("quoted{}", yes(quoted)));
    signals.shape(format_args!("quotes{}", yes(quotes)));
    signals.shape(format_args!("report_after{}", yes(speaks(after.first()))));
    signals.shape(format_args!("report_before{}", yes(speaks(before.first()))));
    signals.shape(format_args!("owns{}", yes(owns)));
    signals.shape(format_args!("by{}", yes(by)));
    signals.shape(format_args!("pronoun{}", yes(pronoun)));
    if pronoun {
        signals.shape(format_args!("{first}1"));
    }
    signals.shape(format_args!("words_before{}", (before.len() / 4).min(4)));
    signals.shape(format_args!("words_after{}", (after.len() / 4).min(4)));
    for (side, order) in [("before", before), ("after", after)] {
        let capital = |&&at: &&usize| text[words[at].token.start..].starts_with(char::is_uppercase);
        signals.shape(format_args!("names_{side}{}", order.iter().filter(capital).count().min(3)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::features::FeatureConfig;
    use crate::lexicon::Lexicon;

    fn signals(text: &str, name: &str) -> Signals {
        let start = text.find(name).expect("the name");
        let words = read(text, &FeatureConfig::default(), &mut Lexicon::default());
        around(text, Mention { start, end: start + name.len() }, &words)
    }

    #[test]
    fn a_word_counts_by_side_distance_and_clause() {
        let cues = signals("Critics say that Okafor lied, and praised Lindqvist.", "Okafor").cues;
        for cue in ["after_near_wrongdoing1 ", "clause0_after_wrongdoing1 ", "clause1_praise1 ", "before_blame1 "] {
            assert!(cues.contains(cue), "{cue}: {cues}");
        }
        assert!(!cues.contains("before_wrongdoing"), "{cues}");
    }

    #[test]
    fn a_negation_turns_the_words_after_it_round() {
        assert!(signals("Okafor was never praised.", "Okafor").cues.contains("not_after_praise1 "));
        assert!(!signals("Okafor praised what was never seen.", "Okafor").cues.contains("not_after_praise1 "));
        assert!(signals("Okafor refuses to praise it.", "Okafor").cues.contains("not_after_praise1 "));
    }

    #[test]
    fn what_words_are_used_like_is_told_with_its_level() {
        let signals = signals("Okafor is not atrocious, critics say.", "Okafor");
        for cue in ["bad3 ", "after_near_bad3 ", "clause0_after_bad3 ", "not_after_bad3 "] {
            assert!(signals.induced.contains(cue), "{cue}: {}", signals.induced);
        }
        assert!(signals.cues.contains("after_critics_say1 ") && !signals.cues.contains("bad"), "{}", signals.cues);
    }

    #[test]
    fn quoted_speaking_owning_and_pronouns_are_told() {
        let shapes = signals("“She failed us,” Okafor said of the mayor.", "She").shapes;
        assert!(shapes.contains("quoted1 ") && shapes.contains("pronoun1 she1 "), "{shapes}");
        let shapes = signals("“She failed us,” Okafor said of the mayor.", "Okafor").shapes;
        assert!(shapes.contains("quoted0 ") && shapes.contains("report_after1 ") && shapes.contains("owns0 "), "{shapes}");
        assert!(signals("The mayor’s plan was read.", "The mayor").shapes.contains("owns1 "));
    }
}
