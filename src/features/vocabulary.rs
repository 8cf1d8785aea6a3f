//! Sorted terms and their columns.

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
    text: String,
    ends: Vec<u32>,
}

impl Vocabulary {
    /// Of terms that are sorted and distinct.
    pub fn from_sorted<'a>(terms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut out = Self::default();
        for term in terms {
            out.text.push_str(term);
            out.ends.push(out.text.len() as u32);
        }
        out
    }

    /// Of the parts a model file holds, which are checked.
    ///
    /// # Errors
    /// Where the ends do not rise, cut a character, or the terms are not sorted.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Result<Self> {
        let out = Self { text, ends };
        let bad = |what: &str| Error::new(ErrorKind::ModelFile, format!("damaged vocabulary: {what}; train the model again"));
        let mut start = 0;
        for &end in &out.ends {
            if out.text.get(start as usize..end as usize).is_none_or(str::is_empty) {
                return Err(bad("a term's end lies outside it"));
            }
            start = end;
        }
        if start as usize != out.text.len() {
            return Err(bad("text after the last term"));
        }
        if (1..out.len()).any(|i| out.term(i - 1) >= out.term(i)) {
            return Err(bad("terms out of order"));
        }
        Ok(out)
    }

    /// The text of all terms, one after the other, and where each ends.
    pub fn parts(&self) -> (&str, &[u32]) {
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
        let start = if column == 0 { 0 } else { self.ends[column - 1] as usize };
        &self.text[start..self.ends[column] as usize]
    }

    /// The column of a term, by binary search.
    pub fn find(&self, term: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.term(middle).cmp(term) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle as u32),
            }
        }
        None
    }
}
