//! Claims and the occasion in, leave to enter or the rule that is not met out.
//!
//! The default profile is what every checkpoint asks: genuine, in date, and nothing inside that speaks against entry.

mod statement;
mod validity;

use crate::claims::Claims;
use crate::time::UnixTime;
use crate::verdict::Reason;

/// What is true at the moment of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The tablet's clock, read once for this scan.
    pub now: UnixTime,
}

/// The rules of a checkpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy;

impl Policy {
    /// Decides about a genuine pass. The order only chooses which reason is named; any rule that is not met refuses.
    ///
    /// # Errors
    /// The [`Reason`] for which the holder is refused.
    pub fn decide(self, claims: &Claims, occasion: Occasion) -> Result<(), Reason> {
        validity::decide(&claims.window, occasion.now)?;
        claims.statements.iter().try_for_each(|claim| statement::decide(claim, occasion.now))
    }
}
