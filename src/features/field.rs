//! Article -> its terms with their fields, places and weights.
//!
//! | field | its terms | where |
//! |---|---|---|
//! | title, body | `tariff` | everywhere; the body of a row with a claim is told by its best sentences and its lead alone |
//! | title, body | `# #fa`, a piece | where character n-grams are those of the text |
//! | title, body | `<lead>tariff` | the title and the lead, where it has a weight of its own |
//! | claim | `<claim>tariff` | rows with a claim |
//! | body | `fair`, `trade` of `#fairtrade` | where hashtags are split: they stand where the hashtag does |
//! | title, body | `<about>carbon_tax` | where a target's name or alias stands, if aliases are given |
//! | body | `<best>tariff`, `<lead>tariff` | the sentences of the body that say most of the claim, and its first ones |
//! | mention | `<mention>okafor` | the mention |
//! | body | `<before>tariff`, `<after>tariff`, `<previous>tariff`, `<next>tariff` | the words of the body around a mention, and those beside it, which count there too |
//! | signal | `<cue>after_praise1`, `<induced>after_bad2`, `<role>object_bad_verb1`, `<shape>cover15` | rows with a claim or a mention: what they and their text say together |

use std::ops::Range;

use super::signal::{Pair, Signals, around, read};
use super::{FeatureConfig, Hashtags, Pieces, ngram, passages};
use crate::article::{Article, Mention};
use crate::lexicon::{Known, Lexicon, hashtags};
use crate::text::target_key;
use crate::tokenize::{Analyzer, Token, sentences};

/// Part of an article.
///
/// ```
/// use standpoint::{Article, features::field::Field};
/// let article = Article::from_text("Tariffs rise", "Duties on steel rise.");
/// assert_eq!(Field::Title.text(&article), "Tariffs rise");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The headline.
    Title,
    /// The text.
    Body,
    /// The claim that the text agrees with or not.
    Claim,
    /// The mention and its neighbours, in the body.
    Mention,
    /// What a claim or a mention and the body say together; told of a sentence of the body.
    Signal,
}

impl Field {
    /// As evidence names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Claim => "claim",
            Self::Mention => "mention",
            Self::Signal => "signal",
        }
    }

    /// The text that places in this field are places of.
    pub fn text(self, article: &Article) -> &str {
        match self {
            Self::Title => &article.title,
            Self::Body | Self::Mention | Self::Signal => &article.body,
            Self::Claim => article.claim.as_deref().unwrap_or_default(),
        }
    }
}

/// Where a term was read and how much it counts there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Occurrence {
    /// The part of the article.
    pub field: Field,
    /// First byte of its first word, in the field's text.
    pub start: usize,
    /// One past the last byte of its last word.
    pub end: usize,
    /// What it adds to the term's count.
    pub weight: f32,
    /// The number of its passage in the article; the title is read with each.
    pub passage: usize,
}

/// Words on each side of a mention that count as near it, and beside it.
const NEAR: usize = 8;
const BESIDE: usize = 3;

/// What stands before the first word of a part's terms, in the order of their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Nothing: the title and the body.
    None,
    /// The target that a name stands for.
    About,
    /// Words after a mention.
    After,
    /// Words before a mention.
    Before,
    /// The sentences that say most of a claim.
    Best,
    /// The claim.
    Claim,
    /// What words say of a claim or of a mention.
    Cue,
    /// Words of a claim that its text has.
    Hit,
    /// What words around a mention are used like.
    Induced,
    /// The title and the first sentence; of a text with a claim its first sentences.
    Lead,
    /// The mention.
    Mention,
    /// Words of a claim that its text has not.
    Miss,
    /// The words right after a mention.
    Next,
    /// The words right before a mention.
    Previous,
    /// What is said of a mention, by its part in it.
    Role,
    /// How a claim lies over its text, or where a mention stands.
    Shape,
    /// Nothing: what stands between spaces in the title and the body, of which only pieces are terms.
    Surface,
}

