//! An own table of required certificates: imported, kept, published, refused.

use greengate::{
    requirements::{Disease, RequirementPack, TableFiles},
    trust::{EnvelopeHeader, PublisherKey},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    publisher::octets,
    server::{Reply, Site},
};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

const STOP: &str = "[data-testid=trip-way] [data-testid=requirement]";

struct Airline {
    site: Site,
    files: TempDir,
    key: PublisherKey,
}

impl Airline {
    /// A site that trusts the airline's key and asks a host for its tables.
    fn new() -> Self {
        let airline = Self {
            site: Site::serve(&dist()),
            files: TempDir::new().unwrap(),
            key: PublisherKey::from_bytes(&[21; 32]).unwrap(),
        };
        let config = json!({"publishers": [airline.key.pin()], "ruleSources": ["table.ggq"]}).to_string();
        let config = Reply::Body(config.into_bytes(), "application/json");
        airline.site.host("config.json", config);
        airline.site.host("table.ggq", Reply::Status(404));
        airline
    }

    /// A pack by which Germany asks everybody (`all`), or nobody (`none`).
    fn pack(serial: u64, germany: &str, key: Option<&PublisherKey>) -> Vec<u8> {
        let rows = format!(
            "country,requirement,min_age_months,max_age_years,transit_hours,only_from,extra_risk,exempt,status,source,\
             source_date,agreement,note\nDE,{germany},,,,,,,settled,AIR,2026-11-01,1/1,\nGB,none,,,,,,,settled,AIR,2026-11-01,1/1,\n"
        );
        let files = TableFiles {
            requirements: rows.as_bytes(),
            risk: b"country,partial,source,source_date\nGH,no,AIR,2026-11-01\n",
            ..TableFiles::default()
        };
        let (table, sources) = files.read(Disease::YellowFever).unwrap();
        let now = OffsetDateTime::now_utc();
        let edition = EnvelopeHeader {
            serial,
            issued_at: now - Duration::hours(2),
            best_before: now + Duration::days(7),
            expires_at: now + Duration::days(30),
        };
        RequirementPack::new(edition, sources, vec![table]).write(key).unwrap()
    }

    fn put(&self, name: &str, bytes: Vec<u8>) -> PathBuf {
        let path = self.files.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The traveller's page with a trip from Britain to Germany.
    async fn trip(&self, browser: &Browser) {
        browser.open(&format!("{}?mode=self", self.site.url())).await;
        browser.find("[data-testid=destination]").await;
        let day = (OffsetDateTime::now_utc() + Duration::days(20)).date().to_string();
        browser.enter("departure", "GB", "change").await;
        browser.enter("destination", "DE", "change").await;
        browser.enter("travel-date", &day, "change").await;
    }
}

/// Waits for an answer about the stop.
async fn answers(browser: &Browser, answer: &str) -> String {
    let css = format!("{STOP}[data-answer={answer}]");
    browser.find(&css).await;
    browser.text(&css).await
}

/// Chooses a file, and waits for a notice that says this.
async fn refused(browser: &Browser, file: &Path, why: &str) {
    browser.choose("[data-testid=rules-import]", file).await;
    browser
        .until(why, async || browser.text("[data-testid=notice]").await.contains(why))
        .await;
}

#[tokio::test]
async fn an_own_table_answers_until_it_is_cleared() {
    let airline = Airline::new();
    let browser = Browser::start(Camera::None).await;
    airline.trip(&browser).await;
    answers(&browser, "not-required").await;
    let own = airline.put("own.ggq", Airline::pack(1, "all", None));
    browser.choose("[data-testid=rules-import]", &own).await;
    let said = answers(&browser, "required").await;
    assert!(said.contains("signature not checked: own.ggq"), "{said}");
    assert!(browser.text("[data-testid=journey-card]").await.contains("own.ggq"));
    // One that is broken, and one of the publisher that somebody altered, change nothing.
    let mut broken = Airline::pack(2, "none", None);
    let middle = broken.len() / 2;
    broken[middle] ^= 0x40;
    refused(&browser, &airline.put("broken.ggq", broken), "broken").await;
    let mut altered = Airline::pack(2, "none", Some(&airline.key));
    let last = altered.len() - 1;
    altered[last] ^= 1;
    refused(&browser, &airline.put("altered.ggq", altered), "altered").await;
    // It is kept, and a host's does not take its place.
    let offered = Airline::pack(9, "none", Some(&airline.key));
    airline.site.host("table.ggq", octets(offered));
    airline.trip(&browser).await;
    answers(&browser, "required").await;
    browser
        .until("the host is asked", async || {
            airline
                .site
                .requests()
                .iter()
                .filter(|path| path.contains("table.ggq"))
                .count()
                > 1
        })
        .await;
    answers(&browser, "required").await;
    airline.site.host("table.ggq", Reply::Status(404));
    browser.click("[data-testid=rules-forget]").await;
    answers(&browser, "not-required").await;
    airline.trip(&browser).await;
    answers(&browser, "not-required").await;
    browser.close().await;
}

#[tokio::test]
async fn a_publishers_newer_table_takes_the_place_of_the_apps() {
    let airline = Airline::new();
    let stranger = PublisherKey::from_bytes(&[22; 32]).unwrap();
    airline
        .site
        .host("table.ggq", octets(Airline::pack(3, "all", Some(&airline.key))));
    let browser = Browser::start(Camera::None).await;
    airline.trip(&browser).await;
    let said = answers(&browser, "required").await;
    assert!(said.contains("table.ggq") && !said.contains("not checked"), "{said}");
    // What is older, a stranger's, unsigned or altered is not taken from a host.
    let mut altered = Airline::pack(5, "none", Some(&airline.key));
    let last = altered.len() - 1;
    altered[last] ^= 1;
    for refused in [
        Airline::pack(2, "none", Some(&airline.key)),
        Airline::pack(5, "none", Some(&stranger)),
        Airline::pack(5, "none", None),
        altered,
    ] {
        airline.site.host("table.ggq", octets(refused));
        let asked = || {
            airline
                .site
                .requests()
                .iter()
                .filter(|path| path.contains("table.ggq"))
                .count()
        };
        let before = asked();
        airline.trip(&browser).await;
        browser.until("the host is asked", async || asked() > before).await;
        answers(&browser, "required").await;
    }
    airline
        .site
        .host("table.ggq", octets(Airline::pack(4, "none", Some(&airline.key))));
    airline.trip(&browser).await;
    answers(&browser, "not-required").await;
    browser.close().await;
}
