//! A second table comes in; its cells go to the rows of the first that have the same key.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use super::FIELD_CAP;
use super::columns::listed;
use super::table::TableReader;
use crate::{Error, ErrorKind, Result};

/// Letters of a cell that are shown.
const SHOWN: usize = 40;

/// A table held in memory, found by one of its columns, and what was counted while it was.
///
/// ```
/// use standpoint::input::{ColumnNames, JoinTable, TableReader};
/// let bodies = JoinTable::read(Box::new(&b"key,text\n7,a body\n"[..]), "bodies.csv", None)?;
/// let first = Box::new(&b"claim,key\nyes,7\n"[..]);
/// let mut table = TableReader::open_joined(first, "stances.csv", &ColumnNames::default(), Some(bodies))?;
/// assert_eq!(table.next_row().unwrap()?.fields, ["yes", "7", "a body"]);
/// # Ok::<(), standpoint::Error>(())
/// ```
pub struct JoinTable {
    path: String,
    header: Vec<String>,
    on: Option<(String, String)>,
    records: Vec<Vec<String>>,
    /// The key's column in the first table.
    key: usize,
    by_key: HashMap<String, Vec<String>>,
    /// The columns beside the key that both tables have, with their places here and there; and the places of those that it adds.
    both: Vec<(String, usize, usize)>,
    added: Vec<usize>,
    /// Whether the first table has all its columns, so that nothing is added.
    there: bool,
    /// Rows whose key an earlier row had already; the first counts.
    pub repeated: u64,
    /// Keys of the first table that were not found.
    pub unmatched: BTreeSet<String>,
}

impl JoinTable {
    /// Reads the whole table. `on` names the key's column here and there, where the names differ.
    ///
    /// # Errors
    /// As for the first table; a bad row stops.
    pub fn read(reader: Box<dyn Read + Send>, path: &str, on: Option<(String, String)>) -> Result<Self> {
        let mut table = TableReader::open_bare(reader, path, FIELD_CAP)?;
        let records = std::iter::from_fn(|| table.next_row()).map(|row| row.map(|row| row.fields)).collect::<Result<_>>()?;
        let (header, path) = (table.header().to_vec(), path.to_owned());
        let (by_key, unmatched) = (HashMap::new(), BTreeSet::new());
        let (both, added) = (Vec::new(), Vec::new());
        Ok(Self { path, header, on, records, key: 0, by_key, both, added, there: false, repeated: 0, unmatched })
    }

    /// Settles the key with the first table's header, which gets those of the other columns of this one that it has not.
    pub(super) fn on(mut self, header: &mut Vec<String>) -> Result<Self> {
        let bad = |message: String| Error::new(ErrorKind::Column, message);
        let shared: Vec<&String> = header.iter().filter(|name| self.header.contains(name)).collect();
        // Beside other columns of the same name the id is the key.
        let id = shared.iter().find(|name| name.eq_ignore_ascii_case("id"));
        let (ours, theirs) = match (&self.on, id, &shared[..]) {
            (Some(names), ..) => names.clone(),
            (None, _, [name]) | (None, Some(name), _) => ((*name).clone(), (*name).clone()),
            // A table that classify wrote has the columns of the second table already.
            (None, None, [_, _, ..]) if self.header.iter().all(|name| header.contains(name)) => {
                self.there = true;
                return Ok(self);
            }
            _ => {
                let message = match shared.len() {
                    0 => format!("no column name is also in {}; its columns are {}", self.path, listed(&self.header)),
                    _ => format!("{} has {} of the same name", self.path, listed(&shared)),
                };
                return Err(bad(format!("{message}: name the key with --join-on NAME=NAME")));
            }
        };
        let place = |names: &[String], name: &str, path: &str| {
            let found = names.iter().position(|n| n == name);
            found.ok_or_else(|| bad(format!("no column '{name}'{path}; the columns are {}: mend --join-on", listed(names))))
        };
        self.key = place(header, &ours, "")?;
        let at = place(&self.header, &theirs, &format!(" in {}", self.path))?;
        let names = &self.header;
        let of_ours: Vec<Option<usize>> = names.iter().map(|name| header.iter().position(|ours| ours == name)).collect();
        // A column without a name, such as a data frame's index, says nothing of a row.
        let both = (0..).zip(&of_ours).filter(|(theirs, _)| *theirs != at && !names[*theirs].trim().is_empty());
        self.both = both.filter_map(|(theirs, ours)| Some((names[theirs].clone(), (*ours)?, theirs))).collect();
        self.added = (0..names.len()).filter(|&theirs| theirs != at && of_ours[theirs].is_none()).collect();
        header.extend(self.added.iter().map(|&theirs| names[theirs].clone()));
        for record in std::mem::take(&mut self.records) {
            match self.by_key.entry(record[at].trim().to_owned()) {
                std::collections::hash_map::Entry::Occupied(_) => self.repeated += 1,
                std::collections::hash_map::Entry::Vacant(slot) => {
                    slot.insert(record);
                }
            }
        }
        Ok(self)
    }

    /// Columns it adds.
    pub(super) fn width(&self) -> usize {
        self.added.len()
    }

