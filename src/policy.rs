//! Decides whether the holder of a genuine pass is let in, and if not, which rule is not met.
//!
//! Every gate has the same rules: the pass is within its validity period, and nothing in it speaks against entry. The
//! operator adds settings in the trust file ([`crate::trust::GateSettings`]).

mod schedule;
mod clock;
mod live;
mod permission;
mod purpose;
mod reuse;
mod signer;
mod staleness;
mod statement;
mod validity;
mod revocation;

pub use reuse::{AdmissionHistory, AdmissionRecord};

use crate::claims::Claims;
use crate::time::UnixTime;
use crate::trust::TrustStore;
use crate::verdict::{Denial, Skipped};
use crate::verify::Verified;

/// The moment and the gate's history at one scan.
#[derive(Clone, Copy, Debug)]
pub struct DecisionContext<'a> {
    /// The tablet's clock, read once for this scan.
    pub now: UnixTime,
    /// The local time's distance from UTC, for rules about hours.
    pub utc_offset_seconds: i64,
    /// The admissions at this tablet before.
    pub history: &'a AdmissionHistory,
}

/// Decides about an authentic pass, and tells which rules could not be applied. Every rule that is not met denies; the
/// order only decides which reason is named. Permission and clock come first: a pass that is both of the wrong kind and
/// expired is refused with K-USE.
///
/// # Errors
/// [`Denial`], for the first rule that is not met.
pub fn decide(
    verified: &Verified,
    claims: &Claims,
    record: &AdmissionRecord,
    trust: &TrustStore,
    context: &DecisionContext<'_>,
) -> Result<Vec<Skipped>, Denial> {
    let settings = trust.settings();
    permission::decide(verified, claims)?;
    clock::decide(trust, context.now)?;
    staleness::decide(claims, trust.staleness(), context.now)?;
    purpose::decide(claims, settings)?;
    validity::decide(&claims.validity_period, context.now)?;
    signer::decide(verified, &claims.validity_period, context)?;
    let skipped = revocation::decide(verified, claims, trust.revocations(), context.now)?;
    live::decide(claims, settings, context)?;
    let mut indeterminate = Ok(());
    for claim in &claims.statements {
        match statement::decide(claim, context.now) {
            // a refusal is named even where another statement is not understood
            Err(Denial::CannotSay(reason)) => {
                indeterminate = indeterminate.and(Err(Denial::CannotSay(reason)));
            }
            decided => decided?,
        }
        schedule::decide(claim, settings, context)?;
    }
    reuse::decide(record, settings, context)?;
    indeterminate.map(|()| skipped.into_iter().collect())
}
