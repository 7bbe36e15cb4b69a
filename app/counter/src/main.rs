//! The counter: the page where certificates of vaccination are issued (`?mode=counter`), and the directory of the places that
//! do so (`?mode=places`). A module of its own, with its own messages and styles in `www/counter`.

mod controller;
mod day_book;
mod desk_key;
mod lists;
mod offline;
mod places;
mod state;
mod view;

use greengate_app::{
    browser, hooks,
    language::{self, Words},
};
use std::rc::Rc;
use view::header::Mode;
use wasm_bindgen_futures::spawn_local;

/// Folder of the messages.
pub const MESSAGES: &str = "counter/lang";
const STYLE: &str = "counter/style.css";

/// The words of the app and of the counter.
async fn words() -> Option<Words> {
    let words = Words::load_first().await?;
    words.add(MESSAGES).await.then_some(words)
}

fn main() {
    let document = browser::window().document();
    let Some((document, root)) = document.and_then(|document| {
        let root = document.get_element_by_id("app")?;
        Some((document, root))
    }) else {
        return;
    };
    if let (Ok(link), Some(head)) = (
        document.create_element("link"),
        document.query_selector("head").ok().flatten(),
    ) {
        // None of these fails on a fresh element.
        _ = link.set_attribute("rel", "stylesheet");
        _ = link.set_attribute("href", STYLE);
        _ = head.append_child(&link);
    }
    spawn_local(async move {
        let Some(words) = words().await else {
            root.set_text_content(Some(
                "Greengate cannot load its texts. Check the connection, then load this page again.",
            ));
            return;
        };
        language::announce(words.language());
        root.set_text_content(None);
        let words = Rc::new(words);
        // In the directory no key of the counter is made or opened.
        if browser::query("mode").is_some_and(|mode| mode == Mode::Places.name()) {
            let props = places::Props { words };
            yew::Renderer::<places::App>::with_root_and_props(root, props).render();
        } else {
            yew::Renderer::<view::App>::with_root_and_props(root, view::Props { words }).render();
        }
    });
}
