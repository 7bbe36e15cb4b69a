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

use wasm_bindgen::JsCast;

fn main() {
    let Some(root) = browser::window()
        .document()
        .and_then(|document| document.get_element_by_id("app"))
    else {
        return;
    };
    root.unchecked_ref::<web_sys::Element>().set_text_content(None);
    yew::Renderer::<view::App>::with_root(root).render();
}
