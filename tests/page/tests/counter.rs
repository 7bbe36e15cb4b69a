//! The counter: a family by camera, keys that nobody can copy, nothing twice, nothing kept, paper.

use base64ct::{Base64, Encoding};
use greengate::{
    issue::{Issuer, IssuerOptions},
    trust::TrustList,
    verdict::{Context, Reason, judge},
};
use greengate_page_tests::{
    axe,
    browser::{Browser, Camera},
    dist,
    documents::{Named, SIZE, camera, passport, zone},
    server::{Reply, Site},
    tour::{LANGUAGES, resize},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fs};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};
use x509_cert::{
    der::{DecodePem, Encode},
    request::CertReq,
};

/// The vaccine of Institut Pasteur de Dakar, as a clerk looks for it.
const QUERY: &str = "yellow dakar";
/// Longer than the time in which a key that is held down signs nothing.
const READING: std::time::Duration = std::time::Duration::from_millis(700);
/// A printer that counts its jobs, and fails where `window.broken` is set.
const PRINTER: &str =
    "window.jobs = 0; window.print = () => { if (window.broken) throw new Error('no printer'); window.jobs += 1; };";
const FAMILY: [Named; 4] = [
    Named {
        surname: "ERIKSSON",
        given: "ANNA MARIA",
        birth: "740812",
    },
    Named {
        surname: "ERIKSSON",
        given: "LARS",
        birth: "720301",
    },
    Named {
        surname: "ERIKSSON",
        given: "MAJA",
        birth: "050607",
    },
    Named {
        surname: "ERIKSSON",
        given: "NILS OLOF",
        birth: "090110",
    },
];

struct Counter {
    site: Site,
    browser: Browser,
}

fn today() -> String {
    OffsetDateTime::now_utc().date().to_string()
}

impl Counter {
    async fn open() -> Self {
        Self::open_at("?mode=counter", "").await
    }

    /// Opens the counter with a script that runs before the page's own.
    async fn open_at(query: &str, script: &str) -> Self {
        let site = Site::serve(&dist());
        let browser = Browser::start(Camera::None).await;
        browser.before_page(PRINTER).await;
        browser.before_page(&camera(SIZE.0, SIZE.1, 20)).await;
        if !script.is_empty() {
            browser.before_page(script).await;
        }
        let counter = Self { site, browser };
        counter.go(query).await;
        counter
    }

    async fn go(&self, query: &str) {
        let url = format!("{}{query}", self.site.url());
        // A page that would lose something asks first, and a test does not stay to answer.
        self.browser
            .run(
                "window.addEventListener('beforeunload', event => event.stopImmediatePropagation(), true);",
                vec![],
            )
            .await;
        self.browser.client.goto(&url).await.unwrap();
        self.browser.find("[data-testid=standing]").await;
    }

    async fn click(&self, id: &str) {
        let css = format!("[data-testid={id}]");
        self.browser.find(&css).await;
        if ["sign", "show-before", "print-a4"].contains(&id) {
            // Nobody reads everything in less.
            tokio::time::sleep(READING).await;
        }
        // A click that no sticky bar can catch.
        self.browser
            .run("document.querySelector(arguments[0]).click()", vec![json!(css)])
            .await;
    }

    async fn enter(&self, id: &str, value: &str) {
        self.browser.enter(id, value, "input").await;
    }

