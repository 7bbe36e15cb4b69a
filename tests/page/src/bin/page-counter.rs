//! Prints the figures of docs/BENCHMARKS.md about a clerk at the counter: keys and seconds for a pass, by keys that come
//! five a second as a practised clerk types them.

use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use greengate_figures::Region;
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    documents::{Named, SIZE, camera, passport, zone},
    server::{Reply, Site},
};
use serde_json::json;
use std::{
    error::Error,
    time::{Duration, Instant},
};
use time::OffsetDateTime;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Time between two keys: 60 words a minute.
const KEY: Duration = Duration::from_millis(200);
/// Time in which a clerk reads back what will be signed.
const READING: Duration = Duration::from_secs(5);

const TRAVELLER: Named = Named {
    surname: "ERIKSSON",
    given: "ANNA MARIA",
    birth: "740812",
};

struct Clerk {
    site: Site,
    browser: Browser,
    keys: usize,
    clicks: usize,
}

impl Clerk {
    async fn open() -> Self {
        let site = Site::serve(&dist());
        let browser = Browser::start(Camera::None).await;
        browser.before_page(&camera(SIZE.0, SIZE.1, 20)).await;
        let url = format!("{}?mode=counter", site.url());
        browser.client.goto(&url).await.expect("the page");
        browser.find("[data-testid=standing]").await;
        let picture = passport(TRAVELLER, 1);
        site.host("camera.png", Reply::Body(picture.png(), "image/png"));
        Self {
            site,
            browser,
            keys: 0,
            clicks: 0,
        }
    }

    async fn click(&mut self, id: &str) {
        self.clicks += 1;
        tokio::time::sleep(KEY).await;
        let css = format!("[data-testid={id}]");
        self.browser.find(&css).await;
        let script = "const it = document.querySelector(arguments[0]); it.scrollIntoView({ block: 'center' }); it.focus(); it.click();";
        self.browser.run(script, vec![json!(css)]).await;
    }

    /// Types into what has the focus, a key at a time.
    async fn type_keys(&mut self, text: &str) -> Result<()> {
        for key in text.chars() {
            self.keys += 1;
            let began = Instant::now();
            // As from a keyboard: what is sent to a field for a day begins anew at its month.
            let press = KeyActions::new("keyboard".to_owned())
                .then(KeyAction::Down { value: key })
                .then(KeyAction::Up { value: key });
            self.browser.client.perform_actions(press).await?;
            tokio::time::sleep(KEY.saturating_sub(began.elapsed())).await;
        }
        Ok(())
    }

    async fn type_fields(&mut self, fields: &[&str]) -> Result<()> {
        for field in fields {
            self.type_keys(field).await?;
            self.type_keys(&char::from(Key::Tab).to_string()).await?;
        }
        Ok(())
    }

    /// Vaccine, batch, day and place.
    async fn type_dose(&mut self) -> Result<()> {
        self.click("product-search").await;
        self.type_keys("dakar").await?;
        self.enter().await?;
        self.browser.find("[data-testid=product-chosen]").await;
        let today = OffsetDateTime::now_utc().date();
        self.type_fields(&["YF-2291"]).await?;
        // Month, day, year: the browser's own field for a day, in English of the United States. Behind it is the button of
        // its calendar.
        let day = format!("{:02}{:02}{}", u8::from(today.month()), today.day(), today.year());
        self.type_fields(&[&day, "", "Praxis Nord", "Dr. Sommer"]).await
    }

    async fn enter(&mut self) -> Result<()> {
        self.type_keys(&char::from(Key::Enter).to_string()).await
    }

    /// Reads back and signs, and waits for the pass.
    async fn finish(&mut self) -> Result<()> {
        self.click("read-back").await;
        self.browser.find("[data-testid=read-back-dialog]").await;
        tokio::time::sleep(READING).await;
        self.enter().await?;
        self.browser.find("[data-testid=pass-dialog]").await;
        Ok(())
    }

    /// A reader of passports hands the zone over at once.
    async fn read_passport(&self) {
        self.browser
            .enter("document-input", &zone(TRAVELLER).join("\n"), "input")
            .await;
    }

    /// The camera reads the passport.
    async fn see_passport(&mut self) -> Result<()> {
        self.click("zone-camera").await;
        let lay = "lay('camera.png').then(arguments[0])";
        self.browser.client.execute_async(lay, vec![]).await?;
        let name = "return document.querySelector('[data-testid=surname]').value";
        let read = async || self.browser.run(name, vec![]).await == json!(TRAVELLER.surname);
        self.browser.until("the passport", read).await;
        Ok(())
    }
}

/// Ways to a pass.
#[derive(Clone, Copy)]
enum Way {
    Typed,
    Camera,
    Reader,
    Family,
}

async fn run(way: Way) -> Result<(usize, usize, f64)> {
    let mut clerk = Clerk::open().await;
    if let Way::Family = way {
        clerk.read_passport().await;
        clerk.type_dose().await?;
        clerk.finish().await?;
        (clerk.keys, clerk.clicks) = (0, 0);
    }
    let start = Instant::now();
    match way {
        Way::Typed => {
            clerk.click("surname").await;
            // Latin spellings are there already: a tab goes over each.
            clerk
                .type_fields(&["ERIKSSON", "", "ANNA MARIA", "", "1974-08-12", "UTO", "F", "C01X00T47"])
                .await?;
            clerk.type_dose().await?;
        }
        Way::Camera => {
            clerk.see_passport().await?;
            clerk.type_dose().await?;
        }
        Way::Reader => {
            clerk.read_passport().await;
            clerk.type_dose().await?;
        }
        Way::Family => {
            clerk.click("next-traveller").await;
            // Another of the family.
            let other = Named {
                given: "LARS",
                birth: "720301",
                ..TRAVELLER
            };
            clerk
                .browser
                .enter("document-input", &zone(other).join("\n"), "input")
                .await;
        }
    }
    clerk.finish().await?;
    let seconds = start.elapsed().as_secs_f64();
    let dialog = clerk.browser.find("[data-testid=pass-dialog]").await;
    let text = dialog.attr("data-text").await?;
    if !text.is_some_and(|text| text.starts_with("HC1:")) {
        return Err("no pass".into());
    }
    let shown = dialog.text().await?;
    for part in [TRAVELLER.surname, "YF-2291", "Praxis Nord"] {
        if !shown.contains(part) {
            return Err(format!("{part} is not on the pass: {shown}").into());
        }
    }
    drop(clerk.site);
    Ok((clerk.keys, clerk.clicks, seconds))
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _region = Region::begin("counter-clerk");
    println!("| a pass | keys | clicks | seconds |\n|---|---|---|---|");
    for (name, way) in [
        ("first of a family, everything typed", Way::Typed),
        ("the same, passport by camera", Way::Camera),
        ("the same, passport by a reader", Way::Reader),
        ("next of the family, passport by a reader", Way::Family),
    ] {
        let (keys, clicks, seconds) = runtime.block_on(run(way))?;
        println!("| {name} | {keys} | {clicks} | {seconds:.1} |");
    }
    Ok(())
}
