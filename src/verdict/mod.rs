//! The answer: three questions kept apart — is the pass genuine, is it current, is it
//! accepted there? — and one report that the page, the command line and programs share.

mod report;

pub use report::{Holder, Issuer, Reason, Report, Source, Status};

use crate::{
    pass::{self, Pass},
    rules::Entry,
    trust::{Key, RevocationList, TrustList},
};
use base64ct::{Base64, Encoding};
use time::OffsetDateTime;

/// What a pass is judged against. The caller gives the time: nothing here reads a clock.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The keys that are trusted.
    pub trust: &'a TrustList,
    /// Revoked passes, where a list is at hand.
    pub revoked: Option<&'a RevocationList>,
    /// The time of the check.
    pub at: OffsetDateTime,
    /// Destination, where one is chosen.
    pub country: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// Trust list and time, nothing else.
    #[must_use]
    pub const fn new(trust: &'a TrustList, at: OffsetDateTime) -> Self {
        Self {
            trust,
            revoked: None,
            at,
            country: None,
        }
    }
}

/// Why a pass is not valid; the checks run in the order of the contract.
enum Fault {
    Pass(pass::Error),
    UnknownIssuer,
    BadSignature,
    WrongKeyUsage,
    Revoked,
    NotYetValid(OffsetDateTime),
    Expired(OffsetDateTime),
    CertificateNotValid {
        not_before: Option<OffsetDateTime>,
        not_after: Option<OffsetDateTime>,
    },
}

/// Judges a pass text.
#[must_use]
pub fn judge(text: &str, context: &Context) -> Report {
    let pass = match pass::read(text) {
        Ok(pass) => pass,
        Err(error) => return Report::refused(&Fault::Pass(error)),
    };
    let mut report = Report::of(&pass);
    let key = match vouching_key(&pass, context.trust) {
        Ok(key) => key,
        Err(fault) => return report.with_fault(&fault),
    };
    report.vouched_by(key);
    if let Err(fault) = genuine(&pass, key, context) {
        return report.with_fault(&fault);
    }
    report.authentic = true;
    report.entry = context.country.map(Entry::no_rules_known);
    if let Err(fault) = pass
        .content
        .check()
        .map_err(Fault::Pass)
        .and_then(|()| current(&pass, key, context.at))
    {
        return report.with_fault(&fault);
    }
    report.status = Status::Valid;
    report
}

/// Judges the scanned texts of one card. Only chunked formats have several.
#[must_use]
pub fn judge_all(texts: &[&str], context: &Context) -> Report {
    match texts {
        [text] => judge(text, context),
        _ => Report::refused(&Fault::Pass(pass::Error::NotAPass)),
    }
}

/// The trusted key whose signature this is. Several may share a key identifier: each is
/// tried, and one that may sign this kind of pass is preferred.
fn vouching_key<'a>(pass: &Pass, trust: &'a TrustList) -> Result<&'a Key, Fault> {
    let candidates = trust.find(&pass.signed.kid);
    if candidates.is_empty() {
        return Err(Fault::UnknownIssuer);
    }
    let mut verifying = candidates
        .iter()
        .filter(|key| key.public.verifies(&pass.signed))
        .peekable();
    let first = verifying.peek().copied().ok_or(Fault::BadSignature)?;
    Ok(verifying.find(|key| may_sign(key, pass)).unwrap_or(first))
}

/// The key's domain and extended key usage cover everything the pass says.
fn may_sign(key: &Key, pass: &Pass) -> bool {
    let domain = match pass.format {
        pass::Format::Dcc => "DCC",
    };
    key.domain.as_deref().is_none_or(|d| d.eq_ignore_ascii_case(domain))
        && pass.content.kinds.iter().all(|kind| key.usage.allows(*kind))
}

fn genuine(pass: &Pass, key: &Key, context: &Context) -> Result<(), Fault> {
    if !may_sign(key, pass) {
        return Err(Fault::WrongKeyUsage);
    }
    if context.revoked.is_some_and(|list| list.contains(pass)) {
        return Err(Fault::Revoked);
    }
    Ok(())
}

