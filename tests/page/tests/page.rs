//! The page in a real Chromium: from the camera, a file or a text to the answer, and what
//! happens on a bad day.

use greengate::{
    frame::{Hint, Luma, Scanner},
    issue::{Defect, Symbol},
    pass::Kind,
    synth::{Degradation, Shot},
};
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{FPS, Picture, video},
    pass,
    server::Site,
    trust_list,
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const RESULT: &str = "[data-testid=result]";
const NAME: &str = "[data-testid=holder-name]";
const NEXT: &str = "[data-testid=next-scan]";
const HOLDER: &str = "Jürgen Müstermann";

/// Keeps the page's workers and camera within reach, to do them harm.
const WATCH: &str = "
    window.workers = [];
    window.Worker = class extends Worker { constructor(...a) { super(...a); window.workers.push(this); } };
    const media = navigator.mediaDevices;
    if (media) {
        const open = media.getUserMedia.bind(media);
        media.getUserMedia = async (...a) => (window.stream = await open(...a));
    }";

/// A folder of files for one test.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A video of this code on every frame.
    fn video(&self, texts: &[&str]) -> PathBuf {
        let path = self.0.path().join("camera.y4m");
        let frames: Vec<Picture> = texts.iter().map(|text| Picture::of_code(text, 1280, 720, 6)).collect();
        video(&path, &frames);
        path
    }
}

fn valid() -> [String; 4] {
    ["valid", "", "true", "none"].map(str::to_owned)
}

fn invalid(reason: &str, authentic: bool) -> [String; 4] {
    [
        "invalid".to_owned(),
        reason.to_owned(),
        authentic.to_string(),
        "none".to_owned(),
    ]
}

/// Imports the list and waits until it is in use.
async fn trust(browser: &Browser, files: &Files, list: &str) {
    browser
        .choose("[data-testid=trust-import]", &files.put("trust.json", list))
        .await;
    let named = async || browser.text("[data-testid=trust-card]").await.contains("trust.json");
    browser.until("the list", named).await;
}

macro_rules! page_test {
    ($name:ident, $body:expr) => {
        #[tokio::test]
        async fn $name() {
            let site = Site::serve(&dist());
            let body = $body;
            body(&site).await;
        }
    };
}

page_test!(a_pass_before_the_camera_is_valid, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    let browser = Browser::start(Camera::Video(&files.video(&[&issued.text]))).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    assert_eq!(browser.verdict().await, valid());
    assert_eq!(browser.text(NAME).await, HOLDER);
    assert_eq!(browser.text("[data-testid=holder-birth-date]").await, "12 August 1964");
    assert!(browser.text(RESULT).await.contains("Demoland"), "the issuer's country");
    // The next one: the same pass is before the camera still.
    browser.click(NEXT).await;
    assert_eq!(browser.verdict().await, valid());
    browser.close().await;
});

page_test!(a_forged_pass_before_the_camera_is_not_genuine, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, Some(Defect::Forged)));
    let browser = Browser::start(Camera::Video(&files.video(&[&issued.text]))).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    assert_eq!(browser.verdict().await, invalid("bad-signature", false));
    let said = browser.text(RESULT).await;
    assert!(said.contains("Not genuine") && said.contains("Not confirmed"), "{said}");
    browser.close().await;
});

page_test!(an_expired_pass_is_shown_as_genuine, async |site: &Site| {
    let files = Files::new();
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    for (defect, headline) in [
        (Defect::Expired, "Genuine · out of date since"),
        (Defect::CertificateExpired, "Genuine · out of date since"),
        (Defect::IssuedInFuture, "Genuine, but not valid yet"),
        (Defect::NoName, "Genuine, but faulty"),
    ] {
        let issued = pass(Kind::Vaccination, Some(defect));
        trust(&browser, &files, &trust_list(&issued)).await;
        browser
            .choose(
                "[data-testid=file-input]",
                &files.put("pass.png", Picture::of_code(&issued.text, 800, 800, 6).png()),
            )
            .await;
        assert_eq!(
            browser.verdict().await,
            invalid(defect.reason().as_str(), true),
            "{defect:?}"
        );
        let said = browser.text(RESULT).await;
        assert!(
            said.contains(headline) && !said.contains("Not genuine") && !said.contains("forged"),
            "{said}"
        );
        browser.click(NEXT).await;
    }
    browser.close().await;
});

