//! A labelled table comes in; a [`Corpus`] goes out, with notes on what was counted, mapped or left out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use rayon::prelude::*;

use super::columns::{ColumnNames, listed, plain};
use super::join::JoinTable;
use super::labelled::{LabelledRow, LabelledRows};
use super::targets::merge;
use super::topics::{StanceWords, check_commas, numbers};
use crate::article::StanceNumbers;
use crate::text::Aliases;
use crate::{Article, Corpus, Error, ErrorKind, Labels, Result};

/// How a table is read as labelled articles.
///
/// ```
/// use standpoint::input::{CorpusOptions, read_corpus};
/// let csv = Box::new(&b"text,topic\na,trade\nb,sport\nc,trade\nd,sport\n"[..]);
/// let corpus = read_corpus(csv, "a.csv", None, &CorpusOptions::default())?;
/// assert!(corpus.len() == 4 && corpus.single_topic);
/// # Ok::<(), standpoint::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CorpusOptions {
    /// The columns the user named.
    pub names: ColumnNames,
    /// What parts topics in a cell; `;` or `|` where it is not given.
    pub topic_separator: Option<char>,
    /// Blank topics are not coded, instead of coded as none.
    pub blank_skip: bool,
    /// `--multi-label` or `--single-label`; the file tells where it is not given.
    pub multi_label: Option<bool>,
    /// Stance words and what they become.
    pub stance_map: Vec<(String, String)>,
    /// What 1, 0 and -1 are among stances, as [`Corpus::numbers`] has it of another table; this one tells where it is not given.
    pub numbers: Option<StanceNumbers>,
    /// The target of rows that name none.
    pub target: Option<String>,
    /// Other names of targets.
    pub aliases: Aliases,
    /// How targets are written elsewhere; a name of one of them in other words is read as it.
    pub known_targets: Vec<String>,
    /// Bad rows are counted and left out, instead of stopping.
    pub skip_bad_rows: bool,
    /// Conflicting labels stop.
    pub strict: bool,
    /// Labels in fewer rows are left out.
    pub min_label_rows: usize,
    /// Columns whose cells are kept in [`Corpus::cells`], by their names.
    pub keep: Vec<String>,
    /// Columns of labels said elsewhere are kept too: those whose names begin with `predicted` or
    /// `probability`, and `warnings`, which tell what a target given was read as.
    pub keep_predictions: bool,
    /// The rows are to be judged by, not to learn from: one label alone is enough.
    pub only_judged: bool,
}

impl Default for CorpusOptions {
    fn default() -> Self {
        Self {
            names: ColumnNames::default(),
            topic_separator: None,
            blank_skip: false,
            multi_label: None,
            stance_map: Vec::new(),
            numbers: None,
            target: None,
            aliases: Aliases::default(),
            known_targets: Vec::new(),
            skip_bad_rows: false,
            strict: false,
            min_label_rows: 2,
            keep: Vec::new(),
            keep_predictions: false,
            only_judged: false,
        }
    }
}

pub(super) fn labels_error(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Labels, message)
}

