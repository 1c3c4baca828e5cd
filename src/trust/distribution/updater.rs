//! What a tablet holds of its operator's updates, and which offered one takes its place: a state machine without storage,
//! network or clock. Programs move bytes, perform the writes in their order, and ask here.
//!
//! ```text
//!   stored: floor, slot A, slot B ──► start ──┐
//!                                             ▼
//!   index ──► plan ──► files ──► assemble ──► offer ──► writes: slot, then floor ──► adopt
//!   stick ────────────────────────────────────┘
//! ```
//!
//! * *The store is untrusted*: everything is verified again at every start, against the pinned root and the roots that
//!   follow it. A damaged slot falls back to the other, and both to what provisioning gave.
//! * *Roll-back*, *equivocation*, *fast-forward*: see [`super::floor`].
//! * *Atomic*: an offer is taken whole or not at all; what is refused takes nothing away that is held.
//! * *A power cut* between any two writes loses nothing: the slot that is held is never the one that is written, and a slot
//!   that is ahead of the floor record raises it at the next start.
//! * *Dates from the future* raise no floor and are not saved. Where nothing better is held they serve, and give way to the
//!   first of a right date, be it their own once the clock is put right: the clock may be the one that is wrong.

use super::archive::{Archive, Opened};
use super::bundle::Bundle;
use super::document::UpdateError;
use super::file::FileReference;
use super::floor::Floor;
use super::index::{Index, IndexContent};
use super::root::Root;
use crate::time::UnixTime;
use crate::trust::staleness::Freshness;
use crate::trust::{Accept, TrustStore, check_issued};

/// The two places in which a tablet stores updates, so that one is whole while the other is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The first.
    A,
    /// The second.
    B,
}

impl Slot {
    /// Both.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }
}

/// What a start found in storage.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// The record of the floor.
    pub floor: Option<Vec<u8>>,
    /// The slots, in the order of [`Slot::ALL`].
    pub slots: [Option<Vec<u8>>; 2],
}

/// A write, to be done before the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// An archive, into a slot.
    Slot(Slot, Vec<u8>),
    /// The record of the floor.
    Floor(Vec<u8>),
}

/// What is to be fetched for an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// The index is the one that is held.
    Unchanged,
    /// These files, none where all are held; then [`Updater::assemble`].
    Fetch(Vec<FileReference>),
}

/// What came of an offer.
#[derive(Clone, Debug)]
pub enum Offer {
    /// It is what is held.
    Unchanged,
    /// It may take the place of what is held: perform its writes, then [`Updater::adopt`] it.
    Newer(Box<Change>),
}

/// An update that was verified and may follow what is held.
#[derive(Clone, Debug)]
pub struct Change {
    newest: Root,
    /// How many updates had been adopted when it was offered.
    adopted: u64,
    floor: Floor,
    held: Held,
}

/// The updates of one operator, whose root is pinned.
#[derive(Clone, Debug)]
pub struct Updater {
    accept: Accept,
    newest: Root,
    floor: Floor,
    held: Option<Held>,
    /// How many updates were adopted since the start.
    adopted: u64,
    /// Why what was stored could not be used, in the order of [`Slot::ALL`].
    damaged: [Option<UpdateError>; 2],
}

#[derive(Clone, Debug)]
struct Held {
    slot: Slot,
    archive: Vec<u8>,
    index: Index,
    bundle: Bundle,
    store: TrustStore,
    /// Dated later than the clock could explain when it was taken: neither saved nor a floor.
    is_provisional: bool,
}

