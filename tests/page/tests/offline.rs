//! The app on the device: without a network, with a newer version, with an altered file.

use greengate::pass::Kind;
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist, pass,
    server::{Reply, Site},
    trust_list,
};
use serde_json::json;
use std::{fs, io::Write, path::Path};
use tempfile::TempDir;

const NEXT: &str = "[data-testid=next-scan]";

async fn controlled(browser: &Browser) {
    browser
        .until("the app on the device", async || {
            browser.run("return !!navigator.serviceWorker.controller", vec![]).await == json!(true)
        })
        .await;
}

async fn judge(browser: &Browser, text: &str) {
    browser.paste(text).await;
    assert_eq!(browser.verdict().await[0], "valid");
    browser.click(NEXT).await;
}

#[tokio::test]
async fn the_second_visit_needs_no_network() {
    let site = Site::serve(&dist());
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    controlled(&browser).await;
    let url = site.url();
    drop(site);
    // Nobody answers any more: every way into the app works, with the list of the last visit.
    for mode in ["", "?mode=desk", "?mode=self"] {
        browser.client.goto(&format!("{url}{mode}")).await.unwrap();
        browser.find(".trust-status.loaded").await;
        judge(&browser, &issued.text).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn the_language_that_is_spoken_is_there_without_a_network() {
    let site = Site::serve(&dist());
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser
        .run("localStorage.setItem('greengate.language', 'pl')", vec![])
        .await;
    browser.open(&site.url()).await;
    let language = async || browser.run("return document.documentElement.lang", vec![]).await == json!("pl");
    browser.until("Polish", language).await;
    let kept = async || {
        let kept = browser
            .client
            .execute_async("caches.match('lang/pl.ftl').then(held => arguments[0](!!held))", vec![])
            .await;
        kept.unwrap() == json!(true)
    };
    browser.until("the language on the device", kept).await;
    controlled(&browser).await;
    let url = site.url();
    drop(site);
    browser.client.goto(&url).await.unwrap();
    browser.until("Polish again", language).await;
    browser.close().await;
}

/// What a first visit loads, packed by brotli: the files that the service worker keeps at once, itself,
/// and the configuration; a language other than English comes on top.
#[test]
fn a_first_visit_is_small() {
    const MOST: usize = 450_000;
    let packed = |name: &str| {
        let mut out = Vec::new();
        let bytes = fs::read(dist().join(name)).unwrap();
        brotli::CompressorWriter::new(&mut out, 4096, 11, 22)
            .write_all(&bytes)
            .unwrap();
        out.len()
    };
    let worker = fs::read_to_string(dist().join("sw.js")).unwrap();
    let core = worker
        .split("const CORE = {")
        .nth(1)
        .unwrap()
        .split('}')
        .next()
        .unwrap();
    let names: Vec<&str> = core.split('"').skip(1).step_by(4).collect();
    assert!(
        names.contains(&"index.html") && names.contains(&"worker.js"),
        "{names:?}"
    );
    let size: usize = names.into_iter().chain(["sw.js", "config.json"]).map(packed).sum();
    // Greek, whose letters take two bytes each, is 600 bytes more.
    let language = packed("lang/de.ftl");
    assert!(size + language <= MOST, "{size} and {language} bytes");
}

/// A copy of the built page that a test may change.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn a_newer_version_waits_until_it_is_wanted() {
    let folder = TempDir::new().unwrap();
    copy(&dist(), folder.path());
    let site = Site::serve(folder.path());
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    controlled(&browser).await;
    let worker = fs::read_to_string(folder.path().join("sw.js")).unwrap();
    let version = worker.split("VERSION = \"").nth(1).unwrap().split('"').next().unwrap();
    fs::write(folder.path().join("sw.js"), worker.replace(version, "0123456789abcdef")).unwrap();
    let caches = async || {
        let keys = browser
            .client
            .execute_async("caches.keys().then(arguments[0])", vec![])
            .await;
        keys.unwrap()
    };
    let before = site.requests().len();
    browser.run("window.mark = 'the same page'", vec![]).await;
    browser
        .run(
            "navigator.serviceWorker.getRegistration().then(r => r.update())",
            vec![],
        )
        .await;
    browser.find("[data-testid=new-version]").await;
    // What has not changed is not loaded again, and nothing has happened to the page.
    let loaded: Vec<String> = site.requests().split_off(before);
    assert!(loaded.iter().all(|request| request.ends_with("sw.js")), "{loaded:?}");
    assert_eq!(browser.run("return window.mark", vec![]).await, json!("the same page"));
    judge(&browser, &issued.text).await;
    assert_eq!(caches().await.as_array().unwrap().len(), 2);
    // At a tap it takes over.
    browser.click("[data-testid=new-version] button").await;
    browser
        .until("the new version", async || {
            browser.run("return window.mark ?? null", vec![]).await == json!(null)
        })
        .await;
    browser.find(".trust-status.loaded").await;
    browser
        .until("one version", async || {
            caches().await == json!(["greengate-0123456789abcdef"])
        })
        .await;
    judge(&browser, &issued.text).await;
    browser.close().await;
}

#[tokio::test]
async fn an_altered_file_is_not_run() {
    let site = Site::serve(&dist());
    let page = fs::read_to_string(dist().join("index.html")).unwrap();
    let module = page
        .split("data-wasm=\"./")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let mut bytes = fs::read(dist().join(&module)).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    site.host(&module, Reply::Body(bytes, "application/wasm"));
    let browser = Browser::start(Camera::None).await;
    browser.client.goto(&site.url()).await.unwrap();
    browser
        .until("a refusal", async || {
            browser.text("#app").await.contains("cannot start")
        })
        .await;
    site.host(
        &module,
        Reply::Body(fs::read(dist().join(&module)).unwrap(), "application/wasm"),
    );
    // The same for the script that starts it.
    let mut script = fs::read(dist().join("boot.js")).unwrap();
    script.extend(b"window.altered = true;");
    site.host("boot.js", Reply::Body(script, "text/javascript"));
    let browser = Browser::start(Camera::None).await;
    browser.client.goto(&site.url()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(browser.run("return window.altered ?? null", vec![]).await, json!(null));
    browser.close().await;
}

#[tokio::test]
async fn the_policy_allows_no_inline_code_and_no_strangers() {
    let site = Site::serve(&dist());
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    let policy = browser
        .run(
            "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content",
            vec![],
        )
        .await
        .to_string();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    let tried = browser
        .client
        .execute_async(
            "const done = arguments[0]; const broken = [];
             document.addEventListener('securitypolicyviolation', e => broken.push(e.effectiveDirective));
             const s = document.createElement('script'); s.textContent = 'window.inline = 1'; document.body.append(s);
             document.body.setAttribute('style', 'color: red');
             fetch('https://example.org/').catch(() => {});
             const i = new Image(); i.src = 'https://example.org/x.png';
             setTimeout(() => done([window.inline ?? null, [...new Set(broken)].sort()]), 500);",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(
        tried,
        json!([null, ["connect-src", "img-src", "script-src-elem", "style-src-attr"]])
    );
    browser.close().await;
}

#[tokio::test]
async fn another_app_shares_a_picture() {
    let site = Site::serve(&dist());
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    controlled(&browser).await;
    // What the system does when one shares: a form is posted to the app.
    browser
        .run(
            "const form = document.createElement('form'); form.method = 'post'; form.action = './share'; form.enctype = 'multipart/form-data';
             const text = document.createElement('input'); text.name = 'text'; text.value = arguments[0]; form.append(text);
             fetch('./share', { method: 'POST', body: new FormData(form), redirect: 'manual' }).then(() => location.assign('./?shared=1'));",
            vec![json!(issued.text)],
        )
        .await;
    assert_eq!(browser.verdict().await[0], "valid");
    let address = browser.client.current_url().await.unwrap().to_string();
    assert!(!address.contains('?') && !address.contains("HC1"), "{address}");
    assert!(
        site.requests().iter().all(|request| !request.contains("share")),
        "it stayed on the device"
    );
    browser.close().await;
}

#[tokio::test]
async fn two_tabs_are_of_one_version() {
    let folder = TempDir::new().unwrap();
    copy(&dist(), folder.path());
    let site = Site::serve(folder.path());
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    controlled(&browser).await;
    let first = browser.client.window().await.unwrap();
    browser.run("window.mark = 'before'", vec![]).await;
    let second = browser.client.new_window(true).await.unwrap().handle;
    browser.client.switch_to_window(second).await.unwrap();
    browser.open(&site.url()).await;
    let worker = fs::read_to_string(folder.path().join("sw.js")).unwrap();
    let version = worker.split("VERSION = \"").nth(1).unwrap().split('"').next().unwrap();
    fs::write(folder.path().join("sw.js"), worker.replace(version, "0123456789abcdef")).unwrap();
    browser
        .run(
            "navigator.serviceWorker.getRegistration().then(r => r.update())",
            vec![],
        )
        .await;
    // Taken into use in one tab, it is in use in the other.
    browser.click("[data-testid=new-version] button").await;
    browser.client.switch_to_window(first).await.unwrap();
    browser
        .until("the other tab with the new version", async || {
            browser.run("return window.mark ?? 'after'", vec![]).await == json!("after")
        })
        .await;
    browser.find("[data-testid=start-camera]").await;
    assert!(!browser.has("[data-testid=new-version]").await);
    browser.close().await;
}
