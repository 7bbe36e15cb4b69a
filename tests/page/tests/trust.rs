//! Trust lists in a real Chromium: started with, updated, kept, replaced and refused.

use greengate::{limits::MAX_DOWNLOAD, pass::Kind};
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::{self, Harm},
    dist, pass,
    publisher::{Ages, Publisher, SHIPPED, SOURCE, octets},
    server::{Reply, Site},
    trust_list,
};
use tempfile::TempDir;
use time::Duration;

const STATUS: &str = "[data-testid=trust-status]";
const CARD: &str = "[data-testid=trust-card]";

/// Looks for a newer list, and waits until the page says what came of it.
async fn update(browser: &Browser, says: &str) {
    browser.click("[data-testid=trust-update]").await;
    browser
        .until(says, async || browser.text(CARD).await.contains(says))
        .await;
}

async fn judge(browser: &Browser, text: &str) -> [String; 4] {
    crash::paste(browser, text).await;
    let verdict = browser.verdict().await;
    browser.click("[data-testid=next-scan]").await;
    verdict
}

fn valid() -> [String; 4] {
    ["valid", "", "true", "none"].map(str::to_owned)
}

#[tokio::test]
async fn a_list_is_replaced_only_by_a_whole_verified_newer_one() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let publisher = Publisher::new(1, &trust_list(&issued));
    publisher.configure(&site, Some(5));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    assert_eq!(browser.text(STATUS).await, "1 key · 1 country · 3 hours old");
    browser
        .until("the shipped list", async || {
            let card = browser.text(CARD).await;
            card.contains("no. 5") && card.contains("came with the app") && card.contains("(404)")
        })
        .await;
    assert_eq!(judge(&browser, &issued.text).await, valid());

    let good = |serial| publisher.bundle(serial, Ages::default());
    let ended = Ages {
        best_before: Duration::hours(-2),
        ends: Duration::hours(-1),
        ..Ages::default()
    };
    let mut altered = good(6);
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    for (reply, says) in [
        (Reply::Status(404), "(404)"),
        (Reply::Status(500), "(500)"),
        (Reply::CutOff(good(6)), "broke off"),
        (octets(altered), "was altered"),
        (
            octets(Publisher::new(2, &trust_list(&issued)).bundle(6, Ages::default())),
            "not pinned",
        ),
        (octets(good(4)), "serial 4, the one in use 5"),
        (octets(publisher.bundle(6, ended)), "bundle ended"),
        (Reply::Large(50 << 20, true), "larger than any list"),
        (Reply::Large(50 << 20, false), "larger than any list"),
        (Reply::Large(MAX_DOWNLOAD + 1, true), "larger than any list"),
        (Reply::Large(MAX_DOWNLOAD + 1, false), "larger than any list"),
        // As large as allowed it is looked at.
        (Reply::Large(MAX_DOWNLOAD, true), "not a trust list"),
        (Reply::Large(MAX_DOWNLOAD, false), "not a trust list"),
        (Reply::Redirect(site.url() + SHIPPED), "sends elsewhere"),
        (
            Reply::Body(b"<html>Please log in</html>".to_vec(), "text/html"),
            "not a trust list",
        ),
        (octets(good(6)[..100].to_vec()), "is broken"),
    ] {
        site.host(SOURCE, reply);
        update(&browser, says).await;
        let card = browser.text(CARD).await;
        assert!(
            card.contains("no. 5") && card.contains("The list in use stays"),
            "{says}: {card}"
        );
        assert_eq!(judge(&browser, &issued.text).await, valid(), "{says}");
    }

    site.host(SOURCE, octets(good(6)));
    update(&browser, "no. 6").await;
    assert!(browser.text(CARD).await.contains("Updated"));
    // The same once more: the host is asked with the entity tag, and answers 304.
    update(&browser, "there is none").await;
    assert!(browser.text(CARD).await.contains("no. 6"));
    assert_eq!(judge(&browser, &issued.text).await, valid());

    // Without any host the device goes on with what it has.
    site.host(SOURCE, Reply::Status(503));
    site.host(SHIPPED, Reply::Status(503));
    site.host("config.json", Reply::Status(503));
    browser.open(&site.url()).await;
    browser
        .until("the kept list", async || browser.text(CARD).await.contains("no. 6"))
        .await;
    assert!(browser.text(CARD).await.contains("kept on this device"));
    assert_eq!(judge(&browser, &issued.text).await, valid());
    browser.close().await;
}

