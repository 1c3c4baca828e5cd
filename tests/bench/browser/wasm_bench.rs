//! The WebAssembly bench: exports the reader and the judge to a page's script, which times them, and the clips to read.
//!
//! `make bench` compiles it twice, as the reader's worker is compiled and as the page is, and times both beside
//! libraries in JavaScript (`run.mjs`).

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../../support/synthetic_clip.rs"]
mod synthetic_clip;

use checkpost::judge::judge;
use checkpost::policy::{AdmissionHistory, DecisionContext};
use checkpost::signature::{PrecomputationCache, PublicKey, ecdsa};
use checkpost::time::UnixTime;
use checkpost::trust::TrustStore;
use checkpost_issuing::demonstration_signing_key;
use checkpost_issuing::specimen;
use checkpost_reading::{DecodedSymbol, Luma, Reader};
use p256::ecdsa::VerifyingKey;
use serde_json::json;
use synthetic_clip::{CLIPS_A_KIND, KINDS, RATE, SyntheticClip, scripts};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsError};
use web_sys::DedicatedWorkerGlobalScope;

/// A reader in a worker.
#[wasm_bindgen]
#[derive(Default)]
pub struct Frames {
    reader: Reader,
}

#[wasm_bindgen]
impl Frames {
    /// A reader that has seen nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// One look at a frame of a moving picture, with the budget of the kiosk. The payload of the code nearest to the
    /// middle, empty where none was read.
    ///
    /// # Errors
    /// When the pixels are no picture.
    pub fn look(&mut self, width: usize, height: usize, grey: Vec<u8>) -> Result<Vec<u8>, JsError> {
        let picture = picture(width, height, grey)?;
        let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
        let now = || scope.performance().map_or(0.0, |performance| performance.now());
        let until = now() + BUDGET_MS;
        Ok(first(self.reader.read_frame(&picture, &|| now() > until).symbols))
    }

    /// All passes over a still picture.
    ///
    /// # Errors
    /// When the pixels are no picture.
    pub fn still(&mut self, width: usize, height: usize, grey: Vec<u8>) -> Result<Vec<u8>, JsError> {
        let picture = picture(width, height, grey)?;
        Ok(first(self.reader.read_still(&picture, &|| false)))
    }
}

/// A clip of a hand that brings a pass before the camera.
#[wasm_bindgen]
pub struct Clip(SyntheticClip);

#[wasm_bindgen]
impl Clip {
    /// The kinds of clip there are.
    pub fn kinds() -> Vec<String> {
        KINDS.iter().map(|kind| format!("{kind:?}").to_lowercase()).collect()
    }

    /// Clips of each kind.
    pub fn count() -> usize {
        CLIPS_A_KIND
    }

    /// A clip by the numbers of its kind and among those, drawn with a salt.
    ///
    /// # Errors
    /// When there is no such clip.
    #[wasm_bindgen(constructor)]
    pub fn new(kind: usize, place: usize, salt: u32) -> Result<Self, JsError> {
        let none = || JsError::new("there is no such clip");
        let texts: Vec<String> =
            specimen::specimens(NOW).ok_or_else(no_key)?.into_iter().map(|specimen| specimen.text).collect();
        let kind = *KINDS.get(kind).ok_or_else(none)?;
        scripts(kind, salt.into(), &texts).nth(place).map(SyntheticClip::new).map(Self).ok_or_else(none)
    }

    /// The content of the code.
    pub fn text(&self) -> Vec<u8> {
        self.0.text().as_bytes().to_vec()
    }

    /// Frames a second.
    pub fn rate() -> f32 {
        RATE
    }

    /// The number of the first frame that shows the whole symbol.
    pub fn first_sight(&self) -> usize {
        self.0.first_sight()
    }

    /// A frame's grey bytes.
    pub fn frame(&self, number: usize) -> Vec<u8> {
        self.0.frame(number)
    }
}

/// A gate that trusts the demonstration issuer.
#[wasm_bindgen]
pub struct Gate {
    trust: TrustStore,
    precomputed: PrecomputationCache,
    memory: AdmissionHistory,
    key: VerifyingKey,
}

#[wasm_bindgen]
impl Gate {
    /// A gate that has seen no key yet.
    ///
    /// # Errors
    /// When the demonstration key is none.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Result<Self, JsError> {
        let trust = specimen::trust(NOW).ok_or_else(no_key)?;
        let key = *demonstration_signing_key().ok_or_else(no_key)?.verifying_key();
        let precomputed = PrecomputationCache::default();
        Ok(Self { trust, precomputed, memory: AdmissionHistory::default(), key })
    }

    /// The code of the verdict on a payload.
    pub fn judge(&mut self, payload: &[u8]) -> String {
        let context = DecisionContext { now: NOW, utc_offset_seconds: 0, history: &self.memory };
        let judgement = judge(payload, &self.trust, &self.precomputed, &context);
        if let Some(key) = judgement.signer.as_ref().and_then(PublicKey::as_p256) {
            self.precomputed.record_use(key);
        }
        judgement.verdict.code().to_owned()
    }

    /// Makes the next checks quicker, as the page does when nobody waits.
    pub fn prepare(&mut self) {
        while self.precomputed.is_pending() {
            self.precomputed.compute_next();
        }
    }

    /// One bare verification with the demonstration key, without multiples.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        ecdsa::verify(&self.key, message, signature).is_ok()
    }
}

/// Everything that is judged, and the key behind it, as JSON.
///
/// # Errors
/// When the demonstration key is none.
#[wasm_bindgen]
pub fn material() -> Result<String, JsError> {
    let key = demonstration_signing_key().ok_or_else(no_key)?;
    let specimens = specimen::specimens(NOW).ok_or_else(no_key)?;
    let specimens: Vec<_> = specimens
        .iter()
        .map(|specimen| json!({ "name": specimen.name, "code": specimen.code, "text": specimen.text }))
        .collect();
    let point = key.verifying_key().to_sec1_point(false);
    Ok(json!({ "now": NOW.0, "key": point.as_bytes(), "specimens": specimens }).to_string())
}

fn picture(width: usize, height: usize, grey: Vec<u8>) -> Result<Luma, JsError> {
    Luma::new(width, height, grey).map_err(|error| JsError::new(&format!("no picture: {error:?}")))
}

fn first(symbols: Vec<DecodedSymbol>) -> Vec<u8> {
    symbols.into_iter().next().map(|symbol| symbol.payload).unwrap_or_default()
}

fn no_key() -> JsError {
    JsError::new("the demonstration key is none")
}

/// What the kiosk gives its reader for one frame.
const BUDGET_MS: f64 = 250.0;
const NOW: UnixTime = UnixTime(1_790_000_000);
