//! Decoders of the encodings that passes are wrapped in.
//!
//! Each is strict: wherever the specification allows it, one byte string has exactly one text.

mod letters;
pub mod base16;
pub mod base32;
pub mod base45;
pub mod base64;
pub mod cbor;
pub mod inflate;
pub mod json;
pub mod jose;
pub mod registry;
pub mod cose;
