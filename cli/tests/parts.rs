//! Texts that are divided among several codes (structured append), and texts of every mode and character set.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{greengate, json_lines};
use greengate_test_support::{EcLevel, Segment, Symbol, picture};
use image::GrayImage;
use serde_json::json;
use std::{fs, path::PathBuf, process::Output};
use tempfile::TempDir;

/// Pixels a module.
const SCALE: usize = 4;

/// Symbols of the parts of a text.
fn parts(text: &str, total: usize) -> Vec<Symbol> {
    let parity = text.bytes().fold(0, |sum, byte| sum ^ byte);
    let chunks = text.as_bytes().chunks(text.len().div_ceil(total));
    let symbol = |(index, bytes): (u8, &[u8])| {
        let total = u8::try_from(total).unwrap();
        let segments = [Segment::Append { index, total, parity }, Segment::Bytes(bytes.to_vec())];
        Symbol::of_segments(&segments, EcLevel::M).unwrap().0
    };
    (0..).zip(chunks).map(symbol).collect()
}

/// A picture of symbols side by side.
fn drawn(symbols: &[&Symbol]) -> GrayImage {
    const QUIET: usize = 5;
    let side = symbols.iter().map(|symbol| symbol.size).max().unwrap() + 2 * QUIET;
    let (width, height) = (symbols.len() * side * SCALE, side * SCALE);
    let pixels = picture(width, height, [0, 255], |x, y| {
        let (x, y) = (x / SCALE, y / SCALE);
        let dark = |symbol: &&&Symbol| symbol.is_dark((x % side).wrapping_sub(QUIET), y.wrapping_sub(QUIET));
        symbols.get(x / side).is_some_and(|symbol| dark(&symbol))
    });
    GrayImage::from_raw(u32::try_from(width).unwrap(), u32::try_from(height).unwrap(), pixels).unwrap()
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn put(&self, name: &str, symbols: &[&Symbol]) -> PathBuf {
        let path = self.0.path().join(name);
        drawn(symbols).save(&path).unwrap();
        path
    }

    /// Runs `greengate` in the folder.
    fn run(&self, arguments: &[&str]) -> Output {
        greengate().args(arguments).current_dir(self.0.path()).output().unwrap()
    }
}

fn said(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// A text whose letters are cut in two by the ends of its parts.
const TEXT: &str = "Größe: ✓✓✓✓✓ in three codes";

#[test]
fn parts_in_one_picture_are_one_text() {
    let (folder, symbols) = (Folder::new(), parts(TEXT, 3));
    let [a, b, c] = &symbols[..] else { panic!("three") };
    let other = Symbol::new("other", 2, EcLevel::M);
    folder.put("all.png", &[c, a, &other, b, a]);
    let plain = said(&folder.run(&["scan", "all.png"]));
    assert!(
        plain.0 == format!("{TEXT}\nother\n") || plain.0 == format!("other\n{TEXT}\n"),
        "{plain:?}"
    );
    assert_eq!((plain.1.as_str(), plain.2), ("", Some(0)));
    let lines = json_lines(&folder.run(&["scan", "--json", "all.png"]).stdout);
    assert_eq!(lines.len(), 1);
    let codes = lines[0]["codes"].as_array().unwrap();
    let mut places: Vec<(u64, u64)> = codes
        .iter()
        .filter_map(|code| code.get("structured_append"))
        .map(|place| (place["index"].as_u64().unwrap(), place["total"].as_u64().unwrap()))
        .collect();
    places.sort_unstable();
    assert_eq!((codes.len(), places), (5, vec![(0, 3), (0, 3), (1, 3), (2, 3)]));
}

#[test]
fn parts_in_several_pictures_are_one_text() {
    let (folder, symbols) = (Folder::new(), parts(TEXT, 3));
    // In any order, and one of them twice.
    for (name, n) in [("a.png", 2), ("b.png", 0), ("c.png", 1), ("d.png", 0)] {
        folder.put(name, &[&symbols[n]]);
    }
    folder.put("e.png", &[&Symbol::new("other", 2, EcLevel::M)]);
    for threads in ["1", "3"] {
        let plain = said(&folder.run(&["scan", "--threads", threads, "."]));
        assert_eq!(plain, (format!("other\n{TEXT}\n"), String::new(), Some(0)));
    }
    let lines = json_lines(&folder.run(&["scan", "--json", "."]).stdout);
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0]["texts"], json!([]), "a part alone is no text");
    let files = ["a.png", "b.png", "c.png", "d.png"].map(|name| format!("./{name}"));
    assert_eq!(lines[5], json!({"files": files, "texts": [TEXT]}));
}

