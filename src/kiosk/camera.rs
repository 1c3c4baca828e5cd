//! The camera: opens it, tells of its pictures and of everything that can go wrong with it, and lets it go.
//!
//! In: [`Camera::open`] and [`Camera::close`]. Out: [`Report`]s. A camera counts as ready once a picture has come that is
//! not all black. Whatever fails lets the camera go; whoever listens decides when to try again.
//! Rules: Media Capture and Streams (W3C), and `HTMLVideoElement.requestVideoFrameCallback` where the browser has it.

mod capture;
mod frame_ticks;
mod stream;
mod watchdog;

pub(crate) use capture::{Capture, Frame};

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use checkpost::session::CameraFault;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlVideoElement, MediaStream};

use frame_ticks::FrameTicks;
use watchdog::Watchdog;

/// What a camera tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// Pictures come.
    Ready,
    /// There are none, or no more; the camera was let go.
    Failed(CameraFault),
    /// The next picture is there to be captured.
    Picture,
    /// A device was plugged in or out, or the permission changed: a failed camera may work now.
    Changed,
}

/// The one camera that is in use, and the video element its pictures appear in.
#[derive(Clone)]
pub(crate) struct Camera(Rc<Inner>);

struct Inner {
    video: HtmlVideoElement,
    report: Box<dyn Fn(Report)>,
    stage: Cell<Stage>,
    /// Counts the times that the browser was asked for a camera.
    requests: Cell<u32>,
    /// The number of the request that it has not answered yet: asked twice, it may put its question twice.
    pending_id: Cell<Option<u32>>,
    /// It did not answer in time.
    is_overdue: Cell<bool>,
    /// Ends the wait for its answer.
    patience: RefCell<Option<Timeout>>,
    /// The user has denied the camera: only a person's touch may show the browser's dialog again.
    denied_before: Cell<bool>,
    live: RefCell<Option<Live>>,
    changes: RefCell<Vec<EventListener>>,
}

/// What is held while a camera is open; dropped to let it go.
struct Live {
    stream: MediaStream,
    watchdog: Watchdog,
    _ticks: FrameTicks,
    _ended: Vec<EventListener>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Closed,
    Opening,
    /// Open, no picture seen yet that is not black.
    AwaitingFirstFrame,
    Ready,
}

impl Camera {
    /// A camera that is closed, and whose pictures will appear in `video`.
    pub(crate) fn new(video: HtmlVideoElement, report: impl Fn(Report) + 'static) -> Self {
        video.set_muted(true);
        video.set_autoplay(true);
        let camera = Self(Rc::new(Inner {
            video,
            report: Box::new(report),
            stage: Cell::new(Stage::Closed),
            requests: Cell::new(0),
            pending_id: Cell::new(None),
            is_overdue: Cell::new(false),
            patience: RefCell::new(None),
            denied_before: Cell::new(false),
            live: RefCell::new(None),
            changes: RefCell::new(Vec::new()),
        }));
        let inner = Rc::downgrade(&camera.0);
        let mut changes = stream::changes(move || with(&inner, |inner| (inner.report)(Report::Changed)));
        let inner = Rc::downgrade(&camera.0);
        changes.push(stream::on_return(move || with(&inner, |inner| inner.play_on())));
        *camera.0.changes.borrow_mut() = changes;
        camera
    }

    /// The element that shows the pictures.
    pub(crate) fn video(&self) -> &HtmlVideoElement {
        &self.0.video
    }

