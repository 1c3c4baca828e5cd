//! Sound and vibration of a verdict.
//!
//! The tones are made here by Web Audio: three short figures need no files that could be missing, and none to download.
//! Browsers allow sound only after a touch, so every touch wakes the speaker.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use checkpost::notice::Tone;
use gloo::utils::window;
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AudioContext, OscillatorType};

/// The tablet's loudspeaker.
#[derive(Clone, Default)]
pub(crate) struct Speaker(Rc<Inner>);

#[derive(Default)]
struct Inner {
    context: RefCell<Option<AudioContext>>,
    is_muted: Cell<bool>,
}

/// One note of a figure.
struct Note {
    hertz: f32,
    begins: f64,
    lasts: f64,
}

impl Speaker {
    /// Wakes the speaker; to be called while a touch is handled.
    pub(crate) fn wake(&self) {
        let mut context = self.0.context.borrow_mut();
        if context.is_none() {
            *context = AudioContext::new().ok();
        }
        if let Some(Ok(resuming)) = context.as_ref().map(AudioContext::resume) {
            spawn_local(async move { drop(JsFuture::from(resuming).await) });
        }
    }

    /// Turns sound off or on; vibration stays.
    pub(crate) fn mute(&self, is_muted: bool) {
        self.0.is_muted.set(is_muted);
    }

    /// Plays the figure of a verdict.
    pub(crate) fn play(&self, tone: Tone) {
        vibrate(rhythm(tone));
        if self.0.is_muted.get() {
            return;
        }
        if let Some(context) = self.0.context.borrow().as_ref() {
            for note in figure(tone) {
                // a tablet without sound shows its verdicts all the same
                let _: Result<(), JsValue> = sound(context, tone, &note);
            }
        }
    }
}

/// Rising for in, falling for out, even for a question.
fn figure(tone: Tone) -> [Note; 2] {
    let (first, second) = match tone {
        Tone::Admitted => (659.3, 987.8),
        Tone::Refused => (311.1, 207.7),
        Tone::CannotSay => (440.0, 440.0),
    };
    let lasts = match tone {
        Tone::Admitted => 0.14,
        Tone::Refused => 0.30,
        Tone::CannotSay => 0.18,
    };
    [
        Note { hertz: first, begins: 0.0, lasts },
        Note { hertz: second, begins: lasts + 0.05, lasts: lasts * 1.6 },
    ]
}

fn sound(context: &AudioContext, tone: Tone, note: &Note) -> Result<(), JsValue> {
    let (oscillator, volume) = (context.create_oscillator()?, context.create_gain()?);
    oscillator.set_type(match tone {
        Tone::Admitted => OscillatorType::Sine,
        Tone::Refused | Tone::CannotSay => OscillatorType::Triangle,
    });
    oscillator.frequency().set_value(note.hertz);
    let begins = context.current_time() + note.begins;
    let ends = begins + note.lasts;
    let gain = volume.gain();
    gain.set_value_at_time(0.0, begins)?;
    gain.linear_ramp_to_value_at_time(LOUDNESS, begins + EDGE_SECONDS)?;
    gain.set_value_at_time(LOUDNESS, ends - EDGE_SECONDS)?;
    gain.linear_ramp_to_value_at_time(0.0, ends)?;
    oscillator.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&context.destination())?;
    oscillator.start_with_when(begins)?;
    oscillator.stop_with_when(ends)
}

/// Milliseconds on, off, on.
fn rhythm(tone: Tone) -> &'static [u32] {
    match tone {
        Tone::Admitted => &[80],
        Tone::Refused => &[300, 100, 300],
        Tone::CannotSay => &[120, 100, 120],
    }
}

/// Few browsers offer this, and none minds being asked.
fn vibrate(rhythm: &[u32]) {
    let navigator = window().navigator();
    let offered = Reflect::get(&navigator, &"vibrate".into()).ok();
    if let Some(vibrate) = offered.and_then(|vibrate| vibrate.dyn_into::<Function>().ok()) {
        let rhythm: Array = rhythm.iter().map(|&length| JsValue::from(length)).collect();
        let _: Result<JsValue, JsValue> = vibrate.call1(&navigator, &rhythm);
    }
}

/// Of the loudest; two notes never sound together.
const LOUDNESS: f32 = 0.5;
/// A tone that begins or ends at once clicks.
const EDGE_SECONDS: f64 = 0.012;
