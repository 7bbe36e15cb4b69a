//! Invented travellers at a counter, with names in every script that ICAO transliterates.

use crate::{
    counter::{Dose, Draft, Name, Problem, Sex, Traveller, products},
    person::CyrillicLanguage,
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use time::{Duration, OffsetDateTime};

/// Letters of a script, small ones, and the language of its transliteration with a nationality.
struct Alphabet {
    letters: &'static str,
    language: Option<CyrillicLanguage>,
    nationality: &'static str,
}

const fn alphabet(letters: &'static str, language: Option<CyrillicLanguage>, nationality: &'static str) -> Alphabet {
    Alphabet {
        letters,
        language,
        nationality,
    }
}

/// Latin, Cyrillic as it stands and with the exceptions of five languages, Arabic, Persian and Urdu, and Greek.
const ALPHABETS: [Alphabet; 11] = [
    alphabet("abcdefghijklmnopqrstuvwxyz", None, "UTO"),
    alphabet(
        "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþßāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĳĵķĺļľŀł",
        None,
        "DEU",
    ),
    alphabet(
        "ńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
        None,
        "VNM",
    ),
    alphabet("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", None, "RUS"),
    alphabet(
        "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
        Some(CyrillicLanguage::Belarusian),
        "BLR",
    ),
    alphabet(
        "абвгдежзийклмнопрстуфхцчшщъьюя",
        Some(CyrillicLanguage::Bulgarian),
        "BGR",
    ),
    alphabet(
        "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
        Some(CyrillicLanguage::Macedonian),
        "MKD",
    ),
    alphabet("абвгдђежзијклљмнњопрстћуфхцчџш", Some(CyrillicLanguage::Serbian), "SRB"),
    alphabet(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        Some(CyrillicLanguage::Ukrainian),
        "UKR",
    ),
    alphabet("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيٹپچڈڑژکگںھہیے", None, "EGY"),
    alphabet("αβγδεζηθικλμνξοπρστυφχψωάέήίόύώ", None, "GRC"),
];

/// A number from 0 to `end`, without it.
fn below(rng: &mut ChaCha20Rng, end: usize) -> usize {
    let end = end as u64;
    usize::try_from(rng.next_u64() % end).unwrap_or_default()
}

fn word(rng: &mut ChaCha20Rng, alphabet: &Alphabet) -> String {
    let letters: Vec<char> = alphabet.letters.chars().collect();
    let mut word: String = (0..2 + below(rng, 9))
        .filter_map(|_| letters.get(below(rng, letters.len())))
        .collect();
    // The first letter is a capital, where the script has any.
    let first = word.remove(0);
    first.to_uppercase().chain(word.chars()).collect()
}

fn name(rng: &mut ChaCha20Rng, alphabet: &Alphabet, most: usize) -> Name {
    let words: Vec<String> = (0..1 + below(rng, most)).map(|_| word(rng, alphabet)).collect();
    let separator = [" ", " ", " ", "-"][below(rng, 4)];
    let mut name = Name::new(&words.join(separator), alphabet.language);
    if name.latin.is_empty() {
        // Silent letters only, such as Ь.
        name = Name::new("Amina", None);
    }
    name
}

/// Traveller number `n` with one dose, always the same for the same number, as a clerk would type them at this time. Every
/// question is answered with yes.
#[must_use]
pub fn random_draft(n: u64, at: OffsetDateTime) -> Draft {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&n.to_be_bytes());
    let rng = &mut ChaCha20Rng::from_seed(seed);
    let alphabet = &ALPHABETS[below(rng, ALPHABETS.len())];
    let product = &products()[below(rng, products().len())];
    let days = |rng: &mut ChaCha20Rng, most: usize| Duration::days(i64::try_from(below(rng, most)).unwrap_or_default());
    let since = product.since.unwrap_or(at.date());
    let dose_date = (at.date() - days(rng, 9_000)).max(since);
    let birth_date = (dose_date - days(rng, 33_000)).to_string();
    // Some travel documents know no day, or no month.
    let known = [10, 10, 10, 10, 7, 4][below(rng, 6)];
    let given = if below(rng, 20) == 0 {
        Name::default()
    } else {
        name(rng, alphabet, 5)
    };
    Draft {
        traveller: Traveller {
            surname: name(rng, alphabet, 3),
            given,
            birth_date: birth_date.get(..known).unwrap_or(&birth_date).to_owned(),
            sex: [None, Some(Sex::Female), Some(Sex::Male), Some(Sex::Unspecified)][below(rng, 4)],
            nationality: alphabet.nationality.to_owned(),
            document: ["", "P1234567", "C01X00T47"][below(rng, 3)].to_owned(),
        },
        dose: Dose {
            product: product.identifier.to_owned(),
            date: dose_date.to_string(),
            batch: format!("LOT-{:05}", below(rng, 100_000)),
            centre: ["Löwen-Apotheke, Markt 3", "مركز التطعيم", "ул. Ленина 5", ""][below(rng, 4)].to_owned(),
            clinician: "Dr A. Müller".to_owned(),
            ..Dose::default()
        },
        from_paper: String::new(),
        confirmed: Problem::ALL.to_vec(),
    }
}
