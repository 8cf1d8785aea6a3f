//! A claim and a text -> the sentences of the text that are about the claim, and the signals of the pair.
//!
//! How much of a claim is said in a piece of text is the share of the rarity of its words: Σ rarity of the claim's words
//! that are there / Σ rarity of its words. Common words count nothing. The best sentences are those that say most of it.
//! The cues are words that refute, doubt or report (Ferreira and Vlachos, NAACL 2016), in the claim, in the best sentences,
//! in the lead and in the whole text, whether they stand in both claim and text, and all of them together: how the text
//! speaks of what the claim says, beside how the claim does.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::config::FeatureConfig;
use super::scope::said_by;
use super::{Signals, few, read};
use crate::lexicon::{Class, Known, Lexicon};
use crate::tokenize::{Token, sentences};

/// What a claim and its text are to each other.
pub(in super::super) struct Pair {
    /// The two sentences that say most of the claim, in their order in the text.
    pub best: Vec<Range<usize>>,
    /// The first three sentences.
    pub lead: Range<usize>,
    /// The words of the claim that say what it is about, and whether the text has them.
    pub about: Vec<(Token, bool)>,
    /// What is told of the pair.
    pub signals: Signals,
}

/// Words in more than about a fifth of all texts say nothing of what a text is about.
const COMMON: u8 = 2;

/// The weight of words in fewer than one text of about a hundred.
const RARE: f64 = 5.5;

/// Sentences that are best; and first ones that are the lead.
const BEST: usize = 2;
const LEAD: usize = 3;

/// Words of which cues are told.
const CUES: [Class; 4] = [Class::Refute, Class::Debunk, Class::Hedge, Class::Negation];

fn is_cue(word: &Known) -> bool {
    CUES.iter().any(|&class| word.classes.has(class))
}

/// The words of a claim that say what it is about, each once; the weight of each.
struct Claim {
    stems: Vec<u32>,
    weights: Vec<f64>,
}

impl Claim {
    fn of(words: &[Known]) -> Self {
        let (mut stems, mut weights) = (Vec::new(), Vec::new());
        for word in words.iter().filter(|word| word.rarity > COMMON) {
            if !stems.contains(&word.stem) {
                stems.push(word.stem);
                weights.push(weight(word.rarity));
            }
        }
        Self { stems, weights }
    }

    /// Which of its words are among some.
    fn there(&self, words: &[Known]) -> Vec<bool> {
        self.stems.iter().map(|&stem| words.iter().any(|word| word.stem == stem)).collect()
    }

    /// The share of it that some words say.
    fn said(&self, words: &[Known]) -> f64 {
        self.share(&self.there(words))
    }

    fn share(&self, there: &[bool]) -> f64 {
        let (mut said, mut all) = (0.0, 0.0);
        for (&there, weight) in there.iter().zip(&self.weights) {
            said += if there { *weight } else { 0.0 };
            all += weight;
        }
        if all > 0.0 { said / all } else { 0.0 }
    }
}

/// As idf: 1 + ln(texts / texts with the word).
fn weight(rarity: u8) -> f64 {
    1.0 + f64::from(rarity) / 2.0
}

/// A share as one of twenty steps.
fn step(share: f64) -> usize {
    (share * 20.0) as usize
}

impl Pair {
    /// Of a claim and a text. O(text × words of the claim).
    pub fn of(claim: &str, text: &str, config: &FeatureConfig, lexicon: &mut Lexicon) -> Self {
        let (claim_words, words) = (read(claim, config, lexicon), read(text, config, lexicon));
        let ranges = sentences(text);
        let mut rest = words.as_slice();
        let by_sentence: Vec<&[Known]> = ranges
            .iter()
            .map(|range| {
                let (sentence, after) = rest.split_at(rest.partition_point(|word| word.token.start < range.end));
                rest = after;
                sentence
            })
            .collect();
        let about = Claim::of(&claim_words);
        let said: Vec<f64> = by_sentence.iter().map(|words| about.said(words)).collect();
        let mut order: Vec<usize> = (0..ranges.len()).collect();
        order.sort_by(|&a, &b| said[b].total_cmp(&said[a]));
        let lead_words: Vec<Known> = by_sentence.iter().take(LEAD).copied().flatten().copied().collect();
        let top = &order[..order.len().min(BEST)];
        let best_words: Vec<Known> = top.iter().flat_map(|&at| by_sentence[at]).copied().collect();

        let mut signals = Signals { sentence: order.first().map_or(0, |&at| ranges[at].start), ..Signals::default() };
        let most = order.first().map_or(0.0, |&at| said[at]);
        let is_near = |&at: &usize| said[at] > 0.0 && said[at] >= 0.6 * most;
        let near: Vec<usize> = (0..said.len()).filter(is_near).collect();
        let near_words: Vec<Known> = near.iter().flat_map(|&at| by_sentence[at]).copied().collect();
        let there = about.there(&words);
        overlap(&mut signals, (&about, &there), (&claim_words, &words), (&said, &order), about.said(&lead_words));
        signals.shape(format_args!("sentences{}", few(ranges.len() / 4)));
        signals.shape(format_args!("near{}", few(near.len())));
        let pieces: [(&str, &[Known]); 4] =
            [("text", &words), ("best", &best_words), ("lead", &lead_words), ("near", &near_words)];
        cues(&mut signals, &claim_words, &pieces, lexicon);
        tones(&mut signals, &claim_words, &pieces);
        for (piece, text, words) in [("claim", claim, &claim_words), ("text", text, &words)] {
            let said: BTreeSet<&str> = (0..words.len()).filter_map(|at| said_by(text, words, at)).collect();
            said.iter().for_each(|name| signals.cue(format_args!("{piece}_{name}")));
        }
        of_claim(&mut signals, claim, &claim_words, lexicon);
        let mut best: Vec<Range<usize>> = top.iter().map(|&at| ranges[at].clone()).collect();
        best.sort_by_key(|range| range.start);
        let lead = match (ranges.first(), ranges.iter().take(LEAD).next_back()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        };
        let of = |word: &Known| about.stems.iter().position(|&stem| stem == word.stem).map(|at| (word.token, there[at]));
        let about = claim_words.iter().filter_map(of).collect();
        Self { best, lead, about, signals }
    }
}

