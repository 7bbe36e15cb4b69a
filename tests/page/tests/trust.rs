//! Trust lists in a real Chromium: started with, updated, kept, replaced and refused.

use greengate::{
    issue::{Issued, Issuer, IssuerOptions, PassOptions, issue},
    limits::{MAX_DOWNLOAD, MAX_IMPORTS},
    pass::Kind,
    trust::{Bundle, Header, TrustList},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::{self, Harm},
    dist, pass,
    publisher::{Ages, Publisher, SHIPPED, SOURCE, octets},
    server::{Reply, Site},
    trust_list,
};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

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
    assert_eq!(browser.text(STATUS).await, "Trust list: test list, 3 hours old");
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
        (octets(good(4)), "serial 4 and is older than the one in use, 5"),
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

fn unknown() -> [String; 4] {
    ["invalid", "unknown-issuer", "false", "none"].map(str::to_owned)
}

/// A pass of another issuer than [`pass`] has.
fn another_pass() -> Issued {
    let at = OffsetDateTime::now_utc();
    let issuer = Issuer::new(&IssuerOptions {
        seed: "page tests, another".to_owned(),
        ..IssuerOptions::demo(at)
    });
    let options = PassOptions {
        lifetime: Duration::days(30),
        ..PassOptions::new(Kind::Test, 2, at)
    };
    let mut issued = issue(&issuer.unwrap(), &options).unwrap();
    for entry in &mut issued.trust {
        entry["environment"] = "production".into();
    }
    issued
}

#[tokio::test]
async fn a_dropped_publisher_is_believed_no_longer_on_an_open_page() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let stolen = Publisher::new(1, &trust_list(&issued));
    stolen.configure(&site, Some(5));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    site.host(SOURCE, octets(stolen.bundle(6, Ages::default())));
    update(&browser, "no. 6").await;
    assert_eq!(judge(&browser, &issued.text).await, valid());

    // The key is dropped, and nothing of the new publisher's can be had yet.
    let new = Publisher::new(2, &trust_list(&issued));
    new.configure(&site, None);
    site.host(SOURCE, octets(stolen.bundle(7, Ages::default())));
    update(&browser, "not pinned").await;
    browser.find(".trust-status.missing").await;
    assert!(
        !browser.text(CARD).await.contains("no. "),
        "{}",
        browser.text(CARD).await
    );
    assert_eq!(judge(&browser, &issued.text).await, unknown());
    // What the device holds is believed no longer either, with a network and without one.
    for config_is_there in [true, false] {
        if !config_is_there {
            site.host("config.json", Reply::Status(503));
        }
        browser.open(&site.url()).await;
        browser.find(".trust-status.missing").await;
        assert_eq!(judge(&browser, &issued.text).await, unknown());
    }

    // The new publisher's list counts from one on: the serial numbers are its own.
    new.configure(&site, None);
    site.host(SOURCE, octets(new.bundle(1, Ages::default())));
    update(&browser, "no. 1").await;
    assert_eq!(judge(&browser, &issued.text).await, valid());
    // A configuration that is none leaves the last one, so that a portal cannot drop a list.
    site.host(
        "config.json",
        Reply::Body(b"<html>Please log in</html>".to_vec(), "text/html"),
    );
    update(&browser, "there is none").await;
    assert_eq!(judge(&browser, &issued.text).await, valid());
    browser.close().await;
}

