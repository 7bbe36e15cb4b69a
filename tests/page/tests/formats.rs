//! Passes of every format in a real Chromium, and a card that comes in several codes.

use greengate::{
    issue::{
        Anchor, CardOptions, Issued, Issuer, IssuerOptions, PassOptions, SealOptions, issue, issue_card, issue_seal,
    },
    pass::{Algorithm, Format, Kind},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::paste,
    dist,
    media::{FPS, Picture, video},
    server::Site,
};
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;
use time::OffsetDateTime;

const RESULT: &str = "[data-testid=result]";
const NEXT: &str = "[data-testid=next-scan]";
const PROGRESS: &str = "[data-testid=card-progress]";

struct Files(TempDir);

impl Files {
    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// One pass of each other format, as real to the page as any, and one trust list for all.
fn passes() -> (Vec<Issued>, String) {
    let at = OffsetDateTime::now_utc();
    let issuer = Issuer::new(&IssuerOptions {
        seed: "page formats".to_owned(),
        ..IssuerOptions::demo(at)
    })
    .unwrap();
    let icvp = PassOptions {
        format: Format::ICVP,
        ..PassOptions::new(Kind::Vaccination, 1, at)
    };
    let card = CardOptions {
        codes: 3,
        ..CardOptions::new(Kind::Vaccination, 1, at)
    };
    let seal = SealOptions::new(Kind::Test, 1, at);
    let signer = Issuer::new(&seal.issuer(Algorithm::Es384, Anchor::Rsa)).unwrap();
    let issued = vec![
        issue(&issuer, &icvp).unwrap(),
        issue_card(&issuer, &card).unwrap(),
        issue_seal(&signer, &seal).unwrap(),
    ];
    let mut trust: Vec<Value> = issued.iter().flat_map(|i| i.trust.clone()).collect();
    for entry in &mut trust {
        entry["environment"] = "production".into();
    }
    (issued, Value::Array(trust).to_string())
}

async fn start(site: &Site, files: &Files, camera: Camera<'_>, trust: &str) -> Browser {
    let browser = Browser::start(camera).await;
    browser.open(&site.url()).await;
    browser
        .choose("[data-testid=trust-import]", &files.put("trust.json", trust))
        .await;
    browser.find(".trust-status.loaded").await;
    browser
}

fn valid() -> [String; 4] {
    ["valid", "", "true", "none"].map(str::to_owned)
}

#[tokio::test]
async fn every_format_gets_the_same_screen() {
    let (site, files) = (Site::serve(&dist()), Files(TempDir::new().unwrap()));
    let (issued, trust) = passes();
    let browser = start(&site, &files, Camera::None, &trust).await;
    for (pass, says) in issued.iter().zip([
        ["WHO vaccination certificate", "Yellow fever", "it does not expire"],
        ["SMART Health Card", "COVID-19, Moderna", "Greengate demo issuer"],
        ["ICAO visible digital seal", "Not detected (negative)", "DEMO12345"],
    ]) {
        for text in &pass.texts {
            paste(&browser, text).await;
        }
        assert_eq!(browser.verdict().await, valid());
        let said = browser.text(RESULT).await;
        // An ICVP of `greengate issue` says when it expires.
        for wanted in says.iter().filter(|w| **w != "it does not expire") {
            assert!(said.contains(wanted), "{wanted} in {said}");
        }
        assert!(said.contains("not checked: no list at hand"), "{said}");
        let name = browser.text("[data-testid=holder-name]").await;
        assert!(name.to_uppercase().contains("STERMANN"), "{name}");
        browser.click(NEXT).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_card_in_several_codes_is_collected() {
    let (site, files) = (Site::serve(&dist()), Files(TempDir::new().unwrap()));
    let (issued, trust) = passes();
    let card = &issued[1];
    // The codes pass before the camera one after the other, the last one first.
    let frames: Vec<Picture> = (0..3 * FPS)
        .map(|n| Picture::of_code(&card.texts[2 - n / FPS], 1280, 720, 6))
        .collect();
    let path = files.0.path().join("camera.y4m");
    video(&path, &frames);
    let browser = start(&site, &files, Camera::Video(&path), &trust).await;
    browser.click("[data-testid=start-camera]").await;
    assert_eq!(browser.verdict().await, valid(), "before the camera");
    browser.close().await;

    // As pictures, with the progress on screen.
    let browser = start(&site, &files, Camera::None, &trust).await;
    for (i, text) in card.texts.iter().enumerate() {
        let picture = files.put(&format!("{i}.png"), Picture::of_code(text, 900, 900, 6).png());
        browser.choose("[data-testid=file-input]", &picture).await;
        if i < 2 {
            let says = format!("{} of 3 codes", i + 1);
            browser
                .until(&says, async || browser.text(PROGRESS).await.contains(&says))
                .await;
            assert!(!browser.has(".result:not(.toast)").await, "no verdict on a part");
        }
    }
    assert_eq!(browser.verdict().await, valid(), "as pictures");
    browser.click(NEXT).await;
    assert!(!browser.has(PROGRESS).await);
    browser.close().await;
}
