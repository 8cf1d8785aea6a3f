//! words of a text -> where negations reach, and where critics or supporters are said to speak.
//!
//! A negation (`not`, `never`, `no`, `without`) reaches the four words after it; so does a negative implicative before `to`
//! (`fails to`, `refuses to`: Karttunen 1971). Critics speak where a word of reporting, blame or praise stands up to two
//! words behind them, or a report just before them: `critics say`, `critics also say`, `according to critics`; supporters likewise.

use super::super::config::{FeatureConfig, Telling};
use crate::lexicon::{Class, Classes, Known, Lexicon};

/// Words that a negation reaches.
const REACH: usize = 4;

/// Words from a speaker to the verb behind it.
const NEAR: usize = 2;

/// Words that report, and those who are said to speak.
const REPORTING: [Class; 6] = [Class::Report, Class::Claimed, Class::Denial, Class::Hedge, Class::Critic, Class::Supporter];

/// The words of a text, as the configuration lets them be told: a negative implicative is a negation where it is one, and
/// nothing is known of negations or of reporting where they are left out. O(text).
pub(in super::super) fn read(text: &str, config: &FeatureConfig, lexicon: &mut Lexicon) -> Vec<Known> {
    let mut words = lexicon.read(text);
    for at in 0..words.len() {
        let classes = words[at].classes;
        if classes.has(Class::Implicative) && is(text, words.get(at + 1), "to") && config.negation == Telling::Tell {
            words[at].classes = classes.with(Class::Negation);
        }
        if classes.has(Class::Negation) && config.negation == Telling::LeaveOut {
            words[at].classes = Classes::default();
        }
        if config.reporting == Telling::LeaveOut {
            words[at].classes = words[at].classes.without(&REPORTING);
            words[at].induced = words[at].induced.without(&REPORTING);
        }
    }
    words
}

/// Whether each word stands in the scope of a negation. O(words).
pub(super) fn negated(words: &[Known]) -> Vec<bool> {
    let (mut last, mut out) = (None, Vec::with_capacity(words.len()));
    for (at, word) in words.iter().enumerate() {
        out.push(last.is_some_and(|last| at - last <= REACH));
        if word.classes.has(Class::Negation) {
            last = Some(at);
        }
    }
    out
}

/// The side of those who are said to speak at a word: `critics_say`, `supporters_say`.
pub(super) fn said_by(text: &str, words: &[Known], at: usize) -> Option<&'static str> {
    let side = [(Class::Critic, "critics_say"), (Class::Supporter, "supporters_say")];
    let (_, name) = side.into_iter().find(|&(class, _)| words[at].classes.has(class))?;
    let speaks = |word: &Known| [Class::Report, Class::Claimed, Class::Blame, Class::Praise].iter().any(|&c| word.classes.has(c));
    let before = &words[at.saturating_sub(2)..at];
    let reported = before.last().is_some_and(|word| word.classes.has(Class::Report))
        || (before.len() == 2 && is(text, before.first(), "according") && is(text, before.last(), "to"));
    (reported || words[at + 1..].iter().take(NEAR).any(speaks)).then_some(name)
}

fn is(text: &str, word: Option<&Known>, other: &str) -> bool {
    word.is_some_and(|word| text[word.token.start..word.token.end].eq_ignore_ascii_case(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    /// The words of a text that a negation reaches.
    fn reached(text: &str) -> Vec<&str> {
        let words = read(text, &FeatureConfig::default(), &mut Lexicon::default());
        let reached = negated(&words);
        words
            .iter()
            .zip(reached)
            .filter(|(_, reached)| *reached)
            .map(|(word, _)| &text[word.token.start..word.token.end])
            .collect()
    }

    #[test]
    fn each_negation_reaches_the_four_words_after_it() {
        for (text, scope) in [
            ("Okafor did not lie to the court.", &["lie", "to", "the", "court"][..]),
            ("Okafor never lied.", &["lied"]),
            ("No proof.", &["proof"]),
            ("Without shame, he left.", &["shame", "he", "left"]),
            ("It fails to convince them.", &["to", "convince", "them"]),
            ("She refused to praise him.", &["to", "praise", "him"]),
            ("The failure of the plan was praised.", &[]),
            ("Okafor lied.", &[]),
            ("", &[]),
        ] {
            assert_eq!(reached(text), scope, "{text}");
        }
    }

    #[test]
    fn what_is_left_out_is_not_known() {
        let text = "Critics say that he reportedly failed to act, and never praised her.";
        let known = |config: &FeatureConfig| {
            let words = read(text, config, &mut Lexicon::default());
            let speak = (0..words.len()).any(|at| said_by(text, &words, at).is_some());
            let any = |class| words.iter().any(|word| word.classes.has(class) || word.induced.level(class) > 0);
            (negated(&words).contains(&true), speak, any(Class::Hedge) || any(Class::Report), any(Class::Praise))
        };
        let all = FeatureConfig::default();
        assert_eq!(known(&all), (true, true, true, true));
        assert_eq!(known(&FeatureConfig { negation: Telling::LeaveOut, ..all.clone() }), (false, true, true, true));
        assert_eq!(known(&FeatureConfig { reporting: Telling::LeaveOut, ..all }), (true, false, false, true));
    }

    #[test]
    fn critics_and_supporters_speak_beside_a_verb() {
        let said = |text: &str| {
            let words = Lexicon::default().read(text);
            (0..words.len()).find_map(|at| said_by(text, &words, at))
        };
        for text in ["Critics say so.", "So say critics.", "Opponents also claim that.", "It is too much, according to critics."]
        {
            assert_eq!(said(text), Some("critics_say"), "{text}");
        }
        assert_eq!(said("Supporters argue that it works."), Some("supporters_say"));
        for text in ["Critics met in the north.", "He says so.", "according to", "critics"] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
