//! Every state of the page in pictures, to look at: each at every size, its languages and themes taking turns.

use crate::{
    browser::{Browser, Camera},
    dist,
    media::Picture,
    server::Site,
    verdicts::Verdicts,
};
use greengate::wedge::{Layout, type_as};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Languages of the page.
pub const LANGUAGES: [&str; 10] = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "el", "ar"];

/// Width and height in pixels, and size of the text in per cent.
const SIZES: [(u32, u32, u32); 7] = [
    (390, 844, 100),
    (360, 640, 100),
    (844, 390, 100),
    (768, 1_024, 100),
    (1_440, 900, 100),
    (320, 640, 100),
    (390, 844, 200),
];

/// Sets the size of the window and of its text.
pub async fn resize(browser: &Browser, (width, height, text): (u32, u32, u32)) {
    let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
    let zoomed = "document.documentElement.style.fontSize = arguments[0]";
    browser.run(zoomed, vec![json!(format!("{text}%"))]).await;
}

/// Pictures of states.
struct Tour {
    folder: PathBuf,
    states: usize,
    taken: usize,
}

impl Tour {
    /// Takes the pictures of the state on screen; `at` is scrolled into view.
    async fn take(&mut self, browser: &Browser, state: &str, at: &str) {
        for (n, size) in SIZES.into_iter().enumerate() {
            let theme = ["light", "dark"][(self.states + n) % 2];
            let language = LANGUAGES[(3 * self.states + n) % LANGUAGES.len()];
            // A look without colours of the page's own.
            let colours = if (self.states + n) % 11 == 10 { "active" } else { "none" };
            let media = json!({"features": [{"name": "prefers-color-scheme", "value": theme}, {"name": "forced-colors", "value": colours}]});
            browser.devtools("Emulation.setEmulatedMedia", media).await;
            resize(browser, size).await;
            browser.enter("language", language, "change").await;
            let spoken = async || browser.run("return document.documentElement.lang", vec![]).await == json!(language);
            browser.until(language, spoken).await;
            let scroll = "document.querySelector(arguments[0])?.scrollIntoView({ block: 'start' })";
            browser.run(scroll, vec![json!(at)]).await;
            let (width, height, text) = size;
            let name = format!("{state}-{width}x{height}-{text}-{theme}-{colours}-{language}.png");
            fs::write(self.folder.join(name), browser.screenshot().await).expect("a picture");
            self.taken += 1;
        }
        self.states += 1;
        resize(browser, SIZES[0]).await;
        browser.enter("language", "en", "change").await;
    }

    async fn verdicts(&mut self, verdicts: &Verdicts, browser: &Browser) {
        let mut operator = None;
        for verdict in &verdicts.all {
            verdicts.show(browser, verdict, "?mode=desk").await;
            self.take(browser, &format!("verdict-{}", verdict.name), "body").await;
            next(browser).await;
            let url = browser.client.current_url().await.expect("an address");
            if verdict.name.contains("revocation") && operator.replace(url.clone()) != Some(url) {
                self.take(browser, "revocation-list", "[data-testid=trust-card]").await;
            }
        }
    }

