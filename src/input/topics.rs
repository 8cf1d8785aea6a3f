//! Cells of topics and stance come in; lists of topics and stance words of one vocabulary go out.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::listed;
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

/// What stance words become, and which became what.
pub(crate) struct StanceWords<'a> {
    pub map: &'a [(String, String)],
    /// Whether the stance is toward a target.
    pub target_form: bool,
    /// Whether it is toward a claim, or a mention, where `none` is a stance like others.
    pub claim_form: bool,
    pub mention_form: bool,
    /// Whether -1 occurs, so that 1 and 0 are stances too.
    pub signed: bool,
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
            (None, "none") if self.claim_form || self.mention_form => word,
            (None, "none") if has_target => "neutral",
            (None, "none") => return None,
            _ if !(self.target_form || self.claim_form || self.mention_form) => word,
            (None, "agree" | "disagree" | "discuss" | "unrelated") if self.claim_form => word,
            (None, "positive" | "negative" | "neutral") if self.mention_form => word,
            (None, "1" | "+1") if self.signed && self.mention_form => "positive",
            (None, "-1") if self.signed && self.mention_form => "negative",
            (None, "favor" | "favour" | "pro" | "support" | "for") => "favour",
            (None, "against" | "con" | "oppose" | "anti") => "against",
            (None, "neither" | "neutral") => "neutral",
            (None, "1" | "+1") if self.signed => "favour",
            (None, "-1") if self.signed => "against",
            (None, "0") if self.signed => "neutral",
            _ => {
                self.unknown.insert(word.to_owned());
                word
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
    pub fn new(map: &'a [(String, String)], target_form: bool, [claim_form, mention_form]: [bool; 2]) -> Self {
        Self(StanceWords {
            map,
            target_form,
            claim_form,
            mention_form,
            signed: false,
            changed: BTreeMap::new(),
            unknown: BTreeSet::new(),
        })
    }

    /// The stance of a cell; none where it holds nothing.
    pub fn read(&mut self, cell: &str) -> Option<String> {
        self.0.read(cell, true)
    }
}
