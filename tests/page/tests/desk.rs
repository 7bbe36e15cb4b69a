//! The check-in desk: hands-free scanning, the passport beside the pass, hardware scanners of
//! every layout, parties, counters.

use greengate::{
    issue::{Defect, Issuer, IssuerOptions, PassOptions, issue},
    pass::Kind,
    wedge::{Layout, type_as},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{FPS, Picture, video},
    server::Site,
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, time::Duration};
use tempfile::TempDir;
use time::OffsetDateTime;

const RESULT: &str = "[data-testid=result]";
const NEXT: &str = "[data-testid=next-scan]";

struct Desk {
    site: Site,
    files: TempDir,
    now: OffsetDateTime,
    issuer: Issuer,
    trust: String,
}

impl Desk {
    fn new() -> Self {
        let now = OffsetDateTime::now_utc();
        let issuer = Issuer::new(&IssuerOptions {
            seed: "page desk".to_owned(),
            ..IssuerOptions::demo(now)
        })
        .unwrap();
        let mut entry = issuer.trust_entry();
        entry["environment"] = "production".into();
        Self {
            site: Site::serve(&dist()),
            files: TempDir::new().unwrap(),
            now,
            issuer,
            trust: json!([entry]).to_string(),
        }
    }

    fn pass(&self, kind: Kind, person: usize) -> String {
        issue(&self.issuer, &PassOptions::new(kind, person, self.now))
            .unwrap()
            .text
    }

