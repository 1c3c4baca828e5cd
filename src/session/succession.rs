//! Which of two trust files counts: the later one, unless it is dated in the future.
//!
//! A file with a wrong date would otherwise never be replaced: every right one that follows is older than it. No right
//! clock shows a moment before the issue of its own keys, so that such a file stops every check besides.

use crate::time::UnixTime;
use crate::trust::check_issued;

/// Whether a file says that it was published at a time that is still to come, as [`check_issued`] judges it.
pub fn is_ahead(issued: UnixTime, now: UnixTime) -> bool {
    check_issued(issued, now).is_err()
}

/// Whether a file takes the place of the one in use.
pub fn succeeds(issued: UnixTime, in_use: Option<UnixTime>, now: UnixTime) -> bool {
    match in_use {
        None => true,
        Some(in_use) => match (is_ahead(issued, now), is_ahead(in_use, now)) {
            (true, false) => false,
            (false, true) => true,
            (true, true) | (false, false) => issued >= in_use,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SECONDS_PER_DAY;

    const NOW: UnixTime = UnixTime(1_790_000_000);

    #[test]
    fn a_later_file_takes_the_place_of_an_earlier_one() {
        let (earlier, later) = (NOW.plus_seconds(-1_000), NOW.plus_seconds(-10));
        assert!(succeeds(earlier, None, NOW), "the first");
        assert!(succeeds(later, Some(earlier), NOW), "a later one");
        assert!(succeeds(later, Some(later), NOW), "the same again");
        assert!(!succeeds(earlier, Some(later), NOW), "an earlier one");
    }

    #[test]
    fn a_file_of_the_future_never_displaces_a_good_one_and_never_outlasts_one() {
        let good = NOW.plus_seconds(-10);
        for (name, ahead) in [
            ("two days ahead", NOW.plus_seconds(2 * SECONDS_PER_DAY)),
            ("in milliseconds", UnixTime(NOW.0 * 1_000)),
            ("the last moment", UnixTime(i64::MAX)),
        ] {
            assert!(is_ahead(ahead, NOW), "{name}");
            assert!(!succeeds(ahead, Some(good), NOW), "{name} beside a good one");
            assert!(succeeds(good, Some(ahead), NOW), "a good one after {name}");
            assert!(succeeds(ahead, None, NOW), "{name} is better than nothing: the clock may be wrong");
        }
        assert!(!is_ahead(NOW.plus_seconds(SECONDS_PER_DAY), NOW), "a clock that is a day late");
    }
}
