//! label -> what is added to its score where one label is chosen.
//!
//! A linear predictor's offset is a term that is given, not learned (McCullagh and Nelder 1989). The texts that are labelled may
//! differ in manner from the rows: real reports lean in plainer words than rows written to take a side, so that all of them
//! score like neutral ones. An offset, chosen on labelled texts of that other kind (and judged on further ones), shifts
//! the border. It is part of every fit, so that calibration and estimates are made with it, and the intercept tells it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Task;
use crate::error::{Error, ErrorKind, Result};

/// Scores are some units large: beyond it, a label is always or never chosen.
const MOST: f64 = 1000.0;

/// What is added to the scores of some labels; nothing to those of the others.
///
/// ```
/// use standpoint::{Labels, task::{Offsets, Task}};
/// let stance = |name: &str| Labels { stance: Some(name.into()), ..Labels::default() };
/// let task = Task::stance(&[stance("for"), stance("neutral")]);
/// let offsets = Offsets([("neutral".into(), -0.5)].into());
/// assert_eq!((offsets.of("neutral"), offsets.of("for")), (-0.5, 0.0));
/// assert!(offsets.check(&[None, None, task.clone()]).is_ok());
/// assert!(Offsets([("netural".into(), -0.5)].into()).check(&[None, None, task]).is_err());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Offsets(pub BTreeMap<String, f64>);

impl fmt::Display for Offsets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (label, offset)) in self.0.iter().enumerate() {
            write!(f, "{}{label} {offset:+}", if at > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

impl Offsets {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is added to a label's score.
    pub fn of(&self, label: &str) -> f64 {
        self.0.get(label).copied().unwrap_or(0.0)
    }

    /// # Errors
    /// Where an offset is not between -1000 and 1000, or its label is none of a task that chooses one label by the highest score.
    pub fn check(&self, tasks: &[Option<Task>; 3]) -> Result<()> {
        let chosen = || tasks.iter().flatten().filter(|task| task.chooses()).flat_map(|task| &task.labels);
        for (label, offset) in &self.0 {
            let text = if !(-MOST..=MOST).contains(offset) {
                format!("the offset of '{label}' must lie between -{MOST} and {MOST}; it is {offset}")
            } else if !chosen().any(|known| known == label) {
                let known: Vec<&str> = chosen().map(String::as_str).collect();
                let known = if known.is_empty() { "none here".to_owned() } else { known.join(", ") };
                format!(
                    "no offset can be given to '{label}': offsets are of labels of which the highest score is chosen ({known})"
                )
            } else {
                continue;
            };
            return Err(Error::new(ErrorKind::Parameter, text));
        }
        Ok(())
    }
}
