//! The age of what the tablet knows, where its operator chose that an age stops the gate for statements of a kind.

use crate::claims::{Claims, Statement};
use crate::time::UnixTime;
use crate::trust::Staleness;
use crate::verdict::Indeterminate;

/// Leaves a pass undecided that has a statement of a kind that its operator stops at this age. That says nothing against
/// the pass.
///
/// # Errors
/// [`Indeterminate::KeysTooOld`].
pub(super) fn decide(
    claims: &Claims,
    staleness: Option<&Staleness>,
    now: UnixTime,
) -> Result<(), Indeterminate> {
    let Some(staleness) = staleness else { return Ok(()) };
    let mut kinds = claims.statements.iter().map(Statement::kind);
    if kinds.any(|kind| staleness.stops(kind, now)) { Err(Indeterminate::KeysTooOld) } else { Ok(()) }
}
