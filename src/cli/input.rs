//! Paths of the command line -> articles, one after the other.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use standpoint::clean::{clean_page, keep_page, page_id};
use standpoint::input::{
    ColumnNames, Columns, CorpusOptions, JoinTable, JsonLinesReader, TableReader, decoding_reader, not_text, peek, read_corpus,
};
use standpoint::{Article, Corpus, Error, ErrorKind};

use super::args::{ColumnArgs, InputKind, SourceArgs};
use super::output::regular;

impl ColumnArgs {
    pub fn names(&self) -> ColumnNames {
        ColumnNames {
            text: self.text_column.clone(),
            title: self.title_column.clone(),
            topics: self.topic_column.clone(),
            stance: self.stance_column.clone(),
            target: self.target_column.clone(),
            id: self.id_column.clone(),
            date: self.date_column.clone(),
            outlet: self.outlet_column.clone(),
            claim: self.claim_column.clone(),
            mention: self.mention_column.clone(),
            topic_columns: self.topic_columns.clone(),
            text_is_optional: false,
        }
    }

    /// The second table, read.
    pub fn join(&self) -> Result<Option<JoinTable>, Error> {
        let Some(path) = &self.join else { return Ok(None) };
        let on = self.join_on.as_deref().map(|pair| {
            let names = pair.split_once('=').map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned()));
            names.ok_or_else(|| Error::new(ErrorKind::Parameter, format!("--join-on '{pair}': write NAME=NAME")))
        });
        JoinTable::read(open_text(path)?, &path.display().to_string(), on.transpose()?).map(Some)
    }

    /// The labelled rows of a table, with the columns of the second one.
    pub fn corpus(&self, path: &Path, options: &CorpusOptions) -> Result<Corpus, Error> {
        read_corpus(open_text(path)?, &path.display().to_string(), self.join()?, options)
    }
}

/// What comes out of the inputs, in order.
pub enum Item {
    /// A table begins, with these columns.
    Table(Vec<String>),
    /// An article, or why it could not be read.
    Article(Box<Source>),
}

impl Item {
    /// Its article, as [`Source::article`] makes it; none where a table begins.
    pub fn article(self) -> Option<Result<Article, (String, Error)>> {
        match self {
            Self::Table(_) => None,
            Self::Article(source) => Some(source.article()),
        }
    }
}

/// What makes an article of the bytes of a page, and its path.
pub type Cleaner = fn(&[u8], &str) -> Article;

/// One thing to label.
pub struct Source {
    pub article: Result<Article, Error>,
    pub path: String,
    /// The cells of its row, where it comes from a table.
    pub cells: Option<Vec<String>>,
    /// Bytes of a page that a worker is to clean, and what cleans them.
    pub page: Option<(Vec<u8>, Cleaner)>,
}

impl Source {
    fn bad(error: Error, path: &str) -> Self {
        Self { article: Err(error), path: path.to_owned(), cells: None, page: None }
    }

    fn size(&self) -> usize {
        let article = self.article.as_ref().map_or(0, |a| a.title.len() + a.body.len());
        article
            + self.cells.iter().flatten().map(String::len).sum::<usize>()
            + self.page.as_ref().map_or(0, |(bytes, _)| bytes.len())
    }

    /// The article, cleaned where it is a page; or its path and why it could not be read.
    pub fn article(self) -> Result<Article, (String, Error)> {
        match self.page {
            Some((bytes, clean)) => Ok(clean(&bytes, &self.path)),
            None => self.article.map_err(|error| (self.path, error)),
        }
    }
}

/// The files behind a path: itself, or all files below a folder that are not hidden, one by one in order of their
/// names. A link that leads back up ends there.
fn files(path: &Path) -> Box<dyn Iterator<Item = Result<PathBuf, Error>> + '_> {
    if !path.is_dir() {
        return Box::new(std::iter::once(Ok(path.to_owned())));
    }
    let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let entries = walkdir::WalkDir::new(path).follow_links(true).sort_by_file_name();
    Box::new(entries.into_iter().filter_entry(move |entry| !hidden(entry)).filter_map(move |entry| match entry {
        Ok(entry) => entry.file_type().is_file().then(|| Ok(entry.into_path())),
        Err(error) if error.loop_ancestor().is_some() => None,
        Err(error) => {
            let place = error.path().unwrap_or(path).to_owned();
            Some(Err(Error::new(ErrorKind::Io, format!("cannot read: {error}; check its rights")).file(place)))
        }
    }))
}

