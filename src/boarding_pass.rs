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

use crate::{
    limits::{MAX_BOARDING_PASS, MAX_FLIGHT_LEGS},
    person::{Difference, Match, Person},
};
use serde::{Deserialize, Serialize};
use time::Date;

/// Width of the name.
const NAME: usize = 20;
/// Years around a day in which the year of issue is looked for: its last digit alone is given.
const ISSUE_YEARS: i32 = 5;
/// Titles that airlines append to given names, the longer ones first.
const TITLES: [&str; 9] = ["MSTR", "MISS", "PROF", "MRS", "CHD", "INF", "MR", "MS", "DR"];

/// Reason for not reading a boarding pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BoardingPassError {
    /// It does not begin with `M` and a number of legs from 1 to 4.
    #[error("it is no boarding pass (IATA Resolution 792)")]
    NotOne,
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
}

/// Reads fields of fixed width.
struct Fields<'a> {
    rest: &'a str,
}

impl<'a> Fields<'a> {
    fn take(&mut self, width: usize, name: &'static str) -> Result<&'a str, BoardingPassError> {
        let (field, rest) = self.rest.split_at_checked(width).ok_or(BoardingPassError::Cut(name))?;
        self.rest = rest;
        Ok(field)
    }

    /// A part whose width stands before it, two hexadecimal digits.
    fn part(&mut self, name: &'static str) -> Result<Self, BoardingPassError> {
        let width = self.take(2, name)?;
        // `from_str_radix` would take a sign too.
        let digits = width.bytes().all(|byte| byte.is_ascii_hexdigit());
        let width = usize::from_str_radix(width, 16).ok().filter(|_| digits);
        let width = width.ok_or(BoardingPassError::Broken(name))?;
        Ok(Self {
            rest: self.take(width, name)?,
        })
    }
}

fn without_zeros(text: &str) -> String {
    text.trim().trim_start_matches('0').to_owned()
}

impl FlightLeg {
    fn read(fields: &mut Fields) -> Result<Self, BoardingPassError> {
        let booking = fields.take(7, "booking reference")?.trim().to_owned();
        let mut airport = |name| {
            let code = fields.take(3, name)?;
            let letters = code.bytes().all(|byte| byte.is_ascii_alphabetic());
            letters
                .then(|| code.to_ascii_uppercase())
                .ok_or(BoardingPassError::Broken(name))
        };
        let (from, to) = (airport("airport of departure")?, airport("airport of arrival")?);
        let carrier = fields.take(3, "carrier")?.trim().to_owned();
        let flight = without_zeros(fields.take(5, "number of the flight")?);
        let day = day_of_year(fields.take(3, "day")?).ok_or(BoardingPassError::Broken("day"))?;
        let compartment = fields.take(1, "compartment")?.trim().to_owned();
        let seat = without_zeros(fields.take(4, "seat")?);
        let sequence = without_zeros(fields.take(5, "check-in sequence number")?);
        fields.take(1, "passenger status")?;
        Ok(Self {
            booking,
            from,
            to,
            carrier,
            flight,
            day,
            compartment,
            seat,
            sequence,
        })
    }
}

/// A day of the year from 1 to 366, of three digits.
fn day_of_year(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let day = text.parse().ok().filter(|day| (1..=366).contains(day))?;
    digits.then_some(day)
}

impl BoardingPass {
    /// Reads the text of a code, or what a hardware scanner typed. Spaces at its end may be missing.
    ///
    /// # Errors
    /// Fails if it is none, too long, cut off, or if one of the parts that say who flies where is broken.
    pub fn parse(text: &str) -> Result<Self, BoardingPassError> {
        let text = text.trim_matches(['\r', '\n', '\t', '\0']).trim_start();
        if text.len() > MAX_BOARDING_PASS {
            return Err(BoardingPassError::TooLong);
        }
        if !text.is_ascii() {
            return Err(BoardingPassError::NotOne);
        }
        // Scanners trim spaces, and the last mandatory field of a leg may be all spaces.
        let padded = format!("{text:<60}");
        let mut fields = Fields { rest: &padded };
        let legs = match fields.take(2, "beginning")?.as_bytes() {
            [b'M', digit @ b'1'..=b'9'] => usize::from(digit - b'0'),
            _ => return Err(BoardingPassError::NotOne),
        };
        if legs > MAX_FLIGHT_LEGS {
            return Err(BoardingPassError::NotOne);
        }
        let name = fields.take(NAME, "name")?;
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(BoardingPassError::Broken("name"));
        }
        let electronic = fields.take(1, "ticket indicator")? == "E";
        let mut pass = Self {
            name: name.trim_end().to_owned(),
            electronic,
            legs: Vec::new(),
            version: None,
            issued: None,
        };
        for leg in 0..legs {
            pass.legs.push(FlightLeg::read(&mut fields)?);
            // Without conditional parts some printers leave spaces.
            if fields.rest.trim().is_empty() && leg + 1 == legs {
                break;
            }
            let conditional = fields.part("conditional part")?;
            if leg == 0 {
                pass.read_unique(conditional)?;
            }
        }
        Ok(pass)
    }

