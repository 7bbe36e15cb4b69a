//! Takes the pictures of `docs/screens/`: every state at phone and desk size, light and dark. With `--all` those of more
//! states at more sizes and in all languages, to look at.

use greengate::{
    issue::{Defect, Symbol},
    pass::Kind,
    synth::{Degradation, Shot},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{Picture, video},
    pass,
    server::Site,
    tour, trust_list,
};
use serde_json::json;
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // All of them for looking; those that README shows go to docs/screens.
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/screens");
    let shown = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/screens");
    if std::env::args().nth(1).as_deref() == Some("--all") {
        let (states, taken) = tour::take(&all.join("all")).await;
        println!("{taken} pictures of {states} states: target/screens/all");
        return Ok(());
    }
    fs::create_dir_all(&all)?;
    fs::create_dir_all(&shown)?;
    let folder = tempfile::tempdir()?;
    let camera = folder.path().join("camera.y4m");
    video(&camera, &[Picture::of_code("https://example.org/menu", 1280, 720, 9)]);
    // A pass that is too far away to be read.
    let far = folder.path().join("far.y4m");
    let issued = pass(Kind::Vaccination, None);
    let shot = Shot {
        degradation: Degradation::Small,
        severity: 1.35,
        seed: 3,
        ..Shot::default()
    };
    let pixels = shot.take(&Symbol::new(&issued.text)?);
    let (width, height) = (shot.width, shot.height);
    video(&far, &[Picture { pixels, width, height }]);
    let shoot = async |browser: &Browser, name: &str| -> Result<()> {
        fs::write(all.join(name), browser.screenshot().await)?;
        Ok(())
    };
    for (size, width, height) in [("phone", 390, 844), ("desk", 1440, 900)] {
        for theme in ["light", "dark"] {
            let site = Site::serve(&dist());
            let start = async |camera: &Path| -> Browser {
                let browser = Browser::start(Camera::Video(camera)).await;
                browser
                    .devtools(
                        "Emulation.setDeviceMetricsOverride",
                        json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}),
                    )
                    .await;
                let theme_wanted = json!({"features": [{"name": "prefers-color-scheme", "value": theme}]});
                browser.devtools("Emulation.setEmulatedMedia", theme_wanted).await;
                browser.open(&site.url()).await;
                browser
            };
            let browser = start(&far).await;
            browser.click("[data-testid=start-camera]").await;
            // Not every symbol gets a hint at this distance, and a pass of today is another each day.
            for _ in 0..50 {
                if browser.has(".hint.urgent").await {
                    shoot(&browser, &format!("hint-{size}-{theme}.png")).await?;
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            browser.close().await;
            let browser = start(&camera).await;
            let shoot = async |state: &str| -> Result<()> {
                let picture = browser.screenshot().await;
                let name = format!("{state}-{size}-{theme}.png");
                fs::write(all.join(&name), &picture)?;
                if [
                    "home", "valid", "expired", "forged", "desk", "passport", "trip", "timeline", "arabic",
                ]
                .contains(&state)
                {
                    fs::write(shown.join(&name), &picture)?;
                }
                Ok(())
            };
            // What lasts longer than a moment.
            browser.find(".trust-status.loaded").await;
            shoot("home").await?;
            // The lower part of the page.
            browser.run("window.scrollTo(0, 1e6)", vec![]).await;
            shoot("bottom").await?;
            browser.run("window.scrollTo(0, 0)", vec![]).await;
            for (state, defect) in [
                ("valid", None),
                ("expired", Some(Defect::Expired)),
                ("certificate", Some(Defect::CertificateExpired)),
                ("forged", Some(Defect::Forged)),
                ("damaged", Some(Defect::Checksum)),
            ] {
                let issued = pass(Kind::Vaccination, defect);
                let list = file(folder.path(), "trust.json", trust_list(&issued).as_bytes())?;
                browser.choose("[data-testid=trust-import]", &list).await;
                browser.find(".trust-status.loaded").await;
                let png = Picture::of_code(&issued.text, 800, 800, 6).png();
                browser
                    .choose("[data-testid=file-input]", &file(folder.path(), "pass.png", &png)?)
                    .await;
                browser.verdict().await;
                shoot(state).await?;
                browser.click("[data-testid=next-scan]").await;
            }
            let empty = Picture::blank(300, 300, 200).png();
            browser
                .choose("[data-testid=file-input]", &file(folder.path(), "wall.png", &empty)?)
                .await;
            browser.find("[data-testid=notice]").await;
            shoot("notice").await?;
            browser.click("[data-testid=notice] button").await;
            browser.click("[data-testid=start-camera]").await;
            browser.find(".toast").await;
            shoot("foreign").await?;
            browser.click("[data-testid=stop-camera]").await;
            browser.click("[data-testid=demo]").await;
            browser.find("[data-testid=demo-banner]").await;
            shoot("demo").await?;
            browser.click("[data-demo=vaccination-valid]").await;
            browser.verdict().await;
            shoot("demo-valid").await?;
            browser.click("[data-testid=next-scan]").await;
            browser.click("[data-demo=vaccination-unknown-key]").await;
            browser.verdict().await;
            shoot("unknown").await?;
            desk_and_trip(&browser, &site, folder.path(), shoot).await?;
            browser.close().await;
        }
    }
    Ok(())
}

