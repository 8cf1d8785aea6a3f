//! A mention in a sentence -> what is said of it, by the part that it plays: who does, whom it is done to, who is or has.
//!
//! Words and phrases say something of their subject and of their object ([`crate::lexicon::polar`]; Rashkin and others, ACL
//! 2016). There is no parser: the mention is the subject of a verb that stands behind it, its object where the verb stands
//! before it or is passive (`was accused`), with no other name or pronoun between them, and a mark or a conjunction makes it less
//! sure. What is said counts by the part, turned round and halved in the scope of a negation; the sums over all parts and
//! over the sure ones are signals too.

use super::Signals;
use crate::article::Mention;
use crate::lexicon::{BE, Kind, Known, Polar, polar};

/// Words of a sentence, as parts are told by them.
struct Sentence<'a> {
    text: &'a str,
    lower: Vec<String>,
    /// Whether each word is a name or a pronoun that may be a subject.
    other: Vec<bool>,
    /// The number of its clause.
    clause: Vec<usize>,
    /// The mention's words.
    mention: std::ops::Range<usize>,
}

/// Pronouns that may be a subject.
const SUBJECTS: [&str; 8] = ["he", "she", "they", "i", "we", "you", "who", "it"];

/// Words that begin a clause.
const CONJUNCTIONS: [&str; 18] = [
    "who", "which", "whom", "whose", "but", "while", "although", "though", "because", "when", "after", "before", "if", "since",
    "so", "whereas", "unless", "until",
];

/// Prepositions between a noun and whom it is about.
const PREPOSITIONS: [&str; 15] =
    ["of", "against", "on", "to", "for", "toward", "towards", "with", "from", "about", "in", "over", "by", "at", "into"];

/// The parts that are surely the mention's.
const SURE: [&str; 10] = ["subject", "object", "passive", "owner", "is", "described", "apposed", "of_it", "to_it", "agent"];

/// Rarity up to which a word that begins a sentence is none of a name.
const COMMON: u8 = 9;

impl<'a> Sentence<'a> {
    fn new(text: &'a str, mention: Mention, words: &[Known]) -> Self {
        let lower: Vec<String> =
            words.iter().map(|word| text[word.token.start..word.token.end].to_lowercase().replace('’', "'")).collect();
        let start = words.iter().take_while(|word| word.token.end <= mention.start).count();
        let end = words.iter().take_while(|word| word.token.start < mention.end).count();
        let capital = |at: usize| {
            words.get(at).is_some_and(|word| text[word.token.start..].starts_with(char::is_uppercase))
                && !super::mention::PRONOUNS.contains(&lower[at].as_str())
        };
        let begins = |at: usize| {
            let left = text[..words[at].token.start].trim_end();
            left.is_empty() || left.ends_with(['.', '?', '!', '"', '“', ':'])
        };
        let name = |at: usize| capital(at) && !(begins(at) && words[at].rarity <= COMMON && !capital(at + 1));
        let other = (0..words.len()).map(|at| name(at) || SUBJECTS.contains(&lower[at].as_str())).collect();
        let mut clause = Vec::with_capacity(words.len());
        let mut number = 0;
        for at in 0..words.len() {
            let gap = at.checked_sub(1).map_or("", |last| &text[words[last].token.end..words[at].token.start]);
            let marked = gap.contains(super::mention::CLAUSE_ENDS) || gap.contains('“');
            number += usize::from(marked || (at > 0 && CONJUNCTIONS.contains(&lower[at].as_str())));
            clause.push(number);
        }
        Self { text, lower, other, clause, mention: start..end.max(start) }
    }

    fn between(&self, range: std::ops::Range<usize>) -> &[String] {
        self.lower.get(range).unwrap_or_default()
    }

    /// The part that the mention has in what is said, and whether that is the object's.
    fn part(&self, said: &Polar, words: &[Known]) -> (&'static str, bool) {
        let (begin, end) = (said.at, said.at + said.length);
        let behind = end <= self.mention.start;
        let between = if behind { end..self.mention.start } else { self.mention.end..begin };
        let clear = !self.other[between.clone()].contains(&true);
        let nearest = if behind { self.mention.start } else { self.mention.end - 1 };
        let one_clause = self.clause.get(nearest) == self.clause.get(begin);
        let words_between = self.between(between);
        let far = words_between.len();
        let is = |word: &String| BE.contains(&word.as_str());
        match said.kind {
            Kind::Verb => {
                let passive = !self.lower[begin].ends_with("ing") && self.lower[begin.saturating_sub(3)..begin].iter().any(is);
                match (behind, clear) {
                    (true, true) if far <= 5 && words_between.iter().any(|word| word == "by") => ("agent", false),
                    (true, true) if far <= 5 && one_clause && !passive => (if far <= 1 { "object" } else { "object_far" }, true),
                    (false, true) if one_clause && passive => ("passive", true),
                    (false, true) if one_clause => (if far <= 2 { "subject" } else { "subject_far" }, false),
                    (false, true) => ("subject_before", false),
                    _ => (self.side(behind), false),
                }
            }
            Kind::Idiom => match (behind, clear, one_clause) {
                (false, true, true) => ("of_it", false),
                (false, true, false) => ("of_it_before", false),
                (true, true, true) => ("to_it", true),
                _ => (self.side(behind), false),
            },
            Kind::Noun | Kind::Adjective if !clear => (self.side(behind), false),
            Kind::Noun | Kind::Adjective if behind => match words_between.first() {
                _ if !one_clause => (self.side(behind), false),
                None => ("described", false),
                Some(first) if far <= 3 && PREPOSITIONS.contains(&first.as_str()) => ("about_it", false),
                Some(_) if far <= 3 => ("near_it", false),
                Some(_) => (self.side(behind), false),
            },
            Kind::Noun | Kind::Adjective => match one_clause {
                true if far <= 3 && self.owns(words) => ("owner", false),
                true if far <= 5 && words_between.iter().any(is) => ("is", false),
                true => (if far <= 4 { "right_after" } else { "after_it" }, false),
                false => (if far <= 4 { "apposed" } else { "later" }, false),
            },
        }
    }

