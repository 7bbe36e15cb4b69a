use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Supported formats of published lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ListFormat {
    /// Germany: base64 of a raw ES256 signature, a line break, JSON (covpass-android).
    DeDsc,
    /// EU gateway: JSON array of certificates, each signed in CMS (dgc-gateway).
    EuGateway,
    /// Sweden: JWS with keys by country (DIGGSweden/dgc-trust).
    SeJwt,
    /// Austria: CBOR, signed by a detached COSE_Sign1 (hcert-kotlin, version 2).
    AtCbor,
    /// The Netherlands: JSON in CMS (nl-covid19-coronacheck-hcert).
    NlKeys,
    /// Switzerland: JWS of keys, and JWS of the identifiers in use (CovidCertificate-SDK).
    ChJws,
    /// Italy: certificates by key identifier (it-dgc-verificac19-sdk).
    ItMap,
    /// France: certificates by key identifier, base64 twice (TousAntiCovid Verif).
    FrTacv,
    /// WHO GDHCN: DID document (smart-trust).
    GdhcnDid,
    /// VCI directory of issuers of SMART Health Cards, signed beside it.
    ShcDirectory,
    /// Keys of one issuer of SMART Health Cards (RFC 7517).
    Jwks,
    /// X.509 certificates, PEM or DER.
    Pem,
    /// Greengate's neutral form.
    Json,
    /// Greengate's compact bundle.
    Bundle,
}

impl ListFormat {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::DeDsc,
        Self::EuGateway,
        Self::SeJwt,
        Self::AtCbor,
        Self::NlKeys,
        Self::ChJws,
        Self::ItMap,
        Self::FrTacv,
        Self::GdhcnDid,
        Self::ShcDirectory,
        Self::Jwks,
        Self::Pem,
        Self::Json,
        Self::Bundle,
    ];

    /// Name on the command line and in bundles.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DeDsc => "de-dsc",
            Self::EuGateway => "eu-gateway",
            Self::SeJwt => "se-jwt",
            Self::AtCbor => "at-cbor",
            Self::NlKeys => "nl-keys",
            Self::ChJws => "ch-jws",
            Self::ItMap => "it-map",
            Self::FrTacv => "fr-tacv",
            Self::GdhcnDid => "gdhcn-did",
            Self::ShcDirectory => "shc-directory",
            Self::Jwks => "jwks",
            Self::Pem => "pem",
            Self::Json => "json",
            Self::Bundle => "bundle",
        }
    }
}

impl fmt::Display for ListFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no format of lists has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a format; there are {}", ListFormat::ALL.map(ListFormat::name).join(", "))]
#[non_exhaustive]
pub struct UnknownListFormat;

impl FromStr for ListFormat {
    type Err = UnknownListFormat;

    fn from_str(name: &str) -> Result<Self, UnknownListFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or(UnknownListFormat)
    }
}
