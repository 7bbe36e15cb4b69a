//! SMART Health Cards (spec.smarthealth.cards): `shc:/` and pairs of digits in one or several codes, or the JWS itself:
//! ES256, raw deflate, JSON.

use super::{
    Algorithm, Claims, ClinicalEvent, Content, Decoder, Error, Facts, Format, FormatInfo, Identifier, KeyReference,
    Kind, Pass, Signed, TestResult, Void, dates, names,
    schema::{bounded_texts, map, object, required, shown},
};
use crate::{
    encoding::{
        self, Wrapping,
        json::{self, JsonError},
        jws::{self, Jws},
    },
    limits::{MAX_CARD, MAX_CHUNKS, MAX_INFLATED},
};
use serde_json::Value;
use std::{borrow::Cow, cmp::Ordering};
use time::OffsetDateTime;

pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "shc",
    domain: "SHC",
    has_rules: false,
    recognises,
};

pub(super) const DECODER: Decoder = Decoder::Text {
    max_text: MAX_CARD,
    read,
};

const PREFIX: &str = "shc:/";
/// Difference between a character's code and its pair of digits.
const OFFSET: u8 = 45;
/// A byte order mark in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Type of credential that every card must have.
const HEALTH_CARD: &str = "https://smarthealth.cards#health-card";

/// Text after the prefix, which alphanumeric codes carry in capitals.
fn strip(text: &str) -> Option<&str> {
    let (prefix, rest) = text.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then_some(rest)
}

/// True for the numeric form, or a JWS whose header begins like a JSON object.
fn recognises(text: &str) -> bool {
    strip(text).is_some() || (text.starts_with("eyJ") && text.bytes().filter(|b| *b == b'.').count() >= 2)
}

/// Position of one code of a card in several codes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Chunk {
    /// Index from 1.
    pub index: usize,
    /// Number of codes of the card.
    pub total: usize,
}

/// Position of a chunk, and its digits; `None` for a card in one code.
fn split(rest: &str) -> Result<Option<(Chunk, &str)>, Error> {
    let mut parts = rest.splitn(3, '/');
    let (Some(index), Some(total), Some(digits)) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(None);
    };
    let number = |text: &str| text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    match (number(index), number(total)) {
        (Some(index), Some(total)) if (1..=total).contains(&index) && total <= MAX_CHUNKS => {
            Ok(Some((Chunk { index, total }, digits)))
        }
        _ => Err(Error::Malformed("the number of the code is outside its card")),
    }
}

pub(super) fn chunk(text: &str) -> Option<Chunk> {
    chunk_digits(text).map(|(chunk, _)| chunk)
}

/// Position of a chunk, and its digits.
pub(crate) fn chunk_digits(text: &str) -> Option<(Chunk, &str)> {
    split(strip(text)?).ok()?
}

fn read(texts: &[&str]) -> Result<Pass, Error> {
    let jws = match texts {
        [text] => match strip(text) {
            None => (*text).to_owned(),
            Some(rest) => match split(rest)? {
                None => characters(rest)?,
                Some((Chunk { total: 1, .. }, digits)) => characters(digits)?,
                Some((Chunk { total, .. }, _)) => return Err(Error::Incomplete { found: 1, total }),
            },
        },
        several => characters(&joined(several)?)?,
    };
    card(&jws)
}

/// Digits of all chunks, in order.
fn joined(texts: &[&str]) -> Result<String, Error> {
    let mut chunks: Vec<Option<&str>> = Vec::new();
    for text in texts {
        let Some((Chunk { index, total }, digits)) = split(strip(text).ok_or(Error::NotOnePass)?)? else {
            return Err(Error::NotOnePass);
        };
        if chunks.is_empty() {
            chunks.resize(total, None);
        }
        if chunks.len() != total {
            return Err(Error::NotOnePass);
        }
        // The same code may be scanned twice, but not a different one with the same index.
        if chunks[index - 1].replace(digits).is_some_and(|before| before != digits) {
            return Err(Error::NotOnePass);
        }
    }
    let (found, total) = (chunks.iter().flatten().count(), chunks.len());
    if found < total {
        return Err(Error::Incomplete { found, total });
    }
    Ok(chunks.into_iter().flatten().collect())
}