    /// Adds the partner's cells to a row, empty ones where there is none, and fills what is blank of columns that both tables have; gives
    /// the key that was not found.
    ///
    /// # Errors
    /// Where a column that both tables have says other things of the row in them.
    pub(super) fn append(&mut self, cells: &mut Vec<String>) -> Result<Option<String>> {
        if self.there {
            return Ok(None);
        }
        let key = cells[self.key].trim().to_owned();
        let Some(partner) = self.by_key.get(&key) else {
            cells.extend(std::iter::repeat_n(String::new(), self.added.len()));
            self.unmatched.insert(key.clone());
            return Ok(Some(key));
        };
        for (name, at, theirs) in &self.both {
            let (ours, theirs) = (cells[*at].trim(), partner[*theirs].trim());
            if ours.is_empty() {
                cells[*at] = theirs.to_owned();
            } else if !theirs.is_empty() && !says_the_same(ours, theirs) {
                let [ours, theirs] = [ours, theirs].map(|cell| cell.chars().take(SHOWN).collect::<String>());
                let other_key = if self.on.is_none() { ", or name another key with --join-on" } else { "" };
                let text = format!(
                    "'{name}' is '{ours}' here and '{theirs}' in {}, of the same '{key}'; rename the column in one of the tables{other_key}",
                    self.path
                );
                return Err(Error::new(ErrorKind::Column, text));
            }
        }
        cells.extend(self.added.iter().map(|&theirs| partner[theirs].clone()));
        Ok(None)
    }

    /// What was counted, in words.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.there {
            notes.push(format!("The table has every column of {} already: nothing was joined.", self.path));
        }
        if !self.unmatched.is_empty() {
            let keys: Vec<&String> = self.unmatched.iter().collect();
            notes.push(format!("{} keys are not in the second table: {}.", keys.len(), listed(&keys)));
        }
        if self.repeated > 0 {
            notes.push(format!("{} rows of the second table repeat a key; the first of each counts.", self.repeated));
        }
        notes
    }
}

/// Whether two cells hold the same, lists in whatever order.
fn says_the_same(a: &str, b: &str) -> bool {
    let parts = |cell| BTreeSet::from_iter(str::split(cell, [';', '|']).map(str::trim));
    a == b || parts(a) == parts(b)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Cursor;

    use super::super::{ColumnNames, TableReader};
    use super::*;

    fn joined(first: &'static str, second: &'static str, on: Option<(&str, &str)>) -> Result<TableReader> {
        let on = on.map(|(a, b)| (a.to_owned(), b.to_owned()));
        let join = JoinTable::read(Box::new(Cursor::new(second)), "b.csv", on)?;
        TableReader::open_joined(Box::new(Cursor::new(first)), "a.csv", &ColumnNames::default(), Some(join))
    }

    #[test]
    fn rows_get_the_cells_of_their_partner_and_what_has_none_is_counted() {
        let mut table = joined("claim,key\nc1,7\nc2,8\n", "key,text\n7,one\n7,two\n", None).unwrap();
        assert_eq!(table.header(), ["claim", "key", "text"]);
        assert_eq!(table.next_row().unwrap().unwrap().fields, ["c1", "7", "one"]);
        let second = table.next_row().unwrap().unwrap();
        assert_eq!((second.fields[2].as_str(), second.unmatched.as_deref()), ("", Some("8")));
        let join = table.join().unwrap();
        assert_eq!(
            join.notes(),
            ["1 keys are not in the second table: '8'.", "1 rows of the second table repeat a key; the first of each counts."]
        );
    }

    #[test]
    fn a_table_that_has_all_columns_already_stays_as_it_is() {
        let mut table = joined("key,text,predicted_stance\n7,one,agree\n", "key,text\n7,one\n", None).unwrap();
        assert_eq!(table.header(), ["key", "text", "predicted_stance"]);
        assert_eq!(table.next_row().unwrap().unwrap().fields, ["7", "one", "agree"]);
        assert_eq!(table.join().unwrap().notes(), ["The table has every column of b.csv already: nothing was joined."]);
    }

    #[test]
    fn a_column_that_both_tables_have_stands_once_and_says_the_same() {
        let first = "id,text,said\n1,one,x\n2,two,y\n3,three,z\n";
        let mut table = joined(first, "id,text,topics\n1,one,a\n2,2,b\n", None).unwrap();
        assert_eq!(table.header(), ["id", "text", "said", "topics"]);
        assert_eq!(table.next_row().unwrap().unwrap().fields, ["1", "one", "x", "a"]);
        let error = table.next_row().unwrap().unwrap_err().to_string();
        assert!(error.contains("row 2") && error.contains("'text' is 'two' here and '2' in b.csv, of the same '2'"), "{error}");
        assert_eq!(table.next_row().unwrap().unwrap().fields, ["3", "three", "z", ""]);
        // Lists in another order say the same, a blank is filled, and a column without a name says nothing.
        let mut table = joined(",id,text,topics\n0,1,one,a; b\n1,2,two,\n", ",id,topics\n7,1,b;a\n8,2,c\n", None).unwrap();
        assert_eq!(table.next_row().unwrap().unwrap().fields, ["0", "1", "one", "a; b"]);
        assert_eq!(table.next_row().unwrap().unwrap().fields, ["1", "2", "two", "c"]);
        // All of its columns, which say other things.
        let mut table = joined("id,text,topics\n1,t,a\n", "id,topics\n1,b\n", None).unwrap();
        assert!(table.next_row().unwrap().is_err());
    }

    #[test]
    fn the_key_is_asked_for_where_the_names_do_not_tell() {
        let message = |result: Result<TableReader>| result.err().unwrap().to_string();
        assert!(message(joined("a,b\n", "c,text\n", None)).contains("name the key with --join-on"));
        assert!(message(joined("a,b\n", "a,b,text\n", None)).contains("'a', 'b' of the same name"));
        assert!(message(joined("a\n", "c,text\n", Some(("a", "x")))).contains("no column 'x' in b.csv"));
        assert!(joined("a\n1\n", "c,text\n1,t\n", Some(("a", "c"))).is_ok());
    }
}
