//! The scanner as an npm package: built, packed, installed from its tarball, tested.

use crate::{
    shell::{Result, cargo, copy, files, print, root, run, say},
    tools::{self, Tools},
    wasm,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

const PACKAGE: &str = "greengate-qr-wasm";
/// Name of the module's files; that of the npm package with an underscore.
const MODULE: &str = "greengate_qr";
/// Text of the code that the test reads.
const TEXT: &str = "HC1: the scanner of Greengate, from an npm package; 25 € \u{2713}";

/// Writes the package to `target/npm`, installs its tarball in `target/npm-test`, and tests it there.
pub fn npm() -> Result<()> {
    let tools = tools::for_modules()?;
    let package = root().join("target/npm");
    let tarball = pack(&tools, &package)?;
    let folder = root().join("target/npm-test");
    install(&tools, &tarball, &folder)?;
    test(&tools, &folder)?;
    print(&format!("{}: packed and tested", tarball.display()));
    print(&format!(
        "{} is a page that scans: serve it with any static server",
        folder.display()
    ));
    Ok(())
}

/// Builds the package in a folder; its tarball.
fn pack(tools: &Tools, folder: &Path) -> Result<PathBuf> {
    renew(folder)?;
    wasm::build(tools, PACKAGE, MODULE, folder)?;
    let source = root().join("crates/qr-wasm");
    let manifest = source.join("npm/package.json");
    let manifest = fs::read_to_string(&manifest).map_err(|e| format!("{}: {e}", manifest.display()))?;
    // Those of the workspace, which the crate shares.
    let manifest = manifest
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("{{license}}", env!("CARGO_PKG_LICENSE"));
    fs::write(folder.join("package.json"), manifest).map_err(|e| e.to_string())?;
    copy(&source.join("npm/node.js"), &folder.join("node.js"))?;
    copy(&source.join("README.md"), &folder.join("README.md"))?;
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        copy(&root().join(license), &folder.join(license))?;
    }
    run(tools
        .command("npm")
        .args(["pack", "--loglevel=error"])
        .current_dir(folder))?;
    let packed = files(folder)?
        .into_iter()
        .find(|file| file.extension().is_some_and(|extension| extension == "tgz"));
    packed.ok_or_else(|| format!("npm has packed nothing in {}", folder.display()))
}

/// Installs the tarball in a folder of its own, without a network: the package needs no other. The
/// example page stands there too.
fn install(tools: &Tools, tarball: &Path, folder: &Path) -> Result<()> {
    renew(folder)?;
    for source in ["crates/qr-wasm/npm/test", "examples/web"] {
        for file in files(&root().join(source))? {
            copy(&file, &folder.join(file.file_name().unwrap_or_default()))?;
        }
    }
    let manifest = "{ \"private\": true, \"type\": \"module\" }\n";
    fs::write(folder.join("package.json"), manifest).map_err(|e| e.to_string())?;
    run(tools
        .command("npm")
        .args(["install", "--offline", "--no-audit", "--no-fund", "--loglevel=error"])
        .arg(tarball)
        .current_dir(folder))
}

/// Reads a frame with the installed package in node, and compiles a script against its types.
fn test(tools: &Tools, folder: &Path) -> Result<()> {
    fs::write(folder.join("frame.txt"), TEXT).map_err(|e| e.to_string())?;
    run(cargo()
        .args(["run", "--release", "--locked", "--quiet", "-p", PACKAGE])
        .args(["--example", "draw_frame", "--", TEXT])
        .arg(folder.join("frame.pgm")))?;
    say("testing the package in node");
    run(tools
        .command("node")
        .args(["--test", "--test-reporter=dot", "scan.test.mjs"])
        .current_dir(folder))?;
    say("checking its types with TypeScript");
    run(tools
        .command("node")
        .arg(tools::typescript()?)
        .args(["--project", "tsconfig.json"])
        .current_dir(folder))
}

/// An empty folder.
fn renew(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}