/// Reads a labelled table by the rules that hold for every command.
pub fn read_corpus(reader: Box<dyn Read + Send>, path: &str, join: Option<JoinTable>, options: &CorpusOptions) -> Result<Corpus> {
    let mut table = LabelledRows::open(reader, path, join, options)?;
    let (columns, has_topics) = (table.columns().clone(), table.has_topics());
    let mut rows = Vec::new();
    while let Some(batch) = table.next_batch()? {
        rows.extend(batch);
    }
    let mut notes = table.notes();
    if rows.is_empty() {
        let message = "no row with text is left; fill the text column, or name another with --text-column NAME";
        return Err(Error::new(ErrorKind::Input, message).file(path));
    }
    let blanks = rows.iter().filter(|raw| raw.blank).count();
    if blanks > 0 {
        let read = if options.blank_skip { "not coded" } else { "no topic (--blank skip: not coded)" };
        notes.push(format!("{blanks} rows have blank topics, read as {read}."));
    }
    let single = settle_topics(&mut rows, columns.topics.is_some(), has_topics, options, &mut notes).map_err(|e| e.file(path))?;
    let said_at = table.kept().position(|name| options.keep_predictions && plain(name) == plain("predicted_stance"));
    let stances = rows.iter().flat_map(|raw| std::iter::once(&raw.stance).chain(said_at.map(|at| &raw.kept[at])));
    let found = numbers(stances.map(String::as_str), columns.mention.is_some());
    let numbers = options.numbers.unwrap_or(found);
    let mut words = StanceWords {
        map: &options.stance_map,
        target_form: columns.target.is_some() || options.target.is_some(),
        claim_form: columns.claim.is_some(),
        mention_form: columns.mention.is_some(),
        numbers,
        changed: BTreeMap::new(),
        unknown: BTreeSet::new(),
    };
    let mut corpus = Corpus { single_topic: single, numbers, aliases: options.aliases.clone(), ..Corpus::default() };
    corpus.cells = table.kept().map(|name| (name.clone(), Vec::with_capacity(rows.len()))).collect();
    for raw in rows {
        for (name, cell) in table.kept().zip(raw.kept) {
            corpus.cells.entry(name.clone()).or_default().push(cell);
        }
        let stance = words.read(&raw.stance, raw.article.target.is_some());
        corpus.articles.push(raw.article);
        corpus.labels.push(Labels { topics: raw.topics, target: raw.target, stance });
    }
    if !words.changed.is_empty() {
        let pairs: Vec<String> = words.changed.iter().map(|(from, to)| format!("'{from}' as {to}")).collect();
        notes.push(format!("Stance words were read: {}.", pairs.join(", ")));
    }
    if !words.unknown.is_empty() {
        let unknown: Vec<&String> = words.unknown.iter().collect();
        notes.push(format!("Stance words kept as they are: {}; --stance-map word=favour maps one.", listed(&unknown)));
    }
    slips(&corpus, &words.unknown, &mut notes);
    merge(&mut corpus, &options.known_targets, &mut notes);
    if columns.text.is_some() {
        conflicts(&corpus, options.strict, &mut notes).map_err(|error| error.file(path))?;
    }
    leave_out_rare(&mut corpus, options.min_label_rows, &mut notes);
    check_classes(&corpus, (has_topics, columns.stance.is_some()), options, &mut notes).map_err(|error| error.file(path))?;
    count_labels(&corpus, &mut notes);
    corpus.sha256 = table.sha256();
    corpus.notes = notes;
    Ok(corpus)
}