    fn defective(&self, defect: Defect, person: usize) -> String {
        let options = PassOptions {
            defect: Some(defect),
            ..PassOptions::new(Kind::Vaccination, person, self.now)
        };
        issue(&self.issuer, &options).unwrap().text
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.files.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Opens the desk with the list of the day before: its camera judges from the first frame on.
    async fn open(&self, camera: Camera<'_>) -> Browser {
        let browser = Browser::start(camera).await;
        browser.open(&self.site.url()).await;
        browser.use_trust(&self.trust).await;
        browser
            .client
            .goto(&format!("{}?mode=desk", self.site.url()))
            .await
            .unwrap();
        browser.find("[data-testid=counter-valid]").await;
        browser.find(".trust-status.loaded").await;
        browser
    }
}

/// Types as a scanner does: keys within a few milliseconds, nowhere in particular.
async fn scan(browser: &Browser, text: &str, end: &str) {
    browser
        .run(
            "document.activeElement?.blur?.();
             for (const key of [...arguments[0], arguments[1]]) {
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
             }",
            vec![json!(text), json!(end)],
        )
        .await;
}

async fn counters(browser: &Browser) -> (String, String) {
    // A verdict covers them.
    let figures =
        "return ['valid', 'invalid'].map(of => document.querySelector(`[data-testid=counter-${of}]`).textContent)";
    serde_json::from_value(browser.run(figures, vec![]).await).unwrap()
}

/// Answer, question and style of the whole screen.
async fn conclusion(browser: &Browser) -> (String, String, String) {
    let script = "const result = document.querySelector('[data-testid=result]');
        return [result.dataset.conclusion, result.dataset.because ?? '', result.classList[1]]";
    serde_json::from_value(browser.run(script, vec![]).await).unwrap()
}

async fn gone(browser: &Browser) {
    browser.until("no verdict", async || !browser.has(RESULT).await).await;
}

#[tokio::test]
async fn the_desk_scans_by_itself_and_a_verdict_stands_as_long_as_it_says() {
    let desk = Desk::new();
    let (first, second) = (desk.pass(Kind::Vaccination, 1), desk.pass(Kind::Test, 2));
    // One pass for four seconds, then nothing for eight, then the other one, then nothing; over and over.
    let shown = |text: &str| Picture::of_code(text, 1280, 720, 6);
    let blank = || Picture::blank(1280, 720, 200);
    let frames: Vec<Picture> = [Some(&first), None, Some(&second), None]
        .into_iter()
        .flat_map(|text| (0..if text.is_some() { 4 } else { 8 } * FPS).map(move |_| text))
        .map(|text| text.map_or_else(blank, |text| shown(text)))
        .collect();
    let path = desk.files.path().join("camera.y4m");
    video(&path, &frames);
    let browser = desk.open(Camera::Video(&path)).await;
    // Nobody touches anything.
    for _ in 0..2 {
        assert_eq!(browser.verdict().await[0], "valid");
        let name = browser.text("[data-testid=holder-name]").await;
        // The pass has left, the eight seconds of the bar have not passed.
        tokio::time::sleep(Duration::from_secs(5)).await;
        assert_eq!(browser.text("[data-testid=holder-name]").await, name);
        browser
            .until("the next pass", async || {
                let other = browser.text("[data-testid=holder-name]").await;
                !other.is_empty() && other != name
            })
            .await;
    }
    gone(&browser).await;
    browser
        .until("both counted", async || {
            counters(&browser).await.0.parse::<u32>().is_ok_and(|n| n >= 2)
        })
        .await;
    browser
        .until("known again", async || browser.has("[data-testid=again]").await)
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_pass_that_stays_before_the_camera_is_judged_once() {
    let desk = Desk::new();
    let text = desk.pass(Kind::Vaccination, 1);
    let path = desk.files.path().join("camera.y4m");
    video(&path, &[Picture::of_code(&text, 1280, 720, 6)]);
    let browser = desk.open(Camera::Video(&path)).await;
    browser.verdict().await;
    browser
        .run(
            "document.querySelector('[data-testid=desk-settings]').open = true",
            vec![],
        )
        .await;
    // Two seconds are enough for this agent.
    browser
        .run(
            "const field = document.querySelector('[data-testid=hold-seconds]');
             field.value = '2'; field.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await;
    gone(&browser).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!browser.has(RESULT).await, "it lies there still");
    assert_eq!(counters(&browser).await, ("1".into(), "0".into()));
    let hold = browser
        .run("return localStorage.getItem('greengate /some/where/ hold')", vec![])
        .await;
    assert_eq!(hold, json!("2"));
    browser.close().await;
}

#[tokio::test]
async fn hardware_scanners_of_every_layout_are_understood() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    let text = desk.pass(Kind::Vaccination, 1);
    for (scanner, computer) in [
        (Layout::Us, Layout::Us),
        (Layout::Us, Layout::De),
        (Layout::Us, Layout::Fr),
        (Layout::Us, Layout::Es),
        (Layout::Us, Layout::It),
        (Layout::Us, Layout::Uk),
        (Layout::De, Layout::Us),
        (Layout::Fr, Layout::De),
    ] {
        let typed = type_as(&text, scanner, computer).unwrap();
        let end = if computer == Layout::De { "Tab" } else { "Enter" };
        scan(&browser, &typed, end).await;
        assert_eq!(browser.verdict().await[0], "valid", "{scanner:?} on {computer:?}");
        let warned = browser.has("[data-testid=layout-warning]").await;
        // Said from the first garbled text on, and not before.
        if typed != text {
            assert!(warned, "{scanner:?} on {computer:?}");
        } else if computer == Layout::Us {
            assert!(!warned, "nothing was garbled yet");
        }
        scan(&browser, "n", "Shift").await;
        gone(&browser).await;
    }
    assert!(
        browser
            .text("[data-testid=layout-warning]")
            .await
            .contains("set the scanner to German")
    );
    // What cannot be put right says which setting to look for; a person's keys are no scan.
    // The text depends on the time: whatever stands in these places becomes something else.
    let typed = type_as(&text, Layout::Us, Layout::De).unwrap();
    let damaged: String = typed
        .chars()
        .enumerate()
        .map(|(place, c)| match c {
            '9' if (40..42).contains(&place) => '8',
            _ if (40..42).contains(&place) => '9',
            other => other,
        })
        .collect();
    scan(&browser, &damaged, "Enter").await;
    browser.find("[data-testid=notice]").await;
    assert!(browser.text("[data-testid=notice]").await.contains("garbled"));
    browser.click("[data-testid=notice] button").await;
    browser.find("body").await.send_keys("hello").await.unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(!browser.has(RESULT).await);
    assert_eq!(
        counters(&browser).await,
        ("1".into(), "0".into()),
        "the same pass each time"
    );
    browser.close().await;
}

#[tokio::test]
async fn a_serial_scanner_is_read() {
    let desk = Desk::new();
    let text = desk.pass(Kind::Vaccination, 1);
    let browser = Browser::start(Camera::None).await;
    // A line that brings the text in two parts.
    let line = format!(
        "const parts = [{0}.slice(0, 50), {0}.slice(50) + '\\r\\n'];
         const stream = new ReadableStream({{ async pull(c) {{
            const part = parts.shift();
            if (part) {{ await new Promise(r => setTimeout(r, 30)); c.enqueue(new TextEncoder().encode(part)); }}
            else await new Promise(() => {{}});
         }} }});
         window.opened = [];
         Object.defineProperty(navigator, 'serial', {{ value: {{ requestPort: async () => ({{
            open: async options => window.opened.push(options.baudRate), readable: stream }}) }} }});",
        json!(text)
    );
    browser.before_page(&line).await;
    browser
        .client
        .goto(&format!("{}?mode=desk", desk.site.url()))
        .await
        .unwrap();
    browser.use_trust(&desk.trust).await;
    browser.click("[data-testid=desk-settings] summary").await;
    browser.click("[data-testid=serial]").await;
    assert_eq!(browser.verdict().await[0], "valid");
    assert_eq!(browser.run("return window.opened", vec![]).await, json!([9600]));
    browser.close().await;
}

/// The machine-readable zone of a passport (ICAO 9303, TD3).
fn zone(name: &str, birth: &str) -> String {
    let digit = |field: &str| {
        let value = |c: char| c.to_digit(36).unwrap_or(0);
        let weights = [7, 3, 1].into_iter().cycle();
        (field.chars().zip(weights).map(|(c, w)| value(c) * w).sum::<u32>() % 10).to_string()
    };
    let first = format!("{:<<44}", format!("P<D<<{name}"));
    let (number, expires, personal) = ("C01X00T47", "350101", "<<<<<<<<<<<<<<");
    let (n, b, e) = (digit(number), digit(birth), digit(expires));
    let all = digit(&format!("{number}{n}{birth}{b}{expires}{e}{personal}0"));
    format!("{first}\n{number}{n}D<<{birth}{b}M{expires}{e}{personal}0{all}")
}

#[tokio::test]
async fn the_passport_is_compared_with_the_pass() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    let text = desk.pass(Kind::Vaccination, 1);
    scan(&browser, &text, "Enter").await;
    browser.verdict().await;
    assert_eq!(browser.text("[data-testid=holder-name]").await, "Jürgen Müstermann");
    let field = "[data-testid=document-input]";
    for (name, birth, expected, says) in [
        ("MUESTERMANN<<JUERGEN", "640812", "match", "Same person"),
        ("MUSTERMANN<<JURGEN", "640812", "near", "other spelling"),
        ("MUESTERMANN<<JUERGEN<KARL", "640812", "near", "a name is missing"),
        ("JUERGEN<<MUESTERMANN", "640812", "near", "other order"),
        ("MUESTERMANN<<JUERGEN", "640813", "different", "DATE OF BIRTH"),
        ("SCHMIDT<<JUERGEN", "640812", "different", "DIFFERENT NAME"),
    ] {
        browser
            .run(
                "const field = document.querySelector(arguments[0]); field.value = arguments[1];
                 field.dispatchEvent(new InputEvent('input', { bubbles: true }));",
                vec![json!(field), json!(zone(name, birth))],
            )
            .await;
        let matched = format!("[data-testid=document-match][data-match={expected}]");
        browser
            .until(says, async || browser.text(&matched).await.contains(says))
            .await;
        // The whole screen follows the document.
        let (answer, style, headline, counted) = match expected {
            "match" => ("go", "valid", "Valid", ("1", "0")),
            "near" => ("look", "unsure", "Probably the same person", ("0", "1")),
            _ => ("stop", "refused", "Different person", ("0", "1")),
        };
        let because = if answer == "go" { "" } else { "holder" };
        assert_eq!(
            conclusion(&browser).await,
            (answer.into(), because.into(), style.into())
        );
        assert_eq!(browser.text("#verdict").await, headline);
        // The difference is a sentence of its own.
        let meaning = browser.text("#verdict + p").await;
        let own = meaning.split_once(". ").is_some_and(|(first, _)| first.contains(says));
        assert_eq!(own, answer != "go", "{meaning}");
        assert_eq!(counters(&browser).await, (counted.0.into(), counted.1.into()), "{name}");
    }
    // A misread zone is said to be so, and is no answer.
    let wrong = zone("MUESTERMANN<<JUERGEN", "640812").replace("640812", "640821");
    browser
        .run(
            "const field = document.querySelector(arguments[0]); field.value = arguments[1];
             field.dispatchEvent(new InputEvent('input', { bubbles: true }));",
            vec![json!(field), json!(wrong)],
        )
        .await;
    browser
        .until("read it again", async || {
            browser
                .text("[data-testid=document-fault]")
                .await
                .contains("read it again")
        })
        .await;
    assert!(!browser.has("[data-testid=document-match]").await);
    // By scanner, without touching the field; gone with the next pass.
    scan(
        &browser,
        &zone("MUESTERMANN<<JUERGEN", "640812").replace('\n', ""),
        "Enter",
    )
    .await;
    browser.find("[data-testid=document-match][data-match=match]").await;
    browser.click(NEXT).await;
    gone(&browser).await;
    scan(&browser, &text, "Enter").await;
    browser.verdict().await;
    assert!(!browser.has("[data-testid=document-match]").await);
    browser.close().await;
}