    /// What a scanner or a picture brings.
    async fn inputs(&mut self, verdicts: &Verdicts, browser: &Browser, files: &Path) {
        let valid = &verdicts.all[0];
        verdicts.open(browser, valid, "?mode=desk").await;
        let typed = type_as(&valid.text, Layout::Us, Layout::De).expect("a layout");
        browser
            .run(
                "document.activeElement?.blur?.();
                 for (const key of [...arguments[0], 'Enter'])
                    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));",
                vec![json!(typed)],
            )
            .await;
        browser.verdict().await;
        self.take(browser, "scanner-verdict", "body").await;
        next(browser).await;
        self.take(browser, "scanner-warning", "body").await;
        let other = verdicts
            .all
            .iter()
            .find(|verdict| verdict.name == "forged")
            .expect("it");
        let mut picture = Picture::blank(1600, 800, 190);
        picture.place(&Picture::of_code(&valid.text, 800, 800, 6), 0, 0);
        picture.place(&Picture::of_code(&other.text, 800, 800, 6), 800, 0);
        let path = files.join("both.png");
        fs::write(&path, picture.png()).expect("a picture");
        browser.choose("[data-testid=file-input]", &path).await;
        browser.verdict().await;
        self.take(browser, "several", "body").await;
        browser
            .run("document.querySelector('.result .body').scrollTop = 1e6", vec![])
            .await;
        next(browser).await;
        fs::write(&path, Picture::blank(300, 300, 200).png()).expect("a picture");
        browser.choose("[data-testid=file-input]", &path).await;
        browser.find("[data-testid=notice]").await;
        self.take(browser, "notice", "body").await;
        browser.click("[data-testid=notice] button").await;
    }

    /// The desk with a flight and a group, and a trip with an answer.
    async fn journeys(&mut self, verdicts: &Verdicts, browser: &Browser) {
        let valid = &verdicts.all[0];
        verdicts.open(browser, valid, "?mode=desk").await;
        self.take(browser, "desk", "body").await;
        browser.enter("flight-to", "ACC", "change").await;
        browser.enter("flight-from", "ADD", "change").await;
        browser
            .find("[data-testid=flight-card] [data-testid=requirement]")
            .await;
        browser.click("[data-testid=party-start]").await;
        self.take(browser, "desk-flight", "[data-testid=flight-card]").await;
        self.take(browser, "desk-group", "[data-testid=party]").await;
        crate::crash::paste(browser, &valid.text).await;
        browser.verdict().await;
        self.take(browser, "flight-verdict", "body").await;
        next(browser).await;
        verdicts.open(browser, valid, "?mode=self").await;
        crate::crash::paste(browser, &valid.text).await;
        browser.verdict().await;
        next(browser).await;
        browser.enter("destination", "FR", "change").await;
        browser.enter("departure", "DE", "change").await;
        browser.click("[data-testid=add-stop]").await;
        browser.find("[data-testid=destination-2]").await;
        browser.enter("destination-2", "ES", "change").await;
        browser.find("[data-testid=trip-answer][data-country=ES]").await;
        self.take(browser, "trip", "body").await;
        self.take(browser, "trip-stops", "fieldset.stop").await;
        self.take(browser, "trip-answers", "[data-testid=trip-answers]").await;
    }

    async fn lists(&mut self, verdicts: &Verdicts, browser: &Browser, files: &Path) {
        let valid = &verdicts.all[0];
        verdicts.open(browser, valid, "").await;
        self.take(browser, "home", "body").await;
        let list = fs::read(verdicts.list()).expect("the list");
        let names = ["airport-2026-11.json", "ministry.json"].map(|name| files.join(name));
        for name in &names {
            fs::write(name, &list).expect("a list");
        }
        browser
            .choose_all("[data-testid=trust-import]", &[&names[0], &names[1]])
            .await;
        let named = async || browser.text("[data-testid=trust-card]").await.contains("ministry.json");
        browser.until("the lists", named).await;
        self.take(browser, "lists-head", "body").await;
        self.take(browser, "lists", "[data-testid=trust-card]").await;
    }

    /// Cameras that give no picture, the first run, and the demo.
    async fn faults(&mut self) {
        for (state, camera) in [("camera-none", Camera::None), ("camera-refused", Camera::Refused)] {
            let (site, browser) = (Site::serve(&dist()), Browser::start(camera).await);
            browser.open(&site.url()).await;
            if state == "camera-none" {
                self.take(&browser, "first-run", "body").await;
            }
            browser.click("[data-testid=start-camera]").await;
            browser.find(".fault").await;
            self.take(&browser, state, "body").await;
            if state == "camera-none" {
                browser.click("[data-testid=demo]").await;
                browser.find("[data-testid=demo-banner]").await;
                self.take(&browser, "demo", "body").await;
                browser.click("[data-demo=vaccination-valid]").await;
                browser.verdict().await;
                self.take(&browser, "demo-verdict", "body").await;
            }
            browser.close().await;
        }
        let (site, browser) = (Site::serve(&dist()), Browser::start(Camera::None).await);
        site.without_list();
        browser.open(&site.url()).await;
        browser.find(".trust-status.missing").await;
        self.take(&browser, "without-list", "body").await;
        browser.close().await;
    }
}

async fn next(browser: &Browser) {
    browser.click("[data-testid=next-scan]").await;
    let gone = async || {
        browser
            .run("return !document.querySelector('[data-testid=result]')", vec![])
            .await
            == Value::Bool(true)
    };
    browser.until("no verdict", gone).await;
}

/// Takes all pictures into a folder; answers how many states and pictures there are.
///
/// # Panics
/// Panics if a state does not come.
pub async fn take(folder: &Path) -> (usize, usize) {
    _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder");
    let (verdicts, files) = (Verdicts::new(), tempfile::tempdir().expect("a folder"));
    let mut tour = Tour {
        folder: folder.to_path_buf(),
        states: 0,
        taken: 0,
    };
    let browser = Browser::start(Camera::None).await;
    tour.verdicts(&verdicts, &browser).await;
    tour.inputs(&verdicts, &browser, files.path()).await;
    tour.journeys(&verdicts, &browser).await;
    tour.lists(&verdicts, &browser, files.path()).await;
    browser.close().await;
    tour.faults().await;
    (tour.states, tour.taken)
}
