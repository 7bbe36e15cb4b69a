//! Verdicts on passes: three separate questions (is the pass genuine, is it current, is it accepted there?) and one
//! report that the page, the command line and programs share.

mod conclusion;
mod party;
mod report;
mod requirement;
mod signer;
mod trip;

pub use conclusion::{Answer, Because, Conclusion, RevocationPolicy};
pub use party::{Member, MemberNeeds, party_needs};
pub use report::{Holder, Issuer, Reason, Report, Source, Status};
pub use requirement::{
    Coverage, JourneyCheck, NeedCheck, PaperCertificate, birth_date, counts_from, latest_vaccination, settle,
    settle_with_paper,
};
pub use trip::{PassAnswer, Plan, Span, Stop, StopAnswer, Traveller, Trip, plan};

use self::signer::{ResolvedSigner, SignerSearch};
#[cfg(feature = "lists")]
use crate::revocation::RevocationList;
use crate::{
    pass::{self, HealthLink, Identifier, KeyReference, Pass, Recognised, dcc},
    rules::{Entry, Outcome, RulePack, Subject},
    trust::{Checker, DeferredChecks, Environment, Revocation, RevocationQuery, RevocationState, TrustList},
};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// Data that a pass is judged with. The caller gives the time: nothing here reads a clock.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Context<'a> {
    /// Trusted keys.
    pub trust: &'a TrustList,
    /// Revoked passes, if there is a list.
    #[cfg(feature = "lists")]
    pub revoked: Option<&'a RevocationList>,
    /// True if the build that makes the deferred checks has revocation lists, and is asked about every pass.
    pub revocation_is_deferred: bool,
    /// Answers about revocation with which a person has to decide.
    pub revocation_policy: RevocationPolicy,
    /// Time of the check.
    pub at: OffsetDateTime,
    /// Tolerance for differences between the clocks of issuers and of the check: a pass issued later than the time of
    /// the check by no more than this is valid. Usually [`CLOCK_TOLERANCE`].
    pub clock_tolerance: Duration,
    /// The journey, if a destination is chosen.
    pub journey: Option<Journey<'a>>,
    /// Entry rules, if there is a pack.
    pub rules: Option<&'a RulePack>,
    /// Store for checks that another build with the feature `lists` makes: all but ECDSA on P-256. Without it the
    /// judgement makes every check that its own build supports, and lists the others in the report.
    pub deferred: Option<&'a DeferredChecks>,
}

/// A journey that the pass is judged for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Journey<'a> {
    /// Destination, ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// Region of the destination, if it has rules of its own.
    pub region: Option<&'a str>,
    /// Country of departure.
    pub from: Option<&'a str>,
    /// Time of entry.
    pub at: OffsetDateTime,
    /// Language of the rules' descriptions, ISO 639-1.
    pub language: &'a str,
}

impl<'a> Journey<'a> {
    /// Journey to a country at a time, with descriptions in English.
    #[must_use]
    pub const fn to(country: &'a str, at: OffsetDateTime) -> Self {
        Self {
            country,
            region: None,
            from: None,
            at,
            language: "en",
        }
    }

    /// The journey with entry into this region.
    #[must_use]
    pub const fn region(self, region: Option<&'a str>) -> Self {
        Self { region, ..self }
    }

    /// The journey with departure from this country.
    #[must_use]
    pub const fn from(self, from: Option<&'a str>) -> Self {
        Self { from, ..self }
    }

    /// The journey with descriptions of the rules in this language, ISO 639-1.
    #[must_use]
    pub const fn language(self, language: &'a str) -> Self {
        Self { language, ..self }
    }
}

impl<'a> Context<'a> {
    /// Context with a trust list and a time only.
    #[must_use]
    pub const fn new(trust: &'a TrustList, at: OffsetDateTime) -> Self {
        Self {
            trust,
            #[cfg(feature = "lists")]
            revoked: None,
            revocation_is_deferred: false,
            revocation_policy: RevocationPolicy::NEVER,
            at,
            clock_tolerance: CLOCK_TOLERANCE,
            journey: None,
            rules: None,
            deferred: None,
        }
    }

    /// The context with another trust list.
    #[must_use]
    pub const fn trust(self, trust: &'a TrustList) -> Self {
        Self { trust, ..self }
    }

    /// The context at another time of the check.
    #[must_use]
    pub const fn at(self, at: OffsetDateTime) -> Self {
        Self { at, ..self }
    }

