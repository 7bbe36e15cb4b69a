//! A long day: thousands of passes on one page, one after the other, each another one, and what
//! becomes of memory, of the time that each takes and of their verdicts. `page-soak N`.
//!
//! The browser is started without a driver: what a driver has switched on keeps requests, messages
//! and results for as long as it lives, and would be taken for the page's own growth. The page
//! stands in a frame of a page of ours, which does what a person would do.

use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, issue},
    pass::Kind,
};
use greengate_page_tests::{
    dist,
    server::{Reply, Site},
};
use serde_json::json;
use std::{
    env,
    error::Error,
    fs,
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use time::OffsetDateTime;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Passes that the frame fetches at a time.
const BATCH: usize = 500;
/// A batch that takes longer has stopped.
const PATIENCE: Duration = Duration::from_secs(600);

const HARNESS: &str = r#"<!DOCTYPE html><title>soak</title><iframe src="./?mode=desk" width="390" height="800"></iframe>
<script>
const sleep = ms => new Promise(r => setTimeout(r, ms));
const until = async condition => { for (;;) { const value = condition(); if (value) return value; await sleep(0); } };
(async () => {
    const page = () => document.querySelector('iframe').contentDocument;
    const find = id => page()?.querySelector(`[data-testid=${id}]`);
    const input = await until(() => find('trust-import'));
    const list = new File([await (await fetch('soak-trust.json')).text()], 'trust.json');
    const files = new DataTransfer();
    files.items.add(list);
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await until(() => page().querySelector('.trust-status.loaded'));
    for (let batch = 0; ; batch++) {
        const answer = await fetch(`soak-${batch}.json`, { cache: 'no-store' });
        if (!answer.ok) break;
        let texts = await answer.json(), times = [], missed = 0;
        for (const text of texts) {
            const start = performance.now();
            find('paste-input').value = text;
            find('check-text').click();
            const result = await until(() => find('result'));
            if (result.dataset.verdict !== 'valid') missed++;
            times.push(performance.now() - start);
            find('next-scan').click();
            await until(() => !find('result'));
        }
        times.sort((a, b) => a - b);
        const at = share => times[Math.floor((times.length - 1) * share)].toFixed(1);
        const said = `${at(0.5)}/${at(0.95)}/${missed}`;
        texts = times = null;
        gc();
        await sleep(1000);
        await fetch(`said/${batch}/${said}`);
        await sleep(1000);
    }
})();
</script>"#;

fn main() -> Result<()> {
    let passes: usize = env::args().nth(1).map_or(Ok(10_000), |n| n.parse())?;
    let at = OffsetDateTime::now_utc();
    let issuer = Issuer::new(&IssuerOptions {
        seed: "page soak".to_owned(),
        ..IssuerOptions::demo(at)
    })?;
    let site = Site::serve(&dist());
    let mut entry = issuer.trust_entry();
    entry["environment"] = "production".into();
    let body = |text: String, kind| Reply::Body(text.into_bytes(), kind);
    site.host("soak.html", body(HARNESS.to_owned(), "text/html"));
    site.host("soak-trust.json", body(json!([entry]).to_string(), "application/json"));
    let batches = passes.div_ceil(BATCH);
    for batch in 0..batches {
        let texts: Vec<String> = (batch * BATCH..passes.min((batch + 1) * BATCH))
            .map(|n| {
                // Each issued a second before the last one: no two are the same.
                let at = at - Duration::from_secs(u64::try_from(n)?);
                Ok(issue(&issuer, &PassOptions::new(Kind::ALL[n % 3], n, at))?.text)
            })
            .collect::<Result<_>>()?;
        site.host(
            &format!("soak-{batch}.json"),
            body(json!(texts).to_string(), "application/json"),
        );
    }
    let profile = tempfile::tempdir()?;
    let browser = Chromium::start(
        &profile.path().display().to_string(),
        &format!("{}soak.html", site.url()),
    )?;
    let region = greengate_figures::Region::begin("soak");
    println!("| passes | memory of the page, MiB | median ms | 95 % within ms | not valid |\n|---|---|---|---|---|");
    let (mut first, mut last, mut all_missed) = (None, 0.0, 0);
    for batch in 0..batches {
        let said = answer(&site, batch)?;
        let [median, most, missed] = said.split('/').collect::<Vec<_>>()[..] else {
            return Err(format!("the page said {said}").into());
        };
        let memory = browser.memory()?;
        (first, last) = (first.or(Some(memory)), memory);
        all_missed += missed.parse::<usize>()?;
        let done = passes.min((batch + 1) * BATCH);
        if done == BATCH || done.is_multiple_of(1_000) || batch + 1 == batches {
            println!("| {done} | {memory:.1} | {median} | {most} | {missed} |");
        }
    }
    drop(region);
    println!(
        "{passes} passes, {all_missed} not valid; memory {:.1} MiB after the first {BATCH}, {last:.1} at the end",
        first.unwrap_or_default()
    );
    if all_missed > 0 {
        return Err("a genuine pass was not valid".into());
    }
    Ok(())
}

/// Result that the frame sends for a batch, as soon as it does.
fn answer(site: &Site, batch: usize) -> Result<String> {
    let start = Instant::now();
    let mark = format!("/said/{batch}/");
    while start.elapsed() < PATIENCE {
        let requests = site.requests();
        if let Some(said) = requests.iter().find_map(|r| Some(r.split_once(&mark)?.1.to_owned())) {
            return Ok(said);
        }
        thread::sleep(Duration::from_millis(100));
    }
    Err(format!("the page stopped in batch {batch}").into())
}

/// A browser that nobody drives.
struct Chromium(Child);

impl Chromium {
    fn start(profile: &str, url: &str) -> Result<Self> {
        let child = Command::new("chromium")
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--use-fake-ui-for-media-stream",
                "--js-flags=--expose-gc",
            ])
            .arg(format!("--user-data-dir={profile}"))
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        Ok(Self(child))
    }

    /// Memory that the processes of pages have made, without the program's own text, in MiB.
    fn memory(&self) -> Result<f64> {
        let mut kib = 0.0;
        for entry in fs::read_dir("/proc")? {
            let folder = entry?.path();
            let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
            // Behind the name in brackets: state, parent, group.
            let stat = read("stat");
            let group = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(2));
            if group != Some(self.0.id().to_string().as_str()) || !read("cmdline").contains("--type=renderer") {
                continue;
            }
            let status = read("status");
            let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
            kib += line
                .and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok())
                .unwrap_or_default();
        }
        Ok(kib / 1024.0)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It leads a group of its own, which ends with all that it started.
        _ = Command::new("sh")
            .args(["-c", &format!("kill -9 -{}", self.0.id())])
            .stderr(Stdio::null())
            .status();
        _ = self.0.wait();
    }
}
