//! Every bound of `limits`, at its limit and one beyond. What can only be seen from inside has its
//! test beside the code; `cargo xtask tidy` fails where a bound has no test.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::greengate;
use coset::{CborSerializable, CoseSign1Builder, HeaderBuilder, TaggedCborSerializable, cbor::Value as Cbor, iana};
use greengate::{
    certlogic::Expression,
    document::texts_of_pdf,
    frame::{self, Luma, Photo},
    issue::{CardOptions, Issuer, IssuerOptions, PassOptions, Symbol, issue, issue_card},
    limits::*,
    pass::Kind,
    revocation::{Error as RevocationError, RevocationList},
    rules::{Collection, Outcome, RulePack, Subject},
    trust::{Bundle, BundleError, Error as TrustError, Pin, TrustList},
    verdict::{Context, Reason, Stop, Trip, judge, judge_all, plan},
};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs, io::Write, path::Path};
use time::{Duration, OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

fn reason(text: &str) -> Reason {
    judge(text, &Context::new(&TrustList::default(), AT)).reason.unwrap()
}

fn hc1(message: &[u8]) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(message, 9);
    format!("HC1:{}", base45::encode(&packed))
}

#[test]
fn texts_of_passes() {
    // MAX_TEXT: what is as long as allowed is looked at.
    let text = |length: usize| format!("HC1:{}", "0".repeat(length - 4));
    assert_ne!(reason(&text(MAX_TEXT)), Reason::TooLarge);
    assert_eq!(reason(&text(MAX_TEXT + 1)), Reason::TooLarge);
    // MAX_INFLATED
    assert_eq!(reason(&hc1(&vec![0; MAX_INFLATED])), Reason::Malformed);
    assert_eq!(reason(&hc1(&vec![0; MAX_INFLATED + 1])), Reason::TooLarge);
    // MAX_DEPTH
    let nested = |depth: usize| [vec![0x81; depth - 1], vec![0x80]].concat();
    assert_eq!(reason(&hc1(&nested(MAX_DEPTH))), Reason::Malformed);
    assert_eq!(reason(&hc1(&nested(MAX_DEPTH + 1))), Reason::TooLarge);
    // MAX_JSON_DEPTH, in a seal: what is signed stands two levels deep, the whole is one.
    let seal = |depth: usize| {
        let inner = (2..depth).fold(json!(1), |inner, _| json!([inner]));
        json!({"data": {"hdr": {"t": "icao.vacc", "v": 1, "is": "UTO"}, "msg": inner}, "sig": {}}).to_string()
    };
    assert_ne!(reason(&seal(MAX_JSON_DEPTH)), Reason::TooLarge);
    assert_eq!(reason(&seal(MAX_JSON_DEPTH + 1)), Reason::TooLarge);
    // MAX_CARD, over all its texts.
    let card = |length: usize| format!("shc:/{}", "0".repeat(length - 5));
    assert_ne!(reason(&card(MAX_CARD)), Reason::TooLarge);
    assert_eq!(reason(&card(MAX_CARD + 1)), Reason::TooLarge);
}

#[test]
fn chunks_of_cards() {
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
    let judged = |codes: usize| {
        let options = CardOptions {
            codes,
            ..CardOptions::new(Kind::Vaccination, 1, AT)
        };
        let issued = issue_card(&issuer, &options).unwrap();
        let trust = TrustList::from_json(Value::Array(issued.trust), "list").unwrap();
        let texts: Vec<&str> = issued.texts.iter().map(String::as_str).collect();
        assert_eq!(texts.len(), codes);
        judge_all(&texts, &Context::new(&trust, AT)).reason
    };
    assert_eq!(judged(MAX_CHUNKS), None);
    assert_eq!(judged(MAX_CHUNKS + 1), Some(Reason::TooLarge));
}