page_test!(a_picture_file_is_judged, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Test, None));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    browser
        .choose(
            "[data-testid=file-input]",
            &files.put("pass.png", Picture::of_code(&issued.text, 900, 1200, 5).png()),
        )
        .await;
    assert_eq!(browser.verdict().await, valid());
    assert_eq!(browser.text(NAME).await, HOLDER);
    assert!(browser.text(RESULT).await.contains("Not detected (negative)"));
    browser.close().await;
});

page_test!(a_text_is_judged_when_typed_pasted_or_dropped, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Recovery, None));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    let field = browser.find("[data-testid=paste-input]").await;
    field.send_keys(&issued.text).await.unwrap();
    assert_eq!(browser.verdict().await, valid(), "typed");
    assert_eq!(browser.text(NAME).await, HOLDER);
    browser.click(NEXT).await;
    assert_eq!(
        browser
            .run("return document.querySelector('textarea').value", vec![])
            .await,
        "",
        "no pass stays in the field"
    );
    // A paste and a drop, as the browser reports them, of a text and of a picture.
    let picture: Vec<u8> = Picture::of_code(&issued.text, 700, 700, 6).png();
    for event in ["paste", "drop"] {
        for attachment in [Value::Null, json!(picture)] {
            browser
                .run(
                    "const [event, text, picture] = arguments, data = new DataTransfer();
                     if (picture) data.items.add(new File([new Uint8Array(picture)], 'pass.png', { type: 'image/png' }));
                     else data.setData('text/plain', text);
                     const target = document.querySelector('main');
                     target.dispatchEvent(event === 'paste'
                        ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
                        : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));",
                    vec![json!(event), json!(issued.text), attachment],
                )
                .await;
            assert_eq!(browser.verdict().await, valid(), "{event}");
            browser.click(NEXT).await;
        }
    }
    browser.close().await;
});

page_test!(what_nobody_looks_at_is_off_the_screen, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Recovery, None));
    let browser = Browser::start(Camera::None).await;
    // Two minutes pass at once.
    browser
        .before_page(
            "const now = performance.now.bind(performance); window.ahead = 0; performance.now = () => now() + window.ahead;",
        )
        .await;
    for mode in ["", "?mode=self"] {
        browser.open(&format!("{}{mode}", site.url())).await;
        if mode.is_empty() {
            trust(&browser, &files, &trust_list(&issued)).await;
        } else {
            browser.find(".trust-status.loaded").await;
        }
        browser.paste(&issued.text).await;
        assert_eq!(browser.verdict().await, valid(), "{mode}");
        browser.run("window.ahead = 110_000", vec![]).await;
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        assert_eq!(browser.text(NAME).await, HOLDER, "too early in {mode}");
        browser.run("window.ahead = 120_000", vec![]).await;
        if mode.is_empty() {
            browser
                .until("nothing left", async || {
                    !browser.text("body").await.contains("stermann")
                })
                .await;
            assert!(!browser.has(RESULT).await);
        } else {
            // A traveller's passes wait behind a cover: one touch, and they are back.
            browser.find("[data-testid=hidden]").await;
            let covered = browser
                .run(
                    "const cover = document.querySelector('[data-testid=hidden]');
                         const solid = !getComputedStyle(cover).backgroundColor.startsWith('rgba');
                         return solid && [0.01, 0.3, 0.5, 0.7, 0.99].every(x => [0.01, 0.3, 0.5, 0.7, 0.99].every(y =>
                            cover.contains(document.elementFromPoint(x * innerWidth, y * innerHeight))))",
                    vec![],
                )
                .await;
            assert_eq!(covered, true);
            browser.click("[data-testid=hidden] button").await;
            assert_eq!(browser.text(NAME).await, HOLDER);
        }
    }
    browser.close().await;
});

