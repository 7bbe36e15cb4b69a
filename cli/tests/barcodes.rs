//! PDF417 and Aztec symbols of boarding passes.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Grey, greengate, json_lines, pdf_of};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A symbol drawn by another program, and its text; see `crates/barcodes/tests/vectors`.
const TEXT: &str = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";

/// Flights of the symbols drawn by another program, from one leg to four.
const HOPS: [(&str, &[&str]); 4] = [
    ("one-leg", &["ZRH", "JFK"]),
    ("two-legs", &["GRU", "ADD", "ACC"]),
    ("three-legs", &["GRU", "ADD", "ACC", "LOS"]),
    ("four-legs", &["GRU", "ADD", "ACC", "LOS", "JNB"]),
];

/// Picture of a symbol with five pixels a module.
fn drawn(symbology: &str, name: &str) -> image::GrayImage {
    let name = format!("{symbology}-{name}.pbm");
    let vector = format!("{}/../crates/barcodes/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    let file = fs::read(vector).unwrap();
    let mut lines = file.splitn(3, |byte| *byte == b'\n');
    let size = String::from_utf8(lines.nth(1).unwrap().to_vec()).unwrap();
    let (width, rows) = size.split_once(' ').unwrap();
    let (width, rows): (u32, u32) = (width.parse().unwrap(), rows.parse().unwrap());
    let bits = lines.next().unwrap();
    // A row of codewords is three modules high.
    let high = if symbology == "pdf417" { 15 } else { 5 };
    image::GrayImage::from_fn(width * 5 + 80, rows * high + 80, |x, y| {
        let at = x.checked_sub(40).zip(y.checked_sub(40)).map(|(x, y)| (x / 5, y / high));
        let at = at.filter(|(x, y)| *x < width && *y < rows);
        let is_dark = at.is_some_and(|(x, y)| bits[(y * width.div_ceil(8) + x / 8) as usize] >> (7 - x % 8) & 1 == 1);
        image::Luma([if is_dark { 20 } else { 240 }])
    })
}

fn picture(folder: &TempDir, symbology: &str) -> PathBuf {
    let picture = drawn(symbology, "one-leg");
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

/// Airports of a boarding pass in a file, one after the other.
fn hops(path: &Path) -> Vec<String> {
    let need = ["need", "--json", "--at", "2026-11-22T12:00:00Z", "--boarding-pass"];
    let output = greengate().args(need).arg(path).output().unwrap();
    let answers = json_lines(&output.stdout);
    assert!(!answers.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let legs = answers[0]["boardingPass"]["legs"].as_array().unwrap().clone();
    let airport = |leg: &Value, end: &str| leg[end].as_str().unwrap().to_owned();
    let first = legs.iter().take(1).map(|leg| airport(leg, "from"));
    first.chain(legs.iter().map(|leg| airport(leg, "to"))).collect()
}

#[test]
fn passes_of_one_to_four_legs_in_pictures_and_documents() {
    let folder = TempDir::new().unwrap();
    for (name, flown) in HOPS {
        let mut texts = Vec::new();
        for symbology in ["pdf417", "aztec"] {
            let picture = drawn(symbology, name);
            let path = folder.path().join(format!("{symbology}-{name}.png"));
            picture.save(&path).unwrap();
            assert_eq!(hops(&path), flown, "{}", path.display());
            let document = folder.path().join(format!("{symbology}-{name}.pdf"));
            let (width, height) = (picture.width() as usize, picture.height() as usize);
            let grey = Grey {
                pixels: picture.as_raw(),
                width,
                height,
            };
            fs::write(&document, pdf_of(&[grey])).unwrap();
            assert_eq!(hops(&document), flown, "{}", document.display());
            let scan = ["scan", "--barcodes", "--json"];
            let output = greengate().args(scan).arg(&document).output().unwrap();
            assert!(output.status.success());
            let found = &json_lines(&output.stdout)[0]["barcodes"];
            assert_eq!(found.as_array().unwrap().len(), 1);
            assert_eq!(
                (&found[0]["symbology"], &found[0]["corners"]),
                (&json!(symbology), &Value::Null)
            );
            texts.push(found[0]["text"].as_str().unwrap().to_owned());
        }
        assert_eq!(texts[0], texts[1]);
        // The same in a QR code, padded, in small letters, and without the spaces at its end.
        for (n, text) in [
            texts[0].clone(),
            format!("{}\r\n", texts[0]),
            texts[0].to_ascii_lowercase(),
            texts[0].split('^').next().unwrap().trim_end().to_owned(),
        ]
        .iter()
        .enumerate()
        {
            let code = folder.path().join(format!("{name}-{n}.svg"));
            fs::write(&code, greengate::issue::Symbol::new(text).unwrap().svg()).unwrap();
            assert_eq!(hops(&code), flown, "{text:?}");
        }
    }
}

#[test]
fn damaged_passes_are_not_taken_for_others() {
    let folder = TempDir::new().unwrap();
    let need = |argument: &str| {
        let output = greengate()
            .args(["need", "--boarding-pass", argument])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{argument}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (from, to, why) in [
        ("M1", "M5", "a boarding pass has one to 4 legs"),
        ("M1", "M2", "the boarding pass ends within its booking reference"),
        ("ZRH", "Z1H", "the boarding pass has a broken airport of departure"),
        (" 326Y", " 399Y", "the boarding pass has a broken day"),
        (" 100", " 1xx", "the boarding pass has a broken conditional part"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        let error = need(&text);
        assert!(error.contains(why), "{text}: {error}");
        let code = folder.path().join("code.svg");
        fs::write(&code, greengate::issue::Symbol::new(&text).unwrap().svg()).unwrap();
        let error = need(code.to_str().unwrap());
        assert!(error.contains("no boarding pass found"), "{text}: {error}");
    }
}
