//! `nl-denylist`: `{"proofIdentifierDenylist": {base64 of 16 bytes: true}}` in the configuration of the Netherlands'
//! verifiers (nl-covid19-coronacheck-mobile-core), alone or as `{"payload", "signature"}` with a detached CMS signature.

use super::{Import, field, hash_of, issued, json};
use crate::{
    encoding::base64_lenient,
    revocation::{Error, HashKind, Issuer, RevocationFormat, RevocationList, digest::HASH, error::wrong, list::Scope},
    trust::{File, SignatureStatus, cms},
};
use serde_json::Value;

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let [file] = files else {
        return Err(wrong("this format is one file"));
    };
    let mut value = json(file.bytes)?;
    let mut status = SignatureStatus::None;
    if let Some(payload) = field(&value, "payload") {
        let payload = base64_lenient(payload).ok_or_else(|| wrong("its payload is not base64"))?;
        if !import.pins.is_empty() {
            let signature = field(&value, "signature").and_then(base64_lenient);
            let signature = signature.ok_or(Error::MissingSignature("its member \"signature\""))?;
            cms::verify(&signature, Some(&payload), import.pins)
                .map_err(|_| Error::BadSignature("it was altered, or the pinned key is another"))?;
        }
        status = import.checked();
        value = json(&payload)?;
    } else if !import.pins.is_empty() {
        return Err(Error::MissingSignature("an envelope of payload and signature"));
    }
    let denied = value.get("proofIdentifierDenylist").and_then(Value::as_object);
    let denied = denied.ok_or_else(|| wrong("it has no \"proofIdentifierDenylist\""))?;
    let hashes = denied
        .iter()
        .filter(|(_, denied)| **denied == Value::Bool(true))
        .map(|(hash, _)| {
            let hash = base64_lenient(hash).and_then(|hash| hash_of(&hash, HASH));
            hash.ok_or_else(|| wrong("a hash is not 16 bytes of base64"))
        });
    let hashes: Vec<_> = hashes.collect::<Result<_, _>>()?;
    let mut contents = import.contents(RevocationFormat::NlDenylist, files, issued(None), status)?;
    if !hashes.is_empty() {
        let scope = Scope {
            issuer: Issuer::Country("NL".to_owned()),
            key: None,
            kind: HashKind::LowSignature,
            expires: None,
        };
        contents.add(scope, hashes);
    }
    Ok(contents.finish())
}
