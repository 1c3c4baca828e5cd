//! Reads the content of a verified pass into [`Claims`], which are the same for all formats. Nothing else can build
//! them.
//!
//! This is no schema validator: unknown fields are ignored, and codes and dates stay as the issuer wrote them. A body
//! must have exactly what a verdict needs.
//!
//! # Fields that decide, and fields that describe
//!
//! What a *deciding* field says must be understood, or nothing can be said about the pass ([`DecidingContent`]);
//! `tests/deciding.rs` replaces each of them by values of every type and checks that the pass is not admitted.
//! *Descriptive* fields are shown as they are written, as a name where a table has one for the code, and decide
//! nothing.
//!
//! | format | field | decides when it is | else: refused, or the [`DecidingContent`] |
//! |---|---|---|---|
//! | all | times (`iat`, `nbf`, `exp`) | a number | refused, `T-BAD` |
//! | hcert | `t[].tr` | `260415000`, `260373001`, as text | `TestResult` |
//! | hcert | `r[].df`, `r[].du` | a date | `RecoveryDates` |
//! | hcert | group | `v`, `t`, `r`; `ve` in `AT1:` only | no statement |
//! | shc | `Observation.status` | `final`, `amended`, `corrected` | `TestResult` |
//! | shc | `Observation.value[x]`, `.interpretation`, `.component` | as `shc/observation.rs` reads them | `TestResult` |
//! | shc | `Immunization.status` | `completed` | no statement |
//! | shc | `modifierExtension` anywhere in what is read, `implicitRules`, `isSubpotent` | absent (or `false`) | `Modifier` |
//! | shc | `resourceType` of every entry | one that is read, or one that says nothing about the person's health | `Resource` |
//! | vdsnc | `msg.tr.r` | `Negative`, `Positive` | `TestResult` |
//! | citypass | colour (1) | 0, 1, 2 | `Colour` |
//! | citypass | tests (7), result | 0, 1 | `TestResult` |
//! | citypass | gates (3), hours (9) | as the format writes them | refused, `B-BAD` |
//! | citypass | key of 64 or more | absent | refused, `B-CRI` |
//! | all | disease, vaccine, product, manufacturer, device, type of test | descriptive | shown as written |
//! | all | doses, dates of doses and samples, country, reason, class | descriptive | shown as written |

mod names;
mod purpose;
mod statement;
mod deciding;
mod validity_period;
mod jwt;
mod shc;
mod token;
mod citypass;
mod claim169;
mod hcert;
mod nzcp;
mod vdsnc;

pub use deciding::DecidingContent;
pub use hcert::revocation_digests as hcert_revocation_digests;
pub use names::describe;
pub use purpose::TokenPurpose;
pub use statement::{Colour, Recovery, ScheduleSlot, Statement, Status, Test, TestResult, Vaccination};
pub use validity_period::{ValidityPeriod, ValidityStatus};

use std::fmt;

use crate::envelope::{Format, KnownFormat};
use crate::trust::{RevocationDigest, StatusReference, revocation_digest};
use crate::verify::{KeyBinding, Verified};

/// What a genuine pass says.
#[derive(Clone, PartialEq)]
pub struct Claims {
    /// The format of the pass.
    pub format: Format,
    /// The issuer's name in the trust list.
    pub issuer: String,
    /// When the pass is valid.
    pub validity_period: ValidityPeriod,
    /// Whose pass it is.
    pub holder: Holder,
    /// What it says it was made for.
    pub purpose: TokenPurpose,
    /// Whom it is about, where the format identifies people by more than names: `sub` (RFC 7519 section 4.1.2), or an
    /// identity's own number. For telling whether it is about anybody, not for showing.
    pub subject: Option<String>,
    /// What it states, never empty.
    pub statements: Vec<Statement>,
    /// Whether and how it is bound to a key of the holder.
    pub binding: Binding,
    /// A picture to compare the face with; to be shown, never to be kept.
    pub photo: Option<Photo>,
    /// The pass's own identifier, where it has one; for telling a pass from another, not for showing.
    pub identifier: Option<Vec<u8>>,
    /// The digests under which its issuer may have revoked it.
    pub revocation_digests: Vec<RevocationDigest>,
    /// Where its status is published, if it says so.
    pub status: Option<StatusReference>,
    /// Keeps construction inside this module.
    proof: Proof,
}

/// Prints no data of a person.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claims { .. }")
    }
}

#[derive(Clone, Debug, PartialEq)]
struct Proof;

/// Whether a pass is bound to a key of its holder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Binding {
    /// It names no key: everybody who has it can present it.
    #[default]
    Unbound,
    /// It names a key and is presented without a key binding.
    Bound,
    /// It is presented with a key binding under that key.
    Presented(KeyBinding),
}

/// A portrait.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// The bytes of the picture, unexamined.
    pub bytes: Vec<u8>,
    /// Its media type, where the pass states it.
    pub media_type: Option<&'static str>,
}

/// Prints no data of a person.
impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Photo { .. }")
    }
}

/// The person a pass was made out to.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Holder {
    /// Given names as written.
    pub given_name: Option<String>,
    /// Family names as written.
    pub family_name: Option<String>,
    /// Given names in the letters of a passport's machine-readable zone (ICAO 9303, `<` for a space).
    pub given_name_transliterated: Option<String>,
    /// Family names likewise.
    pub family_name_transliterated: Option<String>,
    /// The full name, where the format does not split it.
    pub full_name: Option<String>,
    /// Birth date as written: may be a year, a year and month, or empty.
    pub birth_date: Option<String>,
}

/// Prints no data of a person.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder { .. }")
    }
}

