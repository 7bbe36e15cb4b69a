//! The directory of places: filters, the map, lists of other publishers, and what is kept of them.

use greengate::{
    directory::{Directory, Place, Point},
    trust::{EnvelopeHeader, Pin, PublisherKey},
};
use greengate_page_tests::{
    axe,
    browser::{Browser, Camera},
    dist,
    server::Site,
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, path::PathBuf};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

/// The list that comes with the app.
const SHIPPED: &[u8] = include_bytes!("../../../www/directory/demo.ggd");
const SHIPPED_BY: &str = include_str!("../../../www/directory/publisher.txt");

struct Page {
    site: Site,
    browser: Browser,
    folder: TempDir,
}

fn shipped() -> Directory {
    Directory::read(SHIPPED, &[Pin::from_base64(SHIPPED_BY.trim()).unwrap()]).unwrap()
}

/// Metres between two places, by the haversine formula on a sphere of 6371 km.
fn metres(a: &Place, b: &Place) -> f64 {
    let radians = |place: &Place| {
        let (latitude, longitude) = place.point.degrees();
        (latitude.to_radians(), longitude.to_radians())
    };
    let ((lat_a, lon_a), (lat_b, lon_b)) = (radians(a), radians(b));
    let haversine = |angle: f64| (1.0 - angle.cos()) / 2.0;
    let h = haversine(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * haversine(lon_b - lon_a);
    2.0 * 6_371_000.0 * h.sqrt().asin()
}

/// A list of two places that the key of this seed signs, or nobody, made and ended so many days from now.
fn list(seed: Option<u8>, (made, ends): (i64, i64)) -> Vec<u8> {
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
    let header = EnvelopeHeader {
        serial: 3,
        issued_at: now + Duration::days(made),
        best_before: now + Duration::days(ends),
        expires_at: now + Duration::days(ends),
    };
    let place = |name: &str, latitude: f64| Place {
        name: name.to_owned(),
        address: "Quay 1, Elsewhere".to_owned(),
        district: String::new(),
        point: Point::of_degrees(latitude, 4.5).unwrap(),
        issues: vec!["polio".to_owned()],
        hours: String::new(),
    };
    let places = vec![place("Harbour Clinic", 51.9), place("Hill Clinic", 51.95)];
    let licences = vec!["ODbL, contributors of OpenStreetMap".to_owned()];
    let key = seed.map(|seed| PublisherKey::from_bytes(&[seed; 32]).unwrap());
    Directory::new(header, "Elsewhere".to_owned(), licences, places)
        .write(key.as_ref())
        .unwrap()
}

impl Page {
    async fn open() -> Self {
        let page = Self {
            site: Site::serve(&dist()),
            browser: Browser::start(Camera::None).await,
            folder: TempDir::new().unwrap(),
        };
        page.go("?mode=places").await;
        page
    }

    async fn go(&self, query: &str) {
        let url = format!("{}{query}", self.site.url());
        self.browser.client.goto(&url).await.unwrap();
        self.browser.find("[data-testid=places-count]").await;
    }

    async fn run(&self, script: &str) -> Value {
        self.browser.run(script, vec![]).await
    }

    /// Names in the list, in its order.
    async fn names(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('[data-testid=places-list] .place-name')].map(one => one.textContent)";
        serde_json::from_value(self.run(script).await).unwrap()
    }

    /// Names of the dots.
    async fn dots(&self) -> BTreeSet<String> {
        let script = "return [...document.querySelectorAll('.dot')].map(one => one.getAttribute('aria-label'))";
        serde_json::from_value(self.run(script).await).unwrap()
    }

    async fn until_names(&self, names: &[&str]) {
        self.browser
            .until(&format!("{names:?}"), async || self.names().await == names)
            .await;
    }

    async fn count(&self, text: &str) {
        self.browser
            .until(text, async || {
                self.browser.text("[data-testid=places-count]").await == text
            })
            .await;
    }

    async fn search(&self, text: &str) {
        self.browser.enter("places-search", text, "input").await;
    }

    async fn wish(&self, menu: &str, value: &str) {
        self.browser.enter(menu, value, "change").await;
    }

    /// Taps a place of the list.
    async fn tap(&self, name: &str) {
        let script =
            "[...document.querySelectorAll('.place-name')].find(one => one.textContent === arguments[0]).click()";
        self.browser.run(script, vec![json!(name)]).await;
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    async fn import(&self, name: &str, bytes: &[u8]) {
        let file = self.file(name, bytes);
        self.browser.choose("[data-testid=places-import]", &file).await;
    }

    async fn title(&self) -> String {
        self.browser.text("[data-testid=places-list-title]").await
    }

    async fn until_title(&self, title: &str) {
        self.browser.until(title, async || self.title().await == title).await;
    }

    async fn refused(&self) {
        self.browser
            .until("a refusal", async || {
                self.browser
                    .text("[data-testid=places-notice]")
                    .await
                    .starts_with("The list was not taken: ")
            })
            .await;
        self.run("document.querySelector('[data-testid=places-notice] button').click()")
            .await;
        self.browser
            .until("no notice", async || {
                !self.browser.has("[data-testid=places-notice]").await
            })
            .await;
    }

    async fn databases(&self) -> Vec<String> {
        let script = "const done = arguments[0]; indexedDB.databases().then(all => done(all.map(one => one.name)))";
        let names = self.browser.client.execute_async(script, vec![]).await.unwrap();
        serde_json::from_value(names).unwrap()
    }
}

#[tokio::test]
async fn places_are_found_by_district_certificate_and_text() {
    let page = Page::open().await;
    let browser = &page.browser;
    page.count("22 places").await;
    assert_eq!((page.names().await.len(), page.dots().await.len()), (22, 22));
    let script =
        "return [...document.querySelectorAll('[data-testid=places-district] option')].map(one => one.textContent)";
    let districts: Vec<String> = serde_json::from_value(page.run(script).await).unwrap();
    let expected = [
        "All",
        "Dümpten (5)",
        "Heißen (2)",
        "Mitte (8)",
        "Saarn (2)",
        "Speldorf (2)",
        "Styrum (3)",
    ];
    assert_eq!(districts, expected);
    // What stands on screen of the data.
    assert_eq!(page.title().await, "Demostadt (invented places)");
    let licence = browser.text("[data-testid=places-licence]").await;
    assert_eq!(
        licence,
        "Source: CC0-1.0; all places, addresses and opening hours are invented"
    );
    let edition = browser.text("[data-testid=places-edition]").await;
    assert!(
        edition.ends_with("2026, signed by a publisher of this app."),
        "{edition}"
    );
    for warning in ["places-unsigned", "places-old"] {
        assert!(!browser.has(&format!("[data-testid={warning}]")).await, "{warning}");
    }
    let current = "return [...document.querySelectorAll('nav [aria-current=page]')].map(one => one.textContent)";
    assert_eq!(page.run(current).await, json!(["Places"]));

    page.wish("places-district", "Dümpten").await;
    page.count("5 places").await;
    let in_district = |district: &str| -> BTreeSet<String> {
        let places = shipped().places.into_iter().filter(|place| place.district == district);
        places.map(|place| place.name).collect()
    };
    assert_eq!(
        page.names().await.into_iter().collect::<BTreeSet<_>>(),
        in_district("Dümpten")
    );
    assert_eq!(page.dots().await, in_district("Dümpten"));
    page.wish("places-issues", "polio").await;
    page.until_names(&["Park-Apotheke (Demo)"]).await;
    let said = browser.text("[data-testid=places-list]").await;
    for part in [
        "Demoweg 10, 00000 Demostadt",
        "Dümpten",
        "Yellow fever",
        "Polio",
        "Open: Mo-Fr 08:30-18:30; Sa 09:00-13:00",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    page.wish("places-district", "Mitte").await;
    page.count("2 places").await;
    page.wish("places-issues", "").await;
    page.count("8 places").await;
    page.search("loewen").await;
    page.until_names(&["Löwen-Apotheke (Demo)"]).await;
    page.count("One place").await;
    page.search("nowhere").await;
    page.count("No place fits.").await;
    assert!(page.names().await.is_empty() && page.dots().await.is_empty());
    // Nothing of the counter is made here.
    let databases = page.databases().await;
    assert!(!databases.iter().any(|name| name.contains("counter")), "{databases:?}");
}

#[tokio::test]
async fn distances_are_measured_from_a_tapped_place_or_point() {
    let page = Page::open().await;
    let browser = &page.browser;
    assert!(!browser.has("[data-testid=places-within]").await);
    let places = shipped().places;
    let at = places.iter().position(|place| place.name.starts_with("Turm-")).unwrap();
    let (from, next) = (&places[at], &places[at + 1]);
    page.tap(&from.name).await;
    browser
        .until("the origin", async || {
            browser.text("[data-testid=places-origin]").await == format!("Distances from {}", from.name)
        })
        .await;
    for km in [1, 2, 5, 10] {
        page.wish("places-within", &km.to_string()).await;
        let mut near: Vec<&Place> = places
            .iter()
            .filter(|place| metres(from, place) <= f64::from(km) * 1e3)
            .collect();
        near.sort_by(|a, b| metres(from, a).total_cmp(&metres(from, b)));
        let near: Vec<&str> = near.iter().map(|place| place.name.as_str()).collect();
        page.until_names(&near).await;
    }
    let script = "return [...document.querySelectorAll('.places > li')].map(one => [one.querySelector('.place-name').textContent, Number(one.querySelector('.metres')?.dataset.metres ?? 0), one.querySelector('.metres')?.textContent ?? ''])";
    let shown: Vec<(String, f64, String)> = serde_json::from_value(page.run(script).await).unwrap();
    assert_eq!(shown.len(), 22);
    for (name, said, text) in &shown[1..] {
        let place = places.iter().find(|place| place.name == *name).unwrap();
        let expected = metres(from, place);
        assert!((said - expected).abs() < 2.0, "{name}: {said} m, {expected} m");
        assert_eq!(text, &format!("{} km", (expected / 100.0).round() / 10.0), "{name}");
    }

    // The dot is that of the place, and a key chooses another.
    let chosen =
        "return [...document.querySelectorAll('.dot[aria-pressed=true]')].map(one => one.getAttribute('aria-label'))";
    assert_eq!(page.run(chosen).await, json!([from.name]));
    page.run("document.querySelector('.dot[tabindex=\"0\"]').focus()").await;
    let press = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[0], bubbles: true, cancelable: true }))";
    browser.run(press, vec![json!("ArrowRight")]).await;
    let focused = page
        .run("return document.activeElement.getAttribute('aria-label')")
        .await;
    assert_eq!(focused, json!(next.name));
    browser.run(press, vec![json!("Enter")]).await;
    browser
        .until("the next dot", async || page.run(chosen).await == json!([next.name]))
        .await;
    // It keeps the focus, and so does a place that moves to the top of the list.
    assert_eq!(
        page.run("return document.activeElement.getAttribute('aria-label')")
            .await,
        json!(next.name)
    );
    let of_list = "const one = document.querySelector('.places > li:nth-child(9) .place-name'); one.focus(); one.click(); return one.textContent";
    let name = page.run(of_list).await;
    browser
        .until("the ninth", async || page.run(chosen).await == json!([name]))
        .await;
    browser
        .until("its focus", async || {
            page.run("return document.activeElement.textContent").await == name
        })
        .await;

    // A tap beside a dot is meant for it; one on free land is a point.
    let tap = "const map = document.querySelector('.map'), box = map.getBoundingClientRect();
        const [clientX, clientY] = [box.left + box.width * arguments[0] + arguments[2], box.top + box.height * arguments[1]];
        map.dispatchEvent(new MouseEvent('click', { clientX, clientY, bubbles: true }));";
    let place_of = "const dot = [...document.querySelectorAll('.dot')].find(one => one.getAttribute('aria-label') === arguments[0]);
        return ['cx', 'cy'].map(name => parseFloat(dot.getAttribute(name)) / 100)";
    let anchor = places.iter().find(|place| place.name.starts_with("Anker-")).unwrap();
    let at = browser.run(place_of, vec![json!(anchor.name)]).await;
    browser.run(tap, vec![at[0].clone(), at[1].clone(), json!(12)]).await;
    browser
        .until("Anker", async || page.run(chosen).await == json!([anchor.name]))
        .await;
    browser.run(tap, vec![json!(0.02), json!(0.5), json!(0)]).await;
    browser
        .until("a point", async || {
            browser.text("[data-testid=places-origin]").await == "Distances from the point on the map"
        })
        .await;
    assert_eq!(page.run(chosen).await, json!([]));
    // The westernmost places are the nearest to it.
    assert!(page.names().await[0].starts_with("Hafen-"), "{:?}", page.names().await);
    page.run("document.querySelector('[data-testid=places-no-origin]').click()")
        .await;
    browser
        .until("no distances", async || !browser.has(".metres").await)
        .await;
    assert!(!browser.has("[data-testid=places-within]").await);

    // The scale bar is as long as it says, on the map of all places.
    let bar = "const bar = document.querySelector('.scale'), map = document.querySelector('.map');
        return Number(bar.dataset.metres) / bar.querySelector('rect').getBoundingClientRect().width * map.getBoundingClientRect().width";
    let across = page.run(bar).await.as_f64().unwrap();
    let ends = [from, anchor];
    let mut at = Vec::new();
    for place in ends {
        at.push(browser.run(place_of, vec![json!(place.name)]).await);
    }
    let part = |axis: usize| at[0][axis].as_f64().unwrap() - at[1][axis].as_f64().unwrap();
    let drawn = across * part(0).hypot(part(1) * 3.0 / 4.0);
    assert!((drawn / metres(from, anchor) - 1.0).abs() < 0.02, "{drawn} m");
}

