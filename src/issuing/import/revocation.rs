//! Imports revocation lists: Token Status Lists, lists of SMART Health Cards, and batches of the EU gateway.

use std::collections::BTreeMap;

use data_encoding::{BASE64, BASE64URL_NOPAD};
use p256::ecdsa::VerifyingKey;
use serde_json::Value;

use super::list::{ListError, check, date_claim, numeric_date};
use checkpost::envelope::Format;
use checkpost::time::UnixTime;
use checkpost::trust::{RevocationDigest, RevokedPassesEntry, StatusListEntry, revocation_digest};
use checkpost::wire::cbor::{self, Key};
use checkpost::wire::cose::Sign1;
use checkpost::wire::jose::Jws;
use checkpost::wire::registry::{algorithm, claim, header};

/// Reads a Token Status List (draft-ietf-oauth-status-list section 5), as a JWT or a CWT, and checks its signature
/// where a key is pinned. Its address is its subject; a list that does not say when it was issued could not be
/// compared with an older one.
///
/// # Errors
/// [`ListError`].
pub fn import_status_list(token: &[u8], pinned: Option<&VerifyingKey>) -> Result<StatusListEntry, ListError> {
    let text = token.trim_ascii();
    let entry = if text.starts_with(b"eyJ") { of_jwt(text, pinned)? } else { of_cwt(token, pinned)? };
    entry.ok_or(ListError::Malformed)
}

/// `{ "sub", "iat", ? "exp", "status_list": { "bits", "lst": base64url( zlib ) } }` under `typ: statuslist+jwt`
fn of_jwt(text: &[u8], pinned: Option<&VerifyingKey>) -> Result<Option<StatusListEntry>, ListError> {
    let token = Jws::parse(text).map_err(|_| ListError::Malformed)?;
    if token.text("typ") != Some("statuslist+jwt") || token.text("alg") != Some("ES256") {
        return Err(ListError::Malformed);
    }
    check(pinned, &token.signed, &token.signature)?;
    let claims: Value = serde_json::from_slice(&token.payload).map_err(|_| ListError::Malformed)?;
    let list = claims.get("status_list");
    let member = |name| list.and_then(|list| list.get(name));
    let (Some(uri), Some(bits), Some(entries)) = (
        claims.get("sub").and_then(Value::as_str),
        member("bits").and_then(Value::as_u64).and_then(|bits| u8::try_from(bits).ok()),
        member("lst").and_then(Value::as_str),
    ) else {
        return Ok(None);
    };
    let [issued, expires] =
        ["iat", "exp"].map(|name| numeric_date(claims.get(name)).ok_or(ListError::Malformed));
    let issued = Some(issued?.ok_or(ListError::Malformed)?);
    Ok(Some(StatusListEntry {
        uri: uri.to_owned(),
        issued,
        expires: expires?,
        bits,
        entries: entries.to_owned(),
    }))
}

/// `{ 2: sub, 6: iat, ? 4: exp, 65533: { "bits", "lst": zlib } }` under header `16: "application/statuslist+cwt"`
fn of_cwt(bytes: &[u8], pinned: Option<&VerifyingKey>) -> Result<Option<StatusListEntry>, ListError> {
    let message = Sign1::parse(bytes).map_err(|_| ListError::Malformed)?;
    let kind = message.protected_header(header::TYPE).and_then(cbor::Value::as_text);
    if kind != Some("application/statuslist+cwt") || message.algorithm() != Some(algorithm::ES256) {
        return Err(ListError::Malformed);
    }
    check(pinned, &message.to_be_signed(), &message.signature)?;
    let claims = cbor::read(&message.payload).map_err(|_| ListError::Malformed)?;
    let claims = claims.as_map().ok_or(ListError::Malformed)?;
    let claim = |label: i128| claims.get(&Key::Integer(label));
    let member = |name: &str| claim(claim::STATUS_LIST)?.as_map()?.get(&Key::from(name));
    let (Some(uri), Some(bits), Some(entries)) = (
        claim(claim::SUBJECT).and_then(cbor::Value::as_text),
        member("bits").and_then(cbor::Value::as_integer).and_then(|bits| u8::try_from(bits).ok()),
        member("lst").and_then(cbor::Value::as_bytes),
    ) else {
        return Ok(None);
    };
    Ok(Some(StatusListEntry {
        uri: uri.to_owned(),
        issued: Some(date_claim(claims, claim::ISSUED_AT)?.ok_or(ListError::Malformed)?),
        expires: date_claim(claims, claim::EXPIRES)?,
        bits,
        entries: BASE64URL_NOPAD.encode(entries),
    }))
}