impl Updater {
    /// A tablet that was provisioned with a root, with whatever its storage holds.
    pub fn start(pinned: &Root, stored: Stored, accept: Accept) -> Self {
        let record = stored.floor.as_deref().and_then(|record| Floor::read(record, pinned));
        let record = record.and_then(|floor| Some((pinned.walk(floor.roots()).ok()?.newest, floor)));
        let (newest, floor) = record.unwrap_or_else(|| (pinned.clone(), Floor::of(pinned)));
        let mut updater = Self { accept, newest, floor, held: None, adopted: 0, damaged: [None, None] };
        let slots = Slot::ALL.into_iter().zip(stored.slots);
        let slots: Vec<_> = slots.filter_map(|(slot, bytes)| Some((slot, bytes?))).collect();
        // a slot may lead to a newer root than the record, and the other slot counts only under that one
        for (_, bytes) in &slots {
            if let Ok(change) = updater.open(Slot::A, bytes) {
                updater.newest = change.newest;
                updater.floor = change.floor;
            }
        }
        for (slot, bytes) in slots {
            let outcome = updater.restore(slot, bytes);
            if let (Err(error), Some(damaged)) = (outcome, updater.damaged.get_mut(slot_place(slot))) {
                *damaged = Some(error);
            }
        }
        updater
    }

    /// Holds what a slot has, if it is the better one. Below the floor it still serves where the newer one was lost.
    fn restore(&mut self, slot: Slot, bytes: Vec<u8>) -> Result<(), UpdateError> {
        let archive = Archive::split(&bytes)?;
        let opened = Opened::read(&self.newest, &archive, self.accept)?;
        // the record may be lost, or older
        if let Ok(raised) = self.floor.raised(&opened) {
            self.floor = raised;
        }
        let Opened { index, bundle, store, .. } = opened;
        let rank = |bundle: &Bundle, index: &Index| (bundle.number(), index.issued());
        let is_better =
            self.held.as_ref().is_none_or(|held| rank(&held.bundle, &held.index) < rank(&bundle, &index));
        if is_better {
            self.held = Some(Held { slot, archive: bytes, index, bundle, store, is_provisional: false });
        }
        Ok(())
    }

    /// What an index makes it necessary to fetch. An index of a signer who is not known may be signed under a newer root,
    /// which comes with the bundle: then it only says what to fetch, within bounds.
    ///
    /// # Errors
    /// [`UpdateError`]: nothing is to be fetched.
    pub fn plan(&self, index: &[u8]) -> Result<Plan, UpdateError> {
        let content = IndexContent::peek(index)?;
        match Index::read(index, &self.newest) {
            // under a newer root the numbers may begin anew
            Ok(index) if content.root <= self.newest.version() => {
                if self.floor.is_above((content.root, content.sequence), index.issued()) {
                    return Err(UpdateError::RollBack);
                }
            }
            Ok(_) | Err(UpdateError::UnknownSigner) => {}
            Err(error) => return Err(error),
        }
        let Some(held) = &self.held else { return Ok(Plan::Fetch(content.files)) };
        if !held.is_provisional && held.index.content() == &content {
            return Ok(Plan::Unchanged);
        }
        let archive = Archive::split(&held.archive)?;
        Ok(Plan::Fetch(content.files.into_iter().filter(|file| archive.file(file).is_none()).collect()))
    }

    /// Puts an archive together: the index, and the files that it names of those fetched and those held.
    ///
    /// # Errors
    /// [`UpdateError`], where one is missing or is not what the index names.
    pub fn assemble(&self, index: &[u8], fetched: &[Vec<u8>]) -> Result<Vec<u8>, UpdateError> {
        let held = self.held.as_ref().map(|held| Archive::split(&held.archive)).transpose()?;
        let mut archive = [index, b"\n"].concat();
        for file in IndexContent::peek(index)?.files {
            let fetched = fetched.iter().map(Vec::as_slice).find(|bytes| file.verify(bytes).is_ok());
            let held = held.as_ref().and_then(|held| held.file(&file));
            archive.extend_from_slice(fetched.or(held).ok_or(UpdateError::FileMismatch)?);
        }
        Ok(archive)
    }