pub(super) fn some_rows(rows: &[u64]) -> String {
    let shown: Vec<String> = rows.iter().take(10).map(u64::to_string).collect();
    let more = if rows.len() > shown.len() { ", ..." } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Checks commas and tells whether each row has one topic.
fn settle_topics(
    rows: &mut [LabelledRow],
    in_one_cell: bool,
    has_topics: bool,
    options: &CorpusOptions,
    notes: &mut Vec<String>,
) -> Result<bool> {
    if !has_topics {
        return Ok(false);
    }
    if in_one_cell && options.topic_separator.is_none() {
        check_commas(rows.iter().filter_map(|raw| Some((raw.article.row?, raw.topics.as_deref()?))))?;
    }
    let mut coded = rows.iter().filter_map(|raw| raw.topics.as_ref()).peekable();
    let one_each = in_one_cell && coded.peek().is_some() && coded.all(|topics| topics.len() == 1);
    let single = options.multi_label.map_or(one_each, |multi| !multi);
    if single {
        for raw in rows.iter_mut() {
            let count = raw.topics.as_ref().map_or(0, Vec::len);
            if count > 1 {
                let error = labels_error(format!("{count} topics, where one label a row was asked for; give --multi-label"));
                return Err(raw.article.row.into_iter().fold(error, Error::row));
            }
            if count == 0 {
                raw.topics = None;
            }
        }
        notes.push("Topics: one label a row, the highest score wins (--multi-label overrules).".to_owned());
    } else {
        notes.push("Topics: any number of labels a row, each with its threshold (--single-label overrules).".to_owned());
        let most = rows.iter().filter_map(|raw| raw.topics.as_ref()).map(Vec::len).max();
        let topics: BTreeSet<&String> = rows.iter().filter_map(|raw| raw.topics.as_ref()).flatten().collect();
        if options.multi_label.is_none() && in_one_cell && most == Some(1) && topics.len() > 1 {
            let text = "No row has two topics, and some have none: --single-label says one topic of each article, and learns from the rows that have one.";
            notes.push(text.to_owned());
        }
    }
    Ok(single)
}

/// Counts texts that occur with different labels.
fn conflicts(corpus: &Corpus, strict: bool, notes: &mut Vec<String>) -> Result<()> {
    let mut groups: HashMap<_, Vec<usize>> = HashMap::new();
    let digests: Vec<_> = corpus.articles.par_iter().map(Article::content_sha256).collect();
    for (at, (article, digest)) in corpus.articles.iter().zip(digests).enumerate() {
        groups.entry((digest, &article.target, article.toward())).or_default().push(at);
    }
    let mut found: Vec<Vec<u64>> = Vec::new();
    for group in groups.values().filter(|group| group.len() > 1) {
        let topics: BTreeSet<_> = group.iter().filter_map(|at| corpus.labels[*at].topics.as_ref()).collect();
        let stances: BTreeSet<_> = group.iter().filter_map(|at| corpus.labels[*at].stance.as_ref()).collect();
        if topics.len() > 1 || stances.len() > 1 {
            found.push(group.iter().filter_map(|at| corpus.articles[*at].row).collect());
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    found.sort();
    let shown: Vec<String> = found.iter().take(10).map(|rows| format!("rows {}", some_rows(rows))).collect();
    let more = if found.len() > shown.len() { "; ..." } else { "" };
    let message = format!("{} texts occur with different labels ({}{more})", found.len(), shown.join("; "));
    if strict {
        return Err(labels_error(format!("{message}; settle them in the file, or leave --strict out")));
    }
    notes.push(format!("Warning: {message}; all were kept (--strict stops)."));
    Ok(())
}

fn counts<'a>(labels: impl Iterator<Item = &'a String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    labels.for_each(|label| *counts.entry(label.clone()).or_insert(0) += 1);
    counts
}

fn topic_counts(corpus: &Corpus) -> BTreeMap<String, usize> {
    counts(corpus.labels.iter().filter_map(|labels| labels.topics.as_ref()).flatten())
}

fn target_counts(corpus: &Corpus) -> BTreeMap<String, usize> {
    counts(corpus.labels.iter().filter_map(|labels| labels.target.as_ref()?.as_ref()))
}

fn stance_counts(corpus: &Corpus) -> BTreeMap<String, usize> {
    counts(corpus.labels.iter().filter_map(|labels| labels.stance.as_ref()))
}

/// How many rows carry each label.
fn count_labels(corpus: &Corpus, notes: &mut Vec<String>) {
    let all = [("topics", topic_counts(corpus)), ("targets", target_counts(corpus)), ("stances", stance_counts(corpus))];
    for (what, counts) in all {
        if !counts.is_empty() {
            let more = if counts.len() > 30 { format!(", and {} more", counts.len() - 30) } else { String::new() };
            let shown: Vec<String> = counts.iter().take(30).map(|(label, count)| format!("{label} {count}")).collect();
            notes.push(format!("Rows by {what}: {}{more}.", shown.join(", ")));
        }
    }
    let toward = corpus.labels.iter().any(|labels| labels.stance.is_some() && matches!(labels.target, Some(Some(_))));
    if toward && corpus.labels.iter().all(|labels| labels.target != Some(None)) {
        let text = "Warning: no row is about no target (a blank one, or none): every article will get a stance. Add such rows.";
        notes.push(text.to_owned());
    }
    let without = corpus.labels.iter().filter(|labels| labels.topics.as_ref().is_some_and(Vec::is_empty)).count();
    if without > 0 {
        notes.push(format!("Rows without a topic: {without}."));
    }
}

fn leave_out_rare(corpus: &mut Corpus, least: usize, notes: &mut Vec<String>) {
    let rare = |counts: BTreeMap<String, usize>| -> BTreeSet<String> {
        counts.into_iter().filter(|(_, count)| *count < least).map(|(label, _)| label).collect()
    };
    let (topics, targets, stances) = (rare(topic_counts(corpus)), rare(target_counts(corpus)), rare(stance_counts(corpus)));
    let rows = [
        rows_where(corpus, |labels| labels.topics.iter().flatten().any(|topic| topics.contains(topic))),
        rows_where(corpus, |labels| matches!(&labels.target, Some(Some(target)) if targets.contains(target))),
        rows_where(corpus, |labels| labels.stance.as_ref().is_some_and(|stance| stances.contains(stance))),
    ];
    for labels in &mut corpus.labels {
        if let Some(list) = &mut labels.topics {
            list.retain(|topic| !topics.contains(topic));
            if list.is_empty() && corpus.single_topic {
                labels.topics = None;
            }
        }
        // The stance toward a rare target still teaches what all targets share.
        if labels.target.as_ref().and_then(Option::as_ref).is_some_and(|target| targets.contains(target)) {
            labels.target = None;
        }
        if labels.stance.as_ref().is_some_and(|stance| stances.contains(stance)) {
            labels.stance = None;
        }
    }
    for ((what, rare), rows) in [("Topics", topics), ("Targets", targets), ("Stances", stances)].into_iter().zip(rows) {
        if !rare.is_empty() {
            let names: Vec<&String> = rare.iter().collect();
            notes.push(format!("{what} in fewer than {least} rows were left out: {} (--min-label-rows).", listed(&names)));
            notes.push(format!("{what} left out are in row {}.", some_rows(&rows)));
        }
    }
}

/// The rows of the file whose labels are so.
fn rows_where(corpus: &Corpus, so: impl Fn(&Labels) -> bool) -> Vec<u64> {
    let rows = corpus.articles.iter().zip(&corpus.labels).filter(|(_, labels)| so(labels));
    rows.filter_map(|(article, _)| article.row).collect()
}

/// Tells of what is likelier a slip than a label: a word of a stance in a row or two, topics that differ in capitals alone, stances
/// beside a blank target.
fn slips(corpus: &Corpus, unknown: &BTreeSet<String>, notes: &mut Vec<String>) {
    let unknown = rows_where(corpus, |labels| labels.stance.as_ref().is_some_and(|stance| unknown.contains(stance)));
    if !unknown.is_empty() && unknown.len() <= 10 {
        notes.push(format!("Stance words kept as they are stand in row {}.", some_rows(&unknown)));
    }
    let counts = topic_counts(corpus);
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (topic, count) in &counts {
        alike.entry(topic.to_lowercase()).or_default().push(format!("'{topic}' {count}"));
    }
    let alike: Vec<String> = alike.into_values().filter(|alike| alike.len() > 1).map(|alike| alike.join(" and ")).collect();
    if !alike.is_empty() {
        let text = "Warning: topics that differ in capitals alone are labels of their own; write them alike if they are one:";
        notes.push(format!("{text} {}.", alike.join("; ")));
    }
    let takes_side = |labels: &Labels| labels.stance.as_ref().is_some_and(|stance| stance != "neutral");
    let nowhere = rows_where(corpus, |labels| takes_side(labels) && labels.target == Some(None));
    let text =
        "rows have a stance and a blank target, and the stance counts for nothing; name the target, or blank the stance: row";
    if !nowhere.is_empty() {
        notes.push(format!("Warning: {} {text} {}.", nowhere.len(), some_rows(&nowhere)));
    }
}

/// Stops where neither topics nor stance have anything to tell apart.
fn check_classes(
    corpus: &Corpus,
    (has_topics, has_stance): (bool, bool),
    options: &CorpusOptions,
    notes: &mut Vec<String>,
) -> Result<()> {
    let (topics, stances) = (topic_counts(corpus).len(), stance_counts(corpus).len());
    let topics_do = topics > usize::from(corpus.single_topic);
    let stances_do = stances > 1;
    let rare = |list: &str| notes.iter().any(|note| note.starts_with(&format!("{list} in fewer than")));
    let none = |what: &str, list: &str| match rare(list) {
        true => format!("no {what} is in {} rows or more", options.min_label_rows),
        false => format!("no row has a {what}"),
    };
    let mut wrong = Vec::new();
    if has_topics && !topics_do {
        wrong.push(if topics == 0 { none("topic", "Topics") } else { "every topic is the same".into() });
    }
    if has_stance && !stances_do {
        wrong.push(if stances == 0 { none("stance", "Stances") } else { "every stance is the same".into() });
    }
    if !topics_do && !stances_do && !options.only_judged {
        let message = format!("{}; add rows with other labels, or lower --min-label-rows", wrong.join(" and "));
        return Err(labels_error(message));
    }
    notes.extend(wrong.iter().map(|what| format!("Warning: {what}.")));
    Ok(())
}

#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
