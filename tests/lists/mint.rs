//! What publishers publish, minted: certificates that hold just what is read of them, and signed lists.

use checkpost::time::UnixTime;
use checkpost_issuing::import::{Terms, key_from_certificate};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::pkcs8::EncodePublicKey;
use serde_json::{Value, json};

/// A list is taken now, under this key.
pub(crate) fn terms(pinned: Option<&VerifyingKey>) -> Terms<'_> {
    Terms { pinned, now: NOW, any_age: false }
}

pub(crate) fn publisher() -> SigningKey {
    signer(200)
}

pub(crate) fn signer(fill: u8) -> SigningKey {
    SigningKey::from_slice(&[fill; 32]).expect("a scalar")
}

pub(crate) fn coordinates(key: &SigningKey) -> (Vec<u8>, Vec<u8>) {
    let point = key.verifying_key().to_sec1_point(false);
    (point.as_bytes()[1..33].to_vec(), point.as_bytes()[33..].to_vec())
}

/// The public half as a JWK for signatures.
pub(crate) fn jwk(key: &SigningKey) -> Value {
    let (x, y) = coordinates(key);
    json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256",
           "x": BASE64URL_NOPAD.encode(&x), "y": BASE64URL_NOPAD.encode(&y)})
}

pub(crate) fn raw_signature(signed: &[u8]) -> Vec<u8> {
    let signature: Signature = publisher().sign(signed);
    signature.to_bytes().to_vec()
}

pub(crate) fn jws(payload: &Value) -> String {
    jws_under(&json!({"alg": "ES256"}), payload)
}

pub(crate) fn jws_under(header: &Value, payload: &Value) -> String {
    let encode = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
    let signed = format!("{}.{}", encode(header), encode(payload));
    let signature = BASE64URL_NOPAD.encode(&raw_signature(signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// A certificate (RFC 5280 section 4.1) of the year 2026, and its key identifier in base64.
pub(crate) fn certificate(key: &SigningKey, usages: &[&[u8]]) -> (Vec<u8>, String) {
    let usages: Vec<Vec<u8>> = usages.iter().map(|usage| tlv(0x06, &[usage])).collect();
    let usages: Vec<&[u8]> = usages.iter().map(Vec::as_slice).collect();
    let usage = extension(0x25, &tlv(0x30, &usages));
    let extensions: &[&[u8]] = if usages.is_empty() { &[] } else { &[&usage] };
    let dates = [(0x17, &b"260101000000Z"[..]), (0x17, b"270101000000Z")];
    let der = certificate_of(key, &tlv(0x30, &[]), dates, extensions);
    let key_id = key_from_certificate(&der, "").expect("a certificate").key_id.expect("an identifier");
    (der, BASE64.encode(&key_id))
}

/// A certificate with a name, dates (tag and content) and extensions.
pub(crate) fn certificate_of(
    key: &SigningKey,
    name: &[u8],
    dates: [(u8, &[u8]); 2],
    extensions: &[&[u8]],
) -> Vec<u8> {
    let ecdsa_with_sha256 = tlv(0x30, &[&tlv(0x06, &[&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]])]);
    let [not_before, not_after] = dates.map(|(tag, date)| tlv(tag, &[date]));
    let validity = tlv(0x30, &[&not_before, &not_after]);
    let public_key = key.verifying_key().to_public_key_der().expect("a key");
    let extensions = if extensions.is_empty() { Vec::new() } else { tlv(0xA3, &[&tlv(0x30, extensions)]) };
    let version = tlv(0xA0, &[&tlv(0x02, &[&[2]])]);
    let serial = tlv(0x02, &[&[1]]);
    let fields: [&[u8]; 8] =
        [&version, &serial, &ecdsa_with_sha256, name, &validity, name, public_key.as_bytes(), &extensions];
    tlv(0x30, &[&tlv(0x30, &fields), &ecdsa_with_sha256, &tlv(0x03, &[&[0, 0]])])
}

/// An extension of the arc 2.5.29.
pub(crate) fn extension(number: u8, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x06, &[&[0x55, 0x1D, number]]), &tlv(0x04, &[value])])
}

/// One element of DER (X.690 section 8.1), of at most 65 535 bytes.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).expect("a short element").to_be_bytes();
    let head = match content.len() {
        0..=127 => vec![tag, length[1]],
        128..=255 => vec![tag, 0x81, length[1]],
        _ => vec![tag, 0x82, length[0], length[1]],
    };
    [head, content].concat()
}

/// 1.3.6.1.4.1.1847.2021.1.1
pub(crate) const USAGE_TEST: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x8E, 0x37, 0x8F, 0x65, 0x01, 0x01];
/// Inside the dates of the certificates here.
pub(crate) const NOW: UnixTime = UnixTime(1_790_000_000);
