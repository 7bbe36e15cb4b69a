//! What a clerk types, and everything that can be wrong with it.

use super::{Name, PassName, Product, Statement, name::single_spaces};
use crate::{
    country,
    encoding::is_unseen,
    limits::{MAX_COUNTER_TEXT, MAX_DOCUMENT_NUMBER, MAX_NAME},
    pass::training_centre,
    person::transliterate_all,
    requirements::PartialDate,
    trust::is_behind,
};
use std::fmt;
use time::{Date, OffsetDateTime, macros::format_description};

/// Years after which nobody lives.
const OLDEST: i32 = 130;

/// Sex, as travel documents state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// F.
    Female,
    /// M.
    Male,
    /// X: unspecified.
    Unspecified,
}

impl Sex {
    /// Letter in travel documents and passes.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Female => "F",
            Self::Male => "M",
            Self::Unspecified => "X",
        }
    }

    /// Sex of a letter; `<` of a machine-readable zone is unspecified.
    #[must_use]
    pub fn of_letter(letter: &str) -> Option<Self> {
        match letter {
            "F" | "f" => Some(Self::Female),
            "M" | "m" => Some(Self::Male),
            "X" | "x" | "<" => Some(Self::Unspecified),
            _ => None,
        }
    }
}

/// Who was vaccinated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traveller {
    /// Primary identifier. A traveller with one name has it here.
    pub surname: Name,
    /// Secondary identifier.
    pub given: Name,
    /// `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where the travel document has no more.
    pub birth_date: String,
    /// Sex, if it is to be stated.
    pub sex: Option<Sex>,
    /// Nationality, the code of a travel document (ICAO Doc 9303 part 3, section 5), such as `UTO`.
    pub nationality: String,
    /// Number of the travel document; may be empty.
    pub document: String,
}

/// One dose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dose {
    /// Identifier on WHO's list.
    pub product: String,
    /// Day of vaccination, `YYYY-MM-DD`.
    pub date: String,
    /// Batch, as on the vial.
    pub batch: String,
    /// Place where it was given or recorded.
    pub centre: String,
    /// Clinician who gave or saw it.
    pub clinician: String,
    /// First day of validity; may be empty.
    pub from: String,
    /// Last day of validity; may be empty.
    pub until: String,
}

/// A certificate before it is signed: texts as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Who was vaccinated.
    pub traveller: Traveller,
    /// With what, when and where.
    pub dose: Dose,
    /// Who saw the paper record that it was carried over from; empty for a dose given here.
    pub from_paper: String,
    /// Questions that the clerk has answered with yes.
    pub confirmed: Vec<Problem>,
}

/// Gravity of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// No pass is made.
    Refusal,
    /// A pass is made if the clerk says that it is so.
    Question,
}

macro_rules! problems {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $severity:ident $sentence:literal,)*) => {
        /// Something that is wrong with a draft, or that may be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Problem {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Problem {
            /// Every problem.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Name in reports.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Gravity.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Problem in a sentence.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }
        }
    };
}