#[test]
fn fields_and_names() {
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
    let trust = TrustList::from_json(json!([issuer.trust_entry()]), "list").unwrap();
    let judged = |pointer: &str, text: String| {
        let usual = issue(&issuer, &PassOptions::new(Kind::Vaccination, 1, AT)).unwrap();
        let mut statement = judge(&usual.text, &Context::new(&trust, AT)).payload.unwrap();
        *statement.pointer_mut(pointer).unwrap() = text.into();
        let options = PassOptions {
            statement: Some(statement),
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        judge(&issue(&issuer, &options).unwrap().text, &Context::new(&trust, AT)).reason
    };
    assert_eq!(judged("/v/0/is", "x".repeat(MAX_FIELD)), None);
    assert_eq!(judged("/v/0/is", "x".repeat(MAX_FIELD + 1)), Some(Reason::BadPayload));
    assert_eq!(judged("/nam/fn", "Ä".repeat(MAX_NAME)), None);
    assert_eq!(judged("/nam/fn", "Ä".repeat(MAX_NAME + 1)), Some(Reason::BadPayload));
}

#[test]
fn sizes_of_lists() {
    let spaces = |length: usize| {
        let mut bytes = vec![b' '; length];
        bytes[0] = b'[';
        bytes[length - 1] = b']';
        bytes
    };
    // MAX_LIST
    let (whole, larger) = (spaces(MAX_LIST), spaces(MAX_LIST + 1));
    assert!(TrustList::read(&whole, "list").is_ok());
    assert!(matches!(
        TrustList::read(&larger, "list"),
        Err(TrustError::TooLarge { bytes, limit: MAX_LIST }) if bytes == MAX_LIST + 1
    ));
    assert!(RevocationList::read(&whole).is_ok());
    assert!(matches!(
        RevocationList::read(&larger),
        Err(RevocationError::TooLarge { .. })
    ));
    assert!(RulePack::read(&whole, None).is_ok());
    assert!(matches!(
        RulePack::read(&larger, None),
        Err(greengate::rules::Error::TooLarge(bytes)) if bytes == MAX_LIST + 1
    ));
    assert!(Collection::default().add(&larger).is_err());
    // MAX_KEYS: none of the entries can be read, but they are counted.
    let entries = |count: usize| format!("[{}]", vec!["{\"kid\":\"\"}"; count].join(","));
    assert!(matches!(
        TrustList::read(entries(MAX_KEYS).as_bytes(), "list"),
        Err(TrustError::NothingReadable(MAX_KEYS))
    ));
    assert!(matches!(
        TrustList::read(entries(MAX_KEYS + 1).as_bytes(), "list"),
        Err(TrustError::TooMany { entries, limit: MAX_KEYS }) if entries == MAX_KEYS + 1
    ));
}

#[test]
fn revoked_identifiers() {
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
    let iss = "https://issuer.example";
    let card = issuer.card_entry(iss).unwrap();
    let kid = card["jwk"]["kid"].as_str().unwrap();
    let read = |count: usize| {
        let rids: Vec<String> = (0..count).map(|n| format!("r{n}")).collect();
        let entry =
            json!([{"iss": iss, "jwk": card["jwk"], "crls": [{"kid": kid, "method": "rid", "ctr": 1, "rids": rids}]}]);
        TrustList::read(entry.to_string().as_bytes(), "list").unwrap()
    };
    let list = read(MAX_REVOKED);
    assert!(
        list.revoked_cards()
            .contains(iss, kid, &format!("r{}", MAX_REVOKED - 1), Some(AT))
    );
    // Half a list must not pass for a whole one: the entry is counted as unreadable.
    let list = read(MAX_REVOKED + 1);
    assert!(!list.revoked_cards().contains(iss, kid, "r1", Some(AT)));
    assert_eq!(list.skipped().len(), 1);
}

#[test]
fn bundles() {
    let bundle = |inner: usize| {
        let int = |n: i64| Cbor::Integer(n.into());
        let payload = Cbor::Map(vec![
            (int(1), int(1)),
            (int(2), int(7)),
            (int(3), int(0)),
            (int(4), int(0)),
            (int(5), int(0)),
            (int(6), Cbor::Array(vec![])),
            (
                int(7),
                Cbor::Bytes(miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; inner], 1)),
            ),
        ]);
        let header = HeaderBuilder::new()
            .algorithm(iana::Algorithm::ES256)
            .content_type("application/vnd.greengate.trust+cbor".to_owned());
        let message = CoseSign1Builder::new()
            .protected(header.build())
            .payload(payload.to_vec().unwrap());
        Bundle::read_unverified(&message.build().to_tagged_vec().unwrap()).unwrap_err()
    };
    // MAX_BUNDLE: it inflates, and then is no map; or it does not inflate.
    let inflates = |inner: usize| !bundle(inner).to_string().contains("does not inflate");
    assert!(inflates(MAX_BUNDLE));
    assert!(!inflates(MAX_BUNDLE + 1));
    // MAX_PROTECTED
    let headed = |length: usize| {
        let header = |kid: usize| {
            let header = HeaderBuilder::new()
                .algorithm(iana::Algorithm::ES256)
                .content_type("application/vnd.greengate.trust+cbor".to_owned());
            header.key_id(vec![0; kid]).build()
        };
        let rest = header(24).to_vec().unwrap().len() - 24;
        let message = CoseSign1Builder::new()
            .protected(header(length - rest))
            .payload(vec![0]);
        Bundle::read_unverified(&message.build().to_tagged_vec().unwrap()).unwrap_err()
    };
    let reads = |length: usize| !headed(length).to_string().contains("header cannot be read");
    assert!(reads(MAX_PROTECTED));
    assert!(!reads(MAX_PROTECTED + 1));
    // MAX_LIST
    let large = |length: usize| Bundle::read_unverified(&vec![0; length]).unwrap_err();
    assert!(matches!(large(MAX_LIST), BundleError::Malformed(_)));
    assert_eq!(large(MAX_LIST + 1), BundleError::TooLarge);
}

