//! Trust lists on this device: the counter believes what the rest of the app believes.

use greengate::trust::{Bundle, Pin, TrustList};
use greengate_app::{
    bridge::Config,
    browser,
    imports::imports_in,
    store::{Record, Store, key},
};
use js_sys::Uint8Array;
use time::OffsetDateTime;
use wasm_bindgen_futures::JsFuture;

/// What this device believes.
#[derive(Clone, Default)]
pub struct Believed {
    /// Trusted publishers.
    pub pins: Vec<Pin>,
    /// Keys of issuers.
    pub trust: TrustList,
    /// Latest time that a signed list states: no clock is behind it.
    pub newest_signed: Option<OffsetDateTime>,
}

impl Believed {
    /// Reads what the device keeps, and what comes with the app.
    pub async fn read() -> Self {
        let store = Store::open(&browser::own_name("")).await;
        let kept = async |key: &str| store.as_ref()?.get(key).await;
        let config = config(store.as_ref()).await;
        let mut believed = Self {
            pins: pins(&config),
            ..Self::default()
        };
        let shipped = match &config.bundle {
            Some(path) => own_file(path).await,
            None => None,
        };
        let published = kept(key::PUBLISHED).await.map(|record| record.bytes);
        believed.take_newest([shipped, published].into_iter().flatten());
        if let Some(record) = kept(key::IMPORTED).await {
            for kept in imports_in(record) {
                if let Ok(list) = kept.list(&believed.pins) {
                    believed.trust.extend(&list);
                }
            }
        }
        believed
    }

    /// Takes the newest of the publishers' bundles.
    fn take_newest(&mut self, bundles: impl Iterator<Item = Vec<u8>>) {
        let read = bundles.filter_map(|bytes| Bundle::read(&bytes, &self.pins).ok());
        if let Some((header, list)) = read.max_by_key(|(header, _)| header.serial) {
            self.trust.extend(&list);
            self.newest_signed = Some(header.issued_at);
        }
    }
}

/// The publishers that this device trusts.
pub async fn publishers() -> Vec<Pin> {
    let store = Store::open(&browser::own_name("")).await;
    pins(&config(store.as_ref()).await)
}

/// Key of the configuration that this page read last. The app keeps its own under another one.
const CONFIG: &str = "counter config";

/// Configuration of the app, `config.json`; without a network the last one.
async fn config(store: Option<&Store>) -> Config {
    let fresh = own_file("config.json").await;
    let read = fresh.as_deref().and_then(Config::read);
    let Some(store) = store else {
        return read.unwrap_or_default();
    };
    if let (Some(config), Some(bytes)) = (read, fresh) {
        let record = Record {
            bytes,
            ..Record::default()
        };
        // If it cannot be kept, the next start needs a network.
        store.put(CONFIG, &record).await;
        return config;
    }
    for key in [CONFIG, key::CONFIG] {
        let kept = store.get(key).await.and_then(|record| Config::read(&record.bytes));
        if let Some(config) = kept {
            return config;
        }
    }
    Config::default()
}

fn pins(config: &Config) -> Vec<Pin> {
    let pins = config.publishers.iter();
    pins.filter_map(|pin| Pin::from_base64(pin).ok()).collect()
}

/// Content of one of the app's own files.
pub async fn own_file(path: &str) -> Option<Vec<u8>> {
    let blob = browser::fetch_blob(path).await?;
    bytes_of(&blob).await
}

/// Content of a file.
pub async fn bytes_of(blob: &web_sys::Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
