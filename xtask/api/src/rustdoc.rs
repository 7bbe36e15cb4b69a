//! The public items of a crate, from what rustdoc writes about it as JSON.

use crate::Record;
use public_api::Builder;
use semver::Version;
use std::{
    collections::BTreeSet,
    env,
    ffi::OsString,
    path::Path,
    process::{Command, ExitCode},
};

/// Set for this program where cargo calls it in the place of rustdoc.
pub const CALLED_AS_RUSTDOC: &str = "GREENGATE_API_CALLED_AS_RUSTDOC";

/// Arguments by which rustdoc writes JSON, of the format of the pinned toolchain.
pub const AS_JSON: [&str; 3] = ["-Zunstable-options", "--output-format", "json"];

/// rustdoc of the pinned toolchain, with what is not stable allowed. For rustdoc alone: with this variable set for
/// cargo, build scripts would decide differently, and all dependencies would be built anew.
#[must_use]
pub fn rustdoc() -> Command {
    let mut command = Command::new("rustdoc");
    command.env("RUSTC_BOOTSTRAP", "1").env_remove(CALLED_AS_RUSTDOC);
    command
}

/// Takes the place of rustdoc.
pub fn run_as_rustdoc(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let status = rustdoc().args(arguments).status();
    let code = status.ok().and_then(|status| status.code());
    code.and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from)
}

/// cargo, which documents packages with all their features as JSON, in one run: what they share is checked once. A
/// warning of rustdoc's is an error.
///
/// # Errors
/// A sentence if this program does not know where it is.
pub fn document(packages: &[&str]) -> Result<Command, String> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([
            "doc",
            "--release",
            "--locked",
            "--quiet",
            "--lib",
            "--no-deps",
            "--all-features",
        ])
        .args(packages.iter().flat_map(|package| ["-p", package]))
        .env("RUSTDOC", env::current_exe().map_err(|error| error.to_string())?)
        .env("RUSTDOCFLAGS", format!("{} -Dwarnings", AS_JSON.join(" ")))
        .env(CALLED_AS_RUSTDOC, "1");
    Ok(command)
}

/// The public items in what rustdoc wrote, without those that every type has (blanket implementations, `Send` and the
/// like).
///
/// # Errors
/// A sentence if the file is not of the format that `public-api` reads.
pub fn read(name: &str, version: Version, json: &Path) -> Result<Record, String> {
    let api = Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .map_err(|error| format!("{}: {error}", json.display()))?;
    let items: BTreeSet<String> = api.items().map(ToString::to_string).collect();
    if items.is_empty() {
        return Err(format!("{} names no public item", json.display()));
    }
    Ok(Record {
        name: name.to_owned(),
        version,
        items,
    })
}
