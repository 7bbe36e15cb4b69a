//! Date-times as CertLogic has them: instants of millisecond precision in UTC, and arithmetic
//! that rolls over as JavaScript's `setUTC…` does.

use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// An instant, in milliseconds since 1970. JSON cannot write one; only operations make them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(i64);

/// Units of `plusTime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
    Hour,
}

impl Unit {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "year" => Some(Self::Year),
            "month" => Some(Self::Month),
            "day" => Some(Self::Day),
            "hour" => Some(Self::Hour),
            _ => None,
        }
    }
}

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600 * SECOND;
const DAY: i64 = 24 * HOUR;

/// Digits of a fixed width.
fn digits(text: &str, range: std::ops::Range<usize>) -> Option<u16> {
    let part = text.get(range)?;
    part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
}

fn day_of(year: u16, month: u16, day: u16) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()
}

/// `YYYY`, `YYYY-MM` and `YYYY-MM-DD`; a year or month stands for its last day.
fn date(text: &str) -> Option<Date> {
    let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
    match text.len() {
        4 => day_of(digits(text, 0..4)?, 12, 31),
        7 if dash(4) => {
            let first = day_of(digits(text, 0..4)?, digits(text, 5..7)?, 1)?;
            first.replace_day(first.month().length(first.year())).ok()
        }
        10 if dash(4) && dash(7) => day_of(digits(text, 0..4)?, digits(text, 5..7)?, digits(text, 8..10)?),
        _ => None,
    }
}

/// Milliseconds of a time of day with its zone: `hh:mm:ss`, a fraction that is cut to
/// milliseconds, then nothing, `Z`, or an offset `±h`, `±hh`, `±hmm`, `±hhmm`, `±h:mm`, `±hh:mm`.
fn time_of_day(text: &str) -> Option<i64> {
    let colon = |at: usize| text.as_bytes().get(at) == Some(&b':');
    if !colon(2) || !colon(5) {
        return None;
    }
    let part = |range| u8::try_from(digits(text, range)?).ok();
    let time = Time::from_hms(part(0..2)?, part(3..5)?, part(6..8)?).ok()?;
    let (hour, minute, second) = time.as_hms();
    let mut milliseconds = (i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second)) * SECOND;
    let mut rest = text.get(8..)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let (fraction, behind) = fraction.split_at(length);
        if fraction.is_empty() {
            return None;
        }
        let three: String = fraction.chars().chain("000".chars()).take(3).collect();
        milliseconds += three.parse::<i64>().ok()?;
        rest = behind;
    }
    if rest.is_empty() || rest == "Z" {
        return Some(milliseconds);
    }
    let sign = match rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let offset = rest.get(1..)?;
    let (hours, minutes) = match offset.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, Some(minutes)),
        Some(_) => return None,
        None => match offset.len() {
            1 | 2 => (offset, None),
            3 | 4 => (offset.get(..offset.len() - 2)?, offset.get(offset.len() - 2..)),
            _ => return None,
        },
    };
    let number = |text: &str| match text.len() {
        1 | 2 => digits(text, 0..text.len()).and_then(|n| i8::try_from(n).ok()),
        _ => None,
    };
    let minutes = minutes.map_or(Some(0), number)?;
    let offset = UtcOffset::from_hms(sign * number(hours)?, sign * minutes, 0).ok()?;
    Some(milliseconds - i64::from(offset.whole_seconds()) * SECOND)
}

