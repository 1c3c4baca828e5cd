//! The trust file in `IndexedDB`: the bytes that were accepted last, so that a tablet judges without network. Nothing else
//! is ever stored there.

use crate::site;
use gloo::utils::window;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

/// The browser keeps nothing: private browsing, a policy, or a full disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable;

/// The bytes that were stored last.
pub(crate) async fn read() -> Result<Option<Vec<u8>>, Unavailable> {
    let database = open().await?;
    let bytes = read_from(&database).await;
    database.close();
    bytes.map_err(|_| Unavailable)
}

/// Stores bytes in the place of those that were there.
pub(crate) async fn write(bytes: &[u8]) -> Result<(), Unavailable> {
    let database = open().await?;
    let written = write_to(&database, bytes).await;
    database.close();
    written.map_err(|_| Unavailable)
}

async fn read_from(database: &IdbDatabase) -> Result<Option<Vec<u8>>, JsValue> {
    let store = database.transaction_with_str(STORE)?.object_store(STORE)?;
    let value = finished(&store.get(&ACCEPTED.into())?).await?;
    Ok(value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec()))
}

async fn write_to(database: &IdbDatabase, bytes: &[u8]) -> Result<(), JsValue> {
    let transaction = database.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
    let request =
        transaction.object_store(STORE)?.put_with_key(&Uint8Array::from(bytes), &ACCEPTED.into())?;
    finished(&request).await.map(drop)
}

async fn open() -> Result<IdbDatabase, Unavailable> {
    // some browsers throw here, some answer with nothing, some with an error
    let factory = window().indexed_db().ok().flatten().ok_or(Unavailable)?;
    let request = factory.open_with_u32(&site::own_name(DATABASE), VERSION).map_err(|_| Unavailable)?;
    let opening: IdbOpenDbRequest = request.clone();
    let create = Closure::once(move |_: JsValue| {
        if let Ok(database) = opening.result().and_then(JsCast::dyn_into::<IdbDatabase>) {
            let _ = database.create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(create.as_ref().unchecked_ref()));
    let database = finished(&request).await.map_err(|_| Unavailable)?;
    drop(create);
    database.dyn_into().map_err(|_| Unavailable)
}

/// Waits for a request, and hands out its result.
async fn finished(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let done = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(done).await?;
    request.result()
}

const DATABASE: &str = "keys";
const STORE: &str = "trust";
const ACCEPTED: &str = "accepted";
const VERSION: u32 = 1;
