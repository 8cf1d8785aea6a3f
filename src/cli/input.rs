//! Paths of the command line -> articles, one after the other.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use standpoint::clean::clean_page;
use standpoint::input::{ColumnNames, JsonLinesReader, TableReader};
use standpoint::{Article, Error};

use super::args::{ColumnArgs, InputKind, SourceArgs};

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
            topic_columns: self.topic_columns.clone(),
        }
    }
}

/// One thing to label: an article with the cells of its row, or why it could not be read.
pub struct Item {
    pub article: Result<Article, Error>,
    pub path: String,
    pub header: Option<std::sync::Arc<Vec<String>>>,
    pub cells: Vec<String>,
}

/// The files behind a path: itself, or all files below a folder in order of their names, links not followed twice.
fn files(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut seen = HashSet::new();
    let walk = walkdir::WalkDir::new(path).follow_links(true).sort_by_file_name();
    walk.into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| entry.path().canonicalize().is_ok_and(|real| seen.insert(real)))
        .map(|entry| entry.into_path())
        .collect()
}

fn kind_of(path: &Path, said: Option<InputKind>) -> InputKind {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("csv" | "tsv") => InputKind::Csv,
        Some("jsonl" | "ndjson") => InputKind::Jsonl,
        _ => said.unwrap_or(InputKind::Page),
    }
}

/// Opens a path, `-` being stdin.
pub fn open(path: &Path) -> Result<Box<dyn Read + Send>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    File::open(path).map(|file| Box::new(file) as _).map_err(|e| Error::io("read", path, e))
}

/// Calls `each` for every article of every input, in order, until it says to stop.
pub fn each_item(args: &SourceArgs, mut each: impl FnMut(Item) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let wanted = |article: &Result<Article, Error>| match article {
        Ok(article) => args.only.is_empty() || args.only.contains(&article.id),
        Err(_) => args.only.is_empty(),
    };
    for path in args.inputs.iter().flat_map(|path| files(path)) {
        let name = path.display().to_string();
        let mut send = |item: Item| if wanted(&item.article) { each(item) } else { Ok(()) };
        let bad = |error| Item { article: Err(error), path: name.clone(), header: None, cells: Vec::new() };
        let reader = match open(&path) {
            Ok(reader) => reader,
            Err(error) => {
                send(bad(error))?;
                continue;
            }
        };
        match kind_of(&path, args.input) {
            InputKind::Page => send(page(reader, &path, &name))?,
            InputKind::Jsonl => {
                let mut reader = match JsonLinesReader::open(reader, &name) {
                    Ok(reader) => reader,
                    Err(error) => {
                        send(bad(error))?;
                        continue;
                    }
                };
                while let Some(article) = reader.next_article() {
                    send(Item { article, path: name.clone(), header: None, cells: Vec::new() })?;
                }
            }
            InputKind::Csv => {
                // A table without the columns asked for is wrong usage of the whole run, not one bad row.
                let mut reader = TableReader::open(reader, &name, &args.columns.names())?;
                let header = std::sync::Arc::new(reader.header().to_vec());
                let columns = reader.columns().clone();
                while let Some(row) = reader.next_row() {
                    send(match row {
                        Ok(row) => Item {
                            article: Ok(row.article(&columns, &name)),
                            path: name.clone(),
                            header: Some(header.clone()),
                            cells: row.fields,
                        },
                        Err(error) => Item { header: Some(header.clone()), ..bad(error) },
                    })?;
                }
            }
        }
    }
    Ok(())
}

fn page(mut reader: Box<dyn Read + Send>, path: &Path, name: &str) -> Item {
    let mut bytes = Vec::new();
    let article = match reader.read_to_end(&mut bytes) {
        Ok(_) => Ok(clean_page(&bytes, name)),
        Err(error) => Err(Error::io("read", path, error)),
    };
    Item { article, path: name.to_owned(), header: None, cells: Vec::new() }
}
