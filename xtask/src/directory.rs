//! The directory of an invented city, which the page shows in demos.

use crate::{
    publisher::NewKey,
    shell::{Result, copy, root, run},
    trust::greengate,
};
use std::fs;

/// What the directory says of itself, in every language the same.
const TITLE: &str = "Demostadt (invented places)";
const LICENCE: &str = "CC0-1.0; all places, addresses and opening hours are invented";
/// A fixed time, and ten years as fresh as on the first day: what is invented grows no older, and the demo must not expire
/// before the app does.
const AT: &str = "2026-11-01T12:00:00Z";
const DAYS: &str = "3650";

/// Compiles `tests/directory/demo.csv` to `www/directory/demo.ggd`, signed with a key that is made for this and removed,
/// and writes its pin beside it.
pub fn build() -> Result<()> {
    NewKey::with("directory", |key| {
        let made = key.folder.join("demo.ggd");
        run(greengate()
            .args(["directory", "build", "--title", TITLE, "--licence", LICENCE, "--at", AT])
            .args(["--best-before-days", DAYS, "--end-days", DAYS, "--signing-key"])
            .arg(&key.file)
            .arg(root().join("tests/directory/demo.csv"))
            .arg("-o")
            .arg(&made))?;
        run(greengate()
            .args(["directory", "show", "--publisher", &key.pin])
            .arg(&made))?;
        let shipped = root().join("www/directory");
        fs::create_dir_all(&shipped).map_err(|e| format!("{}: {e}", shipped.display()))?;
        copy(&made, &shipped.join("demo.ggd"))?;
        key.write_pin("directory")
    })
}
