//! A key in, a certificate that it signs for itself (X.509, RFC 5280) out: as little of one as a seal has to carry.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use crate::trust::PublicKey;

/// A self-signed certificate in DER, under a common name, for the years 2025 to 2049. `None` if the key has no public
/// form, which every key has.
pub fn self_signed(key: &SigningKey, name: &str) -> Option<Vec<u8>> {
    let public_key = PublicKey::P256(*key.verifying_key()).to_public_key_info()?;
    let algorithm = tlv(SEQUENCE, &[ECDSA_WITH_SHA256]);
    let common_name = tlv(SEQUENCE, &[COMMON_NAME, &tlv(UTF8_STRING, &[name.as_bytes()])]);
    let name = tlv(SEQUENCE, &[&tlv(SET, &[&common_name])]);
    let dates = [b"250101000000Z", b"491231235959Z"].map(|date| tlv(UTC_TIME, &[date]));
    let signed = tlv(
        SEQUENCE,
        &[VERSION_3, SERIAL_1, &algorithm, &name, &tlv(SEQUENCE, &[&dates.concat()]), &name, &public_key],
    );
    let signature: Signature = key.sign(&signed);
    let signature = tlv(BIT_STRING, &[&[0], signature.to_der().as_bytes()]);
    Some(tlv(SEQUENCE, &[&signed, &algorithm, &signature]))
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
const UTF8_STRING: u8 = 0x0C;
const UTC_TIME: u8 = 0x17;
/// `[0] INTEGER 2`
const VERSION_3: &[u8] = &[0xA0, 0x03, 0x02, 0x01, 0x02];
/// `INTEGER 1`
const SERIAL_1: &[u8] = &[0x02, 0x01, 0x01];
/// 2.5.4.3
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
/// 1.2.840.10045.4.3.2
const ECDSA_WITH_SHA256: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::{demonstration_signing_key, key_from_certificate};

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
