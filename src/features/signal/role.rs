//! A mention in a sentence -> what is said of it, by the part that it plays: who does, whom it is done to, who is or has.
//!
//! Words and phrases say something of their subject and of their object ([`crate::lexicon::polar`]; Rashkin and others, ACL
//! 2016). There is no parser: the mention is the subject of a verb that stands behind it, its object where the verb stands
//! before it or is passive (`was accused`), with no other name or pronoun between them, and a mark or a conjunction makes it less
//! sure. What is said counts by the part, turned round and halved in the scope of a negation; the sums over all parts and
//! over the sure ones are signals too. A noun right behind a verb of the mention is what it acts on (`condemned racism`), and
//! is in no sum. `docs/signals.md` lists the parts and the sums.

use super::Signals;
use crate::article::Mention;
use crate::lexicon::{BE, Kind, Known, Polar, contracts_be, polar};
use crate::tokenize::surface;

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
        let lower: Vec<String> = words.iter().map(|word| surface(&text[word.token.start..word.token.end])).collect();
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
        let end = said.at + said.length;
        let behind = end <= self.mention.start;
        // A phrase may begin within the mention: `He's accused of`.
        let begin = if behind { said.at } else { said.at.max(self.mention.end) };
        let between = if behind { end..self.mention.start } else { self.mention.end..begin };
        let clear = !self.other[between.clone()].contains(&true);
        let nearest = if behind { self.mention.start } else { self.mention.end - 1 };
        let one_clause = self.clause.get(nearest) == self.clause.get(begin);
        let words_between = self.between(between);
        let far = words_between.len();
        let passive =
            !self.lower[begin].ends_with("ing") && self.lower[begin.saturating_sub(3)..begin].iter().any(|word| is_be(word));
        match said.kind {
            Kind::Verb => match (behind, clear) {
                (true, true) if far <= 5 && words_between.iter().any(|word| word == "by") => ("agent", false),
                (true, true) if far <= 5 && one_clause && !passive => (if far <= 1 { "object" } else { "object_far" }, true),
                (false, true) if one_clause && passive => ("passive", true),
                (false, true) if one_clause => (if far <= 2 { "subject" } else { "subject_far" }, false),
                (false, true) => ("subject_before", false),
                _ => (elsewhere(behind), false),
            },
            Kind::Idiom => match (behind, clear, one_clause) {
                (false, true, true) if passive && said.past && said.object != 0 => ("passive", true),
                (false, true, true) => ("of_it", false),
                (false, true, false) => ("of_it_before", false),
                (true, true, true) => ("to_it", true),
                _ => (elsewhere(behind), false),
            },
            Kind::Noun | Kind::Adjective if !clear => (elsewhere(behind), false),
            Kind::Noun | Kind::Adjective if behind => match words_between.first() {
                _ if !one_clause => (elsewhere(behind), false),
                None => ("described", false),
                Some(first) if far <= 3 && PREPOSITIONS.contains(&first.as_str()) => ("about_it", false),
                Some(_) if far <= 3 => ("near_it", false),
                Some(_) => (elsewhere(behind), false),
            },
            Kind::Noun | Kind::Adjective => match one_clause {
                true if far <= 3 && self.owns(words) => ("owner", false),
                true if far <= 5 && (self.is_contracted() || words_between.iter().any(|word| is_be(word))) => ("is", false),
                true => (if far <= 4 { "right_after" } else { "after_it" }, false),
                false => (if far <= 4 { "apposed" } else { "later" }, false),
            },
        }
    }

    /// Whether the mention is a pronoun of one word with a form of `be`: `He's`.
    fn is_contracted(&self) -> bool {
        self.lower[self.mention.clone()].last().is_some_and(|last| contracts_be(last))
    }

    /// Whether the mention owns what stands behind it.
    fn owns(&self, words: &[Known]) -> bool {
        let last = self.mention.end.checked_sub(1).and_then(|last| Some((words.get(last)?, self.lower.get(last)?)));
        !self.is_contracted()
            && last.is_some_and(|(word, lower)| {
                let right = &self.text[word.token.end..];
                lower.ends_with("'s") || super::mention::POSSESSIVE.contains(&lower.as_str()) || right.starts_with(['\'', '’'])
            })
    }
}

/// The part where none is told, by the side of the mention on which it is said.
fn elsewhere(behind: bool) -> &'static str {
    if behind { "elsewhere_before" } else { "elsewhere_after" }
}

/// The name of what a value says.
fn good_or_bad(value: i32) -> &'static str {
    if value > 0 { "good" } else { "bad" }
}

/// Whether a word is a form of `be`.
fn is_be(word: &str) -> bool {
    BE.contains(&word) || contracts_be(word)
}

