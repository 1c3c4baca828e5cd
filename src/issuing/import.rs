//! Imports the key lists and revocation lists that issuers publish, one file for each list format.
//!
//! No production list was available when these were written. Each format is read as its publisher's software writes or
//! reads it, and tested with lists that were made from that description. Whoever imports a real list should look at the
//! entries that were skipped.

mod austrian;
mod certificate;
mod country;
mod did;
mod german;
mod jwk;
mod list;
mod map;
mod swedish;
mod swiss;
mod vci;
mod revocation;

pub use austrian::import_austrian;
pub use certificate::{
    CertificateError, authority_from_certificate, key_from_certificate, public_key_from_certificate,
};
pub use did::{import_gdhcn, keys_from_did_document};
pub use german::import_german;
pub(crate) use jwk::public_key_from_jwk;
pub use jwk::{keys_from_jwk_set, thumbprint};
pub use list::{Imported, ListError, Skip, Terms};
pub use map::import_map;
pub use revocation::{import_gateway_batch, import_shc_revocations, import_status_list};
pub use swedish::import_swedish;
pub use swiss::import_swiss;
pub use vci::import_vci;
