//! A table of comma, semicolon or tab separated values comes in; its rows go out one by one, each bad one as an
//! error that names file, row and line.

use std::io::{Cursor, Read};
use std::path::Path;

use super::columns::{ColumnNames, Columns};
use super::decode::{decoding_reader, peek};
use super::headline;
use super::join::JoinTable;
use super::scan::{Fault, Scanner, declared_delimiter, delimiter_of, stray_quotes};
use super::{FIELD_CAP, filled, target_of};
use crate::article::Mention;
use crate::text::clean_text;
use crate::{Article, Error, ErrorKind, Result};

const HEADER_CAP: usize = 10_000;
const PEEK: usize = 1 << 20;

/// One record of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its 1-based number, the header not counted.
    pub row: u64,
    /// The line of the file where it begins.
    pub line: u64,
    /// Its cells, as many as the header has.
    pub fields: Vec<String>,
    /// The key that the second table does not have.
    pub unmatched: Option<String>,
}

impl Row {
    /// The cell in a column that may not be there; empty then.
    pub fn cell(&self, column: Option<usize>) -> &str {
        column.and_then(|at| self.fields.get(at)).map_or("", String::as_str)
    }

    /// The article in this row of `path`.
    ///
    /// # Errors
    /// Where a mention is not where the row says it is.
    pub fn article(&self, columns: &Columns, path: &str) -> Result<Article> {
        let text = self.cell(columns.text);
        let body = clean_text(text);
        let mention = self.mention(columns, text, &body).map_err(|message| {
            Error::new(ErrorKind::Input, message).file(path).row(self.row).line(self.line).column("mention")
        })?;
        let claim = filled(&clean_text(self.cell(columns.claim)));
        let title = clean_text(self.cell(columns.title));
        // Claims are held against all of a text, and the places of mentions are told in it.
        let has_headline = title.is_empty() && claim.is_none() && mention.is_none();
        let (title, body) = if has_headline { headline::part(body) } else { (title, body) };
        let unmatched = self.unmatched.iter();
        Ok(Article {
            id: filled(self.cell(columns.id)).unwrap_or_else(|| format!("{path}#{}", self.row)),
            path: path.to_owned(),
            row: Some(self.row),
            title,
            body,
            date: filled(self.cell(columns.date)),
            outlet: filled(self.cell(columns.outlet)),
            target: target_of(self.cell(columns.target)),
            claim,
            mention,
            warnings: unmatched.map(|key| format!("the second table has no row with the key '{key}'")).collect(),
            ..Article::default()
        })
    }

    /// Where the mention is in the cleaned body: after what the text before it became, or at its first place.
    fn mention(&self, columns: &Columns, text: &str, body: &str) -> std::result::Result<Option<Mention>, String> {
        let Some(mention) = filled(&clean_text(self.cell(columns.mention))) else { return Ok(None) };
        let (start, end) = (self.cell(columns.start).trim(), self.cell(columns.end).trim());
        let start = if start.is_empty() && end.is_empty() {
            body.find(&mention)
        } else {
            let place = start.parse().ok().zip(end.parse().ok()).filter(|(start, end): &(usize, usize)| start < end);
            let (start, end) = place.ok_or_else(|| format!("'{start}' to '{end}' is no place; give characters from 0"))?;
            let piece: String = text.chars().skip(start).take(end - start).collect();
            if clean_text(&piece) != mention {
                return Err(format!("characters {start} to {end} are '{piece}', not '{mention}'; count characters from 0"));
            }
            let before = clean_text(&text.chars().take(start).collect::<String>());
            match body.strip_prefix(&before) {
                Some(rest) => rest.find(&mention).map(|at| before.len() + at),
                // What was mended runs over the place by a character or two: the mention is the nearest there is.
                None => body.match_indices(&mention).map(|(at, _)| at).min_by_key(|at| at.abs_diff(before.len())),
            }
        };
        let start = start.ok_or_else(|| format!("'{mention}' is not in the text; mention words as they stand there"))?;
        Ok(Some(Mention { start, end: start + mention.len() }))
    }
}

/// Reads a table row by row, in bounded memory.
///
/// ```
/// use standpoint::input::{ColumnNames, TableReader};
/// let mut table = TableReader::open(Box::new(&b"id;text\n1;\"a;b\"\n"[..]), "a.csv", &ColumnNames::default())?;
/// let row = table.next_row().unwrap()?;
/// assert_eq!((row.row, row.line, row.fields[1].as_str()), (1, 2, "a;b"));
/// # Ok::<(), standpoint::Error>(())
/// ```
pub struct TableReader {
    scanner: Scanner,
    path: String,
    header: Vec<String>,
    columns: Columns,
    join: Option<JoinTable>,
    row: u64,
    ended: bool,
}

