//! Properties of what Greengate reads and writes: what is written is read again, what is changed is noticed, and
//! no text makes a panic. `PROPTEST_CASES=100000` tries as many inputs, and others at each run.

#![allow(clippy::unwrap_used, reason = "tests")]

use base64ct::{Base64, Encoding};
use greengate::{
    boarding_pass::{BoardingPass, BoardingPassError},
    issue::{
        Anchor, CardOptions, Issued, Issuer, IssuerOptions, PassOptions, SealOptions, issue, issue_card, issue_seal,
    },
    pass::{self, Algorithm, Kind},
    person::{Mrz, MrzError, MrzFormat},
    revocation::RevocationList,
    rules::{Collection, Published},
    trust::{Bundle, EnvelopeHeader, Header, Pin, PublisherKey, TrustList},
    verdict::{Context, judge, judge_all},
    wedge::{Layout, Typed, type_as, ungarble},
};
use greengate_test_support::cases;
use proptest::{
    collection::{btree_set, vec},
    prelude::*,
    sample::{Index, select, subsequence},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use time::{Date, Duration, OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

fn bytes(most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..most)
}

fn whole_seconds() -> impl Strategy<Value = OffsetDateTime> {
    // Until the year 2100.
    (0_i64..4_102_444_800).prop_map(|at| OffsetDateTime::from_unix_timestamp(at).unwrap())
}

// The text forms of passes.

static ISSUER: LazyLock<Issuer> = LazyLock::new(|| Issuer::new(&IssuerOptions::demo(AT)).unwrap());

/// Passes of an issuer whose key is made once.
static PASSES: LazyLock<Vec<Issued>> = LazyLock::new(|| {
    (0..9)
        .map(|person| issue(&ISSUER, &PassOptions::new(Kind::ALL[person % 3], person, AT)).unwrap())
        .collect()
});

fn a_pass() -> impl Strategy<Value = &'static Issued> {
    (0..9_usize).prop_map(|n| &PASSES[n])
}

/// Cards in one to five codes.
static CARDS: LazyLock<Vec<Issued>> = LazyLock::new(|| {
    (1..=5)
        .map(|codes| {
            let options = CardOptions {
                codes,
                ..CardOptions::new(Kind::Vaccination, codes, AT)
            };
            issue_card(&ISSUER, &options).unwrap()
        })
        .collect()
});

static SEAL: LazyLock<Issued> = LazyLock::new(|| {
    let options = SealOptions::new(Kind::Vaccination, 1, AT);
    let issuer = Issuer::new(&options.issuer(Algorithm::Es256, Anchor::Ec)).unwrap();
    issue_seal(&issuer, &options).unwrap()
});

/// The digits of a card's text.
fn numeric(text: &str) -> String {
    text.bytes().map(|byte| format!("{:02}", byte - 45)).collect()
}