    /// Reads the conditional part that stands once: version and date of issue.
    fn read_unique(&mut self, mut fields: Fields) -> Result<(), BoardingPassError> {
        if !fields.rest.starts_with('>') {
            return Ok(());
        }
        const VERSION: &str = "version";
        let version = fields.take(2, VERSION)?.as_bytes()[1];
        if !version.is_ascii_digit() {
            return Err(BoardingPassError::Broken(VERSION));
        }
        self.version = Some(version - b'0');
        // Passes of old versions end here.
        if fields.rest.trim().is_empty() {
            return Ok(());
        }
        let unique = fields.part("conditional part")?;
        // Passenger description, source of check-in, source of issue; then the date of issue.
        if let Some(issued) = unique.rest.get(3..7)
            && let Some(day) = day_of_year(&issued[1..])
            && let Some(year) = issued.bytes().next().filter(u8::is_ascii_digit)
        {
            self.issued = Some((year - b'0', day));
        }
        Ok(())
    }

    /// Date of departure of a leg, near a day such as that of the check: with a date of issue the first such day of the year
    /// after it, else the nearest one. `None` if no year near has such a day, which is so for day 366 most of the time.
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
            Some(issued) => (issued.year()..=issued.year() + 1)
                .filter_map(|year| in_year(year, leg.day))
                .find(|day| *day >= issued),
            None => (near.year() - 1..=near.year() + 1)
                .filter_map(|year| in_year(year, leg.day))
                .min_by_key(|day| (*day - near).abs()),
        }
    }

    /// The traveller, to compare with other documents.
    #[must_use]
    pub fn passenger(&self) -> Passenger {
        Passenger { people: self.people() }
    }

    fn people(&self) -> Vec<Person> {
        let (surname, given) = self.name.split_once('/').unwrap_or((&self.name, ""));
        let given = given.trim();
        let title = TITLES.iter().find_map(|title| given.strip_suffix(title));
        let names = [Some(given), title.map(str::trim)];
        let people = names.into_iter().flatten().map(|given| {
            let mut person = Person::new(surname, given, None);
            person.truncated = self.name.len() >= NAME;
            person
        });
        people.collect()
    }

    /// Compares the name with a person, as [`Passenger::compare`] does.
    #[must_use]
    pub fn compare(&self, other: &Person) -> Match {
        self.passenger().compare(other)
    }
}

/// Traveller that a boarding pass names: the person with a title that may stand after the given names, and without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passenger {
    people: Vec<Person>,
}

impl Passenger {
    /// Compares the name with a person, weakly: boarding passes have titles, joined and cut given names and initials, and
    /// no date of birth.
    #[must_use]
    pub fn compare(&self, other: &Person) -> Match {
        let mut best = Match::Different {
            name: true,
            birth: false,
        };
        for person in &self.people {
            match compare_name(person, other) {
                Match::Same => return Match::Same,
                near @ Match::Near(_) => best = near,
                Match::Different { .. } => {}
            }
        }
        best
    }
}

/// Compares names alone.
fn compare_name(person: &Person, other: &Person) -> Match {
    let named = Person {
        birth: None,
        ..other.clone()
    };
    let differences = match person.compare(&named) {
        Match::Near(differences) => differences,
        different @ Match::Different { .. } => return by_initial(person, &named).unwrap_or(different),
        Match::Same => return Match::Same,
    };
    let names: Vec<Difference> = differences
        .into_iter()
        .filter(|difference| *difference != Difference::BirthDate)
        .collect();
    if names.is_empty() {
        Match::Same
    } else {
        Match::Near(names)
    }
}

