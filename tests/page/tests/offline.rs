//! The app on the device: without a network, with a newer version, with an altered file.

use greengate::pass::Kind;
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::before_worker,
    dist, pass,
    server::{Reply, Site},
    trust_list,
};
use serde_json::json;
use std::{fs, io::Write, path::Path, time::Duration};
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
    site.without_list();
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    controlled(&browser).await;
    browser
        .run("navigator.serviceWorker.controller.postMessage('complete')", vec![])
        .await;
    browser
        // The counter keeps its own files, where it is used.
        .until("the rest of the app", async || {
            let held = browser
                .client
                .execute_async(
                    "(async done => {
                        const names = Object.keys(await (await fetch('later.json')).json()).filter(name => !name.includes('counter'));
                        done((await Promise.all(names.map(name => caches.match(name)))).every(Boolean));
                     })(arguments[0])",
                    vec![],
                )
                .await;
            held.unwrap() == json!(true)
        })
        .await;
    let url = site.url();
    drop(site);
    // Nobody answers any more: every way into the app works, with the list of the last visit.
    for mode in ["", "?mode=desk", "?mode=self"] {
        browser.client.goto(&format!("{url}{mode}")).await.unwrap();
        browser.find(".trust-status.loaded").await;
        judge(&browser, &issued.text).await;
    }
    // Every part that comes later is there too, for the worker that starts it.
    let served = browser
        .client
        .execute_async(
            "(async done => {
                const names = Object.keys(await (await fetch('later.json')).json()).filter(name => !name.includes('counter'));
                const lost = [];
                for (const name of names) await fetch(name).catch(() => lost.push(name));
                done([names.length > 5, lost]);
             })(arguments[0])",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(served, json!([true, []]));
    browser.click("[data-testid=trust-forget]").await;
    let loaded = async || browser.has(".trust-status.loaded").await;
    browser.until("no list", async || !loaded().await).await;
    browser.use_trust(&trust_list(&issued)).await;
    judge(&browser, &issued.text).await;
    browser.close().await;
}

#[tokio::test]
async fn the_language_that_is_spoken_is_there_without_a_network() {
    let site = Site::serve(&dist());
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser
        .run("localStorage.setItem('greengate /some/where/ language', 'pl')", vec![])
        .await;
    browser.open(&site.url()).await;
    let language = async || browser.run("return document.documentElement.lang", vec![]).await == json!("pl");
    browser.until("Polish", language).await;
    let kept = async || {
        let kept = browser
            .client
            .execute_async(
                "caches.match('lang/pl.json').then(held => arguments[0](!!held))",
                vec![],
            )
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

#[tokio::test]
async fn a_missing_language_is_replaced_or_named() {
    let folder = TempDir::new().unwrap();
    copy(&dist(), folder.path());
    fs::remove_file(folder.path().join("lang/en.json")).unwrap();
    let site = Site::serve(folder.path());
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    let language = async || browser.run("return document.documentElement.lang", vec![]).await == json!("de");
    browser.until("German, the next in the menu", language).await;
    drop((browser, site));

    fs::remove_dir_all(folder.path().join("lang")).unwrap();
    let site = Site::serve(folder.path());
    let browser = Browser::start(Camera::None).await;
    browser.client.goto(&site.url()).await.unwrap();
    browser
        .until("advice", async || {
            let text = browser
                .run("return document.querySelector('#app').textContent", vec![])
                .await;
            text.as_str().is_some_and(|text| text.contains("Check the connection"))
        })
        .await;
    browser.close().await;
}

/// Size of a first visit, compressed by brotli: the files that the service worker stores at once, the worker itself,
/// the configuration, and a language.
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
    assert!(names.contains(&"index.html") && names.contains(&"boot.js"), "{names:?}");
    let size: usize = names.into_iter().chain(["sw.js", "config.json"]).map(packed).sum();
    // Greek, whose letters take two bytes each, is 600 bytes more.
    let language = packed("lang/de.json");
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
            caches().await == json!(["greengate /some/where/ 0123456789abcdef"])
        })
        .await;
    judge(&browser, &issued.text).await;
    browser.close().await;
}

/// The scripts that the page runs, and the modules: all but the service worker, for which no browser
/// takes a hash.
fn scripts(ending: &str) -> Vec<String> {
    let names = fs::read_dir(dist()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(ending) && name != "sw.js").collect()
}

fn kind_of(name: &str) -> &'static str {
    if name.ends_with(".js") {
        "text/javascript"
    } else {
        "application/wasm"
    }
}

