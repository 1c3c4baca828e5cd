//! Issues X.509 certificates (RFC 5280) with as few fields as a seal needs.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use checkpost::signature::PublicKey;

/// A self-signed certificate in DER, under a common name, for the years 2025 to 2049. `None` if the key has no public
/// form, which every key has.
pub fn self_signed(key: &SigningKey, name: &str) -> Option<Vec<u8>> {
    let subject = PublicKey::P256(*key.verifying_key());
    Draft::new(&subject, name, name).signed_by(key)
}

/// What a certificate is to say.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The key it is for.
    pub subject: &'a PublicKey,
    /// The common name of that key's owner.
    pub name: &'a str,
    /// The common name of the authority.
    pub issuer: &'a str,
    /// The name of the authority's key (RFC 5280 section 4.2.1.1).
    pub authority_key_id: Option<&'a [u8]>,
    /// What the key may be used for (section 4.2.1.12): an object identifier in DER.
    pub usage: Option<&'a [u8]>,
    /// The country in both names, two letters.
    pub country: Option<&'a str>,
    /// The first and the last second of its validity, as `UTCTime` (RFC 5280 section 4.1.2.5.1).
    pub dates: [&'a str; 2],
    /// Further extensions, each whole and in DER.
    pub extensions: &'a [&'a [u8]],
}

impl<'a> Draft<'a> {
    /// A certificate that names its owner and its authority, and says no more.
    pub fn new(subject: &'a PublicKey, name: &'a str, issuer: &'a str) -> Self {
        Self {
            subject,
            name,
            issuer,
            authority_key_id: None,
            usage: None,
            country: None,
            dates: ["250101000000Z", "491231235959Z"],
            extensions: &[],
        }
    }
}

impl Draft<'_> {
    /// The certificate, signed by an authority with ECDSA on P-256 and SHA-256.
    pub fn signed_by(&self, authority: &SigningKey) -> Option<Vec<u8>> {
        self.signed_with(ECDSA_WITH_SHA256, |bytes| {
            let signature: Signature = authority.sign(bytes);
            signature.to_der().as_bytes().to_vec()
        })
    }

    /// The certificate, signed in any way; the algorithm in DER. `None` for a key without a public form.
    pub fn signed_with(&self, algorithm: &[u8], sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Option<Vec<u8>> {
        let public_key = self.subject.to_public_key_info()?;
        let algorithm = tlv(SEQUENCE, &[algorithm]);
        let attribute = |kind: &[u8], tag, text: &str| {
            tlv(SET, &[&tlv(SEQUENCE, &[kind, &tlv(tag, &[text.as_bytes()])])])
        };
        let country = self.country.map(|country| attribute(COUNTRY, PRINTABLE_STRING, country));
        let country = country.unwrap_or_default();
        let named = |name: &str| tlv(SEQUENCE, &[&country, &attribute(COMMON_NAME, UTF8_STRING, name)]);
        let dates = self.dates.map(|date| tlv(UTC_TIME, &[date.as_bytes()]));
        let signed = tlv(
            SEQUENCE,
            &[
                VERSION_3,
                SERIAL_1,
                &algorithm,
                &named(self.issuer),
                &tlv(SEQUENCE, &[&dates.concat()]),
                &named(self.name),
                &public_key,
                &self.extensions(),
            ],
        );
        let signature = tlv(BIT_STRING, &[&[0], &sign(&signed)]);
        Some(tlv(SEQUENCE, &[&signed, &algorithm, &signature]))
    }

    fn extensions(&self) -> Vec<u8> {
        let extension = |name: &[u8], value: &[u8]| {
            tlv(SEQUENCE, &[name, &tlv(OCTET_STRING, &[&tlv(SEQUENCE, &[value])])])
        };
        let authority =
            self.authority_key_id.map(|name| extension(AUTHORITY_KEY_ID, &tlv(KEY_IDENTIFIER, &[name])));
        let usage = self.usage.map(|usage| extension(EXTENDED_KEY_USAGE, usage));
        let further = self.extensions.iter().map(|extension| extension.to_vec());
        let all: Vec<u8> = authority.into_iter().chain(usage).chain(further).flatten().collect();
        if all.is_empty() { all } else { tlv(EXTENSIONS, &[&tlv(SEQUENCE, &[&all])]) }
    }
}

/// A tag, the length of what follows, and what follows (X.690 section 8.1).
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let [high, low] = length.to_be_bytes();
    let head: &[u8] = match length {
        0..=0x7F => &[tag, low],
        0x80..=0xFF => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [head, &content].concat()
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const UTF8_STRING: u8 = 0x0C;
const PRINTABLE_STRING: u8 = 0x13;
const UTC_TIME: u8 = 0x17;
/// `[0] INTEGER 2`
const VERSION_3: &[u8] = &[0xA0, 0x03, 0x02, 0x01, 0x02];
/// `INTEGER 1`
const SERIAL_1: &[u8] = &[0x02, 0x01, 0x01];
/// 2.5.4.3
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
/// 2.5.4.6
const COUNTRY: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x06];
/// `[0]` of an authority's key identifier
const KEY_IDENTIFIER: u8 = 0x80;
/// `[3]` of a certificate
const EXTENSIONS: u8 = 0xA3;
/// 2.5.29.35
const AUTHORITY_KEY_ID: &[u8] = &[0x06, 0x03, 0x55, 0x1D, 0x23];
/// 2.5.29.37
const EXTENDED_KEY_USAGE: &[u8] = &[0x06, 0x03, 0x55, 0x1D, 0x25];
/// 2.23.136.1.1.14.2: signs ICAO seals
pub(crate) const SEAL_USAGE: &[u8] = &[0x06, 0x07, 0x67, 0x81, 0x08, 0x01, 0x01, 0x0E, 0x02];
/// 1.2.840.113549.1.1.11, with its parameters
pub const RSA_WITH_SHA256: &[u8] =
    &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05, 0x00];
/// 1.2.840.10045.4.3.2
const ECDSA_WITH_SHA256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demonstration_signing_key;
    use crate::import::key_from_certificate;

    #[test]
    fn the_key_is_read_back_from_its_certificate() {
        let key = demonstration_signing_key().unwrap();
        for name in ["short", &"long ".repeat(60)] {
            let certificate = self_signed(&key, name).unwrap();
            let read = key_from_certificate(&certificate, name).unwrap();
            assert_eq!(read.public_key, PublicKey::P256(*key.verifying_key()), "{name}");
        }
    }
}
