//! The content of an Electronic Health Certificate: a CWT (RFC 8392) with the health certificate under claim -260
//! (`hcert_spec` 1.0.8 section 3.3, `ehn-dcc-schema` 1.3.3).
//!
//! ```text
//! { 1: issuer, 4: expires, 6: issued, -260: { 1: {
//!     "nam": { "fn", "gn", "fnt", "gnt" }, "dob": text,
//!     one of  "v": [ { "tg" "vp" "mp" "ma" "dn" "sd" "dt" "co" "is" "ci" } ]
//!             "t": [ { "tg" "tt" "nm" "ma" "sc" "tr" "tc" "co" "is" "ci" } ]
//!             "r": [ { "tg" "fr" "df" "du" "co" "is" "ci" } ] } } }
//! ```
//!
//! The Austrian exemption has a fourth group, `ve`. WHO's documents are recognised and not read: its sub-claims 3 to 5
//! (vaccination status, test result, health link) and -6 (vaccination certificate, in development), and its first
//! demonstrations, which have their fields in the token itself and no claim -260.

use super::token::{self, text};
use super::{
    Claims, ClaimsError, Holder, Recovery, Statement, Test, TestResult, TokenPurpose, Vaccination,
    ValidityPeriod,
};
use crate::envelope::{Format, KnownFormat};
use crate::signature::PublicKey;
use crate::trust::{RevocationDigest, revocation_digest};
use crate::verify::Verified;
use crate::wire::cbor::{Key, Map, Value};
use crate::wire::registry::claim;

/// Reads the whole content.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn read(verified: &Verified) -> Result<Claims, ClaimsError> {
    let token = token::read(verified)?;
    let body = body(&token)?;
    let validity_period = validity_period_of(&token)?;
    let statement = only_statement(verified.format(), body)?;
    let issuer = text(&token, claim::ISSUER).unwrap_or_default();
    let is_ecdsa = matches!(verified.signer().public_key, PublicKey::P256(_));
    let identifier = identifier(body).unwrap_or_default();
    let country = country(body).unwrap_or_default();
    let mut revocation_digests: Vec<RevocationDigest> =
        revocation_digests(&issuer, &identifier, verified.signature(), is_ecdsa).into();
    // `iss` is optional, and verifiers in use hash the country of the statement in its place
    revocation_digests.push(revocation_digest(&[country.as_bytes(), identifier.as_bytes()]));
    let status = token::status(&token)?;
    let purpose = TokenPurpose::of_cbor(verified.media_type(), &token)?;
    Ok(Claims {
        purpose,
        revocation_digests,
        status,
        ..Claims::of(verified, validity_period, holder(body), vec![statement])
    })
}

/// The revocation hashes of the EU gateway for a certificate: of its identifier, of issuer and identifier, and of its
/// signature. Of an ECDSA signature only the first half is hashed, because anybody can change the second.
pub fn revocation_digests(
    issuer: &str,
    identifier: &str,
    signature: &[u8],
    is_ecdsa: bool,
) -> [RevocationDigest; 3] {
    let counted = if is_ecdsa { signature.len() / 2 } else { signature.len() };
    [
        revocation_digest(&[identifier.as_bytes()]),
        revocation_digest(&[issuer.as_bytes(), identifier.as_bytes()]),
        revocation_digest(&[signature.get(..counted).unwrap_or_default()]),
    ]
}

/// The identifier (`ci`) of the first statement inside.
fn identifier(body: &Map) -> Option<String> {
    of_statement(body, "ci")
}

/// The country (`co`) of the first statement inside.
fn country(body: &Map) -> Option<String> {
    of_statement(body, "co")
}

fn of_statement(body: &Map, field: &str) -> Option<String> {
    GROUPS
        .iter()
        .find_map(|(group, _)| text(body.get(&Key::from(*group))?.as_array()?.first()?.as_map()?, field))
}

/// Reads only the times.
///
/// # Errors
/// [`ClaimsError`].
pub(super) fn validity_period(verified: &Verified) -> Result<ValidityPeriod, ClaimsError> {
    validity_period_of(&token::read(verified)?)
}

/// The certificate is still valid in the second that `exp` names, unlike a JWT: a verifier must reject it after that
/// (section 3.3.5).
fn validity_period_of(token: &Map) -> Result<ValidityPeriod, ClaimsError> {
    let validity_period = token::bounded_validity_period(token)?;
    Ok(ValidityPeriod {
        expires: validity_period.expires.map(|last| last.plus_seconds(1)),
        ..validity_period
    })
}

/// The EU certificate inside.
///
/// # Errors
/// [`ClaimsError::OtherDocument`] where the container has one of WHO's documents instead, or the token itself has its
/// fields.
fn body(token: &Map) -> Result<&Map, ClaimsError> {
    let Some(documents) = token.get(&Key::Integer(claim::HEALTH_CERTIFICATE)) else {
        let is_document = WHO_FIELDS.iter().any(|name| token.contains_key(&Key::from(*name)));
        return Err(if is_document {
            ClaimsError::OtherDocument(KnownFormat::WhoDocument)
        } else {
            ClaimsError::Malformed
        });
    };
    let documents = documents.as_map().ok_or(ClaimsError::Malformed)?;
    match documents.get(&Key::Integer(EU_CERTIFICATE)) {
        Some(body) => body.as_map().ok_or(ClaimsError::Malformed),
        None if WHO_DOCUMENTS.iter().any(|label| documents.contains_key(&Key::Integer(*label))) => {
            Err(ClaimsError::OtherDocument(KnownFormat::WhoDocument))
        }
        None => Err(ClaimsError::Malformed),
    }
}

