//! SMART Health Cards (spec.smarthealth.cards): `shc:/` and pairs of digits, in one code or
//! several, or the JWS itself: ES256, raw deflate, JSON.

use super::{
    Algorithm, Claims, Content, Error, Event, Facts, Format, Identifier, KeyReference, Kind, Pass, Signed, Spec,
    TestResult, Wire, dates, names,
    schema::{bounded_texts, object, required, shown},
};
use crate::{
    encoding::{
        self, Wrapping,
        json::{self, Fault},
        jws::{self, Jws},
    },
    limits::{MAX_CARD, MAX_CHUNKS, MAX_INFLATED},
};
use serde_json::Value;
use time::OffsetDateTime;

pub(super) static FORMAT: Spec = Spec {
    name: "shc",
    domain: "SHC",
    has_rules: false,
    recognises,
};

pub(super) const WIRE: Wire = Wire::Text {
    max_text: MAX_CARD,
    read,
};

const PREFIX: &str = "shc:/";
/// Digit pairs are this much below the character.
const OFFSET: u8 = 45;
/// The last second of the year 9999, where RFC 3339 ends.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// What stands behind the prefix, which alphanumeric codes carry in capitals.
fn strip(text: &str) -> Option<&str> {
    let (prefix, rest) = text.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then_some(rest)
}

/// Numeric form, or a JWS whose header begins as every JSON object does.
fn recognises(text: &str) -> bool {
    strip(text).is_some() || (text.starts_with("eyJ") && text.bytes().filter(|b| *b == b'.').count() >= 2)
}

/// One code of a card in several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its place, from 1.
    pub index: usize,
    /// How many codes the card has.
    pub total: usize,
}

/// The place of a chunk, and its digits; `None` for a card in one code.
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
        _ => Err(Error::Malformed("the code says that it is a part that no card has")),
    }
}

pub(super) fn chunk(text: &str) -> Option<Chunk> {
    let (chunk, _) = split(strip(text)?).ok()??;
    Some(chunk)
}

