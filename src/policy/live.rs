//! Key binding: a pass that is bound to a key of its holder must be presented live, for this gate, a moment ago.

use super::DecisionContext;
use crate::claims::{Binding, Claims, ValidityPeriod};
use crate::envelope::Format;
use crate::trust::GateSettings;
use crate::verdict::{Denial, Indeterminate, Reason, Rule};
use crate::verify::KeyBinding;

/// Refuses a pass that needs a key binding and has none, and a key binding that is stale, early, made for another
/// audience or used before.
///
/// # Errors
/// [`Reason::LiveCodeNeeded`], [`Reason::LiveCodeAudienceMismatch`], [`Indeterminate::LiveCodeNotFresh`] or
/// [`Rule::UsedAlready`].
pub(super) fn decide(
    claims: &Claims,
    settings: &GateSettings,
    context: &DecisionContext<'_>,
) -> Result<(), Denial> {
    match &claims.binding {
        // an SD-JWT may be bound for wallets and printed all the same; a city pass that names a key counts only live
        Binding::Bound if claims.format == Format::CityPass || !settings.accepts_copies => {
            Err(Reason::LiveCodeNeeded.into())
        }
        Binding::Unbound | Binding::Bound => Ok(()),
        Binding::Presented(key_binding) => proof(key_binding, &claims.validity_period, settings, context),
    }
}

fn proof(
    key_binding: &KeyBinding,
    validity_period: &ValidityPeriod,
    settings: &GateSettings,
    context: &DecisionContext<'_>,
) -> Result<(), Denial> {
    if !settings.audiences.contains(&key_binding.audience) {
        return Err(Reason::LiveCodeAudienceMismatch.into());
    }
    let age = context.now.0.saturating_sub(key_binding.issued_at.0);
    let is_fresh =
        (-i64::from(settings.live_future_seconds)..=i64::from(settings.live_past_seconds)).contains(&age);
    let is_within_pass = validity_period.issued.is_none_or(|issued| key_binding.issued_at >= issued)
        && validity_period.expires.is_none_or(|expires| key_binding.issued_at < expires);
    if !is_fresh || !is_within_pass {
        return Err(Indeterminate::LiveCodeNotFresh.into());
    }
    if context.history.has_proof(&key_binding.proof_id) {
        return Err(Reason::RuleNotMet(Rule::UsedAlready).into());
    }
    Ok(())
}