fn holder(body: &Map) -> Holder {
    let names = body.get(&Key::from("nam")).and_then(Value::as_map);
    let name = |field| names.and_then(|names| text(names, field));
    Holder {
        given_name: name("gn"),
        family_name: name("fn"),
        given_name_transliterated: name("gnt"),
        family_name_transliterated: name("fnt"),
        full_name: None,
        birth_date: text(body, "dob"),
    }
}

/// The one statement inside; the light certificate states none beyond its holder's right. Groups that are absent, null
/// or empty are ignored; issuers write all three.
fn only_statement(format: Format, body: &Map) -> Result<Statement, ClaimsError> {
    let mut found = Vec::new();
    for (group, read) in GROUPS {
        // the exemption is no statement of the EU's or Switzerland's certificate
        if group == EXEMPTION && format != Format::HcertExemption {
            continue;
        }
        match body.get(&Key::from(group)) {
            None | Some(Value::Null) => {}
            Some(Value::Array(entries)) => {
                for entry in entries {
                    found.push((entry.as_map().ok_or(ClaimsError::Malformed)?, read));
                }
            }
            Some(_) => return Err(ClaimsError::Malformed),
        }
    }
    match found.as_slice() {
        [] if format == Format::HcertLight => Ok(Statement::Entitlement),
        [] => Err(ClaimsError::StatementMissing),
        [(entry, read)] => Ok(read(entry)),
        _ => Err(ClaimsError::StatementsSeveral),
    }
}

fn vaccination(entry: &Map) -> Statement {
    Statement::Vaccination(Vaccination {
        disease: text(entry, "tg"),
        vaccine: text(entry, "vp"),
        product: text(entry, "mp"),
        manufacturer: text(entry, "ma"),
        dose: integer(entry, "dn"),
        doses: integer(entry, "sd"),
        date: text(entry, "dt"),
        country: text(entry, "co"),
        identifier: text(entry, "ci"),
    })
}

fn test(entry: &Map) -> Statement {
    // the very text of the value set: an integer, a blank around it or a tag is not understood
    let result = entry.get(&Key::from("tr")).and_then(Value::as_text).map(str::to_owned);
    Statement::Test(Test {
        disease: text(entry, "tg"),
        kind: text(entry, "tt"),
        name: text(entry, "nm"),
        device: text(entry, "ma"),
        sampled: text(entry, "sc"),
        result: match result.as_deref() {
            Some(NOT_DETECTED) => TestResult::NotDetected,
            Some(DETECTED) => TestResult::Detected,
            _ => TestResult::Unknown(result),
        },
        country: text(entry, "co"),
        identifier: text(entry, "ci"),
    })
}

fn recovery(entry: &Map) -> Statement {
    Statement::Recovery(Recovery {
        disease: text(entry, "tg"),
        first_positive: text(entry, "fr"),
        from: text(entry, "df"),
        until: text(entry, "du"),
        country: text(entry, "co"),
        identifier: text(entry, "ci"),
    })
}

/// A whole number, also written as a float.
fn integer(map: &Map, name: &str) -> Option<i64> {
    match map.get(&Key::from(name))?.untagged() {
        Value::Integer(number) => i64::try_from(*number).ok(),
        Value::Float(number) if number.fract() == 0.0 => {
            super::validity_period::whole_seconds(*number).ok().map(|whole| whole.0)
        }
        _ => None,
    }
}

type ReadStatement = fn(&Map) -> Statement;
const GROUPS: [(&str, ReadStatement); 4] =
    [("v", vaccination), ("t", test), ("r", recovery), (EXEMPTION, |_| Statement::Exemption)];
const EXEMPTION: &str = "ve";

const EU_CERTIFICATE: i128 = 1;
const WHO_DOCUMENTS: [i128; 4] = [3, 4, 5, -6];
/// Of WHO's core data set for vaccination: the certificate's identifier and the vaccine.
const WHO_FIELDS: [&str; 2] = ["hcid", "vaccine"];

/// SNOMED CT, as the value set `covid-19-lab-result` lists them.
const NOT_DETECTED: &str = "260415000";
const DETECTED: &str = "260373001";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_the_who_is_told_from_a_body_that_cannot_be_read() {
        let token = |label: i128| {
            let documents = Map::from([(Key::Integer(label), Value::Map(Map::new()))]);
            Map::from([(Key::Integer(claim::HEALTH_CERTIFICATE), Value::Map(documents))])
        };
        assert!(body(&token(1)).is_ok(), "the EU's");
        for label in WHO_DOCUMENTS {
            assert_eq!(
                body(&token(label)).err(),
                Some(ClaimsError::OtherDocument(KnownFormat::WhoDocument)),
                "{label}"
            );
        }
        assert_eq!(body(&token(-7)).err(), Some(ClaimsError::Malformed), "a development key");
        let fields = Map::from([(Key::from("hcid"), Value::Text("URN:1".to_owned()))]);
        assert_eq!(
            body(&fields).err(),
            Some(ClaimsError::OtherDocument(KnownFormat::WhoDocument)),
            "in the token itself"
        );
        assert_eq!(body(&Map::new()).err(), Some(ClaimsError::Malformed), "nothing");
    }
}
