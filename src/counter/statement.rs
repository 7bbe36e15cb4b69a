//! A checked statement: what is read back to the traveller, and what is signed.

use super::{
    Draft, PassName, Product, Sex,
    draft::{day, nationality},
    name::single_spaces,
};
use crate::{
    encoding::hex,
    pass::{TRAINING_CENTRE, TRAINING_MEMBER},
    person::{Person, transliterate_all},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use time::Date;

/// Version of the content's layout (smart-icvp).
const VERSION: &str = "1.0";

/// A draft without open problems: nothing else can be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    name: PassName,
    /// Surname and given names, as written and in Latin letters.
    names: [(String, String); 2],
    birth_date: String,
    sex: Option<Sex>,
    nationality: String,
    document: String,
    product: &'static Product,
    date: Date,
    batch: String,
    centre: String,
    clinician: String,
    from: Option<Date>,
    until: Option<Date>,
    from_paper: String,
}

/// What a line of the read-back is about; its name is the key of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Label {
    /// It is a training pass.
    Training,
    /// The name in the pass.
    Name,
    /// The name in the pass, of which parts were left out.
    NameCut,
    /// Surname as the traveller writes it.
    Surname,
    /// Surname in the letters of travel documents.
    SurnameLatin,
    /// Given names as the traveller writes them.
    Given,
    /// Given names in the letters of travel documents.
    GivenLatin,
    /// Date of birth.
    BirthDate,
    /// Sex.
    Sex,
    /// Nationality.
    Nationality,
    /// Number of the travel document.
    Document,
    /// Disease that the vaccine counts against.
    Disease,
    /// Vaccine and maker.
    Product,
    /// Batch.
    Batch,
    /// Day of vaccination.
    Date,
    /// First day of validity, stated or by the International Health Regulations.
    From,
    /// Last day of validity.
    Until,
    /// Place.
    Centre,
    /// Clinician.
    Clinician,
    /// Who saw the paper record.
    FromPaper,
}

impl Label {
    /// Name in reports and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Name => "name",
            Self::NameCut => "name-cut",
            Self::Surname => "surname",
            Self::SurnameLatin => "surname-latin",
            Self::Given => "given",
            Self::GivenLatin => "given-latin",
            Self::BirthDate => "birth-date",
            Self::Sex => "sex",
            Self::Nationality => "nationality",
            Self::Document => "document",
            Self::Disease => "disease",
            Self::Product => "product",
            Self::Batch => "batch",
            Self::Date => "date",
            Self::From => "from",
            Self::Until => "until",
            Self::Centre => "centre",
            Self::Clinician => "clinician",
            Self::FromPaper => "from-paper",
        }
    }
}

/// A line of the read-back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// What it is about.
    pub label: Label,
    /// What will stand in the pass, or beside it.
    pub value: String,
}

impl Statement {
    pub(super) fn new(draft: &Draft, name: PassName, product: &'static Product, date: Date) -> Self {
        let traveller = &draft.traveller;
        let spellings = |name: &super::Name| (single_spaces(&name.original), transliterate_all(&name.latin, None));
        Self {
            name,
            names: [spellings(&traveller.surname), spellings(&traveller.given)],
            birth_date: traveller.birth_date.trim().to_owned(),
            sex: traveller.sex,
            nationality: nationality(&traveller.nationality).unwrap_or_default(),
            document: traveller.document.trim().to_ascii_uppercase(),
            product,
            date,
            batch: single_spaces(&draft.dose.batch),
            centre: single_spaces(&draft.dose.centre),
            clinician: single_spaces(&draft.dose.clinician),
            from: day(&draft.dose.from),
            until: day(&draft.dose.until),
            from_paper: single_spaces(&draft.from_paper),
        }
    }

    /// The name in the pass.
    #[must_use]
    pub const fn name(&self) -> &PassName {
        &self.name
    }

