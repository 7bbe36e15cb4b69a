//! Dates in passes.

use time::{Date, Duration, Month, OffsetDateTime, Time};

/// The last second of the year 9999, where RFC 3339 ends.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// NumericDate (RFC 7519, RFC 8392): seconds since 1970 up to the year 9999, to the millisecond. `None` for any other
/// number.
pub(super) fn numeric_date(seconds: f64) -> Option<OffsetDateTime> {
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the condition")]
    let milliseconds = (seconds.abs() <= LAST_SECOND).then(|| (seconds * 1000.0).round() as i64)?;
    let whole = OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1000)).ok()?;
    whole.checked_add(Duration::milliseconds(milliseconds.rem_euclid(1000)))
}

/// Number with exactly `width` digits.
pub(super) fn digits(text: &str, width: usize) -> Option<u16> {
    (width > 0 && text.len() == width && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// True for `YYYY-MM-DD` if the day exists in the calendar.
pub(super) fn is_calendar_day(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (
        parts.next().and_then(|p| digits(p, 4)),
        parts.next().and_then(|p| digits(p, 2)),
        parts.next().and_then(|p| digits(p, 2)),
    ) else {
        return false;
    };
    let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else {
        return false;
    };
    Month::try_from(month).is_ok_and(|month| Date::from_calendar_date(i32::from(year), month, day).is_ok())
}

/// True for `hh:mm` or `hh:mm:ss`, with anything after the seconds: issuers write fractions and offsets in many ways,
/// and no check depends on them.
pub(super) fn is_time(text: &str) -> bool {
    let field =
        |range: std::ops::Range<usize>, max: u16| text.get(range).and_then(|t| digits(t, 2)).is_some_and(|n| n <= max);
    let seconds = match text.as_bytes().get(5) {
        Some(b':') => field(6..8, 60),
        _ => true,
    };
    field(0..2, 24) && text.as_bytes().get(2) == Some(&b':') && field(3..5, 59) && seconds
}

/// True for a date, with or without a time.
pub(super) fn is_date(text: &str) -> bool {
    is_calendar_day(text) || is_date_time(text)
}

pub(super) fn is_date_time(text: &str) -> bool {
    match (text.get(..10), text.get(10..11), text.get(11..)) {
        (Some(date), Some("T" | "t" | " "), Some(time)) => is_calendar_day(date) && is_time(time),
        _ => false,
    }
}

/// True for an empty text, `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or a date with a time, from 1900 on. An unknown month or day
/// may be `00`.
pub(super) fn is_birth_date(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let date = text.get(..10).unwrap_or(text);
    let year = date
        .get(..4)
        .filter(|year| year.starts_with("19") || year.starts_with("20"));
    // January has every day that a month can have.
    let known = |part: std::ops::Range<usize>| date.get(part).filter(|part| *part != "-00").unwrap_or("-01");
    let time = text.get(date.len()..).unwrap_or_default();
    matches!(date.len(), 4 | 7 | 10)
        && year.is_some_and(|year| is_date(&[year, known(4..7), known(7..10), time].concat()))
}

/// Day of a date with or without a time.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if !is_date(text) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
    let month = Month::try_from(u8::try_from(number(5..7)?).ok()?).ok()?;
    Date::from_calendar_date(i32::from(number(0..4)?), month, u8::try_from(number(8..10)?).ok()?).ok()
}

/// First instant of a day in UTC.
pub(super) const fn begin(day: Date) -> OffsetDateTime {
    day.midnight().assume_utc()
}

/// Last instant of a day in UTC.
pub(super) fn end(day: Date) -> OffsetDateTime {
    day.with_time(Time::MAX).assume_utc()
}
