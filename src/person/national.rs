//! What [`transliterate`](super::transliterate) leaves to whoever makes a document: the Arabic script (ICAO Doc 9303
//! part 3, eighth edition, section 6, table C) and the exceptions of table B for five languages. A reader of passes
//! needs neither: names in passes and zones are transliterated already.

use super::transliterate;

/// Language for which table B of ICAO Doc 9303 part 3, section 6, has letters of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CyrillicLanguage {
    /// Belarusian.
    Belarusian,
    /// Bulgarian.
    Bulgarian,
    /// Macedonian.
    Macedonian,
    /// Serbian.
    Serbian,
    /// Ukrainian.
    Ukrainian,
}

impl CyrillicLanguage {
    /// Every language with exceptions.
    pub const ALL: [Self; 5] = [
        Self::Belarusian,
        Self::Bulgarian,
        Self::Macedonian,
        Self::Serbian,
        Self::Ukrainian,
    ];

    /// Language of the travel documents of a country (ISO 3166-1 alpha-3), if table B has exceptions for it.
    #[must_use]
    pub fn of_country(alpha_3: &str) -> Option<Self> {
        Some(match alpha_3 {
            "BLR" => Self::Belarusian,
            "BGR" => Self::Bulgarian,
            "MKD" => Self::Macedonian,
            "SRB" => Self::Serbian,
            "UKR" => Self::Ukrainian,
            _ => return None,
        })
    }
}

/// Transliterates a name in Latin, Cyrillic, Arabic or Greek letters to A to Z and single spaces, by all tables of ICAO
/// Doc 9303 part 3, section 6. The exceptions for a language apply where it is given.
///
/// ```
/// use greengate::person::{CyrillicLanguage, transliterate_all};
/// assert_eq!(transliterate_all("Згурський", Some(CyrillicLanguage::Ukrainian)), "ZHURSKYI");
/// assert_eq!(transliterate_all("Згурский", None), "ZGURSKII");
/// assert_eq!(transliterate_all("عبّاس", None), "EBBAS");
/// ```
#[must_use]
pub fn transliterate_all(name: &str, language: Option<CyrillicLanguage>) -> String {
    let letters: Vec<char> = composed(name);
    let mut out = String::with_capacity(name.len());
    // What shadda doubles.
    let mut last = "";
    for (at, letter) in letters.iter().enumerate() {
        let is_inside = |at: Option<usize>| {
            let neighbour = at.and_then(|at| letters.get(at));
            neighbour.is_some_and(|c| c.is_alphabetic() || is_mark(*c) || matches!(c, '\'' | '’' | '`' | '´'))
        };
        let begins = !is_inside(at.checked_sub(1));
        let ends = || {
            letters
                .iter()
                .skip(at + 1)
                .find(|c| !is_mark(**c))
                .is_none_or(|c| !c.is_alphabetic())
        };
        let text = match *letter {
            'ة' if ends() => Some("XAH"),
            // Of a letter that begins with the escape X, what follows it is said twice.
            SHADDA => Some(last.trim_start_matches('X')),
            letter if is_mark(letter) => Some(""),
            letter => arabic(letter).or_else(|| cyrillic(letter, language, begins)),
        };
        match text {
            Some(text) => out.push_str(text),
            None => out.push(*letter),
        }
        if !is_mark(*letter) {
            last = text.unwrap_or_default();
        }
    }
    transliterate(&out)
}

/// Letters of a name for which there is no table, each once: they are left out by [`transliterate_all`].
#[must_use]
pub fn letters_without_table(name: &str) -> Vec<char> {
    let mut found = Vec::new();
    for letter in composed(name) {
        // The letters that the tables encode as nothing.
        let is_silent = matches!(letter, 'Ь' | 'ـ' | 'ڜ' | 'ڢ' | 'ڧ' | 'ڨ');
        if letter.is_alphabetic()
            && !is_silent
            && !is_mark(letter)
            && transliterate_all(letter.encode_utf8(&mut [0; 4]), None).is_empty()
            && !found.contains(&letter)
        {
            found.push(letter);
        }
    }
    found
}

const SHADDA: char = '\u{651}';

