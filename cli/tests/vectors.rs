//! The project's own vectors, made by `greengate issue`, through `verify --batch`: every
//! kind, algorithm and defect, within the memory that a small device has.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{greengate, json_lines};
use std::{collections::BTreeSet, fs, process::Command};
use tempfile::TempDir;

/// Address space that judging may use, in KiB.
const MEMORY_KIB: u32 = 64 * 1024;

#[test]
fn every_pass_made_is_judged_as_owed() {
    for alg in ["es256", "ps256"] {
        let folder = TempDir::new().unwrap();
        let made = greengate()
            .args([
                "issue", "--kind", "all", "--alg", alg, "--defect", "none", "--defect", "all", "--format", "text",
                "--out",
            ])
            .arg(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let cases = folder.path().join("cases.jsonl");
        // The shell bounds the address space, so that a defect here is an error there.
        let script = format!("ulimit -v {MEMORY_KIB}; exec \"$0\" verify --revocation \"$1\" --batch \"$2\"");
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_greengate")])
            .args([folder.path().join("revocation.json"), cases.clone()])
            .output()
            .unwrap();
        let (cases, reports) = (json_lines(&fs::read(cases).unwrap()), json_lines(&output.stdout));
        assert_eq!(
            cases.len(),
            reports.len(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let mut reasons = BTreeSet::new();
        for (case, report) in cases.iter().zip(&reports) {
            assert_eq!(report["status"], case["expect"], "{}: {}", case["id"], report["detail"]);
            let expected = case["reasons"].as_array().unwrap();
            assert_eq!(
                expected.first().unwrap_or(&serde_json::Value::Null),
                &report["reason"],
                "{}",
                case["id"]
            );
            reasons.extend(report["reason"].as_str().map(str::to_owned));
        }
        assert_eq!(reasons.len(), 14, "every reason of the contract: {reasons:?}");
    }
}

/// The demo that is served with the app shows what its titles say.
#[test]
fn the_demo_is_as_its_titles_say() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../www/demo");
    let passes: Vec<serde_json::Value> =
        serde_json::from_slice(&fs::read(format!("{folder}/passes.json")).unwrap()).unwrap();
    assert!(passes.len() >= 6);
    for pass in passes {
        let id = pass["id"].as_str().unwrap();
        let output = greengate()
            .args([
                "verify",
                "--json",
                "--at",
                "2027-06-01T00:00:00Z",
                "--trust",
                &format!("{folder}/trust.json"),
            ])
            .arg(format!("{folder}/{id}.png"))
            .output()
            .unwrap();
        let report = &json_lines(&output.stdout)[0];
        let wanted = match id.split_once('-').unwrap().1 {
            "valid" => None,
            "unknown-key" => Some("unknown-issuer"),
            "forged" => Some("bad-signature"),
            "wrong-key-use" => Some("wrong-key-usage"),
            "certificate-expired" => Some("issuer-certificate-not-valid"),
            "checksum" => Some("compression"),
            other => Some(other),
        };
        assert_eq!(report["reason"].as_str(), wanted, "{id}");
        if !report["source"].is_null() {
            assert_eq!(report["source"]["environment"], "demo", "{id}");
        }
    }
}
