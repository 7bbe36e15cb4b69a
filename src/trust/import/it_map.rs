//! `it-map`: `{kid: certificate}`, PEM or base64, or rows `{_id, kid, country, raw_data}`
//! (it-dgc-verificac19-sdk). Not signed.

use super::{CertificateError, Error, File, Listed, Material, Parsed, decoded, field, json, text, wrong};
use crate::{
    encoding::base64,
    trust::{SignatureStatus, pin},
};
use serde_json::Value;

pub(super) fn read(files: &[File]) -> Result<Parsed, Error> {
    let mut entries = Vec::new();
    for file in files {
        match json(text(file.bytes)?)? {
            Value::Object(by_kid) => {
                entries.extend(by_kid.iter().map(|(kid, value)| {
                    let der = value.as_str().ok_or(CertificateError::Shape).and_then(certificate)?;
                    named(kid, None, der)
                }));
            }
            Value::Array(rows) => entries.extend(rows.iter().map(|row| {
                let kid = field(row, "kid").ok_or(CertificateError::Shape)?;
                named(kid, field(row, "country"), decoded(row, "raw_data")?)
            })),
            _ => return Err(wrong("the JSON is neither a map nor rows")),
        }
    }
    Ok(Parsed::new(entries, SignatureStatus::None))
}

fn certificate(text: &str) -> Result<Vec<u8>, CertificateError> {
    match pin::pem(text).into_iter().next() {
        Some((_, der)) => der,
        None => base64(text).ok_or(CertificateError::Base64),
    }
}

fn named(kid: &str, country: Option<&str>, der: Vec<u8>) -> Result<Listed, CertificateError> {
    Ok(Listed {
        kid: Some(base64(kid).ok_or(CertificateError::Base64)?),
        country: country.map(str::to_owned),
        unsigned: true,
        ..Listed::dcc(Material::Certificate(der))
    })
}
