//! Transliteration to A to Z (ICAO Doc 9303 part 3, section 6, tables A and B). The tables omit Greek, which follows
//! ISO 843 / ELOT 743 like Greek passports. Arabic and the exceptions for languages are in `national.rs`.

/// Transliterates a name to the letters A to Z and single spaces. Apostrophes are removed; hyphens and other characters
/// that are no letters separate words; letters of unsupported scripts are left out.
///
/// ```
/// use greengate::person::transliterate;
/// assert_eq!(transliterate("Ødegård-Þórsdóttir"), "OEDEGAARD THORSDOTTIR");
/// assert_eq!(transliterate("O’Neill"), "ONEILL");
/// assert_eq!(transliterate("Σταύρου"), "STAVROU");
/// ```
#[must_use]
pub fn transliterate(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let letters: Vec<char> = name.chars().flat_map(char::to_uppercase).collect();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        at += 1;
        if letter.is_ascii_uppercase() {
            out.push(*letter);
        } else if matches!(letter, '\'' | '’' | 'ʼ' | '`' | '´' | '.' | '\u{300}'..='\u{36f}') {
            // A combining mark is part of the word.
        } else if let Some((text, pair)) = greek_pair(*letter, next, letters.get(at + 1).copied()) {
            out.push_str(text);
            at += usize::from(pair);
        } else if let Some(text) = one(*letter) {
            out.push_str(text);
        } else if !letter.is_alphabetic() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// Transliteration of a Greek letter that differs in pairs, and true if it replaces both letters.
fn greek_pair(letter: char, next: char, after: Option<char>) -> Option<(&'static str, bool)> {
    let next = unaccented(next);
    match (unaccented(letter), next) {
        ('Ο', 'Υ') if letter != 'Ό' => Some(("OU", true)),
        (vowel @ ('Α' | 'Ε' | 'Η'), 'Υ') => {
            // AF before voiceless consonants and at the end of a word, AV otherwise.
            let voiceless = after.is_none_or(|c| !c.is_alphabetic() || "ΘΚΞΠΣΤΦΧΨ".contains(unaccented(c)));
            Some((
                match (vowel, voiceless) {
                    ('Α', true) => "AF",
                    ('Α', false) => "AV",
                    ('Ε', true) => "EF",
                    ('Ε', false) => "EV",
                    (_, true) => "IF",
                    _ => "IV",
                },
                true,
            ))
        }
        ('Γ', 'Γ') => Some(("NG", true)),
        ('Γ', 'Ξ') => Some(("NX", true)),
        ('Γ', 'Χ') => Some(("NCH", true)),
        _ => None,
    }
}

const fn unaccented(letter: char) -> char {
    match letter {
        'Ά' => 'Α',
        'Έ' => 'Ε',
        'Ή' => 'Η',
        'Ί' | 'Ϊ' => 'Ι',
        'Ό' => 'Ο',
        'Ύ' | 'Ϋ' => 'Υ',
        'Ώ' => 'Ω',
        other => other,
    }
}

/// One capital letter.
#[rustfmt::skip]
const fn one(letter: char) -> Option<&'static str> {
    Some(match letter {
        // Latin.
        'À' | 'Á' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' | 'Ạ' | 'Ả' | 'Ấ' | 'Ầ' | 'Ẩ' | 'Ẫ' | 'Ậ' | 'Ắ' | 'Ằ' | 'Ẳ' | 'Ẵ' | 'Ặ' => "A",
        'Ä' | 'Æ' => "AE",
        'Å' => "AA",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'Ď' | 'Đ' | 'Ð' => "D",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ẹ' | 'Ẻ' | 'Ẽ' | 'Ế' | 'Ề' | 'Ể' | 'Ễ' | 'Ệ' => "E",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'Ĥ' | 'Ħ' => "H",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' | 'Ỉ' | 'Ị' => "I",
        'Ĳ' => "IJ",
        'Ĵ' => "J",
        'Ķ' | 'ĸ' => "K",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => "N",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' | 'Ŏ' | 'Ő' | 'Ơ' | 'Ọ' | 'Ỏ' | 'Ố' | 'Ồ' | 'Ổ' | 'Ỗ' | 'Ộ' | 'Ớ' | 'Ờ' | 'Ở' | 'Ỡ' | 'Ợ' => "O",
        'Ö' | 'Ø' | 'Œ' => "OE",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ẞ' => "SS",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T",
        'Þ' => "TH",
        'Ù' | 'Ú' | 'Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'Ư' | 'Ụ' | 'Ủ' | 'Ứ' | 'Ừ' | 'Ử' | 'Ữ' | 'Ự' => "U",
        'Ü' => "UE",
        'Ŵ' => "W",
        'Ý' | 'Ŷ' | 'Ÿ' | 'Ỳ' | 'Ỵ' | 'Ỷ' | 'Ỹ' => "Y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        // Cyrillic.
        'А' => "A", 'Б' => "B", 'В' => "V", 'Г' | 'Ґ' => "G", 'Д' => "D", 'Е' | 'Ё' | 'Э' => "E", 'Є' => "IE", 'Ж' => "ZH",
        'З' => "Z", 'И' | 'І' | 'Й' | 'Ї' => "I", 'Ј' => "J", 'К' | 'Ќ' => "K", 'Л' => "L", 'Љ' => "LJ", 'М' => "M", 'Н' => "N",
        'Њ' => "NJ", 'О' => "O", 'П' => "P", 'Р' => "R", 'С' => "S", 'Т' => "T", 'Ћ' => "C", 'Ђ' => "D", 'У' | 'Ў' => "U",
        'Ф' => "F", 'Х' => "KH", 'Ц' => "TS", 'Ч' => "CH", 'Џ' => "DZ", 'Ш' => "SH", 'Щ' => "SHCH", 'Ъ' => "IE", 'Ы' => "Y",
        'Ь' => "", 'Ю' => "IU", 'Я' => "IA", 'Ѓ' => "G", 'Ѕ' => "DZ",
        // Greek.
        'Α' | 'Ά' => "A", 'Β' => "V", 'Γ' => "G", 'Δ' => "D", 'Ε' | 'Έ' => "E", 'Ζ' => "Z", 'Η' | 'Ή' | 'Ι' | 'Ί' | 'Ϊ' => "I",
        'Θ' => "TH", 'Κ' => "K", 'Λ' => "L", 'Μ' => "M", 'Ν' => "N", 'Ξ' => "X", 'Ο' | 'Ό' | 'Ω' | 'Ώ' => "O", 'Π' => "P",
        'Ρ' => "R", 'Σ' => "S", 'Τ' => "T", 'Υ' | 'Ύ' | 'Ϋ' => "Y", 'Φ' => "F", 'Χ' => "CH", 'Ψ' => "PS",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::transliterate;

    #[test]
    fn letters_of_many_passports() {
        for (name, expected) in [
            ("Straße", "STRASSE"),
            ("Łukasz Żółć", "LUKASZ ZOLC"),
            ("Nguyễn Thị Ánh", "NGUYEN THI ANH"),
            ("Şahin Çelik", "SAHIN CELIK"),
            ("İbrahim Yıldız", "IBRAHIM YILDIZ"),
            ("Щербакова Юлия", "SHCHERBAKOVA IULIIA"),
            ("Ευάγγελος Αυγερινός", "EVANGELOS AVGERINOS"),
            ("Μπούκουρας", "MPOUKOURAS"),
            ("Jean-Luc d'Été", "JEAN LUC DETE"),
            ("  María   José  ", "MARIA JOSE"),
            ("e\u{301}te\u{301}", "ETE"),
            ("山田 太郎", ""),
            ("ÆØÅ", "AEOEAA"),
        ] {
            assert_eq!(transliterate(name), expected, "{name}");
        }
    }
}
