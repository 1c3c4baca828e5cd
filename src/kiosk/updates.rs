//! Moves the operator's updates: from the page's own origin to the session, and from there into the browser's storage. When
//! and what is asked for, and what is taken, is decided in `checkpost::trust::update`.

use std::cell::RefCell;
use std::rc::Rc;

use checkpost::session::Event;
use checkpost::trust::distribution::{
    DocumentType, FetchWindow, FileReference, MAX_CONFIGURATION_TEXT, Slot, Stored, Write,
};
use checkpost::trust::update::{Origin, StoredProvisioning, TrustProblem, UpdateTask};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use wasm_bindgen_futures::spawn_local;

use crate::clock;
use crate::fetch;
use crate::keys::Trial;
use crate::preferences;
use crate::storage::{self, Record};

/// Fetches and stores for a tablet that was provisioned.
#[derive(Clone)]
pub(crate) struct Updates(Rc<Inner>);

struct Inner {
    report: Box<dyn Fn(Event)>,
    /// The next time that the index is asked for; another one takes its place.
    next: RefCell<Option<Timeout>>,
    online: RefCell<Option<EventListener>>,
}

impl Updates {
    /// Reads what is stored, and tells when there is a network again.
    pub(crate) fn start(report: impl Fn(Event) + 'static) -> Self {
        let inner =
            Rc::new(Inner { report: Box::new(report), next: RefCell::new(None), online: RefCell::new(None) });
        let weak = Rc::downgrade(&inner);
        let online = EventListener::new(&window(), "online", move |_| {
            weak.upgrade().iter().for_each(|inner| (inner.report)(Event::NetworkBack));
        });
        *inner.online.borrow_mut() = Some(online);
        let first = Rc::clone(&inner);
        spawn_local(async move { read_stored(&first.report).await });
        Self(inner)
    }

    /// Does what the session asks for.
    pub(crate) fn perform(&self, task: UpdateTask) {
        let inner = Rc::clone(&self.0);
        match task {
            UpdateTask::FetchIndex(window) => inner.fetch_index_in(window),
            UpdateTask::FetchFiles { index, files } => {
                spawn_local(async move { inner.fetch_files(index, files).await });
            }
            UpdateTask::Store(writes) => spawn_local(async move { inner.store(writes).await }),
        }
    }

    /// Asks the host for the configuration of a demonstration.
    pub(crate) fn read_demonstration(&self) {
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            let text = fetch::bytes(CONFIGURATION, MAX_CONFIGURATION_TEXT).await;
            (inner.report)(Event::DemonstrationRead(text.ok()));
        });
    }

    /// Keeps the configuration, and in another store that there is one: a tablet whose configuration was lost must not take
    /// itself for nobody's.
    pub(crate) fn keep_configuration(&self, text: String) {
        preferences::remember_provisioning();
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            let kept = storage::write(Record::Configuration, text.as_bytes()).await;
            (inner.report)(Event::ConfigurationKept(kept.is_ok()));
        });
    }
}

impl Inner {
    fn fetch_index_in(self: Rc<Self>, window: FetchWindow) {
        let wait = clock::at_random(window);
        let weak = Rc::downgrade(&self);
        let timeout = clock::timeout_in(wait, move || {
            let Some(inner) = weak.upgrade() else { return };
            spawn_local(async move { inner.fetch_index().await });
        });
        *self.next.borrow_mut() = Some(timeout);
    }

    async fn fetch_index(&self) {
        let index = fetch::bytes(INDEX, DocumentType::Index.limit()).await.map_err(TrustProblem::from);
        let bytes = index.clone().unwrap_or_default();
        self.try_out(&bytes, |failed| Event::IndexFetched(if failed { FATAL } else { index }));
    }

    async fn fetch_files(&self, index: Vec<u8>, references: Vec<FileReference>) {
        let files = all(&references).await;
        self.try_out(&index.clone(), |failed| Event::FilesFetched {
            index,
            files: if failed { Err(TrustProblem::Fatal) } else { files },
        });
    }

    /// Reports what is to be verified, under a mark that a failure of the page leaves behind.
    fn try_out(&self, index: &[u8], event: impl FnOnce(bool) -> Event) {
        let trial = Trial::begin(Origin::Published, index);
        (self.report)(event(trial.is_none()));
        trial.into_iter().for_each(Trial::end);
    }

    async fn store(&self, writes: Vec<Write>) {
        let mut is_stored = true;
        for write in writes {
            let (record, bytes) = match write {
                Write::Slot(slot, bytes) => (Record::Slot(slot), bytes),
                Write::Floor(bytes) => (Record::Floor, bytes),
            };
            is_stored = is_stored && storage::write(record, &bytes).await.is_ok();
        }
        (self.report)(Event::UpdateStored(is_stored));
    }
}

/// All files, one after the other. They are named by their content, so that what the browser has of them need not be asked
/// for again; what is another file, such as an error page that a cache was told to keep, is asked for once more.
async fn all(references: &[FileReference]) -> Result<Vec<Vec<u8>>, TrustProblem> {
    let mut files = Vec::new();
    for file in references {
        let address = [FILES, &file.sha256].concat();
        let cached = fetch::immutable(&address, file.length).await;
        files.push(match cached {
            Ok(bytes) if file.verify(&bytes).is_ok() => bytes,
            Ok(_) | Err(_) => fetch::anew(&address, file.length).await.map_err(TrustProblem::from)?,
        });
    }
    Ok(files)
}

/// What this tablet was provisioned with, and what it stored since. A failure of the page at what it stored leaves all but the
/// updates.
async fn read_stored(report: &dyn Fn(Event)) {
    let [slot_a, slot_b] = Slot::ALL.map(Record::Slot);
    let records = [Record::Configuration, Record::Floor, slot_a, slot_b];
    let [configuration, floor, slot_a, slot_b] = storage::read_all(records).await.unwrap_or_default();
    let slots = [slot_a, slot_b];
    let bytes: Vec<u8> = slots.iter().chain([&floor]).flatten().flatten().copied().collect();
    let was_provisioned = preferences::was_provisioned();
    let trial = Trial::begin(Origin::Stored, &bytes);
    let slots = if trial.is_some() { slots } else { [None, None] };
    let stored = Stored { floor, slots };
    report(Event::StorageRead(Box::new(StoredProvisioning { configuration, was_provisioned, stored })));
    trial.into_iter().for_each(Trial::end);
}

const FATAL: Result<Vec<u8>, TrustProblem> = Err(TrustProblem::Fatal);
/// Relative to the page, which works under any path.
const INDEX: &str = "trust/index.jwt";
const FILES: &str = "trust/files/";
const CONFIGURATION: &str = "trust/configuration.txt";
