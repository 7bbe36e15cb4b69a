//! Revocation lists on the device, beside the trust lists: the index, its parts by their names, imported lists. Each is a
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
/// Start of the keys of imported lists.
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

    /// True if it is written. What cannot be kept lasts as long as the page.
    async fn put(&self, key: &str, bytes: Vec<u8>) -> bool {
        let Some(store) = &self.0 else { return false };
        let record = Record {
            bytes,
            taken: now(),
            ..Record::default()
        };
        store.put(key, &record).await
    }

    /// True if this browser keeps anything.
    pub const fn keeps(&self) -> bool {
        self.0.is_some()
    }

    /// The index of the pack in use.
    pub async fn index(&self) -> Option<Vec<u8>> {
        self.get(&index()).await
    }

    /// True if it is kept.
    pub async fn keep_index(&self, bytes: &[u8]) -> bool {
        self.put(&index(), bytes.to_vec()).await
    }

    /// A part of the pack.
    pub async fn part(&self, name: &str) -> Option<Vec<u8>> {
        self.get(&[PACK, name].concat()).await
    }

    /// Keeps a part; whole hashes, which are large and needed once, are not. True if it is kept.
    pub async fn keep_part(&self, name: &str, bytes: Vec<u8>) -> bool {
        name.ends_with(".ggp") && self.put(&[PACK, name].concat(), bytes).await
    }

    /// Names of the parts on the device.
    pub async fn parts(&self) -> HashSet<String> {
        let Some(store) = &self.0 else { return HashSet::new() };
        let keys = store.keys(PACK).await.unwrap_or_default().into_iter();
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

    /// Imported lists, read again; `None` if the device does not tell which there are.
    pub async fn imported(&self, pins: &[Pin]) -> Option<Vec<Imported>> {
        let Some(store) = &self.0 else { return Some(Vec::new()) };
        let mut lists = Vec::new();
        for key in store.keys(IMPORTED).await? {
            let name = key.strip_prefix(IMPORTED).unwrap_or_default().to_owned();
            let read = match self.get(&key).await {
                Some(bytes) => import::kept(&bytes, pins),
                None => Err("it cannot be read from this device".to_owned()),
            };
            lists.push(Imported::of(name, read, true));
        }
        Some(lists)
    }

    /// Keeps an imported list; true if it is kept.
    pub async fn keep_imported(&self, name: &str, pack: Vec<u8>) -> bool {
        self.put(&[IMPORTED, name].concat(), pack).await
    }

    pub async fn forget_imported(&self, name: &str) {
        if let Some(store) = &self.0 {
            store.remove(&[[IMPORTED, name].concat()]).await;
        }
    }

    /// Keeps the description by which the scanning worker knows at its next start that there are lists to ask.
    pub async fn keep_description(&self, described: Vec<u8>) {
        // Where it cannot be kept, no list is kept either.
        _ = self.put(key::REVOCATION, described).await;
    }
}
