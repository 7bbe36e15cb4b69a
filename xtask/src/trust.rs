//! The trust list that comes with the app and the command line, made from the lists that are published.

use crate::{
    publisher::NewKey,
    shell::{self, Result, cargo, copy, root, run},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A published list: the name that it is shown by, its file, and the file of the key or certificate
/// that its signature must be of.
struct Published {
    name: &'static str,
    file: &'static str,
    signed_by: &'static str,
}

/// The lists, by the names of their files where `docs/TRUST.md` says that they come from. Environments
/// for tests are none of them.
const LISTS: [Published; 3] = [
    Published {
        name: "EU",
        file: "de-dsc-list.json",
        signed_by: "de-dsc-list-signing-key.pem",
    },
    Published {
        name: "WHO",
        file: "who-gdhcn-did.json",
        signed_by: "who-signing-did.json",
    },
    Published {
        name: "VCI",
        file: "shc-vci-snapshot.json",
        signed_by: "shc-vci-snapshot.crt",
    },
];

/// Where the bundle of each list is made: beside a list its signature is looked for.
const BUNDLES: &str = "bundles";
/// Days for which the list counts as fresh. How old each of its sources is, is said beside.
const BEST_BEFORE_DAYS: &str = "365";
/// Days after which it is too old.
const END_DAYS: &str = "3650";
/// Largest list that is shipped, in bytes.
const MAX_BYTES: u64 = 128 << 10;

/// Compiles the lists of a folder to `www/trust/default.ggt`, signed with a key that is made for this
/// and removed, and pins that key in `www/config.json`.
pub fn build(arguments: &[String]) -> Result<()> {
    let (folder, options) = arguments
        .split_first()
        .ok_or("name the folder of the published lists, as docs/TRUST.md says")?;
    NewKey::with("trust", |key| compile(Path::new(folder), options, key))
}

fn compile(folder: &Path, options: &[String], key: &NewKey) -> Result<()> {
    let work = &key.folder;
    let made = work.join(BUNDLES);
    fs::create_dir_all(&made).map_err(|e| format!("{}: {e}", made.display()))?;
    let mut bundles: Vec<PathBuf> = Vec::new();
    for list in &LISTS {
        let (named, bundle) = (work.join(list.name), made.join(list.name));
        copy(&folder.join(list.file), &named)?;
        let signature = folder.join(list.file).with_extension("sig");
        if signature.is_file() {
            copy(&signature, &named.with_extension("sig"))?;
        }
        let mut command = greengate();
        command
            .args(["trust", "build", "--signing-key"])
            .arg(&key.file)
            .args(options);
        let signed_by = folder.join(list.signed_by);
        if signed_by.is_file() {
            command.arg("--signing-key").arg(signed_by);
        } else {
            shell::say(&format!(
                "{}: there is no {}, so nothing checks it",
                list.name, list.signed_by
            ));
        }
        run(command.arg(&named).arg("-o").arg(&bundle))?;
        bundles.push(bundle);
    }
    let shipped = work.join("default.ggt");
    run(greengate()
        .args(["trust", "build", "--signing-key"])
        .arg(&key.file)
        .args(["--best-before-days", BEST_BEFORE_DAYS, "--end-days", END_DAYS])
        .args(options)
        .args(&bundles)
        .arg("-o")
        .arg(&shipped))?;
    run(greengate()
        .args(["trust", "show", "--publisher", &key.pin])
        .arg(&shipped))?;
    let bytes = fs::metadata(&shipped).map_err(|e| e.to_string())?.len();
    if bytes > MAX_BYTES {
        return Err(format!("the list has {bytes} bytes, more than the {MAX_BYTES} allowed"));
    }
    copy(&shipped, &root().join("www/trust/default.ggt"))?;
    let config = root().join("www/config.json");
    let text = fs::read_to_string(&config).map_err(|e| format!("{}: {e}", config.display()))?;
    let pinned = pinned(&text, &key.pin).ok_or("www/config.json names no publishers")?;
    fs::write(&config, pinned).map_err(|e| format!("{}: {e}", config.display()))
}

/// The configuration with this publisher alone.
fn pinned(config: &str, pin: &str) -> Option<String> {
    const FIELD: &str = "\"publishers\": [";
    let (before, after) = config.split_once(FIELD)?;
    let (_, rest) = after.split_once(']')?;
    Some(format!("{before}{FIELD}\"{pin}\"]{rest}"))
}

/// The command line of this checkout.
pub fn greengate() -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "--release", "--locked", "-p", "greengate-cli", "--"]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_publisher_takes_the_place_of_the_others() {
        let config = "{\n  \"publishers\": [\"A\", \"B\"],\n  \"bundle\": null\n}\n";
        let after = pinned(config, "C").expect("publishers");
        assert_eq!(after, "{\n  \"publishers\": [\"C\"],\n  \"bundle\": null\n}\n");
        assert_eq!(pinned("{}", "C"), None);
    }
}