/// Both ends of every period belong to it (hcert-spec: refused *after* `exp`).
fn current(pass: &Pass, key: &Key, at: OffsetDateTime) -> Result<(), Fault> {
    let claims = &pass.claims;
    if let Some(from) = claims.issued_at.max(claims.not_before).filter(|from| at < *from) {
        return Err(Fault::NotYetValid(from));
    }
    if let Some(until) = claims.expires_at.filter(|until| at > *until) {
        return Err(Fault::Expired(until));
    }
    if !key.is_valid_at(at) {
        return Err(Fault::CertificateNotValid {
            not_before: key.not_before,
            not_after: key.not_after,
        });
    }
    Ok(())
}

impl Fault {
    fn reason(&self) -> Reason {
        use pass::Error as E;
        match self {
            Self::Pass(E::NotAPass | E::UnknownGeneration { .. }) => Reason::NotAPass,
            Self::Pass(E::Base45) => Reason::Encoding,
            Self::Pass(E::Compression(_)) => Reason::Compression,
            Self::Pass(E::TextTooLong { .. } | E::InflatedTooLong { .. } | E::TooDeep) => Reason::TooLarge,
            Self::Pass(E::Malformed(_)) => Reason::Malformed,
            Self::Pass(E::UnsupportedAlgorithm(_)) => Reason::UnsupportedAlgorithm,
            Self::Pass(E::Schema { .. }) => Reason::BadPayload,
            Self::UnknownIssuer => Reason::UnknownIssuer,
            Self::BadSignature => Reason::BadSignature,
            Self::WrongKeyUsage => Reason::WrongKeyUsage,
            Self::Revoked => Reason::Revoked,
            Self::NotYetValid(_) => Reason::NotYetValid,
            Self::Expired(_) => Reason::Expired,
            Self::CertificateNotValid { .. } => Reason::IssuerCertificateNotValid,
        }
    }

    fn detail(&self) -> String {
        let day = |t: &OffsetDateTime| t.date();
        let end = |t: &Option<OffsetDateTime>| t.map_or_else(|| "(open)".to_owned(), |t| t.date().to_string());
        match self {
            Self::Pass(error) => error.to_string(),
            Self::UnknownIssuer => "no trusted key has this key identifier".to_owned(),
            Self::BadSignature => "the signature is not that of the trusted key".to_owned(),
            Self::WrongKeyUsage => "the key may not sign this kind of pass".to_owned(),
            Self::Revoked => "the pass is on a revocation list".to_owned(),
            Self::NotYetValid(from) => format!("the pass is valid only from {}", day(from)),
            Self::Expired(until) => format!("the pass expired on {}", day(until)),
            Self::CertificateNotValid { not_before, not_after } => {
                format!(
                    "the issuer's certificate is valid from {} to {}",
                    end(not_before),
                    end(not_after)
                )
            }
        }
    }
}

impl Report {
    fn refused(fault: &Fault) -> Self {
        Self::empty().with_fault(fault)
    }

    fn with_fault(mut self, fault: &Fault) -> Self {
        self.status = Status::Invalid;
        self.reason = Some(fault.reason());
        self.detail = Some(fault.detail());
        self
    }

    /// What the pass says of itself.
    fn of(pass: &Pass) -> Self {
        let facts = &pass.content.facts;
        Self {
            format: Some(pass.format),
            kind: match pass.content.kinds[..] {
                [kind] => Some(kind),
                _ => None,
            },
            holder: Some(Holder {
                name: facts.name.clone(),
                standard_name: facts.standard_name.clone(),
                birth_date: facts.birth_date.clone(),
            }),
            issuer: Some(Issuer {
                country: pass.claims.issuer.clone(),
                name: facts.issuer_name.clone(),
                kid: Some(Base64::encode_string(&pass.signed.kid)),
            }),
            issued_at: pass.claims.issued_at,
            expires_at: pass.claims.expires_at,
            payload: Some(pass.content.json.clone()),
            ..Self::empty()
        }
    }

    /// The country of the trusted key replaces what the pass says of itself.
    fn vouched_by(&mut self, key: &Key) {
        if let (Some(issuer), Some(country)) = (&mut self.issuer, &key.country) {
            issuer.country = Some(country.to_string());
        }
        self.source = Some(Source {
            name: key.source.to_string(),
            environment: key.environment,
            not_before: key.not_before,
            not_after: key.not_after,
        });
    }
}