const DOCUMENT: &str = "[data-testid=document-input]";
const MATCH: &str = "[data-testid=document-match]";

/// The zone of the person of the first pass.
fn own_zone() -> String {
    zone("MUESTERMANN<<JUERGEN", "640812")
}

async fn value_of(browser: &Browser, css: &str) -> Value {
    browser
        .run("return document.querySelector(arguments[0]).value", vec![json!(css)])
        .await
}

#[tokio::test]
async fn a_zone_is_taken_only_for_the_pass_that_waits_for_it() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    let (first, second) = (desk.pass(Kind::Vaccination, 1), desk.pass(Kind::Test, 2));
    let typed = own_zone().replace('\n', "");
    // A passport that is shown first waits for its pass, and says so.
    scan(&browser, &typed, "Enter").await;
    browser.find("[data-testid=passport-first]").await;
    let waits = browser.text("[data-testid=passport-first]").await;
    assert!(
        waits.contains("MUESTERMANN") && waits.contains("Now the pass."),
        "{waits}"
    );
    scan(&browser, &first, "Enter").await;
    assert_eq!(browser.verdict().await[0], "valid");
    browser.find(&format!("{MATCH}[data-match=match]")).await;
    // It is of use once.
    browser.click(NEXT).await;
    scan(&browser, &first, "Enter").await;
    assert_eq!(browser.verdict().await[0], "valid");
    assert!(!browser.has(MATCH).await);
    scan(&browser, &typed, "Enter").await;
    browser.find(&format!("{MATCH}[data-match=match]")).await;
    // Another pass under the same verdict: neither the document nor what the field holds is its.
    browser.enter("document-input", &own_zone(), "input").await;
    scan(&browser, &second, "Enter").await;
    browser
        .until("the second pass", async || {
            let name = browser.text("[data-testid=holder-name]").await;
            !name.is_empty() && !name.contains("Müstermann")
        })
        .await;
    assert!(!browser.has(MATCH).await);
    assert_eq!(value_of(&browser, DOCUMENT).await, json!(""));
    browser.close().await;
}