/// Converts pairs of digits to characters.
pub(crate) fn characters(digits: &str) -> Result<String, Error> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| match pair {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => match (tens - b'0') * 10 + (units - b'0') {
            // `-` to `z`, the range of a JWS's characters.
            value @ 0..=77 => Ok(char::from(value + OFFSET)),
            _ => Err(Error::Encoding("a pair of digits stands for no character of a card")),
        },
        [_] => Err(Error::Encoding("the number of digits is odd")),
        _ => Err(Error::Encoding("there is something between the digits")),
    });
    pairs.collect()
}

fn card(text: &str) -> Result<Pass, Error> {
    let jws = Jws::parse(text).map_err(|fault| match fault {
        jws::JwsError::Shape => Error::Malformed("it is not a JWS of three parts"),
        jws::JwsError::Base64 => Error::Encoding("a part of the JWS is not base64url"),
        jws::JwsError::Header => Error::Malformed("the header of the JWS is not JSON"),
    })?;
    if jws.header.contains_key("crit") {
        return Err(Error::Malformed("the header has a critical member, which no card has"));
    }
    match jws.text("alg") {
        Some("ES256") => {}
        Some(other) => return Err(Error::UnsupportedAlgorithm(other.chars().take(20).collect())),
        None => return Err(Error::UnsupportedAlgorithm("(none named)".to_owned())),
    }
    let kid = jws
        .text("kid")
        .ok_or(Error::Malformed("the JWS names no key"))?
        .to_owned();
    if jws.text("zip") != Some("DEF") {
        return Err(Error::Malformed("the header does not say that the card is compressed"));
    }
    let payload = encoding::inflate(&jws.payload, Wrapping::Raw, MAX_INFLATED)?;
    // Some issuers' cards begin with a byte order mark.
    let text = payload.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&payload);
    let claims = json::parse(text).map_err(|fault| match fault {
        JsonError::TooDeep => Error::JsonTooDeep,
        JsonError::Broken => Error::Malformed("the card is not JSON"),
    })?;
    if !claims.is_object() {
        return Err(Error::Malformed("the card is not a JSON object"));
    }
    let issuer = shown(Some(&claims), "iss").ok_or(Error::Malformed("the card names no issuer"))?;
    let not_before = date(claims.get("nbf"))?.ok_or(Error::Malformed("the card does not say when it was issued"))?;
    Ok(Pass {
        format: Format::SHC,
        signed: Signed {
            algorithm: Algorithm::Es256,
            key: KeyReference::Issuer {
                issuer: issuer.clone(),
                kid,
            },
            message: jws.signed,
            signature: jws.signature,
        },
        claims: Claims {
            issuer: Some(issuer),
            issued_at: Some(not_before),
            not_before: Some(not_before),
            expires_at: date(claims.get("exp"))?,
        },
        content: content(claims),
    })
}

/// NumericDate (RFC 7519). Milliseconds, a known mistake, are beyond the calendar and refused.
fn date(value: Option<&Value>) -> Result<Option<OffsetDateTime>, Error> {
    const WRONG: Error = Error::Malformed("a date of the card is not a number of seconds up to the year 9999");
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let instant = value.as_f64().and_then(dates::numeric_date);
    instant.map(Some).ok_or(WRONG)
}

/// An entry of the card's FHIR bundle.
struct Entry<'a> {
    /// Address by which other entries refer to it.
    address: Cow<'a, str>,
    resource: &'a Value,
}

/// Entries of the card's FHIR bundle with this type of resource.
fn entries<'a>(claims: &'a Value, wanted: &'a str) -> impl Iterator<Item = Entry<'a>> {
    let entries = claims
        .pointer("/vc/credentialSubject/fhirBundle/entry")
        .and_then(Value::as_array);
    let entries = entries.into_iter().flatten().enumerate();
    let entries = entries.filter_map(|(i, entry)| {
        let address = entry.get("fullUrl").and_then(Value::as_str);
        Some(Entry {
            address: address.map_or_else(|| format!("resource:{i}").into(), Into::into),
            resource: entry.get("resource")?,
        })
    });
    entries.filter(move |entry| entry.resource.get("resourceType").and_then(Value::as_str) == Some(wanted))
}

