//! PDF documents: handed to a worker of their own, which is loaded when it is first needed.

use crate::browser;
use futures_channel::oneshot;
use js_sys::Array;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event, MessageEvent, Worker};

const WORKER: &str = "greengate-pdf_loader.js";
/// A document that takes longer is given up.
const PATIENCE_MS: i32 = 60_000;

/// Why a document has no texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read.
    Unreadable,
    /// The worker cannot be had: this device has never loaded it, and there is no network.
    Missing,
}

/// The texts of the codes in a document.
pub async fn texts(document: &Blob) -> Result<Vec<String>, Fault> {
    let buffer = JsFuture::from(document.array_buffer())
        .await
        .map_err(|_| Fault::Unreadable)?;
    let worker = Worker::new(WORKER).map_err(|_| Fault::Missing)?;
    let (tell, answer) = oneshot::channel();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let end = {
        let tell = Rc::clone(&tell);
        move |answer: Result<Vec<String>, Fault>| {
            if let Some(tell) = tell.borrow_mut().take() {
                // Who asked may have gone.
                _ = tell.send(answer);
            }
        }
    };
    let ready = Rc::new(std::cell::Cell::new(false));
    let on_message = {
        let (worker, end, ready) = (worker.clone(), end.clone(), Rc::clone(&ready));
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if data.as_string().as_deref() == Some("ready") {
                ready.set(true);
                // A buffer that cannot be handed over is none.
                if worker
                    .post_message_with_transfer(&buffer, &Array::of1(&buffer))
                    .is_err()
                {
                    end(Err(Fault::Unreadable));
                }
                return;
            }
            let texts = Array::is_array(&data).then(|| crate::language::texts(&data));
            end(texts.ok_or(Fault::Unreadable));
        })
    };
    let on_error = {
        let (end, ready) = (end.clone(), Rc::clone(&ready));
        Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default();
            end(Err(if ready.get() { Fault::Unreadable } else { Fault::Missing }));
        })
    };
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    spawn_local(async move {
        browser::sleep(PATIENCE_MS).await;
        end(Err(Fault::Unreadable));
    });
    let answer = answer.await.unwrap_or(Err(Fault::Unreadable));
    worker.set_onmessage(None);
    worker.set_onerror(None);
    worker.terminate();
    answer
}

/// Whether a file says or shows that it is a PDF.
pub fn is_one(kind: &str, name: &str) -> bool {
    kind == "application/pdf" || kind.is_empty() && name.to_ascii_lowercase().ends_with(".pdf")
}