#[tokio::test]
async fn a_code_before_the_camera_is_no_passport() {
    let desk = Desk::new();
    let path = desk.files.path().join("camera.y4m");
    video(&path, &[Picture::of_code(&own_zone(), 1280, 720, 6)]);
    let browser = desk.open(Camera::Video(&path)).await;
    scan(&browser, &desk.pass(Kind::Vaccination, 1), "Enter").await;
    browser.verdict().await;
    // By a scanner that reads it off the same screen, and by hand: at once or soon after no match.
    for by_hand in [false, true] {
        if by_hand {
            browser.enter("document-input", &own_zone(), "input").await;
        } else {
            scan(&browser, &own_zone().replace('\n', ""), "Enter").await;
        }
        browser
            .until("a refusal", async || {
                browser
                    .text("[data-testid=document-fault]")
                    .await
                    .contains("not the zone")
            })
            .await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!browser.has(MATCH).await);
    }
    browser.close().await;
}

/// Types with the keys of the browser into what this selects.
async fn type_into(browser: &Browser, css: &str, text: &str) {
    const ENTER: char = '\u{e007}';
    browser
        .run("document.querySelector(arguments[0]).focus()", vec![json!(css)])
        .await;
    let focused = browser.client.active_element().await.unwrap();
    focused.send_keys(&format!("{text}{ENTER}")).await.unwrap();
}

