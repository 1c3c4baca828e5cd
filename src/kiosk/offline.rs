//! The service worker, seen from the page: registered here, asked now and then for a new version, which is offered and
//! never forced. The contract stands at the top of `public/sw.js`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use checkpost::session::Event;
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use gloo::utils::window;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MessageEvent, RegistrationOptions, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

use crate::site;

/// The service worker's registration, once there is one.
#[derive(Clone)]
pub(crate) struct Offline(Rc<Inner>);

struct Inner {
    report: Box<dyn Fn(Event)>,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    choice: Cell<Choice>,
}

/// What a person wants of the new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Nothing,
    /// Yes, and it waits: the next change of controller loads the page anew.
    OfWaiting,
    /// Yes, and it is active already, giving out the files of this version: its answer loads the page anew.
    OfActive,
}

impl Offline {
    /// Listens to the service worker, if there is one.
    pub(crate) fn start(report: impl Fn(Event) + 'static) -> Self {
        let inner = Rc::new(Inner {
            report: Box::new(report),
            registration: RefCell::new(None),
            choice: Cell::new(Choice::Nothing),
        });
        match container() {
            Some(container) => inner.listen(&container),
            None => (inner.report)(Event::PageKept(false)),
        }
        Self(inner)
    }

    /// Registers the service worker, which keeps the page's files, and asks for new versions from now on.
    pub(crate) fn keep(&self) {
        self.0.look_for_update();
        let hourly = Rc::clone(&self.0);
        Interval::new(UPDATE_MS, move || hourly.look_for_update()).forget();
    }

    /// Takes the new version: the person said yes.
    pub(crate) fn take_over(&self) {
        let waiting = self.0.registration.borrow().as_ref().and_then(ServiceWorkerRegistration::waiting);
        let active = container().and_then(|container| container.controller());
        let (worker, choice) = match (waiting, active) {
            (Some(waiting), _) => (waiting, Choice::OfWaiting),
            (None, Some(active)) => (active, Choice::OfActive),
            // loaded past the service worker: the server's newest
            (None, None) => return reload(),
        };
        self.0.choice.set(choice);
        send(&worker, "take-over");
    }
}

impl Inner {
    fn listen(self: &Rc<Self>, container: &ServiceWorkerContainer) {
        let inner = Rc::clone(self);
        // both live as long as the page
        EventListener::new(container, "controllerchange", move |_| {
            if inner.choice.get() == Choice::OfWaiting {
                reload();
            }
        })
        .forget();
        let inner = Rc::clone(self);
        EventListener::new(container, "message", move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                inner.message_came(&event.data());
            }
        })
        .forget();
        if let Some(controller) = container.controller() {
            // it may be a newer one, which gives out the files of this version until somebody says yes
            send(&controller, "version");
        }
    }

    fn message_came(&self, message: &JsValue) {
        let text = |name: &str| Reflect::get(message, &name.into()).ok()?.as_string();
        // another site's worker may control this page until its own is there
        if !message.is_object() || text("scope") != Some(site::scope()) {
            return;
        }
        match text("type").as_deref() {
            Some("version") if text("version") != site::written("version") => {
                (self.report)(Event::UpdateReady);
            }
            Some("taken") if self.choice.get() == Choice::OfActive => reload(),
            _ => {}
        }
    }

    /// Asks for a new version, or for the first one where there is none yet.
    fn look_for_update(self: &Rc<Self>) {
        let inner = Rc::clone(self);
        spawn_local(async move {
            let registration = inner.registration.borrow().clone();
            match registration {
                Some(registration) => {
                    if let Ok(updating) = registration.update() {
                        drop(JsFuture::from(updating).await);
                    }
                }
                None if inner.register().await.is_err() => (inner.report)(Event::PageKept(false)),
                None => {}
            }
        });
    }

    async fn register(self: &Rc<Self>) -> Result<(), JsValue> {
        let container = container().ok_or(JsValue::UNDEFINED)?;
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registering = container.register_with_options(SCRIPT, &options);
        let registration: ServiceWorkerRegistration = JsFuture::from(registering).await?.dyn_into()?;
        *self.registration.borrow_mut() = Some(registration.clone());
        self.look();
        let inner = Rc::clone(self);
        EventListener::new(&registration, "updatefound", move |_| inner.await_installation()).forget();
        self.await_installation();
        Ok(())
    }

    fn await_installation(self: &Rc<Self>) {
        let installing = self.registration.borrow().as_ref().and_then(ServiceWorkerRegistration::installing);
        if let Some(worker) = installing {
            let inner = Rc::clone(self);
            let installed = worker.clone();
            EventListener::new(&worker, "statechange", move |_| {
                inner.look();
                if installed.state() == ServiceWorkerState::Redundant {
                    inner.installation_ended();
                }
            })
            .forget();
        }
    }

    /// Offers the version that waits, if this page runs under an earlier one.
    fn look(&self) {
        let has = |which: fn(&ServiceWorkerRegistration) -> Option<ServiceWorker>| {
            self.registration.borrow().as_ref().is_some_and(|it| which(it).is_some())
        };
        if has(ServiceWorkerRegistration::waiting) && has(ServiceWorkerRegistration::active) {
            (self.report)(Event::UpdateReady);
        }
        if has(ServiceWorkerRegistration::active) {
            (self.report)(Event::PageKept(true));
        }
    }

    /// A version was not taken; if it was the first, there is none, and its registration is gone.
    fn installation_ended(&self) {
        let is_first = self.registration.borrow().as_ref().is_some_and(|it| it.active().is_none());
        if is_first {
            self.registration.borrow_mut().take();
            (self.report)(Event::PageKept(false));
        }
    }
}

/// The container is missing where the page is not secure, and where the browser keeps nothing.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    Reflect::get(&navigator, &"serviceWorker".into()).ok()?.dyn_into().ok()
}

fn send(worker: &ServiceWorker, what: &str) {
    let message = Object::new();
    let _: Result<bool, JsValue> = Reflect::set(&message, &"type".into(), &what.into());
    let _: Result<(), JsValue> = worker.post_message(&message);
}

fn reload() {
    let _: Result<(), JsValue> = window().location().reload();
}

const SCRIPT: &str = "./sw.js";
/// Asks for a new version this often.
const UPDATE_MS: u32 = 3_600_000;
