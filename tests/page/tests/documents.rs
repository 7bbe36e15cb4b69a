//! Passport, boarding pass and pass by one camera, in any order, traveller after traveller.

use greengate::issue::Person;
use greengate_page_tests::{
    browser::Browser,
    documents::{Named, SIZE, boarding_pass, passport, picture_of, zone},
    gate::{BOARDING_PASS, Gate, PASSPORT_FIRST, RESULT, named, sample},
    media::Picture,
};
use serde_json::json;
use std::time::Duration;
use time::OffsetDateTime;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Document {
    Pass,
    Passport,
    BoardingPass,
}

struct Traveller {
    pass: usize,
    /// Part of the name on the pass, in the passport, on the boarding pass.
    names: [String; 3],
    passport: Picture,
    boarding_pass: Picture,
    conclusion: (&'static str, &'static str),
}

/// Lays the documents of a traveller down one after the other, each until the page has taken it.
async fn show(gate: &Gate, traveller: &Traveller, order: [Document; 3]) {
    for document in order {
        match document {
            Document::Pass => {
                gate.lay(&gate.pass(traveller.pass)).await;
                gate.says(RESULT, &traveller.names[0]).await;
            }
            Document::Passport => {
                gate.lay(&traveller.passport).await;
                gate.says(
                    &format!("[data-testid=document-says], {PASSPORT_FIRST}"),
                    &traveller.names[1],
                )
                .await;
            }
            Document::BoardingPass => {
                gate.lay(&traveller.boarding_pass).await;
                gate.says(BOARDING_PASS, &traveller.names[2]).await;
            }
        }
    }
    gate.clear().await;
}

/// Four travellers: in order, with another's passport, with another's boarding pass, with a name that the pass lacks.
fn travellers() -> Vec<Traveller> {
    let people: Vec<_> = (0..6).map(sample).collect();
    let more = (people[3].0.clone(), format!("{} KIM", people[3].1), people[3].2.clone());
    type Named = (String, String, String);
    let traveller = |pass: usize, passport_of: &Named, boarding_of: &Named, conclusion| Traveller {
        pass,
        names: [
            Person::sample(pass).family,
            format!("{}, {}", passport_of.0, passport_of.1),
            boarding_of.0.chars().take(14).collect(),
        ],
        passport: passport(named(passport_of), pass as u32),
        boarding_pass: boarding_pass(named(boarding_of), "JFK"),
        conclusion,
    };
    vec![
        traveller(0, &people[0], &people[0], ("go", "")),
        traveller(1, &people[4], &people[1], ("stop", "holder")),
        traveller(2, &people[2], &people[5], ("look", "holder")),
        traveller(3, &more, &people[3], ("look", "holder")),
    ]
}

const ORDERS: [[Document; 3]; 6] = {
    use Document::{BoardingPass, Pass, Passport};
    [
        [Pass, Passport, BoardingPass],
        [Pass, BoardingPass, Passport],
        [Passport, Pass, BoardingPass],
        [Passport, BoardingPass, Pass],
        [BoardingPass, Pass, Passport],
        [BoardingPass, Passport, Pass],
    ]
};

#[tokio::test]
async fn three_documents_in_any_order_and_nothing_is_carried_over() {
    let gate = Gate::open("desk").await;
    let travellers = travellers();
    for order in ORDERS {
        for traveller in &travellers {
            show(&gate, traveller, order).await;
            let (answer, because) = gate.conclusion().await;
            assert_eq!(
                (answer.as_str(), because.as_str()),
                traveller.conclusion,
                "person {} in the order {order:?}: {}",
                traveller.pass,
                gate.browser.text(RESULT).await
            );
            let headline = gate.browser.text("#verdict").await;
            if traveller.pass == 2 {
                assert_eq!(headline, "Other name on the boarding pass");
            }
            gate.next().await;
            // What still lies there, or comes late, is not the next traveller's.
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert!(!gate.browser.has(&format!("{PASSPORT_FIRST}, {BOARDING_PASS}")).await);
        }
    }
    gate.browser.close().await;
}

