//! Claims that a holder could withhold, and status references that cannot be looked up: neither is admitted silently.

use checkpost::envelope::Format;
use checkpost::trust::{GateSettings, TrustedKey, revocation_digest};
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost_issuing::specimen::other_formats::{KEY_NAME, disclosures, token_claims};
use checkpost_issuing::specimen::{AUDIENCE, keys};
use checkpost_issuing::{hcert, jose, sdjwt};
use serde_json::json;

use super::{End, Mint, NOW, Vector, named_claims, store, vaccinated, vector, with};

impl Mint {
    pub(super) fn selective_disclosure(&self) -> Vec<(String, Vector)> {
        [self.withheld(), self.references()].concat()
    }

    fn sd_jwt(
        &self,
        claims: serde_json::Map<String, serde_json::Value>,
        shown: &[(&str, serde_json::Value)],
        hidden: &[(&str, serde_json::Value)],
    ) -> String {
        let all: Vec<_> = shown
            .iter()
            .chain(hidden)
            .map(|(name, value)| sdjwt::Disclosure {
                salt: format!("salt-{name}"),
                name: (*name).to_owned(),
                value: value.clone(),
            })
            .collect();
        let text = sdjwt::mint(claims, &all, &self.key, KEY_NAME);
        let parts: Vec<&str> = text.split('~').take(1 + shown.len()).collect();
        parts.join("~") + "~"
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn withheld(&self) -> Vec<(String, Vector)> {
        let name = ("name", json!("Bryn Mockford"));
        let without = |claim: &str| {
            let mut claims = token_claims(NOW);
            claims.remove(claim);
            claims
        };
        let inside = |claim: &str| {
            let mut claims = token_claims(NOW);
            claims.insert(claim.to_owned(), json!({"_sd": ["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"]}));
            claims
        };
        let not_understood = || End::IndeterminateAtClaims("U-HID");
        let past = json!(NOW.0 - 1);
        let future = json!(NOW.0 + 86_400);
        let status = json!({"status_list": {"idx": 1, "uri": "https://city.example/status/1"}});
        let holder = keys::holder().expect("its scalar is below the group order");
        let mut bound = token_claims(NOW);
        bound.insert("cnf".to_owned(), sdjwt::confirmation(holder.verifying_key()));
        let bound = sdjwt::mint(bound, &disclosures(), &self.key, KEY_NAME);
        let refusing = self.keys_of(Format::SdJwt).with_settings(GateSettings {
            audiences: vec![AUDIENCE.to_owned()],
            accepts_copies: false,
            ..GateSettings::default()
        });
        let plain = self.keys_of(Format::SdJwt);
        [
            (
                "end_withheld",
                not_understood(),
                "The end stands in a disclosure that is not shown.",
                &plain,
                self.sd_jwt(without("exp"), std::slice::from_ref(&name), &[("exp", past.clone())]),
            ),
            (
                "end_disclosed",
                not_understood(),
                "The end stands in a disclosure, and is shown.",
                &plain,
                self.sd_jwt(without("exp"), &[name.clone(), ("exp", future.clone())], &[]),
            ),
            (
                "end_missing_and_something_withheld",
                not_understood(),
                "No end, and a digest that may be one's.",
                &plain,
                self.sd_jwt(without("exp"), std::slice::from_ref(&name), &[("age", json!(40))]),
            ),
            (
                "end_missing_and_nothing_withheld",
                End::Admitted,
                "No end, and all is shown.",
                &plain,
                self.sd_jwt(without("exp"), std::slice::from_ref(&name), &[]),
            ),
            (
                "beginning_disclosed",
                not_understood(),
                "nbf stands in a disclosure.",
                &plain,
                self.sd_jwt(without("nbf"), &[name.clone(), ("nbf", json!(NOW.0 - 5))], &[]),
            ),
            (
                "status_disclosed",
                not_understood(),
                "The status stands in a disclosure.",
                &plain,
                self.sd_jwt(token_claims(NOW), &[name.clone(), ("status", status)], &[]),
            ),
            (
                "status_withheld_in_part",
                not_understood(),
                "The list stands in a disclosure of the status, and is not shown.",
                &plain,
                self.sd_jwt(inside("status"), std::slice::from_ref(&name), &[]),
            ),
            (
                "place_disclosed",
                not_understood(),
                "aud stands in a disclosure.",
                &plain,
                self.sd_jwt(token_claims(NOW), &[name.clone(), ("aud", json!(AUDIENCE))], &[]),
            ),
            (
                "key_withheld_in_part",
                not_understood(),
                "The key stands in a disclosure of cnf, and is not shown.",
                &plain,
                self.sd_jwt(inside("cnf"), std::slice::from_ref(&name), &[]),
            ),
            (
                "end_of_the_credential_disclosed",
                not_understood(),
                "The credential stands in a disclosure, its end in it.",
                &plain,
                self.sd_jwt(
                    token_claims(NOW),
                    &[name.clone(), ("vc", json!({"validUntil": "2030-01-01T00:00:00Z"}))],
                    &[],
                ),
            ),
            (
                "type_disclosed",
                not_understood(),
                "vct stands in a disclosure.",
                &plain,
                self.sd_jwt(without("vct"), &[name.clone(), ("vct", json!("x"))], &[]),
            ),
            (
                "key_disclosed",
                not_understood(),
                "cnf stands in a disclosure.",
                &plain,
                self.sd_jwt(token_claims(NOW), &[name.clone(), ("cnf", json!({"jwk": {}}))], &[]),
            ),
            (
                "end_in_the_open_and_something_withheld",
                End::Admitted,
                "What is withheld cannot be the end.",
                &plain,
                self.sd_jwt(token_claims(NOW), std::slice::from_ref(&name), &[("age", json!(40))]),
            ),
            (
                "copy_where_copies_count",
                End::Admitted,
                "Bound to a key, shown without it.",
                &plain,
                bound.clone(),
            ),
            (
                "copy_where_none_counts",
                End::AtRules("H-LIV"),
                "The operator takes no copies.",
                &refusing,
                bound.clone(),
            ),
            (
                "live_where_no_copy_counts",
                End::Admitted,
                "With a proof of its key.",
                &refusing,
                sdjwt::present(&bound, &holder, AUDIENCE, NOW, "nonce"),
            ),
        ]
        .map(|(name, end, description, trust, text)| {
            vector("sdjwt/withheld", name, description, trust, text, &end)
        })
        .into()
    }

    fn references(&self) -> Vec<(String, Vector)> {
        let list = "https://city.example/status/1";
        let not_understood = || End::IndeterminateAtClaims("U-REV");
        let jwt = |name: &str, value: serde_json::Value| {
            let mut claims = named_claims();
            claims[name] = value;
            jose::sign(
                jose::header([("alg", "ES256"), ("kid", KEY_NAME)]),
                claims.to_string().as_bytes(),
                &self.key,
            )
        };
        let entry = |index: serde_json::Value| json!({"status_list": {"idx": index, "uri": list}});
        let of_tokens = [
            ("index_a_float", not_understood(), "idx is 3.0.", jwt("status", entry(json!(3.0)))),
            ("index_a_text", not_understood(), "idx is a text.", jwt("status", entry(json!("3")))),
            ("index_negative", not_understood(), "idx is -1.", jwt("status", entry(json!(-1)))),
            ("index_missing", not_understood(), "No idx.", jwt("status", json!({"status_list": {"uri": list}}))),
            ("address_missing", not_understood(), "No uri.", jwt("status", json!({"status_list": {"idx": 1}}))),
            ("list_a_text", not_understood(), "A text in the list's place.", jwt("status", json!({"status_list": list}))),
            ("status_a_text", not_understood(), "A text in the status's place.", jwt("status", json!("revoked"))),
            ("identifier_list", End::Admitted, "Another mechanism: told as skipped.", jwt("status", json!({"identifier_list": {"id": "8f", "uri": list}}))),
            ("bitstring_status_list", End::Admitted, "Another mechanism: told as skipped.", jwt("credentialStatus", json!({"type": "BitstringStatusListEntry"}))),
            ("bitstring_status_list_in_the_credential", End::Admitted, "Another mechanism: told as skipped.", jwt("vc", json!({"credentialSubject": {"name": "Bryn Mockford"}, "credentialStatus": {"type": "BitstringStatusListEntry"}}))),
        ]
        .map(|(name, end, description, text)| vector("jwt/revocation", name, description, &self.keys_of(Format::Jwt), text, &end));
        let claims =
            |status: Value| hcert::wrap(&self.signed(&with(&vaccinated().token(), 65_535, status)).encode());
        let map = |name: &str, value: Value| Value::Map(Map::from([(Key::from(name), value)]));
        let list_entry = |index: Value| {
            map(
                "status_list",
                Value::Map(Map::from([
                    (Key::from("idx"), index),
                    (Key::from("uri"), Value::Text(list.to_owned())),
                ])),
            )
        };
        let of_certificates = [
            ("index_a_float", not_understood(), "idx is 3.0.", claims(list_entry(Value::Float(3.0)))),
            ("index_negative", not_understood(), "idx is -1.", claims(list_entry(Value::Integer(-1)))),
            (
                "status_a_text",
                not_understood(),
                "A text in the status's place.",
                claims(Value::Text("revoked".to_owned())),
            ),
            (
                "identifier_list",
                End::Admitted,
                "Another mechanism: told as skipped.",
                claims(map("identifier_list", Value::Null)),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("hcert/revocation", name, description, &self.trust(), text, &end)
        });
        let text = vaccinated().mint(&self.signer());
        let country = self
            .trust_with_revoked(Format::Hcert, &[revocation_digest(&[b"XX", b"URN:UVCI:01:XX:SPECIMEN1"])]);
        let mut nameless = vaccinated().token();
        nameless.remove(&Key::Integer(1));
        let by_country = vector(
            "hcert/revocation",
            "by_the_country_of_its_statement",
            "The token names no issuer; the gateway's digest is of the statement's country and identifier.",
            &country,
            self.mint_token(&nameless),
            &End::AtRules("W-REV"),
        );
        let unnamed = {
            let mut trust =
                self.trust_with_revoked(Format::Hcert, &[revocation_digest(&[b"URN:UVCI:01:XX:SPECIMEN1"])]);
            let keys = trust.keys().iter().map(|key| TrustedKey { key_id: None, ..key.clone() }).collect();
            let withdrawn = trust.revocations().clone();
            trust = store(keys, NOW).with_revocations(withdrawn);
            vector(
                "hcert/revocation",
                "signed_by_a_key_without_a_name",
                "Its key has no identifier here.",
                &trust,
                text,
                &End::AtRules("W-REV"),
            )
        };
        of_tokens.into_iter().chain(of_certificates).chain([by_country, unnamed]).collect()
    }
}
