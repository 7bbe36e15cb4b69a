//! The configurations of `docs/deploy` in the servers that they are for, and a console without a word.

use greengate::pass::Kind;
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{Picture, video},
    pass,
    server::Site,
};
use std::{
    collections::HashMap,
    env, fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The place of `dist/` in the configurations.
const ROOT: &str = "/var/www";
/// Its path on the host.
const MOUNT: &str = "/greengate/";
const FOREVER: &str = "public, max-age=31536000, immutable";
const ANEW: &str = "no-cache";

/// A server with one of our configurations.
struct Host {
    server: Child,
    port: u16,
    folder: TempDir,
}

/// A copy of `dist/` that is compressed by `compress.sh`, in the folder that all hosts serve.
fn packed() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deploy");
        _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let page = folder.join("greengate");
        let copied = Command::new("cp").arg("-r").arg(dist()).arg(&page).status();
        assert!(copied.unwrap().success(), "no copy of dist/");
        let packed = Command::new(guide("compress.sh")).arg(&page).status();
        assert!(packed.unwrap().success(), "compress.sh");
        folder
    })
}

impl Host {
    /// Starts a server; `None` where it is not installed.
    fn start(name: &str) -> Option<Self> {
        let program = installed(name)?;
        let served = packed();
        let folder = TempDir::new().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let config = folder.path().join("config");
        let text = match name {
            "nginx" => nginx(folder.path(), served, port),
            _ => caddy(served, port),
        };
        fs::write(&config, text).unwrap();
        let mut command = Command::new(program);
        match name {
            "nginx" => command.arg("-c").arg(&config),
            _ => command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&config),
        };
        let server = command
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut host = Self { server, port, folder };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = host.server.try_wait().unwrap();
            assert!(
                ended.is_none() && start.elapsed() < Duration::from_secs(20),
                "{name} does not answer: {}",
                fs::read_to_string(host.folder.path().join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(host)
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}{MOUNT}", self.port)
    }

    fn ask(&self, path: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}\r\n",
            self.port
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("headers");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let mut answer = Answer {
            status: lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap(),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: bytes.split_off(end + 4),
        };
        if answer.header("transfer-encoding") == "chunked" {
            answer.body = joined(&answer.body);
        }
        answer
    }
}

/// The content of a chunked body.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    loop {
        let end = chunks.windows(2).position(|two| two == b"\r\n").expect("a chunk");
        let size = std::str::from_utf8(&chunks[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return content;
        }
        content.extend(&chunks[end + 2..end + 2 + size]);
        chunks = &chunks[end + 4 + size..];
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        _ = self.server.kill();
        _ = self.server.wait();
    }
}

struct Answer {
    status: u16,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// The program of a server. `cargo xtask test` names those that have to be there; without it those are tried that are.
fn installed(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&folders).collect();
    // Not on everybody's PATH.
    folders.push("/usr/sbin".into());
    let find = |name: &str| {
        folders
            .iter()
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    };
    // compress.sh needs brotli.
    let program = find(name).filter(|_| find("brotli").is_some());
    let expected = env::var("GREENGATE_SERVERS").unwrap_or_default();
    assert!(
        program.is_some() || !expected.split(' ').any(|expected| expected == name),
        "{name} or brotli is not installed"
    );
    if program.is_none() {
        eprintln!("skipped: {name} or brotli is not installed, so docs/deploy was not tried with it");
    }
    program
}

fn guide(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs/deploy")
        .join(name)
}

/// A configuration of `docs/deploy`, with what its reader has to adapt.
fn adapted(name: &str, adapted: &[(&str, &str)]) -> String {
    let mut text = fs::read_to_string(guide(name)).unwrap();
    for (from, to) in adapted {
        assert_eq!(text.matches(from).count(), 1, "{name}: {from}");
        text = text.replace(from, to);
    }
    text
}

fn nginx(folder: &Path, served: &Path, port: u16) -> String {
    let (path, listen) = (folder.display(), format!("listen 127.0.0.1:{port};"));
    let site = adapted(
        "nginx.conf",
        &[
            ("listen 443 ssl;", &listen),
            ("    ssl_certificate /etc/ssl/greengate.pem;\n", ""),
            ("    ssl_certificate_key /etc/ssl/greengate.key;\n", ""),
            (&format!("root {ROOT};"), &format!("root {};", served.display())),
        ],
    );
    fs::write(folder.join("site.conf"), site).unwrap();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {path}/{kind};\n"))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid {path}/pid;\nerror_log stderr warn;\n\
         include /etc/nginx/modules-enabled/*.conf;\ninclude /usr/share/nginx/modules/*.conf;\n\
         events {{}}\nhttp {{\naccess_log off;\n{temporary}include {path}/site.conf;\n}}\n"
    )
}

