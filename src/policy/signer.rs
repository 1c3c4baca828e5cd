//! The signer's validity at the time of issue, and the certificate inside a seal at the time of the check.

use super::DecisionContext;
use crate::claims::ValidityPeriod;
use crate::envelope::Format;
use crate::verdict::Reason;
use crate::verify::Verified;

/// Refuses a pass that was issued outside the validity of the key in the trust file, a health certificate that outlives
/// it, and a seal whose certificate is over, not begun, or for other uses.
///
/// A health certificate must not predate the validity of its signer, nor expire after it (`hcert_spec` 1.0.8 sections
/// 3.3.4 and 3.3.5). A pass without a time of issue is judged as if issued now. A seal has no validity period of its
/// own: its certificate must be valid at the moment of the check (RFC 5280 section 6.1.3, a, 2).
///
/// # Errors
/// [`Reason::SignerOutsideValidity`] or [`Reason::CertificateNotForPasses`].
pub(super) fn decide(
    verified: &Verified,
    validity_period: &ValidityPeriod,
    context: &DecisionContext<'_>,
) -> Result<(), Reason> {
    let validity = verified.signer().validity;
    let made = validity_period.issued.or(validity_period.begins).unwrap_or(context.now);
    let is_health_certificate =
        matches!(verified.format(), Format::Hcert | Format::HcertExemption | Format::HcertLight);
    // `exp` is the first second that is no longer valid, `not_after` the last that is
    let last = validity_period.expires.filter(|_| is_health_certificate).map(|end| end.plus_seconds(-1));
    let outlives = last.is_some_and(|last| validity.not_after.is_some_and(|not_after| last > not_after));
    if !validity.contains(made) || outlives {
        return Err(Reason::SignerOutsideValidity);
    }
    if let Some(certificate) = verified.certificate() {
        if !certificate.is_for_this_seal {
            return Err(Reason::CertificateNotForPasses);
        }
        if !certificate.validity.contains(context.now) {
            return Err(Reason::SignerOutsideValidity);
        }
    }
    Ok(())
}