    /// The context with these revoked passes.
    #[cfg(feature = "lists")]
    #[must_use]
    pub const fn revoked(self, revoked: Option<&'a RevocationList>) -> Self {
        Self { revoked, ..self }
    }

    /// The context in which another build has the revocation lists; see [`DeferredChecks`].
    #[must_use]
    pub const fn revocation_is_deferred(self, revocation_is_deferred: bool) -> Self {
        Self {
            revocation_is_deferred,
            ..self
        }
    }

    /// The context with these answers about revocation for a person to decide.
    #[must_use]
    pub const fn revocation_policy(self, revocation_policy: RevocationPolicy) -> Self {
        Self {
            revocation_policy,
            ..self
        }
    }

    /// The context with another tolerance for the difference of clocks.
    #[must_use]
    pub const fn clock_tolerance(self, clock_tolerance: Duration) -> Self {
        Self {
            clock_tolerance,
            ..self
        }
    }

    /// The context for a journey.
    #[must_use]
    pub const fn journey(self, journey: Option<Journey<'a>>) -> Self {
        Self { journey, ..self }
    }

    /// The context with these entry rules.
    #[must_use]
    pub const fn rules(self, rules: Option<&'a RulePack>) -> Self {
        Self { rules, ..self }
    }

    /// The context that leaves checks to another build.
    #[must_use]
    pub const fn deferred(self, deferred: Option<&'a DeferredChecks>) -> Self {
        Self { deferred, ..self }
    }
}

/// Usual tolerance for the difference of two clocks.
pub const CLOCK_TOLERANCE: Duration = Duration::minutes(5);

/// Reason for a pass not being valid; the checks run in the order of the contract.
enum Rejection {
    Pass(pass::Error),
    UnknownIssuer,
    /// The signer's key is of an unsupported kind: the signature may be right or wrong.
    UnreadKey,
    /// This build cannot make a check, and no other has made it yet.
    Pending,
    /// The signature is right, but the key's trust domain vouches for no pass here.
    ForeignDomain(Arc<str>),
    BadSignature,
    WrongKeyUsage,
    /// A pass made for training, under a key of a real issuer.
    Training,
    Revoked(Revocation),
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
    judge_pass(pass::read(text), context)
}

/// Judges the scanned texts of one card, in any order. Only chunked formats have several texts.
#[must_use]
pub fn judge_all(texts: &[&str], context: &Context) -> Report {
    judge_pass(pass::read_all(texts), context)
}

pub(crate) fn judge_pass(pass: Result<Pass, pass::Error>, context: &Context) -> Report {
    let mut report = answer(pass, context);
    report.conclusion = Conclusion::of(&report, context.at, context.revocation_policy);
    report
}

/// Answers the questions of the contract, one after the other.
fn answer(pass: Result<Pass, pass::Error>, context: &Context) -> Report {
    let pass = match pass {
        Ok(pass) => pass,
        Err(error) => return Report::refused(&Rejection::Pass(error)),
    };
    let mut report = Report::of(&pass);
    let checker = Checker::new(context.deferred);
    let signer = SignerSearch::new(&pass, context.trust, &checker).resolve();
    if let Some(link) = &pass.content.facts.link {
        report.pending = checker.into_pending();
        return report.with_link(link, &signer);
    }
    let signer = match signer {
        Ok(signer) => signer,
        Err(rejection) => {
            report.pending = checker.into_pending();
            // A pending check may be the reason for not finding a signer.
            let rejection = if report.pending.is_empty() {
                rejection
            } else {
                Rejection::Pending
            };
            return report.with_rejection(&rejection);
        }
    };
    report.signed_by(&signer);
    let genuine = genuine(&pass, &signer, context, &checker).map(|revocation| report.revocation = revocation);
    report.pending = checker.into_pending();
    if let Err(rejection) = genuine {
        if let Rejection::Revoked(revocation) = &rejection {
            report.revocation = revocation.clone();
        }
        return report.with_rejection(&rejection);
    }
    report.authentic = true;
    if let Some(rules) = context.rules {
        report.name_by(rules);
    }
    let checked = pass.content.check();
    report.entry = context.journey.map(|journey| match (context.rules, &checked) {
        // Rules expect passes that follow their schema.
        (Some(rules), Ok(())) if pass.format.has_rules() => entry(rules, &pass, &report, &journey),
        _ => Entry::no_rules_known(journey.country),
    });
    if let Err(rejection) = checked
        .map_err(Rejection::Pass)
        .and_then(|()| current(&pass, &signer, context))
    {
        return report.with_rejection(&rejection);
    }
    report.issued_ahead = issued_ahead(&pass, context.at);
    report.status = Status::Valid;
    report
}

