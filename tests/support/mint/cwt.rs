//! NZ COVID Passes and identity codes, each spoilt in one place.

use checkpost::envelope::Format;
use checkpost::time::UnixTime;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::algorithm;
use checkpost_issuing::cbor::encode;
use checkpost_issuing::cose::Message;
use checkpost_issuing::specimen::KEY_ID;
use checkpost_issuing::specimen::other_formats::{identity, identity_token, nz_pass, nz_token};
use checkpost_issuing::{claim169, nzcp};

use super::{End, Mint, NOW, Vector, protected, vector, with};

impl Mint {
    pub(super) fn nz_passes(&self) -> Vec<(String, Vector)> {
        let token = nz_token(NOW);
        let wrapped = |token: &Map| nzcp::wrap(&self.signed(token).encode());
        let without = |label: i128| {
            let mut token = token.clone();
            token.remove(&Key::Integer(label));
            wrapped(&token)
        };
        let message = self.signed(&token);
        let outside = self.signer().sign_under(
            &Map::new(),
            protected(algorithm::ES256, KEY_ID),
            message.payload.clone(),
        );
        let untagged = encode(&message.to_value());
        let genuine = nz_pass(NOW, &self.key);
        let issuer = Value::Text("did:web:elsewhere.example".to_owned());
        let mut of_another = message.clone();
        of_another.payload = encode(&Value::Map(nz_token(UnixTime(NOW.0 + 1))));
        let mut other_type = token.clone();
        if let Some(Value::Map(credential)) = other_type.get_mut(&Key::from("vc")) {
            credential.insert(Key::from("type"), Value::Array(vec![Value::Text("Diploma".to_owned())]));
        }
        [
            ("genuine", End::Admitted, "A public pass.", genuine.clone()),
            (
                "lower_case",
                End::AtParse("D-B32"),
                "Base32 in lower case.",
                genuine.to_lowercase().replace("nzcp", "NZCP"),
            ),
            ("padded", End::AtParse("D-B32"), "Base32 with padding.", genuine.clone() + "="),
            ("no_tag", End::AtParse("D-COS"), "The message stands without its tag.", nzcp::wrap(&untagged)),
            (
                "headers_unprotected",
                End::AtParse("D-COS"),
                "Algorithm and key identifier outside the signature.",
                nzcp::wrap(&outside.encode()),
            ),
            (
                "payload_altered",
                End::AtVerify("S-SIG"),
                "Another window under the genuine signature.",
                nzcp::wrap(&of_another.encode()),
            ),
            (
                "issuer_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "Nobody here knows the issuer.",
                wrapped(&with(&token, 1, issuer)),
            ),
            ("begin_missing", End::AtClaims("T-BAD"), "No nbf, which the format demands.", without(5)),
            (
                "identifier_missing",
                End::AtClaims("B-BAD"),
                "No token identifier, which the format demands.",
                without(7),
            ),
            ("another_type", End::AtClaims("B-NON"), "A credential of another type.", wrapped(&other_type)),
        ]
        .map(|(name, end, description, text)| {
            vector("nzcp", name, description, &self.keys_of(Format::NzCovidPass), text, &end)
        })
        .into()
    }

    pub(super) fn identities(&self) -> Vec<(String, Vector)> {
        let token = identity_token(NOW);
        let wrapped = |token: &Map| claim169::wrap(&self.signed(token).encode());
        let message = self.signed(&token);
        let unsigned = Message { signature: Vec::new(), ..message.clone() };
        let other = self.signed(&identity_token(UnixTime(NOW.0 + 1)));
        let forged = Message { signature: other.signature, ..message };
        let secret =
            Value::Array(vec![Value::Bytes(Vec::new()), Value::Map(Map::new()), Value::Bytes(vec![0; 32])]);
        let encrypted = encode(&Value::Tag(16, Box::new(secret)));
        let mut nameless = token.clone();
        nameless.remove(&Key::Integer(169));
        [
            ("genuine", End::Admitted, "Name, birth date and number.", identity(NOW, &self.key)),
            (
                "unsigned",
                End::AtVerify("S-NON"),
                "The signature has no bytes, as in most codes made for testing.",
                claim169::wrap(&unsigned.encode()),
            ),
            (
                "encrypted",
                End::IndeterminateAtParse("F-ENC"),
                "Only its addressee can read it.",
                claim169::wrap(&encrypted),
            ),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "The signature belongs to another code of the same issuer.",
                claim169::wrap(&forged.encode()),
            ),
            ("no_identity", End::AtClaims("B-BAD"), "A token without claim 169.", wrapped(&nameless)),
        ]
        .map(|(name, end, description, text)| {
            vector("claim169", name, description, &self.keys_of(Format::Claim169), text, &end)
        })
        .into()
    }
}
