//! `greengate issue --batch`, `--signer` and `--request`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![cfg(unix)]

mod common;

use greengate::{
    counter::{MemorySigner, Signer, products, to_pem},
    limits::{MAX_RETRY_SECONDS, MAX_SIGNER_OUTPUT, MAX_SIGNER_SECONDS},
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
    thread,
    time::{Duration, Instant},
};

const AT: &str = "2026-11-28T10:00:00Z";
const HEADER: &str = "surname,given,birth_date,nationality,product,date,batch,centre,clinician,confirmed\n";

/// The program with these arguments.
fn greengate(arguments: &[&str]) -> std::process::Command {
    let mut command = common::greengate();
    command.args(arguments);
    command
}

/// A line of a person with this name.
fn line(surname: &str) -> String {
    let product = products()[7].identifier;
    format!("{surname},Anna,1990-02-03,UTO,{product},2026-10-01,LOT1,Institute,Dr Test,\n")
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(lines: &str) -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        desk.write("persons.csv", format!("{HEADER}{lines}").as_bytes());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.run_at(AT, arguments)
    }

    fn run_at(&self, at: &str, arguments: &[&str]) -> Output {
        greengate(&["issue", "--at", at, "--out"])
            .arg(self.path("out"))
            .arg("--batch")
            .arg(self.path("persons.csv"))
            .args(arguments)
            .output()
            .unwrap()
    }

    /// The answers of the report, and the files of the passes.
    fn answers(&self) -> Vec<(String, Option<String>)> {
        let lines = self.read("out/report.jsonl");
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let text = |value: &Value| value.as_str().map(str::to_owned);
        lines
            .map(|line| (text(&line["answer"]).unwrap(), text(&line["file"])))
            .collect()
    }

    fn what(&self) -> Vec<String> {
        self.answers().into_iter().map(|(answer, _)| answer).collect()
    }

    fn passes(&self) -> Vec<(PathBuf, String)> {
        let files = fs::read_dir(self.path("out")).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> = files
            .filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
            .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
            .collect();
        files.sort();
        files
    }
}

/// The lines of a journal, and the keys of those that were begun.
fn begun(journal: &str) -> Vec<String> {
    let records = journal.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let begun = records.filter(|record| !record["at"].is_null());
    begun.map(|record| record["key"].as_str().unwrap().to_owned()).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn verify(trust: &Path, pass: &str) -> Value {
    let output = greengate(&["verify", "--json", "--at", AT, "--trust"])
        .arg(trust)
        .arg(pass)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)))
}

#[test]
fn a_day_of_a_clinic_becomes_passes_for_training() {
    let lines = [
        line("Berg"),
        line("Дуб"),
        line("Berg"),
        line("").replace("UTO", "ZZ"),
        "broken\n".to_owned(),
    ];
    let desk = Desk::new(&lines.concat());
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("TRAINING"), "{}", said(&output));
    assert!(
        said(&output).contains("5 lines: 2 issued, 3 refused"),
        "{}",
        said(&output)
    );
    assert_eq!(desk.what(), ["issued", "issued", "refused", "refused", "refused"]);
    let report: Vec<Value> = desk
        .read("out/report.jsonl")
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(report[2]["why"], "the same person and dose as line 2");
    let problems: Vec<&str> = report[3]["why"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["problem"].as_str().unwrap())
        .collect();
    assert_eq!(problems, ["surname-missing", "nationality"]);
    let passes = desk.passes();
    assert_eq!(passes.len(), 2);
    for (path, text) in &passes {
        let report = verify(&desk.path("out/trust.json"), text);
        assert_eq!(
            (&report["status"], &report["source"]["environment"]),
            (&"valid".into(), &"demo".into())
        );
        assert_eq!(report["payload"]["training"], "TRAINING");
        let picture = verify(
            &desk.path("out/trust.json"),
            path.with_extension("png").to_str().unwrap(),
        );
        assert_eq!(picture["fingerprint"], report["fingerprint"]);
        let printed: Value = serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
        assert_eq!(printed["training"], "TRAINING");
        assert_eq!(printed["name"], report["holder"]["name"]);
    }
    // The same file again: nothing is issued twice, and nothing changes.
    let again = desk.run(&[]);
    assert!(said(&again).contains("2 already, 3 refused"), "{}", said(&again));
    assert_eq!(desk.passes(), passes);
    // In another folder the same passes come out.
    let other = Desk::new(&lines.concat());
    other.run(&[]);
    let texts = |desk: &Desk| desk.passes().into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(texts(&other), texts(&desk));
}

