//! PDF documents: read by a worker of their own, which is loaded when first needed.

use crate::browser;
use futures_channel::oneshot;
use greengate::limits::{MAX_DOCUMENT, MAX_DOCUMENT_MS};
use js_sys::Array;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event, MessageEvent};

const WORKER: &str = "greengate-pdf";
/// Milliseconds after which a worker that has not started is given up.
const PATIENCE_MS: i32 = 60_000;

/// Codes found in a document.
#[derive(Debug)]
pub struct Texts {
    /// Texts of the codes.
    pub texts: Vec<String>,
    /// Reason why there may be more codes.
    pub fault: Option<PdfError>,
}

/// Reason for not reading a document to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfError {
    /// The document cannot be read.
    Unreadable,
    /// The document takes too much time or memory.
    TooComplex,
    /// The worker cannot be loaded: this device never loaded it, and there is no network.
    Missing,
}

/// Texts of the codes in a document.
pub async fn texts(document: &Blob) -> Texts {
    let texts = Rc::default();
    let fault = read(document, &texts).await.err();
    Texts {
        texts: texts.take(),
        fault,
    }
}

/// Reads a document within the limits of time and memory and adds its texts to `texts` as they are found. Always ends
/// the worker afterwards.
async fn read(document: &Blob, texts: &Rc<RefCell<Vec<String>>>) -> Result<(), PdfError> {
    #[expect(clippy::cast_precision_loss, reason = "a limit")]
    if document.size() > MAX_DOCUMENT as f64 {
        return Err(PdfError::TooComplex);
    }
    let buffer = JsFuture::from(document.array_buffer())
        .await
        .map_err(|_| PdfError::Unreadable)?;
    let worker = browser::start_part(WORKER).await.ok_or(PdfError::Missing)?;
    let (tell, answer) = oneshot::channel();
    let tell = Rc::new(RefCell::new(Some(tell)));
    let end = {
        let tell = Rc::clone(&tell);
        move |answer: Result<(), PdfError>| {
            if let Some(tell) = tell.borrow_mut().take() {
                // The caller may have gone.
                _ = tell.send(answer);
            }
        }
    };
    let end_after = {
        let end = end.clone();
        move |ms: i32, fault: PdfError| {
            let end = end.clone();
            spawn_local(async move {
                browser::sleep(ms).await;
                end(Err(fault));
            });
        }
    };
    let ready = Rc::new(Cell::new(false));
    let on_message = {
        let (worker, end, ready, texts) = (worker.clone(), end.clone(), Rc::clone(&ready), Rc::clone(texts));
        let end_after = end_after.clone();
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            if Array::is_array(&data) {
                texts.replace(crate::language::texts(&data));
            } else if data.as_string().is_some() {
                ready.set(true);
                end_after(MAX_DOCUMENT_MS.into(), PdfError::TooComplex);
                // A buffer that cannot be transferred cannot be read.
                if worker
                    .post_message_with_transfer(&buffer, &Array::of1(&buffer))
                    .is_err()
                {
                    end(Err(PdfError::Unreadable));
                }
            } else {
                end(data.as_bool().map(drop).ok_or(PdfError::Unreadable));
            }
        })
    };
    let on_error = {
        let (end, ready) = (end.clone(), Rc::clone(&ready));
        Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            event.prevent_default();
            // A worker that was reading ends like this when its memory is used up.
            end(Err(if ready.get() {
                PdfError::TooComplex
            } else {
                PdfError::Missing
            }));
        })
    };
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    end_after(PATIENCE_MS, PdfError::Missing);
    let answer = answer.await.unwrap_or(Err(PdfError::Unreadable));
    worker.set_onmessage(None);
    worker.set_onerror(None);
    worker.terminate();
    answer
}

/// True if a file's type or name says that it is a PDF.
pub fn is_one(kind: &str, name: &str) -> bool {
    kind == "application/pdf" || kind.is_empty() && name.to_ascii_lowercase().ends_with(".pdf")
}