/// Has the host alter a file: a script says when it is run.
fn alter(site: &Site, name: &str) {
    let mut bytes = fs::read(dist().join(name)).unwrap();
    if name.ends_with(".js") {
        bytes.extend(format!("\n;fetch('{}altered-{name}');", site.url()).bytes());
    } else {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
    }
    site.host(name, Reply::Body(bytes, kind_of(name)));
}

fn restore(site: &Site, name: &str) {
    let bytes = fs::read(dist().join(name)).unwrap();
    site.host(name, Reply::Body(bytes, kind_of(name)));
}

fn was_run(site: &Site) -> Vec<String> {
    let requests = site.requests().into_iter();
    requests.filter(|request| request.contains("altered-")).collect()
}

#[tokio::test]
async fn an_altered_file_is_not_run() {
    let site = Site::serve(&dist());
    site.without_list();
    let browser = Browser::start(Camera::None).await;
    let all: Vec<String> = scripts(".js").into_iter().chain(scripts(".wasm")).collect();
    assert!(all.len() >= 7, "{all:?}");
    // What starts the page: the page says so, or stays as it was before any script.
    for name in all
        .iter()
        .filter(|name| *name == "boot.js" || name.starts_with("greengate-app"))
    {
        alter(&site, name);
        browser.client.goto(&site.url()).await.unwrap();
        if name != "boot.js" {
            let refused = async || browser.text("#app").await.contains("cannot start");
            browser.until("a refusal", refused).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!browser.has("[data-testid=start-camera]").await, "{name}");
        assert_eq!(was_run(&site), [""; 0]);
        restore(&site, name);
    }
    // What comes later, and what is asked for once more: altered after the page has started, which
    // then says that the part is missing.
    site.host("sw.js", Reply::Status(404));
    browser.open(&site.url()).await;
    let list = trust_list(&pass(Kind::Vaccination, None));
    let files = TempDir::new().unwrap();
    let (list_file, document) = (files.path().join("list.json"), files.path().join("a.pdf"));
    fs::write(&list_file, list).unwrap();
    fs::write(&document, "%PDF-1.4").unwrap();
    for ending in [".js", ".wasm"] {
        for name in &scripts(ending) {
            alter(&site, name);
        }
        for (input, file, says) in [
            ("trust-import", &list_file, "one more part"),
            ("file-input", &document, "one more part"),
        ] {
            browser.choose(&format!("[data-testid={input}]"), file).await;
            let told = async || browser.text("[data-testid=notice]").await.contains(says);
            browser.until(says, told).await;
            browser.click("[data-testid=notice] button").await;
        }
        for name in &scripts(ending) {
            restore(&site, name);
        }
    }
    assert!(!browser.has(".trust-status.loaded").await);
    assert_eq!(was_run(&site), [""; 0]);
    // As it was built it is run.
    browser.choose("[data-testid=trust-import]", &list_file).await;
    browser.find(".trust-status.loaded").await;
    browser.close().await;
}

#[tokio::test]
async fn the_policy_binds_the_workers() {
    let (site, stranger) = (Site::serve(&dist()), Site::serve(&dist()));
    // Each worker asks the app's host and a stranger's; the one that is started by a worker too.
    let ask = |who: &str| {
        format!(
            "fetch('{}{who}').catch(() => {{}}); fetch('{}', {{ mode: 'no-cors' }}).catch(() => {{}});",
            site.url(),
            stranger.url()
        )
    };
    before_worker(
        &site,
        &format!(
            "{} const plain = Blob; self.Blob = class extends plain {{
                constructor(parts, options) {{
                    super(options?.type === 'text/javascript' ? [{}, ...parts] : parts, options);
                }}
                // A file is still a blob.
                static [Symbol.hasInstance](value) {{ return value instanceof plain; }}
             }};",
            ask("scanner"),
            json!(ask("part"))
        ),
    );
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&pass(Kind::Test, None))).await;
    for who in ["scanner", "part"] {
        let asked = async || site.requests().iter().any(|request| request.ends_with(who));
        browser.until(who, asked).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(stranger.requests(), [""; 0]);
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

/// No address of the app takes a pass: without its service worker the host would be sent it, and
/// any page could hand one in.
#[tokio::test]
async fn nobody_posts_a_pass_to_the_app() {
    let manifest = fs::read(dist().join("manifest.webmanifest")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest.get("share_target"), None);
    let (site, stranger) = (Site::serve(&dist()), Site::serve(&dist()));
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    controlled(&browser).await;
    for policy in ["no-referrer", "unsafe-url"] {
        let page = format!(
            "<!doctype html><meta name=referrer content={policy}>
             <form method=post action={}share enctype=multipart/form-data><input name=text value='{}'></form>
             <script>document.forms[0].submit()</script>",
            site.url(),
            issued.text.replace('\'', "&#39;")
        );
        stranger.host("post.html", Reply::Body(page.into_bytes(), "text/html"));
        browser
            .client
            .goto(&format!("{}post.html", stranger.url()))
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(!browser.has("[data-testid=result]").await, "{policy}");
        // Nothing waits to be shown either.
        browser.open(&format!("{}?shared=1", site.url())).await;
        browser.find(".trust-status.loaded").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!browser.has("[data-testid=result]").await, "{policy}");
    }
    browser.close().await;
}

