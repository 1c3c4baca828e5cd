//! Refuses passes that their issuer has revoked or suspended, as far as the trust file says so.

use crate::claims::Claims;
use crate::time::UnixTime;
use crate::trust::{RevocationStatus, Revocations, StatusQuery};
use crate::verdict::{Denial, Indeterminate, Reason, Skipped};
use crate::verify::Verified;

/// Refuses a pass that is revoked or suspended. A pass whose status list is unavailable is admitted, and the admission
/// says that revocation was skipped: a tablet without the list must not refuse every genuine pass that names it.
///
/// # Errors
/// [`Reason::Revoked`], [`Reason::Suspended`] or [`Indeterminate::RevocationStatusUnknown`].
pub(super) fn decide(
    verified: &Verified,
    claims: &Claims,
    revocations: &Revocations,
    now: UnixTime,
) -> Result<Option<Skipped>, Denial> {
    let period = &claims.validity_period;
    let query = StatusQuery {
        format: claims.format,
        key_id: verified.signer().key_id.as_deref(),
        // where both are stated the earlier: a pass that begins late was made before all the same
        issued: [period.begins, period.issued].into_iter().flatten().min(),
        digests: &claims.revocation_digests,
        status: claims.status.as_ref(),
    };
    match revocations.status_of(query, now) {
        RevocationStatus::Valid => Ok(None),
        RevocationStatus::ListUnavailable => Ok(Some(Skipped::Revocation)),
        RevocationStatus::Revoked => Err(Reason::Revoked.into()),
        RevocationStatus::Suspended => Err(Reason::Suspended.into()),
        RevocationStatus::ApplicationSpecific | RevocationStatus::IndexOutOfRange => {
            Err(Indeterminate::RevocationStatusUnknown.into())
        }
    }
}
