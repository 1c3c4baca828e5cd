//! Genuine passes outside their validity period, and malformed validity periods.

use checkpost::claims::ValidityPeriod;
use checkpost::envelope::Format;
use checkpost::time::SECONDS_PER_DAY;
use checkpost::wire::cbor::Value;
use checkpost::wire::registry::claim;
use checkpost_issuing::hcert::Certificate;
use checkpost_issuing::jose;
use checkpost_issuing::specimen::other_formats::KEY_NAME;
use checkpost_issuing::specimen::validity_period;

use serde_json::json;

use super::{End, Mint, NOW, Vector, named_claims, vaccinated, vector, with};

impl Mint {
    pub(super) fn untimely(&self) -> Vec<(String, Vector)> {
        [self.untimely_certificates(), self.untimely_credentials()].concat()
    }

    /// Credentials whose own dates say something else than those of the token around them.
    fn untimely_credentials(&self) -> Vec<(String, Vector)> {
        let outside = |name: &str, date: &str| {
            let mut claims = named_claims();
            claims[name] = json!(date);
            claims
        };
        let inside = |name: &str, date: &str| {
            let mut claims = named_claims();
            claims["vc"] = json!({"credentialSubject": {"name": "Bryn Mockford"}, name: date});
            claims
        };
        let over = || End::AtRules("T-EXP");
        let early = || End::AtRules("T-NBF");
        let past = "2026-09-21T16:13:19+02:00";
        [
            ("credential_over", over(), "validUntil is a second ago.", outside("validUntil", past)),
            (
                "credential_inside_over",
                over(),
                "expirationDate is a second ago.",
                inside("expirationDate", past),
            ),
            (
                "credential_not_begun",
                early(),
                "validFrom lies ahead.",
                outside("validFrom", "2030-01-01T00:00:00Z"),
            ),
            (
                "credential_inside_not_begun",
                early(),
                "issuanceDate lies ahead.",
                inside("issuanceDate", "2030-01-01T00:00:00Z"),
            ),
            (
                "credential_counts",
                End::Admitted,
                "validUntil lies ahead.",
                inside("validUntil", "2030-01-01T00:00:00Z"),
            ),
            (
                "credential_end_no_moment",
                End::AtClaims("T-BAD"),
                "validUntil is a word.",
                outside("validUntil", "soon"),
            ),
        ]
        .map(|(name, end, description, claims)| {
            let header = jose::header([("alg", "ES256"), ("kid", KEY_NAME), ("typ", "vc+jwt")]);
            let text = jose::sign(header, claims.to_string().as_bytes(), &self.key);
            vector("jwt/time", name, description, &self.keys_of(Format::Jwt), text, &end)
        })
        .into()
    }

    fn untimely_certificates(&self) -> Vec<(String, Vector)> {
        let pass = vaccinated();
        let in_period =
            |validity_period| Certificate { validity_period, ..pass.clone() }.mint(&self.signer());
        let end = |value| self.mint_token(&with(&pass.token(), claim::EXPIRES, value));
        let second_ago =
            ValidityPeriod { expires: Some(NOW.plus_seconds(-1)), ..validity_period(NOW, -30, 0) };
        let begins = ValidityPeriod {
            begins: Some(NOW.plus_seconds(SECONDS_PER_DAY)),
            ..validity_period(NOW, -1, 30)
        };
        let endless = ValidityPeriod { expires: None, ..validity_period(NOW, -1, 0) };
        [
            (
                "expired",
                End::AtRules("T-EXP"),
                "Over since a month.",
                in_period(validity_period(NOW, -60, -30)),
            ),
            (
                "expired_a_second_ago",
                End::AtRules("T-EXP"),
                "The second that exp names is just over.",
                in_period(second_ago),
            ),
            ("not_begun", End::AtRules("T-NBF"), "nbf lies a day ahead.", in_period(begins)),
            (
                "issued_tomorrow",
                End::AtRules("T-NBF"),
                "Issued a day ahead, which no tolerance covers.",
                in_period(validity_period(NOW, 1, 30)),
            ),
            ("end_missing", End::AtClaims("T-NOX"), "No exp, which the format demands.", in_period(endless)),
            ("end_not_a_number", End::AtClaims("T-BAD"), "exp is NaN.", end(Value::Float(f64::NAN))),
            ("end_infinite", End::AtClaims("T-BAD"), "exp is infinite.", end(Value::Float(f64::INFINITY))),
            (
                "end_a_text",
                End::AtClaims("T-BAD"),
                "exp is a text.",
                end(Value::Text("2099-01-01".to_owned())),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("hcert/time", name, description, &self.trust(), text, &end)
        })
        .into()
    }
}
