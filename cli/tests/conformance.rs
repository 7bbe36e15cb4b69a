//! The public test passes and hostile passes of `../shared`, through `verify --batch`,
//! and their pictures through `scan`. Where `../shared` is absent these tests say what
//! they skipped and pass; the project's own vectors are in `vectors.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{greengate, json_lines, ran, shared};
use serde_json::Value;
use std::collections::BTreeMap;

/// Runs a file of cases; every verdict, reason and payload must be as expected.
fn run_cases(name: &str, at_least: usize) {
    run_file(name, &format!("conformance/{name}/cases.jsonl"), at_least);
}

fn run_file(name: &str, file: &str, at_least: usize) {
    let Some(path) = shared(file) else {
        return;
    };
    let output = greengate().args(["verify", "--batch"]).arg(&path).output().unwrap();
    let cases = json_lines(&std::fs::read(&path).unwrap());
    let reports = json_lines(&output.stdout);
    assert!(cases.len() >= at_least, "{} cases", cases.len());
    assert_eq!(cases.len(), reports.len(), "a report for every case");
    let mut wrong = Vec::new();
    for (case, report) in cases.iter().zip(&reports) {
        let expected = case["reasons"].as_array();
        let valid = case["expect"] == "valid";
        let as_owed = report["status"] == case["expect"]
            && if valid {
                report["reason"].is_null()
            } else {
                expected.is_some_and(|expected| expected.contains(&report["reason"]))
            };
        let same_payload = !valid || case["payload"].is_null() || case["payload"] == report["payload"];
        if !as_owed || !same_payload || (valid && report["authentic"] != true) {
            wrong.push(format!(
                "{}: expected {} {:?}, got {} ({})",
                case["id"], case["expect"], expected, report["reason"], report["detail"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} wrong:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    // Some passes of each file are invalid.
    assert_eq!(output.status.code(), Some(1));
    ran(&format!("conformance {name}"), cases.len());
}

#[test]
fn public_test_passes() {
    run_cases("dgc", 227);
}

#[test]
fn other_formats() {
    for (name, at_least) in [("icvp", 20), ("shc", 34), ("vds-nc", 28)] {
        run_file(name, &format!("conformance/formats/{name}.jsonl"), at_least);
    }
}

/// WHO's rules for certificates against yellow fever and polio.
#[test]
fn icvp_by_the_tables_of_who() {
    run_file("icvp cases", "cases/icvp.jsonl", 6);
}

/// Codes of the Americas: their keys are listed under a domain of their own.
#[test]
fn real_codes_under_another_domain() {
    let (Some(files), Some(list)) = (shared("cases/files"), shared("trust/who-gdhcn-dev-did.json")) else {
        return;
    };
    let judged = |name: &str| {
        let output = greengate()
            .args(["verify", "--json", "--at", "2026-11-24T12:00:00Z", "--trust"])
            .arg(&list)
            .arg(files.join(name))
            .output()
            .unwrap();
        json_lines(&output.stdout).remove(0)
    };
    let report = judged("icvp-ph4h.txt");
    assert_eq!(report["signedUnder"], "PH4H", "{report}");
    assert_eq!(
        (&report["status"], &report["reason"]),
        (&"invalid".into(), &"unknown-issuer".into())
    );
    let look = serde_json::json!({"answer": "look", "because": "authentic"});
    assert_eq!(report["conclusion"], look);
    let report = judged("vhl-ph4h.txt");
    assert_eq!(
        (&report["reason"], &report["recognised"]["kind"]),
        (&"not-a-pass".into(), &"vhl".into())
    );
    assert_eq!(report["conclusion"], look);
    assert_eq!(report["notices"], serde_json::json!(["text-keys", "milliseconds"]));
    assert_eq!(
        report["link"],
        serde_json::json!({"host": "lacpass.create.cl", "flags": "P", "label": "GDHCN Validator",
            "expiresAt": "2025-10-10T23:50:21Z", "verified": true})
    );
    ran("real codes under another domain", 2);
}

#[test]
fn hostile_passes() {
    run_cases("hostile", 78);
}

/// Every picture that any decoder reads is read, with the text of its case. One picture
/// (GR/3) shows another pass than its case, which zxing-cpp reads just the same.
#[test]
fn pictures_of_the_issuers() {
    let (Some(pictures), Some(cases)) = (shared("conformance/dgc/png"), shared("conformance/dgc/cases.jsonl")) else {
        return;
    };
    let output = greengate().args(["scan", "--json"]).arg(&pictures).output().unwrap();
    let scanned: BTreeMap<String, Vec<Value>> = json_lines(&output.stdout)
        .into_iter()
        .map(|line| {
            let file = line["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            (file, line["texts"].as_array().unwrap().clone())
        })
        .collect();
    let cases = json_lines(&std::fs::read(cases).unwrap());
    let expected = cases
        .iter()
        .filter_map(|case| Some((case["png"].as_str()?.strip_prefix("png/")?, &case["text"])));
    let missed: Vec<&str> = expected
        .filter(|(file, text)| !scanned.get(*file).is_some_and(|texts| texts.contains(text)))
        .map(|(file, _)| file)
        .collect();
    ran("pictures of the issuers", scanned.len());
    assert_eq!(scanned.len(), 150);
    assert_eq!(missed, ["GR_3.png"]);
    assert_eq!(scanned["GR_3.png"].len(), 1, "read, though of another pass");
}

/// The samples that other projects publish: read, and verified where their keys are there.
#[test]
fn samples_of_other_projects() {
    let (Some(samples), Some(directory)) = (shared("samples"), shared("trust/shc-vci-snapshot.json")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let example = folder.path().join("example.ggt");
    let built = greengate()
        .args([
            "trust",
            "build",
            "--format",
            "jwks",
            "--issuer",
            "https://spec.smarthealth.cards/examples/issuer",
            "-o",
        ])
        .arg(&example)
        .arg(samples.join("shc-example-issuer-jwks.json"))
        .output()
        .unwrap();
    assert!(built.status.success());
    for (file, reason, format, name) in [
        ("shc-anyperson.txt", None, "shc", "John B. Anyperson"),
        ("shc-senegal.txt", None, "shc", "Name Surname"),
        ("icvp-dvctestqr.txt", Some("unknown-issuer"), "icvp", "Aulo Agerio"),
        ("icvp-dvctest2qr.txt", Some("unknown-issuer"), "icvp", "Aulo Agerio"),
        (
            "vds-nc-australia.json",
            Some("unknown-issuer"),
            "vds-nc",
            "CITIZEN JANE SUE",
        ),
        ("vds-nc-japan.json", Some("unknown-issuer"), "vds-nc", "NIHON HANAKO"),
    ] {
        let output = greengate()
            .args(["verify", "--json", "--at", "2026-11-24T12:00:00Z", "--trust"])
            .arg(&example)
            .arg("--trust")
            .arg(&directory)
            .arg(samples.join(file))
            .output()
            .unwrap();
        let report = &json_lines(&output.stdout)[0];
        assert_eq!(report["reason"].as_str(), reason, "{file}: {}", report["detail"]);
        assert_eq!(
            (&report["format"], &report["holder"]["name"]),
            (&format.into(), &name.into()),
            "{file}"
        );
    }
}
