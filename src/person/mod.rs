//! Persons named by passes and passports, and the comparison of two of them.
//!
//! Names are compared in the form of travel documents (ICAO Doc 9303): [`transliterate`] converts a name to the letters
//! A to Z; [`Person::compare`] tells if two names can belong to the same person, and how they differ. [`Mrz`] reads a
//! machine-readable zone.

mod mrz;
mod national;
mod translit;

pub use mrz::{Error as MrzError, Mrz, MrzDoubt, MrzFormat};
pub use national::{CyrillicLanguage, letters_without_table, transliterate_all};
pub use translit::transliterate;

use serde::{Deserialize, Serialize};

/// A person named by a document: names in A to Z, split into words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Words of the primary identifier (surname).
    pub surname: Vec<String>,
    /// Words of the secondary identifier (given names); empty if the document has none.
    pub given: Vec<String>,
    /// Date of birth, `YYYY-MM-DD` or the known part of it.
    pub birth: Option<String>,
    /// True if the document had no room for more, so that the name may go on.
    pub truncated: bool,
}

/// Difference between two documents of the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// Different transliterations of the same name: MUELLER and MULLER.
    Transliteration,
    /// Cut off because the document had no more room.
    Truncation,
    /// One has additional given names, or additional parts of the surname.
    MissingName,
    /// The same words in another order.
    Order,
    /// The words are joined or split differently: ANNA MARIA and ANNAMARIA.
    Spacing,
    /// One document has less of the birth date, for example only the year.
    BirthDate,
    /// Characters that a picture does not show clearly; read otherwise, the names are the same.
    Misread,
}

/// Result of comparing two documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "match", content = "by", rename_all = "kebab-case")]
pub enum Match {
    /// Name and birth date are equal.
    Same,
    /// They differ like documents of the same person may.
    Near(Vec<Difference>),
    /// They belong to different persons.
    Different {
        /// True if the names differ.
        name: bool,
        /// True if the birth dates differ.
        birth: bool,
    },
}

impl Match {
    /// True if both can belong to the same person.
    #[must_use]
    pub const fn is_possible(&self) -> bool {
        !matches!(self, Self::Different { .. })
    }
}

