//! The name of a boarding pass, compared with people.

use super::{BoardingPass, read::NAME};
use crate::person::{Difference, Match, Person};
use serde::{Deserialize, Serialize};

/// Titles that airlines append to given names, the longer ones first.
const TITLES: [&str; 9] = ["MSTR", "MISS", "PROF", "MRS", "CHD", "INF", "MR", "MS", "DR"];

impl BoardingPass {
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

    const ONE: &str = "M1DOE/JOHNMR          EABC123 ZRHJFKLX 0014 326Y012A0025 100";

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