page_test!(scanning_goes_on_after_the_worker_died, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    let browser = Browser::start(Camera::Video(&files.video(&[&issued.text]))).await;
    browser.before_page(WATCH).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    assert_eq!(browser.verdict().await, valid());
    // Killed silently, as a phone does that runs out of memory; then with an error, as a trap.
    for harm in [
        "worker.terminate()",
        "worker.dispatchEvent(new ErrorEvent('error', { message: 'unreachable' }))",
    ] {
        let before = browser.run("return window.workers.length", vec![]).await;
        browser
            .run(&format!("const worker = window.workers.at(-1); {harm}"), vec![])
            .await;
        browser.click(NEXT).await;
        assert_eq!(
            browser.verdict().await,
            valid(),
            "by the new worker, with the list of the old one"
        );
        let after = browser.run("return window.workers.length", vec![]).await;
        assert!(
            after.as_u64() > before.as_u64(),
            "{before} workers before, {after} after"
        );
    }
    browser.close().await;
});

page_test!(a_foreign_code_is_named_and_scanning_goes_on, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    // Two seconds of another QR code, then two of the pass.
    let texts: Vec<&str> = (0..4 * FPS)
        .map(|n| {
            if n < 2 * FPS {
                "https://example.org/menu"
            } else {
                &issued.text
            }
        })
        .collect();
    let browser = Browser::start(Camera::Video(&files.video(&texts))).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    let said = browser
        .find(".toast[data-reason=not-a-pass], [data-verdict=valid]")
        .await;
    if said.attr("data-verdict").await.unwrap().as_deref() == Some("valid") {
        // The loop was at the pass already: take the next turn.
        browser.click(NEXT).await;
        browser
            .until("the foreign code", async || {
                browser.has(".toast[data-reason=not-a-pass]").await || {
                    if browser.has(NEXT).await {
                        browser.click(NEXT).await;
                    }
                    false
                }
            })
            .await;
    }
    browser.find("[data-verdict=valid]").await;
    browser.close().await;
});

/// As long as a pass and the same at every run, which a pass of today is not: what a frame
/// shows and what it does not depends on every module.
fn steady_text() -> String {
    const DIGITS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let digit = |n: usize| char::from(DIGITS[(n * n * 7 + n / 3 * 11 + n) % DIGITS.len()]);
    format!("HC1:{}", (0..430).map(digit).collect::<String>())
}

/// A frame of which the scanner says this.
fn frame_that_calls_for(hint: Hint, degradation: Degradation, severity: f32, text: &str) -> Picture {
    let symbol = Symbol::new(text).unwrap();
    let frame = |seed: u64| {
        let shot = Shot {
            degradation,
            severity,
            seed,
            ..Shot::default()
        };
        Picture {
            pixels: shot.take(&symbol),
            width: shot.width,
            height: shot.height,
        }
    };
    let says = |picture: &Picture| {
        let luma = Luma::new(&picture.pixels[..], picture.width, picture.height).unwrap();
        Scanner::new().scan(&luma).hint == Some(hint)
    };
    (1..40).map(frame).find(says).expect("a frame that calls for it")
}