/// The cards of a `.smart-health-card` file, `{"verifiableCredential": [JWS…]}`.
pub(super) fn cards_of_file(text: &str) -> Option<Vec<String>> {
    if !text.starts_with('{') {
        return None;
    }
    let file = json::parse(text.as_bytes()).ok()?;
    let cards = file.get("verifiableCredential")?.as_array()?.iter();
    Some(cards.filter_map(Value::as_str).map(str::to_owned).collect())
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

/// The digits of all chunks, in order.
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
        // The same code scanned twice is no matter; another one in its place is.
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

/// Pairs of digits to characters.
fn characters(digits: &str) -> Result<String, Error> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| match pair {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => match (tens - b'0') * 10 + (units - b'0') {
            // `-` to `z`: every character of a JWS.
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
        jws::Fault::Shape => Error::Malformed("it is not a JWS of three parts"),
        jws::Fault::Base64 => Error::Encoding("a part of the JWS is not base64url"),
        jws::Fault::Header => Error::Malformed("the header of the JWS is not JSON"),
    })?;
    if jws.header.contains_key("crit") {
        return Err(Error::Malformed("the header marks as critical what no card has"));
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
    let claims = json::parse(&payload).map_err(|fault| match fault {
        Fault::TooDeep => Error::JsonTooDeep,
        Fault::Broken => Error::Malformed("the card is not JSON"),
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

/// NumericDate (RFC 7519): seconds since 1970, perhaps with a fraction. Milliseconds in their
/// place, a known mistake, lie beyond the calendar.
fn date(value: Option<&Value>) -> Result<Option<OffsetDateTime>, Error> {
    const WRONG: Error = Error::Malformed("a date of the card is no number of seconds up to the year 9999");
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    let seconds = value.as_f64().filter(|s| s.abs() <= LAST_SECOND).ok_or(WRONG)?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
    let seconds = seconds.trunc() as i64;
    OffsetDateTime::from_unix_timestamp(seconds)
        .map(Some)
        .map_err(|_| WRONG)
}

/// The resources of the card's bundle of this type.
fn resources<'a>(claims: &'a Value, wanted: &'a str) -> impl Iterator<Item = &'a Value> {
    let entries = claims
        .pointer("/vc/credentialSubject/fhirBundle/entry")
        .and_then(Value::as_array);
    entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("resource"))
        .filter(move |resource| resource.get("resourceType").and_then(Value::as_str) == Some(wanted))
}

fn content(claims: Value) -> Content {
    let vaccinations = resources(&claims, "Immunization").map(vaccination);
    let tests = resources(&claims, "Observation").map(test);
    let events: Vec<Event> = vaccinations.chain(tests).collect();
    let kinds = [Kind::Vaccination, Kind::Test];
    let kinds = kinds
        .into_iter()
        .filter(|kind| events.iter().any(|e| e.kind == Some(*kind)));
    let patient = resources(&claims, "Patient").next();
    Content {
        kinds: kinds.collect(),
        facts: Facts {
            name: patient.and_then(name),
            birth_date: shown(patient, "birthDate"),
            events,
            ..Facts::default()
        },
        check,
        identifier: shown(claims.get("vc"), "rid").map(Identifier::Rid),
        holds: (None, None),
        json: claims,
    }
}

/// Given and family name, or the name in one text.
fn name(patient: &Value) -> Option<String> {
    let name = patient.get("name")?.get(0)?;
    let given = name.get("given").and_then(Value::as_array).into_iter().flatten();
    let family = name.get("family").and_then(Value::as_str);
    let words: Vec<&str> = given.filter_map(Value::as_str).chain(family).map(str::trim).collect();
    let full = words.join(" ");
    shown(Some(name), "text")
        .or(Some(full))
        .filter(|name| !name.trim().is_empty())
}

/// The first coding of a concept, and its name where it has one.
fn coding(concept: Option<&Value>) -> Option<(String, String)> {
    let coding = concept?.get("coding")?.get(0);
    Some((shown(coding, "system").unwrap_or_default(), shown(coding, "code")?))
}

fn vaccination(resource: &Value) -> Event {
    let product = coding(resource.get("vaccineCode")).map(|(system, code)| match system.as_str() {
        "http://hl7.org/fhir/sid/cvx" => names::cvx(&code),
        _ => names::product(&code),
    });
    let performer = resource
        .get("performer")
        .and_then(|p| p.get(0))
        .and_then(|p| p.get("actor"));
    Event {
        kind: Some(Kind::Vaccination),
        product,
        date: shown(Some(resource), "occurrenceDateTime").or_else(|| shown(Some(resource), "occurrenceString")),
        by: shown(performer, "display"),
        lot: shown(Some(resource), "lotNumber"),
        ..Event::default()
    }
}

fn test(resource: &Value) -> Event {
    let value = resource.get("valueCodeableConcept");
    let result = coding(value).map(|(_, code)| match code.as_str() {
        "260373001" | "10828004" => TestResult::Detected,
        "260415000" | "260385009" => TestResult::NotDetected,
        _ => TestResult::Other(code),
    });
    let text = || shown(value, "text").or_else(|| shown(Some(resource), "valueString"));
    let quantity = || {
        let quantity = resource.get("valueQuantity")?;
        Some(format!(
            "{} {}",
            quantity.get("value")?,
            shown(Some(quantity), "unit").unwrap_or_default()
        ))
    };
    let performer = resource.get("performer").and_then(|p| p.get(0));
    Event {
        kind: Some(Kind::Test),
        product: coding(resource.get("code")).map(|(_, code)| names::test(&code)),
        date: shown(Some(resource), "effectiveDateTime").or_else(|| shown(resource.get("effectivePeriod"), "start")),
        result: result.or_else(|| {
            text()
                .or_else(quantity)
                .map(|text| TestResult::Other(text.trim().to_owned()))
        }),
        by: shown(performer, "display"),
        ..Event::default()
    }
}

/// What a card must have to be judged at all; profiles beyond that are many, and a card that
/// breaks one is genuine still.
fn check(claims: &Value) -> Result<(), Error> {
    bounded_texts(claims, &mut String::new())?;
    let root = claims
        .as_object()
        .ok_or_else(|| Error::schema("the card", "is not a map"))?;
    let vc = object(root, "", "vc")?;
    let subject = object(vc, "vc.", "credentialSubject")?;
    let path = "vc.credentialSubject.";
    let bundle = object(subject, path, "fhirBundle")?;
    let path = "vc.credentialSubject.fhirBundle.";
    let entries = required(bundle, path, "entry")?;
    if !entries.is_array() {
        return Err(Error::schema(format!("{path}entry"), "is not an array"));
    }
    let Some(patient) = resources(claims, "Patient").next() else {
        return Err(Error::schema(format!("{path}entry"), "has no patient"));
    };
    if name(patient).is_none() {
        return Err(Error::schema(format!("{path}entry"), "has a patient without a name"));
    }
    if shown(Some(patient), "birthDate").is_some_and(|day| !dates::is_birth_date(&day)) {
        return Err(Error::schema(
            format!("{path}entry"),
            "has a patient whose date of birth is none",
        ));
    }
    let statements = resources(claims, "Immunization").chain(resources(claims, "Observation"));
    if statements.count() == 0 {
        return Err(Error::schema(format!("{path}entry"), "attests nothing"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_for_characters() {
        // "eyJ" as the specification's example begins.
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
    fn a_file_holds_cards() {
        let file = r#"{"verifiableCredential": ["eyJ.a.b", "eyJ.c.d"]}"#;
        assert_eq!(
            cards_of_file(file),
            Some(vec!["eyJ.a.b".to_owned(), "eyJ.c.d".to_owned()])
        );
        assert_eq!(cards_of_file("{}"), None);
        assert_eq!(cards_of_file("shc:/56"), None);
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
