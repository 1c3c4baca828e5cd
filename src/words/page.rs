//! The shape of what the page says around its verdicts: one struct for each screen.

use super::Advice;

/// The start screen.
#[derive(Clone, Copy, Debug)]
pub struct StartWords {
    /// What this page does, in one sentence.
    pub purpose: &'static str,
    /// What happens to what it sees.
    pub privacy: &'static str,
    /// The start button.
    pub start: &'static str,
    /// What the browser will ask, and what to answer.
    pub camera_help: &'static str,
    /// Opens the sample passes.
    pub samples: &'static str,
    /// Names the language switch for screen readers.
    pub language: &'static str,
}

/// The scan screen.
#[derive(Clone, Copy, Debug)]
pub struct ScanWords {
    /// Until pictures come: the browser may be asking for permission.
    pub camera_starting: &'static str,
    /// Until the reader is loaded.
    pub reader_starting: &'static str,
    /// The reader fails to start, again and again.
    pub reader_failing: Advice,
    /// Nothing is in view yet.
    pub looking: &'static str,
    /// Something that looks like a code is in view.
    pub seen: &'static str,
    /// The code in view was judged; the next may come.
    pub next: &'static str,
    /// Parts of a split pass were read, and others are missing; `{here}` and `{count}`.
    pub parts: &'static str,
    /// Several passes are in view.
    pub one_only: &'static str,
    /// The case `Hint::Closer`.
    pub closer: &'static str,
    /// The case `Hint::HoldStill`.
    pub hold_still: &'static str,
    /// The case `Hint::MoreLight`.
    pub more_light: &'static str,
    /// The case `Hint::TiltAway`.
    pub tilt_away: &'static str,
    /// Back to the start screen.
    pub stop: &'static str,
    /// Names the camera's picture for screen readers.
    pub preview: &'static str,
}

/// What to compare before somebody is let in: the names of what is shown.
#[derive(Clone, Copy, Debug)]
pub struct CompareWords {
    /// What to do where there is nothing to compare.
    pub nothing: &'static str,
    /// In the list: the picture.
    pub photograph: &'static str,
    /// In the list: the initials.
    pub initials: &'static str,
    /// In the list: the birthday.
    pub birthday: &'static str,
    /// Between the first two of three.
    pub comma: &'static str,
    /// Before the last.
    pub and: &'static str,
}

/// What stands around a verdict.
#[derive(Clone, Copy, Debug)]
pub struct ShownWords {
    /// How to go on, and how to keep the verdict.
    pub touch: &'static str,
    /// A finger keeps the verdict.
    pub held: &'static str,
    /// Label of the initials.
    pub initials: &'static str,
    /// What the picture shows, for those who cannot see it.
    pub portrait: &'static str,
    /// Beside an admission: the pass says where it would stand if it were revoked, and that was not looked up.
    pub revocation_skipped: &'static str,
    /// Beside an admission: the pass is bound to a phone, and was shown without it.
    pub copy: &'static str,
    /// A city pass's status by its colour: let in.
    pub status_green: &'static str,
    /// The same: a person decides.
    pub status_amber: &'static str,
    /// The same: not to be let in.
    pub status_red: &'static str,
    /// After the colour; `{what}` is the reason's number.
    pub status_reason: &'static str,
    /// Label of the birthday.
    pub birthday: &'static str,
    /// The birthday itself; `{day}` and `{month}`.
    pub day_and_month: &'static str,
    /// The months as they stand in a birthday.
    pub months: [&'static str; 12],
}

/// The camera does not work.
#[derive(Clone, Copy, Debug)]
pub struct FaultWords {
    /// The case `CameraFault::Missing`.
    pub missing: Advice,
    /// The case `CameraFault::Denied`.
    pub denied: Advice,
    /// The case `CameraFault::InUse`.
    pub in_use: Advice,
    /// The case `CameraFault::Unplugged`.
    pub unplugged: Advice,
    /// The case `CameraFault::Frozen`.
    pub frozen: Advice,
    /// The case `CameraFault::Silent`.
    pub silent: Advice,
    /// The case `CameraFault::Failed`.
    pub failed: Advice,
    /// It goes on without a touch.
    pub trying_again: &'static str,
    /// Tries at once.
    pub try_now: &'static str,
}

/// Keys, sound and versions.
#[derive(Clone, Copy, Debug)]
pub struct StatusWords {
    /// Keys are being loaded.
    pub keys_loading: &'static str,
    /// Keys are there; `{what}` is their number, `{time}` the day of their publication.
    pub keys_ready: &'static str,
    /// There are none.
    pub keys_missing: &'static str,
    /// The case `TrustProblem::Unreachable`.
    pub keys_unreachable: Advice,
    /// [`crate::trust::TrustError::TooLarge`]
    pub keys_too_large: Advice,
    /// [`crate::trust::TrustError::Malformed`]
    pub keys_malformed: Advice,
    /// [`crate::trust::TrustError::Version`]
    pub keys_version: Advice,
    /// [`crate::trust::TrustError::Key`]; `{what}` is its place in the list.
    pub keys_key: Advice,
    /// [`crate::trust::TrustError::Demonstration`]
    pub keys_demonstration: Advice,
    /// The case `TrustProblem::Ahead`.
    pub keys_ahead: Advice,
    /// The case `TrustProblem::Fatal`.
    pub keys_fatal: Advice,
    /// Keys are there, and newer ones were not taken.
    pub keys_kept: &'static str,
    /// The browser keeps nothing.
    pub keys_not_stored: Advice,
    /// The page itself will not open without network.
    pub not_kept: Advice,
    /// A new version of the page is ready; the words of a button.
    pub new_version: &'static str,
    /// Sound is on; the words of the button that turns it off.
    pub sound_off: &'static str,
    /// Sound is off; the words of the button that turns it on.
    pub sound_on: &'static str,
    /// The mark of a page that trusts the demonstration issuer.
    pub demonstration: &'static str,
}

/// The sample passes of a demonstration.
#[derive(Clone, Copy, Debug)]
pub struct SampleWords {
    /// What these are and how to use them.
    pub intro: &'static str,
    /// Every sample's list entry; `{what}` is the verdict's large word.
    pub expected: &'static str,
    /// Judges the sample that is shown on this tablet; the words of a button.
    pub check_here: &'static str,
    /// They cannot be loaded.
    pub missing: Advice,
    /// Back to the start screen, or from one sample to all.
    pub back: &'static str,
}
