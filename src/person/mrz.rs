//! Machine-readable zones of travel documents (ICAO Doc 9303, parts 4 to 7): two lines of 44
//! characters (TD3, passports; MRV-A), two of 36 (TD2; MRV-B), three of 30 (TD1, cards).

use super::{Person, words};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

/// Reason for a text not being a machine-readable zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither 2 × 44, 2 × 36 nor 3 × 30 characters.
    #[error("a machine-readable zone has 2 lines of 44 or 36 characters, or 3 of 30; this has {0} characters")]
    Length(usize),
    /// A character other than A to Z, 0 to 9 and `<`.
    #[error("the character {0:?} is not one of a machine-readable zone")]
    Character(char),
    /// The first letters are not those of a travel document.
    #[error("it does not begin like a travel document")]
    NotADocument,
    /// A check digit does not match its field, which was misread or mistyped.
    #[error("the check digit of the {0} is wrong: read it again")]
    CheckDigit(&'static str),
    /// A date that does not exist.
    #[error("the {0} is not a date")]
    Date(&'static str),
    /// The name is missing.
    #[error("it has no name")]
    NoName,
}

/// Layout of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MrzFormat {
    /// Cards, 3 lines of 30.
    Td1,
    /// Larger cards, 2 lines of 36.
    Td2,
    /// Passports, 2 lines of 44.
    Td3,
    /// Visas, 2 lines of 44 or 36, without a check digit over all.
    Visa,
}

/// Content of a machine-readable zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Mrz {
    /// Layout of the zone.
    pub document: MrzFormat,
    /// Issuing state or organisation, as written in the zone (`D` is Germany).
    pub issuer: String,
    /// Document number.
    pub number: String,
    /// Nationality, as written in the zone.
    pub nationality: String,
    /// Person that it names.
    pub person: Person,
    /// Last day of validity, `YYYY-MM-DD`.
    pub expires: String,
}

impl Mrz {
    /// Reads a typed or scanned zone; lower case, spaces and line ends do not matter. `today` determines the century of
    /// the birth date, which has a two-digit year.
    ///
    /// # Errors
    /// Fails if the text is no zone, or a check digit is wrong.
    ///
    /// ```
    /// use greengate::person::Mrz;
    /// use time::macros::datetime;
    /// let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    /// let mrz = Mrz::read(zone, datetime!(2026-11-24 0:00 UTC)).unwrap();
    /// assert_eq!(mrz.person.standard_name(), "ERIKSSON<<ANNA<MARIA");
    /// assert_eq!(mrz.person.birth.as_deref(), Some("1974-08-12"));
    /// ```
    pub fn read(text: &str, today: OffsetDateTime) -> Result<Self, Error> {
        let mut zone = String::new();
        for c in text.chars().filter(|c| !c.is_whitespace() && !c.is_control()) {
            // Characters that people type and scanners send instead of the filler.
            let c = match c.to_ascii_uppercase() {
                '«' => {
                    zone.push('<');
                    '<'
                }
                '‹' | '>' => '<',
                c => c,
            };
            if !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '<') {
                return Err(Error::Character(c));
            }
            zone.push(c);
            if zone.len() > 90 {
                break;
            }
        }
        match zone.len() {
            88 => Self::two_lines(&zone, 44, today),
            72 => Self::two_lines(&zone, 36, today),
            90 => Self::three_lines(&zone, today),
            other => Err(Error::Length(other)),
        }
    }

    /// True if a text can be a zone, as far as it goes: for fields that judge during typing.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        let text = text.trim_start();
        let start = text.as_bytes().first().map(u8::to_ascii_uppercase);
        text.len() >= 60 && text.contains('<') && matches!(start, Some(b'P' | b'V' | b'I' | b'A' | b'C'))
    }

    fn two_lines(zone: &str, width: usize, today: OffsetDateTime) -> Result<Self, Error> {
        let (first, second) = zone.split_at(width);
        let visa = first.starts_with('V');
        let fits = if width == 44 { "PV" } else { "ACIPV" };
        if !first.starts_with(|c| fits.contains(c)) {
            return Err(Error::NotADocument);
        }
        let second = Line(second);
        let number = second.checked(0..9, "document number")?;
        let birth = second.checked(13..19, "date of birth")?;
        let expires = second.checked(21..27, "date of expiry")?;
        if !visa {
            if width == 44 {
                second.checked(28..42, "personal number")?;
            }
            let all = [second.0.get(0..10), second.0.get(13..20), second.0.get(21..width - 1)];
            check(
                &all.map(Option::unwrap_or_default).concat(),
                second.at(width - 1),
                "whole second line",
            )?;
        }
        Ok(Self {
            document: match (visa, width) {
                (true, _) => MrzFormat::Visa,
                (_, 44) => MrzFormat::Td3,
                _ => MrzFormat::Td2,
            },
            issuer: unfilled(Line(first).part(2..5)),
            number: unfilled(number),
            nationality: unfilled(second.part(10..13)),
            person: person(Line(first).part(5..width), birth, today)?,
            expires: date(expires, false, today).ok_or(Error::Date("date of expiry"))?,
        })
    }

    fn three_lines(zone: &str, today: OffsetDateTime) -> Result<Self, Error> {
        let (first, rest) = zone.split_at(30);
        let (second, third) = rest.split_at(30);
        if !first.starts_with(['A', 'C', 'I']) {
            return Err(Error::NotADocument);
        }
        let (first, second) = (Line(first), Line(second));
        // A number of more than nine characters continues in the optional data, followed by its check digit (9303-5,
        // 4.2.2.1).
        let number = if first.at(14) == '<' {
            let rest = first.part(15..30);
            let rest = rest.split('<').next().unwrap_or_default();
            let (digits, digit) = rest.split_at(rest.len().saturating_sub(1));
            let number = format!("{}{digits}", first.part(5..14));
            check(&number, digit.chars().next().unwrap_or('<'), "document number")?;
            number
        } else {
            first.checked(5..14, "document number")?.to_owned()
        };
        let birth = second.checked(0..6, "date of birth")?;
        let expires = second.checked(8..14, "date of expiry")?;
        let all = [
            first.part(5..30),
            second.part(0..7),
            second.part(8..15),
            second.part(18..29),
        ];
        check(&all.concat(), second.at(29), "whole zone")?;
        Ok(Self {
            document: MrzFormat::Td1,
            issuer: unfilled(first.part(2..5)),
            number: unfilled(&number),
            nationality: unfilled(second.part(15..18)),
            person: person(third, birth, today)?,
            expires: date(expires, false, today).ok_or(Error::Date("date of expiry"))?,
        })
    }
}

