//! Genuine tokens that were made for something else than to be a pass here, or that say of nobody what they say.

use checkpost::envelope::Format;
use checkpost::trust::GateSettings;
use checkpost::wire::cbor::{Key, Map, Value};
use checkpost::wire::registry::algorithm;
use checkpost_issuing::certificate::self_signed;
use checkpost_issuing::specimen::KEY_ID;
use checkpost_issuing::specimen::other_formats::{
    KEY_NAME, card, disclosures, identity_token, nz_token, seal_data, token_claims,
};
use checkpost_issuing::{claim169, hcert, jose, nzcp, sdjwt, shc, vdsnc};
use serde_json::json;

use super::{End, Mint, NOW, Vector, named_claims, protected, vaccinated, vector, with};

impl Mint {
    pub(super) fn other_purposes(&self) -> Vec<(String, Vector)> {
        [self.other_tokens(), self.audiences(), self.nobody()].concat()
    }

    /// A token of a type, with claims beside the usual ones.
    fn typed(&self, media_type: &str, claims: &[(&str, serde_json::Value)]) -> String {
        let mut token = named_claims();
        for (name, value) in claims {
            token[*name] = value.clone();
        }
        let header = [("alg", "ES256"), ("kid", KEY_NAME), ("typ", media_type)];
        jose::sign(jose::header(header), token.to_string().as_bytes(), &self.key)
    }

    fn other_tokens(&self) -> Vec<(String, Vector)> {
        let list = ("status_list", json!({"bits": 1, "lst": "eNpjYBhAAAAAfQAB"}));
        let logout = ("events", json!({"http://schemas.openid.net/event/backchannel-logout": {}}));
        let mut tokens: Vec<(&str, &str, String)> = [
            (
                "status_list",
                "The issuer's public list of revoked passes.",
                "statuslist+jwt",
                vec![list.clone()],
            ),
            ("status_list_untyped", "The same without its type.", "JWT", vec![list]),
            ("logout_token", "Ends a session elsewhere.", "logout+jwt", vec![logout.clone()]),
            ("logout_token_untyped", "The same without its type.", "JWT", vec![logout]),
            ("access_token", "Opens an interface.", "at+jwt", vec![]),
            ("access_token_untyped", "The same without its type.", "JWT", vec![("scope", json!("read"))]),
            ("sign_in", "Tells when somebody signed in.", "JWT", vec![("auth_time", json!(NOW.0))]),
            ("access_token_marked_inside", "Its type is a claim.", "JWT", vec![("typ", json!("Bearer"))]),
            ("access_token_by_its_use", "Its use is a claim.", "JWT", vec![("token_use", json!("access"))]),
            ("presentation", "What a holder presents.", "JWT", vec![("vp", json!({}))]),
            ("key_binding", "A holder's proof by itself.", "kb+jwt", vec![]),
            ("federation_statement", "About another server.", "entity-statement+jwt", vec![]),
            ("security_event", "Tells of an event.", "application/secevent+jwt", vec![]),
            ("type_of_its_own", "A type that nobody here knows.", "receipt+jwt", vec![]),
            ("type_empty", "A type without a name.", "", vec![]),
        ]
        .map(|(name, description, media_type, claims)| (name, description, self.typed(media_type, &claims)))
        .into();
        let mut header = jose::header([("alg", "ES256"), ("kid", KEY_NAME)]);
        header.insert("typ".to_owned(), json!(7));
        tokens.push((
            "type_a_number",
            "A type that is no text.",
            jose::sign(header, named_claims().to_string().as_bytes(), &self.key),
        ));
        let of_jwt = tokens.into_iter().flat_map(|(name, description, token)| {
            [(Format::Jwt, token.clone()), (Format::SdJwt, token + "~")].map(|(format, text)| {
                vector(
                    &format!("{}/purpose", format.name()),
                    name,
                    description,
                    &self.keys_of(format),
                    text,
                    &other(),
                )
            })
        });
        let header = json!({"alg": "ES256", "zip": "DEF", "kid": KEY_NAME, "typ": "statuslist+jwt"});
        let serde_json::Value::Object(header) = header else { return Vec::new() };
        let payload = miniz_oxide::deflate::compress_to_vec(card(NOW).to_string().as_bytes(), 9);
        let text = shc::wrap(&jose::sign(header, &payload, &self.key));
        let trust = self.keys_of(Format::SmartHealthCard);
        let card = vector(
            "shc/purpose",
            "type_of_another_token",
            "The type of a status list.",
            &trust,
            text,
            &other(),
        );
        let headers = with(
            &protected(algorithm::ES256, KEY_ID),
            16,
            Value::Text("application/statuslist+cwt".to_owned()),
        );
        let payload = checkpost_issuing::cbor::encode(&Value::Map(vaccinated().token()));
        let text = hcert::wrap(&self.signer().sign_under(&headers, Map::new(), payload).encode());
        let certificate = vector(
            "hcert/purpose",
            "type_of_another_token",
            "The type of a status list.",
            &self.trust(),
            text,
            &other(),
        );
        of_jwt.chain([card, certificate]).collect()
    }

