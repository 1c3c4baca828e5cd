//! The camera as the session sees it: closed, opening, ready, or failed and to be tried again.
//!
//! ```text
//!            open                 ready
//!   Closed ────────► Opening ───────────► Ready
//!     ▲                 │ failed            │ failed
//!     │ close           ▼                   ▼
//!     └─────────────── Failed ◄─────────────┘
//!                       │  ▲ failed        tried every [`RETRY`], and at once when a device changed
//!                       └──┴──────────────► Ready
//! ```

use super::command::{Command, Timer};
use crate::code::coded;
use crate::time::Milliseconds;

coded! {
    /// Why there are no pictures.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum CameraFault {
        /// The tablet has none, or none is plugged in.
        Missing = "V-NON",
        /// Permission was not given.
        Denied = "V-DEN",
        /// Another program holds it.
        InUse = "V-USE",
        /// It was there and went away.
        Unplugged = "V-OUT",
        /// It gives pictures no more, or black ones.
        Frozen = "V-FRZ",
        /// The browser was asked for it and does not answer.
        Silent = "V-SIL",
        /// Anything else.
        Failed = "V-ERR",
    }
}

/// The one camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Camera {
    Closed,
    /// Asked for; the browser may be asking for permission.
    Opening,
    /// Pictures come.
    Ready,
    /// Let go, and tried again at a time.
    Failed {
        fault: CameraFault,
        retry_at: Milliseconds,
    },
}

impl Camera {
    /// A person asks for it: the browser may put its question again, whatever was answered before. One that is open is
    /// not reported as ready a second time, and stays ready.
    pub(super) fn open(&mut self) -> Command {
        if *self != Self::Ready {
            *self = Self::Opening;
        }
        Command::OpenCamera { may_ask_again: true }
    }

    /// Nobody needs it any longer.
    pub(super) fn close(&mut self) -> Command {
        *self = Self::Closed;
        Command::CloseCamera
    }

    /// Pictures come. A camera that nobody waits for any more is let go.
    pub(super) fn ready(&mut self) -> Vec<Command> {
        if *self == Self::Closed {
            return vec![Command::CloseCamera];
        }
        *self = Self::Ready;
        Vec::new()
    }

    /// There are no pictures, or no more.
    pub(super) fn failed(&mut self, fault: CameraFault, now: Milliseconds) -> Vec<Command> {
        if *self == Self::Closed {
            return Vec::new();
        }
        let retry_at = now.plus(RETRY);
        *self = Self::Failed { fault, retry_at };
        vec![Command::CloseCamera, Command::SetTimer(Timer::CameraRetry, retry_at)]
    }

    /// The time to try again may have come.
    pub(super) fn retry(self, now: Milliseconds) -> Vec<Command> {
        match self {
            Self::Failed { retry_at, .. } if now >= retry_at => vec![TRY_AGAIN],
            Self::Closed | Self::Opening | Self::Ready | Self::Failed { .. } => Vec::new(),
        }
    }

    /// A device was plugged in or out, or the permission changed: one that failed may work now.
    pub(super) fn changed(self) -> Vec<Command> {
        if self.fault().is_some() { vec![TRY_AGAIN] } else { Vec::new() }
    }

    /// Whether pictures come.
    pub(super) fn is_ready(self) -> bool {
        self == Self::Ready
    }

    /// What is wrong with it.
    pub(super) fn fault(self) -> Option<CameraFault> {
        match self {
            Self::Failed { fault, .. } => Some(fault),
            Self::Closed | Self::Opening | Self::Ready => None,
        }
    }
}

const TRY_AGAIN: Command = Command::OpenCamera { may_ask_again: false };
/// A camera that failed is tried again: cables are pushed back in and other programs end.
pub(super) const RETRY: Milliseconds = Milliseconds(2_000);

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Milliseconds = Milliseconds(5_000);

    #[test]
    fn one_that_failed_is_let_go_and_tried_again_in_time() {
        let mut camera = Camera::Ready;
        let retry_at = NOW.plus(RETRY);
        assert_eq!(
            camera.failed(CameraFault::Unplugged, NOW),
            [Command::CloseCamera, Command::SetTimer(Timer::CameraRetry, retry_at)],
            "let go"
        );
        assert_eq!(camera.retry(NOW), [], "a timer that comes early");
        assert_eq!(camera.changed(), [TRY_AGAIN], "a cable was pushed in");
        assert_eq!(camera.retry(retry_at), [TRY_AGAIN], "its time");
        assert_eq!(camera.fault(), Some(CameraFault::Unplugged), "until it is ready");
        assert_eq!(camera.ready(), [], "it works");
        assert_eq!((camera.is_ready(), camera.retry(retry_at)), (true, vec![]), "and is left alone");
    }

    #[test]
    fn one_that_is_closed_stays_closed() {
        let mut camera = Camera::Opening;
        assert_eq!(camera.close(), Command::CloseCamera, "nobody needs it");
        assert_eq!(camera.failed(CameraFault::Denied, NOW), [], "a late no");
        assert_eq!(camera.ready(), [Command::CloseCamera], "a late yes");
        assert_eq!((camera.changed(), camera.retry(NOW)), (vec![], vec![]), "and nothing wakes it");
        assert_eq!(camera, Camera::Closed, "closed");
    }

    #[test]
    fn only_a_person_has_the_browser_ask_again() {
        let mut camera = Camera::Failed { fault: CameraFault::Denied, retry_at: NOW };
        assert_eq!(camera.retry(NOW), [Command::OpenCamera { may_ask_again: false }], "by itself");
        assert_eq!(camera.open(), Command::OpenCamera { may_ask_again: true }, "by a touch");
        assert_eq!(camera, Camera::Opening, "the answer is waited for");
        assert_eq!(
            (camera.ready(), camera.open()),
            (vec![], Command::OpenCamera { may_ask_again: true }),
            "again"
        );
        assert!(camera.is_ready(), "one that is open stays so");
    }

    #[test]
    fn each_fault_has_a_code_of_its_own() {
        let mut codes = CameraFault::CODES.to_vec();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), CameraFault::CODES.len(), "no code twice");
    }
}
