//! Issues passes: signs content and encodes it as the text of a code.
//!
//! Keys are arguments, and ECDSA derives its nonce from key and message (RFC 6979), so that the same description always
//! gives the same code. Each layer is a function of its own, because a test vector spoils exactly one of them.

#![warn(missing_docs)]

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

mod demonstration;
pub mod specimen;

pub mod import;
pub mod distribution;
pub mod conformance;

pub use demonstration::demonstration_signing_key;
