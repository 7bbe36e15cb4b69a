//! Countries of airports, by their IATA codes, from a file of fixed form.
//!
//! | bytes | value |
//! |---|---|
//! | 85 | a bit for each code of two letters from `AA` to `ZZ`: the countries of the table |
//! | 2,197 | a bit for each code of three letters from `AAA` to `ZZZ`: the codes of the table |
//! | 1 for each of these codes | its country, as its place among those of the table |
//!
//! The least significant bit of a byte comes first. The file is not packed further: static hosts compress what they send.
//! `requirements/airports/README.md` names the sources, and `cargo xtask airports` makes the file.

use crate::{country::Country, limits::MAX_AIRPORTS};

/// Number of letters.
const LETTERS: usize = 26;
/// Bytes of the bits of countries.
const COUNTRIES: usize = (LETTERS * LETTERS).div_ceil(8);
/// Bytes of the bits of codes.
const CODES: usize = (LETTERS * LETTERS * LETTERS).div_ceil(8);

/// Reason for not using a table of airports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AirportsError {
    /// It is larger than one with every code.
    #[error("the table of airports is larger than allowed")]
    TooLarge,
    /// Its parts do not fit together.
    #[error("the table of airports is broken")]
    Malformed,
}

/// Countries of airports and of cities that have a code for all their airports (`LON`), by IATA code.
///
/// ```
/// use greengate::requirements::{Airports, place};
/// # let file = include_bytes!("../../www/requirements/airports.bin");
/// let airports = Airports::read(file)?;
/// let country = |code| airports.country(code).map(|country| country.to_string());
/// assert_eq!(country("ACC"), Some("GH".to_owned()));
/// assert_eq!(country("lon"), Some("GB".to_owned()));
/// assert_eq!(country("GH"), None);
/// assert_eq!(place("GH", &airports), airports.country("ACC"));
/// # Ok::<(), greengate::requirements::AirportsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Airports {
    countries: Vec<Country>,
    /// A bit for each code.
    codes: Vec<u8>,
    /// Place among the countries, for each code whose bit is set.
    places: Vec<u8>,
}

impl Airports {
    /// Reads a table. The file is not signed: who hands it out vouches for it, as for the program.
    ///
    /// # Errors
    /// Fails if the file is too large, or if its parts do not fit together.
    pub fn read(bytes: &[u8]) -> Result<Self, AirportsError> {
        if bytes.len() > MAX_AIRPORTS {
            return Err(AirportsError::TooLarge);
        }
        Self::parts(bytes).ok_or(AirportsError::Malformed)
    }

    fn parts(bytes: &[u8]) -> Option<Self> {
        let (countries, rest) = bytes.split_at_checked(COUNTRIES)?;
        let (codes, places) = rest.split_at_checked(CODES)?;
        let listed = (0..countries.len() * 8).filter(|at| bit(countries, *at));
        let countries: Vec<Country> = listed.map(country_at).collect::<Option<_>>()?;
        let fit = places.len() == ones(codes) && places.iter().all(|place| usize::from(*place) < countries.len());
        fit.then(|| Self {
            countries,
            codes: codes.to_vec(),
            places: places.to_vec(),
        })
    }

    /// Country of an airport or a city, by its code of three letters in capital or small ones. `None` for any other text,
    /// and for codes that the table lacks.
    #[must_use]
    pub fn country(&self, code: &str) -> Option<Country> {
        let letters = <[u8; 3]>::try_from(code.as_bytes()).ok()?;
        let mut at = 0;
        for letter in letters {
            let letter = letter.to_ascii_uppercase();
            if !letter.is_ascii_uppercase() {
                return None;
            }
            at = at * LETTERS + usize::from(letter - b'A');
        }
        if !bit(&self.codes, at) {
            return None;
        }
        let (before, rest) = self.codes.split_at_checked(at / 8)?;
        let beside = rest.first()? & ((1 << (at % 8)) - 1);
        let place = self.places.get(ones(before) + ones(&[beside]))?;
        self.countries.get(usize::from(*place)).copied()
    }

    /// Number of codes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// True without any code.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

/// Country that a person names: two letters are a country (ISO 3166-1 alpha-2, as [`Country::parse`] reads it), three are
/// an airport or a city (IATA), whatever country has the same three letters as its alpha-3 code. Spaces around do not
/// matter. `None` for any other text.
#[must_use]
pub fn place(text: &str, airports: &Airports) -> Option<Country> {
    let text = text.trim();
    if text.len() == 2 {
        Country::parse(text)
    } else {
        airports.country(text)
    }
}

/// Country of a place in the order from `AA` to `ZZ`.
fn country_at(at: usize) -> Option<Country> {
    let letter = |number: usize| Some(b'A' + u8::try_from(number).ok()?);
    let code = [letter(at / LETTERS)?, letter(at % LETTERS)?];
    Country::parse(std::str::from_utf8(&code).ok()?)
}

fn bit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at / 8).is_some_and(|byte| (byte >> (at % 8)) & 1 == 1)
}

