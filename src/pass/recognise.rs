//! Codes and texts that are recognised but not supported: passes of other programmes, boarding passes, passports, web
//! addresses. The traveller is told what the code is.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Cow, fmt};

/// Maximum number of characters of a host name (RFC 1035).
const HOST: usize = 253;
/// Number of characters of a boarding pass up to the day of the first flight (IATA resolution 792). What follows may be
/// spaces, which scanners trim.
const BOARDING_PASS: usize = 47;

/// Name of a kind, and the prefixes of its texts.
struct Row {
    /// Name in reports.
    name: &'static str,
    /// Name in English.
    words: &'static str,
    /// True if it attests somebody's health.
    health: bool,
    /// Prefixes of its texts, in upper or lower case.
    starts: &'static [&'static str],
}

macro_rules! kinds {
    ($($health:literal $name:literal $words:literal $($start:literal)*;)*) => {
        static KINDS: &[Row] = &[$(Row { name: $name, words: $words, health: $health, starts: &[$($start),*] }),*];
    };
}

// Kinds that are recognised by more than their prefix have none here.
kinds! {
    true "nl-domestic" "a Dutch domestic pass" "NL1:" "NL2:" "NL3:";
    true "at1" "an Austrian domestic pass (AT1)" "AT1:";
    true "shlink" "a SMART Health Link" "shlink:/";
    true "vhl" "a verifiable health link" "vhlink:/";
    true "pathcheck" "a PathCheck credential" "CRED:";
    // The magic number of a ZIP archive, plain and in base64.
    true "divoc" "a DIVOC certificate (India and others)" "PK\u{3}\u{4}" "UEsDB";
    true "2d-doc" "a French 2D-Doc" "DC01" "DC02" "DC03" "DC04";
    true "openattestation" "an OpenAttestation certificate (Singapore and others)";
    false "boarding-pass" "a boarding pass";
    false "mrz" "the machine-readable zone of a passport or identity card";
    false "wifi" "the name and key of a wireless network" "WIFI:";
    false "contact" "an address card" "BEGIN:VCARD" "MECARD:" "BIZCARD:";
    false "calendar" "a calendar entry" "BEGIN:VCALENDAR" "BEGIN:VEVENT";
    false "payment" "a payment order" "BCD\n" "BCD\r" "SPC\n" "SPC\r" "000201" "bitcoin:";
    false "message" "a message or telephone number" "mailto:" "MATMSG:" "smsto:" "sms:" "tel:";
    false "web-address" "a web address" "http://" "https://" "www.";
}

/// A kind of code or text that is recognised but not supported.
#[derive(Clone, Copy)]
pub struct Recognisable(&'static Row);

impl Recognisable {
    /// Name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// True if it attests somebody's health: it may be genuine, and another verifier may read it.
    #[must_use]
    pub const fn is_about_health(self) -> bool {
        self.0.health
    }

    fn named(name: &str) -> Option<Self> {
        KINDS.iter().find(|row| row.name == name).map(Self)
    }
}

impl PartialEq for Recognisable {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Recognisable {}

impl fmt::Debug for Recognisable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl Serialize for Recognisable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

impl<'de> Deserialize<'de> for Recognisable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<'de, str>::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom("an unknown kind"))
    }
}

/// Kind of a text that no format of passes recognises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Recognised {
    /// The kind.
    pub kind: Recognisable,
    /// Host in a web address, in lower case; letters, digits, dots and hyphens only.
    pub host: Option<String>,
}

impl Recognised {
    /// Recognises a text; `None` for one that could be anything.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = super::trim(text);
        let row = KINDS
            .iter()
            .find(|row| row.starts.iter().any(|start| starts(text, start)));
        let mut kind = row.map_or_else(|| by_shape(text), |row| Some(row.name))?;
        let mut host = None;
        match kind {
            "web-address" => {
                kind = by_address(text);
                host = (kind == "web-address").then(|| host_of(text));
            }
            // Four letters alone are too weak a sign.
            "2d-doc" if text.len() < 22 => return None,
            _ => {}
        }
        Some(Self {
            kind: Recognisable::named(kind)?,
            host,
        })
    }

    /// Result for a kind that a decoder of passes has recognised.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Recognisable::named(name).map(|kind| Self { kind, host: None })
    }
}

impl fmt::Display for Recognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.kind.0.words;
        match &self.host {
            Some(host) => write!(
                f,
                "{words} ({host}): it shows what that site says, which proves nothing offline"
            ),
            None => write!(f, "{words}: Greengate does not read these"),
        }
    }
}