#[test]
fn certificates_and_keys() {
    // MAX_CERTIFICATE: nonsense of the size allowed is looked at.
    let refused = |length: usize| Pin::read(&vec![0x30; length]).unwrap_err().to_string();
    assert!(
        !refused(MAX_CERTIFICATE).contains("larger"),
        "{}",
        refused(MAX_CERTIFICATE)
    );
    assert!(refused(MAX_CERTIFICATE + 1).contains("larger"));
    // RSA_MODULUS and MAX_EXPONENT
    let rsa = |bytes: usize, exponent: &[u8]| {
        use base64ct::{Base64UrlUnpadded, Encoding};
        let mut modulus = vec![0xff; bytes];
        modulus[0] = 0xc0;
        let encode = Base64UrlUnpadded::encode_string;
        let jwk = json!({"kty": "RSA", "n": encode(&modulus), "e": encode(exponent)});
        Pin::read(jwk.to_string().as_bytes()).is_ok()
    };
    let (least, most) = (*RSA_MODULUS.start(), *RSA_MODULUS.end());
    for (bytes, allowed) in [(least - 1, false), (least, true), (most, true), (most + 1, false)] {
        assert_eq!(rsa(bytes, &[1, 0, 1]), allowed, "{bytes} bytes");
    }
    assert!(rsa(least, &[1; MAX_EXPONENT]));
    assert!(!rsa(least, &[1; MAX_EXPONENT + 1]));
}

fn rule(n: usize, logic: &Value) -> Value {
    json!({"Identifier": format!("GR-FR-{n:05}"), "Type": "Acceptance", "Country": "FR", "Version": "1.0.0",
        "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "0.7.5", "CertificateType": "General",
        "Description": [{"lang": "en", "desc": "A rule"}], "ValidFrom": "2021-07-01T00:00:00Z",
        "ValidTo": "2040-07-01T00:00:00Z", "AffectedFields": [], "Logic": logic})
}

fn rules(count: usize) -> Vec<u8> {
    let rules: Vec<Value> = (0..count).map(|n| rule(n, &json!(true))).collect();
    Value::Array(rules).to_string().into_bytes()
}

fn subject(payload: &Value) -> Subject<'_> {
    Subject {
        payload,
        kinds: &[Kind::Vaccination],
        issuer: "DE",
        issued_at: None,
        expires_at: None,
        kid: "",
        country: "FR",
        region: None,
        from: None,
        clock: AT,
        language: "en",
    }
}