    async fn value(&self, id: &str) -> String {
        let script = "return document.querySelector(`[data-testid=${arguments[0]}]`).value";
        self.browser
            .run(script, vec![json!(id)])
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Lays the passport before the camera and waits until it is read.
    async fn read_by_camera(&self, person: usize) {
        let picture = passport(FAMILY[person], u32::try_from(person).unwrap());
        self.site.host("camera.png", Reply::Body(picture.png(), "image/png"));
        self.click("zone-camera").await;
        self.browser
            .client
            .execute_async("lay('camera.png').then(arguments[0])", vec![])
            .await
            .unwrap();
        self.browser
            .until("the passport's name", async || {
                self.value("given").await == FAMILY[person].given
            })
            .await;
        self.browser
            .client
            .execute_async("lay(null).then(arguments[0])", vec![])
            .await
            .unwrap();
    }

    async fn type_zone(&self, person: Named<'_>) {
        self.enter("document-input", &zone(person).join("\n")).await;
        self.browser
            .until("the zone's name", async || self.value("given").await == person.given)
            .await;
    }

    async fn fill_dose(&self) {
        self.enter("product-search", QUERY).await;
        self.browser.find("[data-testid=products] button").await;
        self.browser
            .run(
                "document.querySelector('[data-testid=products] button').click()",
                vec![],
            )
            .await;
        self.browser.find("[data-testid=product-chosen]").await;
        self.enter("batch", "YF-2291").await;
        self.enter("dose-date", &today()).await;
        self.enter("centre", "Löwen-Apotheke").await;
        self.enter("clinician", "Dr. B. Sommer").await;
    }

    async fn read_back(&self) {
        self.click("read-back").await;
        self.browser.find("[data-testid=read-back-dialog]").await;
    }

    /// Signs what is read back, and gives the text of the pass.
    async fn sign(&self) -> String {
        self.click("sign").await;
        self.shown().await
    }

    /// Text of the pass on screen.
    async fn shown(&self) -> String {
        let dialog = self.browser.find("[data-testid=pass-dialog]").await;
        dialog.attr("data-text").await.unwrap().unwrap()
    }

    async fn problems(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('.problem')].map(one => one.textContent)";
        serde_json::from_value(self.browser.run(script, vec![]).await).unwrap()
    }

    /// What printers get: the page's PDF.
    async fn pdf(&self) -> Vec<u8> {
        let options = json!({ "preferCSSPageSize": true, "printBackground": true });
        let printed = self.browser.devtools("Page.printToPDF", options).await;
        Base64::decode_vec(printed["data"].as_str().unwrap()).unwrap()
    }

    /// Everything that the browser keeps, but for files of the app.
    async fn kept(&self) -> String {
        let script = "
            const done = arguments[0];
            (async () => {
                const told = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, location.href];
                const latin = bytes => Array.from(new Uint8Array(bytes.buffer ?? bytes), byte => String.fromCharCode(byte)).join('');
                for (const { name } of await indexedDB.databases()) {
                    const open = indexedDB.open(name);
                    const db = await new Promise(resolve => { open.onsuccess = () => resolve(open.result); });
                    for (const store of db.objectStoreNames) {
                        const all = db.transaction(store).objectStore(store).getAll();
                        const values = await new Promise(resolve => { all.onsuccess = () => resolve(all.result); });
                        const keys = db.transaction(store).objectStore(store).getAllKeys();
                        told.push(...await new Promise(resolve => { keys.onsuccess = () => resolve(keys.result); }));
                        const text = value => value instanceof Uint8Array ? latin(value)
                            : value && typeof value === 'object' ? Object.entries(value).map(([k, v]) => k + text(v)).join(' ') : String(value);
                        told.push(name, store, values.map(text).join(' '));
                    }
                    db.close();
                }
                return told.join('\\n');
            })().then(done, error => done('ERROR ' + error));";
        let kept = self.browser.client.execute_async(script, vec![]).await.unwrap();
        let kept = kept.as_str().unwrap().to_owned();
        assert!(!kept.starts_with("ERROR"), "{kept}");
        kept
    }
}

/// An authority's answer to a certificate request: a certificate for its key, and the list that has it.
fn certified(request: &str) -> (Vec<u8>, Value) {
    let request = CertReq::from_pem(request).unwrap();
    let (certificate, entry) = certificate_of(&request.info.public_key.to_der().unwrap());
    (certificate, json!([entry]))
}

/// A certificate for a key (`SubjectPublicKeyInfo`), and its entry on a list of real issuers.
fn certificate_of(spki: &[u8]) -> (Vec<u8>, Value) {
    let issuer = Issuer::new(&IssuerOptions {
        seed: "page counter".to_owned(),
        ..IssuerOptions::demo(OffsetDateTime::now_utc() - Duration::days(1))
    })
    .unwrap();
    // The lists vouch for a certificate as it is: nobody asks who signed it.
    let mut certificate = issuer.certificate().to_vec();
    let old = issuer.public_key();
    assert_eq!(old.len(), spki.len());
    let place = certificate.windows(old.len()).position(|window| window == old).unwrap();
    certificate[place..place + spki.len()].copy_from_slice(spki);
    let mut entry = issuer.trust_entry();
    entry["environment"] = "production".into();
    entry["rawData"] = Base64::encode_string(&certificate).into();
    entry["kid"] = Base64::encode_string(&Sha256::digest(&certificate)[..8]).into();
    (certificate, entry)
}

