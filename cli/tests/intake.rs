//! Whatever a person hands over: files and texts in every form, cards in several codes in any order,
//! and what is not read, by its name. Library and command line.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{greengate, json_lines, shared};
use greengate::{
    intake::{CardAssembler, Proof, passes_in},
    issue::{CardOptions, Issued, Issuer, IssuerOptions, PassOptions, Symbol, issue, issue_card},
    pass::Kind,
    trust::TrustList,
    verdict::{Context, judge, judge_all},
};
use image::{DynamicImage, GrayImage, ImageFormat};
use serde_json::{Value, json};
use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
    process::Stdio,
};
use tempfile::TempDir;
use time::{OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

fn issuer() -> Issuer {
    Issuer::new(&IssuerOptions::demo(AT)).unwrap()
}

fn card(person: usize, codes: usize) -> Issued {
    let options = CardOptions {
        codes,
        ..CardOptions::new(Kind::Vaccination, person, AT)
    };
    issue_card(&issuer(), &options).unwrap()
}

fn pass(person: usize) -> Issued {
    issue(&issuer(), &PassOptions::new(Kind::Vaccination, person, AT)).unwrap()
}

/// Every order of these.
fn orders<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for n in 0..items.len() {
        let mut rest = items.to_vec();
        let first = rest.remove(n);
        all.extend(
            orders(&rest)
                .into_iter()
                .map(|order| [vec![first.clone()], order].concat()),
        );
    }
    all
}

#[test]
fn codes_of_several_cards_come_in_any_order() {
    let (a, b) = (card(1, 2), card(2, 2));
    let trust: Vec<Value> = [&a, &b].iter().flat_map(|card| card.trust.clone()).collect();
    let trust = TrustList::from_json(Value::Array(trust), "list").unwrap();
    let context = Context::new(&trust, AT);
    for order in orders(&[&a.texts[0], &b.texts[0], &a.texts[1], &b.texts[1]]) {
        let mut assembler = CardAssembler::default();
        let mut found = Vec::new();
        for text in &order {
            // What comes twice, or is no code of a card, is no matter.
            assert!(assembler.add(text) && !assembler.add(text) && !assembler.add(&pass(1).text));
            found.extend(assembler.cards(Proof::Signature));
        }
        found.sort();
        let mut wanted = vec![a.texts.clone(), b.texts.clone()];
        wanted.sort();
        assert_eq!(found, wanted, "{order:?}");
        assert!(assembler.progress().is_none() && assembler.incomplete().is_empty());
        for card in found {
            let texts: Vec<&str> = card.iter().map(String::as_str).collect();
            assert!(judge_all(&texts, &context).is_valid());
        }
    }
}

#[test]
fn a_sheet_of_four_cards_is_put_together() {
    let cards: Vec<Issued> = (1..=4).map(|person| card(person, 3)).collect();
    // All first codes, then all second ones in another order, then the rest.
    let mut texts: Vec<&String> = cards.iter().map(|card| &card.texts[0]).collect();
    texts.extend(cards.iter().rev().map(|card| &card.texts[1]));
    texts.extend([2, 0, 3, 1].map(|n: usize| &cards[n].texts[2]));
    let mut assembler = CardAssembler::default();
    let mut found = Vec::new();
    for text in texts {
        assembler.add(text);
        found.extend(assembler.cards(Proof::Signature));
    }
    assert_eq!(found, [2, 0, 3, 1].map(|n: usize| cards[n].texts.clone()));
}

#[test]
fn a_forged_card_in_several_codes_is_judged_at_the_end() {
    let forged = issue_card(
        &issuer(),
        &CardOptions {
            codes: 2,
            defect: Some("forged".parse().unwrap()),
            ..CardOptions::new(Kind::Vaccination, 1, AT)
        },
    )
    .unwrap();
    let genuine = card(2, 2);
    let mut assembler = CardAssembler::default();
    let mut found = Vec::new();
    for text in [&forged.texts[0], &genuine.texts[1], &forged.texts[1], &genuine.texts[0]] {
        assembler.add(text);
        found.extend(assembler.cards(Proof::Signature));
    }
    assert_eq!(found, std::slice::from_ref(&genuine.texts));
    assert_eq!(assembler.cards(Proof::Structure), std::slice::from_ref(&forged.texts));
}

/// A folder of files with the list that all passes here are judged by.
struct Files(TempDir);

