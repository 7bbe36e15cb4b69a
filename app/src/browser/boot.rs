//! Values and functions that `www/boot.js` defines in the page and in the scanning worker.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Worker;

/// Value of this name.
pub(super) fn boot_value(name: &str) -> JsValue {
    let defined = Reflect::get(&js_sys::global(), &"greengate".into());
    let value = defined.and_then(|defined| Reflect::get(&defined, &name.into()));
    value.unwrap_or_default()
}

fn boot_call(name: &str, argument: &JsValue) -> Option<JsValue> {
    let function: Function = boot_value(name).dyn_into().ok()?;
    function.call1(&JsValue::UNDEFINED, argument).ok()
}

/// Absolute address of one of the app's files. A worker that was started from a blob has no address to resolve relative
/// ones.
pub fn address(path: &str) -> Option<String> {
    let base = boot_value("base").as_string()?;
    Some(web_sys::Url::new_with_base(path, &base).ok()?.href())
}

/// Asks for the rear camera, or for the one with this identifier. `None` in browsers without cameras.
pub fn ask_for_camera(id: Option<&str>) -> Option<Promise> {
    boot_call("camera", &id.map_or(JsValue::UNDEFINED, JsValue::from_str))?
        .dyn_into()
        .ok()
}

/// The camera that was asked for while the module was loaded.
pub fn early_camera() -> Option<Promise> {
    boot_value("asked").dyn_into().ok()
}

/// Starts the scanning worker, which runs this same module.
pub fn start_scanner() -> Option<Worker> {
    boot_call("scanner", &wasm_bindgen::module())?.dyn_into().ok()
}

/// Starts the worker of a part of the app that is loaded on demand. Its script and its module have the hashes of this
/// build; anything else is not started.
pub async fn start_part(name: &str) -> Option<Worker> {
    let promise: Promise = boot_call("part", &name.into())?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