fn codes_of(pdf: &[u8]) -> Vec<String> {
    greengate::document::texts_of_pdf(pdf.to_vec()).unwrap()
}

fn text_of(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap()
}

#[tokio::test]
async fn a_family_of_four_gets_four_passes_that_only_the_right_list_confirms() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    assert!(
        browser
            .find("[data-testid=standing].training")
            .await
            .is_displayed()
            .await
            .unwrap()
    );
    // The authority certifies the key, and its list comes into the app.
    browser
        .run("document.querySelector('[data-testid=key-card]').open = true", vec![])
        .await;
    for (name, value) in [
        ("country", "xd"),
        ("organisation", "Löwen-Apotheke"),
        ("common-name", "4711"),
    ] {
        counter.enter(&format!("request-{name}"), value).await;
    }
    counter.click("make-request").await;
    browser.find("[data-testid=request]").await;
    let (certificate, list) = certified(&counter.value("request").await);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("desk.der");
    fs::write(&file, &certificate).unwrap();
    browser.choose("[data-testid=certificate-file]", &file).await;
    // Nobody vouches for the certificate yet.
    browser
        .until("no list", async || {
            browser.text("[data-testid=standing]").await.contains("no trust list")
        })
        .await;
    browser.open(&counter.site.url()).await;
    browser.use_trust(&list.to_string()).await;
    counter.go("?mode=counter").await;
    browser.find("[data-testid=standing].real").await;

    let mut texts = Vec::new();
    for (person, named) in FAMILY.iter().enumerate() {
        counter.read_by_camera(person).await;
        assert_eq!(counter.value("surname-latin").await, "ERIKSSON");
        assert_eq!(counter.value("nationality").await, "UTO");
        if person == 0 {
            counter.fill_dose().await;
        }
        counter.read_back().await;
        let said = browser.text("[data-testid=read-back-dialog]").await;
        for part in [
            "YF-2291",
            "Löwen-Apotheke",
            "Dr. B. Sommer",
            named.given,
            "Institut Pasteur de Dakar",
            "UTO",
        ] {
            assert!(said.contains(part), "{part} is not in {said}");
        }
        texts.push(counter.sign().await);
        assert!(!browser.has("[data-testid=training-mark]").await);
        // Place, clinician and dose stay for the next of the family.
        counter
            .click(if person < 3 { "next-traveller" } else { "close-pass" })
            .await;
    }
    assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), 4);

    // Paper: a sheet and a card for each, with text and code.
    counter.click("print-new").await;
    browser
        .until("the printer", async || {
            browser.run("return window.jobs", vec![]).await == json!(1)
        })
        .await;
    let pdf = counter.pdf().await;
    let (mut codes, mut issued) = (codes_of(&pdf), texts.clone());
    codes.sort();
    issued.sort();
    assert_eq!(codes, issued);
    let text = text_of(&pdf);
    for named in FAMILY {
        assert!(text.contains(named.given) && text.contains(named.surname), "{text}");
    }
    for part in [
        "YF-2291",
        "Institut Pasteur de Dakar",
        "C01X00T47",
        "Certificate of vaccination",
    ] {
        assert_eq!(text.matches(part).count(), 4, "{part} in {text}");
    }
    // Once more, as cards.
    counter.click("print-all-cards").await;
    browser
        .until("the printer", async || {
            browser.run("return window.jobs", vec![]).await == json!(2)
        })
        .await;
    let cards = counter.pdf().await;
    let mut codes = codes_of(&cards);
    codes.sort();
    assert_eq!(codes, issued);
    assert_eq!(lopdf::Document::load_mem(&cards).unwrap().get_pages().len(), 4);

    // Closed and gone.
    counter.click("next-customer").await;
    browser
        .until("an empty form", async || counter.value("surname").await.is_empty())
        .await;
    counter.go("?mode=counter").await;
    assert!(!browser.has("[data-testid=session-card]").await);
    let kept = counter.kept().await;
    for secret in ["ERIKSSON", "YF-2291", "C01X00T47", "Sommer", &texts[0][..40]] {
        assert!(!kept.contains(secret), "{secret} is kept");
    }

    // A second profile knows them by the right list only.
    let right = TrustList::read(list.to_string().as_bytes(), "right").unwrap();
    let wrong = Issuer::new(&IssuerOptions::demo(OffsetDateTime::now_utc())).unwrap();
    let wrong = TrustList::read(json!([wrong.trust_entry()]).to_string().as_bytes(), "wrong").unwrap();
    for text in &texts {
        let at = OffsetDateTime::now_utc() + Duration::days(11);
        assert_eq!(judge(text, &Context::new(&right, at)).reason, None);
        assert_eq!(
            judge(text, &Context::new(&wrong, at)).reason,
            Some(Reason::UnknownIssuer)
        );
    }
    let second = Browser::start(Camera::None).await;
    second.open(&counter.site.url()).await;
    second.paste(&texts[0]).await;
    assert_eq!(second.verdict().await[1], "unknown-issuer");
    second.click("[data-testid=next-scan]").await;
    second.use_trust(&list.to_string()).await;
    second.paste(&texts[0]).await;
    let verdict = second.verdict().await;
    assert_eq!(
        (verdict[2].as_str(), verdict[1].as_str()),
        ("true", "not-yet-valid"),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn without_a_certificate_everything_is_training() {
    let counter = Counter::open().await;
    counter.type_zone(FAMILY[0]).await;
    counter.fill_dose().await;
    counter.read_back().await;
    let text = counter.sign().await;
    assert!(counter.browser.has("[data-testid=training-mark]").await);
    counter.click("print-a4").await;
    counter.browser.find("[data-testid=sheets]").await;
    let paper = text_of(&counter.pdf().await);
    assert!(paper.contains("TRAINING"), "{paper}");
    // Even where somebody puts the key on a list of real issuers.
    let spki = counter
        .browser
        .client
        .execute_async(
            "const done = arguments[0];
             (async () => {
             const open = indexedDB.open((await indexedDB.databases()).map(one => one.name).find(name => name.endsWith(' counter')));
             open.onsuccess = () => {
                 const get = open.result.transaction('desk').objectStore('desk').get('key');
                 get.onsuccess = async () => done(Array.from(new Uint8Array(await crypto.subtle.exportKey('spki', get.result.public))));
             };
             })();",
            vec![],
        )
        .await
        .unwrap();
    let spki: Vec<u8> = serde_json::from_value(spki).unwrap();
    let (_, mut entry) = certificate_of(&spki);
    entry["kid"] = Base64::encode_string(&Sha256::digest(&spki)[..8]).into();
    let entry = json!([entry]);
    let list = TrustList::read(entry.to_string().as_bytes(), "list").unwrap();
    let report = judge(&text, &Context::new(&list, OffsetDateTime::now_utc()));
    assert_eq!((report.reason, report.authentic), (Some(Reason::WrongKeyUsage), false));
}

#[tokio::test]
async fn nobody_can_copy_the_key_and_a_wiped_profile_has_none() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    let tried = browser
        .client
        .execute_async(
            "const done = arguments[0];
             (async () => {
             const open = indexedDB.open((await indexedDB.databases()).map(one => one.name).find(name => name.endsWith(' counter')));
             open.onsuccess = () => {
                 const get = open.result.transaction('desk').objectStore('desk').get('key');
                 get.onsuccess = async () => {
                     const key = get.result.private, tried = [key.type, key.extractable];
                     for (const kind of ['pkcs8', 'jwk', 'raw', 'spki']) {
                         tried.push(await crypto.subtle.exportKey(kind, key).then(() => 'exported', () => 'refused'));
                     }
                     tried.push(JSON.stringify(key));
                     open.result.close();
                     done(tried);
                 };
             };
             })();",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(
        tried,
        json!(["private", false, "refused", "refused", "refused", "refused", "{}"])
    );
    browser
        .run("document.querySelector('[data-testid=key-card]').open = true", vec![])
        .await;
    let request = async || {
        for (name, value) in [("country", "XD"), ("organisation", "Praxis"), ("common-name", "1")] {
            counter.enter(&format!("request-{name}"), value).await;
        }
        counter.click("make-request").await;
        browser.find("[data-testid=request]").await;
        counter.value("request").await
    };
    let (certificate, _) = certified(&request().await);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("desk.der");
    fs::write(&file, &certificate).unwrap();
    // The profile is wiped: there is another key, for which the certificate is none.
    browser
        .client
        .execute_async(
            "const done = arguments[0];
             (async () => {
                 const name = (await indexedDB.databases()).map(one => one.name).find(name => name.endsWith(' counter'));
                 indexedDB.deleteDatabase(name);
                 // The page holds it open until it goes.
                 done();
             })();",
            vec![],
        )
        .await
        .unwrap();
    counter.go("?mode=counter").await;
    browser
        .run("document.querySelector('[data-testid=key-card]').open = true", vec![])
        .await;
    browser.choose("[data-testid=certificate-file]", &file).await;
    browser
        .until("a refusal", async || {
            browser
                .text("[data-testid=counter-notice]")
                .await
                .contains("another key")
        })
        .await;
    assert!(browser.has("[data-testid=standing].training").await);
}

