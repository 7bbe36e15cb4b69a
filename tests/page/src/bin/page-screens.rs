//! Takes the pictures of `docs/screens/`: every state at phone and desk size, light and dark.

use greengate::{
    issue::{Defect, Symbol},
    pass::Kind,
    synth::{Ailment, Shot},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{Picture, video},
    pass,
    server::Site,
    trust_list,
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
    fs::create_dir_all(&all)?;
    fs::create_dir_all(&shown)?;
    let folder = tempfile::tempdir()?;
    let camera = folder.path().join("camera.y4m");
    video(&camera, &[Picture::of_code("https://example.org/menu", 1280, 720, 9)]);
    // A pass that is too far away to be read.
    let far = folder.path().join("far.y4m");
    let issued = pass(Kind::Vaccination, None);
    let shot = Shot {
        ailment: Ailment::Small,
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
                if ["home", "valid", "expired", "forged"].contains(&state) {
                    fs::write(shown.join(&name), &picture)?;
                }
                Ok(())
            };
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
            browser.close().await;
        }
    }
    Ok(())
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let path = folder.join(name);
    fs::write(&path, bytes)?;
    Ok(path)
}