/// Answers for a dose of each of these days, by the clock of the options.
fn answers_for_days(clock: &[&str], days: &[&str]) -> Vec<String> {
    let lines = days.iter().zip(["Berg", "Tal", "See"]);
    let lines = lines.map(|(day, surname)| line(surname).replace("2026-10-01", day));
    let desk = Desk::new(&lines.collect::<String>());
    let output = greengate(&["issue", "--out"])
        .arg(desk.path("out"))
        .arg("--batch")
        .arg(desk.path("persons.csv"))
        .args(clock)
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    let report = desk.read("out/report.jsonl");
    let report = report.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let told = report.map(|line| {
        let why = &line["why"][0]["problem"];
        why.as_str().or(line["answer"].as_str()).unwrap().to_owned()
    });
    told.collect()
}

#[test]
fn today_is_the_date_of_the_desks_zone() {
    let days = ["2026-11-27", "2026-11-28", "2026-11-29"];
    let (issued, refused) = ("issued", "dose-in-future");
    let late = "2026-11-28T11:30:00Z";
    for (clock, expected) in [
        // As the desk says.
        (&["--at", late, "--zone", "+00:00"][..], [issued, issued, refused]),
        (&["--at", late, "--zone", "Z"], [issued, issued, refused]),
        (&["--at", late, "--zone", "-12:00"], [issued, refused, refused]),
        (&["--at", late, "--zone", "+12:30"], [issued, issued, issued]),
        // As the time of issue is written.
        (&["--at", late], [issued, issued, refused]),
        (&["--at", "2026-11-29T00:15:00+12:45"], [issued, issued, issued]),
        (&["--at", "2026-11-27T23:30:00-12:00"], [issued, refused, refused]),
        // The option counts more.
        (
            &["--at", "2026-11-29T00:15:00+12:45", "--zone", "+00:00"],
            [issued, issued, refused],
        ),
    ] {
        assert_eq!(answers_for_days(clock, &days), expected, "{clock:?}");
    }
}

#[test]
fn a_desk_that_names_no_zone_may_be_where_the_day_began_first() {
    let day = |hours: i64| (time::OffsetDateTime::now_utc() + time::Duration::hours(hours)).date();
    // The clock may pass midnight in between: the day before and after that are sure.
    let [today, after] = [day(14), day(14 + 48)].map(|day| day.to_string());
    assert_eq!(answers_for_days(&[], &[&today, &after]), ["issued", "dose-in-future"]);
    let before = answers_for_days(&["--zone", "-12:00"], &[&today]);
    assert_eq!(before, ["dose-in-future"]);
}

