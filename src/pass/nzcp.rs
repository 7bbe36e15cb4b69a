//! NZ COVID Pass (New Zealand's technical specification, version 1; minhealthnz/nzcovidpass-spec): `NZCP:/1/` and base32
//! (RFC 4648, without padding) of a COSE_Sign1 with a CWT around a verifiable credential. Its issuer is a `did:web`, whose
//! document lists the keys. It says that the holder met New Zealand's rules, and names no vaccination, test or recovery.

use super::{
    Algorithm, Claims, Content, Decoder, Error, Facts, Format, FormatInfo, KeyReference, Pass, cbor, dates,
    hcert::{self, EXP, ISS, NBF, claim},
    schema::{bounded_texts, map, object, optional_text, required, shown, text},
};
use crate::limits::{MAX_NAME, MAX_TEXT};
use ciborium::Value as Cbor;
use serde_json::Value;

pub(super) static FORMAT: FormatInfo = FormatInfo {
    name: "nzcp",
    domain: "NZCP",
    has_rules: false,
    recognises: |text| {
        text.get(..PREFIX.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(PREFIX))
    },
};

pub(super) const DECODER: Decoder = Decoder::Text {
    max_text: MAX_TEXT,
    read,
};

const PREFIX: &str = "NZCP:/";
/// Names of the claims (RFC 8392) in JSON.
const NAMES: [(i64, &str); 4] = [(ISS, "iss"), (EXP, "exp"), (NBF, "nbf"), (7, "cti")];
/// Number of base64 characters of a UUID.
const UUID: usize = 24;

fn read(texts: &[&str]) -> Result<Pass, Error> {
    let [text] = texts else {
        return Err(Error::NotOnePass);
    };
    let parts = text.get(PREFIX.len()..).and_then(|rest| rest.split_once('/'));
    let Some(("1", packed)) = parts else {
        return Err(Error::Encoding("it is not of version 1"));
    };
    let bytes = base32(packed).ok_or(Error::Encoding("it is not base32"))?;
    let message = hcert::sign1(&bytes)?.0;
    let mut signed = hcert::signed(&message)?;
    if signed.algorithm != Algorithm::Es256 {
        return Err(Error::UnsupportedAlgorithm("PS256".to_owned()));
    }
    let mut claims = hcert::claims(&message)?;
    let date = |key| hcert::numeric_date(claim(&claims, key)?).map(|(date, _)| date);
    let (not_before, expires_at) = (date(NBF)?, date(EXP)?);
    let Some(Cbor::Text(issuer)) = claim(&claims, ISS)?.cloned() else {
        return Err(Error::Malformed("the pass does not name its issuer"));
    };
    if let KeyReference::Kid(kid) = signed.key {
        let kid = String::from_utf8(kid).map_err(|_| Error::Malformed("the key identifier is not text"))?;
        signed.key = KeyReference::Issuer {
            issuer: issuer.clone(),
            kid,
        };
    }
    for (key, _) in &mut claims {
        if let Some((_, name)) = NAMES.iter().find(|(number, _)| *key == Cbor::from(*number)) {
            *key = Cbor::from(*name);
        }
    }
    Ok(Pass {
        format: Format::NZCP,
        signed,
        claims: Claims {
            issuer: Some(issuer),
            issued_at: None,
            not_before,
            expires_at,
        },
        content: content(cbor::to_json(&Cbor::Map(claims))?),
    })
}

/// Decodes base32 strictly: no padding, no bits left over that say something.
fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::with_capacity(text.len() * 5 / 8), 0_u32, 0);
    for digit in text.bytes() {
        let value = match digit.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            number @ b'2'..=b'7' => number - b'2' + 26,
            _ => return None,
        };
        held = held << 5 | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits).to_le_bytes()[0]);
            held &= (1 << bits) - 1;
        }
    }
    (bits < 5 && held == 0).then_some(out)
}

fn content(json: Value) -> Content {
    let subject = json.pointer("/vc/credentialSubject");
    let name = |key: &str| shown(subject, key);
    let facts = Facts {
        name: match (name("givenName"), name("familyName")) {
            (Some(given), Some(family)) => Some(format!("{given} {family}")),
            (given, family) => given.or(family),
        },
        birth_date: name("dob"),
        ..Facts::default()
    };
    Content {
        json,
        kinds: Vec::new(),
        facts,
        check,
        identifiers: Vec::new(),
        holds: (None, None),
    }
}