page_test!(what_would_help_is_said_and_asked_of_the_camera, async |site: &Site| {
    // A camera that can zoom.
    const ZOOMING: &str = "
        window.wishes = [];
        MediaStreamTrack.prototype.getCapabilities = () => ({ zoom: { min: 1, max: 3 } });
        MediaStreamTrack.prototype.applyConstraints = async (wish) => { window.wishes.push(JSON.stringify(wish)); };";
    let (files, text) = (Files::new(), steady_text());
    let path = files.0.path().join("far.y4m");
    video(
        &path,
        &[frame_that_calls_for(Hint::Closer, Degradation::Small, 1.35, &text)],
    );
    let browser = Browser::start(Camera::Video(&path)).await;
    browser.before_page(ZOOMING).await;
    browser.open(&site.url()).await;
    browser.click("[data-testid=start-camera]").await;
    browser
        .until("the hint", async || {
            browser.text("[data-testid=scan-hint]").await.contains("Go closer")
        })
        .await;
    browser
        .until("the wish to zoom", async || {
            let wishes = browser.run("return window.wishes.join()", vec![]).await;
            wishes.as_str().is_some_and(|wishes| wishes.contains("{\"zoom\":2}"))
        })
        .await;
    browser.close().await;
    // A code that is larger than the picture.
    let (pixels, side) = Symbol::new(&text).unwrap().pixels(14);
    let part = (0..640 * 480).map(|i| pixels[i / 640 * side + i % 640]).collect();
    let path = files.0.path().join("near.y4m");
    video(
        &path,
        &[Picture {
            pixels: part,
            width: 640,
            height: 480,
        }],
    );
    let browser = Browser::start(Camera::Video(&path)).await;
    browser.open(&site.url()).await;
    browser.click("[data-testid=start-camera]").await;
    browser
        .until("the hint", async || {
            browser.text("[data-testid=scan-hint]").await.contains("Go back")
        })
        .await;
    assert!(!browser.has(RESULT).await);
    browser.close().await;
});

page_test!(a_code_under_glare_is_read_from_several_frames, async |site: &Site| {
    let files = Files::new();
    let symbol = Symbol::new(&steady_text()).unwrap();
    // The reflection wanders over the code; each frame alone is short of a part of it.
    let burst = |seed: u64| -> Vec<Picture> {
        let shots = (1..=8).map(|moment| Shot {
            degradation: Degradation::Glare,
            severity: 1.1,
            seed,
            moment,
            ..Shot::default()
        });
        shots
            .map(|shot| Picture {
                pixels: shot.take(&symbol),
                width: shot.width,
                height: shot.height,
            })
            .collect()
    };
    let reads = |scanner: &mut Scanner, picture: &Picture| {
        let luma = Luma::new(&picture.pixels[..], picture.width, picture.height).unwrap();
        !scanner.scan(&luma).codes.is_empty()
    };
    // Whichever frame the browser happens to begin with.
    let together = |burst: &Vec<Picture>| {
        let alone = burst
            .iter()
            .filter(|picture| reads(&mut Scanner::new(), picture))
            .count();
        let from = |start: usize| {
            let mut scanner = Scanner::new();
            (start..start + 6).any(|n| reads(&mut scanner, &burst[n % burst.len()]))
        };
        alone < 3 && (0..burst.len()).all(from)
    };
    let burst = (0..40)
        .map(burst)
        .find(together)
        .expect("a burst that is read together");
    let path = files.0.path().join("glare.y4m");
    video(&path, &burst);
    let browser = Browser::start(Camera::Video(&path)).await;
    browser.open(&site.url()).await;
    browser.click("[data-testid=start-camera]").await;
    // Read it is; a pass it is not.
    let [verdict, reason, ..] = browser.verdict().await;
    assert_eq!(verdict, "invalid");
    assert!(["encoding", "compression"].contains(&reason.as_str()), "{reason}");
    browser.close().await;
});