impl DateTime {
    /// Reads a date or date-time; without a zone it is UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = match text.split_once('T') {
            Some((day, time)) if day.len() == 10 => (day, time_of_day(time)?),
            Some(_) => return None,
            None => (text, 0),
        };
        Some(Self(Self::midnight(date(day)?).0 + time))
    }

    /// Reads a date of birth: the last day that it can mean.
    #[must_use]
    pub fn of_birth(text: &str) -> Option<Self> {
        date(text).map(Self::midnight)
    }

    fn midnight(day: Date) -> Self {
        Self(day.midnight().assume_utc().unix_timestamp() * SECOND)
    }

    /// Of an instant of another library.
    #[must_use]
    pub fn of(at: OffsetDateTime) -> Self {
        Self(at.unix_timestamp() * SECOND + i64::from(at.millisecond()))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// The instant so many units later; `None` beyond the calendar.
    pub(super) fn plus(self, amount: i64, unit: Unit) -> Option<Self> {
        let within = |at: Self| {
            OffsetDateTime::from_unix_timestamp(at.0.div_euclid(SECOND))
                .ok()
                .map(|_| at)
        };
        let months = match unit {
            Unit::Hour => return within(Self(self.0.checked_add(amount.checked_mul(HOUR)?)?)),
            Unit::Day => return within(Self(self.0.checked_add(amount.checked_mul(DAY)?)?)),
            Unit::Month => amount,
            Unit::Year => amount.checked_mul(12)?,
        };
        let day = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(SECOND))
            .ok()?
            .date();
        let counted = i64::from(day.year()) * 12 + i64::from(u8::from(day.month())) - 1;
        let counted = counted.checked_add(months)?;
        let month = Month::try_from(u8::try_from(counted.rem_euclid(12) + 1).ok()?).ok()?;
        let year = i32::try_from(counted.div_euclid(12)).ok()?;
        let first = Date::from_calendar_date(year, month, 1).ok()?;
        // The day of the month stays, and rolls over where the month has fewer.
        let days = i64::from(day.day()) - 1;
        within(Self(Self::midnight(first).0 + days * DAY + self.0.rem_euclid(DAY)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime {
        DateTime::parse(text).unwrap()
    }

    #[test]
    fn texts_of_the_specification() {
        for (text, same) in [
            ("2021-05-04", "2021-05-04T00:00:00Z"),
            ("2021", "2021-12-31T00:00:00Z"),
            ("2021-02", "2021-02-28T00:00:00Z"),
            ("2020-02", "2020-02-29T00:00:00Z"),
            ("2021-05-04T13:37:42", "2021-05-04T13:37:42Z"),
            ("2021-05-04T13:37:42.1", "2021-05-04T13:37:42.100Z"),
            ("2021-05-04T13:37:42.123987654Z", "2021-05-04T13:37:42.123Z"),
            ("2021-05-04T13:37:42+2", "2021-05-04T11:37:42Z"),
            ("2021-05-04T13:37:42+02", "2021-05-04T11:37:42Z"),
            ("2021-05-04T13:37:42+230", "2021-05-04T11:07:42Z"),
            ("2021-05-04T13:37:42-0230", "2021-05-04T16:07:42Z"),
            ("2021-05-04T13:37:42+2:30", "2021-05-04T11:07:42Z"),
            ("2021-05-04T13:37:42-02:30", "2021-05-04T16:07:42Z"),
            ("2021-01-01T00:00:00+14:00", "2020-12-31T10:00:00Z"),
        ] {
            assert_eq!(at(text), at(same), "{text}");
        }
        for text in [
            "",
            "21",
            "2021-5-4",
            "2021-02-30",
            "2021-13",
            "2021-05-04T",
            "2021-05-04T13:37",
            "2021-05-04 13:37:42",
            "2021-05-04t13:37:42Z",
            "2021-05-04T24:00:00",
            "2021-05-04T13:37:42.",
            "2021-05-04T13:37:42z",
            "2021-05-04T13:37:42+",
            "2021-05-04T13:37:42+123456",
            "2021-05-04T13:37:42+1:2",
            "2021-05T13:37:42",
            "+021-05-04",
            "２０２１-05-04",
            "2021-05-04T13:37:42+99:99",
        ] {
            assert_eq!(DateTime::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_leap_table_of_the_specification() {
        for (from, amount, unit, to) in [
            ("2020-02-29", -1, Unit::Year, "2019-03-01"),
            ("2020-02-29", 1, Unit::Year, "2021-03-01"),
            ("2020-02-29", 4, Unit::Year, "2024-02-29"),
            ("2004-02-29", 18, Unit::Year, "2022-03-01"),
            ("2021-03-01", -1, Unit::Year, "2020-03-01"),
            ("2020-02-29", 1, Unit::Month, "2020-03-29"),
            ("2020-03-29", -1, Unit::Month, "2020-02-29"),
            ("2021-01-31", 1, Unit::Month, "2021-03-03"),
            ("2020-01-31", 1, Unit::Month, "2020-03-02"),
            ("2021-06-23", -180, Unit::Day, "2020-12-25"),
            ("2021-01-01T12:34:56.789Z", -13, Unit::Month, "2019-12-01T12:34:56.789Z"),
            ("2021-06-01T00:00:00Z", 40, Unit::Hour, "2021-06-02T16:00:00Z"),
        ] {
            assert_eq!(at(from).plus(amount, unit), Some(at(to)), "{from} + {amount} {unit:?}");
        }
        for amount in [i64::MAX, i64::MIN, 1_000_000_000] {
            for unit in [Unit::Year, Unit::Month, Unit::Day, Unit::Hour] {
                assert_eq!(at("2021").plus(amount, unit), None, "{amount} {unit:?}");
            }
        }
    }
}
