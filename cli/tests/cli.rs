//! The command line: what it reads, what it prints, and its exit status.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use base64ct::{Base64, Encoding};
use common::{greengate, json_lines};
use coset::TaggedCborSerializable;
use greengate::issue::Symbol;
use image::{DynamicImage, GrayImage, ImageFormat};
use serde_json::Value;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};
use tempfile::TempDir;

/// A folder with a valid and a forged pass and the trust list for both.
struct Passes {
    folder: TempDir,
    valid: String,
    forged: String,
}

impl Passes {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let made = greengate()
            .args([
                "issue",
                "--defect",
                "none",
                "--defect",
                "forged",
                "--format",
                "text,png,svg",
                "--out",
            ])
            .arg(folder.path())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        Self {
            valid: text("vaccination-valid.txt"),
            forged: text("vaccination-forged.txt"),
            folder,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    fn verify(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = greengate()
            .args(["verify", "--trust"])
            .arg(self.path("trust.json"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    fn picture(&self) -> GrayImage {
        let (pixels, side) = Symbol::new(&self.valid).unwrap().pixels(4);
        let side = u32::try_from(side).unwrap();
        GrayImage::from_raw(side, side, pixels).unwrap()
    }
}

fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

/// A PDF of one page that draws the symbol as black squares, as issuers' documents do.
fn pdf(text: &str) -> Vec<u8> {
    let symbol = Symbol::new(text).unwrap();
    let size = symbol.size();
    let mut drawing = String::from("1.5 0 0 1.5 180 420 cm\n");
    for y in 0..size {
        for x in (0..size).filter(|x| symbol.is_dark(*x, y)) {
            drawing.push_str(&format!("{x} {} 1 1 re\n", size - 1 - y));
        }
    }
    drawing.push_str("f\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{drawing}endstream", drawing.len()),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).bytes());
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    offsets
        .iter()
        .for_each(|offset| file.extend(format!("{offset:010} 00000 n \n").bytes()));
    file.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    file
}

#[test]
fn every_way_in_gives_the_same_report() {
    let passes = Passes::new();
    let wanted = json_lines(&passes.verify(&["--json", &passes.valid], "").stdout);
    assert_eq!(wanted.len(), 1);
    assert_eq!(wanted[0]["status"], "valid");
    let picture = DynamicImage::from(passes.picture());
    for (name, format) in [
        ("a.png", ImageFormat::Png),
        ("a.jpg", ImageFormat::Jpeg),
        ("a.webp", ImageFormat::WebP),
    ] {
        picture.to_rgb8().save_with_format(passes.path(name), format).unwrap();
    }
    // Black on nothing: the paper shows through.
    let grey = picture.to_luma8();
    let transparent = image::RgbaImage::from_fn(picture.width(), picture.height(), |x, y| {
        let dark = grey.get_pixel(x, y).0[0] == 0;
        image::Rgba([0, 0, 0, if dark { 255 } else { 0 }])
    });
    transparent.save(passes.path("transparent.png")).unwrap();
    passes.put("a.pdf", pdf(&passes.valid));
    passes.put("a.text", format!("{}\r\n", passes.valid));
    for name in [
        "vaccination-valid.png",
        "a.png",
        "a.jpg",
        "a.webp",
        "transparent.png",
        "a.pdf",
        "a.text",
    ] {
        let output = passes.verify(&["--json", passes.path(name).to_str().unwrap()], "");
        assert_eq!(
            json_lines(&output.stdout),
            wanted,
            "{name}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert_eq!(status(&output), Some(0), "{name}");
    }
    let piped = passes.verify(&["--json", "-"], &format!("{}\n\n{}\n", passes.valid, passes.valid));
    assert_eq!(json_lines(&piped.stdout), [wanted[0].clone(), wanted[0].clone()]);
}

#[test]
fn exit_status_tells_the_outcome() {
    let passes = Passes::new();
    let (valid, forged) = (passes.valid.as_str(), passes.forged.as_str());
    let blank = passes.path("blank.png");
    GrayImage::from_pixel(200, 200, image::Luma([200]))
        .save(&blank)
        .unwrap();
    let broken = passes.put(
        "broken.png",
        &fs::read(passes.path("vaccination-valid.png")).unwrap()[..300],
    );
    let broken_pdf = passes.put("broken.pdf", b"%PDF-1.7 and nothing else");
    let junk = passes.put("junk.bin", [0xff, 0xfe, 0x00, 0x01]);
    let paths: Vec<&str> = [&blank, &broken, &broken_pdf, &junk]
        .iter()
        .map(|p| p.to_str().unwrap())
        .collect();
    for (arguments, wanted, said) in [
        (vec![valid], 0, ""),
        (vec![valid, forged], 1, ""),
        (vec!["HELLO WORLD"], 1, ""),
        (vec![valid, "--country", "FR"], 1, ""),
        (vec![valid, "missing.png"], 2, "no such file"),
        (vec![paths[0]], 2, "no QR code found"),
        (vec![paths[1]], 2, "cannot be read"),
        (vec![paths[2]], 2, "PDF cannot be read"),
        (vec![paths[3]], 2, "neither a picture"),
        (vec![valid, "--at", "yesterday"], 2, "RFC 3339"),
        (vec![valid, "--country", "France"], 2, "two letters"),
        (vec![], 2, "required"),
    ] {
        let output = passes.verify(&arguments, "");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(status(&output), Some(wanted), "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
        assert!(!errors.contains("panicked"), "{errors}");
    }
}

#[test]
fn the_report_has_the_facts_of_the_contract() {
    let passes = Passes::new();
    let report = &json_lines(&passes.verify(&["--json", &passes.valid, "--country", "fr"], "").stdout)[0];
    assert_eq!(report["reason"], Value::Null);
    assert_eq!(
        (&report["format"], &report["kind"]),
        (&"dcc".into(), &"vaccination".into())
    );
    assert_eq!(report["authentic"], true);
    assert_eq!(report["holder"]["name"], "Ásta Björk Grønli-Sample");
    assert_eq!(report["holder"]["standardName"], "GROENLI<SAMPLE<<ASTA<BJOERK");
    assert_eq!(report["holder"]["birthDate"], "1987-03-14");
    assert_eq!(report["issuer"]["country"], "XD");
    assert_eq!(report["payload"]["v"][0]["dn"], 2);
    assert_eq!(report["entry"]["country"], "FR");
    assert_eq!(
        (&report["entry"]["outcome"], &report["entry"]["rules"]),
        (&"open".into(), &serde_json::json!([]))
    );
    for date in ["issuedAt", "expiresAt"] {
        let text = report[date].as_str().unwrap();
        assert!(
            time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).is_ok(),
            "{text}"
        );
    }
}

#[test]
fn the_time_of_the_check_is_given() {
    let passes = Passes::new();
    let at = |time: &str| json_lines(&passes.verify(&["--json", "--at", time, &passes.valid], "").stdout)[0].clone();
    let long_ago = at("2021-01-01T00:00:00Z");
    assert_eq!(
        (&long_ago["reason"], &long_ago["authentic"]),
        (&"not-yet-valid".into(), &true.into())
    );
    let much_later = at("2039-01-01T00:00:00Z");
    assert_eq!(
        (&much_later["reason"], &much_later["authentic"]),
        (&"expired".into(), &true.into())
    );
    // The last second belongs to the validity, the next does not.
    let expiry = at("2026-12-24T00:00:00Z")["expiresAt"].as_str().unwrap().to_owned();
    assert_eq!(at(&expiry)["status"], "valid");
    assert_eq!(at(&expiry.replace('Z', ".5Z"))["reason"], "expired");
}

#[test]
fn words_for_people_never_call_an_expired_pass_forged() {
    let passes = Passes::new();
    let expired = passes.verify(&["--at", "2039-01-01T00:00:00Z", &passes.valid], "");
    let said = String::from_utf8(expired.stdout).unwrap();
    assert!(
        said.contains("genuine, but not current") && said.contains("Ásta"),
        "{said}"
    );
    let forged = String::from_utf8(passes.verify(&[&passes.forged], "").stdout).unwrap();
    assert!(
        forged.contains("not genuine") && forged.contains("unconfirmed"),
        "{forged}"
    );
}

#[test]
fn a_batch_answers_every_line_in_order() {
    let passes = Passes::new();
    let trust: Value = serde_json::from_slice(&fs::read(passes.path("trust.json")).unwrap()).unwrap();
    let line = |value: Value| value.to_string();
    let lines = [
        line(serde_json::json!({"text": passes.valid})),
        "this is not JSON".to_owned(),
        line(serde_json::json!({"text": passes.valid, "trust": []})),
        line(serde_json::json!({"texts": [passes.forged], "trust": trust})),
        line(serde_json::json!({"text": passes.valid, "at": "2039-01-01T00:00:00Z"})),
        line(serde_json::json!({"neither": 1})),
        line(serde_json::json!({"text": passes.valid, "country": "AT"})),
    ];
    let batch = passes.put("batch.jsonl", lines.join("\n"));
    let output = passes.verify(&["--batch", batch.to_str().unwrap()], "");
    let reports = json_lines(&output.stdout);
    let told: Vec<&str> = reports
        .iter()
        .map(|r| {
            r["error"]
                .as_str()
                .map_or_else(|| r["reason"].as_str().unwrap_or("valid"), |_| "error")
        })
        .collect();
    assert_eq!(
        told,
        [
            "valid",
            "error",
            "unknown-issuer",
            "bad-signature",
            "expired",
            "error",
            "valid"
        ]
    );
    assert!(reports[1]["error"].as_str().unwrap().starts_with("line 2"));
    assert_eq!(reports[6]["entry"]["outcome"], "open");
    assert_eq!(status(&output), Some(2), "two lines were unreadable");
}

#[test]
fn the_list_that_vouches_is_named_with_its_age() {
    let passes = Passes::new();
    let list = fs::read_to_string(passes.path("trust.json")).unwrap();
    let list = list.replace("\"demo\"", "\"production\"");
    let path = passes.path("mine.json");
    fs::write(&path, list).unwrap();
    let output = greengate()
        .args(["verify", "--trust"])
        .arg(&path)
        .arg(&passes.valid)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("Vouched for by the list") && said.contains("mine.json of unknown age"),
        "{said}"
    );
}

#[test]
fn the_same_text_at_several_places_is_several_codes_and_one_pass() {
    let passes = Passes::new();
    let one = image::open(passes.path("vaccination-valid.png")).unwrap().into_luma8();
    let (width, height) = one.dimensions();
    let mut sheet = image::GrayImage::from_pixel(width * 2, height * 2, image::Luma([255]));
    let places = [(0, 0), (width, 0), (width, height)];
    for (x, y) in places {
        image::imageops::replace(&mut sheet, &one, x.into(), y.into());
    }
    let path = passes.path("sheet.png");
    sheet.save(&path).unwrap();
    let output = greengate().args(["scan", "--json"]).arg(&path).output().unwrap();
    let line = &json_lines(&output.stdout)[0];
    assert_eq!(line["texts"], serde_json::json!([passes.valid]));
    let mut found: Vec<(u32, u32)> = Vec::new();
    for code in line["codes"].as_array().unwrap() {
        assert_eq!(code["text"], passes.valid);
        let corners: [(f64, f64); 4] = serde_json::from_value(code["corners"].clone()).unwrap();
        let place = |at: f64, size: u32| if at < f64::from(size) { 0 } else { size };
        found.push((place(corners[0].0, width), place(corners[0].1, height)));
    }
    found.sort_unstable();
    assert_eq!(found, places);
    let verified = passes.verify(&["--json", path.to_str().unwrap()], "");
    assert_eq!(json_lines(&verified.stdout).len(), 1);
}

#[test]
fn scan_prints_a_line_for_every_picture() {
    let passes = Passes::new();
    fs::create_dir(passes.path("pictures")).unwrap();
    let put = |name: &str, from: &Path| fs::copy(from, passes.path("pictures").join(name)).unwrap();
    put("2.png", &passes.path("vaccination-valid.png"));
    put("1.PNG", &passes.path("vaccination-forged.png"));
    put("notes.txt", &passes.path("vaccination-valid.txt"));
    let scan = |arguments: &[&str]| greengate().arg("scan").args(arguments).output().unwrap();
    let folder = passes.path("pictures");
    let output = scan(&["--json", folder.to_str().unwrap()]);
    let lines = json_lines(&output.stdout);
    assert_eq!(status(&output), Some(0));
    assert_eq!(lines.len(), 2, "the text is no picture");
    assert_eq!(lines[0]["texts"], serde_json::json!([passes.forged]));
    assert_eq!(lines[1]["texts"], serde_json::json!([passes.valid]));
    // Top left, top right, bottom right, bottom left, within the quiet zone.
    let code = &lines[1]["codes"][0];
    assert_eq!(code["text"], passes.valid);
    let corners: [(f64, f64); 4] = serde_json::from_value(code["corners"].clone()).unwrap();
    let picture = image::open(passes.path("vaccination-valid.png")).unwrap();
    let size = f64::from(picture.width());
    let quiet = corners[0].0;
    assert!(quiet > 4.0 && quiet < size / 4.0, "{corners:?}");
    let (near, far) = (quiet, size - quiet);
    for (corner, expected) in corners
        .into_iter()
        .zip([(near, near), (far, near), (far, far), (near, far)])
    {
        assert!(
            (corner.0 - expected.0).hypot(corner.1 - expected.1) < 3.0,
            "{corners:?}"
        );
    }
    assert!(
        lines
            .iter()
            .all(|l| l["ms"].as_f64().is_some_and(|ms| ms > 0.0) && l["file"].as_str().is_some())
    );
    let plain = scan(&[passes.path("vaccination-valid.png").to_str().unwrap()]);
    assert_eq!(String::from_utf8(plain.stdout).unwrap().trim_end(), passes.valid);
    // Two codes in one picture; one unreadable picture beside it.
    let code = passes.picture();
    let mut both = GrayImage::from_pixel(code.width() * 2, code.height(), image::Luma([255]));
    image::imageops::replace(&mut both, &code, 0, 0);
    let (pixels, side) = Symbol::new(&passes.forged).unwrap().pixels(4);
    let side = u32::try_from(side).unwrap();
    image::imageops::replace(
        &mut both,
        &GrayImage::from_raw(side, side, pixels).unwrap(),
        code.width().into(),
        0,
    );
    both.save(passes.path("both.png")).unwrap();
    let broken = passes.put("broken.png", b"\x89PNG\r\n\x1a\n no");
    let output = scan(&[
        "--json",
        passes.path("both.png").to_str().unwrap(),
        broken.to_str().unwrap(),
    ]);
    let lines = json_lines(&output.stdout);
    assert_eq!(lines[0]["texts"].as_array().unwrap().len(), 2);
    assert!(lines[1]["error"].is_string());
    assert_eq!(status(&output), Some(2));
}

#[test]
fn issue_says_what_defects_there_are() {
    let output = greengate().args(["issue", "--defect", "typo"]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(status(&output), Some(2));
    assert!(
        errors.contains("flipped-signature") && errors.contains("expired"),
        "{errors}"
    );
    let printed = greengate()
        .args(["issue", "--count", "3", "--kind", "test"])
        .output()
        .unwrap();
    let texts = String::from_utf8(printed.stdout).unwrap();
    assert_eq!(texts.lines().filter(|line| line.starts_with("HC1:")).count(), 3);
}

#[test]
fn svg_and_png_carry_the_text() {
    let passes = Passes::new();
    let svg = fs::read_to_string(passes.path("vaccination-valid.svg")).unwrap();
    assert!(svg.contains("<svg") && svg.contains("path"));
    assert!(passes.path("trust.json").exists() && passes.path("cases.jsonl").exists());
}

/// The process that reads files is killed while `scan` waits for the bytes of its second picture.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_is_killed_costs_one_picture() {
    let passes = Passes::new();
    let picture = passes.path("vaccination-valid.png");
    let pipe = passes.path("pipe.png");
    let run = |command: &str, argument: &std::ffi::OsStr| {
        let status = std::process::Command::new(command).arg(argument).status();
        assert!(status.unwrap().success(), "{command}");
    };
    run("mkfifo", pipe.as_os_str());
    let mut child = greengate()
        .args(["scan", "--threads", "1"])
        .args([&picture, &pipe, &picture])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut first).unwrap();
    assert_eq!(first.trim_end(), passes.valid);
    // The children of all threads.
    let threads = fs::read_dir(format!("/proc/{}/task", child.id())).unwrap();
    let readers: String = threads
        .map(|thread| fs::read_to_string(thread.unwrap().path().join("children")).unwrap())
        .collect();
    assert_eq!(readers.split_whitespace().count(), 1, "one process reads all pictures");
    run("kill", readers.trim().as_ref());
    fs::write(&pipe, fs::read(&picture).unwrap()).unwrap();
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut out, &mut rest).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(
        errors.contains("pipe.png: this picture is damaged or too complex"),
        "{errors}"
    );
    assert_eq!(
        rest.trim_end(),
        passes.valid,
        "the third picture is read by another process"
    );
    assert_eq!(status(&output), Some(2));
}

