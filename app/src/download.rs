//! Downloads from static hosts: one conditional GET, read up to a limit.

use super::global;
use crate::browser;
use greengate::limits::MAX_DOWNLOAD;
use greengate_app::bridge::UpdateFailure;
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, Request, RequestCache, RequestCredentials, RequestInit,
    RequestRedirect, Response, ResponseType,
};

/// Milliseconds after which a host is given up.
const PATIENCE_MS: i32 = 60_000;

/// Entity tags of the sources for what is in use.
#[derive(Default)]
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
    pub fn get(&self, source: &str) -> Option<String> {
        let (_, etag) = self.0.iter().find(|(known, _)| known == source)?;
        Some(etag.clone())
    }
}

/// Answer of a host.
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

/// Asks a host for its current file, unless that still has this entity tag.
pub async fn fetch(url: &str, etag: Option<&str>) -> Result<Fetched, UpdateFailure> {
    let url = &*browser::address(url).ok_or(UpdateFailure::BadAddress)?;
    let unreachable = |_: JsValue| UpdateFailure::Unreachable;
    let controller = AbortController::new().map_err(unreachable)?;
    let init = RequestInit::new();
    init.set_signal(Some(&controller.signal()));
    init.set_credentials(RequestCredentials::Omit);
    // Do not follow a redirect, which could lead anywhere: the configured host must answer itself.
    init.set_redirect(RequestRedirect::Manual);
    let own_host = is_own_host(url);
    // For other hosts, a header of ours would need a CORS preflight request; the browser's own cache makes the request
    // conditional without one.
    init.set_cache(if own_host {
        RequestCache::NoStore
    } else {
        RequestCache::NoCache
    });
    let request = Request::new_with_str_and_init(url, &init).map_err(|_| UpdateFailure::BadAddress)?;
    if let Some(etag) = etag.filter(|_| own_host) {
        request.headers().set("If-None-Match", etag).map_err(unreachable)?;
    }
    let abort = {
        let controller = controller.clone();
        Closure::once_into_js(move || controller.abort())
    };
    let timer = global()
        .set_timeout_with_callback_and_timeout_and_arguments_0(abort.unchecked_ref(), PATIENCE_MS)
        .map_err(unreachable)?;
    let answer = body(&request, &controller).await;
    global().clear_timeout_with_handle(timer);
    answer
}

fn is_own_host(url: &str) -> bool {
    browser::address("/").is_some_and(|own| url.starts_with(&own))
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

/// Complete content of one of the app's own files; `None` if it is not there.
pub async fn own_file(path: &str) -> Option<Vec<u8>> {
    match fetch(path, None).await {
        Ok(Fetched::Body { bytes, .. }) => Some(bytes),
        _ => None,
    }
}