#[tokio::test]
async fn all_mirrors_are_asked_and_the_newest_list_is_taken() {
    const MIRROR: &str = "mirror/trust.ggt";
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let publisher = Publisher::new(1, &trust_list(&issued));
    publisher.configure_sources(&site, Some(5), &[SOURCE, MIRROR]);
    let good = |serial| octets(publisher.bundle(serial, Ages::default()));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    // Somebody holds the first one back: in either order the newest is taken.
    let frozen = publisher.bundle(5, Ages::default());
    site.host(SHIPPED, octets(frozen.clone()));
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    site.host(SOURCE, octets(frozen));
    site.host(MIRROR, good(7));
    update(&browser, "no. 7").await;
    site.host(SOURCE, good(9));
    site.host(MIRROR, good(8));
    update(&browser, "no. 9").await;
    // One that has less than the other is no failure, nor is one that is down.
    for reply in [good(8), Reply::Status(503)] {
        site.host(MIRROR, reply);
        update(&browser, "there is none").await;
        assert!(browser.text(CARD).await.contains("no. 9"));
    }
    // Other content under the same number, from one of them or both: refused, and said.
    let other = Publisher::new(1, &trust_list(&another_pass()));
    site.host(MIRROR, octets(other.bundle(9, Ages::default())));
    update(&browser, "other content under the same number (9)").await;
    assert!(browser.text(CARD).await.contains("The list in use stays"));
    assert_eq!(judge(&browser, &issued.text).await, valid());
    site.host(SOURCE, octets(other.bundle(9, Ages::default())));
    update(&browser, "other content under the same number (9)").await;
    assert_eq!(judge(&browser, &issued.text).await, valid());
    // A newer one settles it.
    site.host(SOURCE, good(10));
    site.host(MIRROR, good(10));
    update(&browser, "no. 10").await;
    browser.close().await;
}