async fn cache_names(browser: &Browser) -> Vec<String> {
    let names = browser.client.execute_async("caches.keys().then(arguments[0])", vec![]);
    serde_json::from_value(names.await.unwrap()).unwrap()
}

#[tokio::test]
async fn only_files_of_the_app_are_kept() {
    // Names that every object of JavaScript has.
    const NAMES: [&str; 4] = ["constructor", "toString", "__proto__", "hasOwnProperty"];
    let site = Site::serve(&dist());
    for name in NAMES {
        site.host(name, Reply::Body(name.as_bytes().to_vec(), "text/plain"));
    }
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    controlled(&browser).await;
    let seen = browser
        .client
        .execute_async(
            "const [names, done] = arguments;
             (async () => {
                const said = [], kept = [];
                for (const name of names) {
                    navigator.serviceWorker.controller.postMessage({ keep: name });
                    said.push(await (await fetch(name)).text());
                }
                await new Promise(after => setTimeout(after, 500));
                for (const name of names) if (await caches.match(name)) kept.push(name);
                done([said, kept]);
             })()",
            vec![json!(NAMES)],
        )
        .await
        .unwrap();
    assert_eq!(seen, json!([NAMES, []]));
    browser.close().await;
}

/// One host with the app under two paths, and outside of both.
fn deployments() -> (TempDir, Site, [String; 3]) {
    let folder = TempDir::new().unwrap();
    for path in ["", "train", "prod"] {
        copy(&dist(), &folder.path().join(path));
    }
    let site = Site::serve(folder.path());
    let urls = ["train/", "prod/", ""].map(|path| format!("{}{path}", site.url()));
    (folder, site, urls)
}

async fn speaks(browser: &Browser, language: &str) {
    browser
        .until(language, async || {
            browser.run("return document.documentElement.lang", vec![]).await == json!(language)
        })
        .await;
}

#[tokio::test]
async fn two_deployments_on_one_host_share_nothing() {
    let (folder, _site, [train, prod, outside]) = deployments();
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&train).await;
    browser.use_trust(&trust_list(&issued)).await;
    browser.enter("language", "pl", "change").await;
    speaks(&browser, "pl").await;
    controlled(&browser).await;
    for other in [&prod, &outside] {
        browser.open(other).await;
        controlled(&browser).await;
        speaks(&browser, "en").await;
        browser.paste(&issued.text).await;
        assert_eq!(browser.verdict().await[1], "unknown-issuer", "{other}");
    }
    let before = cache_names(&browser).await;
    assert_eq!(before.len(), 3, "{before:?}");
    // Another version of one leaves the others as they are.
    let script = fs::read_to_string(folder.path().join("sw.js")).unwrap();
    let version = script.split("VERSION = \"").nth(1).unwrap().split('"').next().unwrap();
    fs::write(
        folder.path().join("prod/sw.js"),
        script.replace(version, "0123456789abcdef"),
    )
    .unwrap();
    browser.open(&prod).await;
    browser.run("window.mark = 'before'", vec![]).await;
    let update = "navigator.serviceWorker.getRegistration().then(r => r.update())";
    browser.run(update, vec![]).await;
    browser.click("[data-testid=new-version] button").await;
    browser
        .until("the new version", async || {
            browser.run("return window.mark ?? null", vec![]).await == json!(null)
        })
        .await;
    let expected: Vec<String> = before
        .iter()
        .map(|name| {
            if name.contains("prod") {
                name.replace(version, "0123456789abcdef")
            } else {
                name.clone()
            }
        })
        .collect();
    browser
        .until("one version of each", async || {
            let mut names = cache_names(&browser).await;
            names.sort();
            let mut expected = expected.clone();
            expected.sort();
            names == expected
        })
        .await;
    browser.open(&train).await;
    browser.find(".trust-status.loaded").await;
    speaks(&browser, "pl").await;
    browser.close().await;
}

