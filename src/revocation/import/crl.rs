//! `crl`: certificates that an authority revoked (X.509, RFC 5280), DER or PEM, for the signers of VDS-NC seals. The
//! authority's key is pinned, or stands in the trust list.

use super::{Import, der};
use crate::{
    revocation::{
        Error, HashKind, Issuer, RevocationFormat, RevocationList,
        digest::hash,
        error::wrong,
        list::{Contents, Scope},
    },
    trust::{CertificateList, File, Key, ListDates, SignatureStatus},
};

pub(super) fn is_list(der: &[u8]) -> bool {
    CertificateList::read(der).is_some()
}

pub(super) fn read(import: &Import, files: &[File]) -> Result<RevocationList, Error> {
    let mut all = RevocationList::default();
    for file in files {
        let list = der(file.bytes).and_then(|der| CertificateList::read(&der));
        let list = list.ok_or_else(|| wrong("it is no list of all certificates that an authority revoked"))?;
        let status = signature(import, &list)?;
        let dates = ListDates {
            issued_at: Some(list.issued_at),
            best_before: None,
            expires_at: list.next_update,
        };
        // Each authority has its own dates. One that is past its end is kept, and said to be old.
        let undated = Import { at: None, ..*import };
        let mut contents = undated.contents(RevocationFormat::Crl, &[*file], dates, status)?;
        add(&mut contents, &list);
        all.extend(contents.finish());
    }
    Ok(all)
}

fn add(contents: &mut Contents, list: &CertificateList) {
    for authority in &list.authorities {
        let scope = Scope {
            issuer: Issuer::Anybody,
            key: Some(authority.clone()),
            kind: HashKind::Serial,
            expires: None,
        };
        // An authority that revoked no signer says so.
        contents.add(scope, list.serials.iter().map(|serial| hash(&[serial])));
    }
}

/// Checks the signature by a pinned key, or else by the authorities of the trust list with the list's key identifier.
fn signature(import: &Import, list: &CertificateList) -> Result<SignatureStatus, Error> {
    let pinned = !import.pins.is_empty();
    if import.pins.iter().any(|pin| list.is_signed_by(pin.public())) {
        return Ok(SignatureStatus::Verified);
    }
    let anchors: Vec<&Key> = match (import.trust, &list.authority_key) {
        (Some(trust), Some(key)) if !pinned => trust.anchors(key).iter().collect(),
        _ => Vec::new(),
    };
    let mut anchors = anchors.into_iter().filter(|key| key.public.is_carried()).peekable();
    let is_known = pinned || anchors.peek().is_some();
    if anchors.any(|key| list.is_signed_by(&key.public)) {
        Ok(SignatureStatus::Verified)
    } else if is_known {
        Err(Error::BadSignature("it was altered, or another authority signed it"))
    } else {
        Ok(SignatureStatus::NotChecked)
    }
}