#[test]
fn rules_and_their_codes() {
    assert!(RulePack::read(&rules(MAX_RULES), None).is_ok());
    assert!(matches!(
        RulePack::read(&rules(MAX_RULES + 1), None),
        Err(greengate::rules::Error::TooMany("rules"))
    ));
    let codes = |count: usize| {
        let values: Value = (0..count)
            .map(|n| (format!("c{n}"), json!({})))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let sets = json!([{"valueSetId": "set", "valueSetValues": values}]).to_string();
        RulePack::read(b"[]", Some(sets.as_bytes()))
    };
    assert!(codes(MAX_RULE_CODES).is_ok());
    assert!(matches!(
        codes(MAX_RULE_CODES + 1),
        Err(greengate::rules::Error::TooMany("codes"))
    ));
}

#[test]
fn time_of_a_rule() {
    // MAX_EXPRESSION
    let nested = |depth: usize| (1..depth).fold(json!({"!": [true]}), |inner, _| json!({"!": [inner]}));
    assert!(
        Expression::parse(&nested(MAX_EXPRESSION))
            .evaluate(&json!(null))
            .is_ok()
    );
    assert!(
        Expression::parse(&nested(MAX_EXPRESSION + 1))
            .evaluate(&json!(null))
            .is_err()
    );
    // MAX_STEPS: the longest sum that is allowed, found by halving, and one more.
    let sum = json!({"reduce": [{"var": "all"}, {"+": [{"var": "accumulator"}, 1]}, 0]});
    let expression = Expression::parse(&sum);
    let steps = |length: usize| {
        let data = json!({"all": vec![0; length]});
        let (result, steps) = expression.evaluate_counting(&data);
        (result.is_ok(), steps)
    };
    let (mut low, mut high) = (1, MAX_STEPS + 1);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if steps(middle).0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    assert!(steps(low).0 && steps(low).1 <= MAX_STEPS && steps(low).1 > MAX_STEPS - 8);
    assert_eq!(steps(low + 1), (false, MAX_STEPS + 1));
}

#[test]
fn time_of_a_timeline() {
    let pack = RulePack::read(&rules(1), None).unwrap();
    let payload = json!({});
    let until = |asked: Duration| pack.timeline(&subject(&payload), AT, AT + asked).last().unwrap().until - AT;
    assert_eq!(until(MAX_TIMELINE), MAX_TIMELINE);
    assert_eq!(until(MAX_TIMELINE + Duration::SECOND), MAX_TIMELINE);
}

#[test]
fn passes_and_stops_of_a_trip() {
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
    let trust = TrustList::from_json(json!([issuer.trust_entry()]), "list").unwrap();
    let text = issue(&issuer, &PassOptions::new(Kind::Vaccination, 1, AT))
        .unwrap()
        .text;
    let pack = RulePack::read(&rules(1), None).unwrap();
    let context = Context::new(&trust, AT).rules(Some(&pack));
    let stop = Stop::to("FR", AT);
    let planned = |passes: usize, stops: usize| {
        let passes = vec![vec![text.clone()]; passes];
        let plan = plan(&Trip::new(&passes, &vec![stop.clone(); stops], (AT, AT)), &context);
        let looked_at: usize = plan.people.iter().map(|person| person.passes.len()).sum();
        (looked_at, plan.people[0].stops.len())
    };
    assert_eq!(planned(MAX_TRIP_PASSES, 1), (MAX_TRIP_PASSES, 1));
    assert_eq!(planned(MAX_TRIP_PASSES + 1, 1), (MAX_TRIP_PASSES, 1));
    assert_eq!(planned(1, MAX_STOPS), (1, MAX_STOPS));
    assert_eq!(planned(1, MAX_STOPS + 1), (1, MAX_STOPS));
    // MAX_TOGETHER: a rule that asks for that many vaccinations in one content.
    let together = |passes: usize| {
        let count = json!({"reduce": [{"var": "payload.v"}, {"+": [{"var": "accumulator"}, 1]}, 0]});
        let rules = json!([rule(1, &json!({">=": [count, passes]}))]).to_string();
        let pack = RulePack::read(rules.as_bytes(), None).unwrap();
        let context = context.rules(Some(&pack));
        // Each of another day: copies of one pass are one pass.
        let pass = |days: usize| {
            let at = AT - Duration::days(days.try_into().unwrap());
            vec![
                issue(&issuer, &PassOptions::new(Kind::Vaccination, 1, at))
                    .unwrap()
                    .text,
            ]
        };
        let passes: Vec<Vec<String>> = (0..passes).map(pass).collect();
        plan(&Trip::new(&passes, std::slice::from_ref(&stop), (AT, AT)), &context).people[0].stops[0].outcome
    };
    assert_eq!(together(MAX_TOGETHER), Outcome::Accepted);
    assert_eq!(together(MAX_TOGETHER + 1), Outcome::Refused);
}

