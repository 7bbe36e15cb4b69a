//! The part of the app that reads PDF documents: a worker that is started for one document, so
//! that nobody loads it who has none. The message is the document's bytes, the answer an array
//! of texts, or null for a document that cannot be read.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let global: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let listen = {
        let global = global.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let bytes = Uint8Array::new(&event.data()).to_vec();
            let answer = greengate::document::texts_of_pdf(bytes).map_or(JsValue::NULL, |texts| {
                texts
                    .iter()
                    .map(|text| JsValue::from_str(text))
                    .collect::<Array>()
                    .into()
            });
            // Fails only while the page goes away.
            _ = global.post_message(&answer);
        })
    };
    global.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    // Ready: a message that came before would have been lost.
    _ = global.post_message(&"ready".into());
}
