//! For everyone: ten languages, and no barriers in any of them.

use greengate::{issue::Defect, pass::Kind};
use greengate_page_tests::{
    axe,
    browser::{Browser, Camera},
    dist, pass,
    server::Site,
    tour::LANGUAGES,
    trust_list,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs};

const NEXT: &str = "[data-testid=next-scan]";

/// Plain messages of a language.
fn messages(code: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(dist().join(format!("lang/{code}.json"))).unwrap();
    let all: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    let plain = |(id, text): (String, Value)| Some((id, text.as_str()?.to_owned()));
    all.into_iter().filter_map(plain).collect()
}

async fn speak(browser: &Browser, code: &str) {
    browser.enter("language", code, "change").await;
    browser
        .until(code, async || {
            browser.run("return document.documentElement.lang", vec![]).await == json!(code)
        })
        .await;
}

#[tokio::test]
async fn ten_languages_are_spoken_and_the_choice_is_kept() {
    let site = Site::serve(&dist());
    let issued = pass(Kind::Vaccination, Some(Defect::Expired));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    browser.paste(&issued.text).await;
    browser.verdict().await;
    for code in LANGUAGES {
        let said = messages(code);
        // Without losing the verdict on screen.
        speak(&browser, code).await;
        browser
            .until("the verdict in this language", async || {
                browser
                    .text("[data-testid=result]")
                    .await
                    .contains(&said["verdict-expired-meaning"])
            })
            .await;
        let page = browser.text("body").await;
        for id in [
            "verdict-newer-advice",
            "fact-disease",
            "kind-vaccination",
            "next",
            "answer-yes",
        ] {
            assert!(page.contains(&said[id]), "{code}: {id}: {page}");
        }
        // Dates are the language's; digits are those of passports.
        let born = browser.text("[data-testid=holder-birth-date]").await;
        assert!(born.contains("12") && born.contains("1964"), "{code}: {born}");
        let direction = browser.run("return document.documentElement.dir", vec![]).await;
        assert_eq!(direction, json!(if code == "ar" { "rtl" } else { "ltr" }));
        assert_eq!(browser.text("[data-testid=holder-name]").await, "Jürgen Müstermann");
    }
    browser.click(NEXT).await;
    // Also the next time.
    browser.open(&site.url()).await;
    browser
        .until("Arabic again", async || {
            browser.run("return document.documentElement.dir", vec![]).await == json!("rtl")
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn the_first_language_is_the_browsers() {
    let site = Site::serve(&dist());
    let browser = Browser::start(Camera::None).await;
    browser
        .before_page("Object.defineProperty(navigator, 'languages', { value: ['sv-SE', 'pl-PL', 'en'] });")
        .await;
    browser.open(&site.url()).await;
    let said = messages("pl");
    browser
        .until("Polish", async || {
            browser.text("body").await.contains(&said["input-drop"])
        })
        .await;
    assert_eq!(
        browser.run("return document.documentElement.lang", vec![]).await,
        json!("pl")
    );
    browser.close().await;
}

/// Contrast of every text of a verdict, at least 7 : 1 (WCAG 2.2, 1.4.6).
const CONTRAST: &str = "
    const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const box = document.querySelector('.result .verdict');
    const back = light(getComputedStyle(box).backgroundColor);
    return [...box.querySelectorAll('h2, p:not(.unreal-mark)')].map(e => light(getComputedStyle(e).color))
        .map(front => (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05)).reduce((a, b) => Math.min(a, b));";

#[tokio::test]
async fn no_barriers_on_any_screen_in_any_language_and_theme() {
    let site = Site::serve(&dist());
    let axe = axe::script();
    let valid = pass(Kind::Vaccination, None);
    let verdicts = [
        ("valid", valid.text.clone()),
        ("expired", pass(Kind::Vaccination, Some(Defect::Expired)).text),
        ("forged", pass(Kind::Vaccination, Some(Defect::Forged)).text),
        ("damaged", pass(Kind::Vaccination, Some(Defect::Checksum)).text),
        ("unknown", pass(Kind::Vaccination, Some(Defect::UnknownKey)).text),
    ];
    let browser = Browser::start(Camera::None).await;
    let mut found = Vec::new();
    for (theme, contrast) in [("light", "no-preference"), ("dark", "no-preference"), ("dark", "more")] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-contrast", "value": contrast}]});
        browser.devtools("Emulation.setEmulatedMedia", features).await;
        for (mode, screen) in [("", "home"), ("?mode=desk", "desk"), ("?mode=self", "trip")] {
            browser.client.goto(&format!("{}{mode}", site.url())).await.unwrap();
            browser.find("[data-testid=paste-input]").await;
            if mode.is_empty() || !browser.has(".trust-status.loaded").await {
                browser.use_trust(&trust_list(&valid)).await;
            }
            browser
                .run(
                    "document.querySelectorAll('details').forEach(d => d.open = true)",
                    vec![],
                )
                .await;
            if mode == "?mode=self" {
                browser.paste(&valid.text).await;
                browser.verdict().await;
                browser.click(NEXT).await;
                browser
                    .run(
                        "const field = document.querySelector('[data-testid=destination]'); field.value = 'FR';
                         field.dispatchEvent(new Event('change', { bubbles: true }));",
                        vec![],
                    )
                    .await;
                browser.find("[data-testid=trip-answer]").await;
            }
            // High contrast changes colours only: a few languages show it.
            let languages = if contrast == "more" {
                &LANGUAGES[..2]
            } else {
                &LANGUAGES[..]
            };
            for code in languages {
                speak(&browser, code).await;
                axe::barriers(
                    &browser,
                    &axe,
                    &format!("{screen} {theme} {contrast} {code}"),
                    &mut found,
                )
                .await;
            }
            if mode == "?mode=self" {
                continue;
            }
            for (name, text) in &verdicts {
                browser.paste(text).await;
                browser.verdict().await;
                let seen = browser.run(CONTRAST, vec![]).await.as_f64().unwrap();
                assert!(seen >= 7.0, "{name} {theme}: {seen}");
                for code in ["en", "de", "ar"] {
                    speak(&browser, code).await;
                    axe::barriers(
                        &browser,
                        &axe,
                        &format!("{name} on {screen} {theme} {code}"),
                        &mut found,
                    )
                    .await;
                }
                browser.click(NEXT).await;
            }
        }
    }
    found.sort();
    assert!(found.is_empty(), "{}", found.join("\n"));
    // It does find what is there.
    browser
        .run(
            "document.querySelector('main').append(document.createElement('input'))",
            vec![],
        )
        .await;
    axe::barriers(&browser, &axe, "a field without a name", &mut found).await;
    assert!(found.len() == 1 && found[0].contains("label"), "{found:?}");
    browser.close().await;
}

#[tokio::test]
async fn a_keyboard_and_a_screen_reader_are_enough() {
    let site = Site::serve(&dist());
    let issued = pass(Kind::Vaccination, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.use_trust(&trust_list(&issued)).await;
    // Every control is reached with Tab, and Tab leaves every one of them.
    let reached = browser
        .run(
            "const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
                .filter(e => e.offsetParent && !e.disabled);
             return all.every(e => e.tabIndex >= 0) ? all.length : 0",
            vec![],
        )
        .await;
    assert!(reached.as_u64().unwrap() > 8, "{reached}");
    // A verdict is announced once: one alert, put there whole.
    browser
        .run(
            "window.alerts = []; const seen = new Set();
             new MutationObserver(all => all.forEach(m => m.addedNodes.forEach(n => {
                if (n.querySelectorAll) for (const e of [n, ...n.querySelectorAll('[role=alert]')])
                    if (e.getAttribute?.('role') === 'alert' && !seen.has(e)) { seen.add(e); window.alerts.push(e.textContent); }
             }))).observe(document.body, { childList: true, subtree: true });",
            vec![],
        )
        .await;
    browser.paste(&issued.text).await;
    browser.verdict().await;
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    let alerts = browser.run("return window.alerts", vec![]).await;
    let alerts: Vec<&str> = alerts.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    assert!(alerts[0].contains("Valid"));
    // The one thing to do has the focus: Enter goes on.
    let focus = browser
        .run("return document.activeElement.dataset.testid", vec![])
        .await;
    assert_eq!(focus, json!("next-scan"));
    // Twice the size, at 1280 pixels: nothing is cut off to the side.
    for (width, height) in [(640, 400), (320, 568)] {
        browser
            .devtools(
                "Emulation.setDeviceMetricsOverride",
                json!({"width": width, "height": height, "deviceScaleFactor": 2, "mobile": false}),
            )
            .await;
        for mode in ["", "?mode=desk", "?mode=self"] {
            browser.client.goto(&format!("{}{mode}", site.url())).await.unwrap();
            browser.find("[data-testid=paste-input]").await;
            let wide = browser
                .run(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                    vec![],
                )
                .await;
            assert_eq!(wide, json!(0), "{mode} at {width}");
        }
    }
    browser.close().await;
}
