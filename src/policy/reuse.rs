//! Anti-passback and replay: passes and key bindings that were admitted at this tablet a moment ago.
//!
//! Only digests are kept, in memory, bounded in number and time. They do not reveal who was where.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};

use super::DecisionContext;
use crate::claims::{Binding, Claims};
use crate::time::UnixTime;
use crate::trust::GateSettings;
use crate::verdict::{Reason, Rule};
use crate::verify::Verified;

/// What is kept of an admission: digests of the pass and of its key binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmissionRecord {
    pass: [u8; 32],
    proof: Option<[u8; 32]>,
}

/// The records of recent admissions, oldest first.
#[derive(Clone, Debug, Default)]
pub struct AdmissionHistory {
    recent: VecDeque<(AdmissionRecord, UnixTime)>,
}

impl AdmissionRecord {
    /// The record of admitting a pass. A pass is identified by its issuer and its identifier, else by all of its
    /// signed content: what its holder chooses to disclose makes no other pass of it.
    pub fn of(claims: &Claims, verified: &Verified) -> Self {
        let signer = verified.signer();
        let issuer = signer.identifier.as_deref().unwrap_or(&signer.issuer);
        let identity = claims.identifier.as_deref().unwrap_or(verified.signed_body());
        let mut pass = Sha256::new();
        for part in [claims.format.container().name().as_bytes(), issuer.as_bytes()] {
            // the length keeps one issuer's name and identifier from being read as another's
            pass.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            pass.update(part);
        }
        let pass = pass.chain_update(identity).finalize().into();
        let proof = match &claims.binding {
            Binding::Presented(key_binding) => Some(key_binding.proof_id),
            Binding::Unbound | Binding::Bound => None,
        };
        Self { pass, proof }
    }
}

impl AdmissionHistory {
    /// Inserts an admission, and removes those that are too old for every rule.
    pub fn insert(&mut self, record: AdmissionRecord, now: UnixTime) {
        while self.recent.len() >= MAX_RECORDS
            || self.recent.front().is_some_and(|(_, time)| *time < now.plus_seconds(-KEPT_SECONDS))
        {
            self.recent.pop_front();
        }
        self.recent.push_back((record, now));
    }

    pub(super) fn has_proof(&self, proof_id: &[u8; 32]) -> bool {
        self.recent.iter().any(|(record, _)| record.proof.as_ref() == Some(proof_id))
    }

    fn last_use(&self, record: &AdmissionRecord) -> Option<UnixTime> {
        self.recent.iter().rev().find(|(used, _)| used.pass == record.pass).map(|(_, time)| *time)
    }
}

/// Refuses a pass that was used here less than `anti_passback_seconds` ago. The absolute difference is used, so that
/// after the clock is set back a pass is blocked for at most that long; 0 disables the rule.
///
/// # Errors
/// [`Rule::UsedAlready`].
pub(super) fn decide(
    record: &AdmissionRecord,
    settings: &GateSettings,
    context: &DecisionContext<'_>,
) -> Result<(), Reason> {
    let blocked_seconds = u64::from(settings.anti_passback_seconds);
    match context.history.last_use(record) {
        Some(used) if context.now.0.abs_diff(used.0) < blocked_seconds => {
            Err(Reason::RuleNotMet(Rule::UsedAlready))
        }
        Some(_) | None => Ok(()),
    }
}

/// The most records: hours of the busiest gate.
const MAX_RECORDS: usize = 10_000;
/// The age at which a record is removed, in seconds: a day.
const KEPT_SECONDS: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    fn second_use(blocked_seconds: u32, seconds_later: i64) -> Result<(), Reason> {
        let (record, first) = (AdmissionRecord { pass: [7; 32], proof: None }, UnixTime(1_790_000_000));
        let mut history = AdmissionHistory::default();
        history.insert(record, first);
        let settings = GateSettings { anti_passback_seconds: blocked_seconds, ..GateSettings::default() };
        let now = first.plus_seconds(seconds_later);
        decide(&record, &settings, &DecisionContext { now, utc_offset_seconds: 0, history: &history })
    }

    #[test]
    fn refuses_within_the_window_and_not_at_its_end() {
        let used = Err(Reason::RuleNotMet(Rule::UsedAlready));
        assert_eq!(second_use(600, 0), used, "at once");
        assert_eq!(second_use(600, 599), used, "in its last second");
        assert_eq!(second_use(600, 600), Ok(()), "after it");
    }

    #[test]
    fn a_clock_set_back_does_not_make_a_use_of_it() {
        assert_eq!(second_use(0, -1), Ok(()), "no window");
        assert_eq!(second_use(600, -86_400), Ok(()), "set back by a day");
    }
}
