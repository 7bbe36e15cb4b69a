//! The part of the app that reads PDF documents: a worker that the page starts for a single document and ends when it
//! takes too long. The message is the document's bytes. The answers are arrays of all texts found so far, and at the
//! end `true`, or `null` for a document that cannot be read.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let global: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let listen = {
        let global = global.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = Uint8Array::new(&event.data()).to_vec();
            // Posting only fails while the page closes.
            let read = greengate::document::texts_as_found(bytes, &mut |texts| {
                let texts: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
                _ = global.post_message(&texts);
            });
            _ = global.post_message(&read.map_or(JsValue::NULL, |_| JsValue::TRUE));
        })
    };
    global.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    // Ready: a message sent before this one would have been lost.
    _ = global.post_message(&"ready".into());
}
