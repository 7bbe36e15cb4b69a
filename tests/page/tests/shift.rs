//! A shift at the check-in desk: which certificate each traveller of a flight needs, and if the one shown is it.

use greengate::{
    issue::{Defect, Issued, Issuer, IssuerOptions, PassOptions, issue},
    pass::{Format, Kind},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::Picture,
    server::Site,
};
use serde_json::{Value, json};
use std::fs;
use time::{Date, Duration, OffsetDateTime};

const RESULT: &str = "[data-testid=result]";
const NEED: &str = "[data-testid=flight-card] [data-testid=requirement]";
const NEED_OF_PASS: &str = "[data-testid=result] [data-testid=requirement]";
/// A yellow-fever vaccine on WHO's list.
const VACCINE: &str = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0";
/// A polio vaccine on it.
const POLIO_VACCINE: &str = "PolioVaccineOralOPVBivalProductdecf3a77facc0b8f1443db5f7a806857";

struct Shift {
    browser: Browser,
    now: OffsetDateTime,
    who: Issuer,
    another_domain: Issuer,
}

impl Shift {
    /// A desk whose list knows an issuer of ICVPs and one of another domain.
    async fn begin() -> Self {
        let now = OffsetDateTime::now_utc();
        let issuer = |seed: &str| {
            Issuer::new(&IssuerOptions {
                seed: seed.to_owned(),
                ..IssuerOptions::demo(now)
            })
            .unwrap()
        };
        let (who, another_domain) = (issuer("shift"), issuer("shift, another domain"));
        let entry = |issuer: &Issuer, domain: Option<&str>| {
            let mut entry = issuer.trust_entry();
            entry["environment"] = "production".into();
            if let Some(domain) = domain {
                entry["domain"] = domain.into();
            }
            entry
        };
        let list = json!([entry(&who, None), entry(&another_domain, Some("PH4H"))]).to_string();
        let site = Box::leak(Box::new(Site::serve(&dist())));
        let browser = Browser::start(Camera::None).await;
        browser
            .before_page(
                "window.tones = [];
                 window.AudioContext = class { currentTime = 0; destination = {}; resume() {} createGain() { return { gain: {}, connect() {} }; }
                    createOscillator() { const o = { frequency: {}, connect() {}, start() { window.tones.push(o.frequency.value); }, stop() {} }; return o; } };",
            )
            .await;
        browser.open(&site.url()).await;
        browser.use_trust(&list).await;
        browser.client.goto(&format!("{}?mode=desk", site.url())).await.unwrap();
        browser.find("[data-testid=flight-to]").await;
        browser.find(".trust-status.loaded").await;
        Self {
            browser,
            now,
            who,
            another_domain,
        }
    }

    fn day(&self, ago: i64) -> String {
        written((self.now - Duration::days(ago)).date())
    }

    /// An ICVP of the n-th invented person, vaccinated so many days ago.
    fn icvp(&self, issuer: &Issuer, person: usize, ago: i64) -> String {
        self.icvp_of(VACCINE, issuer, person, ago)
    }

    /// The same of another vaccine.
    fn icvp_of(&self, vaccine: &str, issuer: &Issuer, person: usize, ago: i64) -> String {
        let mut options = PassOptions::new(Kind::Vaccination, person, self.now);
        options.format = Format::ICVP;
        let holder = &options.person;
        options.statement = Some(
            json!({"n": holder.full_name(), "dob": holder.birth_date, "s": "X", "nt": "UTO", "id": "DEMO12345",
            "v": "1.0", "vx": {"vp": vaccine, "dt": self.day(ago), "bo": "DEMO-1", "is": "Greengate demo authority"}}),
        );
        let Issued { text, .. } = issue(issuer, &options).unwrap();
        text
    }

    async fn fill(&self, id: &str, value: &str) {
        let script = "const field = document.querySelector(`[data-testid=${arguments[0]}]`);
            field.value = arguments[1]; field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.browser.run(script, vec![json!(id), json!(value)]).await;
    }

