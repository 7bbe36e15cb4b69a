//! Components of Greengate, and the reproducible build: `supply` and `reproduce`.

use crate::{
    shell::{self, Result, output, print, root, run, say},
    tools,
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Licences, doublets and sources of every dependency by cargo-deny, and what is in the binary, the
/// page and the npm package as CycloneDX.
/// With `check` as the only argument nothing is listed.
pub fn supply(arguments: &[String]) -> Result<()> {
    let deny = tools::cargo_deny()?;
    say("looking at licences, doublets and sources of every dependency (deny.toml)");
    run(Command::new(deny)
        .args(["--workspace", "--locked", "check", "licenses", "bans", "sources"])
        .current_dir(root()))?;
    if arguments.iter().any(|argument| argument == "check") {
        return Ok(());
    }
    let cyclonedx = tools::cargo_cyclonedx()?;
    let folder = root().join("target/sbom");
    fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    for (package, manifest, target) in [
        ("greengate", "cli/Cargo.toml", None),
        ("greengate-app", "app/Cargo.toml", Some("wasm32-unknown-unknown")),
        (
            "greengate-lists",
            "app/lists/Cargo.toml",
            Some("wasm32-unknown-unknown"),
        ),
        (
            "greengate-counter",
            "app/counter/Cargo.toml",
            Some("wasm32-unknown-unknown"),
        ),
        (
            "greengate-documents",
            "app/documents/Cargo.toml",
            Some("wasm32-unknown-unknown"),
        ),
        ("greengate-pdf", "app/pdf/Cargo.toml", Some("wasm32-unknown-unknown")),
        (
            "greengate-qr-wasm",
            "crates/qr-wasm/Cargo.toml",
            Some("wasm32-unknown-unknown"),
        ),
    ] {
        say(&format!(
            "listing what is in {package} (target/sbom/{package}.cdx.json)"
        ));
        let mut command = Command::new(&cyclonedx);
        command
            .args(["cyclonedx", "--quiet", "--format", "json", "--manifest-path", manifest])
            .args(["--override-filename", "sbom.cdx"])
            // The same commit has the same list: no time of its making, no number made by chance.
            .env("SOURCE_DATE_EPOCH", commit_time()?)
            .current_dir(root());
        match target {
            Some(target) => command.args(["--target", target]),
            None => command.arg("--all-features"),
        };
        run(&mut command)?;
        // It writes one beside every manifest of the workspace.
        for member in shell::members()? {
            let written = member.join("sbom.cdx.json");
            if !written.is_file() {
                continue;
            }
            if root().join(manifest).parent() == Some(&member) {
                let list = folder.join(format!("{package}.cdx.json"));
                fs::copy(&written, &list).map_err(|e| e.to_string())?;
                let text = fs::read_to_string(&list).map_err(|e| e.to_string())?;
                let parts = text.matches("\"purl\"").count();
                print(&format!("{package}: {parts} parts, target/sbom/{package}.cdx.json"));
            }
            shell::remove(&written)?;
        }
    }
    Ok(())
}

fn commit_time() -> Result<String> {
    let folder = root().display().to_string();
    output("git", &["-C", &folder, "log", "-1", "--format=%ct"]).ok_or_else(|| "this is no checkout of git".to_owned())
}

/// Builds the last commit twice, in two places, and compares every byte.
pub fn reproduce() -> Result<()> {
    let base = env::temp_dir().join(format!("greengate-reproduce-{}", std::process::id()));
    let places = [
        base.join("one"),
        base.join("another-place/with-a-longer-path/of-another-depth"),
    ];
    let mut built = Vec::new();
    for place in &places {
        say(&format!("building a clone in {}", place.display()));
        run(Command::new("git").args(["clone", "--quiet"]).arg(root()).arg(place))?;
        run(Command::new("cargo")
            .args(["xtask", "build"])
            .current_dir(place)
            // Of its own, not of whoever started this.
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("CARGO_MANIFEST_DIR"))?;
        built.push(hashes(&place.join("dist"))?);
    }
    fs::remove_dir_all(&base).map_err(|e| e.to_string())?;
    let [one, other] = &built[..] else {
        return Err("two were to be built".to_owned());
    };
    let unlike = unlike(one, other);
    if !unlike.is_empty() {
        return Err(format!("two builds of one commit differ in {}", unlike.join(", ")));
    }
    let mut all = Sha256::new();
    for (file, hash) in one {
        all.update(format!("{hash}  {}\n", file.display()));
    }
    let all = hex(&all.finalize());
    print(&format!(
        "{} files, byte for byte the same in both; SHA-256 over their list: {all}",
        one.len()
    ));
    Ok(())
}

/// Files of which two folders do not have the same.
pub fn unlike(one: &BTreeMap<PathBuf, String>, other: &BTreeMap<PathBuf, String>) -> Vec<String> {
    let files: BTreeSet<&PathBuf> = one.keys().chain(other.keys()).collect();
    let unlike = files.into_iter().filter(|file| one.get(*file) != other.get(*file));
    unlike.map(|file| file.display().to_string()).collect()
}

/// SHA-256 of every file, by its path.
pub fn hashes(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    fn walk(folder: &Path, base: &Path, found: &mut BTreeMap<PathBuf, String>) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                walk(&path, base, found)?;
            } else {
                let hash = hex(&Sha256::digest(fs::read(&path)?));
                found.insert(path.strip_prefix(base).unwrap_or(&path).to_owned(), hash);
            }
        }
        Ok(())
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found).map_err(|e| format!("{}: {e}", folder.display()))?;
    if found.is_empty() {
        return Err(format!("{} is empty", folder.display()));
    }
    Ok(found)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
