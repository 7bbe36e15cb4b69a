//! The app's own files.

use super::{boot::boot_value, window};
use js_sys::{Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Text of one of the app's own files.
pub async fn fetch_text(path: &str) -> Option<String> {
    let text = fetch(path).await?.text().ok()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// One of the app's own files as a blob.
pub async fn fetch_blob(path: &str) -> Option<web_sys::Blob> {
    let blob = fetch(path).await?.blob().ok()?;
    JsFuture::from(blob).await.ok()?.dyn_into().ok()
}

/// Answer that `www/boot.js` asked for before the app started; `None` for other files, and the second time.
fn early(path: &str) -> Option<Promise> {
    let early = boot_value("early");
    let answer = Reflect::get(&early, &path.into()).ok()?.dyn_into().ok()?;
    // An answer can be read once.
    Reflect::delete_property(&early.into(), &path.into()).ok()?;
    Some(answer)
}

async fn fetch(path: &str) -> Option<web_sys::Response> {
    let asked = || window().fetch_with_str(path).unchecked_into();
    let promise: Promise = early(path).unwrap_or_else(asked);
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    response.ok().then_some(response)
}
