//! `eu-gateway`: a JSON array of certificates as the EU gateway gives them out, each signed in
//! CMS: upload certificates by the gateway's trust anchor, which is what is pinned, document
//! signers by an upload certificate of their own country (eu-digital-green-certificates/dgc-gateway).
//! Only the certificate is signed, not what stands beside it: country and key identifier have to be
//! the certificate's own.

use super::{CertificateError, Error, File, Import, Listed, Material, Parsed, decoded, field, json, only, text, wrong};
use crate::{
    country, encoding,
    trust::{Pin, Role, SignatureStatus, certificate::Certificate, cms},
};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// One certificate with what the gateway says of it; also the entry of `de-dsc`.
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
            // Keys of the gateway's own connections have no part in judging passes.
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
    // Upload certificates serve for checking only, they are no keys of the list.
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
    // The country beside a certificate is not signed: only what the certificate says counts.
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
            // A document signer that names none is of the country that uploaded it.
            _ => entry(e),
        }
    });
    Ok(Parsed::new(checked.collect(), SignatureStatus::Verified))
}
