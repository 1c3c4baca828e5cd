//! Signatures that do not hold, and headers that say the wrong thing.

use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::algorithm::ES256;
use checkpost_issuing::cose::{Message, Signer};
use checkpost_issuing::hcert::wrap;
use checkpost_issuing::specimen::{KEY_ID, forged};
use p256::ecdsa::Signature;

use super::{End, Mint, Vector, key_id_entry, protected, vaccinated, vector, with};

impl Mint {
    pub(super) fn unsigned(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let message = self.signed(&pass.token());
        let signature = |bytes: Vec<u8>| wrap(&Message { signature: bytes, ..message.clone() }.encode());
        let mut flipped = message.signature.clone();
        if let Some(first) = flipped.first_mut() {
            *first ^= 1;
        }
        let raw = Signature::from_slice(&message.signature).expect("it was just made");
        let headers = |protected: &Map, unprotected: Map| {
            wrap(&self.signer().sign_under(protected, unprotected, message.payload.clone()).encode())
        };
        let critical = with(&protected(ES256, KEY_ID), 2, Value::Array(vec![Value::Integer(-70_000)]));
        let right_outside = Map::from([(Key::Integer(1), Value::Integer(ES256))]);
        let only_key_id = Map::from([key_id_entry(KEY_ID)]);
        let impostor = Signer { key: &self.other, key_id: KEY_ID };
        [
            (
                "name_altered",
                End::AtVerify("S-SIG"),
                "Another name under the genuine signature.",
                forged(&pass, &self.signer()),
            ),
            (
                "signature_altered",
                End::AtVerify("S-SIG"),
                "One bit of the signature is another.",
                signature(flipped),
            ),
            (
                "signature_zero",
                End::AtVerify("S-SIG"),
                "r and s are zero (CVE-2022-21449).",
                signature(vec![0; 64]),
            ),
            (
                "signature_r_zero",
                End::AtVerify("S-SIG"),
                "Only r is zero.",
                signature([vec![0; 32], message.signature.iter().skip(32).copied().collect()].concat()),
            ),
            (
                "signature_s_zero",
                End::AtVerify("S-SIG"),
                "Only s is zero.",
                signature([message.signature.iter().take(32).copied().collect(), vec![0; 32]].concat()),
            ),
            (
                "signature_beyond_the_group_order",
                End::AtVerify("S-SIG"),
                "r and s are the largest numbers of 32 bytes.",
                signature(vec![0xFF; 64]),
            ),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "Signed by somebody else under the issuer's key identifier.",
                pass.mint(&impostor),
            ),
            (
                "signature_cut",
                End::AtVerify("S-LEN"),
                "The signature has 63 bytes.",
                signature(message.signature.iter().take(63).copied().collect()),
            ),
            ("signature_empty", End::AtVerify("S-NON"), "The signature has no bytes.", signature(Vec::new())),
            (
                "signature_in_der",
                End::AtVerify("S-LEN"),
                "The signature is encoded as in a certificate.",
                signature(raw.to_der().as_bytes().to_vec()),
            ),
            (
                "algorithm_missing",
                End::AtVerify("S-ALG"),
                "No header names an algorithm.",
                headers(&only_key_id, Map::new()),
            ),
            (
                "algorithm_of_another_key",
                End::AtVerify("S-ALG"),
                "The header names PS256, the key is for ES256.",
                headers(&protected(-37, KEY_ID), Map::new()),
            ),
            (
                "algorithm_right_only_outside",
                End::AtVerify("S-ALG"),
                "The protected header names another algorithm, the unprotected one the right one.",
                headers(&protected(-37, KEY_ID), right_outside),
            ),
            (
                "critical_header_unknown",
                End::AtParse("S-CRI"),
                "The message demands an extension that nobody knows.",
                headers(&critical, Map::new()),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("hcert/signature", name, description, &self.trust(), text, &end)
        })
        .into()
    }
}
