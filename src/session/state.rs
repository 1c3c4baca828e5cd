//! Where the kiosk stands.

use super::event::CameraFault;
use crate::time::Milliseconds;
use crate::verdict::Verdict;

/// One state a screen.
#[derive(Clone, Debug)]
pub enum State {
    /// Waits for somebody to start it.
    Start,
    /// Looks for a code.
    Scanning(Scanning),
    /// Shows a verdict.
    Showing(Showing),
    /// The camera does not work; tries again by itself.
    Fault(CameraFault),
}

/// Looking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scanning {
    /// Since when.
    pub since: Milliseconds,
    /// Whether pictures come; until then the browser may be asking for permission.
    pub camera_ready: bool,
    /// The parts of a split pass that were seen, while others are missing.
    pub parts: Option<PartsProgress>,
    /// Several passes are in view: none is judged until one is shown alone.
    pub is_crowded: bool,
}

impl Scanning {
    /// Nothing was seen yet, and pictures come.
    pub(super) fn anew(since: Milliseconds) -> Self {
        Self { since, camera_ready: true, parts: None, is_crowded: false }
    }
}

/// How many parts of a split pass were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartsProgress {
    /// Seen.
    pub here: usize,
    /// In all.
    pub count: usize,
}

/// Showing a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Showing {
    /// What was decided.
    pub verdict: Verdict,
    /// Since when it is shown.
    pub since: Milliseconds,
    /// When scanning goes on by itself.
    pub until: Milliseconds,
    /// Somebody keeps it on the screen.
    pub held: bool,
    /// It is about a sample of the page itself: the camera is closed, and afterwards nothing is scanned.
    pub is_sample: bool,
}
