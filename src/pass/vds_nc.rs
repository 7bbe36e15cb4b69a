//! ICAO visible digital seals for non-constrained environments (VDS-NC, ICAO Technical Report): JSON that contains the
//! signer's certificate, with a signature over the canonical form (RFC 8785) of its `data`.

use super::{
    Algorithm, Claims, ClinicalEvent, Content, Decoder, Error, Facts, Format, FormatInfo, Identifier, KeyReference,
    Kind, Pass, Signed, TestResult, dates, names,
    schema::{
        Object, birth_date, bounded_texts, day, holder, map, object, optional_text, optional_texts, required, shown,
        text,
    },
};
use crate::{
    country,
    encoding::{
        base64_lenient,
        json::{self, JsonError},
    },
    limits::MAX_TEXT,
};
use serde_json::Value;

pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "vds-nc",
    domain: "VDS-NC",
    has_rules: false,
    // Some wallets put the single seal into a list.
    recognises: |text| text.strip_prefix('[').map_or(text, str::trim_start).starts_with('{'),
};

pub(super) const DECODER: Decoder = Decoder::Text {
    max_text: MAX_TEXT,
    read,
};

const VACCINATION: &str = "icao.vacc";
const TEST: &str = "icao.test";

fn read(texts: &[&str]) -> Result<Pass, Error> {
    let &[text] = texts else { return Err(Error::NotOnePass) };
    let parse = |text: &[u8]| {
        json::parse(text).map_err(|fault| match fault {
            JsonError::TooDeep => Error::JsonTooDeep,
            JsonError::Broken => Error::Malformed("the seal is not JSON, or has a member twice"),
        })
    };
    let mut seal = parse(text.as_bytes())?;
    if let Some([one]) = seal.as_array_mut().map(Vec::as_mut_slice) {
        seal = one.take();
    }
    // A code could contain any JSON; a seal has these two fields.
    let (Some(data), Some(signature)) = (seal.get("data"), seal.get("sig")) else {
        return Err(Error::NotAPass);
    };
    if !json::numbers_are_exact(text.as_bytes()) {
        return Err(Error::Malformed(
            "a number of the seal is more exact than a signature can cover",
        ));
    }
    // The signature covers the canonical form, not the text: 1.0 equals 1.
    let message = json::canonical(data).into_bytes();
    let data = &parse(&message)?;
    let header = data.get("hdr").filter(|_| data.is_object());
    let header = header.ok_or(Error::Malformed("the seal has no header"))?;
    let kind = match shown(Some(header), "t").as_deref() {
        Some(VACCINATION) => Kind::Vaccination,
        Some(TEST) => Kind::Test,
        Some(_) => return Err(Error::NotAPass),
        None => return Err(Error::Malformed("the header does not say what the seal is")),
    };
    let algorithm = match shown(Some(signature), "alg").as_deref() {
        Some("ES256") => Algorithm::Es256,
        Some("ES384") => Algorithm::Es384,
        Some("ES512") => Algorithm::Es512,
        Some(other) => return Err(Error::UnsupportedAlgorithm(other.chars().take(20).collect())),
        None => return Err(Error::UnsupportedAlgorithm("(none named)".to_owned())),
    };
    let bytes = |key: &str, missing| {
        let text = shown(Some(signature), key).ok_or(Error::Malformed(missing))?;
        base64_lenient(&text).ok_or(Error::Malformed("a part of the signature is not base64"))
    };
    let issuer = shown(Some(header), "is");
    Ok(Pass {
        format: Format::VDS_NC,
        signed: Signed {
            algorithm,
            key: KeyReference::Certificate {
                der: bytes("cer", "the seal carries no certificate of its signer")?,
                country: issuer.as_deref().and_then(country::normal),
                document_type: match kind {
                    Kind::Test => "NT",
                    _ => "NV",
                },
            },
            message,
            signature: bytes("sigvl", "the seal carries no signature")?,
        },
        claims: Claims {
            issuer: issuer.as_deref().and_then(country::normal),
            ..Claims::default()
        },
        content: content(data, kind),
    })
}

fn content(data: &Value, kind: Kind) -> Content {
    let message = data.get("msg");
    let person = message.and_then(|m| m.get("pid"));
    let list = |parent: Option<&Value>, key: &str| {
        let list = parent.and_then(|p| p.get(key)).and_then(Value::as_array);
        list.cloned().unwrap_or_default()
    };
    let events: Vec<ClinicalEvent> = match kind {
        Kind::Test => message.map(test).into_iter().collect(),
        _ => list(message, "ve")
            .iter()
            .flat_map(|event| {
                let doses = list(Some(event), "vd");
                doses.iter().map(|dose| vaccination(event, dose)).collect::<Vec<_>>()
            })
            .collect(),
    };
    let issuer_name = match kind {
        Kind::Test => shown(message.and_then(|m| m.get("sp")), "spn"),
        _ => events.first().and_then(|event| event.by.clone()),
    };
    let uvci = ["uvci", "utci", "ucti"].iter().find_map(|key| shown(message, key));
    Content {
        kinds: vec![kind],
        facts: Facts {
            // Two spaces separate primary and secondary identifier.
            name: shown(person, "n").map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")),
            standard_name: shown(person, "n").and_then(|name| {
                let (primary, secondary) = name.split_once("  ")?;
                let fill = |part: &str| part.split_whitespace().collect::<Vec<_>>().join("<");
                Some(format!("{}<<{}", fill(primary), fill(secondary)))
            }),
            birth_date: shown(person, "dob"),
            issuer_name,
            document: shown(person, "i").or_else(|| shown(person, "dn")),
            events,
            ..Facts::default()
        },
        check,
        identifiers: uvci
            .map(|uvci| Identifier::Uvci { uvci, country: None })
            .into_iter()
            .collect(),
        holds: (None, None),
        json: data.clone(),
    }
}

