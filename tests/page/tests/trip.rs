//! The traveller's page: from passes to answers and timelines, together and apart, kept and gone.

#[path = "../../common/hostile_pdf.rs"]
mod hostile_pdf;

use fantoccini::Locator;
use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, issue},
    pass::Kind,
    rules::{Collection, Outcome, Published, RulePack, Subject},
    trust::{EnvelopeHeader, PublisherKey, TrustList},
    verdict::{self, Context},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::Picture,
    publisher::octets,
    server::{Reply, Site},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::PathBuf, time::Instant};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime, Time, format_description::well_known::Rfc3339};

const RESULT: &str = "[data-testid=result]";
const NEXT: &str = "[data-testid=next-scan]";
const ANSWER: &str = "[data-testid=trip-answer]";

fn rule(id: &str, kind: &str, description: &str, logic: &Value) -> Value {
    json!({"Identifier": id, "Type": "Acceptance", "Country": &id[3..5], "Version": "1.0.0", "SchemaVersion": "1.0.0",
        "Engine": "CERTLOGIC", "EngineVersion": "1.0.0", "CertificateType": kind, "AffectedFields": [],
        "Description": [{"lang": "en", "desc": description}, {"lang": "de", "desc": format!("Auf Deutsch: {description}")}],
        "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2099-07-01T00:00:00Z", "Logic": logic})
}

/// FR: vaccinated 70 to 200 days ago, or tested within 72 hours. ES: vaccinated within 300 days
/// and tested. IT takes nobody.
fn rules() -> Value {
    let clock = json!({"plusTime": [{"var": "external.validationClock"}, 0, "day"]});
    let after = |path: &str, n: i64, unit: &str| json!({"plusTime": [{"var": path}, n, unit]});
    let present = |group: &str| json!({"if": [{"var": format!("payload.{group}.0")}, true, false]});
    let dose = |n| after("payload.v.0.dt", n, "day");
    json!([
        rule(
            "VR-FR-0001",
            "Vaccination",
            "Vaccinated 70 to 200 days ago.",
            &json!({"and": [{"not-before": [clock, dose(70)]}, {"not-after": [clock, dose(200)]}]})
        ),
        rule(
            "TR-FR-0002",
            "Test",
            "Tested within 72 hours.",
            &json!({"not-after": [clock, after("payload.t.0.sc", 72, "hour")]})
        ),
        rule(
            "GR-FR-0003",
            "General",
            "A vaccination or a test.",
            &json!({"if": [present("v"), true, present("t")]})
        ),
        rule(
            "VR-ES-0001",
            "Vaccination",
            "Vaccinated within 300 days.",
            &json!({"not-after": [clock, dose(300)]})
        ),
        rule(
            "GR-ES-0002",
            "General",
            "Vaccinated and tested.",
            &json!({"and": [present("v"), present("t")]})
        ),
        rule("GR-IT-0001", "General", "Nobody.", &json!(false)),
    ])
}

struct Home {
    site: Site,
    files: TempDir,
    now: OffsetDateTime,
    issuer: Issuer,
    trust: String,
    key: PublisherKey,
}

impl Home {
    /// A site that brings the publisher's rules along.
    fn new() -> Self {
        let now = OffsetDateTime::now_utc();
        let issuer = Issuer::new(&IssuerOptions {
            seed: "page trips".to_owned(),
            ..IssuerOptions::demo(now)
        })
        .unwrap();
        let mut entry = issuer.trust_entry();
        entry["environment"] = "production".into();
        let home = Self {
            site: Site::serve(&dist()),
            files: TempDir::new().unwrap(),
            now,
            issuer,
            trust: json!([entry]).to_string(),
            key: PublisherKey::from_bytes(&[9; 32]).unwrap(),
        };
        let config = json!({"publishers": [home.key.pin()], "rules": "rules.ggr", "ruleSources": ["newer.ggr"]});
        home.site.host(
            "config.json",
            Reply::Body(config.to_string().into_bytes(), "application/json"),
        );
        home.site.host("rules.ggr", octets(home.pack(1, &rules())));
        home.site.host("newer.ggr", Reply::Status(404));
        home
    }

