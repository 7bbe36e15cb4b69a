//! The page: everything a person sees. Heavy work is the worker's.

mod browser;
mod camera;
mod clock;
mod engine;
mod gate;
mod keeper;
mod language;
mod message;
mod offline;
mod pdf;
mod senses;
mod state;
mod view;
mod wedge;
mod words;
mod worker;

use wasm_bindgen::JsCast;

/// The module is started once by the page and once more by each worker, which it is handed to
/// compiled: what both need is loaded and compiled once.
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
    root.unchecked_ref::<web_sys::Element>().set_text_content(None);
    yew::Renderer::<view::App>::with_root(root).render();
}