/// The same person if the given names are initials: `DOE/J`.
fn by_initial(person: &Person, other: &Person) -> Option<Match> {
    let begins = |(ours, theirs): (&String, &String)| ours.len() == 1 && theirs.starts_with(ours.as_str());
    let initials = !person.given.is_empty()
        && person.given.len() <= other.given.len()
        && person.given.iter().zip(&other.given).all(begins);
    let whole = Person {
        given: other.given.clone(),
        ..person.clone()
    };
    let same = initials && whole.compare(other).is_possible();
    same.then(|| Match::Near(vec![Difference::Truncation]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const ONE: &str = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";

    fn leg(from_to: &str, day: u16, conditional: &str) -> String {
        format!(
            "XYZ987 {from_to}ET 0724 {day:03}Y031C0109 1{:02X}{conditional}",
            conditional.len()
        )
    }

    #[test]
    fn one_to_four_legs_with_every_field() {
        let pass = BoardingPass::parse(ONE).unwrap();
        let only = &pass.legs[0];
        assert_eq!((pass.name.as_str(), pass.electronic), ("DOE/JOHNMR", true));
        assert_eq!(
            (only.booking.as_str(), only.from.as_str(), only.to.as_str()),
            ("ABC123", "ZRH", "JFK")
        );
        assert_eq!(
            (only.carrier.as_str(), only.flight.as_str(), only.day),
            ("LX", "14", 326)
        );
        assert_eq!(
            (only.compartment.as_str(), only.seat.as_str(), only.sequence.as_str()),
            ("Y", "12A", "25")
        );
        assert_eq!((pass.version, pass.issued), (None, None));
        let hops = ["GRUADD", "ADDACC", "ACCLOS", "LOSJNB"];
        for count in 1..=4 {
            // Version 6, issued on day 300 of a year that ends in 6; the second part is the airline's.
            let unique = ">6181MM6300BET 0071123456789001";
            let mut text = format!("M{count}SANTOS/MARIA MRS    E");
            for (place, hop) in hops[..count].iter().enumerate() {
                text += &leg(
                    hop,
                    330 + u16::try_from(place).unwrap(),
                    if place == 0 { unique } else { "2A0711234567890 0" },
                );
            }
            text += "^100";
            let pass = BoardingPass::parse(&text).unwrap();
            let flown: Vec<String> = pass.legs.iter().map(|leg| format!("{}{}", leg.from, leg.to)).collect();
            assert_eq!(flown, hops[..count]);
            assert_eq!((pass.version, pass.issued), (Some(6), Some((6, 300))));
            assert_eq!(pass.legs[count - 1].day, 329 + u16::try_from(count).unwrap());
        }
        assert_eq!(hops.len(), MAX_FLIGHT_LEGS);
        assert_eq!(
            BoardingPass::parse(&ONE.replacen("M1", &format!("M{}", MAX_FLIGHT_LEGS + 1), 1)),
            Err(BoardingPassError::NotOne)
        );
    }

    #[test]
    fn padding_may_be_missing_or_more() {
        let whole = BoardingPass::parse(ONE);
        for text in [
            ONE.trim_end_matches("100").to_owned() + "1",
            format!("{ONE}\r\n"),
            format!("{ONE}    "),
            format!("\n{ONE}"),
        ] {
            assert_eq!(BoardingPass::parse(&text), whole, "{text:?}");
        }
    }

    #[test]
    fn damage_is_said_and_nothing_panics() {
        assert_eq!(
            BoardingPass::parse(&ONE.replace("ZRH", "Z1H")),
            Err(BoardingPassError::Broken("airport of departure"))
        );
        assert_eq!(
            BoardingPass::parse(&ONE.replace(" 326Y", " 367Y")),
            Err(BoardingPassError::Broken("day"))
        );
        assert_eq!(
            BoardingPass::parse(&ONE.replace(" 326Y", " +26Y")),
            Err(BoardingPassError::Broken("day"))
        );
        assert_eq!(
            BoardingPass::parse(&ONE.replace("M1DOE", "M1 OE")),
            Err(BoardingPassError::Broken("name"))
        );
        assert_eq!(
            BoardingPass::parse("M1DOE"),
            Err(BoardingPassError::Broken("airport of departure"))
        );
        assert_eq!(
            BoardingPass::parse(&(ONE.to_owned() + &"x".repeat(MAX_BOARDING_PASS))),
            Err(BoardingPassError::TooLong)
        );
        assert_eq!(BoardingPass::parse("M1MÜLLER"), Err(BoardingPassError::NotOne));
        // A conditional part that claims to be longer than the text.
        let cut = ONE.replace(" 100", " 1FF>6");
        assert_eq!(
            BoardingPass::parse(&cut),
            Err(BoardingPassError::Cut("conditional part"))
        );
        let text = format!(
            "M2SANTOS/MARIA        E{}{}",
            leg("GRUADD", 330, ">6181MM6300BET 0"),
            leg("ADDACC", 331, "")
        );
        for end in 0..text.len() {
            _ = BoardingPass::parse(&text[..end]);
            for byte in [b' ', b'/', b'F', b'~'] {
                let mut altered = text.clone().into_bytes();
                altered[end] = byte;
                _ = BoardingPass::parse(&String::from_utf8(altered).unwrap());
            }
        }
    }

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
    }

    #[test]
    fn names_are_compared_weakly() {
        let of = |name: &str, surname: &str, given: &str| {
            let mut pass = BoardingPass::parse(ONE).unwrap();
            pass.name = name.to_owned();
            pass.compare(&Person::new(surname, given, Some("1990-02-03")))
        };
        assert_eq!(of("DOE/JOHNMR", "Doe", "John"), Match::Same);
        assert_eq!(of("DOE/JOHN MR", "Doe", "John"), Match::Same);
        assert!(of("DOE/J", "Doe", "John").is_possible());
        assert!(of("DOE/J MR", "Doe", "John").is_possible());
        assert!(of("SANTOSDASILVA/MARIAE", "Santos da Silva", "Maria Eduarda").is_possible());
        assert!(of("MUELLER/ANNAMARIAMRS", "Müller", "Anna Maria").is_possible());
        assert!(of("DOE/JOHNMR", "Doe", "John Patrick").is_possible());
        // A given name may end like a title.
        assert_eq!(of("AMIN/OMR", "Amin", "Omr"), Match::Same);
        for (surname, given) in [("Doe", "Jane"), ("Roe", "John"), ("Johns", "Mary")] {
            assert!(!of("DOE/JOHNMR", surname, given).is_possible(), "{surname} {given}");
        }
    }
}
