//! Judged passes against the certificates that a journey requires.
//!
//! A certificate of vaccination against yellow fever counts from the tenth day after the vaccination, for life
//! (International Health Regulations, annex 7), whatever validity the certificate itself states (WHO's decision tables
//! for ICVPs, 2026). A dose against polio counts from four weeks to twelve months after it (WHO's temporary
//! recommendations under the Regulations). Of a journey the day of arrival is known: it stands for that of departure.

use super::{Because, Conclusion, Reason, Report};
use crate::{
    pass::{Format, Kind},
    requirements::{Disease, Need, PartialDate, Requirement},
};
use serde::{Deserialize, Serialize};
use time::{Date, Duration};

/// Days from the vaccination to the day from which a certificate counts.
const YELLOW_FEVER_DAYS: Duration = Duration::days(10);
/// Time from a dose against polio to the day from which it counts.
const POLIO_WEEKS: Duration = Duration::weeks(4);

/// Relation of a judged pass to a required certificate, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "state", content = "facts", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Coverage {
    /// WHO's certificate, genuine and current, which counts on the day of arrival.
    Covered {
        /// Day from which it counts.
        #[serde(with = "day")]
        from: Date,
    },
    /// A paper certificate that a person has checked, and that counts on the day of arrival. Nothing of it is verified.
    Paper {
        /// Day from which it counts.
        #[serde(with = "day")]
        from: Date,
    },
    /// A genuine record of the vaccination that is not WHO's certificate: a person has to decide.
    OtherForm {
        /// Day from which WHO's certificate would count.
        #[serde(with = "day")]
        from: Date,
    },
    /// Signed by a key of another of WHO's domains ([`Report::signed_under`]): a person has to decide.
    OtherDomain {
        /// Day from which it would count.
        #[serde(with = "day")]
        from: Date,
    },
    /// Genuine, or signed under another domain, but it counts only after the day of arrival.
    NotYet {
        /// Day from which it counts.
        #[serde(with = "day")]
        from: Date,
    },
    /// Genuine, or signed under another domain, but it no longer counts on the day of arrival.
    NoLonger {
        /// Last day on which it counted.
        #[serde(with = "day")]
        until: Date,
    },
    /// Genuine, but the pass itself is not current.
    NotCurrent,
    /// Genuine, but its content is broken or proves nothing.
    ProvesNothing,
    /// Genuine, about this disease, but it is not known from when it counts.
    Undecided,
    /// Genuine, but about something else.
    NotThisDisease,
    /// Nobody vouches for it: its issuer is not known.
    NotConfirmed,
    /// Not genuine.
    NotGenuine,
}

impl Coverage {
    /// Relation of a pass to the certificate for a disease. The pass must have been judged at the time of arrival.
    #[must_use]
    pub fn of(report: &Report, disease: Disease, arrival: Date) -> Self {
        let under_another = report.signed_under.is_some();
        if !report.authentic && !under_another {
            return match report.reason {
                Some(Reason::UnknownIssuer) => Self::NotConfirmed,
                _ => Self::NotGenuine,
            };
        }
        if report.reason == Some(Reason::BadPayload) {
            return Self::ProvesNothing;
        }
        let doses = report.events.iter().filter(|event| {
            event.void.is_none()
                && event.kind == Some(Kind::Vaccination)
                && event.disease.as_deref() == Some(disease.in_passes())
        });
        let mut doses = doses.peekable();
        if doses.peek().is_none() {
            return Self::NotThisDisease;
        }
        let dates = doses.filter_map(|dose| PartialDate::parse(dose.date.as_deref()?));
        let windows = dates.filter_map(|date| Window::of(disease, date));
        let best = windows.min_by_key(|window| window.rank(arrival));
        let begins = matches!(report.reason, None | Some(Reason::NotYetValid)) || under_another;
        let Some(Window { from, until }) = best else {
            return match report.reason {
                Some(_) if !under_another => Self::NotCurrent,
                _ => Self::Undecided,
            };
        };
        match (until, report.reason) {
            _ if from > arrival && begins => Self::NotYet { from },
            (Some(until), reason) if until < arrival && (under_another || reason.is_none()) => Self::NoLonger { until },
            _ if under_another => Self::OtherDomain { from },
            (_, Some(_)) => Self::NotCurrent,
            (_, None) if report.format == Some(Format::ICVP) => Self::Covered { from },
            (_, None) => Self::OtherForm { from },
        }
    }
}