    fn side(&self, behind: bool) -> &'static str {
        if behind { "elsewhere_before" } else { "elsewhere_after" }
    }

    /// Whether the mention owns what stands behind it.
    fn owns(&self, words: &[Known]) -> bool {
        let last = self.mention.end.checked_sub(1).and_then(|last| Some((words.get(last)?, self.lower.get(last)?)));
        last.is_some_and(|(word, lower)| {
            let right = &self.text[word.token.end..];
            lower.ends_with("'s") || super::mention::POSSESSIVE.contains(&lower.as_str()) || right.starts_with(['\'', '’'])
        })
    }
}

/// Adds what is said of a mention, by its parts. O(text).
pub(super) fn said_of(signals: &mut Signals, text: &str, mention: Mention, words: &[Known], negated: &[bool]) {
    let sentence = Sentence::new(text, mention, words);
    if sentence.mention.is_empty() {
        return;
    }
    let (mut all, mut sure) = (0, 0);
    for said in polar(text, words) {
        let inside = said.at < sentence.mention.end && said.at + said.length > sentence.mention.start;
        if inside {
            continue;
        }
        let (part, of_object) = sentence.part(&said, words);
        let elsewhere = part.starts_with("elsewhere") && matches!(said.kind, Kind::Verb | Kind::Idiom);
        let value = if of_object { said.object } else { said.subject };
        if elsewhere || value == 0 {
            continue;
        }
        // In halves, since a negation leaves half of what it turns round.
        let value = i32::from(value) * if negated[said.at] { -1 } else { 2 };
        let side = if value > 0 { "good" } else { "bad" };
        let kind = match said.kind {
            Kind::Verb => "verb",
            Kind::Noun => "noun",
            Kind::Adjective => "adjective",
            Kind::Idiom => "idiom",
        };
        let is_sure = SURE.contains(&part);
        signals.role(format_args!("{part}_{side}_{kind}1"));
        signals.role(format_args!("any_{side}1"));
        signals.role(format_args!("{}_{side}1", if is_sure { "sure" } else { "unsure" }));
        all += value;
        sure += if is_sure { value } else { 0 };
    }
    for (name, sum) in [("all", all), ("surely", sure)] {
        match sum {
            0 => signals.role(format_args!("{name}0")),
            _ => {
                let side = if sum > 0 { "good" } else { "bad" };
                signals.role(format_args!("{name}_{side}1"));
                signals.role(format_args!("{name}_{side}_of_{}", (sum.abs() / 2).min(5)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{read, scope};
    use super::*;
    use crate::features::FeatureConfig;
    use crate::lexicon::Lexicon;

    fn roles(text: &str, name: &str) -> String {
        let start = text.find(name).expect("the name");
        let words = read(text, &FeatureConfig::default(), &mut Lexicon::default());
        let mut signals = Signals::default();
        let mention = Mention { start, end: start + name.len() };
        said_of(&mut signals, text, mention, &words, &scope::negated(&words));
        signals.roles
    }

    #[test]
    fn who_does_and_whom_it_is_done_to_are_told_apart() {
        for (text, name, role) in [
            ("Okafor robbed Lindqvist.", "Okafor", "subject_bad_verb1 "),
            ("Okafor rescued Lindqvist.", "Lindqvist", "object_good_verb1 "),
            ("Okafor was accused.", "Okafor", "passive_bad_verb1 "),
            ("They were robbed by Okafor.", "Okafor", "agent_bad_verb1 "),
            ("Okafor’s lies were read.", "Okafor", "owner_bad_noun1 "),
            ("It was criticism of Okafor.", "Okafor", "to_it_bad_idiom1 "),
            ("Okafor is honest.", "Okafor", "is_good_adjective1 "),
            ("The corrupt Okafor left.", "Okafor", "described_bad_adjective1 "),
        ] {
            let roles = roles(text, name);
            assert!(roles.contains(role) && roles.contains("sure_"), "{text}: {roles}");
        }
    }

    #[test]
    fn what_another_does_is_not_the_mention_s() {
        let roles = roles("Okafor left when Lindqvist robbed a bank.", "Okafor");
        assert_eq!(roles, "all0 surely0 ");
    }

    #[test]
    fn a_negation_turns_round_and_sums_are_told_in_steps() {
        assert!(
            roles("Okafor never lied.", "Okafor").contains("subject_good_verb1 "),
            "{}",
            roles("Okafor never lied.", "Okafor")
        );
        assert!(roles("Okafor lied.", "Okafor").ends_with("all_bad1 all_bad_of_2 surely_bad1 surely_bad_of_2 "));
    }

    #[test]
    fn a_mention_of_no_word_says_nothing() {
        let words = Lexicon::default().read("...");
        let mut signals = Signals::default();
        said_of(&mut signals, "...", Mention { start: 0, end: 3 }, &words, &[]);
        assert_eq!(signals.roles, "");
    }
}
