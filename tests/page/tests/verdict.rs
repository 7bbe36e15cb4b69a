//! The verdict lies over the page: it keeps the focus, Escape and Back close it, and what matters fits every screen.

use fantoccini::{Locator, key::Key};
use greengate::{
    issue::{Defect, Issued},
    pass::Kind,
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist, pass,
    server::Site,
    trust_list,
};
use serde_json::{Value, json};

const RESULT: &str = "[data-testid=result]";
const LANGUAGES: [&str; 10] = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "el", "ar"];

async fn start(site: &Site, mode: &str, issued: &Issued) -> Browser {
    let browser = Browser::start(Camera::None).await;
    browser.open(&format!("{}{mode}", site.url())).await;
    browser.use_trust(&trust_list(issued)).await;
    browser
}

async fn closed(browser: &Browser) {
    browser.until("no verdict", async || !browser.has(RESULT).await).await;
}

async fn number(browser: &Browser, script: &str) -> i64 {
    browser.run(script, vec![]).await.as_i64().unwrap()
}

#[tokio::test]
async fn the_verdict_keeps_the_focus_and_escape_and_back_close_it() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let browser = start(&site, "?mode=desk", &issued).await;
    browser.run("window.opened = true", vec![]).await;
    let entries = number(&browser, "return history.length").await;
    for way in ["Escape", "Back", "Next", "Back"] {
        browser.paste(&issued.text).await;
        browser.verdict().await;
        let role = browser.find(RESULT).await.attr("role").await.unwrap();
        assert_eq!(role.as_deref(), Some("dialog"));
        let mut inside = 0;
        for _ in 0..12 {
            let focus = "const at = document.activeElement;
                return at === document.body ? null : !!at.closest('[data-testid=result]')";
            // The browser's own controls come between the last element and the first.
            if let Value::Bool(within) = browser.run(focus, vec![]).await {
                assert!(within, "the focus is behind the verdict");
                inside += 1;
            }
            browser
                .client
                .active_element()
                .await
                .unwrap()
                .send_keys(&Key::Tab)
                .await
                .unwrap();
        }
        assert!(inside > 2);
        match way {
            "Escape" => {
                let focused = browser.client.active_element().await.unwrap();
                focused.send_keys(&Key::Escape).await.unwrap();
            }
            "Back" => browser.client.back().await.unwrap(),
            _ => browser.click("[data-testid=next-scan]").await,
        }
        closed(&browser).await;
        let opened = browser
            .run("return window.opened === true && location.search", vec![])
            .await;
        assert_eq!(opened, json!("?mode=desk"), "{way}: the page stays");
    }
    // The history grows by one entry at most, whatever came on screen.
    assert!(number(&browser, "return history.length").await <= entries + 1);
    browser.close().await;
}

#[tokio::test]
async fn another_mode_keeps_what_is_on_the_page() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let browser = start(&site, "?mode=trip&to=fr&lang=de", &issued).await;
    browser.run("window.opened = true", vec![]).await;
    assert_eq!(
        browser.run("return document.documentElement.lang", vec![]).await,
        json!("de")
    );
    let destination = "return document.querySelector('[data-testid=destination]').value";
    browser.find("[data-testid=destination]").await;
    assert_eq!(browser.run(destination, vec![]).await, json!("FR"));
    browser.paste(&issued.text).await;
    browser.verdict().await;
    browser.click("[data-testid=next-scan]").await;
    browser.find("[data-testid=wallet-pass]").await;
    let go = async |link: &str| {
        browser.click(&format!("nav a[href=\"{link}\"]")).await;
        browser
            .find(&format!("nav a[href=\"{link}\"][aria-current=page]"))
            .await;
    };
    go("./?mode=desk").await;
    browser.find("[data-testid=counter-valid]").await;
    // A destination chosen at the desk is not the trip's.
    browser.enter("destination", "ES", "change").await;
    go("./").await;
    assert_eq!(browser.run(destination, vec![]).await, json!("ES"));
    // The demo puts the passes aside, and counts for itself.
    browser.click("[data-testid=demo]").await;
    browser.find("[data-testid=demo-banner]").await;
    go("./?mode=self").await;
    assert!(!browser.has("[data-testid=wallet-pass]").await);
    browser.click("[data-testid=leave-demo]").await;
    browser.find("[data-testid=wallet-pass]").await;
    assert_eq!(browser.run(destination, vec![]).await, json!("FR"));
    // Back leads through the modes.
    browser.client.back().await.unwrap();
    browser.find("nav a[href=\"./\"][aria-current=page]").await;
    assert_eq!(
        browser.run("return window.opened", vec![]).await,
        json!(true),
        "no reload"
    );
    browser.close().await;
}

/// Parts of a verdict that are not wholly within the window.
const CUT_OFF: &str = "
    const parts = ['#verdict', '#verdict + p', '[data-testid=holder-name]', '[data-testid=holder-birth-date]', '.who > div > .advice', '[data-testid=next-scan]'];
    const next = document.querySelector('.next').getBoundingClientRect();
    const landscape = innerHeight <= 500 && innerWidth > innerHeight;
    return parts.filter((css) => {
        const part = document.querySelector(css);
        if (!part) return false;
        const box = part.getBoundingClientRect();
        const bottom = css.includes('next-scan') || landscape && css.startsWith('#verdict') ? innerHeight : next.top;
        return box.top < -1 || box.left < -1 || box.right > innerWidth + 1 || box.bottom > bottom + 1;
    });";

#[tokio::test]
async fn what_matters_is_on_the_screen_without_scrolling() {
    const SIZES: [(u32, u32, u32); 8] = [
        (390, 844, 100),
        (360, 640, 100),
        (844, 390, 100),
        (768, 1_024, 100),
        (1_440, 900, 100),
        (320, 640, 100),
        (390, 844, 200),
        (1_440, 900, 200),
    ];
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let defects = [Defect::Expired, Defect::Forged, Defect::UnknownKey];
    let mut texts = vec![issued.text.clone()];
    texts.extend(defects.map(|defect| pass(Kind::Vaccination, Some(defect)).text));
    let browser = start(&site, "?mode=desk", &issued).await;
    browser.enter("hold-seconds", "120", "change").await;
    browser.enter("destination", "FR", "change").await;
    let mut cut_off = Vec::new();
    for text in &texts {
        browser.paste(text).await;
        browser.verdict().await;
        for language in LANGUAGES {
            browser.enter("language", language, "change").await;
            browser
                .until(language, async || {
                    browser.run("return document.documentElement.lang", vec![]).await == json!(language)
                })
                .await;
            for (width, height, zoom) in SIZES {
                browser
                    .devtools(
                        "Emulation.setDeviceMetricsOverride",
                        json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
                    )
                    .await;
                let zoomed = "document.documentElement.style.fontSize = arguments[0]";
                browser.run(zoomed, vec![json!(format!("{zoom}%"))]).await;
                let cut = browser.run(CUT_OFF, vec![]).await;
                if cut != json!([]) {
                    let said = browser.text("#verdict").await;
                    cut_off.push(format!("{language} {width}x{height} {zoom} %: {said}: {cut}"));
                }
            }
        }
        browser
            .run("document.documentElement.style.fontSize = ''", vec![])
            .await;
        browser
            .client
            .find(Locator::Css("[data-testid=next-scan]"))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
        closed(&browser).await;
    }
    assert!(cut_off.is_empty(), "{}", cut_off.join("\n"));
    browser.close().await;
}
