//! Reads a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7) in DER.
//!
//! ```text
//! id-ecPublicKey   curve by name (RFC 5480 section 2.1.1), or P-256 spelled out (RFC 3279 section 2.3.5)     ES256
//! id-Ed25519       no parameters (RFC 8410 section 3)                                                      EdDSA
//! rsaEncryption    NULL (RFC 3279 section 2.3.1), or nothing, as some write                                PS256
//! id-RSASSA-PSS    nothing, or SHA-256 throughout (RFC 4055 section 3.1)                                   PS256
//! ```
//!
//! Parameters narrow what a key signs: one that they bind to another hash is not computed with.

use p256::pkcs8::der::asn1::AnyRef;
use p256::pkcs8::der::{Decode, Tag, Tagged};
use p256::pkcs8::{AssociatedOid, ObjectIdentifier, SubjectPublicKeyInfoRef};
use rsa::pkcs1::DecodeRsaPublicKey;
use x509_cert::Certificate;
use x509_cert::der::Encode;

use super::PublicKey;

impl PublicKey {
    /// The key in a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7); one that is well-formed but of a kind, curve or
    /// size not computed with here is [`PublicKey::Unsupported`].
    pub fn from_public_key_info(der: &[u8]) -> Self {
        read(der).unwrap_or(Self::Unsupported)
    }

    /// The key in a certificate; none where it cannot be written again.
    pub fn from_certificate(certificate: &Certificate) -> Option<Self> {
        let info = certificate.tbs_certificate().subject_public_key_info().to_der().ok()?;
        Some(Self::from_public_key_info(&info))
    }
}

/// The key; `None` for what is malformed, and for kinds, curves, hashes and sizes not computed with.
fn read(der: &[u8]) -> Option<PublicKey> {
    let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    let key = info.subject_public_key.as_bytes()?;
    let parameters = info.algorithm.parameters;
    match info.algorithm.oid {
        EC_PUBLIC_KEY if is_p256(parameters?) => {
            p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok().map(PublicKey::P256)
        }
        ED25519 if parameters.is_none() => {
            let bytes = key.try_into().ok()?;
            ed25519_dalek::VerifyingKey::from_bytes(bytes).ok().map(PublicKey::Ed25519)
        }
        RSA_ENCRYPTION if is_null_or_absent(parameters) => rsa_key(key),
        RSASSA_PSS if parameters.is_none_or(is_sha256_throughout) => rsa_key(key),
        _ => None,
    }
}

fn rsa_key(der: &[u8]) -> Option<PublicKey> {
    rsa::PublicKey::from_pkcs1_der(der).ok().map(PublicKey::from_rsa)
}

fn is_null_or_absent(parameters: Option<AnyRef<'_>>) -> bool {
    parameters.is_none_or(|parameters| parameters == AnyRef::NULL)
}

fn is_p256(parameters: AnyRef<'_>) -> bool {
    match parameters.decode_as::<ObjectIdentifier>() {
        Ok(curve) => curve == p256::NistP256::OID,
        Err(_) => spells_out_p256(parameters).is_some(),
    }
}

/// Every number of the curve has to be the one of P-256: with a generator of one's own, anybody finds the private half
/// of anybody's public key.
fn spells_out_p256(parameters: AnyRef<'_>) -> Option<()> {
    let rest = sequence(parameters)?.strip_prefix(VERSION_AND_FIELD)?;
    let rest = match rest.strip_prefix(&[0x30, 0x44]) {
        Some(rest) => rest.strip_prefix(COEFFICIENTS)?,
        None => rest.strip_prefix(&[0x30, 0x5B])?.strip_prefix(COEFFICIENTS)?.strip_prefix(SEED)?,
    };
    let rest = rest.strip_prefix(GENERATOR)?.strip_prefix(ORDER)?;
    (rest.is_empty() || rest == COFACTOR).then_some(())
}

/// What PS256 computes (RFC 7518 section 3.5): SHA-256, MGF1 with SHA-256. The salt's length is the least that the key
/// allows, 20 where it is absent.
fn is_sha256_throughout(parameters: AnyRef<'_>) -> bool {
    let rest =
        sequence(parameters).and_then(|rest| after(rest, SHA_256)).and_then(|rest| after(rest, MGF1_SHA_256));
    match rest.map(|rest| rest.strip_suffix(TRAILER).unwrap_or(rest)) {
        Some([]) => true,
        Some([0xA2, 0x03, 0x02, 0x01, salt]) => *salt <= PS256_SALT_BYTES,
        _ => false,
    }
}