    /// Whether pictures are wanted and come.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.0.stage.get(), Stage::AwaitingFirstFrame | Stage::Ready)
    }

    /// Whether a picture has come that is not black.
    pub(crate) fn is_ready(&self) -> bool {
        self.0.stage.get() == Stage::Ready
    }

    /// Whether its pictures are shown as a mirror.
    pub(crate) fn is_mirrored(&self) -> bool {
        self.0.video.class_list().contains(stream::MIRRORED)
    }

    /// Opens the camera. Answered by [`Report::Ready`] or [`Report::Failed`]; nothing happens if it is open or opening.
    /// `may_ask_again`: a person asks, and the browser may show its question again even if it was answered with no, or
    /// not at all.
    pub(crate) fn open(&self, may_ask_again: bool) {
        if may_ask_again {
            self.0.denied_before.set(false);
            if self.0.is_overdue.replace(false) {
                self.0.pending_id.set(None);
            }
        }
        if self.0.stage.get() != Stage::Closed {
            return;
        }
        self.0.stage.set(Stage::Opening);
        self.0.be_patient();
        if self.0.pending_id.get().is_none() {
            self.0.ask();
        }
    }

    /// Lets the camera go.
    pub(crate) fn close(&self) {
        self.0.close();
    }

    /// Takes note of a captured picture: the watchdog's evidence, and the proof that the camera works.
    pub(crate) fn record_frame(&self, frame: &Frame) {
        let is_black = watchdog::is_black(frame);
        if let Some(live) = self.0.live.borrow().as_ref() {
            live.watchdog.saw_picture(is_black);
        }
        if !is_black && self.0.stage.get() == Stage::AwaitingFirstFrame {
            self.0.stage.set(Stage::Ready);
            (self.0.report)(Report::Ready);
        }
    }
}

impl Inner {
    /// Waits for the browser's answer, but not for ever: some never give one.
    fn be_patient(self: &Rc<Self>) {
        let inner = Rc::downgrade(self);
        let timer = Timeout::new(ANSWER_MS, move || {
            with(&inner, |inner| {
                inner.is_overdue.set(true);
                inner.fail(CameraFault::Silent);
            });
        });
        *self.patience.borrow_mut() = Some(timer);
    }

    fn ask(self: &Rc<Self>) {
        let number = self.requests.get().wrapping_add(1);
        self.requests.set(number);
        self.pending_id.set(Some(number));
        let inner = Rc::clone(self);
        spawn_local(async move {
            let outcome = stream::open(inner.denied_before.get()).await;
            let is_last = inner.pending_id.get() == Some(number);
            if is_last {
                inner.pending_id.set(None);
                inner.is_overdue.set(false);
            }
            let is_wanted = is_last && inner.stage.get() == Stage::Opening;
            match outcome {
                Ok(stream) if is_wanted => inner.begin(stream),
                Ok(stream) => {
                    stream::stop(&stream);
                    // it came late: asked again, the browser answers at once
                    (inner.report)(Report::Changed);
                }
                Err(fault) if is_wanted => inner.fail(fault),
                Err(_) => {}
            }
        });
    }

    fn begin(self: &Rc<Self>, stream: MediaStream) {
        self.patience.borrow_mut().take();
        self.denied_before.set(false);
        self.stage.set(Stage::AwaitingFirstFrame);
        stream::show(&stream, &self.video);
        let weak = || Rc::downgrade(self);
        let (ended, next, frozen) = (weak(), weak(), weak());
        let live = Live {
            _ended: stream::on_end(&stream, move || with(&ended, |inner| inner.fail(CameraFault::Unplugged))),
            _ticks: FrameTicks::of(&self.video, move || with(&next, |inner| inner.on_frame())),
            watchdog: Watchdog::new(move || with(&frozen, |inner| inner.fail(CameraFault::Frozen))),
            stream,
        };
        *self.live.borrow_mut() = Some(live);
    }

    /// Some tablets pause the pictures of a page that was left, and do not go on by themselves.
    fn play_on(&self) {
        if self.live.borrow().is_some() {
            stream::play(&self.video);
        }
    }

    fn on_frame(&self) {
        if let Some(live) = self.live.borrow().as_ref() {
            live.watchdog.on_frame();
        }
        (self.report)(Report::Picture);
    }

    fn fail(&self, fault: CameraFault) {
        self.close();
        if fault == CameraFault::Denied {
            self.denied_before.set(true);
        }
        (self.report)(Report::Failed(fault));
    }

    fn close(&self) {
        self.stage.set(Stage::Closed);
        self.patience.borrow_mut().take();
        let live = self.live.borrow_mut().take();
        if let Some(live) = live {
            stream::stop(&live.stream);
            self.video.set_src_object(None);
        }
    }
}

fn with(inner: &Weak<Inner>, call: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade() {
        call(&inner);
    }
}

/// A person reads the browser's question and answers it within this, or sees here what to look for.
const ANSWER_MS: u32 = 15_000;
