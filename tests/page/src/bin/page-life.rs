//! Times of the page: first visit to live camera, start without a network, a hundred passes in a row at the desk.

use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, issue},
    pass::Kind,
};
use greengate_figures::Region;
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{Picture, video},
    server::{Reply, Site},
};
use serde_json::{Value, json};
use std::{error::Error, fs, time::Duration};
use time::OffsetDateTime;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Runs of each measurement of a start.
const RUNS: usize = 10;
/// Passes in a row.
const PASSES: usize = 100;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let _region = Region::begin("life");
    println!("| | median ms | fastest | slowest |\n|---|---|---|---|");
    first_visit().await?;
    offline().await?;
    in_a_row().await
}

fn row(name: &str, mut times: Vec<f64>) -> Result<()> {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a short list"
        )]
        let place = ((times.len() - 1) as f64 * share).round() as usize;
        times.get(place).copied().ok_or("no times")
    };
    println!("| {name} | {:.0} | {:.0} | {:.0} |", at(0.5)?, at(0.0)?, at(1.0)?);
    if times.len() >= PASSES {
        println!("| … 95 % within | {:.0} | | |", at(0.95)?);
    }
    Ok(())
}

/// Notes when something holds for the first time, in milliseconds since navigation.
fn note(name: &str, condition: &str) -> String {
    format!(
        "(() => {{ const look = () => {{ try {{ if ({condition}) {{ window.{name} ??= performance.now(); return; }} }} catch {{}}
         setTimeout(look, 10); }}; look(); }})();"
    )
}

async fn noted(browser: &Browser, name: &str) -> f64 {
    let script = format!("return window.{name} ?? null");
    browser
        .until(name, async || browser.run(&script, vec![]).await != Value::Null)
        .await;
    browser.run(&script, vec![]).await.as_f64().unwrap_or(f64::NAN)
}

const LIVE: &str = "document.querySelector('[data-testid=camera-view]').videoWidth > 0";

async fn first_visit() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let camera = folder.path().join("camera.y4m");
    video(&camera, &[Picture::blank(1280, 720, 200)]);
    for slowed in [1, 4] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let site = Site::serve(&dist());
            let browser = Browser::start(Camera::Video(&camera)).await;
            browser
                .devtools("Emulation.setCPUThrottlingRate", json!({"rate": slowed}))
                .await;
            browser.before_page(&note("live", LIVE)).await;
            browser.client.goto(&format!("{}?mode=desk", site.url())).await?;
            times.push(noted(&browser, "live").await);
            browser.close().await;
        }
        row(
            &format!("first visit to live camera, processor slowed {slowed} times"),
            times,
        )?;
    }
    Ok(())
}

async fn offline() -> Result<()> {
    let desk = Desk::new()?;
    let browser = desk.open(Camera::None).await?;
    browser
        .until("the app on the device", async || {
            browser.run("return !!navigator.serviceWorker.controller", vec![]).await == json!(true)
        })
        .await;
    browser
        .before_page(&note("ready", "document.querySelector('.trust-status.loaded')"))
        .await;
    let url = desk.site.url();
    drop(desk);
    let mut times = Vec::new();
    for _ in 0..RUNS {
        browser.client.goto("about:blank").await?;
        browser.client.goto(&format!("{url}?mode=desk")).await?;
        times.push(noted(&browser, "ready").await);
    }
    row("start without a network to the list in use", times)
}

/// A desk's site, list and passes.
struct Desk {
    site: Site,
    issuer: Issuer,
    at: OffsetDateTime,
}

impl Desk {
    fn new() -> Result<Self> {
        let at = OffsetDateTime::now_utc();
        let issuer = Issuer::new(&IssuerOptions {
            seed: "page life".to_owned(),
            ..IssuerOptions::demo(at)
        })?;
        Ok(Self {
            site: Site::serve(&dist()),
            issuer,
            at,
        })
    }

    fn pass(&self, number: usize) -> Result<String> {
        // Each issued a second before the last one: no two are the same.
        let at = self.at - Duration::from_secs(u64::try_from(number)?);
        Ok(issue(&self.issuer, &PassOptions::new(Kind::ALL[number % 3], number, at))?.text)
    }

    async fn open(&self, camera: Camera<'_>) -> Result<Browser> {
        let browser = Browser::start(camera).await;
        self.visit(&browser).await?;
        Ok(browser)
    }

    async fn visit(&self, browser: &Browser) -> Result<()> {
        let folder = tempfile::tempdir()?;
        let list = folder.path().join("trust.json");
        let mut entry = self.issuer.trust_entry();
        entry["environment"] = "production".into();
        fs::write(&list, json!([entry]).to_string())?;
        browser.client.goto(&format!("{}?mode=desk", self.site.url())).await?;
        browser.choose("[data-testid=trust-import]", &list).await;
        browser.find(".trust-status.loaded").await;
        Ok(())
    }
}

/// A camera that shows what the script draws.
const CANVAS: &str = "
    const canvas = document.createElement('canvas'); canvas.width = 1280; canvas.height = 720;
    const paper = canvas.getContext('2d'); paper.fillStyle = '#ccc'; paper.fillRect(0, 0, 1280, 720);
    setInterval(() => { paper.fillStyle = `hsl(0 0% ${80 + Math.random()}%)`; paper.fillRect(0, 0, 4, 4); }, 20);
    window.show = async n => { const bitmap = await createImageBitmap(await (await fetch(`codes/${n}.png`)).blob());
        paper.fillStyle = '#ccc'; paper.fillRect(0, 0, 1280, 720); paper.drawImage(bitmap, 290, 10, 700, 700); return performance.now(); };
    const media = navigator.mediaDevices; media.getUserMedia = async () => canvas.captureStream(30);";

async fn in_a_row() -> Result<()> {
    let desk = Desk::new()?;
    for number in 0..PASSES {
        let png = Picture::of_code(&desk.pass(number)?, 700, 700, 5).png();
        desk.site
            .host(&format!("codes/{number}.png"), Reply::Body(png, "image/png"));
    }
    let browser = Browser::start(Camera::None).await;
    browser.before_page(CANVAS).await;
    desk.visit(&browser).await?;
    let mut times = Vec::new();
    for number in 0..PASSES {
        let took = browser
            .client
            .execute_async(
                "const [number, done] = arguments;
                 (async () => {
                    const shown = await window.show(number);
                    const count = () => +document.querySelector('[data-testid=counter-valid]').textContent;
                    const end = performance.now() + 20000;
                    while (count() <= number && performance.now() < end) await new Promise(r => setTimeout(r, 2));
                    done(count() > number ? performance.now() - shown : null);
                 })()",
                vec![json!(number)],
            )
            .await?;
        times.push(took.as_f64().ok_or_else(|| format!("pass {number} was not read"))?);
        // As uneven as hands are: an even rhythm falls into step with the frames.
        tokio::time::sleep(Duration::from_millis(100 + number as u64 * 137 % 400)).await;
    }
    browser.close().await;
    row("a new code in view to the verdict, 100 passes in a row", times)
}
