//! What happens to the kiosk.

use super::camera::CameraFault;
use super::command::Timer;
use super::health::ReaderStatus;
use super::overlay::Overlay;
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
    /// A short touch on a verdict or a fault.
    Tapped,
    /// A finger rests on the verdict, or leaves it.
    HoldChanged(bool),
    /// The sample passes were opened on the start screen.
    SamplesOpened,
    /// They were closed.
    SamplesClosed,
    /// Sound was turned off or on.
    Muted(bool),
    /// A language was chosen, by its tag (BCP 47), and its words are there.
    LanguageChosen(String),
    /// A language was chosen, and its words cannot be fetched.
    LanguageMissing,
    /// Somebody wants the new version of the page.
    UpdateAccepted,

    /// Pictures come.
    CameraReady,
    /// No pictures, or no more.
    CameraFailed(CameraFault),
    /// A device was plugged in or out, or the permission changed.
    CameraChanged,
    /// A frame was looked at; told before its codes are.
    FrameSeen(Overlay),
    /// Codes in one frame, nearest to its centre first.
    CodesRead(Vec<Vec<u8>>),
    /// Codes in a picture that the page drew itself, on the start screen; nearest to its centre first.
    SampleRead(Vec<Vec<u8>>),
    /// The reader works, or does not.
    ReaderChanged(ReaderStatus),

    /// A trust file was read, or could not be.
    TrustFileOffered(Origin, Result<TrustStore, TrustProblem>),
    /// The browser keeps a copy of the trust file, or does not.
    TrustFileSaved(bool),
    /// A new version of the page is ready.
    UpdateReady,
    /// The browser keeps the page for use without network, or does not.
    PageKept(bool),

    /// The time asked for with [`super::Command::SetTimer`] has come.
    TimerFired(Timer),
}
