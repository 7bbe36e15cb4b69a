//! Required certificates of several travellers on one trip: at each stop, who has them and who has not.

use super::{Conclusion, Context, NeedCheck, PaperCertificate, Report, Stop, birth_date, judge_all, settle_with_paper};
use crate::{
    country::Country,
    limits::{MAX_MEMBERS, MAX_STOPS, MAX_TRIP_PASSES},
    requirements::{Need, PartialDate, RequirementPack, Travel},
};
use time::Duration;

/// Days after leaving a country with risk in which a traveller is asked (International Health Regulations, annex 7).
const INCUBATION: Duration = Duration::days(6);

/// One traveller of a party.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Member {
    /// Texts of each pass: one, or several of a card in parts.
    pub passes: Vec<Vec<String>>,
    /// Paper certificates that a person has checked.
    pub papers: Vec<PaperCertificate>,
    /// Date of birth, if known; without one that which all genuine passes agree on.
    pub born: Option<PartialDate>,
}

impl Member {
    /// Traveller who shows these passes.
    #[must_use]
    pub fn new(passes: Vec<Vec<String>>) -> Self {
        Self {
            passes,
            ..Self::default()
        }
    }

    /// The traveller with these paper certificates.
    #[must_use]
    pub fn papers(self, papers: Vec<PaperCertificate>) -> Self {
        Self { papers, ..self }
    }

    /// The traveller with this date of birth.
    #[must_use]
    pub fn born(self, born: Option<PartialDate>) -> Self {
        Self { born, ..self }
    }
}

/// What one traveller needs at one stop, and has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberNeeds {
    /// Needs of this traveller: they depend on the age.
    pub needs: Vec<Need>,
    /// One check for each need, in their order.
    pub checks: Vec<NeedCheck>,
    /// Conclusion for the traveller at the stop.
    pub conclusion: Conclusion,
}

impl MemberNeeds {
    /// Needs that nothing meets, or that a person has to decide about.
    pub fn missing(&self) -> impl Iterator<Item = (&Need, &NeedCheck)> {
        let checked = self.needs.iter().zip(&self.checks);
        checked.filter(|(_, check)| !check.conclusion.is_go())
    }
}

/// Says for each stop, and at it for each traveller, what is required and if it is there. Stops are in the order of the
/// trip. Where a traveller was in the six days before counts: countries of earlier stops and of departure, however short
/// the stop. Passes are judged at the time of each stop.
///
/// Stops after the first [`MAX_STOPS`], travellers after the first [`MAX_MEMBERS`] and passes of a traveller after the
/// first [`MAX_TRIP_PASSES`] are ignored.
#[must_use]
pub fn party_needs(
    members: &[Member],
    stops: &[Stop],
    pack: &RequirementPack,
    context: &Context,
) -> Vec<Vec<MemberNeeds>> {
    let ways = (1..=stops.len().min(MAX_STOPS)).filter_map(|length| stops.get(..length));
    ways.filter_map(|way| Some((travel(way), way.last()?)))
        .map(|(travel, stop)| {
            let context = context.at(stop.at).journey(None);
            let members = members.iter().take(MAX_MEMBERS);
            let needs = members.map(|member| member.needs(travel.as_ref(), pack, &context));
            needs.collect()
        })
        .collect()
}

impl Member {
    /// Needs on a journey at the end of which the passes are judged; without one the destination is not known.
    fn needs(&self, travel: Option<&Travel>, pack: &RequirementPack, context: &Context) -> MemberNeeds {
        let passes = self.passes.iter().take(MAX_TRIP_PASSES);
        let mut reports: Vec<Report> = passes
            .map(|texts| judge_all(&texts.iter().map(String::as_str).collect::<Vec<_>>(), context))
            .collect();
        let Some(travel) = travel else {
            return MemberNeeds {
                needs: Vec::new(),
                checks: Vec::new(),
                conclusion: Conclusion::OPEN_REQUIREMENT,
            };
        };
        let travel = travel.clone().born(self.born.or_else(|| birth_date(&reports)));
        let needs = pack.needs(&travel);
        let check = settle_with_paper(&needs, &mut reports, &self.papers, travel.at);
        let age = Conclusion::of_requirements(&pack.header, context.at);
        MemberNeeds {
            needs,
            checks: check.needs,
            conclusion: check.conclusion.worst(age),
        }
    }
}

