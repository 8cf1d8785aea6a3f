//! words that someone says -> how far they favour a measure or are against it.
//!
//! What is said is too short for the article's stance classifier, which learned from whole articles: of 15 voices of one
//! page it got 4 right. So cues are counted instead. `attitude.txt` was written by hand for this project: a side, behind
//! a colon the target that it is for (a word of the target's name; none is every target), then words in every form that
//! has the same stem, or two words in a row. A negation up to three words before a cue turns it round, and a denial
//! turns all of them. With f cues in favour and a against, P(favour) = (f + ½) / (f + a + 1½), and so on, with ½ for
//! neutral: a share of the cues, smoothed. It is not calibrated.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Voice;
use crate::tokenize::{Analyzer, Marks, Stemming, tokens};

/// How far words favour a measure. The three add up to 1.
///
/// ```
/// use standpoint::voices::{Attitude, voices};
/// let text = "Okafor called the tariff a burden. Ruiz said it would not hurt bakers.";
/// let voices = voices(text);
/// assert_eq!(Attitude::of(&voices[0], text, "tariffs").label(), "against");
/// assert_eq!(Attitude::of(&voices[1], text, "tariffs").label(), "favour");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attitude {
    /// For the measure.
    pub favour: f64,
    /// Against it.
    pub against: f64,
    /// Neither, or as much for it as against it.
    pub neutral: f64,
}

impl Attitude {
    /// Of a voice toward a target. O(words).
    pub fn of(voice: &Voice, text: &str, target: &str) -> Self {
        let mut analyzer = Analyzer::new(Stemming::ENGLISH);
        let target = target.to_lowercase();
        let (mut favour, mut against) = (0.0, 0.0);
        for range in &voice.words {
            let words = words(&text[range.clone()], &mut analyzer);
            for at in 0..words.len() {
                let pair = words.get(at + 1).map(|next| format!("{}_{next}", words[at]));
                let single = CUES.get(&words[at]).and_then(|sides| side(sides, &target));
                let double = pair.and_then(|pair| CUES.get(&pair)).and_then(|sides| side(sides, &target));
                let Some(is_for) = double.or(single) else { continue };
                let negated = double.is_none() && words[at.saturating_sub(REACH)..at].iter().any(|word| is_negation(word));
                match is_for ^ negated ^ voice.denial {
                    true => favour += 1.0,
                    false => against += 1.0,
                }
            }
        }
        let all = favour + against + 1.5;
        Self { favour: (favour + 0.5) / all, against: (against + 0.5) / all, neutral: 0.5 / all }
    }

    /// The side with more cues; neutral where neither has.
    pub fn label(&self) -> &'static str {
        match self.favour.total_cmp(&self.against) {
            std::cmp::Ordering::Greater => "favour",
            std::cmp::Ordering::Less => "against",
            std::cmp::Ordering::Equal => "neutral",
        }
    }

    /// The probability of the label; where neither side has more cues, what they leave to neutral.
    pub fn probability(&self) -> f64 {
        if self.favour == self.against { 1.0 - self.favour } else { self.favour.max(self.against) }
    }
}

/// Words over which a negation reaches.
const REACH: usize = 3;

/// In favour or not, and the target that this is so for; the last that fits counts.
type Sides = Vec<(bool, Option<&'static str>)>;

fn side(sides: &Sides, target: &str) -> Option<bool> {
    sides.iter().rfind(|(_, of)| of.is_none_or(|of| target.contains(of))).map(|&(is_for, _)| is_for)
}

fn is_negation(word: &str) -> bool {
    matches!(word, "not" | "no" | "never" | "without" | "cannot" | "nor" | "neither") || word.ends_with("n't")
}

/// The stems of a text's words.
fn words(text: &str, analyzer: &mut Analyzer) -> Vec<String> {
    let mut out = Vec::new();
    tokens(text, Marks::LeaveOut, |token| {
        let word = text[token.start..token.end].to_lowercase().replace('’', "'");
        out.push(if is_negation(&word) { word } else { analyzer.term(&word).to_owned() });
    });
    out
}

static CUES: LazyLock<FxHashMap<String, Sides>> = LazyLock::new(|| {
    let mut analyzer = Analyzer::new(Stemming::ENGLISH);
    let mut cues: FxHashMap<String, Sides> = FxHashMap::default();
    for (head, listed) in include_str!("attitude.txt").lines().filter_map(|line| line.split_once(' ')) {
        let (side, of) = head.split_once(':').map_or((head, None), |(side, of)| (side, Some(of)));
        for cue in listed.split(' ') {
            let stems: Vec<String> = cue.split('_').map(|word| words(word, &mut analyzer).join("-")).collect();
            cues.entry(stems.join("_")).or_default().push((side == "favour", of));
        }
    }
    cues
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voices::Kind;

    fn label(words: &str, target: &str, denial: bool) -> &'static str {
        let place = std::iter::once(0..words.len()).collect();
        let voice = Voice { speaker: "Ana".into(), kind: Kind::Quotation, denial, sentence: 0..words.len(), words: place };
        Attitude::of(&voice, words, target).label()
    }

    #[test]
    fn a_cue_takes_a_side_and_a_negation_or_a_denial_turns_it() {
        assert_eq!(label("The firm is a threat", "chinese-tech-restrictions", false), "favour");
        assert_eq!(label("The firm isn’t a threat", "chinese-tech-restrictions", false), "against");
        assert_eq!(label("it is a threat", "chinese-tech-restrictions", true), "against");
        assert_eq!(label("it is no threat", "chinese-tech-restrictions", true), "favour");
        assert_eq!(label("They have no right to it", "carbon tax", false), "against");
        assert_eq!(label("It rains in Lund", "tariffs", false), "neutral");
    }

    #[test]
    fn some_cues_take_a_side_for_one_target_alone() {
        assert_eq!(label("It spies on us", "chinese-tech-restrictions", false), "favour");
        assert_eq!(label("It spies on us", "surveillance-powers", false), "against");
        assert_eq!(label("It spies on us", "carbon tax", false), "neutral");
    }

    #[test]
    fn the_three_add_up_and_are_shares_of_the_cues() {
        let text = "a burden, a mistake, and necessary";
        let place = std::iter::once(0..text.len()).collect();
        let voice = Voice { speaker: "Ana".into(), kind: Kind::Quotation, denial: false, sentence: 0..text.len(), words: place };
        let found = Attitude::of(&voice, text, "tariffs");
        assert!((found.favour + found.against + found.neutral - 1.0).abs() < 1e-12);
        assert!((found.against - 2.5 / 4.5).abs() < 1e-12 && found.probability() == found.against);
    }
}