/// Adds what is said of a mention, by its parts. O(text).
pub(super) fn said_of(signals: &mut Signals, text: &str, mention: Mention, words: &[Known], negated: &[bool]) {
    let sentence = Sentence::new(text, mention, words);
    if sentence.mention.is_empty() {
        return;
    }
    let (mut all, mut sure) = (0, 0);
    // Where the last verb of the mention ends, or the noun that it acts on, and how far behind it such a noun may stand.
    let mut acted: Option<(usize, usize)> = None;
    for said in polar(text, words) {
        let begins_within = sentence.is_contracted() && said.at + 1 == sentence.mention.end && said.length > 1;
        let inside = said.at < sentence.mention.end && said.at + said.length > sentence.mention.start;
        if inside && !begins_within {
            continue;
        }
        let (mut part, of_object) = sentence.part(&said, words);
        let end = said.at + said.length;
        if said.kind == Kind::Verb {
            acted = (part == "subject" || part == "subject_far").then_some((end, 4));
        } else if said.kind == Kind::Noun
            && let Some((verb_end, reach)) = acted
            && said.at - verb_end <= reach
            && sentence.clause[verb_end - 1] == sentence.clause[said.at]
            && !sentence.other[verb_end..said.at].contains(&true)
            && (reach > 1 || ["and", "or"].contains(&sentence.lower[said.at - 1].as_str()))
        {
            (part, acted) = ("its_object", Some((end, 1)));
        }
        let unclear = part.starts_with("elsewhere") && matches!(said.kind, Kind::Verb | Kind::Idiom);
        let value = if of_object { said.object } else { said.subject };
        if unclear || value == 0 {
            continue;
        }
        // In halves, since a negation leaves half of what it turns round.
        let value = i32::from(value) * if negated[said.at] { -1 } else { 2 };
        let side = good_or_bad(value);
        let kind = match said.kind {
            Kind::Verb => "verb",
            Kind::Noun => "noun",
            Kind::Adjective => "adjective",
            Kind::Idiom => "idiom",
        };
        let is_sure = SURE.contains(&part);
        signals.role(format_args!("{part}_{side}_{kind}1"));
        if part == "its_object" {
            continue;
        }
        signals.role(format_args!("word_{side}1"));
        signals.role(format_args!("{}_{side}1", if is_sure { "sure" } else { "unsure" }));
        all += value;
        sure += if is_sure { value } else { 0 };
    }
    for (name, sum) in [("sum", all), ("sum_sure", sure)] {
        match sum {
            0 => signals.role(format_args!("{name}0")),
            _ => {
                let side = good_or_bad(sum);
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
            assert!(roles.contains(role) && roles.contains(" sure_"), "{text}: {roles}");
        }
    }

    #[test]
    fn what_another_does_is_not_the_mention_s() {
        let roles = roles("Okafor left when Lindqvist robbed a bank.", "Okafor");
        assert_eq!(roles, "sum0 sum_sure0 ");
    }

    #[test]
    fn a_negation_turns_round_and_sums_are_told_in_steps() {
        assert!(
            roles("Okafor never lied.", "Okafor").contains("subject_good_verb1 "),
            "{}",
            roles("Okafor never lied.", "Okafor")
        );
        assert!(roles("Okafor lied.", "Okafor").ends_with("sum_bad1 sum_bad_of_2 sum_sure_bad1 sum_sure_bad_of_2 "));
    }

    #[test]
    fn a_form_of_be_may_be_one_word_with_what_stands_beside_it() {
        assert_eq!(roles("Okafor wasn't accused.", "Okafor"), roles("Okafor was not accused.", "Okafor"));
        assert_eq!(roles("Okafor wasn’t accused of it.", "Okafor"), roles("Okafor was not accused of it.", "Okafor"));
        for (text, name, role) in [
            ("He's a liar.", "He", "is_bad_noun1 "),
            ("He’s accused of it.", "He", "of_it_bad_idiom1 "),
            ("They're dishonest.", "They", "is_bad_adjective1 "),
            ("They're robbed.", "They", "passive_bad_verb1 "),
        ] {
            assert!(roles(text, name).contains(role), "{text}: {}", roles(text, name));
        }
    }

    #[test]
    fn a_phrase_in_the_passive_is_of_its_object() {
        let held = roles("Okafor was held responsible.", "Okafor");
        assert!(held.starts_with("passive_bad_"), "{held}");
        let taken = roles("Okafor was taken to task.", "Okafor");
        assert!(taken.starts_with("passive_bad_"), "{taken}");
        assert!(!roles("Okafor was disappointed in Lindqvist.", "Okafor").contains("passive"));
        assert!(!roles("Okafor was a critic of Lindqvist.", "Okafor").contains("passive"));
    }

    #[test]
    fn what_a_mention_acts_on_is_not_said_of_it() {
        for text in ["Okafor condemned racism and terrorism.", "Okafor exposed the fraud.", "Okafor helped the victims."] {
            let roles = roles(text, "Okafor");
            assert!(roles.contains("its_object_bad_noun1 ") && !roles.contains("sum_bad"), "{text}: {roles}");
        }
        assert!(!roles("Okafor condemned racism and terrorism.", "Okafor").contains("after"));
        assert!(!roles("Okafor lied when the fraud was read.", "Okafor").contains("its_object"));
    }

    #[test]
    fn a_mention_of_no_word_says_nothing() {
        let words = Lexicon::default().read("...");
        let mut signals = Signals::default();
        said_of(&mut signals, "...", Mention { start: 0, end: 3 }, &words, &[]);
        assert_eq!(signals.roles, "");
    }
}
