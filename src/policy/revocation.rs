//! Refuses passes that their issuer has revoked or suspended, as far as the trust file says so.

use crate::trust::RevocationStatus;
use crate::verdict::{Denial, Indeterminate, Reason};

/// Refuses a pass that is revoked or suspended. A pass whose status list is unavailable is admitted, and the admission
/// says that revocation was skipped: a tablet without the list must not refuse every genuine pass that names it.
///
/// # Errors
/// [`Reason::Revoked`], [`Reason::Suspended`] or [`Indeterminate::RevocationStatusUnknown`].
pub(super) fn decide(status: RevocationStatus) -> Result<(), Denial> {
    match status {
        RevocationStatus::Valid | RevocationStatus::ListUnavailable => Ok(()),
        RevocationStatus::Revoked => Err(Reason::Revoked.into()),
        RevocationStatus::Suspended => Err(Reason::Suspended.into()),
        RevocationStatus::ApplicationSpecific | RevocationStatus::IndexOutOfRange => {
            Err(Indeterminate::RevocationStatusUnknown.into())
        }
    }
}