    /// The vaccine.
    #[must_use]
    pub const fn product(&self) -> &'static Product {
        self.product
    }

    /// Day of vaccination.
    #[must_use]
    pub const fn date(&self) -> Date {
        self.date
    }

    /// The traveller as the travel document names them.
    #[must_use]
    pub fn person(&self) -> Person {
        let [(_, surname), (_, given)] = &self.names;
        Person::new(surname, given, Some(&self.birth_date))
    }

    /// Everything on one screen, to be read back before signing and printed beside the code. Empty fields have no line.
    #[must_use]
    pub fn lines(&self, is_training: bool) -> Vec<Line> {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let [(surname, surname_latin), (given, given_latin)] = &self.names;
        let training = if is_training { TRAINING_CENTRE } else { "" };
        let name = if self.name.is_cut { Label::NameCut } else { Label::Name };
        let rows = [
            (Label::Training, training.to_owned()),
            (name, self.name.text.clone()),
            (Label::Surname, surname.clone()),
            (Label::SurnameLatin, surname_latin.clone()),
            (Label::Given, given.clone()),
            (Label::GivenLatin, given_latin.clone()),
            (Label::BirthDate, self.birth_date.clone()),
            (Label::Sex, self.sex.map(Sex::letter).unwrap_or_default().to_owned()),
            (Label::Nationality, self.nationality.clone()),
            (Label::Document, self.document.clone()),
            (Label::Disease, self.product.disease.to_owned()),
            (Label::Product, self.product.title()),
            (Label::Batch, self.batch.clone()),
            (Label::Date, self.date.to_string()),
            (Label::From, day(self.from.or_else(|| self.counts_from()))),
            (Label::Until, day(self.until)),
            (Label::Centre, self.centre.clone()),
            (Label::Clinician, self.clinician.clone()),
            (Label::FromPaper, self.from_paper.clone()),
        ];
        let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
        rows.map(|(label, value)| Line { label, value }).collect()
    }

    /// What makes this person and dose the same however they are typed: Latin letters of the names, date of birth,
    /// nationality, vaccine, day, and letters and digits of the batch.
    pub(super) fn core(&self) -> [String; 7] {
        let letters = |text: &str| -> String {
            let letters = text.chars().filter(|c| c.is_alphanumeric());
            letters.flat_map(char::to_uppercase).collect()
        };
        let [(_, surname), (_, given)] = &self.names;
        [
            letters(surname),
            letters(given),
            self.birth_date.clone(),
            self.nationality.clone(),
            self.product.identifier.to_owned(),
            self.date.to_string(),
            letters(&self.batch),
        ]
    }

    /// Hash of everything that is read back: another one for the same person and dose shows that something was typed
    /// otherwise.
    #[must_use]
    pub fn details(&self) -> String {
        let lines = self.lines(false);
        hash_of(lines.iter().flat_map(|line| [line.label.as_str(), &line.value]))
    }

    /// First day on which a vaccination against yellow fever counts (International Health Regulations, Annex 7).
    fn counts_from(&self) -> Option<Date> {
        let waits = self.product.disease == "yellow-fever";
        self.date.checked_add(time::Duration::days(10)).filter(|_| waits)
    }

    /// Content of HCERT claim -6, in WHO's newer layout.
    pub(super) fn content(&self, is_training: bool) -> Value {
        let mut vaccine = json!({
            "vp": self.product.identifier, "dt": self.date.to_string(), "bo": self.batch,
        });
        let centre = match (is_training, self.centre.is_empty()) {
            (true, true) => TRAINING_CENTRE.to_owned(),
            (true, false) => format!("{TRAINING_CENTRE}: {}", self.centre),
            (false, _) => self.centre.clone(),
        };
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let optional = [
            ("is", centre),
            ("cn", self.clinician.clone()),
            ("vls", day(self.from)),
            ("vle", day(self.until)),
        ];
        put(&mut vaccine, optional);
        let mut content = json!({
            "n": self.name.text, "dob": self.birth_date, "nt": self.nationality, "v": VERSION, "vx": vaccine,
        });
        let training = if is_training { TRAINING_CENTRE } else { "" };
        let optional = [
            ("s", self.sex.map(Sex::letter).unwrap_or_default().to_owned()),
            ("id", self.document.clone()),
            (TRAINING_MEMBER, training.to_owned()),
        ];
        put(&mut content, optional);
        content
    }
}

/// Short hash of these texts.
pub(super) fn hash_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut sha = Sha256::new();
    for text in texts {
        // Lengths keep the parts apart.
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text);
    }
    hex(&sha.finalize()[..16])
}

/// Adds members that are not empty.
fn put<const N: usize>(object: &mut Value, members: [(&str, String); N]) {
    for (key, value) in members {
        if !value.is_empty() {
            object[key] = value.into();
        }
    }
}
