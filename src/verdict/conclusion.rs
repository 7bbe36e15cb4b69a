//! One answer to everything that was asked about a pass.

use super::{Reason, Report};
use crate::{
    pass::Notice,
    person::Match,
    rules::Outcome,
    trust::{EnvelopeHeader, Freshness, RevocationState},
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Decision about the person who shows the pass, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Everything that was asked is answered yes.
    Go,
    /// A person has to decide.
    Look,
    /// At least one question is answered no.
    Stop,
}

impl Answer {
    /// The name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Look => "look",
            Self::Stop => "stop",
        }
    }
}

/// The question that a conclusion follows from, in the order in which they are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Because {
    /// Is it genuine?
    Authentic,
    /// Is it current, and does it attest anything?
    Current,
    /// Does the destination accept it?
    Entry,
    /// Is it what the journey requires?
    Requirement,
    /// Is it the pass of the person who shows it?
    Holder,
    /// Has the issuer withdrawn it?
    Revocation,
    /// Is the list that vouches for it, or the list of requirements, young enough?
    TrustAge,
}

impl Because {
    /// The name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authentic => "authentic",
            Self::Current => "current",
            Self::Entry => "entry",
            Self::Requirement => "requirement",
            Self::Holder => "holder",
            Self::Revocation => "revocation",
            Self::TrustAge => "trust-age",
        }
    }
}

/// Answers about the revocation of a genuine pass with which a person has to decide. The operator of a check sets it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RevocationPolicy {
    /// No list of its issuer was at hand.
    pub without_list: bool,
    /// The list of its issuer is too old.
    pub with_old_list: bool,
}

impl RevocationPolicy {
    /// No answer but "revoked" changes the conclusion.
    pub const NEVER: Self = Self {
        without_list: false,
        with_old_list: false,
    };

    /// A current list is required.
    pub const ALWAYS: Self = Self {
        without_list: true,
        with_old_list: true,
    };
}

/// The answer and the question that it follows from: colour, sound, counters and exit status
/// follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Conclusion {
    /// Decision.
    pub answer: Answer,
    /// The first question with that answer; `None` for [`Answer::Go`].
    pub because: Option<Because>,
}

impl Conclusion {
    /// Everything that was asked is answered yes.
    pub const GO: Self = Self {
        answer: Answer::Go,
        because: None,
    };

    /// Nobody knows what the journey requires, so that a person has to decide.
    pub const OPEN_REQUIREMENT: Self = Self::look(Because::Requirement);

    /// The pass names nobody who could be compared with its holder's travel document, so that a person has to decide.
    pub const OPEN_HOLDER: Self = Self::look(Because::Holder);

    pub(super) const fn look(because: Because) -> Self {
        Self {
            answer: Answer::Look,
            because: Some(because),
        }
    }

    pub(super) const fn stop(because: Because) -> Self {
        Self {
            answer: Answer::Stop,
            because: Some(because),
        }
    }

    /// Concludes from a report that has no conclusion yet, at the time of the check.
    pub(super) fn of(report: &Report, at: OffsetDateTime, policy: RevocationPolicy) -> Self {
        Self::of_reason(report)
            .worst(Self::of_notices(report))
            .worst(Self::of_entry(report))
            .worst(Self::of_revocation(report, policy))
            .worst(Self::of_list(report, at))
    }

    fn of_reason(report: &Report) -> Self {
        let forged = report.link.as_ref().is_some_and(|link| link.verified == Some(false));
        let health = !forged && report.recognised.as_ref().is_some_and(|r| r.kind.is_about_health());
        match report.reason {
            None => Self::GO,
            // Another verifier may read it, another list may know its issuer.
            Some(Reason::UnknownIssuer) => Self::look(Because::Authentic),
            Some(Reason::NotAPass) if health => Self::look(Because::Authentic),
            Some(Reason::Revoked) => Self::stop(Because::Revocation),
            Some(_) if report.authentic => Self::stop(Because::Current),
            Some(_) => Self::stop(Because::Authentic),
        }
    }

    /// A vaccine that WHO's list does not name may prove nothing; the other notices are told and decide nothing.
    fn of_notices(report: &Report) -> Self {
        if report.notices.contains(&Notice::UnlistedProduct) {
            Self::look(Because::Current)
        } else {
            Self::GO
        }
    }

    fn of_entry(report: &Report) -> Self {
        match report.entry.as_ref().map(|entry| entry.outcome) {
            None | Some(Outcome::Accepted) => Self::GO,
            Some(Outcome::Undecided) => Self::look(Because::Entry),
            Some(Outcome::Refused) => Self::stop(Because::Entry),
        }
    }

