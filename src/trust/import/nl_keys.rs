//! `nl-keys`: `{"payload": base64, "signature": base64 of a detached CMS}` around JSON
//! `{"eu_keys": {kid: [{subjectPk, keyUsage, san}]}}` (nl-covid19-coronacheck-hcert:
//! `verifier/keys.go`). Several keys may share an identifier.

use super::{CertificateError, Error, File, Import, Listed, Material, Parsed, decoded, field, json, only, text, wrong};
use crate::{
    encoding::base64,
    trust::{KeyUsage, PublicKey, SignatureStatus, cms},
};
use serde_json::Value;

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let outer = json(text(only(files)?)?)?;
    let (list, checked) = match field(&outer, "payload") {
        None if import.pins.is_empty() => (outer, SignatureStatus::NotChecked),
        None => return Err(Error::MissingSignature("the envelope around it")),
        Some(payload) => {
            let payload = base64(payload).ok_or_else(|| wrong("the base64 of its payload is broken"))?;
            let checked = match import.unchecked() {
                Some(unchecked) => unchecked,
                None => {
                    let signature = decoded(&outer, "signature")
                        .map_err(|_| Error::MissingSignature("\"signature\" in the envelope"))?;
                    cms::verify(&signature, Some(&payload), import.pins).map_err(|fault| match fault {
                        cms::CmsError::Structure => Error::BadSignature("it is not a CMS message"),
                        cms::CmsError::Signature => {
                            Error::BadSignature("nobody whom the pinned key vouches for signed it")
                        }
                    })?;
                    SignatureStatus::Verified
                }
            };
            (json(text(&payload)?)?, checked)
        }
    };
    let Some(Value::Object(by_kid)) = list.get("eu_keys") else {
        return Err(wrong("it has no \"eu_keys\""));
    };
    let mut entries = Vec::new();
    for (kid, keys) in by_kid {
        match keys {
            Value::Array(keys) => entries.extend(keys.iter().map(|key| entry(kid, key))),
            _ => entries.push(Err(CertificateError::Shape)),
        }
    }
    Ok(Parsed::new(entries, checked))
}

fn entry(kid: &str, key: &Value) -> Result<Listed, CertificateError> {
    let spki = decoded(key, "subjectPk")?;
    let usage = key.get("keyUsage").and_then(Value::as_array);
    let letters: String = usage.into_iter().flatten().filter_map(Value::as_str).collect();
    Ok(Listed {
        kid: Some(base64(kid).ok_or(CertificateError::Base64)?),
        country: ["san", "ian"]
            .iter()
            .find_map(|name| field(key, name).filter(|c| !c.is_empty()))
            .map(str::to_owned),
        usage: Some(KeyUsage::from_letters(&letters)),
        ..Listed::dcc(Material::Key(
            PublicKey::from_spki(&spki).ok_or(CertificateError::Der)??,
        ))
    })
}
