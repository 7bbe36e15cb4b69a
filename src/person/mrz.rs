//! Machine-readable zones of travel documents (ICAO Doc 9303, parts 4 to 7): two lines of 44
//! characters (TD3, passports; MRV-A), two of 36 (TD2; MRV-B), three of 30 (TD1, cards).

use super::{Difference, Match, Person, words};
use crate::limits::MAX_NAME_READINGS;
use serde::{Deserialize, Serialize};
use std::ops::Range;
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
    /// Sex, as written in the zone: `F`, `M`, or `<` for unspecified.
    pub sex: char,
    /// Person that it names.
    pub person: Person,
    /// Last day of validity, `YYYY-MM-DD`.
    pub expires: String,
    /// The name field with its fillers, which [`person`](Self::person) is read from.
    pub name: String,
    /// Characters of the name field that may be others, see [`with_doubts`](Self::with_doubts).
    name_doubts: Vec<NameDoubt>,
}

/// Character of a zone that a picture does not show clearly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MrzDoubt {
    /// Line, from 0.
    pub line: usize,
    /// Character of the line, from 0.
    pub column: usize,
    /// Other characters that it may be.
    pub alternatives: String,
}

/// Character of the name field that may be another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct NameDoubt {
    place: usize,
    alternatives: Vec<char>,
}

impl MrzFormat {
    /// Line and first column of the name; it goes on to the end of the line.
    const fn name_start(self) -> (usize, usize) {
        match self {
            Self::Td1 => (2, 0),
            Self::Td2 | Self::Td3 | Self::Visa => (0, 5),
        }
    }
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
        let is_long = width == 36 && !visa && second.at(9) == '<';
        let number = if is_long {
            long_number(second.part(0..9), second.part(28..35))?
        } else {
            second.checked(0..9, "document number")?.to_owned()
        };
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
            number: unfilled(&number),
            nationality: unfilled(second.part(10..13)),
            sex: second.at(20),
            person: person(Line(first).part(5..width), birth, today)?,
            expires: date(expires, false, today).ok_or(Error::Date("date of expiry"))?,
            name: Line(first).part(5..width).to_owned(),
            name_doubts: Vec::new(),
        })
    }

    fn three_lines(zone: &str, today: OffsetDateTime) -> Result<Self, Error> {
        let (first, rest) = zone.split_at(30);
        let (second, third) = rest.split_at(30);
        if !first.starts_with(['A', 'C', 'I']) {
            return Err(Error::NotADocument);
        }
        let (first, second) = (Line(first), Line(second));
        let number = if first.at(14) == '<' {
            long_number(first.part(5..14), first.part(15..30))?
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
            sex: second.at(7),
            person: person(third, birth, today)?,
            expires: date(expires, false, today).ok_or(Error::Date("date of expiry"))?,
            name: third.to_owned(),
            name_doubts: Vec::new(),
        })
    }

    /// The zone with characters that its picture does not show clearly. Those of the name count when it is compared; all
    /// others that decide who a person is have check digits.
    #[must_use]
    pub fn with_doubts(mut self, doubts: &[MrzDoubt]) -> Self {
        let (line, start) = self.document.name_start();
        let of_name = doubts.iter().filter(|doubt| doubt.line == line);
        self.name_doubts = of_name
            .filter_map(|doubt| {
                let place = doubt.column.checked_sub(start)?;
                let may_be = |c: &char| (c.is_ascii_uppercase() || *c == '<') && self.name.get(place..=place).is_some();
                let alternatives: Vec<char> = doubt.alternatives.chars().filter(may_be).collect();
                (!alternatives.is_empty()).then_some(NameDoubt { place, alternatives })
            })
            .collect();
        self
    }

    /// Compares the person that the zone names with another, like [`Person::compare`]. Names that differ in characters
    /// that may be misread are near ([`Difference::Misread`]), and never those of different persons; so they are if more
    /// characters are unclear than can be tried.
    ///
    /// ```
    /// use greengate::person::{Difference, Match, Mrz, MrzDoubt, Person};
    /// use time::macros::datetime;
    /// let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
    /// let zone = Mrz::read(zone, datetime!(2026-11-24 0:00 UTC)).unwrap();
    /// let pass = Person::new("Erikssen", "Anna Maria", Some("1974-08-12"));
    /// assert!(!zone.compare(&pass).is_possible());
    /// let doubt = MrzDoubt { line: 0, column: 11, alternatives: "E".to_owned() };
    /// assert_eq!(zone.with_doubts(&[doubt]).compare(&pass), Match::Near(vec![Difference::Misread]));
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Person) -> Match {
        let as_read = self.person.compare(other);
        let birth = match as_read {
            Match::Different { name: true, birth } => birth,
            _ => return as_read,
        };
        let mut readings = Readings {
            field: self.name.chars().collect(),
            birth: self.person.birth.as_deref(),
            other,
            left: MAX_NAME_READINGS,
        };
        // Those with the fewest misread characters first.
        let found = (1..=self.name_doubts.len()).find_map(|misread| readings.find(&self.name_doubts, misread));
        match found {
            None => as_read,
            Some(_) if birth => Match::Different {
                name: false,
                birth: true,
            },
            Some(mut differences) => {
                differences.push(Difference::Misread);
                Match::Near(differences)
            }
        }
    }
}