#[test]
fn a_wrong_zone_is_refused() {
    let desk = Desk::new(&line("Berg"));
    for zone in ["Berlin", "+1", "+15:00", "", "01:00"] {
        let output = desk.run(&["--zone", zone]);
        assert_eq!(output.status.code(), Some(2), "{zone}");
        let said = said(&output);
        assert!(
            said.contains("--zone") && said.contains("not a zone from -12:00 to +14:00 such as +01:00, nor Z"),
            "{said}"
        );
        assert!(!desk.path("out").exists());
    }
    let output = greengate(&["issue", "--zone", "Z"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("--batch"), "{}", said(&output));
}

#[test]
fn a_run_that_was_cut_short_is_continued_without_a_second_pass() {
    let desk = Desk::new(&[line("Berg"), line("Tal"), line("See")].concat());
    assert_eq!(desk.run(&[]).status.code(), Some(0));
    let (whole, passes) = (desk.read("out/journal.jsonl"), desk.passes());
    assert_eq!(whole.lines().count(), 6);
    // Wherever the journal was cut, and whichever passes were not stored, a later run makes the same passes of the lines
    // that were begun: they keep their time of issue. The others are issued now.
    for end in (0..=whole.len()).step_by(17) {
        let kept = &whole[..whole[..end].rfind('\n').map_or(0, |at| at + 1)];
        let begun = begun(kept);
        desk.write("out/journal.jsonl", &whole.as_bytes()[..end]);
        for (path, text) in &passes {
            fs::write(path, text).unwrap();
        }
        fs::remove_file(&passes[end % 3].0).unwrap();
        let output = desk.run_at("2026-12-01T10:00:00Z", &[]);
        assert_eq!(output.status.code(), Some(0), "{end}: {}", said(&output));
        let later = desk.passes();
        assert_eq!(later.len(), 3, "{end}");
        for (before, after) in passes.iter().zip(&later) {
            let key = before.0.file_stem().unwrap().to_str().unwrap();
            assert_eq!(before == after, begun.iter().any(|known| known == key), "{end}: {key}");
        }
    }
    // A journal that is none is not overwritten.
    desk.write("out/journal.jsonl", b"notes\n");
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(desk.read("out/journal.jsonl"), "notes\n");
}

/// A key, its public key in PEM, and a desk with one line.
fn with_key() -> (MemorySigner, Desk) {
    let signer = MemorySigner::from_bytes(&[7; 32]).unwrap();
    let desk = Desk::new(&line("Berg"));
    desk.write("key.pem", to_pem("PUBLIC KEY", signer.public_key()).as_bytes());
    (signer, desk)
}

fn signed_by(desk: &Desk, command: &str, more: &[&str]) -> Output {
    let key = desk.path("key.pem").display().to_string();
    let arguments = ["--signer", command, "--signer-key", &key];
    desk.run(&[&arguments[..], more].concat())
}

#[test]
fn a_command_signs_and_its_answer_is_checked() {
    let (signer, desk) = with_key();
    let request = desk.path("request").display().to_string();
    let answer = desk.path("answer").display().to_string();
    // A signer that fails: its status and first message are told, nothing is issued.
    let output = signed_by(&desk, &format!("cat > {request}; echo no token >&2; exit 3"), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(desk.what(), ["failed"]);
    let report = desk.read("out/report.jsonl");
    assert!(report.contains("exit status: 3: no token"), "{report}");
    assert_eq!(desk.passes(), []);
    // What it was to sign; a later run asks for the same.
    let message = fs::read(&request).unwrap();
    assert!(message.starts_with(b"\x84\x6aSignature1"));
    let other = MemorySigner::from_bytes(&[8; 32]).unwrap();
    for (bytes, said) in [
        (other.sign(&message).unwrap(), "another key"),
        (vec![1; 10], "10 bytes is no signature"),
        (Vec::new(), "0 bytes is no signature"),
        (vec![1; MAX_SIGNER_OUTPUT + 1], "more than 1024 bytes"),
        (vec![1; MAX_SIGNER_OUTPUT * 200], "more than 1024 bytes"),
    ] {
        fs::write(&answer, bytes).unwrap();
        signed_by(&desk, &format!("cat {answer}"), &[]);
        let report = desk.read("out/report.jsonl");
        assert!(report.contains(said), "{report}");
        assert_eq!(desk.passes(), []);
    }
    fs::write(&answer, signer.sign(&message).unwrap()).unwrap();
    let output = signed_by(&desk, &format!("cat > {request}; cat {answer}"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(fs::read(&request).unwrap(), message, "the same bytes as before");
    assert_eq!(desk.what(), ["issued"]);
    assert_eq!(desk.passes().len(), 1);
    // Never a second one.
    let output = signed_by(&desk, "exit 1", &[]);
    assert_eq!(
        (output.status.code(), desk.what()),
        (Some(0), vec!["already".to_owned()])
    );
}

#[test]
fn a_command_may_get_the_digest_alone() {
    use sha2::Digest;
    let (signer, desk) = with_key();
    let request = desk.path("request").display().to_string();
    signed_by(&desk, &format!("cat > {request}; exit 1"), &[]);
    let message = fs::read(&request).unwrap();
    let answer = desk.path("answer").display().to_string();
    fs::write(&answer, signer.sign(&message).unwrap()).unwrap();
    let command = format!("cat > {request}; cat {answer}");
    let output = signed_by(&desk, &command, &["--signer-input", "digest"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(fs::read(&request).unwrap(), sha2::Sha256::digest(&message).to_vec());
}

#[test]
fn a_command_that_hangs_is_ended_with_its_children() {
    let (_, desk) = with_key();
    let [started, mark] = ["started", "mark"].map(|name| desk.path(name).display().to_string());
    let start = Instant::now();
    let output = signed_by(
        &desk,
        &format!("(touch {started}; sleep 3; touch {mark}) & sleep 600; touch {mark}"),
        &["--signer-timeout", "1"],
    );
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(start.elapsed() < Duration::from_secs(60), "it was ended");
    assert!(desk.read("out/report.jsonl").contains("longer than 1 seconds"));
    assert!(desk.path("started").exists(), "the child ran");
    thread::sleep(Duration::from_secs(4));
    assert!(!desk.path("mark").exists(), "the child was ended");
    let most = (MAX_SIGNER_SECONDS + 1).to_string();
    assert_eq!(
        signed_by(&desk, "true", &["--signer-timeout", &most]).status.code(),
        Some(2)
    );
}

#[test]
fn a_signer_that_is_gone_is_not_asked_for_every_line() {
    let (_, desk) = with_key();
    let lines: Vec<String> = ["A", "B", "C", "D", "E"].map(line).to_vec();
    desk.write("persons.csv", format!("{HEADER}{}", lines.concat()).as_bytes());
    signed_by(&desk, "exit 1", &[]);
    assert_eq!(desk.what(), ["failed", "failed", "failed", "not-tried", "not-tried"]);
}

/// A signing service that is reached by a command: what it was asked for is in one folder by key, its answers in another.
struct Service {
    signer: MemorySigner,
    requests: PathBuf,
    answers: PathBuf,
}

impl Service {
    fn new(desk: &Desk, signer: MemorySigner) -> Self {
        let [requests, answers] = ["requests", "answers"].map(|name| desk.path(name));
        fs::create_dir(&requests).unwrap();
        fs::create_dir(&answers).unwrap();
        Self {
            signer,
            requests,
            answers,
        }
    }

    /// Command that asks it. It notes the key of each request in a file beside the folder.
    fn command(&self) -> String {
        let [requests, answers] = [&self.requests, &self.answers].map(|folder| folder.display());
        let key = "$GREENGATE_IDEMPOTENCY_KEY";
        format!(
            "echo {key} >> {requests}.log; cat > {requests}/part; mv {requests}/part {requests}/{key}; cat {answers}/{key}"
        )
    }

    /// Answers all that it was asked for from now on, but for one request.
    fn answer_but(&self, key: Option<&str>) {
        let requests = fs::read_dir(&self.requests).unwrap();
        // What is still being written is no request yet.
        let names = requests.map(|request| request.unwrap().file_name());
        let names: Vec<_> = names.filter(|name| *name != *"part").collect();
        for name in names.iter().filter(|name| key.is_none_or(|key| **name != *key)) {
            let signature = self.signer.sign(&fs::read(self.requests.join(name)).unwrap()).unwrap();
            let part = self.answers.with_extension("part");
            fs::write(&part, signature).unwrap();
            fs::rename(&part, self.answers.join(name)).unwrap();
        }
    }

    /// Keys of all requests so far.
    fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.requests.with_extension("log")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }
}

#[test]
fn a_signer_that_is_away_is_asked_again_until_every_line_has_one_pass() {
    use sha2::Digest;
    let (signer, desk) = with_key();
    let lines = ["A", "B", "C"].map(line).concat();
    desk.write("persons.csv", format!("{HEADER}broken\n{lines}").as_bytes());
    let service = Service::new(&desk, signer);
    let output = thread::scope(|scope| {
        let run = scope.spawn(|| signed_by(&desk, &service.command(), &["--retry-for", "600"]));
        // Nobody answers at first. Whoever has failed waits behind those that were not asked for yet.
        while service.log().len() < 4 && !run.is_finished() {
            thread::sleep(Duration::from_millis(5));
        }
        while !run.is_finished() {
            service.answer_but(None);
            thread::sleep(Duration::from_millis(5));
        }
        run.join().unwrap()
    });
    assert_eq!(
        desk.what(),
        ["refused", "issued", "issued", "issued"],
        "{}",
        said(&output)
    );
    assert_eq!(desk.passes().len(), 3);
    assert!(
        said(&output).contains("lines without a pass: 3; no signature for"),
        "{}",
        said(&output)
    );
    // Three requests, by the hash of what is to be signed, however often each was asked.
    let log = service.log();
    let (first, later) = log.split_at(3);
    assert!(
        first
            .iter()
            .all(|key| first.iter().filter(|other| *other == key).count() == 1)
    );
    assert!(!later.is_empty() && later.iter().all(|key| first.contains(key)));
    for key in first {
        let message = fs::read(service.requests.join(key)).unwrap();
        let hash = sha2::Sha256::digest(&message);
        assert_eq!(*key, hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    }
}

#[test]
fn a_batch_gives_up_when_the_signer_has_signed_nothing_for_the_time_given() {
    let (signer, desk) = with_key();
    let lines = ["A", "B", "C"].map(line).concat();
    desk.write("persons.csv", format!("{HEADER}{lines}").as_bytes());
    let service = Service::new(&desk, signer);
    let output = signed_by(&desk, &service.command(), &["--retry-for", "1"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(desk.passes(), []);
    assert!(
        desk.what()
            .iter()
            .all(|answer| answer == "failed" || answer == "not-tried")
    );
    assert_eq!(desk.what()[0], "failed");
    // One request that is never answered keeps no other one from its pass.
    signed_by(&desk, &service.command(), &[]);
    let first = service.log()[0].clone();
    service.answer_but(Some(&first));
    // The first pause is at most two seconds.
    let output = signed_by(&desk, &service.command(), &["--retry-for", "8"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(desk.what(), ["issued", "issued", "failed"]);
    assert!(
        desk.read("out/report.jsonl")
            .contains(r#""line":2,"why":"the signer gave no"#)
    );
    // A signer whose answers are no signatures is not asked for ever.
    for pass in desk.passes() {
        fs::remove_file(pass.0).unwrap();
    }
    fs::remove_file(desk.path("out/journal.jsonl")).unwrap();
    signed_by(&desk, "echo sorry", &["--retry-for", "600"]);
    assert_eq!(desk.what(), ["failed", "failed", "failed"]);
    let most = (MAX_RETRY_SECONDS + 1).to_string();
    assert_eq!(signed_by(&desk, "true", &["--retry-for", &most]).status.code(), Some(2));
}

#[test]
fn what_was_begun_too_long_ago_is_begun_anew() {
    let (signer, desk) = with_key();
    let service = Service::new(&desk, signer);
    let key = desk.path("key.pem").display().to_string();
    let run_at = |at: &str| {
        let command = service.command();
        desk.run_at(at, &["--signer", &command, "--signer-key", &key])
    };
    // A pass for training lives for 30 days.
    run_at("2026-10-15T10:00:00Z");
    run_at("2026-11-14T09:59:59Z");
    let log = service.log();
    assert_eq!(log[0], log[1], "the same bytes while they can serve");
    run_at(AT);
    let log = service.log();
    assert_ne!(log[1], log[2]);
    service.answer_but(None);
    run_at("2026-11-29T10:00:00Z");
    let log = service.log();
    assert_eq!((&log[2], desk.what()), (&log[3], vec!["issued".to_owned()]));
    // Nobody gets a second one later.
    run_at("2027-11-29T10:00:00Z");
    assert_eq!(desk.what(), ["already"]);
    assert_eq!((service.log().len(), desk.passes().len()), (4, 1));
}

#[test]
fn a_certificate_is_asked_for_and_taken_back() {
    let (signer, desk) = with_key();
    let [key, request, answer] = ["key.pem", "request", "answer"].map(|name| desk.path(name).display().to_string());
    let asked = |command: &str| {
        greengate(&[
            "issue",
            "--request",
            "XD/Löwen-Apotheke/4711",
            "--signer",
            command,
            "--signer-key",
            &key,
        ])
        .output()
        .unwrap()
    };
    assert_eq!(asked(&format!("cat > {request}; exit 1")).status.code(), Some(2));
    fs::write(&answer, signer.sign(&fs::read(&request).unwrap()).unwrap()).unwrap();
    let output = asked(&format!("cat {answer}"));
    let pem = String::from_utf8(output.stdout).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"), "{pem}");
    // By another program, where there is one.
    let openssl = std::process::Command::new("openssl").arg("version").output();
    if openssl.is_ok_and(|output| output.status.success()) {
        desk.write("request.pem", pem.as_bytes());
        let checked = std::process::Command::new("openssl")
            .args([
                "req",
                "-verify",
                "-noout",
                "-subject",
                "-nameopt",
                "utf8,sep_comma_plus",
                "-in",
            ])
            .arg(desk.path("request.pem"))
            .output()
            .unwrap();
        assert!(checked.status.success(), "{}", said(&checked));
        let subject = String::from_utf8_lossy(&checked.stdout).into_owned() + &said(&checked);
        assert!(
            subject.contains("4711") && subject.contains("Löwen-Apotheke"),
            "{subject}"
        );
    }
    // A certificate for another key is not taken.
    greengate(&["issue", "--out"]).arg(desk.path("demo")).output().unwrap();
    let list: Value = serde_json::from_slice(&fs::read(desk.path("demo/trust.json")).unwrap()).unwrap();
    let der = <base64ct::Base64 as base64ct::Encoding>::decode_vec(list[0]["rawData"].as_str().unwrap());
    desk.write("certificate.der", &der.unwrap());
    let certificate = desk.path("certificate.der").display().to_string();
    let output = signed_by(&desk, "true", &["--certificate", &certificate]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("for another key"), "{}", said(&output));
}

/// Makes a desk whose key signs what was asked for in a run before: the command for it.
fn answering(desk: &Desk, signer: &MemorySigner) -> String {
    let [request, answer] = ["request", "answer"].map(|name| desk.path(name).display().to_string());
    signed_by(desk, &format!("cat > {request}; exit 1"), &[]);
    fs::write(&answer, signer.sign(&fs::read(&request).unwrap()).unwrap()).unwrap();
    answer
}

#[test]
fn what_a_command_leaves_behind_is_ended_and_hides_no_signature() {
    let (signer, desk) = with_key();
    let answer = answering(&desk, &signer);
    let [started, mark] = ["started", "mark"].map(|name| desk.path(name).display().to_string());
    // The child holds standard output open.
    let output = signed_by(
        &desk,
        &format!("(touch {started}; sleep 3; touch {mark}) & cat {answer}; sleep 0.5"),
        &[],
    );
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(desk.path("started").exists(), "the child ran");
    thread::sleep(Duration::from_secs(4));
    assert!(!desk.path("mark").exists(), "the child was ended");
}

#[test]
fn a_child_that_left_the_group_hides_no_signature() {
    if !std::process::Command::new("setsid")
        .arg("true")
        .status()
        .is_ok_and(|status| status.success())
    {
        return;
    }
    let (signer, desk) = with_key();
    let answer = answering(&desk, &signer);
    let output = signed_by(&desk, &format!("setsid sleep 8 & cat {answer}"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn a_second_run_changes_nothing_while_the_first_one_goes_on() {
    let desk = Desk::new(&line("Berg"));
    assert_eq!(desk.run(&[]).status.code(), Some(0));
    for name in ["out/trust.json", "out/report.jsonl"] {
        desk.write(name, b"of the first run");
    }
    let journal = fs::File::open(desk.path("out/journal.jsonl")).unwrap();
    journal.try_lock().unwrap();
    let output = desk.run(&["--seed", "another"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("another run"), "{}", said(&output));
    for name in ["out/trust.json", "out/report.jsonl"] {
        assert_eq!(desk.read(name), "of the first run");
    }
}

#[test]
fn a_pass_that_was_lost_after_it_was_noted_is_made_again() {
    let desk = Desk::new(&line("Berg"));
    assert_eq!(desk.run(&["--format", "text"]).status.code(), Some(0));
    let passes = desk.passes();
    let [(path, text)] = &passes[..] else {
        panic!("{passes:?}")
    };
    // A power cut left an empty file, half of one, or that of another pass.
    let other = Desk::new(&line("Tal"));
    other.run(&[]);
    for broken in ["", &text[..text.len() / 2], &other.passes()[0].1] {
        fs::write(path, broken).unwrap();
        let output = desk.run(&["--format", "text"]);
        assert_eq!(
            (output.status.code(), desk.what()),
            (Some(0), vec!["issued".to_owned()])
        );
        assert_eq!(desk.passes(), passes);
    }
    // Pictures that were not made then are made now.
    assert!(!path.with_extension("png").exists());
    fs::write(path.with_extension("json"), "").unwrap();
    desk.run(&["--format", "text,png,svg"]);
    assert_eq!(desk.what(), ["already"]);
    assert_eq!(desk.passes(), passes);
    let picture = path.with_extension("png");
    let report = verify(&desk.path("out/trust.json"), picture.to_str().unwrap());
    assert_eq!(report["status"], "valid");
    assert!(path.with_extension("svg").exists());
    assert!(
        fs::read_to_string(path.with_extension("json"))
            .unwrap()
            .contains("BERG")
    );
}

/// A line with a dose against polio that counts until this day.
fn polio(surname: &str, until: &str) -> String {
    let product = products()[30].identifier;
    format!("{surname},Anna,1990-02-03,UTO,{product},2026-10-01,LOT1,Institute,Dr Test,{until},\n")
}

#[test]
fn faults_of_the_content_are_no_faults_of_the_signer() {
    let header = HEADER.replace("clinician,", "clinician,until,");
    let over = ["A", "B", "C"].map(|name| polio(name, "2026-11-27")).concat();
    let desk = Desk::new("");
    desk.write(
        "persons.csv",
        format!("{header}{over}{}", polio("D", "2027-10-01")).as_bytes(),
    );
    desk.run(&[]);
    assert_eq!(desk.what(), ["refused", "refused", "refused", "issued"]);
    assert!(desk.read("out/report.jsonl").contains("\"problem\":\"validity-over\""));
    // What only the finished pass shows: here a time of issue in the journal after the end of the validity.
    let ends = ["E", "F", "G"].map(|name| polio(name, "2027-10-01")).concat();
    desk.write(
        "persons.csv",
        format!("{header}{ends}{}", polio("H", "2029-10-01")).as_bytes(),
    );
    desk.run(&[]);
    let journal = desk.read("out/journal.jsonl");
    let late = journal.lines().filter(|line| line.contains("\"at\":"));
    let late: String = late
        .map(|line| line.replace("1795860000", "1850000000") + "\n")
        .collect();
    desk.write("out/journal.jsonl", late.as_bytes());
    for (path, _) in desk.passes() {
        fs::remove_file(path).unwrap();
    }
    desk.run(&[]);
    let report = desk.read("out/report.jsonl");
    assert_eq!(desk.what(), ["refused", "refused", "refused", "issued"], "{report}");
}

#[test]
fn refused_lines_do_not_make_a_dead_signer_alive() {
    let (_, desk) = with_key();
    let lines = [line("A"), line("B"), "broken\n".to_owned(), line("C"), line("D")];
    desk.write("persons.csv", format!("{HEADER}{}", lines.concat()).as_bytes());
    signed_by(&desk, "exit 1", &[]);
    assert_eq!(desk.what(), ["failed", "failed", "refused", "failed", "not-tried"]);
}

#[test]
fn files_of_persons_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new(&line("Berg"));
    desk.run(&[]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&desk.path("out")), 0o700);
    let files = fs::read_dir(desk.path("out")).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.filter(|path| !path.ends_with("trust.json")).collect();
    assert_eq!(files.len(), 6, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    // One that was readable is not left so.
    let (path, _) = &desk.passes()[0];
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(path, "").unwrap();
    desk.run(&[]);
    assert_eq!(mode(path), 0o600);
}

#[test]
fn a_report_is_of_this_run_whatever_ends_it() {
    let desk = Desk::new(&[line("Berg"), line("Tal"), line("See")].concat());
    desk.run(&[]);
    // The second pass cannot be stored.
    let keys = begun(&desk.read("out/journal.jsonl"));
    for (path, _) in desk.passes() {
        fs::remove_file(path).unwrap();
    }
    fs::create_dir_all(desk.path(&format!("out/{}.txt/x", keys[1]))).unwrap();
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(desk.what(), ["issued", "failed", "not-tried"]);
    // Persons that cannot be read leave no report of others.
    desk.write("persons.csv", b"surname,email\n");
    assert_eq!(desk.run(&[]).status.code(), Some(2));
    assert_eq!(desk.what(), Vec::<String>::new());
}

#[test]
fn another_spelling_of_the_same_dose_makes_no_second_pass() {
    let desk = Desk::new(&line("Berg"));
    desk.run(&[]);
    let passes = desk.passes();
    for other in [
        line("Berg").replace("Dr Test", "Dr. Test"),
        line("Berg").replace("Institute", "Institute 2"),
        line("Berg").replace("LOT1", "lot 1"),
        line("BERG"),
    ] {
        desk.write("persons.csv", format!("{HEADER}{other}").as_bytes());
        let output = desk.run(&[]);
        assert_eq!(
            (output.status.code(), desk.what()),
            (Some(1), vec!["refused".to_owned()])
        );
        assert!(desk.read("out/report.jsonl").contains("issued already"), "{other}");
        assert_eq!(desk.passes(), passes);
    }
    // Another dose is another pass.
    desk.write(
        "persons.csv",
        format!("{HEADER}{}", line("Berg").replace("10-01", "10-02")).as_bytes(),
    );
    desk.run(&[]);
    assert_eq!(desk.passes().len(), 2);
}

#[test]
fn what_was_not_signed_yet_may_be_corrected() {
    let (_, desk) = with_key();
    signed_by(&desk, "exit 1", &[]);
    assert_eq!(desk.what(), ["failed"]);
    let request = desk.path("request").display().to_string();
    desk.write(
        "persons.csv",
        format!("{HEADER}{}", line("Berg").replace("Dr Test", "Dr. Test")).as_bytes(),
    );
    signed_by(&desk, &format!("cat > {request}; exit 1"), &[]);
    assert_eq!(desk.what(), ["failed"]);
    let message = fs::read(&request).unwrap();
    assert!(message.windows(8).any(|part| part == b"Dr. Test"));
}
