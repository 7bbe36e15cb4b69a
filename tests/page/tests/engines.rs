//! The same flows in other engines, Firefox and WebKit. They have no fake camera of their own; the
//! page's is answered by a canvas that shows a picture (`captureStream`).

use greengate::{issue::Defect, pass::Kind};
use greengate_page_tests::{
    browser::Browser,
    dist,
    media::Picture,
    pass,
    server::{Reply, Site},
    trust_list,
};
use serde_json::json;
use std::fs;

const NEXT: &str = "[data-testid=next-scan]";

/// Answers for the camera: a canvas on which `camera.png` is drawn over and over.
const STAND_IN: &str = "
    const open = async () => {
        const answer = await fetch('camera.png', { cache: 'no-store' });
        const picture = await createImageBitmap(await answer.blob());
        const canvas = document.createElement('canvas');
        // WebKitGTK sends nothing of a canvas that is not drawn.
        canvas.style.cssText = 'position: fixed; right: 0; bottom: 0; width: 2px; height: 2px';
        document.body.append(canvas);
        [canvas.width, canvas.height] = [picture.width, picture.height];
        const context = canvas.getContext('2d');
        let frames = 0;
        const draw = () => {
            context.drawImage(picture, 0, 0);
            // No two frames are the same: what does not change is not sent again.
            context.fillStyle = ++frames % 2 ? 'white' : 'silver';
            context.fillRect(0, 0, 8, 8);
        };
        draw();
        setInterval(draw, 50);
        return (window.standIn = canvas.captureStream(20));
    };
    MediaDevices.prototype.getUserMedia = open;
";

fn valid() -> [String; 4] {
    ["valid", "", "true", "none"].map(str::to_owned)
}

fn invalid(reason: &str, authentic: &str) -> [String; 4] {
    ["invalid", reason, authentic, "none"].map(str::to_owned)
}

/// Has the camera show this code from its next start on.
fn show(site: &Site, text: &str) {
    let picture = Picture::of_code(text, 1280, 720, 6);
    site.host("camera.png", Reply::Body(picture.png(), "image/png"));
}

/// Puts a file into a file input, as a person who chose it.
async fn choose(browser: &Browser, css: &str, name: &str, bytes: &[u8]) {
    browser.find(css).await;
    browser
        .run(
            "const [css, name, bytes] = arguments;
             const files = new DataTransfer();
             files.items.add(new File([new Uint8Array(bytes)], name));
             const input = document.querySelector(css);
             input.files = files.files;
             input.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(css), json!(name), json!(bytes)],
        )
        .await;
}

#[tokio::test]
async fn firefox() {
    flows(Browser::firefox().await).await;
}

#[tokio::test]
async fn webkit() {
    flows(Browser::webkit().await).await;
}

async fn flows(browser: Browser) {
    let site = Site::serve(&dist());
    site.without_list();
    let (good, forged, old) = (
        pass(Kind::Vaccination, None),
        pass(Kind::Vaccination, Some(Defect::Forged)),
        pass(Kind::Vaccination, Some(Defect::Expired)),
    );
    // The page as it is, with the stand-in before its own scripts.
    let page = fs::read_to_string(dist().join("index.html")).unwrap();
    let page = page.replacen("<head>", "<head><script src=\"stand-in.js\"></script>", 1);
    for path in ["", "?mode=desk", "?mode=self"] {
        site.host(path, Reply::Body(page.clone().into_bytes(), "text/html"));
    }
    site.host(
        "stand-in.js",
        Reply::Body(STAND_IN.as_bytes().to_vec(), "text/javascript"),
    );
    // It would bring back the page without the stand-in.
    site.host("sw.js", Reply::Status(404));
    show(&site, &good.text);

    browser.open(&site.url()).await;
    choose(
        &browser,
        "[data-testid=trust-import]",
        "trust.json",
        trust_list(&good).as_bytes(),
    )
    .await;
    browser.find(".trust-status.loaded").await;
    // By the camera.
    browser.click("[data-testid=start-camera]").await;
    assert_eq!(browser.verdict().await, valid());
    assert_eq!(browser.text("[data-testid=holder-name]").await, "Jürgen Müstermann");
    browser.click(NEXT).await;
    assert_eq!(browser.verdict().await, valid(), "once more");
    // The list was kept, and the camera shows another pass.
    for (issued, expected) in [
        (&forged, invalid("bad-signature", "false")),
        (&old, invalid("expired", "true")),
    ] {
        show(&site, &issued.text);
        browser.open(&site.url()).await;
        browser.find(".trust-status.loaded").await;
        browser.click("[data-testid=start-camera]").await;
        assert_eq!(browser.verdict().await, expected);
    }
    // By a photograph.
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    let picture = Picture::of_code(&good.text, 1280, 960, 6).png();
    choose(&browser, "[data-testid=file-input]", "photo.png", &picture).await;
    assert_eq!(browser.verdict().await, valid(), "photograph");
    browser.click(NEXT).await;
    // By a text, in another language.
    browser.enter("language", "ar", "change").await;
    browser
        .until("the page speaks Arabic", async || {
            browser.run("return document.documentElement.dir", vec![]).await == json!("rtl")
        })
        .await;
    browser.enter("paste-input", &good.text, "input").await;
    browser.click("[data-testid=check-text]").await;
    assert_eq!(browser.verdict().await, valid(), "text");
    // At the desk, whose camera starts by itself.
    show(&site, &good.text);
    browser
        .client
        .goto(&format!("{}?mode=desk", site.url()))
        .await
        .expect("the desk");
    assert_eq!(browser.verdict().await, valid(), "desk");
    // On the traveller's page.
    browser
        .client
        .goto(&format!("{}?mode=self", site.url()))
        .await
        .expect("the traveller's page");
    browser.find("[data-testid=trip-way]").await;
    browser.close().await;
}
