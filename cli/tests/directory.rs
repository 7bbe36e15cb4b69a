//! `greengate directory`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod common;

use common::greengate;
use serde_json::Value;
use std::{path::Path, process::Output};

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/directory/demo.csv");
const AT: &str = "2026-11-28T00:00:00Z";

fn run(arguments: &[&str], files: &[&Path]) -> Output {
    let output = greengate().arg("directory").args(arguments).args(files).output();
    output.unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn shown(arguments: &[&str], file: &Path) -> Value {
    let output = run(&[&["show", "--json"], arguments].concat(), &[file]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn names(shown: &Value) -> Vec<&str> {
    let places = shown["places"].as_array().unwrap().iter();
    places.map(|place| place["name"].as_str().unwrap()).collect()
}

#[test]
fn the_demo_city_by_district_and_distance() {
    let folder = tempfile::tempdir().unwrap();
    let (key, out) = (folder.path().join("key.pem"), folder.path().join("demo.ggd"));
    let keygen = greengate().args(["trust", "keygen", "-o"]).arg(&key).output().unwrap();
    let pin = String::from_utf8(keygen.stdout).unwrap();
    let key = key.display().to_string();
    let build = [
        "build",
        "--at",
        AT,
        "--title",
        "Demostadt",
        "--licence",
        "CC0-1.0",
        "--signing-key",
        &key,
        DEMO,
        "-o",
    ];
    let output = run(&build, &[&out]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("22 places in 6 districts"), "{}", said(&output));
    let all = shown(&["--publisher", pin.trim()], &out);
    assert_eq!(
        (&all["signature"], &all["licences"][0]),
        (&"verified".into(), &"CC0-1.0".into())
    );
    assert_eq!(
        (&all["districts"]["Mitte"], &all["districts"]["Dümpten"]),
        (&8.into(), &5.into())
    );
    let counts = all["districts"]
        .as_object()
        .unwrap()
        .values()
        .map(|count| count.as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), 22);
    assert_eq!(names(&shown(&["--district", "dümpten"], &out)).len(), 5);
    assert_eq!(
        names(&shown(&["--search", "apotheke loewen"], &out)),
        ["Löwen-Apotheke (Demo)"]
    );
    let near = shown(&["--near", "51.46,6.90", "--within", "1.5"], &out);
    let metres: Vec<f64> = near["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["metres"].as_f64().unwrap())
        .collect();
    assert!(
        metres.len() >= 5 && metres.is_sorted() && metres.iter().all(|m| *m <= 1500.0),
        "{metres:?}"
    );
    let yellow = shown(&["--issues", "yellow-fever"], &out);
    assert!((1..22).contains(&names(&yellow).len()));
    // A person reads the same.
    let output = run(&["show", "--near", "51.46,6.90"], &[&out]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("licence: CC0-1.0") && text.contains("     8  Mitte") && text.contains(" km | "),
        "{text}"
    );
    let lines = "issued 2026-11-28, fresh until 2027-02-26, ends 2027-11-28\n";
    assert!(text.contains(lines), "{text}");
    // An old one is shown with a warning.
    for (at, freshness, warning) in [
        ("2027-02-26T00:00:00Z", "fresh", ""),
        ("2027-02-26T00:00:01Z", "stale", "an update is due since 2027-02-26"),
        ("2027-11-28T00:00:01Z", "too-old", "too old since 2027-11-28"),
    ] {
        assert_eq!(shown(&["--at", at], &out)["freshness"], freshness, "{at}");
        let output = run(&["show", "--at", at], &[&out]);
        let said = said(&output);
        assert_eq!((output.status.code(), said.is_empty()), (Some(0), warning.is_empty()));
        assert!(said.contains(warning), "{said}");
    }
    // Altered, or by another publisher.
    let mut bytes = std::fs::read(&out).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&out, bytes).unwrap();
    let output = run(&["show", "--publisher", pin.trim()], &[&out]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_is_left_out_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.csv"), "name,latitude,longitude\nA,51,6\nB,,\n").unwrap();
    std::fs::write(
        path("b.json"),
        r#"{"elements":[{"type":"node","id":1,"lat":51,"lon":6,"tags":{"amenity":"pharmacy","name":"C\u001b[2J"}},
            {"type":"node","id":2,"lat":51,"lon":6,"tags":{"amenity":"pharmacy","name":"D"}}]}"#,
    )
    .unwrap();
    let out = path("out");
    // Nobody knows the licence of a table.
    let output = run(&["build", "-o"], &[&out, &path("a.csv")]);
    assert_eq!((output.status.code(), out.exists()), (Some(2), false));
    assert!(said(&output).contains("--licence"), "{}", said(&output));
    let output = run(&["build", "-o"], &[&out, &path("a.csv"), &path("b.json")]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let said = said(&output);
    assert!(
        said.contains("line 3: it has no coordinates") && said.contains("node/1: a text"),
        "{said}"
    );
    assert!(
        said.contains("2 places in 1 districts") && said.contains("2 left out, not signed"),
        "{said}"
    );
    let all = shown(&[], &out);
    assert!(all["licences"][0].as_str().unwrap().contains("ODbL"));
    assert_eq!((names(&all), &all["signature"]), (vec!["A", "D"], &"not signed".into()));
    let output = run(&["show", "--near", "91,0"], &[&out]);
    assert_eq!(output.status.code(), Some(2));
}
