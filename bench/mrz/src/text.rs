//! Texts of zones with sound check digits.

use greengate_mrz::Format;
use greengate_test_support::Random;

/// Text of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneText {
    /// Its format.
    pub format: Format,
    /// Its lines, from the top.
    pub lines: Vec<String>,
    /// True for each character that a check digit covers, or is one; by line.
    pub checked: Vec<Vec<bool>>,
}

const STATES: [&str; 24] = [
    "D<<", "FRA", "USA", "GBR", "CHE", "NGA", "IND", "CHN", "BRA", "UTO", "CZE", "HRV", "POL", "TUR", "MEX", "KEN",
    "QAT", "ZAF", "JPN", "SWE", "EGY", "GHA", "VNM", "XXA",
];
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";

/// Lines of any characters of a zone.
#[must_use]
pub fn any_characters(random: &mut Random, rows: usize, columns: usize) -> Vec<String> {
    let character = |random: &mut Random| match random.below(44) {
        digit @ 0..10 => DIGITS[digit],
        letter @ 10..36 => LETTERS[letter - 10],
        _ => b'<',
    };
    (0..rows)
        .map(|_| (0..columns).map(|_| char::from(character(random))).collect())
        .collect()
}

fn pick(random: &mut Random, from: &[u8]) -> char {
    char::from(from[random.below(from.len())])
}

fn digit(field: &str) -> char {
    let value = |c: char| match c {
        '0'..='9' => c as u32 - '0' as u32,
        'A'..='Z' => c as u32 - 'A' as u32 + 10,
        _ => 0,
    };
    let weighted = field
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(c, weight)| value(c) * weight);
    char::from_digit(weighted.sum::<u32>() % 10, 10).unwrap()
}

fn filled(text: &str, length: usize) -> String {
    format!("{text:<<length$}").chars().take(length).collect()
}

fn date(random: &mut Random) -> String {
    let (year, month, day) = (random.below(100), 1 + random.below(12), 1 + random.below(28));
    format!("{year:02}{month:02}{day:02}")
}

fn name(random: &mut Random, length: usize) -> String {
    let word = |random: &mut Random| {
        let letters = 2 + random.below(9);
        (0..letters).map(|_| pick(random, LETTERS)).collect::<String>()
    };
    let mut text = word(random);
    if random.below(4) == 0 {
        text = format!("{text}<{}", word(random));
    }
    text += "<<";
    text += &word(random);
    if random.flip() {
        text = format!("{text}<{}", word(random));
    }
    filled(&text, length)
}

/// Mostly digits, as numbers of documents are.
fn number(random: &mut Random, length: usize) -> String {
    let mut text = String::new();
    let letters = [40, 12, 4][random.below(3)];
    for place in 0..length {
        let letter = (place < 2 && random.flip()) || random.below(letters) == 0;
        text.push(pick(random, if letter { LETTERS } else { DIGITS }));
    }
    if random.below(8) == 0 {
        text.truncate(length - 1);
        text.push('<');
    }
    text
}

fn optional(random: &mut Random, length: usize) -> String {
    if random.flip() {
        return filled("", length);
    }
    let own = 1 + random.below(length);
    let text: String = (0..own)
        .map(|_| {
            let from = if random.below(4) == 0 { LETTERS } else { DIGITS };
            pick(random, from)
        })
        .collect();
    filled(&text, length)
}

/// A zone of any format.
pub(crate) fn any_zone(random: &mut Random) -> ZoneText {
    let format = Format::ALL[random.below(Format::ALL.len())];
    zone(random, format)
}

/// A zone of a person who does not exist.
#[must_use]
pub fn zone(random: &mut Random, format: Format) -> ZoneText {
    let columns = format.columns();
    let state = STATES[random.below(STATES.len())];
    let nationality = STATES[random.below(STATES.len())];
    let sex = pick(random, b"MF<");
    let with_digit = |field: String| format!("{field}{}", digit(&field));
    let number = with_digit(number(random, 9));
    let birth = with_digit(date(random));
    let expiry = with_digit(date(random));
    let kind = |first: &str, random: &mut Random| {
        let second = if random.flip() { '<' } else { pick(random, LETTERS) };
        format!("{first}{second}")
    };
    let (lines, covered): (Vec<String>, Vec<Vec<std::ops::Range<usize>>>) = match format {
        Format::Td1 => {
            let first = format!("{}{state}{number}{}", kind("I", random), optional(random, 15));
            let extra = optional(random, 11);
            let all = digit(&format!("{}{birth}{expiry}{extra}", &first[5..]));
            let second = format!("{birth}{sex}{expiry}{nationality}{extra}{all}");
            (
                vec![first, second, name(random, 30)],
                vec![vec![5..30], vec![0..7, 8..15, 18..30], vec![]],
            )
        }
        Format::Td2 | Format::Td3 => {
            let first = format!(
                "{}{state}{}",
                kind(if format == Format::Td3 { "P" } else { "I" }, random),
                name(random, columns - 5)
            );
            let extra = if format == Format::Td3 {
                let field = optional(random, 14);
                let empty = field.chars().all(|c| c == '<') && random.flip();
                let own = if empty { '<' } else { digit(&field) };
                format!("{field}{own}")
            } else {
                optional(random, 7)
            };
            let all = digit(&format!("{number}{birth}{expiry}{extra}"));
            let second = format!("{number}{nationality}{birth}{sex}{expiry}{extra}{all}");
            (vec![first, second], vec![vec![], vec![0..10, 13..20, 21..columns]])
        }
        _ => {
            let first = format!("{}{state}{}", kind("V", random), name(random, columns - 5));
            let second = format!(
                "{number}{nationality}{birth}{sex}{expiry}{}",
                optional(random, columns - 28)
            );
            (vec![first, second], vec![vec![], vec![0..10, 13..20, 21..28]])
        }
    };
    let checked = covered
        .into_iter()
        .map(|ranges| {
            (0..columns)
                .map(|i| ranges.iter().any(|range| range.contains(&i)))
                .collect()
        })
        .collect();
    ZoneText { format, lines, checked }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_is_sound() {
        for format in Format::ALL {
            for i in 0..200 {
                let zone = zone(&mut crate::random(1, i), format);
                assert!(greengate_mrz::is_sound(format, &zone.lines), "{zone:?}");
            }
        }
    }
}