#[tokio::test]
async fn the_next_traveller_needs_no_tap() {
    let gate = Gate::open("desk").await;
    for order in [ORDERS[3], ORDERS[2], ORDERS[5]] {
        for traveller in &travellers() {
            show(&gate, traveller, order).await;
            let (answer, because) = gate.conclusion().await;
            assert_eq!(
                (answer.as_str(), because.as_str()),
                traveller.conclusion,
                "person {} in the order {order:?}: {}",
                traveller.pass,
                gate.browser.text(RESULT).await
            );
            // A passport in the place of the last one: the traveller before was let through, or turned away by hand.
            if answer != "go" {
                gate.next().await;
            }
        }
        if gate.browser.has(RESULT).await {
            gate.next().await;
        }
    }
    gate.browser.close().await;
}

/// Types as a hardware scanner does.
async fn scan(browser: &Browser, text: &str) {
    browser
        .run(
            "document.activeElement?.blur?.();
             for (const key of [...arguments[0], 'Enter']) {
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
             }",
            vec![json!(text)],
        )
        .await;
}

fn text_of_boarding_pass(name: &str, flights: &[(&str, u16)]) -> String {
    let mut text = format!("M{}{name:<20.20}E", flights.len());
    for (airports, day) in flights {
        text += &format!("ABC123 {airports}ET 0921 {day:03}Y012A0025 100");
    }
    text
}

#[tokio::test]
async fn a_scanned_boarding_pass_says_where_its_traveller_goes() {
    let gate = Gate::open("desk").await;
    let browser = &gate.browser;
    let day = OffsetDateTime::now_utc().date();
    let need = "[data-testid=flight-card] [data-testid=requirement]";
    assert!(!browser.has(need).await, "no flight, no question");
    // Tomorrow's last flight to Ghana, by way of Ethiopia.
    let flights = [("GRUADD", day.ordinal()), ("ADDACC", day.next_day().unwrap().ordinal())];
    scan(browser, &text_of_boarding_pass("PRIMEROVA/OLGAMRS", &flights)).await;
    gate.says(BOARDING_PASS, "PRIMEROVA, OLGAMRS · ET 921 to ACC").await;
    gate.says(need, "Ghana").await;
    assert_eq!(
        browser.find(need).await.attr("data-answer").await.unwrap().as_deref(),
        Some("required")
    );
    assert!(!browser.has(RESULT).await, "a boarding pass is no health document");
    // The flight of the shift, from now on.
    browser.click("[data-testid=boarding-use]").await;
    let flight = "return ['to', 'from'].map(field => document.querySelector(`[data-testid=flight-${field}]`).value)";
    browser
        .until("the flight", async || {
            browser.run(flight, vec![]).await == json!(["ACC", "ADD"])
        })
        .await;
    // The traveller still comes by way of Brazil.
    gate.says(BOARDING_PASS, "PRIMEROVA, OLGAMRS · ET 921 to ACC").await;
    browser.click("[data-testid=next-traveller]").await;
    browser
        .until("the next traveller", async || !browser.has(BOARDING_PASS).await)
        .await;
    gate.says(need, "Ghana").await;
    // One to New York asks nothing, and leaves the flight of the shift alone.
    scan(
        browser,
        &text_of_boarding_pass("VOORBEELD/JAN", &[("GRUJFK", day.ordinal())]),
    )
    .await;
    gate.says(BOARDING_PASS, "VOORBEELD, JAN · ET 921 to JFK").await;
    browser
        .until("the answer for New York", async || {
            browser.find(need).await.attr("data-answer").await.unwrap().as_deref() == Some("not-required")
        })
        .await;
    assert_eq!(browser.run(flight, vec![]).await, json!(["ACC", "ADD"]));
    // A broken one says that it is one.
    scan(browser, "M1VOORBEELD/JAN       EABC123 GRUJFKET 0921 999Y012A0025 100").await;
    gate.says("[data-testid=notice]", "garbled").await;
    gate.says(BOARDING_PASS, "VOORBEELD, JAN · ET 921 to JFK").await;
    browser.client.close_window().await.unwrap();
}

/// A symbol on a table, its modules `scale` pixels wide.
fn symbol(matrix: &rxing::common::BitMatrix, scale: usize) -> Picture {
    let outline = matrix.getEnclosingRectangle().unwrap();
    let [left, top, width, height] = [0, 1, 2, 3].map(|n| outline[n] as usize);
    let mut picture = Picture::blank(SIZE.0, SIZE.1, 190);
    let quiet = 4;
    let corner = |side: usize, modules: usize| (side - (modules + 2 * quiet) * scale) / 2;
    let (x0, y0) = (corner(SIZE.0, width), corner(SIZE.1, height));
    for y in 0..(height + 2 * quiet) * scale {
        for x in 0..(width + 2 * quiet) * scale {
            let module = |at: usize, side: usize| (at / scale).checked_sub(quiet).filter(|module| *module < side);
            let dark = module(x, width)
                .zip(module(y, height))
                .is_some_and(|(x, y)| matrix.get((left + x) as u32, (top + y) as u32));
            picture.pixels[(y0 + y) * SIZE.0 + x0 + x] = if dark { 35 } else { 225 };
        }
    }
    picture
}

