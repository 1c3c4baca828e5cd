//! The updates of a provisioned tablet: what to fetch, what to store, and what is in use, from event to event.

use crate::time::UnixTime;
use crate::trust::distribution::{
    Change, Configuration, FetchWindow, FileReference, Offer, Plan, Stored, UpdateError, Updater, Write,
};
use crate::trust::update::{TrustConcern, TrustProblem, TrustStatus};
use crate::trust::{Accept, GateSettings, Purpose, TrustStore};

/// What a program is to do for the updates; answered by an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateTask {
    /// Ask for the index, at a random moment in this span.
    FetchIndex(FetchWindow),
    /// Ask for these files at once, for this index.
    FetchFiles {
        /// The index that names them.
        index: Vec<u8>,
        /// The files.
        files: Vec<FileReference>,
    },
    /// Store these, each before the next one.
    Store(Vec<Write>),
}

/// A tablet that was provisioned.
#[derive(Clone, Debug)]
pub struct OperatorUpdates {
    configuration: Box<Configuration>,
    updater: Box<Updater>,
    /// Judges nothing: until an update is held, every genuine pass is one that nothing can be said about.
    empty: TrustStore,
    /// Verified, and being stored.
    pending: Option<Box<Change>>,
    /// How often in a row there was no answer, or none that was taken.
    failures: u32,
    problem: Option<TrustProblem>,
    /// The browser kept no update.
    is_update_unsaved: bool,
    /// The browser kept no configuration: the tablet is nobody's after the next start.
    is_configuration_unsaved: bool,
    /// The store with the zones of this gate, where the configuration names any.
    own: Option<TrustStore>,
}

impl OperatorUpdates {
    /// A tablet with a configuration, and with what its storage holds.
    pub(super) fn start(configuration: Box<Configuration>, stored: Stored, accept: Accept) -> Self {
        let updater = Box::new(Updater::start(configuration.root(), stored, accept));
        let empty = TrustStore::new(Purpose::Production, UnixTime(0), Vec::new());
        let mut started = Self {
            configuration,
            updater,
            empty,
            pending: None,
            failures: 0,
            problem: None,
            is_update_unsaved: false,
            is_configuration_unsaved: false,
            own: None,
        };
        started.apply_zones();
        started
    }

    /// The configuration that the tablet was provisioned with.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// What is held.
    pub fn updater(&self) -> &Updater {
        &self.updater
    }

    /// The store to judge with.
    pub(super) fn store(&self) -> &TrustStore {
        self.own.as_ref().or(self.updater.store()).unwrap_or(&self.empty)
    }

    /// The configuration of a gate says where it is: its zones stand in the place of those that the bundle has for all.
    fn apply_zones(&mut self) {
        let zones = &self.configuration.content().zones;
        self.own = self.updater.store().filter(|_| !zones.is_empty()).map(|store| {
            let settings = GateSettings { gates: zones.clone(), ..store.settings().clone() };
            store.clone().with_settings(settings)
        });
    }

    /// Whether the browser keeps the configuration.
    pub(super) fn configuration_kept(&mut self, is_kept: bool) {
        self.is_configuration_unsaved = !is_kept;
    }

    /// When to ask for the index after a start, or when the network is back.
    pub(super) fn begin(&self, now: UnixTime) -> UpdateTask {
        UpdateTask::FetchIndex(FetchWindow::after_start(self.updater.freshness(now)))
    }

    /// The index came, or did not.
    pub(super) fn index_fetched(
        &mut self,
        index: Result<Vec<u8>, TrustProblem>,
        now: UnixTime,
    ) -> UpdateTask {
        if self.pending.is_some() {
            return Self::later();
        }
        let plan = index.and_then(|index| {
            let plan = self.updater.plan(&index).map_err(TrustProblem::Refused)?;
            Ok((index, plan))
        });
        match plan {
            Err(problem) => self.failed(problem),
            Ok((_, Plan::Unchanged)) => self.succeeded(),
            Ok((index, Plan::Fetch(files))) if files.is_empty() => {
                self.files_fetched(&index, Ok(Vec::new()), now)
            }
            Ok((index, Plan::Fetch(files))) => UpdateTask::FetchFiles { index, files },
        }
    }

    /// The files for an index came, or did not.
    pub(super) fn files_fetched(
        &mut self,
        index: &[u8],
        files: Result<Vec<Vec<u8>>, TrustProblem>,
        now: UnixTime,
    ) -> UpdateTask {
        if self.pending.is_some() {
            return Self::later();
        }
        let archive =
            files.and_then(|files| self.updater.assemble(index, &files).map_err(TrustProblem::Refused));
        match archive.and_then(|archive| self.updater.offer(&archive, now).map_err(TrustProblem::Refused)) {
            Err(problem) => self.failed(problem),
            Ok(Offer::Unchanged) => self.succeeded(),
            Ok(Offer::Newer(change)) => {
                let writes = change.writes();
                self.pending = Some(change);
                UpdateTask::Store(writes)
            }
        }
    }

    /// What was to be stored is stored, or the browser keeps nothing. In either case it is in use from now on: a tablet
    /// without storage works while its page stays open.
    pub(super) fn stored(&mut self, is_stored: bool) -> Option<UpdateTask> {
        self.is_update_unsaved = !is_stored;
        let change = self.pending.take()?;
        self.updater.adopt(*change);
        self.apply_zones();
        let task = self.succeeded();
        if self.updater.is_provisional() {
            self.problem = Some(TrustProblem::Refused(UpdateError::Ahead));
        }
        Some(task)
    }

    /// One update is stored to its end before the next is looked at.
    fn later() -> UpdateTask {
        UpdateTask::FetchIndex(FetchWindow::after_answer())
    }

    fn succeeded(&mut self) -> UpdateTask {
        self.failures = 0;
        self.problem = None;
        Self::later()
    }

    fn failed(&mut self, problem: TrustProblem) -> UpdateTask {
        let window = FetchWindow::after_failures(self.failures);
        self.failures = self.failures.saturating_add(1);
        self.problem = Some(problem);
        UpdateTask::FetchIndex(window)
    }

    /// What the screens say.
    pub(super) fn status(&self, now: UnixTime) -> TrustStatus {
        match (self.updater.index(), self.updater.freshness(now), self.problem) {
            (Some(index), Some(freshness), _) => TrustStatus::Ready {
                issued: index.issued(),
                keys: self.store().len(),
                freshness,
                concern: self.concern(),
            },
            (_, _, Some(problem)) => TrustStatus::Missing(problem),
            (_, _, None) => TrustStatus::Loading,
        }
    }

    /// As for trust files: to work without a network is what a tablet is for.
    fn concern(&self) -> Option<TrustConcern> {
        let refused = self.problem.filter(|problem| *problem != TrustProblem::Unreachable);
        let is_unsaved = self.is_update_unsaved || self.is_configuration_unsaved;
        refused.map(TrustConcern::NotAccepted).or_else(|| is_unsaved.then_some(TrustConcern::NotSaved))
    }
}
