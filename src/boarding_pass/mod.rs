//! Boarding passes: texts of bar-coded boarding passes (BCBP, IATA Resolution 792, versions 1 to 8) to flights and name.
//!
//! A text has a mandatory part of fixed width, for each of one to four legs, and conditional parts whose widths are
//! given in hexadecimal. A boarding pass is signed by nobody who could be checked here: it says where a traveller goes,
//! and proves nothing.
//!
//! ```
//! use greengate::boarding_pass::BoardingPass;
//! use time::macros::date;
//! let text = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";
//! let pass = BoardingPass::parse(text)?;
//! assert_eq!((&*pass.legs[0].from, &*pass.legs[0].to), ("ZRH", "JFK"));
//! assert_eq!(pass.date(&pass.legs[0], date!(2026 - 11 - 20)), Some(date!(2026 - 11 - 22)));
//! # Ok::<(), greengate::boarding_pass::BoardingPassError>(())
//! ```

mod passenger;
mod read;

pub use passenger::Passenger;

use crate::limits::{MAX_BOARDING_PASS, MAX_FLIGHT_LEGS};
use time::{Date, Duration};

/// Years around a day in which the year of issue is looked for: its last digit alone is given.
const ISSUE_YEARS: i32 = 5;
/// Reason for not reading a boarding pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BoardingPassError {
    /// It does not begin with `M` and a digit.
    #[error("it is no boarding pass (IATA Resolution 792)")]
    NotOne,
    /// The number of its legs is another one than 1 to 4.
    #[error("a boarding pass has one to {MAX_FLIGHT_LEGS} legs")]
    Legs,
    /// It is longer than any boarding pass.
    #[error("the boarding pass is longer than {MAX_BOARDING_PASS} characters")]
    TooLong,
    /// It ends within this part.
    #[error("the boarding pass ends within its {0}")]
    Cut(&'static str),
    /// This part has other characters than it may have.
    #[error("the boarding pass has a broken {0}")]
    Broken(&'static str),
}

/// A boarding pass.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BoardingPass {
    /// Name as it is printed: surname, a slash, given names and a title; cut off after 20 characters.
    pub name: String,
    /// True for an electronic ticket.
    pub electronic: bool,
    /// Flights in their order, one to four.
    pub legs: Vec<FlightLeg>,
    /// Version of the layout, if the text has conditional parts.
    pub version: Option<u8>,
    /// Date of issue: last digit of the year, day of the year.
    pub issued: Option<(u8, u16)>,
    /// How it was issued.
    pub issuance: Issuance,
    /// Security data, which airlines and security staff verify with the airline's key; `None` if there is none, or not all
    /// of it.
    pub security: Option<Security>,
}

/// How a boarding pass was issued, in the letters of the Resolution.
/// Empty where the pass does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issuance {
    /// Kind of passenger: `0` adult, `1` male, `2` female, `3` child, `4` infant, and so on.
    pub passenger: String,
    /// Where the passenger checked in: `W` web, `K` kiosk, `M` mobile device, `O` airport agent, and so on.
    pub check_in: String,
    /// Where the pass was issued, in the same letters.
    pub source: String,
    /// `B` for a boarding pass, `I` for an itinerary receipt.
    pub document: String,
    /// Designator of the airline that issued it.
    pub airline: String,
    /// Licence plate numbers of baggage tags of ten digits, each with the number of consecutive tags, three digits; at
    /// most three.
    pub baggage_tags: Vec<String>,
}

/// Security data of a boarding pass.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Security {
    /// Kind of the data: `1` for a signature of the Resolution's own kind.
    pub kind: String,
    /// The data, at most 255 characters.
    pub data: String,
}

/// A flight of a boarding pass.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlightLeg {
    /// Booking reference (PNR) of the operating carrier.
    pub booking: String,
    /// Airport of departure (IATA code).
    pub from: String,
    /// Airport of arrival (IATA code).
    pub to: String,
    /// Operating carrier: designator of two or three characters.
    pub carrier: String,
    /// Number of the flight without leading zeros, with its suffix if it has one.
    pub flight: String,
    /// Day of the year of departure, from 1.
    pub day: u16,
    /// Class of the compartment.
    pub compartment: String,
    /// Seat, without leading zeros.
    pub seat: String,
    /// Sequence number of the check-in, without leading zeros.
    pub sequence: String,
    /// Status of the passenger: `0` to `9`, `A` to `F`; `1` is checked in.
    pub status: String,
    /// Conditional fields.
    pub details: LegDetails,
}

