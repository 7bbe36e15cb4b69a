//! What a verdict says is on the screen: whole, without scrolling, at every size, in every language.

use greengate_page_tests::{
    browser::{Browser, Camera},
    crash::paste,
    tour::{LANGUAGES, resize},
    verdicts::{Verdict, Verdicts},
};
use serde_json::{Value, json};

const RESULT: &str = "[data-testid=result]";
/// Width and height in pixels, and size of the text in per cent.
const SIZES: [(u32, u32, u32); 10] = [
    (390, 844, 100),
    (360, 640, 100),
    (844, 390, 100),
    (768, 1_024, 100),
    (1_440, 900, 100),
    (320, 640, 100),
    (320, 568, 100),
    (390, 844, 200),
    (844, 390, 200),
    (1_440, 900, 200),
];

/// Functions of the scripts below: the boxes of a text, what sticks out of its own box, another language.
const TOOLS: &str = "
    const texts = element => {
        const all = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) all.push(walker.currentNode);
        return all;
    };
    const boxes = (node, start, end) => {
        const range = document.createRange();
        range.setStart(node, start), range.setEnd(node, end);
        return [...range.getClientRects()].filter(box => box.width > 0.5);
    };
    // Texts that stick out of the box they stand in, or of the page.
    const spilt = scope => {
        const faults = new Set();
        for (const node of texts(scope)) {
            if (!node.data.trim() || node.parentElement.closest('svg, select, textarea, option, .unseen, [hidden]')) continue;
            let own = node.parentElement;
            while (getComputedStyle(own).display.startsWith('inline') && own !== scope) own = own.parentElement;
            const { left, right, top, bottom } = own.getBoundingClientRect();
            for (const box of boxes(node, 0, node.length)) {
                const wide = box.left < left - 2 || box.right > right + 2 || box.left < -2 || box.right > innerWidth + 2;
                if (wide || box.top < top - 3 || box.bottom > bottom + 3) {
                    const what = own.className || own.dataset.testid || own.parentElement.className;
                    faults.add(`“${node.data.trim().slice(0, 40)}” sticks out of ${own.tagName} ${what}`);
                }
            }
        }
        for (const control of scope.querySelectorAll('button, .file')) {
            if (control.scrollHeight > control.clientHeight + 1 || control.scrollWidth > control.clientWidth + 1) {
                faults.add(`“${control.innerText.slice(0, 40)}” is larger than its button`);
            }
        }
        return [...faults];
    };
    const speak = async language => {
        const field = document.querySelector('[data-testid=language]');
        field.value = language;
        field.dispatchEvent(new Event('change', { bubbles: true }));
        for (let n = 0; document.documentElement.lang !== language; n++) {
            if (n > 1000) throw new Error(`${language} is not spoken: ${document.body.innerText}`);
            await new Promise(next => setTimeout(next, 4));
        }
        await new Promise(next => setTimeout(next, 0));
    };
";