/// Puts what the deployment keeps where versions before this one kept it.
async fn as_an_older_version(browser: &Browser, url: &str) {
    browser.client.goto(&format!("{url}config.json")).await.unwrap();
    let moved = browser
        .client
        .execute_async(
            "const done = arguments[0], scope = location.pathname.replace('config.json', '');
             (async () => {
                const wait = r => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = no; });
                const own = await wait(indexedDB.open(`greengate ${scope}`));
                const all = own.transaction('lists').objectStore('lists');
                const [keys, values] = [await wait(all.getAllKeys()), await wait(all.getAll())];
                own.close();
                await wait(indexedDB.deleteDatabase(own.name));
                const open = indexedDB.open('greengate', 1);
                open.onupgradeneeded = () => open.result.createObjectStore('lists');
                const old = await wait(open), change = old.transaction('lists', 'readwrite');
                keys.forEach((key, place) => change.objectStore('lists').put(values[place], key));
                await new Promise(complete => { change.oncomplete = complete; });
                old.close();
                for (const key of Object.keys(localStorage).filter(key => key.startsWith(`greengate ${scope} `))) {
                    localStorage.setItem(key.replace(`greengate ${scope} `, 'greengate.'), localStorage.getItem(key));
                    localStorage.removeItem(key);
                }
                done(keys.length);
             })().catch(error => done(String(error)))",
            vec![],
        )
        .await
        .unwrap();
    assert!(moved.as_u64() > Some(0), "{moved}");
}

#[tokio::test]
async fn what_an_older_version_kept_is_taken_over() {
    let (folder, _site, [train, prod, _]) = deployments();
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&train).await;
    browser.use_trust(&trust_list(&issued)).await;
    browser.enter("language", "pl", "change").await;
    speaks(&browser, "pl").await;
    controlled(&browser).await;
    as_an_older_version(&browser, &train).await;
    // Caches of older versions, of this deployment and of the other.
    let caches_of = [
        ("greengate-0000000000000000", &train),
        ("greengate-1111111111111111", &prod),
    ];
    for (name, url) in caches_of {
        browser
            .client
            .execute_async(
                "const [name, url, done] = arguments;
                 caches.open(name).then(c => c.put(url + 'index.html', new Response('old'))).then(done)",
                vec![json!(name), json!(url)],
            )
            .await
            .unwrap();
    }
    browser.open(&train).await;
    browser.find(".trust-status.loaded").await;
    speaks(&browser, "pl").await;
    browser.paste(&issued.text).await;
    assert_eq!(browser.verdict().await[0], "valid");
    browser.click(NEXT).await;
    let left = async || {
        browser
            .client
            .execute_async(
                "const done = arguments[0];
                 indexedDB.databases().then(all => done([
                    all.map(d => d.name).filter(name => name === 'greengate'),
                    Object.keys(localStorage).filter(key => key.startsWith('greengate.'))]))",
                vec![],
            )
            .await
            .unwrap()
            == json!([[], []])
    };
    browser.until("nothing left behind", left).await;
    // The next version removes this deployment's old cache, and no other.
    let script = fs::read_to_string(folder.path().join("sw.js")).unwrap();
    let version = script.split("VERSION = \"").nth(1).unwrap().split('"').next().unwrap();
    fs::write(
        folder.path().join("train/sw.js"),
        script.replace(version, "0123456789abcdef"),
    )
    .unwrap();
    let update = "navigator.serviceWorker.getRegistration().then(r => r.update())";
    browser.run(update, vec![]).await;
    browser.click("[data-testid=new-version] button").await;
    browser
        .until("the old cache gone", async || {
            let names = cache_names(&browser).await;
            names == [caches_of[1].0, "greengate /some/where/train/ 0123456789abcdef"]
        })
        .await;
    // Where another deployment is on this device, nobody can tell whose list it is.
    browser.open(&prod).await;
    controlled(&browser).await;
    as_an_older_version(&browser, &train).await;
    browser.open(&train).await;
    speaks(&browser, "pl").await;
    browser.paste(&issued.text).await;
    assert_eq!(browser.verdict().await[1], "unknown-issuer");
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