#[tokio::test]
async fn boarding_passes_have_three_kinds_of_codes() {
    use rxing::{BarcodeFormat, Writer, aztec::AztecWriter, pdf417::PDF417Writer};
    let gate = Gate::open("desk").await;
    let day = OffsetDateTime::now_utc().ordinal();
    let text = |name| text_of_boarding_pass(name, &[("GRUJFK", day)]);
    let pdf417 = PDF417Writer.encode(&text("ONE/ADAMRS"), &BarcodeFormat::PDF_417, 0, 0);
    let aztec = AztecWriter.encode(&text("TWO/BENMR"), &BarcodeFormat::AZTEC, 0, 0);
    for (picture, name) in [
        (symbol(&pdf417.unwrap(), 3), "ONE, ADAMRS"),
        (symbol(&aztec.unwrap(), 8), "TWO, BENMR"),
        (
            Picture::of_code(&text("THREE/CIDMR"), SIZE.0, SIZE.1, 8),
            "THREE, CIDMR",
        ),
    ] {
        gate.lay(&picture).await;
        gate.says(BOARDING_PASS, name).await;
        assert!(!gate.browser.has(RESULT).await, "a boarding pass is no health document");
    }
    gate.browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn a_document_is_of_one_traveller_at_the_desk() {
    let gate = Gate::open("desk").await;
    let browser = &gate.browser;
    let people: Vec<_> = (0..2).map(sample).collect();
    // Two boarding passes in one picture: nobody knows which is the traveller's.
    let both = [("ONE/ADA", 8), ("TWO/BEN", 8)].map(|(name, scale)| {
        let text = text_of_boarding_pass(name, &[("GRUJFK", OffsetDateTime::now_utc().ordinal())]);
        Picture::of_code(&text, SIZE.0 / 2, SIZE.1, scale)
    });
    let mut picture = Picture::blank(SIZE.0, SIZE.1, 190);
    for (n, half) in both.iter().enumerate() {
        for (row, pixels) in half.pixels.chunks(half.width).enumerate() {
            let start = row * SIZE.0 + n * half.width;
            picture.pixels[start..start + half.width].copy_from_slice(pixels);
        }
    }
    gate.lay(&picture).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!browser.has(BOARDING_PASS).await);
    // A passport that still lies there is not the next traveller's.
    gate.lay(&passport(named(&people[0]), 1)).await;
    gate.says(PASSPORT_FIRST, &people[0].0).await;
    scan(
        browser,
        &text_of_boarding_pass("ONE/ADA", &[("GRUACC", OffsetDateTime::now_utc().ordinal())]),
    )
    .await;
    gate.says(BOARDING_PASS, "ONE, ADA").await;
    browser.click("[data-testid=next-traveller]").await;
    browser
        .until("nobody", async || {
            !browser.has(&format!("{PASSPORT_FIRST}, {BOARDING_PASS}")).await
        })
        .await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(!browser.has(PASSPORT_FIRST).await);
    // Another purpose of the page has no passport.
    gate.lay(&passport(named(&people[1]), 2)).await;
    gate.says(PASSPORT_FIRST, &people[1].0).await;
    browser
        .run("document.querySelector('nav.modes a').click()", vec![])
        .await;
    browser
        .until("no passport", async || !browser.has(PASSPORT_FIRST).await)
        .await;
    gate.lay(&gate.pass(0)).await;
    gate.says(RESULT, &Person::sample(0).family).await;
    assert!(!browser.has("[data-testid=document-match]").await);
    let (answer, because) = gate.conclusion().await;
    assert_eq!((answer.as_str(), because.as_str()), ("go", ""));
    browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn a_zone_in_a_code_is_no_passport() {
    let gate = Gate::open("desk").await;
    let zone = zone(named(&sample(1))).join("\n");
    gate.lay(&Picture::of_code(&zone, SIZE.0, SIZE.1, 8)).await;
    gate.says(".toast", "zone").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!gate.browser.has(PASSPORT_FIRST).await);
    gate.browser.close().await;
}

