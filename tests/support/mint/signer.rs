//! Who signed a pass, and whether they could: many keys, keys of other times and roles, certificates that are not for
//! seals.

use checkpost::envelope::Format;
use checkpost::signature::PublicKey;
use checkpost::time::SECONDS_PER_DAY;
use checkpost::trust::{KeyRole, KeyValidity, TrustStore, TrustedKey};
use checkpost_issuing::certificate::Draft;
use checkpost_issuing::specimen::keys;
use checkpost_issuing::specimen::other_formats::{
    self, KEY_NAME, identity_token, seal_certificate, seal_data,
};
use checkpost_issuing::{claim169, jose, vdsnc};
use p256::ecdsa::SigningKey;

use super::{End, Mint, NOW, Vector, named_claims, store, vaccinated, vector};

impl Mint {
    pub(super) fn signers(&self) -> Vec<(String, Vector)> {
        [self.many_keys(), self.roles(), self.periods(), self.seal_certificates(), self.many_authorities()]
            .concat()
    }

    /// The issuer's key for a format behind so many keys of others, all under the same name or none.
    fn behind(others: u8, key: &TrustedKey) -> TrustStore {
        let others = (1..=others).map(|number| TrustedKey { public_key: stranger(number), ..key.clone() });
        store(others.chain([key.clone()]).collect(), NOW)
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn many_keys(&self) -> Vec<(String, Vector)> {
        let of = |format| self.keys_of(format).keys().first().cloned().expect("every format has a key");
        let jwt = of(Format::Jwt);
        let nameless = TrustedKey { key_id: None, ..jwt.clone() };
        let free = TrustedKey { key_id: None, identifier: None, ..of(Format::Claim169) };
        let token = |parameters: &[(&str, &str)]| {
            let mut header = jose::header([("alg", "ES256")]);
            header.extend(parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())));
            jose::sign(header, named_claims().to_string().as_bytes(), &self.key)
        };
        let (unnamed, named) = (token(&[]), token(&[("kid", KEY_NAME)]));
        let identity = |token: &checkpost::wire::cbor::Map| claim169::wrap(&self.signed(token).encode());
        let identity = identity(&identity_token(NOW));
        let without = |key: &TrustedKey| {
            let mut keys = Self::behind(9, key).keys().to_vec();
            keys.pop();
            store(keys, NOW)
        };
        let unsupported = TrustedKey { public_key: PublicKey::Unsupported, ..jwt.clone() };
        let collision = store(vec![TrustedKey { public_key: stranger(1), ..jwt.clone() }, unsupported], NOW);
        [
            (
                "jwt",
                "tenth_of_ten_keys_without_an_identifier",
                End::Admitted,
                "All are tried.",
                Self::behind(9, &nameless),
                unnamed.clone(),
            ),
            (
                "jwt",
                "thirty_second_key",
                End::Admitted,
                "The last that is tried.",
                Self::behind(31, &nameless),
                unnamed.clone(),
            ),
            (
                "jwt",
                "thirty_third_key",
                End::IndeterminateAtVerify("I-MAN"),
                "One more than is tried.",
                Self::behind(32, &nameless),
                unnamed.clone(),
            ),
            (
                "jwt",
                "named_key_behind_forty",
                End::Admitted,
                "The key that the token names is tried first.",
                {
                    let mut keys = Self::behind(40, &nameless).keys().to_vec();
                    keys.push(jwt.clone());
                    store(keys, NOW)
                },
                named.clone(),
            ),
            (
                "jwt",
                "none_of_the_issuers_keys",
                End::AtVerify("S-SIG"),
                "The issuer's keys are known, and none signed it.",
                without(&nameless),
                unnamed,
            ),
            (
                "jwt",
                "a_new_key_of_the_issuer",
                End::IndeterminateAtVerify("I-UNK"),
                "It names a key, and those here have no names.",
                without(&nameless),
                named.clone(),
            ),
            (
                "jwt",
                "under_a_name_shared_with_an_unknown_kind",
                End::IndeterminateAtVerify("K-ALG"),
                "Of two keys of that name one cannot be computed.",
                collision,
                named.clone(),
            ),
            (
                "jwt",
                "under_a_name_that_any_issuer_may_give",
                End::IndeterminateAtVerify("I-UNK"),
                "The only key of that name is trusted without an issuer, and somebody else's: names are the issuers' to give.",
                store(vec![TrustedKey { identifier: None, public_key: stranger(1), ..jwt.clone() }], NOW),
                named,
            ),
            (
                "claim169",
                "tenth_country_of_ten",
                End::Admitted,
                "No identifier anywhere: all are tried.",
                Self::behind(9, &free),
                identity.clone(),
            ),
            (
                "claim169",
                "of_none_of_nine_countries",
                End::IndeterminateAtVerify("I-UNK"),
                "A country that is not here is no forgery.",
                without(&free),
                identity.clone(),
            ),
            (
                "claim169",
                "among_too_many_countries",
                End::IndeterminateAtVerify("I-MAN"),
                "More than are tried.",
                Self::behind(40, &free),
                identity,
            ),
        ]
        .map(|(format, name, end, description, trust, text)| {
            vector(&format!("{format}/signer"), name, description, &trust, text, &end)
        })
        .into()
    }

    fn roles(&self) -> Vec<(String, Vector)> {
        let texts = [
            (Format::Hcert, vaccinated().mint(&self.signer())),
            (Format::Claim169, other_formats::identity(NOW, &self.key)),
            (Format::Jwt, other_formats::open_token(NOW, &self.key)),
            (Format::SmartHealthCard, other_formats::health_card(NOW, &self.key)),
            (Format::CityPass, other_formats::city_pass(NOW).mint(&self.signer())),
        ];
        let authorities = |key: &TrustedKey| TrustedKey { role: KeyRole::Authority, ..key.clone() };
        texts
            .map(|(format, text)| {
                let trust = store(self.keys_of(format).keys().iter().map(authorities).collect(), NOW);
                let folder = format!("{}/signer", format.name());
                let description = "The key may sign certificates, and no passes.";
                vector(
                    &folder,
                    "authority_signs_a_pass",
                    description,
                    &trust,
                    text,
                    &End::IndeterminateAtVerify("I-UNK"),
                )
            })
            .into()
    }

    /// Health certificates are issued a day ago and end in 30 days.
    fn periods(&self) -> Vec<(String, Vector)> {
        let days = |from: Option<i64>, until: Option<i64>| KeyValidity {
            not_before: from.map(|days| NOW.plus_seconds(days * SECONDS_PER_DAY)),
            not_after: until.map(|days| NOW.plus_seconds(days * SECONDS_PER_DAY)),
        };
        let end = vaccinated().validity_period.expires.expect("a certificate ends");
        let refused = || End::AtRules("K-VAL");
        let of_certificates = [
            ("within_its_time", End::Admitted, "Issued and ended within.", days(Some(-400), Some(400))),
            (
                "four_years_over",
                refused(),
                "The key's time ended four years ago.",
                days(Some(-2000), Some(-1461)),
            ),
            ("issued_before_its_time", refused(), "Issued before the key's time.", days(Some(0), Some(400))),
            ("outlives_its_key", refused(), "Ends after the key's time.", days(Some(-400), Some(1))),
            (
                "ends_with_its_key",
                End::Admitted,
                "The last second of both.",
                KeyValidity { not_before: None, not_after: Some(end) },
            ),
            (
                "outlives_its_key_by_a_second",
                refused(),
                "One second longer.",
                KeyValidity { not_before: None, not_after: Some(end.plus_seconds(-1)) },
            ),
        ]
        .map(|(name, end, description, validity)| {
            let key = TrustedKey { validity, ..self.demonstration_key() };
            let text = vaccinated().mint(&self.signer());
            vector("hcert/signer", name, description, &store(vec![key], NOW), text, &end)
        });
        of_certificates.into()
    }

    #[expect(clippy::too_many_lines, reason = "one row a vector")]
    fn seal_certificates(&self) -> Vec<(String, Vector)> {
        let signer = keys::seal_signer().expect("its scalar is below the group order");
        let subject = PublicKey::P256(*signer.verifying_key());
        let own = PublicKey::P256(*self.key.verifying_key());
        let draft = seal_certificate(&subject);
        let sealed = |draft: Draft<'_>, key: &SigningKey| {
            let certificate = draft.signed_by(&self.key).expect("the key has a public form");
            vdsnc::mint(&seal_data(NOW), &certificate, key).expect("the data has a canonical form")
        };
        let authority: Vec<TrustedKey> = self
            .keys_of(Format::VdsNc)
            .keys()
            .iter()
            .filter(|key| key.role == KeyRole::Authority)
            .cloned()
            .collect();
        let pinned = |change: fn(&mut TrustedKey)| {
            let mut keys = authority.clone();
            keys.iter_mut().for_each(change);
            store(keys, NOW)
        };
        let refused = || End::AtRules("K-CER");
        let with = |extension: &'static [&'static [u8]]| Draft { extensions: extension, ..draft };
        [
            (
                "whole_chain",
                End::Admitted,
                "An end entity's, for signatures and seals.",
                sealed(Draft { extensions: &[NO_AUTHORITY, FOR_SIGNATURES], ..draft }, &signer),
            ),
            (
                "over_since_2021",
                End::AtRules("K-VAL"),
                "The certificate ended in 2021.",
                sealed(Draft { dates: ["200101000000Z", "210101000000Z"], ..draft }, &signer),
            ),
            (
                "not_begun",
                End::AtRules("K-VAL"),
                "The certificate begins in 2040.",
                sealed(Draft { dates: ["400101000000Z", "491231235959Z"], ..draft }, &signer),
            ),
            (
                "of_an_authority",
                refused(),
                "The certificate is one for issuing certificates.",
                sealed(with(&[AUTHORITY]), &signer),
            ),
            (
                "for_revocation_lists",
                refused(),
                "The key may sign revocation lists only.",
                sealed(with(&[FOR_REVOCATION_LISTS]), &signer),
            ),
            (
                "critical_extension_unknown",
                End::IndeterminateAtVerify("U-CER"),
                "A critical extension that nobody here knows.",
                sealed(with(&[UNKNOWN_CRITICAL]), &signer),
            ),
            (
                "extension_unknown",
                End::Admitted,
                "The same, not critical.",
                sealed(with(&[UNKNOWN]), &signer),
            ),
            (
                "of_the_authority_itself",
                End::IndeterminateAtVerify("I-UNK"),
                "The authority's own key signs the seal.",
                sealed(seal_certificate(&own), &self.key),
            ),
            (
                "of_another_country",
                refused(),
                "The certificate is Austria's, the seal Utopia's.",
                sealed(Draft { country: Some("AT"), ..draft }, &signer),
            ),
            (
                "of_a_country_that_does_not_exist",
                End::Admitted,
                "A specimen's.",
                sealed(Draft { country: Some("UT"), ..draft }, &signer),
            ),
        ]
        .map(|(name, end, description, text)| {
            vector("vdsnc/signer", name, description, &pinned(|_| ()), text, &end)
        })
        .into_iter()
        .chain([
            vector(
                "vdsnc/signer",
                "authority_of_another_subject",
                "The pinned authority has another name than the certificate gives its issuer.",
                &pinned(|key| key.subject = Some(vec![0x30, 0x00])),
                sealed(draft, &signer),
                &End::IndeterminateAtVerify("I-UNK"),
            ),
            vector(
                "vdsnc/signer",
                "authority_of_another_state",
                "The authority is pinned for another state.",
                &pinned(|key| key.identifier = Some("AUS".to_owned())),
                sealed(draft, &signer),
                &End::IndeterminateAtVerify("I-UNK"),
            ),
        ])
        .collect()
    }

    fn many_authorities(&self) -> Vec<(String, Vector)> {
        let signer = keys::seal_signer().expect("its scalar is below the group order");
        let subject = PublicKey::P256(*signer.verifying_key());
        let seal = |draft: Draft<'_>| {
            let certificate = draft.signed_by(&self.key).expect("the key has a public form");
            vdsnc::mint(&seal_data(NOW), &certificate, &signer).expect("the data has a canonical form")
        };
        let draft = seal_certificate(&subject);
        let nameless = Draft { authority_key_id: None, ..draft };
        let authority =
            self.keys_of(Format::VdsNc).keys().iter().find(|key| key.role == KeyRole::Authority).cloned();
        let authority = authority.expect("the demonstration has one");
        let free = TrustedKey { key_id: None, ..authority.clone() };
        let named_first = {
            let mut keys = Self::behind(60, &free).keys().to_vec();
            keys.pop();
            keys.push(authority);
            store(keys, NOW)
        };
        [
            (
                "twelfth_authority_of_twelve",
                End::Admitted,
                "All are tried.",
                Self::behind(11, &free),
                seal(nameless),
            ),
            (
                "named_authority_behind_sixty",
                End::Admitted,
                "The one that the certificate names is tried first.",
                named_first,
                seal(draft),
            ),
            (
                "too_many_authorities",
                End::IndeterminateAtVerify("I-MAN"),
                "More than are tried.",
                Self::behind(40, &free),
                seal(nameless),
            ),
        ]
        .map(|(name, end, description, trust, text)| {
            vector("vdsnc/signer", name, description, &trust, text, &end)
        })
        .into()
    }
}