#[test]
fn a_missing_part_is_said() {
    let (folder, symbols) = (Folder::new(), parts(TEXT, 3));
    folder.put("a.png", &[&symbols[0]]);
    folder.put("b.png", &[&symbols[2]]);
    let plain = said(&folder.run(&["scan", "a.png", "b.png"]));
    let error = "greengate: a.png, b.png: one text in several codes: part 2 of 3 is missing\n";
    assert_eq!(plain, (String::new(), error.to_owned(), Some(1)));
    let lines = json_lines(&folder.run(&["scan", "--json", "a.png", "b.png"]).stdout);
    let expected = json!({"files": ["a.png", "b.png"], "texts": [], "error": "part 2 of 3 is missing"});
    assert_eq!(lines[2], expected);
    let verified = said(&folder.run(&["verify", "a.png"]));
    assert!(verified.1.contains("parts 2 and 3 of 3 are missing"), "{verified:?}");
    assert_eq!(verified.2, Some(2));
}

#[test]
fn a_wrong_part_joins_nothing() {
    let (folder, mut symbols) = (Folder::new(), parts("0123456789", 2));
    let parity = "0123456789".bytes().fold(0, |sum, byte| sum ^ byte);
    let wrong = [
        Segment::Append {
            index: 1,
            total: 2,
            parity,
        },
        Segment::Numeric("98766".to_owned()),
    ];
    symbols[1] = Symbol::of_segments(&wrong, EcLevel::M).unwrap().0;
    folder.put("both.png", &[&symbols[0], &symbols[1]]);
    let plain = said(&folder.run(&["scan", "both.png"]));
    assert_eq!((plain.0.as_str(), plain.2), ("", Some(1)));
    assert!(plain.1.contains("the 2 parts do not belong together"), "{plain:?}");
}

#[test]
fn a_pass_in_two_codes_is_verified() {
    let folder = Folder::new();
    let issued = folder.run(&["issue", "--at", "2026-11-01T12:00:00Z", "--out", "passes"]);
    assert_eq!(issued.status.code(), Some(0), "{issued:?}");
    let text = fs::read_dir(folder.0.path().join("passes")).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        path.extension()
            .is_some_and(|e| e == "txt")
            .then(|| fs::read_to_string(path).unwrap())
    });
    let symbols = parts(&text.unwrap(), 2);
    folder.put("pass.png", &[&symbols[0], &symbols[1]]);
    let arguments = [
        "verify",
        "--trust",
        "passes/trust.json",
        "--at",
        "2026-11-01T12:00:00Z",
        "pass.png",
    ];
    let verified = said(&folder.run(&arguments));
    assert!(verified.0.starts_with("pass.png: VALID"), "{verified:?}");
    assert_eq!(verified.2, Some(0));
}

#[test]
fn every_mode_and_character_set_is_shown_in_its_letters() {
    let folder = Folder::new();
    let (kanji, hanzi) = (vec![0x93, 0x5f, 0x82, 0xa0], vec![0xb0, 0xa1, 0xd6, 0xd0]);
    let cases: [(&str, Vec<Segment>, &str); 6] = [
        (
            "kanji",
            vec![Segment::Bytes(b"a".to_vec()), Segment::Kanji(kanji)],
            "a点あ",
        ),
        (
            "hanzi",
            vec![Segment::Hanzi(hanzi), Segment::Numeric("12".to_owned())],
            "啊中12",
        ),
        ("latin", vec![Segment::Bytes(b"M\xfcller".to_vec())], "Müller"),
        (
            "greek",
            vec![Segment::CharacterSet(9), Segment::Bytes(vec![0xc1, 0xe8, 0xde])],
            "Αθή",
        ),
        (
            "utf-8",
            vec![Segment::CharacterSet(26), Segment::Bytes("✓".as_bytes().to_vec())],
            "✓",
        ),
        (
            "gs1",
            vec![Segment::Gs1, Segment::Alphanumeric("10A%21B".to_owned())],
            "10A\\u{1d}21B",
        ),
    ];
    for (name, segments, text) in cases {
        let name = format!("{name}.png");
        folder.put(&name, &[&Symbol::of_segments(&segments, EcLevel::M).unwrap().0]);
        assert_eq!(said(&folder.run(&["scan", &name])).0, format!("{text}\n"), "{name}");
    }
}
