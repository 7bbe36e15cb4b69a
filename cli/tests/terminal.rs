//! The command line prints nothing that controls a terminal, and no pass unasked.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{greengate, json_lines, shared};
use greengate::issue::Symbol;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};
use tempfile::TempDir;

/// A line that a forger would like to see on its own, after what moves there.
const FORGED: &str = "VALID: genuine and current";

/// Every kind of character that a terminal acts on or hides.
const HIDDEN: [char; 44] = [
    '\u{1}',
    '\u{7}',
    '\u{8}',
    '\t',
    '\n',
    '\u{b}',
    '\u{c}',
    '\r',
    '\u{e}',
    '\u{1b}',
    '\u{7f}',
    '\u{80}',
    '\u{84}',
    '\u{85}',
    '\u{8d}',
    '\u{90}',
    '\u{9b}',
    '\u{9c}',
    '\u{9d}',
    '\u{9f}',
    '\u{ad}',
    '\u{61c}',
    '\u{180e}',
    '\u{200b}',
    '\u{200d}',
    '\u{200e}',
    '\u{200f}',
    '\u{2028}',
    '\u{2029}',
    '\u{202a}',
    '\u{202b}',
    '\u{202c}',
    '\u{202d}',
    '\u{202e}',
    '\u{2060}',
    '\u{2066}',
    '\u{2067}',
    '\u{2068}',
    '\u{2069}',
    '\u{3164}',
    '\u{fe0f}',
    '\u{feff}',
    '\u{e0001}',
    '\u{e0041}',
];

/// A text that tries all of them.
fn hostile() -> String {
    let mut text = "\u{1b}[2J\u{1b}]52;c;aGk=\u{7}\u{9b}1A\r\n".to_owned();
    for letter in HIDDEN {
        text.extend(['x', letter]);
    }
    text + "\n" + FORGED
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Runs `greengate` in the folder and looks at every character that it prints.
    fn run(&self, arguments: &[&str]) -> Said {
        let Output { status, stdout, stderr } =
            greengate().args(arguments).current_dir(self.0.path()).output().unwrap();
        let said = Said {
            status: status.code(),
            out: String::from_utf8(stdout).unwrap(),
            errors: String::from_utf8(stderr).unwrap(),
        };
        for line in said.lines() {
            assert!(!line.contains(HIDDEN), "{arguments:?} printed {line:?}");
            assert!(!line.starts_with(FORGED), "{arguments:?} printed {line:?}");
        }
        said
    }
}

struct Said {
    status: Option<i32>,
    out: String,
    errors: String,
}

impl Said {
    fn lines(&self) -> impl Iterator<Item = &str> {
        self.out.split('\n').chain(self.errors.split('\n'))
    }
}

#[test]
fn a_terminal_obeys_no_pass() {
    let folder = Folder::new();
    let name = hostile();
    for pass in ["dcc", "icvp", "shc", "vds-nc", "nzcp", "ddcc"] {
        let issue = [
            "issue", "--pass", pass, "--defect", "none", "--defect", "forged", "--defect",
        ];
        // Not every format has dates of its own.
        let spoiled = if pass == "vds-nc" || pass == "shc" {
            "flipped-signature"
        } else {
            "expired"
        };
        let person = [
            "--family",
            &name,
            "--given",
            "Anna",
            // Seals have this one only.
            "--family-standard",
            &name,
            "--format",
            "text,png",
            "--out",
            pass,
        ];
        assert_eq!(
            folder.run(&[&issue[..], &[spoiled], &person].concat()).status,
            Some(0),
            "{pass}"
        );
        let trust = format!("{pass}/trust.json");
        let prefix = if pass == "dcc" {
            String::new()
        } else {
            format!("{pass}-")
        };
        // A COVID Pass names no kind.
        let kind = if pass == "nzcp" { "" } else { "vaccination-" };
        assert!(
            folder.path(&format!("{pass}/{prefix}{kind}valid.txt")).exists(),
            "{pass}"
        );
        for (defect, headline) in [("valid", "VALID: "), ("forged", "INVALID: "), (spoiled, "INVALID: ")] {
            for ending in ["txt", "png"] {
                let file = format!("{pass}/{prefix}{kind}{defect}.{ending}");
                if !folder.path(&file).exists() {
                    // Too much for one code.
                    continue;
                }
                let said = folder.run(&["verify", "--trust", &trust, &file]);
                assert!(said.out.starts_with(&format!("{file}: {headline}")), "{}", said.out);
                assert!(said.out.contains("\\u{1b}[2J"), "{}", said.out);
                let said = folder.run(&["verify", "--json", "--trust", &trust, &file]);
                let report = &json_lines(said.out.as_bytes())[0];
                let value = if pass == "vds-nc" { "\u{1b}[2J" } else { &name };
                assert!(
                    report["holder"]["name"].as_str().unwrap().contains(value),
                    "the value is the same"
                );
                folder.run(&["scan", "--json", &file]);
                folder.run(&["scan", &file]);
            }
        }
        let cases = format!("{pass}/cases.jsonl");
        let said = folder.run(&["verify", "--trust", &trust, "--batch", &cases]);
        assert_eq!(json_lines(said.out.as_bytes()).len(), 3, "{pass}");
        // Printed, not written.
        folder.run(&[&issue[..2], &[pass], &person[..4]].concat());
    }
}

