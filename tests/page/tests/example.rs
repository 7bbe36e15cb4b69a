//! The example page of the scanner's npm package (`examples/web`), in a real Chromium.

use greengate_page_tests::{
    browser::{Browser, Camera},
    example,
    media::{Picture, video},
    server::Site,
};
use serde_json::json;
use tempfile::TempDir;

#[tokio::test]
async fn the_example_page_lists_each_text_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("camera.y4m");
    let texts = ["the first code", "the second code"];
    // In a loop: each comes again and again.
    let frames: Vec<Picture> = texts
        .iter()
        .flat_map(|text| vec![Picture::of_code(text, 640, 480, 6); 5])
        .collect();
    video(&path, &frames);
    let site = Site::serve(&example());
    let browser = Browser::start(Camera::Video(&path)).await;
    browser.client.goto(&site.url()).await.unwrap();
    let listed = async || {
        browser
            .run(
                "return [...document.querySelectorAll('li')].map((item) => item.textContent).sort()",
                vec![],
            )
            .await
    };
    browser
        .until("both texts", async || listed().await == json!(texts))
        .await;
    // Scanning went on through many frames.
    let drawn = "return document.querySelector('video').currentTime > 2";
    browser
        .until("two seconds of video", async || {
            browser.run(drawn, vec![]).await == true
        })
        .await;
    assert_eq!(listed().await, json!(texts));
    browser.close().await;
}
