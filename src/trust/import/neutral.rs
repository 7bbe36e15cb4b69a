//! `json`: the neutral form of the command line and of tests, an array of
//! `{"kid"?, "country"?, "rawData", "domain"?, "environment"?}` for document signers,
//! `{"iss", "jwk", "crls"?}` for issuers of SMART Health Cards and of NZ COVID Passes (`did:web:…`, whose JWK has a
//! `kid`), and
//! `{"country"?, "rawData", "usage": "csca"|"signer"}` for VDS-NC.

use super::{
    CardRevocationList, CertificateError, Environment, Error, File, Import, ListFormat, Listed, Material, Parsed,
    field, json, jwk, only, text,
};
use crate::{
    encoding::base64,
    trust::{Role, SignatureStatus, TrustList},
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    kid: Option<String>,
    country: Option<String>,
    raw_data: String,
    domain: Option<String>,
    usage: Option<Usage>,
    #[serde(default)]
    environment: Environment,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Usage {
    Csca,
    Signer,
}

#[derive(Deserialize)]
struct CardIssuer {
    iss: String,
    jwk: Value,
    name: Option<String>,
    domain: Option<String>,
    #[serde(default)]
    crls: Option<Vec<CardRevocationList>>,
    #[serde(default)]
    environment: Environment,
}

pub(super) fn read(files: &[File]) -> Result<Parsed, Error> {
    parse(json(text(only(files)?)?)?)
}

/// Reads a parsed list; see [`TrustList::from_json`].
pub(in crate::trust) fn from_value(value: Value, source: &str) -> Result<TrustList, Error> {
    Import::default().collect(parse(value)?, ListFormat::Json, source)
}

fn parse(value: Value) -> Result<Parsed, Error> {
    let Value::Array(entries) = value else {
        return Err(Error::NotAList("the JSON is not an array of keys".to_owned()));
    };
    Ok(Parsed::new(
        entries.into_iter().map(entry).collect(),
        SignatureStatus::None,
    ))
}

fn entry(value: Value) -> Result<Listed, CertificateError> {
    let shape = |_| CertificateError::Shape;
    if value.get("iss").is_some() {
        let entry: CardIssuer = serde_json::from_value(value).map_err(shape)?;
        let key = if entry.iss.starts_with("did:") {
            let kid = field(&entry.jwk, "kid").ok_or(CertificateError::Shape)?;
            jwk::did_key(&entry.jwk, &entry.iss, kid.rsplit('#').next().unwrap_or(kid))?
        } else {
            jwk::card_issuer(&entry.jwk, &entry.iss)?
        };
        return Ok(Listed {
            name: entry.name,
            domain: entry.domain.or(key.domain),
            revoked: entry.crls.unwrap_or_default(),
            environment: entry.environment,
            ..key
        });
    }
    let entry: Entry = serde_json::from_value(value).map_err(shape)?;
    let der = base64(&entry.raw_data).ok_or(CertificateError::Base64)?;
    let kid = entry.kid.as_deref().filter(|_| entry.usage.is_none());
    Ok(Listed {
        kid: kid.map(|kid| base64(kid).ok_or(CertificateError::Base64)).transpose()?,
        country: entry.country,
        domain: entry.domain,
        role: match entry.usage {
            None => Role::DocumentSigner,
            Some(Usage::Csca) => Role::Anchor,
            Some(Usage::Signer) => Role::SealSigner,
        },
        environment: entry.environment,
        ..Listed::new(Material::Certificate(der))
    })
}
