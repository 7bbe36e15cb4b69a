//! Prints the figures of docs/BENCHMARKS.md about passports before the camera of the desk: the time from a zone in view
//! to the comparison, and what looking for zones costs the scanner.

use greengate::{issue::Person, pass::Kind};
use greengate_figures::Region;
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    documents::{Named, camera, passport_of_size},
    media::Picture,
    pass,
    server::{Reply, Site},
    trust_list,
};
use serde_json::{Value, json};
use std::{error::Error, time::Duration};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Sizes of the camera's pictures, in pixels.
const SIZES: [(usize, usize); 2] = [(1280, 720), (1920, 1080)];
/// Passports that are compared at each size.
const RUNS: usize = 20;
/// Seconds for which frames are counted.
const COUNTED: u64 = 10;
/// Rounds of counting with and without the search, one after the other.
const ROUNDS: usize = 2;

/// Notes when a picture is laid down and when a comparison appears; counts the pictures that the scanner gets.
const WATCH: &str = "
    window.pictures = 0;
    const post = Worker.prototype.postMessage;
    let scanner;
    Worker.prototype.postMessage = function (message, ...rest) {
        scanner ??= this;
        if (this === scanner && Array.isArray(message) && message[1] instanceof ImageBitmap) window.pictures++;
        return post.call(this, message, ...rest);
    };
    new MutationObserver(() => {
        if (document.querySelector('[data-testid=document-match]')) window.comparedAt ??= performance.now();
    }).observe(document, { childList: true, subtree: true });";

struct Desk {
    site: Site,
    browser: Browser,
}

impl Desk {
    /// A desk with its camera on; without the part that reads documents if `search` is false.
    async fn open((width, height): (usize, usize), search: bool) -> Self {
        let site = Site::serve(&dist());
        if !search {
            site.host("greengate-documents.js", Reply::Status(503));
        }
        let browser = Browser::start(Camera::None).await;
        browser.before_page(&camera(width, height, 30)).await;
        browser.before_page(WATCH).await;
        browser.open(&site.url()).await;
        browser.use_trust(&trust_list(&pass(Kind::Vaccination, None))).await;
        // Nothing of the first page answers the second one's questions.
        browser.open(&format!("{}?mode=desk", site.url())).await;
        browser.find(".trust-status.loaded").await;
        browser.find("[data-testid=stop-camera]").await;
        Self { site, browser }
    }

    async fn lay(&self, picture: Option<&Picture>) -> Result<()> {
        if let Some(picture) = picture {
            self.site.host("camera.png", Reply::Body(picture.png(), "image/png"));
        }
        let path = picture.map_or(Value::Null, |_| json!("camera.png"));
        let script = "const [path, done] = arguments;
            window.lay(path).then(() => { window.laidAt = performance.now(); window.comparedAt = undefined; done(true); });";
        self.browser.client.execute_async(script, vec![path]).await?;
        Ok(())
    }

    async fn number(&self, script: &str) -> Result<f64> {
        let number = self.browser.run(script, vec![]).await;
        Ok(number.as_f64().ok_or("no number")?)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    times().await?;
    cost().await
}

async fn times() -> Result<()> {
    let issued = pass(Kind::Vaccination, None);
    let _region = Region::begin("documents-times");
    println!(
        "| camera | passports | laid down to compared, median ms | 95 % within | slowest |\n|---|---|---|---|---|"
    );
    for (width, height) in SIZES {
        let desk = Desk::open((width, height), true).await;
        let code = Picture::of_code(&issued.text, width, height, 6);
        let mut times = Vec::new();
        for number in 0..RUNS {
            desk.lay(Some(&code)).await?;
            desk.browser.verdict().await;
            desk.lay(None).await?;
            let person = Person::sample(number);
            // Passports are told apart by number and dates.
            let birth = format!("80{:02}{:02}", number % 12 + 1, number % 28 + 1);
            let named = Named {
                surname: &person.family_standard.replace('<', " "),
                given: &person.given_standard.replace('<', " "),
                birth: &birth,
            };
            let picture = passport_of_size(named, u32::try_from(number)?, (width, height));
            desk.lay(Some(&picture)).await?;
            desk.browser.find("[data-testid=document-match]").await;
            times.push(desk.number("return window.comparedAt - window.laidAt").await?);
            desk.lay(None).await?;
            desk.browser.click("[data-testid=next-scan]").await;
            // A pass that was judged has to leave before it counts again.
            tokio::time::sleep(Duration::from_millis(1_800)).await;
        }
        desk.browser.close().await;
        times.sort_by(f64::total_cmp);
        let within = times[(RUNS * 95).div_ceil(100) - 1];
        println!(
            "| {width}x{height} | {RUNS} | {:.0} | {within:.0} | {:.0} |",
            times[RUNS / 2],
            times[RUNS - 1]
        );
    }
    Ok(())
}

/// Frames a second of the scanner, with the search for documents beside it and without. What lies there is a page of
/// print with a zone that does not hold, so that both have work.
async fn cost() -> Result<()> {
    let _region = Region::begin("documents-cost");
    println!("| camera | frames a second without the search | with it | less |\n|---|---|---|---|");
    for (width, height) in SIZES {
        let mut counted = [0.0; 2];
        for _ in 0..ROUNDS {
            for (search, sum) in [false, true].into_iter().zip(&mut counted) {
                let desk = Desk::open((width, height), search).await;
                let named = Named {
                    surname: "NOBODY",
                    given: "KIM",
                    birth: "800101",
                };
                desk.lay(Some(&passport_of_size(named, 7, (width, height)))).await?;
                tokio::time::sleep(Duration::from_secs(2)).await;
                let before = desk.number("return window.pictures").await?;
                tokio::time::sleep(Duration::from_secs(COUNTED)).await;
                *sum += desk.number("return window.pictures").await? - before;
                desk.browser.close().await;
            }
        }
        let [without, with] = counted.map(|frames| frames / (ROUNDS as f64 * COUNTED as f64));
        let less = (1.0 - with / without) * 100.0;
        println!("| {width}x{height} | {without:.1} | {with:.1} | {less:.0} % |");
    }
    Ok(())
}