/// A key of nobody's.
fn stranger(number: u8) -> PublicKey {
    let mut scalar = [0x51; 32];
    scalar[31] = number;
    let key = SigningKey::from_slice(&scalar).expect("its scalar is below the group order");
    PublicKey::P256(*key.verifying_key())
}

/// `cA` is true.
const AUTHORITY: &[u8] =
    &[0x30, 0x0F, 0x06, 0x03, 0x55, 0x1D, 0x13, 0x01, 0x01, 0xFF, 0x04, 0x05, 0x30, 0x03, 0x01, 0x01, 0xFF];
/// `cA` is false by default.
const NO_AUTHORITY: &[u8] =
    &[0x30, 0x0C, 0x06, 0x03, 0x55, 0x1D, 0x13, 0x01, 0x01, 0xFF, 0x04, 0x02, 0x30, 0x00];
/// `digitalSignature`
const FOR_SIGNATURES: &[u8] =
    &[0x30, 0x0E, 0x06, 0x03, 0x55, 0x1D, 0x0F, 0x01, 0x01, 0xFF, 0x04, 0x04, 0x03, 0x02, 0x07, 0x80];
/// `cRLSign`
const FOR_REVOCATION_LISTS: &[u8] =
    &[0x30, 0x0E, 0x06, 0x03, 0x55, 0x1D, 0x0F, 0x01, 0x01, 0xFF, 0x04, 0x04, 0x03, 0x02, 0x01, 0x02];
/// 2.5.29.30, name constraints, empty and critical
const UNKNOWN_CRITICAL: &[u8] =
    &[0x30, 0x0C, 0x06, 0x03, 0x55, 0x1D, 0x1E, 0x01, 0x01, 0xFF, 0x04, 0x02, 0x30, 0x00];
const UNKNOWN: &[u8] = &[0x30, 0x09, 0x06, 0x03, 0x55, 0x1D, 0x1E, 0x04, 0x02, 0x30, 0x00];
