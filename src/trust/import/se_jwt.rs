//! `se-jwt`: a compact JWS (ES256) with keys by country (DIGGSweden/dgc-trust: `specifications/trust-list.md`). Its
//! header carries the signer's certificate, which must be the pinned one.

use super::{CertificateError, Error, File, Import, Listed, Parsed, field, jwk, only, seconds, text, wrong};
use crate::{
    encoding::{base64, jws::Jws},
    trust::{
        KeyUsage, SignatureStatus,
        key::{Hash, Scheme},
    },
};
use serde_json::Value;

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let jws = Jws::parse(text(only(files)?)?).map_err(|_| wrong("it is not a JWS"))?;
    let checked = match import.unchecked() {
        Some(unchecked) => unchecked,
        None => {
            let scheme = match jws.text("alg") {
                Some("ES256") => Scheme::Ecdsa(Hash::Sha256),
                Some("PS256") => Scheme::Pss(Hash::Sha256),
                _ => return Err(Error::BadSignature("its algorithm is not allowed")),
            };
            let pinned = |key: &crate::trust::PublicKey| key.verify(scheme, &jws.signed, &jws.signature);
            if !import.pins.iter().any(|pin| pinned(pin.public())) {
                return Err(Error::BadSignature(
                    "the list was altered, or the pinned key is another",
                ));
            }
            SignatureStatus::Verified
        }
    };
    let claims: Value = crate::encoding::json::bounded(&jws.payload).map_err(|_| wrong("its payload is not JSON"))?;
    let Some(Value::Object(countries)) = claims.get("dsc_trust_list") else {
        return Err(wrong("it has no \"dsc_trust_list\""));
    };
    let mut entries = Vec::new();
    for (country, of_country) in countries {
        let keys = of_country.get("keys").and_then(Value::as_array);
        for key in keys.into_iter().flatten() {
            entries.push(entry(key, country, of_country.get("eku")));
        }
    }
    Ok(Parsed {
        issued_at: seconds(claims.get("iat")),
        expires_at: seconds(claims.get("exp")),
        ..Parsed::new(entries, checked)
    })
}

fn entry(key: &Value, country: &str, usages: Option<&Value>) -> Result<Listed, CertificateError> {
    let kid = field(key, "kid").ok_or(CertificateError::Shape)?;
    // The list's own usage takes precedence over the certificate's.
    let oids = usages.and_then(|u| u.get(kid)).and_then(Value::as_array);
    let oids = oids.map(|oids| oids.iter().filter_map(Value::as_str));
    Ok(Listed {
        kid: Some(
            base64(kid)
                .or_else(|| crate::encoding::base64url(kid))
                .ok_or(CertificateError::Base64)?,
        ),
        country: Some(country.to_owned()),
        usage: oids.map(KeyUsage::from_oids).filter(|usage| *usage != KeyUsage::ANY),
        ..Listed::dcc(jwk::material(key)?)
    })
}