    fn pack(&self, serial: u64, rules: &Value) -> Vec<u8> {
        let mut collection = Collection::default();
        collection.add(rules.to_string().as_bytes()).unwrap();
        let edition = EnvelopeHeader {
            serial,
            issued_at: self.now - Duration::hours(2),
            best_before: self.now + Duration::days(7),
            expires_at: self.now + Duration::days(30),
        };
        Published::write(&edition, &[], &collection, Some(&self.key)).unwrap()
    }

    fn pass(&self, kind: Kind, person: usize) -> String {
        issue(&self.issuer, &PassOptions::new(kind, person, self.now))
            .unwrap()
            .text
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.files.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    async fn open(&self) -> Browser {
        let browser = Browser::start(Camera::None).await;
        browser.open(&format!("{}?mode=self", self.site.url())).await;
        browser.use_trust(&self.trust).await;
        browser
    }
}

/// Shows a pass, and goes on.
async fn show(browser: &Browser, text: &str) {
    browser.paste(text).await;
    browser.verdict().await;
    browser.click(NEXT).await;
}

/// Waits for the answers, person by person and stop by stop: country and outcome.
async fn answers(browser: &Browser, expected: &[&[(&str, &str)]]) {
    let expected = json!(expected);
    let found = async || {
        browser
            .run(
                "return [...document.querySelectorAll('[data-testid=traveller]')].map(person =>
                    [...person.querySelectorAll('[data-testid=trip-answer]')].map(a => [a.dataset.country, a.dataset.entry]))",
                vec![],
            )
            .await
    };
    browser
        .until(&format!("the answers {expected}"), async || found().await == expected)
        .await;
}

