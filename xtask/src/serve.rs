//! A static server for the built app, with the headers that a host should send.

use crate::{
    finish,
    shell::{Result, root, say},
};
use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::{Arc, Condvar, Mutex, PoisonError, RwLock},
    thread,
    time::{Duration, Instant, SystemTime},
};
use tiny_http::{Header, Request, Response, Server};

/// Folders whose changes do not change the app.
const NOT_WATCHED: [&str; 7] = [".git", "dist", "docs", "fuzz", "target", "tests", "xtask"];
const PERMISSIONS: &str = "camera=(self), microphone=(), geolocation=()";
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

/// A build of which one half can be served while the other is made.
pub trait Build {
    /// Builds the app itself.
    fn app(&mut self) -> Result<()>;
    /// Builds the modules that the app loads when it needs them.
    fn parts(&mut self) -> Result<()>;
    /// Writes what has been built to `dist/`.
    fn write(&self) -> Result<()>;
}

/// The folder that is served, and how far it is.
struct Site {
    dist: PathBuf,
    /// Held by whoever replaces the folder.
    replaced: RwLock<()>,
    is_complete: Mutex<bool>,
    completed: Condvar,
}

impl Site {
    fn new(dist: PathBuf) -> Self {
        Self {
            dist,
            replaced: RwLock::new(()),
            is_complete: Mutex::new(false),
            completed: Condvar::new(),
        }
    }

    fn replace(&self, write: impl FnOnce() -> Result<()>) -> Result<()> {
        let _guard = self.replaced.write().unwrap_or_else(PoisonError::into_inner);
        write()
    }

    fn complete(&self) {
        *self.is_complete.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.completed.notify_all();
    }

    fn is_complete(&self) -> bool {
        *self.is_complete.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self) {
        let is_complete = self.is_complete.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.completed.wait_while(is_complete, |complete| !*complete));
    }

    /// True for a file that the first half of the build does not have. The service worker waits for all of them: it
    /// would soon be another, and offer an update to a page that has just been opened.
    fn is_awaited(&self, url: &str) -> bool {
        let awaited = file_of(url, &self.dist).is_some_and(|path| path.ends_with("sw.js") || !path.exists());
        awaited && !self.is_complete()
    }
}

/// Builds the app, serves `dist/` until the process ends, and builds anew whenever a source has changed.
pub fn serve(address: &Address, build: &mut impl Build) -> Result<()> {
    // A port that somebody else has is said at once.
    let server = listen(address)?;
    let site = Arc::new(Site::new(root().join("dist")));
    let begun = Instant::now();
    let mut built = SystemTime::now();
    build.app()?;
    site.replace(|| build.write())?;
    say(&format!(
        "serving on http://{}/ after {} s, Ctrl-C ends it",
        server.server_addr(),
        begun.elapsed().as_secs()
    ));
    thread::spawn({
        let site = Arc::clone(&site);
        move || answer_all(&server, &site)
    });
    let parts = build.parts().and_then(|()| site.replace(|| build.write()));
    site.complete();
    match parts {
        Ok(()) => say(&format!("everything is built after {} s", begun.elapsed().as_secs())),
        Err(error) => say(&error),
    }
    loop {
        thread::sleep(WATCH_EVERY);
        if newest(&root()).is_some_and(|changed| changed > built) {
            built = SystemTime::now();
            let made = build.app().and_then(|()| build.parts());
            match made.and_then(|()| site.replace(|| build.write())) {
                Ok(()) => say("built anew: load the page again"),
                Err(error) => say(&error),
            }
        }
    }
}

fn listen(address: &Address) -> Result<Arc<Server>> {
    let place = (address.host.as_str(), address.port);
    let server = Server::http(place).map_err(|e| format!("{}:{}: {e}", address.host, address.port))?;
    Ok(Arc::new(server))
}

fn answer_all(server: &Server, site: &Arc<Site>) {
    for request in server.incoming_requests() {
        if site.is_awaited(request.url()) {
            let site = Arc::clone(site);
            thread::spawn(move || {
                site.wait();
                answer(request, &site)
            });
        } else {
            // The browser may have gone.
            _ = answer(request, site);
        }
    }
}

fn answer(request: Request, site: &Site) -> std::io::Result<()> {
    let guard = site.replaced.read().unwrap_or_else(PoisonError::into_inner);
    let dist = &site.dist;
    let policy = fs::read_to_string(dist.join("index.html"))
        .ok()
        .and_then(|page| finish::policy(&page));
    let file = file_of(request.url(), dist).and_then(|path| Some((fs::read(&path).ok()?, kind(&path))));
    drop(guard);
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
        ("Referrer-Policy", "no-referrer"),
        ("Permissions-Policy", PERMISSIONS),
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

    fn site_in(name: &str) -> (PathBuf, Arc<Site>) {
        let folder = std::env::temp_dir().join(format!("greengate-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("lang")).unwrap();
        fs::copy(root().join("index.html"), folder.join("index.html")).unwrap();
        (folder.clone(), Arc::new(Site::new(folder)))
    }

    fn ask(port: u16, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn every_file_is_served_with_the_policy_of_the_page() {
        let (folder, site) = site_in("serve");
        site.complete();
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
            let server = Arc::clone(&server);
            move || answer_all(&server, &site)
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
    fn what_is_still_being_built_is_waited_for() {
        let (folder, site) = site_in("awaited");
        fs::write(folder.join("sw.js"), "first").unwrap();
        assert!(site.is_awaited("/sw.js") && site.is_awaited("/greengate-pdf.js"));
        assert!(!site.is_awaited("/?mode=desk") && !site.is_awaited("/index.html"));
        let server = listen(&Address {
            host: "127.0.0.1".to_owned(),
            port: 0,
        })
        .unwrap();
        let port = server.server_addr().to_ip().unwrap().port();
        let answering = thread::spawn({
            let (server, site) = (Arc::clone(&server), Arc::clone(&site));
            move || answer_all(&server, &site)
        });
        let waiting = ["/sw.js", "/greengate-pdf.js", "/absent.js"].map(|path| thread::spawn(move || ask(port, path)));
        // Others are answered meanwhile.
        assert!(ask(port, "/").starts_with("HTTP/1.1 200 "));
        assert!(waiting.iter().all(|waiting| !waiting.is_finished()));
        let written = site.replace(|| {
            fs::write(folder.join("sw.js"), "second").unwrap();
            fs::write(folder.join("greengate-pdf.js"), "x").map_err(|e| e.to_string())
        });
        written.unwrap();
        site.complete();
        let [worker, part, absent] = waiting.map(|waiting| waiting.join().unwrap());
        assert!(worker.ends_with("second"), "{worker}");
        assert!(part.starts_with("HTTP/1.1 200 "), "{part}");
        assert!(absent.starts_with("HTTP/1.1 404 "), "{absent}");
        server.unblock();
        answering.join().unwrap();
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_policy_that_hosts_are_told_is_the_policy_of_the_page() {
        let page = fs::read_to_string(root().join("index.html")).unwrap();
        for guide in ["nginx.conf", "Caddyfile"] {
            let text = fs::read_to_string(root().join("docs/deploy").join(guide)).unwrap();
            assert!(text.contains(&finish::policy(&page).unwrap()), "{guide}");
            assert!(text.contains(PERMISSIONS), "{guide}");
        }
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
