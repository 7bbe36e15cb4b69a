use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Declares the formats of revocation lists, each with its name on the command line and in packs.
macro_rules! revocation_formats {
    ($($(#[doc = $doc:literal])* $format:ident = $name:literal,)*) => {
        /// Supported formats of revocation lists.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum RevocationFormat {
            $($(#[doc = $doc])* #[serde(rename = $name)] $format,)*
        }

        impl RevocationFormat {
            /// All of them.
            pub const ALL: [Self; [$(Self::$format),*].len()] = [$(Self::$format),*];

            /// Name on the command line and in packs.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$format => $name,)*
                }
            }
        }
    };
}

revocation_formats! {
    /// EU gateway: batches of hashes as JSON, alone or in CMS (dgc-gateway).
    EuBatch = "eu-batch",
    /// EU distribution service: lists, partitions and slices (dgca-revocation-distribution-service).
    EuSlices = "eu-slices",
    /// Germany: `kid.lst`, `index.lst`, `chunk.lst`, each a COSE_Sign1 (covpass-android).
    DeLst = "de-lst",
    /// Italy: SHA-256 of identifiers, whole or as a change (it-dgc-verificac19-sdk-android).
    ItDrl = "it-drl",
    /// The Netherlands: `proofIdentifierDenylist` of the verifiers' configuration (nl-covid19-coronacheck).
    NlDenylist = "nl-denylist",
    /// Switzerland: JWS of identifiers (CovidCertificate-SDK).
    ChUvci = "ch-uvci",
    /// SMART Health Cards: the revoked identifiers of one key (specification, revocation).
    ShcRids = "shc-rids",
    /// Certificates that an authority revoked (RFC 5280), for the signers of VDS-NC seals.
    Crl = "crl",
    /// An operator's own list: passes, identifiers or hashes, one a line.
    Denylist = "denylist",
    /// Greengate's signed pack.
    Pack = "pack",
}

impl fmt::Display for RevocationFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no format of revocation lists has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a format; there are {}", RevocationFormat::ALL.map(RevocationFormat::name).join(", "))]
#[non_exhaustive]
pub struct UnknownRevocationFormat;

impl FromStr for RevocationFormat {
    type Err = UnknownRevocationFormat;

    fn from_str(name: &str) -> Result<Self, UnknownRevocationFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or(UnknownRevocationFormat)
    }
}
