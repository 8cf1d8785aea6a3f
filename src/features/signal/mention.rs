//! A mention in a sentence -> what the words around it say, by where they stand.
//!
//! A word of a class counts by its side of the mention, by its distance (the next three words, the next eight, further),
//! by whether a mark parts it from the mention, and turned round where a negation stands just before it. Shapes tell
//! whether the mention is quoted, speaks, owns, or is a pronoun, and where in the sentence it stands.

use super::Signals;
use crate::article::Mention;
use crate::lexicon::{Class, Known};

/// Pronouns, which name nobody.
const PRONOUNS: [&str; 26] = [
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
const POSSESSIVE: [&str; 8] = ["his", "her", "their", "its", "my", "our", "your", "whose"];

/// Marks that end a clause.
const CLAUSE_ENDS: [char; 12] = ['.', ',', ';', ':', '?', '!', '(', ')', '—', '–', '"', '”'];

/// The signals around a mention in a text of these words. O(text).
pub(in super::super) fn around(text: &str, mention: Mention, words: &[Known]) -> Signals {
    let before: Vec<usize> = (0..words.len()).rev().filter(|&at| words[at].token.end <= mention.start).collect();
    let after: Vec<usize> = (0..words.len()).filter(|&at| words[at].token.start >= mention.end).collect();
    let mut signals = Signals { sentence: mention.start, ..Signals::default() };
    for (side, order) in [("before", &before), ("after", &after)] {
        for (distance, &at) in order.iter().enumerate() {
            let word = &words[at];
            if word.classes == Default::default() {
                continue;
            }
            let reach = match distance {
                0..3 => "near",
                3..8 => "far",
                _ => "farther",
            };
            let between = if side == "before" { word.token.end..mention.start } else { mention.end..word.token.start };
            let marks = text[between].chars().filter(|c| CLAUSE_ENDS.contains(c) || *c == '“').take(2).count();
            let negated = words[at.saturating_sub(4)..at].iter().any(|word| word.classes.has(Class::Negation));
            for class in of_people(word) {
                let name = class.name();
                signals.cue(format_args!("{name}"));
                signals.cue(format_args!("{side}_{name}"));
                signals.cue(format_args!("{side}_{reach}_{name}"));
                signals.cue(format_args!("clause{marks}_{name}"));
                signals.cue(format_args!("clause{marks}_{side}_{name}"));
                if negated && class != Class::Negation {
                    signals.cue(format_args!("not_{name}"));
                    signals.cue(format_args!("not_{side}_{name}"));
                }
            }
        }
    }
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
    use super::*;
    use crate::lexicon::Lexicon;

    fn signals(text: &str, name: &str) -> Signals {
        let start = text.find(name).expect("the name");
        around(text, Mention { start, end: start + name.len() }, &Lexicon::default().read(text))
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
