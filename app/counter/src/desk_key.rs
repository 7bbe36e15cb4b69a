//! The key of the desk: made by the browser's Web Cryptography, kept in IndexedDB, and never exported. Nothing can read the
//! private key out, this page included.

use greengate_app::{
    browser::own_name,
    encrypted_store::{object, subtle},
    store::within,
};
use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

const STORE: &str = "desk";
const VERSION: u32 = 1;
/// Key of the one record.
const RECORD: &str = "key";
/// Milliseconds after which the store is given up.
const PATIENCE_MS: i32 = 3_000;

/// A key pair on P-256, with the certificate that an authority returned for it.
#[derive(Clone)]
pub struct DeskKey {
    private: JsValue,
    public: JsValue,
    /// The public key, a `SubjectPublicKeyInfo` in DER.
    pub spki: Vec<u8>,
    /// The certificate as its file was.
    pub certificate: Option<Vec<u8>>,
    /// True if this browser keeps the key for the next visit.
    pub kept: bool,
}

impl DeskKey {
    /// The key that this browser keeps, else a new one; `None` without Web Cryptography, as in a page that was not loaded
    /// over https.
    pub async fn open() -> Option<Self> {
        let Some(store) = KeyStore::open().await else {
            return Self::make().await;
        };
        match store.get().await {
            // Only where there is surely none is a new one kept. Another tab may be faster: then its key is this one's, too.
            Some(None) => {
                let mut key = Self::make().await?;
                key.kept = store.write(&key, Write::First).await;
                match store.get().await.filter(|_| !key.kept).flatten() {
                    Some(record) => Self::of_record(&record).await,
                    None => Some(key),
                }
            }
            Some(Some(record)) => Self::of_record(&record).await,
            // The store does not answer. What is in it stays.
            None => Self::make().await,
        }
    }

    /// Makes a key that cannot be exported.
    async fn make() -> Option<Self> {
        let algorithm = object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())]);
        let uses = Array::of2(&"sign".into(), &"verify".into());
        let pair = subtle("generateKey", &Array::of3(&algorithm, &JsValue::FALSE, &uses)).await?;
        let part = |name: &str| Reflect::get(&pair, &name.into()).ok();
        Self::of_parts(part("privateKey")?, part("publicKey")?, None).await
    }

    async fn of_parts(private: JsValue, public: JsValue, certificate: Option<Vec<u8>>) -> Option<Self> {
        let exported = subtle("exportKey", &Array::of2(&"spki".into(), &public)).await?;
        Some(Self {
            private,
            public,
            spki: Uint8Array::new(&exported).to_vec(),
            certificate,
            kept: false,
        })
    }

    /// Signs with ECDSA and SHA-256: `r‖s` in 64 bytes.
    pub async fn sign(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let algorithm = object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())]);
        let arguments = Array::of3(&algorithm, &self.private, &Uint8Array::from(bytes));
        let signature = subtle("sign", &arguments).await?;
        Some(Uint8Array::new(&signature).to_vec())
    }

    async fn of_record(record: &JsValue) -> Option<Self> {
        let field = |name: &str| {
            let value = Reflect::get(record, &name.into()).ok()?;
            (!value.is_falsy()).then_some(value)
        };
        let certificate = field("certificate").and_then(|bytes| bytes.dyn_into::<Uint8Array>().ok());
        let certificate = certificate.map(|bytes| bytes.to_vec());
        let mut key = Self::of_parts(field("private")?, field("public")?, certificate).await?;
        key.kept = true;
        Some(key)
    }

    /// Takes the certificate; false if the browser does not keep it. A key that is not kept leaves the store alone: it may
    /// hold another one.
    pub async fn set_certificate(&mut self, certificate: Vec<u8>) -> bool {
        self.certificate = Some(certificate);
        match KeyStore::open().await {
            Some(store) if self.kept => store.write(self, Write::Again).await,
            _ => false,
        }
    }
}

/// How a key is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Write {
    /// Only where there is none.
    First,
    /// In place of the same key without its certificate.
    Again,
}

/// Where the key is kept: IndexedDB stores keys that nobody can export.
struct KeyStore(Database);

impl KeyStore {
    async fn open() -> Option<Self> {
        within(PATIENCE_MS, Self::try_open()).await?
    }

    async fn try_open() -> Option<Self> {
        let factory = Factory::new().ok()?;
        let mut request = factory.open(&own_name("counter"), Some(VERSION)).ok()?;
        request.on_upgrade_needed(|event| {
            if let Ok(database) = event.database() {
                // If this fails, every use fails too and reports it.
                _ = database.create_object_store(STORE, ObjectStoreParams::new());
            }
        });
        request.await.ok().map(Self)
    }

    /// The record: `Some(None)` if there is surely none, `None` if the store does not answer.
    async fn get(&self) -> Option<Option<JsValue>> {
        within(PATIENCE_MS, async {
            let transaction = self.0.transaction(&[STORE], TransactionMode::ReadOnly).ok()?;
            let store = transaction.object_store(STORE).ok()?;
            store.get(JsValue::from_str(RECORD)).ok()?.await.ok()
        })
        .await?
    }

    async fn write(&self, key: &DeskKey, write: Write) -> bool {
        let certificate = key.certificate.as_deref().map(Uint8Array::from);
        let record = object(&[
            ("private", key.private.clone()),
            ("public", key.public.clone()),
            ("certificate", certificate.map_or(JsValue::NULL, JsValue::from)),
        ]);
        let written = within(PATIENCE_MS, async {
            let transaction = self.0.transaction(&[STORE], TransactionMode::ReadWrite)?;
            let store = transaction.object_store(STORE)?;
            let name = JsValue::from_str(RECORD);
            match write {
                Write::First => store.add(&record, Some(&name))?.await?,
                Write::Again => store.put(&record, Some(&name))?.await?,
            };
            transaction.commit()?.await?;
            Ok::<(), idb::Error>(())
        });
        written.await.is_some_and(|written| written.is_ok())
    }
}