fn caddy(served: &Path, port: u16) -> String {
    let site = adapted(
        "Caddyfile",
        &[
            ("\ngreengate.example {", &format!("\nhttp://127.0.0.1:{port} {{")),
            (&format!("root * {ROOT}\n"), &format!("root * {}\n", served.display())),
        ],
    );
    format!("{{\n\tadmin off\n}}\n{site}")
}

/// The name of a file of the page that starts and ends like this.
fn named(start: &str, end: &str) -> String {
    let names = fs::read_dir(dist()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names = names.map(|name| name.into_string().unwrap());
    names
        .find(|name| name.starts_with(start) && name.ends_with(end))
        .unwrap_or_else(|| panic!("no {start}…{end} in dist/"))
}

/// The policy of the page, which a header can add to.
fn policy() -> String {
    let page = fs::read_to_string(dist().join("index.html")).unwrap();
    let policy = page
        .split("content=\"")
        .find(|part| part.starts_with("default-src"))
        .unwrap();
    format!("{}; frame-ancestors 'none'", policy.split('"').next().unwrap())
}

/// Each kind of file: its name, its types, for how long it may be kept, whether it is packed.
fn kinds() -> Vec<(String, &'static [&'static str], &'static str, bool)> {
    const SCRIPT: &[&str] = &["text/javascript", "application/javascript"];
    const MODULE: &[&str] = &["application/wasm"];
    const PAGE: &[&str] = &["text/html"];
    const JSON: &[&str] = &["application/json"];
    let app = named("greengate-app-", "_bg.wasm");
    vec![
        (String::new(), PAGE, ANEW, true),
        ("index.html".to_owned(), PAGE, ANEW, true),
        ("sw.js".to_owned(), SCRIPT, ANEW, true),
        ("boot.js".to_owned(), SCRIPT, ANEW, true),
        ("migrate.js".to_owned(), SCRIPT, ANEW, true),
        ("config.json".to_owned(), JSON, ANEW, true),
        (
            "manifest.webmanifest".to_owned(),
            &["application/manifest+json"],
            ANEW,
            true,
        ),
        (app.replace("_bg.wasm", ".js"), SCRIPT, FOREVER, true),
        (app, MODULE, FOREVER, true),
        (named("style-", ".css"), &["text/css"], FOREVER, true),
        (named("icon-", ".svg"), &["image/svg+xml"], FOREVER, true),
        ("greengate-counter_bg.wasm".to_owned(), MODULE, ANEW, true),
        ("greengate-counter.js".to_owned(), SCRIPT, ANEW, true),
        ("counter/style.css".to_owned(), &["text/css"], ANEW, true),
        ("counter/lang/de.json".to_owned(), JSON, ANEW, true),
        ("greengate-documents_bg.wasm".to_owned(), MODULE, ANEW, true),
        ("greengate-documents.js".to_owned(), SCRIPT, ANEW, true),
        ("greengate-lists_bg.wasm".to_owned(), MODULE, ANEW, true),
        ("greengate-lists.js".to_owned(), SCRIPT, ANEW, true),
        ("lang/de.json".to_owned(), JSON, ANEW, true),
        ("needs/de.json".to_owned(), JSON, ANEW, true),
        ("icons/192.png".to_owned(), &["image/png"], ANEW, false),
        (
            "trust/default.ggt".to_owned(),
            &["application/octet-stream", ""],
            ANEW,
            false,
        ),
    ]
}

