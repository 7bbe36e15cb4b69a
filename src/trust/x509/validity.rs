//! Times in certificates.

use crate::encoding::ber::Element;
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

const UTC_TIME: u8 = 0x17;

const GENERALIZED_TIME: u8 = 0x18;

/// `Validity ::= SEQUENCE { notBefore, notAfter }`.
pub(super) fn validity(element: &Element) -> Option<(OffsetDateTime, OffsetDateTime)> {
    match element.children()?[..] {
        [from, until] => Some((instant(&from)?, instant(&until)?)),
        _ => None,
    }
}

/// `UTCTime` or `GeneralizedTime`, with or without seconds and their fractions, in UTC or with an offset from it
/// (X.680). A local time without either is ambiguous and refused.
pub(super) fn instant(time: &Element) -> Option<OffsetDateTime> {
    let text = std::str::from_utf8(time.content).ok().filter(|text| text.is_ascii())?;
    let (year, rest) = match time.tag {
        UTC_TIME => {
            let (year, rest) = number::<i32>(text, 2)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME => number::<i32>(text, 4)?,
        _ => return None,
    };
    let (month, rest) = number::<u8>(rest, 2)?;
    let (day, rest) = number::<u8>(rest, 2)?;
    let (hour, rest) = number::<u8>(rest, 2)?;
    let (minute, rest) = number::<u8>(rest, 2)?;
    let (second, rest) = number::<u8>(rest, 2).unwrap_or((0, rest));
    let zone = match rest.strip_prefix(['.', ',']) {
        Some(fraction) if time.tag == GENERALIZED_TIME => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        _ => rest,
    };
    let offset = match zone.split_at_checked(1)? {
        ("Z", "") => UtcOffset::UTC,
        (sign @ ("+" | "-"), difference) => {
            let (hours, rest) = number::<i8>(difference, 2)?;
            let (minutes, "") = number::<i8>(rest, 2)? else {
                return None;
            };
            let sign = if sign == "-" { -1 } else { 1 };
            UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()?
        }
        _ => return None,
    };
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    let time = Time::from_hms(hour, minute, second).ok()?;
    let instant = OffsetDateTime::new_in_offset(date, time, offset);
    instant.checked_to_offset(UtcOffset::UTC)
}

/// Number of this many digits, and the rest of the text.
fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Option<(T, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let all_digits = number.bytes().all(|b| b.is_ascii_digit());
    Some((number.parse().ok().filter(|_| all_digits)?, rest))
}
