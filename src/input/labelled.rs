//! A labelled table comes in; its rows go out batch by batch, in bounded memory: [`LabelledRows`].

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::columns::{Columns, listed, place, plain};
use super::join::JoinTable;
use super::labels::{CorpusOptions, labels_error, some_rows};
use super::table::{Row, TableReader};
use super::topics::{flag, split};
use crate::article::hex;
use crate::{Article, Error, ErrorKind, Result};

/// Hashes what passes through.
struct Hashing(Box<dyn Read + Send>, Arc<Mutex<Sha256>>);

impl Read for Hashing {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.read(out)?;
        self.1.lock().unwrap_or_else(PoisonError::into_inner).update(&out[..count]);
        Ok(count)
    }
}

/// One row before its stance is read.
pub struct LabelledRow {
    /// The article.
    pub article: Article,
    /// Its topics; none where they are not coded.
    pub topics: Option<Vec<String>>,
    /// Whether its topics were left blank.
    pub blank: bool,
    /// Its target, where targets are coded.
    pub target: Option<Option<String>>,
    /// The word for its stance.
    pub stance: String,
    /// The cells of the columns that are kept.
    pub kept: Vec<String>,
}

/// Reads a labelled table by the rules that hold for every command; rows without text are counted and left out.
///
/// ```
/// use standpoint::input::{CorpusOptions, LabelledRows};
/// let csv = Box::new(&b"text,topic\na,trade\n,sport\nb,\n"[..]);
/// let options = CorpusOptions::default();
/// let mut table = LabelledRows::open(csv, "a.csv", None, &options)?;
/// let rows = table.next_batch()?.unwrap_or_default();
/// assert_eq!((rows.len(), rows[0].topics.clone(), rows[1].blank), (2, Some(vec!["trade".into()]), true));
/// assert!(table.next_batch()?.is_none());
/// assert_eq!(table.notes(), ["1 rows without text were left out."]);
/// # Ok::<(), standpoint::Error>(())
/// ```
pub struct LabelledRows<'a> {
    table: TableReader,
    columns: Columns,
    header: Vec<String>,
    /// The columns whose cells are kept, and their places.
    kept: Vec<(String, usize)>,
    path: String,
    options: &'a CorpusOptions,
    hasher: Arc<Mutex<Sha256>>,
    /// Parted into cells and not yet read; none before the first.
    next: Option<Vec<Result<Row>>>,
    bad: Vec<u64>,
    empty: u64,
}

impl<'a> LabelledRows<'a> {
    /// Opens a table, which may have a second one.
    ///
    /// # Errors
    /// As [`TableReader::open`], and where there is no column of labels.
    pub fn open(reader: Box<dyn Read + Send>, path: &str, join: Option<JoinTable>, options: &'a CorpusOptions) -> Result<Self> {
        let hasher = Arc::new(Mutex::new(Sha256::new()));
        let table = TableReader::open_joined(Box::new(Hashing(reader, hasher.clone())), path, &options.names, join)?;
        let (columns, header, path) = (table.columns().clone(), table.header().to_vec(), path.to_owned());
        let mut kept: Vec<(String, usize)> = Vec::new();
        for name in &options.keep {
            kept.push((name.clone(), place(&header, name).map_err(|error| error.file(&path))?));
        }
        let said = |name: &String| ["predicted", "probability", "warnings"].iter().any(|start| plain(name).starts_with(start));
        kept.extend(header.iter().cloned().zip(0..).filter(|(name, _)| options.keep_predictions && said(name)));
        let rows = Self { table, columns, header, kept, path, options, hasher, next: None, bad: Vec::new(), empty: 0 };
        if !rows.has_topics() && rows.columns.stance.is_none() {
            let message = format!(
                "neither a topics nor a stance column; the columns are {}: name one with --topic-column NAME or --stance-column NAME",
                listed(&rows.header)
            );
            return Err(Error::new(ErrorKind::Column, message).file(&rows.path));
        }
        let mut others = [("claim", rows.columns.claim), ("mention", rows.columns.mention)].into_iter();
        let other = others.find(|(_, at)| at.is_some() && rows.columns.target.is_none());
        if let (Some(target), Some((form, Some(at)))) = (&options.target, other) {
            let message = format!(
                "the stance of this table is toward a {form} (column '{}'), and --target '{target}' is for a stance toward a named \
                 target; leave one of them out",
                rows.header[at]
            );
            return Err(Error::new(ErrorKind::Parameter, message).file(&rows.path));
        }
        Ok(rows)
    }

    /// How it is read.
    pub fn options(&self) -> &CorpusOptions {
        self.options
    }

    /// Which column plays which role.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The names of the columns whose cells are kept.
    pub fn kept(&self) -> impl Iterator<Item = &String> {
        self.kept.iter().map(|(name, _)| name)
    }