page_test!(no_camera_is_said_and_files_still_work, async |site: &Site| {
    for (camera, said) in [
        (Camera::None, "No camera found"),
        (Camera::Refused, "The camera is not allowed"),
    ] {
        let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
        let browser = Browser::start(camera).await;
        browser.open(&site.url()).await;
        trust(&browser, &files, &trust_list(&issued)).await;
        browser.click("[data-testid=start-camera]").await;
        browser.find("[data-testid=camera-fault]").await;
        let fault = browser.text("[data-testid=camera-fault]").await;
        assert!(fault.contains(said), "{fault}");
        browser
            .choose(
                "[data-testid=file-input]",
                &files.put("pass.png", Picture::of_code(&issued.text, 800, 800, 6).png()),
            )
            .await;
        assert_eq!(browser.verdict().await, valid());
        browser.close().await;
    }
});

page_test!(an_insecure_page_says_so, async |site: &Site| {
    let issued = pass(Kind::Vaccination, Some(Defect::NoPrefix));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url_at("insecure.example")).await;
    browser.click("[data-testid=start-camera]").await;
    browser.find("[data-testid=camera-fault]").await;
    assert!(
        browser
            .text("[data-testid=camera-fault]")
            .await
            .contains("insecure page")
    );
    let field = browser.find("[data-testid=paste-input]").await;
    field.send_keys(&issued.text).await.unwrap();
    browser.click("[data-testid=check-text]").await;
    assert_eq!(browser.verdict().await, invalid("not-a-pass", false));
    browser.close().await;
});

page_test!(a_lost_camera_is_said_and_can_be_started_again, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    // Nothing to read, so that the camera stays on.
    let path = files.0.path().join("empty.y4m");
    video(&path, &[Picture::blank(640, 480, 120)]);
    let browser = Browser::start(Camera::Video(&path)).await;
    browser.before_page(WATCH).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    browser.find("[data-testid=stop-camera]").await;
    browser
        .run(
            "window.stream.getVideoTracks()[0].dispatchEvent(new Event('ended'))",
            vec![],
        )
        .await;
    browser.find("[data-testid=camera-fault]").await;
    assert!(
        browser
            .text("[data-testid=camera-fault]")
            .await
            .contains("disconnected")
    );
    browser.click("[data-testid=start-camera]").await;
    browser.find("[data-testid=stop-camera]").await;
    // Taken by another app: the browser refuses to open it.
    browser.click("[data-testid=stop-camera]").await;
    browser
        .run(
            "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotReadableError') }",
            vec![],
        )
        .await;
    browser.click("[data-testid=start-camera]").await;
    browser.find("[data-testid=camera-fault]").await;
    assert!(browser.text("[data-testid=camera-fault]").await.contains("in use"));
    browser.close().await;
});

page_test!(bad_files_are_said_and_the_page_lives, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    let pass_png = Picture::of_code(&issued.text, 800, 800, 6).png();
    for (name, bytes, said) in [
        ("broken.png", pass_png[..pass_png.len() / 3].to_vec(), "cannot be read"),
        ("noise.jpg", [0, 1, 2, 3].repeat(1024), "cannot be read"),
        ("empty.png", Vec::new(), "cannot be read"),
        (
            "program.exe",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec(),
            "cannot be read",
        ),
        ("pass.pdf", b"%PDF-1.7 \n".to_vec(), "PDF"),
        ("wall.png", Picture::blank(640, 480, 200).png(), "No QR code"),
    ] {
        browser
            .choose("[data-testid=file-input]", &files.put(name, bytes))
            .await;
        browser.find("[data-testid=notice]").await;
        let notice = browser.text("[data-testid=notice]").await;
        assert!(notice.contains(said), "{name}: {notice}");
        browser.click("[data-testid=notice] button").await;
    }
    // 50 megapixels with a pass in the middle of it.
    let huge = Picture::of_code(&issued.text, 8_660, 5_774, 40);
    browser
        .choose("[data-testid=file-input]", &files.put("huge.png", huge.png()))
        .await;
    assert_eq!(browser.verdict().await, valid(), "a photograph of 50 megapixels");
    browser.click(NEXT).await;
    // A text file with a pass.
    browser
        .choose("[data-testid=file-input]", &files.put("pass.txt", &issued.text))
        .await;
    assert_eq!(browser.verdict().await, valid(), "a text file");
    browser.close().await;
});

