//! Trusted keys with everything that limits them.

mod curve;
mod public;
mod scheme;
mod usage;

pub(crate) use self::scheme::{Hash, Scheme};
pub(super) use self::{curve::Curve, public::EncodedKey};
pub use self::{public::PublicKey, usage::KeyUsage};
use crate::pass::Format;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, cmp::Reverse, sync::Arc};
use time::OffsetDateTime;

/// One trusted key, with everything that limits it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Key {
    /// Key identifier given by a list or certificate, else empty; [`Key::kid`] always has one.
    pub(super) listed_kid: Vec<u8>,
    /// Issuing country, ISO 3166-1 alpha-2.
    pub country: Option<Arc<str>>,
    /// The key itself.
    pub public: PublicKey,
    /// Purpose that the key is trusted for.
    pub role: Role,
    /// Kinds of pass that it may sign.
    pub usage: KeyUsage,
    /// Trust domain that the list restricts it to (`DCC`, `ICVP`), if any.
    pub domain: Option<Arc<str>>,
    /// First instant of validity, if its certificate or list states one.
    pub not_before: Option<OffsetDateTime>,
    /// Last instant of validity, if its certificate or list states one.
    pub not_after: Option<OffsetDateTime>,
    /// Real issuer, test environment or demo.
    pub environment: Environment,
    /// Name of the issuer, if the list gives one.
    pub name: Option<Arc<str>>,
    /// List that vouches for the key; the newest of several.
    pub source: Arc<str>,
    /// Dates of that list, which tell its age.
    pub dates: ListDates,
}

/// Dates of a list, as far as it states them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListDates {
    /// Time of issue.
    pub issued_at: Option<OffsetDateTime>,
    /// End of the time during which it counts as fresh.
    pub best_before: Option<OffsetDateTime>,
    /// Time after which it is too old.
    pub expires_at: Option<OffsetDateTime>,
}

impl Key {
    /// Key identifier in the form that its passes use. For a document signer: the identifier that the list gives, else
    /// the first 8 bytes of SHA-256 over the certificate. For an issuer of SMART Health Cards: the text of the JWK
    /// thumbprint (RFC 7638). For a country signing certificate: its subject key identifier.
    #[must_use]
    pub fn kid(&self) -> Cow<'_, [u8]> {
        if self.listed_kid.is_empty() && matches!(self.role, Role::CardIssuer(_)) {
            return Cow::Owned(self.public.thumbprint().unwrap_or_default().into_bytes());
        }
        Cow::Borrowed(&self.listed_kid)
    }

    /// True for the same public key under the same identifier and for the same purpose. A key that is not carried along
    /// cannot be compared and must also have the same limits.
    pub(super) fn is_same_key(&self, other: &Self) -> bool {
        if !self.public.is_carried() {
            return self.same_as(other);
        }
        self.public == other.public
            && self.role == other.role
            && (self.listed_kid == other.listed_kid || self.kid() == other.kid())
    }

    /// Limits the key by another list's entry for it. It must be valid by both, may sign what both allow, and is real
    /// only if both say so. The newest list vouches, so that the order of the lists does not matter. Domains stay as
    /// they are.
    pub(super) fn limit_by(&mut self, other: &Self) {
        self.usage = self.usage.and(other.usage);
        self.not_before = self.not_before.max(other.not_before);
        self.not_after = least(self.not_after, other.not_after);
        self.environment = self.environment.max(other.environment);
        // If lists give different names, the first in alphabetical order counts.
        self.country = least(self.country.take(), other.country.clone());
        self.name = least(self.name.take(), other.name.clone());
        if (other.dates, Reverse(&other.source)) > (self.dates, Reverse(&self.source)) {
            self.dates = other.dates;
            self.source = Arc::clone(&other.source);
        }
    }

    /// True for the same key with the same limits, whatever its list and name.
    fn same_as(&self, other: &Self) -> bool {
        let Self {
            listed_kid,
            country,
            public,
            role,
            usage,
            domain,
            not_before,
            not_after,
            environment,
            name: _,
            source: _,
            dates: _,
        } = self;
        (listed_kid, country, public, role, usage)
            == (
                &other.listed_kid,
                &other.country,
                &other.public,
                &other.role,
                &other.usage,
            )
            && (domain, not_before, not_after, environment)
                == (&other.domain, &other.not_before, &other.not_after, &other.environment)
    }

    /// True for an anchor of VDS-NC signers, whose certificates come with their seals: an anchor of that domain, or of
    /// none.
    #[must_use]
    pub(super) fn vouches_for_seals(&self) -> bool {
        self.role == Role::Anchor && self.vouches_for(Format::VDS_NC)
    }

    /// True for a key of the format's trust domain, or of none.
    pub(crate) fn vouches_for(&self, format: Format) -> bool {
        self.domain.as_deref().is_none_or(|domain| {
            // WHO's lists have two names for one domain.
            let domain = if domain.eq_ignore_ascii_case("DDCC") {
                "DCC"
            } else {
                domain
            };
            domain.eq_ignore_ascii_case(format.domain())
        })
    }

    /// Trust domain of a key that vouches for no format here: one of WHO's network beside those of passes.
    pub(crate) fn foreign_domain(&self) -> Option<&Arc<str>> {
        let known = Format::ALL.iter().any(|format| self.vouches_for(*format));
        self.domain.as_ref().filter(|_| !known)
    }

    /// True if the time lies within the key's own validity, both ends included.
    #[must_use]
    pub fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        self.not_before.is_none_or(|from| at >= from) && self.not_after.is_none_or(|until| at <= until)
    }
}

/// Smaller of two values, or the only one given.
pub(super) fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Purpose that a key is trusted for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Signs HCERT passes: a Document Signer Certificate (DSC), looked up by its key identifier.
    DocumentSigner,
    /// Signs SMART Health Cards of this issuer (`iss`) and of no other.
    CardIssuer(Arc<str>),
    /// Signs the certificates of other keys (CSCA, SCA), never a pass.
    Anchor,
    /// Signs VDS-NC seals; pinned by itself, without a chain.
    SealSigner,
}

/// Environment of a key. A pass signed outside production is never shown as real. If lists disagree about a key, the
/// variant further down counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// A real issuer.
    #[default]
    Production,
    /// A test environment of a trust network.
    Test,
    /// Made by `greengate issue`.
    Demo,
}