#[tokio::test]
async fn a_scan_goes_into_no_field() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    browser.enter("destination", "FR", "change").await;
    browser.enter("travel-date", "2027-01-02", "change").await;
    browser.click("[data-testid=party-start]").await;
    browser
        .run(
            "for (const box of document.querySelectorAll('details')) box.open = true",
            vec![],
        )
        .await;
    browser.enter("hold-seconds", "100", "change").await;
    browser.enter("party-size", "4", "change").await;
    let fields = [
        "destination",
        "travel-date",
        "hold-seconds",
        "party-size",
        "language",
        "sound",
        "check-text",
    ];
    let fields = fields.map(|id| format!("[data-testid={id}]"));
    let text = desk.pass(Kind::Vaccination, 1);
    for field in &fields {
        let before = value_of(&browser, field).await;
        type_into(&browser, field, &text).await;
        assert_eq!(browser.verdict().await[0], "valid", "{field}");
        assert_eq!(value_of(&browser, field).await, before, "{field}");
        browser.click(NEXT).await;
        gone(&browser).await;
        // Nor what is no pass: a web address, a zone.
        for other in ["https://example.org/haiti", &own_zone().replace('\n', "")] {
            type_into(&browser, field, other).await;
            tokio::time::sleep(Duration::from_millis(600)).await;
            assert_eq!(value_of(&browser, field).await, before, "{field}: {other}");
            if browser.has(NEXT).await {
                browser.click(NEXT).await;
                gone(&browser).await;
            }
        }
    }
    assert!(browser.has("[data-testid=party]").await);
    // The field of the zone takes a zone, and hands on the next pass.
    scan(&browser, &text, "Enter").await;
    browser.verdict().await;
    type_into(&browser, DOCUMENT, &own_zone()).await;
    browser.find(&format!("{MATCH}[data-match=match]")).await;
    type_into(&browser, DOCUMENT, &desk.pass(Kind::Test, 2)).await;
    browser
        .until("the next pass", async || {
            let name = browser.text("[data-testid=holder-name]").await;
            !name.is_empty() && !name.contains("Müstermann")
        })
        .await;
    assert!(!browser.has(MATCH).await);
    assert_eq!(value_of(&browser, DOCUMENT).await, json!(""));
    browser.close().await;
}

/// Keys with time stamps of their own, handled when the script gets to them: `[key, time stamp]`, and
/// numbers for milliseconds in which the page stands still.
async fn handle_late(browser: &Browser, keys: &Value) {
    browser
        .run(
            "document.activeElement?.blur?.();
             const start = performance.now();
             for (const key of arguments[0]) {
                if (typeof key === 'number') {
                    const end = performance.now() + key;
                    while (performance.now() < end);
                    continue;
                }
                const event = new KeyboardEvent('keydown', { key: key[0], bubbles: true, cancelable: true });
                Object.defineProperty(event, 'timeStamp', { value: start + key[1] });
                document.body.dispatchEvent(event);
             }",
            vec![keys.clone()],
        )
        .await;
}

