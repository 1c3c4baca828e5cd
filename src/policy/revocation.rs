//! Refuses passes that their issuer has revoked or suspended, as far as the trust file says so.

use crate::trust::RevocationStatus;
use crate::verdict::{Denial, Indeterminate, Reason};

/// Refuses a pass that is withdrawn or suspended. One whose list is not here is let in, and that is told with the
/// admission: a tablet that was not given a list must not refuse every genuine pass that names one.
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