#[tokio::test]
async fn nothing_is_issued_twice() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    counter.type_zone(FAMILY[1]).await;
    counter.fill_dose().await;
    // A key that is held down signs nothing that nobody has read.
    let held = "
        const done = arguments[0];
        new MutationObserver((_, observer) => {
            const sign = document.querySelector('[data-testid=sign]');
            if (sign) {
                observer.disconnect();
                sign.click();
                setTimeout(done, 1000);
            }
        }).observe(document, { childList: true, subtree: true });
        document.querySelector('[data-testid=read-back]').click();";
    browser.client.execute_async(held, vec![]).await.unwrap();
    assert!(browser.has("[data-testid=sign]").await && !browser.has("[data-testid=pass-dialog]").await);
    // A double click signs once.
    browser
        .run(
            "const sign = document.querySelector('[data-testid=sign]'); sign.click(); sign.click();",
            vec![],
        )
        .await;
    let first = counter.shown().await;
    counter.click("close-pass").await;
    assert_eq!(
        browser
            .run(
                "return document.querySelectorAll('[data-testid=show-pass]').length",
                vec![]
            )
            .await,
        json!(1)
    );
    // The same once more is shown, in whatever spelling.
    counter.enter("given", "Lars").await;
    counter.read_back().await;
    counter.click("change").await;
    counter.enter("given", FAMILY[1].given).await;
    counter.read_back().await;
    assert!(browser.has("[data-testid=issued-before]").await);
    assert!(!browser.has("[data-testid=sign]").await);
    counter.click("show-before").await;
    assert_eq!(counter.shown().await, first);
    counter.click("close-pass").await;
    // A correction is asked about, and made.
    counter.enter("clinician", "Dr. C. Winter").await;
    counter.read_back().await;
    assert!(
        browser
            .text("[data-testid=issued-before]")
            .await
            .contains("other details")
    );
    assert_ne!(counter.sign().await, first);
    // A printer that fails loses nothing.
    browser.run("window.broken = true", vec![]).await;
    counter.click("print-a4").await;
    browser
        .until("the printer's fault", async || {
            browser
                .text("[data-testid=counter-notice]")
                .await
                .contains("did not print")
        })
        .await;
    browser.run("window.broken = false", vec![]).await;
    counter.click("print-a4").await;
    browser
        .until("the printer", async || {
            browser.run("return window.jobs", vec![]).await == json!(1)
        })
        .await;
    // What was put away for the next customer is known, too: once more only by a clerk who knows of the first one.
    counter.click("close-pass").await;
    counter.click("next-customer").await;
    counter.click("next-customer-sure").await;
    let forgotten = async || counter.value("surname").await.is_empty();
    browser.until("an empty form", forgotten).await;
    counter.type_zone(FAMILY[1]).await;
    counter.fill_dose().await;
    counter.enter("clinician", "Dr. C. Winter").await;
    counter.read_back().await;
    assert!(browser.text("[data-testid=issued-before]").await.contains("put away"));
    counter.sign().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    counter.click("read-back").await;
    browser.find("[data-testid=counter-problems]").await;
    let all = counter.problems().await.join("|");
    for part in [
        "surname is needed",
        "Not a date of birth",
        "Choose a vaccine",
        "batch is missing",
        "Name the place",
    ] {
        assert!(all.contains(part), "{part} is not in {all}");
    }
    counter.type_zone(FAMILY[2]).await;
    counter.fill_dose().await;
    let tomorrow = (OffsetDateTime::now_utc() + Duration::days(2)).date().to_string();
    for (field, value, says) in [
        ("dose-date", tomorrow.as_str(), "lies in the future"),
        ("dose-date", "2004-01-01", "Before the date of birth"),
        ("given-latin", "Мая", "Only Latin"),
        ("nationality", "XQZ", "Not a nationality"),
        ("birth-date", "2005-13-40", "Not a date of birth"),
        ("batch", " ", "batch is missing"),
        ("document", "C01/77", "Letters and digits"),
        ("centre", "TRAINING: Nord", "may not begin like"),
    ] {
        let before = counter.value(field).await;
        counter.enter(field, value).await;
        counter.click("read-back").await;
        browser
            .until(says, async || {
                counter.problems().await.iter().any(|problem| problem.contains(says))
            })
            .await;
        assert!(!browser.has("[data-testid=read-back-dialog]").await);
        counter.enter(field, &before).await;
    }
    // A name without given names is a question, which a changed name asks anew.
    counter.enter("given", "").await;
    counter.enter("given-latin", "").await;
    counter.click("read-back").await;
    counter.click("confirm-given-name-missing").await;
    counter.read_back().await;
    counter.click("change").await;
    counter.enter("surname", "Щербакова").await;
    browser
        .until("its transliteration", async || {
            counter.value("surname-latin").await == "SHCHERBAKOVA"
        })
        .await;
    counter.click("read-back").await;
    browser.find("[data-testid=counter-problems]").await;
    // A zone with a mistake.
    counter
        .enter(
            "document-input",
            &zone(FAMILY[3]).join("\n").replace("090110", "090111"),
        )
        .await;
    browser
        .until("the zone's fault", async || {
            browser
                .text("[data-testid=counter-notice]")
                .await
                .contains("one character is wrong")
        })
        .await;
}