    /// A revoked pass has its reason; of the others the operator decides.
    const fn of_revocation(report: &Report, policy: RevocationPolicy) -> Self {
        let looked_at = match report.revocation.state {
            RevocationState::NoList | RevocationState::NotLoaded => policy.without_list,
            RevocationState::Old => policy.with_old_list,
            _ => false,
        };
        if looked_at && report.authentic {
            Self::look(Because::Revocation)
        } else {
            Self::GO
        }
    }

    /// A list is too old past the end that it states: one without an end may be old and complete.
    fn of_list(report: &Report, at: OffsetDateTime) -> Self {
        let end = report.source.as_ref().and_then(|source| source.list_ends_at);
        match end.map(|_| Freshness::of(None, None, end, at)) {
            Some(Freshness::TooOld) => Self::look(Because::TrustAge),
            _ => Self::GO,
        }
    }

    /// Concludes from a boarding pass that names another person than the pass: its name is cut and has no date of birth,
    /// so a person has to decide.
    #[must_use]
    pub const fn of_passenger() -> Self {
        Self::look(Because::Holder)
    }

    /// Concludes from the comparison of the pass with its holder's travel document.
    #[must_use]
    pub const fn of_holder(comparison: &Match) -> Self {
        match comparison {
            Match::Same => Self::GO,
            Match::Near(_) => Self::look(Because::Holder),
            Match::Different { .. } => Self::stop(Because::Holder),
        }
    }

    /// Concludes from the age of the requirements that a journey was compared with: past their end a person has to
    /// decide.
    #[must_use]
    pub fn of_requirements(header: &EnvelopeHeader, at: OffsetDateTime) -> Self {
        if at > header.expires_at {
            Self::look(Because::TrustAge)
        } else {
            Self::GO
        }
    }

