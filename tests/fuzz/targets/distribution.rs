//! See `distribution` in `tests/support/distribution.rs`.
#![no_main]

#[path = "../../support/entry.rs"]
#[expect(dead_code, reason = "each target takes one entry")]
mod entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry::distribution(bytes));
