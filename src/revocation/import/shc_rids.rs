//! `shc-rids`: what an issuer of SMART Health Cards publishes for a key (`<iss>/.well-known/crl/<kid>.json`): `{kid,
//! method: "rid", ctr, rids: ["id" | "id.seconds"]}`. It is not signed.

use super::{Import, field, issued, json};
use crate::{
    limits::MAX_REVOKED,
    revocation::{
        Error, HashKind, Issuer, RevocationFormat, RevocationList,
        digest::{Hash, hash},
        error::wrong,
        list::Scope,
    },
    trust::{File, Role, SignatureStatus},
};
use serde_json::Value;

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let status = SignatureStatus::None;
    let mut contents = import.contents(RevocationFormat::ShcRids, files, issued(None), status)?;
    for file in files {
        let value = json(file.bytes)?;
        let kid = field(&value, "kid").ok_or_else(|| wrong("it names no key"))?;
        if field(&value, "method").is_some_and(|method| method != "rid") {
            return Err(wrong("it is of another method than \"rid\""));
        }
        let rids = value.get("rids").and_then(Value::as_array);
        let rids = rids.ok_or_else(|| wrong("it has no \"rids\""))?;
        if rids.len() > MAX_REVOKED {
            return Err(Error::TooMany {
                what: "identifiers",
                count: rids.len(),
                limit: MAX_REVOKED,
            });
        }
        let rids = rids.iter().map(|entry| entry.as_str().map(rid));
        let rids: Vec<_> = rids
            .collect::<Option<_>>()
            .ok_or_else(|| wrong("an identifier is no text"))?;
        // A list without identifiers says nothing.
        if !rids.is_empty() {
            let scope = Scope {
                issuer: Issuer::Card(issuer(import, kid)?),
                key: Some(kid.as_bytes().to_vec()),
                kind: HashKind::Rid,
                expires: None,
            };
            contents.add_rids(scope, rids);
        }
    }
    Ok(contents.finish())
}

/// The issuer that is named for the list, or that has this key in the trust list.
fn issuer(import: &Import, kid: &str) -> Result<String, Error> {
    if let Some(issuer) = import.issuer {
        return Ok(issuer.to_owned());
    }
    let mut keys = import.trust.into_iter().flat_map(|trust| trust.keys());
    let issuer = keys.find_map(|key| match &key.role {
        Role::CardIssuer(issuer) if *key.kid() == *kid.as_bytes() => Some(issuer.to_string()),
        _ => None,
    });
    issuer.ok_or_else(|| wrong("no trusted issuer has the key that it is for: name the issuer"))
}

/// Hash of an identifier, and the time before which its cards are revoked. Identifiers have no dot; if the time cannot
/// be read, all cards of the identifier are revoked.
fn rid(entry: &str) -> (Hash, Option<i64>) {
    match entry.split_once('.') {
        Some((id, time)) => (hash(&[id.as_bytes()]), nanoseconds(time)),
        None => (hash(&[entry.as_bytes()]), None),
    }
}

/// Decimal seconds since 1970 in nanoseconds; a fraction of one is rounded up.
fn nanoseconds(text: &str) -> Option<i64> {
    const IN_A_SECOND: i64 = 1_000_000_000;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let seconds: i64 = whole.parse().ok()?;
    if !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (digits, beyond) = fraction.split_at(fraction.len().min(9));
    let fraction: i64 = format!("{digits:0<9}").parse().ok()?;
    let whole_seconds = seconds.checked_mul(IN_A_SECOND)?;
    if whole.starts_with('-') {
        return whole_seconds.checked_sub(fraction);
    }
    let rounded_up = i64::from(beyond.bytes().any(|digit| digit != b'0'));
    whole_seconds.checked_add(fraction)?.checked_add(rounded_up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_a_second_are_exact() {
        for (text, expected) in [
            ("1000", Some(1_000_000_000_000)),
            ("1000.", Some(1_000_000_000_000)),
            ("1000.5", Some(1_000_500_000_000)),
            ("1622576398.924", Some(1_622_576_398_924_000_000)),
            ("0.0000000001", Some(1)),
            ("0.0000000010000", Some(1)),
            ("-1", Some(-1_000_000_000)),
            ("-0.5", Some(-500_000_000)),
            ("1e3", None),
            ("later", None),
            ("", None),
            ("1.-5", None),
            ("9223372036854775807", None),
        ] {
            assert_eq!(nanoseconds(text), expected, "{text}");
        }
    }
}