    async fn fly(&self, to: &str, from: &str, connections: &str) {
        for (field, value) in [
            ("flight-to", to),
            ("flight-from", from),
            ("flight-connections", connections),
        ] {
            self.fill(field, value).await;
        }
    }

    /// Goes to the traveller's page, and fills in a trip that arrives in so many days.
    async fn trip(&self, from: &str, to: &str, days: i64) {
        self.browser
            .run("[...document.querySelectorAll('nav.modes a')].at(-1).click()", vec![])
            .await;
        self.browser.find("[data-testid=departure]").await;
        self.fill("departure", from).await;
        self.fill("destination", to).await;
        let day = (self.now + Duration::days(days)).date();
        self.fill("travel-date", &written(day)).await;
    }

    /// Waits until the traveller without a pass has this answer and conclusion.
    async fn needs(&self, answer: &str, conclusion: &str) -> String {
        let css = format!("{NEED}[data-answer={answer}][data-conclusion={conclusion}]");
        self.browser.find(&css).await;
        self.browser.text(&css).await
    }

    /// Answer, question, style, headline and number of tones of a scanned pass.
    async fn shows(&self, text: &str) -> (String, String, String, String) {
        self.browser
            .run(
                "document.activeElement?.blur?.(); window.tones.length = 0;
                 for (const key of [...arguments[0], 'Enter']) {
                    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
                 }",
                vec![json!(text)],
            )
            .await;
        self.browser.verdict().await;
        self.browser
            .until("a sound", async || {
                self.browser.run("return window.tones.length", vec![]).await != json!(0)
            })
            .await;
        let shown = self
            .browser
            .run(
                "const { dataset, classList } = document.querySelector('[data-testid=result]');
                 return [dataset.conclusion, dataset.because ?? '', classList[1], document.querySelector('#verdict').textContent]",
                vec![],
            )
            .await;
        serde_json::from_value(shown).unwrap()
    }

    /// Tones of the verdict on screen.
    async fn tones(&self) -> Value {
        self.browser.run("return window.tones", vec![]).await
    }

    async fn next(&self) {
        self.browser.click("[data-testid=next-scan]").await;
        self.browser
            .until("no verdict", async || !self.browser.has(RESULT).await)
            .await;
    }

    /// The passport of somebody born on this day.
    async fn passport(&self, born: Date) {
        let zone = passport(born);
        let script = "document.activeElement?.blur?.();
            for (const key of [...arguments[0], 'Enter']) {
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            }";
        self.browser.run(script, vec![json!(zone)]).await;
        self.browser.find("[data-testid=passport-first]").await;
    }
}

