//! Behaviour under failures: traps, browsers that lack features, clocks that are wrong by decades, a device without
//! memory. The page goes on or names the fault.

use greengate::pass::Kind;
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::{self, before_worker},
    dist,
    media::{Picture, video},
    pass,
    publisher::{Ages, Publisher, SOURCE, octets},
    server::Site,
    trust_list,
};
use serde_json::json;
use std::path::PathBuf;
use tempfile::TempDir;

const NEXT: &str = "[data-testid=next-scan]";

fn valid() -> [String; 4] {
    ["valid", "", "true", "none"].map(str::to_owned)
}

async fn judge(browser: &Browser, text: &str) -> [String; 4] {
    crash::paste(browser, text).await;
    let verdict = browser.verdict().await;
    browser.click(NEXT).await;
    verdict
}

/// A camera that shows one pass.
struct Video(TempDir);

impl Video {
    fn of(text: &str) -> Self {
        let folder = TempDir::new().unwrap();
        video(
            &folder.path().join("camera.y4m"),
            &[Picture::of_code(text, 1280, 720, 6)],
        );
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("camera.y4m")
    }
}

/// `trap()` runs into WebAssembly's `unreachable`, as a panic does.
const TRAP: &str = "const trap = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11
    ]))).exports.f;";

#[tokio::test]
async fn a_trap_in_the_worker_costs_one_worker() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    // The worker looks whether it is asked something: from its second frame or text on that is its end.
    before_worker(
        &site,
        &format!(
            "{TRAP} const isArray = Array.isArray; let given = 0;
             const isPass = part => part instanceof ImageBitmap
                || part instanceof Uint8Array && new TextDecoder().decode(part).includes('HC1:');
             self.addEventListener('message', e => {{ if (Array.from(e.data).some(isPass)) given++; }});
             Array.isArray = value => {{ if (given > 1) trap(); return isArray(value); }};"
        ),
    );
    let video = Video::of(&issued.text);
    let browser = Browser::start(Camera::Video(&video.path())).await;
    browser
        .before_page(
            "window.workers = 0;
             window.Worker = class extends Worker { constructor(...a) { super(...a); window.workers++; } };",
        )
        .await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    for _ in 0..5 {
        assert_eq!(browser.verdict().await, valid());
        browser.click(NEXT).await;
    }
    let workers = browser.run("return window.workers", vec![]).await;
    assert!(workers.as_u64() > Some(2), "none has died: {workers}");
    // And a text that was handed in is not lost with the worker that had it.
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    for _ in 0..3 {
        assert_eq!(judge(&browser, &issued.text).await, valid());
    }
    let workers = browser.run("return window.workers", vec![]).await;
    assert!(workers.as_u64() > Some(2), "none has died: {workers}");
    browser.close().await;
}

#[tokio::test]
async fn a_worker_that_cannot_begin_is_replaced_at_once() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    before_worker(
        &site,
        "WebAssembly.instantiate = async () => { throw new RangeError('out of memory'); };",
    );
    let browser = Browser::start(Camera::None).await;
    browser
        .before_page(
            "window.workers = 0;
             window.Worker = class extends Worker { constructor(...a) { super(...a); window.workers++; } };",
        )
        .await;
    browser.open(&site.url()).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    // There is memory again: long before a worker that says nothing would be given up.
    browser.run("window.beforeWorker = ''", vec![]).await;
    browser.use_trust(&trust_list(&issued)).await;
    assert_eq!(judge(&browser, &issued.text).await, valid());
    let workers = browser.run("return window.workers", vec![]).await;
    assert!(workers.as_u64() > Some(1), "{workers}");
    browser.close().await;
}

#[tokio::test]
async fn stores_that_refuse_or_never_answer_do_no_harm() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Recovery, None));
    let publisher = Publisher::new(1, &trust_list(&issued));
    publisher.configure(&site, Some(1));
    let browser = Browser::start(Camera::None).await;
    // Settings cannot be kept either.
    browser
        .before_page(
            "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {
                get() { throw new DOMException('refused', 'SecurityError'); } });",
        )
        .await;
    for script in [
        "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };",
        // As when another tab holds an older version open.
        "const open = IDBFactory.prototype.open;
         IDBFactory.prototype.open = function (...a) {
            const request = open.apply(this, a);
            for (const name of ['success', 'error', 'upgradeneeded'])
                request.addEventListener(name, e => e.stopImmediatePropagation(), true);
            return request; };",
        "IDBObjectStore.prototype.get = () => { throw new DOMException('broken', 'DataError'); };",
        "IDBDatabase.prototype.transaction = () => { throw new DOMException('closed', 'InvalidStateError'); };",
    ] {
        before_worker(&site, script);
        browser.open(&site.url()).await;
        browser.find(".trust-status.loaded").await;
        assert_eq!(judge(&browser, &issued.text).await, valid(), "{script}");
        // A newer list is used, if not kept.
        site.host(SOURCE, octets(publisher.bundle(2, Ages::default())));
        browser.click("[data-testid=trust-update]").await;
        browser
            .until(script, async || {
                browser.text("[data-testid=trust-card]").await.contains("no. 2")
            })
            .await;
        assert_eq!(judge(&browser, &issued.text).await, valid(), "{script}");
    }
    browser.close().await;
}

