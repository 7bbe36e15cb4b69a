//! The trust list that comes with the app, beside the published lists that it is made of.

use crate::median;
use anyhow::{Context as _, Result};
use greengate::trust::{Bundle, Key, Pin, Role, TrustList};
use greengate_figures::Region;
use serde_json::Value;
use std::{fs, hint::black_box, path::Path};

/// Published lists by their names in `docs/TRUST.md`; the last is of a network for tests, of which nothing may be shipped.
const LISTS: [(&str, &str); 4] = [
    ("EU", "de-dsc-list.json"),
    ("WHO", "who-gdhcn-did.json"),
    ("VCI", "shc-vci-snapshot.json"),
    ("WHO, for tests: none may be held", "who-gdhcn-dev-did.json"),
];

/// Share of the published keys that the shipped bundle holds, its size, and the time of loading it with its signature
/// verified. Says so where `../shared` is missing.
pub fn measure(shared: &Path) -> Result<()> {
    let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www");
    let config: Value = serde_json::from_slice(&fs::read(www.join("config.json"))?)?;
    let pin = config["publishers"][0]
        .as_str()
        .context("config.json pins no publisher")?;
    let pins = [Pin::from_base64(pin)?];
    let bytes = fs::read(www.join("trust/default.ggt"))?;
    let (_, shipped) = Bundle::read(&bytes, &pins)?;
    let ms = median(|| {
        black_box(Bundle::read(black_box(&bytes), &pins)?);
        Ok(())
    })?;
    let _region = Region::begin("shipped-list");
    println!(
        "| published list | signers' keys | held by the shipped bundle | share | authorities' keys |\n|---|---|---|---|---|"
    );
    for (name, file) in LISTS {
        let Ok(list) = fs::read(shared.join(file)) else {
            println!("| {name}: not here | | | | |");
            continue;
        };
        let list = TrustList::read(&list, name)?;
        let signs = |key: &&Key| key.role != Role::Anchor;
        let signers = list.keys().filter(signs).count();
        let held = list.keys().filter(signs).filter(|key| holds(&shipped, key)).count();
        #[expect(clippy::cast_precision_loss, reason = "lists are short")]
        let share = held as f64 / signers as f64 * 100.0;
        println!(
            "| {name} | {signers} | {held} | {share:.1} % | {} |",
            list.len() - signers
        );
    }
    println!("\n| shipped bundle | |\n|---|---|");
    println!("| keys | {} |", shipped.len());
    println!("| bytes | {} |", bytes.len());
    println!("| ms to load and verify | {ms:.1} |");
    Ok(())
}

/// True if the bundle trusts this key for the same purpose, under the same identifier.
fn holds(shipped: &TrustList, key: &Key) -> bool {
    shipped
        .keys()
        .any(|held| held.public == key.public && held.role == key.role && held.kid() == key.kid())
}
