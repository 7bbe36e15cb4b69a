//! The neutral list form of the command line and of tests, and PEM certificates.

use super::{CertificateError, Environment, Error, Key, Skipped, TrustList, certificate};
use crate::limits::MAX_KEYS;
use base64ct::{Base64, Base64Unpadded, Encoding};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    kid: Option<String>,
    country: Option<String>,
    raw_data: String,
    domain: Option<String>,
    #[serde(default)]
    environment: Environment,
}

pub(super) fn read(bytes: &[u8], source: &str) -> Result<TrustList, Error> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::NotAList("it is not text".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains("-----BEGIN CERTIFICATE-----") {
        return collect(pem(text), source);
    }
    let value =
        serde_json::from_str(text).map_err(|e| Error::NotAList(format!("line {} of the JSON is broken", e.line())))?;
    from_value(value, source)
}

pub(super) fn from_value(value: Value, source: &str) -> Result<TrustList, Error> {
    match value {
        Value::Array(entries) => collect(entries.into_iter().map(entry), source),
        _ => Err(Error::NotAList("the JSON is not an array of keys".to_owned())),
    }
}

/// One entry of the list: its certificate and what the list says beside it.
struct Listed {
    der: Vec<u8>,
    kid: Option<Vec<u8>>,
    country: Option<String>,
    domain: Option<String>,
    environment: Environment,
}

fn collect(entries: impl Iterator<Item = Result<Listed, CertificateError>>, source: &str) -> Result<TrustList, Error> {
    let source: Arc<str> = source.into();
    let mut list = TrustList::default();
    for (index, listed) in entries.enumerate() {
        if index >= MAX_KEYS {
            return Err(Error::TooMany {
                entries: index + 1,
                limit: MAX_KEYS,
            });
        }
        match listed.and_then(|listed| key(listed, &source)) {
            Ok(key) => list.insert(key),
            Err(error) => list.skipped.push(Skipped { index, error }),
        }
    }
    Ok(list)
}

fn key(listed: Listed, source: &Arc<str>) -> Result<Key, CertificateError> {
    let key = certificate::read(&listed.der, source)?;
    Ok(Key {
        kid: listed.kid.unwrap_or(key.kid),
        country: listed.country.or(key.country),
        domain: listed.domain,
        environment: listed.environment,
        ..key
    })
}

fn entry(value: Value) -> Result<Listed, CertificateError> {
    let entry: Entry = serde_json::from_value(value).map_err(|_| CertificateError::Shape)?;
    Ok(Listed {
        der: base64(&entry.raw_data)?,
        kid: entry.kid.as_deref().map(base64).transpose()?,
        country: entry
            .country
            .map(|c| c.trim().to_ascii_uppercase())
            .filter(|c| !c.is_empty()),
        domain: entry.domain,
        environment: entry.environment,
    })
}

/// Standard base64, with or without padding, line breaks ignored.
pub(super) fn base64(text: &str) -> Result<Vec<u8>, CertificateError> {
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    Base64::decode_vec(&text)
        .or_else(|_| Base64Unpadded::decode_vec(&text))
        .map_err(|_| CertificateError::Base64)
}

fn pem(text: &str) -> impl Iterator<Item = Result<Listed, CertificateError>> {
    text.split("-----BEGIN CERTIFICATE-----").skip(1).map(|block| {
        let body = block.split("-----END").next().unwrap_or_default();
        Ok(Listed {
            der: base64(body)?,
            kid: None,
            country: None,
            domain: None,
            environment: Environment::Production,
        })
    })
}
