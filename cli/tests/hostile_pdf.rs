//! PDF documents that ask for more memory or time than there is: each gets a plain answer within
//! the limits, and the next input is judged. `--nocapture` prints what each took.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{
    greengate,
    hostile_pdf::{self, Document, Hostile},
    json_lines,
};
use greengate::{
    issue::{Issuer, IssuerOptions, PassOptions, Symbol, issue},
    limits::{MAX_DOCUMENT, MAX_DOCUMENT_MEMORY, MAX_DOCUMENT_MS},
    pass::Kind,
};
use image::GrayImage;
use serde_json::json;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};
use time::{OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);
/// Most memory of all processes that read a document, in MiB.
const MOST_MIB: u64 = 256;

/// A folder with a trust list and a genuine pass as a picture.
struct Folder {
    folder: tempfile::TempDir,
    text: String,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
        let list = json!([issuer.trust_entry()]).to_string();
        fs::write(folder.path().join("trust.json"), list).unwrap();
        let text = issue(&issuer, &PassOptions::new(Kind::Vaccination, 1, AT))
            .unwrap()
            .text;
        let (pixels, side) = Symbol::new(&text).unwrap().pixels(4);
        let side = u32::try_from(side).unwrap();
        GrayImage::from_raw(side, side, pixels)
            .unwrap()
            .save(folder.path().join("pass.png"))
            .unwrap();
        Self { folder, text }
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Judges a document and then the genuine pass.
    fn judge(&self, document: &Path) -> Judged {
        let start = Instant::now();
        let mut child = greengate()
            .args([
                "verify",
                "--json",
                "--at",
                "2026-11-01T12:00:00Z",
                "--trust",
                "trust.json",
            ])
            .arg(document)
            .arg("pass.png")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let memory = peak(&mut child);
        let time = start.elapsed();
        let output = child.wait_with_output().unwrap();
        Judged {
            statuses: json_lines(&output.stdout)
                .iter()
                .map(|report| report["status"].as_str().unwrap().to_owned())
                .collect(),
            said: String::from_utf8(output.stderr).unwrap(),
            exit: output.status.code(),
            memory,
            time,
        }
    }
}

struct Judged {
    statuses: Vec<String>,
    said: String,
    exit: Option<i32>,
    /// In MiB; 0 where the system does not tell.
    memory: u64,
    time: Duration,
}

/// Waits for a process to end, and gives the most memory that it and the largest of its children
/// held, in MiB.
fn peak(child: &mut Child) -> u64 {
    let parent = child.id();
    let (mut own, mut children) = (0, BTreeMap::new());
    while child.try_wait().unwrap().is_none() {
        own = held(parent).unwrap_or(own);
        let list = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).unwrap_or_default();
        for process in list.split_whitespace().filter_map(|id| id.parse().ok()) {
            if let Some(held) = held(process) {
                children.insert(process, held);
            }
        }
        thread::sleep(Duration::from_millis(4));
    }
    (own + children.into_values().max().unwrap_or(0)) >> 10
}

/// The most memory that a process held so far, in KiB.
fn held(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn a_hostile_pdf_costs_itself_only() {
    let folder = Folder::new();
    let documents = hostile_pdf::all();
    assert!(documents.len() >= 60, "{}", documents.len());
    let waiting = Mutex::new(documents.into_iter());
    let rows = Mutex::new(BTreeMap::new());
    let judge = || {
        while let Some(Hostile { name, bytes }) = { waiting.lock().unwrap().next() } {
            assert!(bytes.len() <= MAX_DOCUMENT, "{name} is refused for its size alone");
            let path = folder.put(&format!("{name}.pdf"), &bytes);
            let judged = folder.judge(&path);
            fs::remove_file(path).unwrap();
            rows.lock().unwrap().insert(name, (bytes.len(), judged));
        }
    };
    thread::scope(|scope| (0..4).for_each(|_| _ = scope.spawn(judge)));
    let rows = rows.into_inner().unwrap();
    print(&rows);
    let (mut complex, limit) = (0, Duration::from_millis(MAX_DOCUMENT_MS.into()));
    for (name, (_, judged)) in rows {
        let said = judged.said;
        assert_eq!(
            judged.statuses,
            ["valid"],
            "{name}: the pass after it is judged: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{name}: {said}");
        assert!(
            said.contains(name) && ANSWERS.iter().any(|answer| said.contains(answer)),
            "{name}: {said}"
        );
        assert_eq!(judged.exit, Some(2), "{name}");
        assert!(judged.memory < MOST_MIB, "{name}: {} MiB", judged.memory);
        // The limit, and what a busy machine needs to start processes and judge the pass.
        assert!(
            judged.time < limit + Duration::from_secs(20),
            "{name}: {:?}",
            judged.time
        );
        complex += usize::from(said.contains(ANSWERS[0]));
    }
    assert!(complex > 20, "only {complex} were hostile");
    const { assert!(MAX_DOCUMENT_MEMORY < MOST_MIB << 20) };
}

const ANSWERS: [&str; 3] = ["too complex", "PDF cannot be read", "no QR code found"];

/// Prints what each document took, as a table of figures.
fn print(rows: &BTreeMap<&str, (usize, Judged)>) {
    println!("<!-- figures hostile-pdf -->");
    println!("| document | bytes | answer | seconds | MiB |\n|---|---|---|---|---|");
    for (name, (bytes, judged)) in rows {
        let answer = ANSWERS.iter().find(|answer| judged.said.contains(**answer));
        let (answer, seconds, memory) = (answer.unwrap_or(&""), judged.time.as_secs_f64(), judged.memory);
        println!("| {name} | {bytes} | {answer} | {seconds:.2} | {memory} |");
    }
    println!("<!-- /figures -->");
}

#[test]
fn a_code_before_a_hostile_page_is_judged() {
    let folder = Folder::new();
    let symbol = Symbol::new(&folder.text).unwrap();
    let size = symbol.size();
    let mut drawing = "2 0 0 2 100 300 cm\n".to_owned();
    for (x, y) in (0..size).flat_map(|y| (0..size).map(move |x| (x, y))) {
        if symbol.is_dark(x, y) {
            drawing += &format!("{x} {} 1 1 re\n", size - 1 - y);
        }
    }
    let mut document = Document::page((drawing + "f").as_bytes(), "");
    // Objects 5 and 6: a page that never ends, and the tree of both.
    document.add("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 6 0 R>>");
    document.add(hostile_pdf::stream("", b"[0.00001] 0 d 0 0 m 600 800 l S"));
    document.put(2, "<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>");
    let judged = folder.judge(&folder.put("two-pages.pdf", &document.file()));
    assert_eq!(judged.statuses, ["valid", "valid"], "{}", judged.said);
    assert!(judged.said.contains("there may be more codes"), "{}", judged.said);
}

#[test]
fn a_pdf_beyond_the_limit_of_size_is_refused() {
    let folder = Folder::new();
    for (length, said) in [
        (MAX_DOCUMENT, "PDF cannot be read"),
        (MAX_DOCUMENT + 1, "larger than 32 MiB"),
    ] {
        let mut bytes = b"%PDF-1.7\n".to_vec();
        bytes.resize(length, b' ');
        let judged = folder.judge(&folder.put("large.pdf", &bytes));
        assert!(judged.said.contains(said), "{length}: {}", judged.said);
        assert_eq!(judged.statuses, ["valid"], "{length}");
    }
}
