//! Small conveniences over the browser's interface.

mod back;
mod boot;
mod drawing;
mod files;
mod numbers;
mod settings;
mod time;
mod zones;

pub use self::{
    back::use_back,
    boot::{address, ask_for_camera, early_camera, start_part, start_scanner},
    drawing::drawn,
    files::{fetch_blob, fetch_text},
    numbers::{fixed, number, within, written},
    settings::{forget_setting, own_name, set_setting, setting},
    time::{day_of, instant, monotonic, noon_of, now, sleep, timer},
    zones::{instant_of_local, zones_of},
};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// The page's window.
pub fn window() -> web_sys::Window {
    js_sys::global().unchecked_into()
}

/// Method of an object, if the browser has it.
pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

/// Listener for an event, removed when dropped.
pub struct Listener {
    target: web_sys::EventTarget,
    name: &'static str,
    then: Closure<dyn FnMut()>,
}

impl Listener {
    /// Listens to the event from now on.
    pub fn new(target: &web_sys::EventTarget, name: &'static str, then: impl FnMut() + 'static) -> Self {
        let then = Closure::new(then);
        // Listening to a known event cannot fail.
        _ = target.add_event_listener_with_callback(name, then.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            name,
            then,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        _ = self
            .target
            .remove_event_listener_with_callback(self.name, self.then.as_ref().unchecked_ref());
    }
}

/// True if the page is visible.
pub fn is_visible() -> bool {
    let document = window().document();
    document.is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// True while a camera picture or a verdict is visible.
pub fn is_scanning() -> bool {
    let document = window().document();
    let shown = |css: &str| {
        let document = document.as_ref()?;
        document.query_selector(css).ok()?
    };
    shown(".scanner.on").is_some() || shown(".result:not(.toast)").is_some()
}

/// Adds an address of the page to the browser's history.
pub fn go_to(address: &str) {
    if let Ok(history) = window().history() {
        // Only fails for a page that adds hundreds a minute.
        _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Value of the address's query. The part behind # is never read: a pass must not end up there.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}
