//! Cells -> one line of CSV, as the `csv` crate writes it.

use std::io::Write;

use memchr::{memchr, memchr_iter, memchr3};

/// A line that cells are added to.
#[derive(Default)]
pub struct CsvLine {
    bytes: Vec<u8>,
    cells: usize,
}

/// Bytes for some short cells more, and a thirtieth of the others' for quotes that are doubled.
const ROOM: usize = 512;

impl CsvLine {
    /// A line of cells, with room for some more.
    pub fn of<S: AsRef<str>>(cells: impl IntoIterator<Item = S> + Clone) -> Self {
        let room: usize = cells.clone().into_iter().map(|cell| cell.as_ref().len() + 3).sum();
        // A line that outgrew its memory would be copied.
        let mut line = Self { bytes: Vec::with_capacity(room + room / 32 + ROOM), cells: 0 };
        cells.into_iter().for_each(|cell| line.cell(cell.as_ref()));
        line
    }

    /// Adds a cell, in quotes where it needs them.
    pub fn cell(&mut self, cell: &str) {
        self.part();
        let cell = cell.as_bytes();
        if memchr3(b'"', b',', b'\n', cell).is_none() && memchr(b'\r', cell).is_none() {
            self.bytes.extend_from_slice(cell);
            return;
        }
        self.bytes.push(b'"');
        let mut written = 0;
        for quote in memchr_iter(b'"', cell) {
            self.bytes.extend_from_slice(&cell[written..=quote]);
            written = quote;
        }
        self.bytes.extend_from_slice(&cell[written..]);
        self.bytes.push(b'"');
    }

    /// Adds a probability with six decimals.
    pub fn probability(&mut self, p: f64) {
        self.part();
        let millionths = p * 1e6;
        let whole = millionths as u32;
        let rest = millionths - f64::from(whole);
        // So near a half, or outside of [0, 1), where -0 is too, the product does not say which way to round.
        if p.is_sign_negative() || !(0.0..999_999.0).contains(&millionths) || (rest - 0.5).abs() < 1e-6 {
            // A vector takes all that is written to it.
            let _ = write!(self.bytes, "{p:.6}");
            return;
        }
        let mut digits = *b"0.000000";
        let mut left = whole + u32::from(rest > 0.5);
        for digit in digits[2..].iter_mut().rev() {
            *digit += (left % 10) as u8;
            left /= 10;
        }
        self.bytes.extend_from_slice(&digits);
    }

    fn part(&mut self) {
        if self.cells > 0 {
            self.bytes.push(b',');
        }
        self.cells += 1;
    }

    /// The line with its end.
    pub fn end(mut self) -> Vec<u8> {
        // A single cell that is empty would else be an empty line, which is no row.
        if self.cells == 1 && self.bytes.is_empty() {
            self.bytes.extend_from_slice(b"\"\"");
        }
        self.bytes.push(b'\n');
        self.bytes
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_is_the_one_that_the_csv_crate_writes(cells in prop::collection::vec("[a\",;#\r\n\t é]{0,5}", 1..5)) {
            let mut wanted = csv::Writer::from_writer(Vec::new());
            wanted.write_record(&cells).unwrap();
            prop_assert_eq!(CsvLine::of(&cells).end(), wanted.into_inner().unwrap());
        }

        #[test]
        fn a_probability_is_the_one_that_is_formatted(p in prop_oneof![0.0..=1.0, any::<f64>(), Just(-0.0), (0..2_000_001_u32).prop_map(|n| f64::from(n) / 2e6)]) {
            let mut line = CsvLine::default();
            line.probability(p);
            prop_assert_eq!(line.end(), format!("{p:.6}\n").into_bytes());
        }
    }
}
