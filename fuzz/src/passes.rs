//! Passes: whatever is mutated, nothing is genuine but what was signed here.

use crate::AT;
use base64ct::{Base64UrlUnpadded, Encoding};
use coset::{CoseSign1, HeaderBuilder, TaggedCborSerializable, iana};
use greengate::{
    intake::{CardAssembler, FileContent, Proof},
    issue::{
        Anchor, CardOptions, CovidPassOptions, Defect, Issued, Issuer, IssuerOptions, PassOptions, SealOptions, issue,
        issue_card, issue_covid_pass, issue_seal,
    },
    pass::{Algorithm, Format, Kind},
    trust::TrustList,
    verdict::{Context, Report, judge, judge_all},
};
use serde_json::{Value, json};
use std::sync::LazyLock;

struct World {
    issuer: Issuer,
    sealer: Issuer,
    trust: TrustList,
    /// Contents of the genuine passes that seeds are made of; a broken one has none.
    known: Vec<Option<Value>>,
    texts: Vec<String>,
    /// Passes with every defect.
    broken: Vec<String>,
    cards: Vec<Vec<String>>,
    seals: Vec<String>,
}

const CARD_ISSUER: &str = "https://demo.greengate.example/cards";

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let issuer = Issuer::new(&IssuerOptions::demo(AT)).expect("the demo issuer");
    let seal = SealOptions::new(Kind::Vaccination, 0, AT);
    let sealer = Issuer::new(&seal.issuer(Algorithm::Es256, Anchor::Ec)).expect("a signer of seals");
    let entries = vec![
        issuer.trust_entry(),
        issuer.card_entry(CARD_ISSUER).expect("a key on P-256"),
        sealer.anchor_entry(),
        covid_pass(&issuer).trust.remove(0),
    ];
    let trust = TrustList::from_json(Value::Array(entries), "fuzz").expect("its own list");
    let (mut texts, mut cards, mut seals) = (Vec::new(), Vec::new(), Vec::new());
    for kind in [Kind::Vaccination, Kind::Test, Kind::Recovery] {
        texts.push(issue(&issuer, &PassOptions::new(kind, 1, AT)).expect("a pass").text);
    }
    let icvp = PassOptions {
        format: Format::ICVP,
        ..PassOptions::new(Kind::Vaccination, 2, AT)
    };
    texts.push(issue(&issuer, &icvp).expect("an ICVP").text);
    for kind in [Kind::Vaccination, Kind::Test] {
        let ddcc = PassOptions {
            format: Format::DDCC,
            ..PassOptions::new(kind, 2, AT)
        };
        texts.push(issue(&issuer, &ddcc).expect("a DDCC").text);
    }
    texts.push(covid_pass(&issuer).text);
    for (kind, codes) in [(Kind::Vaccination, 1), (Kind::Test, 1), (Kind::Vaccination, 3)] {
        let options = CardOptions {
            codes,
            ..CardOptions::new(kind, 1, AT)
        };
        cards.push(issue_card(&issuer, &options).expect("a card").texts);
    }
    for person in 0..2 {
        let options = SealOptions::new(Kind::Vaccination, person, AT);
        seals.push(issue_seal(&sealer, &options).expect("a seal").text);
    }
    let defects = Defect::ALL.into_iter().filter_map(|defect| {
        let options = defect.issuer_options(IssuerOptions::demo(AT), Kind::Vaccination);
        let pass = PassOptions {
            defect: Some(defect),
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        let issued: Option<Issued> = Issuer::new(&options).ok().and_then(|issuer| issue(&issuer, &pass).ok());
        issued.map(|issued| issued.text)
    });
    // Bombs need no seed; they would only slow the others down.
    let broken: Vec<String> = defects.filter(|text| text.len() <= 8 * 1024).collect();
    let context = Context::new(&trust, AT);
    let reports = texts.iter().chain(&seals).map(|text| judge(text, &context));
    let of_cards = cards.iter().map(|texts| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        judge_all(&texts, &context)
    });
    let known = reports.chain(of_cards).map(|report| {
        assert!(report.is_valid(), "the seeds are valid: {report:?}");
        report.payload
    });
    // What only its wrapping breaks is genuine in a sound one.
    let again = broken.iter().filter_map(|text| unpacked(text)).map(|bytes| hc1(&bytes));
    let broken_ones: Vec<Report> = broken
        .iter()
        .cloned()
        .chain(again)
        .map(|text| judge(&text, &context))
        .collect();
    let known = known
        .chain(
            broken_ones
                .into_iter()
                .filter(|report| report.authentic)
                .map(|report| report.payload),
        )
        .collect();
    World {
        issuer,
        sealer,
        trust,
        known,
        texts,
        cards,
        seals,
        broken,
    }
});