#[tokio::test]
async fn another_list_is_kept_with_a_warning_until_the_own_one_comes_back() {
    let page = Page::open().await;
    let browser = &page.browser;
    let other = list(Some(9), (-1, 30));
    // What is broken changes nothing.
    page.import("cut.ggd", &other[..other.len() / 2]).await;
    page.refused().await;
    let mut altered = SHIPPED.to_vec();
    *altered.last_mut().unwrap() ^= 1;
    page.import("altered.ggd", &altered).await;
    page.refused().await;
    page.import("table.ggd", b"name,address\n").await;
    page.refused().await;
    assert_eq!(page.title().await, "Demostadt (invented places)");
    assert!(!browser.has("[data-testid=places-own]").await);

    page.import("elsewhere.ggd", &other).await;
    page.until_title("Elsewhere").await;
    for _ in 0..2 {
        page.until_names(&["Harbour Clinic", "Hill Clinic"]).await;
        let warning = browser.text("[data-testid=places-unsigned]").await;
        assert_eq!(warning, "Nobody whom this app knows has signed this list.");
        assert!(!browser.has("[data-testid=places-old]").await);
        let edition = browser.text("[data-testid=places-edition]").await;
        assert!(!edition.contains("signed by"), "{edition}");
        let licence = browser.text("[data-testid=places-licence]").await;
        assert_eq!(licence, "Source: ODbL, contributors of OpenStreetMap");
        // It is there on the next visit.
        page.go("?mode=places").await;
        page.until_title("Elsewhere").await;
    }
    // One that nobody signed, and that has ended.
    page.import("old.ggd", &list(None, (-30, -2))).await;
    browser
        .until("the age", async || {
            browser.text("[data-testid=places-old]").await == "This list is too old: ask before you go."
        })
        .await;
    assert!(browser.has("[data-testid=places-unsigned]").await);

    page.run("document.querySelector('[data-testid=places-own]').click()")
        .await;
    page.until_title("Demostadt (invented places)").await;
    page.count("22 places").await;
    assert!(!browser.has("[data-testid=places-unsigned]").await && !browser.has("[data-testid=places-old]").await);
    page.go("?mode=places").await;
    // Whoever reads what is kept has done so when the rest of the app is asked for.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(page.title().await, "Demostadt (invented places)");
}

