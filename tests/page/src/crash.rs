//! Updates that are cut short: the worker dies at each step of writing a list, the tab goes
//! away at any moment. Whatever happens, the next start must find a whole list.

use crate::{
    browser::Browser,
    dist,
    publisher::{Ages, Publisher, SOURCE, octets},
    server::{Reply, Site},
    trust_list,
};
use greengate::issue::Issued;
use serde_json::json;
use std::fs;

/// The script that a test puts before the page's own.
const BEFORE: &str = "before-worker.js";

/// Fault to cause in the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// Nothing.
    None,
    /// The browser gives no store.
    NoStore,
    /// Every write fails for want of room.
    DiskFull,
    /// The worker ends just before it writes a record.
    BeforePut,
    /// It ends when the record is written, before the transaction is.
    AfterPut,
    /// It ends as it commits.
    AtCommit,
    /// It ends just after the transaction is complete.
    AfterCommit,
    /// It ends so many milliseconds after it asked the host.
    AfterFetch(u32),
    /// The page goes away so many milliseconds after it was opened.
    PageGone(u32),
}

impl Harm {
    /// The harms of a crash test, in turn.
    #[must_use]
    pub fn of(round: u32) -> Self {
        match round % 7 {
            0 => Self::BeforePut,
            1 => Self::AfterPut,
            2 => Self::AtCommit,
            3 => Self::AfterCommit,
            4 => Self::AfterFetch(round * 7 % 60),
            5 => Self::PageGone(150 + round * 37 % 500),
            _ => Self::None,
        }
    }

    fn script(self) -> String {
        // What runs until `self.close()` takes effect must not write any more.
        const DIE: &str = "self.close(); throw new Error('the end');";
        // Only what writes the published list is harmed: other records come before it.
        const MARK: &str = "const put = IDBObjectStore.prototype.put, commit = IDBTransaction.prototype.commit;
             const marking = function (...a) {
                if (a[1] === 'published') this.transaction.ours = true;
                return put.apply(this, a);
             };";
        match self {
            Self::None | Self::PageGone(_) => String::new(),
            Self::NoStore => "Object.defineProperty(self, 'indexedDB', { value: undefined });".to_owned(),
            Self::DiskFull => {
                "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };"
                    .to_owned()
            }
            Self::BeforePut => format!(
                "{MARK} IDBObjectStore.prototype.put = function (...a) {{
                    if (a[1] === 'published') {{ {DIE} }}
                    return put.apply(this, a);
                 }};"
            ),
            Self::AfterPut => format!(
                "{MARK} IDBObjectStore.prototype.put = function (...a) {{
                    const request = put.apply(this, a);
                    if (a[1] === 'published') request.addEventListener('success', e => {{
                        e.stopImmediatePropagation(); this.transaction.abort(); self.close();
                    }});
                    return request;
                 }};"
            ),
            Self::AtCommit => format!(
                "{MARK} IDBObjectStore.prototype.put = marking;
                 IDBTransaction.prototype.commit = function () {{
                    if (this.ours) {{ {DIE} }}
                    return commit.call(this);
                 }};"
            ),
            Self::AfterCommit => format!(
                "{MARK} IDBObjectStore.prototype.put = marking;
                 IDBTransaction.prototype.commit = function () {{
                    if (this.ours) this.addEventListener('complete', e => {{
                        e.stopImmediatePropagation(); self.close();
                    }});
                    return commit.call(this);
                 }};"
            ),
            Self::AfterFetch(ms) => format!(
                "const fetched = self.fetch;
                 self.fetch = (...a) => {{
                    if (String(a[0]?.url ?? a[0]).includes('{SOURCE}')) setTimeout(() => self.close(), {ms});
                    return fetched(...a);
                 }};"
            ),
        }
    }
}

/// Has workers come to harm from now on.
pub fn harm(site: &Site, harm: Harm) {
    before_worker(site, &harm.script());
}

/// Runs a script in every worker of the pages that are opened from now on, before any of the worker's
/// own. Workers are started from checked bytes, so that no altered file could do it: the page puts the
/// script (`window.beforeWorker`) before them.
pub fn before_worker(site: &Site, script: &str) {
    let page = fs::read_to_string(dist().join("index.html")).expect("the page");
    let page = page.replacen("<head>", &format!("<head><script src=\"{BEFORE}\"></script>"), 1);
    for path in ["", "?mode=desk", "?mode=self"] {
        site.host(path, Reply::Body(page.clone().into_bytes(), "text/html"));
    }
    let script = format!(
        "window.beforeWorker = {};
         window.Blob = class extends Blob {{ constructor(parts, options) {{
            super(options?.type === 'text/javascript' ? [window.beforeWorker, '\\n', ...parts] : parts, options);
         }} }};",
        json!(script)
    );
    site.host(BEFORE, Reply::Body(script.into_bytes(), "text/javascript"));
    // It would bring the page without the script.
    site.host("sw.js", Reply::Status(404));
}

/// Pastes a text into the page.
pub async fn paste(browser: &Browser, text: &str) {
    browser
        .run(
            "const data = new DataTransfer();
             data.setData('text/plain', arguments[0]);
             document.querySelector('main').dispatchEvent(
                new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));",
            vec![json!(text)],
        )
        .await;
}

/// Outcomes of the rounds.
#[derive(Debug, Default)]
pub struct Outcomes {
    /// A list was in use and judged a pass rightly.
    pub usable: u32,
    /// It was the one from before the update.
    pub old: u32,
    /// It was the new one.
    pub new: u32,
}

/// Starts updates, cuts each short, and looks what the next start finds.
pub async fn run(site: &Site, browser: &Browser, issued: &Issued, rounds: u32) -> Outcomes {
    let publisher = Publisher::new(1, &trust_list(issued));
    publisher.configure(site, None);
    let mut outcomes = Outcomes::default();
    let mut held = 1_u64;
    harm(site, Harm::None);
    site.host(SOURCE, octets(publisher.bundle(held, Ages::default())));
    browser.open(&site.url()).await;
    browser.find(".trust-status.loaded").await;
    for round in 0..rounds {
        let what = Harm::of(round);
        harm(site, what);
        site.host(SOURCE, octets(publisher.bundle(held + 1, Ages::default())));
        browser.client.goto(&site.url()).await.expect("the page");
        let wait = match what {
            Harm::PageGone(ms) => ms.into(),
            _ => 700,
        };
        tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
        // The next start, with no host to help.
        harm(site, Harm::None);
        site.host(SOURCE, Reply::Status(503));
        browser.open(&site.url()).await;
        browser.find(".trust-status.loaded").await;
        let serial: u64 = browser
            .run(
                "return Number(document.querySelector('[data-testid=trust-card]').textContent.match(/no\\. (\\d+)/)?.[1])",
                vec![],
            )
            .await
            .as_f64()
            .map_or(0, |n| n as u64);
        match serial {
            n if n == held => outcomes.old += 1,
            n if n == held + 1 => outcomes.new += 1,
            _ => {}
        }
        held = held.max(serial);
        paste(browser, &issued.text).await;
        if browser.verdict().await[0] == "valid" {
            outcomes.usable += 1;
        }
    }
    outcomes
}
