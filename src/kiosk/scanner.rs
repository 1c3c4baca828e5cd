//! Pictures of the camera to the reader, and what they show to the session. The newest picture wins.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use checkpost::session::{Event, Overlay, ReaderStatus, ReadingHint};
use checkpost_reader::message::Hint;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlImageElement, HtmlVideoElement};

use crate::camera::{self, Camera, Capture, Frame};
use crate::reader::{self, FrameResult, Reader};
use crate::site;

/// The camera and the reader, tied together.
#[derive(Clone)]
pub(crate) struct Scanner(Rc<Inner>);

struct Inner {
    camera: Camera,
    reader: Reader,
    capture: Capture,
    report: Box<dyn Fn(Event)>,
    /// A picture has come that was not captured yet.
    has_new_frame: Cell<bool>,
    is_capturing: Cell<bool>,
    still: RefCell<Option<Still>>,
}

/// A picture of the page's own, which takes the way of the camera's.
enum Still {
    /// Waits until the reader has time.
    Waiting(Frame),
    /// The reader has it.
    Reading,
}

impl Scanner {
    /// Starts the reader; the camera stays closed.
    pub(crate) fn new(video: HtmlVideoElement, report: impl Fn(Event) + 'static) -> Self {
        Self(Rc::new_cyclic(|inner: &Weak<Inner>| {
            let (for_camera, for_reader) = (inner.clone(), inner.clone());
            Inner {
                camera: Camera::new(video, move |report| {
                    with(&for_camera, |inner| inner.on_camera_report(report));
                }),
                reader: Reader::start(site::written("reader").unwrap_or_default(), move |report| {
                    with(&for_reader, |inner| inner.on_reader_report(report));
                }),
                capture: Capture::default(),
                report: Box::new(report),
                has_new_frame: Cell::new(false),
                is_capturing: Cell::new(false),
                still: RefCell::new(None),
            }
        }))
    }

    /// The camera.
    pub(crate) fn camera(&self) -> &Camera {
        &self.0.camera
    }

    /// Reads a picture of the page's own with the reader that reads the camera's, while the camera is closed.
    pub(crate) fn read(&self, image: &HtmlImageElement) {
        *self.0.still.borrow_mut() = self.0.capture.still(image).map(Still::Waiting);
        self.0.pump();
    }
}

impl Inner {
    fn on_camera_report(self: &Rc<Self>, report: camera::Report) {
        match report {
            camera::Report::Ready => (self.report)(Event::CameraReady),
            camera::Report::Failed(fault) => (self.report)(Event::CameraFailed(fault)),
            camera::Report::Changed => (self.report)(Event::CameraChanged),
            camera::Report::Picture => {
                self.has_new_frame.set(true);
                self.pump();
            }
        }
    }

    fn on_reader_report(self: &Rc<Self>, report: reader::Report) {
        match report {
            reader::Report::Ready => (self.report)(Event::ReaderChanged(ReaderStatus::Ready)),
            reader::Report::Failing => (self.report)(Event::ReaderChanged(ReaderStatus::Failing)),
            reader::Report::Lost => {
                self.still.borrow_mut().take_if(|still| matches!(still, Still::Reading));
            }
            reader::Report::FrameResult(answer, buffer) => {
                if let Some(buffer) = buffer {
                    self.capture.give_back(buffer);
                }
                if self.still.borrow_mut().take_if(|still| matches!(still, Still::Reading)).is_some() {
                    self.report_still(answer);
                } else if self.camera.is_open() {
                    self.report_frame(answer);
                }
            }
        }
        self.pump();
    }

    fn report_frame(&self, answer: FrameResult) {
        let is_read = !answer.codes.is_empty();
        let read = answer.codes.iter().map(|code| code.corners);
        (self.report)(Event::FrameSeen(Overlay {
            outlines: if is_read { read.collect() } else { answer.undecoded.into_iter().collect() },
            is_read,
            hint: answer.hint.map(reading_hint),
            is_mirrored: self.camera.is_mirrored(),
            size: (answer.width, answer.height),
            captured_ms: answer.captured_ms,
        }));
        let payloads: Vec<Vec<u8>> = answer.codes.into_iter().map(|code| code.payload).collect();
        if !payloads.is_empty() {
            (self.report)(Event::CodesRead(payloads));
        }
    }

    fn report_still(&self, answer: FrameResult) {
        (self.report)(Event::FrameSeen(Overlay { captured_ms: answer.captured_ms, ..Overlay::default() }));
        let payloads = answer.codes.into_iter().map(|code| code.payload).collect();
        (self.report)(Event::SampleRead(payloads));
    }

    /// Captures the newest picture if somebody waits for it: the reader, or the proof that the camera works.
    fn pump(self: &Rc<Self>) {
        if self.reader.is_idle()
            && let Some(still) = self.still.borrow_mut().as_mut()
            && let Still::Waiting(frame) = std::mem::replace(still, Still::Reading)
        {
            self.reader.send(&frame);
        }
        let is_wanted = self.reader.is_idle() || !self.camera.is_ready();
        if !self.camera.is_open()
            || !is_wanted
            || self.is_capturing.get()
            || !self.has_new_frame.replace(false)
        {
            return;
        }
        self.is_capturing.set(true);
        let inner = Rc::clone(self);
        spawn_local(async move {
            let frame = inner.capture.take(inner.camera.video()).await;
            inner.is_capturing.set(false);
            if let Some(frame) = frame.filter(|_| inner.camera.is_open()) {
                inner.camera.record_frame(&frame);
                if inner.camera.is_ready() && inner.reader.is_idle() {
                    inner.reader.send(&frame);
                } else {
                    inner.capture.give_back(frame.buffer);
                }
            }
            inner.pump();
        });
    }
}

fn reading_hint(hint: Hint) -> ReadingHint {
    match hint {
        Hint::Closer => ReadingHint::Closer,
        Hint::HoldStill => ReadingHint::HoldStill,
        Hint::MoreLight => ReadingHint::MoreLight,
        Hint::TiltAway => ReadingHint::TiltAway,
    }
}

fn with(inner: &Weak<Inner>, call: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade() {
        call(&inner);
    }
}
