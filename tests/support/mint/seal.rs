//! Visible digital seals, each spoilt in one place.

use checkpost::envelope::Format;
use checkpost_issuing::certificate::{Draft, RSA_WITH_SHA256, self_signed};
use checkpost_issuing::specimen::other_formats::{seal, seal_certificate, seal_data};
use checkpost_issuing::specimen::{OTHER_KEY_ID, keys};
use checkpost_issuing::vdsnc;

use checkpost::signature::PublicKey;
use checkpost::trust::{KeyRole, TrustStore, TrustedKey};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::algorithms::{FIRST_SMALL_PRIME, SECOND_SMALL_PRIME};
use super::per_format::Row;
use super::{End, Mint, NOW, Vector, store, vector};

impl Mint {
    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    pub(super) fn seals(&self) -> Vec<(String, Vector)> {
        let by_authority = seal(NOW, &self.key).expect("the data has a canonical form");
        let own = self_signed(&self.key, "Demonstration").expect("the key has a public form");
        let other = self_signed(&self.other, "Stranger").expect("the key has a public form");
        let sealed = |certificate: &[u8], key| {
            vdsnc::mint(&seal_data(NOW), certificate, key).expect("the data has a canonical form")
        };
        let genuine = sealed(&own, &self.key);
        let signer = keys::seal_signer().expect("its scalar is below the group order");
        let subject = PublicKey::P256(*signer.verifying_key());
        let draft = seal_certificate(&subject);
        let under = |draft: Draft<'_>| draft.signed_by(&self.key).expect("the key has a public form");
        let rsa = keys::rsa().expect("its factors are primes");
        let rsa_signed = draft.signed_with(RSA_WITH_SHA256, |bytes| keys::sign_pkcs1(&rsa, bytes));
        let rsa_signed = rsa_signed.expect("the key has a public form");
        let small = keys::rsa_of(FIRST_SMALL_PRIME, SECOND_SMALL_PRIME).expect("its factors are primes");
        let small = keys::rsa_public(&small);
        let saying = |pointer: &str, value: Value| {
            let mut data = seal_data(NOW);
            if let Some(place) = data.pointer_mut(pointer) {
                *place = value;
            }
            vdsnc::mint(&data, &own, &self.key).expect("the data has a canonical form")
        };
        let signature = |change: &dyn Fn(&mut Value)| {
            let mut seal: Value = serde_json::from_str(&genuine).expect("it was just made");
            seal.pointer_mut("/sig").map(change);
            seal.to_string()
        };
        let message = |message: Value| saying("/msg", message);
        let tested = |result| {
            let mut data = seal_data(NOW);
            data["hdr"]["t"] = json!("icao.test");
            data["msg"] = json!({ "utci": "SPECIMEN-0002", "pid": { "n": "TESTWELL AMARI" }, "sp": {},
                "dat": { "sc": "2026-09-20T08:00:00Z" }, "tr": { "tc": "molecular(PCR)", "r": result } });
            vdsnc::mint(&data, &own, &self.key).expect("the data has a canonical form")
        };
        let spaced = genuine.replacen("\"msg\":", "\"msg\" : ", 1);
        [
            ("genuine", End::Admitted, "A vaccination, sealed under a pinned certificate.", genuine.clone()),
            (
                "signer_of_an_authority",
                End::Admitted,
                "The certificate is unknown here, and a pinned authority issued it.",
                by_authority,
            ),
            (
                "usage_not_stated",
                End::AtRules("K-CER"),
                "The authority's certificate states neither usage nor the name of the authority's key.",
                sealed(&under(Draft { usage: None, authority_key_id: None, ..draft }), &signer),
            ),
            (
                "authority_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "The certificate was issued by an authority that nobody here knows.",
                sealed(&draft.signed_by(&self.other).expect("the key has a public form"), &signer),
            ),
            (
                "authority_of_another_name",
                End::IndeterminateAtVerify("I-UNK"),
                "The certificate names another key of its authority than the pinned one.",
                sealed(&under(Draft { authority_key_id: Some(OTHER_KEY_ID), ..draft }), &signer),
            ),
            (
                "certificate_for_other_uses",
                End::AtRules("K-CER"),
                "The authority issued the certificate for servers, not for seals.",
                sealed(&under(Draft { usage: Some(SERVER_USAGE), ..draft }), &signer),
            ),
            (
                "certificate_by_rsa_of_nobody",
                End::IndeterminateAtVerify("I-UNK"),
                "The certificate has an RSA signature, and the pinned authority has no such key.",
                sealed(&rsa_signed, &signer),
            ),
            ("test_negative", End::Admitted, "A test that found nothing.", tested("Negative")),
            ("test_positive", End::AtRules("R-POS"), "A test that found the disease.", tested("Positive")),
            (
                "signature_zero",
                End::AtVerify("S-SIG"),
                "r and s are zero (CVE-2022-21449).",
                signature(&|it| it["sigvl"] = json!(BASE64URL_NOPAD.encode(&[0; 64]))),
            ),
            (
                "signature_cut",
                End::AtVerify("S-LEN"),
                "The signature has 63 bytes.",
                signature(&|it| it["sigvl"] = json!(BASE64URL_NOPAD.encode(&[1; 63]))),
            ),
            (
                "signature_empty",
                End::AtVerify("S-NON"),
                "The signature has no bytes.",
                signature(&|it| it["sigvl"] = json!("")),
            ),
            (
                "signature_not_encoded",
                End::AtParse("D-JWS"),
                "The signature has characters that base64url has not.",
                signature(&|it| it["sigvl"] = json!("+/+/")),
            ),
            (
                "algorithm_of_another_key",
                End::AtVerify("S-ALG"),
                "The seal names PS256, the key is for ES256.",
                signature(&|it| it["alg"] = json!("PS256")),
            ),
            (
                "key_of_1024_bits",
                End::IndeterminateAtVerify("K-ALG"),
                "The certificate's key is too small to be computed with.",
                sealed(&under(seal_certificate(&small)), &signer),
            ),
            (
                "without_a_message",
                End::AtClaims("B-BAD"),
                "A text in the place of the message.",
                saying("/msg", json!("none")),
            ),
            (
                "another_use",
                End::IndeterminateAtClaims("F-CHK"),
                "A use of such seals that is not for health.",
                saying("/hdr/t", json!("icao.other")),
            ),
            (
                "no_vaccination",
                End::AtClaims("B-NON"),
                "A name, and no vaccination.",
                message(json!({ "pid": { "n": "TESTWELL AMARI" }, "ve": [] })),
            ),
            ("oversized", End::AtParse("D-LEN"), "More text than any code holds.", genuine.clone()),
            ("spaced_otherwise", End::Admitted, "Blanks that the canonical form leaves out.", spaced),
            (
                "name_altered",
                End::AtVerify("S-SIG"),
                "Another name under the genuine seal.",
                genuine.replace("AMARI", "AMARA"),
            ),
            (
                "signer_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "Intact under a certificate that nobody here knows.",
                sealed(&other, &self.other),
            ),
            (
                "certificate_of_another",
                End::AtVerify("S-SIG"),
                "The pinned certificate beside somebody else's signature.",
                sealed(&own, &self.other),
            ),
            (
                "certificate_is_none",
                End::AtVerify("S-CER"),
                "Ten bytes in the place of the certificate.",
                sealed(&[0; 10], &self.key),
            ),
            (
                "cut_short",
                End::AtParse("D-JSN"),
                "The last brace is missing.",
                genuine.trim_end_matches('}').to_owned(),
            ),
            (
                "name_twice",
                End::AtParse("D-DUP"),
                "The data names the person twice.",
                genuine.replacen("\"pid\":", "\"pid\":{},\"pid\":", 1),
            ),
        ]
        .map(|(name, end, description, text)| (name, end, description, self.keys_of(Format::VdsNc), text))
        .into_iter()
        .chain(Self::elsewhere(&self.keys_of(Format::VdsNc), &genuine).into_iter().filter(is_of_seals))
        .chain([(
            "signer_of_an_rsa_authority",
            End::Admitted,
            "The certificate was issued by a pinned authority with an RSA key, as Australia's is.",
            self.rsa_authority(),
            sealed(&rsa_signed, &signer),
        )])
        .map(|(name, end, description, trust, text)| {
            let (file, mut made) = vector("vdsnc", name, description, &trust, text, &end);
            made.zeros = if name == "oversized" { 1 << 16 } else { 0 };
            (file, made)
        })
        .collect()
    }

    fn rsa_authority(&self) -> TrustStore {
        let mut keys = self.keys_of(Format::VdsNc).keys().to_vec();
        keys.retain(|key| key.role == KeyRole::Authority);
        let public_key = keys::rsa_public(&keys::rsa().expect("its factors are primes"));
        store(keys.into_iter().map(|key| TrustedKey { public_key: public_key.clone(), ..key }).collect(), NOW)
    }
}

/// The key in a seal's own certificate is computed with, whatever the trust file holds.
fn is_of_seals(row: &Row) -> bool {
    row.0 != "key_unsupported"
}

/// 1.3.6.1.5.5.7.3.1
const SERVER_USAGE: &[u8] = &[0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