fn covid_pass(issuer: &Issuer) -> Issued {
    issue_covid_pass(issuer, &CovidPassOptions::new(1, AT)).expect("a NZ COVID Pass")
}

/// A report about something that was not signed here.
fn check(report: &Report) {
    if report.authentic {
        assert!(
            WORLD.known.contains(&report.payload),
            "genuine, but nobody signed it: {report:?}"
        );
    }
    // What the page and the command line make of it.
    assert!(serde_json::to_vec(report).is_ok_and(|json| !json.is_empty()));
}

fn judged(texts: &[&str]) -> Report {
    judge_all(texts, &Context::new(&WORLD.trust, AT))
}

/// Any text.
pub fn pass_text(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        check(&judged(&[text]));
        _ = greengate::pass::looks_like_pass(text);
        for text in greengate::intake::passes_in(text) {
            check(&judged(&[&text]));
        }
    }
    if let FileContent::Texts(texts) = greengate::intake::read_file(data) {
        let mut assembler = CardAssembler::default();
        texts.iter().for_each(|text| _ = assembler.add(text));
        for card in assembler.cards(Proof::Count) {
            check(&judged(&card.iter().map(String::as_str).collect::<Vec<&str>>()));
        }
    }
}

fn hc1(message: &[u8]) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(message, 1);
    format!("HC1:{}", base45::encode(&packed))
}

/// A COSE message behind compression and base45.
pub fn cose(data: &[u8]) {
    check(&judged(&[&hc1(data)]));
}

/// Text of a NZ COVID Pass after its version.
pub fn covid(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        check(&judged(&[&format!("NZCP:/1/{text}")]));
    }
}

/// Claims that the demo issuer signs.
pub fn hcert_signed(data: &[u8]) {
    let protected = HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .key_id(WORLD.issuer.kid.clone())
        .build();
    let message = coset::CoseSign1Builder::new()
        .protected(protected)
        .payload(data.to_vec())
        .create_signature(&[], |bytes| WORLD.issuer.sign(bytes).unwrap_or_default())
        .build();
    let report = judged(&[&hc1(&message.to_tagged_vec().unwrap_or_default())]);
    assert!(
        report.reason != Some(greengate::verdict::Reason::BadSignature),
        "{report:?}"
    );
    assert!(serde_json::to_vec(&report).is_ok());
}

/// Several texts, one in each line.
pub fn card(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let lines: Vec<&str> = text.lines().collect();
        check(&judged(&lines));
        for line in lines {
            _ = greengate::pass::chunk(line);
        }
    }
}

/// A header and a credential, in two lines.
pub fn card_signed(data: &[u8]) {
    let line = data.iter().position(|byte| *byte == b'\n');
    let (header, payload) = data.split_at(line.unwrap_or_default());
    let encode = Base64UrlUnpadded::encode_string;
    let packed = miniz_oxide::deflate::compress_to_vec(payload.get(1..).unwrap_or_default(), 1);
    let signed = format!("{}.{}", encode(header), encode(&packed));
    let signature = WORLD.issuer.sign(signed.as_bytes()).unwrap_or_default();
    let jws = format!("{signed}.{}", encode(&signature));
    let digits: String = jws
        .bytes()
        .map(|byte| format!("{:02}", byte.wrapping_sub(45)))
        .collect();
    let report = judged(&[&format!("shc:/{digits}")]);
    assert!(serde_json::to_vec(&report).is_ok());
}

/// A seal as text.
pub fn seal(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        check(&judged(&[text]));
    }
}

