//! `gdhcn-did`: DID documents of WHO's trust network (smart-trust:
//! `concepts_did_gdhcn.md`). Domain, participant and usage of a key are in its identifier,
//! `did:web:HOST:v2:trustlist:DOMAIN:PARTICIPANT:USAGE#kid`; the environment is in the host. The document of an issuer
//! of NZ COVID Passes has the same form: its keys are `did:web:HOST#name`, and those under `assertionMethod` sign.

use super::{
    CertificateError, Environment, Error, File, Import, Listed, Parsed, did_proof, field, json, jwk, text, wrong,
};
use crate::{
    encoding::base64_lenient,
    trust::{Role, SignatureStatus},
};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Host of the production network; its other hosts are for tests.
const PRODUCTION: &str = "tng-cdn.who.int";
/// The issuer of real NZ COVID Passes; others are examples.
const NEW_ZEALAND: &str = "did:web:nzcp.identity.health.nz";

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let (mut entries, mut issued_at) = (Vec::new(), None);
    for file in files {
        let document = json(text(file.bytes)?)?;
        if !import.pins.is_empty() {
            if document.get("proof").is_none() {
                return Err(Error::MissingSignature("its proof"));
            }
            if !did_proof::verifies(&document, import.pins) {
                return Err(Error::BadSignature(
                    "the document was altered, or the pinned key is another",
                ));
            }
        }
        let Some(Value::Array(methods)) = document.get("verificationMethod") else {
            return Err(wrong("the document has no \"verificationMethod\""));
        };
        // Strings refer to other documents and are not keys.
        entries.extend(methods.iter().filter(|m| !m.is_string()).map(|m| entry(m, &document)));
        let created = document.get("proof").and_then(|proof| field(proof, "created"));
        let created = created.and_then(|time| OffsetDateTime::parse(time, &Rfc3339).ok());
        // The list is as old as the oldest document.
        issued_at = match (issued_at, created) {
            (Some(a), Some(b)) => Some(std::cmp::min::<OffsetDateTime>(a, b)),
            (a, b) => a.or(b),
        };
    }
    if entries.is_empty() {
        return Err(wrong("the document holds no keys of its own, only references"));
    }
    Ok(Parsed {
        issued_at,
        ..Parsed::new(entries, import.unchecked().unwrap_or(SignatureStatus::Verified))
    })
}

fn entry(method: &Value, document: &Value) -> Result<Listed, CertificateError> {
    let id = field(method, "id").ok_or(CertificateError::Shape)?;
    let (did, kid) = id.split_once('#').ok_or(CertificateError::Shape)?;
    let path: Vec<&str> = did.split(':').collect();
    if let ["did", "web", _] = path[..] {
        return pass_issuer(method, document, (id, did, kid));
    }
    let &[_, _, host, .., domain, participant, usage] = &path[..] else {
        return Err(CertificateError::Shape);
    };
    let role = match usage {
        "DSC" => Role::DocumentSigner,
        // Authorities and keys for other purposes: known, but they sign no pass.
        "SCA" | "CSCA" | "DECA" | "DESC" | "AUTHENTICATION" | "UPLOAD" => Role::Anchor,
        _ => return Err(CertificateError::Shape),
    };
    Ok(Listed {
        kid: Some(base64_lenient(kid).ok_or(CertificateError::Base64)?),
        country: Some(participant.to_owned()),
        domain: Some(domain.to_owned()),
        role,
        environment: if host == PRODUCTION {
            Environment::Production
        } else {
            Environment::Test
        },
        ..Listed::new(jwk::material(
            method.get("publicKeyJwk").ok_or(CertificateError::Shape)?,
        )?)
    })
}

/// Key of an issuer of NZ COVID Passes, by its identifier and the two parts of it.
fn pass_issuer(
    method: &Value,
    document: &Value,
    (id, did, name): (&str, &str, &str),
) -> Result<Listed, CertificateError> {
    let signs = document.get("assertionMethod").and_then(Value::as_array);
    if field(method, "type") != Some("JsonWebKey2020") || !signs.is_some_and(|signs| signs.iter().any(|s| s == id)) {
        return Err(CertificateError::Shape);
    }
    let jwk = method.get("publicKeyJwk").ok_or(CertificateError::Shape)?;
    Ok(Listed {
        environment: if did == NEW_ZEALAND {
            Environment::Production
        } else {
            Environment::Test
        },
        ..jwk::did_key(jwk, did, name)?
    })
}