fn sequence(parameters: AnyRef<'_>) -> Option<&[u8]> {
    (parameters.tag() == Tag::Sequence).then_some(parameters.value())
}

fn after<'a>(bytes: &'a [u8], spellings: [&[u8]; 2]) -> Option<&'a [u8]> {
    spellings.iter().find_map(|spelling| bytes.strip_prefix(*spelling))
}

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSASSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const PS256_SALT_BYTES: u8 = 32;

/// `[0]` of RSASSA-PSS-params: SHA-256 with NULL, and without
const SHA_256: [&[u8]; 2] = [
    &[0xA0, 0x0F, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00],
    &[0xA0, 0x0D, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01],
];
/// `[1]`: MGF1 with SHA-256, in the same two spellings
const MGF1_SHA_256: [&[u8]; 2] = [
    &[
        0xA1, 0x1C, 0x30, 0x1A, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08, 0x30, 0x0D,
        0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    ],
    &[
        0xA1, 0x1A, 0x30, 0x18, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08, 0x30, 0x0B,
        0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
    ],
];
/// `[3]`: the one trailer, which need not be written
const TRAILER: &[u8] = &[0xA3, 0x03, 0x02, 0x01, 0x01];

/// `INTEGER 1`, `prime-field` and the prime
const VERSION_AND_FIELD: &[u8] = &[
    0x02, 0x01, 0x01, 0x30, 0x2C, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x01, 0x01, 0x02, 0x21, 0x00,
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
];
/// a and b
const COEFFICIENTS: &[u8] = &[
    0x04, 0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC,
    0x04, 0x20, 0x5A, 0xC6, 0x35, 0xD8, 0xAA, 0x3A, 0x93, 0xE7, 0xB3, 0xEB, 0xBD, 0x55, 0x76, 0x98, 0x86,
    0xBC, 0x65, 0x1D, 0x06, 0xB0, 0xCC, 0x53, 0xB0, 0xF6, 0x3B, 0xCE, 0x3C, 0x3E, 0x27, 0xD2, 0x60, 0x4B,
];
/// The seed from which b was drawn, which some leave out
const SEED: &[u8] = &[
    0x03, 0x15, 0x00, 0xC4, 0x9D, 0x36, 0x08, 0x86, 0xE7, 0x04, 0x93, 0x6A, 0x66, 0x78, 0xE1, 0x13, 0x9D,
    0x26, 0xB7, 0x81, 0x9F, 0x7E, 0x90,
];
/// The generator, uncompressed
const GENERATOR: &[u8] = &[
    0x04, 0x41, 0x04, 0x6B, 0x17, 0xD1, 0xF2, 0xE1, 0x2C, 0x42, 0x47, 0xF8, 0xBC, 0xE6, 0xE5, 0x63, 0xA4,
    0x40, 0xF2, 0x77, 0x03, 0x7D, 0x81, 0x2D, 0xEB, 0x33, 0xA0, 0xF4, 0xA1, 0x39, 0x45, 0xD8, 0x98, 0xC2,
    0x96, 0x4F, 0xE3, 0x42, 0xE2, 0xFE, 0x1A, 0x7F, 0x9B, 0x8E, 0xE7, 0xEB, 0x4A, 0x7C, 0x0F, 0x9E, 0x16,
    0x2B, 0xCE, 0x33, 0x57, 0x6B, 0x31, 0x5E, 0xCE, 0xCB, 0xB6, 0x40, 0x68, 0x37, 0xBF, 0x51, 0xF5,
];
/// The order of the group
const ORDER: &[u8] = &[
    0x02, 0x21, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25,
    0x51,
];
/// `INTEGER 1`
const COFACTOR: &[u8] = &[0x02, 0x01, 0x01];

#[cfg(test)]
mod tests {
    use p256::ecdsa::SigningKey;

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Kind {
        P256,
        Rsa,
        Ed25519,
        Unsupported,
    }

    fn kind(algorithm: &[&[u8]], key: &[u8]) -> Kind {
        let info = tlv(0x30, &[&tlv(0x30, algorithm), &tlv(0x03, &[&[0], key])]);
        match PublicKey::from_public_key_info(&info) {
            PublicKey::P256(_) => Kind::P256,
            PublicKey::Rsa(_) => Kind::Rsa,
            PublicKey::Ed25519(_) => Kind::Ed25519,
            PublicKey::Unsupported => Kind::Unsupported,
        }
    }