#[tokio::test]
async fn pauses_do_not_split_a_scan() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    let text = desk.pass(Kind::Vaccination, 1);
    // The page stands still in the middle of a scan: the keys were typed without a pause.
    for stall in [80, 400] {
        let keys = text.chars().enumerate().flat_map(|(place, key)| {
            let pause = (place == 100 || place == 200).then(|| json!(stall));
            pause.into_iter().chain([json!([key.to_string(), place * 4])])
        });
        handle_late(&browser, &keys.collect()).await;
        assert_eq!(browser.verdict().await[0], "valid", "{stall} ms");
        browser.click(NEXT).await;
        gone(&browser).await;
    }
    // A radio link that sends forty keys at a time.
    browser
        .client
        .execute_async(
            "const [text, done] = arguments;
             document.activeElement?.blur?.();
             (async () => {
                for (let at = 0; at < text.length; at += 40) {
                    for (const key of text.slice(at, at + 40))
                        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
                    await new Promise(ok => setTimeout(ok, 200));
                }
                done();
             })()",
            vec![json!(text)],
        )
        .await
        .unwrap();
    assert_eq!(browser.verdict().await[0], "valid");
    browser.close().await;
}

#[tokio::test]
async fn a_scan_is_no_shortcut() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    browser.click("[data-testid=party-start]").await;
    let party = async || browser.has("[data-testid=party]").await;
    browser.until("a party", party).await;
    for keys in [
        json!([["p", 0], ["Enter", 5]]),
        json!([["s", 0], ["t", 5], ["o", 10], ["p", 15]]),
        // Keys that follow each other slowly for a scanner.
        json!([["o", 0], ["p", 100]]),
        json!([["p", 0], ["Tab", 120]]),
    ] {
        handle_late(&browser, &keys).await;
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert!(party().await, "{keys}");
    }
    // A person's key is one.
    handle_late(&browser, &json!([["p", 0]])).await;
    browser.until("no party", async || !party().await).await;
    browser.close().await;
}

#[tokio::test]
async fn the_focus_leaves_a_choice_that_was_made() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    let has_focus = async |css: &str| {
        let script = "return document.activeElement === document.querySelector(arguments[0])";
        browser.run(script, vec![json!(css)]).await == json!(true)
    };
    for (id, value) in [("destination", "FR"), ("travel-date", "2027-01-02")] {
        let css = format!("[data-testid={id}]");
        browser
            .run("document.querySelector(arguments[0]).focus()", vec![json!(css)])
            .await;
        assert!(has_focus(&css).await);
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        browser.enter(id, value, "change").await;
        assert!(!has_focus(&css).await, "{id}");
    }
    // Who chooses with keys goes on with keys.
    const DOWN: &str = "\u{e015}";
    let select = browser.find("[data-testid=destination]").await;
    select.send_keys(DOWN).await.unwrap();
    assert!(has_focus("[data-testid=destination]").await);
    assert_ne!(value_of(&browser, "[data-testid=destination]").await, json!("FR"));
    browser.close().await;
}