#[tokio::test]
async fn a_clock_that_is_behind_issues_nothing() {
    // Before the shipped list was signed.
    let script = "const Real = Date; window.Date = class extends Real { constructor(...a) { super(...(a.length ? a : [Real.UTC(2024, 0, 1)])); } static now() { return Real.UTC(2024, 0, 1); } };";
    let counter = Counter::open_at("?mode=counter", script).await;
    counter.type_zone(FAMILY[0]).await;
    counter.fill_dose().await;
    counter.enter("dose-date", "2023-12-30").await;
    counter.click("read-back").await;
    counter
        .browser
        .until("the clock", async || {
            counter
                .problems()
                .await
                .iter()
                .any(|problem| problem.contains("clock of this device is behind"))
        })
        .await;
    assert!(!counter.browser.has("[data-testid=read-back-dialog]").await);
}

#[tokio::test]
async fn the_day_book_is_encrypted_and_opens_again() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    let open = async |passphrase: &str| {
        browser
            .run("document.querySelector('[data-testid=book-card]').open = true", vec![])
            .await;
        browser.enter("book-passphrase", passphrase, "input").await;
        counter.click("book-open").await;
    };
    open("short").await;
    browser
        .until("a refusal", async || {
            browser.text("[data-testid=counter-notice]").await.contains("too short")
        })
        .await;
    open("correct horse battery").await;
    browser.find("[data-testid=book-count]").await;
    counter.type_zone(FAMILY[3]).await;
    counter.fill_dose().await;
    counter.enter("from-paper", "Sister Ratched").await;
    counter.read_back().await;
    let text = counter.sign().await;
    counter.click("close-pass").await;
    browser
        .until("the record", async || {
            browser.text("[data-testid=book-count]").await.contains("One pass")
        })
        .await;
    let kept = counter.kept().await;
    for secret in ["ERIKSSON", "NILS", "YF-2291", "Ratched", &text[..40], "correct horse"] {
        assert!(!kept.contains(secret), "{secret} is kept in the clear");
    }
    counter.go("?mode=counter").await;
    browser
        .until("a locked book", async || browser.has("[data-testid=delete-book]").await)
        .await;
    open("another passphrase").await;
    browser
        .until("a refusal", async || {
            browser
                .text("[data-testid=counter-notice]")
                .await
                .contains("another one")
        })
        .await;
    open("correct horse battery").await;
    counter.click("from-book").await;
    assert_eq!(counter.shown().await, text);
    assert!(browser.text("[data-testid=pass-dialog]").await.contains("Ratched"));
    counter.click("close-pass").await;
    // What is in the book is not issued once more.
    // What was not printed is not forgotten without a question.
    counter.click("next-customer").await;
    counter.click("next-customer-sure").await;
    counter.type_zone(FAMILY[3]).await;
    counter.fill_dose().await;
    counter.enter("from-paper", "Sister Ratched").await;
    counter.read_back().await;
    assert!(browser.has("[data-testid=issued-before]").await && !browser.has("[data-testid=sign]").await);
    counter.click("change").await;
    // Deleted, after a second question.
    counter.click("delete-book").await;
    counter.click("delete-book-sure").await;
    browser
        .until("no book", async || {
            browser.has("[data-testid=book-form]").await && !browser.has("[data-testid=delete-book]").await
        })
        .await;
    assert!(!counter.kept().await.contains("entry"));
}

