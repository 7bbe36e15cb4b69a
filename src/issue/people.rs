/// An invented person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Family name.
    pub family: String,
    /// Family name in ICAO 9303 transliteration.
    pub family_standard: String,
    /// Given name.
    pub given: String,
    /// Given name in ICAO 9303 transliteration.
    pub given_standard: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
}

/// Family and given name with their transliterations, and a date of birth.
const SAMPLES: [[&str; 5]; 8] = [
    [
        "Grønli-Sample",
        "GROENLI<SAMPLE",
        "Ásta Björk",
        "ASTA<BJOERK",
        "1987-03-14",
    ],
    ["Müstermann", "MUESTERMANN", "Jürgen", "JUERGEN", "1964-08-12"],
    ["d'Exemple", "DEXEMPLE", "Zoé Marie", "ZOE<MARIE", "1999-12-31"],
    ["Παράδειγμα", "PARADEIGMA", "Ελένη", "ELENI", "1978-01-09"],
    ["Przykładowska", "PRZYKLADOWSKA", "Łucja", "LUCJA", "2004-02-29"],
    [
        "Voorbeeld van der Berg",
        "VOORBEELD<VAN<DER<BERG",
        "Jan",
        "JAN",
        "1951-06-30",
    ],
    ["Ejemplo Ñandú", "EJEMPLO<NANDU", "José Luis", "JOSE<LUIS", "1992-10-05"],
    ["Примерова", "PRIMEROVA", "Ольга", "OLGA", "1983-07-21"],
];

impl Person {
    /// Invented person number `n`, always the same for the same number.
    #[must_use]
    pub fn sample(n: usize) -> Self {
        let [family, family_standard, given, given_standard, birth_date] =
            SAMPLES[n % SAMPLES.len()].map(str::to_owned);
        Self {
            family,
            family_standard,
            given,
            given_standard,
            birth_date,
        }
    }

    /// Given and family name, as in reports.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}
