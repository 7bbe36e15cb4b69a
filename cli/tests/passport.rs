//! `greengate verify --passport`: is the pass that of the person who shows it?

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Grey, greengate, json_lines, pdf_of};
use greengate::{
    issue::{Defect, Issuer, IssuerOptions, PassOptions, Person, Symbol, issue},
    pass::Kind,
};
use greengate_mrz_bench::{Picture, Scene, Typeface, random};
use serde_json::{Value, json};
use std::{fs, path::PathBuf, process::Output};
use tempfile::TempDir;
use time::{OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-28 12:00 UTC);

/// Check digit of a field (9303-3, 4.9).
fn digit(field: &str) -> u32 {
    let values = field.chars().map(|c| c.to_digit(36).unwrap_or(0));
    values
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(v, w)| v * w)
        .sum::<u32>()
        % 10
}

/// Lines of a passport that expires on 15 April 2031.
fn passport(name: &str, birth: &str) -> [String; 2] {
    let with_digit = |field: &str| format!("{field}{}", digit(field));
    let (number, birth, expiry) = (with_digit("L898902C3"), with_digit(birth), with_digit("310415"));
    let optional = with_digit("ZE184226B<<<<<");
    let all = digit(&[&*number, &birth, &expiry, &optional].concat());
    [
        format!("P<UTO{name:<<39}"),
        format!("{number}UTO{birth}F{expiry}{optional}{all}"),
    ]
}

/// Lines of a card.
fn card(name: &str, birth: &str) -> [String; 3] {
    let with_digit = |field: &str| format!("{field}{}", digit(field));
    let (number, birth, expiry) = (with_digit("D23145890"), with_digit(birth), with_digit("310415"));
    let first = format!("I<UTO{number}<<<<<<<<<<<<<<<");
    let all = digit(&format!("{}{birth}{expiry}<<<<<<<<<<<", &first[5..]));
    [
        first,
        format!("{birth}F{expiry}UTO<<<<<<<<<<<{all}"),
        format!("{name:<<30}"),
    ]
}

/// Picture of a zone on a page.
fn photograph(lines: &[String]) -> Picture {
    let mut random = random(1, 1);
    Scene::plain(&mut random)
        .draw(&mut random, &Typeface::new(), lines)
        .picture
}

/// One picture below another.
fn below(above: &Picture, below: &Picture) -> Picture {
    let width = above.width.max(below.width);
    let rows = [above, below].into_iter().flat_map(|picture| {
        picture.pixels.chunks_exact(picture.width).map(move |row| {
            let mut row = row.to_vec();
            row.resize(width, 128);
            row
        })
    });
    Picture {
        pixels: rows.collect::<Vec<_>>().concat(),
        width,
        height: above.height + below.height,
    }
}

/// A document with these pictures below one another.
fn pdf(pictures: &[&Picture]) -> Vec<u8> {
    let pictures: Vec<Grey> = pictures
        .iter()
        .map(|picture| Grey {
            pixels: &picture.pixels,
            width: picture.width,
            height: picture.height,
        })
        .collect();
    pdf_of(&pictures)
}

/// A folder with the trust list of the issuer whose passes are shown.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self {
            folder: TempDir::new().unwrap(),
        };
        let issued = issue(&issuer(), &PassOptions::new(Kind::Vaccination, 0, AT)).unwrap();
        desk.put("trust.json", Value::Array(issued.trust).to_string());
        desk
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn put_picture(&self, name: &str, picture: &Picture) -> PathBuf {
        let path = self.folder.path().join(name);
        let (width, height) = (picture.width as u32, picture.height as u32);
        image::save_buffer(&path, &picture.pixels, width, height, image::ColorType::L8).unwrap();
        path
    }

    fn verify(&self, arguments: &[&str]) -> Output {
        let trust = self.folder.path().join("trust.json");
        greengate()
            .args(["verify", "--at", "2026-11-28T12:00:00Z", "--trust"])
            .arg(trust)
            .args(arguments)
            .output()
            .unwrap()
    }

    /// Report on a pass, and the exit status.
    fn compare(&self, passport: &str, pass: &str) -> (Value, Option<i32>) {
        let output = self.verify(&["--json", "--passport", passport, pass]);
        let mut reports = json_lines(&output.stdout);
        assert_eq!(reports.len(), 1, "{}", String::from_utf8_lossy(&output.stderr));
        (reports.remove(0), output.status.code())
    }
}