#[tokio::test]
async fn from_passes_to_the_timeline_of_two_countries() {
    let home = Home::new();
    let browser = home.open().await;
    let vaccination = home.pass(Kind::Vaccination, 1);
    show(&browser, &vaccination).await;
    assert!(browser.text("[data-testid=trip-passes]").await.contains("Müstermann"));
    browser
        .until("the shipped rules", async || {
            let said = browser.text("[data-testid=journey-card]").await;
            said.contains("6 rules of 3 countries") && said.contains("pack no. 1, signature verified")
        })
        .await;
    let arrival = (home.now + Duration::days(3)).replace_time(Time::from_hms(9, 0, 0).unwrap());
    let day = arrival.format(&Rfc3339).unwrap()[..10].to_owned();
    browser.enter("departure", "DE", "change").await;
    browser.enter("destination", "FR", "change").await;
    browser.enter("travel-date", &day, "change").await;
    browser.enter("travel-time", "09:00", "change").await;
    browser.click("[data-testid=add-stop]").await;
    browser.enter("destination-2", "ES", "change").await;
    browser.enter("travel-date-2", &day, "change").await;
    answers(&browser, &[&[("FR", "refused"), ("ES", "refused")]]).await;

    // What is drawn is what the rules say, day by day.
    let trust = TrustList::read(home.trust.as_bytes(), "test").unwrap();
    let report = verdict::judge(&vaccination, &Context::new(&trust, home.now));
    let payload = report.payload.unwrap();
    let pack = RulePack::read(rules().to_string().as_bytes(), None).unwrap();
    let drawn = browser
        .run(
            "return [...document.querySelectorAll('[data-testid=trip-answer]')].map(a => [a.dataset.country,
                [...a.querySelectorAll('[data-testid=timeline-span]')].map(s =>
                    [s.dataset.outcome, s.dataset.from, s.dataset.until, parseFloat(s.getAttribute('x')), parseFloat(s.getAttribute('width'))])])",
            vec![],
        )
        .await;
    let time = |value: &Value| OffsetDateTime::parse(value.as_str().unwrap(), &Rfc3339).unwrap();
    let mut outcomes = BTreeMap::new();
    for (answer, country) in drawn.as_array().unwrap().iter().zip(["FR", "ES"]) {
        assert_eq!(answer[0], country);
        let spans: Vec<_> = answer[1].as_array().unwrap().iter().collect();
        let (first, last) = (time(&spans[0][1]), time(&spans[spans.len() - 1][2]));
        assert!(last - first >= Duration::days(450), "{country}: {first} to {last}");
        let mut at = first.replace_time(Time::from_hms(12, 0, 0).unwrap());
        while at < last {
            let subject = Subject {
                payload: &payload,
                kinds: &[Kind::Vaccination],
                issuer: "XD",
                issued_at: report.issued_at,
                expires_at: report.expires_at,
                kid: "",
                country,
                region: None,
                from: Some("DE"),
                clock: at,
                language: "en",
            };
            let expected = match pack.decide(&subject).outcome {
                Outcome::Accepted => "accepted",
                Outcome::Refused => "refused",
                Outcome::Undecided => "open",
            };
            let span = spans.iter().find(|s| time(&s[1]) <= at && at <= time(&s[2]));
            assert_eq!(span.map(|s| &s[0]), Some(&json!(expected)), "{country} on {at}");
            // The place in the picture is that of the time.
            let span = span.unwrap();
            let whole = (last - first).as_seconds_f64();
            let place = (time(&span[1]) - first).as_seconds_f64() / whole * 100.0;
            assert!((span[3].as_f64().unwrap() - place).abs() < 0.01, "{span}");
            *outcomes.entry((country, expected)).or_insert(0) += 1;
            at += Duration::days(1);
        }
    }
    assert_eq!(outcomes[&("FR", "accepted")], 130, "{outcomes:?}");
    assert!(
        outcomes[&("FR", "refused")] > 100 && !outcomes.contains_key(&("ES", "accepted")),
        "{outcomes:?}"
    );
    // Why not, when, what would help, and of when the rules are: in words too.
    let said = browser.text(ANSWER).await;
    for part in [
        "Not met: Vaccinated 70 to 200 days ago. (Vaccinated on ",
        "Accepted from",
        "at most 72 hours before arrival",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    // Identifiers are folded away.
    let open = "return document.querySelector('[data-testid=rule-ids]').open";
    assert_eq!(browser.run(open, vec![]).await, json!(false));
    browser.click("[data-testid=rule-ids] summary").await;
    assert!(browser.text("[data-testid=rule-ids]").await.contains("VR-FR-0001"));
    assert!(
        browser
            .text("[data-testid=rules-age]")
            .await
            .contains("they may no longer apply")
    );
    browser.close().await;
}

#[tokio::test]
async fn a_local_time_is_that_of_the_place() {
    let home = Home::new();
    let browser = home.open().await;
    show(&browser, &home.pass(Kind::Test, 1)).await;
    // Half past nine in the evening in New York is another day in Europe.
    for (country, zone, expected) in [
        ("US", "America/New_York", "2027-01-16T02:30"),
        ("US", "Pacific/Honolulu", "2027-01-16T07:30"),
        ("JP", "", "2027-01-15T12:30"),
        ("ES", "Europe/Madrid", "2027-01-15T20:30"),
    ] {
        browser.enter("destination", country, "change").await;
        browser.enter("travel-date", "2027-01-15", "change").await;
        browser.enter("travel-time", "21:30", "change").await;
        if !zone.is_empty() {
            browser.enter("zone-1", zone, "change").await;
        }
        let says = |part: &str| format!("{part} at 21:30");
        browser
            .until("the answer", async || {
                browser.text(ANSWER).await.contains(&says("15 January 2027"))
            })
            .await;
        // The arrival is drawn where that instant is.
        let place = browser
            .run(
                "const spans = [...document.querySelectorAll('[data-testid=timeline-span]')];
                 const [from, until] = [Date.parse(spans[0].dataset.from), Date.parse(spans.at(-1).dataset.until)];
                 const x = parseFloat(document.querySelector('[data-testid=timeline-arrival]').getAttribute('x1'));
                 return new Date(from + (until - from) * x / 100).toISOString()",
                vec![],
            )
            .await;
        let drawn = OffsetDateTime::parse(place.as_str().unwrap(), &Rfc3339).unwrap();
        let expected = OffsetDateTime::parse(&format!("{expected}:00Z"), &Rfc3339).unwrap();
        assert!(
            (drawn - expected).abs() < Duration::minutes(10),
            "{country} {zone}: {drawn}"
        );
    }
    browser.close().await;
}

