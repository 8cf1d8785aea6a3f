//! Any bytes are JSON lines: reading them ends, without a panic, as articles or as errors.
#![no_main]

use standpoint::input::{ColumnNames, JsonLinesReader};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let reader = Box::new(std::io::Cursor::new(bytes.to_vec()));
    if let Ok(mut lines) = JsonLinesReader::open(reader, "lines", &ColumnNames::default()) {
        while lines.next_article().is_some() {}
    }
});
