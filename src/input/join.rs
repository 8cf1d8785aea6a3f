//! A second table comes in; its cells go to the rows of the first that have the same key.

use std::collections::{BTreeSet, HashMap};
use std::io::Read;

use super::FIELD_CAP;
use super::columns::listed;
use super::table::TableReader;
use crate::{Error, ErrorKind, Result};

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
        Ok(Self { path, header, on, records, key: 0, by_key, there: false, repeated: 0, unmatched })
    }

    /// Settles the key with the first table's header, which gets the other columns of this one.
    pub(super) fn on(mut self, header: &mut Vec<String>) -> Result<Self> {
        let bad = |message: String| Error::new(ErrorKind::Column, message);
        // A table that classify wrote has the columns of the second table already.
        self.there = self.header.iter().all(|name| header.contains(name));
        if self.there {
            self.header.clear();
            return Ok(self);
        }
        let (ours, theirs) = match &self.on {
            Some(names) => names.clone(),
            None => {
                let shared: Vec<&String> = header.iter().filter(|name| self.header.contains(name)).collect();
                let [name] = shared[..] else {
                    let message = match shared.len() {
                        0 => format!("no column name is also in {}; its columns are {}", self.path, listed(&self.header)),
                        _ => format!("{} has {} of the same name", self.path, listed(&shared)),
                    };
                    return Err(bad(format!("{message}: name the key with --join-on NAME=NAME")));
                };
                (name.clone(), name.clone())
            }
        };
        let place = |names: &[String], name: &str, path: &str| {
            let found = names.iter().position(|n| n == name);
            found.ok_or_else(|| bad(format!("no column '{name}'{path}; the columns are {}: mend --join-on", listed(names))))
        };
        self.key = place(header, &ours, "")?;
        let at = place(&self.header, &theirs, &format!(" in {}", self.path))?;
        self.header.remove(at);
        header.extend(self.header.iter().cloned());
        for mut record in std::mem::take(&mut self.records) {
            let key = record.remove(at).trim().to_owned();
            match self.by_key.entry(key) {
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
        self.header.len()
    }

    /// Adds the partner's cells to a row, empty ones where there is none; gives the key that was not found.
    pub(super) fn append(&mut self, cells: &mut Vec<String>) -> Option<String> {
        if self.there {
            return None;
        }
        let key = cells[self.key].trim().to_owned();
        match self.by_key.get(&key) {
            Some(partner) => {
                cells.extend(partner.iter().cloned());
                None
            }
            None => {
                cells.extend(std::iter::repeat_n(String::new(), self.header.len()));
                self.unmatched.insert(key.clone());
                Some(key)
            }
        }
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
    fn the_key_is_asked_for_where_the_names_do_not_tell() {
        let message = |result: Result<TableReader>| result.err().unwrap().to_string();
        assert!(message(joined("a,b\n", "c,text\n", None)).contains("name the key with --join-on"));
        assert!(message(joined("a,b\n", "a,b,text\n", None)).contains("'a', 'b' of the same name"));
        assert!(message(joined("a\n", "c,text\n", Some(("a", "x")))).contains("no column 'x' in b.csv"));
        assert!(joined("a\n1\n", "c,text\n1,t\n", Some(("a", "c"))).is_ok());
    }
}