/// Decision by the destination's rules. A pass with several entries is judged by each entry alone, and one accepted
/// entry is enough.
fn entry(rules: &RulePack, pass: &Pass, report: &Report, journey: &Journey) -> Entry {
    let whole = subject(pass, report, journey);
    let alone = dcc::single_entries(&pass.content.json);
    let alone = alone.iter().map(|(kind, payload)| {
        rules.decide(&Subject {
            payload,
            kinds: std::slice::from_ref(kind),
            ..whole
        })
    });
    alone
        .min_by_key(|entry| match entry.outcome {
            Outcome::Accepted => 0,
            Outcome::Undecided => 1,
            Outcome::Refused => 2,
        })
        .unwrap_or_else(|| rules.decide(&whole))
}

/// A judged pass and a journey in the form that rules evaluate.
fn subject<'a>(pass: &'a Pass, report: &'a Report, journey: &Journey<'a>) -> Subject<'a> {
    let issuer = report.issuer.as_ref();
    Subject {
        payload: &pass.content.json,
        kinds: report.kind.as_slice(),
        issuer: issuer.and_then(|i| i.country.as_deref()).unwrap_or_default(),
        issued_at: pass.claims.issued_at,
        expires_at: pass.claims.expires_at,
        kid: issuer.and_then(|i| i.kid.as_deref()).unwrap_or_default(),
        country: journey.country,
        region: journey.region,
        from: journey.from,
        clock: journey.at,
        language: journey.language,
    }
}

/// Checks that the pass is genuine: signed by a key that may sign it, and not revoked. Returns what is known of its
/// revocation.
fn genuine(
    pass: &Pass,
    signer: &ResolvedSigner,
    context: &Context,
    checker: &Checker,
) -> Result<Revocation, Rejection> {
    if !signer.may_sign && signer.foreign_domain.is_none() {
        return Err(Rejection::WrongKeyUsage);
    }
    if signer.environment == Environment::Production && pass::is_training(pass) {
        return Err(Rejection::Training);
    }
    let by_list = by_revocation_lists(pass, signer, context, checker).ok_or(Rejection::Pending)?;
    let revocation = by_list.or(by_trust_list(pass, signer, context));
    if revocation.state == RevocationState::Revoked {
        return Err(Rejection::Revoked(revocation));
    }
    match &signer.foreign_domain {
        Some(domain) => Err(Rejection::ForeignDomain(Arc::clone(domain))),
        None => Ok(revocation),
    }
}

/// Answer of the revocation lists, here or in another build; `None` while it is pending.
fn by_revocation_lists(
    pass: &Pass,
    signer: &ResolvedSigner,
    context: &Context,
    checker: &Checker,
) -> Option<Revocation> {
    let country = signer.country.as_deref().or(pass.claims.issuer.as_deref());
    #[cfg(feature = "lists")]
    if let Some(list) = context.revoked {
        return Some(list.check(pass, country, context.at));
    }
    if context.revocation_is_deferred {
        return checker.revocation(RevocationQuery::of(pass, country));
    }
    Some(Revocation::without_list(RevocationState::NoList))
}

/// Answer of the lists of revoked cards that come with the trust list.
fn by_trust_list(pass: &Pass, signer: &ResolvedSigner, context: &Context) -> Revocation {
    let cards = context.trust.revoked_cards();
    let state = match &pass.signed.key {
        KeyReference::Issuer { issuer, kid } if cards.covers(issuer, kid) => match pass.content.identifiers.first() {
            Some(Identifier::Rid(rid)) if cards.contains(issuer, kid, rid, pass.claims.issued_at) => {
                RevocationState::Revoked
            }
            _ => RevocationState::Checked,
        },
        _ => return Revocation::without_list(RevocationState::NoList),
    };
    Revocation::of_list(state, &signer.source, &signer.dates, context.at)
}