/// A line of ASCII of known length.
struct Line<'a>(&'a str);

impl<'a> Line<'a> {
    fn part(&self, range: std::ops::Range<usize>) -> &'a str {
        self.0.get(range).unwrap_or_default()
    }

    fn at(&self, place: usize) -> char {
        self.part(place..place + 1).chars().next().unwrap_or('<')
    }

    /// A field that is followed by its check digit.
    fn checked(&self, range: std::ops::Range<usize>, name: &'static str) -> Result<&'a str, Error> {
        let field = self.part(range.clone());
        check(field, self.at(range.end), name)?;
        Ok(field)
    }
}

fn unfilled(field: &str) -> String {
    field.trim_end_matches('<').to_owned()
}

/// Checks a field's digit: weights 7, 3, 1 over all characters, modulo 10 (9303-3, 4.9). An empty field may have a
/// filler instead of its digit.
fn check(field: &str, digit: char, name: &'static str) -> Result<(), Error> {
    let value = |c: char| match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        'A'..='Z' => u32::from(c) - u32::from('A') + 10,
        _ => 0,
    };
    let sum: u32 = field
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(c, weight)| value(c) * weight)
        .sum();
    let empty = field.chars().all(|c| c == '<') && digit == '<';
    if empty || digit.to_digit(10) == Some(sum % 10) {
        Ok(())
    } else {
        Err(Error::CheckDigit(name))
    }
}

fn person(name: &str, birth: &str, today: OffsetDateTime) -> Result<Person, Error> {
    // A name that fills its field may be cut off.
    let truncated = !name.ends_with('<');
    let name = name.trim_end_matches('<');
    let (surname, given) = name.split_once("<<").unwrap_or((name, ""));
    let surname = words(&surname.replace('<', " "));
    if surname.is_empty() {
        return Err(Error::NoName);
    }
    Ok(Person {
        surname,
        given: words(&given.replace('<', " ")),
        birth: Some(date(birth, true, today).ok_or(Error::Date("date of birth"))?),
        truncated,
    })
}