/// Days on which a vaccination counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: Date,
    /// Last day; `None` for life.
    until: Option<Date>,
}

impl Window {
    /// Days on which a vaccination counts whichever possible day it was; `None` where they are beyond the calendar.
    fn of(disease: Disease, vaccinated: PartialDate) -> Option<Self> {
        let until = match disease {
            Disease::YellowFever => None,
            Disease::Polio => Some(a_year_after(vaccinated.earliest())?),
        };
        let from = counts_from(disease, vaccinated.latest())?;
        Some(Self { from, until })
    }

    /// Order from the best: those that count on a day before those that will, and those before what has ended; of these
    /// the last one first.
    fn rank(self, day: Date) -> (bool, bool, i32) {
        let from = self.from.to_julian_day();
        if self.until.is_some_and(|until| until < day) {
            return (true, false, -from);
        }
        (false, self.from > day, from)
    }
}

/// The same day a year later; the last of February after a leap day.
fn a_year_after(day: Date) -> Option<Date> {
    let year = day.year().checked_add(1)?;
    let same = day.replace_year(year).ok();
    same.or_else(|| day.previous_day()?.replace_year(year).ok())
}

/// A paper certificate (International Health Regulations, annex 6) that a person has checked by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PaperCertificate {
    /// The disease.
    pub disease: Disease,
    /// Day of the vaccination.
    pub vaccinated: Date,
}

impl PaperCertificate {
    /// Certificate of a vaccination on this day.
    #[must_use]
    pub const fn new(disease: Disease, vaccinated: Date) -> Self {
        Self { disease, vaccinated }
    }

    /// Relation to a need. `None` if it is about another disease.
    fn coverage(self, disease: Disease, arrival: Date) -> Option<Coverage> {
        if self.disease != disease {
            return None;
        }
        Some(match Window::of(disease, self.vaccinated.into()) {
            Some(Window { from, .. }) if from > arrival => Coverage::NotYet { from },
            Some(Window { until: Some(until), .. }) if until < arrival => Coverage::NoLonger { until },
            Some(Window { from, .. }) => Coverage::Paper { from },
            None => Coverage::Undecided,
        })
    }
}

/// Time from a vaccination to the day from which it counts.
const fn wait(disease: Disease) -> Duration {
    match disease {
        Disease::YellowFever => YELLOW_FEVER_DAYS,
        Disease::Polio => POLIO_WEEKS,
    }
}

/// Day from which a vaccination on this day counts; `None` beyond the calendar.
#[must_use]
pub fn counts_from(disease: Disease, vaccinated: Date) -> Option<Date> {
    vaccinated.checked_add(wait(disease))
}

/// Last day on which a vaccination counts on the day of arrival; `None` before the calendar.
#[must_use]
pub fn latest_vaccination(disease: Disease, arrival: Date) -> Option<Date> {
    arrival.checked_sub(wait(disease))
}

/// A need with the best of the passes that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NeedCheck {
    /// Relation of the best pass to the need; `None` without a pass.
    pub coverage: Option<Coverage>,
    /// Index of that pass; `None` for a paper certificate.
    pub pass: Option<usize>,
    /// Conclusion for this need alone.
    pub conclusion: Conclusion,
}

/// The answer to a journey: what it requires, and if the passes that are shown meet it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JourneyCheck {
    /// One check for each need, in their order.
    pub needs: Vec<NeedCheck>,
    /// Conclusion for the traveller.
    pub conclusion: Conclusion,
}

impl NeedCheck {
    fn of(need: &Need, reports: &[Report], papers: &[PaperCertificate], arrival: Date) -> Self {
        let coverages = reports.iter().map(|report| Coverage::of(report, need.disease, arrival));
        let coverages = coverages.enumerate().map(|(index, coverage)| (Some(index), coverage));
        let papers = papers
            .iter()
            .filter_map(|paper| Some((None, paper.coverage(need.disease, arrival)?)));
        let best = coverages.chain(papers).min_by_key(|(_, coverage)| *coverage);
        let coverage = best.map(|(_, coverage)| coverage);
        let conclusion = match (need.answer, coverage) {
            // Who has the certificate may travel, whatever the sources differ about.
            (Requirement::NotRequired, _) | (_, Some(Coverage::Covered { .. })) => Conclusion::GO,
            (Requirement::Ask, _)
            | (
                _,
                Some(
                    Coverage::Paper { .. }
                    | Coverage::OtherForm { .. }
                    | Coverage::OtherDomain { .. }
                    | Coverage::Undecided,
                ),
            ) => Conclusion::look(Because::Requirement),
            (Requirement::Required, _) => Conclusion::stop(Because::Requirement),
        };
        Self {
            coverage,
            pass: best.and_then(|(index, _)| index),
            conclusion,
        }
    }