problems! {
    /// The clock is behind a signed list.
    ClockBehind "clock-behind" Refusal "the clock of this device is behind a list that is signed already",
    /// There is no surname.
    SurnameMissing "surname-missing" Refusal "there is no surname; a traveller with one name has it there",
    /// There is no given name.
    GivenNameMissing "given-name-missing" Question "there is no given name: is it so in the travel document?",
    /// A part of the name exceeds [`MAX_NAME`].
    NameTooLong "name-too-long" Refusal "a part of the name is too long",
    /// The name is longer than [`crate::limits::MAX_COUNTER_NAME`] and loses parts.
    NameCut "name-cut" Question "the name does not fit and is cut: is the rest enough?",
    /// The name has a character that no name has.
    NameCharacter "name-character" Refusal "the name has a character that is no part of a name",
    /// The name is written in a script for which there is no table.
    LatinNameMissing "latin-name-missing" Refusal "the name has no Latin spelling: take that of the travel document",
    /// Letters of the name have no transliteration and were left out.
    LettersLeftOut "letters-left-out" Question "letters of the name are left out in Latin: is it so in the travel document?",
    /// The Latin spelling has other letters.
    LatinNameCharacter "latin-name-character" Refusal "the Latin spelling has a letter that is not Latin",
    /// No date of birth, or not one.
    BirthDate "birth-date" Refusal "the date of birth is none",
    /// Month or day of birth are missing.
    BirthDateIncomplete "birth-date-incomplete" Question "the date of birth is incomplete: is it so in the travel document?",
    /// Born in the future.
    BirthInFuture "birth-in-future" Refusal "the date of birth lies in the future",
    /// Born too long ago.
    BirthTooEarly "birth-too-early" Refusal "the date of birth is more than 130 years ago",
    /// The nationality is no code.
    Nationality "nationality" Refusal "the nationality is no code of travel documents",
    /// The number of the document has other characters, or too many.
    DocumentNumber "document-number" Refusal "the number of the travel document has more than letters and digits, or too many",
    /// The vaccine is not on WHO's list.
    UnknownProduct "unknown-product" Refusal "the vaccine is not on WHO's list",
    /// The batch is missing.
    BatchMissing "batch-missing" Refusal "the batch is missing",
    /// The day of vaccination is none.
    DoseDate "dose-date" Refusal "the day of vaccination is none",
    /// Vaccinated in the future.
    DoseInFuture "dose-in-future" Refusal "the day of vaccination lies in the future",
    /// Vaccinated before birth.
    DoseBeforeBirth "dose-before-birth" Refusal "the day of vaccination is before the date of birth",
    /// Vaccinated before anybody was with such a vaccine.
    DoseBeforeProduct "dose-before-product" Refusal "the vaccine did not exist on the day of vaccination",
    /// Neither place nor clinician.
    PlaceMissing "place-missing" Refusal "neither the place nor the clinician is named",
    /// The place is named like a training pass.
    ReservedPlace "reserved-place" Refusal "the name of the place begins like the mark of training passes",
    /// A text exceeds [`MAX_COUNTER_TEXT`].
    TextTooLong "text-too-long" Refusal "a text is too long",
    /// A text has a control character.
    ControlCharacter "control-character" Refusal "a text has a character that controls devices",
    /// A day of validity is none.
    ValidityDate "validity-date" Refusal "a day of validity is none",
    /// The validity ends before it starts.
    ValidityEnds "validity-ends" Refusal "the validity ends before it starts",
    /// The validity starts before the vaccination.
    ValidityBeforeDose "validity-before-dose" Refusal "the validity starts before the vaccination",
    /// The validity has ended.
    ValidityOver "validity-over" Refusal "the validity has ended already",
    /// A yellow-fever vaccination with an end.
    YellowFeverIsForLife "yellow-fever-is-for-life" Question "a vaccination against yellow fever counts for life, whatever end is stated: state it?",
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

/// A problem and the field that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Field of the form: `surname`, `given`, `birth-date`, `nationality`, `document`, `product`, `batch`, `date`,
    /// `centre`, `clinician`, `from`, `until`, `from-paper`, `clock`.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// Everything that keeps a draft from becoming a statement, in the order of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// The findings.
    #[must_use]
    pub fn list(&self) -> &[Finding] {
        &self.0
    }

    /// True if nothing but questions is open.
    #[must_use]
    pub fn are_questions(&self) -> bool {
        self.0
            .iter()
            .all(|finding| finding.problem.severity() == Severity::Question)
    }

    fn add(&mut self, field: &'static str, problem: Problem) {
        self.0.push(Finding { field, problem });
    }

    fn add_if(&mut self, condition: bool, field: &'static str, problem: Problem) {
        if condition {
            self.add(field, problem);
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let names = self.0.iter().map(|finding| finding.problem.as_str());
        f.write_str(&names.collect::<Vec<_>>().join(", "))
    }
}

impl std::error::Error for Findings {}

impl Draft {
    /// The next member of a family: the same dose, place and clinician for another traveller.
    #[must_use]
    pub fn for_next_traveller(&self) -> Self {
        Self {
            dose: self.dose.clone(),
            from_paper: self.from_paper.clone(),
            ..Self::default()
        }
    }

    /// Another dose of the same traveller, at the same place by the same clinician: one code has one dose.
    #[must_use]
    pub fn for_next_dose(&self) -> Self {
        Self {
            traveller: self.traveller.clone(),
            dose: Dose {
                centre: self.dose.centre.clone(),
                clinician: self.dose.clinician.clone(),
                ..Dose::default()
            },
            from_paper: self.from_paper.clone(),
            confirmed: Vec::new(),
        }
    }

    /// Checks everything that was typed. `now` is the time of the desk in its own zone, whose date is today;
    /// `newest_signed` the latest time that a signed list of the device states, which shows a clock that is behind.
    ///
    /// # Errors
    /// Every problem at once, but for the questions that are confirmed.
    pub fn check(&self, now: OffsetDateTime, newest_signed: Option<OffsetDateTime>) -> Result<Statement, Findings> {
        let mut findings = Findings::default();
        let behind = newest_signed.is_some_and(|newest| is_behind(now, newest));
        findings.add_if(behind, "clock", Problem::ClockBehind);
        let today = now.date();
        let name = self.check_names(&mut findings);
        let born = self.check_traveller(today, &mut findings);
        let dose = self.check_dose(today, born, &mut findings);
        findings
            .0
            .retain(|f| f.problem.severity() == Severity::Refusal || !self.confirmed.contains(&f.problem));
        match dose {
            Some((product, date)) if findings.0.is_empty() => Ok(Statement::new(self, name, product, date)),
            _ => Err(findings),
        }
    }

    fn check_names(&self, findings: &mut Findings) -> PassName {
        let (surname, given) = (&self.traveller.surname, &self.traveller.given);
        findings.add_if(surname.is_empty(), "surname", Problem::SurnameMissing);
        findings.add_if(given.is_empty(), "given", Problem::GivenNameMissing);
        for (field, name) in [("surname", surname), ("given", given)] {
            if name.is_empty() {
                continue;
            }
            let is_long = |text: &str| text.chars().count() > MAX_NAME;
            if is_long(&name.original) || is_long(&name.latin) {
                // Nothing else is asked about it.
                findings.add(field, Problem::NameTooLong);
                continue;
            }
            let is_part = |c: char| {
                c.is_alphabetic()
                    || matches!(
                        c,
                        ' ' | '-' | '\'' | '’' | '`' | '´' | '.' | '\u{200c}' | '\u{300}'..='\u{36f}'
                    )
                    || matches!(c, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
            };
            findings.add_if(
                !single_spaces(&name.original).chars().all(is_part),
                field,
                Problem::NameCharacter,
            );
            let latin = transliterate_all(&name.latin, None);
            findings.add_if(latin.is_empty(), field, Problem::LatinNameMissing);
            let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.');
            findings.add_if(!name.latin.chars().all(is_latin), field, Problem::LatinNameCharacter);
            findings.add_if(
                !latin.is_empty() && !name.letters_left_out().is_empty(),
                field,
                Problem::LettersLeftOut,
            );
        }
        let name = PassName::new(surname, given);
        let is_long = findings.0.iter().any(|finding| finding.problem == Problem::NameTooLong);
        findings.add_if(name.is_cut && !is_long, "given", Problem::NameCut);
        name
    }

    fn check_traveller(&self, today: Date, findings: &mut Findings) -> Option<PartialDate> {
        let traveller = &self.traveller;
        let born = birth_date(&traveller.birth_date);
        match born {
            None => findings.add("birth-date", Problem::BirthDate),
            Some(born) => {
                findings.add_if(born.day().is_none(), "birth-date", Problem::BirthDateIncomplete);
                findings.add_if(born.earliest() > today, "birth-date", Problem::BirthInFuture);
                let is_old = born.latest().year() < today.year() - OLDEST || born.latest().year() < 1900;
                findings.add_if(is_old, "birth-date", Problem::BirthTooEarly);
            }
        }
        findings.add_if(
            nationality(&traveller.nationality).is_none(),
            "nationality",
            Problem::Nationality,
        );
        let document = traveller.document.trim();
        let is_number = document.len() <= MAX_DOCUMENT_NUMBER && document.bytes().all(|b| b.is_ascii_alphanumeric());
        findings.add_if(!is_number, "document", Problem::DocumentNumber);
        born
    }

    fn check_dose(
        &self,
        today: Date,
        born: Option<PartialDate>,
        findings: &mut Findings,
    ) -> Option<(&'static Product, Date)> {
        let dose = &self.dose;
        let product = Product::find(dose.product.trim());
        findings.add_if(product.is_none(), "product", Problem::UnknownProduct);
        findings.add_if(dose.batch.trim().is_empty(), "batch", Problem::BatchMissing);
        let date = day(&dose.date);
        match date {
            None => findings.add("date", Problem::DoseDate),
            Some(date) => {
                findings.add_if(date > today, "date", Problem::DoseInFuture);
                let before_birth = born.is_some_and(|born| date < born.earliest());
                findings.add_if(before_birth, "date", Problem::DoseBeforeBirth);
                let since = product.and_then(|product| product.since);
                findings.add_if(
                    since.is_some_and(|since| date < since),
                    "date",
                    Problem::DoseBeforeProduct,
                );
            }
        }
        let nowhere = dose.centre.trim().is_empty() && dose.clinician.trim().is_empty();
        findings.add_if(nowhere, "centre", Problem::PlaceMissing);
        findings.add_if(
            training_centre(&single_spaces(&dose.centre)),
            "centre",
            Problem::ReservedPlace,
        );
        let texts = [
            ("batch", &dose.batch),
            ("centre", &dose.centre),
            ("clinician", &dose.clinician),
            ("from-paper", &self.from_paper),
        ];
        for (field, text) in texts {
            findings.add_if(text.chars().count() > MAX_COUNTER_TEXT, field, Problem::TextTooLong);
            findings.add_if(text.chars().any(is_unseen), field, Problem::ControlCharacter);
        }
        let is_for_life = product.is_some_and(|product| product.disease == "yellow-fever");
        self.check_validity([Some(today), date], is_for_life, findings);
        product.zip(date)
    }

    /// Checks the days of validity, knowing today and the day of vaccination.
    fn check_validity(&self, [today, date]: [Option<Date>; 2], is_for_life: bool, findings: &mut Findings) {
        let given = |text: &str| (!text.trim().is_empty()).then(|| day(text));
        let (from, until) = (given(&self.dose.from), given(&self.dose.until));
        findings.add_if(from == Some(None), "from", Problem::ValidityDate);
        findings.add_if(until == Some(None), "until", Problem::ValidityDate);
        let (from, until) = (from.flatten(), until.flatten());
        let starts = from.max(date);
        findings.add_if(until.is_some() && until < starts, "until", Problem::ValidityEnds);
        findings.add_if(from.is_some() && from < date, "from", Problem::ValidityBeforeDose);
        // What ends before it starts has one problem.
        let is_over = until.is_some() && until < today && until >= starts;
        findings.add_if(is_over && !is_for_life, "until", Problem::ValidityOver);
        findings.add_if(is_for_life && until.is_some(), "until", Problem::YellowFeverIsForLife);
    }
}

/// A day, `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let is_plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let parsed = Date::parse(text, format_description!("[year]-[month]-[day]"));
    is_plain.then_some(parsed.ok()).flatten()
}

/// A date of birth: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn birth_date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    let is_plain = matches!(text.len(), 4 | 7 | 10) && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    is_plain.then(|| PartialDate::parse(text)).flatten()
}