/// JSON with its members in another order and white space between the tokens.
fn rewritten(value: &Value, space: &str, backwards: bool, out: &mut String) {
    out.push_str(space);
    match value {
        Value::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                rewritten(item, space, backwards, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            let mut members: Vec<_> = members.iter().collect();
            if backwards {
                members.reverse();
            }
            for (n, (name, member)) in members.into_iter().enumerate() {
                out.push_str(if n > 0 { "," } else { "" });
                out.push_str(&format!("{space}{}{space}:", json!(name)));
                rewritten(member, space, backwards, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
    out.push_str(space);
}

proptest! {
    #![proptest_config(cases(300))]

    /// The outer encodings of a DCC hand on any bytes: what is wrong then lies further in.
    #[test]
    fn base45_and_zlib_hand_on_any_bytes(data in bytes(400), level in 1_u8..=9) {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&data, level);
        let error = pass::read(&format!("HC1:{}", base45::encode(&packed))).unwrap_err();
        prop_assert!(!matches!(error, pass::Error::Base45 | pass::Error::Compression(_)), "{:?}", error);
    }

    #[test]
    fn bytes_that_are_not_zlib_are_said_to_be_compressed_wrongly(data in bytes(60)) {
        prop_assume!(data.first() != Some(&0x78));
        let error = pass::read(&format!("HC1:{}", base45::encode(&data))).unwrap_err();
        prop_assert!(matches!(error, pass::Error::Compression(_) | pass::Error::Malformed(_)), "{:?}", error);
    }

    #[test]
    fn any_text_is_a_pass_or_has_an_error_that_says_why(
        prefix in select(vec!["HC1:", "shc:/", "shc:/1/2/", "eyJ", "{\"data\":{", "[{", "", "LT1:"]),
        text in "[0-9A-Z $%*+./:-]{0,80}|[0-9]{0,80}|.{0,60}",
    ) {
        let text = format!("{prefix}{text}");
        let error = pass::read(&text).unwrap_err();
        prop_assert!(!error.to_string().is_empty());
        _ = (pass::looks_like_pass(&text), pass::chunk(&text));
        let list = TrustList::default();
        let report = judge(&text, &Context::new(&list, AT));
        prop_assert!(!report.is_valid() && !report.authentic && report.reason.is_some());
    }

    /// A character that is changed makes a pass invalid, or is one that nothing reads.
    #[test]
    fn a_pass_with_another_character_is_not_taken_for_another_pass(
        issued in a_pass(),
        place: Index,
        character in "[0-9A-Z $%*+./:-]",
    ) {
        let trust = TrustList::from_json(issued.trust.clone().into(), "list").unwrap();
        let context = Context::new(&trust, AT);
        let sound = judge(&issued.text, &context);
        prop_assert!(sound.is_valid());
        let place = place.index(issued.text.len());
        let mut text = issued.text.clone();
        text.replace_range(place..=place, &character);
        let report = judge(&text, &context);
        if report.authentic {
            prop_assert_eq!(report.payload, sound.payload);
        }
    }

    /// The numeric form and the characters that it stands for are one text.
    #[test]
    fn a_card_in_digits_is_read_as_its_characters(text in "eyJ[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,60}\\.[A-Za-z0-9_-]{0,20}") {
        let (plain, digits) = (pass::read(&text), pass::read(&format!("shc:/{}", numeric(&text))));
        prop_assert_eq!(plain.unwrap_err(), digits.unwrap_err());
    }

    #[test]
    fn the_codes_of_a_card_may_come_in_any_order_and_again(
        card in (1..=5_usize).prop_flat_map(|codes| {
            let texts = CARDS[codes - 1].texts.clone();
            (Just(texts.clone()).prop_shuffle(), subsequence(texts, 0..=codes))
        }),
    ) {
        let (order, again) = card;
        let first = &CARDS[order.len() - 1];
        let trust = TrustList::from_json(first.trust.clone().into(), "list").unwrap();
        let texts: Vec<&str> = order.iter().map(String::as_str).collect();
        let report = judge_all(&texts, &Context::new(&trust, AT));
        prop_assert!(report.is_valid(), "{:?}", report.reason);
        if texts.len() > 1 {
            let twice: Vec<&str> = texts.iter().copied().chain(again.iter().map(String::as_str)).collect();
            prop_assert_eq!(judge_all(&twice, &Context::new(&trust, AT)).payload, report.payload);
            let missing = pass::read_all(&texts[1..]).unwrap_err();
            prop_assert_eq!(
                missing,
                pass::Error::Incomplete { found: texts.len() - 1, total: texts.len() }
            );
        }
    }

    /// A seal is signed in its canonical form: how its JSON is written does not matter.
    #[test]
    fn a_seal_written_otherwise_is_the_same_seal(space in "[ \n\t\r]{0,3}", backwards: bool, wrapped: bool) {
        let seal: Value = serde_json::from_str(&SEAL.text).unwrap();
        let mut text = String::new();
        rewritten(&seal, &space, backwards, &mut text);
        let text = text.trim();
        let text = if wrapped { format!("[{text}]") } else { text.to_owned() };
        let (sound, read) = (pass::read(&SEAL.text).unwrap(), pass::read(&text).unwrap());
        prop_assert_eq!(read.signed.message, sound.signed.message);
        let trust = TrustList::from_json(SEAL.trust.clone().into(), "list").unwrap();
        prop_assert!(judge(&text, &Context::new(&trust, AT)).is_valid());
    }

    #[test]
    fn a_seal_with_one_text_changed_is_a_forgery(place: Index, other in "[A-Za-z]{1,9}") {
        fn texts(value: &mut Value) -> Vec<&mut String> {
            match value {
                Value::String(text) => vec![text],
                Value::Array(items) => items.iter_mut().flat_map(texts).collect(),
                Value::Object(members) => members.values_mut().flat_map(texts).collect(),
                _ => Vec::new(),
            }
        }
        let mut seal: Value = serde_json::from_str(&SEAL.text).unwrap();
        let mut texts = texts(&mut seal["data"]);
        let place = place.index(texts.len());
        prop_assume!(*texts[place] != other);
        *texts[place] = other;
        let trust = TrustList::from_json(SEAL.trust.clone().into(), "list").unwrap();
        let report = judge(&seal.to_string(), &Context::new(&trust, AT));
        prop_assert!(!report.is_valid() && !report.authentic, "{}", seal);
    }
}

// Machine-readable zones (ICAO Doc 9303, parts 3 to 7).

/// The check digit, computed as the standard says it (9303-3, 4.9).
fn check_digit(field: &str) -> char {
    let values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let sum: usize = field
        .chars()
        .enumerate()
        .map(|(n, c)| values.find(c).unwrap_or(0) * [7, 3, 1][n % 3])
        .sum();
    char::from(b"0123456789"[sum % 10])
}

fn filled(text: &str, width: usize) -> String {
    format!("{text:<<width$}").chars().take(width).collect()
}

fn six_digits(day: Date) -> String {
    format!(
        "{:02}{:02}{:02}",
        day.year().rem_euclid(100),
        u8::from(day.month()),
        day.day()
    )
}

/// Parts of a machine-readable zone.
#[derive(Clone, Debug)]
struct Holder {
    surname: String,
    given: String,
    number: String,
    born: Date,
    expires: Date,
    optional: String,
}

fn holder() -> impl Strategy<Value = Holder> {
    let day = |from: i32, until: i32| (from..until).prop_map(|day| Date::from_julian_day(day).unwrap());
    (
        // Together they fill the 30 characters of a card, and no name is cut.
        "[A-Z]{1,6}(<[A-Z]{1,6})?",
        "[A-Z]{1,6}(<[A-Z]{1,6})?",
        "[A-Z0-9]{9}",
        // Within a hundred years before today, and fifty after.
        day(2_424_900, 2_461_340),
        day(2_461_350, 2_469_800),
        "[A-Z0-9]{0,14}",
    )
        .prop_map(|(surname, given, number, born, expires, optional)| Holder {
            surname,
            given,
            number,
            born,
            expires,
            optional,
        })
}

impl Holder {
    fn checked(field: &str) -> String {
        format!("{field}{}", check_digit(field))
    }

    /// The lines of a zone, which is a visa's where `visa` says so.
    fn zone(&self, format: MrzFormat, wide: bool) -> Vec<String> {
        let (number, born) = (Self::checked(&self.number), Self::checked(&six_digits(self.born)));
        let expires = Self::checked(&six_digits(self.expires));
        let name = format!("{}<<{}", self.surname, self.given);
        match format {
            MrzFormat::Td1 => {
                let first = filled(&format!("I<UTO{number}{}", self.optional), 30);
                let second = format!("{born}F{expires}UTO<<<<<<<<<<<");
                let all = check_digit(&[&first[5..], &second[..7], &second[8..15], &second[18..]].concat());
                vec![first, format!("{second}{all}"), filled(&name, 30)]
            }
            MrzFormat::Td2 | MrzFormat::Td3 => {
                let (width, kind) = if format == MrzFormat::Td3 { (44, 'P') } else { (36, 'I') };
                let optional = if format == MrzFormat::Td3 {
                    Self::checked(&filled(&self.optional, 14))
                } else {
                    filled(&self.optional, 7)
                };
                let second = format!("{number}UTO{born}F{expires}{optional}");
                let all = check_digit(&[&second[..10], &second[13..20], &second[21..]].concat());
                vec![filled(&format!("{kind}<UTO{name}"), width), format!("{second}{all}")]
            }
            // Visas.
            _ => {
                let width = if wide { 44 } else { 36 };
                let second = format!("{number}UTO{born}F{expires}{}", self.optional);
                vec![filled(&format!("V<UTO{name}"), width), filled(&second, width)]
            }
        }
    }
}

fn zones() -> impl Strategy<Value = (Holder, MrzFormat, Vec<String>)> {
    let formats = vec![MrzFormat::Td1, MrzFormat::Td2, MrzFormat::Td3, MrzFormat::Visa];
    (holder(), select(formats), any::<bool>()).prop_map(|(holder, format, wide)| {
        let zone = holder.zone(format, wide);
        (holder, format, zone)
    })
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_zone_says_what_it_was_made_of((holder, format, lines) in zones(), end in select(vec!["", "\n", "\r\n", "  "])) {
        let text = lines.join(end);
        let mrz = Mrz::read(&text, AT);
        let mrz = mrz.map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        prop_assert!(Mrz::looks_like(&text));
        prop_assert_eq!(mrz.document, format);
        prop_assert_eq!(mrz.number, holder.number);
        prop_assert_eq!((mrz.issuer.as_str(), mrz.nationality.as_str()), ("UTO", "UTO"));
        prop_assert_eq!(mrz.expires, holder.expires.to_string());
        prop_assert_eq!(mrz.person.birth, Some(holder.born.to_string()));
        let words = |text: &str| text.split('<').map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(mrz.person.surname, words(&holder.surname));
        prop_assert_eq!(mrz.person.given, words(&holder.given));
    }

    /// Every other digit in a field with a check digit is noticed: the weights have no factor in common with 10.
    #[test]
    fn a_wrong_digit_is_noticed((_, format, mut lines) in zones(), place: Index, by in 1_u8..=9) {
        // Document number, birth and expiry, with their check digits.
        let (line, fields) = match format {
            MrzFormat::Td1 => (place.index(2), vec![5..15, 0..7, 8..15]),
            _ => (1, vec![0..10, 13..20, 21..28]),
        };
        let fields = match (format, line) {
            (MrzFormat::Td1, 0) => &fields[..1],
            (MrzFormat::Td1, _) => &fields[1..],
            _ => &fields[..],
        };
        let places: Vec<usize> = fields.iter().cloned().flatten().collect();
        let place = places[place.index(places.len())];
        let digit = lines[line].as_bytes()[place];
        prop_assume!(digit.is_ascii_digit());
        let other = char::from(b'0' + (digit - b'0' + by) % 10).to_string();
        lines[line].replace_range(place..=place, &other);
        let read = Mrz::read(&lines.concat(), AT);
        prop_assert!(matches!(read, Err(MrzError::CheckDigit(_))), "{:?}", read);
    }

    #[test]
    fn any_text_is_a_zone_or_has_an_error_that_says_why(
        text in "[PVIAC][A-Z0-9<]{71}|[PVIAC][A-Z0-9<]{87}|[IAC][A-Z0-9<]{89}|.{0,100}",
    ) {
        if let Err(error) = Mrz::read(&text, AT) {
            prop_assert!(!error.to_string().is_empty());
        }
        _ = Mrz::looks_like(&text);
    }
}

// Bundles, packs of rules and revocation lists.

/// Entries of a trust list, of issuers whose keys are made once.
static ENTRIES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let issuer = |n: usize| {
        let options = IssuerOptions {
            seed: format!("properties {n}"),
            country: ["XA", "XB", "XC"][n % 3].to_owned(),
            usage: vec![Kind::ALL[n % 3]],
            ..IssuerOptions::demo(AT)
        };
        Issuer::new(&options).unwrap().trust_entry()
    };
    (0..8).map(issuer).collect()
});

fn publisher(seed: u8) -> (PublisherKey, Vec<Pin>) {
    let key = PublisherKey::from_bytes(&[seed; 32]).unwrap();
    let pins = vec![Pin::from_base64(&key.pin()).unwrap()];
    (key, pins)
}

fn envelope() -> impl Strategy<Value = EnvelopeHeader> {
    (any::<u32>(), whole_seconds(), whole_seconds(), whole_seconds()).prop_map(
        |(serial, issued_at, best_before, expires_at)| EnvelopeHeader {
            serial: serial.into(),
            issued_at,
            best_before,
            expires_at,
        },
    )
}

fn header(envelope: &EnvelopeHeader, list: &TrustList) -> Header {
    Header {
        serial: envelope.serial,
        issued_at: envelope.issued_at,
        best_before: envelope.best_before,
        expires_at: envelope.expires_at,
        listings: list.listings().to_vec(),
    }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn a_bundle_is_read_as_it_was_written(
        entries in subsequence(ENTRIES.clone(), 1..=8).prop_shuffle(),
        envelope in envelope(),
        place: Index,
        bit in 0..8_u8,
    ) {
        let list = TrustList::from_json(entries.into(), "list").unwrap();
        let header = header(&envelope, &list);
        let ((key, pins), (_, others)) = (publisher(1), publisher(2));
        let mut written = Bundle::write(&header, &list, Some(&key)).unwrap();
        prop_assert!(Bundle::is_bundle(&written));
        let (read_header, read) = Bundle::read(&written, &pins).unwrap();
        prop_assert_eq!(&read_header, &header);
        let facts = |list: &TrustList| {
            let mut keys: Vec<_> = list
                .keys()
                .map(|key| (key.kid().into_owned(), key.country.clone(), key.usage, key.not_before, key.not_after))
                .map(|key| format!("{key:?}"))
                .collect();
            keys.sort();
            keys
        };
        prop_assert_eq!(facts(&read), facts(&list));
        prop_assert_eq!(&Bundle::write(&header, &list, Some(&key)).unwrap(), &written, "the same bytes each time");
        prop_assert!(Bundle::read(&written, &others).is_err(), "another publisher");
        // Every bit is signed.
        let place = place.index(written.len());
        written[place] ^= 1 << bit;
        let refused = Bundle::read(&written, &pins);
        prop_assert!(refused.is_err(), "bit {} of byte {}", bit, place);
    }

    #[test]
    fn any_bytes_are_a_bundle_or_have_an_error_that_says_why(data in bytes(200), cut: Index) {
        let list = TrustList::from_json(ENTRIES.clone().into(), "list").unwrap();
        let envelope = EnvelopeHeader { serial: 1, issued_at: AT, best_before: AT, expires_at: AT };
        let mut written = Bundle::write(&header(&envelope, &list), &list, None).unwrap();
        prop_assert!(!Bundle::read_unverified(&data).unwrap_err().to_string().is_empty());
        prop_assert!(!Published::read_unverified(&data).unwrap_err().to_string().is_empty());
        prop_assert!(TrustList::read(&data, "any").is_err());
        // What begins well.
        written.truncate(cut.index(written.len()));
        written.extend(&data);
        if let Err(error) = Bundle::read_unverified(&written) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn published_rules_are_read_as_they_were_written(
        envelope in envelope(),
        versions in btree_set(1_u8..=99, 1..6),
        place: Index,
        bit in 0..8_u8,
    ) {
        let rules: Vec<Value> = versions
            .iter()
            .map(|version| json!({"Identifier": format!("GR-FR-{version:04}"), "Type": "Acceptance", "Country": "FR",
                "Version": "1.0.0", "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "0.7.5",
                "CertificateType": "General", "Description": [{"lang": "en", "desc": format!("Rule {version}")}],
                "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2030-07-01T00:00:00Z", "AffectedFields": ["v.0.dn"],
                "Logic": {"===": [{"var": "payload.v.0.dn"}, version]}}))
            .collect();
        let mut collection = Collection::default();
        collection.add(Value::from(rules).to_string().as_bytes()).unwrap();
        let (key, pins) = publisher(3);
        let mut written = Published::write(&envelope, &[], &collection, Some(&key)).unwrap();
        let (header, _, pack) = Published::read(&written, &pins).unwrap();
        prop_assert_eq!(header, envelope);
        let mut read: Vec<String> = pack.rules().iter().map(|rule| rule.id.clone()).collect();
        read.sort();
        let expected: Vec<String> = versions.iter().map(|version| format!("GR-FR-{version:04}")).collect();
        prop_assert_eq!(read, expected);
        let place = place.index(written.len());
        written[place] ^= 1 << bit;
        prop_assert!(Published::read(&written, &pins).is_err(), "bit {} of byte {}", bit, place);
    }

    /// A pass is revoked where its hash is on the list, in any batch, and nowhere else.
    #[test]
    fn a_revocation_list_names_the_passes_whose_hashes_it_holds(
        batches in vec(vec(any::<[u8; 16]>(), 0..20), 1..4),
        issued in a_pass(),
        batch: Index,
        listed: bool,
        until in whole_seconds(),
    ) {
        let read = pass::read(&issued.text).unwrap();
        let hash: [u8; 16] = Sha256::digest(&read.signed.signature[..32])[..16].try_into().unwrap();
        let mut batches = batches;
        if listed {
            let batch = batch.index(batches.len());
            batches[batch].push(hash);
        }
        let expires = until.format(&time::format_description::well_known::Rfc3339).unwrap();
        let document: Vec<Value> = batches
            .iter()
            .map(|hashes| {
                let entries: Vec<Value> =
                    hashes.iter().map(|hash| json!({"hash": Base64::encode_string(hash)})).collect();
                json!({"hashType": "SIGNATURE", "kid": "UNKNOWN_KID", "expires": expires, "entries": entries})
            })
            .collect();
        let list = RevocationList::read(Value::from(document).to_string().as_bytes()).unwrap();
        prop_assert_eq!(list.contains(&read, until), listed);
        prop_assert!(!list.contains(&read, until + Duration::SECOND), "the batches have ended");
    }

    #[test]
    fn any_text_is_a_revocation_list_or_has_an_error_that_says_why(
        hash in "[A-Za-z0-9+/=]{0,30}",
        hash_type in "SIGNATURE|UCI|COUNTRYCODEUCI|[A-Z]{0,5}",
        data in bytes(60),
    ) {
        prop_assert!(!RevocationList::read(&data).is_ok_and(|list| list.contains(&pass::read(&PASSES[0].text).unwrap(), AT)));
        let batch = json!({"hashType": hash_type, "entries": [{"hash": hash}]});
        let known = ["SIGNATURE", "UCI", "COUNTRYCODEUCI"].contains(&hash_type.as_str());
        let sound = known && Base64::decode_vec(&hash).is_ok_and(|hash| hash.len() == 16);
        match RevocationList::read(batch.to_string().as_bytes()) {
            Ok(_) => prop_assert!(known),
            Err(error) => prop_assert!(!sound && !error.to_string().is_empty(), "{}", error),
        }
    }
}

// Boarding passes.

/// A flight: booking, airports, carrier, number, day, seat, and the text of its conditional part.
type Flight = (String, String, String, String, u16, u16, String, String);

fn flights() -> impl Strategy<Value = Vec<Flight>> {
    let flight = (
        "[A-Z0-9]{5,7}",
        "[A-Z]{6}",
        "[A-Z][A-Z0-9][A-Z]?",
        "[A-Z]?",
        1_u16..=9_999,
        1_u16..=366,
        "[1-9][0-9]?[A-K]",
        prop_oneof![
            Just(String::new()),
            ">[1-8]",
            ">[5-8]18[0-9][WKMO ][WKM][0-9]{4}B[A-Z]{2} [0-9]{13}2A[0-9]{13}[0-3 ][0-2 ][A-Z]{2} [A-Z]{2} [A-Z0-9]{16}N20KY",
            "[ -~]{0,60}",
        ],
    );
    vec(flight, 1..=4)
}

fn boarding_pass(name: &str, flights: &[Flight]) -> String {
    let legs = flights
        .iter()
        .map(|(booking, hop, carrier, suffix, number, day, seat, part)| {
            let width = part.len();
            format!("{booking:<7}{hop}{carrier:<3}{number:04}{suffix:<1}{day:03}Y{seat:0>4}0007 1{width:02X}{part}")
        });
    format!("M{}{name:<20}E{}", flights.len(), legs.collect::<String>())
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_boarding_pass_says_what_it_was_made_of(
        name in "[A-Z]{2,9}/[A-Z]{1,10}",
        flights in flights(),
        end in select(vec!["", "\r", "\r\n", "    ", "^100"]),
        small: bool,
    ) {
        let mut text = boarding_pass(&name, &flights) + end;
        if small {
            text.make_ascii_lowercase();
        }
        let pass = BoardingPass::parse(&text).unwrap();
        prop_assert_eq!(&pass.name, &name);
        prop_assert_eq!(pass.legs.len(), flights.len());
        for (leg, (booking, hop, carrier, suffix, number, day, seat, _)) in pass.legs.iter().zip(&flights) {
            prop_assert_eq!((&leg.booking, leg.day, &leg.seat), (booking, *day, seat));
            prop_assert_eq!(format!("{}{}", leg.from, leg.to), hop.clone());
            prop_assert_eq!((&leg.carrier, &leg.flight), (carrier, &format!("{number}{suffix}")));
            prop_assert_eq!((leg.sequence.as_str(), leg.status.as_str()), ("7", "1"));
        }
    }

    /// A boarding pass that is cut off ends with its last flight, or is none.
    #[test]
    fn a_boarding_pass_that_is_cut_off_has_all_its_flights_or_an_error(flights in flights(), cut: Index) {
        let text = boarding_pass("DOE/JOHNMR", &flights);
        let whole = BoardingPass::parse(&text).unwrap();
        let hops = |pass: &BoardingPass| -> Vec<_> {
            pass.legs.iter().map(|leg| (leg.from.clone(), leg.to.clone(), leg.day)).collect()
        };
        match BoardingPass::parse(&text[..cut.index(text.len())]) {
            Ok(pass) => prop_assert_eq!(hops(&pass), hops(&whole)),
            Err(error) => prop_assert!(
                matches!(error, BoardingPassError::Cut(_) | BoardingPassError::NotOne),
                "{}", error
            ),
        }
    }

    #[test]
    fn any_text_is_a_boarding_pass_or_has_an_error_that_says_why(
        text in prop_oneof![".{0,80}", "M[0-9][A-Z/ ]{20}E[A-Z0-9 ]{7}[A-Z]{6}[A-Z0-9]{3}[0-9 ]{5}[0-9]{3}[ -~]{0,90}"],
        near in whole_seconds(),
    ) {
        match BoardingPass::parse(&text) {
            Ok(pass) => {
                prop_assert!((1..=4).contains(&pass.legs.len()));
                for leg in &pass.legs {
                    let day = pass.date(leg, near.date());
                    prop_assert!(day.is_none_or(|day| day.ordinal() == leg.day));
                }
            }
            Err(error) => prop_assert!(!error.to_string().is_empty(), "{}", error),
        }
    }
}

// Scanners that type.

proptest! {
    #![proptest_config(cases(60))]

    /// What a scanner of one layout types into a computer of another is put right, or said to be garbled; it
    /// never becomes another pass.
    #[test]
    fn a_garbled_pass_is_put_right_or_said_to_be_garbled(
        text in prop_oneof![a_pass().prop_map(|issued| issued.text.clone()), Just(CARDS[0].text.clone())],
        scanner in select(Layout::ALL.to_vec()),
        computer in select(Layout::ALL.to_vec()),
    ) {
        let Some(typed) = type_as(&text, scanner, computer) else { return Ok(()) };
        match ungarble(&typed) {
            Typed::Plain(plain) => prop_assert!(plain == text || typed != text, "{}", plain),
            Typed::Repaired { text: repaired, .. } => prop_assert_eq!(repaired, text),
            Typed::Garbled => prop_assert!(typed != text),
            Typed::Other(other) => prop_assert!(false, "not seen to be a pass: {}", other),
        }
    }

    #[test]
    fn any_text_that_is_typed_comes_out(text in "HC1.{0,150}|.{0,150}") {
        match ungarble(&text) {
            Typed::Plain(out) | Typed::Other(out) => {
                prop_assert_eq!(out, text.trim_matches(['\r', '\n', '\t', '\u{feff}']));
            }
            Typed::Garbled => prop_assert!(text.len() > 100),
            Typed::Repaired { text, .. } => prop_assert!(pass::read(&text).is_ok() || pass::chunk(&text).is_some()),
        }
    }
}
