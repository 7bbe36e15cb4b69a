//! The trusted signer of a pass: by its key identifier, its issuer, or the certificate that it carries.

use super::Rejection;
use crate::{
    pass::{self, KeyReference, Pass},
    trust::{Certificate, CertificateError, Checker, Environment, Key, ListDates, PublicKey, TrustList},
};
use std::sync::Arc;
use time::OffsetDateTime;

/// The trusted signer of a pass.
pub(super) struct ResolvedSigner {
    pub country: Option<Arc<str>>,
    pub name: Option<Arc<str>>,
    /// List that names the key or its authority.
    pub source: Arc<str>,
    pub dates: ListDates,
    pub environment: Environment,
    /// True if the key may sign passes of this kind.
    pub may_sign: bool,
    /// Trust domain of a key that could sign this kind of pass, but vouches for no format here.
    pub foreign_domain: Option<Arc<str>>,
    /// Validity of the key, and of every authority above it.
    periods: Vec<Period>,
}

/// First and last instant; `None` for an open end.
pub(super) type Period = (Option<OffsetDateTime>, Option<OffsetDateTime>);

/// A search for the trusted signer of a pass.
pub(super) struct SignerSearch<'a> {
    pass: &'a Pass,
    trust: &'a TrustList,
    checker: &'a Checker<'a>,
}

impl<'a> SignerSearch<'a> {
    pub(super) const fn new(pass: &'a Pass, trust: &'a TrustList, checker: &'a Checker<'a>) -> Self {
        Self { pass, trust, checker }
    }

    /// Finds the trusted key that made the signature.
    pub(super) fn resolve(&self) -> Result<ResolvedSigner, Rejection> {
        match &self.pass.signed.key {
            KeyReference::Kid(kid) => self.among(self.trust.find(kid).iter()),
            KeyReference::Issuer { issuer, kid } => {
                let keys = self.trust.card_issuer(issuer).iter();
                self.among(keys.filter(|key| *key.kid() == *kid.as_bytes()))
            }
            KeyReference::Certificate {
                der,
                country,
                document_type,
            } => self.by_chain(der, country.as_deref(), document_type),
        }
    }

    /// Tries all keys that share a key identifier. It prefers a key that may sign this kind of pass, and a real
    /// issuer's to a test issuer's.
    fn among(&self, candidates: impl Iterator<Item = &'a Key>) -> Result<ResolvedSigner, Rejection> {
        let pass = self.pass;
        let mut candidates = candidates.peekable();
        if candidates.peek().is_none() {
            return Err(Rejection::UnknownIssuer);
        }
        // An unsupported key may have made the signature.
        let (candidates, unread): (Vec<&Key>, Vec<&Key>) = candidates.partition(|key| key.public.is_carried());
        let named = pass.claims.issuer.as_deref();
        let rank = |key: &&Key| {
            (
                !may_sign(key, pass),
                foreign_domain(key, pass).is_none(),
                key.environment,
                key.country.as_deref() != named,
                key.domain.clone(),
                Arc::clone(&key.source),
            )
        };
        let best = candidates
            .into_iter()
            .filter(|key| self.made_by(&key.public))
            .min_by_key(rank);
        let key = best.ok_or(if unread.is_empty() {
            Rejection::BadSignature
        } else {
            Rejection::UnreadKey
        })?;
        Ok(ResolvedSigner {
            country: key.country.clone(),
            name: key.name.clone(),
            source: Arc::clone(&key.source),
            dates: key.dates,
            environment: key.environment,
            may_sign: may_sign(key, pass),
            foreign_domain: foreign_domain(key, pass).cloned(),
            periods: vec![(key.not_before, key.not_after)],
        })
    }

