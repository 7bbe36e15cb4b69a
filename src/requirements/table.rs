//! The requirements of every destination for one disease.

use super::{Disease, PartialDate, date::completed_months};
use crate::country::Country;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use time::Date;

/// Requirements for one disease: rows of destinations, and the countries where the disease occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// The disease.
    pub disease: Disease,
    /// Destinations, in the order of their codes.
    pub rows: Vec<Row>,
    /// Countries with risk of transmission, in the order of their codes. Of polio: those for which WHO recommends that they
    /// ask for a certificate at exit.
    pub risk: Vec<CountryAtRisk>,
    /// Countries with low potential for exposure, in the order of their codes: they count only where a destination names
    /// them.
    pub low_potential: Vec<CountryAtRisk>,
}

/// Requirement of one destination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// Destination.
    pub country: Country,
    /// Travellers that are asked.
    pub rule: ArrivalRule,
    /// Ages that are asked.
    pub ages: Ages,
    /// The only countries that count; if empty, those with risk count, with `extra_risk` and without `exempt`.
    pub only_from: Vec<Country>,
    /// Countries that count too.
    pub extra_risk: Vec<Country>,
    /// Countries with risk that do not count.
    pub exempt: Vec<Country>,
    /// Agreement of the sources.
    pub status: Status,
    /// Sources, by their short names, joined by `+`.
    pub source: Option<Arc<str>>,
    /// Date of the newest source, `YYYY-MM-DD` or `YYYY-MM`.
    pub source_date: Option<Arc<str>>,
    /// Sources that agree, of those that cover the destination: `3/4`.
    pub agreement: Option<Arc<str>>,
    /// Remark for a person.
    pub note: Option<Arc<str>>,
}

/// Travellers whom a destination asks for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrivalRule {
    /// Nobody.
    Nobody,
    /// Those who stayed in a country that counts.
    FromRisk,
    /// Those, and who was in transit in such a country for more than so many hours; 0 stands for any transit.
    FromRiskOrTransit {
        /// Longest transit in hours that does not count.
        hours: u8,
    },
    /// Everybody.
    Everybody,
    /// No source says it.
    Unknown,
}

/// Ages at the day of arrival that a destination asks for a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Ages {
    /// Youngest age in completed months.
    pub min_months: Option<u8>,
    /// Oldest age in completed years.
    pub max_years: Option<u8>,
}

/// Side of the ages asked on which an age lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AgeClass {
    TooYoung(u8),
    Asked,
    TooOld(u8),
}

impl Ages {
    fn class_of(self, born: Date, at: Date) -> AgeClass {
        let months = completed_months(born, at);
        match (self.min_months, self.max_years) {
            (Some(min), _) if months < i32::from(min) => AgeClass::TooYoung(min),
            (_, Some(max)) if months.div_euclid(12) > i32::from(max) => AgeClass::TooOld(max),
            _ => AgeClass::Asked,
        }
    }

    /// Class of a birth date at the day of arrival. `None` if the date leaves it open, or lies after that day.
    pub(super) fn class(self, born: Option<PartialDate>, at: Date) -> Option<AgeClass> {
        if self == Self::default() {
            return Some(AgeClass::Asked);
        }
        let born = born.filter(|born| born.earliest() <= at)?;
        let oldest = self.class_of(born.earliest(), at);
        (oldest == self.class_of(born.latest().min(at), at)).then_some(oldest)
    }
}

/// Agreement of the sources about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// They agree, or the best of them is followed.
    Settled,
    /// They differ.
    Disputed,
    /// None says it.
    Unknown,
}

/// A country where the disease occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountryAtRisk {
    /// The country.
    pub country: Country,
    /// True if it occurs in a part of the country only. At a border the whole country counts.
    pub partial: bool,
    /// Sources, as in [`Row::source`].
    pub source: Option<Arc<str>>,
    /// Date of the newest source.
    pub source_date: Option<Arc<str>>,
}

/// Full name of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceName {
    /// Short name in the rows.
    pub source: String,
    /// Full name, with its licence.
    pub name: String,
}

impl Table {
    /// Row of a destination.
    #[must_use]
    pub fn row(&self, country: Country) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&country, |row| row.country).ok()?;
        self.rows.get(at)
    }

    /// True if a stay in this country counts for a destination.
    #[must_use]
    pub fn counts(&self, row: &Row, country: Country) -> bool {
        if !row.only_from.is_empty() {
            return row.only_from.contains(&country);
        }
        (at_risk(&self.risk, country).is_some() || row.extra_risk.contains(&country)) && !row.exempt.contains(&country)
    }

    /// Entry of a country with risk of transmission.
    pub(super) fn at_risk(&self, country: Country) -> Option<&CountryAtRisk> {
        at_risk(&self.risk, country)
    }

    /// True if the disease occurs in a part of the country only.
    #[must_use]
    pub fn is_partial(&self, country: Country) -> bool {
        at_risk(&self.risk, country)
            .or_else(|| at_risk(&self.low_potential, country))
            .is_some_and(|found| found.partial)
    }
}

fn at_risk(list: &[CountryAtRisk], country: Country) -> Option<&CountryAtRisk> {
    let at = list.binary_search_by_key(&country, |entry| entry.country).ok()?;
    list.get(at)
}