/// The data of a seal.
pub fn seal_signed(data: &[u8]) {
    let Ok(data) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    // What is sorted and without spaces is canonical, but for numbers and rare characters.
    let canonical = data.to_string();
    let signature = WORLD.sealer.sign(canonical.as_bytes()).unwrap_or_default();
    let encode = Base64UrlUnpadded::encode_string;
    let seal = json!({"data": data, "sig": {"alg": "ES256", "cer": encode(WORLD.sealer.certificate()),
        "sigvl": encode(&signature)}});
    let report = judged(&[&seal.to_string()]);
    assert!(serde_json::to_vec(&report).is_ok());
}

/// Passes, sound and with every defect.
pub(crate) fn texts() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = WORLD.texts.iter().map(|text| text.clone().into_bytes()).collect();
    seeds.extend(WORLD.seals.iter().map(|text| text.clone().into_bytes()));
    seeds.extend(WORLD.broken.iter().map(|text| text.clone().into_bytes()));
    seeds
}

fn unpacked(text: &str) -> Option<Vec<u8>> {
    let packed = base45::decode(text.strip_prefix("HC1:")?).ok()?;
    miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&packed, 64 * 1024).ok()
}

pub(crate) fn messages() -> Vec<Vec<u8>> {
    let texts = texts();
    texts
        .iter()
        .filter_map(|text| unpacked(std::str::from_utf8(text).ok()?))
        .collect()
}

pub(crate) fn covid_texts() -> Vec<Vec<u8>> {
    let packed = WORLD.texts.iter().filter_map(|text| text.strip_prefix("NZCP:/1/"));
    packed.map(|text| text.as_bytes().to_vec()).collect()
}

pub(crate) fn claims() -> Vec<Vec<u8>> {
    let messages = WORLD.texts.iter().filter_map(|text| unpacked(text));
    messages
        .filter_map(|bytes| CoseSign1::from_tagged_slice(&bytes).ok()?.payload)
        .collect()
}

pub(crate) fn cards() -> Vec<Vec<u8>> {
    WORLD.cards.iter().map(|texts| texts.join("\n").into_bytes()).collect()
}

pub(crate) fn credentials() -> Vec<Vec<u8>> {
    let of = |texts: &Vec<String>| -> Option<Vec<u8>> {
        let digits = texts.first()?.strip_prefix("shc:/")?;
        let jws: String = digits
            .as_bytes()
            .chunks(2)
            .filter_map(|pair| std::str::from_utf8(pair).ok()?.parse::<u8>().ok())
            .map(|n| char::from(n + 45))
            .collect();
        let mut parts = jws.split('.');
        let header = Base64UrlUnpadded::decode_vec(parts.next()?).ok()?;
        let packed = Base64UrlUnpadded::decode_vec(parts.next()?).ok()?;
        let payload = miniz_oxide::inflate::decompress_to_vec_with_limit(&packed, 64 * 1024).ok()?;
        Some([&header[..], b"\n", &payload].concat())
    };
    WORLD.cards.iter().filter_map(of).collect()
}

pub(crate) fn seals() -> Vec<Vec<u8>> {
    WORLD.seals.iter().map(|text| text.clone().into_bytes()).collect()
}

pub(crate) fn seal_data() -> Vec<Vec<u8>> {
    let data = WORLD.seals.iter().filter_map(|text| {
        let seal: Value = serde_json::from_str(text).ok()?;
        Some(seal.get("data")?.to_string().into_bytes())
    });
    data.collect()
}

/// A trust list's entries, for the lists.
pub(crate) fn entries() -> (Value, Value, Value) {
    (
        WORLD.issuer.trust_entry(),
        WORLD.issuer.card_entry(CARD_ISSUER).unwrap_or_default(),
        WORLD.sealer.anchor_entry(),
    )
}

/// The demo issuer's certificate.
pub(crate) fn certificate() -> Vec<u8> {
    WORLD.issuer.certificate().to_vec()
}

/// Content of a vaccination pass.
pub(crate) fn content() -> Value {
    WORLD.known.first().cloned().flatten().unwrap_or_default()
}

/// A whole pass.
pub(crate) fn text() -> &'static str {
    WORLD.texts.first().map_or("", String::as_str)
}
