//! The gates and the hours for which a city pass is valid.

use super::DecisionContext;
use crate::claims::{ScheduleSlot, Statement, Status};
use crate::time::SECONDS_PER_DAY;
use crate::trust::GateSettings;
use crate::verdict::{Reason, Rule};

/// Refuses a status that names gates and none of them is here, or hours and none of them is now.
///
/// # Errors
/// [`Reason::RuleNotMet`].
pub(super) fn decide(
    statement: &Statement,
    settings: &GateSettings,
    context: &DecisionContext<'_>,
) -> Result<(), Reason> {
    let Statement::Status(status) = statement else { return Ok(()) };
    if !counts_here(status, settings) {
        return Err(Reason::RuleNotMet(Rule::OtherGate));
    }
    if status.schedule.is_empty() || status.schedule.iter().any(|&slot| is_now(slot, context)) {
        Ok(())
    } else {
        Err(Reason::RuleNotMet(Rule::OtherHour))
    }
}

/// Either side may leave the gates open.
fn counts_here(status: &Status, settings: &GateSettings) -> bool {
    status.gates.is_empty()
        || settings.gates.is_empty()
        || status.gates.iter().any(|gate| settings.gates.contains(gate))
}

fn is_now(slot: ScheduleSlot, context: &DecisionContext<'_>) -> bool {
    let local = context.now.plus_seconds(context.utc_offset_seconds);
    let weekday = (local.0.div_euclid(SECONDS_PER_DAY) + FIRST_DAY_IS_THURSDAY).rem_euclid(7);
    let (hour, minute) = local.hour_and_minute();
    let minute_of_day = hour * 60 + minute;
    slot.days >> weekday & 1 == 1
        && (i64::from(slot.from_minute)..i64::from(slot.until_minute)).contains(&minute_of_day)
}

/// 1970-01-01 was a Thursday; bit 0 of a slot is Monday.
const FIRST_DAY_IS_THURSDAY: i64 = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::AdmissionHistory;
    use crate::time::UnixTime;

    #[test]
    fn hours_are_local_and_end_before_their_last_minute() {
        // 2026-11-23 is a Monday; 08:00 in UTC+8 is midnight in UTC
        let midnight = UnixTime(1_795_392_000);
        let slot = ScheduleSlot { days: 0b000_0001, from_minute: 480, until_minute: 540 };
        let history = AdmissionHistory::default();
        let counts = |minutes: i64| {
            let now = midnight.plus_seconds(minutes * 60);
            is_now(slot, &DecisionContext { now, utc_offset_seconds: 8 * 3600, history: &history })
        };
        assert!(!counts(-1), "07:59");
        assert!(counts(0), "08:00");
        assert!(counts(59), "08:59");
        assert!(!counts(60), "09:00");
        assert!(!counts(24 * 60), "Tuesday");
    }
}