    fn audiences(&self) -> Vec<(String, Vector)> {
        let trust = |audiences: &[&str]| {
            let audiences = audiences.iter().map(|&place| place.to_owned()).collect();
            self.keys_of(Format::Jwt).with_settings(GateSettings { audiences, ..GateSettings::default() })
        };
        let token = |audience: serde_json::Value| self.typed("JWT", &[("aud", audience)]);
        [
            (
                "for_this_place",
                End::Admitted,
                "Made out to this place.",
                &["gate.example"][..],
                json!("gate.example"),
            ),
            (
                "for_this_place_among_others",
                End::Admitted,
                "And to others.",
                &["gate.example"],
                json!(["a", "gate.example"]),
            ),
            (
                "for_another_place",
                End::AtRules("A-AUD"),
                "Made out to a service.",
                &["gate.example"],
                json!("client-7"),
            ),
            (
                "for_a_place_like_this",
                End::AtRules("A-AUD"),
                "Nearly its name.",
                &["gate.example"],
                json!("Gate.example"),
            ),
            (
                "place_unset",
                End::IndeterminateAtRules("A-NON"),
                "Nobody told the checkpoint its name.",
                &[],
                json!("gate.example"),
            ),
            ("audience_a_number", End::AtClaims("B-BAD"), "Made out to a number.", &["7"], json!(7)),
            ("audience_of_nobody", End::AtClaims("B-BAD"), "An empty list.", &["7"], json!([])),
        ]
        .map(|(name, end, description, audiences, audience)| {
            vector("jwt/purpose", name, description, &trust(audiences), token(audience), &end)
        })
        .into_iter()
        .chain(
            [
                (Some("gate.example"), End::Admitted, "claim_for_this_place"),
                (None, End::IndeterminateAtRules("A-NON"), "claim_place_unset"),
            ]
            .map(|(place, end, name)| {
                let token = with(&identity_token(NOW), 3, Value::Text("gate.example".to_owned()));
                let text = claim169::wrap(&self.signed(&token).encode());
                let audiences = place.iter().map(|&place| place.to_owned()).collect();
                let trust = self
                    .keys_of(Format::Claim169)
                    .with_settings(GateSettings { audiences, ..GateSettings::default() });
                vector("claim169/purpose", name, "Made out to a place.", &trust, text, &end)
            }),
        )
        .collect()
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn nobody(&self) -> Vec<(String, Vector)> {
        let nobody = |folder: &str, name, description, format, text| {
            vector(
                folder,
                name,
                description,
                &self.keys_of(format),
                text,
                &End::IndeterminateAtRules("B-WHO"),
            )
        };
        let claims = |claims: serde_json::Map<String, serde_json::Value>| {
            let header = jose::header([("alg", "ES256"), ("kid", KEY_NAME)]);
            jose::sign(header, serde_json::Value::Object(claims).to_string().as_bytes(), &self.key)
        };
        let withheld = sdjwt::mint(token_claims(NOW), &disclosures(), &self.key, KEY_NAME);
        let withheld = withheld.split_once('~').map_or("", |(token, _)| token).to_owned() + "~";
        let identity = |identity: Map| {
            let token = with(&identity_token(NOW), 169, Value::Map(identity));
            claim169::wrap(&self.signed(&token).encode())
        };
        let blank = Map::from([(Key::Integer(4), Value::Text(" ".to_owned()))]);
        let nameless = self.body_changed(&vaccinated(), |body| drop(body.remove(&Key::from("nam"))));
        let empty = self
            .body_changed(&vaccinated(), |body| drop(body.insert(Key::from("nam"), Value::Map(Map::new()))));
        let relative = nameless.clone();
        let mut card = card(NOW);
        if let Some(entries) = card["vc"]["credentialSubject"]["fhirBundle"]["entry"].as_array_mut() {
            entries.remove(0);
        }
        let own = self_signed(&self.key, "Demonstration").expect("the key has a public form");
        let mut seal = seal_data(NOW);
        seal["msg"]["pid"] = json!({"dob": "1982-02-17"});
        let seal = vdsnc::mint(&seal, &own, &self.key).expect("the data has a canonical form");
        let sub = |subject: &str| {
            let mut token = token_claims(NOW);
            token.insert("sub".to_owned(), json!(subject));
            claims(token)
        };
        let mut all = vec![
            nobody(
                "jwt/purpose",
                "about_nobody",
                "An issuer and times.",
                Format::Jwt,
                claims(token_claims(NOW)),
            ),
            nobody("jwt/purpose", "about_its_issuer", "A server's statement about itself.", Format::Jwt, {
                let issuer =
                    token_claims(NOW).get("iss").and_then(|issuer| issuer.as_str().map(str::to_owned));
                sub(&issuer.expect("the token names its issuer"))
            }),
            nobody("jwt/purpose", "about_an_empty_subject", "The empty subject.", Format::Jwt, sub("")),
            nobody("sdjwt/purpose", "name_withheld", "The holder shows nothing.", Format::SdJwt, withheld),
            nobody(
                "claim169/purpose",
                "about_nobody",
                "An empty identity.",
                Format::Claim169,
                identity(Map::new()),
            ),
            nobody(
                "claim169/purpose",
                "about_a_blank",
                "A name of one blank.",
                Format::Claim169,
                identity(blank),
            ),
            nobody(
                "shc/purpose",
                "about_nobody",
                "No patient.",
                Format::SmartHealthCard,
                shc::mint(&card, &self.key, KEY_NAME),
            ),
            nobody("nzcp/purpose", "about_a_blank", "A name of one blank.", Format::NzCovidPass, {
                let mut token = nz_token(NOW);
                if let Some(Value::Map(credential)) = token.get_mut(&Key::from("vc")) {
                    let subject = Map::from([(Key::from("givenName"), Value::Text(" ".to_owned()))]);
                    credential.insert(Key::from("credentialSubject"), Value::Map(subject));
                }
                nzcp::wrap(&self.signed(&token).encode())
            }),
            nobody("vdsnc/purpose", "about_nobody", "A birth date and no name.", Format::VdsNc, seal),
            nobody(
                "hcert-light/purpose",
                "about_nobody",
                "No name.",
                Format::HcertLight,
                relative.replacen("HC1", "LT1", 1),
            ),
            nobody(
                "hcert-exemption/purpose",
                "about_nobody",
                "No name.",
                Format::HcertExemption,
                relative.replacen("HC1", "AT1", 1),
            ),
            vector(
                "jwt/purpose",
                "about_a_subject",
                "A subject is somebody.",
                &self.keys_of(Format::Jwt),
                sub("8f3a"),
                &End::Admitted,
            ),
        ];
        all.extend([("key_null", json!(null)), ("key_of_nothing", json!({}))].map(|(name, confirmation)| {
            let mut token = token_claims(NOW);
            token.insert("cnf".to_owned(), confirmation);
            let description = "A key that stands for its holder, and is none.";
            vector(
                "jwt/purpose",
                name,
                description,
                &self.keys_of(Format::Jwt),
                claims(token),
                &End::AtClaims("B-BAD"),
            )
        }));
        all.extend([("about_nobody", nameless), ("about_an_empty_name", empty)].map(|(name, text)| {
            vector(
                "hcert/purpose",
                name,
                "No name.",
                &self.trust(),
                text,
                &End::IndeterminateAtRules("B-WHO"),
            )
        }));
        all
    }
}

fn other() -> End {
    End::IndeterminateAtRules("F-TYP")
}