/// The journey to the last of these stops. `None` if its country is no code.
fn travel(way: &[Stop]) -> Option<Travel> {
    let last = way.last()?;
    let arrival = last.at.date();
    let (mut from, mut incomplete, mut earlier) = (Vec::new(), false, None);
    for stop in way {
        // The countries before a stop are left on the day of the stop: where the last stop was, and where the way to this
        // one begins.
        let left = [earlier, stop.from.as_deref()].into_iter().flatten();
        earlier = Some(stop.country.as_str());
        if arrival - stop.at.date() > INCUBATION {
            continue;
        }
        incomplete |= left.clone().next().is_none();
        for code in left {
            match Country::parse(code) {
                Some(country) if from.contains(&country) => {}
                Some(country) => from.push(country),
                None => incomplete = true,
            }
        }
    }
    let travel = Travel::to(Country::parse(&last.country)?, arrival).from(from);
    Some(travel.incomplete(incomplete))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        issue::{Issued, Issuer, IssuerOptions, PassOptions, issue},
        pass::{Format, Kind},
        requirements::{Because, Disease, Requirement},
        trust::TrustList,
        verdict::{Answer, Coverage},
    };
    use time::{
        OffsetDateTime,
        macros::{date, datetime},
    };

    const AT: OffsetDateTime = datetime!(2026-12-05 10:00 UTC);

    fn pack() -> RequirementPack {
        RequirementPack::read_unverified(include_bytes!("../../www/requirements/default.ggq")).unwrap()
    }

    fn stop(from: Option<&str>, to: &str, at: OffsetDateTime) -> Stop {
        Stop::to(to, at).from(from.map(str::to_owned))
    }

    /// An ICVP of the n-th person, vaccinated on this day.
    fn icvp(person: usize, day: &str) -> Issued {
        let issuer = Issuer::new(&IssuerOptions::demo(AT)).unwrap();
        let vaccine = serde_json::json!({"vp": "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0", "dt": day, "bo": "1",
            "is": "Institute"});
        let name = crate::issue::Person::sample(person).full_name();
        let options = PassOptions {
            format: Format::ICVP,
            statement: Some(serde_json::json!({"n": name, "dob": "1990-01-01", "v": "1.0", "vx": vaccine})),
            ..PassOptions::new(Kind::Vaccination, person, AT - Duration::days(3))
        };
        issue(&issuer, &options).unwrap()
    }

    #[test]
    fn each_stop_says_who_is_covered_and_who_is_not() {
        let (pack, covered, early) = (pack(), icvp(0, "2020-01-01"), icvp(1, "2026-11-28"));
        let trust = TrustList::from_json(serde_json::Value::Array(covered.trust.clone()), "test").unwrap();
        let paper = PaperCertificate::new(Disease::YellowFever, date!(2026 - 06 - 01));
        let born = |day| PartialDate::parse(day);
        let members = [
            Member::new(vec![covered.texts]),
            Member::new(vec![early.texts]),
            Member::default().papers(vec![paper]),
            Member::default(),
            Member::default().born(born("2026-09-01")),
        ];
        // Ghana asks everybody of nine months and older, South Africa whoever was there in the six days before.
        let stops = [
            stop(Some("DE"), "GH", AT),
            stop(None, "ZA", AT + Duration::days(4)),
            stop(None, "DE", AT + Duration::days(5)),
        ];
        let found = party_needs(&members, &stops, &pack, &Context::new(&trust, AT));
        let answers = |stop: usize| -> Vec<(Answer, usize)> {
            let said = |member: &MemberNeeds| (member.conclusion.answer, member.missing().count());
            found[stop].iter().map(said).collect()
        };
        let (go, look, stop) = ((Answer::Go, 0), (Answer::Look, 1), (Answer::Stop, 1));
        assert_eq!(answers(0), [go, stop, look, stop, go]);
        // Four days later the second one counts.
        assert_eq!(answers(1), [go, go, look, stop, go]);
        assert_eq!(answers(2), [go, go, go, go, go]);
        let from = date!(2026 - 12 - 08);
        assert_eq!(found[0][1].checks[0].coverage, Some(Coverage::NotYet { from }));
        let ghana = Country::parse("GH").unwrap();
        assert_eq!(found[1][3].needs[0].because, Because::Arrival { country: ghana });
        assert!(matches!(found[0][4].needs[0].because, Because::TooYoung { .. }));
    }

    #[test]
    fn countries_count_for_six_days() {
        let last = |stops: &[Stop]| travel(stops).map(|travel| (travel.from, travel.incomplete));
        let codes = |codes: &[&str]| {
            codes
                .iter()
                .map(|code| Country::parse(code).unwrap())
                .collect::<Vec<_>>()
        };
        let day = |days: i64| AT + Duration::days(days);
        let way = [
            stop(Some("BR"), "PT", AT),
            stop(None, "ES", day(2)),
            stop(None, "ZA", day(6)),
        ];
        assert_eq!(last(&way[..1]), Some((codes(&["BR"]), false)));
        // Brazil was left six days before, and a day later it no longer counts.
        assert_eq!(last(&way), Some((codes(&["BR", "PT", "ES"]), false)));
        let later = [way[0].clone(), way[1].clone(), stop(None, "ZA", day(7))];
        assert_eq!(last(&later), Some((codes(&["PT", "ES"]), false)));
        // A departure that a stop names counts beside the stop before.
        let named = [way[0].clone(), stop(Some("AO"), "ZA", day(1))];
        assert_eq!(last(&named), Some((codes(&["BR", "PT", "AO"]), false)));
        assert_eq!(last(&[stop(None, "ZA", AT)]), Some((Vec::new(), true)));
        assert_eq!(last(&[stop(Some("?"), "ZA", AT)]), Some((Vec::new(), true)));
        assert_eq!(last(&[stop(Some("BR"), "?", AT)]), None);
    }

    #[test]
    fn an_unknown_way_is_asked_about_and_numbers_are_bounded() {
        let (pack, trust) = (pack(), TrustList::default());
        let context = Context::new(&trust, AT);
        let one = |stops: &[Stop]| party_needs(&[Member::default()], stops, &pack, &context);
        let unknown = one(&[stop(Some("DE"), "?", AT), stop(Some("DE"), "ZA", AT)]);
        assert_eq!(unknown[0][0].conclusion, Conclusion::OPEN_REQUIREMENT);
        let need = &unknown[1][0].needs[0];
        assert_eq!((need.answer, need.because), (Requirement::Ask, Because::NobodyCounts));
        for (count, expected) in [(MAX_STOPS, MAX_STOPS), (MAX_STOPS + 1, MAX_STOPS)] {
            assert_eq!(one(&vec![stop(Some("DE"), "FR", AT); count]).len(), expected);
        }
        let of = |members: usize| {
            let members = vec![Member::default(); members];
            party_needs(&members, &[stop(Some("DE"), "FR", AT)], &pack, &context)[0].len()
        };
        assert_eq!((of(MAX_MEMBERS), of(MAX_MEMBERS + 1)), (MAX_MEMBERS, MAX_MEMBERS));
        let dose = icvp(0, "2020-01-01").texts;
        let trust = TrustList::from_json(serde_json::Value::Array(icvp(0, "2020-01-01").trust), "test").unwrap();
        let last_of = |count: usize| {
            let mut passes = vec![vec!["none".to_owned()]; count];
            passes.push(dose.clone());
            let members = [Member::new(passes)];
            let found = party_needs(
                &members,
                &[stop(Some("DE"), "GH", AT)],
                &pack,
                &Context::new(&trust, AT),
            );
            matches!(found[0][0].checks[0].coverage, Some(Coverage::Covered { .. }))
        };
        assert_eq!((last_of(MAX_TRIP_PASSES - 1), last_of(MAX_TRIP_PASSES)), (true, false));
    }
}
