//! The published keys: the copy that this tablet stored, then the file next to the page; the newest accepted one wins.
//!
//! A file is stored only after it was accepted, and nobody else keeps one. What fails is told, and asked for again when
//! the session says so.

mod trial;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use checkpost::session::{self, Event, KeysProblem};
use checkpost::time::UnixTime;
use checkpost::trust::{Accept, MAX_TRUST_FILE, TrustError, TrustStore};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use gloo::utils::window;
use wasm_bindgen_futures::spawn_local;

use crate::fetch::{self, Failure};
use crate::{clock, storage};
use trial::{Origin, Trial};

/// What loading the keys tells.
pub(crate) enum Report {
    /// Something for the session.
    Event(Event),
    /// What is worth knowing beside it.
    Note(Note),
}

/// What is worth knowing about the keys besides themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Note {
    /// Why the published file was not taken the last time.
    pub(crate) problem: Option<KeysProblem>,
    /// The browser keeps no copy.
    pub(crate) is_not_stored: bool,
}

/// Loads the keys, and keeps them new.
#[derive(Clone)]
pub(crate) struct KeyLoader(Rc<Inner>);

struct Inner {
    report: Box<dyn Fn(Report)>,
    note: Cell<Note>,
    /// When the file in use was published.
    in_use: Cell<Option<UnixTime>>,
    is_loading: Cell<bool>,
    refreshing: RefCell<Option<(Interval, EventListener)>>,
}

impl KeyLoader {
    /// Loads the stored copy, then the published file, and that one again every now and then.
    pub(crate) fn start(report: impl Fn(Report) + 'static) -> Self {
        let inner = Rc::new(Inner {
            report: Box::new(report),
            note: Cell::default(),
            in_use: Cell::new(None),
            is_loading: Cell::new(false),
            refreshing: RefCell::new(None),
        });
        let refresh = |inner: Weak<Inner>| move || inner.upgrade().iter().for_each(load_published);
        let hourly = Interval::new(REFRESH_MS, refresh(Rc::downgrade(&inner)));
        let online = refresh(Rc::downgrade(&inner));
        let online = EventListener::new(&window(), "online", move |_| online());
        *inner.refreshing.borrow_mut() = Some((hourly, online));
        let first = Rc::clone(&inner);
        spawn_local(async move {
            first.load_stored().await;
            load_published(&first);
        });
        Self(inner)
    }

    /// Loads the published file now.
    pub(crate) fn load(&self) {
        load_published(&self.0);
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
        match storage::read().await {
            // what an earlier version accepted and this one does not is as good as nothing
            Ok(Some(bytes)) => drop(self.accept(Origin::Stored, &bytes)),
            Ok(None) => {}
            Err(storage::Unavailable) => self.note(|note| note.is_not_stored = true),
        }
    }

    async fn load_published(&self) {
        let outcome = match fetch::bytes(PUBLISHED, MAX_TRUST_FILE).await {
            Ok(bytes) => self.accept(Origin::Published, &bytes).map(|is_taken| is_taken.then_some(bytes)),
            Err(Failure::Unreachable) => Err(KeysProblem::Unreachable),
            Err(Failure::TooLarge) => Err(KeysProblem::Refused(TrustError::TooLarge)),
        };
        match outcome {
            Ok(accepted) => {
                self.note(|note| note.problem = None);
                if let Some(bytes) = accepted {
                    let stored = storage::write(&bytes).await;
                    self.note(|note| note.is_not_stored = stored.is_err());
                }
            }
            Err(problem) => {
                self.note(|note| note.problem = Some(problem));
                (self.report)(Report::Event(Event::KeysFailed(problem)));
            }
        }
    }

    /// Takes a file if it is good and no older than the one in use; tells whether it did.
    fn accept(&self, origin: Origin, bytes: &[u8]) -> Result<bool, KeysProblem> {
        let trial = Trial::begin(origin, bytes).ok_or(KeysProblem::Fatal)?;
        let outcome = self.take(bytes);
        trial.end();
        outcome
    }

    fn take(&self, bytes: &[u8]) -> Result<bool, KeysProblem> {
        let store = TrustStore::read(bytes, ACCEPT).map_err(KeysProblem::Refused)?;
        let (issued, now) = (store.issued(), clock::moment().wall);
        let is_taken = session::succeeds(issued, self.in_use.get(), now);
        if is_taken {
            self.in_use.set(Some(issued));
            (self.report)(Report::Event(Event::KeysRead(store)));
        }
        // told even where there is nothing better, and never kept
        if session::is_ahead(issued, now) { Err(KeysProblem::Ahead) } else { Ok(is_taken) }
    }

    fn note(&self, change: impl FnOnce(&mut Note)) {
        let mut note = self.note.get();
        change(&mut note);
        self.note.set(note);
        (self.report)(Report::Note(note));
    }
}

/// Relative to the page, which works under any path.
const PUBLISHED: &str = "trust/keys.json";
/// Lists change weekly; a tablet that is on for weeks learns of it within the hour.
const REFRESH_MS: u32 = 3_600_000;
/// A page for real use takes no key of the demonstration issuer.
const ACCEPT: Accept =
    if cfg!(feature = "demonstration") { Accept::Demonstration } else { Accept::Production };
