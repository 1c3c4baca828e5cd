//! Indeterminate verdicts and purposes that a pass of any format can have: one row for each reason, minted for each
//! format.

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::UnixTime;
use checkpost::trust::{GateSettings, KeyValidity, TrustStore, TrustedKey};
use checkpost::wire::cbor::{Map, Value};
use checkpost::wire::registry::algorithm;
use checkpost_issuing::cbor::encode;
use checkpost_issuing::specimen::KEY_ID;
use p256::ecdsa::SigningKey;
use serde_json::json;

use super::per_format::{Messages, Row};
use super::{End, Mint, NOW, protected, store, with};

/// A token with another header parameter, or another claim.
type Changed<'a> = &'a dyn Fn(&'static str, serde_json::Value) -> String;

impl Mint {
    /// What is no fault of the pass, or lies outside its own content.
    pub(super) fn indeterminate_messages(&self, of: &Messages) -> Vec<Row> {
        let trust = self.keys_of(of.format);
        let payload = encode(&Value::Map(of.token.clone()));
        let stating = |label, value| (of.wrap)(&self.signed(&with(&of.token, label, value)).encode());
        let headed = |protected: &Map| {
            (of.wrap)(&self.signer().sign_under(protected, Map::new(), payload.clone()).encode())
        };
        let place = || Value::Text("elsewhere.example".to_owned());
        let list = Value::Text("application/statuslist+cwt".to_owned());
        let genuine = (of.wrap)(&self.signed(&of.token).encode());
        let said = [
            (
                "algorithm_not_computed",
                End::IndeterminateAtVerify("S-UNS"),
                "ES384.",
                headed(&protected(-35, KEY_ID)),
            ),
            (
                "typed_as_a_status_list",
                other_purpose(),
                "The type of a status list.",
                headed(&with(&protected(algorithm::ES256, KEY_ID), 16, list)),
            ),
            ("made_out_to_another_place", End::AtRules("A-AUD"), "aud is elsewhere.", stating(3, place())),
            (
                "status_unreadable",
                End::IndeterminateAtClaims("U-REV"),
                "The status is a text.",
                stating(65_535, place()),
            ),
        ]
        .map(|(name, end, description, text)| (name, end, description, trust.clone(), text));
        let unset = trust.clone().with_settings(GateSettings::default());
        let unset = (
            "place_unset",
            End::IndeterminateAtRules("A-NON"),
            "Nobody told the checkpoint its name.",
            unset,
            stating(3, place()),
        );
        said.into_iter().chain([unset]).chain(Self::bounded(&trust, &genuine)).collect()
    }

    /// A genuine pass under keys whose time is over, and behind more keys than are tried.
    pub(super) fn bounded(trust: &TrustStore, genuine: &str) -> [Row; 2] {
        let settings = trust.settings().clone();
        let over = KeyValidity { not_before: None, not_after: Some(UnixTime(0)) };
        let over = trust.keys().iter().map(|key| TrustedKey { validity: over, ..key.clone() });
        let stranger = |key: &TrustedKey| TrustedKey { public_key: strange_key(), ..key.clone() };
        let many =
            trust.keys().iter().flat_map(|key| vec![stranger(key); 40]).chain(trust.keys().iter().cloned());
        [
            (
                "made_after_its_keys_time",
                End::AtRules("K-VAL"),
                "The key's time ended in 1970.",
                store(over.collect(), NOW).with_settings(settings.clone()),
                genuine.to_owned(),
            ),
            (
                "behind_too_many_keys",
                End::IndeterminateAtVerify("I-MAN"),
                "Forty keys of others under one name.",
                store(many.collect(), NOW).with_settings(settings),
                genuine.to_owned(),
            ),
        ]
    }

    /// The same of a token.
    pub(super) fn indeterminate_tokens(
        format: Format,
        trust: &TrustStore,
        parameter: Changed<'_>,
        stating: Changed<'_>,
    ) -> Vec<Row> {
        let place = || json!("elsewhere.example");
        let unset = trust.clone().with_settings(GateSettings::default());
        let mut rows: Vec<Row> = vec![
            (
                "algorithm_not_computed",
                End::IndeterminateAtVerify("S-UNS"),
                "ES384.",
                trust.clone(),
                parameter("alg", json!("ES384")),
            ),
            (
                "typed_as_a_status_list",
                other_purpose(),
                "The type of a status list.",
                trust.clone(),
                parameter("typ", json!("statuslist+jwt")),
            ),
            (
                "made_out_to_another_place",
                End::AtRules("A-AUD"),
                "aud is elsewhere.",
                trust.clone(),
                stating("aud", place()),
            ),
            (
                "place_unset",
                End::IndeterminateAtRules("A-NON"),
                "Nobody told the checkpoint its name.",
                unset,
                stating("aud", place()),
            ),
        ];
        if format != Format::SmartHealthCard {
            rows.push((
                "status_unreadable",
                End::IndeterminateAtClaims("U-REV"),
                "The status is a text.",
                trust.clone(),
                stating("status", place()),
            ));
        }
        rows
    }
}

fn other_purpose() -> End {
    End::IndeterminateAtRules("F-TYP")
}

/// A key of nobody's.
fn strange_key() -> PublicKey {
    let key = SigningKey::from_slice(&[0x52; 32]).expect("its scalar is below the group order");
    PublicKey::P256(*key.verifying_key())
}