impl Mark {
    pub(super) const ALL: [Self; 17] = [
        Self::None,
        Self::About,
        Self::After,
        Self::Before,
        Self::Best,
        Self::Claim,
        Self::Cue,
        Self::Hit,
        Self::Induced,
        Self::Lead,
        Self::Mention,
        Self::Miss,
        Self::Next,
        Self::Previous,
        Self::Role,
        Self::Shape,
        Self::Surface,
    ];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::None | Self::Surface => "",
            Self::About => "<about>",
            Self::After => "<after>",
            Self::Before => "<before>",
            Self::Best => "<best>",
            Self::Claim => "<claim>",
            Self::Cue => "<cue>",
            Self::Hit => "<hit>",
            Self::Induced => "<induced>",
            Self::Lead => "<lead>",
            Self::Mention => "<mention>",
            Self::Miss => "<miss>",
            Self::Next => "<next>",
            Self::Previous => "<previous>",
            Self::Role => "<role>",
            Self::Shape => "<shape>",
        }
    }

    /// Whether the pieces of its words are terms too.
    pub(super) fn has_characters(self, config: &FeatureConfig) -> bool {
        match self {
            Self::None => config.pieces == Pieces::Terms,
            Self::Surface => config.pieces == Pieces::Text,
            _ => self == Self::Claim,
        }
    }

    /// The shortest and the longest n-gram of its words; there is none where the shortest is longer.
    pub(super) fn ngrams(self, config: &FeatureConfig) -> (usize, usize) {
        match self {
            Self::Surface => (2, 1),
            Self::About | Self::Cue | Self::Hit | Self::Induced | Self::Miss | Self::Role | Self::Shape => (1, 1),
            _ => config.ngrams,
        }
    }

    /// Whether its words are signals, which count as much however common they are.
    pub(super) fn is_signal(self) -> bool {
        matches!(self, Self::Cue | Self::Induced | Self::Role | Self::Shape)
    }

    /// The block of a row that its terms are in; 0 has the character n-grams.
    pub(super) fn block(self) -> usize {
        match self {
            Self::Surface => 0,
            Self::None | Self::About => 1,
            Self::Claim => 2,
            Self::Best => 3,
            Self::After | Self::Before => 4,
            Self::Next | Self::Previous => 5,
            Self::Mention => 6,
            Self::Cue => 7,
            Self::Shape => 8,
            Self::Hit | Self::Miss => 9,
            Self::Induced => 10,
            Self::Role => 11,
            Self::Lead => 12,
        }
    }
}

/// Blocks of a row.
pub(super) const BLOCKS: usize = 13;

/// The length of each block of a row, each of which is normalised by itself, where there are claims or mentions; without
/// them words and character n-grams have length 1. By cross-validation, of claims with stories held out and of mentions with
/// sentences held out: how a text begins tells most of how it takes a claim, beside the cues.
const LENGTHS: [f64; BLOCKS] = [0.45, 0.35, 0.25, 0.3, 0.3, 0.3, 0.3, 0.5, 0.35, 0.3, 0.35, 0.35, 0.9];

/// That of the cues of mentions, which what is said of them by their part makes worth less.
const MENTION_CUES: f64 = 0.35;

/// The length of a block, where rows have a mention or have none.
pub(super) fn length(block: usize, mentions: bool) -> f64 {
    if mentions && block == Mark::Cue.block() { MENTION_CUES } else { LENGTHS[block] }
}

/// Text whose words are read with one mark and one weight; no n-gram leaves it.
pub(super) struct Part<'a> {
    pub field: Field,
    pub mark: Mark,
    pub weight: f32,
    /// Where it begins in the field's text.
    pub start: usize,
    pub text: &'a str,
    /// The number of its passage.
    pub passage: usize,
    /// Where all its terms stand, if its text is none of the article's: bytes from `start`.
    pub length: Option<usize>,
}

impl Part<'_> {
    /// Adds the numbers of its words, in their order.
    pub fn numbers(&self, config: &FeatureConfig, analyzer: &mut Analyzer, numbers: &mut Vec<u32>) {
        match self.mark {
            Mark::Surface => analyzer.surfaces_of(self.text, numbers),
            _ => analyzer.numbers_of(self.text, config.marks, numbers),
        }
    }
}

