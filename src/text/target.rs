//! Names of targets: which of them are one target in other words, and where a text has one.
//!
//! Names and texts are cut by one function, [`places`]. Two names are one target where their words are the same, whatever the
//! case and what stands between them (spaces, hyphens, quotation marks, `#`, `@`), without `the` before them, and in the
//! plural as in the singular: `The Carbon Taxes` and `carbon-tax`. What no rule tells, an alias does.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Signs that are words of their own: `C++` is not `C`, `AT&T` not `at T`.
const SIGNS: [char; 4] = ['+', '&', '/', '%'];

/// What names of one target have in common; the name itself where nothing else is left of it.
///
/// ```
/// use standpoint::text::target_key;
/// assert_eq!(target_key("The Carbon Taxes"), target_key("carbon-tax"));
/// assert_eq!(target_key("#HRC"), target_key("hrc"));
/// assert_ne!(target_key("carbon tax"), target_key("carbon trade"));
/// ```
pub fn target_key(name: &str) -> String {
    key_of(name, &name_words(name))
}

fn key_of(name: &str, words: &[Word]) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.key.as_str()).collect();
    if words.is_empty() { name.trim().to_owned() } else { words.join(" ") }
}

/// That a target was given by a name, and which one of the model it was read as.
///
/// ```
/// use standpoint::text::{name_read_as, read_as};
/// assert_eq!(read_as("HRC", "Hillary Clinton"), "target 'HRC' is read as 'Hillary Clinton'");
/// assert_eq!(name_read_as("target 'HRC' is read as 'Hillary Clinton'; old", "Hillary Clinton"), Some("HRC"));
/// ```
pub fn read_as(name: &str, target: &str) -> String {
    format!("target '{name}{}", read_as_end(target))
}

fn read_as_end(target: &str) -> String {
    format!("' is read as '{target}'")
}

/// The name that was read as a target, by warnings that hold [`read_as`] of it.
pub fn name_read_as<'a>(warnings: &'a str, target: &str) -> Option<&'a str> {
    let before = &warnings[..warnings.find(&read_as_end(target))?];
    before.rsplit_once("target '").map(|(_, name)| name)
}

/// The words of a name, without `the` before them.
fn name_words(name: &str) -> Vec<Word> {
    let mut words: Vec<Word> = places(name).into_iter().map(|place| Word::of(name, place)).collect();
    let articles = words.iter().take_while(|word| word.key == "the").count().min(words.len().saturating_sub(1));
    words.drain(..articles);
    words
}

/// An English noun, so that its singular and its plural are the same: `policy` and `policies` are `policy`, `movie` and
/// `movies` are `movy`, `prize` and `prizes` are `priz`. By the ending alone: a name in -s loses it too, and what is irregular
/// (`crises`) or short (`gases`) stays another word.
fn to_singular(word: &mut String) {
    let kept = ["ss", "us", "is"].into_iter().any(|ending| word.ends_with(ending));
    if word.len() > 2 && word.ends_with('s') && !kept {
        word.pop();
    }
    if let Some(rest) = word.strip_suffix('e').filter(|rest| rest.len() > 2) {
        if rest.ends_with('i') {
            word.truncate(word.len() - 2);
            word.push('y');
        } else if ["s", "x", "z", "ch", "sh"].into_iter().any(|hiss| rest.ends_with(hiss)) {
            word.pop();
        }
    }
}

/// Sets a word's key: small letters, composed, the singular. Tells whether that cut it.
fn set_key(key: &mut String, written: &str) -> bool {
    key.clear();
    if written.is_ascii() {
        key.push_str(written);
        key.make_ascii_lowercase();
    } else {
        key.extend(written.to_lowercase().nfc());
    }
    let whole = key.len();
    to_singular(key);
    key.len() < whole
}

/// A word of a name or of a text.
struct Word {
    /// In small letters, composed, in the singular.
    key: String,
    /// Whether it has a capital, and a small letter other than the -s of a plural (`NGOs`).
    capital: bool,
    small: bool,
}

impl Word {
    fn of(text: &str, place: Range<usize>) -> Self {
        let written = &text[place];
        let mut key = String::new();
        let cut = set_key(&mut key, written);
        let letters = written.strip_suffix('s').filter(|_| cut).unwrap_or(written);
        let (capital, small) = (letters.contains(char::is_uppercase), letters.contains(char::is_lowercase));
        Self { key, capital, small }
    }
}

/// Where the words of a name or of a text stand: letters, digits and the marks on them, and [`SIGNS`]; all else stands between
/// words.
fn places(text: &str) -> Vec<Range<usize>> {
    let (mut places, mut start) = (Vec::new(), None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() || start.is_some() && is_combining_mark(c) {
            start = start.or(Some(at));
            continue;
        }
        places.extend(start.take().map(|from| from..at));
        if SIGNS.contains(&c) {
            places.push(at..at + c.len_utf8());
        }
    }
    places
}