page_test!(a_bad_trust_list_leaves_the_one_in_use, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    site.without_list();
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.find(".trust-status.missing").await;
    assert_eq!(browser.text("[data-testid=trust-status]").await, "No trust list");
    trust(&browser, &files, &trust_list(&issued)).await;
    for list in ["not json", "{}", "[{\"rawData\":\"AAAA\"}]"] {
        browser
            .choose("[data-testid=trust-import]", &files.put("bad.json", list))
            .await;
        browser.find("[data-testid=notice]").await;
        assert!(
            browser.text("[data-testid=notice]").await.contains("not used"),
            "{list}"
        );
        browser.click("[data-testid=notice] button").await;
    }
    assert!(
        browser
            .text("[data-testid=trust-status]")
            .await
            .contains("Trust list: trust.json")
    );
    browser
        .find("[data-testid=paste-input]")
        .await
        .send_keys(&issued.text)
        .await
        .unwrap();
    assert_eq!(browser.verdict().await, valid());
    browser.close().await;
});

page_test!(the_demo_is_judged_by_its_own_list_and_marked, async |site: &Site| {
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    browser.click("[data-testid=demo]").await;
    browser.find("[data-testid=demo-banner]").await;
    for (id, wanted) in [
        ("vaccination-valid", valid()),
        ("test-valid", valid()),
        ("recovery-valid", valid()),
        ("vaccination-expired", invalid("expired", true)),
        (
            "vaccination-certificate-expired",
            invalid("issuer-certificate-not-valid", true),
        ),
        ("vaccination-unknown-key", invalid("unknown-issuer", false)),
        ("vaccination-forged", invalid("bad-signature", false)),
        ("vaccination-wrong-key-use", invalid("wrong-key-usage", false)),
        ("vaccination-checksum", invalid("compression", false)),
    ] {
        browser.click(&format!("[data-demo={id}]")).await;
        assert_eq!(browser.verdict().await, wanted, "{id}");
        assert!(browser.text(".unreal-mark").await.contains("DEMO"), "{id}");
        browser.click(NEXT).await;
    }
    // Outside of the demo its passes are worth nothing.
    browser.click("[data-testid=leave-demo]").await;
    let demo = dist().join("demo/vaccination-valid.png");
    browser
        .choose("[data-testid=file-input]", &demo.canonicalize().unwrap())
        .await;
    assert_eq!(browser.verdict().await, invalid("unknown-issuer", false));
    browser.close().await;
});

