//! Downloads from static hosts: one conditional GET, read up to a limit.

use crate::{bridge::UpdateFailure, worker_scope::global};
use greengate::limits::MAX_DOWNLOAD;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, Request, RequestCache, RequestCredentials, RequestInit,
    RequestRedirect, Response, ResponseType,
};

/// Entity tags of the sources for what is in use.
#[derive(Debug, Default)]
pub struct Etags(Vec<(String, String)>);

impl Etags {
    /// Forgets all tags.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Sets or clears the tag of a source.
    pub fn set(&mut self, source: &str, etag: Option<String>) {
        if let Some(etag) = etag {
            self.0.retain(|(known, _)| known != source);
            self.0.push((source.to_owned(), etag));
        }
    }

    /// Tag of a source.
    #[must_use]
    pub fn get(&self, source: &str) -> Option<String> {
        let (_, etag) = self.0.iter().find(|(known, _)| known == source)?;
        Some(etag.clone())
    }
}

/// Answer of a host.
#[derive(Debug)]
pub enum Fetched {
    /// Nothing has changed.
    NotModified,
    /// A new body.
    Body {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Its entity tag.
        etag: Option<String>,
    },
}

/// A file of a static host.
#[derive(Clone, Copy, Debug)]
pub struct Download<'a> {
    /// Its absolute address.
    pub url: &'a str,
    /// Entity tag of the version that is at hand: an unchanged file is not sent again.
    pub etag: Option<&'a str>,
    /// Milliseconds after which the host is given up.
    pub patience_ms: i32,
}

impl Download<'_> {
    /// Asks the host for the file.
    ///
    /// # Errors
    /// Fails if the host does not deliver the whole file itself, or more than [`MAX_DOWNLOAD`] bytes.
    pub async fn fetch(self) -> Result<Fetched, UpdateFailure> {
        let unreachable = |_: JsValue| UpdateFailure::Unreachable;
        let controller = AbortController::new().map_err(unreachable)?;
        let init = RequestInit::new();
        init.set_signal(Some(&controller.signal()));
        init.set_credentials(RequestCredentials::Omit);
        // Do not follow a redirect, which could lead anywhere: the configured host must answer itself.
        init.set_redirect(RequestRedirect::Manual);
        let own_host = is_own_host(self.url);
        // For other hosts, a header of ours would need a CORS preflight request; the browser's own cache makes the request
        // conditional without one.
        init.set_cache(if own_host {
            RequestCache::NoStore
        } else {
            RequestCache::NoCache
        });
        let request = Request::new_with_str_and_init(self.url, &init).map_err(|_| UpdateFailure::BadAddress)?;
        if let Some(etag) = self.etag.filter(|_| own_host) {
            request.headers().set("If-None-Match", etag).map_err(unreachable)?;
        }
        let abort = {
            let controller = controller.clone();
            Closure::once_into_js(move || controller.abort())
        };
        let timer = global()
            .set_timeout_with_callback_and_timeout_and_arguments_0(abort.unchecked_ref(), self.patience_ms)
            .map_err(unreachable)?;
        let answer = body(&request, &controller).await;
        global().clear_timeout_with_handle(timer);
        answer
    }
}

/// True for a file of the host that the app comes from.
fn is_own_host(url: &str) -> bool {
    let origin = Reflect::get(&global(), &"origin".into()).ok();
    let origin = origin.and_then(|origin| origin.as_string());
    origin.is_some_and(|origin| url.strip_prefix(&*origin).is_some_and(|path| path.starts_with('/')))
}

async fn body(request: &Request, controller: &AbortController) -> Result<Fetched, UpdateFailure> {
    let promise: Promise = global().fetch_with_request(request).unchecked_into();
    let response: Response = JsFuture::from(promise)
        .await
        .map_err(|_| UpdateFailure::Unreachable)?
        .unchecked_into();
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(UpdateFailure::Redirected);
    }
    match response.status() {
        304 => return Ok(Fetched::NotModified),
        200 => {}
        status => return Err(UpdateFailure::Status(status)),
    }
    let header = |name: &str| response.headers().get(name).ok().flatten();
    let length = header("content-length").and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_DOWNLOAD) {
        controller.abort();
        return Err(UpdateFailure::TooLarge);
    }
    let mut bytes = Vec::with_capacity(length.unwrap_or_default());
    if let Some(stream) = response.body() {
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        loop {
            let promise: Promise = reader.read().unchecked_into();
            let step = JsFuture::from(promise).await.map_err(|_| UpdateFailure::BrokenOff)?;
            let done = Reflect::get(&step, &"done".into()).is_ok_and(|done| done.is_truthy());
            if done {
                break;
            }
            let chunk = Reflect::get(&step, &"value".into()).map_err(|_| UpdateFailure::BrokenOff)?;
            let chunk: Uint8Array = chunk.dyn_into().map_err(|_| UpdateFailure::BrokenOff)?;
            if bytes.len() + chunk.length() as usize > MAX_DOWNLOAD {
                controller.abort();
                return Err(UpdateFailure::TooLarge);
            }
            bytes.extend(chunk.to_vec());
        }
    }
    Ok(Fetched::Body {
        bytes,
        etag: header("etag"),
    })
}