impl Entry<'_> {
    /// True if a reference (FHIR R4, 2.3) leads to this entry.
    fn is_meant_by(&self, reference: Option<&Value>) -> bool {
        let Some(reference) = reference.and_then(|r| r.get("reference")).and_then(Value::as_str) else {
            return false;
        };
        // Relative references consist of type and identifier.
        let of_type = || reference.strip_prefix("Patient/").filter(|id| !id.is_empty());
        reference == self.address
            || of_type().is_some_and(|id| {
                shown(Some(self.resource), "id").as_deref() == Some(id)
                    || self
                        .address
                        .strip_suffix(reference)
                        .is_some_and(|base| base.ends_with('/'))
            })
    }
}

/// Events that the card attests for its holder; entries that prove nothing carry the reason.
fn events(claims: &Value) -> Vec<ClinicalEvent> {
    let patient = entries(claims, "Patient").next();
    let about = |reference| patient.as_ref().is_some_and(|patient| patient.is_meant_by(reference));
    let vaccinations = entries(claims, "Immunization").map(|Entry { resource, .. }| ClinicalEvent {
        void: void(resource, &["completed"], about(resource.get("patient"))),
        ..vaccination(resource)
    });
    let observations = entries(claims, "Observation").map(|Entry { resource, .. }| {
        // An entry with a focus is about that: an unborn child, an implant.
        let about = about(resource.get("subject")) && resource.get("focus").is_none();
        ClinicalEvent {
            void: void(resource, &["final", "amended", "corrected"], about),
            ..observation(resource)
        }
    });
    vaccinations.chain(observations).collect()
}

/// Reason for an entry proving nothing, by the elements that FHIR calls modifiers. `complete` lists the status words
/// for a completed act.
fn void(resource: &Value, complete: &[&str], about_holder: bool) -> Option<Void> {
    let is_qualified = ["modifierExtension", "implicitRules"]
        .iter()
        .any(|element| match resource.get(element) {
            None | Some(Value::Null) => false,
            Some(value) => value.as_array().is_none_or(|list| !list.is_empty()),
        });
    // The CVX code for "no vaccine administered".
    let no_vaccine = || codings(resource.get("vaccineCode")).any(|(system, code)| system == CVX && code == "998");
    match resource.get("status").and_then(Value::as_str).unwrap_or_default() {
        "not-done" => Some(Void::NotDone),
        "entered-in-error" => Some(Void::EnteredInError),
        "cancelled" => Some(Void::Cancelled),
        "registered" | "preliminary" => Some(Void::NotFinal),
        status if is_qualified || !complete.contains(&status) => Some(Void::Unknown),
        _ if !about_holder => Some(Void::OtherPerson),
        _ if no_vaccine() => Some(Void::NotDone),
        _ if resource.get("isSubpotent") == Some(&Value::Bool(true)) => Some(Void::Subpotent),
        _ => None,
    }
}

fn content(claims: Value) -> Content {
    let events = events(&claims);
    let attests = |kind| events.iter().any(|e| e.kind == Some(kind) && e.void.is_none());
    let kinds = [Kind::Vaccination, Kind::Test]
        .into_iter()
        .filter(|kind| attests(*kind));
    let kinds = kinds.collect();
    let patient = entries(&claims, "Patient").next().map(|entry| entry.resource);
    Content {
        kinds,
        facts: Facts {
            name: patient.and_then(|patient| name(patient, &claims)),
            birth_date: shown(patient, "birthDate"),
            events,
            ..Facts::default()
        },
        check,
        identifiers: shown(claims.get("vc"), "rid")
            .map(Identifier::Rid)
            .into_iter()
            .collect(),
        holds: (None, None),
        json: claims,
    }
}

