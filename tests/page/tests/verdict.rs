//! The verdict lies over the page: it keeps the focus, Escape and Back close it.

use fantoccini::key::Key;
use greengate::{issue::Issued, pass::Kind};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist, pass,
    server::Site,
    trust_list,
};
use serde_json::{Value, json};

const RESULT: &str = "[data-testid=result]";

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