#[tokio::test]
async fn a_full_disk_is_said_and_the_pass_is_there() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    browser
        .run("document.querySelector('[data-testid=book-card]').open = true", vec![])
        .await;
    browser.enter("book-passphrase", "correct horse battery", "input").await;
    counter.click("book-open").await;
    browser.find("[data-testid=book-count]").await;
    browser
        .run(
            "IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };",
            vec![],
        )
        .await;
    counter.type_zone(FAMILY[0]).await;
    counter.fill_dose().await;
    counter.read_back().await;
    assert!(counter.sign().await.starts_with("HC1:"));
    browser
        .until("a word of it", async || {
            browser
                .text("[data-testid=counter-notice]")
                .await
                .contains("could not be written")
        })
        .await;
    let on_top = "
        const notice = document.querySelector('[data-testid=counter-notice]'), at = notice.getBoundingClientRect();
        return notice.contains(document.elementFromPoint(at.left + 20, at.top + at.height / 2));";
    assert_eq!(browser.run(on_top, vec![]).await, json!(true));
    // It stays for the next of the family.
    counter.click("next-traveller").await;
    assert!(browser.has("[data-testid=counter-notice]").await);
}

#[tokio::test]
async fn a_clinics_day_is_reported_line_by_line() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    let product = greengate::counter::search_products(QUERY, &[])[0].identifier;
    let today = today();
    let line = |surname: &str, given: &str, date: &str| {
        format!("{surname},{given},1980-02-03,UTO,{product},{date},YF-1,Clinic North,Dr. D")
    };
    let rows = [
        "surname,given,birth_date,nationality,product,date,batch,centre,clinician".to_owned(),
        line("Doe", "Ann", &today),
        line("Doe", "Ben", "2031-01-01"),
        line("Doe", "Ann", &today),
        line("Ωμέγα", "Άννα", &today),
        "Roe,Cid".to_owned(),
    ];
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("day.csv");
    fs::write(&file, rows.join("\n")).unwrap();
    browser
        .run("document.querySelector('[data-testid=batch-card]').open = true", vec![])
        .await;
    let take = async || {
        browser.choose("[data-testid=batch-file]", &file).await;
        browser
            .until("the report", async || {
                browser.text("[data-testid=batch-report]").await.contains("5 of 5")
            })
            .await;
        (
            browser.text("[data-testid=batch-report]").await,
            browser.text("[data-testid=batch-refused]").await,
        )
    };
    let (report, refused) = take().await;
    assert!(report.starts_with("2 passes"), "{report}");
    for part in [
        "Line 3: The vaccination lies in the future.",
        "Line 4: has a pass already",
        "Line 6",
    ] {
        assert!(refused.contains(part), "{part} is not in {refused}");
    }
    // The file once more makes nothing.
    let (report, refused) = take().await;
    assert!(report.starts_with("0 passes"), "{report}");
    assert_eq!(refused.matches("has a pass already").count(), 3);
    assert_eq!(
        browser
            .run(
                "return document.querySelectorAll('[data-testid=show-pass]').length",
                vec![]
            )
            .await,
        json!(2)
    );
    // A file that is none.
    fs::write(&file, "name;date\n").unwrap();
    browser.choose("[data-testid=batch-file]", &file).await;
    browser
        .until("a refusal", async || {
            browser
                .text("[data-testid=counter-notice]")
                .await
                .contains("cannot be used")
        })
        .await;
}