/// True for a mark of the Arabic script, which is part of a word: vowels, shadda, sukun, superscript alef, tatweel.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// The capital letters of a name, where a letter and a combining mark that the tables have as one are one.
fn composed(name: &str) -> Vec<char> {
    let mut letters: Vec<char> = Vec::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_uppercase) {
        let one = match (letters.last(), letter) {
            (Some('И'), '\u{306}') => Some('Й'),
            (Some('У'), '\u{306}') => Some('Ў'),
            (Some('Е'), '\u{308}') => Some('Ё'),
            (Some('І'), '\u{308}') => Some('Ї'),
            (Some('Г'), '\u{301}') => Some('Ѓ'),
            (Some('К'), '\u{301}') => Some('Ќ'),
            (Some('ا'), '\u{653}') => Some('آ'),
            (Some('ا'), '\u{654}') => Some('أ'),
            (Some('و'), '\u{654}') => Some('ؤ'),
            (Some('ي'), '\u{654}') => Some('ئ'),
            (Some('ا'), '\u{655}') => Some('إ'),
            _ => None,
        };
        match one {
            Some(one) => {
                letters.pop();
                letters.push(one);
            }
            None => letters.push(letter),
        }
    }
    letters
}

/// Exceptions of table B, and its letters that no living alphabet of a passport has.
const fn cyrillic(letter: char, language: Option<CyrillicLanguage>, begins: bool) -> Option<&'static str> {
    use CyrillicLanguage::{Belarusian, Bulgarian, Macedonian, Serbian, Ukrainian};
    Some(match (letter, language) {
        ('Ё', Some(Belarusian)) => "IO",
        ('Є', Some(Ukrainian)) if begins => "YE",
        ('Ї', Some(Ukrainian)) if begins => "YI",
        ('Й', Some(Ukrainian)) if begins => "Y",
        ('Ю', Some(Ukrainian)) if begins => "YU",
        ('Я', Some(Ukrainian)) if begins => "YA",
        ('И', Some(Ukrainian)) => "Y",
        ('Г', Some(Belarusian | Serbian | Ukrainian)) => "H",
        ('Ж', Some(Serbian)) => "Z",
        ('Х', Some(Serbian | Macedonian)) => "H",
        ('Ц', Some(Serbian | Macedonian)) => "C",
        ('Ч', Some(Serbian)) => "C",
        ('Ш', Some(Serbian)) => "S",
        ('Щ', Some(Bulgarian)) => "SHT",
        ('Ќ', Some(Macedonian)) => "KJ",
        ('Џ', Some(Macedonian)) => "DJ",
        // The standard prints Ғ, which no Macedonian text has, for Ѓ; and Һ beside Ћ.
        ('Ѓ' | 'Ғ', Some(Macedonian)) => "GJ",
        ('Ғ', _) => "G",
        ('Һ', _) => "C",
        ('Ѫ', _) => "U",
        ('Ѵ', _) => "Y",
        _ => return None,
    })
}