    #[test]
    fn p256_by_name_or_spelled_out_and_no_other_curve() {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let (point, compressed) =
            (key.verifying_key().to_sec1_point(false), key.verifying_key().to_sec1_point(true));
        let with_seed = tlv(0x30, &[COEFFICIENTS, SEED]);
        let without_seed = tlv(0x30, &[COEFFICIENTS]);
        let changed = |constant: &[u8], place: usize| {
            let mut changed = constant.to_vec();
            changed[place] ^= 1;
            changed
        };
        let spelled = |parts: &[&[u8]]| tlv(0x30, parts);
        for (name, parameters, expected) in [
            ("by_name", NAMED.to_vec(), Kind::P256),
            ("whole", spelled(&[VERSION_AND_FIELD, &with_seed, GENERATOR, ORDER, COFACTOR]), Kind::P256),
            (
                "without_seed",
                spelled(&[VERSION_AND_FIELD, &without_seed, GENERATOR, ORDER, COFACTOR]),
                Kind::P256,
            ),
            ("without_cofactor", spelled(&[VERSION_AND_FIELD, &with_seed, GENERATOR, ORDER]), Kind::P256),
            (
                "generator_of_ones_own",
                spelled(&[VERSION_AND_FIELD, &with_seed, &changed(GENERATOR, 40), ORDER, COFACTOR]),
                Kind::Unsupported,
            ),
            (
                "another_prime",
                spelled(&[&changed(VERSION_AND_FIELD, 40), &with_seed, GENERATOR, ORDER, COFACTOR]),
                Kind::Unsupported,
            ),
            (
                "another_b",
                spelled(&[VERSION_AND_FIELD, &tlv(0x30, &[&changed(COEFFICIENTS, 60)]), GENERATOR, ORDER]),
                Kind::Unsupported,
            ),
            (
                "another_seed",
                spelled(&[
                    VERSION_AND_FIELD,
                    &tlv(0x30, &[COEFFICIENTS, &changed(SEED, 9)]),
                    GENERATOR,
                    ORDER,
                ]),
                Kind::Unsupported,
            ),
            (
                "another_order",
                spelled(&[VERSION_AND_FIELD, &with_seed, GENERATOR, &changed(ORDER, 30), COFACTOR]),
                Kind::Unsupported,
            ),
            (
                "another_cofactor",
                spelled(&[VERSION_AND_FIELD, &with_seed, GENERATOR, ORDER, &[2, 1, 3]]),
                Kind::Unsupported,
            ),
            (
                "something_behind_it",
                spelled(&[VERSION_AND_FIELD, &with_seed, GENERATOR, ORDER, COFACTOR, COFACTOR]),
                Kind::Unsupported,
            ),
            (
                "seed_beside_the_curve",
                spelled(&[VERSION_AND_FIELD, &without_seed, SEED, GENERATOR, ORDER]),
                Kind::Unsupported,
            ),
            ("no_generator", spelled(&[VERSION_AND_FIELD, &with_seed]), Kind::Unsupported),
            ("nothing_spelled", spelled(&[]), Kind::Unsupported),
            ("inherited", vec![0x05, 0x00], Kind::Unsupported),
            ("p384_by_name", vec![0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22], Kind::Unsupported),
            ("no_parameters", Vec::new(), Kind::Unsupported),
        ] {
            assert_eq!(kind(&[EC, &parameters], point.as_bytes()), expected, "{name}");
            assert_eq!(kind(&[EC, &parameters], compressed.as_bytes()), expected, "{name}, compressed point");
            assert_eq!(kind(&[EC, &parameters], &[4; 65]), Kind::Unsupported, "{name}, off the curve");
        }
    }