#[tokio::test]
async fn the_person_is_judged_and_the_family_told_apart() {
    let home = Home::new();
    let browser = home.open().await;
    show(&browser, &home.pass(Kind::Vaccination, 1)).await;
    show(&browser, &home.pass(Kind::Test, 2)).await;
    browser.enter("destination", "ES", "change").await;
    answers(&browser, &[&[("ES", "refused")], &[("ES", "refused")]]).await;
    // The same person's test, photographed: now both do together what neither does alone.
    let picture = Picture::of_code(&home.pass(Kind::Test, 1), 800, 800, 6).png();
    browser
        .choose("[data-testid=file-input]", &home.put("test.png", picture))
        .await;
    browser.verdict().await;
    browser.click(NEXT).await;
    answers(&browser, &[&[("ES", "accepted")], &[("ES", "refused")]]).await;
    assert!(browser.text(ANSWER).await.contains("only together: Vaccination + Test"));
    // The verdict on screen says it as well, for the first stop and the one pass.
    browser.paste(&home.pass(Kind::Test, 2)).await;
    assert_eq!(browser.verdict().await[3], "refused");
    browser.click(NEXT).await;
    // Without it: as before. The same pass twice is one.
    show(&browser, &home.pass(Kind::Test, 2)).await;
    browser.click("[data-testid=wallet-pass]:nth-of-type(3) button").await;
    answers(&browser, &[&[("ES", "refused")], &[("ES", "refused")]]).await;
    browser.enter("destination", "PT", "change").await;
    answers(&browser, &[&[("PT", "open")], &[("PT", "open")]]).await;
    // What is no pass does not come on the page.
    browser.paste("HELLO").await;
    browser.click("[data-testid=check-text]").await;
    assert_eq!(browser.verdict().await[1], "not-a-pass");
    browser.click(NEXT).await;
    let wallet = browser
        .run(
            "return document.querySelectorAll('[data-testid=wallet-pass]').length",
            vec![],
        )
        .await;
    assert_eq!(wallet, json!(2));
    browser.close().await;
}

#[tokio::test]
async fn a_pdf_is_opened_on_the_page() {
    let home = Home::new();
    let browser = home.open().await;
    let text = home.pass(Kind::Vaccination, 1);
    browser
        .choose("[data-testid=file-input]", &home.put("pass.pdf", pdf(&text)))
        .await;
    assert_eq!(browser.verdict().await[0], "valid");
    browser.click(NEXT).await;
    browser
        .choose(
            "[data-testid=file-input]",
            &home.put("broken.pdf", "%PDF-1.7 and no more"),
        )
        .await;
    browser.find("[data-testid=notice]").await;
    assert!(browser.text("[data-testid=notice]").await.contains("PDF"));
    browser.close().await;
}