/// How much of the claim the text says, and where.
fn overlap(
    signals: &mut Signals,
    (about, there): (&Claim, &[bool]),
    (claim, words): (&[Known], &[Known]),
    (said, order): (&[f64], &[usize]),
    lead: f64,
) {
    let of = |at: usize| order.get(at).map_or(0.0, |&sentence| said[sentence]);
    let (cover, best) = (about.share(there), of(0));
    let cosine = cosine(about, words);
    let pairs = pairs(claim, words);
    for (name, share) in [("cover", cover), ("best", best), ("lead", lead), ("second", of(1)), ("pairs", pairs)] {
        signals.shape(format_args!("{name}{}", step(share)));
    }
    signals.shape(format_args!("cosine{}", (cosine * 50.0) as usize));
    signals.shape(format_args!("cover{}best{}", step(cover) / 4, step(best) / 4));
    signals.shape(format_args!("cover{}cosine{}", step(cover) / 4, step(cosine)));
    let rare = |at: &usize| about.weights[*at] >= RARE;
    let all = (0..about.stems.len()).filter(rare);
    signals.shape(format_args!("rare{}of{}", few(all.clone().filter(|&at| there[at]).count()), few(all.count())));
    let place = order.first().map_or(0, |&at| 5 * at / said.len().max(1));
    signals.shape(format_args!("place{}first{}", place, usize::from(order.first() == Some(&0))));
}

/// The cosine of claim and text, words weighed by 1 + ln(count) and their rarity.
fn cosine(about: &Claim, words: &[Known]) -> f64 {
    let mut stems: Vec<(u32, u8)> =
        words.iter().filter(|word| word.rarity > COMMON).map(|word| (word.stem, word.rarity)).collect();
    stems.sort_unstable();
    let (mut product, mut square) = (0.0, 0.0);
    for run in stems.chunk_by(|a, b| a == b) {
        let value = (1.0 + libm::log(run.len() as f64)) * weight(run[0].1);
        square += value * value;
        if let Some(at) = about.stems.iter().position(|&stem| stem == run[0].0) {
            product += value * about.weights[at];
        }
    }
    let own: f64 = about.weights.iter().map(|weight| weight * weight).sum();
    let norm = libm::sqrt(square * own);
    if norm > 0.0 { product / norm } else { 0.0 }
}

