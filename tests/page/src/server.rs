//! A static server as plain as any host's, under a path of its own.

use std::{
    collections::HashMap,
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};
use tiny_http::{Header, Request, Response, Server, StatusCode};

/// Answer in place of a file, to simulate a host's failures.
#[derive(Clone)]
pub enum Reply {
    /// These bytes of this type, with an entity tag: 304 to whoever has it already.
    Body(Vec<u8>, &'static str),
    /// These bytes of this type, packed by brotli.
    Packed(Vec<u8>, &'static str),
    /// Only a status.
    Status(u16),
    /// Somewhere else.
    Redirect(String),
    /// Half of it, and then the line goes dead.
    CutOff(Vec<u8>),
    /// So many bytes, with their number in advance or without.
    Large(usize, bool),
}

/// Serves a folder until it is dropped.
pub struct Site {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
    requests: Arc<Mutex<Vec<String>>>,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
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
        let replies = Arc::new(Mutex::new(HashMap::<String, Reply>::new()));
        let thread = thread::spawn({
            let (server, requests, folder) = (Arc::clone(&server), Arc::clone(&requests), folder.to_owned());
            let replies = Arc::clone(&replies);
            move || {
                for request in server.incoming_requests() {
                    requests
                        .lock()
                        .expect("no panic holds it")
                        .push(format!("{} {}", request.method(), request.url()));
                    let path = request.url().strip_prefix(MOUNT).unwrap_or_default().to_owned();
                    let reply = replies.lock().expect("no panic holds it").get(&path).cloned();
                    // The browser may have gone.
                    _ = match reply {
                        Some(reply) => answer(request, reply),
                        None => match file(&folder, request.url()) {
                            Some((bytes, kind)) => request.respond(Response::from_data(bytes).with_header(kind)),
                            None => request.respond(Response::empty(404)),
                        },
                    };
                }
            }
        });
        Self {
            server,
            thread: Some(thread),
            requests,
            replies,
            port,
        }
    }

    /// Address of the page.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_at("127.0.0.1")
    }

    /// The same by another host name.
    #[must_use]
    pub fn url_at(&self, host: &str) -> String {
        format!("http://{host}:{}{MOUNT}", self.port)
    }

    /// Has the app bring no trust list along and believe no publisher.
    pub fn without_list(&self) {
        let config = br#"{"publishers": []}"#;
        self.host("config.json", Reply::Body(config.to_vec(), "application/json"));
    }

    /// Answers this path, relative to the page, in another way from now on.
    pub fn host(&self, path: &str, reply: Reply) {
        let mut replies = self.replies.lock().expect("no panic holds it");
        replies.insert(path.to_owned(), reply);
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

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a header")
}

fn answer(request: Request, reply: Reply) -> io::Result<()> {
    match reply {
        Reply::Body(bytes, kind) => {
            // FNV-1a: any function of the content does.
            let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
                (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3)
            });
            let etag = format!("\"{hash:016x}\"");
            let held = request.headers().iter().find(|h| h.field.equiv("If-None-Match"));
            if held.is_some_and(|held| held.value.as_str() == etag) {
                return request.respond(Response::empty(304).with_header(header("ETag", &etag)));
            }
            let response = Response::from_data(bytes).with_header(header("Content-Type", kind));
            request.respond(response.with_header(header("ETag", &etag)))
        }
        Reply::Packed(bytes, kind) => request.respond(
            Response::from_data(bytes)
                .with_header(header("Content-Type", kind))
                .with_header(header("Content-Encoding", "br"))
                .with_header(header("Cache-Control", "no-cache")),
        ),
        Reply::Status(status) => request.respond(Response::empty(status)),
        Reply::Redirect(to) => request.respond(Response::empty(302).with_header(header("Location", &to))),
        Reply::CutOff(bytes) => {
            // The server keeps the connection, so a chunk that is none ends the body.
            let mut writer = request.into_writer();
            let half = &bytes[..bytes.len() / 2];
            write!(
                writer,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n",
                half.len()
            )?;
            writer.write_all(half)?;
            writer.write_all(b"\r\nthe line went dead\r\n")?;
            writer.flush()
        }
        Reply::Large(bytes, told) => {
            let zeros = io::repeat(0).take(bytes as u64);
            let length = told.then_some(bytes);
            request.respond(Response::new(StatusCode(200), Vec::new(), zeros, length, None))
        }
    }
}

fn file(folder: &Path, url: &str) -> Option<(Vec<u8>, Header)> {
    let path = url.split('?').next()?.strip_prefix(MOUNT)?;
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    let path = PathBuf::from(path);
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
