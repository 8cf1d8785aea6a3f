//! Any bytes are a page: cleaning them does not panic, and what is left is in its normal form.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let article = standpoint::clean::clean_page(bytes, "page");
    assert!(!article.body.contains('\r') && !article.body.contains('\0'));
});
