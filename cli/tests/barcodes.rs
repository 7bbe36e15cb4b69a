//! PDF417 and Aztec symbols of boarding passes.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{greengate, json_lines};
use serde_json::json;
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// A symbol drawn by another program, and its text; see `crates/barcodes/tests/vectors`.
const TEXT: &str = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";

/// Picture of a symbol with five pixels a module.
fn picture(folder: &TempDir, symbology: &str) -> PathBuf {
    let name = format!("{symbology}-one-leg.pbm");
    let vector = format!("{}/../crates/barcodes/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = fs::read(vector).unwrap();
    let mut lines = file.splitn(3, |byte| *byte == b'\n');
    let size = String::from_utf8(lines.nth(1).unwrap().to_vec()).unwrap();
    let (width, rows) = size.split_once(' ').unwrap();
    let (width, rows): (u32, u32) = (width.parse().unwrap(), rows.parse().unwrap());
    let bits = lines.next().unwrap();
    // A row of codewords is three modules high.
    let high = if symbology == "pdf417" { 15 } else { 5 };
    let picture = image::GrayImage::from_fn(width * 5 + 80, rows * high + 80, |x, y| {
        let at = x.checked_sub(40).zip(y.checked_sub(40)).map(|(x, y)| (x / 5, y / high));
        let at = at.filter(|(x, y)| *x < width && *y < rows);
        let is_dark = at.is_some_and(|(x, y)| bits[(y * width.div_ceil(8) + x / 8) as usize] >> (7 - x % 8) & 1 == 1);
        image::Luma([if is_dark { 20 } else { 240 }])
    });
    let path = folder.path().join(format!("{symbology}.png"));
    picture.save(&path).unwrap();
    path
}

#[test]
fn scan_names_symbols_when_asked() {
    let folder = TempDir::new().unwrap();
    for symbology in ["pdf417", "aztec"] {
        let path = picture(&folder, symbology);
        let output = greengate().args(["scan", "--barcodes"]).arg(&path).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{TEXT}\n"));
        let output = greengate()
            .args(["scan", "--barcodes", "--json"])
            .arg(&path)
            .output()
            .unwrap();
        assert!(output.status.success());
        let found = &json_lines(&output.stdout)[0];
        assert_eq!(found["texts"], json!([]));
        let barcodes = found["barcodes"].as_array().unwrap();
        assert_eq!(barcodes.len(), 1);
        assert_eq!(barcodes[0]["symbology"], symbology);
        assert_eq!(barcodes[0]["text"], TEXT);
        let corner = &barcodes[0]["corners"][0];
        assert!((corner[0].as_f64().unwrap() - 40.0).abs() < 15.0, "{corner}");
        let without = greengate().args(["scan", "--json"]).arg(&path).output().unwrap();
        assert_eq!(without.status.code(), Some(1));
        assert!(json_lines(&without.stdout)[0].get("barcodes").is_none());
    }
    let code = folder.path().join("code.svg");
    fs::write(&code, greengate::issue::Symbol::new(TEXT).unwrap().svg()).unwrap();
    let output = greengate()
        .args(["scan", "--barcodes", "--json"])
        .arg(&code)
        .output()
        .unwrap();
    assert_eq!(json_lines(&output.stdout)[0]["barcodes"][0]["symbology"], "qr");
}

#[test]
fn boarding_passes_are_read_in_every_symbology() {
    let folder = TempDir::new().unwrap();
    let code = folder.path().join("qr.svg");
    fs::write(&code, greengate::issue::Symbol::new(TEXT).unwrap().svg()).unwrap();
    for path in [picture(&folder, "pdf417"), picture(&folder, "aztec"), code] {
        let need = ["need", "--json", "--at", "2026-11-22T12:00:00Z", "--boarding-pass"];
        let output = greengate().args(need).arg(&path).output().unwrap();
        let answer = &json_lines(&output.stdout)[0];
        assert_eq!(answer["boardingPass"]["legs"][0]["to"], "JFK", "{}", path.display());
        assert_eq!(answer["journey"]["to"]["country"], "US");
        let output = greengate().args(["verify", "--json"]).arg(&path).output().unwrap();
        let report = &json_lines(&output.stdout)[0];
        assert_eq!(
            (&report["reason"], &report["recognised"]["kind"]),
            (&json!("not-a-pass"), &json!("boarding-pass"))
        );
    }
}