    /// True if this pass is the one that the need is met with.
    fn is_met_by(&self, index: usize) -> bool {
        let meets = matches!(
            self.coverage,
            Some(Coverage::Covered { .. } | Coverage::OtherForm { .. } | Coverage::OtherDomain { .. })
        );
        self.pass == Some(index) && meets
    }
}

/// Date of birth that all genuine passes agree on.
#[must_use]
pub fn birth_date(reports: &[Report]) -> Option<PartialDate> {
    let genuine = reports.iter().filter(|report| report.authentic);
    let mut births = genuine.filter_map(|report| report.holder.as_ref()?.birth_date.as_deref());
    let first = births.next()?;
    births.all(|other| other == first).then(|| PartialDate::parse(first))?
}

/// Compares the passes that a traveller shows with what the journey requires. The passes must have been judged at the
/// time of arrival; the conclusion of each becomes the worse of its own and that of the needs.
///
/// The conclusion for the traveller follows the needs and the passes that meet them. Of other passes only a forged or
/// revoked one counts, or one of another person: nobody asked for them, so that an expired one stops nobody.
#[must_use]
pub fn settle(needs: &[Need], reports: &mut [Report], arrival: Date) -> JourneyCheck {
    settle_with_paper(needs, reports, &[], arrival)
}

/// The same with paper certificates that a person has checked: the conclusion is never better than
/// [`Answer::Look`](super::Answer::Look) where a need is met by paper alone.
#[must_use]
pub fn settle_with_paper(
    needs: &[Need],
    reports: &mut [Report],
    papers: &[PaperCertificate],
    arrival: Date,
) -> JourneyCheck {
    let check = |need| NeedCheck::of(need, reports, papers, arrival);
    let needs: Vec<NeedCheck> = needs.iter().map(check).collect();
    let required = needs
        .iter()
        .map(|need| need.conclusion)
        .fold(Conclusion::GO, Conclusion::worst);
    let mut conclusion = required;
    for (index, report) in reports.iter_mut().enumerate() {
        let own = report.conclusion;
        let grave = own == Conclusion::stop(Because::Authentic)
            || own == Conclusion::stop(Because::Revocation)
            || own == Conclusion::stop(Because::Holder);
        if grave || needs.iter().any(|need| need.is_met_by(index)) {
            conclusion = conclusion.worst(own);
        }
        report.conclusion = own.worst(required);
    }
    JourneyCheck { needs, conclusion }
}