/// Speaks one language after the other and answers what is wrong in it: parts that are cut off, covered, broken or missing.
const FAULTS: &str = "
    const [languages, asked, done] = arguments;
    const PARTS = { headline: '#verdict', reason: '#verdict + p', name: '[data-testid=holder-name]',
        born: '.born', advice: '.who > div > .advice', match: '[data-testid=document-match]', next: '[data-testid=next-scan]' };
    // What of an element is not hidden by the boxes around it.
    const window_of = element => {
        let [left, top, right, bottom] = [0, 0, innerWidth, innerHeight];
        for (let box = element.parentElement; box && box !== document.documentElement; box = box.parentElement) {
            if (getComputedStyle(box).overflowY === 'visible') continue;
            const { x, y } = box.getBoundingClientRect();
            [left, top] = [Math.max(left, x + box.clientLeft), Math.max(top, y + box.clientTop)];
            [right, bottom] = [Math.min(right, x + box.clientLeft + box.clientWidth), Math.min(bottom, y + box.clientTop + box.clientHeight)];
        }
        return { left, top, right, bottom };
    };
    const faults_of = (what, element) => {
        const faults = [], view = window_of(element), style = getComputedStyle(element);
        const lines = new Set();
        for (const node of texts(element)) {
            for (const box of boxes(node, 0, node.length)) {
                lines.add(Math.round(box.top / 4));
                if (box.left < view.left - 1.5 || box.right > view.right + 1.5 || box.top < view.top - 2 || box.bottom > view.bottom + 2) {
                    faults.push('cut off');
                    continue;
                }
                const over = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
                if (!over || !element.contains(over)) faults.push(`covered by ${over?.className || over?.tagName}`);
            }
            // A word may break after a hyphen and the like, nowhere else.
            for (const word of node.data.matchAll(/[\\p{L}\\p{M}\\p{N}’'.]+/gu)) {
                const rows = new Set(boxes(node, word.index, word.index + word[0].length).map(box => Math.round(box.top / 4)));
                if (rows.size > 1) faults.push(`${word[0]} is broken`);
            }
        }
        if (element.scrollWidth > element.clientWidth + 1 && style.display !== 'inline') faults.push('wider than its box');
        if (element.scrollHeight > element.clientHeight + 2 && style.overflowY !== 'visible') faults.push('higher than its box');
        if (what === 'name' && lines.size > 3) faults.push(`${lines.size} lines`);
        if (lines.size === 0) faults.push('says nothing');
        return [...new Set(faults)].map(fault => `${what}: ${fault}`);
    };
    (async () => {
        const all = [];
        for (const language of languages) {
            await speak(language);
            for (const box of document.querySelectorAll('.result .verdict, .result .body')) box.scrollTop = 0;
            const faults = [];
            for (const [what, css] of Object.entries(PARTS)) {
                const element = document.querySelector(css);
                // What the passport says is the reason, unless both agree.
                const told = what === 'match' && document.querySelector(PARTS.reason).textContent.includes(element?.textContent);
                if (told) continue;
                if (element) faults.push(...faults_of(what, element));
                else if (asked.includes(what)) faults.push(`${what}: missing`);
            }
            for (const css of ['.result', '.verdict', '.body', '.next']) {
                const box = document.querySelector(`.result ${css}, ${css}.result`);
                if (box.scrollWidth > box.clientWidth + 1) faults.push(`${css}: wider than its box`);
            }
            faults.push(...spilt(document.querySelector('.result')));
            if (faults.length) all.push([language, faults]);
        }
        done(all);
    })().catch(error => done(String(error)));";

/// What a script says is wrong, one language in a row.
async fn said(browser: &Browser, script: &str, arguments: Vec<Value>) -> Vec<String> {
    let script = [TOOLS, script].concat();
    let found = browser.client.execute_async(&script, arguments).await.unwrap();
    let found: Vec<(String, Vec<String>)> = serde_json::from_value(found.clone()).unwrap_or_else(|_| panic!("{found}"));
    let row = |(language, faults): (String, Vec<String>)| format!("{language}: {}", faults.join(", "));
    found.into_iter().map(row).collect()
}

/// Faults of the verdict on screen.
async fn faults(browser: &Browser, languages: &[&str], what: &[&str]) -> Vec<String> {
    said(browser, FAULTS, vec![json!(languages), json!(what)]).await
}

/// Speaks one language after the other and answers what is too wide for the page in it.
const SPILT: &str = "
    const [languages, done] = arguments;
    (async () => {
        const all = [];
        for (const language of languages) {
            await speak(language);
            const faults = spilt(document.querySelector('.page'));
            const { scrollWidth, clientWidth } = document.documentElement;
            if (scrollWidth > clientWidth) {
                const wide = [...document.querySelectorAll('.page *')].filter(element => element.getBoundingClientRect().right > clientWidth + 1);
                faults.push(`the page is wide by ${scrollWidth - clientWidth}: ${wide.slice(0, 4).map(element => element.tagName + '.' + element.className)}`);
            }
            if (faults.length) all.push([language, faults]);
        }
        done(all);
    })().catch(error => done(String(error)));";

/// Parts that a verdict has.
fn parts(verdict: &Verdict) -> &'static [&'static str] {
    match verdict.name {
        // Nothing could be read of these.
        "foreign" | "cut-off" | "checksum" | "algorithm-hs256" | "deep-nesting" => {
            &["headline", "reason", "advice", "next"]
        }
        "same-person" | "near-person" | "other-person" => &["headline", "reason", "name", "born", "next"],
        _ => &["headline", "reason", "name", "born", "advice", "next"],
    }
}

/// Looks at every verdict in a mode of the page.
struct Tour<'a> {
    mode: &'a str,
    sizes: &'a [(u32, u32, u32)],
    /// Forced colours or not, and the languages in which it is looked at so.
    looks: &'a [(bool, &'a [&'a str])],
}

impl Tour<'_> {
    /// Answers how many screens it has seen.
    async fn run(&self) -> usize {
        let (verdicts, mut found, mut seen) = (Verdicts::new(), Vec::new(), 0);
        let browser = Browser::start(Camera::None).await;
        for verdict in &verdicts.all {
            if verdict.is_of_desk() && self.mode.is_empty() {
                continue;
            }
            verdicts.show(&browser, verdict, self.mode).await;
            for (forced, languages) in self.looks {
                let colours = if *forced { "active" } else { "none" };
                let media = json!({"features": [{"name": "forced-colors", "value": colours}]});
                browser.devtools("Emulation.setEmulatedMedia", media).await;
                for size in self.sizes {
                    resize(&browser, *size).await;
                    seen += languages.len();
                    let (width, height, text) = size;
                    let faults = faults(&browser, languages, parts(verdict)).await;
                    let place = format!("{} {width}x{height} {text} % forced colours {colours}", verdict.name);
                    found.extend(faults.iter().map(|fault| format!("{place}: {fault}")));
                }
            }
            resize(&browser, SIZES[0]).await;
            browser.click("[data-testid=next-scan]").await;
            browser.until("no verdict", async || !browser.has(RESULT).await).await;
        }
        assert!(found.is_empty(), "{} of {seen}:\n{}", found.len(), found.join("\n"));
        browser.close().await;
        seen
    }
}