    #[test]
    fn rsa_with_and_without_parameters() {
        let key = rsa_public_key(256);
        let sha256 = tlv(0x30, &[SHA256, NULL]);
        let bare_sha256 = tlv(0x30, &[SHA256]);
        let hash = |hash: &[u8]| tlv(0xA0, &[hash]);
        let mask = |hash: &[u8]| tlv(0xA1, &[&tlv(0x30, &[MGF, hash])]);
        let salt = |length: u8| tlv(0xA2, &[&[2, 1, length]]);
        let pss = |parts: &[&[u8]]| tlv(0x30, parts);
        let sha384 = tlv(0x30, &[&[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02], NULL]);
        for (name, algorithm, parameters, expected) in [
            ("plain_with_null", RSA, NULL.to_vec(), Kind::Rsa),
            ("plain_without_null", RSA, Vec::new(), Kind::Rsa),
            ("plain_with_something_else", RSA, pss(&[]), Kind::Unsupported),
            ("pss_without_parameters", PSS, Vec::new(), Kind::Rsa),
            ("pss_sha256", PSS, pss(&[&hash(&sha256), &mask(&sha256), &salt(32)]), Kind::Rsa),
            (
                "pss_hashes_without_null",
                PSS,
                pss(&[&hash(&bare_sha256), &mask(&bare_sha256), &salt(32)]),
                Kind::Rsa,
            ),
            ("pss_salt_of_20_or_more", PSS, pss(&[&hash(&sha256), &mask(&sha256)]), Kind::Rsa),
            (
                "pss_trailer_spelled_out",
                PSS,
                pss(&[&hash(&sha256), &mask(&sha256), &salt(32), &tlv(0xA3, &[&[2, 1, 1]])]),
                Kind::Rsa,
            ),
            (
                "pss_salt_longer_than_ours",
                PSS,
                pss(&[&hash(&sha256), &mask(&sha256), &salt(48)]),
                Kind::Unsupported,
            ),
            ("pss_defaults_are_sha1", PSS, pss(&[]), Kind::Unsupported),
            ("pss_mask_of_sha1", PSS, pss(&[&hash(&sha256), &salt(32)]), Kind::Unsupported),
            ("pss_sha384", PSS, pss(&[&hash(&sha384), &mask(&sha384), &salt(32)]), Kind::Unsupported),
            ("pss_two_hashes", PSS, pss(&[&hash(&sha256), &mask(&sha384), &salt(32)]), Kind::Unsupported),
            (
                "pss_another_trailer",
                PSS,
                pss(&[&hash(&sha256), &mask(&sha256), &salt(32), &tlv(0xA3, &[&[2, 1, 2]])]),
                Kind::Unsupported,
            ),
            ("pss_something_behind_it", PSS, pss(&[&hash(&sha256), &mask(&sha256), NULL]), Kind::Unsupported),
            ("pss_null", PSS, NULL.to_vec(), Kind::Unsupported),
        ] {
            assert_eq!(kind(&[algorithm, &parameters], &key), expected, "{name}");
        }
        assert_eq!(kind(&[RSA, NULL], &rsa_public_key(128)), Kind::Unsupported, "1024 bits");
        assert_eq!(kind(&[RSA, NULL], &rsa_public_key(513)), Kind::Unsupported, "more than 4096 bits");
    }

    #[test]
    fn ed25519_has_no_parameters() {
        let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key();
        let edwards = &[0x06, 0x03, 0x2B, 0x65, 0x70];
        assert_eq!(kind(&[edwards], key.as_bytes()), Kind::Ed25519, "as RFC 8410 writes it");
        assert_eq!(kind(&[edwards, NULL], key.as_bytes()), Kind::Unsupported, "with NULL");
        assert_eq!(kind(&[edwards], &key.as_bytes()[1..]), Kind::Unsupported, "31 bytes");
    }

    #[test]
    fn every_spelling_is_written_in_one() {
        let key = SigningKey::from_slice(&[7; 32]).unwrap();
        let spelled =
            tlv(0x30, &[VERSION_AND_FIELD, &tlv(0x30, &[COEFFICIENTS, SEED]), GENERATOR, ORDER, COFACTOR]);
        let point = key.verifying_key().to_sec1_point(false);
        let info = tlv(0x30, &[&tlv(0x30, &[EC, &spelled]), &tlv(0x03, &[&[0], point.as_bytes()])]);
        let written = PublicKey::from_public_key_info(&info).to_public_key_info();
        assert_eq!(
            written,
            PublicKey::P256(*key.verifying_key()).to_public_key_info(),
            "the curve by its name"
        );
    }

    /// An odd modulus of so many bytes, and 65 537.
    fn rsa_public_key(bytes: usize) -> Vec<u8> {
        let modulus = [&[0][..], &vec![0xFF; bytes]].concat();
        tlv(0x30, &[&tlv(0x02, &[&modulus]), &tlv(0x02, &[&[1, 0, 1]])])
    }

    /// One element of DER (X.690 section 8.1).
    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
        let head = match content.len() {
            0..=0x7F => vec![tag, low],
            0x80..=0xFF => vec![tag, 0x81, low],
            _ => vec![tag, 0x82, high, low],
        };
        [head, content].concat()
    }

    const EC: &[u8] = &[0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
    const NAMED: &[u8] = &[0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
    const RSA: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
    const PSS: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
    const MGF: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08];
    const SHA256: &[u8] = &[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    const NULL: &[u8] = &[0x05, 0x00];
}
