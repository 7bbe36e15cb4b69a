//! The scanner and zxing-wasm on the same frames in a worker of Chromium:
//! `page-peers FRAMES MODULES [EVERY_NTH]`, as `cargo xtask peers` calls it.

use greengate_page_tests::{
    browser::{Browser, Camera},
    server::Site,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, env, error::Error, fs, path::Path, time::Duration};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>peers</title><script type=module>
    window.times = []
    const worker = new Worker('peers-worker.mjs', { type: 'module' })
    worker.onmessage = ({ data }) => { if (data === 'ready') window.ready = true; else window.times.push(data) }
    worker.onerror = (e) => { window.failed = e.message || 'the worker failed' }
    window.read = (names) => worker.postMessage(names)
</script>";

const WORKER: &str = "
    import init, { read } from './greengate_bench_wasm.js'
    import { prepareZXingModule, readBarcodes } from './node_modules/zxing-wasm/dist/es/reader/index.js'
    await init({ module_or_path: 'greengate_bench_wasm_bg.wasm' })
    const wasmBinary = await (await fetch('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')).arrayBuffer()
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
    const options = { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 }
    const timed = async (work) => { const start = performance.now(); const text = await work(); return [text, performance.now() - start] }
    onmessage = async ({ data: names }) => {
        for (const name of names) {
            const bitmap = await createImageBitmap(await (await fetch('frames/' + name)).blob())
            const { width, height } = bitmap
            const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
            context.drawImage(bitmap, 0, 0)
            const image = context.getImageData(0, 0, width, height)
            const grey = new Uint8Array(width * height)
            for (let i = 0; i < grey.length; i++) grey[i] = image.data[4 * i]
            const ours = await timed(() => read(grey, width, height))
            const zxing = await timed(async () => (await readBarcodes(image, options))[0]?.text ?? '')
            postMessage([name, ours, zxing])
        }
    }
    postMessage('ready')";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [frames, modules, rest @ ..] = &arguments[..] else {
        return Err("which frames, and which modules?".into());
    };
    let every: usize = rest.first().map_or(Ok(1), |n| n.parse())?;
    let (frames, modules) = (Path::new(frames), Path::new(modules));
    let labels: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(frames.join("labels.json"))?)?;
    let names: Vec<&String> = labels.keys().step_by(every.max(1)).collect();
    fs::write(modules.join("index.html"), PAGE)?;
    fs::write(modules.join("peers-worker.mjs"), WORKER)?;
    let linked = modules.join("frames");
    _ = fs::remove_file(&linked);
    std::os::unix::fs::symlink(fs::canonicalize(frames)?, &linked)?;
    let site = Site::serve(modules);
    let browser = Browser::start(Camera::None).await;
    browser.client.goto(&site.url()).await?;
    browser
        .until("the worker", async || {
            browser.run("return !!window.ready", vec![]).await == true
        })
        .await;
    browser.run("window.read(arguments[0])", vec![json!(names)]).await;
    let times = loop {
        let failed = browser.run("return window.failed ?? null", vec![]).await;
        if !failed.is_null() {
            return Err(failed.to_string().into());
        }
        let times = browser.run("return window.times", vec![]).await;
        if times.as_array().is_some_and(|times| times.len() == names.len()) {
            break times;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    browser.close().await;
    let _region = greengate_figures::Region::begin("peers-chromium");
    println!("| in Chromium's worker | read % | median ms | p95 ms |\n|---|---|---|---|");
    for (place, name) in [(1, "greengate"), (2, "zxing-wasm")] {
        let (mut read, mut ms) = (0, Vec::new());
        for entry in times.as_array().into_iter().flatten() {
            let wanted = entry[0]
                .as_str()
                .and_then(|name| labels.get(name))
                .map(|label| &label["text"]);
            read += usize::from(wanted == Some(&entry[place][0]));
            ms.push(entry[place][1].as_f64().unwrap_or_default());
        }
        ms.sort_by(f64::total_cmp);
        let share = 100.0 * read as f64 / names.len() as f64;
        let at = |share: f64| ms.get((ms.len() as f64 * share) as usize).copied().unwrap_or_default();
        println!("| {name} | {share:.1} | {:.1} | {:.1} |", at(0.5), at(0.95));
    }
    Ok(())
}
