//! The bench of `bench/passes` in Chromium: `page-passes FOLDER`, as `cargo xtask passes`
//! calls it; `page-passes crash N` cuts N updates short and prints what was left.

use greengate::pass::Kind;
use greengate_figures::Region;
use greengate_page_tests::{
    browser::{Browser, Camera},
    crash, dist, pass,
    server::Site,
};
use std::{env, error::Error, fs, path::Path, time::Duration};

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>passes</title><script type=module>
    import init, * as wasm from './greengate_bench_wasm.js'
    import { bench, benchRules, tables } from './bench.mjs'
    try {
        await init({ module_or_path: 'greengate_bench_wasm_bg.wasm' })
        const vectors = await (await fetch('vectors.json')).json()
        const read = async (file) => new Uint8Array(await (await fetch(file)).arrayBuffer())
        const rules = await benchRules(wasm, vectors, read)
        window.answer = tables('WASM in Chromium', await bench(wasm, vectors, read), rules)
    } catch (e) { window.answer = 'failed: ' + e }
</script>";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let browser = Browser::start(Camera::None).await;
    match &arguments[..] {
        [command, rounds] if command == "crash" => {
            let rounds: u32 = rounds.parse()?;
            let site = Site::serve(&dist());
            let outcomes = crash::run(&site, &browser, &pass(Kind::Recovery, None), rounds).await;
            let _region = Region::begin("updates-cut-short");
            println!("| updates cut short | usable list after | the old one | the new one |\n|---|---|---|---|");
            println!(
                "| {rounds} | {} | {} | {} |",
                outcomes.usable, outcomes.old, outcomes.new
            );
        }
        [folder] => {
            let folder = Path::new(folder);
            fs::write(folder.join("index.html"), PAGE)?;
            let site = Site::serve(folder);
            browser.client.goto(&site.url()).await?;
            let answer = loop {
                let answer = browser.run("return window.answer ?? null", vec![]).await;
                if let Some(answer) = answer.as_str() {
                    break answer.to_owned();
                }
                tokio::time::sleep(Duration::from_millis(500)).await;
            };
            let _region = Region::begin("passes-chromium");
            println!("{answer}");
        }
        _ => return Err("which folder?".into()),
    }
    browser.close().await;
    Ok(())
}