fn check(json: &Value) -> Result<(), Error> {
    bounded_texts(json, &mut String::new())?;
    let root = map(json, "the pass")?;
    for key in ["nbf", "exp"] {
        required(root, "", key)?;
    }
    if text(root, "", "cti")?.len() != UUID {
        return Err(Error::schema("cti", "is not a UUID"));
    }
    let credential = object(root, "", "vc")?;
    let of = |key: &str| required(credential, "vc.", key);
    let is = |value: Option<&Value>, expected: &str| value.and_then(Value::as_str) == Some(expected);
    let wrong = |key: &str| Err(Error::schema_in("vc.", key, "is not that of a NZ COVID Pass"));
    if !is(Some(of("version")?), "1.0.0") {
        return wrong("version");
    }
    let types = of("type")?;
    let is_pass = is(types.get(0), "VerifiableCredential") && is(types.get(1), "PublicCovidPass");
    if !is_pass || types.get(2).is_some() {
        return wrong("type");
    }
    if !is(of("@context")?.get(0), "https://www.w3.org/2018/credentials/v1") {
        return Err(Error::schema("vc.@context", "is not that of a verifiable credential"));
    }
    let (subject, path) = (object(credential, "vc.", "credentialSubject")?, "vc.credentialSubject.");
    let given = text(subject, path, "givenName")?.trim();
    let family = optional_text(subject, path, "familyName")?.unwrap_or_default();
    if given.is_empty() || [given, family].iter().any(|name| name.chars().count() > MAX_NAME) {
        return Err(Error::schema(
            "vc.credentialSubject.givenName",
            "is empty, or the name is too long",
        ));
    }
    if !dates::is_calendar_day(text(subject, path, "dob")?) {
        return Err(Error::schema("vc.credentialSubject.dob", "is not a date"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn base32_follows_rfc_4648() {
        for (text, bytes) in [
            ("", ""),
            ("MY", "f"),
            ("MZXQ", "fo"),
            ("MZXW6", "foo"),
            ("MZXW6YQ", "foob"),
            ("MZXW6YTB", "fooba"),
            ("MZXW6YTBOI", "foobar"),
            ("mzxw6ytboi", "foobar"),
        ] {
            assert_eq!(base32(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for broken in ["M", "MZX", "MZXW6Y", "MZ", "MY======", "M1", "MZXW6YTB0I", "ÄÖ"] {
            assert_eq!(base32(broken), None, "{broken}");
        }
    }

    fn pass() -> Value {
        json!({"iss": "did:web:example.nz", "nbf": 1_516_239_022, "exp": 1_516_239_922, "cti": "YPKk1hTz5Qf/EtnbZwNA0A==",
            "vc": {"@context": ["https://www.w3.org/2018/credentials/v1", "https://nzcp.covid19.health.nz/contexts/v1"],
                "version": "1.0.0", "type": ["VerifiableCredential", "PublicCovidPass"],
                "credentialSubject": {"givenName": "John Andrew", "familyName": "Doe", "dob": "1979-04-14"}}})
    }

    #[test]
    fn faults_are_named_by_their_path() {
        let sound = pass();
        assert_eq!(check(&sound), Ok(()));
        let facts = content(sound).facts;
        assert_eq!(facts.name.as_deref(), Some("John Andrew Doe"));
        assert_eq!(facts.birth_date.as_deref(), Some("1979-04-14"));
        for (path, value, expected) in [
            ("/nbf", json!(null), "nbf is missing"),
            ("/exp", json!(null), "exp is missing"),
            ("/cti", json!("AAAA"), "cti is not a UUID"),
            ("/vc", json!([]), "vc is not a map"),
            (
                "/vc/version",
                json!("2.0.0"),
                "vc.version is not that of a NZ COVID Pass",
            ),
            ("/vc/type/1", json!("Other"), "vc.type is not that of a NZ COVID Pass"),
            (
                "/vc/@context",
                json!([]),
                "vc.@context is not that of a verifiable credential",
            ),
            (
                "/vc/credentialSubject/givenName",
                json!(" "),
                "vc.credentialSubject.givenName is empty, or the name is too long",
            ),
            (
                "/vc/credentialSubject/familyName",
                json!("x".repeat(MAX_NAME + 1)),
                "vc.credentialSubject.givenName is empty, or the name is too long",
            ),
            (
                "/vc/credentialSubject/dob",
                json!("1979-04"),
                "vc.credentialSubject.dob is not a date",
            ),
        ] {
            let mut pass = pass();
            *pass.pointer_mut(path).unwrap() = value;
            assert_eq!(check(&pass).unwrap_err().to_string(), expected);
        }
    }
}