/// A day as `YYYY-MM-DD`.
mod day {
    use crate::requirements::PartialDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};
    use time::Date;

    pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = PartialDate::parse(&text).and_then(PartialDate::day);
        day.ok_or_else(|| D::Error::custom("not a day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        country::Country,
        pass::{ClinicalEvent, Void},
        requirements::{Ages, Because as Rule},
        verdict::Status,
    };
    use time::macros::date;

    const ARRIVAL: Date = date!(2026 - 12 - 05);

    fn pass(reason: Option<Reason>, disease: &str, dose: Option<&str>) -> Report {
        let mut report = Report::empty();
        report.reason = reason;
        report.authentic = reason.is_none_or(|reason| reason > Reason::Revoked);
        if reason.is_none() {
            report.status = Status::Valid;
        }
        report.format = Some(Format::ICVP);
        report.events = vec![ClinicalEvent {
            kind: Some(Kind::Vaccination),
            disease: Some(disease.to_owned()),
            date: dose.map(str::to_owned),
            ..ClinicalEvent::default()
        }];
        report.conclusion = Conclusion::of(
            &report,
            ARRIVAL.midnight().assume_utc(),
            crate::verdict::RevocationPolicy::NEVER,
        );
        report
    }

    fn yellow_fever(dose: &str) -> Report {
        pass(None, "Yellow fever", Some(dose))
    }

    fn need(answer: Requirement) -> Need {
        let because = Rule::EveryArrival;
        Need {
            disease: Disease::YellowFever,
            country: Country::parse("GH").unwrap(),
            answer,
            because,
            ages: Ages::default(),
            age_unknown: false,
            partial: false,
            source: None,
            source_date: None,
            note: None,
        }
    }

    #[test]
    fn paper_is_never_verified_and_counts_from_the_tenth_day() {
        let on = |day| [PaperCertificate::new(Disease::YellowFever, day)];
        let required = [need(Requirement::Required)];
        let settled = |day| settle_with_paper(&required, &mut [], &on(day), ARRIVAL);
        let (good, early) = (settled(date!(2026 - 11 - 25)), settled(date!(2026 - 11 - 26)));
        assert_eq!(good.needs[0].coverage, Some(Coverage::Paper { from: ARRIVAL }));
        assert_eq!(good.conclusion, Conclusion::look(Because::Requirement));
        assert_eq!(early.conclusion, Conclusion::stop(Because::Requirement));
        assert_eq!(
            latest_vaccination(Disease::YellowFever, ARRIVAL),
            Some(date!(2026 - 11 - 25))
        );
        // A pass that covers it is better than paper.
        let mut passes = [yellow_fever("2026-11-01")];
        let both = settle_with_paper(&required, &mut passes, &on(date!(2026 - 11 - 01)), ARRIVAL);
        assert_eq!((both.needs[0].pass, both.conclusion), (Some(0), Conclusion::GO));
        let other = [PaperCertificate::new(Disease::Polio, date!(2020 - 01 - 01))];
        let other = settle_with_paper(&required, &mut [], &other, ARRIVAL);
        assert_eq!(other.conclusion, Conclusion::stop(Because::Requirement));
    }

    #[test]
    fn a_certificate_counts_from_the_tenth_day_for_life() {
        let of = |report: &Report| Coverage::of(report, Disease::YellowFever, ARRIVAL);
        let covered = |from| Coverage::Covered { from };
        assert_eq!(of(&yellow_fever("2026-11-25")), covered(ARRIVAL));
        assert_eq!(of(&yellow_fever("2026-11-25T10:00:00Z")), covered(ARRIVAL));
        assert_eq!(of(&yellow_fever("1987-05-01")), covered(date!(1987 - 05 - 11)));
        let not_yet = |from| Coverage::NotYet { from };
        assert_eq!(of(&yellow_fever("2026-11-26")), not_yet(date!(2026 - 12 - 06)));
        // A pass whose dose is too young is not yet valid itself.
        let young = pass(Some(Reason::NotYetValid), "Yellow fever", Some("2026-12-01"));
        assert_eq!(of(&young), not_yet(date!(2026 - 12 - 11)));
        // Of an unknown day the last possible one.
        assert_eq!(of(&yellow_fever("2026-11")), not_yet(date!(2026 - 12 - 10)));
        assert_eq!(of(&yellow_fever("2026-10")), covered(date!(2026 - 11 - 10)));
        // A second dose takes nothing from the first.
        let mut twice = yellow_fever("2026-12-01");
        twice.events.extend(yellow_fever("2016-01-01").events);
        assert_eq!(of(&twice), covered(date!(2016 - 01 - 11)));
    }

    #[test]
    fn other_passes_cover_nothing() {
        let of = |report: &Report| Coverage::of(report, Disease::YellowFever, ARRIVAL);
        assert_eq!(
            of(&pass(None, "COVID-19", Some("2020-01-01"))),
            Coverage::NotThisDisease
        );
        let dose = |reason| pass(Some(reason), "Yellow fever", Some("2020-01-01"));
        assert_eq!(of(&dose(Reason::UnknownIssuer)), Coverage::NotConfirmed);
        assert_eq!(of(&dose(Reason::BadSignature)), Coverage::NotGenuine);
        assert_eq!(of(&dose(Reason::Revoked)), Coverage::NotGenuine);
        assert_eq!(of(&dose(Reason::BadPayload)), Coverage::ProvesNothing);
        assert_eq!(of(&dose(Reason::Expired)), Coverage::NotCurrent);
        assert_eq!(of(&dose(Reason::NotYetValid)), Coverage::NotCurrent);
        assert_eq!(of(&dose(Reason::IssuerCertificateNotValid)), Coverage::NotCurrent);
        assert_eq!(of(&pass(None, "Yellow fever", None)), Coverage::Undecided);
        let mut void = yellow_fever("2020-01-01");
        void.events[0].void = Some(Void::NotDone);
        assert_eq!(of(&void), Coverage::NotThisDisease);
        let mut record = yellow_fever("2020-01-01");
        record.format = Some(Format::SHC);
        let from = date!(2020 - 01 - 11);
        assert_eq!(of(&record), Coverage::OtherForm { from });
    }

    #[test]
    fn a_polio_dose_counts_from_four_weeks_to_twelve_months() {
        fn polio(reason: Option<Reason>, dose: &str) -> Report {
            pass(reason, "Poliomyelitis", Some(dose))
        }
        let on = |report: &Report, day| Coverage::of(report, Disease::Polio, day);
        let of = |dose| on(&polio(None, dose), ARRIVAL);
        let covered = |from| Coverage::Covered { from };
        // Four weeks before, and a day less.
        assert_eq!(of("2026-11-07"), covered(ARRIVAL));
        let from = date!(2026 - 12 - 06);
        assert_eq!(of("2026-11-08"), Coverage::NotYet { from });
        // Twelve months before, and a day more.
        assert_eq!(of("2025-12-05"), covered(date!(2026 - 01 - 02)));
        let until = date!(2026 - 12 - 04);
        assert_eq!(of("2025-12-04"), Coverage::NoLonger { until });
        // A leap day has no day a year later.
        let (leap, last) = (polio(None, "2024-02-29"), date!(2025 - 02 - 28));
        assert_eq!(on(&leap, last), covered(date!(2024 - 03 - 28)));
        let ended = Coverage::NoLonger { until: last };
        assert_eq!(on(&leap, date!(2025 - 03 - 01)), ended);
        // Of an unknown day every possible one has to count.
        assert_eq!(
            of("2026-11"),
            Coverage::NotYet {
                from: date!(2026 - 12 - 28)
            }
        );
        assert_eq!(of("2026-10"), covered(date!(2026 - 11 - 28)));
        assert_eq!(
            of("2025-12"),
            Coverage::NoLonger {
                until: date!(2026 - 12 - 01)
            }
        );
        // Of several doses one that counts is enough, else the next one, else the last one.
        let several = |doses: &[&str]| {
            let mut report = polio(None, doses[0]);
            let more = doses[1..].iter().flat_map(|dose| polio(None, dose).events);
            report.events.extend(more);
            on(&report, ARRIVAL)
        };
        assert_eq!(
            several(&["2020-01-01", "2026-12-01", "2026-06-01"]),
            covered(date!(2026 - 06 - 29))
        );
        let from = date!(2026 - 12 - 29);
        assert_eq!(several(&["2020-01-01", "2026-12-01"]), Coverage::NotYet { from });
        let until = date!(2024 - 05 - 01);
        assert_eq!(
            several(&["2020-01-01", "2023-05-01", "2021-01-01"]),
            Coverage::NoLonger { until }
        );
        // Other passes, and other diseases, as for yellow fever.
        assert_eq!(
            on(&polio(Some(Reason::Expired), "2026-06-01"), ARRIVAL),
            Coverage::NotCurrent
        );
        assert_eq!(on(&yellow_fever("2026-06-01"), ARRIVAL), Coverage::NotThisDisease);
        let paper = |day| PaperCertificate::new(Disease::Polio, day).coverage(Disease::Polio, ARRIVAL);
        let from = date!(2026 - 06 - 29);
        assert_eq!(paper(date!(2026 - 06 - 01)), Some(Coverage::Paper { from }));
        let until = date!(2026 - 06 - 01);
        assert_eq!(paper(date!(2025 - 06 - 01)), Some(Coverage::NoLonger { until }));
        assert_eq!(latest_vaccination(Disease::Polio, ARRIVAL), Some(date!(2026 - 11 - 07)));
    }

    #[test]
    fn an_ask_about_polio_is_settled_by_a_dose_that_counts() {
        let mut polio = need(Requirement::Ask);
        polio.disease = Disease::Polio;
        let settled = |dose| {
            let mut passes = [pass(None, "Poliomyelitis", Some(dose))];
            settle(&[polio.clone()], &mut passes, ARRIVAL).conclusion
        };
        assert_eq!(settled("2026-06-01"), Conclusion::GO);
        let look = Conclusion::look(Because::Requirement);
        assert_eq!((settled("2025-06-01"), settled("2026-12-01")), (look, look));
    }

    #[test]
    fn a_key_of_another_domain_is_for_a_person_to_decide() {
        let mut under = pass(Some(Reason::UnknownIssuer), "Yellow fever", Some("2020-01-01"));
        under.signed_under = Some("PH4H".to_owned());
        assert!(under.is_well_signed() && !under.authentic);
        assert!(!pass(Some(Reason::UnknownIssuer), "Yellow fever", None).is_well_signed());
        let of = |report: &Report| Coverage::of(report, Disease::YellowFever, ARRIVAL);
        let from = date!(2020 - 01 - 11);
        assert_eq!(of(&under), Coverage::OtherDomain { from });
        let check = settle(&[need(Requirement::Required)], &mut [under.clone()], ARRIVAL);
        assert_eq!(check.conclusion, Conclusion::look(Because::Authentic));
        under.events[0].date = Some("2026-12-01".to_owned());
        let from = date!(2026 - 12 - 11);
        assert_eq!(of(&under), Coverage::NotYet { from });
        under.events[0].disease = Some("COVID-19".to_owned());
        assert_eq!(of(&under), Coverage::NotThisDisease);
    }

    /// Every answer beside every pass: conclusion for the traveller, and that of the pass.
    #[test]
    fn the_conclusion_follows_the_need_and_the_pass_that_meets_it() {
        use Because as B;
        const GO: Conclusion = Conclusion::GO;
        let (look, stop) = (Conclusion::look, Conclusion::stop);
        let asked = stop(B::Requirement);
        let forged = stop(B::Authentic);
        let mut other_form = yellow_fever("2020-01-01");
        other_form.format = Some(Format::SHC);
        let shown = [
            ("none", None, asked),
            ("covers", Some(yellow_fever("2020-01-01")), GO),
            ("too young", Some(yellow_fever("2026-12-01")), asked),
            (
                "another disease",
                Some(pass(None, "COVID-19", Some("2020-01-01"))),
                asked,
            ),
            ("another form", Some(other_form), look(B::Requirement)),
            (
                "unknown issuer",
                Some(pass(Some(Reason::UnknownIssuer), "Yellow fever", Some("2020-01-01"))),
                asked,
            ),
            (
                "expired",
                Some(pass(Some(Reason::Expired), "Yellow fever", Some("2020-01-01"))),
                asked,
            ),
            (
                "forged",
                Some(pass(Some(Reason::BadSignature), "Yellow fever", Some("2020-01-01"))),
                forged,
            ),
        ];
        for (what, report, required) in shown {
            let own = report.as_ref().map(|report| report.conclusion);
            for answer in [Requirement::Required, Requirement::NotRequired, Requirement::Ask] {
                let mut reports: Vec<Report> = report.iter().cloned().collect();
                let check = settle(&[need(answer)], &mut reports, ARRIVAL);
                let expected = match (answer, what) {
                    (Requirement::Required, _) => required,
                    (_, "forged") => forged,
                    (Requirement::NotRequired, _) | (_, "covers") => GO,
                    (Requirement::Ask, _) => look(B::Requirement),
                };
                assert_eq!(check.conclusion, expected, "{what}, {answer:?}");
                let joined = own.map(|own| own.worst(check.needs[0].conclusion));
                assert_eq!(
                    reports.first().map(|report| report.conclusion),
                    joined,
                    "{what}, {answer:?}"
                );
            }
        }
        // One that covers is enough, and one that is not asked for does not matter unless it is forged.
        let with = |other: Report| {
            let mut reports = [other, yellow_fever("2020-01-01")];
            let check = settle(&[need(Requirement::Required)], &mut reports, ARRIVAL);
            assert_eq!(check.needs[0].pass, Some(1));
            check.conclusion
        };
        assert_eq!(with(pass(Some(Reason::Expired), "COVID-19", Some("2021-01-01"))), GO);
        assert_eq!(with(pass(Some(Reason::BadSignature), "COVID-19", None)), forged);
        assert_eq!(with(pass(Some(Reason::Revoked), "COVID-19", None)), stop(B::Revocation));
    }

    #[test]
    fn a_covering_pass_brings_its_own_conclusion() {
        let mut reports = [yellow_fever("2020-01-01")];
        reports[0].conclusion = Conclusion::look(Because::TrustAge);
        let check = settle(&[need(Requirement::Required)], &mut reports, ARRIVAL);
        assert_eq!(check.conclusion, Conclusion::look(Because::TrustAge));
    }

    #[test]
    fn coverages_are_read_again_from_json() {
        for coverage in [
            Coverage::NotYet { from: ARRIVAL },
            Coverage::NoLonger { until: ARRIVAL },
            Coverage::NotThisDisease,
        ] {
            let json = serde_json::to_string(&coverage).unwrap();
            assert_eq!(serde_json::from_str::<Coverage>(&json).unwrap(), coverage);
        }
    }
}
