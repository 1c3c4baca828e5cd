//! Passes that their issuer has withdrawn, as far as this tablet has been told.

use crate::trust::Standing;
use crate::verdict::{Doubt, Objection, Reason};

/// Refuses a pass that is withdrawn or suspended. One whose list is not here is let in, and that is told with the
/// admission: a tablet that was not given a list must not refuse every genuine pass that names one.
///
/// # Errors
/// [`Reason::Withdrawn`], [`Reason::Suspended`] or [`Doubt::StandingUnknown`].
pub(super) fn decide(standing: Standing) -> Result<(), Objection> {
    match standing {
        Standing::Good | Standing::NotHeld => Ok(()),
        Standing::Withdrawn => Err(Reason::Withdrawn.into()),
        Standing::Suspended => Err(Reason::Suspended.into()),
        Standing::Unknown | Standing::Beyond => Err(Doubt::StandingUnknown.into()),
    }
}
