//! What happens to the kiosk.

use crate::time::{Milliseconds, UnixTime};
use crate::trust::TrustStore;
use crate::trust::update::{Origin, TrustProblem};

/// The two clocks, read once for each event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The tablet's calendar clock.
    pub wall: UnixTime,
    /// The local time's distance from UTC.
    pub utc_offset_seconds: i64,
    /// The clock that timers run by.
    pub monotonic: Milliseconds,
}

/// One event.
#[derive(Clone, Debug)]
pub enum Event {
    /// The start button.
    StartPressed,
    /// Back to the start screen.
    StopPressed,
    /// Pictures come.
    CameraReady,
    /// No pictures, or no more.
    CameraFailed(CameraFault),
    /// Codes in one frame, nearest to its centre first.
    CodesRead(Vec<Vec<u8>>),
    /// Codes in a picture that the page drew itself, on the start screen; nearest to its centre first.
    SampleRead(Vec<Vec<u8>>),
    /// A short touch on a verdict or a fault.
    Tapped,
    /// A finger rests on the verdict, or leaves it.
    HoldChanged(bool),
    /// A trust file was read, or could not be.
    TrustFileOffered(Origin, Result<TrustStore, TrustProblem>),
    /// The browser keeps a copy of the trust file, or does not.
    TrustFileSaved(bool),
    /// The time asked for with [`super::Command::WakeAt`] has come.
    Woken,
}

/// Why there are no pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameraFault {
    /// The tablet has none, or none is plugged in.
    Missing,
    /// Permission was not given.
    Denied,
    /// Another program holds it.
    InUse,
    /// It was there and went away.
    Unplugged,
    /// It gives pictures no more, or black ones.
    Frozen,
    /// The browser was asked for it and does not answer.
    Silent,
    /// Anything else.
    Failed,
}
