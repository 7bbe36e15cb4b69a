//! `eu-batch`: batches of the EU gateway (`dgc-gateway: restapi/dto/revocation`), `{"hashType":
//! "SIGNATURE|UCI|COUNTRYCODEUCI", "country"?, "kid"?: base64 or "UNKNOWN_KID", "expires"?: RFC 3339, "entries":
//! [{"hash": base64 of 16 bytes}]}`, one, an array of them, or one in CMS, signed by the country's upload certificate.

use super::{Import, der, hash_of, instant, issued, json};
use crate::{
    encoding::base64,
    revocation::{
        Error, HashKind, Issuer, RevocationFormat, RevocationList,
        digest::HASH,
        error::wrong,
        list::{Contents, Scope},
    },
    trust::{
        File, Pin, SignatureStatus,
        cms::{self, CmsError},
    },
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum HashType {
    Signature,
    Uci,
    CountryCodeUci,
}

impl From<HashType> for HashKind {
    fn from(hash_type: HashType) -> Self {
        match hash_type {
            HashType::Signature => Self::Signature,
            HashType::Uci => Self::Uvci,
            HashType::CountryCodeUci => Self::CountryUvci,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    hash_type: HashType,
    entries: Vec<Entry>,
    country: Option<String>,
    kid: Option<String>,
    expires: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    hash: String,
}

/// Key identifier of batches that are for every key of a country.
const UNKNOWN_KID: &str = "UNKNOWN_KID";

impl Batch {
    fn issuer(&self) -> Issuer {
        let country = self
            .country
            .as_deref()
            .map(|country| country.trim().to_ascii_uppercase());
        country.map_or(Issuer::Anybody, Issuer::Country)
    }

    fn scope(&self) -> Result<Scope, Error> {
        let kid = self.kid.as_deref().filter(|kid| *kid != UNKNOWN_KID);
        let kid = kid.map(|kid| base64(kid).ok_or_else(|| wrong("a key identifier is not base64")));
        let expires = self.expires.as_deref();
        let expires = expires.map(|at| instant(at).ok_or_else(|| wrong("the end of a batch is no time")));
        Ok(Scope {
            issuer: self.issuer(),
            key: kid.transpose()?,
            kind: self.hash_type.into(),
            expires: expires.transpose()?,
        })
    }
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let mut signature = SignatureStatus::Verified;
    let mut batches = Vec::new();
    for file in files {
        let value = match der(file.bytes) {
            Some(message) => {
                let read: Batch = parse(json(&content(import, &message)?)?)?;
                batches.push(read);
                signature = import.checked();
                continue;
            }
            None if !import.pins.is_empty() => return Err(Error::MissingSignature("a batch in CMS")),
            None => json(file.bytes)?,
        };
        signature = SignatureStatus::None;
        let value = if value.is_array() {
            value
        } else {
            Value::Array(vec![value])
        };
        batches.extend(parse::<Vec<Batch>>(value)?);
    }
    let mut contents = import.contents(RevocationFormat::EuBatch, files, issued(None), signature)?;
    // A batch without hashes covers no pass.
    for batch in batches.iter().filter(|batch| !batch.entries.is_empty()) {
        add(&mut contents, batch)?;
    }
    Ok(contents.finish())
}

fn add(contents: &mut Contents, batch: &Batch) -> Result<(), Error> {
    let hashes = batch.entries.iter().map(|entry| {
        let hash = base64(&entry.hash).and_then(|hash| hash_of(&hash, HASH));
        hash.ok_or_else(|| wrong("a hash is not 16 bytes of base64"))
    });
    contents.add(batch.scope()?, hashes.collect::<Result<Vec<_>, _>>()?);
    Ok(())
}

fn parse<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, Error> {
    serde_json::from_value(value).map_err(|_| wrong("it is no revocation batch"))
}

/// Content of a signed batch. A country's certificate signs batches of that country only.
fn content(import: &Import, message: &[u8]) -> Result<Vec<u8>, Error> {
    let refused = |error| match error {
        CmsError::Structure => wrong("it is no CMS message with a batch"),
        CmsError::Signature => Error::BadSignature("the batch was altered, or its country's pinned key is another"),
    };
    let unverified = cms::content(message).map_err(refused)?;
    if import.pins.is_empty() {
        return Ok(unverified);
    }
    let batch: Batch = parse(json(&unverified)?)?;
    let may_sign = |pin: &&Pin| match (pin.country(), batch.issuer()) {
        (Some(country), Issuer::Country(named)) => country == named,
        (Some(_), _) => false,
        (None, _) => true,
    };
    let pins: Vec<Pin> = import.pins.iter().filter(may_sign).cloned().collect();
    cms::verify(message, None, &pins).map_err(refused)
}