    /// The worse of both; of two that are equally bad the one whose question comes first.
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        match self.answer.cmp(&other.answer) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Equal if other.because < self.because => other,
            _ => self,
        }
    }

    /// True if everything that was asked is answered yes.
    #[must_use]
    pub const fn is_go(self) -> bool {
        matches!(self.answer, Answer::Go)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        pass::Recognised,
        rules::Entry,
        trust::Environment,
        verdict::{Source, Status},
    };
    use time::{Duration, macros::datetime};

    const AT: OffsetDateTime = datetime!(2026-11-27 12:00 UTC);
    const NEVER: RevocationPolicy = RevocationPolicy::NEVER;

    fn report(reason: Option<Reason>) -> Report {
        let mut report = Report::empty();
        report.reason = reason;
        report.authentic = reason.is_none_or(|reason| reason > Reason::Revoked);
        report.status = if reason.is_none() {
            Status::Valid
        } else {
            Status::Invalid
        };
        report
    }

    fn entry(outcome: Outcome) -> Entry {
        Entry {
            outcome,
            ..Entry::no_rules_known("FR")
        }
    }

    fn source(list_ends_at: Option<OffsetDateTime>) -> Source {
        Source {
            name: String::new(),
            environment: Environment::Production,
            list_issued_at: Some(datetime!(2023-06-30 0:00 UTC)),
            list_best_before: None,
            list_ends_at,
            not_before: None,
            not_after: None,
        }
    }

    #[test]
    fn every_reason_has_its_conclusion() {
        for reason in Reason::ALL {
            let expected = match reason {
                Reason::UnknownIssuer => Conclusion::look(Because::Authentic),
                Reason::Revoked => Conclusion::stop(Because::Revocation),
                Reason::BadPayload | Reason::NotYetValid | Reason::Expired | Reason::IssuerCertificateNotValid => {
                    Conclusion::stop(Because::Current)
                }
                _ => Conclusion::stop(Because::Authentic),
            };
            assert_eq!(Conclusion::of(&report(Some(reason)), AT, NEVER), expected, "{reason:?}");
        }
        assert_eq!(Conclusion::of(&report(None), AT, NEVER), Conclusion::GO);
    }

    #[test]
    fn the_operator_decides_what_a_missing_revocation_list_means() {
        use RevocationState as State;
        let look = Conclusion::look(Because::Revocation);
        for (state, without_list, with_old_list) in [
            (State::NotAsked, false, false),
            (State::NoList, true, false),
            (State::NotLoaded, true, false),
            (State::Old, false, true),
            (State::Checked, false, false),
        ] {
            let mut report = report(None);
            report.revocation.state = state;
            let of = |without_list, with_old_list| {
                let policy = RevocationPolicy {
                    without_list,
                    with_old_list,
                };
                Conclusion::of(&report, AT, policy) == look
            };
            assert_eq!(of(true, false), without_list, "{state:?}");
            assert_eq!(of(false, true), with_old_list, "{state:?}");
            assert_eq!(of(true, true), without_list || with_old_list, "{state:?}");
            assert_eq!(Conclusion::of(&report, AT, NEVER), Conclusion::GO, "{state:?}");
            // What is not genuine keeps its own reason.
            report.authentic = false;
            report.reason = Some(Reason::BadSignature);
            assert_eq!(
                Conclusion::of(&report, AT, RevocationPolicy::ALWAYS),
                Conclusion::stop(Because::Authentic)
            );
        }
    }

    #[test]
    fn another_programmes_pass_is_for_a_person_to_decide() {
        let recognised = |text: &str| {
            let mut report = report(Some(Reason::NotAPass));
            report.recognised = Recognised::of(text);
            assert!(report.recognised.is_some(), "{text}");
            Conclusion::of(&report, AT, NEVER)
        };
        assert_eq!(recognised("NL2:ABC"), Conclusion::look(Because::Authentic));
        assert_eq!(recognised("https://example.org"), Conclusion::stop(Because::Authentic));
    }

    #[test]
    fn a_vaccine_that_no_list_names_is_for_a_person_to_decide() {
        let concluded = |reason, notice| {
            let mut report = report(reason);
            report.notices.push(notice);
            Conclusion::of(&report, AT, NEVER)
        };
        let look = Conclusion::look(Because::Current);
        assert_eq!(concluded(None, Notice::UnlistedProduct), look);
        assert_eq!(concluded(None, Notice::UnknownVersion), Conclusion::GO);
        assert_eq!(concluded(None, Notice::VaccinatedAfterIssue), Conclusion::GO);
        let unlisted = |reason| concluded(Some(reason), Notice::UnlistedProduct);
        assert_eq!(unlisted(Reason::Expired), Conclusion::stop(Because::Current));
        assert_eq!(unlisted(Reason::UnknownIssuer), Conclusion::look(Because::Authentic));
        assert_eq!(unlisted(Reason::BadSignature), Conclusion::stop(Because::Authentic));
    }

    /// Every combination of the questions: the worst answer decides, and of two the first question.
    #[test]
    fn the_worst_answer_decides() {
        let reasons = [
            None,
            Some(Reason::UnknownIssuer),
            Some(Reason::Expired),
            Some(Reason::BadSignature),
        ];
        let entries = [
            None,
            Some(Outcome::Accepted),
            Some(Outcome::Undecided),
            Some(Outcome::Refused),
        ];
        let ends = [None, Some(AT), Some(AT - Duration::SECOND)];
        let holders = [
            None,
            Some(Match::Same),
            Some(Match::Near(Vec::new())),
            Some(Match::Different {
                name: true,
                birth: false,
            }),
        ];
        let mut seen = 0;
        for reason in reasons {
            for outcome in entries {
                for end in ends {
                    for holder in &holders {
                        let mut report = report(reason);
                        report.entry = outcome.map(entry);
                        report.source = Some(source(end));
                        let conclusion = Conclusion::of(&report, AT, NEVER)
                            .worst(holder.as_ref().map_or(Conclusion::GO, Conclusion::of_holder));
                        let stops = [
                            (reason == Some(Reason::BadSignature)).then_some(Because::Authentic),
                            (reason == Some(Reason::Expired)).then_some(Because::Current),
                            (outcome == Some(Outcome::Refused)).then_some(Because::Entry),
                            matches!(holder, Some(Match::Different { .. })).then_some(Because::Holder),
                        ];
                        let looks = [
                            (reason == Some(Reason::UnknownIssuer)).then_some(Because::Authentic),
                            (outcome == Some(Outcome::Undecided)).then_some(Because::Entry),
                            matches!(holder, Some(Match::Near(_))).then_some(Because::Holder),
                            end.is_some_and(|end| end < AT).then_some(Because::TrustAge),
                        ];
                        let stop = stops.into_iter().flatten().next().map(Conclusion::stop);
                        let look = looks.into_iter().flatten().next().map(Conclusion::look);
                        assert_eq!(conclusion, stop.or(look).unwrap_or(Conclusion::GO));
                        seen += 1;
                    }
                }
            }
        }
        assert_eq!(seen, 4 * 4 * 3 * 4);
    }
}