page_test!(a_pass_leaves_no_trace, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    let browser = Browser::start(Camera::Video(&files.video(&[&issued.text]))).await;
    browser.before_page("window.said = []; for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level] = (...a) => window.said.push(a.map(String).join(' '))").await;
    // A pass in the address is never read.
    let address = format!("{}#{}", site.url(), issued.text.replace(' ', "%20"));
    browser.open(&address).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    assert!(!browser.has(RESULT).await, "the address was read");
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    browser.click("[data-testid=start-camera]").await;
    for _ in 0..50 {
        assert_eq!(browser.verdict().await, valid());
        browser.click(NEXT).await;
    }
    let title = browser.client.title().await.unwrap();
    let traces = browser
        .run(
            "return JSON.stringify([localStorage, sessionStorage, document.cookie, location.href, history.state, window.said,
                performance.getEntriesByType('resource').map(r => r.name)])",
            vec![],
        )
        .await;
    let traces = format!("{title} {traces}");
    for secret in ["rgen", "stermann", "MUESTERMANN", "1964", "HC1:", "UVCI"] {
        assert!(!traces.contains(secret), "{secret} in {traces}");
    }
    // All that is kept is the trust list and where to ask for it; every byte is looked at.
    let stored = browser
        .client
        .execute_async(
            "const done = arguments[0];
             (async () => {
                const out = [], names = (await indexedDB.databases()).map(d => d.name);
                const wait = r => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = no; });
                for (const name of names) {
                    const db = await wait(indexedDB.open(name));
                    for (const store of db.objectStoreNames) {
                        const all = db.transaction(store).objectStore(store);
                        const [keys, values] = [await wait(all.getAllKeys()), await wait(all.getAll())];
                        out.push([name, store, keys, values.map(v => [v.name, new TextDecoder().decode(v.bytes), v.etag, Object.keys(v)])]);
                    }
                }
                done(out);
             })()",
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(stored[0][2], json!(["config", "imported", "published"]), "{stored}");
    assert_eq!(stored.as_array().map(Vec::len), Some(1));
    let stored = stored.to_string();
    assert!(stored.contains("vnd.greengate.trust"), "{stored}");
    for secret in ["rgen", "stermann", "MUESTERMANN", "1964", "HC1:", "UVCI"] {
        assert!(!stored.contains(secret), "{secret} in {stored}");
    }
    // The service worker keeps the app's own files, and nothing else.
    browser
        .until("the app on the device", async || {
            browser.run("return !!navigator.serviceWorker.controller", vec![]).await == json!(true)
        })
        .await;
    let cached = browser
        .client
        .execute_async(
            "const done = arguments[0];
             (async () => {
                const out = [];
                for (const name of await caches.keys())
                    for (const request of await (await caches.open(name)).keys()) out.push(request.url);
                done(out);
             })()",
            vec![],
        )
        .await
        .unwrap();
    let cached = cached.as_array().unwrap();
    assert!(cached.len() >= 8, "{cached:?}");
    for url in cached {
        let file = url.as_str().unwrap().strip_prefix(&site.url()).unwrap();
        assert!(dist().join(file).is_file(), "{file}");
    }
    for request in site.requests() {
        assert!(
            request.starts_with("GET /some/where/") && !request.contains("HC1") && !request.contains('?'),
            "{request}"
        );
    }
    browser.close().await;
});

