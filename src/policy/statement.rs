//! Statements that speak against entry: a positive test, a recovery outside its own days, a status that is not green.

use crate::claims::{Colour, DecidingContent, Recovery, Statement, TestResult};
use crate::time::{Day, SECONDS_PER_DAY, UnixTime};
use crate::verdict::{Denial, Indeterminate, Reason, Rule};

/// Refuses a statement that speaks against its holder's entry.
///
/// # Errors
/// [`Reason::RuleNotMet`], [`Indeterminate::StatusAmber`], or [`Indeterminate::NotUnderstood`] where what decides is
/// not understood.
pub(super) fn decide(statement: &Statement, now: UnixTime) -> Result<(), Denial> {
    match statement {
        Statement::Test(test) => match test.result {
            TestResult::Detected => Err(Reason::RuleNotMet(Rule::TestPositive).into()),
            TestResult::NotDetected => Ok(()),
            TestResult::Unknown(_) => Err(Indeterminate::NotUnderstood(DecidingContent::TestResult).into()),
        },
        Statement::Recovery(recovery) => recovery_days(recovery, now),
        Statement::Status(status) => match status.colour {
            Colour::Green => Ok(()),
            Colour::Amber => Err(Indeterminate::StatusAmber(status.reason).into()),
            Colour::Red => Err(Reason::RuleNotMet(Rule::StatusRed(status.reason)).into()),
        },
        Statement::Vaccination(_) | Statement::Exemption | Statement::Entitlement | Statement::Identity => {
            Ok(())
        }
    }
}

/// Dates have no time zone: a day lasts from its first second anywhere on Earth to its last.
///
/// # Errors
/// [`Rule::RecoveryNotBegun`], [`Rule::RecoveryOver`], or [`DecidingContent::RecoveryDates`] where a day is missing or
/// none.
fn recovery_days(recovery: &Recovery, now: UnixTime) -> Result<(), Denial> {
    let not_understood = || Denial::CannotSay(Indeterminate::NotUnderstood(DecidingContent::RecoveryDates));
    let day = |text: &Option<String>| text.as_deref().and_then(Day::from_text).map(Day::start);
    let (from, until) = (day(&recovery.from), day(&recovery.until));
    if from.is_some_and(|from| now < from.plus_seconds(-EARLIEST_ZONE_SECONDS)) {
        return Err(Reason::RuleNotMet(Rule::RecoveryNotBegun).into());
    }
    if until.is_some_and(|until| now >= until.plus_seconds(SECONDS_PER_DAY + LATEST_ZONE_SECONDS)) {
        return Err(Reason::RuleNotMet(Rule::RecoveryOver).into());
    }
    from.and(until).map(|_| ()).ok_or_else(not_understood)
}

/// A day begins first at UTC+14 and ends last at UTC-12.
const EARLIEST_ZONE_SECONDS: i64 = 14 * 3600;
const LATEST_ZONE_SECONDS: i64 = 12 * 3600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_counts_on_its_days_in_every_time_zone() {
        let recovery = Recovery {
            from: Some("1970-01-03".into()),
            until: Some("1970-01-04".into()),
            ..Recovery::default()
        };
        let counts = |hour: i64| recovery_days(&recovery, UnixTime(hour * 3600)).is_ok();
        assert!(!counts(33), "before the third at UTC+14");
        assert!(counts(34), "the third begins at UTC+14");
        assert!(counts(107), "the fourth still runs at UTC-12");
        assert!(!counts(108), "the fourth is over everywhere");
    }
}
