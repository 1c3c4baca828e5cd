//! Passes signed with RSA and with Ed25519, genuine and spoilt.

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::wire::cbor::{Map, Value};
use checkpost::wire::registry::algorithm;
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Message;
use checkpost_issuing::specimen::keys::{
    ed25519, ed25519_of, rsa, rsa_of, sign_ed25519, sign_pkcs1, sign_ps256,
};
use checkpost_issuing::specimen::other_formats::{
    ed25519_signed, identity_token, identity_with_photo, rsa_signed,
};
use checkpost_issuing::specimen::{ED25519_KEY_ID, KEY_ID, RSA_KEY_ID};
use checkpost_issuing::{claim169, hcert};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use super::{End, Mint, NOW, Vector, protected, vaccinated, vector};

impl Mint {
    pub(super) fn signed_with_rsa(&self) -> Vec<(String, Vector)> {
        let key = rsa().expect("its factors are primes");
        let payload = encode(&Value::Map(vaccinated().token()));
        let under = |algorithm, sign: &dyn Fn(&[u8]) -> Vec<u8>| {
            Message::signed_with(&protected(algorithm, RSA_KEY_ID), Map::new(), payload.clone(), sign)
        };
        let genuine = under(algorithm::PS256, &|bytes| sign_ps256(&key, 32, bytes));
        let signature = |signature| hcert::wrap(&Message { signature, ..genuine.clone() }.encode());
        let mut flipped = genuine.signature.clone();
        flipped[100] ^= 1;
        let small = rsa_of(FIRST_SMALL_PRIME, SECOND_SMALL_PRIME).expect("its factors are primes");
        let by_small = under(algorithm::PS256, &|bytes| sign_ps256(&small, 32, bytes));
        let mut vectors: Vec<_> = [
            ("genuine", End::Admitted, "Signed with PS256.", rsa_signed(&vaccinated(), &key)),
            (
                "salt_of_twenty_bytes",
                End::AtVerify("S-SIG"),
                "The salt of the signature has another length than PS256 demands.",
                hcert::wrap(&under(algorithm::PS256, &|bytes| sign_ps256(&key, 20, bytes)).encode()),
            ),
            (
                "older_padding",
                End::AtVerify("S-SIG"),
                "The signature has the padding of PKCS #1 v1.5 (RS256).",
                hcert::wrap(&under(algorithm::PS256, &|bytes| sign_pkcs1(&key, bytes)).encode()),
            ),
            (
                "signature_altered",
                End::AtVerify("S-SIG"),
                "One bit of the signature is another.",
                signature(flipped),
            ),
            (
                "signature_cut",
                End::AtVerify("S-LEN"),
                "The signature has 255 bytes.",
                signature(genuine.signature[..255].to_vec()),
            ),
            (
                "algorithm_of_another_key",
                End::AtVerify("S-ALG"),
                "The header names ES256, the key is for PS256.",
                hcert::wrap(&under(algorithm::ES256, &|bytes| sign_ps256(&key, 32, bytes)).encode()),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("hcert/rsa", name, description, &self.keys_of(Format::Hcert), text, &end)
        })
        .into();
        let mut too_small = vector(
            "hcert/rsa",
            "key_of_1024_bits",
            "Intact under a key that is too small to be believed.",
            &self.keys_of(Format::Hcert),
            hcert::wrap(&by_small.encode()),
            &End::IndeterminateAtVerify("K-ALG"),
        );
        let small = PublicKey::Rsa(Box::new(small.to_public_key()));
        let small = small.to_public_key_info().expect("it has a public form");
        too_small.1.trust["keys"] = json!([{
            "format": "hcert",
            "issuer": "Checkpost Demonstration",
            "key_id": BASE64URL_NOPAD.encode(RSA_KEY_ID),
            "algorithm": "unsupported",
            "public_key": BASE64URL_NOPAD.encode(&small),
        }]);
        vectors.push(too_small);
        let mut curve = vector(
            "hcert/signature",
            "key_on_another_curve",
            "ES256 under a key on P-384, as some test certificates have it.",
            &self.keys_of(Format::Hcert),
            self.mint_token(&vaccinated().token()),
            &End::IndeterminateAtVerify("K-ALG"),
        );
        curve.1.trust["keys"] = json!([{
            "format": "hcert",
            "issuer": "Checkpost Demonstration",
            "key_id": BASE64URL_NOPAD.encode(KEY_ID),
            "algorithm": "unsupported",
            "public_key": P384_KEY,
        }]);
        vectors.push(curve);
        vectors
    }