/// Conditional fields of a flight. Empty where the pass does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LegDetails {
    /// Number of the airline that sold the ticket, three digits.
    pub airline_number: String,
    /// Form and serial number of the ticket, ten digits.
    pub document_number: String,
    /// `0` for a passenger who is not selected for additional screening, `1` for one who is, `3` for a known traveller.
    pub selectee: String,
    /// Verification of travel documents: `0` not wanted, `1` wanted, `2` done.
    pub document_check: String,
    /// Designator of the carrier that sold the flight.
    pub marketing_carrier: String,
    /// Airline of the frequent flyer number.
    pub frequent_flyer_airline: String,
    /// Frequent flyer number.
    pub frequent_flyer_number: String,
    /// Reduced fare of airlines' and agents' staff (ID/AD indicator).
    pub reduced_fare: String,
    /// Free baggage: `20K`, `40L`, or `2PC`.
    pub baggage_allowance: String,
    /// `Y` or `N`: a faster way through the airport (from version 5 on).
    pub fast_track: String,
    /// What the airline added for itself, of any shape.
    pub airline_data: String,
}

impl BoardingPass {
    /// Reads the text of a code, or what a hardware scanner typed, in capitals or small letters. What is missing at its end
    /// counts as spaces, from the day of the last flight on. Broken conditional fields are left out.
    ///
    /// # Errors
    /// Fails if it is none, too long, cut off, or if one of the parts that say who flies where is broken.
    pub fn parse(text: &str) -> Result<Self, BoardingPassError> {
        Self::read(text)
    }

    /// Date of departure of a leg, near a day such as that of the check: with a date of issue the first such day of the year
    /// from the eve of it on (the airport may be on the other side of the date line), else the nearest one. `None` if no year near has such a day, which is so for day 366 most of the time.
    #[must_use]
    pub fn date(&self, leg: &FlightLeg, near: Date) -> Option<Date> {
        let in_year = |year: i32, day: u16| Date::from_ordinal_date(year, day).ok();
        let issued = self.issued.and_then(|(digit, day)| {
            let years = near.year() - ISSUE_YEARS..=near.year() + ISSUE_YEARS;
            let days = years
                .filter(|year| year.rem_euclid(10) == i32::from(digit))
                .filter_map(|year| in_year(year, day));
            days.min_by_key(|day| (*day - near).abs())
        });
        match issued {
            Some(issued) => (issued.year() - 1..=issued.year() + 1)
                .filter_map(|year| in_year(year, leg.day))
                .find(|day| *day - issued >= -Duration::DAY),
            None => (near.year() - 1..=near.year() + 1)
                .filter_map(|year| in_year(year, leg.day))
                .min_by_key(|day| (*day - near).abs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const ONE: &str = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";

    #[test]
    fn the_year_follows_from_the_issue_or_the_day_of_the_check() {
        let of = |day: u16, issued: Option<(u8, u16)>, near: Date| {
            let mut pass = BoardingPass::parse(ONE).unwrap();
            pass.legs[0].day = day;
            pass.issued = issued;
            pass.date(&pass.legs[0], near)
        };
        assert_eq!(of(1, None, date!(2026 - 12 - 30)), Some(date!(2027 - 01 - 01)));
        assert_eq!(of(365, None, date!(2027 - 01 - 02)), Some(date!(2026 - 12 - 31)));
        assert_eq!(of(60, None, date!(2028 - 02 - 20)), Some(date!(2028 - 02 - 29)));
        assert_eq!(of(366, None, date!(2026 - 06 - 01)), None);
        assert_eq!(of(366, None, date!(2027 - 12 - 31)), Some(date!(2028 - 12 - 31)));
        // Issued in December of 2025 for a flight in the January after.
        assert_eq!(
            of(5, Some((5, 350)), date!(2026 - 07 - 20)),
            Some(date!(2026 - 01 - 05))
        );
        assert_eq!(
            of(355, Some((5, 350)), date!(2026 - 01 - 20)),
            Some(date!(2025 - 12 - 21))
        );
        assert_eq!(
            of(5, Some((9, 350)), date!(2030 - 01 - 02)),
            Some(date!(2030 - 01 - 05))
        );
        // On the other side of the date line it is still the day before.
        assert_eq!(
            of(365, Some((7, 1)), date!(2027 - 01 - 01)),
            Some(date!(2026 - 12 - 31))
        );
        assert_eq!(
            of(364, Some((7, 1)), date!(2027 - 01 - 01)),
            Some(date!(2027 - 12 - 30))
        );
        // Of a leap year: issued on its last day, and on the day after a 28 February.
        assert_eq!(
            of(1, Some((8, 366)), date!(2029 - 01 - 01)),
            Some(date!(2029 - 01 - 01))
        );
        assert_eq!(
            of(60, Some((8, 59)), date!(2028 - 03 - 01)),
            Some(date!(2028 - 02 - 29))
        );
        // No year that ends in 7 has such a day of issue: the nearest day counts.
        assert_eq!(
            of(1, Some((7, 366)), date!(2027 - 12 - 30)),
            Some(date!(2028 - 01 - 01))
        );
    }
}