/// Time in whole seconds by which the pass was issued after the time of the check; `None` if it was issued before.
fn issued_ahead(pass: &Pass, at: OffsetDateTime) -> Option<u64> {
    let ahead = pass.claims.issued_at? - at;
    ahead.is_positive().then(|| ahead.whole_seconds().unsigned_abs())
}

/// True if the pass has expired. An expiry is the first instant that is too late (RFC 8392 and RFC 7519, `exp`), but
/// for a DCC the last instant that is not: the EU's hcert-spec 1.0.8 refuses a pass after it, and states' test passes
/// are valid in that very second.
fn is_expired(pass: &Pass, end: OffsetDateTime, at: OffsetDateTime) -> bool {
    at > end || (at == end && pass.format != pass::Format::DCC)
}

/// Checks the dates of the pass and of its signer's certificate. The end of a certificate belongs to its validity (RFC
/// 5280), and so does the last day of a statement.
fn current(pass: &Pass, signer: &ResolvedSigner, context: &Context) -> Result<(), Rejection> {
    let (claims, at) = (&pass.claims, context.at);
    let (from, until) = pass.content.holds;
    // Clocks differ: a pass issued just now may lie a little ahead. A later start is intended.
    let issued = claims.issued_at;
    let tolerated = issued.and_then(|issued| issued.checked_sub(context.clock_tolerance));
    let starts = claims.not_before.filter(|start| Some(*start) > issued).max(from);
    if tolerated.is_some_and(|issued| at < issued) || starts.is_some_and(|start| at < start) {
        return Err(Rejection::NotYetValid(issued.max(starts).unwrap_or(at)));
    }
    // A certificate that does not count yet is not valid yet, whatever else is wrong with its days.
    if pass::is_dated_ahead(&pass.content.facts) {
        return Err(Rejection::Pass(pass::Error::DatedAhead));
    }
    let expired = claims.expires_at.filter(|end| is_expired(pass, *end, at));
    if let Some(end) = expired.into_iter().chain(until.filter(|end| at > *end)).min() {
        return Err(Rejection::Expired(end));
    }
    if !signer.is_valid_at(at) {
        let (not_before, not_after) = signer.period();
        return Err(Rejection::CertificateNotValid { not_before, not_after });
    }
    Ok(())
}