/// Folders inside of folders; a link in a circle ends nothing, and a folder without pictures is said.
#[test]
fn scan_reads_folders_inside_folders() {
    let passes = Passes::new();
    let inside = passes.path("pictures/2026/november");
    fs::create_dir_all(&inside).unwrap();
    fs::create_dir_all(passes.path("empty/inside")).unwrap();
    fs::copy(passes.path("vaccination-valid.png"), inside.join("b.png")).unwrap();
    fs::copy(passes.path("vaccination-forged.png"), passes.path("pictures/a.png")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(passes.path("pictures"), inside.join("circle")).unwrap();
    let scan = |folder: &str| {
        greengate()
            .args(["scan", "--json"])
            .arg(passes.path(folder))
            .output()
            .unwrap()
    };
    let output = scan("pictures");
    let texts: Vec<Value> = json_lines(&output.stdout)
        .iter()
        .map(|l| l["texts"][0].clone())
        .collect();
    assert_eq!(
        texts,
        [passes.valid.as_str(), &passes.forged],
        "in the order of their paths"
    );
    assert_eq!(status(&output), Some(0));
    let output = scan("empty");
    assert_eq!((status(&output), json_lines(&output.stdout).len()), (Some(2), 1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no picture"), "{said}");
}

/// A rule that holds for entries before March 2031.
fn rule_until_march() -> String {
    serde_json::json!([{"Identifier": "GR-FR-0001", "Type": "Acceptance", "Country": "FR", "Version": "1.0.0",
        "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "0.7.5", "CertificateType": "General",
        "Description": [{"lang": "en", "desc": "Before March"}], "ValidFrom": "2021-07-01T00:00:00Z",
        "ValidTo": "2099-07-01T00:00:00Z", "AffectedFields": [], "Logic": {"before": [
            {"plusTime": [{"var": "external.validationClock"}, 0, "day"]}, {"plusTime": ["2031-03-01", 0, "day"]}]}}])
    .to_string()
}

/// The specimen of ICAO Doc 9303, part 4: somebody else than any of our passes names.
const OTHERS_PASSPORT: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

/// A picture with a pass and a code that is none is a picture of a pass.
#[test]
fn a_code_that_is_no_pass_fails_no_pass_beside_it() {
    let passes = Passes::new();
    let symbol = |text: &str| {
        let (pixels, side) = Symbol::new(text).unwrap().pixels(4);
        let side = u32::try_from(side).unwrap();
        GrayImage::from_raw(side, side, pixels).unwrap()
    };
    let beside = |texts: [&str; 2]| {
        let [left, right] = texts.map(symbol);
        let mut both = GrayImage::from_pixel(
            left.width() + right.width(),
            left.height().max(right.height()),
            image::Luma([255]),
        );
        image::imageops::replace(&mut both, &left, 0, 0);
        image::imageops::replace(&mut both, &right, i64::from(left.width()), 0);
        let path = passes.path("beside.png");
        both.save(&path).unwrap();
        path.display().to_string()
    };
    let output = passes.verify(&[&beside(["https://example.org/", &passes.valid])], "");
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(status(&output), Some(0), "{text}");
    assert!(
        text.contains("VALID: genuine and current") && !text.contains("not a health pass"),
        "{text}"
    );
    // Without a pass each is said, and a pass that is forged is not left out.
    let output = passes.verify(&["--json", &beside(["https://example.org/", "hello"])], "");
    assert_eq!((status(&output), json_lines(&output.stdout).len()), (Some(1), 2));
    let output = passes.verify(&["--json", &beside([&passes.forged, &passes.valid])], "");
    assert_eq!((status(&output), json_lines(&output.stdout).len()), (Some(1), 2));
}

/// Headline, exit status and `conclusion` answer the whole question.
#[test]
fn the_conclusion_follows_everything_that_was_asked() {
    let passes = Passes::new();
    let rules = passes.put("rules.json", rule_until_march());
    let rules = rules.to_str().unwrap();
    let forged = passes.path("vaccination-forged.txt");
    let forged = forged.to_str().unwrap();
    let late = ["--travel-at", "2031-06-01T00:00:00Z", "--rules", rules, "--country"];
    /// Pass, options, exit status, answer, question, part of the headline.
    type Case<'a> = (&'a str, &'a [&'a str], i32, &'a str, Value, &'a str);
    let cases: [Case; 8] = [
        (&passes.valid, &[], 0, "go", Value::Null, "VALID: genuine and current"),
        (
            &passes.valid,
            &["--rules", rules, "--country", "FR"],
            0,
            "go",
            Value::Null,
            "VALID FOR FR",
        ),
        (
            &passes.valid,
            &[&late[..], &["FR"]].concat(),
            1,
            "stop",
            "entry".into(),
            "NOT FOR FR",
        ),
        (
            &passes.valid,
            &["--country", "FR"],
            1,
            "look",
            "entry".into(),
            "LOOK YOURSELF",
        ),
        (
            &passes.valid,
            &["--rules", rules, "--country", "IT"],
            1,
            "look",
            "entry".into(),
            "entry to IT is not decided",
        ),
        (
            forged,
            &["--country", "FR"],
            1,
            "stop",
            "authentic".into(),
            "INVALID: not genuine",
        ),
        (
            &passes.valid,
            &["--at", "2060-01-01T00:00:00Z", "--rules", rules, "--country", "FR"],
            1,
            "stop",
            "current".into(),
            "genuine, but not current",
        ),
        ("hello", &[], 1, "stop", "authentic".into(), "not a health pass"),
    ];
    for (pass, options, exit, answer, because, headline) in cases {
        let json = passes.verify(&[options, &["--json", pass]].concat(), "");
        assert_eq!(status(&json), Some(exit), "{pass} {options:?}");
        let report = &json_lines(&json.stdout)[0];
        assert_eq!(report["conclusion"]["answer"], answer, "{pass} {options:?}");
        assert_eq!(report["conclusion"]["because"], because, "{pass} {options:?}");
        let text = passes.verify(&[options, &[pass]].concat(), "");
        assert_eq!(status(&text), Some(exit));
        let text = String::from_utf8(text.stdout).unwrap();
        assert!(text.lines().next().unwrap().contains(headline), "{text}");
    }
    // An issuer that no list names: a person has to decide.
    let output = greengate().args(["verify", "--json", &passes.valid]).output().unwrap();
    let unknown = &json_lines(&output.stdout)[0];
    assert_eq!(
        (status(&output), &unknown["conclusion"]),
        (Some(1), &serde_json::json!({"answer": "look", "because": "authentic"}))
    );
    let said = |arguments: &[&str]| {
        let output = greengate().arg("verify").args(arguments).arg(&passes.valid).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    let text = said(&[]);
    assert!(text.contains(": LOOK YOURSELF: cannot be confirmed"), "{text}");
    // Another person's passport counts more.
    let text = said(&["--passport", OTHERS_PASSPORT]);
    assert!(text.contains(": ANOTHER PERSON: "), "{text}");
}

/// The time of entry holds for every line, and a line's own destination is enough for it.
#[test]
fn a_batch_honours_the_time_of_travel() {
    let passes = Passes::new();
    let rules = passes.put("rules.json", rule_until_march());
    let batch = passes.put(
        "batch.jsonl",
        [
            serde_json::json!({"text": passes.valid, "country": "FR"}).to_string(),
            serde_json::json!({"text": passes.valid, "country": "FR", "at": "2026-12-01T00:00:00Z"}).to_string(),
            serde_json::json!({"text": passes.valid}).to_string(),
        ]
        .join("\n"),
    );
    let outcomes = |options: &[&str]| -> Vec<Value> {
        let files = ["--batch", batch.to_str().unwrap(), "--rules", rules.to_str().unwrap()];
        let output = passes.verify(&[&files[..], options].concat(), "");
        let reports = json_lines(&output.stdout);
        reports.iter().map(|r| r["entry"]["outcome"].clone()).collect()
    };
    let null = Value::Null;
    assert_eq!(
        outcomes(&[]),
        [Value::from("accepted"), "accepted".into(), null.clone()]
    );
    let late = ["--travel-at", "2031-06-01T00:00:00Z"];
    assert_eq!(outcomes(&late), [Value::from("refused"), "refused".into(), null]);
    let all = [&late[..], &["--country", "FR"]].concat();
    assert_eq!(outcomes(&all), ["refused", "refused", "refused"]);
}

/// Names in the spelling of ICAO 9303, part 3, section 6.
#[test]
fn issue_spells_names_as_passports_do() {
    let folder = TempDir::new().unwrap();
    let issue = |family: &str| {
        let mut command = greengate();
        command.args(["issue", "--family", family, "--given", "Jean-Luc Øyvind", "--out"]);
        command.arg(folder.path().join(family)).output().unwrap()
    };
    for (family, spelling) in [("Müller", "MUELLER"), ("d'Été", "DETE"), ("Щербакова", "SHCHERBAKOVA")] {
        assert_eq!(status(&issue(family)), Some(0));
        let folder = folder.path().join(family);
        let output = greengate()
            .args(["verify", "--json", "--trust"])
            .args([folder.join("trust.json"), folder.join("vaccination-valid.txt")])
            .output()
            .unwrap();
        let report = &json_lines(&output.stdout)[0];
        assert_eq!(
            report["holder"]["standardName"],
            format!("{spelling}<<JEAN<LUC<OEYVIND")
        );
    }
    let unknown = issue("山田");
    assert_eq!(status(&unknown), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("--family-standard"));
}

/// A pass under the key identifier of somebody on the list that comes with Greengate, who did not sign it.
fn under_a_real_key(passes: &Passes) -> String {
    let shown = greengate()
        .args(["trust", "show", "--json", "../www/trust/default.ggt"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let list: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let keys = list["keys"].as_array().unwrap();
    let signer = keys.iter().find(|key| key["source"] == "EU" && key["key"] == "P-256");
    let kid = Base64::decode_vec(signer.unwrap()["kid"].as_str().unwrap()).unwrap();
    let packed = base45::decode(passes.valid.trim().strip_prefix("HC1:").unwrap()).unwrap();
    let message = miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap();
    let mut sign = coset::CoseSign1::from_tagged_slice(&message).unwrap();
    sign.protected.original_data = None;
    sign.protected.header.key_id = kid;
    let message = sign.to_tagged_vec().unwrap();
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&message, 9);
    format!("HC1:{}", base45::encode(&packed))
}

#[test]
fn the_list_that_comes_with_greengate_is_used_where_no_other_is_given() {
    let passes = Passes::new();
    let text = under_a_real_key(&passes);
    let verify = |arguments: &[&str]| {
        let mut command = greengate();
        command.current_dir(passes.folder.path());
        let output = command.args(["verify", "--json"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let reports = json_lines(&output.stdout);
        reports[0]["reason"].as_str().unwrap().to_owned()
    };
    // Its issuer is known, and did not sign it.
    assert_eq!(verify(&[&text]), "bad-signature");
    assert_eq!(verify(&["--no-default-trust", &text]), "unknown-issuer");
    // Lists that are given are used alone.
    assert_eq!(verify(&["--trust", "trust.json", &text]), "unknown-issuer");
    let line = |trust: Value| serde_json::json!({"text": text, "trust": trust}).to_string();
    passes.put("given.jsonl", line(serde_json::json!([])));
    assert_eq!(verify(&["--batch", "given.jsonl"]), "unknown-issuer");
    passes.put("none.jsonl", serde_json::json!({ "text": text }).to_string());
    assert_eq!(verify(&["--batch", "none.jsonl"]), "bad-signature");
    assert_eq!(
        verify(&["--batch", "none.jsonl", "--no-default-trust"]),
        "unknown-issuer"
    );
    // An issuer that nobody knows stays unknown, and may be newer than the lists.
    assert_eq!(verify(&[&passes.valid]), "unknown-issuer");
    let said = |arguments: &[&str]| {
        let output = greengate()
            .args(["verify", &passes.valid])
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let newer = "Its issuer may be newer than the list EU of 2023-";
    assert!(said(&[]).contains(newer), "{}", said(&[]));
    assert!(!said(&["--no-default-trust"]).contains(newer));
}

#[test]
fn the_list_that_comes_with_greengate_says_what_it_is() {
    let file = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("../www").join(name);
    let config: Value = serde_json::from_slice(&fs::read(file("config.json")).unwrap()).unwrap();
    let pin = config["publishers"][0].as_str().unwrap();
    assert!(fs::metadata(file("trust/default.ggt")).unwrap().len() <= 128 << 10);
    let shown = greengate()
        .args(["trust", "show", "--json", "--publisher", pin])
        .arg(file("trust/default.ggt"))
        .output()
        .unwrap();
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    let list: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(list["signature"], "verified");
    let lists: Vec<(&str, &str, &str)> = list["lists"]
        .as_array()
        .unwrap()
        .iter()
        .map(|list| {
            let text = |name: &str| list[name].as_str().unwrap();
            (text("name"), &text("issuedAt")[..7], text("signature"))
        })
        .collect();
    assert_eq!(
        lists,
        [
            ("EU", "2023-11", "verified"),
            ("WHO", "2026-08", "not-checked"),
            ("VCI", "2026-08", "verified")
        ]
    );
    // Nobody's test keys.
    for key in list["keys"].as_array().unwrap() {
        assert_eq!(key["environment"], "production", "{key}");
    }
}

#[test]
fn scan_reads_machine_readable_zones_when_asked() {
    use greengate_mrz_bench::{Scene, Typeface, random, zone};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passport.png");
    let mut random = random(1, 1);
    let text = zone(&mut random, greengate_mrz::Format::Td3);
    let picture = Scene::plain(&mut random)
        .draw(&mut random, &Typeface::new(), &text.lines)
        .picture;
    let (width, height) = (picture.width as u32, picture.height as u32);
    image::save_buffer(&path, &picture.pixels, width, height, image::ColorType::L8).unwrap();
    let file = path.to_str().unwrap();
    let printed = greengate().args(["scan", "--mrz", file]).output().unwrap();
    assert!(printed.status.success());
    assert_eq!(String::from_utf8_lossy(&printed.stdout), text.lines.join("\n") + "\n");
    let found = &json_lines(
        &greengate()
            .args(["scan", "--mrz", "--json", file])
            .output()
            .unwrap()
            .stdout,
    )[0];
    assert_eq!(found["mrz"][0]["format"], "td3");
    assert_eq!(found["mrz"][0]["lines"], serde_json::json!(text.lines));
    assert_eq!(found["mrz"][0]["checked"], true);
    assert_eq!(found["mrz"][0]["corners"].as_array().unwrap().len(), 4);
    // Without the option there is no code, and no zone is looked for.
    let without = greengate().args(["scan", "--json", file]).output().unwrap();
    assert_eq!(without.status.code(), Some(1));
    assert!(json_lines(&without.stdout)[0].get("mrz").is_none());
}