/// Code of a nationality as passes have it: three letters of ISO 3166-1, or of ICAO Doc 9303 part 3, section 5, for
/// persons whose documents name no State.
pub(super) fn nationality(code: &str) -> Option<String> {
    const OTHERS: [&str; 14] = [
        "XXA", "XXB", "XXC", "XXX", "XOM", "XPO", "UNO", "UNA", "UNK", "GBD", "GBN", "GBO", "GBP", "GBS",
    ];
    let code = code.trim().to_ascii_uppercase();
    // German zones have D alone.
    let code = if code == "D" { "DEU".to_owned() } else { code };
    (country::alpha_2(&code).is_some() || OTHERS.contains(&code.as_str())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counter::{Label, products};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-28 00:30 +05:00);

    fn draft() -> Draft {
        Draft {
            traveller: Traveller {
                surname: Name::new("Щербакова", None),
                given: Name::new("Юлия", None),
                birth_date: "1983-07-21".to_owned(),
                sex: Some(Sex::Female),
                nationality: "rus".to_owned(),
                document: "p1234567".to_owned(),
            },
            dose: Dose {
                product: products()[7].identifier.to_owned(),
                date: "2026-11-01".to_owned(),
                batch: " LOT  607 ".to_owned(),
                centre: "Institute".to_owned(),
                clinician: "Dr Test".to_owned(),
                ..Dose::default()
            },
            ..Draft::default()
        }
    }

    /// Names of the problems after a change, and the fields that they are about.
    fn found(change: impl Fn(&mut Draft)) -> Vec<(&'static str, &'static str)> {
        let mut draft = draft();
        change(&mut draft);
        match draft.check(NOW, None) {
            Ok(_) => Vec::new(),
            Err(findings) => findings.0.iter().map(|f| (f.field, f.problem.as_str())).collect(),
        }
    }

    #[test]
    fn everything_is_read_back() {
        let statement = draft().check(NOW, None).unwrap();
        let lines = statement.lines(true);
        let lines: Vec<(&str, &str)> = lines.iter().map(|l| (l.label.as_str(), l.value.as_str())).collect();
        assert_eq!(
            lines,
            [
                ("training", "TRAINING"),
                ("name", "IULIIA SHCHERBAKOVA"),
                ("surname", "Щербакова"),
                ("surname-latin", "SHCHERBAKOVA"),
                ("given", "Юлия"),
                ("given-latin", "IULIIA"),
                ("birth-date", "1983-07-21"),
                ("sex", "F"),
                ("nationality", "RUS"),
                ("document", "P1234567"),
                ("disease", "yellow-fever"),
                ("product", "Yellow fever vaccine, Sanofi Pasteur"),
                ("batch", "LOT 607"),
                ("date", "2026-11-01"),
                ("from", "2026-11-11"),
                ("centre", "Institute"),
                ("clinician", "Dr Test"),
            ]
        );
        assert_eq!(statement.lines(false)[0].label, Label::Name);
    }

    #[test]
    fn every_problem_has_its_name_and_its_field() {
        type Change = fn(&mut Draft);
        let cases: [(Change, &str, Problem); 33] = [
            (
                |d| d.traveller.surname = Name::default(),
                "surname",
                Problem::SurnameMissing,
            ),
            (
                |d| d.traveller.given = Name::default(),
                "given",
                Problem::GivenNameMissing,
            ),
            (
                |d| d.traveller.surname = Name::new(&"a".repeat(MAX_NAME + 1), None),
                "surname",
                Problem::NameTooLong,
            ),
            (
                |d| d.traveller.given = Name::new(&"a".repeat(MAX_NAME), None),
                "given",
                Problem::NameCut,
            ),
            (
                |d| d.traveller.given.original = "Юлия;".to_owned(),
                "given",
                Problem::NameCharacter,
            ),
            (
                |d| d.traveller.given.original = "Ю2".to_owned(),
                "given",
                Problem::NameCharacter,
            ),
            (
                |d| d.traveller.surname = Name::new("山田", None),
                "surname",
                Problem::LatinNameMissing,
            ),
            (
                |d| d.traveller.surname = Name::new("Anna 山", None),
                "surname",
                Problem::LettersLeftOut,
            ),
            (
                |d| d.traveller.surname.latin = "ЩERBAKOVA".to_owned(),
                "surname",
                Problem::LatinNameCharacter,
            ),
            (
                |d| d.traveller.birth_date = String::new(),
                "birth-date",
                Problem::BirthDate,
            ),
            (
                |d| d.traveller.birth_date = "1983-02-30".to_owned(),
                "birth-date",
                Problem::BirthDate,
            ),
            (
                |d| d.traveller.birth_date = "21.07.1983".to_owned(),
                "birth-date",
                Problem::BirthDate,
            ),
            (
                |d| d.traveller.birth_date = "1983-07".to_owned(),
                "birth-date",
                Problem::BirthDateIncomplete,
            ),
            (
                |d| d.traveller.birth_date = "1895-12-31".to_owned(),
                "birth-date",
                Problem::BirthTooEarly,
            ),
            (
                |d| d.traveller.nationality = "RU".to_owned(),
                "nationality",
                Problem::Nationality,
            ),
            (
                |d| d.traveller.nationality = "ZZZ".to_owned(),
                "nationality",
                Problem::Nationality,
            ),
            (
                |d| d.traveller.document = "P 1".to_owned(),
                "document",
                Problem::DocumentNumber,
            ),
            (
                |d| d.traveller.document = "1".repeat(MAX_DOCUMENT_NUMBER + 1),
                "document",
                Problem::DocumentNumber,
            ),
            (
                |d| d.dose.product = "YellowFeverProduct1".to_owned(),
                "product",
                Problem::UnknownProduct,
            ),
            (|d| d.dose.batch = " ".to_owned(), "batch", Problem::BatchMissing),
            (|d| d.dose.date = "2026-11-31".to_owned(), "date", Problem::DoseDate),
            (|d| d.dose.date = "+026-11-01".to_owned(), "date", Problem::DoseDate),
            // Today in this zone, and tomorrow.
            (|d| d.dose.date = "2026-11-29".to_owned(), "date", Problem::DoseInFuture),
            (
                |d| d.dose.date = "1983-07-20".to_owned(),
                "date",
                Problem::DoseBeforeBirth,
            ),
            (
                |d| d.dose.centre = " TRAINING:\u{a0}centre".to_owned(),
                "centre",
                Problem::ReservedPlace,
            ),
            (
                |d| d.dose.clinician = "c".repeat(MAX_COUNTER_TEXT + 1),
                "clinician",
                Problem::TextTooLong,
            ),
            (
                |d| d.dose.batch = "A\u{202e}B".to_owned(),
                "batch",
                Problem::ControlCharacter,
            ),
            (
                |d| d.from_paper = "a\nb".to_owned(),
                "from-paper",
                Problem::ControlCharacter,
            ),
            (|d| d.dose.from = "soon".to_owned(), "from", Problem::ValidityDate),
            (
                |d| d.dose.until = "2026-13-01".to_owned(),
                "until",
                Problem::ValidityDate,
            ),
            (
                |d| d.dose.from = "2026-10-31".to_owned(),
                "from",
                Problem::ValidityBeforeDose,
            ),
            (
                |d| d.dose.until = "2036-10-31".to_owned(),
                "until",
                Problem::YellowFeverIsForLife,
            ),
            (
                |d| (d.dose.centre, d.dose.clinician) = (String::new(), String::new()),
                "centre",
                Problem::PlaceMissing,
            ),
        ];
        for (n, (change, field, problem)) in cases.iter().enumerate() {
            assert_eq!(found(change), [(*field, problem.as_str())], "case {n}");
            let mut draft = draft();
            change(&mut draft);
            draft.confirmed = vec![*problem];
            assert_eq!(
                draft.check(NOW, None).is_ok(),
                problem.severity() == Severity::Question,
                "case {n}"
            );
        }
        // Two at once.
        let born_tomorrow = found(|d| d.traveller.birth_date = "2026-11-29".to_owned());
        assert_eq!(
            born_tomorrow,
            [("birth-date", "birth-in-future"), ("date", "dose-before-birth")]
        );
        let backwards = found(|d| {
            d.dose.product = products()[30].identifier.to_owned();
            d.dose.from = "2026-11-05".to_owned();
            d.dose.until = "2026-11-04".to_owned();
        });
        assert_eq!(backwards, [("until", "validity-ends")]);
        // The last day counts; yellow fever has none that does.
        let ends = |product: usize, until: &str| {
            found(|d| {
                d.dose.product = products()[product].identifier.to_owned();
                d.dose.until = until.to_owned();
            })
        };
        assert_eq!(ends(30, "2026-11-28"), []);
        assert_eq!(ends(30, "2026-11-27"), [("until", "validity-over")]);
        assert_eq!(ends(7, "2026-11-27"), [("until", "yellow-fever-is-for-life")]);
        let old = found(|d| {
            d.traveller.birth_date = "1930-01-01".to_owned();
            d.dose.date = "1936-12-31".to_owned();
        });
        assert_eq!(old, [("date", "dose-before-product")]);
        let signed = |minutes| Some(NOW + time::Duration::minutes(minutes));
        let behind = draft().check(NOW, signed(6)).unwrap_err();
        assert_eq!(
            (behind.list()[0].field, behind.list()[0].problem),
            ("clock", Problem::ClockBehind)
        );
        assert!(draft().check(NOW, signed(5)).is_ok());
        // Each is tried, and each has a name of its own.
        let tried = cases.iter().map(|(_, _, problem)| *problem);
        let mut tried: Vec<Problem> = tried
            .chain([
                Problem::ClockBehind,
                Problem::BirthInFuture,
                Problem::DoseBeforeProduct,
                Problem::ValidityEnds,
                Problem::ValidityOver,
            ])
            .collect();
        tried.sort();
        tried.dedup();
        assert_eq!(tried, Problem::ALL);
    }

    #[test]
    fn counter_and_directory_refuse_the_same_characters() {
        let place = |name: String| crate::directory::Place {
            name,
            address: String::new(),
            district: String::new(),
            point: crate::directory::Point::of_degrees(0.0, 0.0).unwrap(),
            issues: Vec::new(),
            hours: String::new(),
        };
        // Controls of ASCII and Latin-1, Arabic, General Punctuation, and the mark of byte order.
        let tried = ('\0'..='\u{ff}').chain('\u{600}'..='\u{6ff}');
        let tried = tried.chain('\u{2000}'..='\u{206f}').chain(['\u{feff}']);
        let mut refused = Vec::new();
        for c in tried {
            let text = format!("A{c}B");
            let counter = found(|d| d.dose.batch.clone_from(&text));
            assert!(
                counter.is_empty() || counter == [("batch", "control-character")],
                "{c:?}"
            );
            assert_eq!(place(text).check().is_err(), !counter.is_empty(), "{c:?}");
            refused.extend((!counter.is_empty() && !c.is_control()).then_some(c));
        }
        let expected = "\u{61c}\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\
                        \u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}";
        let expected: Vec<char> = expected.chars().collect();
        assert_eq!(refused, expected);
    }

    #[test]
    fn what_is_just_plausible_is_taken() {
        for change in [
            (|d: &mut Draft| d.dose.date = "2026-11-28".to_owned()) as fn(&mut Draft),
            |d| d.dose.date = "1983-07-21".to_owned(),
            |d| d.traveller.document = "1".repeat(MAX_DOCUMENT_NUMBER),
            |d| d.dose.clinician = "c".repeat(MAX_COUNTER_TEXT),
            |d| d.traveller.nationality = "D".to_owned(),
            |d| d.traveller.nationality = "xxa".to_owned(),
            |d| {
                d.traveller.surname = Name {
                    original: "山田".to_owned(),
                    latin: "Yamada".to_owned(),
                }
            },
            |d| d.dose.centre = String::new(),
        ] {
            assert_eq!(found(change), []);
        }
    }

    #[test]
    fn a_family_types_the_address_once() {
        let first = draft();
        let next = first.for_next_traveller();
        assert_eq!((&next.dose, &next.traveller), (&first.dose, &Traveller::default()));
        let other = first.for_next_dose();
        assert_eq!(other.traveller, first.traveller);
        assert_eq!(
            (other.dose.centre.as_str(), other.dose.batch.as_str()),
            ("Institute", "")
        );
    }
}
