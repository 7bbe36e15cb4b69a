//! A gate: the page with a camera before which documents are laid, and an issuer that it trusts.

use crate::{
    browser::{Browser, Camera},
    dist,
    documents::{Named, SIZE, camera},
    media::Picture,
    server::{Reply, Site},
};
use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, Person, issue},
    pass::Kind,
};
use serde_json::{Value, json};
use time::OffsetDateTime;

/// A verdict that covers the page.
pub const RESULT: &str = "[data-testid=result]:not(.toast)";
/// A passport that came before any pass.
pub const PASSPORT_FIRST: &str = "[data-testid=passport-first]";
/// A boarding pass.
pub const BOARDING_PASS: &str = "[data-testid=boarding-pass]";

/// The page in a browser.
pub struct Gate {
    pub site: Site,
    pub browser: Browser,
    issuer: Issuer,
    pub now: OffsetDateTime,
}

impl Gate {
    /// A desk, or the traveller's page, with its camera on.
    pub async fn open(mode: &str) -> Self {
        let now = OffsetDateTime::now_utc();
        let issuer = Issuer::new(&IssuerOptions {
            seed: "page documents".to_owned(),
            ..IssuerOptions::demo(now)
        })
        .expect("an answer");
        let mut entry = issuer.trust_entry();
        entry["environment"] = "production".into();
        let site = Site::serve(&dist());
        let browser = Browser::start(Camera::None).await;
        browser.before_page(&camera(SIZE.0, SIZE.1, 20)).await;
        browser.open(&site.url()).await;
        browser.use_trust(&json!([entry]).to_string()).await;
        browser
            .client
            .goto(&format!("{}?mode={mode}", site.url()))
            .await
            .expect("an answer");
        browser.find(".trust-status.loaded").await;
        let gate = Self {
            site,
            browser,
            issuer,
            now,
        };
        gate.browser.find("[data-testid=camera-view]").await;
        if !gate.browser.has("[data-testid=stop-camera]").await {
            gate.browser.click("[data-testid=start-camera]").await;
        }
        gate.browser.find("[data-testid=stop-camera]").await;
        gate
    }

    /// Text of the pass of the n-th invented person.
    #[must_use]
    pub fn pass_text(&self, person: usize) -> String {
        let options = PassOptions::new(Kind::Vaccination, person, self.now);
        issue(&self.issuer, &options).expect("a pass").text
    }

    /// Picture of that pass.
    #[must_use]
    pub fn pass(&self, person: usize) -> Picture {
        Picture::of_code(&self.pass_text(person), SIZE.0, SIZE.1, 8)
    }

    /// Lays a picture before the camera.
    pub async fn lay(&self, picture: &Picture) {
        self.site.host("camera.png", Reply::Body(picture.png(), "image/png"));
        self.lay_path(json!("camera.png")).await;
    }

    /// Takes away what lies before the camera.
    pub async fn clear(&self) {
        self.lay_path(Value::Null).await;
    }

    async fn lay_path(&self, path: Value) {
        let script = "const [path, done] = arguments; window.lay(path).then(done, error => done(String(error)));";
        let laid = self
            .browser
            .client
            .execute_async(script, vec![path])
            .await
            .expect("an answer");
        assert_eq!(laid, true);
    }

    /// Waits until the first such element says this.
    pub async fn says(&self, css: &str, what: &str) {
        self.browser
            .until(&format!("{what} in {css}"), async || {
                self.browser.has(css).await && self.browser.text(css).await.contains(what)
            })
            .await;
    }

    /// The conclusion on screen, and because of which check.
    pub async fn conclusion(&self) -> (String, String) {
        let script = format!(
            "const {{ conclusion, because }} = document.querySelector('{RESULT}').dataset; return [conclusion, because ?? ''];"
        );
        serde_json::from_value(self.browser.run(&script, vec![]).await).expect("an answer")
    }

    /// Goes on to the next traveller.
    pub async fn next(&self) {
        self.browser.click("[data-testid=next-scan]").await;
        self.browser
            .until("nothing on screen", async || {
                !self
                    .browser
                    .has(&format!("{RESULT}, {PASSPORT_FIRST}, {BOARDING_PASS}"))
                    .await
            })
            .await;
    }
}

/// The n-th invented person as passports name them: surname, given names, birth date.
#[must_use]
pub fn sample(n: usize) -> (String, String, String) {
    let person = Person::sample(n);
    let birth: String = person.birth_date.replace('-', "").chars().skip(2).collect();
    let spaced = |name: &str| name.replace('<', " ");
    (spaced(&person.family_standard), spaced(&person.given_standard), birth)
}

/// The same for a zone.
#[must_use]
pub const fn named(person: &(String, String, String)) -> Named<'_> {
    Named {
        surname: person.0.as_str(),
        given: person.1.as_str(),
        birth: person.2.as_str(),
    }
}
