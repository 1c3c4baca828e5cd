//! The service worker, seen from the page: registered here, asked now and then for a new version, which is offered and
//! never forced. The contract stands at the top of `public/sw.js`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use gloo::utils::{document, window};
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    MessageEvent, RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration,
    ServiceWorkerUpdateViaCache,
};

/// The service worker's registration, once there is one.
#[derive(Clone)]
pub(crate) struct Offline(Rc<Inner>);

struct Inner {
    offer: Box<dyn Fn()>,
    registration: RefCell<Option<ServiceWorkerRegistration>>,
    /// The person said yes: the next change of controller loads the page anew.
    is_wanted: Cell<bool>,
}

impl Offline {
    /// Registers the service worker. `offer` is called when a new version is ready.
    pub(crate) fn start(offer: impl Fn() + 'static) -> Self {
        let inner = Rc::new(Inner {
            offer: Box::new(offer),
            registration: RefCell::new(None),
            is_wanted: Cell::new(false),
        });
        if let Some(container) = container() {
            inner.listen(&container);
            let registering = Rc::clone(&inner);
            spawn_local(async move { drop(registering.register(container).await) });
        }
        Self(inner)
    }

    /// Takes the new version: the person said yes.
    pub(crate) fn take_over(&self) {
        let waiting = self.0.registration.borrow().as_ref().and_then(ServiceWorkerRegistration::waiting);
        match waiting {
            Some(worker) => {
                self.0.is_wanted.set(true);
                let message = Object::new();
                let _: Result<bool, JsValue> = Reflect::set(&message, &"type".into(), &"take-over".into());
                let _: Result<(), JsValue> = worker.post_message(&message);
            }
            // another tab has taken it already: this page is the old one
            None => reload(),
        }
    }
}

impl Inner {
    fn listen(self: &Rc<Self>, container: &ServiceWorkerContainer) {
        let inner = Rc::clone(self);
        // both live as long as the page
        EventListener::new(container, "controllerchange", move |_| {
            if inner.is_wanted.replace(false) {
                reload();
            }
        })
        .forget();
        let inner = Rc::clone(self);
        EventListener::new(container, "message", move |event| {
            if event.dyn_ref::<MessageEvent>().is_some_and(|event| tells_other_version(&event.data())) {
                (inner.offer)();
            }
        })
        .forget();
    }

    async fn register(self: Rc<Self>, container: ServiceWorkerContainer) -> Result<(), JsValue> {
        let options = RegistrationOptions::new();
        options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
        let registering = container.register_with_options(SCRIPT, &options);
        let registration: ServiceWorkerRegistration = JsFuture::from(registering).await?.dyn_into()?;
        *self.registration.borrow_mut() = Some(registration.clone());
        self.look();
        let inner = Rc::clone(&self);
        EventListener::new(&registration, "updatefound", move |_| inner.await_installation()).forget();
        self.await_installation();
        Interval::new(UPDATE_MS, move || {
            if let Ok(updating) = registration.update() {
                spawn_local(async move { drop(JsFuture::from(updating).await) });
            }
        })
        .forget();
        Ok(())
    }

    fn await_installation(self: &Rc<Self>) {
        let installing = self.registration.borrow().as_ref().and_then(ServiceWorkerRegistration::installing);
        if let Some(worker) = installing {
            let inner = Rc::clone(self);
            EventListener::new(&worker, "statechange", move |_| inner.look()).forget();
        }
    }

    /// Offers the version that waits, if this page runs under an earlier one.
    fn look(&self) {
        let is_waiting = self.registration.borrow().as_ref().is_some_and(|it| it.waiting().is_some());
        if is_waiting && container().is_some_and(|container| container.controller().is_some()) {
            (self.offer)();
        }
    }
}

/// The container is missing where the page is not secure, and where the browser keeps nothing.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    Reflect::get(&navigator, &"serviceWorker".into()).ok()?.dyn_into().ok()
}

/// Whether a worker's message names another version than this page's.
fn tells_other_version(message: &JsValue) -> bool {
    let text = |name: &str| Reflect::get(message, &name.into()).ok()?.as_string();
    let own = document().query_selector("meta[name=checkpost-version]").ok().flatten();
    let own = own.and_then(|meta| meta.get_attribute("content"));
    message.is_object() && text("type").as_deref() == Some("version") && text("version") != own
}

fn reload() {
    let _: Result<(), JsValue> = window().location().reload();
}

const SCRIPT: &str = "./sw.js";
/// Asks for a new version this often.
const UPDATE_MS: u32 = 3_600_000;