page_test!(the_camera_is_chosen_lit_zoomed_and_focused, async |site: &Site| {
    // A phone with two cameras, whose lens can do everything.
    const PHONE: &str = "
        window.wishes = []; window.asked = []; let zoom = 1;
        MediaStreamTrack.prototype.getCapabilities = () =>
            ({ torch: true, zoom: { min: 1, max: 4 }, pointsOfInterest: [], focusMode: ['continuous', 'single-shot'] });
        const settings = MediaStreamTrack.prototype.getSettings;
        MediaStreamTrack.prototype.getSettings = function () {
            return { ...settings.call(this), zoom, deviceId: localStorage.getItem('greengate /some/where/ camera') ?? 'rear' };
        };
        MediaStreamTrack.prototype.applyConstraints = async wish => {
            const [one] = wish.advanced;
            zoom = one.zoom ?? zoom;
            window.wishes.push(JSON.stringify(one));
        };
        navigator.mediaDevices.enumerateDevices = async () => [
            { kind: 'videoinput', deviceId: 'rear', label: 'Rear' },
            { kind: 'videoinput', deviceId: 'macro', label: 'Macro' },
            { kind: 'audioinput', deviceId: 'ear', label: 'Ear' },
        ];
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = wish => {
            window.asked.push(JSON.stringify(wish.video.deviceId ?? null));
            delete wish.video.deviceId;
            return open(wish);
        };";
    let files = Files::new();
    let path = files.0.path().join("wall.y4m");
    video(&path, &[Picture::blank(640, 480, 120)]);
    let browser = Browser::start(Camera::Video(&path)).await;
    browser.before_page(PHONE).await;
    browser.open(&site.url()).await;
    browser.click("[data-testid=start-camera]").await;
    let wished = async |wish: &str| {
        browser
            .until(wish, async || {
                let wishes = browser.run("return window.wishes.join()", vec![]).await;
                wishes.as_str().is_some_and(|wishes| wishes.contains(wish))
            })
            .await;
    };
    // The light, on and off.
    let torch = "[data-testid=torch]";
    browser.find("[data-testid=torch][aria-pressed=false]").await;
    browser.click(torch).await;
    wished(r#"{"torch":true}"#).await;
    browser.find("[data-testid=torch][aria-pressed=true]").await;
    browser.click(torch).await;
    wished(r#"{"torch":false}"#).await;
    // Zoom, as far as the camera goes.
    browser.enter("zoom", "2.5", "input").await;
    wished(r#"{"zoom":2.5}"#).await;
    // A tap on the picture focuses there.
    browser.run("window.wishes = []", vec![]).await;
    browser.find("[data-testid=camera-view]").await.click().await.unwrap();
    wished(r#"{"pointsOfInterest":[{"x":0."#).await;
    wished(r#"{"focusMode":"single-shot"}"#).await;
    // The other camera, now and at the next visit.
    let choice = "[data-testid=camera-choice]";
    let names = browser.text(choice).await;
    assert!(
        names.contains("Rear") && names.contains("Macro") && !names.contains("Ear\n"),
        "{names}"
    );
    browser.enter("camera-choice", "macro", "change").await;
    let asked = async || browser.run("return window.asked.at(-1)", vec![]).await;
    browser
        .until("the other camera", async || {
            asked().await == json!(r#"{"ideal":"macro"}"#)
        })
        .await;
    browser.open(&site.url()).await;
    browser.click("[data-testid=start-camera]").await;
    browser.find(choice).await;
    assert_eq!(asked().await, json!(r#"{"ideal":"macro"}"#));
    let chosen = browser
        .run(
            "return document.querySelector('[data-testid=camera-choice]').value",
            vec![],
        )
        .await;
    assert_eq!(chosen, json!("macro"));
    browser.close().await;
});

page_test!(a_phone_in_any_position_shows_everything, async |site: &Site| {
    let (files, issued) = (Files::new(), pass(Kind::Vaccination, None));
    let browser = Browser::start(Camera::Video(&files.video(&[&issued.text]))).await;
    browser.open(&site.url()).await;
    trust(&browser, &files, &trust_list(&issued)).await;
    for (width, height) in [(390, 844), (844, 390), (320, 568), (1440, 900)] {
        browser
            .devtools(
                "Emulation.setDeviceMetricsOverride",
                json!({"width": width, "height": height, "deviceScaleFactor": 2, "mobile": width < 1000}),
            )
            .await;
        let inside = async |css: &str| {
            browser
                .run(
                    "const box = document.querySelector(arguments[0]).getBoundingClientRect();
                     return box.left >= 0 && box.right <= innerWidth + 0.5 && box.top >= 0 && box.bottom <= innerHeight + 0.5",
                    vec![json!(css)],
                )
                .await
                == json!(true)
        };
        browser.open(&site.url()).await;
        browser.find(".trust-status.loaded").await;
        browser.click("[data-testid=start-camera]").await;
        assert_eq!(browser.verdict().await, valid());
        // What was decided, and the way on, without scrolling; the thumb reaches the way on.
        assert!(inside(".verdict h2").await && inside(NEXT).await, "{width}x{height}");
        let low = browser
            .run(
                "return document.querySelector(arguments[0]).getBoundingClientRect().bottom > innerHeight / 2",
                vec![json!(NEXT)],
            )
            .await;
        assert_eq!(low, json!(true), "{width}x{height}");
        // One scroll bar at most: nothing behind the verdict scrolls.
        let behind = browser
            .run("return getComputedStyle(document.documentElement).overflowY", vec![])
            .await;
        assert_eq!(behind, json!("hidden"));
    }
    browser.close().await;
});
