//! Storage of the counter on the device, by the app's service worker.

use greengate_app::{
    browser::{self, method},
    language,
};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Milliseconds before the files are stored, so that the page starts first.
const AFTER_START_MS: i32 = 1_500;
/// Files that only this page needs, beside those of the app.
const FILES: [&str; 5] = [
    "greengate-counter.js",
    "greengate-counter_bg.wasm",
    "counter/style.css",
    "greengate-documents.js",
    "greengate-documents_bg.wasm",
];

/// Has the service worker keep what this page needs, and then the rest of the app. A browser that stores nothing still works
/// with a network.
pub async fn keep() -> Option<()> {
    browser::sleep(AFTER_START_MS).await;
    let container = Reflect::get(&browser::window().navigator(), &"serviceWorker".into()).ok()?;
    call(&container, "register", &"sw.js".into())?;
    let ready: Promise = Reflect::get(&container, &"ready".into()).ok()?.dyn_into().ok()?;
    let registration = JsFuture::from(ready).await.ok()?;
    let worker = Reflect::get(&registration, &"active".into()).ok()?;
    let language = language::preferred();
    let messages = format!("{}/{}.json", crate::MESSAGES, language.code);
    let files = FILES.map(str::to_owned).into_iter().chain([language.file(), messages]);
    for file in files {
        let message = Object::new();
        Reflect::set(&message, &"keep".into(), &file.into()).ok()?;
        call(&worker, "postMessage", &message)?;
    }
    call(&worker, "postMessage", &"complete".into()).map(drop)
}

fn call(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    method(object, name)?.call1(object, argument).ok()
}