/// Codes in rows, each with another text.
fn crowded(codes: usize) -> (Vec<u8>, usize, usize) {
    const SCALE: usize = 4;
    let symbols: Vec<Symbol> = (0..codes)
        .map(|n| Symbol::new(&format!("CODE {n:03}")).unwrap())
        .collect();
    let (_, side) = symbols[0].pixels(SCALE);
    let across = 10;
    let (width, height) = (across * side, codes.div_ceil(across) * side);
    let mut pixels = vec![255; width * height];
    for (n, symbol) in symbols.iter().enumerate() {
        let (drawn, _) = symbol.pixels(SCALE);
        let (left, top) = (n % across * side, n / across * side);
        for row in 0..side {
            pixels[(top + row) * width + left..][..side].copy_from_slice(&drawn[row * side..][..side]);
        }
    }
    (pixels, width, height)
}

#[test]
fn codes_of_a_picture() {
    let found = |codes: usize| {
        let (pixels, width, height) = crowded(codes);
        frame::read(&pixels, width, height).len()
    };
    assert_eq!(found(MAX_CODES), MAX_CODES);
    assert_eq!(found(MAX_CODES + 1), MAX_CODES);
    // A sheet is looked at until nothing is left.
    let sheet = |codes: usize| {
        let (pixels, width, height) = crowded(codes);
        let codes = Photo::from(Luma::new(pixels, width, height).unwrap()).read_codes();
        let texts: BTreeSet<Option<String>> = codes.iter().map(|code| code.text().map(str::to_owned)).collect();
        assert_eq!(texts.len(), codes.len(), "each text once");
        codes.len()
    };
    assert_eq!(sheet(MAX_CODES + 7), MAX_CODES + 7);
    assert_eq!(sheet(MAX_SHEET), MAX_SHEET);
    assert_eq!(sheet(MAX_SHEET + 12), MAX_SHEET);
}

/// A code of so many pixels a module in the middle of a light picture.
fn one_code(side: usize, scale: usize) -> Vec<u8> {
    let symbol = Symbol::new("GREENGATE").unwrap();
    let (drawn, size) = symbol.pixels(scale);
    let mut pixels = vec![255; side * side];
    let start = (side - size) / 2;
    for row in 0..size {
        pixels[(start + row) * side + start..][..size].copy_from_slice(&drawn[row * size..][..size]);
    }
    pixels
}

#[test]
fn pixels_of_a_picture() {
    // 4000 by 4000 is MAX_PIXELS; beyond it the picture is halved, in which small modules get lost.
    let side = MAX_PIXELS.isqrt();
    assert_eq!(side * side, MAX_PIXELS);
    for (side, scale) in [(side, 8), (side + 1, 8), (7_100, 12)] {
        let codes = frame::read(&one_code(side, scale), side, side);
        assert_eq!(codes.len(), 1, "{side}");
        assert_eq!(codes[0].text(), Some("GREENGATE"));
        // Corners are in the pixels of the picture as it came.
        let middle = codes[0].corners.iter().map(|(x, _)| x).sum::<f32>() / 4.0;
        assert!((middle - side as f32 / 2.0).abs() < side as f32 / 100.0, "{middle}");
    }
}