/// Search for a reading of the name that can be that of another person.
struct Readings<'a> {
    field: Vec<char>,
    birth: Option<&'a str>,
    other: &'a Person,
    /// Readings that may still be tried.
    left: usize,
}

impl Readings<'_> {
    /// Differences of the first reading with so many of the doubtful characters replaced that can be the other name.
    fn find(&mut self, doubts: &[NameDoubt], misread: usize) -> Option<Vec<Difference>> {
        if misread == 0 {
            return self.compare();
        }
        for (n, doubt) in doubts.iter().enumerate() {
            let read = self.field.get(doubt.place).copied()?;
            for other in &doubt.alternatives {
                self.field[doubt.place] = *other;
                let found = self.find(&doubts[n + 1..], misread - 1);
                self.field[doubt.place] = read;
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// Differences of the present reading if it can be the other name, or if there are too many to try.
    fn compare(&mut self) -> Option<Vec<Difference>> {
        let Some(left) = self.left.checked_sub(1) else {
            return Some(Vec::new());
        };
        self.left = left;
        let name: String = self.field.iter().collect();
        let (surname, given, truncated) = names(&name)?;
        let person = Person {
            surname,
            given,
            birth: self.birth.map(str::to_owned),
            truncated,
        };
        match person.compare(self.other) {
            Match::Same | Match::Different { name: false, .. } => Some(Vec::new()),
            Match::Near(differences) => Some(differences),
            Match::Different { name: true, .. } => None,
        }
    }
}

/// A line of ASCII of known length.
struct Line<'a>(&'a str);

impl<'a> Line<'a> {
    fn part(&self, range: Range<usize>) -> &'a str {
        self.0.get(range).unwrap_or_default()
    }

    fn at(&self, place: usize) -> char {
        self.part(place..place + 1).chars().next().unwrap_or('<')
    }

    /// A field that is followed by its check digit.
    fn checked(&self, range: Range<usize>, name: &'static str) -> Result<&'a str, Error> {
        let field = self.part(range.clone());
        check(field, self.at(range.end), name)?;
        Ok(field)
    }
}

/// A number of more than nine characters: it continues in the optional data, where its check digit follows it (9303-5 and
/// 9303-6, 4.2.2).
fn long_number(start: &str, optional: &str) -> Result<String, Error> {
    let rest = optional.split('<').next().unwrap_or_default();
    let (end, digit) = rest.split_at(rest.len().saturating_sub(1));
    let number = format!("{start}{end}");
    check(&number, digit.chars().next().unwrap_or('<'), "document number")?;
    Ok(number)
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

/// Words of the surname and of the given names, and if the name may be cut off; `None` without a surname.
fn names(field: &str) -> Option<(Vec<String>, Vec<String>, bool)> {
    // A name that fills its field may be cut off.
    let truncated = !field.ends_with('<');
    let name = field.trim_end_matches('<');
    let (surname, given) = name.split_once("<<").unwrap_or((name, ""));
    let surname = words(&surname.replace('<', " "));
    (!surname.is_empty()).then(|| (surname, words(&given.replace('<', " ")), truncated))
}

fn person(name: &str, birth: &str, today: OffsetDateTime) -> Result<Person, Error> {
    let (surname, given, truncated) = names(name).ok_or(Error::NoName)?;
    Ok(Person {
        surname,
        given,
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

    /// A zone of the larger card whose number goes on in the optional data (9303-6, 4.2.2).
    #[test]
    fn long_numbers_of_cards() {
        let check = |text: &str| {
            let values = text.chars().map(|c| c.to_digit(36).unwrap_or(0));
            let sum: u32 = values.zip([7, 3, 1].into_iter().cycle()).map(|(v, w)| v * w).sum();
            char::from_digit(sum % 10, 10).unwrap()
        };
        let digit = check("D23145890734");
        let line = format!("D23145890<UTO7408122F1204159734{digit}<<<");
        let all = check(&[&line[..10], &line[13..20], &line[21..35]].concat());
        let zone = format!("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\n{line}{all}");
        assert_eq!(Mrz::read(&zone, TODAY).unwrap().number, "D23145890734");
        let other = if digit == '0' { '1' } else { '0' };
        let wrong = zone.replace(&format!("734{digit}"), &format!("734{other}"));
        assert_eq!(Mrz::read(&wrong, TODAY), Err(Error::CheckDigit("document number")));
    }

    fn doubt(line: usize, column: usize, alternatives: &str) -> MrzDoubt {
        MrzDoubt {
            line,
            column,
            alternatives: alternatives.to_owned(),
        }
    }

    const MISREAD: Match = Match::Different {
        name: true,
        birth: false,
    };

    #[test]
    fn misread_letters_are_near_and_other_letters_are_other_people() {
        let anna = |surname: &str, given: &str| Person::new(surname, given, Some("1974-08-12"));
        let zone = Mrz::read(TD3, TODAY).unwrap();
        let near = |differences: &[Difference]| Match::Near(differences.to_vec());
        // P<UTOERIKSSON: the O is character 11, the last of ANNA 18.
        let doubted = zone.clone().with_doubts(&[doubt(0, 11, "QE"), doubt(0, 18, "E")]);
        for (other, expected) in [
            (anna("Eriksson", "Anna Maria"), Match::Same),
            (anna("Erikssen", "Anna Maria"), near(&[Difference::Misread])),
            (anna("Erikssen", "Anne Maria"), near(&[Difference::Misread])),
            (
                anna("Erikssen", "Anne"),
                near(&[Difference::MissingName, Difference::Misread]),
            ),
            // What differs without the doubt differs as before.
            (anna("Eriksson", "Anna"), near(&[Difference::MissingName])),
            (anna("Erikssun", "Anna Maria"), MISREAD),
            (anna("Erikssen", "Anna Marie"), MISREAD),
        ] {
            assert_eq!(doubted.compare(&other), expected, "{other:?}");
            if expected != Match::Same && expected != near(&[Difference::MissingName]) {
                assert_eq!(zone.compare(&other), MISREAD, "without doubts: {other:?}");
            }
        }
        // A date of birth has a check digit: misread letters excuse no other one.
        let born = |surname: &str| Person::new(surname, "Anna Maria", Some("1974-08-13"));
        for (surname, name) in [("Erikssen", false), ("Eriksson", false), ("Berg", true)] {
            let expected = Match::Different { name, birth: true };
            assert_eq!(doubted.compare(&born(surname)), expected, "{surname}");
        }
    }

    #[test]
    fn misread_fillers_join_split_and_end_names() {
        let person = |surname: &str, given: &str| Person::new(surname, given, Some("1974-08-12"));
        let near = Match::Near(vec![Difference::Misread]);
        let zone = |doubt| Mrz::read(TD3, TODAY).unwrap().with_doubts(&[doubt]);
        // The filler between ANNA and MARIA, the first after MARIA, and the last of all.
        assert_eq!(zone(doubt(0, 19, "K")).compare(&person("Eriksson", "Annakmaria")), near);
        assert_eq!(
            zone(doubt(0, 25, "K")).compare(&person("Eriksson", "Anna Mariak")),
            near
        );
        assert_eq!(zone(doubt(0, 22, "<")).compare(&person("Eriksson", "Anna Ma ia")), near);
        // Cards have the name in the third line; what is unclear in others decides nothing.
        let card = Mrz::read(TD1, TODAY).unwrap();
        let other = person("Erikssen", "Anna Maria");
        assert_eq!(card.clone().with_doubts(&[doubt(2, 6, "E")]).compare(&other), near);
        for elsewhere in [
            doubt(0, 6, "E"),
            doubt(1, 6, "E"),
            doubt(2, 30, "E"),
            doubt(9, 6, "E"),
            doubt(2, 6, ""),
        ] {
            assert_eq!(card.clone().with_doubts(&[elsewhere]).compare(&other), MISREAD);
        }
        for elsewhere in [
            doubt(0, 4, "E"),
            doubt(0, 44, "E"),
            doubt(0, usize::MAX, "E"),
            doubt(0, 11, "e9é"),
        ] {
            assert_eq!(zone(elsewhere).compare(&other), MISREAD);
        }
    }

    /// Readings are tried up to a bound; beyond it nobody is called another person.
    #[test]
    fn unclear_letters_without_number() {
        let other = Person::new("Berg", "Ole", Some("1974-08-12"));
        let zone = Mrz::read(TD3, TODAY).unwrap();
        let doubted = |doubts: &[MrzDoubt]| zone.clone().with_doubts(doubts).compare(&other);
        let near = Match::Near(vec![Difference::Misread]);
        let one = |readings: usize| doubted(&[doubt(0, 5, &"Q".repeat(readings))]);
        assert_eq!(one(MAX_NAME_READINGS), MISREAD);
        assert_eq!(one(MAX_NAME_READINGS + 1), near);
        // So many doubts with one alternative each have 2^n - 1 other readings.
        let many = |count: usize| doubted(&(0..count).map(|n| doubt(0, 5 + n, "Q")).collect::<Vec<_>>());
        assert_eq!(many(11), MISREAD);
        assert_eq!(many(12), near);
        assert_eq!(many(39), near);
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