/// Asks for every kind of file in every encoding.
fn check_files(host: &Host) {
    let always = [
        ("content-security-policy", policy()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("referrer-policy", "no-referrer".to_owned()),
        (
            "permissions-policy",
            "camera=(self), microphone=(), geolocation=()".to_owned(),
        ),
    ];
    for (name, types, cache, packed) in kinds() {
        let path = format!("{MOUNT}{name}");
        let file = if name.is_empty() { "index.html" } else { name.as_str() };
        let bytes = fs::read(dist().join(file)).unwrap();
        for accepted in ["", "gzip", "gzip, deflate, br"] {
            let ask = format!("Accept-Encoding: {accepted}\r\n");
            let answer = host.ask(&path, if accepted.is_empty() { "" } else { &ask });
            assert_eq!(answer.status, 200, "{path}");
            for (header, value) in &always {
                assert_eq!(answer.header(header), value, "{path}: {header}");
            }
            assert_eq!(answer.header("cache-control"), cache, "{path}");
            let kind = answer.header("content-type");
            assert!(types.contains(&kind.split(';').next().unwrap()), "{path}: {kind}");
            let encoding = if packed {
                accepted.rsplit(' ').next().unwrap()
            } else {
                ""
            };
            assert_eq!(answer.header("content-encoding"), encoding, "{path}, {accepted}");
            let mut unpacked = Vec::new();
            match encoding {
                "br" => {
                    _ = brotli::Decompressor::new(&answer.body[..], 4096)
                        .read_to_end(&mut unpacked)
                        .unwrap()
                }
                // Ten bytes of header, eight of trailer, as `gzip --no-name` writes it.
                "gzip" => {
                    let deflated = &answer.body[10..answer.body.len() - 8];
                    unpacked = miniz_oxide::inflate::decompress_to_vec(deflated).unwrap();
                }
                _ => unpacked.clone_from(&answer.body),
            }
            assert!(unpacked == bytes, "{path}, {accepted}: other content");
            if packed && !accepted.is_empty() {
                assert!(answer.header("vary").contains("Accept-Encoding"), "{path}");
            }
            let tag = answer.header("etag");
            assert!(!tag.is_empty(), "{path}");
            let again = host.ask(&path, &format!("{ask}If-None-Match: {tag}\r\n"));
            if !accepted.is_empty() {
                assert_eq!(again.status, 304, "{path}, {accepted}");
            }
        }
    }
    for absent in ["absent.js", "lang/absent.json", "../config", "%2e%2e/config"] {
        let answer = host.ask(&format!("{MOUNT}{absent}"), "");
        assert!((400..500).contains(&answer.status), "{absent}: {}", answer.status);
    }
}

/// Scans a pass in a page of this host, and looks that the console is empty.
async fn check_page(host: &Host) {
    let issued = pass(Kind::Vaccination, None);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("camera.y4m");
    video(&path, &[Picture::of_code(&issued.text, 1280, 720, 6)]);
    let browser = Browser::start(Camera::Video(&path)).await;
    browser.open(&host.url()).await;
    browser.click("[data-testid=start-camera]").await;
    // Nobody here knows the issuer.
    assert_eq!(browser.verdict().await, ["invalid", "unknown-issuer", "false", "none"]);
    assert_eq!(browser.console().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test]
async fn nginx_serves_the_page_as_the_guide_configures_it() {
    let Some(host) = Host::start("nginx") else { return };
    check_files(&host);
    check_page(&host).await;
}

#[tokio::test]
async fn caddy_serves_the_page_as_the_guide_configures_it() {
    let Some(host) = Host::start("caddy") else { return };
    check_files(&host);
    check_page(&host).await;
}

/// Each mode on a first visit, and on a second that the service worker answers.
#[tokio::test]
async fn a_fresh_page_says_nothing_in_the_console() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("camera.y4m");
    video(&path, &[Picture::blank(640, 480, 128)]);
    for mode in ["", "?mode=desk", "?mode=self"] {
        let site = Site::serve(&dist());
        let browser = Browser::start(Camera::Video(&path)).await;
        let url = format!("{}{mode}", site.url());
        browser.open(&url).await;
        let stored = "return navigator.serviceWorker.ready.then(() => true)";
        assert_eq!(browser.run(stored, vec![]).await, true);
        // Chromium complains of what it loaded in advance and nobody used some seconds after the page is there.
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(browser.console().await, Vec::<String>::new(), "{mode:?}, first visit");
        browser.open(&url).await;
        let served = "return Boolean(navigator.serviceWorker.controller)";
        assert_eq!(browser.run(served, vec![]).await, true, "{mode:?}");
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(browser.console().await, Vec::<String>::new(), "{mode:?}, second visit");
        browser.close().await;
    }
}