fn vaccination(event: &Value, dose: &Value) -> ClinicalEvent {
    let number = |key: &str| {
        let value = dose.get(key)?;
        value.as_u64().map(|n| n.to_string()).or_else(|| shown(Some(dose), key))
    };
    ClinicalEvent {
        kind: Some(Kind::Vaccination),
        disease: shown(Some(event), "dis").map(|code| names::disease(&code)),
        product: shown(Some(event), "nam").or_else(|| shown(Some(event), "des").map(|code| names::product(&code))),
        date: shown(Some(dose), "dvc"),
        dose: number("seq"),
        by: shown(Some(dose), "adm"),
        lot: shown(Some(dose), "lot"),
        country: shown(Some(dose), "ctr"),
        ..ClinicalEvent::default()
    }
}

fn test(message: &Value) -> ClinicalEvent {
    // `ttr` in the report's model, `tr` in passes.
    let result = message.get("tr").or_else(|| message.get("ttr"));
    let provider = message.get("sp");
    ClinicalEvent {
        kind: Some(Kind::Test),
        product: shown(result, "tc"),
        date: shown(message.get("dat"), "sc"),
        result: shown(result, "r").map(|r| match r.as_str() {
            "positive" | "abnormal" => TestResult::Detected,
            "negative" | "normal" => TestResult::NotDetected,
            _ => TestResult::Other(r),
        }),
        by: shown(provider, "spn"),
        country: shown(provider, "ctr"),
        ..ClinicalEvent::default()
    }
}

/// Validates against the Technical Report's schema, as far as real seals follow it.
fn check(data: &Value) -> Result<(), Error> {
    bounded_texts(data, &mut String::new())?;
    let root = map(data, "data")?;
    let header = object(root, "data.", "hdr")?;
    if required(header, "data.hdr.", "v")?.as_u64() != Some(1) {
        return Err(Error::schema("data.hdr.v", "is another version than 1"));
    }
    text(header, "data.hdr.", "is")?;
    let message = object(root, "data.", "msg")?;
    let person = object(message, "data.msg.", "pid")?;
    holder(person, "data.msg.pid.", "n")?;
    birth_date(person, "data.msg.pid.", "dob")?;
    optional_texts(person, "data.msg.pid.", &["sex", "i", "ai"])?;
    match text(header, "data.hdr.", "t")? {
        TEST => check_test(message),
        _ => check_vaccinations(message),
    }
}

fn check_vaccinations(message: &Object) -> Result<(), Error> {
    for (i, event) in items(message, "data.msg.", "ve")?.iter().enumerate() {
        let path = format!("data.msg.ve[{i}].");
        let event = map(event, &path)?;
        optional_texts(event, &path, &["des", "nam", "dis"])?;
        for (i, dose) in items(event, &path, "vd")?.iter().enumerate() {
            let path = format!("{path}vd[{i}].");
            let dose = map(dose, &path)?;
            day(dose, &path, "dvc")?;
            optional_texts(dose, &path, &["ctr", "adm", "lot"])?;
        }
    }
    Ok(())
}

fn check_test(message: &Object) -> Result<(), Error> {
    let times = object(message, "data.msg.", "dat")?;
    for key in ["sc", "ri"] {
        let time = match key {
            "sc" => Some(text(times, "data.msg.dat.", key)?),
            _ => optional_text(times, "data.msg.dat.", key)?,
        };
        if time.is_some_and(|time| !dates::is_date_time(time.trim()) && !dates::is_date(time.trim())) {
            return Err(Error::schema_in("data.msg.dat.", key, "is not a date and time"));
        }
    }
    let key = if message.contains_key("ttr") { "ttr" } else { "tr" };
    let result = object(message, "data.msg.", key)?;
    text(result, &format!("data.msg.{key}."), "r")?;
    Ok(())
}

/// A list with at least one item.
fn items<'a>(parent: &'a Object, path: &str, key: &str) -> Result<&'a [Value], Error> {
    match required(parent, path, key)?.as_array() {
        Some(list) if !list.is_empty() => Ok(list),
        _ => Err(Error::schema_in(path, key, "is not a list of at least one")),
    }
}