/// What a file is, by its name; by what was said, or by its first bytes, where the name does not tell.
fn kind_of(path: &Path, said: Option<InputKind>, head: &[u8], names: &ColumnNames) -> InputKind {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("csv" | "tsv" | "tab") => InputKind::Csv,
        Some("jsonl" | "ndjson") => InputKind::Jsonl,
        Some(_) => said.unwrap_or(InputKind::Page),
        None => said.unwrap_or_else(|| sniff(head, names)),
    }
}

fn sniff(head: &[u8], names: &ColumnNames) -> InputKind {
    let mut text = Vec::new();
    // Bytes in memory do not fail; should they ever, what there is of them is a page.
    let _ = decoding_reader(Box::new(Cursor::new(head.to_vec()))).and_then(|mut reader| reader.read_to_end(&mut text));
    let text = String::from_utf8_lossy(&text);
    let line = text.lines().next().unwrap_or("");
    if line.starts_with('{') && line.contains("\":") {
        return InputKind::Jsonl;
    }
    let is_header = [',', ';', '\t'].iter().any(|&delimiter| {
        let fields: Vec<String> = line.split(delimiter).map(|field| field.trim().trim_matches('"').to_owned()).collect();
        fields.len() > 1 && Columns::find(&fields, names).is_ok()
    });
    if is_header || line.starts_with("sep=") { InputKind::Csv } else { InputKind::Page }
}

/// Opens a path, `-` being stdin.
pub fn open(path: &Path) -> Result<Box<dyn Read + Send>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    File::open(path).map(|file| Box::new(file) as _).map_err(|e| Error::io("read", path, e))
}

/// Opens a path whose file is one of text.
fn open_text(path: &Path) -> Result<Box<dyn Read + Send>, Error> {
    let (head, rest) = begin_text(path)?;
    Ok(Box::new(Cursor::new(head).chain(rest)))
}

/// The same: what it begins with, and the rest.
fn begin_text(path: &Path) -> Result<(Vec<u8>, Box<dyn Read + Send>), Error> {
    let mut reader = open(path)?;
    let head = peek(&mut *reader, 64 << 10, |head| head.contains(&b'\n')).map_err(|e| Error::io("read", path, e))?;
    if let Some(what) = not_text(&head) {
        let text = format!("this is {what} and no text; save it as text, HTML or CSV, and give that");
        return Err(Error::new(ErrorKind::Input, text).file(path));
    }
    Ok((head, reader))
}

/// Takes items, with their size in bytes, until it says `false`.
pub type Push<'a> = &'a mut dyn FnMut(usize, Item) -> bool;

impl SourceArgs {
    /// What makes articles of pages.
    pub fn cleaner(&self) -> Cleaner {
        if self.keep_all { keep_page } else { clean_page }
    }
}

/// What calls its argument with every article of every input, in order. What cannot be read is an item too, so
/// that it fails only where an article that was asked for is not there.
pub fn reader(args: &SourceArgs, cleaner: Cleaner) -> impl FnOnce(Push<'_>) -> anyhow::Result<()> + Send + 'static {
    let args = args.clone();
    move |push| {
        let mut only = Only { missing: args.only.clone(), args: &args };
        if each_item(&mut only, cleaner, push) && !only.missing.is_empty() {
            anyhow::bail!(
                "no article is called '{}': --only takes what results call it, the id, the path, or for a row the path and #row",
                only.missing.join("', '")
            );
        }
        Ok(())
    }
}

/// What `--only` asks for, and which of it was not met yet.
struct Only<'a> {
    args: &'a SourceArgs,
    missing: Vec<String>,
}