/// Name of the patient: the official one before a usual one, and those before a nickname or a former name.
fn name(patient: &Value, claims: &Value) -> Option<String> {
    let issued = date(claims.get("nbf")).ok().flatten().map(|at| at.date().to_string());
    // Compare dates with the precision that they have.
    let order = |date: &str| -> Option<Ordering> {
        let length = date.len().min(10);
        Some(date.get(..length).cmp(&issued.as_deref()?.get(..length)))
    };
    let is_of_then = |name: &Value| {
        let bound = |which: &str| shown(name.get("period"), which).and_then(|date| order(&date));
        bound("start") != Some(Ordering::Greater) && bound("end") != Some(Ordering::Less)
    };
    let rank = |name: &&Value| {
        let by_use = match shown(Some(name), "use").as_deref() {
            Some("official") => 0,
            None | Some("usual") => 1,
            Some("old" | "maiden") => 4,
            Some("nickname" | "anonymous") => 3,
            Some(_) => 2,
        };
        (!is_of_then(name), by_use)
    };
    let names = patient.get("name").and_then(Value::as_array).into_iter().flatten();
    names
        .filter(|name| full_name(name).is_some())
        .min_by_key(rank)
        .and_then(full_name)
}

/// Given and family name, or the name in one text.
fn full_name(name: &Value) -> Option<String> {
    let given = name.get("given").and_then(Value::as_array).into_iter().flatten();
    let family = name.get("family").and_then(Value::as_str);
    let words: Vec<&str> = given.filter_map(Value::as_str).chain(family).map(str::trim).collect();
    let full = words.join(" ");
    shown(Some(name), "text")
        .or(Some(full))
        .filter(|name| !name.trim().is_empty())
}

/// System of the vaccine codes of the CDC.
const CVX: &str = "http://hl7.org/fhir/sid/cvx";

/// Codings of a concept: system and code.
fn codings(concept: Option<&Value>) -> impl Iterator<Item = (String, String)> {
    let codings = concept.and_then(|c| c.get("coding")).and_then(Value::as_array);
    codings.into_iter().flatten().filter_map(|coding| {
        let coding = Some(coding);
        Some((shown(coding, "system").unwrap_or_default(), shown(coding, "code")?))
    })
}

/// First known name of a coding, else the first code, else the text.
fn named(concept: Option<&Value>, name: fn(&str, &str) -> Option<String>) -> Option<String> {
    codings(concept)
        .find_map(|(system, code)| name(&system, &code))
        .or_else(|| codings(concept).next().map(|(_, code)| code))
        .or_else(|| shown(concept, "text"))
}

fn vaccination(resource: &Value) -> ClinicalEvent {
    let performer = resource
        .get("performer")
        .and_then(|p| p.get(0))
        .and_then(|p| p.get("actor"));
    let name = |system: &str, code: &str| {
        let name = if system == CVX {
            names::cvx(code)
        } else {
            names::product(code)
        };
        (name != code).then_some(name)
    };
    ClinicalEvent {
        kind: Some(Kind::Vaccination),
        product: named(resource.get("vaccineCode"), name),
        date: shown(Some(resource), "occurrenceDateTime").or_else(|| shown(Some(resource), "occurrenceString")),
        by: shown(performer, "display"),
        lot: shown(Some(resource), "lotNumber"),
        ..ClinicalEvent::default()
    }
}

/// An observation: a test if it looks for an infection, else an event without a kind.
fn observation(resource: &Value) -> ClinicalEvent {
    let code = resource.get("code");
    let is_test = codings(code).any(|(_, code)| names::infection_test(&code).is_some());
    let value = resource.get("valueCodeableConcept");
    let result = codings(value)
        .find_map(|(_, code)| names::result(&code).filter(|_| is_test))
        .or_else(|| named(value, |_, _| None).map(TestResult::Other));
    let quantity = || {
        let quantity = resource.get("valueQuantity")?;
        let unit = shown(Some(quantity), "unit").unwrap_or_default();
        Some(format!("{} {unit}", quantity.get("value")?))
    };
    let text = || shown(Some(resource), "valueString").or_else(quantity);
    let performer = resource.get("performer").and_then(|p| p.get(0));
    ClinicalEvent {
        kind: is_test.then_some(Kind::Test),
        disease: is_test.then(|| names::disease("840539006")),
        product: named(code, |_, code| names::infection_test(code).map(str::to_owned)),
        date: shown(Some(resource), "effectiveDateTime").or_else(|| shown(resource.get("effectivePeriod"), "start")),
        result: result.or_else(|| text().map(|text| TestResult::Other(text.trim().to_owned()))),
        by: shown(performer, "display"),
        ..ClinicalEvent::default()
    }
}