fn issuer() -> Issuer {
    Issuer::new(&IssuerOptions::demo(AT)).unwrap()
}

fn pass_of(person: &Person, defect: Option<Defect>) -> String {
    let options = PassOptions {
        person: person.clone(),
        defect,
        ..PassOptions::new(Kind::Vaccination, 0, AT)
    };
    issue(&issuer(), &options).unwrap().text
}

/// Anna Maria Eriksson, of the specimens in ICAO Doc 9303.
fn anna() -> Person {
    Person {
        family: "Eriksson".to_owned(),
        family_standard: "ERIKSSON".to_owned(),
        given: "Anna Maria".to_owned(),
        given_standard: "ANNA<MARIA".to_owned(),
        birth_date: "1974-08-12".to_owned(),
    }
}

fn named(family: &str, given: &str) -> Person {
    Person {
        family: family.to_owned(),
        family_standard: family.to_uppercase().replace(' ', "<"),
        given: given.to_owned(),
        given_standard: given.to_uppercase().replace(' ', "<"),
        ..anna()
    }
}

#[test]
fn the_same_near_and_another_person() {
    let desk = Desk::new();
    let zone = passport("ERIKSSON<<ANNA<MARIA", "740812").concat();
    let another_day = Person {
        birth_date: "1974-08-21".to_owned(),
        ..anna()
    };
    let another = Person {
        birth_date: "1980-01-01".to_owned(),
        ..named("Berg", "Ole")
    };
    for (person, answer, why, conclusion, status) in [
        (anna(), "same", json!([]), json!({"answer": "go", "because": null}), 0),
        (
            named("Eriksson", "Anna"),
            "near",
            json!(["missing-name"]),
            json!({"answer": "look", "because": "holder"}),
            1,
        ),
        (
            another_day,
            "different",
            json!(["birth-date"]),
            json!({"answer": "stop", "because": "holder"}),
            1,
        ),
        (
            named("Eriksen", "Anna Maria"),
            "different",
            json!(["name"]),
            json!({"answer": "stop", "because": "holder"}),
            1,
        ),
        (
            another,
            "different",
            json!(["name", "birth-date"]),
            json!({"answer": "stop", "because": "holder"}),
            1,
        ),
    ] {
        let (report, code) = desk.compare(&zone, &pass_of(&person, None));
        assert_eq!(report["holderMatch"], json!({"answer": answer, "why": why}));
        assert_eq!((&report["conclusion"], code), (&conclusion, Some(status)), "{report}");
        // The pass itself is valid whoever shows it.
        assert_eq!((&report["status"], &report["reason"]), (&json!("valid"), &Value::Null));
    }
    // What is worse than another person, or was asked before, stays the reason.
    let (report, _) = desk.compare(&zone, &pass_of(&named("Berg", "Ole"), Some(Defect::Forged)));
    assert_eq!(report["conclusion"], json!({"answer": "stop", "because": "authentic"}));
    assert_eq!(report["holderMatch"]["answer"], "different");
    // A text that names nobody is compared with nobody.
    let (report, _) = desk.compare(&zone, "HC1:NOTHING");
    assert_eq!(report["holderMatch"], Value::Null);
    // Without the option there is no comparison.
    let output = desk.verify(&["--json", &pass_of(&anna(), None)]);
    assert!(json_lines(&output.stdout)[0].get("holderMatch").is_none());
}

