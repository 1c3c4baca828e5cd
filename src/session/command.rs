//! What the page is to do.

use crate::notice::Tone;
use crate::time::Milliseconds;
use crate::trust::update::UpdateTask;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Ask for the camera; answered by an event.
    OpenCamera {
        /// A person asks: the browser may put its question again, even if it was answered with no or not at all.
        may_ask_again: bool,
    },
    /// Let the camera go.
    CloseCamera,
    /// Keep the screen on from now on, or no longer.
    KeepAwake(bool),
    /// The sound and vibration of a verdict.
    Play(Tone),
    /// Send [`super::Event::TimerFired`] with this name at this time, and not at the one asked for before.
    SetTimer(Timer, Milliseconds),
    /// Load the published trust file; answered by an event.
    LoadTrustFile,
    /// Save the published trust file that was just offered; answered by an event.
    SaveTrustFile,
    /// Fetch or store what belongs to the operator's updates; answered by an event.
    Update(UpdateTask),
    /// Begin to load the trust file, and go on asking for newer ones: the tablet is nobody's.
    OpenTrustFile,
    /// Ask the host for the configuration of a demonstration; answered by an event.
    ReadDemonstration,
    /// Keep this configuration; answered by an event.
    KeepConfiguration(String),
    /// Turn sound off or on, and remember it.
    Mute(bool),
    /// Remember the language of this tag (BCP 47).
    KeepLanguage(String),
    /// Let the service worker keep the page's files: the lane can work, and nothing has to wait for them.
    KeepPage,
    /// Load the new version of the page.
    TakeUpdate,
}

/// The timers. Each is set once at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The verdict on the screen has been shown long enough.
    VerdictOver,
    /// Several passes have not been in view for a while.
    CrowdOver,
    /// The chunks of a split pass are not waited for any longer.
    ChunksOver,
    /// A camera that failed is tried again.
    CameraRetry,
    /// A published trust file that was not accepted is asked for again.
    TrustFileRetry,
}

impl Timer {
    /// All timers.
    pub const ALL: [Self; 5] =
        [Self::VerdictOver, Self::CrowdOver, Self::ChunksOver, Self::CameraRetry, Self::TrustFileRetry];

    /// Its name in transcripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::VerdictOver => "verdict-over",
            Self::CrowdOver => "crowd-over",
            Self::ChunksOver => "chunks-over",
            Self::CameraRetry => "camera-retry",
            Self::TrustFileRetry => "keys-retry",
        }
    }
}
