//! `shc-directory`: the VCI snapshot of issuers of SMART Health Cards with their keys
//! (the-commons-project/vci-directory). Beside it a DER ECDSA signature with SHA-512 over the
//! file's exact bytes, by a pinned certificate.

use super::{CertificateError, Error, File, Import, Listed, Parsed, field, json, jwk, text, wrong};
use crate::trust::{
    SignatureStatus,
    key::{Hash, Scheme},
    revocation::CardRevocationList,
};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let (list, beside) = match files {
        [list] => (list.bytes, None),
        // A DER signature begins with a SEQUENCE, JSON does not.
        [a, b] if b.bytes.first() == Some(&0x30) => (a.bytes, Some(b.bytes)),
        [a, b] if a.bytes.first() == Some(&0x30) => (b.bytes, Some(a.bytes)),
        _ => return Err(wrong("this format is the list and its signature")),
    };
    let checked = match (import.unchecked(), beside) {
        (Some(unchecked), _) => unchecked,
        (None, None) => return Err(Error::MissingSignature("a file of its own, .sig")),
        (None, Some(signature)) => {
            let scheme = Scheme::EcdsaDer(Hash::Sha512);
            if !import
                .pins
                .iter()
                .any(|pin| pin.public().verify(scheme, list, signature))
            {
                return Err(Error::BadSignature(
                    "the list was altered, or the pinned key is another",
                ));
            }
            SignatureStatus::Verified
        }
    };
    let value = json(text(list)?)?;
    let Some(Value::Array(issuers)) = value.get("issuerInfo") else {
        return Err(wrong("the JSON has no \"issuerInfo\""));
    };
    let mut entries = Vec::new();
    for info in issuers {
        let keys = info.get("keys").and_then(Value::as_array);
        for key in keys.into_iter().flatten() {
            entries.push(entry(info, key));
        }
    }
    Ok(Parsed {
        issued_at: field(&value, "time").and_then(|t| OffsetDateTime::parse(t, &Rfc3339).ok()),
        ..Parsed::new(entries, checked)
    })
}

fn entry(info: &Value, key: &Value) -> Result<Listed, CertificateError> {
    let issuer = info.get("issuer").ok_or(CertificateError::Shape)?;
    let iss = field(issuer, "iss").ok_or(CertificateError::Shape)?;
    let kid = field(key, "kid");
    let revoked = info.get("crls").and_then(Value::as_array).into_iter().flatten();
    Ok(Listed {
        name: field(issuer, "name").map(str::to_owned),
        revoked: revoked
            .filter_map(|list| serde_json::from_value::<CardRevocationList>(list.clone()).ok())
            .filter(|list| kid == Some(&list.kid))
            .collect(),
        ..jwk::card_issuer(key, iss)?
    })
}