#[test]
fn every_pass_is_compared_and_people_read_why() {
    let desk = Desk::new();
    let zone = passport("ERIKSSON<<ANNA<MARIA", "740812").concat();
    let people = [anna(), named("Eriksson", "Anna"), named("Berg", "Ole")];
    let passes = people.map(|person| pass_of(&person, None));
    let [same, near, other] = passes.each_ref().map(String::as_str);
    let output = desk.verify(&["--passport", &zone, same, near, other]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let passport = "Passport of ERIKSSON<<ANNA<MARIA, born 1974-08-12:";
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("characters:") || line.contains(passport))
        .map(|line| line.split_once(": ").unwrap().1)
        .collect();
    assert_eq!(
        lines,
        [
            "VALID: genuine and current",
            "the same person",
            "LOOK YOURSELF: genuine and current, but compare the passport",
            "probably the same person, look yourself: a name is missing in one of them",
            "ANOTHER PERSON: genuine and current, but it is not the pass of the passport's holder",
            "ANOTHER PERSON: the name is different",
        ],
        "{text}"
    );
    assert!(!text.contains("expired"));
    let expired = greengate()
        .args(["verify", "--at", "2031-04-16T00:00:00Z", "--passport", &zone, same])
        .output()
        .unwrap();
    let text = String::from_utf8(expired.stdout).unwrap();
    assert!(text.contains("The passport expired on 2031-04-15"), "{text}");
}

#[test]
fn a_zone_is_given_as_text_in_many_ways() {
    let desk = Desk::new();
    let pass = pass_of(&anna(), None);
    let name = "ERIKSSON<<ANNA<MARIA";
    let (lines, card) = (passport(name, "740812"), card(name, "740812"));
    let files = [
        lines.join("\n"),
        lines.join("\r\n") + "\r\n\r\n",
        format!("\u{feff}{}", lines.join("\n")),
        card.join("\n"),
    ];
    let mut given: Vec<String> = Vec::new();
    for (n, file) in files.iter().enumerate() {
        let path = desk.put(&format!("zone-{n}.txt"), file);
        given.push(path.to_str().unwrap().to_owned());
    }
    let wide: Vec<u8> = lines.join("\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = desk.put("wide.txt", [&[0xff, 0xfe], &*wide].concat());
    given.push(wide.to_str().unwrap().to_owned());
    for separator in ["", "\n", " ", " \n ", "\\n", "\\r\\n", "\r\n"] {
        given.push(lines.join(separator));
        given.push(card.join(separator));
    }
    given.push(lines.join("\\n").to_lowercase());
    for passport in given {
        let (report, code) = desk.compare(&passport, &pass);
        assert_eq!(report["holderMatch"]["answer"], "same", "{passport}");
        assert_eq!(code, Some(0));
    }
}

#[test]
fn a_zone_that_is_wrong_is_an_error_that_names_the_field() {
    let desk = Desk::new();
    let pass = pass_of(&anna(), None);
    let zone = passport("ERIKSSON<<ANNA<MARIA", "740812").concat();
    let replaced = |at: usize, with: &str| {
        let mut zone = zone.clone();
        zone.replace_range(at..at + with.len(), with);
        zone
    };
    let file = desk.put("zone.txt", replaced(44 + 13, "84"));
    for (passport, expected) in [
        (replaced(44, "M"), "the check digit of the document number is wrong"),
        (replaced(44 + 13, "84"), "the check digit of the date of birth is wrong"),
        (
            replaced(44 + 21, "32"),
            "the check digit of the date of expiry is wrong",
        ),
        (
            replaced(44 + 28, "Y"),
            "the check digit of the personal number is wrong",
        ),
        (
            replaced(87, if zone.ends_with('0') { "1" } else { "0" }),
            "the check digit of the whole second line is wrong",
        ),
        (zone[..80].to_owned(), "this has 80 characters"),
        (replaced(9, "*"), "the character '*' is not one"),
        (pass.clone(), "is not one of a machine-readable zone"),
        ("missing.png".to_owned(), "missing.png: no such file"),
        (
            file.to_str().unwrap().to_owned(),
            "the check digit of the date of birth is wrong",
        ),
    ] {
        for more in [&["--json"][..], &[]] {
            let output = desk.verify(&[more, &["--passport", &passport, &pass]].concat());
            let error = String::from_utf8(output.stderr).unwrap();
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{error}");
            assert!(error.contains("--passport: ") && error.contains(expected), "{error}");
            assert!(!error.contains("ERIKSSON"), "an error repeats nobody's name: {error}");
        }
    }
}

#[test]
fn a_zone_is_read_in_pictures_and_documents() {
    let desk = Desk::new();
    let pass = pass_of(&anna(), None);
    let other = pass_of(&named("Berg", "Ole"), None);
    let name = "ERIKSSON<<ANNA<MARIA";
    let (page, card) = (photograph(&passport(name, "740812")), photograph(&card(name, "740812")));
    let paths = [
        desk.put_picture("passport.png", &page),
        desk.put_picture("passport.jpg", &page),
        desk.put_picture("passport.webp", &page),
        desk.put_picture("card.png", &card),
        desk.put("passport.pdf", pdf(&[&page])),
        // The same zone twice is one.
        desk.put("twice.pdf", pdf(&[&page, &page])),
    ];
    for path in paths {
        let path = path.to_str().unwrap();
        let (report, code) = desk.compare(path, &pass);
        assert_eq!(report["holderMatch"], json!({"answer": "same", "why": []}), "{path}");
        assert_eq!(code, Some(0));
        let (report, code) = desk.compare(path, &other);
        assert_eq!(report["holderMatch"]["answer"], "different", "{path}");
        assert_eq!(code, Some(1));
    }
}

#[test]
fn scan_reads_zones_and_codes_of_documents() {
    let desk = Desk::new();
    let lines = passport("ERIKSSON<<ANNA<MARIA", "740812");
    let page = photograph(&lines);
    let pass = pass_of(&anna(), None);
    let (pixels, side) = Symbol::new(&pass).unwrap().pixels(4);
    let code = Picture {
        pixels,
        width: side,
        height: side,
    };
    let file = desk.put("both.pdf", pdf(&[&code, &page]));
    let scan = |options: &[&str]| greengate().arg("scan").args(options).arg(&file).output().unwrap();
    let output = scan(&["--json", "--mrz", "--barcodes"]);
    assert_eq!(output.status.code(), Some(0));
    let found = &json_lines(&output.stdout)[0];
    assert_eq!(found["texts"], json!([pass]));
    // A page has no pixels of its own.
    assert_eq!(found["codes"], json!([{"text": pass, "corners": null}]));
    assert_eq!(
        found["barcodes"],
        json!([{"symbology": "qr", "text": pass, "corners": null}])
    );
    let zone = &found["mrz"][0];
    assert_eq!(zone["lines"], json!(lines));
    assert_eq!(
        (&zone["format"], &zone["checked"], &zone["corners"]),
        (&json!("td3"), &json!(true), &Value::Null)
    );
    let found = &json_lines(&scan(&["--json"]).stdout)[0];
    assert_eq!((&found["texts"], found.get("mrz")), (&json!([pass]), None));
    let broken = desk.put("broken.pdf", b"%PDF-1.7\nand no more");
    let output = greengate().arg("scan").arg(&broken).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("broken.pdf: the PDF cannot be read"), "{error}");
}

