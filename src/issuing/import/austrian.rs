//! Imports Austria's key list: CBOR content, and a COSE_Sign1 that signs its digest.
//!
//! ```text
//! content   = { "c": [ { "i": kid, "c": DER } … ] }
//! signature = COSE_Sign1( { 2: SHA-256 of the content, 4: expires, 5: begins } )
//! ```

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::certificate::key_from_certificate;
use super::list::{Imported, ListError, Skip, Terms, check, date_claim};
use checkpost::wire::cbor::{self, Key, Value};
use checkpost::wire::cose::Sign1;
use checkpost::wire::registry::{algorithm, claim};

/// Reads the list; where a key is pinned, the signature file is needed and checked. Its validity period is always
/// checked.
///
/// # Errors
/// [`ListError`].
pub fn import_austrian(
    content: &[u8],
    signature: Option<&[u8]>,
    terms: &Terms<'_>,
) -> Result<Imported, ListError> {
    if signature.is_none() && terms.pinned.is_some() {
        return Err(ListError::Signature);
    }
    if let Some(signature) = signature {
        check_signature(content, signature, terms)?;
    }
    let content = cbor::read(content).map_err(|_| ListError::Malformed)?;
    let entries = content.as_map().and_then(|content| content.get(&Key::from("c"))).and_then(Value::as_array);
    let mut imported = Imported::default();
    for entry in entries.ok_or(ListError::Malformed)? {
        let bytes =
            |name| entry.as_map().and_then(|entry| entry.get(&Key::from(name))).and_then(Value::as_bytes);
        let key_id = bytes("i").unwrap_or_default();
        let key = bytes("c").ok_or(Skip::Malformed).and_then(|der| {
            let key = key_from_certificate(der, ISSUER).map_err(|_| Skip::Malformed)?;
            if key.key_id.as_deref() == Some(key_id) { Ok(key) } else { Err(Skip::KeyIdentifier) }
        });
        imported.take(HEXLOWER.encode(key_id), key);
    }
    Ok(imported)
}

/// Checks that the signature file is about this content and valid now.
fn check_signature(content: &[u8], signature: &[u8], terms: &Terms<'_>) -> Result<(), ListError> {
    let message = Sign1::parse(signature).map_err(|_| ListError::Malformed)?;
    if terms.pinned.is_some() && message.algorithm() != Some(algorithm::ES256) {
        return Err(ListError::Signature);
    }
    check(terms.pinned, &message.to_be_signed(), &message.signature)?;
    let token = cbor::read(&message.payload).map_err(|_| ListError::Malformed)?;
    let token = token.as_map().ok_or(ListError::Malformed)?;
    if token.get(&Key::Integer(claim::SUBJECT)).and_then(Value::as_bytes)
        != Some(Sha256::digest(content).as_slice())
    {
        return Err(ListError::Signature);
    }
    terms.check_period(date_claim(token, claim::NOT_BEFORE)?, date_claim(token, claim::EXPIRES)?)
}

/// The list names no countries.
const ISSUER: &str = "Austrian list";
