//! A static server as plain as any host's, under a path of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};
use tiny_http::{Header, Response, Server};

/// Serves a folder until it is dropped.
pub struct Site {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
    requests: Arc<Mutex<Vec<String>>>,
    port: u16,
}

/// The page must work from any path, not only from the root.
const MOUNT: &str = "/some/where/";

impl Site {
    /// Starts serving on a free port of loopback.
    #[must_use]
    pub fn serve(folder: &Path) -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let port = server.server_addr().to_ip().expect("an IP address").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let thread = thread::spawn({
            let (server, requests, folder) = (Arc::clone(&server), Arc::clone(&requests), folder.to_owned());
            move || {
                for request in server.incoming_requests() {
                    requests
                        .lock()
                        .expect("no panic holds it")
                        .push(format!("{} {}", request.method(), request.url()));
                    // The browser may have gone.
                    _ = match file(&folder, request.url()) {
                        Some((bytes, kind)) => request.respond(Response::from_data(bytes).with_header(kind)),
                        None => request.respond(Response::empty(404)),
                    };
                }
            }
        });
        Self {
            server,
            thread: Some(thread),
            requests,
            port,
        }
    }

    /// Where the page is.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_at("127.0.0.1")
    }

    /// The same by another host name.
    #[must_use]
    pub fn url_at(&self, host: &str) -> String {
        format!("http://{host}:{}{MOUNT}", self.port)
    }

    /// Every request so far, as `METHOD /path`.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic holds it").clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            // A panic of the server has been seen by the test.
            _ = thread.join();
        }
    }
}

fn file(folder: &Path, url: &str) -> Option<(Vec<u8>, Header)> {
    let path = url.split('?').next()?.strip_prefix(MOUNT)?;
    let path = PathBuf::from(if path.is_empty() { "index.html" } else { path });
    let inside = path.components().all(|c| matches!(c, std::path::Component::Normal(_)));
    let bytes = inside.then(|| fs::read(folder.join(&path)).ok())??;
    let kind = match path.extension()?.to_str()? {
        "html" => "text/html",
        "js" | "mjs" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        _ => "application/octet-stream",
    };
    Some((bytes, Header::from_bytes("Content-Type", kind).expect("a header")))
}
