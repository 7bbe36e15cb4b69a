//! Rules of entry, and the expressions in them.

use crate::{AT, lists, passes};
use arbitrary::Unstructured;
use coset::cbor::Value as Cbor;
use greengate::{
    certlogic::{Expression, MAX_STEPS},
    pass::Kind,
    rules::{Collection, Published, RulePack, Subject},
    trust::{EnvelopeHeader, PublisherKey},
};
use greengate_test_support::{Choices, expression};
use serde_json::{Value, json};
use time::Duration;

/// Decides about a pass by every rule there is.
fn use_pack(pack: &RulePack) {
    let content = passes::content();
    let countries = pack.countries();
    let subject = Subject {
        payload: &content,
        kinds: &[Kind::Vaccination],
        issuer: "XD",
        issued_at: Some(AT),
        expires_at: Some(AT + Duration::days(30)),
        kid: "AQIDBAUGBwg=",
        country: countries.first().copied().unwrap_or("FR"),
        region: None,
        from: Some("IT"),
        clock: AT,
        language: "de",
    };
    let entry = pack.decide(&subject);
    assert!(entry.rules.len() <= pack.rules().len());
    let spans = pack.timeline(&subject, AT, AT + Duration::days(3));
    assert!(!spans.is_empty());
    _ = pack.helps(&subject);
    _ = pack.decide_together(&[subject, subject]);
    _ = pack.newest();
}

/// Rules in JSON; what follows a zero byte is value sets.
pub fn rule_set(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == 0);
    let (rules, sets) = match end {
        Some(end) => (&data[..end], data.get(end + 1..)),
        None => (data, None),
    };
    if let Ok(pack) = RulePack::read(rules, sets) {
        use_pack(&pack);
    }
    let mut collection = Collection::default();
    if collection.add(rules).is_ok() {
        assert!(collection.pack().is_ok(), "what was added can be used");
    }
}

/// First byte: whether it is an archive, or files (with zero bytes between) that are packed here.
pub fn rule_archive(data: &[u8]) {
    let Some((form, data)) = crate::choose(data) else {
        return;
    };
    let archive = if form % 2 == 0 {
        data.to_vec()
    } else {
        let files: Vec<(&str, &[u8])> = data.split(|byte| *byte == 0).map(|file| ("file.json", file)).collect();
        zip(&files)
    };
    let mut collection = Collection::default();
    if collection.add(&archive).is_ok()
        && let Ok(pack) = collection.pack()
    {
        use_pack(&pack);
    }
}

/// First byte: whether it is the pack itself or its content.
pub fn rules_published(data: &[u8]) {
    let Some((form, data)) = crate::choose(data) else {
        return;
    };
    let bytes = if form % 2 == 0 {
        data.to_vec()
    } else {
        lists::enveloped(vec![Cbor::Text("fuzz".to_owned())], data, CONTENT_TYPE)
    };
    if let Ok((_, _, pack)) = Published::read_unverified(&bytes) {
        use_pack(&pack);
    }
    assert!(Published::read(&bytes, &[]).is_err(), "nobody is pinned");
}

const CONTENT_TYPE: &str = "application/vnd.greengate.rules+cbor";

/// Choices out of the fuzzer's bytes; the first of each when they are at their end.
struct Bytes<'a, 'b>(&'a mut Unstructured<'b>);

impl Choices for Bytes<'_, '_> {
    fn below(&mut self, end: usize) -> usize {
        self.0.choose_index(end).unwrap_or_default()
    }

    fn text(&mut self) -> String {
        self.0.arbitrary().unwrap_or_default()
    }
}

