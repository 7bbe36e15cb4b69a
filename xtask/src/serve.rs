//! A static server for the built app, with the headers that a host should send.

use crate::{
    finish,
    shell::{Result, root, say},
};
use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};
use tiny_http::{Header, Request, Response, Server};

/// Folders whose changes do not change the app.
const NOT_WATCHED: [&str; 7] = [".git", "dist", "docs", "fuzz", "target", "tests", "xtask"];
const WATCH_EVERY: Duration = Duration::from_secs(2);

/// Address to serve on.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// Reads `--address HOST` and `--port N`.
    pub fn from_arguments(arguments: &[String]) -> Result<Self> {
        let mut address = Self {
            host: "127.0.0.1".to_owned(),
            port: 8080,
        };
        for pair in arguments.chunks(2) {
            match pair {
                [name, host] if name == "--address" => host.clone_into(&mut address.host),
                [name, port] if name == "--port" => {
                    address.port = port.parse().map_err(|_| format!("{port} is no port"))?;
                }
                _ => return Err(format!("serve does not know {}", pair.join(" "))),
            }
        }
        Ok(address)
    }
}

/// Serves `dist/` until the process ends, and calls `build` whenever a source has changed.
pub fn serve(address: &Address, build: impl Fn() -> Result<()>) -> Result<()> {
    let server = listen(address)?;
    let dist = root().join("dist");
    say(&format!("serving on http://{}/, Ctrl-C ends it", server.server_addr()));
    thread::spawn(move || answer_all(&server, &dist));
    let mut built = SystemTime::now();
    loop {
        thread::sleep(WATCH_EVERY);
        if newest(&root()).is_some_and(|changed| changed > built) {
            built = SystemTime::now();
            if let Err(error) = build() {
                say(&error);
            }
        }
    }
}

fn listen(address: &Address) -> Result<Arc<Server>> {
    let place = (address.host.as_str(), address.port);
    let server = Server::http(place).map_err(|e| format!("{}:{}: {e}", address.host, address.port))?;
    Ok(Arc::new(server))
}

fn answer_all(server: &Server, dist: &Path) {
    for request in server.incoming_requests() {
        // The browser may have gone.
        _ = answer(request, dist);
    }
}

fn answer(request: Request, dist: &Path) -> std::io::Result<()> {
    let policy = fs::read_to_string(dist.join("index.html"))
        .ok()
        .and_then(|page| finish::policy(&page));
    let file = file_of(request.url(), dist).and_then(|path| Some((fs::read(&path).ok()?, kind(&path))));
    let Some((bytes, kind)) = file else {
        return request.respond(Response::empty(404));
    };
    let headers = [
        ("Content-Type", kind),
        (
            "Content-Security-Policy",
            policy.as_deref().unwrap_or("default-src 'none'"),
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-cache"),
    ];
    let mut response = Response::from_data(bytes);
    for header in headers
        .into_iter()
        .filter_map(|(name, value)| Header::from_bytes(name, value).ok())
    {
        response.add_header(header);
    }
    request.respond(response)
}

/// The file that an address asks for, which never lies outside of the folder.
fn file_of(url: &str, dist: &Path) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| dist.join(path))
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("ftl") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Time of the last change of one of the app's sources.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.filter_map(std::result::Result::ok);
    let watched = entries.filter(|entry| !NOT_WATCHED.iter().any(|name| entry.file_name() == *name));
    let times = watched.filter_map(|entry| {
        if entry.path().is_dir() {
            newest(&entry.path())
        } else {
            entry.metadata().ok()?.modified().ok()
        }
    });
    times.max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        io::{Read, Write},
        net::TcpStream,
    };

    fn ask(port: u16, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn every_file_is_served_with_the_policy_of_the_page() {
        let folder = std::env::temp_dir().join(format!("greengate-serve-{}", std::process::id()));
        fs::create_dir_all(folder.join("lang")).unwrap();
        fs::copy(root().join("index.html"), folder.join("index.html")).unwrap();
        let files = ["sw.js", "boot.js", "a_bg.wasm", "config.json", "lang/de.json"];
        for file in files {
            fs::write(folder.join(file), "x").unwrap();
        }
        let server = listen(&Address {
            host: "127.0.0.1".to_owned(),
            port: 0,
        })
        .unwrap();
        let port = server.server_addr().to_ip().unwrap().port();
        let answering = thread::spawn({
            let (server, folder) = (Arc::clone(&server), folder.clone());
            move || answer_all(&server, &folder)
        });
        let page = fs::read_to_string(folder.join("index.html")).unwrap();
        let policy = finish::policy(&page).unwrap();
        assert!(policy.contains("connect-src 'self'; ") && policy.ends_with("; frame-ancestors 'none'"));
        for file in files.into_iter().chain(["", "index.html", "?mode=desk"]) {
            let answer = ask(port, &format!("/{file}"));
            assert!(answer.starts_with("HTTP/1.1 200 "), "{file}: {answer}");
            assert!(
                answer.contains(&format!("Content-Security-Policy: {policy}\r\n")),
                "{file}: {answer}"
            );
        }
        for outside in ["/../index.html", "//etc/passwd", "/lang", "/absent.js"] {
            assert!(ask(port, outside).starts_with("HTTP/1.1 404 "), "{outside}");
        }
        server.unblock();
        answering.join().unwrap();
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_policy_that_hosts_are_told_is_the_policy_of_the_page() {
        let page = fs::read_to_string(root().join("index.html")).unwrap();
        let guide = fs::read_to_string(root().join("docs/DEPLOY.md")).unwrap();
        assert!(guide.contains(&finish::policy(&page).unwrap()));
    }

    #[test]
    fn addresses() {
        let read = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
            Address::from_arguments(&arguments)
        };
        assert_eq!(read(&[]).unwrap().port, 8080);
        let other = read(&["--port", "9000", "--address", "0.0.0.0"]).unwrap();
        assert_eq!((other.host.as_str(), other.port), ("0.0.0.0", 9000));
        for wrong in [&["--port"][..], &["--port", "x"], &["--open", "yes"]] {
            assert!(read(wrong).is_err());
        }
    }
}
