//! JSON lines come in, one object an article; articles go out, each bad line as an error. The names of an object
//! play the roles that the columns of a table would.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde_json::{Map, Value};

use super::FIELD_CAP;
use super::columns::{ColumnNames, Columns};
use super::decode::decoding_reader;
use super::table::Row;
use crate::{Article, Error, ErrorKind, Result};

/// Reads articles from JSON lines, in bounded memory.
///
/// ```
/// use standpoint::input::{ColumnNames, JsonLinesReader};
/// let bytes = Box::new(&b"{\"id\": 7, \"text\": \"Duties rise.\"}\n"[..]);
/// let mut reader = JsonLinesReader::open(bytes, "a.jsonl", &ColumnNames::default())?;
/// assert_eq!(reader.next_article().unwrap()?.id, "7");
/// assert!(reader.next_article().is_none());
/// # Ok::<(), standpoint::Error>(())
/// ```
pub struct JsonLinesReader {
    reader: BufReader<Box<dyn Read + Send>>,
    path: String,
    names: ColumnNames,
    line: u64,
    row: u64,
    cap: usize,
    ended: bool,
}

impl JsonLinesReader {
    /// Decodes the bytes; nothing is parsed yet.
    pub fn open(reader: Box<dyn Read + Send>, path: &str, names: &ColumnNames) -> Result<Self> {
        let reader = decoding_reader(reader).map_err(|error| Error::io("read", Path::new(path), error))?;
        let (path, names) = (path.to_owned(), names.clone());
        Ok(Self { reader: BufReader::new(reader), path, names, line: 0, row: 0, cap: FIELD_CAP, ended: false })
    }

    /// One line without its end, `None` where it passes the cap; an outer `None` at the end.
    fn next_line(&mut self) -> std::io::Result<Option<Option<Vec<u8>>>> {
        let (mut bytes, mut over, mut any) = (Vec::new(), false, false);
        loop {
            let chunk = self.reader.fill_buf()?;
            if chunk.is_empty() {
                return Ok(any.then_some((!over).then_some(bytes)));
            }
            any = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            over |= bytes.len() + part.len() > self.cap;
            if over {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some((!over).then_some(bytes)));
            }
        }
    }

    /// The next article, or what is wrong with its line; empty lines are passed over.
    pub fn next_article(&mut self) -> Option<Result<Article>> {
        while !self.ended {
            self.line += 1;
            let bytes = match self.next_line() {
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Error::io("read", Path::new(&self.path), error).line(self.line)));
                }
                Ok(None) => {
                    self.ended = true;
                    return None;
                }
                Ok(Some(bytes)) => bytes,
            };
            if bytes.as_ref().is_some_and(|bytes| bytes.trim_ascii().is_empty()) {
                continue;
            }
            self.row += 1;
            let article = match bytes {
                Some(bytes) => self.article(&bytes),
                None => {
                    Err(Error::new(ErrorKind::Input, format!("the line is over the limit of {} bytes; shorten it", self.cap)))
                }
            };
            return Some(article.map_err(|error| error.file(&self.path).row(self.row).line(self.line)));
        }
        None
    }

    fn article(&self, bytes: &[u8]) -> Result<Article> {
        let object: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| {
            Error::new(ErrorKind::Input, format!("not a JSON object ({error}); write one object a line, in UTF-8"))
                .caused_by(error)
        })?;
        let mut names = Vec::with_capacity(object.len());
        let mut fields = Vec::with_capacity(object.len());
        let mut nested = Vec::new();
        for (name, value) in object {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text,
                Value::Array(_) | Value::Object(_) => {
                    nested.push(names.len());
                    String::new()
                }
                other => other.to_string(),
            };
            names.push(name);
            fields.push(text);
        }
        let columns = Columns::find(&names, &self.names)?;
        if let Some(at) = nested.into_iter().find(|at| columns.used().contains(at)) {
            let message = "a list or an object stands where text belongs; write a string";
            return Err(Error::new(ErrorKind::Input, message).column(&names[at]));
        }
        Row { row: self.row, line: self.line, fields, unmatched: None }.article(&columns, &self.path)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_bad_ones_named() {
        let long = "x".repeat(300);
        let text = format!(
            "{{\"id\":7,\"Body\":\" a\\r\\nb \",\"target\":\"NONE\"}}\n\n{{oops\n{{\"title\":\"t\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"a\",\"body\":\"b\"}}\n{{\"text\":\"end\"}}"
        );
        let mut reader = JsonLinesReader::open(Box::new(std::io::Cursor::new(text)), "a.jsonl", &ColumnNames::default()).unwrap();
        reader.cap = 200;
        let first = reader.next_article().unwrap().unwrap();
        assert_eq!((first.id.as_str(), first.body.as_str(), first.target), ("7", "a\nb", None));
        for (line, wanted) in [
            (3, "not a JSON object"),
            (4, "no text column; the columns are 'title'"),
            (5, "over the limit"),
            (6, "more than one column"),
        ] {
            let error = reader.next_article().unwrap().unwrap_err();
            assert_eq!(error.location().line, Some(line));
            assert!(error.message().contains(wanted), "{error}");
        }
        assert_eq!(reader.next_article().unwrap().unwrap().id, "a.jsonl#6");
        assert!(reader.next_article().is_none());
    }
}
