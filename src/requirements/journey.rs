//! The answer for one journey.

use super::{Ages, ArrivalRule, Disease, PartialDate, Row, Status, Table, table::AgeClass};
use crate::{
    country::Country,
    limits::{MAX_LEGS, MAX_TRANSIT_HOURS},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::{Date, Duration};

/// A journey to one destination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Travel {
    /// Destination.
    pub to: Country,
    /// Countries where the traveller stayed in the six days before arrival. The destination itself is not one of them.
    pub from: Vec<Country>,
    /// Airport transits in that time.
    pub transits: Vec<Transit>,
    /// Date of birth, if known.
    pub born: Option<PartialDate>,
    /// Day of arrival, where the traveller arrives.
    pub at: Date,
    /// True if legs are missing, so that it is not known that no country counts.
    pub incomplete: bool,
}

/// A transit through an airport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transit {
    /// Country of the airport.
    pub country: Country,
    /// Length, if known.
    pub stay: Option<Duration>,
}

impl Transit {
    /// Transit of this length, if it is known.
    #[must_use]
    pub const fn new(country: Country, stay: Option<Duration>) -> Self {
        Self { country, stay }
    }

    /// Transit of so many hours. `None` if they are negative or more than [`MAX_TRANSIT_HOURS`].
    #[must_use]
    pub fn of_hours(country: Country, hours: f64) -> Option<Self> {
        let allowed = (0.0..=f64::from(MAX_TRANSIT_HOURS)).contains(&hours);
        let stay = Duration::checked_seconds_f64(hours * 3600.0).filter(|_| allowed)?;
        Some(Self::new(country, Some(stay)))
    }
}

impl Travel {
    /// Journey to a country that arrives on a day, of a traveller about whom nothing else is known.
    #[must_use]
    pub const fn to(to: Country, at: Date) -> Self {
        Self {
            to,
            from: Vec::new(),
            transits: Vec::new(),
            born: None,
            at,
            incomplete: false,
        }
    }

    /// The journey after stays in these countries.
    #[must_use]
    pub fn from(self, from: Vec<Country>) -> Self {
        Self { from, ..self }
    }

    /// The journey with these transits.
    #[must_use]
    pub fn transits(self, transits: Vec<Transit>) -> Self {
        Self { transits, ..self }
    }

    /// The journey of a traveller with this date of birth.
    #[must_use]
    pub fn born(self, born: Option<PartialDate>) -> Self {
        Self { born, ..self }
    }

    /// The journey of which legs are missing, or not.
    #[must_use]
    pub fn incomplete(self, incomplete: bool) -> Self {
        Self { incomplete, ..self }
    }

    /// True if other legs may count: some are missing, or there are more than a traveller can have.
    fn is_open(&self) -> bool {
        self.incomplete || self.from.len() + self.transits.len() > MAX_LEGS
    }
}

/// Requirement of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// The traveller needs one.
    Required,
    /// The traveller needs none.
    NotRequired,
    /// The data does not say it: a person has to ask.
    Ask,
}

impl Requirement {
    /// Name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::NotRequired => "not-required",
            Self::Ask => "ask",
        }
    }
}

/// Rule that an answer follows from, with the leg of the journey that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "rule",
    content = "facts",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum Because {
    /// Nobody is asked.
    NoRequirement,
    /// No country of the journey counts. If the journey is incomplete, another one may, and the answer is to ask.
    NobodyCounts,
    /// A stay in a country that counts.
    Arrival {
        /// That country.
        country: Country,
    },
    /// A transit in a country that counts.
    Transit {
        /// That country.
        country: Country,
        /// Length of the transit in hours, if known.
        #[serde(with = "hours")]
        hours: Option<Duration>,
        /// Longest transit in hours that does not count; 0 if any counts.
        limit: u8,
    },
    /// Everybody is asked.
    EveryArrival,
    /// Younger than those who are asked.
    TooYoung {
        /// Youngest age that is asked, in completed months.
        min_months: u8,
    },
    /// Older than those who are asked.
    TooOld {
        /// Oldest age that is asked, in completed years.
        max_years: u8,
    },
    /// The sources differ.
    Disputed,
    /// No source says it, or the table lacks the destination.
    Unknown,
    /// A country of the journey is not one of ISO 3166-1, so that nobody can say if it counts.
    UnknownCountry {
        /// Its code.
        country: Country,
    },
    /// It depends on the length of a transit, which was not given.
    TransitHoursUnknown {
        /// Country of the transit.
        country: Country,
        /// Longest transit in hours that does not count.
        limit: u8,
    },
    /// WHO recommends that this country asks for a certificate whoever leaves it after a long stay.
    Exit {
        /// That country.
        country: Country,
    },
}

