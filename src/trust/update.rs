//! Which trust file a tablet uses, and what its screens say about it: one state machine for every way by which a file
//! comes. Programs move bytes, and ask here.
//!
//! ```text
//!   stored copy ────┐
//!                   ├─ offer ──► accepted: judges from now on; a published one is to be saved
//!   published file ─┘        └─► refused, with the problem: what is held stays, and the file is asked for again
//! ```
//!
//! * *Roll-back*: a file older than the one held is never accepted; a copy of the same second replaces it.
//! * *Fast-forward*: a file dated later than the clock can explain would never be replaced, because every right one
//!   that follows is older. It is accepted only where nothing better is held (the clock may be the one that is wrong),
//!   never saved, always told, and gives way to the first file of a right date.
//! * *Age*: no file is too old to judge with; a tablet may be without network for as long as its operator wants. A clock
//!   that is behind the file's own date stops it (`policy/clock.rs`).
//! * *Crash*: a file that made the page fail is left out at the next start, see [`TrialMark`].
//! * *Refusal*: nothing that is refused takes away what is held.

mod trial;

pub use trial::TrialMark;

use super::{Purpose, TrustError, TrustStore, check_issued};
use crate::time::UnixTime;

/// The trust store of a tablet, and what came of the last attempts to replace it.
#[derive(Clone, Debug)]
pub struct TrustState {
    /// Empty until a file is held: under it every genuine pass is one that nothing can be said about.
    store: TrustStore,
    is_held: bool,
    /// Why the published file was not accepted the last time; nothing once one was.
    problem: Option<TrustProblem>,
    /// The browser keeps no copy.
    is_unsaved: bool,
}

/// Where a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The copy that this tablet saved.
    Stored,
    /// The file that the site publishes.
    Published,
}

/// Why a file is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustProblem {
    /// It is not there, or the server was not reached.
    Unreachable,
    /// It is not one that this program takes.
    Refused(TrustError),
    /// It says that it was published at a time that is still to come.
    Ahead,
    /// Reading it made the page fail before.
    Fatal,
}

/// What is to be done after an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The offered file is the one held from now on.
    pub is_accepted: bool,
    /// The bytes of the offered file are to be saved.
    pub is_to_be_saved: bool,
    /// The published file is to be asked for again before long.
    pub is_to_be_asked_again: bool,
}

/// What a screen says about the trust store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustStatus {
    /// Nothing is known yet.
    Loading,
    /// There is no file to judge with; it is asked for again by itself.
    Missing(TrustProblem),
    /// A file is held.
    Ready {
        /// When it was published.
        issued: UnixTime,
        /// How many keys it has.
        keys: usize,
        /// What somebody should look after, though the tablet works.
        concern: Option<TrustConcern>,
    },
}

/// What somebody should look after while a file is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustConcern {
    /// The published file was not accepted.
    NotAccepted(TrustProblem),
    /// The browser keeps no copy: without network the next start has no keys.
    NotSaved,
}

impl Default for TrustState {
    fn default() -> Self {
        Self::new()
    }
}

impl TrustState {
    /// A tablet that was just switched on.
    pub fn new() -> Self {
        let store = TrustStore::new(Purpose::Production, UnixTime(0), Vec::new());
        Self { store, is_held: false, problem: None, is_unsaved: false }
    }

    /// The store to judge with.
    pub fn store(&self) -> &TrustStore {
        &self.store
    }

    /// Whether a file is held.
    pub fn is_held(&self) -> bool {
        self.is_held
    }

    /// What the screens say.
    pub fn status(&self) -> TrustStatus {
        match self.problem {
            _ if self.is_held => TrustStatus::Ready {
                issued: self.store.issued(),
                keys: self.store.len(),
                concern: self.concern(),
            },
            None => TrustStatus::Loading,
            Some(problem) => TrustStatus::Missing(problem),
        }
    }

    /// Takes a file that was read, or why there is none, and decides whether it is held from now on.
    pub fn offer(
        &mut self,
        origin: Origin,
        file: Result<TrustStore, TrustProblem>,
        now: UnixTime,
    ) -> Decision {
        let outcome = file.map(|store| {
            let is_ahead = is_ahead(store.issued(), now);
            let held = self.is_held.then(|| self.store.issued());
            let is_accepted = succeeds(store.issued(), held, now);
            if is_accepted {
                self.store = store;
                self.is_held = true;
            }
            (is_accepted, is_ahead)
        });
        let (is_accepted, problem) = match outcome {
            // told even where there is nothing better
            Ok((is_accepted, true)) => (is_accepted, Some(TrustProblem::Ahead)),
            Ok((is_accepted, false)) => (is_accepted, None),
            Err(problem) => (false, Some(problem)),
        };
        match origin {
            // what an earlier version accepted and this one does not is as good as nothing
            Origin::Stored => Decision { is_accepted, is_to_be_saved: false, is_to_be_asked_again: false },
            Origin::Published => {
                self.problem = problem;
                Decision {
                    is_accepted,
                    is_to_be_saved: is_accepted && problem.is_none(),
                    is_to_be_asked_again: problem.is_some(),
                }
            }
        }
    }

    /// Whether the browser keeps a copy, as far as was just seen.
    pub fn saved(&mut self, is_saved: bool) {
        self.is_unsaved = !is_saved;
    }

    /// A published file that was refused is the operator's business even while an earlier one serves. A server that is
    /// not reached is none: to work without it is what a tablet is for.
    fn concern(&self) -> Option<TrustConcern> {
        let refused = self.problem.filter(|problem| *problem != TrustProblem::Unreachable);
        refused.map(TrustConcern::NotAccepted).or_else(|| self.is_unsaved.then_some(TrustConcern::NotSaved))
    }
}

impl TrustProblem {
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

/// Whether a file says that it was published at a time that is still to come.
fn is_ahead(issued: UnixTime, now: UnixTime) -> bool {
    check_issued(issued, now).is_err()
}

/// Whether a file takes the place of the one held.
fn succeeds(issued: UnixTime, held: Option<UnixTime>, now: UnixTime) -> bool {
    held.is_none_or(|held| match (is_ahead(issued, now), is_ahead(held, now)) {
        (true, false) => false,
        (false, true) => true,
        (true, true) | (false, false) => issued >= held,
    })
}

#[cfg(test)]
mod tests;
