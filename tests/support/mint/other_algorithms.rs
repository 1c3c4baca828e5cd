//! Algorithms and encodings of other issuers: verified where they are supported; otherwise the verdict is
//! indeterminate and names them.

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::trust::{TrustStore, TrustedKey};
use checkpost::wire::base45;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost_issuing::cbor::encode;
use checkpost_issuing::certificate::self_signed;
use checkpost_issuing::cose::Message;
use checkpost_issuing::specimen::other_formats::{
    KEY_NAME, disclosures, health_card, identity_token, seal_data, token_claims,
};
use checkpost_issuing::specimen::{AUDIENCE, ED25519_KEY_ID, KEY_ID, keys};
use checkpost_issuing::{claim169, jose, sdjwt, vdsnc};
use data_encoding::BASE64URL_NOPAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use p256::ecdsa::signature::Signer as _;
use serde_json::json;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{End, Mint, NOW, Vector, named_claims, protected, store, vector};

impl Mint {
    pub(super) fn other_algorithms(&self) -> Vec<(String, Vector)> {
        [self.algorithms_of_others(), self.spellings()].concat()
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn algorithms_of_others(&self) -> Vec<(String, Vector)> {
        let payload = named_claims().to_string().into_bytes();
        let token = |algorithm: &str, key_name: &str, sign: &dyn Fn(&[u8]) -> Vec<u8>| {
            let header = json!({"alg": algorithm, "kid": key_name}).to_string();
            let signed =
                format!("{}.{}", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(&payload));
            let signature = sign(signed.as_bytes());
            format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
        };
        let ed25519 = |bytes: &[u8]| keys::sign_ed25519(&keys::ed25519(), bytes);
        let rsa = keys::rsa().expect("its factors are primes");
        let pkcs1 = |bytes: &[u8]| keys::sign_pkcs1(&rsa, bytes);
        let key = |format, public_key: PublicKey, name: &[u8]| {
            let known = self.keys_of(format).keys().first().cloned().expect("every format has a key");
            store(vec![TrustedKey { public_key, key_id: Some(name.to_vec()), ..known }], NOW)
        };
        let edwards = || PublicKey::Ed25519(keys::ed25519().verifying_key());
        let modulus = || keys::rsa_public(&rsa);
        let plain = |_: &[u8]| vec![7; 96];
        let unsupported = || End::IndeterminateAtVerify("S-UNS");
        let of_tokens: Vec<(&str, End, &str, TrustStore, String)> = vec![
            (
                "ed25519_by_its_new_name",
                End::Admitted,
                "alg is Ed25519 (RFC 9864).",
                key(Format::Jwt, edwards(), b"e1"),
                token("Ed25519", "e1", &ed25519),
            ),
            (
                "ed25519_by_its_old_name",
                End::Admitted,
                "alg is EdDSA.",
                key(Format::Jwt, edwards(), b"e1"),
                token("EdDSA", "e1", &ed25519),
            ),
            (
                "rs256",
                End::Admitted,
                "PKCS #1 v1.5, as identity providers sign.",
                key(Format::Jwt, modulus(), b"r1"),
                token("RS256", "r1", &pkcs1),
            ),
            (
                "rs256_forged",
                End::AtVerify("S-SIG"),
                "Another message's signature.",
                key(Format::Jwt, modulus(), b"r1"),
                token("RS256", "r1", &|_| keys::sign_pkcs1(&rsa, b"other")),
            ),
            (
                "rs256_under_a_key_on_p256",
                End::AtVerify("S-ALG"),
                "The key is for ES256.",
                self.keys_of(Format::Jwt),
                token("RS256", KEY_NAME, &pkcs1),
            ),
            ("es384", unsupported(), "ES384.", self.keys_of(Format::Jwt), token("ES384", KEY_NAME, &plain)),
            ("es512", unsupported(), "ES512.", self.keys_of(Format::Jwt), token("ES512", KEY_NAME, &plain)),
            (
                "rs512",
                unsupported(),
                "RS512.",
                key(Format::Jwt, modulus(), b"r1"),
                token("RS512", "r1", &plain),
            ),
            (
                "algorithm_unknown",
                unsupported(),
                "An algorithm that stands in no registry.",
                self.keys_of(Format::Jwt),
                token("XY999", KEY_NAME, &plain),
            ),
            (
                "encrypted",
                End::IndeterminateAtParse("F-ENC"),
                "Five parts: for its addressee.",
                self.keys_of(Format::Jwt),
                "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA".to_owned(),
            ),
        ];
        let of_tokens = of_tokens.into_iter().map(|(name, end, description, trust, text)| {
            vector("jwt/gaps", name, description, &trust, text, &end)
        });
        let identity = |headers: Map, sign: &dyn Fn(&[u8]) -> Vec<u8>| {
            claim169::wrap(
                &Message::signed_with(&headers, Map::new(), encode(&Value::Map(identity_token(NOW))), sign)
                    .encode(),
            )
        };
        let es256 = |bytes: &[u8]| {
            let signature: p256::ecdsa::Signature = self.key.sign(bytes);
            signature.to_bytes().to_vec()
        };
        let of_messages = [
            ("esp256", End::Admitted, "Algorithm -9 (RFC 9864).", identity(protected(-9, KEY_ID), &es256)),
            (
                "ed25519",
                End::Admitted,
                "Algorithm -19 (RFC 9864).",
                identity(protected(-19, ED25519_KEY_ID), &ed25519),
            ),
            ("es384", unsupported(), "Algorithm -35.", identity(protected(-35, KEY_ID), &plain)),
            (
                "rs256",
                unsupported_after_mismatch(),
                "Algorithm -257 under a key on P-256.",
                identity(protected(-257, KEY_ID), &plain),
            ),
            (
                "algorithm_unknown",
                unsupported(),
                "Algorithm -70000.",
                identity(protected(-70_000, KEY_ID), &plain),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("claim169/gaps", name, description, &self.keys_of(Format::Claim169), text, &end)
        });
        of_tokens.chain(of_messages).chain(self.digests_and_holders()).chain(self.seal_algorithms()).collect()
    }

    fn digests_and_holders(&self) -> Vec<(String, Vector)> {
        let disclosure = BASE64URL_NOPAD.encode(br#"["salt","name","Bryn Mockford"]"#);
        let hashed = |name: &str, hash: &dyn Fn(&str) -> Vec<u8>| {
            let mut claims = token_claims(NOW);
            claims.insert("_sd_alg".to_owned(), json!(name));
            claims.insert("_sd".to_owned(), json!([BASE64URL_NOPAD.encode(&hash(&disclosure))]));
            let header = jose::header([("alg", "ES256"), ("typ", "dc+sd-jwt"), ("kid", KEY_NAME)]);
            format!(
                "{}~{disclosure}~",
                jose::sign(header, serde_json::Value::Object(claims).to_string().as_bytes(), &self.key)
            )
        };
        let bound_to = |confirmation: serde_json::Value| {
            let mut claims = token_claims(NOW);
            claims.insert("cnf".to_owned(), confirmation);
            sdjwt::mint(claims, &disclosures(), &self.key, KEY_NAME)
        };
        let holder = keys::ed25519();
        let x = BASE64URL_NOPAD.encode(holder.verifying_key().as_bytes());
        let shown = |token: &str, algorithm: &str| {
            let proof = json!({"aud": AUDIENCE, "iat": NOW.0, "nonce": "n", "sd_hash": BASE64URL_NOPAD.encode(&Sha256::digest(token))});
            let header = json!({"alg": algorithm, "typ": "kb+jwt"}).to_string();
            let signed = format!(
                "{}.{}",
                BASE64URL_NOPAD.encode(header.as_bytes()),
                BASE64URL_NOPAD.encode(proof.to_string().as_bytes())
            );
            let signature = keys::sign_ed25519(&holder, signed.as_bytes());
            format!("{token}{signed}.{}", BASE64URL_NOPAD.encode(&signature))
        };
        let edwards = bound_to(json!({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": x}}));
        let p384 = bound_to(json!({"jwk": {"kty": "EC", "crv": "P-384", "x": x, "y": x}}));
        let by_name = bound_to(json!({"kid": "phone-7"}));
        let unsupported = || End::IndeterminateAtVerify("S-UNS");
        [
            (
                "digests_of_sha_384",
                End::Admitted,
                "_sd_alg is sha-384.",
                hashed("sha-384", &|text| Sha384::digest(text).to_vec()),
            ),
            (
                "digests_of_sha_512",
                End::Admitted,
                "_sd_alg is sha-512.",
                hashed("sha-512", &|text| Sha512::digest(text).to_vec()),
            ),
            (
                "digests_of_another_hash",
                unsupported(),
                "_sd_alg is sha3-256.",
                hashed("sha3-256", &|text| Sha256::digest(text).to_vec()),
            ),
            (
                "holder_key_of_ed25519",
                End::Admitted,
                "The holder's key is Ed25519.",
                shown(&edwards, "Ed25519"),
            ),
            (
                "holder_key_of_ed25519_by_its_old_name",
                End::Admitted,
                "And named EdDSA.",
                shown(&edwards, "EdDSA"),
            ),
            (
                "holder_proof_of_another_algorithm",
                End::AtVerify("H-SIG"),
                "Named ES256 under that key.",
                shown(&edwards, "ES256"),
            ),
            ("holder_key_of_p384", unsupported(), "The holder's key is on P-384.", shown(&p384, "ES384")),
            (
                "holder_key_by_name",
                unsupported(),
                "The holder's key is named and not given.",
                shown(&by_name, "EdDSA"),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("sdjwt/gaps", name, description, &self.keys_of(Format::SdJwt), text, &end)
        })
        .into()
    }

    fn seal_algorithms(&self) -> Vec<(String, Vector)> {
        let own = self_signed(&self.key, "Demonstration").expect("the key has a public form");
        let genuine = vdsnc::mint(&seal_data(NOW), &own, &self.key).expect("the data has a canonical form");
        let mut named: serde_json::Value = serde_json::from_str(&genuine).expect("it was just made");
        named["sig"]["alg"] = json!("ES384");
        let mut travel = seal_data(NOW);
        travel["hdr"]["t"] = json!("icao.etd");
        let travel = vdsnc::mint(&travel, &own, &self.key).expect("the data has a canonical form");
        let seal: serde_json::Value = serde_json::from_str(&genuine).expect("it was just made");
        let (data, signature) = (&seal["data"], &seal["sig"]);
        let turned =
            format!(r#"{{"sig":{signature},"data":{{"msg":{},"hdr":{}}}}}"#, data["msg"], data["hdr"]);
        [
            ("es384", End::IndeterminateAtVerify("S-UNS"), "The seal names ES384.", named.to_string()),
            ("travel_document", End::IndeterminateAtClaims("F-CHK"), "An emergency travel document.", travel),
            ("members_in_another_order", End::Admitted, "Signature first, message before header.", turned),
        ]
        .map(|(name, end, description, text)| {
            vector("vdsnc/gaps", name, description, &self.keys_of(Format::VdsNc), text, &end)
        })
        .into()
    }

    fn spellings(&self) -> Vec<(String, Vector)> {
        let message = self.signed(&identity_token(NOW)).encode();
        let compressed = compress_to_vec_zlib(&message, 9);
        let windowed = |method: u8| {
            let mut stream = compressed.clone();
            stream[0] = method;
            stream[1] = (1..=30)
                .find(|flags| (u16::from(method) << 8 | flags) % 31 == 0)
                .and_then(|flags| u8::try_from(flags).ok())
                .expect("one of 31");
            base45::encode(&stream)
        };
        let json =
            r#"{"@context":["https://www.w3.org/2018/credentials/v1"],"type":["VerifiableCredential"]}"#;
        let pixel = base45::encode(&compress_to_vec_zlib(json.as_bytes(), 9));
        let turned =
            Value::Map(Map::from([(Key::from("type"), Value::Text("VerifiableCredential".to_owned()))]));
        let turned = base45::encode(&compress_to_vec_zlib(&encode(&turned), 9));
        let identities = [
            ("window_of_256_bytes", End::Admitted, "A small window.", windowed(0x08)),
            ("window_of_4_kilobytes", End::Admitted, "A window of 4 kB.", windowed(0x48)),
            ("window_of_16_kilobytes", End::Admitted, "A window of 16 kB.", windowed(0x68)),
            (
                "json_credential",
                End::IndeterminateAtParse("F-CHK"),
                "JSON, compressed as PixelPass does.",
                pixel,
            ),
            (
                "json_credential_as_cbor",
                End::IndeterminateAtParse("F-CHK"),
                "The same, turned into CBOR.",
                turned,
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("claim169/spelling", name, description, &self.keys_of(Format::Claim169), text, &end)
        });
        let card = health_card(NOW, &self.key);
        let token = |header: &str| {
            let signed = format!(
                "{}.{}",
                BASE64URL_NOPAD.encode(header.as_bytes()),
                BASE64URL_NOPAD.encode(named_claims().to_string().as_bytes())
            );
            let signature: p256::ecdsa::Signature = self.key.sign(signed.as_bytes());
            format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()))
        };
        let others = [
            (Format::SmartHealthCard, "scheme_in_capitals", card.replacen("shc:", "SHC:", 1)),
            (Format::SmartHealthCard, "scheme_in_both", card.replacen("shc:", "Shc:", 1)),
            (
                Format::Jwt,
                "header_begins_with_a_blank",
                token(&format!(r#" {{"alg":"ES256","kid":"{KEY_NAME}"}}"#)),
            ),
            (
                Format::Jwt,
                "header_on_several_lines",
                token(&format!("{{\r\n\t\"alg\": \"ES256\",\r\n\t\"kid\": \"{KEY_NAME}\"\r\n}}")),
            ),
            (
                Format::SdJwt,
                "header_begins_with_a_line_end",
                token(&format!("\n{{\"alg\":\"ES256\",\"kid\":\"{KEY_NAME}\"}}")) + "~",
            ),
        ]
        .map(|(format, name, text)| {
            vector(
                &format!("{}/spelling", format.name()),
                name,
                "Recognised by its structure.",
                &self.keys_of(format),
                text,
                &End::Admitted,
            )
        });
        identities.into_iter().chain(others).collect()
    }
}

/// A key fixes its algorithm: one that is computed here, and is not the key's, is a contradiction of the pass.
fn unsupported_after_mismatch() -> End {
    End::AtVerify("S-ALG")
}