/// A letter of table C. The letters that it does not encode are empty.
#[rustfmt::skip]
const fn arabic(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ء' => "XE", 'آ' => "XAA", 'أ' => "XAE", 'ؤ' => "U", 'إ' => "I", 'ئ' => "XI", 'ا' => "A", 'ب' => "B",
        'ة' => "XTA", 'ت' => "T", 'ث' => "XTH", 'ج' => "J", 'ح' => "XH", 'خ' => "XKH", 'د' => "D", 'ذ' => "XDH",
        'ر' => "R", 'ز' => "Z", 'س' => "S", 'ش' => "XSH", 'ص' => "XSS", 'ض' => "XDZ", 'ط' => "XTT", 'ظ' => "XZZ",
        'ع' => "E", 'غ' => "G", 'ف' => "F", 'ق' => "Q", 'ك' => "K", 'ل' => "L", 'م' => "M", 'ن' => "N", 'ه' => "H",
        'و' => "W", 'ى' => "XAY", 'ي' => "Y", 'ٱ' => "XXA", 'ٹ' => "XXT", 'ټ' => "XRT", 'پ' => "P", 'ځ' => "XKE",
        'څ' => "XXH", 'چ' => "XC", 'ڈ' => "XXD", 'ډ' => "XDR", 'ڑ' => "XXR", 'ړ' => "XRR", 'ږ' => "XRX", 'ژ' => "XJ",
        'ښ' => "XXS", 'ڜ' | 'ڢ' | 'ڧ' | 'ڨ' => "", 'ک' => "XKK", 'ګ' => "XXK", 'ڭ' => "XNG", 'گ' => "XGG",
        'ں' => "XNN", 'ڼ' => "XXN", 'ھ' => "XDO", 'ۀ' => "XYH", 'ہ' => "XXG", 'ۂ' => "XGE", 'ۃ' => "XTG", 'ی' => "XYA",
        'ۍ' => "XXY", 'ې' => "Y", 'ے' => "XYB", 'ۓ' => "XBE",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use CyrillicLanguage::{Belarusian, Bulgarian, Macedonian, Serbian, Ukrainian};

    /// Table A: code points and transliterations. Where the standard allows several, the one that is taken.
    #[rustfmt::skip]
    const LATIN: &[(&str, &str)] = &[
        ("00C0 00C1 00C2 00C3 0100 0102 0104", "A"), ("00C4 00C6", "AE"), ("00C5", "AA"),
        ("00C7 0106 0108 010A 010C", "C"), ("00D0 010E 0110", "D"),
        ("00C8 00C9 00CA 00CB 0112 0114 0116 0118 011A", "E"), ("011C 011E 0120 0122", "G"), ("0124 0126", "H"),
        ("00CC 00CD 00CE 00CF 0128 012A 012C 012E 0130 0131", "I"), ("0132", "IJ"), ("0134", "J"), ("0136", "K"),
        ("0139 013B 013D 013F 0141", "L"), ("00D1 0143 0145 0147 014A", "N"),
        ("00D2 00D3 00D4 00D5 014C 014E 0150", "O"), ("00D6 00D8 0152", "OE"), ("0154 0156 0158", "R"),
        ("015A 015C 015E 0160", "S"), ("1E9E 00DF", "SS"), ("0162 0164 0166", "T"), ("00DE", "TH"),
        ("00D9 00DA 00DB 0168 016A 016C 016E 0170 0172", "U"), ("00DC", "UE"), ("0174", "W"), ("00DD 0176 0178", "Y"),
        ("0179 017B 017D", "Z"),
    ];

    /// Table B without its exceptions, by the letters that the standard means.
    #[rustfmt::skip]
    const CYRILLIC: &[(&str, &str)] = &[
        ("0401 0415 042D", "E"), ("0402 0414", "D"), ("0404 042A", "IE"), ("0405 040F", "DZ"),
        ("0406 0407 0418 0419", "I"), ("0408", "J"), ("0409", "LJ"), ("040A", "NJ"), ("040B 04BA", "C"),
        ("040C 041A", "K"), ("040E 0423 046A", "U"), ("0410", "A"), ("0411", "B"), ("0412", "V"),
        ("0403 0413 0490 0492", "G"), ("0416", "ZH"), ("0417", "Z"), ("041B", "L"), ("041C", "M"), ("041D", "N"),
        ("041E", "O"), ("041F", "P"), ("0420", "R"), ("0421", "S"), ("0422", "T"), ("0424", "F"), ("0425", "KH"),
        ("0426", "TS"), ("0427", "CH"), ("0428", "SH"), ("0429", "SHCH"), ("042B 0474", "Y"), ("042E", "IU"),
        ("042F", "IA"), ("042C", ""),
    ];

    /// Table C, alone in a word; teh marbuta (0629) is tested by itself.
    #[rustfmt::skip]
    const ARABIC: &[(&str, &str)] = &[
        ("0621", "XE"), ("0622", "XAA"), ("0623", "XAE"), ("0624", "U"), ("0625", "I"), ("0626", "XI"), ("0627", "A"),
        ("0628", "B"), ("062A", "T"), ("062B", "XTH"), ("062C", "J"), ("062D", "XH"), ("062E", "XKH"), ("062F", "D"),
        ("0630", "XDH"), ("0631", "R"), ("0632", "Z"), ("0633", "S"), ("0634", "XSH"), ("0635", "XSS"), ("0636", "XDZ"),
        ("0637", "XTT"), ("0638", "XZZ"), ("0639", "E"), ("063A", "G"), ("0641", "F"), ("0642", "Q"), ("0643", "K"),
        ("0644", "L"), ("0645", "M"), ("0646", "N"), ("0647", "H"), ("0648", "W"), ("0649", "XAY"), ("064A 06D0", "Y"),
        ("0671", "XXA"), ("0679", "XXT"), ("067C", "XRT"), ("067E", "P"), ("0681", "XKE"), ("0685", "XXH"),
        ("0686", "XC"), ("0688", "XXD"), ("0689", "XDR"), ("0691", "XXR"), ("0693", "XRR"), ("0696", "XRX"),
        ("0698", "XJ"), ("069A", "XXS"), ("06A9", "XKK"), ("06AB", "XXK"), ("06AD", "XNG"), ("06AF", "XGG"),
        ("06BA", "XNN"), ("06BC", "XXN"), ("06BE", "XDO"), ("06C0", "XYH"), ("06C1", "XXG"), ("06C2", "XGE"),
        ("06C3", "XTG"), ("06CC", "XYA"), ("06CD", "XXY"), ("06D2", "XYB"), ("06D3", "XBE"),
        ("0640 064B 064C 064D 064E 064F 0650 0651 0652 0670 069C 06A2 06A7 06A8", ""),
    ];

    #[test]
    fn every_letter_of_the_tables() {
        let mut letters = 0;
        for (codes, expected) in LATIN.iter().chain(CYRILLIC).chain(ARABIC) {
            for code in codes.split(' ') {
                let letter = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
                let text = letter.to_string();
                assert_eq!(transliterate_all(&text, None), *expected, "{code}");
                assert_eq!(
                    transliterate_all(&text.to_lowercase(), None),
                    *expected,
                    "{code}, small"
                );
                assert_eq!(letters_without_table(&text), Vec::<char>::new(), "{code}");
                letters += 1;
            }
        }
        assert_eq!(letters, 226);
    }

    #[test]
    fn exceptions_of_five_languages() {
        for (language, name, expected) in [
            (Belarusian, "Бабрыковіч Ігар Фёдар", "BABRYKOVICH IHAR FIODAR"),
            (Bulgarian, "Щерев Христо", "SHTEREV KHRISTO"),
            (Macedonian, "Ќосев Ѓорѓи Џо Ханс Цане", "KJOSEV GJORGJI DJO HANS CANE"),
            (
                Serbian,
                "Живковић Горан Чашћ Ђорђе Хаџи Цвета",
                "ZIVKOVIC HORAN CASC DORDE HADZI CVETA",
            ),
            (
                Ukrainian,
                "Єнакієве Їжакевич Йосипівка Юрій Яготин",
                "YENAKIIEVE YIZHAKEVYCH YOSYPIVKA YURII YAHOTYN",
            ),
            (Ukrainian, "О'Яна", "OIANA"),
        ] {
            assert_eq!(transliterate_all(name, Some(language)), expected, "{language:?}");
        }
        // Composed and decomposed letters are the same.
        assert_eq!(transliterate_all("Йи\u{306}И\u{306}", Some(Ukrainian)), "YII");
        let countries = ["BLR", "BGR", "MKD", "SRB", "UKR"].map(|code| CyrillicLanguage::of_country(code).unwrap());
        assert_eq!(countries, CyrillicLanguage::ALL);
        assert_eq!(CyrillicLanguage::of_country("RUS"), None);
    }

    #[test]
    fn rules_of_the_arabic_script() {
        for (name, expected) in [
            // The examples of the standard, and of the report behind it.
            ("عبّاس", "EBBAS"),
            ("فضّة", "FXDZDZXAH"),
            ("محمود عبدالرحيم", "MXHMWD EBDALRXHYM"),
            // Teh marbuta inside and at the end of a name, also before a mark.
            ("فاطمة", "FATTMXAH"),
            ("ةب", "XTAB"),
            ("ة\u{64c} ب", "XAH B"),
            // Vowels, tatweel, composed letters.
            ("مُحَمَّد", "MXHMMD"),
            ("مـحـمـد", "MXHMD"),
            ("ا\u{653}ا\u{654}و\u{654}ا\u{655}ي\u{654}", "XAAXAEUIXI"),
            ("\u{651}", ""),
        ] {
            let expected = expected.replace("FATTM", "FAXTTM");
            assert_eq!(transliterate_all(name, None), expected, "{name}");
        }
    }

    #[test]
    fn letters_of_other_scripts_are_named() {
        assert_eq!(letters_without_table("山田 太郎 山"), ['山', '田', '太', '郎']);
        assert_eq!(
            letters_without_table("Ødegård-Þórsdóttir Σταύρου Щербакова عبّاس"),
            Vec::<char>::new()
        );
        assert_eq!(
            transliterate_all("Ødegård-Þórsdóttir Σταύρου", None),
            "OEDEGAARD THORSDOTTIR STAVROU"
        );
    }
}