impl Rejection {
    fn reason(&self) -> Reason {
        use pass::Error as E;
        match self {
            Self::Pass(E::NotAPass | E::NotRead(_) | E::UnknownGeneration { .. }) => Reason::NotAPass,
            Self::Pass(E::Base45 | E::Encoding(_)) => Reason::Encoding,
            Self::Pass(E::Compression(_)) => Reason::Compression,
            Self::Pass(
                E::TextTooLong { .. } | E::InflatedTooLong { .. } | E::TooDeep | E::JsonTooDeep | E::TooManyTexts(_),
            ) => Reason::TooLarge,
            Self::Pass(E::Malformed(_) | E::NotOnePass | E::Incomplete { .. }) => Reason::Malformed,
            Self::Pass(E::UnsupportedAlgorithm(_)) => Reason::UnsupportedAlgorithm,
            Self::Pass(E::Schema { .. } | E::ProvesNothing(_) | E::DatedAhead) => Reason::BadPayload,
            // No key of the pass's own domain is known.
            Self::UnknownIssuer | Self::UnreadKey | Self::Pending | Self::ForeignDomain(_) => Reason::UnknownIssuer,
            Self::BadSignature => Reason::BadSignature,
            Self::WrongKeyUsage | Self::Training => Reason::WrongKeyUsage,
            Self::Revoked(_) => Reason::Revoked,
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
            Self::UnknownIssuer => "no trusted key is the one that the pass names".to_owned(),
            Self::Pending => "a check that this verdict needs is left to a build with the feature `lists`".to_owned(),
            Self::UnreadKey => "the signer's key is of an algorithm that is not read".to_owned(),
            Self::ForeignDomain(domain) => {
                format!(
                    "the signature is right, by a key of the trust domain {domain}, which does not vouch for this pass"
                )
            }
            Self::BadSignature => "the signature is not that of the trusted key".to_owned(),
            Self::WrongKeyUsage => "the key may not sign this kind of pass".to_owned(),
            Self::Training => "the pass is marked TRAINING: it is never real".to_owned(),
            Self::Revoked(_) => "the pass is on a revocation list".to_owned(),
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

/// Short hash of the signed bytes: the same for every copy of the pass, whatever its signature or packing.
fn fingerprint(pass: &Pass) -> String {
    let digest = Sha256::digest(&pass.signed.message);
    Base64::encode_string(&digest[..12])
}

impl Report {
    fn refused(rejection: &Rejection) -> Self {
        Self::empty().with_rejection(rejection)
    }

    fn with_rejection(mut self, rejection: &Rejection) -> Self {
        self.status = Status::Invalid;
        self.reason = Some(rejection.reason());
        self.detail = Some(rejection.detail());
        if let Rejection::Pass(pass::Error::NotRead(recognised)) = rejection {
            self.recognised = Some(recognised.clone());
        }
        if let Rejection::ForeignDomain(domain) = rejection {
            self.signed_under = Some(domain.to_string());
        }
        self
    }

    /// The answer to a signed health link, which is no pass: who signed it, and where it leads.
    fn with_link(mut self, link: &HealthLink, signer: &Result<ResolvedSigner, Rejection>) -> Self {
        let verified = match signer {
            Ok(_) => Some(true),
            Err(Rejection::BadSignature) if self.pending.is_empty() => Some(false),
            Err(_) => None,
        };
        if let Ok(signer) = signer {
            self.signed_by(signer);
        }
        let what = match verified {
            Some(true) => "a signed link",
            Some(false) => "a link with a wrong signature",
            None => "a link whose signature cannot be confirmed",
        };
        let issuer = self.issuer.as_ref().and_then(|issuer| issuer.country.as_deref());
        let passcode = if link.flags.contains('P') {
            " and a passcode"
        } else {
            ""
        };
        let detail = format!(
            "{what} to records by {}: it proves no vaccination; opening it needs a network{passcode}",
            issuer.unwrap_or("an unknown issuer"),
        );
        Self {
            format: None,
            holder: None,
            payload: None,
            reason: Some(Reason::NotAPass),
            detail: Some(detail),
            recognised: Recognised::named("vhl"),
            link: Some(HealthLink {
                verified,
                ..link.clone()
            }),
            ..self
        }
    }

    /// Report with the pass's own claims.
    fn of(pass: &Pass) -> Self {
        let facts = &pass.content.facts;
        let kid = match &pass.signed.key {
            KeyReference::Kid(kid) => Some(Base64::encode_string(kid)),
            KeyReference::Issuer { kid, .. } => Some(kid.clone()),
            KeyReference::Certificate { .. } => None,
        };
        // An issuer address is not a country.
        let (country, address) = match &pass.signed.key {
            KeyReference::Issuer { issuer, .. } => (None, Some(issuer.clone())),
            _ => (pass.claims.issuer.clone(), None),
        };
        let until = pass.content.holds.1;
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
                document: facts.document.clone(),
            }),
            issuer: Some(Issuer {
                country,
                name: facts.issuer_name.clone().or(address),
                kid,
            }),
            issued_at: pass.claims.issued_at,
            expires_at: [pass.claims.expires_at, until].into_iter().flatten().min(),
            valid_from: pass.content.holds.0,
            fingerprint: Some(fingerprint(pass)),
            payload: Some(pass.content.json.clone()),
            events: facts.events.clone(),
            notices: facts.notices.clone(),
            products_as_of: facts.products_as_of.map(str::to_owned),
            ..Self::empty()
        }
    }

    /// Names codes that our own table lacks by their published names.
    fn name_by(&mut self, rules: &RulePack) {
        for event in &mut self.events {
            for field in [&mut event.disease, &mut event.product, &mut event.maker] {
                if let Some(name) = field.as_deref().and_then(|code| rules.name_of(code)) {
                    *field = Some(name.to_owned());
                }
            }
        }
    }

    /// Replaces the pass's own claims by those of the trusted key.
    fn signed_by(&mut self, signer: &ResolvedSigner) {
        if let Some(issuer) = &mut self.issuer {
            if let Some(country) = &signer.country {
                issuer.country = Some(country.to_string());
            }
            if let Some(name) = &signer.name {
                issuer.name = Some(name.to_string());
            }
        }
        let (not_before, not_after) = signer.period();
        self.source = Some(Source {
            name: signer.source.to_string(),
            environment: signer.environment,
            list_issued_at: signer.dates.issued_at,
            list_best_before: signer.dates.best_before,
            list_ends_at: signer.dates.expires_at,
            not_before,
            not_after,
        });
    }
}