#[tokio::test]
async fn a_party_shows_what_is_missing_and_counters_hold_nothing_personal() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    browser.click("[data-testid=party-start]").await;
    browser
        .run(
            "const field = document.querySelector('[data-testid=party-size]');
             field.value = '3'; field.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await;
    let old = desk.defective(Defect::Expired, 2);
    for (text, state) in [
        (desk.pass(Kind::Vaccination, 1), "1 of 3"),
        (old, "1 of 3"),
        (desk.pass(Kind::Test, 2), "2 of 3"),
        (desk.pass(Kind::Recovery, 3), "3 of 3"),
    ] {
        scan(&browser, &text, "Enter").await;
        browser.verdict().await;
        scan(&browser, " ", "Shift").await;
        gone(&browser).await;
        browser
            .until(state, async || {
                browser.text("[data-testid=party-state]").await.contains(state)
            })
            .await;
    }
    let party = browser.text("[data-testid=party]").await;
    assert!(
        party.contains("Jürgen Müstermann") && party.contains("Vaccination, Test"),
        "{party}"
    );
    assert_eq!(counters(&browser).await, ("3".into(), "1".into()));
    assert!(
        browser
            .text("[data-testid=counter-reasons]")
            .await
            .contains("Genuine, but not valid now: 1")
    );
    let table = browser
        .client
        .execute_async(
            "const done = arguments[0];
             const make = URL.createObjectURL;
             URL.createObjectURL = blob => { blob.text().then(done); return make.call(URL, blob); };
             document.querySelector('[data-testid=counter-csv]').click();",
            vec![],
        )
        .await
        .unwrap();
    let table = table.as_str().unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "minute,outcome,passes");
    let count = |outcome: &str| -> u32 {
        let rows = lines.iter().filter_map(|line| line.split_once(&format!(",{outcome},")));
        rows.map(|(_, n)| n.parse::<u32>().unwrap()).sum()
    };
    assert_eq!((count("valid"), count("expired")), (3, 1), "{table}");
    assert!(lines[1..].iter().all(|line| line.len() < 40), "{table}");
    browser.click("[data-testid=party-end]").await;
    assert!(!browser.has("[data-testid=party]").await);
    assert!(!browser.text("body").await.contains("Müstermann"));
    browser.close().await;
}

#[tokio::test]
async fn several_passes_in_one_picture_and_sounds_that_differ() {
    let desk = Desk::new();
    let browser = Browser::start(Camera::None).await;
    browser
        .before_page(
            "window.tones = [];
             window.AudioContext = class { currentTime = 0; destination = {}; resume() {} createGain() { return { gain: {}, connect() {} }; }
                createOscillator() { const o = { frequency: {}, connect() {}, start() { window.tones.push(o.frequency.value); }, stop() {} }; return o; } };
             window.felt = []; navigator.vibrate = p => window.felt.push(p);",
        )
        .await;
    browser
        .client
        .goto(&format!("{}?mode=desk", desk.site.url()))
        .await
        .unwrap();
    browser.use_trust(&desk.trust).await;
    let mut heard = Vec::new();
    let forged = desk.pass(Kind::Test, 4);
    let place = forged.len() - 10;
    let mut altered = forged.clone();
    altered.replace_range(place..=place, if &forged[place..=place] == "A" { "B" } else { "A" });
    for text in [desk.pass(Kind::Vaccination, 1), altered, "HC1:6BF".to_owned()] {
        scan(&browser, &text, "Enter").await;
        if text.len() < 12 {
            browser
                .run(
                    "const field = document.querySelector('[data-testid=paste-input]');
                     field.value = arguments[0]; field.dispatchEvent(new InputEvent('input', { bubbles: true }));
                     document.querySelector('[data-testid=check-text]').click();",
                    vec![json!(text)],
                )
                .await;
        }
        browser.verdict().await;
        browser
            .until("a sound", async || {
                browser.run("return window.tones.length", vec![]).await != json!(0)
            })
            .await;
        heard.push(
            browser
                .run("return [window.tones.splice(0), window.felt.splice(0)]", vec![])
                .await
                .to_string(),
        );
        browser.click(NEXT).await;
        gone(&browser).await;
    }
    heard.sort();
    heard.dedup();
    assert!(heard.len() >= 2, "{heard:?}");
    // A key that comes within 150 ms of a scan belongs to it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    scan(&browser, "m", "Shift").await;
    browser
        .until("muted", async || {
            browser
                .run("return localStorage.getItem('greengate /some/where/ mute')", vec![])
                .await
                != Value::Null
        })
        .await;
    scan(&browser, &desk.pass(Kind::Recovery, 5), "Enter").await;
    browser.verdict().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(browser.run("return window.tones.length", vec![]).await, json!(0));
    browser.click(NEXT).await;
    gone(&browser).await;
    browser.close().await;
}

