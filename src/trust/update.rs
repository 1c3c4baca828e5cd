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
mod operator;

pub use operator::{OperatorUpdates, UpdateTask};
pub use trial::TrialMark;

use super::distribution::{Configuration, Freshness, Stored, UpdateError};
use super::{Accept, Purpose, TrustStore, check_issued};
use crate::code::coded;
use crate::time::UnixTime;

/// What a tablet judges with, and what came of the last attempts to replace it.
#[derive(Clone, Debug)]
pub enum TrustState {
    /// Not provisioned: the unsigned trust file of the page's own site.
    TrustFile(TrustFileState),
    /// Provisioned: the signed updates of its operator, and nothing else.
    Operator(OperatorUpdates),
    /// Provisioned once, and what was kept of that cannot be read: nothing is trusted, least of all an unsigned file.
    Lost(TrustFileState),
}

/// What a start found in storage.
#[derive(Clone, Debug, Default)]
pub struct StoredProvisioning {
    /// What the tablet was provisioned with; nothing where there is none or it cannot be read.
    pub configuration: Option<Vec<u8>>,
    /// Another store remembers that the tablet was provisioned.
    pub was_provisioned: bool,
    /// What it stored of its operator's updates.
    pub stored: Stored,
}

impl StoredProvisioning {
    /// Whether this tablet was never provisioned, as far as anything remembers.
    pub fn is_nobodys(&self) -> bool {
        let Stored { floor, slots } = &self.stored;
        self.configuration.is_none()
            && !self.was_provisioned
            && floor.is_none()
            && slots.iter().all(Option::is_none)
    }
}

/// The trust store of a tablet that was not provisioned, and what came of the last attempts to replace it.
#[derive(Clone, Debug)]
pub struct TrustFileState {
    held: Option<TrustStore>,
    /// Judges nothing: until a file is held, every genuine pass is one that nothing can be said about.
    empty: TrustStore,
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

coded! {
    /// Why what was published is not in use.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TrustProblem {
        /// It is not there, or the server was not reached.
        Unreachable = "L-NET",
        /// Reading it made the page fail before.
        Fatal = "L-FTL",
        /// The tablet was provisioned, and what it kept of that cannot be read.
        Lost = "L-LST",
    }
    by {
        /// It is not one that this tablet takes.
        Refused(UpdateError),
    }
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
        /// How old that is, by the operator's policy. A trust file has none, and is never too old.
        freshness: Freshness,
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
        Self::TrustFile(TrustFileState::new())
    }

    /// Provisioned with a configuration, and with what its storage holds. Whatever was held before is no longer.
    pub fn provision(
        &mut self,
        configuration: Box<Configuration>,
        stored: Stored,
        accept: Accept,
        now: UnixTime,
    ) -> UpdateTask {
        let updates = OperatorUpdates::start(configuration, stored, accept);
        let task = updates.begin(now);
        *self = Self::Operator(updates);
        task
    }

    /// What was kept of provisioning cannot be read.
    pub fn lose(&mut self) {
        *self = Self::Lost(TrustFileState { problem: Some(TrustProblem::Lost), ..TrustFileState::new() });
    }

    /// The store to judge with.
    pub fn store(&self) -> &TrustStore {
        match self {
            Self::TrustFile(file) | Self::Lost(file) => file.held.as_ref().unwrap_or(&file.empty),
            Self::Operator(updates) => updates.store(),
        }
    }

    /// The operator's updates, where the tablet was provisioned.
    pub fn operator(&self) -> Option<&OperatorUpdates> {
        match self {
            Self::TrustFile(_) | Self::Lost(_) => None,
            Self::Operator(updates) => Some(updates),
        }
    }

    /// What the screens say.
    pub fn status(&self, now: UnixTime) -> TrustStatus {
        match self {
            Self::TrustFile(file) | Self::Lost(file) => file.status(),
            Self::Operator(updates) => updates.status(now),
        }
    }

    /// Takes a trust file that was read, or why there is none, and decides whether it is held from now on. A provisioned
    /// tablet holds none: anybody who writes to the server could have made it.
    pub fn offer(
        &mut self,
        origin: Origin,
        file: Result<TrustStore, TrustProblem>,
        now: UnixTime,
    ) -> Decision {
        match self {
            Self::TrustFile(held) => held.offer(origin, file, now),
            Self::Operator(_) | Self::Lost(_) => {
                Decision { is_accepted: false, is_to_be_saved: false, is_to_be_asked_again: false }
            }
        }
    }

    /// Whether the browser keeps a copy of the trust file, as far as was just seen.
    pub fn saved(&mut self, is_saved: bool) {
        if let Self::TrustFile(file) = self {
            file.is_unsaved = !is_saved;
        }
    }

    /// Whether the browser keeps the configuration, as far as was just seen.
    pub fn configuration_kept(&mut self, is_kept: bool) {
        if let Self::Operator(updates) = self {
            updates.configuration_kept(is_kept);
        }
    }

    /// The network is back.
    pub fn network_back(&self, now: UnixTime) -> Option<UpdateTask> {
        self.operator().map(|updates| updates.begin(now))
    }

    /// The index came, or did not.
    pub fn index_fetched(
        &mut self,
        index: Result<Vec<u8>, TrustProblem>,
        now: UnixTime,
    ) -> Option<UpdateTask> {
        match self {
            Self::TrustFile(_) | Self::Lost(_) => None,
            Self::Operator(updates) => Some(updates.index_fetched(index, now)),
        }
    }

    /// The files for an index came, or did not.
    pub fn files_fetched(
        &mut self,
        index: &[u8],
        files: Result<Vec<Vec<u8>>, TrustProblem>,
        now: UnixTime,
    ) -> Option<UpdateTask> {
        match self {
            Self::TrustFile(_) | Self::Lost(_) => None,
            Self::Operator(updates) => Some(updates.files_fetched(index, files, now)),
        }
    }

    /// What was to be stored is stored, or the browser keeps nothing.
    pub fn stored(&mut self, is_stored: bool) -> Option<UpdateTask> {
        match self {
            Self::TrustFile(_) | Self::Lost(_) => None,
            Self::Operator(updates) => updates.stored(is_stored),
        }
    }
}