    pub(super) fn signed_with_ed25519(&self) -> Vec<(String, Vector)> {
        let genuine = ed25519_signed(&identity_token(NOW), ED25519_KEY_ID);
        let wrapped = |message: &Message| claim169::wrap(&message.encode());
        let signature = |signature| wrapped(&Message { signature, ..genuine.clone() });
        let mut flipped = genuine.signature.clone();
        flipped[10] ^= 1;
        let (point, scalar) = genuine.signature.split_at(32);
        let raised = [point, &plus_group_order(scalar)].concat();
        let as_ecdsa = Message::signed_with(
            &protected(algorithm::ES256, ED25519_KEY_ID),
            Map::new(),
            genuine.payload.clone(),
            |bytes| sign_ed25519(&ed25519(), bytes),
        );
        let impostor = Message::signed_with(
            &protected(algorithm::EDDSA, ED25519_KEY_ID),
            Map::new(),
            genuine.payload.clone(),
            |bytes| sign_ed25519(&ed25519_of(b"CHECKPOST OTHER ED25519 KEY ...."), bytes),
        );
        [
            ("genuine", End::Admitted, "Signed with Ed25519.", wrapped(&genuine)),
            ("with_photograph", End::Admitted, "A portrait to compare the face with.", identity_with_photo(NOW)),
            (
                "signature_altered",
                End::AtVerify("S-SIG"),
                "One bit of the signature is another.",
                signature(flipped),
            ),
            (
                "scalar_beyond_the_group_order",
                End::AtVerify("S-SIG"),
                "The same signature in its second spelling, the group order added to S (RFC 8032 section 5.1.7).",
                signature(raised),
            ),
            ("signature_zero", End::AtVerify("S-SIG"), "R and S are zero.", signature(vec![0; 64])),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "Signed by somebody else under the issuer's key identifier.",
                wrapped(&impostor),
            ),
            (
                "signature_cut",
                End::AtVerify("S-LEN"),
                "The signature has 63 bytes.",
                signature(genuine.signature[..63].to_vec()),
            ),
            (
                "algorithm_of_another_key",
                End::AtVerify("S-ALG"),
                "The header names ES256, the key is for Ed25519.",
                wrapped(&as_ecdsa),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("claim169/ed25519", name, description, &self.keys_of(Format::Claim169), text, &end)
        })
        .into()
    }
}

/// A scalar and the order of the group, little-endian.
fn plus_group_order(scalar: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let sums = scalar.iter().zip(GROUP_ORDER).map(|(&byte, order)| {
        let sum = u16::from(byte) + u16::from(order) + carry;
        carry = sum >> 8;
        sum.to_le_bytes()[0]
    });
    sums.collect()
}

/// 2^252 + 27742317777372353535851937790883648493 (RFC 8032 section 5.1), little-endian.
const GROUP_ORDER: [u8; 32] = [
    0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
/// A public key whose private half was thrown away.
const P384_KEY: &str = concat!(
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEZhpU-6EmU-Hvnd7ucb0yxbgqt92h4mt7W1AScSHuQmBjrGKi",
    "J39tPK0J0RlIsZplCbE-03Hwbgo9R8sDkB8FHQDPBKTAkWv5mcGL28hvL1sfMkZmfmDuHy6kZFSkt1oB",
);
/// Texts that are prime numbers of 512 bits.
pub(super) const FIRST_SMALL_PRIME: &str = "“CHECKPOST TEST RSA KEY, FAR TOO SMALL, FIRST.” No 000010437";
pub(super) const SECOND_SMALL_PRIME: &str = "”CHECKPOST TEST RSA KEY, FAR TOO SMALL, SECOND.“ No 00010175";
