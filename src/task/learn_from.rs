//! task -> the kinds of terms that it learns from.
//!
//! What an article is about shows in pieces of words, which names and compounds share; which side it takes shows in words and in
//! what stands beside them, and pieces of names only tell who speaks. A term of a kind that a task does not learn from has the
//! weight 0 there; the rows and their lengths stay the same for all tasks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Task;
use crate::error::{Error, ErrorKind, Result};
use crate::features::{FeatureConfig, TermKind, Vocabulary};

/// A task's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskName {
    /// What an article is about.
    Topics,
    /// What its stance is toward.
    Target,
    /// Its stance.
    Stance,
}

impl TaskName {
    /// All, in the order of a model's classifiers.
    pub const ALL: [Self; 3] = [Self::Topics, Self::Target, Self::Stance];

    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Topics => "topics",
            Self::Target => "target",
            Self::Stance => "stance",
        }
    }
}

/// The kinds of terms that tasks learn from; a task that is not named learns from all.
///
/// ```
/// use standpoint::features::Vocabulary;
/// use standpoint::task::{LearnFrom, TaskName};
/// let learn_from: LearnFrom = "stance=words,phrases".parse()?;
/// let terms = Vocabulary::from_sorted(["#tari", "steel tariff", "tariff"]);
/// assert_eq!(learn_from.columns(TaskName::Stance, &terms), Some(vec![false, true, true]));
/// assert_eq!(learn_from.columns(TaskName::Topics, &terms), None);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LearnFrom(pub BTreeMap<TaskName, BTreeSet<TermKind>>);

impl FromStr for LearnFrom {
    type Err = Error;

    /// Of `task=kind,kind`, as of one task.
    fn from_str(text: &str) -> Result<Self> {
        let bad = |text: String| Error::new(ErrorKind::Parameter, text);
        let parts = text.split_once('=');
        let (task, kinds) =
            parts.ok_or_else(|| bad("write a task and the kinds it learns from, such as stance=words,phrases".into()))?;
        let known = TaskName::ALL.into_iter().find(|known| known.name() == task.trim());
        let task = known.ok_or_else(|| bad(format!("'{task}' is no task: write topics, target or stance")))?;
        let kind = |name: &str| {
            let known = TermKind::ALL.into_iter().find(|kind| kind.name() == name.trim());
            known.ok_or_else(|| bad(format!("'{name}' is no kind of terms: write words, phrases or characters")))
        };
        Ok(Self([(task, kinds.split(',').map(kind).collect::<Result<_>>()?)].into()))
    }
}

impl fmt::Display for LearnFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (task, kinds)) in self.0.iter().enumerate() {
            let kinds: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            write!(f, "{}{} from {}", if at > 0 { ", " } else { "" }, task.name(), kinds.join(" and "))?;
        }
        Ok(())
    }
}

impl LearnFrom {
    /// Whether all tasks learn from all terms.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a task learns from a kind of terms.
    pub fn takes(&self, task: TaskName, kind: TermKind) -> bool {
        self.0.get(&task).is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Which columns a task learns from; none where it is all.
    pub fn columns(&self, task: TaskName, terms: &Vocabulary) -> Option<Vec<bool>> {
        let kinds = self.0.get(&task)?;
        let learned = |column| kinds.contains(&TermKind::of(terms.term(column)));
        Some((0..terms.len()).map(learned).collect())
    }

    /// # Errors
    /// Where it names a task that nothing teaches, or a kind of terms that the features do not make.
    pub fn check(&self, tasks: &[Option<Task>; 3], features: &FeatureConfig) -> Result<()> {
        let bad = |text: String| Err(Error::new(ErrorKind::Parameter, text));
        if !self.is_empty() && features.hash_bits.is_some() {
            return bad("--learn-from must be left out with hashed terms, whose kinds share columns".into());
        }
        for (task, kinds) in &self.0 {
            if tasks[*task as usize].is_none() {
                let name = task.name();
                return bad(format!(
                    "--learn-from names {name}, which no column teaches here; leave it out, or check the label columns"
                ));
            }
            for kind in kinds {
                let (made, way) = match kind {
                    TermKind::Words => (features.ngrams.0 == 1, "let --ngrams begin with 1"),
                    TermKind::Phrases => (features.ngrams.1 > 1, "give --ngrams 1-2"),
                    TermKind::Characters => (features.char_ngrams.is_some(), "give --char-ngrams 4"),
                };
                if !made {
                    let (task, kind) = (task.name(), kind.name());
                    return bad(format!(
                        "{task} must not learn from {kind}, since no {kind} are counted; {way}, or leave it out"
                    ));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Labels;

    #[test]
    fn what_is_not_counted_or_not_taught_is_refused() {
        let stance = |name: &str| Labels { stance: Some(name.into()), ..Labels::default() };
        let tasks = [None, None, Task::stance(&[stance("for"), stance("against")])];
        let features = FeatureConfig { ngrams: (1, 1), ..FeatureConfig::default() };
        let check = |text: &str| text.parse::<LearnFrom>().and_then(|learn_from| learn_from.check(&tasks, &features));
        assert!(check("stance=words").is_ok());
        for (text, says) in [
            ("topics=words", "which no column teaches here"),
            ("stance=words,phrases", "no phrases are counted; give --ngrams 1-2"),
            ("stance=characters", "no characters are counted; give --char-ngrams 4"),
            ("stance=wrods", "'wrods' is no kind of terms: write words, phrases or characters"),
            ("stanse=words", "'stanse' is no task: write topics, target or stance"),
            ("stance", "write a task and the kinds it learns from"),
            ("stance=", "'' is no kind of terms"),
        ] {
            let error = check(text).expect_err(text).to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
        let hashed = FeatureConfig { hash_bits: Some(18), ..FeatureConfig::default() };
        assert!("stance=words".parse::<LearnFrom>().is_ok_and(|learn_from| learn_from.check(&tasks, &hashed).is_err()));
    }
}
