//! Storage of the whole app on the device by its service worker, and newer versions of it.

use crate::{
    browser::{self, method},
    hooks::use_once,
    language,
    state::{Action, State},
};
use js_sys::{Promise, Reflect};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// Delay in milliseconds before the app is stored, so that the page starts first.
const AFTER_START_MS: i32 = 1_500;
/// Delay in milliseconds before the rest of the app is loaded, when nobody waits for anything.
const IDLE_MS: i32 = 15_000;
/// Milliseconds between two questions for a newer version, in a page that stays open.
const ASK_EVERY_MS: i32 = 60 * 60 * 1_000;

fn container() -> Option<JsValue> {
    let container = Reflect::get(&browser::window().navigator(), &"serviceWorker".into()).ok()?;
    (!container.is_falsy()).then_some(container)
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into())
        .ok()
        .filter(|value| !value.is_falsy())
}

fn listen(target: &JsValue, name: &str, then: impl FnMut(JsValue) + 'static) {
    let listener = Closure::<dyn FnMut(JsValue)>::new(then);
    if let Some(add) = method(target, "addEventListener") {
        // Listening to a known event cannot fail.
        _ = add.call2(target, &name.into(), listener.as_ref());
    }
    // Listens until the page closes.
    listener.forget();
}

fn post(worker: &JsValue, message: &JsValue) {
    if let Some(post) = method(worker, "postMessage") {
        // A worker that has ended needs no message.
        _ = post.call1(worker, message);
    }
}

async fn settled(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    let promise: Promise = method(object, name)?.call1(object, argument).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// Stores the app on the device, and reports a newer version.
#[hook]
pub fn use_offline(tell: UseReducerDispatcher<State>) {
    use_once(move || {
        spawn_local(async move {
            browser::sleep(AFTER_START_MS).await;
            // A browser that stores nothing still works with a network.
            _ = register(tell).await;
        });
    });
}

async fn register(tell: UseReducerDispatcher<State>) -> Option<()> {
    let container = container()?;
    let registration = settled(&container, "register", &"sw.js".into()).await?;
    // Without a controller this is the first visit, and the installed version is this one.
    let first = get(&container, "controller").is_none();
    let ready = {
        let (registration, container) = (registration.clone(), container.clone());
        move || {
            let waits = get(&registration, "waiting").is_some() && get(&container, "controller").is_some();
            if waits {
                tell.dispatch(Action::NewVersion);
            }
        }
    };
    ready();
    {
        let registration_of = registration.clone();
        listen(&registration, "updatefound", move |_| {
            let ready = ready.clone();
            if let Some(worker) = get(&registration_of, "installing") {
                listen(&worker, "statechange", move |_| ready());
            }
        });
    }
    let reloaded = Rc::new(Cell::new(first));
    listen(&container, "controllerchange", move |_| {
        // This tab or another one has activated the new version: all tabs must run the same one.
        if !reloaded.replace(true) && !browser::is_scanning() {
            // Only fails while the page closes.
            _ = browser::window().location().reload();
        }
        reloaded.set(false);
    });
    keep_language(&registration);
    browser::sleep(IDLE_MS).await;
    if let Some(worker) = get(&registration, "active") {
        post(&worker, &"complete".into());
    }
    keep_storage().await;
    loop {
        browser::sleep(ASK_EVERY_MS).await;
        _ = settled(&registration, "update", &JsValue::UNDEFINED).await;
    }
}

/// Keeps the language in use, so that the next start has it without a network.
fn keep_language(registration: &JsValue) {
    let workers = ["installing", "waiting", "active"];
    if let Some(worker) = workers.iter().find_map(|name| get(registration, name)) {
        let language = language::preferred();
        for file in [language.file(), language.needs_file()] {
            let message = js_sys::Object::new();
            // Setting a property of a fresh object cannot fail.
            _ = Reflect::set(&message, &"keep".into(), &file.into());
            post(&worker, &message);
        }
    }
}

/// Asks the browser not to delete the trust list of an installed app.
async fn keep_storage() {
    let window = browser::window();
    let standalone = method(&window, "matchMedia")
        .and_then(|ask| ask.call1(&window, &"(display-mode: standalone)".into()).ok())
        .and_then(|answer| get(&answer, "matches"))
        .is_some();
    if let Some(storage) = get(&window.navigator(), "storage").filter(|_| standalone) {
        // If the browser refuses, the page still shows the age of the list.
        _ = settled(&storage, "persist", &JsValue::UNDEFINED).await;
    }
}

/// Activates the new version now.
pub fn use_new_version() {
    spawn_local(async {
        let Some(container) = container() else { return };
        let registration = settled(&container, "getRegistration", &JsValue::UNDEFINED).await;
        if let Some(worker) = registration.and_then(|registration| get(&registration, "waiting")) {
            post(&worker, &"use".into());
        }
    });
}
