//! `fr-tacv`: `{"certificatesDCC": {kid: base64 of base64 of a certificate}}`, sometimes of a
//! bare `SubjectPublicKeyInfo` (TousAntiCovid Verif). Not signed.

use super::{CertificateError, Error, File, Listed, Material, Parsed, json, only, text, wrong};
use crate::{
    encoding::base64,
    trust::{PublicKey, SignatureStatus, pin},
};
use serde_json::Value;

pub(super) fn read(files: &[File]) -> Result<Parsed, Error> {
    let value = json(text(only(files)?)?)?;
    let Some(Value::Object(by_kid)) = value.get("certificatesDCC") else {
        return Err(wrong("the JSON has no \"certificatesDCC\""));
    };
    let entries = by_kid.iter().map(|(kid, value)| entry(kid, value)).collect();
    Ok(Parsed::new(entries, SignatureStatus::None))
}

fn entry(kid: &str, value: &Value) -> Result<Listed, CertificateError> {
    let text = value.as_str().ok_or(CertificateError::Shape)?;
    let outer = base64(text).ok_or(CertificateError::Base64)?;
    // Lists contain all three: base64 twice, PEM inside base64, and base64 once.
    let der = match std::str::from_utf8(&outer) {
        Ok(inner) => match pin::pem(inner).into_iter().next() {
            Some((_, der)) => der?,
            None => base64(inner).ok_or(CertificateError::Base64)?,
        },
        Err(_) => outer,
    };
    let material = match PublicKey::from_spki(&der) {
        Some(key) => Material::Key(key?),
        None => Material::Certificate(der),
    };
    Ok(Listed {
        kid: Some(base64(kid).ok_or(CertificateError::Base64)?),
        unsigned: true,
        ..Listed::dcc(material)
    })
}