/// Reads the revocation list of SMART Health Cards of one key: `{ "kid", "method": "rid", "ctr", "rids": [ id or
/// "id.seconds" ] }`. With seconds, only cards that began before them are revoked. The list has no signature: it is as
/// trustworthy as its source.
///
/// # Errors
/// [`ListError::Malformed`].
pub fn import_shc_revocations(list: &Value) -> Result<Vec<RevokedPassesEntry>, ListError> {
    let text = |name| list.get(name).and_then(Value::as_str);
    if text("method") != Some("rid") {
        return Err(ListError::Malformed);
    }
    let key_id = text("kid").ok_or(ListError::Malformed)?;
    let mut by_time: BTreeMap<Option<i64>, Vec<RevocationDigest>> = BTreeMap::new();
    for identifier in list.get("rids").and_then(Value::as_array).ok_or(ListError::Malformed)? {
        let identifier = identifier.as_str().ok_or(ListError::Malformed)?;
        let (identifier, before) = match identifier.split_once('.') {
            None => (identifier, None),
            Some((identifier, before)) => {
                (identifier, Some(before.parse().map_err(|_| ListError::Malformed)?))
            }
        };
        by_time.entry(before).or_default().push(revocation_digest(&[identifier.as_bytes()]));
    }
    let entry = |(before, digests): (Option<i64>, Vec<RevocationDigest>)| RevokedPassesEntry {
        format: Format::SmartHealthCard.name().to_owned(),
        key_id: Some(BASE64URL_NOPAD.encode(key_id.as_bytes())),
        before: before.map(UnixTime),
        digests: BASE64URL_NOPAD.encode(&digests.concat()),
    };
    Ok(by_time.into_iter().map(entry).collect())
}

/// Reads a batch of revoked health certificates of the EU gateway, without its CMS envelope: `{ "kid": base64 or
/// "UNKNOWN_KID", "hashType", "entries": [ { "hash": base64( 16 bytes ) } ] }`. The type of hash need not be kept, as
/// a verifier computes all three; one that nobody computes would never meet its passes.
///
/// # Errors
/// [`ListError::Malformed`].
pub fn import_gateway_batch(batch: &Value) -> Result<RevokedPassesEntry, ListError> {
    let key_id = match batch.get("kid").and_then(Value::as_str).ok_or(ListError::Malformed)? {
        "UNKNOWN_KID" => None,
        key_id => Some(BASE64.decode(key_id.as_bytes()).map_err(|_| ListError::Malformed)?),
    };
    if !batch.get("hashType").and_then(Value::as_str).is_some_and(|kind| HASH_TYPES.contains(&kind)) {
        return Err(ListError::Malformed);
    }
    let entries = batch.get("entries").and_then(Value::as_array).ok_or(ListError::Malformed)?;
    let mut digests = Vec::new();
    for entry in entries {
        let hash = entry.get("hash").and_then(Value::as_str).ok_or(ListError::Malformed)?;
        let hash = BASE64.decode(hash.as_bytes()).map_err(|_| ListError::Malformed)?;
        digests.push(RevocationDigest::try_from(hash.as_slice()).map_err(|_| ListError::Malformed)?);
    }
    Ok(RevokedPassesEntry {
        format: Format::Hcert.name().to_owned(),
        key_id: key_id.map(|key_id| BASE64URL_NOPAD.encode(&key_id)),
        before: None,
        digests: BASE64URL_NOPAD.encode(&digests.concat()),
    })
}

/// Of the certificate's identifier, of that behind the country, and of the signature.
const HASH_TYPES: [&str; 3] = ["UCI", "COUNTRYCODEUCI", "SIGNATURE"];