/// A valid pass never hides a forged one, and a code of something else hides no pass.
#[tokio::test]
async fn the_worst_pass_of_a_picture_is_the_headline() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    let valid = desk.pass(Kind::Vaccination, 1);
    let forged = desk.defective(Defect::Forged, 2);
    let expired = desk.defective(Defect::Expired, 3);
    let other = desk.pass(Kind::Test, 2);
    for (left, right, answer, reason, several) in [
        (&valid, &other, "go", "", Some("2 of 2")),
        (&valid, &forged, "stop", "bad-signature", Some("1 of 2")),
        (&expired, &valid, "stop", "expired", Some("1 of 2")),
        (&"https://example.org/boarding".to_owned(), &valid, "go", "", None),
    ] {
        let picture = desk.put("both.png", Picture::side_by_side(left, right).png());
        browser.choose("[data-testid=file-input]", &picture).await;
        let verdict = browser.verdict().await;
        assert_eq!(
            (conclusion(&browser).await.0.as_str(), verdict[1].as_str()),
            (answer, reason)
        );
        match several {
            Some(says) => assert!(browser.text("[data-testid=several]").await.contains(says)),
            None => assert!(!browser.has("[data-testid=several]").await),
        }
        browser.click(NEXT).await;
        gone(&browser).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn the_desk_fills_the_screen_at_a_tap() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    let full = async || browser.run("return !!document.fullscreenElement", vec![]).await == json!(true);
    browser
        .run(
            "document.querySelector('[data-testid=desk-settings]').open = true",
            vec![],
        )
        .await;
    assert!(!full().await);
    browser.click("[data-testid=full-screen]").await;
    browser.until("full screen", full).await;
    // It scans there as well.
    scan(&browser, &desk.pass(Kind::Vaccination, 1), "Enter").await;
    browser.verdict().await;
    browser.close().await;
}

#[tokio::test]
async fn a_screen_that_nobody_uses_blanks_itself() {
    let desk = Desk::new();
    let browser = desk.open(Camera::None).await;
    browser
        .run(
            "for (const [id, value] of [['blank-seconds', '10'], ['hold-seconds', '120']]) {
                const field = document.querySelector(`[data-testid=${id}]`);
                field.value = value; field.dispatchEvent(new Event('change', { bubbles: true }));
             }",
            vec![],
        )
        .await;
    scan(&browser, &desk.pass(Kind::Vaccination, 1), "Enter").await;
    browser.verdict().await;
    gone(&browser).await;
    assert!(!browser.text("body").await.contains("Müstermann"));
    browser.close().await;
}

#[tokio::test]
async fn the_screen_stays_awake_and_nothing_piles_up_where_nobody_touches() {
    let desk = Desk::new();
    let video = desk.files.path().join("camera.y4m");
    greengate_page_tests::media::video(
        &video,
        &[greengate_page_tests::media::Picture::of_code(
            &desk.pass(Kind::Vaccination, 1),
            1280,
            720,
            6,
        )],
    );
    let browser = Browser::start(Camera::Video(&video)).await;
    browser
        .before_page(
            "window.locks = 0; window.resumed = 0;
             Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => { window.locks++; return {}; } } });
             AudioContext.prototype.resume = async () => { window.resumed++; };",
        )
        .await;
    browser.open(&desk.site.url()).await;
    browser.use_trust(&desk.trust).await;
    browser
        .client
        .goto(&format!("{}?mode=desk", desk.site.url()))
        .await
        .unwrap();
    browser.verdict().await;
    assert_eq!(
        browser.run("return [window.locks, window.resumed]", vec![]).await,
        json!([1, 0])
    );
    // The page was behind another one, and the browser has ended the lock.
    browser
        .run("document.dispatchEvent(new Event('visibilitychange'))", vec![])
        .await;
    browser
        .until("the lock is asked for again", async || {
            browser.run("return window.locks", vec![]).await == json!(2)
        })
        .await;
    browser.close().await;
}
