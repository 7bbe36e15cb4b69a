//! The whole app on the device: its service worker, and newer versions of it.

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

/// First the page starts, then it is kept.
const AFTER_START_MS: i32 = 1_500;
/// The rest of the app comes when nobody waits for anything.
const IDLE_MS: i32 = 15_000;
/// How often a page that stays open asks for a newer version.
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
    // As long as the page.
    listener.forget();
}

fn post(worker: &JsValue, message: &JsValue) {
    if let Some(post) = method(worker, "postMessage") {
        // A worker that has gone needs no message.
        _ = post.call1(worker, message);
    }
}

async fn settled(object: &JsValue, name: &str, argument: &JsValue) -> Option<JsValue> {
    let promise: Promise = method(object, name)?.call1(object, argument).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// Keeps the app on the device, and says when a newer version is there.
#[hook]
pub fn use_offline(tell: UseReducerDispatcher<State>) {
    use_once(move || {
        spawn_local(async move {
            browser::sleep(AFTER_START_MS).await;
            // A browser that keeps nothing works as long as it has a network.
            _ = register(tell).await;
        });
    });
}

async fn register(tell: UseReducerDispatcher<State>) -> Option<()> {
    let container = container()?;
    let registration = settled(&container, "register", &"sw.js".into()).await?;
    // Without a controller this is the first visit, and what is installed is what is here.
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
        // Another tab, or this one, has taken the new version into use: one app, one version.
        if !reloaded.replace(true) && !browser::is_scanning() {
            // Fails only while the page goes away.
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

/// The language that is spoken is there at the next start, whatever the network is then.
fn keep_language(registration: &JsValue) {
    let workers = ["installing", "waiting", "active"];
    if let Some(worker) = workers.iter().find_map(|name| get(registration, name)) {
        let message = js_sys::Object::new();
        // Setting a property of a fresh object cannot fail.
        _ = Reflect::set(&message, &"keep".into(), &language::preferred().file().into());
        post(&worker, &message);
    }
}

/// Installed apps ask the browser not to throw their trust list away.
async fn keep_storage() {
    let window = browser::window();
    let standalone = method(&window, "matchMedia")
        .and_then(|ask| ask.call1(&window, &"(display-mode: standalone)".into()).ok())
        .and_then(|answer| get(&answer, "matches"))
        .is_some();
    if let Some(storage) = get(&window.navigator(), "storage").filter(|_| standalone) {
        // A browser that refuses shows the age of the list all the same.
        _ = settled(&storage, "persist", &JsValue::UNDEFINED).await;
    }
}

/// Takes the new version into use now.
pub fn use_new_version() {
    spawn_local(async {
        let Some(container) = container() else { return };
        let registration = settled(&container, "getRegistration", &JsValue::UNDEFINED).await;
        if let Some(worker) = registration.and_then(|registration| get(&registration, "waiting")) {
            post(&worker, &"use".into());
        }
    });
}