/// Other names of targets, as a user gives them.
///
/// A name that is all capitals is found in texts in capitals alone: `US` is not in `join us`.
///
/// ```
/// use standpoint::text::Aliases;
/// let mut aliases = Aliases::default();
/// aliases.add("Hillary Clinton", "HRC").unwrap();
/// assert_eq!(aliases.target_of("the hrc"), Some("Hillary Clinton"));
/// let places = aliases.find("Vote for #HRC!");
/// assert_eq!(places, [(10..13, "Hillary Clinton")]);
/// assert!(aliases.add("Human rights", "hrc").is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct Aliases {
    /// The target of each alias, as they are kept in a model.
    targets: BTreeMap<String, String>,
    /// All names by their keys, those of the targets themselves too.
    names: FxHashMap<String, Name>,
    /// How many words the longest name has that begins with a word.
    longest: FxHashMap<String, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    target: String,
    /// Whether each way it was written is all capitals.
    capitals: bool,
}

impl From<BTreeMap<String, String>> for Aliases {
    fn from(targets: BTreeMap<String, String>) -> Self {
        let mut aliases = Self::default();
        targets.iter().for_each(|(alias, target)| aliases.learn(alias, target));
        targets.values().for_each(|target| aliases.learn(target, target));
        Self { targets, ..aliases }
    }
}

impl From<Aliases> for BTreeMap<String, String> {
    fn from(aliases: Aliases) -> Self {
        aliases.targets
    }
}

impl Aliases {
    /// Adds a name of a target. O(name).
    ///
    /// # Errors
    /// The target that the name stands for already, where that is another one.
    pub fn add(&mut self, target: &str, alias: &str) -> Result<(), String> {
        let key = target_key(target);
        for name in [target, alias] {
            if let Some(known) = self.target_of(name).filter(|known| target_key(known) != key) {
                return Err(known.to_owned());
            }
        }
        let target = self.target_of(target).unwrap_or(target).to_owned();
        self.learn(alias, &target);
        self.learn(&target, &target);
        self.targets.insert(alias.to_owned(), target);
        Ok(())
    }