    /// Checks a pass that carries its signer's certificate: it is pinned itself, or an anchor of the same country
    /// signed it.
    fn by_chain(&self, der: &[u8], country: Option<&str>, document_type: &str) -> Result<ResolvedSigner, Rejection> {
        let (pass, trust) = (self.pass, self.trust);
        let signer = self.checker.certificate(der).map_err(|error| match error {
            error if error.is_unread_key() => Rejection::UnreadKey,
            CertificateError::TooLarge => Rejection::Pass(pass::Error::TextTooLong {
                bytes: der.len(),
                limit: crate::limits::MAX_CERTIFICATE,
            }),
            _ => Rejection::Pass(pass::Error::Malformed(
                "the certificate in the pass is not readable X.509",
            )),
        })?;
        let usable = |key: &&Key| key.vouches_for(pass.format);
        // The identifier is short, so compare the key itself.
        let pinned = trust.seal_signers(&signer).iter();
        let pinned = pinned.filter(usable).filter(|key| key.public == signer.public);
        let pinned = pinned.min_by_key(|key| key.environment);
        let anchor = || {
            let named = trust.anchors(signer.authority_key.as_deref().unwrap_or_default());
            // An anchor without an identifier may also have signed it.
            let candidates = named.iter().chain(trust.anchors(&[]));
            candidates
                .filter(usable)
                .filter(|key| key.country.as_deref() == signer.country.as_deref())
                .filter(|key| self.checker.has_signed(&key.public, &signer))
                .collect::<Vec<_>>()
        };
        // The same anchor may be listed with and without its identifier: all limits apply.
        let authorities = pinned.map_or_else(anchor, |key| vec![key]);
        let key = authorities.iter().max_by_key(|key| key.environment);
        let key = *key.ok_or(Rejection::UnknownIssuer)?;
        if !self.made_by(&signer.public) {
            return Err(Rejection::BadSignature);
        }
        let mut periods = vec![(Some(signer.not_before), Some(signer.not_after))];
        periods.extend(authorities.iter().map(|key| (key.not_before, key.not_after)));
        Ok(ResolvedSigner {
            country: key.country.clone(),
            name: signer.common_name.as_deref().map(Arc::from),
            source: Arc::clone(&key.source),
            dates: key.dates,
            environment: key.environment,
            may_sign: may_seal(&signer, country, document_type),
            foreign_domain: None,
            periods,
        })
    }

    /// True if the key made the pass's signature.
    fn made_by(&self, key: &PublicKey) -> bool {
        self.checker.verifies(key, &self.pass.signed)
    }
}

impl ResolvedSigner {
    /// True if the key and every authority above it is valid at this time.
    pub(super) fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        let holds =
            |(from, until): &Period| from.is_none_or(|from| at >= from) && until.is_none_or(|until| at <= until);
        self.periods.iter().all(holds)
    }

    /// Time during which all of them are valid.
    pub(super) fn period(&self) -> Period {
        let from = self.periods.iter().filter_map(|(from, _)| *from).max();
        let until = self.periods.iter().filter_map(|(_, until)| *until).min();
        (from, until)
    }
}

/// True if the key's domain and extended key usage cover the whole pass.
fn may_sign(key: &Key, pass: &Pass) -> bool {
    key.vouches_for(pass.format) && usage_allows(key, pass)
}

fn usage_allows(key: &Key, pass: &Pass) -> bool {
    pass.content.kinds.iter().all(|kind| key.usage.allows(*kind))
}

/// Trust domain of the key, if nothing but a domain for other purposes keeps it from signing the pass.
fn foreign_domain<'a>(key: &'a Key, pass: &Pass) -> Option<&'a Arc<str>> {
    key.foreign_domain().filter(|_| usage_allows(key, pass))
}

/// True if the signer of a seal belongs to the country that the seal names, and its certificate allows seals, and seals
/// of this kind, if it restricts them.
fn may_seal(signer: &Certificate, country: Option<&str>, document_type: &str) -> bool {
    /// Extended key usage of VDS-NC signers (ICAO).
    const SEALS: &str = "2.23.136.1.1.14.2";
    let of_country = signer.country.as_deref() == country;
    let by_usage = |usages: &Vec<_>| usages.is_empty() || usages.iter().any(|oid| ToString::to_string(oid) == SEALS);
    let by_type = |types: &Vec<String>| types.iter().any(|t| t == document_type);
    of_country && signer.usages.as_ref().is_none_or(by_usage) && signer.document_types.as_ref().is_none_or(by_type)
}
