//! `scan` and `verify --batch` on several threads: the same lines in the same order as on one.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{greengate, json_lines};
use greengate::{issue::Symbol, limits::MAX_THREADS};
use image::GrayImage;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};
use tempfile::TempDir;

const THREADS: [&str; 3] = ["1", "2", "7"];

fn run(arguments: &[&str], threads: &str, path: &Path) -> Output {
    let (command, rest) = arguments.split_first().unwrap();
    let mut program = greengate();
    program.args([command, "--threads", threads]).args(rest).arg(path);
    program.output().unwrap()
}

/// A picture of a code, with noise below it that takes the longer to search the larger it is.
fn put_code(path: PathBuf, text: &str, side: u32) {
    let (pixels, code) = Symbol::new(text).unwrap().pixels(6);
    let code = u32::try_from(code).unwrap();
    let mut picture = GrayImage::from_fn(side.max(code), side.max(code), |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).rotate_left(9)) % 256;
        image::Luma([if y > 2 * code {
            u8::try_from(noise).unwrap()
        } else {
            255
        }])
    });
    image::imageops::replace(&mut picture, &GrayImage::from_raw(code, code, pixels).unwrap(), 0, 0);
    picture.save(path).unwrap();
}

/// Twelve pictures, of which the first and some others take much longer; one is broken, one has no code.
fn pictures() -> TempDir {
    let folder = TempDir::new().unwrap();
    for n in 0..12 {
        let side = if n % 5 == 0 { 1_600 } else { 60 };
        put_code(folder.path().join(format!("{n:02}.png")), &format!("CODE {n}"), side);
    }
    fs::write(folder.path().join("05-broken.png"), b"\x89PNG\r\n\x1a\n no").unwrap();
    GrayImage::from_pixel(300, 300, image::Luma([200]))
        .save(folder.path().join("07-empty.png"))
        .unwrap();
    folder
}

#[test]
fn pictures_are_printed_in_their_order() {
    let folder = pictures();
    let mut seen = None;
    for threads in THREADS {
        let output = run(&["scan", "--json"], threads, folder.path());
        assert_eq!(output.status.code(), Some(2), "one is broken");
        let mut lines = json_lines(&output.stdout);
        let read: Vec<&Value> = lines
            .iter()
            .flat_map(|line| line["texts"].as_array().unwrap())
            .collect();
        let expected: Vec<Value> = (0..12).map(|n| json!(format!("CODE {n}"))).collect();
        assert_eq!(read, expected.iter().collect::<Vec<_>>(), "{threads} threads");
        let names: Vec<&str> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
        assert!(names.is_sorted() && names.len() == 14, "{names:?}");
        assert!(
            lines[5]["error"].is_string() && lines[8]["texts"] == json!([]),
            "{lines:?}"
        );
        lines.iter_mut().for_each(|line| line["ms"] = Value::Null);
        let plain = run(&["scan"], threads, folder.path());
        let now = (lines, plain.stdout, plain.stderr, plain.status.code());
        assert_eq!(&now, seen.get_or_insert(now.clone()), "{threads} threads");
    }
}

#[test]
fn the_exit_status_is_that_of_the_worst_picture() {
    let folder = pictures();
    for (name, status) in [("05-broken.png", 2), ("07-empty.png", 1)] {
        for threads in THREADS {
            assert_eq!(run(&["scan"], threads, folder.path()).status.code(), Some(status));
        }
        let worse = folder.path().join(if status == 2 { name } else { "07-empty.png" });
        fs::remove_file(worse).unwrap();
    }
    for threads in THREADS {
        let output = run(&["scan"], threads, folder.path());
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stderr.is_empty(), "no progress where nobody looks");
    }
}

#[test]
fn lines_of_a_batch_are_answered_in_their_order() {
    let folder = TempDir::new().unwrap();
    let issue = [
        "issue", "--count", "30", "--defect", "none", "--defect", "expired", "--out",
    ];
    let issued = greengate().args(issue).arg(folder.path()).output().unwrap();
    assert!(issued.status.success(), "{issued:?}");
    let cases = fs::read_to_string(folder.path().join("cases.jsonl")).unwrap();
    let mut lines: Vec<&str> = cases.lines().collect();
    let sound = lines.len();
    // The trust list of a line of its own takes longer; a broken line, an empty one.
    lines.insert(sound / 2, "{\"text\": ");
    lines.insert(sound / 3, "");
    let batch = folder.path().join("batch.jsonl");
    fs::write(&batch, lines.join("\n")).unwrap();
    let trust = folder.path().join("trust.json");
    let arguments = [
        "verify",
        "--trust",
        trust.to_str().unwrap(),
        "--at",
        "2026-11-28T12:00:00Z",
        "--batch",
    ];
    let first = run(&arguments, THREADS[0], &batch);
    assert_eq!(first.status.code(), Some(2));
    let answers = json_lines(&first.stdout);
    assert_eq!(answers.len(), sound + 1, "none for the empty line");
    // The file's second half is one line later than its number without the empty line.
    let broken = format!("line {}: ", sound / 2 + 2);
    assert!(
        answers[sound / 2]["error"].as_str().unwrap().starts_with(&broken),
        "{}",
        answers[sound / 2]
    );
    for threads in &THREADS[1..] {
        let other = run(&arguments, threads, &batch);
        assert!(other.stdout == first.stdout, "{threads} threads");
        assert_eq!((&other.stderr, other.status), (&first.stderr, first.status));
    }
}

#[test]
fn threads_are_bounded() {
    let folder = TempDir::new().unwrap();
    let picture = folder.path().join("code.png");
    put_code(picture.clone(), "CODE", 60);
    let status = |threads: u16| run(&["scan"], &threads.to_string(), &picture).status.code();
    assert_eq!(status(MAX_THREADS), Some(0));
    assert_eq!(status(MAX_THREADS + 1), Some(2));
    assert_eq!(status(0), Some(2));
}
