//! Browsers by WebDriver.

use fantoccini::{
    Client, ClientBuilder, Locator,
    elements::Element,
    wd::{Capabilities, WebDriverCompatibleCommand},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    future::Future,
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Maximum time for a single step; machines are noisy.
const PATIENCE: Duration = Duration::from_secs(40);

/// Camera of the browser.
#[derive(Clone, Copy)]
pub enum Camera<'a> {
    /// A fake one that plays this video, allowed without asking.
    Video(&'a Path),
    /// None at all.
    None,
    /// A fake one that nobody may use.
    Refused,
}

/// A browser with one page.
pub struct Browser {
    pub client: Client,
    driver: Child,
    // Removed when the browser is gone.
    _profile: TempDir,
}

impl Browser {
    /// Starts Chromium and its driver.
    ///
    /// # Panics
    /// Panics if either does not start.
    pub async fn start(camera: Camera<'_>) -> Self {
        Self::start_with(camera, &[]).await
    }

    /// The same with further arguments for Chromium.
    ///
    /// # Panics
    /// Panics if either does not start.
    pub async fn start_with(camera: Camera<'_>, more: &[&str]) -> Self {
        let profile = TempDir::new().expect("a folder");
        let mut args: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=390,844",
            // For the test of an insecure page.
            "--host-resolver-rules=MAP insecure.example 127.0.0.1",
        ]
        .map(str::to_owned)
        .to_vec();
        args.push(format!("--user-data-dir={}", profile.path().display()));
        match camera {
            Camera::Video(path) => args.extend([
                "--use-fake-ui-for-media-stream".to_owned(),
                "--use-fake-device-for-media-stream".to_owned(),
                format!("--use-file-for-fake-video-capture={}", path.display()),
            ]),
            Camera::None => args.push("--use-fake-ui-for-media-stream".to_owned()),
            Camera::Refused => {
                args.extend(["--use-fake-device-for-media-stream", "--deny-permission-prompts"].map(str::to_owned))
            }
        }
        args.extend(more.iter().map(|argument| (*argument).to_owned()));
        let (driver, port) = start_driver();
        let capabilities: Capabilities = [
            ("browserName".to_owned(), json!("chrome")),
            ("goog:chromeOptions".to_owned(), json!({ "args": args })),
            ("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" })),
        ]
        .into_iter()
        .collect();
        Self::connected(capabilities, port, driver, profile).await
    }

    /// Starts Firefox. It has no camera: the page brings a stand-in.
    ///
    /// # Panics
    /// Panics if it does not start.
    pub async fn firefox() -> Self {
        let (driver, port, profile) = Self::driver(&["geckodriver"], |port| {
            vec![
                "--host".to_owned(),
                "127.0.0.1".to_owned(),
                "--port".to_owned(),
                port.to_string(),
            ]
        })
        .await;
        let capabilities: Capabilities = [
            ("browserName".to_owned(), json!("firefox")),
            ("moz:firefoxOptions".to_owned(), json!({ "args": ["-headless"] })),
        ]
        .into_iter()
        .collect();
        Self::connected(capabilities, port, driver, profile).await
    }

    /// Starts WebKitGTK, on a screen of its own that nobody sees.
    ///
    /// # Panics
    /// Panics if it does not start.
    pub async fn webkit() -> Self {
        // Debian's place of it, and others'.
        const MINI_BROWSER: [&str; 3] = [
            "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
            "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
            "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
        ];
        let binary = MINI_BROWSER.into_iter().find(|path| Path::new(path).exists());
        let (driver, port, profile) = Self::driver(&["xvfb-run", "--auto-servernum", "WebKitWebDriver"], |port| {
            vec!["--host=127.0.0.1".to_owned(), format!("--port={port}")]
        })
        .await;
        let capabilities: Capabilities = [
            ("browserName".to_owned(), json!("MiniBrowser")),
            (
                "webkitgtk:browserOptions".to_owned(),
                json!({ "binary": binary.expect("WebKitGTK's MiniBrowser"), "args": ["--automation"] }),
            ),
        ]
        .into_iter()
        .collect();
        Self::connected(capabilities, port, driver, profile).await
    }

    /// Starts a WebDriver and waits until it listens.
    async fn driver(command: &[&str], arguments: impl Fn(u16) -> Vec<String>) -> (Child, u16, TempDir) {
        let profile = TempDir::new().expect("a folder");
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let port = free.expect("a free port").port();
        let driver = Command::new(command[0])
            .args(&command[1..])
            .args(arguments(port))
            .env("HOME", profile.path())
            // Its sandbox needs rights that no container gives.
            .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}; `cargo xtask test` installs it"));
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < PATIENCE, "{command:?} does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        (driver, port, profile)
    }

    async fn connected(capabilities: Capabilities, port: u16, driver: Child, profile: TempDir) -> Self {
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a WebDriver session");
        Self {
            client,
            driver,
            _profile: profile,
        }
    }

    /// A command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, method: &'static str, params: Value) -> Value {
        self.client
            .issue_cmd(DevTools { method, params })
            .await
            .expect("a DevTools command")
    }

    /// Messages of every level in Chromium's console since the last question.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.client.issue_cmd(Console).await.expect("the console");
        let text = |entry: &Value| format!("{} {}", entry["level"], entry["message"]);
        entries.as_array().expect("entries").iter().map(text).collect()
    }

    /// Runs a script in the page before any of the page's own.
    pub async fn before_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }))
            .await;
    }

    /// Opens a page and waits for the app. A desk may have its camera running before anybody looks.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.expect("the page");
        self.find("[data-testid=start-camera], [data-testid=stop-camera]").await;
    }

    /// The element, as soon as it is there.
    pub async fn find(&self, css: &str) -> Element {
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {css}: {error}; the page says: {}", self.text("body").await),
        }
    }

    /// True if the element is on the page now.
    pub async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    /// Its text as a person sees it.
    pub async fn text(&self, css: &str) -> String {
        match self.client.find(Locator::Css(css)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Clicks as a person does.
    pub async fn click(&self, css: &str) {
        self.find(css).await.click().await.expect("a click");
    }

    /// Chooses a file in a file input.
    pub async fn choose(&self, css: &str, file: &Path) {
        self.choose_all(css, &[file]).await;
    }

    /// Chooses several files at once.
    pub async fn choose_all(&self, css: &str, files: &[&Path]) {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let field = self.find(css).await;
        field.send_keys(&names.join("\n")).await.expect("files");
    }

    /// Runs a script and gives what it returns.
    pub async fn run(&self, script: &str, args: Vec<Value>) -> Value {
        self.client.execute(script, args).await.expect("a script")
    }

    /// Puts a value into the field of this test identifier, as if it had been typed or chosen.
    pub async fn enter(&self, id: &str, value: &str, event: &str) {
        self.find(&format!("[data-testid={id}]")).await;
        self.run(
            "const field = document.querySelector(`[data-testid=${arguments[0]}]`);
             field.value = arguments[1];
             field.dispatchEvent(new Event(arguments[2], { bubbles: true }));",
            vec![json!(id), json!(value), json!(event)],
        )
        .await;
    }

    /// Hands in the text of a pass.
    pub async fn paste(&self, text: &str) {
        self.enter("paste-input", text, "input").await;
    }

    /// Imports a trust list (JSON), and waits until it is in use.
    pub async fn use_trust(&self, list: &str) {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().join("trust.json");
        std::fs::write(&path, list).expect("a file");
        self.choose("[data-testid=trust-import]", &path).await;
        let named = async || self.text("[data-testid=trust-card]").await.contains("trust.json");
        self.until("the list", named).await;
    }

    /// Waits until a condition holds.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, mut condition: impl FnMut() -> F) {
        let start = Instant::now();
        while !condition().await {
            assert!(
                start.elapsed() < PATIENCE,
                "waited in vain for: {what}; the page says: {}",
                self.text("body").await
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The verdict on screen: `data-verdict`, `data-reason`, `data-authentic`, `data-entry`.
    pub async fn verdict(&self) -> [String; 4] {
        let result = self
            .find("[data-testid=result]:not([data-reason=not-a-pass].toast)")
            .await;
        let mut all = [const { String::new() }; 4];
        for (value, name) in all
            .iter_mut()
            .zip(["data-verdict", "data-reason", "data-authentic", "data-entry"])
        {
            *value = result.attr(name).await.expect("an attribute").unwrap_or_default();
        }
        all
    }

    /// A picture of the page as it is.
    pub async fn screenshot(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("a screenshot")
    }

    /// Ends the browser; without it the driver is killed.
    pub async fn close(self) {
        // The driver ends the browser either way.
        _ = self.client.clone().close().await;
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A test that failed has not closed its browser: the driver leads a process group of
        // its own, which ends with all that it started. It may have gone by itself.
        _ = Command::new("sh")
            .args(["-c", &format!("kill -9 -{}", self.driver.id())])
            .stderr(Stdio::null())
            .status();
        _ = self.driver.wait();
    }
}

/// Starts chromedriver on a free port that it says. Between finding the port and listening there
/// another may take it: then it ends, and is started once more.
fn start_driver() -> (Child, u16) {
    const TRIES: usize = 5;
    for _ in 0..TRIES {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromedriver: run `cargo xtask test`, which installs it");
        let out = BufReader::new(driver.stdout.take().expect("its output"));
        let port = out.lines().map_while(Result::ok).find_map(|line| {
            line.strip_prefix("ChromeDriver was started successfully on port ")?
                .trim_end_matches('.')
                .parse()
                .ok()
        });
        if let Some(port) = port {
            return (driver, port);
        }
        _ = driver.wait();
    }
    panic!("chromedriver does not start")
}

#[derive(Debug)]
struct Console;

impl WebDriverCompatibleCommand for Console {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _url: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

#[derive(Debug)]
struct DevTools {
    method: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _url: &url::Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({ "cmd": self.method, "params": self.params }).to_string()),
        )
    }
}