/// Date from `YYMMDD`, whose month and day may be unknown (`<<`). A birth lies in the past, an expiry within fifty
/// years of today.
fn date(field: &str, birth: bool, today: OffsetDateTime) -> Option<String> {
    let number = |range| field.get(range).and_then(|text: &str| text.parse::<u8>().ok());
    let year = i32::from(number(0..2)?);
    let of = |century: i32| century + year;
    let this_century = today.year() - today.year().rem_euclid(100);
    let Some((month, day)) = number(2..4).zip(number(4..6)) else {
        let later = of(this_century) > today.year();
        let year = if birth && later {
            of(this_century - 100)
        } else {
            of(this_century)
        };
        return Some(match number(2..4) {
            Some(month) => format!("{year:04}-{month:02}"),
            None => format!("{year:04}"),
        });
    };
    let day_of = |year: i32| Date::from_calendar_date(year, month.try_into().ok()?, day).ok();
    let candidate = day_of(of(this_century)).or_else(|| day_of(of(this_century - 100)))?;
    let date = if birth && candidate > today.date() {
        day_of(of(this_century - 100))?
    } else {
        candidate
    };
    Some(format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const TODAY: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);
    // The specimens of ICAO Doc 9303, parts 4, 5 and 6.
    const TD3: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    const TD1: &str = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
    const TD2: &str = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
    const VISA: &str = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<";

    #[test]
    fn the_specimens_of_the_standard() {
        for (zone, document, number) in [
            (TD3, MrzFormat::Td3, "L898902C3"),
            (TD1, MrzFormat::Td1, "D23145890"),
            (TD2, MrzFormat::Td2, "D23145890"),
        ] {
            let mrz = Mrz::read(zone, TODAY).unwrap();
            assert_eq!(mrz.document, document);
            assert_eq!((mrz.number.as_str(), mrz.issuer.as_str()), (number, "UTO"));
            assert_eq!(mrz.person, Person::new("Eriksson", "Anna Maria", Some("1974-08-12")));
            assert_eq!(mrz.expires, "2012-04-15");
            assert!(Mrz::looks_like(zone));
        }
        let visa = Mrz::read(VISA, TODAY).unwrap();
        assert_eq!(
            (visa.document, visa.person.birth.as_deref()),
            (MrzFormat::Visa, Some("1940-09-07"))
        );
    }

    #[test]
    fn as_scanners_and_fingers_bring_it() {
        let expected = Mrz::read(TD3, TODAY).unwrap();
        for text in [
            TD3.replace('\n', ""),
            TD3.replace('\n', "\r\n") + "\r",
            TD3.to_lowercase(),
            format!("  {}  ", TD3.replace('\n', " \n ")),
            TD3.replace("<<<<", "««"),
        ] {
            assert_eq!(Mrz::read(&text, TODAY).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn every_wrong_character_in_a_checked_field_is_seen() {
        let second = TD3.find('\n').unwrap() + 1;
        for place in (0..10).chain(13..20).chain(21..44) {
            let mut zone: Vec<u8> = TD3.bytes().collect();
            let at = second + place;
            // The next value; a difference of ten would escape the check digit.
            zone[at] = match zone[at] {
                b'9' | b'Z' => zone[at] - 1,
                b'<' => b'1',
                other => other + 1,
            };
            let zone = String::from_utf8(zone).unwrap();
            assert!(
                matches!(Mrz::read(&zone, TODAY), Err(Error::CheckDigit(_))),
                "{place}: {zone}"
            );
        }
    }

    #[test]
    fn what_is_none() {
        assert_eq!(Mrz::read("", TODAY), Err(Error::Length(0)));
        assert_eq!(Mrz::read("HC1:6BF", TODAY), Err(Error::Character(':')));
        assert_eq!(Mrz::read(&"<".repeat(1_000_000), TODAY), Err(Error::Length(91)));
        assert_eq!(Mrz::read(&"<".repeat(88), TODAY), Err(Error::NotADocument));
        assert_eq!(Mrz::read(&TD3[1..], TODAY), Err(Error::Length(87)));
        assert_eq!(Mrz::read(&"é".repeat(88), TODAY), Err(Error::Character('é')));
    }

    #[test]
    fn two_digits_of_a_year_are_of_the_past_for_births() {
        assert_eq!(date("261124", true, TODAY).as_deref(), Some("2026-11-24"));
        assert_eq!(date("261125", true, TODAY).as_deref(), Some("1926-11-25"));
        assert_eq!(date("330101", false, TODAY).as_deref(), Some("2033-01-01"));
        assert_eq!(date("40<<<<", true, TODAY).as_deref(), Some("1940"));
        assert_eq!(date("000229", true, TODAY).as_deref(), Some("2000-02-29"));
        assert_eq!(date("740230", true, TODAY), None);
    }
}