/// A code that is no pass: a command for the terminal, or lines that look like answers.
#[test]
fn a_terminal_obeys_no_code() {
    let folder = Folder::new();
    let text = hostile();
    let symbol = Symbol::new(&text).unwrap();
    let (pixels, side) = symbol.pixels(4);
    let side = u32::try_from(side).unwrap();
    image::GrayImage::from_raw(side, side, pixels)
        .unwrap()
        .save(folder.path("code.png"))
        .unwrap();
    let said = folder.run(&["scan", "code.png"]);
    assert_eq!(
        (said.status, said.out.matches('\n').count()),
        (Some(0), 1),
        "{}",
        said.out
    );
    let said = folder.run(&["scan", "--json", "code.png"]);
    assert_eq!(json_lines(said.out.as_bytes())[0]["texts"], json!([text]));
    assert_eq!(folder.run(&["verify", "code.png"]).status, Some(1));
    for name in ["terminal-escapes.txt", "terminal-escapes.png"] {
        if let Some(file) = shared(&format!("cases/files/{name}")) {
            let file = file.to_str().unwrap();
            for arguments in [
                &["verify", file][..],
                &["verify", "--json", file],
                &["scan", file],
                &["scan", "--json", file],
            ] {
                folder.run(arguments);
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_terminal_obeys_no_file_name() {
    let folder = Folder::new();
    let name: String = hostile().replace('/', "").chars().take(60).collect();
    let missing = format!("{name}.png");
    let present = format!("{name}.txt");
    folder.put(&present, "neither a list nor a pass");
    fs::create_dir(folder.path(&name)).unwrap();
    for file in [missing.as_str(), &present, &name] {
        for arguments in [
            &["verify", file][..],
            &["verify", "--json", "--trust", file, "text"],
            &["verify", "--rules", file, "text"],
            &["verify", "--revocation", file, "text"],
            &["verify", "--batch", file],
            &["verify", "--at", file, "text"],
            &["verify", "--country", file, "text"],
            &["scan", file],
            &["scan", "--json", file],
            &["trust", "show", file],
            &["trust", "show", "--json", file],
            &["trust", "show", "--publisher", file, file],
            &["trust", "build", file, "-o", "bundle"],
            &["trust", "build", "--format", file, file, "-o", "bundle"],
            &["trust", "sign", "--key", file, file],
            &["rules", "check", file],
            &["rules", "show", file],
            &["rules", "build", file, "-o", "pack"],
            &["rules", "eval", "--rules", file, "--batch", file],
            &["issue", "--defect", file],
            &["issue", "--pass", file],
            &["issue", "--out", &present],
            &["issue", file],
            &[file],
            &[&format!("--{file}")],
        ] {
            let said = folder.run(arguments);
            // A bundle of an empty folder is an empty bundle.
            assert!(
                said.status != Some(0) || arguments[1] == "build",
                "{arguments:?}: {}",
                said.out
            );
        }
    }
}

#[test]
fn a_terminal_obeys_no_list_and_no_rule() {
    let folder = Folder::new();
    let text = hostile();
    assert_eq!(folder.run(&["issue", "--out", "."]).status, Some(0));
    let mut list: Value = serde_json::from_slice(&fs::read(folder.path("trust.json")).unwrap()).unwrap();
    list[0]["country"] = text.as_str().into();
    list[0]["name"] = text.as_str().into();
    folder.put("list.json", list.to_string());
    folder.run(&["trust", "show", "list.json"]);
    folder.run(&["trust", "show", "--json", "list.json"]);
    folder.run(&["trust", "build", "list.json", "-o", "bundle"]);
    folder.run(&["verify", "--trust", "list.json", "vaccination-valid.txt"]);
    let rule = |logic: Value| {
        json!([{"Identifier": format!("GR-XD-{text}"), "Type": "Acceptance", "Country": "XD", "Version": "1.0.0",
            "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "0.7.5", "CertificateType": "General",
            "Description": [{"lang": "en", "desc": text}], "ValidFrom": "2021-07-01T00:00:00Z",
            "ValidTo": "2099-07-01T00:00:00Z", "AffectedFields": [], "Logic": logic}])
    };
    for (name, logic) in [
        ("refuses.json", json!({"===": [{"var": "payload.nam.fn"}, text]})),
        ("broken.json", json!({&text: [1]})),
    ] {
        folder.put(name, rule(logic).to_string());
        folder.run(&["rules", "check", name]);
        folder.run(&["rules", "build", name, "-o", "pack"]);
        folder.run(&["rules", "show", "pack"]);
        folder.run(&["rules", "show", "--json", "pack"]);
        let verify = [
            "verify",
            "--trust",
            "trust.json",
            "--rules",
            name,
            "--country",
            "XD",
            "vaccination-valid.txt",
        ];
        folder.run(&verify);
        folder.run(&[&verify[..], &["--json"]].concat());
        folder.put(
            "line",
            json!({"payload": {}, "rule": format!("GR-XD-{text}"), "external": {}}).to_string(),
        );
        folder.run(&["rules", "eval", "--rules", name, "--batch", "line"]);
    }
}

/// Passes, and what people paste with them, in every place where a file or a value is expected.
#[test]
fn an_argument_that_is_no_file_is_not_echoed() {
    let folder = Folder::new();
    folder.run(&["issue", "--family", "Geheim", "--given", "Anna", "--out", "."]);
    folder.run(&[
        "issue", "--pass", "shc", "--family", "Geheim", "--given", "Anna", "--out", ".",
    ]);
    folder.run(&[
        "issue", "--pass", "vds-nc", "--family", "Geheim", "--given", "Anna", "--out", ".",
    ]);
    let text = |name: &str| fs::read_to_string(folder.path(name)).unwrap();
    let (dcc, shc, seal) = (
        text("vaccination-valid.txt"),
        text("shc-vaccination-valid.txt"),
        text("vds-nc-vaccination-valid.txt"),
    );
    let body = dcc.strip_prefix("HC1:").unwrap();
    let given = [
        dcc.clone(),
        format!("hc1:{body}"),
        format!("HC1{body}"),
        format!("HC1: {body}"),
        format!("Hc1:{}", body.to_lowercase()),
        format!("NO1:{body}"),
        format!("HC2:{body}"),
        format!("https://example.org/check.html#HC1:{body}"),
        format!("https://example.org/{body}.png"),
        body.to_owned(),
        format!("{body}.png"),
        format!("passes/{body}"),
        format!("\u{feff}{dcc}"),
        format!("My pass: {dcc}"),
        format!("\"{dcc}\""),
        shc.clone(),
        shc.to_uppercase(),
        shc.replacen("shc:/", "shc://", 1),
        format!("{}x", shc),
        shc[..shc.len() / 2].to_owned(),
        shc.replacen("shc:/", "", 1),
        seal[..seal.len() - 20].to_owned(),
        seal.clone(),
        "eyJhbGciOiJFUzI1NiJ9.eyJuYW1lIjoiR2VoZWltIEFubmEifQ.".to_owned() + &"c2ln".repeat(22),
        "eyJhbGciOiJFUzI1Ni/9.eyJuYW1lIjoiR2VoZWltIEFubmEifQ/".repeat(8),
        "M1GEHEIM/ANNA         EABC123 YULFRAAC 0834 326J001A0025 100".to_owned(),
        "P<UTOGEHEIM<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<".to_owned(),
        "name=Geheim&born=1990-01-01?".to_owned(),
    ];
    let places: [&[&str]; 17] = [
        &["verify", "?"],
        &["verify", "--json", "?"],
        &["verify", "--trust", "?", "HELLO"],
        &["verify", "--rules", "?", "HELLO"],
        &["verify", "--value-sets", "?", "HELLO"],
        &["verify", "--revocation", "?", "HELLO"],
        &["verify", "--batch", "?"],
        &["verify", "--at", "?", "HELLO"],
        &["verify", "--country", "?", "HELLO"],
        &["scan", "?"],
        &["scan", "--json", "?"],
        &["trust", "show", "?"],
        &["trust", "show", "--publisher", "?", "trust.json"],
        &["trust", "build", "?", "-o", "bundle"],
        &["rules", "eval", "--rules", "?", "--batch", "?"],
        &["issue", "--defect", "?"],
        &["?"],
    ];
    for given in &given {
        for place in places {
            let arguments: Vec<&str> = place.iter().map(|a| if *a == "?" { given } else { *a }).collect();
            let said = folder.run(&arguments);
            assert_not_echoed(&said.errors, given, &arguments);
            // The report of a pass that was asked for names its holder, and not its text.
            let judged = place[0] == "verify" && place.last() == Some(&"?") && !place.contains(&"--batch");
            if judged {
                assert!([Some(1), Some(2)].contains(&said.status), "{arguments:?}: {}", said.out);
                // The content of a seal is JSON, as in the report.
                let asked = place.contains(&"--json") && given.starts_with('{');
                assert!(asked || !echoes(&said.out, given, 24), "{arguments:?}: {}", said.out);
            } else {
                assert_not_echoed(&said.out, given, &arguments);
            }
        }
        // Not a whole file either, where something else was expected.
        folder.put("given", given);
        for place in places.iter().filter(|place| place.contains(&"?")) {
            let arguments: Vec<&str> = place.iter().map(|a| if *a == "?" { "given" } else { *a }).collect();
            let said = folder.run(&arguments);
            assert_not_echoed(&said.errors, given, &arguments);
        }
    }
}

/// True if the message repeats this many characters in a row.
fn echoes(said: &str, given: &str, length: usize) -> bool {
    let given: Vec<char> = given.chars().collect();
    given
        .windows(length)
        .any(|part| said.contains(&part.iter().collect::<String>()))
}

fn assert_not_echoed(said: &str, given: &str, arguments: &[&str]) {
    assert!(!echoes(said, given, 12), "{arguments:?}: {said}");
    assert!(!said.to_lowercase().contains("geheim"), "{arguments:?}: {said}");
}

/// The reader of JSON likes to quote what it did not expect.
#[test]
fn a_line_of_a_batch_that_cannot_be_read_is_not_echoed() {
    let folder = Folder::new();
    folder.run(&["issue", "--family", "Geheim", "--given", "Anna", "--out", "."]);
    let pass = fs::read_to_string(folder.path("vaccination-valid.txt")).unwrap();
    let lines = [
        json!(pass),
        json!([pass]),
        json!({"texts": pass}),
        json!({"text": [pass]}),
        json!({"text": pass, "texts": [pass]}),
        json!({"text": pass, "at": pass}),
        json!({"text": pass, "trust": pass}),
        json!({"text": pass, "trust": [pass]}),
        json!({"text": pass, "country": [pass]}),
        json!({pass.clone(): 1}),
        json!({"payload": {}, "rule": [pass]}),
        json!({"payload": {}, "rule": pass, "version": pass, "external": pass}),
    ];
    let mut batch: Vec<String> = lines.iter().map(Value::to_string).collect();
    batch.extend([
        pass.clone(),
        format!("{{\"text\": {pass}}}"),
        format!("{{\"text\": \"{pass}"),
        format!("\"text\": \"{pass}\""),
    ]);
    folder.put("batch.jsonl", batch.join("\n"));
    folder.put("rules.json", "[]");
    let said = folder.run(&["verify", "--batch", "batch.jsonl"]);
    let answers = json_lines(said.out.as_bytes());
    assert_eq!((said.status, answers.len()), (Some(2), batch.len()));
    for (answer, line) in answers.iter().zip(&batch) {
        // A list of keys that are none is an empty list.
        match answer["error"].as_str() {
            Some(error) => assert_not_echoed(error, &pass, &[]),
            None => assert!(line.contains(r#""trust":["#), "{line}: {answer}"),
        }
    }
    let said = folder.run(&["rules", "eval", "--rules", "rules.json", "--batch", "batch.jsonl"]);
    assert_eq!(json_lines(said.out.as_bytes()).len(), batch.len());
    for answer in json_lines(said.out.as_bytes()) {
        let error = answer["error"].as_str().unwrap_or_else(|| panic!("{answer}"));
        assert_not_echoed(error, &pass, &[]);
    }
}

/// JSON contains exact file names in the members that the contract names.
#[test]
fn the_names_of_files_in_json_are_exact() {
    let folder = Folder::new();
    folder.run(&["issue", "--format", "png", "--out", "."]);
    let name = "a\u{202e}b.png";
    fs::rename(folder.path("vaccination-valid.png"), folder.path(name)).unwrap();
    let said = folder.run(&["scan", "--json", name]);
    assert_eq!(json_lines(said.out.as_bytes())[0]["file"], name);
    assert!(Path::new(&folder.path(name)).exists());
}
