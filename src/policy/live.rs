//! Passes that are bound to a key of the holder: shown live, for this place, and just made.

use super::Occasion;
use crate::claims::{Binding, Claims, ValidityPeriod};
use crate::envelope::Format;
use crate::trust::GateSettings;
use crate::verdict::{Indeterminate, Objection, Reason, Rule};
use crate::verify::Evidence;

/// Refuses a copy of a pass that counts only live, and a proof that is old, early, for another place or shown before.
///
/// # Errors
/// [`Reason::LiveCodeNeeded`], [`Reason::LiveCodeAudienceMismatch`], [`Indeterminate::LiveCodeNotFresh`] or [`Rule::UsedAlready`].
pub(super) fn decide(
    claims: &Claims,
    settings: &GateSettings,
    occasion: &Occasion<'_>,
) -> Result<(), Objection> {
    match &claims.binding {
        // an SD-JWT may be bound for wallets and printed all the same; a city pass that names a key counts only live
        Binding::Unproven if claims.format == Format::CityPass || !settings.accepts_copies => {
            Err(Reason::LiveCodeNeeded.into())
        }
        Binding::Free | Binding::Unproven => Ok(()),
        Binding::Proven(evidence) => proof(evidence, &claims.validity_period, settings, occasion),
    }
}

fn proof(
    evidence: &Evidence,
    validity_period: &ValidityPeriod,
    settings: &GateSettings,
    occasion: &Occasion<'_>,
) -> Result<(), Objection> {
    if !settings.audiences.contains(&evidence.audience) {
        return Err(Reason::LiveCodeAudienceMismatch.into());
    }
    let age = occasion.now.0.saturating_sub(evidence.made.0);
    let is_fresh =
        (-i64::from(settings.live_future_seconds)..=i64::from(settings.live_past_seconds)).contains(&age);
    let is_within_pass = validity_period.issued.is_none_or(|issued| evidence.made >= issued)
        && validity_period.expires.is_none_or(|expires| evidence.made < expires);
    if !is_fresh || !is_within_pass {
        return Err(Indeterminate::LiveCodeNotFresh.into());
    }
    if occasion.memory.has_proof(&evidence.fingerprint) {
        return Err(Reason::RuleNotMet(Rule::UsedAlready).into());
    }
    Ok(())
}
