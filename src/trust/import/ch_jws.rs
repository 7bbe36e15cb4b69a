//! `ch-jws`: JWS `{"certs": [{keyId, alg, use, crv, x, y | n, e}]}` and JWS `{"activeKeyIds", "validDuration"}`
//! (admin-ch/CovidCertificate-SDK). The certificates in the header must chain to the pinned root, and the signer's must
//! have the expected name.

use super::{CertificateError, Error, File, Import, Listed, Material, Parsed, field, jwk, text, wrong};
use crate::{
    encoding::{base64, base64_lenient, jws::Jws},
    trust::{
        KeyUsage, SignatureStatus,
        certificate::Certificate,
        key::{Hash, Scheme},
    },
};
use serde_json::Value;
use std::collections::HashSet;
use time::{Duration, OffsetDateTime};

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let (mut keys, mut active): (Vec<Value>, Option<HashSet<String>>) = (Vec::new(), None);
    let (mut issued_at, mut expires_at, mut lists) = (None, None, 0);
    for file in files {
        let jws = Jws::parse(text(file.bytes)?).map_err(|_| wrong("it is not a JWS"))?;
        if !import.pins.is_empty() {
            verify(import, &jws)?;
        }
        let value: Value =
            crate::encoding::json::bounded(&jws.payload).map_err(|_| wrong("its payload is not JSON"))?;
        let made = super::seconds(value.get("iat"));
        if let Some(Value::Array(certs)) = value.get("certs") {
            keys.extend(certs.iter().cloned());
            lists += 1;
            issued_at = made.or(issued_at);
        }
        if let Some(Value::Array(ids)) = value.get("activeKeyIds") {
            let ids = ids.iter().filter_map(Value::as_str).map(str::to_owned);
            active.get_or_insert_default().extend(ids);
            let lasts = value.get("validDuration").and_then(Value::as_i64);
            expires_at = made
                .zip(lasts)
                .and_then(|(from, ms): (OffsetDateTime, i64)| from.checked_add(Duration::milliseconds(ms)));
        }
    }
    if lists == 0 {
        return Err(wrong("it has no \"certs\""));
    }
    let checked = import.unchecked().unwrap_or(SignatureStatus::Verified);
    let entries = keys.iter().map(|key| entry(key, active.as_ref())).collect();
    Ok(Parsed {
        issued_at,
        expires_at,
        ..Parsed::new(entries, checked)
    })
}

/// Checks the signature of a JWS by the certificates in its header.
pub(crate) fn verify(import: &Import, jws: &Jws) -> Result<(), Error> {
    let scheme = match jws.text("alg") {
        Some("ES256") => Scheme::Ecdsa(Hash::Sha256),
        Some("RS256") => Scheme::Pkcs1(Hash::Sha256),
        Some("PS256") => Scheme::Pss(Hash::Sha256),
        _ => return Err(Error::BadSignature("its algorithm is not allowed")),
    };
    let chain = jws.header.get("x5c").and_then(Value::as_array);
    let chain: Vec<Certificate> = chain
        .into_iter()
        .flatten()
        .filter_map(|der| Certificate::read(&base64_lenient(der.as_str()?)?).ok())
        .collect();
    let Some(signer) = chain.first() else {
        return Err(Error::MissingSignature("the signer's certificate in its header"));
    };
    let pinned = import.pins.iter().any(|pin| pin.is(signer));
    // Many certificates under the same root may sign; only the one with this name signs lists.
    if !pinned && import.signer_name.is_none() {
        return Err(Error::BadSignature(
            "under a pinned root the name of the signer must be given too",
        ));
    }
    if import
        .signer_name
        .is_some_and(|name| signer.common_name.as_deref() != Some(name))
    {
        return Err(Error::BadSignature("its signer has another name"));
    }
    if !import.pins.iter().any(|pin| pin.vouches_for(signer, &chain)) {
        return Err(Error::BadSignature("its certificates do not lead to the pinned one"));
    }
    if import
        .at
        .is_some_and(|at| at < signer.not_before || at > signer.not_after)
    {
        return Err(Error::BadSignature("its signer's certificate is not valid now"));
    }
    if !signer.public.verify(scheme, &jws.signed, &jws.signature) {
        return Err(Error::BadSignature("the list was altered"));
    }
    Ok(())
}

fn entry(key: &Value, active: Option<&HashSet<String>>) -> Result<Listed, CertificateError> {
    let kid = field(key, "keyId").ok_or(CertificateError::Shape)?;
    if active.is_some_and(|ids| !ids.contains(kid)) {
        return Err(CertificateError::Inactive);
    }
    Ok(Listed {
        kid: Some(base64(kid).ok_or(CertificateError::Base64)?),
        usage: Some(match field(key, "use") {
            None | Some("sig") => KeyUsage::ANY,
            Some(letters) => KeyUsage::from_letters(letters),
        }),
        ..Listed::dcc(Material::Key(jwk::numbers(key)?))
    })
}
