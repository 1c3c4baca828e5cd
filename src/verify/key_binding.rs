//! Verifies the holder's key binding under the key that the verified pass names (`cnf`).
//!
//! Two formats have one: the key-binding JWT of an SD-JWT (RFC 9901 section 7.3), and the live city pass, which has the
//! key-binding layout of draft-ietf-spice-sd-cwt. Whether it is fresh and made for this gate is decided in
//! `policy/live.rs`.

use std::fmt;

use p256::ecdsa::VerifyingKey;
use sha2::{Digest, Sha256};

use super::VerifyError;
use crate::envelope::HolderProof;
use crate::signature::{PrecomputationCache, PublicKey};
use crate::time::UnixTime;
use crate::wire::base64;
use crate::wire::cbor::{self, Key, Map, Value};
use crate::wire::jose;
use crate::wire::json;
use crate::wire::registry::{claim, confirmation, key as key_parameter};

/// A key binding whose signature holds.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyBinding {
    /// The gate for which it was made (`aud`).
    pub audience: String,
    /// When it was made (`iat`).
    pub issued_at: UnixTime,
    /// The challenge that it answers (`nonce`, `cnonce`).
    pub nonce: Option<Vec<u8>>,
    /// SHA-256 of the signed bytes, which identifies this key binding.
    pub proof_id: [u8; 32],
}

/// Prints no data of a person.
impl fmt::Debug for KeyBinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyBinding { .. }")
    }
}

/// Checks the proof of a live city pass against the key under `cnf` (RFC 8747) in the verified pass.
///
/// # Errors
/// [`VerifyError::HolderKeyMissing`], [`VerifyError::HolderProofMalformed`] or [`VerifyError::HolderProofForged`].
pub(super) fn live_city_pass(body: &[u8], proof: &HolderProof) -> Result<KeyBinding, VerifyError> {
    let pass = map(body).ok_or(VerifyError::HolderKeyMissing)?;
    let confirmation = pass.get(&Key::Integer(claim::CONFIRMATION)).and_then(Value::as_map);
    let key = confirmation
        .and_then(|confirmation| confirmation.get(&Key::Integer(confirmation::COSE_KEY)))
        .and_then(Value::as_map);
    let key = key.and_then(cose_key).ok_or(VerifyError::HolderKeyMissing)?;
    check(&PublicKey::P256(key), proof)?;
    let token = map(&proof.body).ok_or(VerifyError::HolderProofMalformed)?;
    live_key_binding(&token, proof).ok_or(VerifyError::HolderProofMalformed)
}

/// Checks the key binding of an SD-JWT against the key under `cnf` (RFC 7800) in the verified payload.
///
/// # Errors
/// As [`live_city_pass`].
pub(super) fn sd_jwt(payload: &[u8], proof: &HolderProof) -> Result<KeyBinding, VerifyError> {
    let payload = json::read_object(payload).map_err(|_| VerifyError::HolderKeyMissing)?;
    let confirmation = payload.get("cnf").ok_or(VerifyError::HolderKeyMissing)?;
    // a key that is named in another way than whole is not found here
    let key = confirmation.get("jwk").ok_or(VerifyError::AlgorithmUnsupported("cnf"))?;
    let key = jwk(key.as_object().ok_or(VerifyError::HolderKeyMissing)?)?;
    check(&key, proof)?;
    let token = json::read_object(&proof.body).map_err(|_| VerifyError::HolderProofMalformed)?;
    sd_jwt_key_binding(&token, proof).ok_or(VerifyError::HolderProofMalformed)
}

fn check(key: &PublicKey, proof: &HolderProof) -> Result<(), VerifyError> {
    key.verify(proof.algorithm, &proof.signed, &proof.signature, &PrecomputationCache::default())
        .map_err(|_| VerifyError::HolderProofForged)
}