impl Because {
    /// Country of the leg that the answer is about.
    #[must_use]
    pub const fn country(&self) -> Option<Country> {
        match self {
            Self::Arrival { country }
            | Self::Transit { country, .. }
            | Self::UnknownCountry { country }
            | Self::TransitHoursUnknown { country, .. }
            | Self::Exit { country } => Some(*country),
            _ => None,
        }
    }
}

/// The answer about one disease for one journey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Need {
    /// The disease.
    pub disease: Disease,
    /// Destination.
    pub country: Country,
    /// Requirement of a certificate.
    pub answer: Requirement,
    /// Reason for the answer.
    pub because: Because,
    /// Ages that the destination asks.
    pub ages: Ages,
    /// True if a better known date of birth could change the answer from required to not required.
    pub age_unknown: bool,
    /// True if the disease occurs in a part only of the country that the answer is about. At a border the whole country
    /// counts.
    pub partial: bool,
    /// Sources by their short names, joined by `+`.
    pub source: Option<String>,
    /// Date of the newest source.
    pub source_date: Option<String>,
    /// Remark for a person, such as what the sources differ about.
    pub note: Option<String>,
}

impl Table {
    /// Answer for a journey; `None` if the disease is not to be spoken of. Yellow fever always is, polio only where
    /// somebody asks for a certificate.
    pub(super) fn listed(&self, travel: &Travel) -> Option<Need> {
        match self.disease {
            Disease::YellowFever => Some(self.need(travel)),
            Disease::Polio => self.polio(travel),
        }
    }

    /// Answer about polio: what the destination asks of a journey through countries that count for it, else what WHO
    /// recommends that a country of the journey asks at exit.
    fn polio(&self, travel: &Travel) -> Option<Need> {
        let arrival = self.need(travel);
        let somebody_asks = !matches!(
            arrival.because,
            Because::Disputed | Because::Unknown | Because::UnknownCountry { .. } | Because::NobodyCounts
        );
        if somebody_asks && arrival.answer != Requirement::NotRequired {
            return Some(arrival);
        }
        let mut stays = travel.from.iter().filter(|country| **country != travel.to);
        let left = stays.find_map(|country| self.at_risk(*country))?;
        Some(Need {
            answer: Requirement::Ask,
            because: Because::Exit { country: left.country },
            ages: Ages::default(),
            age_unknown: false,
            partial: false,
            source: left.source.as_deref().map(str::to_owned),
            source_date: left.source_date.as_deref().map(str::to_owned),
            note: None,
            ..arrival
        })
    }

    /// Answer of the destination for a journey.
    #[must_use]
    pub fn need(&self, travel: &Travel) -> Need {
        let row = self.row(travel.to);
        let text = |of: fn(&Row) -> &Option<Arc<str>>| row.and_then(|row| of(row).as_deref()).map(str::to_owned);
        let mut age_unknown = false;
        let (mut answer, mut because) = row.map_or((Requirement::Ask, Because::Unknown), |row| self.asked(row, travel));
        let ages = row.map(|row| row.ages).unwrap_or_default();
        // Ages matter only to an answer about this journey.
        let about_journey = !matches!(because, Because::Disputed | Because::Unknown);
        if about_journey && answer != Requirement::NotRequired {
            match ages.class(travel.born, travel.at) {
                Some(AgeClass::Asked) => {}
                None => age_unknown = true,
                Some(AgeClass::TooYoung(min_months)) => {
                    (answer, because) = (Requirement::NotRequired, Because::TooYoung { min_months });
                }
                Some(AgeClass::TooOld(max_years)) => {
                    (answer, because) = (Requirement::NotRequired, Because::TooOld { max_years });
                }
            }
        }
        if because == Because::NobodyCounts && travel.is_open() {
            answer = Requirement::Ask;
        }
        Need {
            disease: self.disease,
            country: travel.to,
            answer,
            because,
            ages,
            age_unknown,
            partial: because.country().is_some_and(|country| self.is_partial(country)),
            source: text(|row| &row.source),
            source_date: text(|row| &row.source_date),
            note: text(|row| &row.note),
        }
    }

    /// Answer for a traveller of an age that is asked.
    fn asked(&self, row: &Row, travel: &Travel) -> (Requirement, Because) {
        match (self.disease, row.status) {
            (_, Status::Unknown) => (Requirement::Ask, Because::Unknown),
            // What is not certain about polio is asked only of those whom it would concern.
            (Disease::Polio, Status::Disputed) => match self.by_rule(row, travel) {
                (Requirement::Required, because) => (Requirement::Ask, because),
                other => other,
            },
            (_, Status::Disputed) => (Requirement::Ask, Because::Disputed),
            (_, Status::Settled) => self.by_rule(row, travel),
        }
    }

