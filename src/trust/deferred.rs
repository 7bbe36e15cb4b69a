//! Checks that passes rarely need: signatures of keys that are not on P-256, certificates, and revocation lists.
//!
//! Only a build with the feature `lists` makes them. The page's worker, which every phone loads at its first visit, is
//! built without it. There, a judgement notes such checks in [`DeferredChecks`] and lists them in its report
//! ([`pending`](crate::verdict::Report::pending)). Another module [runs](DeferredCheck::run) each check, its
//! [`CheckResult`] is [stored](DeferredChecks::resolve), and the judgement is made again.

use super::{
    Certificate, CertificateError, PublicKey, Revocation, RevocationQuery, RevocationState,
    key::{EncodedKey, Scheme},
};
use crate::pass::Signed;
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, fmt};

/// A check for a build with the feature `lists`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeferredCheck(Check);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Check {
    /// Check that the key made the signature.
    Signature {
        key: EncodedKey,
        scheme: Scheme,
        message: Vec<u8>,
        signature: Vec<u8>,
    },
    /// Read the certificate of this DER encoding.
    Certificate(Vec<u8>),
    /// Ask the revocation lists.
    Revocation(Box<RevocationQuery>),
}

/// The result of a [`DeferredCheck`].
#[derive(Clone, Serialize, Deserialize)]
pub struct CheckResult(Outcome);

#[derive(Clone, Serialize, Deserialize)]
enum Outcome {
    Signature(bool),
    Certificate(Result<Box<Certificate>, CertificateFault>),
    Revocation(Revocation),
}

/// Reason for not reading a certificate, as far as a verdict depends on it.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum CertificateFault {
    TooLarge,
    UnreadKey,
    Broken,
}

#[cfg(feature = "lists")]
impl From<CertificateError> for CertificateFault {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::TooLarge => Self::TooLarge,
            error if error.is_unread_key() => Self::UnreadKey,
            _ => Self::Broken,
        }
    }
}

impl From<CertificateFault> for CertificateError {
    fn from(fault: CertificateFault) -> Self {
        match fault {
            CertificateFault::TooLarge => Self::TooLarge,
            CertificateFault::UnreadKey => Self::UnsupportedKey,
            CertificateFault::Broken => Self::Der,
        }
    }
}

impl Check {
    const fn kind(&self) -> PendingCheck {
        match self {
            Self::Signature { .. } => PendingCheck::Signature,
            Self::Certificate(_) => PendingCheck::Certificate,
            Self::Revocation(_) => PendingCheck::Revocation,
        }
    }
}

// Prints no personal data.
impl fmt::Debug for DeferredCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind().fmt(f)
    }
}

impl fmt::Debug for CheckResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckResult")
    }
}

impl DeferredCheck {
    /// The result if the build that has the lists cannot be asked: the part of the list is not here. `None` for a check
    /// that a verdict depends on.
    #[must_use]
    pub const fn without_lists(&self) -> Option<CheckResult> {
        match self.0 {
            Check::Revocation(_) => {
                let answer = Revocation::without_list(RevocationState::NotLoaded);
                Some(CheckResult(Outcome::Revocation(answer)))
            }
            _ => None,
        }
    }
}

#[cfg(feature = "lists")]
impl DeferredCheck {
    /// True if the revocation lists have to be asked.
    #[must_use]
    pub fn asks_revocation_lists(&self) -> bool {
        self.revocation_query().is_some()
    }

    /// The question to the revocation lists, if the check is one.
    pub(crate) fn revocation_query(&self) -> Option<&RevocationQuery> {
        match &self.0 {
            Check::Revocation(query) => Some(query),
            _ => None,
        }
    }

    /// Runs the check; one of revocation without any list.
    #[must_use]
    pub fn run(&self) -> CheckResult {
        self.run_with(|_| Revocation::without_list(RevocationState::NoList))
    }

    /// Runs the check; one of revocation by this answer.
    pub(crate) fn run_with(&self, revocation: impl FnOnce(&RevocationQuery) -> Revocation) -> CheckResult {
        CheckResult(match &self.0 {
            Check::Signature {
                key,
                scheme,
                message,
                signature,
            } => Outcome::Signature(PublicKey::unchecked(key.clone()).verify(*scheme, message, signature)),
            Check::Certificate(der) => {
                Outcome::Certificate(Certificate::read(der).map(Box::new).map_err(CertificateFault::from))
            }
            Check::Revocation(query) => Outcome::Revocation(revocation(query)),
        })
    }
}

/// A kind of check that a build without the feature `lists` cannot make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PendingCheck {
    /// A signature by a key that is not on P-256.
    Signature,
    /// The content of a certificate.
    Certificate,
    /// The answer of the revocation lists.
    Revocation,
}

/// Checks that judgements have left to another build, and their results.
#[derive(Default)]
pub struct DeferredChecks(RefCell<Ledger>);