fn words(text: &str) -> Vec<String> {
    transliterate(text)
        .split(' ')
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Person {
    /// Person by surname and given names in any script.
    #[must_use]
    pub fn new(surname: &str, given: &str, birth: Option<&str>) -> Self {
        Self {
            surname: words(surname),
            given: words(given),
            birth: birth.map(str::to_owned).filter(|b| !b.is_empty()),
            truncated: false,
        }
    }

    /// Person by a name in the letters of a machine-readable zone: `SURNAME<<GIVEN<NAMES`.
    #[must_use]
    pub fn from_standard_name(name: &str, birth: Option<&str>) -> Self {
        let (surname, given) = name.split_once("<<").unwrap_or((name, ""));
        Self::new(&surname.replace('<', " "), &given.replace('<', " "), birth)
    }

    /// Person by a name in a single text: the last word is the surname, unless a comma separates the surname.
    #[must_use]
    pub fn from_full_name(name: &str, birth: Option<&str>) -> Self {
        let name = name.trim();
        let (surname, given) = match name.split_once(',') {
            Some((surname, given)) => (surname.trim(), given.trim()),
            None => name
                .rsplit_once(' ')
                .map_or((name, ""), |(given, surname)| (surname, given)),
        };
        Self::new(surname, given, birth)
    }

    /// Name in the letters of a machine-readable zone: `SURNAME<<GIVEN<NAMES`.
    #[must_use]
    pub fn standard_name(&self) -> String {
        let (surname, given) = (self.surname.join("<"), self.given.join("<"));
        if given.is_empty() {
            surname
        } else {
            format!("{surname}<<{given}")
        }
    }

    /// Compares two documents by name and birth date.
    ///
    /// ```
    /// use greengate::person::{Difference, Match, Person};
    /// let passport = Person::new("MUELLER", "ANNA MARIA", Some("1980-02-26"));
    /// let pass = Person::new("Müller", "Anna", Some("1980-02-26"));
    /// assert_eq!(passport.compare(&pass), Match::Near(vec![Difference::MissingName]));
    /// ```
    #[must_use]
    pub fn compare(&self, other: &Self) -> Match {
        let mut differences = Vec::new();
        let birth = compare_dates(self.birth.as_deref(), other.birth.as_deref());
        let name = self.same_name(other, &mut differences);
        match birth {
            Some(true) => {}
            None => differences.push(Difference::BirthDate),
            Some(false) => {
                return Match::Different {
                    name: !name,
                    birth: true,
                };
            }
        }
        if !name {
            return Match::Different {
                name: true,
                birth: false,
            };
        }
        if differences.is_empty() {
            return Match::Same;
        }
        let mut differences = compact_sort::sorted_by(differences, Ord::cmp);
        differences.dedup();
        Match::Near(differences)
    }

    fn same_name(&self, other: &Self, differences: &mut Vec<Difference>) -> bool {
        let (ours, theirs) = (self.words(), other.words());
        if ours.is_empty() || theirs.is_empty() {
            return false;
        }
        if self.surname == other.surname && self.given == other.given {
            return true;
        }
        let folded = |words: &[String]| -> Vec<String> { words.iter().map(|w| fold(w)).collect() };
        let truncated = self.truncated || other.truncated;
        // Compare part by part first, as written and then in folded letters; then all words together, whichever are
        // surname and given names.
        let by_parts = |surnames: [&[String]; 2], givens: [&[String]; 2]| {
            let mut found = Vec::new();
            let same = part(surnames, truncated, true, &mut found) && part(givens, truncated, false, &mut found);
            same.then_some(found)
        };
        if let Some(mut found) = by_parts([&self.surname, &other.surname], [&self.given, &other.given]) {
            differences.append(&mut found);
            return true;
        }
        let (surnames, givens) = (
            [folded(&self.surname), folded(&other.surname)],
            [folded(&self.given), folded(&other.given)],
        );
        if let Some(mut found) = by_parts([&surnames[0], &surnames[1]], [&givens[0], &givens[1]]) {
            differences.push(Difference::Transliteration);
            differences.append(&mut found);
            return true;
        }
        if sorted(&ours) == sorted(&theirs) {
            differences.push(Difference::Order);
            return true;
        }
        if sorted(&folded(&ours)) == sorted(&folded(&theirs)) {
            differences.extend([Difference::Order, Difference::Transliteration]);
            return true;
        }
        false
    }

    fn words(&self) -> Vec<String> {
        self.surname.iter().chain(&self.given).cloned().collect()
    }
}

/// Words in alphabetical order.
fn sorted(words: &[String]) -> Vec<&String> {
    compact_sort::sorted_by(words.iter().collect(), Ord::cmp)
}

/// Compares one part of two names, and notes the differences.
fn part([a, b]: [&[String]; 2], truncated: bool, surname: bool, found: &mut Vec<Difference>) -> bool {
    if a == b {
        return true;
    }
    if a.concat() == b.concat() {
        found.push(Difference::Spacing);
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        // Some documents have no given names, so the other may have more.
        found.push(Difference::MissingName);
        return !surname;
    }
    let (short_text, long_text) = (a.concat(), b.concat());
    let prefix = short_text.starts_with(&long_text) || long_text.starts_with(&short_text);
    if truncated && prefix {
        found.push(Difference::Truncation);
        return true;
    }
    // The words must occur in order, the first among them: a missing middle name, a second surname.
    let mut rest = long.iter();
    let in_order = short.iter().all(|word| rest.any(|other| other == word));
    if in_order && (surname || short.first() == long.first()) && short.len() < long.len() {
        found.push(Difference::MissingName);
        return true;
    }
    // An initial stands for a name.
    let initials = short.len() == long.len()
        && short
            .iter()
            .zip(long)
            .all(|(a, b)| a == b || (a.len() == 1 || b.len() == 1) && a.get(..1) == b.get(..1));
    if initials && !surname {
        found.push(Difference::MissingName);
        return true;
    }
    if sorted(short) == sorted(long) {
        found.push(Difference::Order);
        return true;
    }
    false
}

/// Reduces spellings with one or two letters to a single letter (ICAO 9303-3, section 6: Ä is AE or A, Å is AA or A, Ü
/// is UE, UXX or U, Ñ is N or NXX).
pub(crate) fn fold(word: &str) -> String {
    let mut text = word.replace("UXX", "U").replace("NXX", "N");
    for (two, one) in [
        ("AE", "A"),
        ("OE", "O"),
        ("UE", "U"),
        ("AA", "A"),
        ("SS", "S"),
        ("IJ", "Y"),
        ("TH", "T"),
        ("DH", "D"),
        ("J", "I"),
        ("Y", "I"),
    ] {
        text = text.replace(two, one);
    }
    text
}

/// True for equal dates; `None` if one of them is less precise.
fn compare_dates(a: Option<&str>, b: Option<&str>) -> Option<bool> {
    let (a, b) = (a?, b?);
    let known = |date: &str| -> Vec<String> {
        let parts = date.split('T').next().unwrap_or_default().split('-');
        parts
            .take_while(|part| part.bytes().all(|b| b.is_ascii_digit()) && part.bytes().any(|b| b != b'0'))
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (known(a), known(b));
    let shared = a.len().min(b.len());
    if shared == 0 {
        return None;
    }
    if a[..shared] != b[..shared] {
        return Some(false);
    }
    (a.len() == b.len()).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BORN: Option<&str> = Some("1980-02-26");

    fn compare(a: (&str, &str), b: (&str, &str)) -> Match {
        Person::new(a.0, a.1, BORN).compare(&Person::new(b.0, b.1, BORN))
    }

    fn near(differences: &[Difference]) -> Match {
        Match::Near(differences.to_vec())
    }

    #[test]
    fn names_of_one_person_in_two_documents() {
        use Difference::{MissingName, Order, Spacing, Transliteration};
        for (a, b, expected) in [
            (("MUSTERFRAU", "GABRIELE"), ("Musterfrau", "Gabriele"), Match::Same),
            (("MÜLLER", "JÖRG"), ("MUELLER", "JOERG"), Match::Same),
            (("MULLER", "JORG"), ("MUELLER", "JOERG"), near(&[Transliteration])),
            (("ÅBERG", "LARS"), ("ABERG", "LARS"), near(&[Transliteration])),
            (("SMITH", "JOHN PAUL"), ("SMITH", "JOHN"), near(&[MissingName])),
            (("SMITH", "JOHN"), ("SMITH", "J"), near(&[MissingName])),
            (("GARCIA LOPEZ", "ANA"), ("GARCIA", "ANA"), near(&[MissingName])),
            (("NGUYEN", "VAN A"), ("VAN A", "NGUYEN"), near(&[Order])),
            (
                ("D'ARTAGNAN", "ANNE-MARIE"),
                ("DARTAGNAN", "ANNEMARIE"),
                near(&[Spacing]),
            ),
            (("Παπαδόπουλος", "Γιώργος"), ("PAPADOPOULOS", "GIORGOS"), Match::Same),
            (("Иванов", "Юрий"), ("IVANOV", "IURII"), Match::Same),
            (("SUHARTO", ""), ("SUHARTO", "BUDI"), near(&[MissingName])),
        ] {
            assert_eq!(compare(a, b), expected, "{a:?} {b:?}");
            assert_eq!(compare(b, a), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn other_people_stay_other_people() {
        for (a, b) in [
            (("SMITH", "JOHN"), ("SMITH", "JANE")),
            (("SMITH", "JOHN"), ("SMYTHE", "JOHN")),
            (("SMITH", "JOHN PAUL"), ("SMITH", "PAUL")),
            (("MUELLER", "ANNA"), ("MAIER", "ANNA")),
            (("", ""), ("SMITH", "JOHN")),
            (("SMITHSON", "JOHN"), ("SMITH", "JOHN")),
        ] {
            assert_eq!(
                compare(a, b),
                Match::Different {
                    name: true,
                    birth: false
                },
                "{a:?} {b:?}"
            );
        }
    }

    #[test]
    fn a_cut_name_matches_only_where_the_document_was_full() {
        let whole = Person::new("PAPATHANASSOPOULOU KATSAROU", "ALEXANDRA", BORN);
        let mut cut = Person::new("PAPATHANASSOPOULOU KATSAROU", "ALEX", BORN);
        assert!(!cut.compare(&whole).is_possible());
        cut.truncated = true;
        assert_eq!(cut.compare(&whole), near(&[Difference::Truncation]));
    }

    #[test]
    fn birth_dates_decide() {
        let person = |birth| Person::new("SMITH", "JOHN", birth);
        let day = person(BORN);
        assert_eq!(
            day.compare(&person(Some("1980-02-27"))),
            Match::Different {
                name: false,
                birth: true
            }
        );
        for less in [Some("1980"), Some("1980-02"), Some("1980-00-00"), None, Some("")] {
            assert_eq!(day.compare(&person(less)), near(&[Difference::BirthDate]), "{less:?}");
        }
        assert_eq!(person(Some("1980")).compare(&person(Some("1980"))), Match::Same);
        assert!(!day.compare(&person(Some("1981"))).is_possible());
    }
}
