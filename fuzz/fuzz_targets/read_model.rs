//! Any bytes are a model file, with a checksum that fits, so that the reader looks further: it refuses them or
//! gives a model that can label.
#![no_main]

use standpoint::{Article, Predictor, model_file};
use xxhash_rust::xxh3::xxh3_64;

const MARK: &[u8] = b"checksum\\\":\\\"";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut bytes = bytes.to_vec();
    if let Some(at) = bytes.windows(MARK.len()).position(|window| window == MARK).map(|at| at + MARK.len())
        && bytes.len() >= at + 16
    {
        bytes[at..at + 16].copy_from_slice(b"0000000000000000");
        let checksum = format!("{:016x}", xxh3_64(&bytes));
        bytes[at..at + 16].copy_from_slice(checksum.as_bytes());
    }
    if let Ok(model) = model_file::from_bytes(bytes) {
        let predictor = Predictor::new(model);
        predictor.predict(&Article::from_text("Tariffs", "A tariff on steel"), &mut predictor.reader());
    }
});