#[test]
fn no_zone_and_several_zones_are_errors() {
    let desk = Desk::new();
    let pass = pass_of(&anna(), None);
    let lines = passport("ERIKSSON<<ANNA<MARIA", "740812");
    let mut broken = lines.clone();
    broken[1].replace_range(13..15, "84");
    let (page, broken) = (photograph(&lines), photograph(&broken));
    let other = photograph(&passport("BERG<<OLE", "740812"));
    let code = Symbol::new(&lines.join("\n")).unwrap().svg();
    let none = "no machine-readable zone whose check digits hold";
    for (path, expected) in [
        // A code is no passport, whatever it says.
        (desk.put("code.svg", code), none),
        (desk.put_picture("broken.png", &broken), none),
        (desk.put("broken.pdf", pdf(&[&broken])), none),
        (
            desk.put_picture("both.png", &below(&page, &other)),
            "two different machine-readable zones",
        ),
        (
            desk.put("both.pdf", pdf(&[&page, &other])),
            "two different machine-readable zones",
        ),
        (
            desk.put("damaged.png", b"\x89PNG\r\n\x1a\n and no more"),
            "the picture cannot be read",
        ),
        (
            desk.put("archive.zip", b"PK\x03\x04\0\0\0\0"),
            "neither a picture, nor a PDF, nor a text",
        ),
    ] {
        let path = path.to_str().unwrap();
        let output = desk.verify(&["--json", "--passport", path, &pass]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(2), 0),
            "{path}: {error}"
        );
        assert!(
            error.contains(&format!("--passport: {path}: ")) && error.contains(expected),
            "{error}"
        );
    }
}

