//! Keys in JSON (JWK, RFC 7517), and `jwks`: the keys of one issuer of SMART Health Cards.

use super::{CertificateError, Error, File, Import, Listed, Material, Parsed, decoded, field, json, only, text, wrong};
use crate::{
    encoding::base64_lenient,
    pass::Format,
    trust::{PublicKey, Role, SignatureStatus, certificate::Certificate, key::Curve},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Key of a JWK: the certificate that it carries, else its numbers. If it has both they must agree, unless JOSE has no
/// name for the curve.
pub(super) fn material(jwk: &Value) -> Result<Material, CertificateError> {
    let chain = jwk.get("x5c").and_then(Value::as_array);
    let Some(der) = chain.and_then(|chain| chain.first()).and_then(Value::as_str) else {
        return numbers(jwk).map(Material::Key);
    };
    let der = base64_lenient(der).ok_or(CertificateError::Base64)?;
    let comparable =
        jwk.get("n").is_some() || jwk.get("x").is_some() && field(jwk, "crv").and_then(Curve::named).is_some();
    if comparable && numbers(jwk).as_ref() != Ok(&Certificate::read(&der)?.public) {
        return Err(CertificateError::KeyMismatch);
    }
    Ok(Material::Certificate(der))
}

/// Reads the key from a JWK's numbers, in base64 of any dialect.
pub(in crate::trust) fn numbers(jwk: &Value) -> Result<PublicKey, CertificateError> {
    match field(jwk, "kty").or_else(|| field(jwk, "crv").map(|_| "EC")) {
        Some("EC") => {
            let curve = field(jwk, "crv").and_then(Curve::named);
            PublicKey::from_coordinates(
                curve.ok_or(CertificateError::UnsupportedKey)?,
                &decoded(jwk, "x")?,
                &decoded(jwk, "y")?,
            )
        }
        Some("RSA") => PublicKey::from_rsa(&decoded(jwk, "n")?, &decoded(jwk, "e")?),
        None if jwk.get("n").is_some() => PublicKey::from_rsa(&decoded(jwk, "n")?, &decoded(jwk, "e")?),
        _ => Err(CertificateError::UnsupportedKey),
    }
}

/// Reads a key of an issuer of SMART Health Cards: on P-256, for signatures, named by its thumbprint.
pub(super) fn card_issuer(jwk: &Value, issuer: &str) -> Result<Listed, CertificateError> {
    if field(jwk, "crv") != Some("P-256")
        || field(jwk, "use").is_some_and(|u| u != "sig")
        || field(jwk, "alg").is_some_and(|alg| alg != "ES256")
    {
        return Err(CertificateError::UnsupportedKey);
    }
    let key = numbers(jwk)?;
    let named = field(jwk, "kid");
    // Some coordinates are listed without a leading zero, and the thumbprint is over the text as listed: such a key
    // keeps its listed identifier.
    let kid = match (named, key.thumbprint()) {
        (Some(kid), thumbprint) if thumbprint.as_deref() != Some(kid) => {
            if listed_thumbprint(jwk).as_deref() != Some(kid) {
                return Err(CertificateError::Thumbprint);
            }
            Some(kid.as_bytes().to_vec())
        }
        _ => None,
    };
    Ok(Listed {
        kid,
        role: Role::CardIssuer(issuer.into()),
        ..Listed::new(Material::Key(key))
    })
}

/// Reads a key of an issuer of NZ COVID Passes, a `did:web` that gives its keys names.
pub(super) fn did_key(jwk: &Value, issuer: &str, name: &str) -> Result<Listed, CertificateError> {
    if field(jwk, "crv") != Some("P-256") {
        return Err(CertificateError::UnsupportedKey);
    }
    Ok(Listed {
        kid: Some(name.as_bytes().to_vec()),
        country: Some("NZ".to_owned()),
        domain: Some(Format::NZCP.domain().to_owned()),
        role: Role::CardIssuer(issuer.into()),
        ..Listed::new(Material::Key(numbers(jwk)?))
    })
}

/// Thumbprint (RFC 7638) of the coordinates as they are written.
fn listed_thumbprint(jwk: &Value) -> Option<String> {
    let (x, y) = (field(jwk, "x")?, field(jwk, "y")?);
    let members = format!(
        r#"{{"crv":"P-256","kty":"EC","x":{},"y":{}}}"#,
        Value::from(x),
        Value::from(y)
    );
    Some(Base64UrlUnpadded::encode_string(&Sha256::digest(members)))
}

pub(super) fn read_set(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let Some(issuer) = import.issuer else {
        return Err(Error::Unsupported(
            "a JWK set does not say whose keys it holds: name the issuer",
        ));
    };
    let value = json(text(only(files)?)?)?;
    let Some(Value::Array(keys)) = value.get("keys") else {
        return Err(wrong("the JSON has no \"keys\""));
    };
    let entries = keys.iter().map(|key| card_issuer(key, issuer)).collect();
    Ok(Parsed::new(entries, SignatureStatus::None))
}