impl Files {
    fn new(issued: &[&Issued]) -> Self {
        let files = Self(TempDir::new().unwrap());
        let trust: Vec<Value> = issued.iter().flat_map(|pass| pass.trust.clone()).collect();
        files.put("trust.json", Value::Array(trust).to_string());
        files
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn verify(&self, inputs: &[PathBuf], stdin: &str) -> (Vec<Value>, String) {
        let mut command = greengate();
        command.args(["verify", "--json", "--at", "2026-11-01T12:00:00Z", "--trust"]);
        command.arg(self.0.path().join("trust.json")).args(inputs);
        if inputs.is_empty() {
            command.arg("-");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (
            json_lines(&output.stdout),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    fn statuses(&self, inputs: &[PathBuf]) -> Vec<String> {
        let (reports, _) = self.verify(inputs, "");
        reports
            .iter()
            .map(|report| report["status"].as_str().unwrap().to_owned())
            .collect()
    }
}

fn picture(text: &str) -> DynamicImage {
    let symbol = Symbol::new(text).unwrap();
    let (pixels, side) = symbol.pixels(4);
    let side = u32::try_from(side).unwrap();
    DynamicImage::ImageLuma8(GrayImage::from_raw(side, side, pixels).unwrap())
}

#[test]
fn the_command_line_reads_every_form() {
    let (one, two, a, b) = (pass(1), pass(2), card(1, 2), card(2, 2));
    let files = Files::new(&[&one, &two, &a, &b]);
    let utf16: Vec<u8> = one.text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wrapped: String = one
        .text
        .as_bytes()
        .chunks(64)
        .map(|line| format!("{}\n", str::from_utf8(line).unwrap()))
        .collect();
    let family = [&a.texts[0], &b.texts[1], &b.texts[0], &a.texts[1]]
        .map(String::as_str)
        .join("\n");
    let wallet = json!({"barcodes": [{"message": one.text, "format": "PKBarcodeFormatQR"}]}).to_string();
    let digits: String = card(3, 1).text.trim_start_matches("shc:/").to_owned();
    let jws: String = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| char::from((pair[0] - b'0') * 10 + pair[1] - b'0' + 45))
        .collect();
    let parameters = json!({"resourceType": "Parameters", "parameter": [
        {"name": "verifiableCredential", "valueString": jws}]});
    for (name, bytes, valid) in [
        ("two.txt", format!("{}\n{}\n", one.text, two.text).into_bytes(), 2),
        ("utf16.txt", [&b"\xff\xfe"[..], &utf16].concat(), 1),
        (
            "mail.txt",
            format!("Dear traveller,\n\n{}\n\nKind regards\n", one.text).into_bytes(),
            1,
        ),
        ("wrapped.txt", wrapped.into_bytes(), 1),
        ("family.txt", family.into_bytes(), 2),
        ("wallet.json", wallet.into_bytes(), 1),
        ("parameters.json", parameters.to_string().into_bytes(), 1),
    ] {
        let statuses = files.statuses(&[files.put(name, bytes)]);
        assert_eq!(statuses, vec!["valid"; valid], "{name}");
    }
    let drawn = picture(&one.text);
    for (name, format) in [
        ("q.gif", ImageFormat::Gif),
        ("q.bmp", ImageFormat::Bmp),
        ("q.tiff", ImageFormat::Tiff),
    ] {
        let mut bytes = Cursor::new(Vec::new());
        // GIF has colours only.
        DynamicImage::from(drawn.to_rgba8())
            .write_to(&mut bytes, format)
            .unwrap();
        assert_eq!(
            files.statuses(&[files.put(name, bytes.into_inner())]),
            ["valid"],
            "{name}"
        );
    }
    let svg = Symbol::new(&one.text).unwrap().svg();
    assert_eq!(files.statuses(&[files.put("q.svg", svg)]), ["valid"]);
    // The codes of a family, each in a file of its own.
    let parts = [&a.texts[0], &b.texts[1], &b.texts[0], &a.texts[1]];
    let parts: Vec<PathBuf> = parts
        .iter()
        .enumerate()
        .map(|(n, text)| files.put(&format!("{n}.txt"), text.as_bytes()))
        .collect();
    assert_eq!(files.statuses(&parts), ["valid", "valid"]);
    // One of them alone is told to be one.
    let (reports, _) = files.verify(&parts[..1], "");
    assert_eq!((reports.len(), reports[0]["reason"].as_str()), (1, Some("malformed")));
    assert!(
        reports[0]["detail"]
            .as_str()
            .unwrap()
            .contains("1 of the card's 2 codes")
    );
}

#[test]
fn what_is_not_read_is_named() {
    let files = Files::new(&[]);
    for (text, kind) in [
        ("NL2:HELLO", "nl-domestic"),
        ("shlink:/eyJ1cmwiOiJodHRwczovL2EifQ", "shlink"),
        (
            r#"{"version":"https://schema.openattestation.com/2.0/schema.json","data":{}}"#,
            "openattestation",
        ),
        (
            "M1DOE/JOHN            EABC123 ZRHJFKLX 0014 326Y012A0025 100",
            "boarding-pass",
        ),
        ("https://yellowcardnigeria.com/verify?id=1", "web-address"),
    ] {
        let (reports, _) = files.verify(&[], text);
        assert_eq!(reports.len(), 1, "{text}");
        let report = &reports[0];
        assert_eq!(report["reason"], "not-a-pass", "{text}");
        assert_eq!(report["recognised"]["kind"], kind, "{text}");
        let detail = report["detail"].as_str().unwrap();
        assert!(!detail.contains("does not start like"), "{detail}");
    }
    let (reports, _) = files.verify(&[], "HELLO");
    assert_eq!(reports[0]["recognised"], Value::Null);
    // Files as well, with what to do.
    for (name, bytes, says) in [
        ("a.heic", &b"\0\0\0\x18ftypheic\0\0\0\0"[..], "HEIC picture"),
        (
            "a.zip",
            &b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..],
            "ZIP file",
        ),
    ] {
        let (reports, error) = files.verify(&[files.put(name, bytes)], "");
        assert!(reports.is_empty() && error.contains(says), "{error}");
    }
}

/// A signed link, as WHO's network makes them: recognised by its claim, whoever signed it.
#[test]
fn a_signed_health_link_is_named() {
    use ciborium::Value as Cbor;
    let encode = |value: &Cbor| {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        bytes
    };
    for (outer, inner) in [(Cbor::from(-260), Cbor::from(5)), (Cbor::from("-260"), Cbor::from("5"))] {
        let link = Cbor::Array(vec![Cbor::Map(vec![("u".into(), "shlink://eyJ1".into())])]);
        let claims = Cbor::Map(vec![(outer, Cbor::Map(vec![(inner, link)]))]);
        let message = Cbor::Array(vec![
            Cbor::Bytes(encode(&Cbor::Map(vec![(1.into(), (-7).into())]))),
            Cbor::Map(vec![(4.into(), "kid as text".into())]),
            Cbor::Bytes(encode(&claims)),
            Cbor::Bytes(vec![0; 64]),
        ]);
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&encode(&message), 6);
        let text = format!("HC1:{}", base45::encode(&packed));
        let report = judge(&text, &Context::new(&TrustList::default(), AT));
        let kind = report.recognised.map(|recognised| recognised.kind.name());
        assert_eq!(
            (kind, report.reason.map(|r| r.as_str())),
            (Some("vhl"), Some("not-a-pass"))
        );
    }
}

#[test]
fn files_that_people_hold_are_read() {
    let mut seen = 0;
    for (name, passes) in [
        ("fam.txt", 2),
        ("two.txt", 2),
        ("utf16.txt", 1),
        ("mail.txt", 1),
        ("wrapped.txt", 1),
        ("fhir-parameters-card.json", 1),
        ("pass.pkpass", 1),
        ("q.gif", 1),
        ("q.svg", 1),
        ("q.tiff", 1),
        ("family-two-cards-of-two-codes.png", 2),
    ] {
        let Some(path) = shared(&format!("cases/files/{name}")) else {
            continue;
        };
        let output = greengate().args(["verify", "--json"]).arg(&path).output().unwrap();
        let reports = json_lines(&output.stdout);
        let reasons: Vec<&str> = reports.iter().filter_map(|report| report["reason"].as_str()).collect();
        assert_eq!(reasons, vec!["unknown-issuer"; passes], "{name}");
        seen += 1;
    }
    println!("{seen} of 11 shared files were read");
    if let Some(path) = shared("cases/files/vhl-ph4h.txt") {
        let text = fs::read_to_string(path).unwrap();
        let report = judge(&passes_in(&text)[0], &Context::new(&TrustList::default(), AT));
        assert_eq!(report.recognised.map(|r| r.kind.name()), Some("vhl"));
    }
}