fn written(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// Machine-readable zone of a passport (ICAO 9303-4) of ADA SAMPLE.
fn passport(born: Date) -> String {
    let digit = |field: &str| {
        let value = |c: char| match c {
            '<' => 0,
            c => c.to_digit(36).unwrap(),
        };
        let sum: u32 = field
            .chars()
            .zip([7, 3, 1].into_iter().cycle())
            .map(|(c, weight)| value(c) * weight)
            .sum();
        char::from_digit(sum % 10, 10).unwrap()
    };
    let birth = format!("{:02}{:02}{:02}", born.year() % 100, u8::from(born.month()), born.day());
    let (number, expiry, personal) = ("L898902C3", "340101", "<".repeat(14));
    let checked = |field: &str| format!("{field}{}", digit(field));
    let composite = [checked(number), checked(&birth), checked(expiry), checked(&personal)].concat();
    format!(
        "{:<<44}\n{}UTO{}F{}{}{}",
        "P<UTOSAMPLE<<ADA",
        checked(number),
        checked(&birth),
        checked(expiry),
        checked(&personal),
        digit(&composite)
    )
}

#[tokio::test]
async fn a_shift_knows_what_each_traveller_needs() {
    let shift = Shift::begin().await;
    let browser = &shift.browser;
    shift.fly("gh", "de", "br").await;
    browser.click("[data-testid=party-start]").await;
    // A traveller who shows nothing: the flight alone says what is needed, where it is known from and how old that is.
    let said = shift.needs("required", "stop").await;
    assert!(
        said.contains("Yellow fever")
            && said.contains("Required: ")
            && said.contains("Ghana")
            && said.contains("As of "),
        "{said}"
    );
    browser.click("[data-testid=need-source] summary").await;
    let source = browser.text("[data-testid=need-source]").await;
    assert!(source.contains("Source: "), "{source}");
    assert!(browser.text("[data-testid=flight]").await.contains("Ghana"));
    // It is too late for a vaccination that counts today.
    assert!(!browser.has("[data-testid=need-latest]").await);
    let counts = (shift.now + Duration::days(10)).date();
    assert!(
        said.contains(&format!("from {} {} {}", counts.day(), counts.month(), counts.year())),
        "{said}"
    );
    // 1: a valid certificate.
    let (answer, because, style, _) = shift.shows(&shift.icvp(&shift.who, 1, 400)).await;
    assert_eq!((answer.as_str(), because.as_str(), style.as_str()), ("go", "", "valid"));
    assert!(
        browser
            .text(NEED_OF_PASS)
            .await
            .contains("this certificate covers it from")
    );
    let good = shift.tones().await;
    shift.next().await;
    // 2: vaccinated six days ago, it counts from the tenth day.
    let (answer, because, style, headline) = shift.shows(&shift.icvp(&shift.who, 2, 6)).await;
    assert_eq!(
        (answer.as_str(), because.as_str(), style.as_str()),
        ("stop", "current", "outdated"),
        "{headline}"
    );
    assert!(headline.contains("not valid yet"), "{headline}");
    assert!(browser.text(NEED_OF_PASS).await.contains("counts only from"));
    assert_ne!(shift.tones().await, good);
    shift.next().await;
    // 3: a genuine certificate of something else.
    let covid = issue(&shift.who, &PassOptions::new(Kind::Vaccination, 3, shift.now)).unwrap();
    let (answer, because, _, headline) = shift.shows(&covid.text).await;
    assert_eq!((answer.as_str(), because.as_str()), ("stop", "requirement"));
    assert!(headline.contains("Required: show the yellow booklet"), "{headline}");
    // Its lines stand one below the other.
    let columns = "return getComputedStyle(document.querySelector(arguments[0])).gridTemplateColumns.split(' ').length";
    assert_eq!(browser.run(columns, vec![json!(NEED_OF_PASS)]).await, json!(1));
    shift.next().await;
    // 4: signed under another of WHO's domains: genuine, but a person looks.
    let (answer, because, style, _) = shift.shows(&shift.icvp(&shift.another_domain, 4, 400)).await;
    assert_eq!((answer.as_str(), style.as_str()), ("look", "unknown"), "{because}");
    assert!(browser.text(NEED_OF_PASS).await.contains("another WHO domain"));
    assert!(!browser.has(".holder.doubted").await, "the signature is right");
    assert_ne!(shift.tones().await, good);
    shift.next().await;
    // 5: a forged one is forged, whatever is needed.
    let mut options = PassOptions::new(Kind::Vaccination, 5, shift.now);
    options.format = Format::ICVP;
    options.defect = Some(Defect::Forged);
    let forged = issue(&shift.who, &options).unwrap().text;
    let (answer, because, style, _) = shift.shows(&forged).await;
    assert_eq!(
        (answer.as_str(), because.as_str(), style.as_str()),
        ("stop", "authentic", "forged")
    );
    shift.next().await;
    // 6: an infant of eight months needs none, and the passport says the age.
    let infant = (shift.now - Duration::days(245)).date();
    shift.passport(infant).await;
    let said = shift.needs("not-required", "go").await;
    assert!(said.contains("younger"), "{said}");
    browser.click("[data-testid=next-traveller]").await;
    shift.needs("required", "stop").await;
    // 7: the paper booklet, given six days ago, then one that counts. It is never shown as verified.
    shift.passport(shift.now.date() - Duration::days(12_000)).await;
    shift.needs("required", "stop").await;
    shift.fill("booklet-day", &shift.day(6)).await;
    browser
        .run(
            "document.querySelector('[data-testid=booklet-checked]').click()",
            vec![],
        )
        .await;
    browser
        .until("the tenth day", async || {
            browser.text(NEED).await.contains("counts only from")
        })
        .await;
    assert!(!browser.text("[data-testid=party]").await.contains("checked by hand"));
    shift.fill("booklet-day", &shift.day(30)).await;
    browser
        .run(
            "document.querySelector('[data-testid=booklet-checked]').click()",
            vec![],
        )
        .await;
    let said = shift.needs("required", "look").await;
    assert!(said.contains("paper, checked by hand"), "{said}");
    let party = browser.text("[data-testid=party]").await;
    assert!(
        party.contains("SAMPLE") && party.contains("paper, checked by hand"),
        "{party}"
    );
    assert!(
        party.contains("missing: the certificate that the journey requires"),
        "{party}"
    );
    browser.click("[data-testid=next-traveller]").await;
    shift.needs("required", "stop").await;
    shift.browser.close().await;
}

#[tokio::test]
async fn the_place_that_a_traveller_comes_from_is_one_tap() {
    let shift = Shift::begin().await;
    let browser = &shift.browser;
    // 8 and 9: South Africa asks those who were in Brazil.
    shift.fly("za", "de", "br et:5").await;
    shift.needs("not-required", "go").await;
    let (answer, ..) = shift
        .shows(
            &issue(&shift.who, &PassOptions::new(Kind::Vaccination, 3, shift.now))
                .unwrap()
                .text,
        )
        .await;
    assert_eq!(answer, "go");
    shift.next().await;
    browser.click("[data-testid=came-from][data-code=br]").await;
    let said = shift.needs("required", "stop").await;
    assert!(said.contains("Brazil"), "{said}");
    // Not for the next traveller.
    browser.click("[data-testid=next-traveller]").await;
    shift.needs("not-required", "go").await;
    // A transit of five hours does not count, one of thirteen does.
    browser.click("[data-testid=came-from][data-code='et:5']").await;
    shift.needs("not-required", "go").await;
    shift.fill("flight-elsewhere", "ET:13").await;
    let said = shift.needs("required", "stop").await;
    assert!(said.contains("Ethiopia"), "{said}");
    // 10: the sources differ about Nigeria: ask, with the note.
    shift.fly("ng", "de", "").await;
    let said = shift.needs("ask", "look").await;
    assert!(
        said.contains("the sources differ") && said.contains("DISPUTED"),
        "{said}"
    );
    // Where nobody says where the traveller comes from, nothing is guessed.
    shift.fly("za", "", "").await;
    let said = shift.needs("ask", "look").await;
    assert!(said.contains("come from"), "{said}");
    // A code that names nothing is said, and nothing is green.
    shift.fly("za", "qqq", "").await;
    browser.find("[data-testid=flight-unknown]").await;
    shift.needs("ask", "look").await;
    // The flight stays for the shift.
    shift.fly("gh", "de", "").await;
    shift.needs("required", "stop").await;
    browser.client.refresh().await.unwrap();
    shift.needs("required", "stop").await;
    shift.browser.close().await;
}

#[tokio::test]
async fn polio_is_asked_about_after_a_stay_where_who_recommends_it() {
    let shift = Shift::begin().await;
    let browser = &shift.browser;
    shift.fly("bkk", "khi", "").await;
    shift.needs("not-required", "go").await;
    let said = shift.needs("ask", "look").await;
    assert!(said.contains("Polio") && said.contains("Pakistan"), "{said}");
    // A dose of two months ago settles it; one of fourteen months ago does not, and the headline names the disease.
    let dose = |ago| shift.icvp_of(POLIO_VACCINE, &shift.who, 0, ago);
    let (answer, ..) = shift.shows(&dose(60)).await;
    assert_eq!(answer, "go");
    shift.next().await;
    let (answer, because, _, headline) = shift.shows(&dose(425)).await;
    assert_eq!((answer.as_str(), because.as_str()), ("look", "requirement"));
    assert!(
        headline.starts_with("Polio: This certificate counted until"),
        "{headline}"
    );
    shift.next().await;
    // From elsewhere nobody speaks of it.
    shift.fly("bkk", "de", "").await;
    browser
        .until("one disease", async || {
            let count = "return document.querySelectorAll(arguments[0]).length";
            browser.run(count, vec![json!(NEED)]).await == json!(1)
        })
        .await;
    shift.browser.close().await;
}

#[tokio::test]
async fn each_stop_of_a_trip_says_what_it_needs_and_until_when() {
    let shift = Shift::begin().await;
    let browser = &shift.browser;
    shift.trip("DE", "GH", 40).await;
    let stop = "[data-testid=trip-way] [data-testid=requirement]";
    browser.find(&format!("{stop}[data-answer=required]")).await;
    let latest = browser.text("[data-testid=need-latest]").await;
    let expected = (shift.now + Duration::days(30)).date();
    assert!(
        latest.contains(&format!("{} {} {}", expected.day(), expected.month(), expected.year())),
        "{latest}"
    );
    shift.fill("destination", "DE").await;
    browser.find(&format!("{stop}[data-answer=not-required]")).await;
    shift.browser.close().await;
}

#[tokio::test]
async fn each_person_of_a_trip_has_the_certificate_or_not() {
    let shift = Shift::begin().await;
    let browser = &shift.browser;
    shift.trip("BR", "GH", 2).await;
    let test = issue(&shift.who, &PassOptions::new(Kind::Test, 3, shift.now))
        .unwrap()
        .text;
    for pass in [
        shift.icvp(&shift.who, 0, 30),
        shift.icvp(&shift.who, 1, 3),
        shift.icvp(&shift.another_domain, 2, 30),
        test,
    ] {
        browser.paste(&pass).await;
        browser.verdict().await;
        browser.click("[data-testid=next-scan]").await;
    }
    let expected = json!([
        ["accepted", "certificate covers it from"],
        ["refused", "counts only from"],
        ["open", "another WHO domain"],
        ["refused", "show the yellow booklet"],
    ]);
    let found = async || {
        browser
            .run(
                "return [...document.querySelectorAll('[data-testid=trip-answer]')].map((answer, n) =>
                    [answer.dataset.entry, arguments[0].find(part => answer.querySelector('.headline').textContent.includes(part))])",
                vec![json!(expected.as_array().unwrap().iter().map(|pair| &pair[1]).collect::<Vec<_>>())],
            )
            .await
    };
    browser
        .until("an answer for each", async || found().await == expected)
        .await;
    // The summary says the same by colour and shape.
    let colours = browser
        .run(
            "return [...document.querySelectorAll('[data-testid=trip-summary] li span')].map(span => span.className)",
            vec![],
        )
        .await;
    assert_eq!(colours, json!(["accepted", "refused", "open", "refused"]));
    // A person who leaves the trip takes the answer along.
    browser.click("[data-testid=wallet-pass] button").await;
    browser
        .until("three answers", async || {
            let left = found().await;
            left.as_array().map(Vec::as_slice) == expected.as_array().map(|all| &all[1..])
        })
        .await;
    shift.browser.close().await;
}

/// Several passes in one picture answer what their holder needs together, and nobody travels on another person's pass.
#[tokio::test]
async fn passes_in_one_picture_count_for_the_person_whom_they_name() {
    let shift = Shift::begin().await;
    let browser = &shift.browser;
    shift.fly("gh", "de", "").await;
    shift.needs("required", "stop").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("both.png");
    let yellow_fever = shift.icvp(&shift.who, 0, 400);
    let polio = |person| shift.icvp_of(POLIO_VACCINE, &shift.who, person, 60);
    for (other, conclusion) in [(polio(0), "go"), (polio(1), "stop")] {
        for texts in [[&yellow_fever, &other], [&other, &yellow_fever]] {
            fs::write(&path, Picture::side_by_side(texts[0], texts[1]).png()).unwrap();
            browser.choose("[data-testid=file-input]", &path).await;
            browser.verdict().await;
            // Nor does it change its mind.
            tokio::time::sleep(std::time::Duration::from_millis(700)).await;
            let shown = "return document.querySelector('[data-testid=result]').dataset.conclusion";
            assert_eq!(browser.run(shown, vec![]).await, json!(conclusion), "{texts:?}");
            shift.next().await;
        }
    }
}
