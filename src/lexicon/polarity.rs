//! words -> what they say of someone, by the part that he has in it: `accuse` is bad for whom it is done to, `rob` for who does it.
//!
//! `polarity.txt` was written by hand for this project: 6,800 verbs, nouns, adjectives and idioms, each with what it says of
//! its subject and of its object, from -2 to 2 (connotation frames, Rashkin and others, ACL 2016). Words that say who someone is
//! (a party, a creed, an illness, a trade, an age) are not in it: to be one of a group is neither good nor bad. A verb is found in its
//! forms, a noun in its plural. Where a word is of several kinds, an idiom goes first, then a noun behind a determiner, a
//! verb, an adjective.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Known;
use super::inflection::{noun_forms, verb_forms};
use crate::tokenize::surface;

/// What kind of word says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Of a subject and an object.
    Verb,
    /// Of whom it is said.
    Noun,
    /// Of whom it is said.
    Adjective,
    /// Of a subject, before it, or of an object, behind it.
    Idiom,
}

/// What a word or a phrase of a text says of its subject and of its object.
///
/// ```
/// use standpoint::lexicon::{Kind, Lexicon, polar};
/// let text = "They robbed a hero";
/// let found = polar(text, &Lexicon::default().read(text));
/// assert_eq!((found[0].at, found[0].kind, found[0].subject, found[0].object), (1, Kind::Verb, -2, -2));
/// assert_eq!((found[1].at, found[1].kind, found[1].subject), (3, Kind::Noun, 2));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Polar {
    /// The number of its first word.
    pub at: usize,
    /// Its words.
    pub length: usize,
    /// What kind of word it is.
    pub kind: Kind,
    /// What it says of its subject, -2 to 2.
    pub subject: i8,
    /// What it says of its object, -2 to 2; of a noun or an adjective 0.
    pub object: i8,
    /// Whether its first word is a past form: `accused`, `held responsible`.
    pub past: bool,
}

/// An entry, behind its first word.
struct Entry {
    kind: Kind,
    subject: i8,
    object: i8,
    past: bool,
    /// The forms of each further word.
    rest: Vec<Vec<String>>,
}

/// Forms of `be` and what stands for it, which a phrase that begins with `be` has, and a passive verb.
pub const BE: [&str; 14] =
    ["be", "am", "is", "are", "was", "were", "been", "being", "get", "got", "gotten", "gets", "getting", "'s"];

/// Pronouns with `'s`, which is a form of `be` there.
const PRONOUN_IS: [&str; 8] = ["he's", "she's", "it's", "who's", "that's", "there's", "what's", "here's"];

/// Pronouns with `be`, which a phrase that begins with `be` may begin with.
const BE_OF_PRONOUNS: [&str; 9] = ["he's", "she's", "it's", "who's", "that's", "they're", "we're", "you're", "i'm"];

/// Forms of `be` that are one word with a pronoun before them or a negation behind them.
pub fn contracts_be(lower: &str) -> bool {
    let not = lower.strip_suffix("n't").is_some_and(|be| BE.contains(&be) || be == "ai");
    not || lower.ends_with("'re") || lower == "i'm" || PRONOUN_IS.contains(&lower)
}

/// Words before a noun.
const DETERMINERS: [&str; 20] = [
    "the", "a", "an", "his", "her", "their", "its", "my", "our", "your", "whose", "this", "that", "these", "those", "of", "no",
    "any", "some", "such",
];

/// Determiners that no verb stands right behind; `that` and `her` may be none: `who saw her rob him`.
const NO_VERB_BEHIND: [&str; 10] = ["the", "a", "an", "his", "their", "its", "my", "our", "your", "whose"];

/// Words that `like` is a verb behind.
const LIKING: [&str; 17] = [
    "i", "you", "we", "they", "he", "she", "who", "do", "does", "did", "don't", "doesn't", "didn't", "would", "wouldn't",
    "really", "also",
];

/// Words that `back` is no verb behind, nor behind a form of a verb of motion.
const NO_BACKING: [&str; 10] = ["at", "in", "on", "him", "her", "it", "them", "me", "us", "way"];

/// Verbs of motion, behind which `back` tells where to.
const MOTION: [&str; 32] = [
    "go", "come", "get", "bring", "take", "turn", "fall", "hold", "step", "push", "pull", "give", "pay", "send", "fly", "walk",
    "run", "look", "move", "head", "bounce", "be", "hit", "fire", "fight", "sit", "stand", "put", "call", "win", "keep", "date",
];

/// Their forms.
static MOVING: LazyLock<FxHashSet<String>> = LazyLock::new(|| MOTION.iter().flat_map(|verb| verb_forms(verb)).collect());

/// Words that may stand within a phrase.
const SKIPPED: [&str; 11] = ["his", "her", "their", "its", "my", "our", "your", "whose", "the", "a", "an"];