/// `{3: audience, 6: made, ? 39: challenge}`; issuer and subject are the pass's to state.
fn live_key_binding(token: &Map, proof: &HolderProof) -> Option<KeyBinding> {
    if token.contains_key(&Key::Integer(claim::ISSUER)) || token.contains_key(&Key::Integer(claim::SUBJECT)) {
        return None;
    }
    let nonce = match token.get(&Key::Integer(claim::CLIENT_NONCE)) {
        None => None,
        Some(nonce) => Some(nonce.as_bytes()?.to_vec()),
    };
    Some(KeyBinding {
        audience: token.get(&Key::Integer(claim::AUDIENCE))?.as_text()?.to_owned(),
        issued_at: UnixTime(i64::try_from(token.get(&Key::Integer(claim::ISSUED_AT))?.as_integer()?).ok()?),
        nonce,
        proof_id: proof_id(proof),
    })
}

/// `{iat, aud, nonce, sd_hash}`, all of them required; the hash covers everything that was presented before it.
fn sd_jwt_key_binding(token: &json::Map<String, json::Value>, proof: &HolderProof) -> Option<KeyBinding> {
    let text = |name| token.get(name).and_then(json::Value::as_str);
    let digest = base64::encode_url(&Sha256::digest(&proof.sd_hash_input));
    if text("sd_hash") != Some(&digest) {
        return None;
    }
    Some(KeyBinding {
        audience: text("aud")?.to_owned(),
        issued_at: UnixTime(token.get("iat")?.as_i64()?),
        nonce: Some(text("nonce")?.as_bytes().to_vec()),
        proof_id: proof_id(proof),
    })
}

/// The signed bytes identify a key binding, and the signature does not: a second signature over the same bytes makes
/// no other key binding.
fn proof_id(proof: &HolderProof) -> [u8; 32] {
    Sha256::digest(&proof.signed).into()
}

/// A P-256 `COSE_Key` (RFC 9053 section 7.1.1), its point compressed or whole.
fn cose_key(key: &Map) -> Option<VerifyingKey> {
    let field = |label: i128| key.get(&Key::Integer(label));
    if field(key_parameter::TYPE)?.as_integer() != Some(key_parameter::TYPE_EC2)
        || field(key_parameter::CURVE)?.as_integer() != Some(key_parameter::CURVE_P256)
    {
        return None;
    }
    let x = field(key_parameter::X)?.as_bytes().filter(|x| x.len() == COORDINATE_BYTES)?;
    let point = match field(key_parameter::Y)? {
        Value::Boolean(is_odd) => [&[2 + u8::from(*is_odd)], x].concat(),
        Value::Bytes(y) if y.len() == COORDINATE_BYTES => [&[4], x, y].concat(),
        _ => return None,
    };
    VerifyingKey::from_sec1_bytes(&point).ok()
}

/// A JWK of P-256 (RFC 7518 section 6.2.1) or Ed25519 (RFC 8037 section 2).
///
/// # Errors
/// [`VerifyError::HolderKeyMissing`] for what is no key, [`VerifyError::AlgorithmUnsupported`] for one of another kind.
fn jwk(key: &json::Map<String, json::Value>) -> Result<PublicKey, VerifyError> {
    let text = |name| key.get(name).and_then(json::Value::as_str);
    let coordinate =
        |name| jose::base64url(text(name)?.as_bytes()).ok().filter(|bytes| bytes.len() == COORDINATE_BYTES);
    let key = match (text("kty"), text("crv")) {
        (Some("EC"), Some("P-256")) => {
            coordinate("x").zip(coordinate("y")).and_then(|(x, y)| PublicKey::p256(&x, &y))
        }
        (Some("OKP"), Some("Ed25519")) => coordinate("x").and_then(|x| PublicKey::ed25519(&x)),
        (Some(_), _) => return Err(VerifyError::AlgorithmUnsupported("cnf")),
        (None, _) => None,
    };
    key.ok_or(VerifyError::HolderKeyMissing)
}

fn map(bytes: &[u8]) -> Option<Map> {
    match cbor::read(bytes) {
        Ok(Value::Map(map)) => Some(map),
        Ok(_) | Err(_) => None,
    }
}

const COORDINATE_BYTES: usize = 32;
