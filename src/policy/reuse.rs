//! Passes and proofs that were used at this tablet a moment ago. Digests only, in memory only, bounded in number and
//! time: nothing here tells who was where.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use super::Occasion;
use crate::claims::{Binding, Claims};
use crate::time::UnixTime;
use crate::trust::Checkpoint;
use crate::verdict::{Reason, Rule};

/// What an admission leaves behind for the rules about re-use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    pass: [u8; 32],
    proof: Option<[u8; 32]>,
}

/// The traces of recent admissions, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    recent: VecDeque<(Trace, UnixTime)>,
}

impl Trace {
    /// The trace that admitting a pass leaves. A pass is told by its identifier, else by what it says.
    pub fn of(claims: &Claims, body: &[u8]) -> Self {
        let told_by = claims.identifier.as_deref().unwrap_or(body);
        let pass = Sha256::new().chain_update(claims.format.name()).chain_update(told_by).finalize().into();
        let proof = match &claims.binding {
            Binding::Proven(evidence) => Some(evidence.fingerprint),
            Binding::Free | Binding::Unproven => None,
        };
        Self { pass, proof }
    }
}

impl Memory {
    /// Remembers an admission, and forgets those that no rule can ask for any more.
    pub fn record(&mut self, trace: Trace, now: UnixTime) {
        while self.recent.len() >= MAX_TRACES
            || self.recent.front().is_some_and(|(_, time)| *time < now.plus_seconds(-KEPT_SECONDS))
        {
            self.recent.pop_front();
        }
        self.recent.push_back((trace, now));
    }

    pub(super) fn has_proof(&self, fingerprint: &[u8; 32]) -> bool {
        self.recent.iter().any(|(trace, _)| trace.proof.as_ref() == Some(fingerprint))
    }

    fn last_use(&self, trace: &Trace) -> Option<UnixTime> {
        self.recent.iter().rev().find(|(used, _)| used.pass == trace.pass).map(|(_, time)| *time)
    }
}

/// Refuses a pass that was used here within the operator's window.
///
/// # Errors
/// [`Rule::UsedAlready`].
pub(super) fn decide(trace: &Trace, checkpoint: &Checkpoint, occasion: &Occasion<'_>) -> Result<(), Reason> {
    let window = i64::from(checkpoint.pass_back_seconds);
    match occasion.memory.last_use(trace) {
        Some(used) if occasion.now < used.plus_seconds(window) => Err(Reason::RuleNotMet(Rule::UsedAlready)),
        Some(_) | None => Ok(()),
    }
}

/// Admissions remembered: hours of the busiest gate.
const MAX_TRACES: usize = 10_000;
/// The longest that a rule about re-use looks back: a day.
const KEPT_SECONDS: i64 = 86_400;
