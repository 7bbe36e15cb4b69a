//! The list that a person chose, kept on the device in a store of its own.

use greengate_app::{
    browser::{now, own_name},
    store::{Record, Store},
};

/// Name of the store.
const STORE: &str = "places";
/// Key of its one record.
const RECORD: &str = "list";

async fn store() -> Option<Store> {
    Store::open(&own_name(STORE)).await
}

/// The bytes of the kept list, exactly as they came.
pub async fn read() -> Option<Vec<u8>> {
    store().await?.get(RECORD).await.map(|record| record.bytes)
}

/// Keeps a list in place of the last one; false if this browser keeps none.
pub async fn keep(name: String, bytes: Vec<u8>) -> bool {
    let record = Record {
        name,
        bytes,
        etag: None,
        taken: now(),
    };
    match store().await {
        Some(store) => store.put(RECORD, &record).await,
        None => false,
    }
}

/// Keeps none.
pub async fn forget() {
    if let Some(store) = store().await {
        store.remove(&[RECORD.to_owned()]).await;
    }
}