#[tokio::test]
async fn an_old_import_does_not_hide_behind_a_fresh_bundle() {
    let (site, files) = (Site::serve(&dist()), TempDir::new().unwrap());
    let (fresh, old) = (pass(Kind::Test, None), another_pass());
    let publisher = Publisher::new(1, &trust_list(&fresh));
    publisher.configure(&site, Some(1));
    let at = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
    let list = TrustList::read(trust_list(&old).as_bytes(), "old list").unwrap();
    let mut header = Header {
        serial: 1,
        issued_at: at,
        best_before: at,
        expires_at: at + Duration::days(30),
        listings: list.listings().to_vec(),
    };
    // Whoever packed it lately: the list in it is old.
    for listing in &mut header.listings {
        listing.issued_at = Some(at - Duration::days(40));
        listing.expires_at = Some(at - Duration::days(10));
    }
    let path = files.path().join("old.ggt");
    std::fs::write(&path, Bundle::write(&header, &list, None).unwrap()).unwrap();
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    assert!(browser.text(STATUS).await.contains("3 hours old"));
    browser.choose("[data-testid=trust-import]", &path).await;
    browser.find(".trust-status.too-old").await;
    let status = browser.text(STATUS).await;
    assert!(
        status.contains("test list, 3 hours old") && status.contains("old.ggt, 40 days old, TOO OLD"),
        "{status}"
    );
    // The age beside a verdict is that of the list that vouched for it.
    for (text, warned) in [(&fresh.text, false), (&old.text, true)] {
        crash::paste(&browser, text).await;
        assert_eq!(browser.verdict().await, valid());
        assert_eq!(browser.has("[data-testid=trust-warning]").await, warned);
        if warned {
            let warning = browser.text("[data-testid=trust-warning]").await;
            assert!(warning.contains("40 days old"), "{warning}");
        }
        browser.click("[data-testid=next-scan]").await;
    }
    // A fresh bundle that has all of it leaves nothing to rely on the old one for.
    let both: Vec<serde_json::Value> = fresh.trust.iter().chain(&old.trust).cloned().collect();
    let publisher = Publisher::new(1, &serde_json::Value::Array(both).to_string());
    site.host(SOURCE, octets(publisher.bundle(2, Ages::default())));
    update(&browser, "no. 2").await;
    browser
        .until("a fresh list", async || !browser.has(".trust-status.too-old").await)
        .await;
    let status = browser.text(STATUS).await;
    assert!(
        status.contains("3 hours old") && !status.contains("old.ggt"),
        "{status}"
    );
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

/// The list that the app brings along as it is built.
const DEFAULT: &str = "trust/default.ggt";
const IMPORT: &str = "[data-testid=trust-import]";

#[tokio::test]
async fn a_fresh_profile_has_the_published_lists() {
    let (site, issued) = (Site::serve(&dist()), pass(Kind::Vaccination, None));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    assert_eq!(
        browser.text(STATUS).await,
        "Trust list: EU 2023 · WHO August 2026 · VCI August 2026"
    );
    let card = browser.text(CARD).await;
    assert!(
        card.contains("came with the app") && card.contains("WHO August 2026 (its signature not checked)"),
        "{card}"
    );
    assert!(!browser.has("[data-testid=trust-problem]").await);
    // Nobody on the lists signed it, and all of them are older than it is.
    crash::paste(&browser, &issued.text).await;
    assert_eq!(browser.verdict().await, unknown());
    let warning = browser.text("[data-testid=trust-warning]").await;
    assert!(
        warning.contains("may be newer") && warning.contains("EU 2023"),
        "{warning}"
    );
    browser.click("[data-testid=next-scan]").await;
    // Without any network it is there from the next start on.
    browser
        .until("the app on the device", async || {
            browser.run("return !!navigator.serviceWorker.controller", vec![]).await == serde_json::json!(true)
        })
        .await;
    let url = site.url();
    drop(site);
    browser.open(&url).await;
    browser.find(".trust-status.loaded").await;
    assert!(browser.text(STATUS).await.contains("EU 2023"));
    browser.close().await;
}

#[tokio::test]
async fn a_shipped_list_that_cannot_be_used_is_said() {
    let issued = pass(Kind::Vaccination, None);
    let shipped = std::fs::read(dist().join(DEFAULT)).unwrap();
    let mut altered = shipped.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let stranger = Publisher::new(7, &trust_list(&issued)).bundle(u64::from(u32::MAX), Ages::default());
    for (reply, says) in [
        (octets(altered), "was altered"),
        (octets(shipped[..100].to_vec()), "is broken"),
        (Reply::CutOff(shipped.clone()), "broke off"),
        (octets(stranger), "not pinned"),
        (Reply::Status(404), "(404)"),
    ] {
        let site = Site::serve(&dist());
        site.host(DEFAULT, reply);
        let browser = Browser::start(Camera::None).await;
        browser.open(&site.url()).await;
        browser.find("[data-testid=trust-problem]").await;
        let problem = browser.text("[data-testid=trust-problem]").await;
        assert!(
            problem.contains("is not used") && problem.contains(says),
            "{says}: {problem}"
        );
        // Nothing is made of it: there is no list, and a pass that it would vouch for is unknown.
        browser.find(".trust-status.missing").await;
        assert_eq!(judge(&browser, &issued.text).await, unknown(), "{says}");
        // What a person has works all the same; the verdict has the button that its advice names.
        crash::paste(&browser, &issued.text).await;
        assert_eq!(browser.verdict().await, unknown(), "{says}");
        let folder = TempDir::new().unwrap();
        let list = folder.path().join("mine.json");
        std::fs::write(&list, trust_list(&issued)).unwrap();
        browser.choose("[data-testid=verdict-trust-import]", &list).await;
        let taken = async || browser.text(".trust-status").await.contains("mine.json");
        browser.until("the list", taken).await;
        browser.click("[data-testid=next-scan]").await;
        assert_eq!(judge(&browser, &issued.text).await, valid(), "{says}");
        assert!(browser.has("[data-testid=trust-problem]").await, "{says}");
        browser.close().await;
    }
}

#[tokio::test]
async fn imported_lists_stand_side_by_side() {
    let (site, files) = (Site::serve(&dist()), TempDir::new().unwrap());
    site.without_list();
    let (one, other) = (pass(Kind::Vaccination, None), another_pass());
    let put = |name: &str, list: &str| {
        let path = files.path().join(name);
        std::fs::write(&path, list).unwrap();
        path
    };
    let (first, second) = (
        put("one.json", &trust_list(&one)),
        put("other.json", &trust_list(&other)),
    );
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.missing").await;
    browser.choose_all(IMPORT, &[&second, &first]).await;
    // A pass that comes at once is judged by what was handed in before.
    assert_eq!(judge(&browser, &one.text).await, valid());
    crash::paste(&browser, &other.text).await;
    assert_eq!(browser.verdict().await, valid());
    // A verdict names the list that vouches, and its age.
    let source = browser.text("[data-testid=trust-age]").await;
    assert!(source.contains("other.json, age unknown"), "{source}");
    browser.click("[data-testid=next-scan]").await;
    let card = browser.text(CARD).await;
    for name in ["one.json", "other.json"] {
        assert!(
            card.contains(&format!("{name}, age unknown, 1 issuer key · 1 country")),
            "{card}"
        );
        assert!(card.contains(&format!("Remove {name}")), "{card}");
    }
    // No date is known of them, and that is plain to see.
    browser.find(".trust-status.undated").await;
    // They outlive the page, and each can be forgotten.
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    assert_eq!(judge(&browser, &other.text).await, valid());
    // By name, whichever was read first.
    let names =
        "return [...document.querySelectorAll('[data-testid=trust-forget]')].map((button) => button.textContent)";
    assert_eq!(
        browser.run(names, vec![]).await,
        serde_json::json!(["Remove one.json", "Remove other.json"])
    );
    let forget = "document.querySelector('[data-testid=trust-forget]').click()";
    browser.run(forget, vec![]).await;
    let gone = async || !browser.text(CARD).await.contains("one.json");
    browser.until("one list less", gone).await;
    for _ in 0..2 {
        assert_eq!(judge(&browser, &one.text).await, unknown());
        assert_eq!(judge(&browser, &other.text).await, valid());
        browser.open(&site.url()).await;
        browser.find(".trust-status.loaded").await;
    }
    // So many, and no more; the others stay.
    let many: Vec<PathBuf> = (0..MAX_IMPORTS - 1)
        .map(|n| put(&format!("{n}.json"), &trust_list(&one)))
        .collect();
    let many: Vec<&Path> = many.iter().map(PathBuf::as_path).collect();
    browser.choose_all(IMPORT, &many).await;
    let last = format!("Remove {}.json", MAX_IMPORTS - 2);
    let all = async || browser.text(CARD).await.contains(&last);
    browser.until("as many as allowed", all).await;
    assert!(!browser.has("[data-testid=notice]").await);
    browser.choose(IMPORT, &put("more.json", &trust_list(&one))).await;
    browser.find("[data-testid=notice]").await;
    let notice = browser.text("[data-testid=notice]").await;
    assert!(notice.contains("16 imported lists"), "{notice}");
    assert_eq!(judge(&browser, &other.text).await, valid());
    browser.close().await;
}

/// The lists of `../shared/trust` are checked with keys that the app knows.
#[tokio::test]
async fn a_known_publishers_list_is_checked_on_import() {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = folders.map(|folder| folder.join("shared/trust"));
    let Some(folder) = folders.find(|folder| folder.join("de-dsc-list.json").exists()) else {
        println!("SKIPPED: ../shared/trust is not here");
        return;
    };
    let (site, files) = (Site::serve(&dist()), TempDir::new().unwrap());
    site.without_list();
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    let file = |name: &str| folder.join(name);
    let (german, cards, signature) = (
        file("de-dsc-list.json"),
        file("shc-vci-snapshot.json"),
        file("shc-vci-snapshot.sig"),
    );
    // An altered one is read, since somebody else may publish such lists, and is said to be not checked.
    let mut bytes = std::fs::read(&cards).unwrap();
    let place = bytes.windows(6).position(|w| w == b"\"name\"").unwrap();
    bytes[place + 12] ^= 1;
    let altered = files.path().join("altered.json");
    std::fs::write(&altered, bytes).unwrap();
    std::fs::copy(&signature, files.path().join("altered.sig")).unwrap();
    browser
        .choose_all(
            IMPORT,
            &[&german, &cards, &signature, &altered, &files.path().join("altered.sig")],
        )
        .await;
    let all = async || {
        let card = browser.text(CARD).await;
        ["de-dsc-list.json", "shc-vci-snapshot.json", "altered.json"]
            .iter()
            .all(|name| card.contains(&format!("Remove {name}")))
    };
    browser.until("three lists", all).await;
    assert!(!browser.has("[data-testid=notice]").await);
    let card = browser.text(CARD).await;
    let sentence = |name: &str| {
        let start = card.find(&format!(": {name}")).unwrap();
        let end = start + card[start..].find("Remove").unwrap();
        card[start..end].to_owned()
    };
    for (name, checked) in [
        ("de-dsc-list.json 2023", true),
        ("shc-vci-snapshot.json August 2026", true),
        ("altered.json August 2026", false),
    ] {
        let said = sentence(name);
        assert_eq!(said.contains("its signature not checked"), !checked, "{said}");
    }
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