impl TableReader {
    /// Decodes the bytes, tells the delimiter, reads the header and finds the columns.
    pub fn open(reader: Box<dyn Read + Send>, path: &str, names: &ColumnNames) -> Result<Self> {
        Self::open_joined(reader, path, names, None)
    }

    /// As [`TableReader::open`], each row followed by the cells of its partner in a second table.
    pub fn open_joined(reader: Box<dyn Read + Send>, path: &str, names: &ColumnNames, join: Option<JoinTable>) -> Result<Self> {
        let mut table = Self::open_bare(reader, path, FIELD_CAP)?;
        table.join = join.map(|join| join.on(&mut table.header)).transpose().map_err(|error| error.file(path))?;
        table.columns = Columns::find(&table.header, names).map_err(|error| match *table.header {
            // A page, or a table whose columns are parted otherwise.
            [_] => {
                let text = format!("{}, or give a table whose columns are parted by comma, semicolon or tab", error.message());
                Error::new(error.kind(), text).file(path)
            }
            _ => error.file(path),
        })?;
        Ok(table)
    }

    /// A table whose columns play no role.
    pub(super) fn open_bare(reader: Box<dyn Read + Send>, path: &str, cap: usize) -> Result<Self> {
        let io = |error| Error::io("read", Path::new(path), error);
        let mut reader = decoding_reader(reader).map_err(io)?;
        // A pipe is read no further than its header: the first rows may be slow to come.
        let head = peek(&mut *reader, PEEK, |head| path == "-" && head.contains(&b'\n')).map_err(io)?;
        let lower = path.to_ascii_lowercase();
        let tabs = lower.ends_with(".tsv") || lower.ends_with(".tab");
        let declared = declared_delimiter(&head);
        let delimiter = declared.unwrap_or_else(|| if tabs { b'\t' } else { delimiter_of(&head) });
        let quoting = delimiter != b'\t' || !stray_quotes(&head, head.len() < PEEK);
        let scanner = Scanner::new(Box::new(Cursor::new(head).chain(reader)), delimiter, quoting, cap);
        let mut table = Self {
            scanner,
            path: path.to_owned(),
            header: Vec::new(),
            columns: Columns::default(),
            join: None,
            row: 0,
            ended: false,
        };
        if declared.is_some() {
            table.scanner.skip_line().map_err(io)?;
        }
        let mut fields = Vec::new();
        let record = match table.scanner.record(HEADER_CAP, &mut fields) {
            Ok(Some(record)) => record,
            Ok(None) => {
                return Err(Error::new(ErrorKind::Input, "empty file: give a table with a header and rows").file(path));
            }
            Err(fault) => return Err(table.fault(fault, None, 1)),
        };
        if record.found > HEADER_CAP {
            let message =
                format!("the header has {} columns, over the limit of {HEADER_CAP}; keep those that matter", record.found);
            return Err(Error::new(ErrorKind::Input, message).file(path).line(record.first_line));
        }
        for field in fields {
            let name = String::from_utf8(field).map_err(|error| {
                Error::new(ErrorKind::Input, "the header is not valid UTF-8; save the file as UTF-8")
                    .file(path)
                    .line(record.first_line)
                    .caused_by(error)
            })?;
            if name.contains('\0') {
                let text = "no table: its first line holds bytes that are no text; give a CSV with a header";
                return Err(Error::new(ErrorKind::Input, text).file(path));
            }
            table.header.push(name.trim().to_owned());
        }
        Ok(table)
    }

    /// The names of the columns.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Which column plays which role.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The byte between the cells.
    pub fn delimiter(&self) -> u8 {
        self.scanner.delimiter
    }

    /// The number of the row that was read last; 0 before the first.
    pub(super) fn row(&self) -> u64 {
        self.row
    }

    /// The second table, with what it has counted so far.
    pub fn join(&self) -> Option<&JoinTable> {
        self.join.as_ref()
    }

    fn fault(&self, fault: Fault, row: Option<u64>, line: u64) -> Error {
        let (message, line) = match fault {
            Fault::Io(error) => {
                let error = Error::io("read", Path::new(&self.path), error).line(line);
                return row.into_iter().fold(error, Error::row);
            }
            Fault::Unclosed(line) => (
                format!("the quote that opens at line {line} is never closed; close it, or double the quotes inside the cell"),
                line,
            ),
            Fault::TooLong(Some(line)) => (
                format!(
                    "a cell is over the limit of {} bytes, and its quote opens at line {line}; close the quote or shorten the cell",
                    self.scanner.cap
                ),
                line,
            ),
            Fault::TooLong(None) => (format!("a cell is over the limit of {} bytes; shorten it", self.scanner.cap), line),
        };
        let error = Error::new(ErrorKind::Input, message).file(&self.path).line(line);
        match row {
            Some(row) => error.row(row),
            None => error,
        }
    }

