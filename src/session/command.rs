//! What the outside world is to do.

use crate::notice::Tone;
use crate::time::Milliseconds;

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Ask for the camera; answered by an event.
    OpenCamera,
    /// Let the camera go.
    CloseCamera,
    /// The sound and vibration of a verdict.
    Play(Tone),
    /// Send [`super::Event::Woken`] at this time. A later one does not cancel an earlier one.
    WakeAt(Milliseconds),
    /// Save the published trust file that was just offered; answered by an event.
    SaveTrustFile,
    /// Load the published trust file again at this time; answered by an event.
    LoadTrustFileAt(Milliseconds),
}
