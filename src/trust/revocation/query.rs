use crate::pass::{Algorithm, Identifier, KeyReference, Pass};
use serde::{Deserialize, Serialize};

/// What revocation lists may know a pass by. It travels to the build that has the lists.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RevocationQuery {
    /// Country of the key that signed the pass, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Issuer that the pass names: a country, or the address of an issuer of SMART Health Cards.
    pub issuer: Option<String>,
    /// What `key` is.
    pub key_kind: KeyKind,
    /// Reference to the signer's key.
    pub key: Vec<u8>,
    /// True if the signature is `r‖s`.
    pub is_ecdsa: bool,
    /// Signature in the pass.
    pub signature: Vec<u8>,
    /// Identifiers of the entries, each with the country beside it.
    pub identifiers: Vec<(String, Option<String>)>,
    /// Time of issue, in nanoseconds since 1970.
    pub issued_at: Option<i64>,
}

/// Kind of a reference to a key.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum KeyKind {
    /// Key identifier of a document signer.
    Kid,
    /// Thumbprint of a key of an issuer of SMART Health Cards.
    Card,
    /// Certificate of the signer, in DER.
    Certificate,
}

impl RevocationQuery {
    /// Question about a pass that a key of this country signed.
    pub(crate) fn of(pass: &Pass, country: Option<&str>) -> Self {
        let (key_kind, key, address) = match &pass.signed.key {
            KeyReference::Kid(kid) => (KeyKind::Kid, kid.as_slice(), None),
            KeyReference::Issuer { issuer, kid } => (KeyKind::Card, kid.as_bytes(), Some(issuer)),
            KeyReference::Certificate { der, .. } => (KeyKind::Certificate, der.as_slice(), None),
        };
        let identifiers = pass.content.identifiers.iter().map(|identifier| match identifier {
            Identifier::Uvci { uvci, country } => (uvci.clone(), country.clone()),
            Identifier::Rid(rid) => (rid.clone(), None),
        });
        let nanoseconds = |at: time::OffsetDateTime| i64::try_from(at.unix_timestamp_nanos()).ok();
        Self {
            country: country.map(str::to_owned),
            issuer: address.or(pass.claims.issuer.as_ref()).cloned(),
            key_kind,
            key: key.to_vec(),
            is_ecdsa: !matches!(pass.signed.algorithm, Algorithm::Ps256),
            signature: pass.signed.signature.clone(),
            identifiers: identifiers.collect(),
            issued_at: pass.claims.issued_at.and_then(nanoseconds),
        }
    }
}