    /// The next row, or what is wrong with it; after an error it goes on with the next record there is.
    pub fn next_row(&mut self) -> Option<Result<Row>> {
        if self.ended {
            return None;
        }
        let mut fields = Vec::new();
        let before = self.scanner.line;
        let own = self.header.len() - self.join.as_ref().map_or(0, JoinTable::width);
        let read = self.scanner.record(own, &mut fields);
        let record = match read {
            Ok(None) => {
                self.ended = true;
                return None;
            }
            Ok(Some(record)) => record,
            Err(fault) => {
                self.row += 1;
                self.ended = matches!(fault, Fault::Io(_));
                return Some(Err(self.fault(fault, Some(self.row), before)));
            }
        };
        self.row += 1;
        let (row, line) = (self.row, record.first_line);
        let place = |message: String| Error::new(ErrorKind::Input, message).file(&self.path).row(row).line(line);
        if record.found != own {
            let mut message = format!("expected {own} fields, as in the header, and found {}; ", record.found);
            if record.last_line > line {
                message.push_str(&format!("the row runs to line {}, so look for a quote that is not closed", record.last_line));
            } else {
                message.push_str("put quotes around cells that hold the delimiter, or add the missing cells");
            }
            return Some(Err(place(message)));
        }
        let mut cells = Vec::with_capacity(fields.len());
        for (at, field) in fields.into_iter().enumerate() {
            match String::from_utf8(field) {
                Ok(cell) => cells.push(cell),
                Err(error) => {
                    let message = "not valid UTF-8, though the file begins so; save the whole file as UTF-8".to_owned();
                    return Some(Err(place(message).column(&self.header[at]).caused_by(error)));
                }
            }
        }
        match self.join.as_mut().map_or(Ok(None), |join| join.append(&mut cells)) {
            Ok(unmatched) => Some(Ok(Row { row, line, fields: cells, unmatched })),
            Err(error) => Some(Err(error.file(&self.path).row(row).line(line))),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn open(bytes: impl Into<Vec<u8>>, path: &str) -> Result<TableReader> {
        TableReader::open_bare(Box::new(Cursor::new(bytes.into())), path, 1000)
    }

    fn rows(bytes: impl Into<Vec<u8>>, path: &str) -> Vec<std::result::Result<Row, String>> {
        let mut table = open(bytes, path).map_err(|e| e.to_string()).unwrap();
        std::iter::from_fn(|| table.next_row()).map(|row| row.map_err(|e| e.to_string())).collect()
    }

    #[test]
    fn delimiters_are_told_by_the_header() {
        for (text, wanted) in [("text,topic\n", b','), ("text;\"a,b,c\"\n", b';'), ("text\ttopic\n", b'\t'), ("text\n", b',')] {
            assert_eq!(open(text, "a.csv").unwrap().delimiter(), wanted, "{text}");
        }
        assert_eq!(open("text\tx,y,z\n", "a.tsv").unwrap().delimiter(), b'\t');
    }

    #[test]
    fn rows_lines_and_quotes() {
        let got = rows("text,topic\r\n\"a \"\"b\"\"\r\nc\",x\r\n\r\nd,y", "a.csv");
        let first = got[0].clone().unwrap();
        assert_eq!((first.row, first.line, first.fields[0].as_str()), (1, 2, "a \"b\"\r\nc"));
        let columns = Columns { text: Some(0), ..Columns::default() };
        let article = first.article(&columns, "a.csv").unwrap();
        assert_eq!((article.id.as_str(), article.body.as_str()), ("a.csv#1", "a \"b\"\nc"));
        let second = got[1].clone().unwrap();
        assert_eq!((second.row, second.line, got.len()), (2, 5, 2));
    }

    #[test]
    fn a_mention_is_found_where_characters_of_the_cell_as_it_came_say() {
        for (text, mention, start, wanted) in [
            ("Ana &amp; Ana meet Ana", "Ana", 10, "Ana & |Ana meet Ana"),
            ("JosÃ© met JosÃ© at the cafÃ©", "JosÃ©", 10, "José met |José at the café"),
            ("So, saidÂ Ana, AnaÂ Ana", "Ana", 20, "So, said Ana, Ana |Ana"),
            ("\u{feff}Ana\u{200b} and o\u{fb03}cial Ana's\u{a0} Ana", "Ana", 24, "Ana and official Ana's |Ana"),
            ("A\u{303}Ana, Ana, Ana", "Ana", 7, "\u{c3}Ana, |Ana, Ana"),
        ] {
            let fields = [text, mention, &start.to_string(), &(start + mention.chars().count()).to_string()];
            let row = Row { row: 1, line: 2, fields: fields.map(str::to_owned).to_vec(), unmatched: None };
            let columns = Columns { text: Some(0), mention: Some(1), start: Some(2), end: Some(3), ..Columns::default() };
            let article = row.article(&columns, "a.csv").unwrap();
            let at = article.mention.unwrap().start;
            assert_eq!(format!("{}|{}", &article.body[..at], &article.body[at..]), wanted);
        }
    }

    #[test]
    fn an_unclosed_quote_is_found_and_passed() {
        let got = rows("text,topic\na,x\n\"b,x\nc,y\nd,z\n", "a.csv");
        let message = got[1].clone().unwrap_err();
        assert!(message.starts_with("a.csv, row 2, line 3: the quote that opens at line 3"), "{message}");
        let third = got[2].clone().unwrap();
        assert_eq!((third.row, third.line, third.fields[0].as_str(), got.len()), (3, 4, "c", 4));
    }

    #[test]
    fn field_counts_are_told() {
        let got = rows("text,topic\na\nb,x,y\nc,z\n", "a.csv");
        assert!(got[0].clone().unwrap_err().contains("row 1, line 2: expected 2 fields, as in the header, and found 1"));
        assert!(got[1].clone().unwrap_err().contains("found 3"));
        assert!(got[2].is_ok());
    }

    #[test]
    fn late_bad_bytes_name_row_and_column() {
        let mut bytes = b"text,topic\n".to_vec();
        (0..9000).for_each(|_| bytes.extend_from_slice(b"abcdefgh,x\n"));
        bytes.extend_from_slice(b"Z\xF6lle,x\nend,x\n");
        let got = rows(bytes, "a.csv");
        let message = got[9000].clone().unwrap_err();
        assert!(message.starts_with("a.csv, row 9001, line 9002, column 'text': not valid UTF-8"), "{message}");
        assert!(got[9001].is_ok());
    }

    #[test]
    fn caps_hold() {
        let long = "x".repeat(2000);
        let got = rows(format!("text,topic\n{long},x\nb,y\n\"a\n{long}\n\",y\n"), "a.csv");
        assert!(got[0].clone().unwrap_err().contains("row 1, line 2: a cell is over the limit"));
        assert!(got[1].is_ok());
        assert!(got[2].clone().unwrap_err().contains("its quote opens at line 4"));
        let wide = format!("text{}\n", ",".repeat(HEADER_CAP));
        assert!(open(wide, "a.csv").err().unwrap().to_string().contains("10001 columns"));
        assert!(open("", "a.csv").err().unwrap().to_string().contains("empty file"));
    }

    #[test]
    fn a_mention_is_where_the_row_says_or_at_its_first_place() {
        let names = ColumnNames::default();
        let text = "text,mention,start,end\n Ana  met Bo\u{e9} and Bo\u{e9}.,Bo\u{e9},18,21\nx Bo,Bo,,\nx Bo,Bo,0,1\nx,Bo,,\n";
        let mut table = TableReader::open(Box::new(Cursor::new(text)), "a.csv", &names).unwrap();
        let columns = table.columns().clone();
        let mut next = || table.next_row().unwrap().unwrap().article(&columns, "a.csv");
        let first = next().unwrap();
        assert_eq!((&first.body[first.mention.unwrap().range()], first.mention.unwrap().start), ("Bo\u{e9}", 17));
        assert_eq!(next().unwrap().mention.unwrap().start, 2);
        assert!(next().unwrap_err().to_string().contains("row 3, line 4, column 'mention': characters 0 to 1 are 'x'"));
        assert!(next().unwrap_err().to_string().contains("'Bo' is not in the text"));
    }

    #[test]
    fn stray_quotes_in_tabs_are_text() {
        let got = rows("text\ttopic\n\"No,\" he said\tx\nb\ty\n\"c\tz\n", "a.tsv");
        assert_eq!(got[0].clone().unwrap().fields[0], "\"No,\" he said");
        assert_eq!(got[2].clone().unwrap().fields[0], "\"c");
        assert_eq!(rows("text\ttopic\n\"a\nb\"\tx\n", "a.tsv")[0].clone().unwrap().fields[0], "a\nb");
    }
}