#[derive(Default)]
struct Ledger {
    pending: Vec<DeferredCheck>,
    resolved: Vec<Resolved>,
}

struct Resolved {
    check: DeferredCheck,
    result: CheckResult,
    /// True if a judgement has used the result since [`DeferredChecks::take_pending`].
    used: bool,
}

impl fmt::Debug for DeferredChecks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ledger = self.0.borrow();
        write!(
            f,
            "{} pending, {} resolved",
            ledger.pending.len(),
            ledger.resolved.len()
        )
    }
}

impl DeferredChecks {
    /// Takes the checks that judgements since the last call still need. If there are any, the reports of these
    /// judgements are provisional. If there are none, results that no judgement used are dropped, so that nothing is
    /// remembered of a pass that is no longer on screen.
    #[must_use]
    pub fn take_pending(&self) -> Vec<DeferredCheck> {
        let mut ledger = self.0.borrow_mut();
        if ledger.pending.is_empty() {
            ledger
                .resolved
                .retain_mut(|resolved| std::mem::take(&mut resolved.used));
        }
        std::mem::take(&mut ledger.pending)
    }

    /// Stores a result for the next judgement.
    pub fn resolve(&self, check: DeferredCheck, result: CheckResult) {
        self.0.borrow_mut().resolved.push(Resolved {
            check,
            result,
            used: true,
        });
    }

    /// Result of a check; notes the check as pending if there is none.
    fn result(&self, check: Check) -> Option<Outcome> {
        let check = DeferredCheck(check);
        let mut ledger = self.0.borrow_mut();
        if let Some(resolved) = ledger.resolved.iter_mut().find(|resolved| resolved.check == check) {
            resolved.used = true;
            return Some(resolved.result.0.clone());
        }
        if !ledger.pending.contains(&check) {
            ledger.pending.push(check);
        }
        None
    }
}

/// Makes the checks of one judgement. With [`DeferredChecks`], it only checks signatures on P-256 itself, even in a
/// build that supports more; without them it makes every check that the build supports.
pub(crate) struct Checker<'a> {
    deferred: Option<&'a DeferredChecks>,
    pending: RefCell<Vec<PendingCheck>>,
}

impl<'a> Checker<'a> {
    pub(crate) const fn new(deferred: Option<&'a DeferredChecks>) -> Self {
        Self {
            deferred,
            pending: RefCell::new(Vec::new()),
        }
    }

    /// True if the key made the signature of a pass; false while that is pending.
    pub(crate) fn verifies(&self, key: &PublicKey, signed: &Signed) -> bool {
        self.is_signed(key, signed.algorithm.into(), &signed.message, &signed.signature)
    }

    /// True if the key signed the certificate; false while that is pending.
    pub(crate) fn has_signed(&self, key: &PublicKey, certificate: &Certificate) -> bool {
        certificate
            .scheme
            .is_some_and(|scheme| self.is_signed(key, scheme, &certificate.signed, &certificate.signature))
    }

    fn is_signed(&self, key: &PublicKey, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        let here = (self.deferred.is_none() || key.is_p256()).then(|| key.verify_here(scheme, message, signature));
        here.flatten().unwrap_or_else(|| {
            let outcome = self.result(|| Check::Signature {
                key: key.form().clone(),
                scheme,
                message: message.to_vec(),
                signature: signature.to_vec(),
            });
            matches!(outcome, Some(Outcome::Signature(true)))
        })
    }

    /// Reads a DER certificate; an error while that is pending.
    pub(crate) fn certificate(&self, der: &[u8]) -> Result<Certificate, CertificateError> {
        let here = self.deferred.is_none().then(|| Certificate::read_here(der));
        here.flatten()
            .unwrap_or_else(|| match self.result(|| Check::Certificate(der.to_vec())) {
                Some(Outcome::Certificate(read)) => {
                    read.map(|certificate| *certificate).map_err(CertificateError::from)
                }
                _ => Err(CertificateError::Der),
            })
    }

    /// Answer of the revocation lists of another build; `None` while it is pending.
    pub(crate) fn revocation(&self, query: RevocationQuery) -> Option<Revocation> {
        match self.result(|| Check::Revocation(Box::new(query)))? {
            Outcome::Revocation(revocation) => Some(revocation),
            _ => None,
        }
    }

    fn result(&self, check: impl FnOnce() -> Check) -> Option<Outcome> {
        let check = check();
        let kind = check.kind();
        let outcome = self.deferred.and_then(|deferred| deferred.result(check));
        if outcome.is_none() && !self.pending.borrow().contains(&kind) {
            self.pending.borrow_mut().push(kind);
        }
        outcome
    }

    /// Checks that are still pending.
    pub(crate) fn into_pending(self) -> Vec<PendingCheck> {
        self.pending.into_inner()
    }
}
