//! Reading what people have: bytes of a table or of JSON lines come in; articles, and labels where there are any, go out.

pub mod columns;
mod dates;
pub mod decode;
mod format;
mod headline;
pub mod join;
pub mod jsonl;
mod labelled;
pub mod labels;
mod scan;
pub mod table;
mod targets;
mod topics;

pub(crate) use columns::plain as plain_name;
pub use columns::{ColumnNames, Columns};
pub use dates::read_dates;
pub(crate) use decode::{by_letters, utf16_by_nuls};
pub use decode::{decoding_reader, peek};
pub use format::not_text;
pub use join::JoinTable;
pub use jsonl::JsonLinesReader;
pub use labelled::{LabelledRow, LabelledRows};
pub use labels::{CorpusOptions, read_corpus};
pub use table::{Row, TableReader};
pub use targets::read_aliases;
pub(crate) use topics::{StanceReader, check_commas};

/// The longest field of a table, and the longest line of JSON, in bytes.
pub const FIELD_CAP: usize = 64 << 20;

/// The topics of a cell, parted by `;` or `|`.
pub(crate) fn topics_of(cell: &str) -> Vec<String> {
    topics::split(cell, None)
}

/// A target as a cell has it: trimmed, and nothing where it is empty or says `none`.
fn target_of(cell: &str) -> Option<String> {
    let cell = cell.trim();
    (!cell.is_empty() && !cell.eq_ignore_ascii_case("none")).then(|| cell.to_owned())
}

/// A trimmed cell, where it holds anything.
fn filled(cell: &str) -> Option<String> {
    let cell = cell.trim();
    (!cell.is_empty()).then(|| cell.to_owned())
}