fn verify(file: &Path) -> String {
    let output = greengate().args(["verify", "--json"]).arg(file).output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn sizes_of_files() {
    let folder = tempfile::tempdir().unwrap();
    // MAX_SIDE, and MAX_IMAGE: a picture of the width allowed is looked at, and found without a code.
    let picture = |width: u32, height: u32| {
        let file = folder.path().join(format!("{width}.png"));
        image::GrayImage::from_pixel(width, height, image::Luma([255]))
            .save(&file)
            .unwrap();
        verify(&file)
    };
    let refused = |said: &str| said.contains("limit");
    let said = picture(MAX_SIDE, 30);
    assert!(!refused(&said), "{said}");
    let said = picture(MAX_SIDE + 1, 30);
    assert!(refused(&said), "{said}");
    // Four bytes a pixel.
    assert_eq!(
        u64::from(MAX_SIDE) * u64::from(MAX_SIDE) * 4,
        MAX_IMAGE,
        "the largest picture just fits"
    );
    // MAX_FILE: sparse files of zeros.
    let zeros = |length: u64| {
        let path = folder.path().join("zeros");
        fs::File::create(&path).unwrap().set_len(length).unwrap();
        verify(&path)
    };
    let larger = |said: &str| said.contains("larger than 64 MiB");
    let said = zeros(MAX_FILE);
    assert!(!larger(&said), "{said}");
    let said = zeros(MAX_FILE + 1);
    assert!(larger(&said), "{said}");
}

#[test]
fn lines_of_a_batch() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.jsonl");
    // A case with spaces behind it, and a sound one after it.
    let reasons = |length: usize| {
        let case = json!({"text": "HC1:", "trust": [], "at": "2026-11-01T12:00:00Z"}).to_string();
        let mut out = fs::File::create(&file).unwrap();
        writeln!(out, "{case}{}", " ".repeat(length - case.len())).unwrap();
        writeln!(out, "{}", case.replace("HC1:", "HELLO")).unwrap();
        drop(out);
        let output = greengate().args(["verify", "--batch"]).arg(&file).output().unwrap();
        let lines = common::json_lines(&output.stdout);
        assert_eq!(lines.len(), 2, "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(lines[1]["reason"], "not-a-pass");
        lines[0].clone()
    };
    assert_eq!(reasons(MAX_LINE)["reason"], "compression");
    // What is cut off is not taken for whole.
    let beyond = reasons(MAX_LINE + 1);
    assert!(beyond["error"].as_str().unwrap().contains("longer"), "{beyond}");
}

/// A document whose pages are empty but for one, numbered from 1.
fn document(pages: usize, with_code: usize) -> Vec<u8> {
    let symbol = Symbol::new("GREENGATE").unwrap();
    let size = symbol.size();
    let squares: String = (0..size * size)
        .filter(|i| symbol.is_dark(i % size, i / size))
        .map(|i| format!("{} {} 4 4 re f\n", i % size * 4, (size - 1 - i / size) * 4))
        .collect();
    let side = size * 4;
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", 3 + n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
    ];
    let content = pages + 3;
    objects.extend((1..=pages).map(|n| {
        let contents = if n == with_code {
            format!("/Contents {content} 0 R ")
        } else {
            String::new()
        };
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {side} {side}] {contents}/Resources << >> >>")
    }));
    objects.push(format!("<< /Length {} >>\nstream\n{squares}endstream", squares.len()));
    let (mut pdf, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
    for (n, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!(
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    pdf.into_bytes()
}

#[test]
fn pages_of_a_document() {
    let texts = |pages, with_code| texts_of_pdf(document(pages, with_code)).unwrap();
    assert_eq!(texts(MAX_PAGES, MAX_PAGES), ["GREENGATE"]);
    assert!(texts(MAX_PAGES + 1, MAX_PAGES + 1).is_empty());
}

#[test]
fn lists_of_several_files() {
    // MAX_SIGNATURE: a longer file beside a list is no signature of it, but another list.
    let folder = tempfile::tempdir().unwrap();
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
    let list = folder.path().join("list.json");
    fs::write(&list, json!([issuer.trust_entry()]).to_string()).unwrap();
    let said = |length: usize| {
        let beside = folder.path().join("list.sig");
        fs::write(&beside, vec![0x30; length]).unwrap();
        let output = greengate()
            .args(["trust", "build", "--output"])
            .arg(folder.path().join("out.ggt"))
            .args([&list, &beside])
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let (signature, list) = (said(MAX_SIGNATURE), said(MAX_SIGNATURE + 1));
    assert_ne!(signature, list, "one is taken for a signature, the other for a list");
    assert!(list.contains("shape of none"), "{list}");
}