/// What the words of a text say, in their order; no word says two things. O(words).
pub fn polar(text: &str, words: &[Known]) -> Vec<Polar> {
    let lower: Vec<String> = words.iter().map(|word| lower(&text[word.token.start..word.token.end])).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lower.len() {
        let entries = ENTRIES.get(&lower[at]);
        let polar = entries.and_then(|entries| best(entries, &lower, at, &Before::new(text, words, at)));
        at += polar.map_or(1, |polar| polar.length);
        found.extend(polar);
    }
    found
}

/// What stands before a word, as far as it tells what kind of word it is.
struct Before {
    /// The word before it, in lower case.
    word: String,
    /// Whether it is in a capital behind a capital: a part of a name, as `Court` of `the Supreme Court`.
    named: bool,
}

impl Before {
    fn new(text: &str, words: &[Known], at: usize) -> Self {
        let Some(last) = at.checked_sub(1) else { return Self { word: String::new(), named: false } };
        let word = |at: usize| &text[words[at].token.start..words[at].token.end];
        let capital = |at: usize| word(at).starts_with(char::is_uppercase);
        let left = text[..words[last].token.start].trim_end();
        let first = left.is_empty() || left.ends_with(['.', '?', '!', ':', '"', '“', '”']);
        let beside = text[words[last].token.end..words[at].token.start].trim().is_empty();
        let named = !first && beside && capital(last) && capital(at);
        Self { word: surface(word(last)), named }
    }

    /// Whether a noun or an adjective goes before a verb there.
    fn determines(&self) -> bool {
        DETERMINERS.contains(&self.word.as_str()) || self.word.ends_with("'s")
    }

    /// Whether a word may be a verb there.
    fn lets_be_verb(&self, verb: &str) -> bool {
        let before = self.word.as_str();
        // A past form may be one there, of whom it is done to: `the murdered Okafor`.
        if self.named || (NO_VERB_BEHIND.contains(&before) && !verb.ends_with("ed")) {
            return false;
        }
        match verb {
            "like" => LIKING.contains(&before) || before.ends_with("'d"),
            "back" => !NO_BACKING.contains(&before) && !MOVING.contains(before),
            _ => true,
        }
    }
}

/// In lower case, no possessive.
fn lower(word: &str) -> String {
    let word = surface(word);
    if PRONOUN_IS.contains(&word.as_str()) {
        return word;
    }
    word.strip_suffix("'s").map_or_else(|| word.clone(), str::to_owned)
}

/// The longest of the entries that begin with a word, by the kind that goes first.
fn best(entries: &[Entry], lower: &[String], at: usize, before: &Before) -> Option<Polar> {
    let may_be = |entry: &&Entry| entry.kind != Kind::Verb || before.lets_be_verb(&lower[at]);
    let found = entries.iter().filter(may_be).filter_map(|entry| Some((entry, length(&lower[at..], entry)?)));
    let longest = found.clone().map(|(_, length)| length).max()?;
    let order = if before.determines() {
        [Kind::Idiom, Kind::Noun, Kind::Adjective, Kind::Verb]
    } else {
        [Kind::Idiom, Kind::Verb, Kind::Adjective, Kind::Noun]
    };
    let rank = |kind: Kind| order.iter().position(|&other| other == kind);
    let (entry, length) = found.filter(|&(_, length)| length == longest).min_by_key(|(entry, _)| rank(entry.kind))?;
    let &Entry { kind, subject, object, past, .. } = entry;
    Some(Polar { at, length, kind, subject, object, past })
}

/// The words that an entry has there, the skipped ones among them; none where it is not there.
fn length(lower: &[String], entry: &Entry) -> Option<usize> {
    entry.rest.iter().try_fold(1, |at, forms| {
        let is = |at: usize| lower.get(at).is_some_and(|word| forms.contains(word));
        let skipped = lower.get(at).is_some_and(|word| SKIPPED.contains(&word.as_str()));
        if is(at) { Some(at + 1) } else { (skipped && is(at + 1)).then_some(at + 2) }
    })
}

/// The entries that begin with each form of a word.
static ENTRIES: LazyLock<FxHashMap<String, Vec<Entry>>> = LazyLock::new(|| {
    let mut entries: FxHashMap<String, Vec<Entry>> = FxHashMap::default();
    for (kind, [subject, object], words) in lines() {
        for phrase in words.split(' ') {
            let words: Vec<&str> = phrase.split('_').collect();
            let Some((first, rest)) = words.split_first() else { continue };
            let rest: Vec<Vec<String>> = (2..).zip(rest).map(|(nth, word)| further(kind, word, nth == words.len())).collect();
            let mut forms = match kind {
                Kind::Verb | Kind::Idiom if *first == "be" => {
                    BE.iter().chain(&BE_OF_PRONOUNS).map(|&form| form.to_owned()).collect()
                }
                Kind::Verb | Kind::Idiom => verb_forms(first),
                Kind::Noun if rest.is_empty() => noun_forms(first),
                _ => vec![(*first).to_owned()],
            };
            forms.sort_unstable();
            forms.dedup();
            for form in forms {
                let past = form != *first && !form.ends_with("ing") && !form.ends_with('s');
                entries.entry(form).or_default().push(Entry { kind, subject, object, past, rest: rest.clone() });
            }
        }
    }
    entries
});

