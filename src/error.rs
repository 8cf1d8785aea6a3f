//! What went wrong, where, and the way out.
//!
//! Every failure of the library is one [`Error`]: a kind to match on, a sentence for people that ends
//! with what to do, the place in the input where there is one, and the cause underneath.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What sort of failure it is, for code that reacts to it.
///
/// ```
/// use standpoint::{ErrorKind, model_file};
/// assert_eq!(model_file::from_bytes(b"no model").unwrap_err().kind(), ErrorKind::ModelFile);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file, folder or stream could not be read or written.
    Io,
    /// The input is there but is not what it should be: quotes, fields, encoding, JSON.
    Input,
    /// A column is missing, or two could be meant.
    Column,
    /// The labels cannot be learned from: none, one class only, words that mean nothing.
    Labels,
    /// A parameter lies outside its legal range.
    Parameter,
    /// The model file is damaged, newer than this program, or no model at all.
    ModelFile,
    /// A linfa trait refused its arguments.
    Linfa,
}

/// A place in an input. Rows, lines and columns are 1-based; the header is not counted as a row.
///
/// ```
/// let place = standpoint::Location { row: Some(3), column: Some("text".into()), ..Default::default() };
/// assert_eq!(place.to_string(), "row 3, column 'text'");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// The file, where the input has one.
    pub file: Option<PathBuf>,
    /// The record of a table.
    pub row: Option<u64>,
    /// The line of the file.
    pub line: Option<u64>,
    /// The name of the column.
    pub column: Option<String>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(file) = &self.file {
            parts.push(file.display().to_string());
        }
        if let Some(row) = self.row {
            parts.push(format!("row {row}"));
        }
        if let Some(line) = self.line {
            parts.push(format!("line {line}"));
        }
        if let Some(column) = &self.column {
            parts.push(format!("column '{column}'"));
        }
        f.write_str(&parts.join(", "))
    }
}

/// The one error type of the library.
///
/// ```
/// use standpoint::{Error, ErrorKind};
/// let error = Error::new(ErrorKind::Column, "no text column; name one with --text-column").row(3);
/// assert_eq!(error.to_string(), "row 3: no text column; name one with --text-column");
/// assert_eq!(error.kind(), ErrorKind::Column);
/// ```
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    location: Box<Location>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// A result with the library's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of `kind` with a message that ends with the way out.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), location: Box::default(), source: None }
    }

    /// A failure of the file system at `path`; `doing` is the verb, such as "read".
    pub fn io(doing: &str, path: &Path, source: io::Error) -> Self {
        let way_out = match source.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::PermissionDenied => "check its rights",
            io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory => "name a file that is in a folder",
            io::ErrorKind::StorageFull => "make room",
            _ => "check the file and its disk",
        };
        Self::new(ErrorKind::Io, format!("cannot {doing}: {source}; {way_out}")).file(path).caused_by(source)
    }

    /// Adds the file.
    pub fn file(mut self, file: impl AsRef<Path>) -> Self {
        self.location.file = Some(file.as_ref().to_owned());
        self
    }

    /// Adds the 1-based row.
    pub fn row(mut self, row: u64) -> Self {
        self.location.row = Some(row);
        self
    }

    /// Adds the 1-based line of the file.
    pub fn line(mut self, line: u64) -> Self {
        self.location.line = Some(line);
        self
    }

    /// Adds the name of the column.
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.location.column = Some(column.into());
        self
    }

    /// Adds the cause.
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where it happened.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The message without the place.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self.location != Location::default() {
            write!(f, "{}: ", self.location)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as _)
    }
}

impl From<linfa::Error> for Error {
    fn from(source: linfa::Error) -> Self {
        Self::new(ErrorKind::Linfa, source.to_string()).caused_by(source)
    }
}
