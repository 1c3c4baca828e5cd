//! The handle of the reader worker.
//!
//! Contract: one frame is in flight at a time; who has a newer one waits until [`Reader::is_idle`], and sends the newest.
//! A worker says that it is ready before it gets its first frame. One that dies, does not get ready, or does not answer in
//! [`DEADLINE_MS`] is ended and replaced; nobody notices more than a missed frame. The frame's buffer comes back with its
//! answer.
//!
//! `gloo-worker` serialises every message, a frame of 900 kB too, instead of handing its buffer over and back; it has no
//! deadline, and it starts workers from `blob:` addresses, which the page's policy forbids and no hash covers.

mod wire;

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use checkpost_reader::message::{Code, FromReader, Hint, ToReader};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::ArrayBuffer;
use web_sys::Worker;

use crate::camera::Frame;

/// What one frame showed.
pub(crate) struct FrameResult {
    /// The codes read, nearest to the centre first.
    pub(crate) codes: Vec<Code>,
    /// The corners of something that looks like a code.
    pub(crate) undecoded: Option<[(i32, i32); 4]>,
    /// What would help to read it.
    pub(crate) hint: Option<Hint>,
    /// Pixels in a row of the frame.
    pub(crate) width: u32,
    /// Rows of the frame.
    pub(crate) height: u32,
    /// When it was captured.
    pub(crate) captured_ms: f64,
}

/// What the worker tells, through its handle.
pub(crate) enum Report {
    /// It takes frames, now or again.
    Ready,
    /// It could not be started for the third time or more.
    Failing,
    /// What a frame showed, and the frame's buffer.
    FrameResult(FrameResult, Option<ArrayBuffer>),
    /// The frame in flight is lost with its worker.
    Lost,
}

/// The worker, whichever is at work.
#[derive(Clone)]
pub(crate) struct Reader(Rc<Inner>);

struct Inner {
    script: String,
    report: Box<dyn Fn(Report)>,
    running: RefCell<Option<Running>>,
    flight: RefCell<Option<InFlight>>,
    is_ready: Cell<bool>,
    next_frame: Cell<u32>,
    /// Failures since a worker was last ready.
    failures: Cell<u32>,
    /// Ends the wait for the worker, or for its next start.
    timer: RefCell<Option<Timeout>>,
}

struct Running {
    worker: Worker,
    _listeners: [EventListener; 3],
}

struct InFlight {
    frame: u32,
    width: u32,
    height: u32,
    captured_ms: f64,
}

impl Reader {
    /// Starts a worker from the script at this address.
    pub(crate) fn start(script: String, report: impl Fn(Report) + 'static) -> Self {
        let inner = Rc::new(Inner {
            script,
            report: Box::new(report),
            running: RefCell::new(None),
            flight: RefCell::new(None),
            is_ready: Cell::new(false),
            next_frame: Cell::new(0),
            failures: Cell::new(0),
            timer: RefCell::new(None),
        });
        inner.start();
        Self(inner)
    }

    /// Whether it takes a frame now.
    pub(crate) fn is_idle(&self) -> bool {
        self.0.is_ready.get() && self.0.flight.borrow().is_none()
    }

    /// Sends a frame; only when idle.
    pub(crate) fn send(&self, frame: &Frame) {
        self.0.send(frame);
    }
}

impl Inner {
    fn start(self: &Rc<Self>) {
        let Ok(worker) = Worker::new(&self.script) else {
            self.replace();
            return;
        };
        let listen = |name: &'static str, call: fn(&Rc<Self>, &web_sys::Event)| {
            let inner = Rc::downgrade(self);
            EventListener::new(&worker, name, move |event| {
                if let Some(inner) = inner.upgrade() {
                    call(&inner, event);
                }
            })
        };
        let listeners = [
            listen("message", Self::message_came),
            listen("error", |inner, _| inner.replace()),
            listen("messageerror", |inner, _| inner.replace()),
        ];
        *self.running.borrow_mut() = Some(Running { worker, _listeners: listeners });
        self.end_after(START_DEADLINE_MS);
    }

    fn send(self: &Rc<Self>, frame: &Frame) {
        let number = self.next_frame.get();
        self.next_frame.set(number.wrapping_add(1));
        let message =
            ToReader { frame: number, width: frame.width, height: frame.height, budget_ms: BUDGET_MS };
        let sent = match self.running.borrow().as_ref() {
            Some(running) => wire::send(&running.worker, &message, &frame.buffer),
            None => false,
        };
        if sent {
            *self.flight.borrow_mut() = Some(InFlight {
                frame: number,
                width: frame.width,
                height: frame.height,
                captured_ms: frame.captured_ms,
            });
            self.end_after(DEADLINE_MS);
        }
    }

    fn message_came(self: &Rc<Self>, event: &web_sys::Event) {
        let Some((message, buffer)) = wire::read(event) else {
            self.replace();
            return;
        };
        match message {
            FromReader::Ready => {
                self.timer.borrow_mut().take();
                self.failures.set(0);
                self.is_ready.set(true);
                (self.report)(Report::Ready);
            }
            FromReader::Frame { frame, codes, undecoded, hint, took_ms: _ } => {
                let flight = self.flight.borrow_mut().take_if(|flight| flight.frame == frame);
                let Some(InFlight { width, height, captured_ms, .. }) = flight else { return };
                self.timer.borrow_mut().take();
                let answer = FrameResult { codes, undecoded, hint, width, height, captured_ms };
                (self.report)(Report::FrameResult(answer, buffer));
            }
        }
    }

    /// Ends the worker, and starts another one: at once after a good one, later and later after bad ones.
    fn replace(self: &Rc<Self>) {
        let was_ready = self.is_ready.replace(false);
        let running = self.running.borrow_mut().take();
        if let Some(running) = running {
            running.worker.terminate();
        }
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        let wait = if was_ready { 0 } else { RESTART_MS << failures.min(RESTART_DOUBLINGS) };
        self.after(wait, Self::start);
        if self.flight.borrow_mut().take().is_some() {
            (self.report)(Report::Lost);
        }
        if failures >= FAILURES_TO_TELL {
            (self.report)(Report::Failing);
        }
    }

    fn end_after(self: &Rc<Self>, milliseconds: u32) {
        self.after(milliseconds, Self::replace);
    }

    fn after(self: &Rc<Self>, milliseconds: u32, call: fn(&Rc<Self>)) {
        let inner: Weak<Self> = Rc::downgrade(self);
        let timer = Timeout::new(milliseconds, move || {
            if let Some(inner) = inner.upgrade() {
                call(&inner);
            }
        });
        *self.timer.borrow_mut() = Some(timer);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// How long the reader may look at one frame: it stops by itself and answers with what it has.
const BUDGET_MS: u32 = 250;
/// A worker that has not answered by then hangs: far beyond its budget on the weakest tablet.
const DEADLINE_MS: u32 = 2_000;
/// Fetching and compiling on a weak tablet over a slow network.
const START_DEADLINE_MS: u32 = 30_000;
const RESTART_MS: u32 = 500;
/// The longest wait between two starts is [`RESTART_MS`] doubled this often: 32 seconds.
const RESTART_DOUBLINGS: u32 = 6;
const FAILURES_TO_TELL: u32 = 2;