/// The lines of the file: a kind, what its words say of their subject and their object, and the words.
fn lines() -> impl Iterator<Item = (Kind, [i8; 2], &'static str)> {
    include_str!("polarity.txt").lines().filter_map(|line| {
        let (head, words) = line.split_once(": ")?;
        let mut head = head.split(' ');
        let kind = match head.next()? {
            "verb" => Kind::Verb,
            "noun" => Kind::Noun,
            "adjective" => Kind::Adjective,
            "idiom" => Kind::Idiom,
            _ => return None,
        };
        let subject = head.next()?.parse().ok()?;
        let object = head.next().map_or(Some(0), |object| object.parse().ok())?;
        Some((kind, [subject, object], words))
    })
}

/// The forms of a further word of a phrase.
fn further(kind: Kind, word: &str, last: bool) -> Vec<String> {
    match kind {
        Kind::Idiom if word.len() > 3 => [verb_forms(word), noun_forms(word)].concat(),
        Kind::Noun if last => noun_forms(word),
        _ => vec![word.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn found(text: &str) -> Vec<(&str, Kind, i8, i8)> {
        let words = Lexicon::default().read(text);
        let place = |polar: &Polar| words[polar.at].token.start..words[polar.at + polar.length - 1].token.end;
        polar(text, &words).iter().map(|polar| (&text[place(polar)], polar.kind, polar.subject, polar.object)).collect()
    }

    #[test]
    fn every_line_of_the_file_but_the_first_is_read() {
        assert_eq!(lines().count() + 1, include_str!("polarity.txt").lines().count());
        for (kind, values, words) in lines() {
            assert!(values.iter().all(|value| (-2..=2).contains(value)) && values != [0, 0], "{kind:?} {values:?}");
            assert!(words.split(' ').all(|word| !word.is_empty() && word.is_ascii()), "{words}");
        }
    }

    #[test]
    fn verbs_are_found_in_their_forms_and_nouns_in_the_plural() {
        for word in ["accuse", "accused", "accuses", "Accusing"] {
            assert_eq!(found(word), [(word, Kind::Verb, 0, -2)]);
        }
        for word in ["stole", "stolen", "stealing", "steals"] {
            assert_eq!(found(word).first().map(|found| found.1), Some(Kind::Verb), "{word}");
        }
        assert_eq!(found("a crook, two crooks and heroes").len(), 3);
    }

    #[test]
    fn a_form_is_that_of_its_own_verb() {
        for word in ["spared", "sparing"] {
            assert_eq!(found(word), [(word, Kind::Verb, 1, 2)]);
        }
        for word in ["bared", "robed", "striped", "scraped", "bore"] {
            assert_eq!(found(word), [], "{word}");
        }
        assert_eq!(found("scared")[0], ("scared", Kind::Verb, -1, -1));
        for word in ["robbed", "stripping", "targeted", "abetted", "withheld", "misunderstood", "repaid", "underpaid", "rebuilt"]
        {
            assert_eq!(found(word).first().map(|found| found.1), Some(Kind::Verb), "{word}");
        }
        for word in ["overtook", "overtaken", "overran", "overspent", "oversold", "outspent", "outshone", "outran", "misspoke"] {
            assert_eq!(found(word).first().map(|found| found.1), Some(Kind::Verb), "{word}");
        }
    }

    #[test]
    fn no_verb_stands_behind_a_determiner_or_in_a_name() {
        for text in
            ["The court sat.", "At the back.", "The target was met.", "So the Supreme Court sat.", "He sees Manchester United."]
        {
            assert!(found(text).iter().all(|found| found.1 != Kind::Verb), "{text}: {:?}", found(text));
        }
        assert_eq!(found("They court him")[0].1, Kind::Verb);
        assert_eq!(found("the murdered man")[0].1, Kind::Verb);
    }

    #[test]
    fn like_and_back_are_verbs_where_nothing_tells_otherwise() {
        for text in ["men like him", "It looks like rain", "They went back", "It is at the back", "She brought him back"] {
            assert_eq!(found(text), [], "{text}");
        }
        for text in ["They like him", "I don't like him", "She’d like him", "Unions back him"] {
            assert_eq!(found(text).first().map(|found| found.1), Some(Kind::Verb), "{text}");
        }
    }

    #[test]
    fn nobody_is_bad_or_good_for_who_he_is() {
        let groups = "socialist communist leftist leftwing marxist populist refugee immigrant muslim christian jew atheist democrat \
                      democratic republican liberal conservative moderate disability disabled ill poor widow orphan veteran patriot";
        for word in groups.split_whitespace() {
            assert_eq!(found(word), [], "{word}");
            assert_eq!(found(&format!("the {word}")), [], "{word}");
        }
    }

    #[test]
    fn the_longest_phrase_is_taken_and_a_noun_behind_a_determiner() {
        assert_eq!(found("She abused her power")[0].0, "abused her power");
        assert_eq!(found("the attack")[0].1, Kind::Noun);
        assert_eq!(found("they attack")[0].1, Kind::Verb);
        assert_eq!(found("On Wednesday, Quenby"), []);
    }
}
