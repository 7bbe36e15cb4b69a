//! `ch-uvci`: Switzerland's list (CovidCertificate-SDK), JWS `{"revokedCerts": [identifier], "validDuration"}` in pages.
//! The identifiers are personal data: only their hashes are kept.

use super::{Import, json, text};
use crate::{
    encoding::jws::Jws,
    revocation::{Error, HashKind, Issuer, RevocationFormat, RevocationList, digest::hash, error::wrong, list::Scope},
    trust::{self, File, ListDates, SignatureStatus},
};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let (mut hashes, mut dates) = (Vec::new(), ListDates::default());
    let mut status = import.checked();
    for file in files {
        let value = match Jws::parse(text(file.bytes)?) {
            Ok(jws) => {
                verify(import, &jws)?;
                json(&jws.payload)?
            }
            Err(_) if !import.pins.is_empty() => return Err(Error::MissingSignature("a JWS")),
            Err(_) => {
                status = SignatureStatus::None;
                json(file.bytes)?
            }
        };
        let revoked = value.get("revokedCerts").and_then(Value::as_array);
        for identifier in revoked.ok_or_else(|| wrong("it has no \"revokedCerts\""))? {
            let identifier = identifier.as_str().ok_or_else(|| wrong("an identifier is no text"))?;
            hashes.push(hash(&[identifier.as_bytes()]));
        }
        let issued_at = value.get("iat").and_then(Value::as_i64);
        let issued_at = issued_at.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
        let lasts = value
            .get("validDuration")
            .and_then(Value::as_i64)
            .map(Duration::milliseconds);
        // The page that ends first decides.
        let end = issued_at.zip(lasts).and_then(|(from, lasts)| from.checked_add(lasts));
        dates.expires_at = [dates.expires_at, end].into_iter().flatten().min();
        dates.issued_at = [dates.issued_at, issued_at].into_iter().flatten().min();
    }
    let mut contents = import.contents(RevocationFormat::ChUvci, files, dates, status)?;
    if !hashes.is_empty() {
        let scope = Scope {
            issuer: Issuer::Country("CH".to_owned()),
            key: None,
            kind: HashKind::Uvci,
            expires: None,
        };
        contents.add(scope, hashes);
    }
    Ok(contents.finish())
}

fn verify(import: &Import, jws: &Jws) -> Result<(), Error> {
    if import.pins.is_empty() {
        return Ok(());
    }
    let like_keys = trust::Import {
        pins: import.pins,
        signer_name: import.signer_name,
        at: import.at,
        ..trust::Import::default()
    };
    Ok(trust::verify_jws(&like_keys, jws)?)
}
