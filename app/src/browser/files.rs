//! The app's own files.

use super::window;
use js_sys::Promise;
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

async fn fetch(path: &str) -> Option<web_sys::Response> {
    let promise: Promise = window().fetch_with_str(path).unchecked_into();
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    response.ok().then_some(response)
}