#[tokio::test]
async fn what_a_person_imports_is_kept_and_can_be_forgotten() {
    let (site, issued, files) = (Site::serve(&dist()), pass(Kind::Test, None), TempDir::new().unwrap());
    let put = |name: &str, bytes: &[u8]| {
        let path = files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let publisher = Publisher::new(1, &trust_list(&issued));
    publisher.configure(&site, None);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.missing").await;
    const IMPORT: &str = "[data-testid=trust-import]";
    // Binary lists too: here a bundle of a publisher who is not pinned, which counts no more
    // than any other file.
    let foreign = Publisher::new(9, &trust_list(&issued)).bundle(1, Ages::default());
    browser.choose(IMPORT, &put("foreign.ggt", &foreign)).await;
    browser.find(".trust-status.loaded").await;
    assert!(browser.text(CARD).await.contains("foreign.ggt"));
    assert_eq!(judge(&browser, &issued.text).await, valid());
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    assert_eq!(judge(&browser, &issued.text).await, valid(), "kept");
    browser.click("[data-testid=trust-forget]").await;
    browser.find(".trust-status.missing").await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.missing").await;
    // One of the pinned publisher is an update by hand, and is refused when it is altered.
    let mut bundle = publisher.bundle(7, Ages::default());
    let middle = bundle.len() / 2;
    bundle[middle] ^= 1;
    browser.choose(IMPORT, &put("altered.ggt", &bundle)).await;
    browser.find("[data-testid=notice]").await;
    assert!(browser.text("[data-testid=notice]").await.contains("altered"));
    bundle[middle] ^= 1;
    browser.choose(IMPORT, &put("bundle.ggt", &bundle)).await;
    browser
        .until("the bundle", async || browser.text(CARD).await.contains("no. 7"))
        .await;
    browser
        .choose(IMPORT, &put("older.ggt", &publisher.bundle(6, Ages::default())))
        .await;
    browser.find("[data-testid=notice]").await;
    assert!(browser.text("[data-testid=notice]").await.contains("serial 6"));
    assert!(browser.text(CARD).await.contains("no. 7"));
    browser.close().await;
}

#[tokio::test]
async fn the_age_of_the_list_is_said() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Recovery, None));
    let publisher = Publisher::new(1, &trust_list(&issued));
    let browser = Browser::start(Camera::None).await;
    for (serial, ages, class, says, warned) in [
        (1, Ages::default(), "loaded", "3 hours old", false),
        (
            2,
            Ages {
                issued: Duration::days(-9),
                best_before: Duration::days(-2),
                ..Ages::default()
            },
            "stale",
            "9 days old, update due",
            false,
        ),
        (
            3,
            Ages {
                issued: Duration::days(-40),
                best_before: Duration::days(-33),
                ends: Duration::days(-10),
            },
            "too-old",
            "40 days old, TOO OLD",
            true,
        ),
    ] {
        publisher.configure(&site, Some(serial));
        site.host(SHIPPED, octets(publisher.bundle(serial, ages)));
        browser.open(&site.url()).await;
        browser.find(&format!(".trust-status.{class}")).await;
        assert!(
            browser.text(STATUS).await.contains(says),
            "{}",
            browser.text(STATUS).await
        );
        // Verification itself goes on.
        crash::paste(&browser, &issued.text).await;
        assert_eq!(browser.verdict().await, valid());
        let warning = browser.text("[data-testid=trust-warning]").await;
        assert_eq!(
            warning.contains("revocations and new issuers may be missing"),
            warned,
            "{warning}"
        );
    }
    browser.close().await;
}

#[tokio::test]
async fn a_wrong_clock_is_noticed() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Recovery, None));
    let publisher = Publisher::new(1, &trust_list(&issued));
    publisher.configure(&site, Some(1));
    let browser = Browser::start(Camera::None).await;
    browser
        .before_page("window.offset = 0; const now = Date.now; Date.now = () => now() + window.offset;")
        .await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert!(
        !browser.has("[data-testid=clock-warning]").await,
        "a right clock is no matter"
    );
    // Someone sets it while the page is open.
    browser.run("window.offset = 2 * 3600e3", vec![]).await;
    browser.find("[data-testid=clock-warning]").await;
    let said = browser.text("[data-testid=clock-warning]").await;
    assert!(said.contains("forward by 2 hours"), "{said}");
    // It was years behind from the start: the list was signed later.
    browser.before_page("window.offset = -6 * 365 * 86400e3").await;
    browser.open(&site.url()).await;
    browser
        .until("the clock is behind", async || {
            browser
                .text("[data-testid=clock-warning]")
                .await
                .contains("something signed on")
        })
        .await;
    browser.close().await;
}

#[tokio::test]
async fn without_a_store_lists_last_as_long_as_the_page() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Recovery, None));
    let publisher = Publisher::new(1, &trust_list(&issued));
    publisher.configure(&site, Some(1));
    crash::harm(&site, Harm::NoStore);
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    assert_eq!(judge(&browser, &issued.text).await, valid());
    site.host(SOURCE, octets(publisher.bundle(2, Ages::default())));
    update(&browser, "no. 2").await;
    assert!(browser.text(CARD).await.contains("keeps no lists"));
    assert_eq!(judge(&browser, &issued.text).await, valid());
    // A full disk: the same.
    crash::harm(&site, Harm::DiskFull);
    browser.open(&site.url()).await;
    update(&browser, "keeps no lists").await;
    assert_eq!(judge(&browser, &issued.text).await, valid());
    browser.close().await;
}

#[tokio::test]
async fn an_update_that_is_cut_short_leaves_a_whole_list() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Recovery, None));
    let browser = Browser::start(Camera::None).await;
    let outcomes = crash::run(&site, &browser, &issued, 14).await;
    assert_eq!(outcomes.usable, 14, "{outcomes:?}");
    assert!(outcomes.old > 0 && outcomes.new > 0, "{outcomes:?}");
    assert_eq!(outcomes.old + outcomes.new, 14, "{outcomes:?}");
    browser.close().await;
}