#[tokio::test]
async fn private_windows_scan() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let video = Video::of(&issued.text);
    let browser = Browser::start_with(Camera::Video(&video.path()), &["--incognito"]).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    assert_eq!(browser.verdict().await, valid());
    browser.close().await;
}

#[tokio::test]
async fn without_a_service_worker_the_page_works_online() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Test, None));
    let browser = Browser::start(Camera::None).await;
    for script in [
        "navigator.serviceWorker.register = async () => { throw new DOMException('blocked', 'SecurityError'); };",
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get() { return undefined; } });",
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {
            get() { throw new DOMException('blocked', 'SecurityError'); } });",
    ] {
        browser.before_page(script).await;
        browser.open(&site.url()).await;
        browser.use_trust(&trust_list(&issued)).await;
        // Long enough for the app to have tried.
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        assert_eq!(judge(&browser, &issued.text).await, valid(), "{script}");
    }
    browser.close().await;
}

#[tokio::test]
async fn clocks_that_are_wrong_by_decades() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Recovery, None));
    let publisher = Publisher::new(1, &trust_list(&issued));
    publisher.configure(&site, Some(1));
    for (year, reason, headline) in [
        (1970, "not-yet-valid", "not valid yet"),
        (2090, "expired", "out of date since"),
    ] {
        let script = format!(
            "{{ const Real = Date, shift = Real.UTC({year}, 0, 1, 12) - Real.now();
               globalThis.Date = class extends Real {{
                  constructor(...a) {{ if (a.length) super(...a); else super(Real.now() + shift); }}
                  static now() {{ return Real.now() + shift; }}
               }}; }}"
        );
        before_worker(&site, &script);
        let browser = Browser::start(Camera::None).await;
        browser.before_page(&script).await;
        browser.open(&site.url()).await;
        browser.find(".trust-status.loaded").await;
        crash::paste(&browser, &issued.text).await;
        // Genuine, whatever the clock says.
        let verdict = browser.verdict().await;
        assert_eq!(
            verdict,
            ["invalid", reason, "true", "none"].map(str::to_owned),
            "{year}"
        );
        let said = browser.text("[data-testid=result]").await;
        assert!(said.contains(headline), "{year}: {said}");
        browser.click(NEXT).await;
        if year == 1970 {
            // The list was signed later than now.
            browser.find("[data-testid=clock-warning]").await;
            let said = browser.text("[data-testid=clock-warning]").await;
            assert!(said.contains("something signed on"), "{said}");
        } else {
            // The list is of another age.
            assert!(browser.has(".trust-status.too-old").await);
        }
        for mode in ["desk", "self"] {
            browser
                .client
                .goto(&format!("{}?mode={mode}", site.url()))
                .await
                .expect("the page");
            browser
                .find("[data-testid=counter-valid], [data-testid=trip-way]")
                .await;
        }
        browser.close().await;
    }
}

#[tokio::test]
async fn memory_pressure_and_frozen_pages() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let video = Video::of(&issued.text);
    let browser = Browser::start(Camera::Video(&video.path())).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    assert_eq!(browser.verdict().await, valid());
    for level in ["moderate", "critical"] {
        browser
            .devtools("Memory.simulatePressureNotification", json!({ "level": level }))
            .await;
        browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
        browser.click(NEXT).await;
        assert_eq!(browser.verdict().await, valid(), "{level}");
    }
    // As a phone freezes pages behind others.
    for state in ["frozen", "active"] {
        browser
            .devtools("Page.setWebLifecycleState", json!({ "state": state }))
            .await;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
    browser.click(NEXT).await;
    assert_eq!(browser.verdict().await, valid(), "after the page was frozen");
    browser.close().await;
}
