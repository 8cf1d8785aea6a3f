//! `--unlabelled`: paths -> articles without labels, and what was read of them on stderr.

use std::path::{Path, PathBuf};

use standpoint::features::WordVectors;
use standpoint::train::Prepared;
use standpoint::{Article, Error, ErrorKind, Result, Trainer};

use super::args::{ColumnArgs, Format, SourceArgs};
use super::input::{self, Item};
use super::output::tell;
use super::pipeline::{self, Event};
use super::training::DataArgs;

/// Articles that could not be read and are named.
const SHOWN: usize = 3;

impl DataArgs {
    /// What is learned from, with what its unlabelled articles tell of words.
    pub fn with_unlabelled<'a>(&self, prepared: Prepared<'a>, trainer: &Trainer) -> Result<Prepared<'a>> {
        if self.features.unlabelled.is_empty() {
            return Ok(prepared);
        }
        let (articles, bad) = read(&self.features.unlabelled, &self.columns, self.run.threads)?;
        let (count, say) = (articles.len(), |text: String| tell(self.run.quiet, &text));
        say(format!("read {count} unlabelled articles"));
        bad.iter().take(SHOWN).for_each(|(path, error)| say(format!("  not read: {path}: {error}")));
        if bad.len() > SHOWN {
            say(format!("  and {} more that could not be read", bad.len() - SHOWN));
        }
        let prepared = prepared.with_unlabelled(trainer, articles)?;
        let kept = prepared.vectors.as_ref().map_or(0, WordVectors::articles);
        if kept < count {
            say(format!("  {} of them are empty or copies of others.", count - kept));
        }
        let labelled = prepared.also_unlabelled();
        if labelled > 0 {
            say(format!("  {labelled} labelled rows are among them: their words are known wherever they are judged."));
        }
        Ok(prepared)
    }
}

/// Articles, and paths of what could not be read, and why.
type Found = (Vec<Article>, Vec<(String, Error)>);

/// All articles of some paths without claims and mentions, pages cleaned. A path that cannot be read itself is an error.
fn read(paths: &[PathBuf], columns: &ColumnArgs, threads: Option<usize>) -> Result<Found> {
    // Tables without labels lack the columns of labels, and have titles under their usual name or none.
    let columns = ColumnArgs { text_column: columns.text_column.clone(), ..ColumnArgs::default() };
    let source = SourceArgs {
        inputs: paths.to_vec(),
        input: None,
        keep_all: false,
        only: Vec::new(),
        format: Format::Table,
        out: None,
        quiet: true,
        columns,
    };
    let of_path = |path: &str, error: &Error| {
        let place = error.location();
        place.row.or(place.line).is_none() && paths.iter().any(|given| given == Path::new(path))
    };
    let (mut articles, mut bad) = (Vec::new(), Vec::new());
    let result = pipeline::run(
        threads.unwrap_or_else(pipeline::cores),
        input::reader(&source, source.cleaner()),
        || (),
        |(), item: Item| item.article(),
        |event| {
            match event {
                Event::Result(Some(Ok(article))) => articles.push(Article { claim: None, mention: None, ..article }),
                Event::Result(Some(Err((path, error)))) if of_path(&path, &error) => return Err(error.into()),
                Event::Result(Some(Err(unread))) => bad.push(unread),
                Event::Result(None) | Event::Idle => {}
            }
            Ok(())
        },
    );
    // What comes from no input is a fault of the program.
    let own = |error: anyhow::Error| error.downcast().unwrap_or_else(|other| Error::new(ErrorKind::Io, other.to_string()));
    result.map(|()| (articles, bad)).map_err(own)
}
