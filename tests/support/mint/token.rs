//! JSON Web Tokens and SD-JWTs, each spoilt in one place.

use checkpost::issue::specimen::relatives::{KEY_NAME, disclosures, token, token_claims};
use checkpost::issue::{jose, sdjwt};
use checkpost::time::SECONDS_PER_DAY;
use serde_json::{Value, json};

use super::{End, Mint, NOW, Vector, vector};

impl Mint {
    pub(super) fn tokens(&self) -> Vec<(String, Vector)> {
        let claims = |name: &str, value: Value| {
            let mut claims = token_claims(NOW);
            claims.insert(name.to_owned(), value);
            claims
        };
        let disclosed = |claims| sdjwt::mint(claims, &disclosures(), &self.key, KEY_NAME);
        let plain = |parameters, claims| {
            jose::sign(jose::header(parameters), Value::Object(claims).to_string().as_bytes(), &self.key)
        };
        let es256 = [("alg", "ES256"), ("kid", KEY_NAME)];
        let genuine = token(NOW, &self.key);
        let (kept, _) = genuine.trim_end_matches('~').rsplit_once('~').expect("three disclosures");
        let foreign =
            sdjwt::Disclosure { salt: "foreign".to_owned(), name: "age".to_owned(), value: json!(99) };
        let (over, ahead) = (json!(NOW.0 - SECONDS_PER_DAY), json!(NOW.0 + SECONDS_PER_DAY));
        let mut endless = token_claims(NOW);
        endless.remove("exp");
        let sd_jwt = [
            ("genuine", End::Admitted, "All disclosures shown.", genuine.clone()),
            ("kept_back", End::Admitted, "The holder keeps the birth date back.", format!("{kept}~")),
            (
                "disclosure_foreign",
                End::AtVerify("S-DIS"),
                "A disclosure that the issuer did not sign.",
                format!("{genuine}{}~", foreign.text()),
            ),
            (
                "disclosure_twice",
                End::AtVerify("S-DIS"),
                "The same disclosure twice.",
                format!("{genuine}{}~", disclosures().swap_remove(0).text()),
            ),
            (
                "signature_of_another",
                End::AtVerify("S-SIG"),
                "Signed by somebody else under the issuer's key identifier.",
                sdjwt::mint(token_claims(NOW), &disclosures(), &self.other, KEY_NAME),
            ),
            ("expired", End::AtRules("T-EXP"), "Over since a day.", disclosed(claims("exp", over.clone()))),
        ]
        .map(|(name, end, description, text)| {
            vector("sdjwt", name, description, &self.every_format(), text, &end)
        });
        let jwt = [
            (
                "genuine",
                End::Admitted,
                "Claims in the open.",
                plain(es256, claims("name", json!("Bryn Mockford"))),
            ),
            ("end_missing", End::AtClaims("T-NOX"), "A bare token that never ends.", plain(es256, endless)),
            ("expired", End::AtRules("T-EXP"), "Over since a day.", plain(es256, claims("exp", over))),
            ("not_begun", End::AtRules("T-NBF"), "nbf lies a day ahead.", plain(es256, claims("nbf", ahead))),
            (
                "algorithm_none",
                End::AtVerify("S-ALG"),
                "The header names no algorithm, by that name.",
                plain([("alg", "none"), ("kid", KEY_NAME)], token_claims(NOW)),
            ),
            (
                "extension_demanded",
                End::AtParse("S-CRI"),
                "The header demands an extension.",
                plain([("alg", "ES256"), ("crit", "exp")], token_claims(NOW)),
            ),
            (
                "issuer_unknown",
                End::DoubtAtVerify("I-UNK"),
                "Nobody here knows the issuer.",
                plain(es256, claims("iss", json!("https://elsewhere.example"))),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("jwt", name, description, &self.every_format(), text, &end)
        });
        sd_jwt.into_iter().chain(jwt).collect()
    }
}