/// Number of bits that are set.
fn ones(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| byte.count_ones() as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    fn number(code: &str) -> usize {
        code.bytes().fold(0, |at, letter| at * 26 + usize::from(letter - b'A'))
    }

    /// File with these codes.
    fn file(table: &BTreeMap<String, Country>) -> Vec<u8> {
        let countries: BTreeSet<&Country> = table.values().collect();
        let mut bits = vec![0; COUNTRIES + CODES];
        for country in &countries {
            let at = number(country.as_str());
            bits[at / 8] |= 1 << (at % 8);
        }
        for code in table.keys() {
            let at = number(code);
            bits[COUNTRIES + at / 8] |= 1 << (at % 8);
        }
        let place = |country| countries.iter().position(|known| *known == country).unwrap();
        bits.extend(table.values().map(|country| u8::try_from(place(country)).unwrap()));
        bits
    }

    fn table(rows: &[(&str, &str)]) -> BTreeMap<String, Country> {
        let rows = rows.iter();
        rows.map(|(code, of)| ((*code).to_owned(), country(of))).collect()
    }

    #[test]
    fn codes_are_three_letters_of_any_case() {
        let rows = [
            ("AAA", "PF"),
            ("GHA", "DZ"),
            ("LON", "GB"),
            ("PRN", "XK"),
            ("ZZV", "US"),
        ];
        let airports = Airports::read(&file(&table(&rows))).unwrap();
        assert_eq!((airports.len(), airports.is_empty()), (5, false));
        for (code, of) in rows {
            assert_eq!(airports.country(code), Some(country(of)), "{code}");
            assert_eq!(
                airports.country(&code.to_ascii_lowercase()),
                Some(country(of)),
                "{code}"
            );
            assert_eq!(
                place(&[" ", code, "\n"].concat(), &airports),
                Some(country(of)),
                "{code}"
            );
        }
        for none in [
            "", "LO", "LOND", "L0N", "L N", "[ON", "@AA", "LÖ", "AAB", "ZZZ", "\u{212a}", " LON",
        ] {
            assert_eq!(airports.country(none), None, "{none:?}");
        }
    }

    #[test]
    fn two_letters_are_a_country_and_three_an_airport() {
        let airports = Airports::read(&file(&table(&[("GHA", "DZ")]))).unwrap();
        assert_eq!(place("gh", &airports), Some(country("GH")));
        assert_eq!(place("GHA", &airports), Some(country("DZ")), "Ghardaia, not Ghana");
        for none in ["", " ", "ZAF", "Z1", "1", "ÄB", "G H", "Ghana", "é"] {
            assert_eq!(place(none, &airports), None, "{none:?}");
        }
    }

    #[test]
    fn a_file_whose_parts_do_not_fit_is_refused() {
        let good = file(&table(&[("ACC", "GH"), ("ADD", "ET")]));
        let read = |bytes: &[u8]| Airports::read(bytes).err();
        assert_eq!(read(&good), None);
        for length in [0, 1, COUNTRIES - 1, COUNTRIES, COUNTRIES + CODES, good.len() - 1] {
            assert_eq!(read(&good[..length]), Some(AirportsError::Malformed), "{length}");
        }
        assert_eq!(read(&[&good[..], &[0]].concat()), Some(AirportsError::Malformed));
        let with = |at: usize, value: u8| {
            let mut bytes = good.clone();
            bytes[at] = value;
            read(&bytes)
        };
        assert_eq!(with(good.len() - 1, 1), None, "another country of the table");
        assert_eq!(with(good.len() - 1, 2), Some(AirportsError::Malformed), "there are two");
        assert_eq!(
            with(COUNTRIES, 1),
            Some(AirportsError::Malformed),
            "a code without a country"
        );
        assert_eq!(with(COUNTRIES - 1, 0x10), Some(AirportsError::Malformed), "beyond ZZ");
        let nothing = vec![0; COUNTRIES + CODES];
        assert!(Airports::read(&nothing).is_ok_and(|airports| airports.is_empty()));
    }

    #[test]
    fn a_table_is_as_large_as_one_with_every_code_and_no_larger() {
        let read = |length: usize| {
            let mut bytes = vec![0; length];
            bytes[0] = 1;
            bytes[COUNTRIES..COUNTRIES + CODES].fill(0xff);
            Airports::read(&bytes)
        };
        let full = read(MAX_AIRPORTS).unwrap();
        assert_eq!(full.len(), 26 * 26 * 26);
        assert_eq!(full.country("ZZZ"), Some(country("AA")));
        assert_eq!(read(MAX_AIRPORTS - 1), Err(AirportsError::Malformed));
        assert_eq!(read(MAX_AIRPORTS + 1), Err(AirportsError::TooLarge));
    }

    proptest! {
        #[test]
        fn what_is_written_is_found_and_nothing_else(
            rows in proptest::collection::btree_map("[A-Z]{3}", "[A-Z]{2}", 0..200),
            others in proptest::collection::vec("[A-Z]{3}", 50),
        ) {
            let rows: BTreeMap<String, Country> = rows.iter().map(|(code, of)| (code.clone(), country(of))).collect();
            let airports = Airports::read(&file(&rows)).unwrap();
            prop_assert_eq!(airports.len(), rows.len());
            for code in rows.keys().chain(&others) {
                prop_assert_eq!(airports.country(code), rows.get(code).copied());
            }
        }

        #[test]
        fn any_bytes_and_any_text_are_harmless(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,4}") {
            // Behind sound bits for the countries, any bytes for the codes.
            let mut file = file(&table(&[("ACC", "GH")]));
            for (at, byte) in bytes.iter().enumerate() {
                file[COUNTRIES + at * 10] = *byte;
            }
            let missing = (COUNTRIES + CODES + ones(&file[COUNTRIES..COUNTRIES + CODES])).min(MAX_AIRPORTS);
            file.resize(missing, 0);
            let airports = Airports::read(&file);
            if let Ok(airports) = airports {
                prop_assert!(airports.country(&text).is_none_or(|found| found == country("GH")));
            }
            prop_assert!(Airports::read(&bytes).is_err());
        }
    }
}