#[tokio::test]
async fn many_places_are_cut_and_counted() {
    let page = Page::open().await;
    let mut many = shipped();
    let one = many.places[0].clone();
    many.places = (0..2_500)
        .map(|number| Place {
            name: format!("Place {number}"),
            point: Point::of_degrees(
                50.0 + f64::from(number / 50) / 100.0,
                6.0 + f64::from(number % 50) / 100.0,
            )
            .unwrap(),
            ..one.clone()
        })
        .collect();
    page.import("many.ggd", &many.write(None).unwrap()).await;
    page.count("2500 places · 1–200").await;
    assert_eq!((page.names().await.len(), page.dots().await.len()), (200, 2_000));
}

#[tokio::test]
async fn every_language_fits_the_smallest_screen() {
    let page = Page::open().await;
    let browser = &page.browser;
    let screen = json!({ "width": 320, "height": 700, "deviceScaleFactor": 1, "mobile": true });
    browser.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    for code in ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "el", "ar"] {
        page.go(&format!("?mode=places&lang={code}")).await;
        page.tap("Turm-Apotheke (Demo)").await;
        browser.find("[data-testid=places-within]").await;
        let wide = "return document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 90)).join('\\n')";
        assert_eq!(page.run(wide).await, json!(""), "{code}");
        let unsaid = page
            .run("return document.body.innerText.match(/(counter|places)-[a-z-]+/g)")
            .await;
        assert_eq!(unsaid, Value::Null, "{code}");
    }
}

#[tokio::test]
async fn no_barriers_in_the_directory() {
    let script = axe::script();
    let page = Page::open().await;
    let mut found = Vec::new();
    for (code, theme) in [("en", "light"), ("de", "dark"), ("el", "light"), ("ar", "dark")] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        page.browser.devtools("Emulation.setEmulatedMedia", features).await;
        page.go(&format!("?mode=places&lang={code}")).await;
        page.run("document.querySelectorAll('details').forEach(one => one.open = true)")
            .await;
        axe::barriers(&page.browser, &script, &format!("{code} {theme}"), &mut found).await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
