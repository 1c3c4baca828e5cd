//! Moves trust files, on a tablet that was not provisioned: the copy that this tablet saved and the file next to the page go
//! to the session, and what the session accepted into the browser's storage. What is taken and what is said about it is
//! decided in `checkpost::trust::update`.

mod trial;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use checkpost::session::Event;
use checkpost::trust::update::{Origin, TrustProblem};
use checkpost::trust::{Accept, MAX_TRUST_FILE, TrustStore};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use gloo::utils::window;
use wasm_bindgen_futures::spawn_local;

use crate::fetch;
use crate::storage::{self, Record};
pub(crate) use trial::Trial;

/// Loads the trust file, and asks for newer ones.
#[derive(Clone)]
pub(crate) struct KeyLoader(Rc<Inner>);

struct Inner {
    report: Box<dyn Fn(Event)>,
    /// The published file, while it is offered.
    offered: RefCell<Option<Vec<u8>>>,
    is_loading: Cell<bool>,
    refreshing: RefCell<Option<(Interval, EventListener)>>,
}

impl KeyLoader {
    /// Loads nothing before it is opened.
    pub(crate) fn new(report: impl Fn(Event) + 'static) -> Self {
        Self(Rc::new(Inner {
            report: Box::new(report),
            offered: RefCell::new(None),
            is_loading: Cell::new(false),
            refreshing: RefCell::new(None),
        }))
    }

    /// Loads the stored copy, then the published file, and that one again every now and then.
    pub(crate) fn open(&self) {
        let refresh = |inner: Weak<Inner>| move || inner.upgrade().iter().for_each(load_published);
        let hourly = Interval::new(REFRESH_MS, refresh(Rc::downgrade(&self.0)));
        let online = refresh(Rc::downgrade(&self.0));
        let online = EventListener::new(&window(), "online", move |_| online());
        *self.0.refreshing.borrow_mut() = Some((hourly, online));
        let first = Rc::clone(&self.0);
        spawn_local(async move {
            first.load_stored().await;
            load_published(&first);
        });
    }

    /// The tablet was provisioned: the trust file of the site is not asked for any more.
    pub(crate) fn give_up(&self) {
        self.0.refreshing.take();
    }

    /// Loads the published file now.
    pub(crate) fn load(&self) {
        load_published(&self.0);
    }

    /// Saves the published file that is being offered.
    pub(crate) fn save(&self) {
        let Some(bytes) = self.0.offered.take() else { return };
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            let stored = storage::write(Record::TrustFile, &bytes).await;
            (inner.report)(Event::TrustFileSaved(stored.is_ok()));
        });
    }
}

fn load_published(inner: &Rc<Inner>) {
    if inner.is_loading.replace(true) {
        return;
    }
    let inner = Rc::clone(inner);
    spawn_local(async move {
        inner.load_published().await;
        inner.is_loading.set(false);
    });
}

impl Inner {
    async fn load_stored(&self) {
        match storage::read(Record::TrustFile).await {
            Ok(Some(bytes)) => self.offer(Origin::Stored, bytes),
            Ok(None) => {}
            Err(storage::Unavailable) => (self.report)(Event::TrustFileSaved(false)),
        }
    }

    async fn load_published(&self) {
        match fetch::bytes(PUBLISHED, MAX_TRUST_FILE).await {
            Ok(bytes) => self.offer(Origin::Published, bytes),
            Err(failure) => {
                (self.report)(Event::TrustFileOffered(Origin::Published, Err(failure.into())));
            }
        }
    }

    /// Reads a file and hands it to the session, under a mark that a failure of either leaves behind.
    fn offer(&self, origin: Origin, bytes: Vec<u8>) {
        let Some(trial) = Trial::begin(origin, &bytes) else {
            (self.report)(Event::TrustFileOffered(origin, Err(TrustProblem::Fatal)));
            return;
        };
        let file = TrustStore::read(&bytes, ACCEPT).map_err(|error| TrustProblem::Refused(error.into()));
        self.offered.replace((origin == Origin::Published).then_some(bytes));
        (self.report)(Event::TrustFileOffered(origin, file));
        self.offered.take();
        trial.end();
    }
}

/// Relative to the page, which works under any path.
const PUBLISHED: &str = "trust/keys.json";
/// Lists change weekly; a tablet that is on for weeks learns of it within the hour.
const REFRESH_MS: u32 = 3_600_000;
/// A page for real use takes no key of the demonstration issuer.
pub(crate) const ACCEPT: Accept =
    if cfg!(feature = "demonstration") { Accept::Demonstration } else { Accept::Production };
