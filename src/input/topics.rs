//! Cells of topics and stance come in; lists of topics and stance words of one vocabulary go out.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::listed;
use crate::article::StanceNumbers::{self, Polarity, Sides, Words};
use crate::{Error, ErrorKind, Result};

/// The topics of a cell, sorted and each once; `none` and nothing are no topic.
pub(crate) fn split(cell: &str, separator: Option<char>) -> Vec<String> {
    let parts = cell.split(|c| separator.map_or(c == ';' || c == '|', |separator| c == separator));
    let kept: BTreeSet<&str> =
        parts.map(str::trim).filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("none")).collect();
    kept.into_iter().map(str::to_owned).collect()
}

/// Whether a 0/1 cell says that the topic is there; `None` where it says neither.
pub(crate) fn flag(cell: &str) -> Option<bool> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "1" | "1.0" | "true" => Some(true),
        "" | "0" | "0.0" | "false" => Some(false),
        _ => None,
    }
}

/// Stops where commas part names that are labels elsewhere in the file.
pub(crate) fn check_commas<'a>(rows: impl Iterator<Item = (u64, &'a [String])> + Clone) -> Result<()> {
    let known: BTreeSet<&str> = rows.clone().flat_map(|(_, topics)| topics).map(String::as_str).collect();
    for (row, topics) in rows {
        for topic in topics.iter().filter(|topic| topic.contains(',')) {
            let parts: Vec<&str> = topic.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
            if parts.len() > 1 && parts.iter().all(|part| known.contains(part)) {
                let message = format!(
                    "the topic '{topic}' is made of names that are labels elsewhere ({}); if commas part the labels give --topic-separator ',', else --topic-separator ';'",
                    listed(&parts)
                );
                return Err(Error::new(ErrorKind::Labels, message).row(row));
            }
        }
    }
    Ok(())
}

const FAVOUR: [&str; 5] = ["favor", "favour", "pro", "support", "for"];
const AGAINST: [&str; 4] = ["against", "con", "oppose", "anti"];

/// What 1, 0 and -1 are among the cells of a column of stances: toward a mention polarity, where no other cell takes a side.
pub(super) fn numbers<'a>(mut cells: impl Iterator<Item = &'a str> + Clone, mention_form: bool) -> StanceNumbers {
    let takes_side = |word: &str| FAVOUR.contains(&word) || AGAINST.contains(&word);
    let side = |cell: &str| takes_side(&cell.trim().to_lowercase());
    match cells.clone().any(|cell| cell.trim() == "-1") {
        false => Words,
        true if mention_form && !cells.any(side) => Polarity,
        true => Sides,
    }
}

/// Stances that only some forms have.
const OTHERS: [&str; 6] = ["agree", "disagree", "discuss", "unrelated", "positive", "negative"];

/// What stance words become, and which became what.
pub(crate) struct StanceWords<'a> {
    pub map: &'a [(String, String)],
    /// Whether the stance is toward a target.
    pub target_form: bool,
    /// Whether it is toward a claim, or a mention, where `none` is a stance like others.
    pub claim_form: bool,
    pub mention_form: bool,
    /// What 1, 0 and -1 are.
    pub numbers: StanceNumbers,
    pub changed: BTreeMap<String, String>,
    pub unknown: BTreeSet<String>,
}

impl StanceWords<'_> {
    /// The stance of a cell; `None` where it is absent.
    pub fn read(&mut self, cell: &str, has_target: bool) -> Option<String> {
        let word = cell.trim();
        if word.is_empty() {
            return None;
        }
        let lower = word.to_lowercase();
        let mapped = self.map.iter().find(|(from, _)| from.trim().to_lowercase() == lower).map(|(_, to)| to.trim());
        let stance = match (mapped, lower.as_str()) {
            (Some(to), _) => to,
            (None, "none") if self.claim_form || self.mention_form => "none",
            (None, "none") if has_target => "neutral",
            (None, "none") => return None,
            _ if !(self.target_form || self.claim_form || self.mention_form) => word,
            (None, known @ ("agree" | "disagree" | "discuss" | "unrelated")) if self.claim_form => known,
            (None, known @ ("positive" | "negative" | "neutral")) if self.mention_form => known,
            (None, word) if FAVOUR.contains(&word) => "favour",
            (None, word) if AGAINST.contains(&word) => "against",
            (None, "neither" | "neutral") => "neutral",
            (None, "1" | "+1") if self.numbers == Polarity => "positive",
            (None, "-1") if self.numbers == Polarity => "negative",
            (None, "1" | "+1") if self.numbers == Sides => "favour",
            (None, "-1") if self.numbers == Sides => "against",
            (None, "0") if self.numbers != Words => "neutral",
            // Stances of another form are none of this one, but still one class in any case.
            (None, other) => {
                let known = OTHERS.contains(&other);
                let stance = if known { other } else { word };
                self.unknown.insert(stance.to_owned());
                stance
            }
        };
        if stance != word {
            self.changed.insert(word.to_owned(), stance.to_owned());
        }
        Some(stance.to_owned())
    }
}

/// Stance words of labels said elsewhere, read as those of the table are.
pub(crate) struct StanceReader<'a>(StanceWords<'a>);

impl<'a> StanceReader<'a> {
    /// Of what the stance is toward: a target, a claim, a mention; and what 1, 0 and -1 are.
    pub fn new(map: &'a [(String, String)], [target_form, claim_form, mention_form]: [bool; 3], numbers: StanceNumbers) -> Self {
        Self(StanceWords {
            map,
            target_form,
            claim_form,
            mention_form,
            numbers,
            changed: BTreeMap::new(),
            unknown: BTreeSet::new(),
        })
    }

    /// The stance of a cell; none where it holds nothing.
    pub fn read(&mut self, cell: &str) -> Option<String> {
        self.0.read(cell, true)
    }
}