#[tokio::test]
async fn every_verdict_of_the_desk_fits_every_screen_in_every_language() {
    let tour = Tour {
        mode: "?mode=desk",
        sizes: &SIZES,
        looks: &[(false, &LANGUAGES)],
    };
    assert_eq!(tour.run().await, 27 * SIZES.len() * LANGUAGES.len());
}

#[tokio::test]
async fn every_verdict_of_a_scan_fits_the_narrowest_screens() {
    let sizes = [
        (390, 844, 100),
        (320, 568, 100),
        (844, 390, 100),
        (390, 844, 200),
        (844, 390, 200),
    ];
    let tour = Tour {
        mode: "",
        sizes: &sizes,
        looks: &[(false, &LANGUAGES), (true, &["de", "el"])],
    };
    assert_eq!(tour.run().await, 24 * sizes.len() * (LANGUAGES.len() + 2));
}

#[tokio::test]
async fn no_page_is_wider_than_its_screen() {
    let (verdicts, browser, mut found) = (Verdicts::new(), Browser::start(Camera::None).await, Vec::new());
    let valid = &verdicts.all[0];
    for mode in ["", "?mode=desk", "?mode=self"] {
        verdicts.open(&browser, valid, mode).await;
        if mode != "?mode=desk" {
            browser.click("[data-testid=start-camera]").await;
            browser.find(".fault").await;
        }
        match mode {
            "?mode=desk" => {
                browser.enter("flight-to", "ACC", "change").await;
                browser.enter("flight-from", "ADD", "change").await;
                browser
                    .find("[data-testid=flight-card] [data-testid=requirement]")
                    .await;
                browser.click("[data-testid=party-start]").await;
            }
            "?mode=self" => {
                paste(&browser, &valid.text).await;
                browser.verdict().await;
                browser.click("[data-testid=next-scan]").await;
                browser.enter("destination", "ES", "change").await;
                browser.find("[data-testid=trip-answer]").await;
            }
            _ => {}
        }
        let open = "document.querySelectorAll('details').forEach(details => details.open = true)";
        browser.run(open, vec![]).await;
        for size in SIZES {
            resize(&browser, size).await;
            let faults = said(&browser, SPILT, vec![json!(LANGUAGES)]).await;
            let (width, height, text) = size;
            found.extend(
                faults
                    .iter()
                    .map(|fault| format!("page {mode} {width}x{height} {text} %: {fault}")),
            );
        }
        resize(&browser, SIZES[0]).await;
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    browser.close().await;
}

#[tokio::test]
async fn a_verdict_that_does_not_fit_is_found() {
    let (verdicts, browser) = (Verdicts::new(), Browser::start(Camera::None).await);
    let verdict = &verdicts.all[0];
    verdicts.show(&browser, verdict, "").await;
    resize(&browser, SIZES[0]).await;
    assert_eq!(faults(&browser, &["en", "de"], parts(verdict)).await, [""; 0]);
    for (change, fault) in [
        ("'#verdict', 'font-size: 13rem'", "headline: Valid is broken"),
        (
            "'#verdict', 'white-space: nowrap; font-size: 13rem'",
            "headline: cut off",
        ),
        ("'#verdict + p', 'margin-top: 70vh'", "reason: cut off"),
        ("'.next', 'translate: 0 -32rem'", "covered by next"),
        ("'.holder', 'display: none'", "name: says nothing"),
        (
            "'[data-testid=holder-name]', 'width: 4ch; font-size: 1rem'",
            "name: 5 lines",
        ),
    ] {
        let set = format!("const set = (css, style) => document.querySelector(css).style = style; set({change})");
        browser.run(&set, vec![]).await;
        let found = faults(&browser, &["en"], parts(verdict)).await;
        assert!(found.iter().any(|said| said.contains(fault)), "{fault}: {found:?}");
        browser
            .run(
                "document.querySelectorAll('.result [style]').forEach(element => element.removeAttribute('style'))",
                vec![],
            )
            .await;
    }
    browser.close().await;
}
