//! Prints the figures of docs/BENCHMARKS.md about the page: sizes, time to verdict in Chromium, hostile passes.

use greengate::{
    pass::Kind,
    trust::TrustList,
    verdict::{Context, judge},
};
use greengate_figures::Region;
use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    media::{Picture, video},
    pass,
    server::Site,
    trust_list,
};
use serde_json::Value;
use std::{
    error::Error,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Number of times that the way from the camera to the verdict is measured.
const RUNS: usize = 20;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    sizes()?;
    if std::env::args().nth(1).as_deref() == Some("sizes") {
        return Ok(());
    }
    hostile()?;
    camera().await
}

fn brotli(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    brotli::CompressorWriter::new(&mut out, 4096, 11, 22).write_all(bytes)?;
    Ok(out.len())
}

fn sizes() -> Result<()> {
    /// Each part, and how the names of its files start; the rest is the page's.
    const PARTS: [(&str, &[&str]); 8] = [
        ("app and scanning worker, one module", &["greengate-app"]),
        ("page (HTML, CSS, scripts, service worker)", &[""]),
        ("one language", &["lang/de"]),
        (
            "later: nine languages, what journeys require, icons",
            &["lang/", "needs/", "icons/"],
        ),
        ("later: reader of lists and certificates", &["greengate-lists"]),
        (
            "later: reader of passports and boarding passes",
            &["greengate-documents"],
        ),
        ("later: reader of PDF files, demo", &["greengate-pdf", "demo/"]),
        ("counter, on its own page", &["greengate-counter", "counter/"]),
    ];
    const REST: usize = 1;
    const FIRST_LATER: usize = 3;
    let _region = Region::begin("sizes");
    println!("| part | raw KiB | brotli KiB |\n|---|---|---|");
    let mut files = Vec::new();
    list(&dist(), &dist(), &mut files)?;
    let mut sums = [(0, 0); PARTS.len()];
    for (name, path) in files {
        let starts = |(_, starts): &(&str, &[&str])| starts.iter().any(|s| !s.is_empty() && name.starts_with(s));
        let part = PARTS.iter().position(starts).unwrap_or(REST);
        let bytes = fs::read(path)?;
        sums[part].0 += bytes.len();
        sums[part].1 += brotli(&bytes)?;
    }
    let kib = |bytes: usize| bytes as f64 / 1024.0;
    let (mut raw_sum, mut packed_sum) = (0, 0);
    for (place, ((part, _), (raw, packed))) in PARTS.iter().zip(sums).enumerate() {
        if place == FIRST_LATER {
            println!("| first visit in all | {:.0} | {:.1} |", kib(raw_sum), kib(packed_sum));
        }
        println!("| {part} | {:.0} | {:.1} |", kib(raw), kib(packed));
        (raw_sum, packed_sum) = (raw_sum + raw, packed_sum + packed);
    }
    Ok(())
}

/// The files of a folder, by their names within it.
fn list(folder: &Path, top: &Path, files: &mut Vec<(String, PathBuf)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, top, files)?;
        } else {
            files.push((path.strip_prefix(top)?.to_string_lossy().into_owned(), path));
        }
    }
    Ok(())
}

/// The slowest hostile pass, and the memory of a whole run; where ../shared is present.
fn hostile() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let _region = Region::begin("verdicts");
    println!("| passes | as expected | slowest ms | peak memory MiB |\n|---|---|---|---|");
    for name in ["dgc", "hostile"] {
        let file = root.join(format!("../shared/conformance/{name}/cases.jsonl"));
        let Ok(cases) = fs::read_to_string(&file) else {
            println!("| {name} | (../shared is not here) | | |");
            continue;
        };
        let (mut expected, mut all, mut slowest) = (0, 0, 0.0_f64);
        for line in cases.lines() {
            let case: Value = serde_json::from_str(line)?;
            let trust = TrustList::from_json(case["trust"].clone(), name)?;
            let at = OffsetDateTime::parse(case["at"].as_str().unwrap_or_default(), &Rfc3339)?;
            let start = Instant::now();
            let report = judge(case["text"].as_str().unwrap_or_default(), &Context::new(&trust, at));
            slowest = slowest.max(start.elapsed().as_secs_f64() * 1e3);
            let reason = report.reason.map(|r| Value::from(r.as_str()));
            all += 1;
            expected += usize::from(match reason {
                None => case["expect"] == "valid",
                Some(reason) => {
                    case["expect"] == "invalid" && case["reasons"].as_array().is_some_and(|r| r.contains(&reason))
                }
            });
        }
        println!(
            "| {name} | {expected} of {all} | {slowest:.2} | {} |",
            peak_memory(&root, &file)?
        );
    }
    Ok(())
}

/// Peak resident memory of `greengate verify --batch`, by GNU time.
fn peak_memory(root: &Path, cases: &Path) -> Result<String> {
    let built = Command::new("cargo")
        .args(["build", "--release", "--quiet", "-p", "greengate-cli"])
        .current_dir(root)
        .status()?;
    if !built.success() {
        return Err("greengate cannot be built".into());
    }
    let timed = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(root.join("target/release/greengate"))
        .args(["verify", "--batch"])
        .arg(cases)
        .stdout(Stdio::null())
        .output();
    let Ok(timed) = timed else {
        return Ok("(GNU time is not here)".to_owned());
    };
    // The last line; a non-zero status of the program is said before it.
    let kib: f64 = String::from_utf8_lossy(&timed.stderr)
        .lines()
        .last()
        .unwrap_or_default()
        .trim()
        .parse()?;
    Ok(format!("{:.1}", kib / 1024.0))
}

/// From the first frame that the video shows to the verdict on screen.
async fn camera() -> Result<()> {
    const WATCH: &str = "
        addEventListener('playing', () => { window.playedAt ??= performance.now(); }, true);
        new MutationObserver(() => {
            if (document.querySelector('[data-verdict=valid]')) window.judgedAt ??= performance.now();
        }).observe(document, { childList: true, subtree: true, attributes: true });";
    let issued = pass(Kind::Vaccination, None);
    let folder = tempfile::tempdir()?;
    let _region = Region::begin("camera");
    println!("| camera | video playing to verdict, median ms | fastest | slowest |\n|---|---|---|---|");
    for (width, height) in [(640, 480), (1280, 720), (1920, 1080)] {
        let path = folder.path().join(format!("{width}.y4m"));
        video(&path, &[Picture::of_code(&issued.text, width, height, 5)]);
        let list = folder.path().join("trust.json");
        fs::write(&list, trust_list(&issued))?;
        let site = Site::serve(&dist());
        let browser = Browser::start(Camera::Video(&path)).await;
        browser.before_page(WATCH).await;
        let mut times = Vec::new();
        for _ in 0..RUNS {
            browser.open(&site.url()).await;
            browser.choose("[data-testid=trust-import]", &list).await;
            browser.find(".trust-status.loaded").await;
            browser.click("[data-testid=start-camera]").await;
            browser.find("[data-verdict=valid]").await;
            times.push(
                browser
                    .run("return window.judgedAt - window.playedAt", vec![])
                    .await
                    .as_f64()
                    .ok_or("no time")?,
            );
        }
        browser.close().await;
        times.sort_by(f64::total_cmp);
        let (median, fastest, slowest) = (times[RUNS / 2], times[0], times[RUNS - 1]);
        println!("| {width}x{height} | {median:.0} | {fastest:.0} | {slowest:.0} |");
    }
    Ok(())
}
