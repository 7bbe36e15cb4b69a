//! Lighthouse results of the three pages, served by a host that compresses by brotli, and Chromium's check if the app
//! can be installed. The argument is the folder of Lighthouse's package.

use greengate_page_tests::{
    browser::{Browser, Camera},
    dist,
    server::{Reply, Site},
};
use serde_json::{Value, json};
use std::{error::Error, fs, io::Write, path::Path, process::Command};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const CATEGORIES: [&str; 3] = ["performance", "accessibility", "best-practices"];
const METRICS: [&str; 4] = [
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let folder = std::env::args().nth(1).ok_or("where is Lighthouse?")?;
    let site = Site::serve(&dist());
    pack(&site, &dist(), "")?;
    let _region = greengate_figures::Region::begin("lighthouse");
    println!("| page | performance | accessibility | best practices | first paint | largest paint | blocked | shift |");
    println!("|---|---|---|---|---|---|---|---|");
    for (name, mode) in [("scan", ""), ("desk", "?mode=desk"), ("my trip", "?mode=self")] {
        let report = lighthouse(Path::new(&folder), &format!("{}{mode}", site.url()))?;
        let score = |category: &&str| {
            let score = report["categories"][*category]["score"].as_f64().unwrap_or_default();
            format!("{:.0}", score * 100.0)
        };
        let metric = |metric: &&str| {
            let shown = report["audits"][*metric]["displayValue"].as_str();
            shown.unwrap_or("?").replace('\u{a0}', " ")
        };
        let cells: Vec<String> = CATEGORIES.iter().map(score).chain(METRICS.iter().map(metric)).collect();
        println!("| {name} | {} |", cells.join(" | "));
        for audit in report["audits"]
            .as_object()
            .into_iter()
            .flat_map(|audits| audits.values())
        {
            if audit["score"].as_f64().is_some_and(|score| score < 0.9) {
                eprintln!("{name}: {} ({})", audit["title"], audit["displayValue"]);
            }
        }
    }
    let browser = Browser::start(Camera::None).await;
    browser.open(&site.url()).await;
    let errors = browser.devtools("Page.getInstallabilityErrors", json!({})).await;
    let errors = errors["installabilityErrors"].as_array().cloned().unwrap_or_default();
    println!(
        "\nwhat keeps Chromium from installing the app: {}",
        if errors.is_empty() {
            "nothing".to_owned()
        } else {
            Value::Array(errors).to_string()
        }
    );
    browser.close().await;
    Ok(())
}

fn lighthouse(folder: &Path, url: &str) -> Result<Value> {
    let chromium = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    let chromium = chromium.into_iter().find(|path| Path::new(path).exists());
    let report = folder.join("report.json");
    let done = Command::new("node")
        .arg(folder.join("node_modules/lighthouse/cli/index.js"))
        .arg(url)
        .args(["--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox"])
        .arg(format!("--only-categories={}", CATEGORIES.join(",")))
        .arg(format!("--output-path={}", report.display()))
        .env("CHROME_PATH", chromium.unwrap_or_default())
        .status()?;
    if !done.success() {
        return Err(format!("Lighthouse: {done}").into());
    }
    Ok(serde_json::from_slice(&fs::read(report)?)?)
}

/// Hosts every file of a folder packed.
fn pack(site: &Site, folder: &Path, within: &str) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            pack(site, &path, &format!("{within}{name}/"))?;
            continue;
        }
        let kind = match path.extension().and_then(|extension| extension.to_str()) {
            Some("html") => "text/html",
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("wasm") => "application/wasm",
            Some("json") => "application/json",
            Some("webmanifest") => "application/manifest+json",
            Some("svg") => "image/svg+xml",
            Some("ftl") => "text/plain",
            // Pictures are packed already.
            _ => continue,
        };
        let mut packed = Vec::new();
        brotli::CompressorWriter::new(&mut packed, 4096, 11, 22).write_all(&fs::read(&path)?)?;
        if name == "index.html" {
            for mode in ["", "?mode=desk", "?mode=self"] {
                site.host(mode, Reply::Packed(packed.clone(), kind));
            }
        }
        site.host(&format!("{within}{name}"), Reply::Packed(packed, kind));
    }
    Ok(())
}