#[tokio::test]
async fn a_zone_with_a_wrong_digit_is_a_hint_and_no_passport() {
    let gate = Gate::open("desk").await;
    let mut lines = zone(named(&sample(1)));
    // The number of the document no longer fits its check digit, nor that of the whole line.
    lines[1].replace_range(3..4, "W");
    gate.lay(&picture_of(&lines, 5, SIZE)).await;
    gate.says("[data-testid=zone-hint]", "<<<").await;
    assert!(!gate.browser.has(PASSPORT_FIRST).await);
    gate.clear().await;
    gate.browser
        .until("no hint", async || !gate.browser.has("[data-testid=zone-hint]").await)
        .await;
    assert!(!gate.browser.has(PASSPORT_FIRST).await);
    gate.browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn nothing_of_a_document_is_stored_or_sent() {
    let gate = Gate::open("desk").await;
    let browser = &gate.browser;
    let traveller = travellers().remove(3);
    show(&gate, &traveller, ORDERS[3]).await;
    gate.next().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let requests = gate.site.requests();
    assert!(
        requests.iter().all(|request| request.starts_with("GET ")),
        "{requests:?}"
    );
    let stored = browser
        .client
        .execute_async(
            "const done = arguments[0];
             (async () => {
                const out = [Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, document.title, location.href, history.state];
                const wait = r => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = no; });
                for (const { name } of await indexedDB.databases()) {
                    const db = await wait(indexedDB.open(name));
                    for (const store of db.objectStoreNames) {
                        const all = db.transaction(store).objectStore(store);
                        const values = await wait(all.getAll());
                        out.push([name, store, values.map(v => [v.name, new TextDecoder().decode(v.bytes)])]);
                    }
                }
                for (const name of await caches.keys())
                    for (const request of await (await caches.open(name)).keys()) out.push(request.url);
                done(JSON.stringify(out));
             })()",
            vec![],
        )
        .await
        .unwrap();
    let traces = format!("{stored} {requests:?} {:?}", browser.console().await);
    assert!(
        traces.contains("vnd.greengate.trust"),
        "the store was looked at: {traces}"
    );
    for secret in [
        "PARADEIGMA",
        "ELENI",
        "KIM",
        "780109",
        "1978",
        "C01X00T47",
        "ABC123",
        "JFK",
    ] {
        assert!(!traces.contains(secret), "{secret} in {traces}");
    }
    browser.client.clone().close().await.unwrap();
}

#[tokio::test]
async fn a_passport_gives_a_traveller_without_a_pass_an_age() {
    let gate = Gate::open("self").await;
    let browser = &gate.browser;
    let fill = async |id: &str, value: &str| {
        let script = "const field = document.querySelector(`[data-testid=${arguments[0]}]`);
            field.value = arguments[1]; field.dispatchEvent(new Event('change', { bubbles: true }));";
        browser.run(script, vec![json!(id), json!(value)]).await;
    };
    browser.find("[data-testid=departure]").await;
    fill("departure", "DE").await;
    fill("destination", "GH").await;
    let day = (gate.now + time::Duration::days(40)).date();
    fill("travel-date", &day.to_string()).await;
    let need = "[data-testid=requirement]";
    let answers = async |answer: &str| {
        browser
            .until(answer, async || {
                browser.has(need).await
                    && browser.find(need).await.attr("data-answer").await.unwrap().as_deref() == Some(answer)
            })
            .await;
    };
    answers("required").await;
    // Ghana asks travellers of nine months and older.
    let born = (gate.now - time::Duration::days(60)).date();
    let birth = format!("{:02}{:02}{:02}", born.year() % 100, u8::from(born.month()), born.day());
    let infant = Named {
        surname: "PROEFPERSOON",
        given: "KIM",
        birth: &birth,
    };
    gate.lay(&passport(infant, 77)).await;
    gate.says("[data-testid=passport]", "PROEFPERSOON, KIM").await;
    answers("not-required").await;
    gate.clear().await;
    browser.click("p:has([data-testid=passport]) button").await;
    answers("required").await;
    assert!(!browser.has("[data-testid=passport]").await);
    browser.client.clone().close().await.unwrap();
}