fn evaluate(logic: &Value, data: &Value) {
    let expression = Expression::parse(logic);
    for issue in expression.issues() {
        assert!(!issue.message.is_empty());
    }
    let (result, steps) = expression.evaluate_counting(data);
    assert!(steps <= MAX_STEPS + 1, "{steps}");
    match result {
        Ok(value) => assert!(!value.to_json().to_string().is_empty()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// JSON of an expression as it is, or one that is grown from the bytes.
pub fn certlogic(data: &[u8]) {
    if let Ok(logic) = serde_json::from_slice(data) {
        evaluate(&logic, &passes::content());
        evaluate(&logic, &logic);
    }
    let mut from = Unstructured::new(data);
    let mut from = Bytes(&mut from);
    let (logic, more) = (expression(&mut from, 6), expression(&mut from, 3));
    evaluate(&logic, &passes::content());
    evaluate(&logic, &more);
}

fn rule(id: &str, logic: &Value) -> Value {
    json!({"Identifier": id, "Type": "Acceptance", "Country": "FR", "Version": "1.0.0", "SchemaVersion": "1.0.0",
        "Engine": "CERTLOGIC", "EngineVersion": "0.7.5", "CertificateType": "General",
        "Description": [{"lang": "en", "desc": "A rule"}, {"lang": "de", "desc": "Eine Regel"}],
        "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2030-07-01T00:00:00Z", "AffectedFields": ["v.0.dn"],
        "Logic": logic})
}

fn logics() -> [Value; 3] {
    [
        json!({"in": [{"var": "payload.v.0.mp"}, {"var": "external.valueSets.vaccines"}]}),
        json!({"if": [{"var": "payload.v.0"}, {"not-after": [{"plusTime": [{"var": "payload.v.0.dt"}, 14, "day"]},
            {"plusTime": [{"var": "external.validationClock"}, 0, "day"]}]}, true]}),
        json!({">": [{"reduce": [{"var": "payload.v"}, {"+": [{"var": "accumulator"}, 1]}, 0]}, 1]}),
    ]
}

fn rules_json() -> Value {
    let rules: Vec<Value> = logics()
        .iter()
        .enumerate()
        .map(|(n, logic)| rule(&format!("GR-FR-000{n}"), logic))
        .collect();
    json!(rules)
}

fn sets_json() -> Value {
    json!([{"valueSetId": "vaccines", "valueSetValues": {"EU/1/20/1528": {"display": "Comirnaty", "lang": "en"}}}])
}

pub(crate) fn sets() -> Vec<Vec<u8>> {
    let (rules, sets) = (rules_json().to_string(), sets_json().to_string());
    vec![
        rules.clone().into_bytes(),
        [rules.as_bytes(), &[0], sets.as_bytes()].concat(),
        rules_json()[1].to_string().into_bytes(),
    ]
}

pub(crate) fn expressions() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = logics().iter().map(|logic| logic.to_string().into_bytes()).collect();
    // Bytes from which expressions grow.
    seeds.extend((0..8_u8).map(|n| (0..200).map(|i: u8| i.wrapping_mul(37).wrapping_add(n)).collect()));
    seeds
}

pub(crate) fn archives() -> Vec<Vec<u8>> {
    let (rules, sets) = (rules_json().to_string(), sets_json().to_string());
    let archive = zip(&[("rules.json", rules.as_bytes()), ("valueSets.json", sets.as_bytes())]);
    vec![
        [&[0][..], &archive].concat(),
        [&[1][..], rules.as_bytes(), &[0], sets.as_bytes()].concat(),
    ]
}

/// An archive with compressed files.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let packed = miniz_oxide::deflate::compress_to_vec(content, 6);
        let size = |n: usize| u32::try_from(n).unwrap_or_default().to_le_bytes();
        let name_length = u16::try_from(name.len()).unwrap_or_default().to_le_bytes();
        let offset = size(out.len());
        let common = [
            &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0][..],
            &crc32(content).to_le_bytes(),
            &size(packed.len()),
            &size(content.len()),
            &name_length,
            &[0, 0],
        ]
        .concat();
        out.extend([b"PK\x03\x04", &common[..], name.as_bytes(), &packed].concat());
        directory.extend([b"PK\x01\x02\x14\x00", &common[..], &[0; 10], &offset, name.as_bytes()].concat());
    }
    let size = |n: usize| u32::try_from(n).unwrap_or_default().to_le_bytes();
    let count = u16::try_from(files.len()).unwrap_or_default().to_le_bytes();
    let start = size(out.len());
    out.extend(&directory);
    out.extend(
        [
            b"PK\x05\x06\x00\x00\x00\x00",
            &count[..],
            &count,
            &size(directory.len()),
            &start,
            &[0, 0],
        ]
        .concat(),
    );
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

pub(crate) fn packs() -> Vec<Vec<u8>> {
    let mut collection = Collection::default();
    let added = collection
        .add(rules_json().to_string().as_bytes())
        .and_then(|()| collection.add(sets_json().to_string().as_bytes()));
    assert!(added.is_ok(), "the seeds are rules: {added:?}");
    let header = EnvelopeHeader {
        serial: 7,
        issued_at: AT,
        best_before: AT + Duration::days(7),
        expires_at: AT + Duration::days(30),
    };
    let key = PublisherKey::from_bytes(&[9; 32]);
    let pack = Published::write(&header, &["seeds".to_owned()], &collection, key.as_ref()).unwrap_or_default();
    let content = lists::inside(&pack).unwrap_or_default();
    vec![[&[0][..], &pack].concat(), [&[1][..], &content].concat()]
}
