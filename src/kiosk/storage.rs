//! What a tablet keeps in `IndexedDB` so that it judges without network: its configuration and its operator's updates, or the
//! trust file that was accepted last. Nothing else is ever stored there, and nothing of it is believed when it is read.

use checkpost::trust::distribution::Slot;
use idb::{Database, DatabaseEvent, Error, Factory, ObjectStoreParams, TransactionMode};
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;

use crate::site;

/// The browser keeps nothing: private browsing, a policy, or a full disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable;

/// What is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Record {
    /// The trust file of a tablet that was not provisioned.
    TrustFile,
    /// What the tablet was provisioned with.
    Configuration,
    /// The newest that it has seen.
    Floor,
    /// An update.
    Slot(Slot),
}

impl Record {
    fn name(self) -> &'static str {
        match self {
            Self::TrustFile => "accepted",
            Self::Configuration => "configuration",
            Self::Floor => "floor",
            Self::Slot(Slot::A) => "slot-a",
            Self::Slot(Slot::B) => "slot-b",
        }
    }
}

/// The bytes that were stored last.
pub(crate) async fn read(record: Record) -> Result<Option<Vec<u8>>, Unavailable> {
    let [bytes] = read_all([record]).await?;
    Ok(bytes)
}

/// The bytes that were stored last of several records, all of one moment.
pub(crate) async fn read_all<const COUNT: usize>(
    records: [Record; COUNT],
) -> Result<[Option<Vec<u8>>; COUNT], Unavailable> {
    let database = open().await.map_err(|_| Unavailable)?;
    let bytes = read_from(&database, records).await;
    database.close();
    bytes.map_err(|_| Unavailable)
}

/// Stores bytes in the place of those that were there; done when the transaction is.
pub(crate) async fn write(record: Record, bytes: &[u8]) -> Result<(), Unavailable> {
    let database = open().await.map_err(|_| Unavailable)?;
    let written = write_to(&database, record, bytes).await;
    database.close();
    written.map_err(|_| Unavailable)
}

async fn read_from<const COUNT: usize>(
    database: &Database,
    records: [Record; COUNT],
) -> Result<[Option<Vec<u8>>; COUNT], Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly)?;
    let store = transaction.object_store(STORE)?;
    let mut all = [const { None }; COUNT];
    for (record, bytes) in records.into_iter().zip(&mut all) {
        let value = store.get(idb::Query::Key(record.name().into()))?.await?;
        *bytes = value.and_then(|value| value.dyn_into::<Uint8Array>().ok()).map(|bytes| bytes.to_vec());
    }
    Ok(all)
}

async fn write_to(database: &Database, record: Record, bytes: &[u8]) -> Result<(), Error> {
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.put(&Uint8Array::from(bytes), Some(&record.name().into()))?.await?;
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
const VERSION: u32 = 1;