#[tokio::test]
async fn it_works_without_a_network() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    browser
        .until("its files on the device", async || {
            let script = "const done = arguments[0]; caches.keys().then(async names => {
                const paths = [];
                for (const name of names) for (const { url } of await (await caches.open(name)).keys()) paths.push(new URL(url).pathname);
                done(paths.join(' '));
            });";
            let kept = browser.client.execute_async(script, vec![]).await.unwrap();
            let kept = kept.as_str().unwrap().to_owned();
            ["greengate-counter_bg.wasm", "greengate-counter.js", "counter/style.css", "counter/lang/en.json", "greengate-documents_bg.wasm", "trust/default.ggt"]
                .iter()
                .all(|name| kept.contains(name))
        })
        .await;
    browser
        .until("control", async || {
            browser.run("return !!navigator.serviceWorker.controller", vec![]).await == json!(true)
        })
        .await;
    for path in [
        "greengate-counter_bg.wasm",
        "counter/lang/en.json",
        "index.html",
        "config.json",
    ] {
        counter.site.host(path, Reply::Status(503));
    }
    counter.go("?mode=counter").await;
    counter.type_zone(FAMILY[0]).await;
    counter.fill_dose().await;
    counter.read_back().await;
    assert!(counter.sign().await.starts_with("HC1:"));
}