/// Calls `each` with the parts of an article, a passage after the other.
pub(super) fn parts(article: &Article, config: &FeatureConfig, lexicon: &mut Lexicon, mut each: impl FnMut(Part<'_>)) {
    let whole = |field, mark, weight, text| Part { field, mark, weight, start: 0, text, length: None, passage: 0 };
    let of_body = |mark, range: Range<usize>| Part { start: range.start, ..whole(Field::Body, mark, 1.0, &article.body[range]) };
    let surface = config.char_ngrams.is_some() && config.pieces == Pieces::Text;
    let marks = || std::iter::once(Mark::None).chain(surface.then_some(Mark::Surface));
    let lead = (config.lead_weight > 0.0 && !article.is_toward()).then(|| lead(&article.body));
    for (passage, range) in passages(article, config).into_iter().enumerate() {
        let names = |field: Field, weight, range: Range<usize>, each: &mut dyn FnMut(Part<'_>)| {
            for (place, target) in config.aliases.find(&field.text(article)[range.clone()]) {
                let text = target_key(target).replace(|c: char| !c.is_alphanumeric(), "_");
                let (start, length, mark) = (range.start + place.start, Some(place.len()), Mark::About);
                each(Part { field, mark, weight, start, text: &text, passage, length });
            }
        };
        if config.title_weight > 0.0 {
            names(Field::Title, config.title_weight, 0..article.title.len(), &mut each);
            marks().for_each(|mark| each(Part { passage, ..whole(Field::Title, mark, config.title_weight, &article.title) }));
        }
        if let Some(lead) = &lead {
            each(Part { passage, ..whole(Field::Title, Mark::Lead, 1.0, &article.title) });
            each(Part { passage, ..of_body(Mark::Lead, lead.clone()) });
        }
        if article.claim.is_none() {
            names(Field::Body, 1.0, range.clone(), &mut each);
            marks().for_each(|mark| each(Part { passage, ..of_body(mark, range.clone()) }));
            if config.hashtags == Hashtags::Split {
                for (place, words) in hashtags(&article.body[range.clone()]) {
                    let start = range.start + place.start;
                    // Their pieces are in the text already.
                    each(Part { passage, start, text: &words, length: Some(place.len()), ..of_body(Mark::None, 0..0) });
                }
            }
        }
    }
    if let Some(claim) = &article.claim {
        let pair = Pair::of(claim, &article.body, config, lexicon);
        each(whole(Field::Claim, Mark::Claim, 1.0, claim));
        for &(Token { start, end }, there) in &pair.about {
            let mark = if there { Mark::Hit } else { Mark::Miss };
            each(Part { start, ..whole(Field::Claim, mark, 1.0, &claim[start..end]) });
        }
        pair.best.iter().for_each(|range| each(of_body(Mark::Best, range.clone())));
        each(of_body(Mark::Lead, pair.lead.clone()));
        of_signals(&pair.signals, &mut each);
    }
    if let Some(mention) = article.mention {
        let near = |mark, range| Part { field: Field::Mention, ..of_body(mark, range) };
        each(near(Mark::Mention, mention.start..mention.end));
        let words = read(&article.body, config, lexicon);
        beside(&words, mention, |mark, start, end| each(near(mark, start..end)));
        of_signals(&around(&article.body, mention, &words), &mut each);
    }
}

/// Bytes of a lead, at most.
const LONGEST_LEAD: usize = 600;

/// The lead of a body: its first sentence, or as much of it as 600 bytes hold. O(1).
///
/// ```
/// use standpoint::features::field::lead;
/// assert_eq!(lead("Duties rise. They did in May."), 0..12);
/// ```
pub fn lead(body: &str) -> Range<usize> {
    let cut = (0..=LONGEST_LEAD.min(body.len())).rev().find(|&at| body.is_char_boundary(at)).unwrap_or(0);
    0..sentences(&body[..cut]).first().map_or(0, |first| first.end)
}

/// Calls `each` with the runs of words around a mention.
fn beside(words: &[Known], mention: Mention, mut each: impl FnMut(Mark, usize, usize)) {
    let tokens = || words.iter().map(|word| word.token);
    let before: Vec<Token> = tokens().filter(|token| token.end <= mention.start).collect();
    let after: Vec<Token> = tokens().filter(|token| token.start >= mention.end).take(NEAR).collect();
    for (mark, reach) in [(Mark::Before, NEAR), (Mark::Previous, BESIDE)] {
        if let Some(first) = before[before.len().saturating_sub(reach)..].first() {
            each(mark, first.start, mention.start);
        }
    }
    for (mark, reach) in [(Mark::After, NEAR), (Mark::Next, BESIDE)] {
        if let Some(last) = after[..after.len().min(reach)].last() {
            each(mark, mention.end, last.end);
        }
    }
}

/// Calls `each` with signals, which are told of a sentence.
fn of_signals(signals: &Signals, each: &mut impl FnMut(Part<'_>)) {
    let Signals { cues, induced, roles, shapes, .. } = signals;
    for (mark, text) in [(Mark::Cue, cues), (Mark::Induced, induced), (Mark::Role, roles), (Mark::Shape, shapes)] {
        // A signal stands nowhere in the sentence that it is told of.
        each(Part { field: Field::Signal, mark, weight: 1.0, start: signals.sentence, text, length: Some(0), passage: 0 });
    }
}

/// Calls `each` for every term of an article. O(text × n-gram lengths).
pub fn terms(
    article: &Article,
    config: &FeatureConfig,
    (analyzer, lexicon): (&mut Analyzer, &mut Lexicon),
    mut each: impl FnMut(&str, Occurrence),
) {
    let mut name = String::new();
    parts(article, config, lexicon, |part| {
        let characters = config.char_ngrams.filter(|_| part.mark.has_characters(config));
        let take = |term: &str, start, end| {
            name.clear();
            name.push_str(part.mark.text());
            name.push_str(term);
            let (start, end) = part.length.map_or((start, end), |length| (0, length));
            let (start, end) = (part.start + start, part.start + end);
            each(&name, Occurrence { field: part.field, start, end, weight: part.weight, passage: part.passage });
        };
        match (part.mark, characters) {
            (Mark::Surface, Some(range)) => ngram::pieces(part.text, range, take),
            _ => ngram::terms(part.text, config.marks, part.mark.ngrams(config), characters, analyzer, take),
        }
    });
}

#[cfg(test)]
#[path = "field_tests.rs"]
mod tests;