impl Only<'_> {
    /// Pushes an article that it does not leave out.
    fn push(&mut self, source: Source, push: Push<'_>) -> bool {
        let only = &self.args.only;
        if !only.is_empty()
            && let Ok(article) = &source.article
        {
            let row = article.row.map(|row| format!("{}#{row}", source.path));
            let is = |name: &String| [&article.id, row.as_ref().unwrap_or(&source.path)].contains(&name);
            if !only.iter().any(is) {
                return true;
            }
            self.missing.retain(|name| !is(name));
        }
        push(source.size(), Item::Article(Box::new(source)))
    }
}

/// Whether all was read; not where nobody takes it.
fn each_item(only: &mut Only<'_>, cleaner: Cleaner, push: Push<'_>) -> bool {
    let args = only.args;
    // What is being written into a folder is no input of its own.
    let out = args.out().and_then(regular);
    let own = |path: &Result<PathBuf, Error>| out.is_some() && path.as_ref().is_ok_and(|path| regular(path) == out);
    for path in args.inputs.iter().flat_map(|path| files(path)).filter(|path| !own(path)) {
        let go_on = match path {
            Ok(path) => each_of_file(only, cleaner, &path, push).unwrap_or_else(|error| {
                // What could not be opened is one bad item, whatever ids are asked for; the others go on.
                bad(error, &path.display().to_string(), push)
            }),
            Err(error) => {
                let name = error.location().file.as_ref().map_or_else(String::new, |f| f.display().to_string());
                bad(error, &name, push)
            }
        };
        if !go_on {
            return false;
        }
    }
    true
}

/// Pushes a file that cannot be read.
fn bad(error: Error, path: &str, push: Push<'_>) -> bool {
    push(0, Item::Article(Box::new(Source::bad(error, path))))
}

fn each_of_file(only: &mut Only<'_>, cleaner: Cleaner, path: &Path, push: Push<'_>) -> Result<bool, Error> {
    let args = only.args;
    let names = args.columns.names();
    let name = path.display().to_string();
    let (head, rest) = begin_text(path)?;
    let kind = kind_of(path, args.input, &head, &names);
    let reader: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(rest));
    match kind {
        InputKind::Page => Ok(only.push(page(reader, path, &name, cleaner), push)),
        InputKind::Jsonl => {
            let mut lines = JsonLinesReader::open(reader, &name, &names)?;
            Ok(std::iter::from_fn(|| lines.next_article()).all(|article| {
                let source = Source { article, path: name.clone(), cells: None, page: None };
                only.push(source, push)
            }))
        }
        InputKind::Csv => {
            let mut table = TableReader::open_joined(reader, &name, &names, args.columns.join()?)?;
            let columns = table.columns().clone();
            let width = table.header().len();
            let begun = push(0, Item::Table(table.header().to_vec()));
            Ok(begun
                && std::iter::from_fn(|| table.next_row()).all(|row| {
                    let (article, cells) = match row {
                        Ok(row) => (row.article(&columns, &name), row.fields),
                        // A row that cannot be read keeps its place in the table.
                        Err(error) => (Err(error), vec![String::new(); width]),
                    };
                    only.push(Source { article, path: name.clone(), cells: Some(cells), page: None }, push)
                }))
        }
    }
}

/// The largest page; a story is never near it.
const PAGE_CAP: u64 = 128 << 20;

fn page(reader: Box<dyn Read + Send>, path: &Path, name: &str, cleaner: Cleaner) -> Source {
    let mut bytes = Vec::new();
    match reader.take(PAGE_CAP + 1).read_to_end(&mut bytes) {
        Ok(count) if count as u64 > PAGE_CAP => {
            let text = format!("a page of over {} MiB; if it is a table or JSON lines, say so with --input", PAGE_CAP >> 20);
            Source::bad(Error::new(ErrorKind::Input, text).file(path), name)
        }
        Ok(_) => {
            let article = Article { id: page_id(name), path: name.to_owned(), ..Article::default() };
            Source { article: Ok(article), path: name.to_owned(), cells: None, page: Some((bytes, cleaner)) }
        }
        Err(error) => Source::bad(Error::io("read", path, error), name),
    }
}
