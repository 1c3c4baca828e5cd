//! The encodings that passes are wrapped in, each strict: one byte string has one text, and the other way round
//! wherever its specification allows that.

pub mod base32;
pub mod base45;
pub mod cbor;
pub mod cose;
pub mod inflate;
pub mod jose;
pub mod json;
pub mod registry;
