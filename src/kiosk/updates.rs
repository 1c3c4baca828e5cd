//! Moves the operator's updates: from the page's own origin to the session, and from there into the browser's storage. When
//! and what is asked for, and what is taken, is decided in `checkpost::trust::update`.

use std::cell::RefCell;
use std::rc::Rc;

use checkpost::session::Event;
use checkpost::trust::Accept;
use checkpost::trust::distribution::{
    Configuration, DocumentType, FetchWindow, FileReference, Slot, Stored, UpdateError, Write,
};
use checkpost::trust::update::{Origin, TrustProblem, UpdateTask};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use wasm_bindgen_futures::spawn_local;

use crate::clock;
use crate::fetch::{self, Failure};
use crate::keys::{ACCEPT, Trial};
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
    pub(crate) fn new(report: impl Fn(Event) + 'static) -> Self {
        let inner =
            Rc::new(Inner { report: Box::new(report), next: RefCell::new(None), online: RefCell::new(None) });
        let weak = Rc::downgrade(&inner);
        let online = EventListener::new(&window(), "online", move |_| {
            weak.upgrade().iter().for_each(|inner| (inner.report)(Event::NetworkBack));
        });
        *inner.online.borrow_mut() = Some(online);
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

    /// Keeps the configuration.
    pub(crate) fn keep_configuration(&self, text: String) {
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
        let index = fetch::bytes(INDEX, DocumentType::Index.limit()).await.map_err(problem);
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

/// All files, one after the other. They are named by their content: what the browser has of them is right, and is not asked
/// for again.
async fn all(references: &[FileReference]) -> Result<Vec<Vec<u8>>, TrustProblem> {
    let mut files = Vec::new();
    for file in references {
        let address = [FILES, &file.sha256].concat();
        files.push(fetch::immutable(&address, file.length).await.map_err(problem)?);
    }
    Ok(files)
}

/// What this tablet was provisioned with, and what it stored since; nothing for a tablet that is nobody's.
pub(crate) async fn stored() -> Option<Event> {
    let configuration = storage::read(Record::Configuration).await.ok().flatten()?;
    let configuration = Configuration::read(&configuration).ok()?;
    let read = |record| async move { storage::read(record).await.ok().flatten() };
    let floor = read(Record::Floor).await;
    let slots = [read(Record::Slot(Slot::A)).await, read(Record::Slot(Slot::B)).await];
    Some(Event::Provisioned(Box::new(configuration), Box::new(Stored { floor, slots })))
}

/// A page for demonstrations that was never set up is the demonstration operator's where its host says so, and asks nobody:
/// its keys are everybody's. From then on it is a provisioned tablet like any other.
pub(crate) async fn demonstration() -> Option<Event> {
    if ACCEPT == Accept::Production {
        return None;
    }
    let text = fetch::bytes(CONFIGURATION, LARGEST_CONFIGURATION).await.ok()?;
    let configuration = Configuration::read(&text).ok()?;
    storage::write(Record::Configuration, configuration.as_text().as_bytes()).await.ok()?;
    Some(Event::Provisioned(Box::new(configuration), Box::default()))
}

fn problem(failure: Failure) -> TrustProblem {
    match failure {
        Failure::Unreachable => TrustProblem::Unreachable,
        Failure::TooLarge => TrustProblem::Refused(UpdateError::TooLarge),
    }
}

const FATAL: Result<Vec<u8>, TrustProblem> = Err(TrustProblem::Fatal);
/// Relative to the page, which works under any path.
const INDEX: &str = "trust/index.jwt";
const FILES: &str = "trust/files/";
const CONFIGURATION: &str = "trust/configuration.txt";
/// What a code holds at most, in bytes.
const LARGEST_CONFIGURATION: usize = 2_953;