/// Checks the minimum that a card needs for a verdict. Profiles demand much more, and a card that breaks one is still
/// genuine.
fn check(claims: &Value) -> Result<(), Error> {
    bounded_texts(claims, &mut String::new())?;
    let root = map(claims, "the card")?;
    let vc = object(root, "", "vc")?;
    let is_health_card = match vc.get("type") {
        Some(Value::Array(types)) => types.iter().any(|t| t == HEALTH_CARD),
        other => other.is_some_and(|t| t == HEALTH_CARD),
    };
    if !is_health_card {
        return Err(Error::schema("vc.type", "does not say that it is a health card"));
    }
    let subject = object(vc, "vc.", "credentialSubject")?;
    let path = "vc.credentialSubject.";
    let bundle = object(subject, path, "fhirBundle")?;
    let path = "vc.credentialSubject.fhirBundle.";
    if !required(bundle, path, "entry")?.is_array() {
        return Err(Error::schema_in(path, "entry", "is not an array"));
    }
    let mut patients = entries(claims, "Patient").map(|entry| entry.resource);
    let Some(patient) = patients.next() else {
        return Err(Error::schema_in(path, "entry", "has no patient"));
    };
    if patients.next().is_some() {
        return Err(Error::schema_in(path, "entry", "has more than one patient"));
    }
    if name(patient, claims).is_none() {
        return Err(Error::schema_in(path, "entry", "has a patient without a name"));
    }
    if shown(Some(patient), "birthDate").is_some_and(|day| !dates::is_birth_date(&day)) {
        return Err(Error::schema_in(
            path,
            "entry",
            "has a patient whose date of birth is none",
        ));
    }
    let events = events(claims);
    let Some(first) = events.first() else {
        return Err(Error::schema_in(path, "entry", "attests nothing"));
    };
    match first.void {
        Some(void) if events.iter().all(|event| event.void.is_some()) => Err(Error::ProvesNothing(void.sentence())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_for_characters() {
        // The beginning "eyJ" of the specification's example.
        assert_eq!(characters("567629").as_deref(), Ok("eyJ"));
        assert_eq!(characters("0077").as_deref(), Ok("-z"));
        for wrong in ["5", "78", "99", "5a", "é0", "5 6"] {
            assert!(matches!(characters(wrong), Err(Error::Encoding(_))), "{wrong}");
        }
    }

    #[test]
    fn chunks_come_in_any_order_and_belong_together() {
        let digits = |texts: &[&str]| joined(texts);
        assert_eq!(digits(&["shc:/2/2/34", "shc:/1/2/12"]).as_deref(), Ok("1234"));
        assert_eq!(
            digits(&["SHC:/1/2/12", "shc:/2/2/34", "shc:/1/2/12"]).as_deref(),
            Ok("1234")
        );
        let missing = Err(Error::Incomplete { found: 2, total: 3 });
        assert_eq!(digits(&["shc:/1/3/12", "shc:/3/3/34"]), missing);
        for texts in [
            ["shc:/1/2/12", "shc:/2/3/34"],
            ["shc:/1/2/12", "shc:/1/2/13"],
            ["shc:/1/2/12", "shc:/34"],
        ] {
            assert_eq!(digits(&texts), Err(Error::NotOnePass), "{texts:?}");
        }
        for wrong in [
            "shc:/0/2/12",
            "shc:/3/2/12",
            "shc:/1/0/12",
            "shc:/+1/2/12",
            "shc:/1/65/12",
            "shc:/a/b/12",
        ] {
            assert!(matches!(read(&[wrong]), Err(Error::Malformed(_))), "{wrong}");
        }
        assert_eq!(chunk("shc:/2/3/56"), Some(Chunk { index: 2, total: 3 }));
        assert_eq!(chunk("shc:/5676"), None);
        assert_eq!(chunk("HC1:/2/3"), None);
    }

    #[test]
    fn dates_are_seconds() {
        let date = |text: &str| date(Some(&serde_json::from_str(text).unwrap())).map(|d| d.map(|d| d.unix_timestamp()));
        assert_eq!(date("1622576398.924"), Ok(Some(1_622_576_398)));
        assert_eq!(date("null"), Ok(None));
        for wrong in ["1622576398924", "\"1622576398\"", "[]", "1e300"] {
            assert!(matches!(date(wrong), Err(Error::Malformed(_))), "{wrong}");
        }
    }
}