#[tokio::test]
async fn a_hostile_pdf_is_ended_and_the_next_is_judged() {
    // Each in its way: memory, time, both; on the way to the page, in it, behind it.
    const KINDS: [&str; 8] = [
        "dash-tiny",
        "forms-doubling",
        "deflate-double",
        "five-million-lines",
        "image-bomb-rgb",
        "shading-program",
        "masks-many",
        "pattern-tiny-step",
    ];
    let home = Home::new();
    let browser = home.open().await;
    let mut hostile = hostile_pdf::all();
    hostile.retain(|document| KINDS.contains(&document.name));
    assert_eq!(hostile.len(), KINDS.len());
    for (number, document) in hostile.into_iter().enumerate() {
        let (name, start) = (document.name, Instant::now());
        let file = home.put(&format!("{name}.pdf"), document.bytes);
        browser.choose("[data-testid=file-input]", &file).await;
        browser.find("[data-testid=notice]").await;
        let notice = browser.text("[data-testid=notice]").await;
        println!("{name}: {:.1} s: {notice}", start.elapsed().as_secs_f64());
        assert!(
            ["too complex", "No QR code", "cannot be read"]
                .iter()
                .any(|said| notice.contains(said)),
            "{name}: {notice}"
        );
        browser.click("[data-testid=notice] button").await;
        let genuine = pdf(&home.pass(Kind::Vaccination, 1 + number));
        let file = home.put(&format!("pass-{number}.pdf"), genuine);
        browser.choose("[data-testid=file-input]", &file).await;
        assert_eq!(browser.verdict().await[0], "valid", "the pass after {name}");
        browser.click(NEXT).await;
    }
    browser.close().await;
}

/// A page with the code as an image of one byte a module and pixel.
fn pdf(text: &str) -> Vec<u8> {
    let picture = Picture::of_code(text, 700, 700, 5);
    let pixels: Vec<u8> = picture.pixels.clone();
    let (width, height) = (picture.width, picture.height);
    let content = "q 400 0 0 400 80 250 cm /Im0 Do Q";
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut object = |file: &mut Vec<u8>, head: String, stream: Option<&[u8]>| {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{head}\n", places.len()).bytes());
        if let Some(stream) = stream {
            file.extend(b"stream\n");
            file.extend(stream);
            file.extend(b"\nendstream\n");
        }
        file.extend(b"endobj\n");
    };
    object(&mut file, "<< /Type /Catalog /Pages 2 0 R >>".into(), None);
    object(&mut file, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(), None);
    object(
        &mut file,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Im0 5 0 R >> >> >>".into(),
        None,
    );
    object(
        &mut file,
        format!("<< /Length {} >>", content.len()),
        Some(content.as_bytes()),
    );
    object(
        &mut file,
        format!(
            "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {} >>",
            pixels.len()
        ),
        Some(&pixels),
    );
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(
        format!(
            "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            places.len() + 1
        )
        .bytes(),
    );
    file
}

#[tokio::test]
async fn passes_are_kept_only_when_asked_for_and_encrypted() {
    let home = Home::new();
    let browser = home.open().await;
    let text = home.pass(Kind::Vaccination, 1);
    show(&browser, &text).await;
    let stored = async || {
        browser
            .run("return JSON.stringify({ ...localStorage })", vec![])
            .await
            .to_string()
    };
    assert!(!stored().await.contains("kept"));
    browser.click("[data-testid=keeper] summary").await;
    let told = async |says: &str| {
        browser
            .until(says, async || {
                browser.text("[data-testid=keep-told]").await.contains(says)
            })
            .await;
    };
    browser
        .find("[data-testid=passphrase]")
        .await
        .send_keys("short")
        .await
        .unwrap();
    browser.click("[data-testid=keep]").await;
    told("At least 10").await;
    // What was typed stays, to be made longer. Enter is as good as the button.
    let field = browser.find("[data-testid=passphrase]").await;
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("short"));
    field.clear().await.unwrap();
    field.send_keys("correct horse battery\u{E007}").await.unwrap();
    told("Kept, encrypted").await;
    let kept = stored().await;
    assert!(kept.contains("greengate /some/where/ kept"));
    for secret in ["HC1", "rgen", "MUESTERMANN", "horse", &text[4..24]] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
    // Another visit: nothing without the passphrase, everything with it.
    browser.open(&format!("{}?mode=self", home.site.url())).await;
    browser.find("[data-testid=keep-open]").await;
    assert!(!browser.has("[data-testid=wallet-pass]").await);
    browser
        .find("[data-testid=passphrase]")
        .await
        .send_keys("wrong horse battery")
        .await
        .unwrap();
    browser.click("[data-testid=keep-open]").await;
    told("does not open").await;
    let field = browser.find("[data-testid=passphrase]").await;
    // Another passphrase replaces nothing.
    show(&browser, &home.pass(Kind::Test, 2)).await;
    if !browser.has("[data-testid=keeper][open]").await {
        browser.click("[data-testid=keeper] summary").await;
    }
    browser.click("[data-testid=keep]").await;
    told("under another passphrase").await;
    assert_eq!(stored().await, kept, "what was kept stays");
    // The right one keeps both.
    field.clear().await.unwrap();
    field.send_keys("correct horse battery").await.unwrap();
    browser.click("[data-testid=keep]").await;
    told("Kept, encrypted").await;
    browser.open(&format!("{}?mode=self", home.site.url())).await;
    let field = browser.find("[data-testid=passphrase]").await;
    field.send_keys("correct horse battery\u{E007}").await.unwrap();
    let both = async || {
        browser
            .client
            .find_all(Locator::Css("[data-testid=wallet-pass]"))
            .await
            .unwrap()
            .len()
            == 2
    };
    browser.until("both passes", both).await;
    browser.find("[data-testid=wallet-pass].valid").await;
    assert!(!browser.has(RESULT).await);
    // And gone, after a question.
    if !browser.has("[data-testid=keeper][open]").await {
        browser.click("[data-testid=keeper] summary").await;
    }
    browser.click("[data-testid=keep-delete]").await;
    told("cannot be restored").await;
    assert!(stored().await.contains("kept"));
    browser.click("[data-testid=keep-delete]").await;
    browser
        .until("no record", async || !stored().await.contains("kept"))
        .await;
    browser.close().await;
}

