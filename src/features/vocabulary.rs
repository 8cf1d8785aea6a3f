//! Sorted terms and their columns.

use std::ops::Range;

use crate::buffer::Buffer;
use crate::error::{Error, ErrorKind, Result};

/// The terms of a model, sorted by their bytes; a term's place is its column.
///
/// ```
/// use standpoint::features::Vocabulary;
/// let vocabulary = Vocabulary::from_sorted(["ban", "tariff"]);
/// assert_eq!(vocabulary.find("tariff"), Some(1));
/// assert_eq!(vocabulary.find("tax"), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vocabulary {
    /// UTF-8, the terms one after the other.
    text: Buffer<u8>,
    ends: Buffer<u32>,
}

impl Vocabulary {
    /// Of terms that are sorted and distinct.
    pub fn from_sorted<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut text, mut ends) = (Vec::new(), Vec::new());
        for term in terms {
            text.extend_from_slice(term.as_bytes());
            ends.push(text.len() as u32);
        }
        Self { text: text.into(), ends: ends.into() }
    }

    /// Of the parts a model file holds, which are checked. O(text).
    ///
    /// # Errors
    /// Where the text is no UTF-8, the ends do not rise or cut a character, or the terms are not sorted.
    pub fn from_parts(text: Buffer<u8>, ends: Buffer<u32>) -> Result<Self> {
        let bad = |what: &str| Error::new(ErrorKind::ModelFile, format!("damaged vocabulary: {what}; train the model again"));
        let whole = std::str::from_utf8(&text).map_err(|_| bad("it is no UTF-8"))?;
        let (mut start, mut before) = (0, "");
        for &end in ends.iter() {
            let term = whole.get(start as usize..end as usize).ok_or_else(|| bad("a term's end lies outside it"))?;
            if term <= before {
                return Err(bad("terms out of order"));
            }
            (start, before) = (end, term);
        }
        if start as usize != whole.len() {
            return Err(bad("text after the last term"));
        }
        Ok(Self { text, ends })
    }

    /// The text of all terms, one after the other, and where each ends.
    pub fn parts(&self) -> (&[u8], &[u32]) {
        (&self.text, &self.ends)
    }

    /// Number of terms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The term of a column.
    pub fn term(&self, column: usize) -> &str {
        // Both constructors have seen that these bytes are characters.
        std::str::from_utf8(bytes(&self.text, &self.ends, column)).unwrap_or_default()
    }

    /// The column of a term, by binary search.
    pub fn find(&self, term: &str) -> Option<u32> {
        self.find_within(0..self.len() as u32, term)
    }

    /// The column of a term that lies within a range of columns if it is anywhere.
    pub(crate) fn find_within(&self, range: Range<u32>, term: &str) -> Option<u32> {
        let at = self.partition_point(&range, |other| other < term.as_bytes());
        (at < range.end && self.term(at as usize) == term).then_some(at)
    }

    /// The columns of the terms that begin with `start`.
    pub(crate) fn starting_with(&self, start: &str) -> Range<u32> {
        self.starting_within(0..self.len() as u32, start)
    }

    /// Those of them that lie within a range of columns.
    pub(crate) fn starting_within(&self, range: Range<u32>, start: &str) -> Range<u32> {
        let first = self.partition_point(&range, |term| term < start.as_bytes());
        first..self.partition_point(&(first..range.end), |term| term.starts_with(start.as_bytes()))
    }

    /// The first column of a range whose term `before` does not hold of.
    fn partition_point(&self, range: &Range<u32>, before: impl Fn(&[u8]) -> bool) -> u32 {
        // One view of the file for the whole search.
        let (text, ends) = self.parts();
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low.midpoint(high);
            if before(bytes(text, ends, middle as usize)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

fn bytes<'a>(text: &'a [u8], ends: &[u32], column: usize) -> &'a [u8] {
    let start = if column == 0 { 0 } else { ends[column - 1] as usize };
    &text[start..ends[column] as usize]
}
