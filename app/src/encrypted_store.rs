//! Passes that a person asks to keep: encrypted with a passphrase, on this device only.
//!
//! AES-GCM (NIST SP 800-38D) with 256 bits, the key from the passphrase by PBKDF2 with
//! HMAC-SHA-256 (RFC 8018), both by the browser's Web Cryptography. The record is
//! `version.iterations.salt.nonce.ciphertext` in base64.

use crate::browser::{self, method};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Name of the setting that holds the record.
const RECORD: &str = "kept";
const VERSION: &str = "1";
/// Rounds of PBKDF2 (OWASP's recommendation for HMAC-SHA-256).
pub const ITERATIONS: u32 = 600_000;
/// Minimum length of a passphrase, in characters.
pub const SHORTEST: usize = 10;

/// True if passes are kept.
pub fn has_kept() -> bool {
    browser::setting(RECORD).is_some()
}

/// Deletes the kept passes.
pub fn delete() {
    browser::forget_setting(RECORD);
}

/// Result of keeping passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// They are kept, beside those kept before.
    Done,
    /// Others are kept under another passphrase. They stay as they are.
    Others,
    /// The browser keeps nothing.
    Failed,
}

/// Keeps the texts of passes beside those kept before, all under the same passphrase.
pub async fn keep(passes: &[Vec<String>], passphrase: &str) -> Kept {
    let mut all = Vec::new();
    if has_kept() {
        match open(passphrase).await {
            Some(before) => all = before,
            None => return Kept::Others,
        }
    }
    for pass in passes {
        if !all.contains(pass) {
            all.push(pass.clone());
        }
    }
    if replace(&all, passphrase).await {
        Kept::Done
    } else {
        Kept::Failed
    }
}

/// Keeps the texts of passes in place of those kept before; false if the browser cannot.
async fn replace(passes: &[Vec<String>], passphrase: &str) -> bool {
    let keep = async {
        let (salt, nonce) = (random(16)?, random(12)?);
        let key = key(passphrase, &salt, ITERATIONS).await?;
        let plain = postcard::to_allocvec(passes).ok()?;
        let sealed = crypt("encrypt", &nonce, &key, &plain).await?;
        let (salt, nonce, sealed) = (base64(&salt)?, base64(&nonce)?, base64(&sealed)?);
        let record = format!("{VERSION}.{ITERATIONS}.{salt}.{nonce}.{sealed}");
        browser::set_setting(RECORD, &record);
        (browser::setting(RECORD)? == record).then_some(())
    };
    keep.await.is_some()
}

/// Texts of the kept passes; `None` with a wrong passphrase.
pub async fn open(passphrase: &str) -> Option<Vec<Vec<String>>> {
    let record = browser::setting(RECORD)?;
    let mut parts = record.split('.');
    let mut next = || parts.next();
    let (version, iterations) = (next()?, next()?.parse().ok()?);
    let (salt, nonce, sealed) = (bytes(next()?)?, bytes(next()?)?, bytes(next()?)?);
    if version != VERSION {
        return None;
    }
    let key = key(passphrase, &salt, iterations).await?;
    let plain = crypt("decrypt", &nonce, &key, &sealed).await?;
    postcard::from_bytes(&plain).ok()
}

fn crypto() -> Option<JsValue> {
    Reflect::get(&browser::window(), &"crypto".into()).ok()
}

/// Random bytes.
pub fn random(length: u32) -> Option<Vec<u8>> {
    let crypto = crypto()?;
    let bytes = Uint8Array::new_with_length(length);
    method(&crypto, "getRandomValues")?.call1(&crypto, &bytes).ok()?;
    Some(bytes.to_vec())
}

/// Calls a function of Web Cryptography.
pub async fn subtle(name: &str, arguments: &Array) -> Option<JsValue> {
    let subtle = Reflect::get(&crypto()?, &"subtle".into()).ok()?;
    let function: Function = method(&subtle, name)?;
    let promise: Promise = function.apply(&subtle, arguments).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// An object with these members.
pub fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // Setting a property of a fresh object cannot fail.
        _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

/// A key for AES-GCM from a passphrase, which cannot be exported.
pub async fn key(passphrase: &str, salt: &[u8], iterations: u32) -> Option<JsValue> {
    let uses = |name: &str| -> JsValue { Array::of1(&name.into()).into() };
    let raw = Uint8Array::from(passphrase.as_bytes());
    let import = Array::of5(
        &"raw".into(),
        &raw,
        &"PBKDF2".into(),
        &JsValue::FALSE,
        &uses("deriveKey"),
    );
    let base = subtle("importKey", &import).await?;
    let derivation = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", Uint8Array::from(salt).into()),
        ("iterations", iterations.into()),
    ]);
    let kind = object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
    let both = Array::of2(&"encrypt".into(), &"decrypt".into());
    let derive = Array::of5(&derivation, &base, &kind, &JsValue::FALSE, &both);
    subtle("deriveKey", &derive).await
}

/// Encrypts or decrypts with AES-GCM: `name` says which.
pub async fn crypt(name: &str, nonce: &[u8], key: &JsValue, data: &[u8]) -> Option<Vec<u8>> {
    let algorithm = object(&[("name", "AES-GCM".into()), ("iv", Uint8Array::from(nonce).into())]);
    let arguments = Array::of3(&algorithm, key, &Uint8Array::from(data));
    let buffer = subtle(name, &arguments).await?;
    Some(Uint8Array::new(&buffer).to_vec())
}

fn base64(bytes: &[u8]) -> Option<String> {
    let binary: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    browser::window().btoa(&binary).ok()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let binary = browser::window().atob(text).ok()?;
    binary.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}
