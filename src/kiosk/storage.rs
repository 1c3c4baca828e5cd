//! The trust file in `IndexedDB`: the bytes that were accepted last, so that a tablet judges without network. Nothing else
//! is ever stored there.

use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;

use crate::site;

/// The browser keeps nothing: private browsing, a policy, or a full disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable;

/// The bytes that were stored last.
pub(crate) async fn read() -> Result<Option<Vec<u8>>, Unavailable> {
    let database = open().await.map_err(|_| Unavailable)?;
    let bytes = read_from(&database).await;
    database.close();
    bytes.map_err(|_| Unavailable)
}

/// Stores bytes in the place of those that were there; done when the transaction is.
pub(crate) async fn write(bytes: &[u8]) -> Result<(), Unavailable> {
    let database = open().await.map_err(|_| Unavailable)?;
    let written = write_to(&database, bytes).await;
    database.close();
    written.map_err(|_| Unavailable)
}

async fn read_from(database: &Database) -> Result<Option<Vec<u8>>, Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let value = transaction.object_store(STORE)?.get(idb::Query::Key(ACCEPTED.into()))?.await?;
    Ok(value.and_then(|value| value.dyn_into::<Uint8Array>().ok()).map(|bytes| bytes.to_vec()))
}

async fn write_to(database: &Database, bytes: &[u8]) -> Result<(), Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.put(&Uint8Array::from(bytes), Some(&ACCEPTED.into()))?.await?;
    transaction.commit()?.await.map(drop)
}

async fn open() -> Result<Database, Error> {
    // some browsers throw here, some answer with nothing, some with an error
    let mut request = Factory::new()?.open(&site::own_name(DATABASE), Some(VERSION))?;
    request.on_upgrade_needed(|event| {
        // a store that cannot be made shows as a transaction that cannot begin
        drop(
            event
                .database()
                .and_then(|database| database.create_object_store(STORE, ObjectStoreParams::new())),
        );
    });
    request.await
}

const DATABASE: &str = "keys";
const STORE: &str = "trust";
const ACCEPTED: &str = "accepted";
const VERSION: u32 = 1;
