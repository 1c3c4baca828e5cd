//! Files of the site, read as they come: a limit holds while reading, and so does a time.

use checkpost::trust::distribution::UpdateError;
use checkpost::trust::update::TrustProblem;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestCache, RequestInit, RequestRedirect, Response,
};

/// Why there is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No answer, not in time, or not the file.
    Unreachable,
    /// Longer than the limit.
    TooLarge,
}

impl From<JsValue> for Failure {
    fn from(_: JsValue) -> Self {
        Self::Unreachable
    }
}

impl From<Failure> for TrustProblem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::Unreachable,
            Failure::TooLarge => Self::Refused(UpdateError::TooLarge),
        }
    }
}

/// The newest file at an address, of `limit` bytes at most.
pub(crate) async fn bytes(address: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::NoCache);
    body(address, &options, limit).await
}

/// A file that never changes, of `limit` bytes at most.
pub(crate) async fn immutable(address: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    body(address, &RequestInit::new(), limit).await
}

/// A file that never changes, asked for past what the browser has of it.
pub(crate) async fn anew(address: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    let options = RequestInit::new();
    options.set_cache(RequestCache::Reload);
    body(address, &options, limit).await
}

/// A file of this version of the page: of `limit` bytes at most, and of this hash where one is given.
pub(crate) async fn published(address: &str, integrity: &str, limit: usize) -> Result<Vec<u8>, Failure> {
    let options = RequestInit::new();
    options.set_integrity(integrity);
    body(address, &options, limit).await
}

async fn body(address: &str, options: &RequestInit, limit: usize) -> Result<Vec<u8>, Failure> {
    let abort = AbortController::new()?;
    options.set_redirect(RequestRedirect::Error);
    options.set_signal(Some(&abort.signal()));
    // a host that trickles would otherwise be waited for as long as the page is open
    let _deadline = Timeout::new(DEADLINE_MS, move || abort.abort());
    let asking = window().fetch_with_str_and_init(address, options);
    let response: Response = JsFuture::from(asking).await?.dyn_into()?;
    if !response.ok() {
        return Err(Failure::Unreachable);
    }
    let Some(body) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    while let Ok(chunk) =
        Reflect::get(&JsFuture::from(reader.read()).await?, &"value".into())?.dyn_into::<Uint8Array>()
    {
        let length = usize::try_from(chunk.length()).unwrap_or(usize::MAX);
        if length > limit.saturating_sub(bytes.len()) {
            drop(reader.cancel());
            return Err(Failure::TooLarge);
        }
        bytes.extend(chunk.to_vec());
    }
    Ok(bytes)
}

/// Eight megabytes over a slow network.
const DEADLINE_MS: u32 = 60_000;
