//! Revocation lists on the device, beside the trust lists: the index, its parts by their names, imported files. Each is a
//! record of its own, written in one transaction. The index is written after the parts that it is the first to name, so
//! that an interruption leaves a whole edition.

use super::{Imported, import};
use greengate::{
    revocation::Pack,
    trust::{Bundle, Pin, TrustList},
};
use greengate_app::{
    store::{Record, Store, key},
    worker_scope::now,
};
use std::collections::HashSet;

/// Start of the keys of parts and of the index.
const PACK: &str = "revocation/pack/";
/// Start of the keys of imported files.
const IMPORTED: &str = "revocation/imported/";

/// The store of the device; a browser that keeps nothing has none.
#[derive(Default)]
pub struct Device(Option<Store>);

fn index() -> String {
    [PACK, Pack::INDEX].concat()
}

impl Device {
    pub async fn open(name: &str) -> Self {
        Self(Store::open(name).await)
    }

    async fn get(&self, key: &str) -> Option<Vec<u8>> {
        let record = self.0.as_ref()?.get(key).await?;
        Some(record.bytes)
    }

    async fn put(&self, key: &str, bytes: Vec<u8>) {
        if let Some(store) = &self.0 {
            let record = Record {
                bytes,
                taken: now(),
                ..Record::default()
            };
            // Where it cannot be kept, it lasts as long as the page.
            store.put(key, &record).await;
        }
    }

    /// The index of the pack in use.
    pub async fn index(&self) -> Option<Vec<u8>> {
        self.get(&index()).await
    }

    pub async fn keep_index(&self, bytes: &[u8]) {
        self.put(&index(), bytes.to_vec()).await;
    }

    /// A part of the pack.
    pub async fn part(&self, name: &str) -> Option<Vec<u8>> {
        self.get(&[PACK, name].concat()).await
    }

    pub async fn keep_part(&self, name: &str, bytes: Vec<u8>) {
        // Whole hashes are needed once, and as large as their parts are many.
        if name.ends_with(".ggp") {
            self.put(&[PACK, name].concat(), bytes).await;
        }
    }

    /// Names of the parts on the device.
    pub async fn parts(&self) -> HashSet<String> {
        let Some(store) = &self.0 else { return HashSet::new() };
        let keys = store.keys(PACK).await.into_iter();
        keys.filter_map(|key| Some(key.strip_prefix(PACK)?.to_owned()))
            .filter(|name| name.ends_with(".ggp"))
            .collect()
    }

    /// Drops all parts but these.
    pub async fn drop_parts_but(&self, named: &HashSet<String>) {
        let held = self.parts().await.into_iter();
        let old: Vec<String> = held
            .filter(|name| !named.contains(name))
            .map(|name| [PACK, &name].concat())
            .collect();
        if let (Some(store), false) = (&self.0, old.is_empty()) {
            store.remove(&old).await;
        }
    }

    /// The trust lists on the device, which revocation lists of some formats need.
    pub async fn trust(&self, pins: &[Pin]) -> TrustList {
        let published = self.get(key::PUBLISHED).await;
        let published = published.and_then(|bytes| Bundle::read(&bytes, pins).ok());
        let mut all = published.map(|(_, list)| list).unwrap_or_default();
        // Name, time, signature, bundle: as the scanning worker keeps them.
        let imported = self.get(key::IMPORTED).await.unwrap_or_default();
        let imported: Vec<(String, f64, bool, Vec<u8>)> = postcard::from_bytes(&imported).unwrap_or_default();
        for (_, _, _, bundle) in imported {
            if let Ok((_, list)) = Bundle::read_unverified(&bundle) {
                all.extend(&list);
            }
        }
        all
    }

    /// Imported lists, read again.
    pub async fn imported(&self, pins: &[Pin]) -> Vec<Imported> {
        let Some(store) = &self.0 else { return Vec::new() };
        let keys = store.keys(IMPORTED).await;
        let trust = if keys.is_empty() {
            TrustList::default()
        } else {
            self.trust(pins).await
        };
        let mut lists = Vec::new();
        for key in keys {
            if let (Some(bytes), Some(name)) = (self.get(&key).await, key.strip_prefix(IMPORTED)) {
                lists.extend(import::read(name, &bytes, pins, &trust).ok());
            }
        }
        lists
    }

    pub async fn keep_imported(&self, name: &str, bytes: Vec<u8>) {
        self.put(&[IMPORTED, name].concat(), bytes).await;
    }

    pub async fn forget_imported(&self, name: &str) {
        if let Some(store) = &self.0 {
            store.remove(&[[IMPORTED, name].concat()]).await;
        }
    }

    /// Keeps the description by which the scanning worker knows at its next start that there are lists to ask.
    pub async fn keep_description(&self, described: Vec<u8>) {
        self.put(key::REVOCATION, described).await;
    }
}
