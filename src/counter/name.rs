//! Names: in the script of the traveller, in the letters of travel documents, and in the pass.

use crate::{
    limits::MAX_COUNTER_NAME,
    person::{CyrillicLanguage, letters_without_table, transliterate_all},
};

/// One part of a name in two spellings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// As the traveller writes it, in any script.
    pub original: String,
    /// In Latin letters, as the travel document has it: the transliteration, or what the clerk made of it.
    pub latin: String,
}

impl Name {
    /// A name with its transliteration by ICAO Doc 9303 part 3, section 6.
    #[must_use]
    pub fn new(original: &str, language: Option<CyrillicLanguage>) -> Self {
        Self {
            original: original.to_owned(),
            latin: transliterate_all(original, language),
        }
    }

    /// True if neither spelling has anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.original.trim().is_empty() && self.latin.trim().is_empty()
    }

    /// Letters that the transliteration leaves out, if nobody has corrected it: it is that of one of the languages.
    pub(super) fn letters_left_out(&self) -> Vec<char> {
        let mut languages = CyrillicLanguage::ALL.map(Some).into_iter().chain([None]);
        if languages.any(|language| self.latin.trim() == transliterate_all(&self.original, language)) {
            letters_without_table(&self.original)
        } else {
            Vec::new()
        }
    }

    /// Spelling for the pass: as it was written where that is Latin and means the same, else the Latin one.
    fn for_pass(&self) -> String {
        let original = single_spaces(&self.original);
        let is_latin = original.chars().all(|c| !c.is_alphabetic() || is_latin(c));
        if is_latin && transliterate_all(&original, None) == transliterate_all(&self.latin, None) {
            original
        } else {
            single_spaces(&self.latin)
        }
    }
}

/// True for a letter of the Latin script up to Latin Extended-B and Additional.
const fn is_latin(letter: char) -> bool {
    matches!(letter, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

pub(super) fn single_spaces(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of a traveller in a pass: at most [`MAX_COUNTER_NAME`] characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassName {
    /// `Given Surname`; `Surname, Given` where the surname has several words, so that readers know where it ends.
    pub text: String,
    /// True if parts were left out.
    pub is_cut: bool,
}

impl PassName {
    /// Name of these parts. One that is too long loses given names, the last first, then words of the surname; a single
    /// word ends early. What remains are whole words, so that a comparison with the travel document finds them there.
    #[must_use]
    pub fn new(surname: &Name, given: &Name) -> Self {
        let (surname, given) = (surname.for_pass(), given.for_pass());
        let words = |name: &'_ str| -> usize { name.split(' ').filter(|word| !word.is_empty()).count() };
        let first = |name: &str, count: usize| name.split(' ').take(count).collect::<Vec<_>>().join(" ");
        let whole = joined(&surname, &given);
        if fits(&whole) {
            return Self {
                text: whole,
                is_cut: false,
            };
        }
        let fewer_given = (1..words(&given))
            .rev()
            .map(|count| joined(&surname, &first(&given, count)));
        // A comma says that all of it is surname.
        let surnames = (1..=words(&surname)).rev().map(|count| first(&surname, count));
        let surnames = surnames.map(|name| if name.contains(' ') { name + "," } else { name });
        let start = || first(&surname, 1).chars().take(MAX_COUNTER_NAME).collect();
        let text = fewer_given
            .chain(surnames)
            .find(|text| fits(text))
            .unwrap_or_else(start);
        Self { text, is_cut: true }
    }
}

fn fits(text: &str) -> bool {
    text.chars().count() <= MAX_COUNTER_NAME
}

fn joined(surname: &str, given: &str) -> String {
    match (given.is_empty(), surname.contains(' ')) {
        (true, _) => surname.to_owned(),
        (false, true) => format!("{surname}, {given}"),
        (false, false) => format!("{given} {surname}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Person;

    fn name(surname: &str, given: &str) -> PassName {
        PassName::new(&Name::new(surname, None), &Name::new(given, None))
    }

    #[test]
    fn the_pass_has_the_name_that_a_passport_shows() {
        for (surname, given, expected) in [
            ("Müstermann", "Jürgen", "Jürgen Müstermann"),
            ("van der  Berg", " Jan ", "van der Berg, Jan"),
            ("Щербакова", "Юлия", "IULIIA SHCHERBAKOVA"),
            ("عبّاس", "فاطمة", "FAXTTMXAH EBBAS"),
            ("Sukarno", "", "Sukarno"),
            ("Abu Bakar", "", "Abu Bakar"),
        ] {
            let made = name(surname, given);
            assert_eq!((made.text.as_str(), made.is_cut), (expected, false));
            let passport = Person::new(&Name::new(surname, None).latin, &Name::new(given, None).latin, None);
            assert!(
                Person::from_full_name(&made.text, None)
                    .compare(&passport)
                    .is_possible(),
                "{expected}"
            );
        }
        // What the clerk corrected counts.
        let corrected = Name {
            latin: "MUSTERMANN".to_owned(),
            ..Name::new("Müstermann", None)
        };
        assert_eq!(
            PassName::new(&corrected, &Name::new("Jürgen", None)).text,
            "Jürgen MUSTERMANN"
        );
    }

    #[test]
    fn names_of_80_characters_and_how_they_are_cut() {
        let surname = "Ö".repeat(40);
        // Exactly as long as allowed.
        let made = name(&surname, &"a".repeat(MAX_COUNTER_NAME - 41));
        assert_eq!((made.text.chars().count(), made.is_cut), (MAX_COUNTER_NAME, false));
        // One more: the only given name goes.
        let made = name(&surname, &"a".repeat(MAX_COUNTER_NAME + 1 - 41));
        assert_eq!((made.text, made.is_cut), (surname.clone(), true));
        // The last given names go first.
        let given = "Anna Berta Clara Dora Emilia Friederike Gerda";
        let made = name(&surname, given);
        assert_eq!(
            (made.text, made.is_cut),
            (format!("Anna Berta Clara Dora Emilia Friederike {surname}"), true)
        );
        // A surname that does not fit loses words, and a single one ends early.
        let (b, c, d) = ("b".repeat(30), "c".repeat(30), "d".repeat(30));
        for (surname, given, expected) in [
            (
                format!("{b} {c}"),
                "Anna Berta Clara Dora",
                format!("{b} {c}, Anna Berta Clara"),
            ),
            (format!("{b} {c} {d}"), "Anna", format!("{b} {c},")),
            ("b".repeat(90), "Anna", "b".repeat(80)),
            ("b".repeat(90), "", "b".repeat(80)),
        ] {
            let made = name(&surname, given);
            assert_eq!((made.text.as_str(), made.is_cut), (expected.as_str(), true));
            // The holder is still found to be the one of the passport.
            let passport = Person::new(&surname, given, None);
            let compared = Person::from_full_name(&made.text, None).compare(&passport);
            assert_eq!(compared.is_possible(), surname.len() != 90, "{expected}");
        }
    }
}