    /// Whether topics are coded.
    pub fn has_topics(&self) -> bool {
        self.columns.topics.is_some() || !self.columns.topic_columns.is_empty()
    }

    /// The next rows, in their order; none at the end. About a megabyte of text, cleaned by all threads while the next
    /// is parted into cells.
    ///
    /// # Errors
    /// Where a row cannot be read and bad rows are not to be left out, and where there are no rows at all.
    pub fn next_batch(&mut self) -> Result<Option<Vec<LabelledRow>>> {
        let ready = match self.next.take() {
            Some(ready) => ready,
            None => batch(&mut self.table),
        };
        if ready.is_empty() {
            let none = self.bad.is_empty() && self.empty == 0 && self.table.row() == 0;
            let message = "header only: add rows below the header";
            return if none { Err(Error::new(ErrorKind::Input, message).file(&self.path)) } else { Ok(None) };
        }
        let Self { table, columns, header, kept, path, options, .. } = self;
        let read = |row: Result<Row>| row.and_then(|row| read_row(&row, (columns, kept), header, path, options));
        let (ready, next): (Vec<_>, _) = rayon::join(|| ready.into_par_iter().map(read).collect(), || batch(table));
        self.next = Some(next);
        let mut rows = Vec::new();
        for read in ready {
            match read {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => self.empty += 1,
                Err(error) if self.options.skip_bad_rows && error.kind() != ErrorKind::Io => {
                    self.bad.push(error.location().row.unwrap_or(0))
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Some(rows))
    }

    /// What was left out and joined so far.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.table.join().map(JoinTable::notes).unwrap_or_default();
        if !self.bad.is_empty() {
            notes.push(format!("{} bad rows were left out (rows {}).", self.bad.len(), some_rows(&self.bad)));
        }
        if self.empty > 0 {
            notes.push(format!("{} rows without text were left out.", self.empty));
        }
        notes
    }

    /// SHA-256 of the bytes read so far, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(&self.hasher.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
    }
}

/// What a row of text says; `None` where it has no text.
fn read_row(
    row: &Row,
    (columns, kept): (&Columns, &[(String, usize)]),
    header: &[String],
    path: &str,
    options: &CorpusOptions,
) -> Result<Option<LabelledRow>> {
    let is_blank = |column: Option<usize>| row.cell(column).trim().is_empty();
    // What is said of a claim or a mention is said in the text.
    let is_toward = !(is_blank(columns.claim) && is_blank(columns.mention));
    if !options.names.text_is_optional && is_blank(columns.text) && (is_blank(columns.title) || is_toward) {
        return Ok(None);
    }
    let mut article = row.article(columns, path)?;
    if let Some(target) = options.target.as_ref().filter(|_| is_blank(columns.target)) {
        article.target = Some(target.clone());
    }
    article.target = article.target.filter(|name| !options.aliases.is_none(name));
    let (mut topics, mut blank) = (None, false);
    if columns.topics.is_some() {
        let cell = row.cell(columns.topics);
        blank = cell.trim().is_empty();
        topics = (!blank || !options.blank_skip).then(|| split(cell, options.topic_separator));
    } else if !columns.topic_columns.is_empty() {
        let mut list = Vec::new();
        blank = true;
        for at in &columns.topic_columns {
            let (cell, name) = (row.cell(Some(*at)), &header[*at]);
            blank &= cell.trim().is_empty();
            match flag(cell) {
                Some(true) => list.push(name.clone()),
                Some(false) => {}
                None => {
                    let message = format!("'{}' is neither 0 nor 1; write 0 or 1", cell.trim());
                    return Err(labels_error(message).file(path).row(row.row).line(row.line).column(name));
                }
            }
        }
        list.sort();
        topics = (!blank || !options.blank_skip).then_some(list);
    }
    let coded = columns.target.is_some() || options.target.is_some();
    let target = coded.then(|| article.target.clone());
    let kept = kept.iter().map(|(_, at)| row.cell(Some(*at)).to_owned()).collect();
    Ok(Some(LabelledRow { blank, article, topics, target, stance: row.cell(columns.stance).to_owned(), kept }))
}

/// Text of a batch of rows, in bytes; what is read before the first bad row is told.
const BATCH: usize = 1 << 20;

/// The next rows, until they hold enough text, or one cannot be read.
fn batch(table: &mut TableReader) -> Vec<Result<Row>> {
    let (mut rows, mut size) = (Vec::new(), 0);
    while size < BATCH
        && let Some(row) = table.next_row()
    {
        size += row.as_ref().map_or(BATCH, |row| 64 + row.fields.iter().map(String::len).sum::<usize>());
        rows.push(row);
    }
    rows
}
