//! Passes of every format in a real Chromium, and a card that comes in several codes.

use greengate::{
    issue::{
        Anchor, CardOptions, Defect, Issued, Issuer, IssuerOptions, PassOptions, SealOptions, issue, issue_card,
        issue_seal,
    },
    pass::{Algorithm, Format, Kind},
    trust::{Bundle, Header, TrustList},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::paste,
    dist,
    media::{FPS, Picture, video},
    server::{Reply, Site},
};
use serde_json::{Value, json};
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
    let named = async || browser.text("[data-testid=trust-card]").await.contains("trust.json");
    browser.until("the list", named).await;
    browser
}

fn valid() -> [String; 4] {
    ["valid", "", "true", "none"].map(str::to_owned)
}

/// Opens the details of the verdict.
async fn unfold(browser: &Browser) {
    let open = "document.querySelectorAll('.result details').forEach((details) => { details.open = true })";
    browser.run(open, vec![]).await;
}

#[tokio::test]
async fn every_format_gets_the_same_screen() {
    let (site, files) = (Site::serve(&dist()), Files(TempDir::new().unwrap()));
    let (issued, trust) = passes();
    let browser = start(&site, &files, Camera::None, &trust).await;
    for (pass, says) in issued.iter().zip([
        ["WHO vaccination certificate", "Yellow fever", "Batch"],
        ["SMART Health Card", "COVID-19, Moderna", "Greengate demo issuer"],
        ["ICAO visible digital seal", "Not detected (negative)", "DEMO12345"],
    ]) {
        for text in &pass.texts {
            paste(&browser, text).await;
        }
        assert_eq!(browser.verdict().await, valid());
        unfold(&browser).await;
        let said = browser.text(RESULT).await;
        for wanted in says {
            assert!(said.contains(wanted), "{wanted} in {said}");
        }
        assert!(
            said.contains("Revocation not checked: no list of this issuer."),
            "{said}"
        );
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
    // A file of two cards: both are judged.
    let jws = |card: &Issued| {
        let digits: String = card.texts.iter().filter_map(|text| text.rsplit('/').next()).collect();
        let pairs = digits.as_bytes().chunks(2);
        pairs
            .map(|pair| char::from((pair[0] - b'0') * 10 + pair[1] - b'0' + 45))
            .collect::<String>()
    };
    let card = jws(card);
    let file = json!({"verifiableCredential": [card, card.replace('.', ".AAAA")]}).to_string();
    browser
        .choose("[data-testid=file-input]", &files.put("two.smart-health-card", file))
        .await;
    let damaged = ["invalid", "compression", "false", "none"].map(str::to_owned);
    assert_eq!(browser.verdict().await, damaged, "the second of the file");
    assert!(browser.has(".more li.valid").await, "the first, which is valid");
    browser.click(NEXT).await;
    assert!(!browser.has(PROGRESS).await);
    browser.close().await;
}

#[tokio::test]
async fn entry_is_judged_by_imported_rules() {
    let (site, files) = (Site::serve(&dist()), Files(TempDir::new().unwrap()));
    let (issued, trust) = passes();
    let at = OffsetDateTime::now_utc();
    let issuer = Issuer::new(&IssuerOptions {
        seed: "page formats".to_owned(),
        ..IssuerOptions::demo(at)
    })
    .unwrap();
    let dcc = issue(&issuer, &PassOptions::new(Kind::Vaccination, 1, at)).unwrap();
    let mut trust: Vec<Value> = serde_json::from_str(&trust).unwrap();
    let mut entry = dcc.trust[0].clone();
    entry["environment"] = "production".into();
    // One key listed twice has the limits of both: it would stay a demo key.
    trust.retain(|other| other["kid"] != entry["kid"]);
    trust.push(entry);
    // Accepted for a hundred days after the vaccination, which was sixty days ago.
    let rule = |id: &str, logic: Value| {
        json!({"Identifier": id, "Type": "Acceptance", "Country": &id[3..5], "Version": "1.0.0", "SchemaVersion": "1.0.0",
            "Engine": "CERTLOGIC", "EngineVersion": "1.0.0", "CertificateType": "Vaccination", "AffectedFields": [],
            "Description": [{"lang": "en", "desc": "Vaccinated within a hundred days."}],
            "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2099-07-01T00:00:00Z", "Logic": logic})
    };
    let within = json!({"not-after": [{"plusTime": [{"var": "external.validationClock"}, 0, "day"]},
        {"plusTime": [{"var": "payload.v.0.dt"}, 100, "day"]}]});
    let rules = json!([rule("VR-FR-0001", within), rule("VR-ES-0001", json!(false))]);
    let trust = Value::Array(trust).to_string();
    let browser = start(&site, &files, Camera::None, &trust).await;
    browser
        .choose(
            "[data-testid=rules-import]",
            &files.put("rules.json", rules.to_string()),
        )
        .await;
    browser
        .until("the rules", async || {
            browser
                .text("[data-testid=journey-card]")
                .await
                .contains("2 rules of 2 countries")
        })
        .await;
    let journey = async |country: &str, day: Option<OffsetDateTime>| {
        browser
            .run(
                "const [country, day] = arguments;
                 const set = (id, value) => {
                    const field = document.querySelector(`[data-testid=${id}]`);
                    field.value = value;
                    field.dispatchEvent(new Event('change', { bubbles: true }));
                 };
                 set('travel-date', day); set('destination', country);",
                vec![
                    json!(country),
                    json!(day.map_or_else(String::new, |day| day.date().to_string())),
                ],
            )
            .await;
    };
    for (pass, country, day, outcome, says) in [
        (&dcc, "FR", None, "accepted", "By rules of 1 July 2021"),
        (
            &dcc,
            "FR",
            Some(at + time::Duration::days(30)),
            "accepted",
            "they may no longer apply",
        ),
        (
            &dcc,
            "FR",
            Some(at + time::Duration::days(50)),
            "refused",
            "Not met: Vaccinated within a hundred days. (Vaccinated on ",
        ),
        (&dcc, "ES", None, "refused", "VR-ES-0001"),
        (&dcc, "PT", None, "open", "No entry rules are known for this country"),
        (&issued[0], "FR", None, "open", "for EU certificates only"),
        (&dcc, "", None, "none", "Genuine and current"),
    ] {
        journey(country, day).await;
        paste(&browser, &pass.text).await;
        let verdict = browser.verdict().await;
        assert_eq!(verdict[3], outcome, "{country} {day:?}");
        assert_eq!(verdict[0], "valid");
        let name = if country == "ES" { "Spain" } else { "France" };
        let (answer, headline) = match outcome {
            "accepted" => ("go", format!("Valid for {name}")),
            "refused" => ("stop", format!("Not for {name}")),
            "open" => ("look", "Genuine, rules unknown".to_owned()),
            _ => ("go", "Valid".to_owned()),
        };
        assert!(
            browser.has(&format!("{RESULT}[data-conclusion={answer}]")).await,
            "{country} {day:?}"
        );
        assert_eq!(browser.text("#verdict").await, headline);
        unfold(&browser).await;
        let said = browser.text(RESULT).await;
        assert!(said.contains(says), "{says} in {said}");
        browser.click(NEXT).await;
    }
    // Rules, destination and day outlive the page and a change of mode, until they are cleared.
    let day = (at + time::Duration::days(50)).date().to_string();
    journey("FR", Some(at + time::Duration::days(50))).await;
    for mode in ["", "?mode=desk", ""] {
        browser.open(&format!("{}{mode}", site.url())).await;
        let kept = async || {
            browser
                .text("[data-testid=journey-card]")
                .await
                .contains("2 rules of 2 countries")
        };
        browser.until("the rules", kept).await;
        let field = browser
            .run(
                "return document.querySelector('[data-testid=travel-date]').value",
                vec![],
            )
            .await;
        assert_eq!(field, json!(day), "{mode}");
        paste(&browser, &dcc.text).await;
        assert_eq!(browser.verdict().await[3], "refused", "{mode}");
        browser.click(NEXT).await;
    }
    assert!(
        browser
            .text("[data-testid=journey-card]")
            .await
            .contains("until cleared")
    );
    browser.click("[data-testid=rules-forget]").await;
    for _ in 0..2 {
        let gone = async || !browser.text("[data-testid=journey-card]").await.contains("2 rules");
        browser.until("no rules", gone).await;
        paste(&browser, &dcc.text).await;
        assert_eq!(browser.verdict().await[3], "none");
        browser.click(NEXT).await;
        browser.open(&site.url()).await;
    }
    browser
        .choose(
            "[data-testid=rules-import]",
            &files.put("rules.json", rules.to_string()),
        )
        .await;
    let kept = async || {
        browser
            .text("[data-testid=journey-card]")
            .await
            .contains("2 rules of 2 countries")
    };
    browser.until("the rules", kept).await;
    // A file in the wrong box is called what it is.
    let list = files.put("list.json", &trust);
    let packed = files.put("packed.json", rules.to_string());
    for (id, file, says) in [
        ("rules-import", &list, "it is a trust list"),
        ("trust-import", &packed, "it holds entry rules"),
    ] {
        browser.choose(&format!("[data-testid={id}]"), file).await;
        let said = async || browser.text("[data-testid=notice]").await.contains(says);
        browser.until(says, said).await;
        browser.click("[data-testid=notice] button").await;
    }
    // What is no rule leaves those in use.
    browser
        .choose(
            "[data-testid=rules-import]",
            &files.put("bad.json", "[{\"Identifier\": \"X\"}]"),
        )
        .await;
    browser.find("[data-testid=notice]").await;
    assert!(
        browser
            .text("[data-testid=journey-card]")
            .await
            .contains("2 rules of 2 countries")
    );
    browser.close().await;
}

/// Keys that are not on P-256 are checked by a part of the app that comes later.
#[tokio::test]
async fn rare_keys_are_checked_by_the_part_that_comes_later() {
    let at = OffsetDateTime::now_utc();
    let (site, files) = (Site::serve(&dist()), Files(TempDir::new().unwrap()));
    site.without_list();
    let issuer = Issuer::new(&IssuerOptions {
        algorithm: Algorithm::Ps256,
        ..IssuerOptions::demo(at)
    })
    .unwrap();
    let pass = |defect| {
        let options = PassOptions {
            defect,
            ..PassOptions::new(Kind::Test, 1, at)
        };
        issue(&issuer, &options).unwrap()
    };
    let (good, forged) = (pass(None), pass(Some(Defect::Forged)));
    let mut entries = good.trust.clone();
    for entry in &mut entries {
        entry["environment"] = "production".into();
    }
    // A bundle, which the scanning worker reads by itself.
    let list = TrustList::read(Value::Array(entries).to_string().as_bytes(), "list").unwrap();
    let header = Header {
        serial: 1,
        issued_at: at,
        best_before: at,
        expires_at: at,
        listings: list.listings().to_vec(),
    };
    let bundle = files.put("list.ggt", Bundle::write(&header, &list, None).unwrap());
    let asked = || {
        site.requests()
            .iter()
            .any(|request| request.contains("greengate-lists"))
    };

    // Where that part cannot be had, no verdict is given: neither valid nor forged.
    site.host("greengate-lists.js", Reply::Status(503));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.choose("[data-testid=trust-import]", &bundle).await;
    browser.find(".trust-status.loaded").await;
    assert!(!asked());
    paste(&browser, &good.text).await;
    browser
        .until("what is missing", async || {
            browser.has("[data-testid=notice]").await
                && browser
                    .text("[data-testid=notice]")
                    .await
                    .contains("one more part of the app")
        })
        .await;
    assert!(!browser.has(RESULT).await);
    // A picture is read as a camera's frame then; one that shows nothing so may hold a code all the same.
    let shown = files.put("shown.png", Picture::of_code("https://example.org", 640, 640, 6).png());
    browser.choose("[data-testid=file-input]", &shown).await;
    assert_eq!(browser.verdict().await, ["invalid", "not-a-pass", "false", "none"]);
    browser.click(NEXT).await;
    let empty = files.put("empty.png", Picture::blank(640, 640, 190).png());
    browser.choose("[data-testid=file-input]", &empty).await;
    browser
        .until("what is missing for a picture", async || {
            let notice = browser.text("[data-testid=notice]").await;
            notice.contains("one more part of the app")
        })
        .await;
    // It can: everyone gets the verdict that is due.
    let loader = std::fs::read(dist().join("greengate-lists.js")).unwrap();
    site.host("greengate-lists.js", Reply::Body(loader, "text/javascript"));
    paste(&browser, &good.text).await;
    assert_eq!(browser.verdict().await, valid());
    browser.click(NEXT).await;
    paste(&browser, &forged.text).await;
    assert_eq!(browser.verdict().await, ["invalid", "bad-signature", "false", "none"]);
    assert!(asked());
    browser.close().await;
}

#[tokio::test]
async fn whatever_is_handed_over_is_read_or_named() {
    let (site, files) = (Site::serve(&dist()), Files(TempDir::new().unwrap()));
    let at = OffsetDateTime::now_utc();
    let issuer = Issuer::new(&IssuerOptions {
        seed: "page intake".to_owned(),
        ..IssuerOptions::demo(at)
    })
    .unwrap();
    let card = |person: usize| {
        let options = CardOptions {
            codes: 2,
            ..CardOptions::new(Kind::Vaccination, person, at)
        };
        issue_card(&issuer, &options).unwrap()
    };
    let pass = |person: usize| issue(&issuer, &PassOptions::new(Kind::Vaccination, person, at)).unwrap();
    let (a, b, one, two) = (card(1), card(2), pass(1), pass(2));
    let mut trust: Vec<Value> = [&a, &b, &one, &two].iter().flat_map(|i| i.trust.clone()).collect();
    for entry in &mut trust {
        entry["environment"] = "production".into();
    }
    let browser = start(&site, &files, Camera::None, &Value::Array(trust).to_string()).await;

    // A family's codes, mixed: each card is judged when its last code is here.
    for text in [&a.texts[0], &b.texts[1], &b.texts[0]] {
        paste(&browser, text).await;
    }
    assert_eq!(browser.verdict().await, valid(), "the second card");
    browser.click(NEXT).await;
    assert!(!browser.has(PROGRESS).await, "no progress is left for the next one");
    paste(&browser, &a.texts[1]).await;
    assert_eq!(browser.verdict().await, valid(), "the first card");
    browser.click(NEXT).await;

    // Two passes: both are judged.
    let mail = format!(
        "Dear traveller,\nyour passes:\n\n{}\n\n{}\n\nKind regards\n",
        one.text, two.text
    );
    for (name, bytes) in [
        ("mail.txt", mail.clone().into_bytes()),
        ("utf16.txt", mail.encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        browser
            .choose("[data-testid=file-input]", &files.put(name, bytes))
            .await;
        assert_eq!(browser.verdict().await, valid(), "{name}");
        assert!(browser.has(".more li.valid").await, "{name}: the second pass");
        browser.click(NEXT).await;
    }
    let svg = greengate::issue::Symbol::new(&one.text).unwrap().svg();
    browser
        .choose("[data-testid=file-input]", &files.put("code.svg", svg))
        .await;
    assert_eq!(browser.verdict().await, valid(), "a vector picture");
    browser.click(NEXT).await;

    // What is not read is named.
    paste(&browser, "NL2:HELLO").await;
    assert_eq!(browser.verdict().await[1], "not-a-pass");
    let said = browser.text(RESULT).await;
    assert!(said.contains("a Dutch domestic pass"), "{said}");
    browser.click(NEXT).await;
    let heic = files.put("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    browser.choose("[data-testid=file-input]", &heic).await;
    browser
        .until("the kind of file", async || {
            browser.has("[data-testid=notice]").await && browser.text("[data-testid=notice]").await.contains("HEIC")
        })
        .await;
    browser.close().await;
}
