//! Crates of the workspace as WebAssembly modules, without Trunk.

use crate::{
    shell::{Result, cargo, root, run, say},
    tools::{self, Tools},
};
use std::{fs, path::Path};

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds a package as the app is built, into a folder: `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm`.
pub fn build(tools: &Tools, package: &str, name: &str, folder: &Path) -> Result<()> {
    say(&format!("building {package} as WebAssembly (a minute the first time)"));
    run(cargo()
        .args([
            "build",
            "--locked",
            "--profile",
            "web",
            "-p",
            package,
            "--target",
            TARGET,
        ])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", tools::remapped()?))?;
    let module = root()
        .join("target")
        .join(TARGET)
        .join("web")
        .join(format!("{}.wasm", package.replace('-', "_")));
    run(tools
        .command("wasm-bindgen")
        .args([
            "--target=web",
            "--typescript",
            "--default-module-path",
            &format!("--out-name={name}"),
        ])
        .arg(format!("--out-dir={}", folder.display()))
        .arg(module))?;
    let bindgened = folder.join(format!("{name}_bg.wasm"));
    let optimised = folder.join("optimised.wasm");
    run(tools
        .command("wasm-opt")
        .arg("-O3")
        .arg(&bindgened)
        .arg(format!("--output={}", optimised.display())))?;
    fs::rename(&optimised, &bindgened).map_err(|e| e.to_string())
}
