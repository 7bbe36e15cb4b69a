//! Every example runs, with passes made here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, Symbol, issue},
    pass::Kind,
};
use serde_json::json;
use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use time::OffsetDateTime;

/// An example, which `cargo test` built beside this test.
fn example(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let path = profile
        .join("examples")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{} is not built: `cargo test` does it, `cargo test --test examples` needs `--examples` too",
        path.display()
    );
    path
}

/// Runs an example to its end: what it printed.
fn run(name: &str, arguments: &[&str]) -> String {
    let output = Command::new(example(name)).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with a trust list and rules, and the text of a pass that is valid now.
struct Files {
    folder: PathBuf,
    text: String,
}

impl Files {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples").join(name);
        fs::create_dir_all(&folder).unwrap();
        let now = OffsetDateTime::now_utc();
        let issuer = Issuer::new(&IssuerOptions::demo(now)).unwrap();
        let trust = json!([issuer.trust_entry()]);
        fs::write(folder.join("trust.json"), trust.to_string()).unwrap();
        let rule = |id: &str, logic: bool| {
            json!({"Identifier": id, "Type": "Acceptance", "Country": &id[3..5], "Version": "1.0.0",
                "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "0.7.5", "CertificateType": "General",
                "Description": [{"lang": "en", "desc": "A rule"}], "ValidFrom": "2021-07-01T00:00:00Z",
                "ValidTo": "2099-07-01T00:00:00Z", "AffectedFields": [], "Logic": logic})
        };
        let rules = json!([rule("GR-FR-0001", true), rule("GR-IT-0001", false)]);
        fs::write(folder.join("rules.json"), rules.to_string()).unwrap();
        fs::write(folder.join("value-sets.json"), "[]").unwrap();
        let pass = PassOptions::new(Kind::Vaccination, 0, now);
        Self {
            folder,
            text: issue(&issuer, &pass).unwrap().text,
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

#[test]
fn build_bundle_compiles_and_signs_a_list() {
    let files = Files::new("bundle");
    let bundle = files.path("lists.ggt");
    let said = run("build_bundle", &[&bundle, &files.path("trust.json")]);
    assert!(said.starts_with("1 keys in "), "{said}");
    assert!(fs::metadata(bundle).unwrap().len() > 100);
}

#[test]
fn verify_text_tells_a_genuine_pass_from_an_altered_one() {
    let files = Files::new("verify");
    let trust = files.path("trust.json");
    let said = run("verify_text", &[&trust, &files.text]);
    assert_eq!(said.lines().next(), Some("valid"), "{said}");
    let altered = files.text.replacen("HC1:", "HC2:", 1);
    let said = run("verify_text", &[&trust, &altered]);
    assert!(said.starts_with("not-a-pass"), "{said}");
}

#[test]
fn read_codes_finds_the_code_of_a_picture() {
    let files = Files::new("codes");
    let (pixels, side) = Symbol::new(&files.text).unwrap().pixels(4);
    let side = u32::try_from(side).unwrap();
    let picture = files.path("pass.png");
    image::GrayImage::from_raw(side, side, pixels)
        .unwrap()
        .save(&picture)
        .unwrap();
    let said = run("read_codes", &[&picture]);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.trim_end().ends_with(&files.text), "{said}");
}

#[test]
fn evaluate_rule_answers_no_and_then_yes() {
    let said = run("evaluate_rule", &[]);
    assert_eq!(said, "2021-05-14T12:00:00Z: false\n2021-05-15T12:00:00Z: true\n");
}

#[test]
fn plan_trip_judges_each_destination() {
    let files = Files::new("trip");
    let [trust, rules, sets] = ["trust.json", "rules.json", "value-sets.json"].map(|name| files.path(name));
    let said = |country: &str| run("plan_trip", &[&trust, &rules, &sets, country, &files.text]);
    assert!(said("FR").contains(" in FR: Accepted"), "{}", said("FR"));
    assert!(said("IT").contains(" in IT: Refused"), "{}", said("IT"));
    assert!(said("DE").contains(" in DE: Undecided"), "{}", said("DE"));
}

#[test]
fn every_example_is_run_here() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let examples: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let this = include_str!("examples.rs");
    assert!(examples.len() >= 5, "{examples:?}");
    for name in examples {
        assert!(this.contains(&format!("run(\"{name}\"")), "{name} is run by no test");
    }
}
