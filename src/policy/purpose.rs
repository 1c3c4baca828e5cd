//! The purpose of a genuine token: it must be a pass, for this audience, about somebody.

use crate::claims::{Binding, Claims};
use crate::envelope::Format;
use crate::trust::GateSettings;
use crate::verdict::{Denial, Indeterminate, Reason};

/// Denies tokens of another type, tokens for another audience, and tokens without a subject.
///
/// # Errors
/// [`Indeterminate::OtherPurpose`], [`Indeterminate::AudienceUnset`], [`Reason::AudienceMismatch`] or
/// [`Indeterminate::SubjectMissing`].
pub(super) fn decide(claims: &Claims, settings: &GateSettings) -> Result<(), Denial> {
    let purpose = &claims.purpose;
    let is_pass = purpose.media_type.as_deref().is_none_or(|name| is_type_of(claims.format, name));
    if !is_pass || purpose.has_foreign_claims {
        return Err(Indeterminate::OtherPurpose.into());
    }
    if !purpose.audience.is_empty() {
        if settings.audiences.is_empty() {
            return Err(Indeterminate::AudienceUnset.into());
        }
        if !purpose.audience.iter().any(|name| settings.audiences.contains(name)) {
            return Err(Reason::AudienceMismatch.into());
        }
    }
    if !names_somebody(claims) {
        return Err(Indeterminate::SubjectMissing.into());
    }
    Ok(())
}

/// Whether a stated type is one of the format's (RFC 8725 section 3.11: an allow-list). An absent one is the norm in
/// every format here. `application/` may be left out, and case is ignored (RFC 7515 section 4.1.9).
fn is_type_of(format: Format, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    types_of(format).contains(&name.strip_prefix("application/").unwrap_or(&name))
}

fn types_of(format: Format) -> &'static [&'static str] {
    match format {
        Format::Hcert
        | Format::HcertExemption
        | Format::HcertLight
        | Format::NzCovidPass
        | Format::Claim169
        | Format::CityPass => &["cwt"],
        Format::SmartHealthCard => &["jwt"],
        Format::VdsNc => &[],
        Format::Jwt => &["jwt", "vc+jwt", "vc+ld+jwt", "vc-ld+jwt"],
        Format::SdJwt => &["dc+sd-jwt", "vc+sd-jwt", "vc+ld+json+sd-jwt", "sd-jwt"],
    }
}

/// A pass of every format but the city pass must identify a person: by a name, by a key of the holder, or by a subject
/// where the format identifies people by it. A city pass may be a bearer's.
fn names_somebody(claims: &Claims) -> bool {
    let holder = &claims.holder;
    let names = [
        &holder.given_name,
        &holder.family_name,
        &holder.given_name_transliterated,
        &holder.family_name_transliterated,
        &holder.full_name,
        &claims.subject,
    ];
    claims.format == Format::CityPass
        || claims.binding != Binding::Unbound
        || names.into_iter().flatten().any(|name| name.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_counts_with_and_without_application_in_any_case() {
        for (format, name, expected) in [
            (Format::Jwt, "JWT", true),
            (Format::Jwt, "application/vc+jwt", true),
            (Format::Jwt, "at+jwt", false),
            (Format::Jwt, "statuslist+jwt", false),
            (Format::Jwt, "kb+jwt", false),
            (Format::Jwt, "logout+jwt", false),
            (Format::Jwt, "entity-statement+jwt", false),
            (Format::Jwt, "", false),
            (Format::SdJwt, "dc+sd-jwt", true),
            (Format::SdJwt, "JWT", false),
            (Format::SmartHealthCard, "statuslist+jwt", false),
            (Format::Hcert, "application/cwt", true),
            (Format::Hcert, "application/statuslist+cwt", false),
        ] {
            assert_eq!(is_type_of(format, name), expected, "{} {name}", format.name());
        }
    }
}
