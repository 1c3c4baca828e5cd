//! Keys as issuers publish them in, keys as trusted here out.

mod certificate;
mod did;
mod jwk;

pub use certificate::{CertificateError, key_from_certificate, public_key_from_certificate};
pub use did::keys_from_did_document;
pub use jwk::{JwkError, KeySet, keys_from_jwk_set, public_key_from_jwk, thumbprint};
