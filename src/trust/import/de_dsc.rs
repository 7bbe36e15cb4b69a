//! `de-dsc`: base64 of a raw 64-byte ES256 signature, a line break, and the JSON that it
//! covers (covpass-android: `DscListDecoder`).

use super::{Error, File, Import, Parsed, field, gateway, json, only, text, wrong};
use crate::{
    encoding,
    trust::{
        SignatureStatus,
        key::{Hash, Scheme},
    },
};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let text = text(only(files)?)?;
    let (signature, signed) = match text.find('{') {
        Some(start) => text.split_at(start),
        None => return Err(wrong("it holds no JSON")),
    };
    // Parse the list first: text that is no list should not be reported as forged.
    let value = json(signed)?;
    let Some(Value::Array(entries)) = value.get("certificates") else {
        return Err(wrong("the JSON has no \"certificates\""));
    };
    let checked = match import.unchecked() {
        Some(unchecked) => unchecked,
        None => {
            if signature.trim().is_empty() {
                return Err(Error::MissingSignature("its first line"));
            }
            let signature = encoding::base64(signature).ok_or(Error::BadSignature("the signature is not base64"))?;
            let signed = signed.trim_end().as_bytes();
            let scheme = Scheme::Ecdsa(Hash::Sha256);
            if !import
                .pins
                .iter()
                .any(|pin| pin.public().verify(scheme, signed, &signature))
            {
                return Err(Error::BadSignature(
                    "the list was altered, or the pinned key is another",
                ));
            }
            SignatureStatus::Verified
        }
    };
    // The list has no date of its own: it is as old as its newest entry.
    let added = entries.iter().filter_map(|entry| field(entry, "timestamp"));
    Ok(Parsed {
        issued_at: added.filter_map(|at| OffsetDateTime::parse(at, &Rfc3339).ok()).max(),
        ..Parsed::new(entries.iter().map(gateway::entry).collect(), checked)
    })
}
