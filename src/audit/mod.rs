//! labelled articles -> what is probably wrong with them, the surest first: labels that the other rows contradict
//! (`label`), copies with different labels (`duplicate`), what gives a label away without being about it (`leak`), texts that
//! are empty or very short (`text`), and those in another language (`language`).
//!
//! Nothing is changed: a finding is a row to be looked at by a person.

mod duplicate;
mod label;
mod language;
mod leak;
mod text;

use serde::Serialize;

use crate::article::Corpus;
use crate::error::{Error, ErrorKind, Result};
use crate::task::Task;
use crate::train::{CrossFit, Prepared, Trainer};

/// What sort of thing is wrong.
///
/// ```
/// assert_eq!(standpoint::audit::Kind::Leak.name(), "leak");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Near-duplicates have different labels.
    Duplicate,
    /// The text is empty or very short.
    Text,
    /// A term, an outlet, a writer or a date gives a label away.
    Leak,
    /// The label is probably wrong.
    Label,
    /// The text is in another language than the rest.
    Language,
}

impl Kind {
    /// Its name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Text => "text",
            Self::Leak => "leak",
            Self::Label => "label",
            Self::Language => "language",
        }
    }
}

/// One thing that a person should look at.
///
/// ```
/// use standpoint::audit::{Finding, Kind};
/// # let finding = Finding { row: 7, id: "a7".into(), kind: Kind::Label, task: Some("stance"), label: "favour".into(),
/// #     suggested: "against".into(), rows: vec![], score: 0.93, reason: String::new(), evidence: String::new() };
/// if finding.kind == Kind::Label && finding.score > 0.9 {
///     println!("row {}: {} should perhaps be {}", finding.row, finding.label, finding.suggested);
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The row of the table, from 1; the first where there are several.
    pub row: u64,
    /// The article's id.
    pub id: String,
    /// What sort of thing is wrong.
    pub kind: Kind,
    /// `topics`, `target` or `stance`, where it is about a label.
    pub task: Option<&'static str>,
    /// The label as it is, `none` where there is none; the language of a text in another one.
    pub label: String,
    /// What it should perhaps be; empty where nothing is suggested.
    pub suggested: String,
    /// Other rows that it is about.
    pub rows: Vec<u64>,
    /// How sure it is, from 0 to 1; each kind says by what.
    pub score: f64,
    /// Why, in figures.
    pub reason: String,
    /// What of the article shows it: its title or beginning; of a leak, what gives the label away.
    pub evidence: String,
}

/// Words shown of a text without a title.
const SHOWN: usize = 12;

impl Finding {
    /// About a row, with nothing said of it yet.
    fn of(corpus: &Corpus, row: usize, kind: Kind, task: Option<&'static str>) -> Self {
        let article = &corpus.articles[row];
        let begins = || article.body.split_whitespace().take(SHOWN).collect::<Vec<_>>().join(" ");
        let evidence = if article.title.trim().is_empty() { begins() } else { article.title.clone() };
        let (row, id) = (record(corpus, row), article.id.clone());
        let (label, suggested, reason, rows) = Default::default();
        Self { row, id, kind, task, label, suggested, rows, score: 0.0, reason, evidence }
    }
}

/// The number of a row in its table.
fn record(corpus: &Corpus, row: usize) -> u64 {
    corpus.articles[row].row.unwrap_or(row as u64 + 1)
}

/// Labels as a cell holds them.
fn labels_of(task: &Task, labels: &[usize]) -> String {
    let names: Vec<&str> = labels.iter().map(|&label| task.labels[label].as_str()).collect();
    if names.is_empty() { "none".into() } else { names.join(";") }
}

/// Audits a corpus, the surest findings first: 1 + `folds` fits, and O(text) beside them. Rows without a text teach nothing.
///
/// ```
/// # use standpoint::{Article, Corpus, Labels};
/// # let mut corpus = Corpus::default();
/// # for (text, topic) in [("steel tariff rises", "trade"), ("tariff on steel", "trade"), ("match won late", "sport"), ("late match lost", "sport"), ("", "sport")] {
/// #     corpus.articles.push(Article::from_text("", text));
/// #     corpus.labels.push(Labels { topics: Some(vec![topic.into()]), ..Labels::default() });
/// # }
/// use standpoint::{Trainer, audit::{Kind, audit}, features::FeatureConfig};
/// let trainer = Trainer { features: FeatureConfig { min_df: 1, ..FeatureConfig::default() }, ..Trainer::default() };
/// let found = audit(&trainer, &trainer.prepare(&corpus)?, 2)?;
/// assert_eq!((found[0].row, found[0].kind), (5, Kind::Text));
/// # Ok::<(), standpoint::Error>(())
/// ```
///
/// # Errors
/// Where there are fewer than two folds, or fewer rows with a text than folds; and as [`Trainer::fit`].
pub fn audit(trainer: &Trainer, prepared: &Prepared<'_>, folds: usize) -> Result<Vec<Finding>> {
    let corpus = prepared.corpus;
    let rows = text::with_text(corpus);
    if folds < 2 || rows.len() < folds {
        let text = format!("{folds} folds of {} rows with a text: give --folds from 2 up to the number of rows", rows.len());
        return Err(Error::new(ErrorKind::Parameter, text));
    }
    let mut fits = CrossFit::new(trainer, prepared, &rows, prepared.fold_of(&rows, folds, trainer.learner.seed))?;
    fits.hold_out()?;
    let mut found = label::find(&fits);
    found.extend(duplicate::find(prepared));
    found.extend(leak::find(prepared, &rows));
    found.extend(text::find(corpus));
    found.extend(language::find(corpus));
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.kind.cmp(&b.kind)).then(a.row.cmp(&b.row)));
    Ok(found)
}