    /// Answer by the rule of a row, as if its sources agreed.
    fn by_rule(&self, row: &Row, travel: &Travel) -> (Requirement, Because) {
        match row.rule {
            ArrivalRule::Unknown => (Requirement::Ask, Because::Unknown),
            ArrivalRule::Nobody => (Requirement::NotRequired, Because::NoRequirement),
            ArrivalRule::Everybody => (Requirement::Required, Because::EveryArrival),
            ArrivalRule::FromRisk => self.by_legs(row, travel, None),
            ArrivalRule::FromRiskOrTransit { hours } => self.by_legs(row, travel, Some(hours)),
        }
    }

    /// Answer by the legs of the journey; transits matter where there is a limit for them. A leg that makes a
    /// certificate required comes before one that leaves it open.
    fn by_legs(&self, row: &Row, travel: &Travel, limit: Option<u8>) -> (Requirement, Because) {
        let stays = || travel.from.iter().copied().filter(|country| *country != travel.to);
        if let Some(country) = stays().find(|country| self.counts(row, *country)) {
            return (Requirement::Required, Because::Arrival { country });
        }
        let mut open = stays().find(|country| !country.is_official());
        if let Some(limit) = limit {
            let mut hours_unknown = None;
            for Transit { country, stay } in travel.transits.iter().copied() {
                let long_enough = (limit == 0)
                    .then_some(true)
                    .or_else(|| Some(stay? > Duration::hours(limit.into())));
                match (self.counts(row, country), long_enough) {
                    (true, Some(true)) => {
                        let hours = stay;
                        return (Requirement::Required, Because::Transit { country, hours, limit });
                    }
                    (true, None) => {
                        hours_unknown.get_or_insert(Because::TransitHoursUnknown { country, limit });
                    }
                    (false, None | Some(true)) if !country.is_official() => {
                        open.get_or_insert(country);
                    }
                    _ => {}
                }
            }
            if let Some(because) = hours_unknown {
                return (Requirement::Ask, because);
            }
        }
        match open {
            Some(country) => (Requirement::Ask, Because::UnknownCountry { country }),
            None => (Requirement::NotRequired, Because::NobodyCounts),
        }
    }
}

/// A length in hours, as a number.
pub(super) mod hours {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};
    use time::Duration;

    pub fn serialize<S: Serializer>(stay: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(stay) = stay else {
            return serializer.serialize_none();
        };
        let hours = stay.whole_hours();
        if *stay == Duration::hours(hours) {
            serializer.serialize_some(&hours)
        } else {
            serializer.serialize_some(&(stay.as_seconds_f64() / 3600.0))
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
        let hours = Option::<f64>::deserialize(deserializer)?;
        let stay = hours.map(|hours| Duration::checked_seconds_f64(hours * 3600.0));
        stay.map(|stay| stay.ok_or_else(|| D::Error::custom("not a length in hours")))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    #[test]
    fn hours_of_a_transit() {
        let of = |hours: f64| Transit::of_hours(country("ET"), hours).and_then(|transit| transit.stay);
        assert_eq!(of(12.5), Some(Duration::minutes(750)));
        assert_eq!(of(0.0), Some(Duration::ZERO));
        assert_eq!(
            of(f64::from(MAX_TRANSIT_HOURS)),
            Some(Duration::hours(MAX_TRANSIT_HOURS.into()))
        );
        for hours in [f64::from(MAX_TRANSIT_HOURS) + 0.1, -0.1, f64::NAN, f64::INFINITY] {
            assert_eq!(of(hours), None, "{hours}");
        }
    }

    #[test]
    fn reasons_are_read_again_from_json() {
        let et = country("ET");
        let transit = |hours| Because::Transit {
            country: et,
            hours,
            limit: 12,
        };
        for (because, json) in [
            (Because::EveryArrival, r#"{"rule":"every-arrival"}"#),
            (
                Because::Arrival { country: et },
                r#"{"rule":"arrival","facts":{"country":"ET"}}"#,
            ),
            (
                transit(Some(Duration::hours(13))),
                r#"{"rule":"transit","facts":{"country":"ET","hours":13,"limit":12}}"#,
            ),
            (
                transit(Some(Duration::minutes(750))),
                r#"{"rule":"transit","facts":{"country":"ET","hours":12.5,"limit":12}}"#,
            ),
            (
                transit(None),
                r#"{"rule":"transit","facts":{"country":"ET","hours":null,"limit":12}}"#,
            ),
            (
                Because::TooYoung { min_months: 9 },
                r#"{"rule":"too-young","facts":{"minMonths":9}}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&because).unwrap(), json);
            assert_eq!(serde_json::from_str::<Because>(json).unwrap(), because);
        }
    }
}
