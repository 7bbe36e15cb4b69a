use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Declares the formats of published lists, each with its name on the command line and in bundles.
macro_rules! list_formats {
    ($($(#[doc = $doc:literal])* $format:ident = $name:literal,)*) => {
        /// Supported formats of published lists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum ListFormat {
            $($(#[doc = $doc])* #[serde(rename = $name)] $format,)*
        }

        impl ListFormat {
            /// All of them.
            pub const ALL: [Self; [$(Self::$format),*].len()] = [$(Self::$format),*];

            /// Name on the command line and in bundles.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$format => $name,)*
                }
            }
        }
    };
}

list_formats! {
    /// Germany: base64 of a raw ES256 signature, a line break, JSON (covpass-android).
    DeDsc = "de-dsc",
    /// EU gateway: JSON array of certificates, each signed in CMS (dgc-gateway).
    EuGateway = "eu-gateway",
    /// Sweden: JWS with keys by country (DIGGSweden/dgc-trust).
    SeJwt = "se-jwt",
    /// Austria: CBOR, signed by a detached COSE_Sign1 (hcert-kotlin, version 2).
    AtCbor = "at-cbor",
    /// The Netherlands: JSON in CMS (nl-covid19-coronacheck-hcert).
    NlKeys = "nl-keys",
    /// Switzerland: JWS of keys, and JWS of the identifiers in use (CovidCertificate-SDK).
    ChJws = "ch-jws",
    /// Italy: certificates by key identifier (it-dgc-verificac19-sdk).
    ItMap = "it-map",
    /// France: certificates by key identifier, base64 twice (TousAntiCovid Verif).
    FrTacv = "fr-tacv",
    /// WHO GDHCN: DID document (smart-trust).
    GdhcnDid = "gdhcn-did",
    /// VCI directory of issuers of SMART Health Cards, signed beside it.
    ShcDirectory = "shc-directory",
    /// Keys of one issuer of SMART Health Cards (RFC 7517).
    Jwks = "jwks",
    /// X.509 certificates, PEM or DER.
    Pem = "pem",
    /// Greengate's neutral form.
    Json = "json",
    /// Greengate's compact bundle.
    Bundle = "bundle",
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