    /// Verifies an archive, and says whether it may take the place of what is held. Nothing changes yet. One offer is taken
    /// to its end, writes and [`Updater::adopt`], before the next is made: the writes of two could fall into one slot.
    ///
    /// # Errors
    /// [`UpdateError`]: what is held stays.
    pub fn offer(&self, archive: &[u8], now: UnixTime) -> Result<Offer, UpdateError> {
        let held = self.held.as_ref();
        if held.is_some_and(|held| !held.is_provisional && held.archive == archive) {
            return Ok(Offer::Unchanged);
        }
        let mut change = self.open(held.map_or(Slot::A, |held| held.slot.other()), archive)?;
        let dates = [change.held.index.issued(), change.held.bundle.issued()];
        let is_ahead = dates.into_iter().any(|date| check_issued(date, now).is_err());
        if let Some(held) = held {
            // an index names all bytes but those of its own signature, whose s anybody can turn into its other half
            let is_same = held.index == change.held.index;
            if is_same && held.is_provisional == is_ahead {
                return Ok(Offer::Unchanged);
            }
            if is_ahead && !held.is_provisional {
                return Err(UpdateError::Ahead);
            }
        }
        if is_ahead {
            change.held.is_provisional = true;
            change.floor = self.floor.clone();
            change.newest = self.newest.clone();
        }
        Ok(Offer::Newer(Box::new(change)))
    }

    fn open(&self, slot: Slot, bytes: &[u8]) -> Result<Change, UpdateError> {
        let archive = Archive::split(bytes)?;
        let opened = Opened::read(&self.newest, &archive, self.accept)?;
        let floor = self.floor.raised(&opened)?;
        let Opened { walk, index, bundle, store } = opened;
        let held = Held { slot, archive: bytes.to_vec(), index, bundle, store, is_provisional: false };
        Ok(Change { newest: walk.newest, adopted: self.adopted, floor, held })
    }

    /// Holds an update from now on. `false` where another one was adopted since it was offered.
    pub fn adopt(&mut self, change: Change) -> bool {
        if change.adopted != self.adopted {
            return false;
        }
        self.adopted += 1;
        self.newest = change.newest;
        self.floor = change.floor;
        self.held = Some(change.held);
        true
    }

    /// The newest root.
    pub fn root(&self) -> &Root {
        &self.newest
    }

    /// The bundle that is held.
    pub fn bundle(&self) -> Option<&Bundle> {
        self.held.as_ref().map(|held| &held.bundle)
    }

    /// The index that is held: its date is what freshness is measured from.
    pub fn index(&self) -> Option<&Index> {
        self.held.as_ref().map(|held| &held.index)
    }

    /// The store to judge with.
    pub fn store(&self) -> Option<&TrustStore> {
        self.held.as_ref().map(|held| &held.store)
    }

    /// How fresh what is held is, by the operator's policy; never green where a date cannot be right.
    pub fn freshness(&self, now: UnixTime) -> Option<Freshness> {
        let held = self.held.as_ref()?;
        let light = held.bundle.content().staleness.freshness(held.index.issued(), now);
        Some(if held.is_provisional { light.max(Freshness::Amber) } else { light })
    }

    /// Why a slot could not be used at the start.
    pub fn damage(&self, slot: Slot) -> Option<UpdateError> {
        self.damaged.get(slot_place(slot)).copied().flatten()
    }

    /// Whether what is held is dated later than the clock could explain.
    pub fn is_provisional(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.is_provisional)
    }

    /// Whether something newer than what is held was seen before, and was lost.
    pub fn is_below_floor(&self) -> bool {
        self.held.as_ref().is_some_and(|held| {
            !held.is_provisional && self.floor.is_above(held.bundle.number(), held.index.issued())
        })
    }
}

impl Change {
    /// What is to be stored, in this order, before the change is adopted; nothing for what is not to be kept.
    pub fn writes(&self) -> Vec<Write> {
        if self.held.is_provisional {
            return Vec::new();
        }
        vec![Write::Slot(self.held.slot, self.held.archive.clone()), Write::Floor(self.floor.to_record())]
    }
}

fn slot_place(slot: Slot) -> usize {
    match slot {
        Slot::A => 0,
        Slot::B => 1,
    }
}