/// The share of the claim's pairs of neighbours that are neighbours in the text too.
fn pairs(claim: &[Known], words: &[Known]) -> f64 {
    let mut pairs: Vec<(u32, u32)> = claim.windows(2).map(|pair| (pair[0].stem, pair[1].stem)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut there = vec![false; pairs.len()];
    for pair in words.windows(2) {
        if let Ok(at) = pairs.binary_search(&(pair[0].stem, pair[1].stem)) {
            there[at] = true;
        }
    }
    there.iter().filter(|&&there| there).count() as f64 / pairs.len().max(1) as f64
}

/// How much is refuted, doubted and negated in each piece of the text, by itself and beside what the claim does.
fn cues(signals: &mut Signals, claim: &[Known], pieces: &[(&str, &[Known]); 4], lexicon: &Lexicon) {
    for class in CUES {
        let in_claim = usize::from(claim.iter().any(|word| word.classes.has(class)));
        for (piece, words) in pieces {
            let count = words.iter().filter(|word| word.classes.has(class)).count();
            signals.cue(format_args!("{piece}_{}{}", class.name(), few(count)));
            signals.cue(format_args!("{piece}_{}{}claim{in_claim}", class.name(), few(count)));
        }
        let words = pieces[0].1;
        let share = words.iter().filter(|word| word.classes.has(class)).count() as f64 / words.len().max(1) as f64;
        let level = [0.002, 0.005, 0.01, 0.02, 0.03].iter().filter(|&&edge| share > edge).count();
        signals.cue(format_args!("share_{}{level}", class.name()));
    }
    let said = pieces[1].1.iter().filter(|word| word.classes.has(Class::Report)).count();
    signals.cue(format_args!("best_report{}", few(said)));
    for (piece, words) in pieces[..3].iter().copied().chain([("claim", claim)]) {
        let mut stems: Vec<u32> = words.iter().filter(|word| is_cue(word)).map(|word| word.stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems.iter().for_each(|&stem| signals.cue(format_args!("{piece}_{}", name_of(stem, lexicon))));
    }
}

/// How each piece of the text speaks of the claim beside how the claim speaks: words that debunk and words that leave open, two
/// of each at most, and whether one negates.
fn tones(signals: &mut Signals, claim: &[Known], pieces: &[(&str, &[Known]); 4]) {
    let count = |words: &[Known], class, most| words.iter().filter(|word| word.classes.has(class)).take(most).count();
    let tone = |words: &[Known]| {
        [(Class::Debunk, 2), (Class::Hedge, 2), (Class::Negation, 1)].map(|(class, most)| count(words, class, most))
    };
    let [debunked, open, negated] = tone(claim);
    for (piece, words) in pieces {
        let [debunks, opens, negates] = tone(words);
        signals.cue(format_args!("{piece}_tone{debunks}{opens}claim{debunked}"));
        signals.cue(format_args!("{piece}_tone{debunks}{opens}{negates}claim{debunked}{open}{negated}"));
    }
}

/// A stem as part of a signal's name, which is one word.
fn name_of(stem: u32, lexicon: &Lexicon) -> String {
    lexicon.stem(stem).replace('\'', "_")
}

/// How the claim is put.
fn of_claim(signals: &mut Signals, claim: &str, words: &[Known], lexicon: &Lexicon) {
    let marks = [("question", &['?'][..]), ("exclamation", &['!']), ("quotation", &['"', '“', '‘', '\'']), ("colon", &[':'])];
    for (name, marks) in marks {
        if claim.contains(marks) {
            signals.cue(format_args!("claim_{name}"));
        }
    }
    if let Some(first) = words.first() {
        signals.cue(format_args!("claim_first_{}", name_of(first.stem, lexicon)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_sentences_and_the_shares_are_those_of_the_definition() {
        let text = "Rain fell in the north. Quenby bought the Ardlow stadium, reports say. Nobody saw Quenby.";
        let pair = Pair::of("Quenby buys Ardlow stadium", text, &FeatureConfig::default(), &mut Lexicon::default());
        let best: Vec<&str> = pair.best.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(best, ["Quenby bought the Ardlow stadium, reports say.", "Nobody saw Quenby."]);
        assert_eq!(&text[pair.signals.sentence..][..6], "Quenby");
        assert_eq!(pair.lead, 0..text.len());
        let shapes: Vec<&str> = pair.signals.shapes.split(' ').collect();
        // `Quenby` and `Ardlow` are the rarest, 9 each; `buys` is not said.
        let known = Lexicon::default().read("buys stadium");
        let (buys, stadium) = (weight(known[0].rarity), weight(known[1].rarity));
        let cover = step((18.0 + stadium) / (18.0 + stadium + buys));
        assert!(
            shapes.contains(&format!("cover{cover}").as_str()) && shapes.contains(&format!("best{cover}").as_str()),
            "{shapes:?}"
        );
        assert!(shapes.contains(&"pairs6"), "one of three pairs: {shapes:?}");
    }

    #[test]
    fn cues_tell_what_the_text_refutes_and_whether_the_claim_does() {
        let mut lexicon = Lexicon::default();
        let mut cues =
            |claim: &str| Pair::of(claim, "The story of a crab is a hoax.", &FeatureConfig::default(), &mut lexicon).signals.cues;
        let (plain, refuted) = (cues("A crab was seen"), cues("A crab was a hoax"));
        assert!(plain.contains("best_debunk1claim01 ") && refuted.contains("best_debunk1claim11 "), "{plain}\n{refuted}");
        assert!(plain.contains("best_hoax1 ") && !plain.contains("claim_hoax1 ") && refuted.contains("claim_hoax1 "));
        let open = cues("A crab was reportedly not seen");
        assert!(plain.contains(" best_tone10claim01 best_tone100claim0001 "), "{plain}");
        assert!(refuted.contains(" best_tone10claim11 best_tone100claim1001 "), "{refuted}");
        assert!(open.contains(" best_tone10claim01 best_tone100claim0111 "), "{open}");
    }

    #[test]
    fn an_empty_claim_or_text_has_no_overlap() {
        for (claim, text) in [("", "Some text."), ("A claim", ""), ("", "")] {
            let pair = Pair::of(claim, text, &FeatureConfig::default(), &mut Lexicon::default());
            assert!(pair.signals.shapes.contains("cover0 "), "{}", pair.signals.shapes);
        }
    }
}