/// The check-in desk and the traveller's page.
async fn desk_and_trip(
    browser: &Browser,
    site: &Site,
    folder: &Path,
    shoot: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    let issued = pass(Kind::Vaccination, None);
    let list = file(folder, "trust.json", trust_list(&issued).as_bytes())?;
    let enter = async |id: &str, value: &str, event: &str| {
        let script = "const field = document.querySelector(`[data-testid=${arguments[0]}]`);
            field.value = arguments[1]; field.dispatchEvent(new Event(arguments[2], { bubbles: true }));";
        browser.run(script, vec![json!(id), json!(value), json!(event)]).await;
    };
    browser.client.goto(&format!("{}?mode=desk", site.url())).await?;
    browser.choose("[data-testid=trust-import]", &list).await;
    browser.find(".trust-status.loaded").await;
    browser.click("[data-testid=party-start]").await;
    browser.run("window.scrollTo(0, 0)", vec![]).await;
    shoot("desk").await?;
    enter("paste-input", &issued.text, "input").await;
    browser.verdict().await;
    let zone = "P<D<<MUSTERMANN<<JURGEN<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<6408125M3501014<<<<<<<<<<<<<<06";
    enter("document-input", zone, "input").await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    shoot("passport").await?;
    let clock = json!({"plusTime": [{"var": "external.validationClock"}, 0, "day"]});
    let within = |n: i64| json!({"not-after": [clock, {"plusTime": [{"var": "payload.v.0.dt"}, n, "day"]}]});
    let rule = |id: &str, logic: serde_json::Value| {
        json!({"Identifier": id, "Type": "Acceptance", "Country": &id[3..5], "Version": "1.0.0", "SchemaVersion": "1.0.0",
            "Engine": "CERTLOGIC", "EngineVersion": "1.0.0", "CertificateType": "Vaccination", "AffectedFields": [],
            "Description": [{"lang": "en", "desc": "The vaccination is recent enough."}],
            "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2099-07-01T00:00:00Z", "Logic": logic})
    };
    let rules = json!([rule("VR-FR-0001", within(270)), rule("VR-ES-0001", within(40))]);
    browser.client.goto(&format!("{}?mode=self", site.url())).await?;
    browser.find(".trust-status.loaded").await;
    let rules = file(folder, "rules.json", rules.to_string().as_bytes())?;
    browser.choose("[data-testid=rules-import]", &rules).await;
    enter("paste-input", &issued.text, "input").await;
    browser.verdict().await;
    browser.click("[data-testid=next-scan]").await;
    enter("destination", "FR", "change").await;
    browser
        .run(
            "document.querySelector('[data-testid=add-stop]').scrollIntoView({ block: 'center' })",
            vec![],
        )
        .await;
    shoot("stops").await?;
    browser.click("[data-testid=add-stop]").await;
    browser.find("[data-testid=destination-2]").await;
    enter("destination-2", "ES", "change").await;
    browser.find("[data-testid=trip-answer][data-country=ES]").await;
    browser
        .run(
            "document.querySelector('[data-testid=trip-passes]').scrollIntoView()",
            vec![],
        )
        .await;
    shoot("trip").await?;
    browser
        .run(
            "document.querySelector('[data-testid=trip-answers]').scrollIntoView()",
            vec![],
        )
        .await;
    shoot("timeline").await?;
    enter("language", "ar", "change").await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    browser
        .run(
            "document.querySelector('[data-testid=trip-answers]').scrollIntoView()",
            vec![],
        )
        .await;
    shoot("arabic").await
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = folder.join(name);
    fs::write(&path, bytes)?;
    Ok(path)
}
