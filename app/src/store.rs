//! Lists kept on the device, in IndexedDB. A list is one record, written in one transaction: after any interruption the
//! record is either the old or the new one. Nothing of any pass is ever written.

use crate::worker_scope::sleep;
use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use js_sys::{Object, Reflect, Uint8Array};
use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};
use wasm_bindgen::{JsCast, JsValue};

const LISTS: &str = "lists";
const VERSION: u32 = 1;
/// Milliseconds after which an operation is given up: nobody waits for the store.
const PATIENCE_MS: i32 = 3_000;

/// Result of a future within this many milliseconds; `None` if it takes longer.
pub async fn within<T>(ms: i32, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut end) = (pin!(future), pin!(sleep(ms)));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Keys of the records. The revocation lists' own keys are those of the part that reads them.
pub mod key {
    /// The publisher's bundle.
    pub const PUBLISHED: &str = "published";
    /// The trust lists that a person imported.
    pub const IMPORTED: &str = "imported";
    /// The publisher's pack of rules.
    pub const RULES: &str = "rules";
    /// Files of rules that a person imported.
    pub const IMPORTED_RULES: &str = "imported-rules";
    /// The pack of requirements in place of the one that comes with the app.
    pub const REQUIREMENTS: &str = "requirements";
    /// Configuration of the app, `config.json`: trusted publishers and update hosts.
    pub const CONFIG: &str = "config";
    /// Descriptions of the revocation lists on the device.
    pub const REVOCATION: &str = "revocation";
}

/// A stored list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Its name.
    pub name: String,
    /// Its bytes, exactly as they came.
    pub bytes: Vec<u8>,
    /// The entity tag that its host gave it.
    pub etag: Option<String>,
    /// Time when it was taken, milliseconds since 1970.
    pub taken: f64,
}

/// The lists on this device.
pub struct Store(Database);

impl Store {
    /// Opens the store of this name; `None` if the browser refuses, as in some private modes, or does not answer, for
    /// example because another tab holds another version open.
    pub async fn open(name: &str) -> Option<Self> {
        within(PATIENCE_MS, Self::try_open(name)).await?
    }

    async fn try_open(name: &str) -> Option<Self> {
        let factory = Factory::new().ok()?;
        let mut request = factory.open(name, Some(VERSION)).ok()?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database()
                && !database.store_names().iter().any(|name| name == LISTS)
            {
                // If this fails, every use fails too and reports it.
                _ = database.create_object_store(LISTS, ObjectStoreParams::new());
            }
        });
        request.await.ok().map(Self)
    }

    /// Record with a key.
    pub async fn get(&self, key: &str) -> Option<Record> {
        within(PATIENCE_MS, self.try_get(key)).await?
    }

    async fn try_get(&self, key: &str) -> Option<Record> {
        let transaction = self.0.transaction(&[LISTS], TransactionMode::ReadOnly).ok()?;
        let store = transaction.object_store(LISTS).ok()?;
        let value = store.get(JsValue::from_str(key)).ok()?.await.ok()??;
        let field = |name: &str| Reflect::get(&value, &name.into()).ok();
        Some(Record {
            name: field("name")?.as_string()?,
            bytes: field("bytes")?.dyn_into::<Uint8Array>().ok()?.to_vec(),
            etag: field("etag")?.as_string(),
            taken: field("taken")?.as_f64()?,
        })
    }

    /// Stores a list in place of the one with this key. Returns false if it could not be written, for lack of space or
    /// permission; then the old one is still there.
    pub async fn put(&self, key: &str, record: &Record) -> bool {
        within(PATIENCE_MS, self.write(key, record, true))
            .await
            .is_some_and(|written| written.is_ok())
    }

    /// Writes a record; with `replace`, in place of the one with this key.
    async fn write(&self, key: &str, record: &Record, replace: bool) -> Result<(), idb::Error> {
        let value = Object::new();
        let bytes = Uint8Array::from(record.bytes.as_slice());
        for (name, field) in [
            ("name", record.name.as_str().into()),
            ("bytes", bytes.into()),
            ("etag", record.etag.as_deref().map_or(JsValue::NULL, JsValue::from_str)),
            ("taken", record.taken.into()),
        ] {
            // Setting a property of a fresh object cannot fail.
            _ = Reflect::set(&value, &name.into(), &field);
        }
        let transaction = self.0.transaction(&[LISTS], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(LISTS)?;
        let key = JsValue::from_str(key);
        if replace {
            store.put(&value, Some(&key))?.await?;
        } else {
            store.add(&value, Some(&key))?.await?;
        }
        transaction.commit()?.await?;
        Ok(())
    }

    /// Stores a record under a key that is free. Returns false if it is taken, or could not be written.
    pub async fn add(&self, key: &str, record: &Record) -> bool {
        within(PATIENCE_MS, self.write(key, record, false))
            .await
            .is_some_and(|written| written.is_ok())
    }

    /// Removes every record; false if they may still be there.
    pub async fn clear(&self) -> bool {
        let cleared = within(PATIENCE_MS, async {
            let transaction = self.0.transaction(&[LISTS], TransactionMode::ReadWrite)?;
            transaction.object_store(LISTS)?.clear()?.await?;
            transaction.commit()?.await?;
            Ok::<(), idb::Error>(())
        });
        cleared.await.is_some_and(|cleared| cleared.is_ok())
    }

    /// Keys that begin so; `None` if they cannot be read.
    pub async fn keys(&self, start: &str) -> Option<Vec<String>> {
        let keys = within(PATIENCE_MS, self.try_keys()).await??;
        Some(keys.into_iter().filter(|key| key.starts_with(start)).collect())
    }

    async fn try_keys(&self) -> Option<Vec<String>> {
        let transaction = self.0.transaction(&[LISTS], TransactionMode::ReadOnly).ok()?;
        let store = transaction.object_store(LISTS).ok()?;
        let keys = store.get_all_keys(None, None).ok()?.await.ok()?;
        Some(keys.iter().filter_map(JsValue::as_string).collect())
    }

    /// Removes the records with these keys. One that cannot be removed stays.
    pub async fn remove(&self, keys: &[String]) {
        _ = within(PATIENCE_MS, self.try_remove(keys)).await;
    }

    async fn try_remove(&self, keys: &[String]) -> Result<(), idb::Error> {
        let transaction = self.0.transaction(&[LISTS], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(LISTS)?;
        for key in keys {
            store.delete(JsValue::from_str(key))?.await?;
        }
        transaction.commit()?.await?;
        Ok(())
    }
}
