//! Typed input: by people, by document scanners and by code scanners.

use crate::{AT, choose, passes};
use greengate::{
    person::{Mrz, Person},
    wedge::{Layout, Typed, type_as, ungarble},
};

/// Any text; or, behind a first byte of 1 to 3, the zone's own characters in lines as long as its
/// layouts have them, with the check digits put right.
pub fn mrz(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        _ = Mrz::looks_like(text);
        if let Ok(zone) = Mrz::read(text, AT) {
            assert!(zone.person.standard_name().len() <= 90);
        }
    }
    const CHARACTERS: &[u8; 37] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<";
    let Some((form, data)) = choose(data) else { return };
    let length = [88, 72, 90][form % 3];
    let mut zone: Vec<u8> = data.iter().map(|byte| CHARACTERS[usize::from(*byte) % 37]).collect();
    zone.resize(length, b'<');
    // First fields, then what is over them.
    let checks: &[(&[(usize, usize)], usize)] = match form % 3 {
        0 => &[
            (&[(44, 53)], 53),
            (&[(57, 63)], 63),
            (&[(65, 71)], 71),
            (&[(72, 86)], 86),
            (&[(44, 54), (57, 64), (65, 87)], 87),
        ],
        1 => &[
            (&[(36, 45)], 45),
            (&[(49, 55)], 55),
            (&[(57, 63)], 63),
            (&[(36, 46), (49, 56), (57, 71)], 71),
        ],
        _ => &[
            (&[(5, 14)], 14),
            (&[(30, 36)], 36),
            (&[(38, 44)], 44),
            (&[(5, 30), (30, 37), (38, 45), (48, 59)], 59),
        ],
    };
    // Dates are digits, and every zone begins with its kind.
    for place in match form % 3 {
        0 => [57..63, 65..71],
        1 => [49..55, 57..63],
        _ => [30..36, 38..44],
    } {
        for byte in &mut zone[place] {
            *byte = b'0' + *byte % 10;
        }
    }
    zone[0] = [b'P', b'I', b'I'][form % 3];
    for (parts, place) in checks {
        let bytes = parts.iter().flat_map(|(from, to)| &zone[*from..*to]);
        let sum: usize = bytes
            .zip([7, 3, 1].iter().cycle())
            .map(|(byte, weight)| {
                weight
                    * match byte {
                        b'0'..=b'9' => usize::from(byte - b'0'),
                        b'A'..=b'Z' => usize::from(byte - b'A') + 10,
                        _ => 0,
                    }
            })
            .sum();
        zone[*place] = b'0' + (sum % 10) as u8;
    }
    let zone = String::from_utf8(zone).unwrap_or_default();
    if let Ok(read) = Mrz::read(&zone, AT) {
        _ = read.person.compare(&read.person);
        assert!(serde_json::to_vec(&read).is_ok());
    }
}

/// Two names in two lines, each `surname/given/birth date`.
pub fn names(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let person = |line: &str| {
        let mut parts = line.split('/');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (surname, given, birth) = (next(), next(), next());
        Person::new(
            &surname,
            &given,
            Some(&birth).filter(|b| !b.is_empty()).map(String::as_str),
        )
    };
    let mut lines = text.lines();
    let (one, other) = (
        person(lines.next().unwrap_or_default()),
        person(lines.next().unwrap_or_default()),
    );
    let there = one.compare(&other);
    let back = other.compare(&one);
    assert_eq!(
        there.is_possible(),
        back.is_possible(),
        "comparing has no direction: {one:?} {other:?}"
    );
    if !one.standard_name().is_empty() {
        let itself = one.compare(&one);
        assert!(itself.is_possible(), "everyone is who they are: {one:?} {itself:?}");
    }
}

/// First byte: the layouts of scanner and computer; then a text, or, with an odd second byte, a
/// pass into which the text is put.
pub fn keystrokes(data: &[u8]) {
    let [layouts, form, rest @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let layouts = usize::from(*layouts);
    let (scanner, computer) = (Layout::ALL[layouts % 6], Layout::ALL[layouts / 6 % 6]);
    if form % 2 == 0 {
        _ = ungarble(text);
        if let Some(typed) = type_as(text, scanner, computer) {
            _ = ungarble(&typed);
        }
        return;
    }
    let pass = passes::text();
    let place = usize::from(form / 2) * pass.len() / 128;
    let meant = format!("{}{text}{}", &pass[..place], &pass[place..]);
    if let Some(typed) = type_as(&meant, scanner, computer)
        && let Typed::Repaired { text: found, .. } = ungarble(&typed)
    {
        // A pass that was put right is whole; nothing else can be one than what was meant.
        assert_eq!(found, pass, "nobody typed this");
    }
}

pub(crate) fn zones() -> Vec<Vec<u8>> {
    let zones = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ];
    let mut seeds: Vec<Vec<u8>> = zones.iter().map(|zone| zone.as_bytes().to_vec()).collect();
    seeds.extend((0..6).map(|form| (0..90).map(|i: u8| i.wrapping_mul(form * 2 + 1)).collect()));
    seeds
}

pub(crate) fn people() -> Vec<Vec<u8>> {
    [
        "ERIKSSON/ANNA MARIA/1974-08-12\nEriksson/Anna/1974-08-12",
        "Müller-Lüdenscheidt/Jörg/1960\nMUELLER LUEDENSCHEIDT/JOERG/1960-02-01",
        "Παπαδόπουλος/Γιώργος/\nPAPADOPOULOS/GIORGOS/",
        "O'Connor/Siân/1980-01\nOCONNOR/SIAN/1980-01-31",
        "محمد/علي/\n/MOHAMED ALI/",
    ]
    .iter()
    .map(|people| people.as_bytes().to_vec())
    .collect()
}

pub(crate) fn keys() -> Vec<Vec<u8>> {
    let pass = passes::text().as_bytes();
    let mut seeds: Vec<Vec<u8>> = (0..36).map(|layouts| [&[layouts, 0][..], pass].concat()).collect();
    seeds.extend((0..6).map(|n| vec![n * 7, 1]));
    seeds
}
