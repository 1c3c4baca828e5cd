//! The other direction: what an issuer has to say in, the text of a code out.
//!
//! Keys come in as arguments, and ECDSA takes its nonce from key and message (RFC 6979), so that the same
//! description always gives the same code. Each layer can be put on by itself: test vectors are made by spoiling exactly
//! one of them.

pub mod cbor;
pub mod cose;
pub mod jose;
pub mod certificate;

pub mod hcert;
pub mod shc;
pub mod nzcp;
pub mod claim169;
pub mod vdsnc;
pub mod sdjwt;
pub mod citypass;

pub mod specimen;
