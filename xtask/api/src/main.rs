//! `cargo xtask api [--write [--breaking]]`: compares the public API of the library crates with `docs/api`. A warning of
//! rustdoc's in their documentation is an error.

use greengate_api::{
    Change, Record,
    rustdoc::{self, CALLED_AS_RUSTDOC},
};
use semver::Version;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The packages that others may use, each with all its features.
const PACKAGES: [&str; 7] = [
    "certlogic",
    "compact-sort",
    "greengate",
    "greengate-barcodes",
    "greengate-mrz",
    "greengate-qr",
    "greengate-qr-pixels",
];
/// Its functions are JavaScript's: documented, and in no record.
const ONLY_DOCUMENTED: &str = "greengate-qr-wasm";

/// Handling of what differs from the record.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Check,
    /// Records what breaks nobody, or comes with a version that says so.
    Write,
    /// Records everything: no release has this version yet.
    WriteBreaking,
}

fn main() -> ExitCode {
    if env::var_os(CALLED_AS_RUSTDOC).is_some() {
        return rustdoc::run_as_rustdoc(env::args_os().skip(1));
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mode = match arguments[..] {
        [] => Mode::Check,
        ["--write"] => Mode::Write,
        ["--write", "--breaking"] => Mode::WriteBreaking,
        _ => {
            eprintln!("api: the options are --write and --write --breaking");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = document() {
        eprintln!("api: {error}");
        return ExitCode::FAILURE;
    }
    let mut code = ExitCode::SUCCESS;
    for package in PACKAGES {
        match compare(package, mode) {
            Ok(done) => eprintln!("api: {done}"),
            Err(error) => {
                eprintln!("api: {error}");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn compare(package: &str, mode: Mode) -> Result<String, String> {
    let today = read(package)?;
    let place = format!("docs/api/{package}.txt");
    let file = root().join(&place);
    let recorded = match fs::read_to_string(&file) {
        Ok(text) => Record::parse(&text).map_err(|error| format!("{place}: {error}"))?,
        Err(_) if mode != Mode::Check => Record {
            items: Default::default(),
            ..today.clone()
        },
        Err(error) => return Err(format!("{place}: {error}")),
    };
    let title = format!("{package} {}", today.version);
    if recorded == today {
        return Ok(format!("{title}: {} items, as recorded", today.items.len()));
    }
    let change = recorded.change_to(&today);
    let listed = list(&change);
    if change.breaks_promise() && mode != Mode::WriteBreaking {
        return Err(format!(
            "{title} breaks users of {package} {}:\n{listed}Raise the version, so that they hear of it. While no release \
             has it: `cargo xtask api --write --breaking`",
            recorded.version
        ));
    }
    if mode == Mode::Check {
        return Err(format!(
            "{place} is not the API of today:\n{listed}Record it: `cargo xtask api --write`"
        ));
    }
    let written = fs::create_dir_all(root().join("docs/api")).and_then(|()| fs::write(&file, today.to_string()));
    written.map_err(|error| format!("{place}: {error}"))?;
    Ok(format!("{title} is recorded in {place}\n{listed}"))
}

/// Writes what rustdoc knows about all packages.
fn document() -> Result<(), String> {
    let packages = [&PACKAGES[..], &[ONLY_DOCUMENTED]].concat();
    let status = rustdoc::document(&packages)?.current_dir(root()).status();
    let status = status.map_err(|error| format!("cargo cannot be started: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("the packages cannot be documented".to_owned())
    }
}

/// The public API of a package of this checkout, which is documented.
fn read(package: &str) -> Result<Record, String> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let json = target.join("doc").join(format!("{}.json", package.replace('-', "_")));
    // The packages share the version of the workspace, as this program does.
    let version = Version::parse(env!("CARGO_PKG_VERSION")).map_err(|error| error.to_string())?;
    rustdoc::read(package, version, &json)
}

fn list(change: &Change) -> String {
    let parts = [
        ("removed or changed", &change.removed),
        ("added where users name every member", &change.extended),
        ("added", &change.added),
    ];
    let lines = parts
        .into_iter()
        .flat_map(|(what, items)| items.iter().map(move |item| format!("  {what}: {item}\n")));
    lines.collect()
}
