//! Vaccination certificates that destinations ask travellers for.
//!
//! A [`RequirementPack`] holds a [`Table`] for each disease; [`RequirementPack::needs`] answers for a journey
//! ([`Travel`]) if a certificate is [`Requirement::Required`], and why. Where the sources differ or are silent the
//! answer is [`Requirement::Ask`], never a guess. Judged passes are compared with the answer in
//! [`crate::verdict::settle`]. [`Airports`] has the countries of airports, for journeys that are typed as flights.

mod airports;
mod date;
mod journey;
mod legs;
mod pack;
mod table;
#[cfg(feature = "lists")]
mod tables;

pub use airports::{Airports, AirportsError, place};
pub use date::PartialDate;
pub use journey::{Because, Need, Requirement, Transit, Travel};
pub use legs::{Leg, LegError, Legs, Place};
pub use pack::{RequirementError, RequirementPack};
pub use table::{Ages, ArrivalRule, CountryAtRisk, Row, SourceName, Status, Table};
#[cfg(feature = "lists")]
pub use tables::{TableFault, TableFiles, TableProblem};

use serde::{Deserialize, Serialize};

/// A disease that destinations ask a certificate for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Disease {
    /// Yellow fever (International Health Regulations, annex 7).
    YellowFever,
    /// Poliomyelitis.
    Polio,
}

impl Disease {
    /// Every disease.
    pub const ALL: [Self; 2] = [Self::YellowFever, Self::Polio];

    /// Name in packs and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::YellowFever => "yellow-fever",
            Self::Polio => "polio",
        }
    }

    /// The disease with this name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|disease| disease.as_str() == name)
    }

    /// Name in [`crate::pass::ClinicalEvent::disease`].
    #[must_use]
    pub const fn in_passes(self) -> &'static str {
        match self {
            Self::YellowFever => "Yellow fever",
            Self::Polio => "Poliomyelitis",
        }
    }
}