#[tokio::test]
async fn every_language_fits_the_smallest_screen() {
    let counter = Counter::open().await;
    let browser = &counter.browser;
    browser
        .devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": 320, "height": 700, "deviceScaleFactor": 1, "mobile": true }),
        )
        .await;
    for code in LANGUAGES {
        counter.go(&format!("?mode=counter&lang={code}")).await;
        assert_eq!(
            browser.run("return document.documentElement.lang", vec![]).await,
            json!(code)
        );
        let wide = "return document.documentElement.scrollWidth <= innerWidth ? '' : [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 90)).join('\\n')";
        assert_eq!(browser.run(wide, vec![]).await, json!(""), "{code} at the form");
        counter.type_zone(FAMILY[0]).await;
        counter.fill_dose().await;
        counter.read_back().await;
        assert_eq!(browser.run(wide, vec![]).await, json!(""), "{code} at the read-back");
        // Everything is on one screen of a phone, and of a desk.
        for (width, height) in [(390, 844), (1440, 900)] {
            resize(browser, (width, height, 100)).await;
            let fits =
                "const body = document.querySelector('.sheet-body'); return body.scrollHeight <= body.clientHeight";
            assert_eq!(browser.run(fits, vec![]).await, json!(true), "{code} at {width} pixels");
        }
        resize(browser, (320, 700, 100)).await;
        counter.sign().await;
        assert_eq!(browser.run(wide, vec![]).await, json!(""), "{code} at the pass");
        let unsaid = browser
            .run(
                "return document.body.innerText.match(/(counter|places)-[a-z-]+/g)",
                vec![],
            )
            .await;
        assert_eq!(unsaid, Value::Null, "{code}");
    }
}

#[tokio::test]
async fn no_barriers_at_the_counter() {
    let script = axe::script();
    let counter = Counter::open().await;
    let browser = &counter.browser;
    let mut found = Vec::new();
    for (code, theme) in [("en", "light"), ("de", "dark"), ("el", "light"), ("ar", "dark")] {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
        browser.devtools("Emulation.setEmulatedMedia", features).await;
        counter.go(&format!("?mode=counter&lang={code}")).await;
        let mut look = async |what: &str| {
            axe::barriers(browser, &script, &format!("{what} {code} {theme}"), &mut found).await;
        };
        look("empty form").await;
        counter.click("read-back").await;
        browser.find(".problem").await;
        look("problems").await;
        let open = "document.querySelectorAll('details').forEach(one => one.open = true)";
        browser.run(open, vec![]).await;
        look("opened cards").await;
        counter.type_zone(FAMILY[0]).await;
        counter.fill_dose().await;
        counter.read_back().await;
        look("read-back").await;
        counter.sign().await;
        look("pass").await;
        counter.click("close-pass").await;
        browser.find("[data-testid=session-card]").await;
        look("session").await;
        // The next language begins with nothing issued.
        counter.click("next-customer").await;
        counter.click("next-customer-sure").await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn a_page_that_would_lose_something_asks_before_it_is_closed() {
    let counter = Counter::open().await;
    let asks = async || {
        // What the browser sends when the page is to be closed.
        let script = "return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        counter.browser.run(script, vec![]).await == json!(true)
    };
    assert!(!asks().await, "nothing was typed");
    counter.type_zone(FAMILY[0]).await;
    assert!(asks().await, "a traveller was typed");
    counter.fill_dose().await;
    counter.read_back().await;
    counter.sign().await;
    counter.click("close-pass").await;
    assert!(asks().await, "a pass is kept nowhere but on the page");
    // Two clicks, because it was not printed.
    counter.click("next-customer").await;
    counter.click("next-customer-sure").await;
    let forgotten = async || counter.value("surname").await.is_empty();
    counter.browser.until("an empty form", forgotten).await;
    assert!(!asks().await, "all is forgotten");
}
