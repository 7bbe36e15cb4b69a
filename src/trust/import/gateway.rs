//! `eu-gateway`: the EU gateway's JSON array of certificates, each signed in CMS
//! (eu-digital-green-certificates/dgc-gateway). Upload certificates are signed by the gateway's trust anchor, which is
//! pinned; document signers are signed by an upload certificate of their own country. Only the certificate is signed,
//! not the fields beside it: country and key identifier must equal the certificate's own.

use super::{CertificateError, Error, File, Import, Listed, Material, Parsed, decoded, field, json, only, text, wrong};
use crate::{
    country, encoding,
    trust::{Pin, Role, SignatureStatus, certificate::Certificate, cms},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Reads one certificate with its fields; also used for entries of `de-dsc`.
pub(super) fn entry(value: &Value) -> Result<Listed, CertificateError> {
    let der = decoded(value, "rawData")?;
    if let Some(thumbprint) = field(value, "thumbprint") {
        let digest: String = Sha256::digest(&der).iter().map(|b| format!("{b:02x}")).collect();
        if !thumbprint.eq_ignore_ascii_case(&digest) {
            return Err(CertificateError::KeyMismatch);
        }
    }
    Ok(Listed {
        kid: field(value, "kid")
            .map(|kid| encoding::base64(kid).ok_or(CertificateError::Base64))
            .transpose()?,
        country: field(value, "country").map(str::to_owned),
        role: match field(value, "certificateType") {
            None | Some("DSC") => Role::DocumentSigner,
            Some("CSCA") => Role::Anchor,
            // Keys for connections to the gateway sign no passes.
            Some(_) => return Err(CertificateError::Inactive),
        },
        unsigned: true,
        ..Listed::dcc(Material::Certificate(der))
    })
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<Parsed, Error> {
    let Value::Array(entries) = json(text(only(files)?)?)? else {
        return Err(wrong("the JSON is not an array"));
    };
    // Upload certificates only verify others and are not keys of the list.
    let of_signer = |e: &&Value| !matches!(field(e, "certificateType"), Some("UPLOAD" | "AUTHENTICATION"));
    if let Some(unchecked) = import.unchecked() {
        let entries = entries.iter().filter(of_signer).map(entry).collect();
        return Ok(Parsed::new(entries, unchecked));
    }
    let signed_by = |value: &Value, pins: &[Pin]| {
        let signature = decoded(value, "signature").ok()?;
        let der = decoded(value, "rawData").ok()?;
        cms::verify(&signature, Some(&der), pins).ok()?;
        Certificate::read(&der).ok()
    };
    // The country beside a certificate is not signed: only the certificate's own counts.
    let uploads: Vec<(String, Pin)> = entries
        .iter()
        .filter(|e| field(e, "certificateType") == Some("UPLOAD"))
        .filter_map(|e| {
            let certificate = signed_by(e, import.pins)?;
            Some((certificate.country.clone()?, certificate.into()))
        })
        .collect();
    let checked = entries.iter().filter(of_signer).map(|e| {
        let listed = field(e, "country").and_then(country::normal);
        let is_anchor = field(e, "certificateType") == Some("CSCA");
        let pins: Vec<Pin> = if is_anchor {
            import.pins.to_vec()
        } else {
            let of_country = uploads.iter().filter(|(country, _)| listed.as_ref() == Some(country));
            of_country.map(|(_, pin)| pin.clone()).collect()
        };
        let certificate = signed_by(e, &pins).ok_or(CertificateError::Signature)?;
        match (listed, &certificate.country) {
            (Some(listed), None) if is_anchor => Err(CertificateError::Country {
                listed,
                certified: "nobody".to_owned(),
            }),
            // A document signer without a country belongs to the country that uploaded it.
            _ => entry(e),
        }
    });
    Ok(Parsed::new(checked.collect(), SignatureStatus::Verified))
}
