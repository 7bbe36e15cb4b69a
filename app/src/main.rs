//! The page: everything that a person sees. Its workers do the heavy work.

// Modules that the counter shares with the page are compiled into both: linked from the library they would make the page's
// module 7 KB larger, because a function that is called once is compiled into its caller only within a crate.
#[allow(dead_code, unused_imports, reason = "the counter uses more of these than the page")]
mod browser;
#[allow(dead_code, unused_imports, reason = "the counter uses more of these than the page")]
mod camera;
mod clock;
mod controller;
mod elements;
mod encrypted_store;
mod feedback;
mod hooks;
#[allow(dead_code, reason = "the counter uses more of these than the page")]
mod language;
#[allow(dead_code, reason = "the counter uses more of these than the page")]
mod message;
mod notice;
mod offline;
mod part_client;
mod pdf;
mod presenter;
mod state;
mod view;
mod wedge;
mod worker;
mod worker_client;

use greengate_app::bridge;
use language::Words;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

/// Runs in the page and again in each scanning worker, which receives the compiled module: it is loaded and compiled
/// once.
fn main() {
    if js_sys::global().is_instance_of::<web_sys::DedicatedWorkerGlobalScope>() {
        return worker::start();
    }
    let Some(root) = browser::window()
        .document()
        .and_then(|document| document.get_element_by_id("app"))
    else {
        return;
    };
    spawn_local(async move {
        let Some(words) = Words::load_first().await else {
            root.set_text_content(Some(
                "Greengate cannot load its texts. Check the connection, then load this page again.",
            ));
            return;
        };
        language::announce(words.language());
        root.set_text_content(None);
        let words = Rc::new(words);
        let props = view::Props {
            words: Rc::clone(&words),
        };
        yew::Renderer::<view::App>::with_root_and_props(root, props).render();
        words.add_needs().await;
    });
}