    fn learn(&mut self, name: &str, target: &str) {
        let words = name_words(name);
        let capitals = words.iter().any(|word| word.capital) && !words.iter().any(|word| word.small);
        let new = || Name { target: target.to_owned(), capitals };
        self.names.entry(key_of(name, &words)).or_insert_with(new).capitals &= capitals;
        // What names no target is found in no text.
        if let Some(first) = words.first().filter(|_| !target.eq_ignore_ascii_case("none")) {
            let longest = self.longest.entry(first.key.clone()).or_default();
            *longest = words.len().max(*longest);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The target that a name stands for, as it is written beside its aliases. O(name).
    pub fn target_of(&self, name: &str) -> Option<&str> {
        self.names.get(&target_key(name)).map(|name| name.target.as_str())
    }

    /// What all names of one target have in common, its aliases too: the [`target_key`] of the target.
    ///
    /// ```
    /// let mut aliases = standpoint::text::Aliases::default();
    /// aliases.add("Hillary Clinton", "HRC").unwrap();
    /// assert_eq!(aliases.key_of("hrc"), aliases.key_of("Hillary-Clinton"));
    /// ```
    pub fn key_of(&self, name: &str) -> String {
        target_key(self.target_of(name).unwrap_or(name))
    }

    /// Adds the names of others that stand for no other target here.
    pub fn extend(&mut self, others: &Self) {
        for (alias, target) in &others.targets {
            // A name that is one of another target already stays that.
            let _ = self.add(target, alias);
        }
    }

    /// Whether a name is an alias of `none`, as `n/a` may be. O(name).
    pub fn is_none(&self, name: &str) -> bool {
        self.target_of(name).is_some_and(|target| target.eq_ignore_ascii_case("none"))
    }

    /// Where a text has a target's name or alias, as whole words, in bytes; the longest of those that begin at one place.
    /// O(text), and the square of the longest name's length at each word that begins one, however many names there are.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, &str)> {
        if self.is_empty() {
            return Vec::new();
        }
        let places = places(text);
        let (mut found, mut at, mut key) = (Vec::new(), 0, String::new());
        while at < places.len() {
            set_key(&mut key, &text[places[at].clone()]);
            let longest = self.longest.get(&key).copied().unwrap_or(0).min(places.len() - at);
            let words: Vec<Word> = places[at..at + longest].iter().map(|place| Word::of(text, place.clone())).collect();
            let name = (1..=longest).rev().find_map(|count| {
                let run = &words[..count];
                let name = self.names.get(&key_of("", run))?;
                (!name.capitals || !run.iter().any(|word| word.small)).then_some((count, name))
            });
            let count = name.map_or(1, |(count, _)| count);
            found.extend(name.map(|(_, name)| (places[at].start..places[at + count - 1].end, name.target.as_str())));
            at += count;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_whatever_their_case_article_number_and_spaces() {
        for (one, other) in [
            ("Tariffs", "the tariff"),
            ("chinese-tech-restrictions", "Chinese tech restriction"),
            ("carbon taxes", "Carbon Tax"),
            ("Policies", "policy"),
            ("U.S.", "U.S"),
            ("movie", "Movies"),
            ("prize", "prizes"),
            ("cookie", "cookies"),
            ("virus", "viruses"),
            ("school bus", "school buses"),
            ("congress", "congresses"),
            ("house", "houses"),
            ("#HRC", "@hrc"),
            ("Ocasio\u{2011}Cortez", "Ocasio-Cortez"),
            ("Cafe\u{301}", "caf\u{e9}"),
        ] {
            assert_eq!(target_key(one), target_key(other), "{one}, {other}");
        }
        for (one, other) in [
            ("C", "C++"),
            ("bus", "bu"),
            ("Bill Clinton", "Hillary Clinton"),
            ("congress", "congres"),
            ("care", "car"),
            ("AT&T", "AT T"),
            ("Ban the Box", "ban box"),
        ] {
            assert_ne!(target_key(one), target_key(other), "{one}, {other}");
        }
        assert_eq!((target_key("+").as_str(), target_key("The").as_str()), ("+", "the"));
    }

    #[test]
    fn the_longest_name_at_a_place_is_found_and_no_part_of_a_word() {
        let mut aliases = Aliases::default();
        for (target, alias) in [("carbon tax", "levy"), ("carbon tax", "levy on carbon"), ("phone ban", "ban")] {
            aliases.add(target, alias).expect("an alias");
        }
        let text = "A levy on carbon, Carbon Taxes; a ban. Urban levies";
        let found: Vec<(&str, &str)> = aliases.find(text).into_iter().map(|(range, target)| (&text[range], target)).collect();
        let all =
            [("levy on carbon", "carbon tax"), ("Carbon Taxes", "carbon tax"), ("ban", "phone ban"), ("levies", "carbon tax")];
        assert_eq!(found, all);
        assert_eq!(aliases.add("phone ban", "Carbon tax"), Err("carbon tax".into()));
    }

    #[test]
    fn a_name_in_capitals_is_found_in_capitals_alone_and_known_in_any_case() {
        let mut aliases = Aliases::default();
        for (target, alias) in [("America", "US"), ("Health", "WHO"), ("Charities", "NGO"), ("Charities", "the NGOs")] {
            aliases.add(target, alias).expect("an alias");
        }
        let text = "Us? Who told us it is the US, or the WHO, or NGOs, or ngos";
        let found: Vec<&str> = aliases.find(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, ["US", "WHO", "NGOs"]);
        assert_eq!((aliases.target_of("us"), aliases.target_of("ngo")), (Some("America"), Some("Charities")));
        aliases.add("Health", "who").expect("the same name in small letters");
        assert_eq!(aliases.find("Who told us").len(), 1);
    }

    #[test]
    fn a_model_keeps_aliases_as_they_were_given_and_knows_them_when_it_is_opened() {
        let mut aliases = Aliases::default();
        aliases.add("Hillary Clinton", "HRC").expect("an alias");
        let kept = serde_json::to_string(&aliases).expect("JSON");
        assert_eq!(kept, r#"{"HRC":"Hillary Clinton"}"#);
        assert_eq!(serde_json::from_str::<Aliases>(&kept).expect("aliases"), aliases);
    }

    proptest::proptest! {
        #[test]
        fn a_text_that_is_spelled_as_an_alias_has_it(
            alias in proptest::prop_oneof!["\\PC{0,12}", "([a-zA-Z0-9]|[-#@&+/%.,'’ _()!]|the |[\u{e9}\u{301}\u{df}\u{130}\u{2011}]){1,12}"],
        ) {
            proptest::prop_assume!(alias.contains(char::is_alphanumeric));
            let mut aliases = Aliases::default();
            aliases.add("something else", &alias).expect("an alias");
            let text = format!("before {alias} after");
            let found = aliases.find(&text);
            let within = 7..text.len() - 6;
            proptest::prop_assert!(found.iter().any(|(place, _)| within.contains(&place.start)), "{:?}: {:?}", alias, found);
        }
    }
}