/// The least about a holder that lets a person compare pass and face.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HolderHint {
    /// First letters of given and family name, as many as are known.
    pub initials: String,
    /// Month and day of birth, each where stated; no year.
    pub birth: Option<BirthHint>,
}

/// Prints no data of a person.
impl fmt::Debug for HolderHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderHint { .. }")
    }
}

/// Month and day of birth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BirthHint {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// Prints no data of a person.
impl fmt::Debug for BirthHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthHint { .. }")
    }
}

/// Why a verified body cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimsError {
    /// Not of the format's shape.
    Malformed,
    /// A time that is no time.
    Time,
    /// The format demands an end of validity.
    ExpiryMissing,
    /// No statement inside.
    StatementMissing,
    /// More statements than the format allows.
    StatementsSeveral,
    /// A field that must not be overlooked and is not understood.
    CriticalField,
    /// A document of another shape in the same container.
    OtherDocument(KnownFormat),
    /// Something that decides and is not understood.
    NotUnderstood(DecidingContent),
}

impl Claims {
    /// Reads what a verified pass says.
    ///
    /// # Errors
    /// [`ClaimsError`].
    pub fn read(verified: &Verified) -> Result<Self, ClaimsError> {
        let mut claims = match verified.format() {
            Format::Hcert | Format::HcertExemption | Format::HcertLight => hcert::read(verified),
            Format::SmartHealthCard => shc::read(verified),
            Format::NzCovidPass => nzcp::read(verified),
            Format::Claim169 => claim169::read(verified),
            Format::VdsNc => vdsnc::read(verified),
            Format::Jwt | Format::SdJwt => jwt::read(verified),
            Format::CityPass => citypass::read(verified),
        }?;
        claims
            .revocation_digests
            .extend(claims.identifier.as_deref().map(|identifier| revocation_digest(&[identifier])));
        Ok(claims)
    }

    /// Claims without statements, for the format's own file to complete.
    fn of(
        verified: &Verified,
        validity_period: ValidityPeriod,
        holder: Holder,
        statements: Vec<Statement>,
    ) -> Self {
        Self {
            format: verified.format(),
            issuer: verified.signer().issuer.clone(),
            validity_period,
            holder,
            statements,
            binding: verified
                .key_binding()
                .map_or(Binding::Unbound, |key_binding| Binding::Presented(key_binding.clone())),
            purpose: TokenPurpose::default(),
            subject: None,
            photo: None,
            identifier: None,
            revocation_digests: Vec::new(),
            status: None,
            proof: Proof,
        }
    }
}

impl ValidityPeriod {
    /// Reads only the validity period of a verified pass. That is possible even where its statements cannot be read.
    ///
    /// # Errors
    /// [`ClaimsError`].
    pub fn read(verified: &Verified) -> Result<Self, ClaimsError> {
        match verified.format() {
            Format::Hcert | Format::HcertExemption | Format::HcertLight => hcert::validity_period(verified),
            Format::SmartHealthCard => shc::validity_period(verified),
            Format::NzCovidPass => nzcp::validity_period(verified),
            Format::Claim169 => claim169::validity_period(verified),
            Format::VdsNc => Ok(Self::default()),
            Format::Jwt | Format::SdJwt => jwt::validity_period(verified),
            Format::CityPass => citypass::validity_period(verified),
        }
    }
}

impl Holder {
    /// What may be shown of the holder at the lowest level of disclosure.
    pub fn hint(&self) -> HolderHint {
        let written = [&self.given_name, &self.family_name];
        let transliterated = [&self.given_name_transliterated, &self.family_name_transliterated];
        let mut initials: String = written
            .iter()
            .zip(transliterated)
            .filter_map(|(name, fallback)| initial(name.as_deref()).or_else(|| initial(fallback.as_deref())))
            .collect();
        if initials.is_empty() {
            let full = self.full_name.as_deref().unwrap_or_default();
            initials =
                full.split_whitespace().filter_map(|part| initial(Some(part))).take(MAX_INITIALS).collect();
        }
        HolderHint { initials, birth: self.birth_date.as_deref().and_then(BirthHint::from_text) }
    }
}

impl BirthHint {
    /// From `1998-02-26` or `19980226`; `None` from a partial date.
    fn from_text(text: &str) -> Option<Self> {
        let digits: String = text.chars().take(10).filter(char::is_ascii_digit).collect();
        if digits.len() < 8 {
            return None;
        }
        let month = digits.get(4..6)?.parse().ok()?;
        let day = digits.get(6..8)?.parse().ok()?;
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(Self { month, day })
    }
}

fn initial(name: Option<&str>) -> Option<char> {
    name?.chars().find(|character| character.is_alphabetic()).and_then(|letter| letter.to_uppercase().next())
}

const MAX_INITIALS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_initials_and_no_year() {
        let holder = Holder {
            given_name: Some("gabriele".to_owned()),
            family_name_transliterated: Some("MUSTERFRAU<GOESSINGER".to_owned()),
            birth_date: Some("1998-02-26".to_owned()),
            ..Holder::default()
        };
        let hint = holder.hint();
        assert_eq!(hint.initials, "GM", "initials");
        assert_eq!(hint.birth, Some(BirthHint { month: 2, day: 26 }), "birth");
    }

    #[test]
    fn takes_partial_birth_dates_for_unknown() {
        for text in ["", "1963", "1963-05", "1963-13-01", "not a date"] {
            assert_eq!(BirthHint::from_text(text), None, "{text}");
        }
        assert_eq!(BirthHint::from_text("19630507"), Some(BirthHint { month: 5, day: 7 }), "compact");
    }

    #[test]
    fn takes_the_first_letters_of_a_full_name() {
        let holder = Holder { full_name: Some("张 伟".to_owned()), ..Holder::default() };
        assert_eq!(holder.hint().initials, "张伟", "letters of any script");
    }
}
