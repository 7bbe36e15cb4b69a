//! `pem`: X.509 certificates (RFC 7468), one or many, or a single one in DER.

use super::{Error, File, Listed, Material, Parsed, text, wrong};
use crate::{
    encoding::ber,
    trust::{SignatureStatus, pin},
};

/// True for a SEQUENCE that begins with a SEQUENCE that begins with one more element: a certificate, and no signature,
/// key or text.
pub(super) fn is_certificate(bytes: &[u8]) -> bool {
    let inner = || {
        let (outer, rest) = ber::split(bytes)?;
        let (tbs, _) = ber::split(outer.content)?;
        Some(rest.is_empty() && outer.tag == ber::SEQUENCE && tbs.tag == ber::SEQUENCE && tbs.content.len() > 64)
    };
    bytes.first() == Some(&ber::SEQUENCE) && inner() == Some(true)
}

pub(super) fn read(files: &[File]) -> Result<Parsed, Error> {
    let mut entries = Vec::new();
    for file in files {
        if is_certificate(file.bytes) {
            entries.push(Ok(Listed::new(Material::Certificate(file.bytes.to_vec()))));
            continue;
        }
        let blocks = pin::pem(text(file.bytes)?);
        let certificates = blocks.into_iter().filter(|(label, _)| *label == "CERTIFICATE");
        entries.extend(certificates.map(|(_, der)| Ok(Listed::new(Material::Certificate(der?)))));
    }
    if entries.is_empty() {
        return Err(wrong("it holds no certificate"));
    }
    Ok(Parsed::new(entries, SignatureStatus::None))
}
