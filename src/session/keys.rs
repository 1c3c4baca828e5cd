//! The keys that the session judges with, and what went wrong with newer ones.

use crate::time::UnixTime;
use crate::trust::{Purpose, TrustError, TrustStore};

/// The keys a kiosk judges with.
#[derive(Clone, Debug)]
pub enum Keys {
    /// Not there yet.
    Loading,
    /// There.
    Ready(TrustStore),
    /// Not to be had; tried again by itself.
    Missing(KeysProblem),
}

/// Why there are no keys, or no newer ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeysProblem {
    /// The file is not there, or the server was not reached and nothing was stored before.
    Unreachable,
    /// The file was refused.
    Refused(TrustError),
    /// It says that it was published at a time that is still to come.
    Ahead,
    /// Reading it made the page fail before.
    Fatal,
}

/// What is worth knowing about the keys besides themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeysNote {
    /// Why the published file was not taken the last time.
    pub problem: Option<KeysProblem>,
    /// The browser keeps no copy.
    pub is_not_stored: bool,
}

impl Keys {
    /// A store that knows nobody: under it every genuine pass is one that nothing can be said about.
    pub(super) fn none() -> TrustStore {
        TrustStore::new(Purpose::Production, UnixTime(0), Vec::new())
    }

    /// Keys could not be loaded. Those that are here stay: an update that fails never stops a gate.
    pub(super) fn failed(&mut self, problem: KeysProblem) {
        if !matches!(self, Self::Ready(_)) {
            *self = Self::Missing(problem);
        }
    }
}

impl KeysProblem {
    /// The code for support staff.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "L-NET",
            Self::Ahead | Self::Refused(TrustError::Milliseconds | TrustError::Future) => "L-AHD",
            Self::Fatal => "L-FTL",
            Self::Refused(TrustError::TooLarge) => "L-BIG",
            Self::Refused(TrustError::Malformed) => "L-BAD",
            Self::Refused(TrustError::Revocations) => "L-REV",
            Self::Refused(TrustError::Version(_)) => "L-VER",
            Self::Refused(TrustError::Key(_)) => "L-KEY",
            Self::Refused(TrustError::Demonstration) => "L-DEM",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_here_survive_an_update_that_fails() {
        let mut keys = Keys::Loading;
        keys.failed(KeysProblem::Unreachable);
        assert!(matches!(keys, Keys::Missing(KeysProblem::Unreachable)), "none were here");
        keys = Keys::Ready(Keys::none());
        keys.failed(KeysProblem::Fatal);
        assert!(matches!(keys, Keys::Ready(_)), "kept");
    }
}