/// A letter between two others in the picture is doubtful: both names are near, a third one is another person's.
#[test]
fn an_unclear_letter_makes_both_readings_near() {
    let desk = Desk::new();
    let photographs =
        ["ERIKSSON<<ANNA<MARIA", "ERIKSSQN<<ANNA<MARIA"].map(|name| photograph(&passport(name, "740812")));
    let mixed = |share: f32| {
        let mut picture = photographs[0].clone();
        for (pixel, other) in picture.pixels.iter_mut().zip(&photographs[1].pixels) {
            *pixel = (f32::from(*pixel) * (1.0 - share) + f32::from(*other) * share).round() as u8;
        }
        picture
    };
    let passes = ["Eriksson", "Erikssqn", "Erikssxn"].map(|family| pass_of(&named(family, "Anna Maria"), None));
    let mut unclear = 0;
    for step in 0..=20_u8 {
        let path = desk.put_picture("passport.png", &mixed(f32::from(step) / 20.0));
        let path = path.to_str().unwrap();
        let compare = |pass: &String| desk.compare(path, pass).0["holderMatch"].clone();
        let [o, q, x] = passes.each_ref().map(compare);
        assert_eq!(x, json!({"answer": "different", "why": ["name"]}), "{step}");
        let answers = (o["answer"].as_str().unwrap(), q["answer"].as_str().unwrap());
        match answers {
            // Clear as long as little of the other letter is mixed in.
            ("same", "different") => assert!(step < 10, "{step}"),
            ("different", "same") => assert!(step > 10, "{step}"),
            ("same", "near") => assert_eq!(q["why"], json!(["misread"])),
            ("near", "same") => assert_eq!(o["why"], json!(["misread"])),
            other => panic!("{step}: {other:?}"),
        }
        unclear += usize::from(o["answer"] == "near" || q["answer"] == "near");
    }
    assert!(unclear > 0);
}

#[test]
fn lines_of_a_batch_have_passports_of_their_own() {
    let desk = Desk::new();
    let pass = pass_of(&anna(), None);
    let own = passport("ERIKSSON<<ANNA<MARIA", "740812");
    let other = passport("BERG<<OLE", "740812");
    let picture = desk.put_picture("passport.png", &photograph(&own));
    // A child of 2074 and somebody of 1974 have the same zone.
    let lines = [
        json!({"text": pass}),
        json!({"text": pass, "passport": own.join("\n")}),
        json!({"text": pass, "passport": own.concat(), "at": "2075-01-01T00:00:00Z"}),
        json!({"text": pass, "passport": "P<"}),
        // A line names no files.
        json!({"text": pass, "passport": picture.to_str().unwrap()}),
    ];
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let batch = desk.put("batch.jsonl", text);
    let output = desk.verify(&["--passport", &other.join("\\n"), "--batch", batch.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let reports = json_lines(&output.stdout);
    let answers: Vec<&Value> = reports.iter().map(|report| &report["holderMatch"]["answer"]).collect();
    assert_eq!(
        answers,
        [
            &json!("different"),
            &json!("same"),
            &json!("different"),
            &Value::Null,
            &Value::Null
        ]
    );
    assert_eq!(reports[2]["holderMatch"]["why"], json!(["birth-date"]));
    let errors: Vec<&str> = reports.iter().filter_map(|report| report["error"].as_str()).collect();
    assert_eq!(errors.len(), 2);
    assert!(
        errors[0].starts_with("line 4: passport: ") && errors[0].contains("this has 2 characters"),
        "{errors:?}"
    );
    assert!(errors[1].starts_with("line 5: passport: "), "{errors:?}");
    let without = desk.verify(&["--batch", batch.to_str().unwrap()]);
    let reports = json_lines(&without.stdout);
    assert!(reports[0].get("holderMatch").is_none());
    assert_eq!(reports[1]["holderMatch"]["answer"], "same");
}
