//! JSON Web Tokens and SD-JWTs, each spoilt in one place.

use checkpost::envelope::Format;
use checkpost_issuing::specimen::other_formats::{KEY_NAME, disclosures, token, token_claims};
use checkpost_issuing::specimen::{AUDIENCE, keys};
use checkpost_issuing::{jose, sdjwt};
use serde_json::{Value, json};

use super::{End, Mint, NOW, Vector, vector};

impl Mint {
    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    pub(super) fn tokens(&self) -> Vec<(String, Vector)> {
        let claims = |name: &str, value: Value| {
            let mut claims = token_claims(NOW);
            claims.insert(name.to_owned(), value);
            claims
        };
        let plain = |parameters, claims| {
            jose::sign(jose::header(parameters), Value::Object(claims).to_string().as_bytes(), &self.key)
        };
        let es256 = [("alg", "ES256"), ("kid", KEY_NAME)];
        let genuine = token(NOW, &self.key);
        let (kept, _) = genuine.trim_end_matches('~').rsplit_once('~').expect("three disclosures");
        let foreign =
            sdjwt::Disclosure { salt: "foreign".to_owned(), name: "age".to_owned(), value: json!(99) };
        let mut endless = token_claims(NOW);
        endless.remove("exp");
        let holder = keys::holder().expect("its scalar is below the group order");
        let mut bound = token_claims(NOW);
        bound.insert("cnf".to_owned(), sdjwt::confirmation(holder.verifying_key()));
        let bound = sdjwt::mint(bound, &disclosures(), &self.key, KEY_NAME);
        let live = |token: &str, place, from_now| {
            sdjwt::present(token, &holder, place, NOW.plus_seconds(from_now), "nonce")
        };
        let proof = live(&bound, AUDIENCE, 0);
        let (_, proof) = proof.rsplit_once('~').expect("the proof is the last part");
        let (fewer, _) = bound.trim_end_matches('~').rsplit_once('~').expect("three disclosures");
        let sd_jwt = [
            (
                "shown_live",
                End::Admitted,
                "Shown with a proof of its holder's key.",
                live(&bound, AUDIENCE, 0),
            ),
            (
                "bound_and_printed",
                End::Admitted,
                "Bound to a key and shown without a proof, as wallets print it.",
                bound.clone(),
            ),
            (
                "proof_without_a_key",
                End::AtVerify("H-KEY"),
                "Shown with a proof, and the token names no key.",
                live(&genuine, AUDIENCE, 0),
            ),
            (
                "proof_of_other_disclosures",
                End::AtVerify("H-BAD"),
                "A disclosure was taken away after the proof was made.",
                format!("{fewer}~{proof}"),
            ),
            (
                "proof_by_another",
                End::AtVerify("H-SIG"),
                "The proof was made with another key.",
                sdjwt::present(&bound, &self.other, AUDIENCE, NOW, "nonce"),
            ),
            (
                "proof_too_old",
                End::IndeterminateAtRules("H-OLD"),
                "The proof was made two minutes ago.",
                live(&bound, AUDIENCE, -120),
            ),
            (
                "proof_for_another_place",
                End::AtRules("H-AUD"),
                "The proof is made out to another place.",
                live(&bound, "elsewhere.example", 0),
            ),
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
        ]
        .map(|(name, end, description, text)| {
            vector("sdjwt", name, description, &self.keys_of(Format::SdJwt), text, &end)
        });
        let jwt = [
            (
                "genuine",
                End::Admitted,
                "Claims in the open.",
                plain(es256, claims("name", json!("Bryn Mockford"))),
            ),
            ("end_missing", End::AtClaims("T-NOX"), "A bare token that never ends.", plain(es256, endless)),
            (
                "issuer_unknown",
                End::IndeterminateAtVerify("I-UNK"),
                "Nobody here knows the issuer.",
                plain(es256, claims("iss", json!("https://elsewhere.example"))),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("jwt", name, description, &self.keys_of(Format::Jwt), text, &end)
        });
        sd_jwt.into_iter().chain(jwt).collect()
    }
}