#[tokio::test]
async fn a_pack_of_rules_is_updated_kept_and_never_replaced_by_worse() {
    let home = Home::new();
    let first = json!([rules()[0]]);
    home.site.host("newer.ggr", octets(home.pack(2, &first)));
    let browser = home.open().await;
    const CARD: &str = "[data-testid=journey-card]";
    let says = async |browser: &Browser, part: &str| {
        browser
            .until(part, async || browser.text(CARD).await.contains(part))
            .await;
    };
    says(&browser, "pack no. 2").await;
    says(&browser, "1 rule of 1 country").await;
    // Hosts that have nothing now: the pack is there still.
    home.site.host("newer.ggr", Reply::Status(500));
    browser.open(&format!("{}?mode=self", home.site.url())).await;
    says(&browser, "pack no. 2").await;
    // An older one, an altered one and a stranger's are refused, by file as by host.
    let mut altered = home.pack(3, &rules());
    let last = altered.len() - 1;
    altered[last] ^= 1;
    let stranger = Home {
        key: PublisherKey::from_bytes(&[10; 32]).unwrap(),
        ..Home::new()
    };
    for (bytes, why) in [
        (home.pack(1, &rules()), "serial 1"),
        (home.pack(2, &rules()), "different content"),
        (altered, "altered"),
        (stranger.pack(9, &rules()), "not pinned"),
    ] {
        browser
            .choose("[data-testid=rules-import]", &home.put("pack.ggr", bytes))
            .await;
        browser
            .until(why, async || browser.text("[data-testid=notice]").await.contains(why))
            .await;
        says(&browser, "pack no. 2").await;
    }
    browser
        .choose(
            "[data-testid=rules-import]",
            &home.put("pack.ggr", home.pack(4, &rules())),
        )
        .await;
    says(&browser, "pack no. 4").await;
    browser.open(&format!("{}?mode=self", home.site.url())).await;
    says(&browser, "pack no. 4").await;
    says(&browser, "6 rules of 3 countries").await;
    // A host that has other rules under the same number: refused, and said.
    home.site.host("newer.ggr", octets(home.pack(4, &first)));
    browser.open(&format!("{}?mode=self", home.site.url())).await;
    says(&browser, "other content under the same number (4)").await;
    says(&browser, "6 rules of 3 countries").await;
    browser.close().await;
}
