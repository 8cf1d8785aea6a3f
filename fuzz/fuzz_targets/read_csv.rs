//! Any bytes are a table: reading them ends, without a panic, as rows of the header's width or as errors.
#![no_main]

use standpoint::input::{ColumnNames, CorpusOptions, TableReader, read_corpus};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let reader = || Box::new(std::io::Cursor::new(bytes.to_vec()));
    if let Ok(mut table) = TableReader::open(reader(), "table", &ColumnNames::default()) {
        let columns = table.columns().clone();
        while let Some(row) = table.next_row() {
            if let Ok(row) = row {
                assert_eq!(row.fields.len(), table.header().len());
                let _ = row.article(&columns, "table");
            }
        }
    }
    let _ = read_corpus(reader(), "table", None, &CorpusOptions { skip_bad_rows: true, ..CorpusOptions::default() });
});
