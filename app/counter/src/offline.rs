//! Storage of the counter on the device, by the app's service worker.

use greengate_app::{
    browser::{self, method},
    language,
};
use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// Milliseconds before the files are stored, so that the page starts first.
const AFTER_START_MS: i32 = 1_500;
/// Files that only this page needs, beside those of the app.
const FILES: [&str; 6] = [
    "greengate-counter.js",
    "greengate-counter_bg.wasm",
    "counter/style.css",
    "trust/default.ggt",
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
    let worker = |name: &str| {
        let found = Reflect::get(&registration, &name.into()).ok();
        found.filter(|worker| !worker.is_falsy())
    };
    // A newer version that takes over later, perhaps without a network, needs its own.
    for name in ["active", "waiting", "installing"] {
        worker(name).and_then(|worker| keep_in(&worker));
    }
    let listen = {
        let registration = registration.clone();
        Closure::<dyn FnMut()>::new(move || {
            let found = Reflect::get(&registration, &"installing".into()).ok();
            found
                .filter(|worker| !worker.is_falsy())
                .and_then(|worker| keep_in(&worker));
        })
    };
    method(&registration, "addEventListener")?
        .call2(&registration, &"updatefound".into(), listen.as_ref())
        .ok()?;
    // Listens until the page closes.
    listen.forget();
    call(&worker("active")?, "postMessage", &"complete".into()).map(drop)
}

/// Has a version of the service worker keep what this page needs.
fn keep_in(worker: &JsValue) -> Option<()> {
    let language = language::preferred();
    let messages = format!("{}/{}.json", crate::MESSAGES, language.code);
    let files = FILES.map(str::to_owned).into_iter().chain([language.file(), messages]);
    for file in files {
        let message = Object::new();
        Reflect::set(&message, &"keep".into(), &file.into()).ok()?;
        call(worker, "postMessage", &message)?;
    }
    Some(())
}

fn call(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    method(object, name)?.call1(object, argument).ok()
}

/// Asks the browser not to delete the key and the day book when space is short.
pub async fn keep_storage() {
    let storage = Reflect::get(&browser::window().navigator(), &"storage".into()).unwrap_or_default();
    let asked = call(&storage, "persist", &JsValue::UNDEFINED);
    if let Some(promise) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) {
        // If the browser refuses, they are kept as long as there is space.
        _ = JsFuture::from(promise).await;
    }
}