impl TrustFileState {
    fn new() -> Self {
        let empty = TrustStore::new(Purpose::Production, UnixTime(0), Vec::new());
        Self { held: None, empty, problem: None, is_unsaved: false }
    }

    fn status(&self) -> TrustStatus {
        match (&self.held, self.problem) {
            (Some(store), _) => TrustStatus::Ready {
                issued: store.issued(),
                keys: store.len(),
                freshness: Freshness::Green,
                concern: self.concern(),
            },
            (None, None) => TrustStatus::Loading,
            (None, Some(problem)) => TrustStatus::Missing(problem),
        }
    }

    fn offer(&mut self, origin: Origin, file: Result<TrustStore, TrustProblem>, now: UnixTime) -> Decision {
        let outcome = file.map(|store| {
            let is_ahead = is_ahead(store.issued(), now);
            let held = self.held.as_ref().map(TrustStore::issued);
            let is_accepted = succeeds(store.issued(), held, now);
            if is_accepted {
                self.held = Some(store);
            }
            (is_accepted, is_ahead)
        });
        let (is_accepted, problem) = match outcome {
            // told even where there is nothing better
            Ok((is_accepted, true)) => (is_accepted, Some(TrustProblem::Refused(UpdateError::Ahead))),
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

    /// A published file that was refused is the operator's business even while an earlier one serves. A server that is
    /// not reached is none: to work without it is what a tablet is for.
    fn concern(&self) -> Option<TrustConcern> {
        let refused = self.problem.filter(|problem| *problem != TrustProblem::Unreachable);
        refused.map(TrustConcern::NotAccepted).or_else(|| self.is_unsaved.then_some(TrustConcern::NotSaved))
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
