//! The way from source to answer, with toy crates.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate_api::{
    Change, Record,
    rustdoc::{self, AS_JSON},
};
use std::{fs, path::Path};

const BEFORE: &str = "
    pub struct Pass { text: String }
    impl Pass { pub fn text(&self) -> &str { &self.text } }
    #[non_exhaustive] pub enum Reason { Expired }
    pub fn judge(pass: &Pass) -> Option<Reason> { let _ = pass; None }
    fn own() {}
";

/// The public API of a crate of one file.
fn record(name: &str, source: &str) -> Record {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("toy.rs");
    fs::write(&file, source).unwrap();
    let status = rustdoc::rustdoc()
        .args(["--crate-name", "toy", "--edition", "2024", "-o"])
        .arg(&folder)
        .args(AS_JSON)
        .arg(&file)
        .status()
        .unwrap();
    assert!(status.success());
    rustdoc::read("toy", "0.1.0".parse().unwrap(), &folder.join("toy.json")).unwrap()
}

fn change(name: &str, from: &str, to: &str) -> Change {
    assert!(BEFORE.contains(from));
    record(&format!("{name}-before"), BEFORE).change_to(&record(name, &BEFORE.replace(from, to)))
}

#[test]
fn a_removed_function_fails_and_an_added_one_does_not() {
    let removed = change("removed", "pub fn judge", "fn judge");
    assert!(removed.breaks_promise(), "{removed:?}");
    assert_eq!(
        removed.removed,
        ["pub fn toy::judge(&toy::Pass) -> core::option::Option<toy::Reason>"]
    );
    let added = change("added", "fn own", "pub fn own");
    assert!(!added.is_breaking(), "{added:?}");
    assert_eq!(added.added, ["pub fn toy::own()"]);
}

#[test]
fn a_changed_argument_fails_and_a_private_change_does_not() {
    assert!(change("argument", "pass: &Pass", "pass: Pass").breaks_promise());
    assert_eq!(
        change("private", "fn own() {}", "fn other() {}"),
        Change {
            compatible_version: true,
            ..Change::default()
        }
    );
}

#[test]
fn a_new_variant_fails_only_where_a_match_can_name_all() {
    assert!(!change("variant", "Expired }", "Expired, Revoked }").is_breaking());
    let exhaustive = BEFORE.replace("#[non_exhaustive] ", "");
    let more = exhaustive.replace("Expired }", "Expired, Revoked }");
    let listed = record("exhaustive-before", &exhaustive).change_to(&record("exhaustive", &more));
    assert_eq!(listed.extended, ["pub toy::Reason::Revoked"]);
    assert!(listed.breaks_promise());
}