/// True if a text starts with the prefix, in upper or lower case.
fn starts(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// Kinds that are recognised by their fixed layout.
fn by_shape(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    // Format code and number of legs; airports and day of the year at fixed places.
    if let [b'M' | b'm', b'1'..=b'4', ..] = bytes
        && bytes.len() >= BOARDING_PASS
        && bytes[30..36].iter().all(u8::is_ascii_alphabetic)
        && bytes[44..47].iter().all(u8::is_ascii_digit)
    {
        return Some("boarding-pass");
    }
    let zone = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'<' | b'\n' | b'\r' | b' ');
    if let [b'P' | b'V' | b'I' | b'A' | b'C', ..] = bytes
        && (60..=100).contains(&bytes.len())
        && text.contains("<<")
        && bytes.iter().all(zone)
    {
        return Some("mrz");
    }
    let json = text.starts_with('{');
    if json && text.contains("openattestation") {
        return Some("openattestation");
    }
    (json && (text.contains("cowin.gov.in") || text.contains("divoc"))).then_some("divoc")
}

/// Kind of a web address.
fn by_address(text: &str) -> &'static str {
    let holds = |part: &str| text.contains(part);
    if holds("#shlink:/") {
        "shlink"
    } else if holds("#vhlink:/") {
        "vhl"
    } else if holds("openattestation") || holds(r#""type":"DOCUMENT""#) || holds("%22type%22%3A%22DOCUMENT%22") {
        "openattestation"
    } else {
        "web-address"
    }
}

/// Host of a web address, in lower case.
pub(super) fn host_of(text: &str) -> String {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // The part before the sign is a user name, often meant to mislead.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let named = host
        .chars()
        .take_while(|c| c.is_alphabetic() || matches!(c, '0'..='9' | '.' | '-'));
    // Host names ignore case in ASCII letters only (RFC 4343).
    named.take(HOST).collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<&'static str> {
        Recognised::of(text).map(|found| found.kind.name())
    }

    #[test]
    fn what_is_not_read_is_named() {
        let bcbp = "M1DOE/JOHN            EABC123 ZRHJFKLX 0014 326Y012A0025 100";
        let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
        for (text, wanted) in [
            ("NL2:ABC", "nl-domestic"),
            ("AT1:6BF", "at1"),
            ("shlink:/eyJ1cmwiOi", "shlink"),
            ("https://viewer.example/view#shlink:/eyJ1cmwiOi", "shlink"),
            ("https://viewer.example/#vhlink:/eyJ1cmwiOi", "vhl"),
            ("VHLINK:/eyJ1cmwiOi", "vhl"),
            ("CRED:BADGE:1:SHA256:MEUC", "pathcheck"),
            ("PK\u{3}\u{4}\u{14}certificate.json", "divoc"),
            ("UEsDBBQAAAAIAOl8", "divoc"),
            ("DC04FR0000011E6A1E6AL101FRL0DUPONT", "2d-doc"),
            (
                r#"https://action.openattestation.com/?q={"type":"DOCUMENT","payload":{}}"#,
                "openattestation",
            ),
            (
                "https://www.notarise.gov.sg/?q=%7B%22type%22%3A%22DOCUMENT%22",
                "openattestation",
            ),
            (
                r#"{"version":"https://schema.openattestation.com/2.0/schema.json"}"#,
                "openattestation",
            ),
            (bcbp, "boarding-pass"),
            (&bcbp.to_ascii_lowercase(), "boarding-pass"),
            (&bcbp[..BOARDING_PASS], "boarding-pass"),
            (zone, "mrz"),
            (&zone.replace('\n', ""), "mrz"),
            ("WIFI:T:WPA;S:net;P:key;;", "wifi"),
            ("BEGIN:VCARD\nVERSION:3.0", "contact"),
            ("https://yellowcardnigeria.com/verify/123", "web-address"),
            ("\u{feff} HTTPS://EXAMPLE.COM/A ", "web-address"),
        ] {
            assert_eq!(kind(text), Some(wanted), "{text}");
        }
        for text in [
            "",
            "HELLO",
            "DC04",
            "M1",
            "HC1:6BF",
            "shc:/5676",
            "NZCP:/1/2KCE",
            "P<<<<",
            "{}",
            "M1DOE/JOHN and a text that is longer than sixty characters in all",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }

    #[test]
    fn a_host_is_named_and_cannot_mislead() {
        let host = |text: &str| Recognised::of(text).and_then(|found| found.host).unwrap();
        assert_eq!(host("https://Verify.Example:8443/a?b#c"), "verify.example");
        assert_eq!(host("https://who.int@evil.example/"), "evil.example");
        assert_eq!(host("https://evil.example\\@who.int"), "evil.example");
        assert_eq!(host("https://a.example\u{202e}tni.ohw/"), "a.example");
        assert_eq!(host("www.example.org"), "www.example.org");
        assert_eq!(host("https://\u{1b}[2J"), "");
        assert_eq!(host(&format!("https://{}", "a".repeat(HOST + 1))).len(), HOST);
    }

    #[test]
    fn kinds_are_names_in_reports() {
        for row in KINDS {
            let found = Recognised::named(row.name).unwrap();
            let json = serde_json::to_value(&found).unwrap();
            assert_eq!(json, serde_json::json!({"kind": row.name, "host": null}));
            assert_eq!(serde_json::from_value::<Recognised>(json).unwrap(), found);
        }
        assert!(serde_json::from_str::<Recognised>(r#"{"kind":"x","host":null}"#).is_err());
    }
}
