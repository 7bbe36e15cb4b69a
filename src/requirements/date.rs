//! Dates of birth as passes and travel documents state them.

use time::{Date, Month};

/// A date of which the month or the day may be unknown: every day from the earliest to the latest is possible.
///
/// ```
/// use greengate::requirements::PartialDate;
/// use time::macros::date;
/// let born = PartialDate::parse("1990-02").unwrap();
/// assert_eq!((born.earliest(), born.latest()), (date!(1990-02-01), date!(1990-02-28)));
/// assert_eq!(born.day(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialDate {
    earliest: Date,
    latest: Date,
}

impl PartialDate {
    /// Parses `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; an unknown month or day may be `00` or `XX`, and what follows a `T` is
    /// ignored. `None` for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.split_once(['T', 't', ' ']).map_or(text, |(date, _)| date);
        let mut parts = text.split('-');
        let year = i32::from(number(parts.next()?, 4)?);
        let month = part(parts.next())?;
        let day = part(parts.next())?;
        if parts.next().is_some() {
            return None;
        }
        let month_of = |number: u16| Month::try_from(u8::try_from(number).ok()?).ok();
        match (month, day) {
            (Some(month), Some(day)) => {
                let day = Date::from_calendar_date(year, month_of(month)?, u8::try_from(day).ok()?).ok()?;
                Some(Self::from(day))
            }
            (Some(month), None) => {
                let month = month_of(month)?;
                Some(Self {
                    earliest: Date::from_calendar_date(year, month, 1).ok()?,
                    latest: Date::from_calendar_date(year, month, month.length(year)).ok()?,
                })
            }
            // A day without its month says nothing.
            (None, _) => Some(Self {
                earliest: Date::from_calendar_date(year, Month::January, 1).ok()?,
                latest: Date::from_calendar_date(year, Month::December, 31).ok()?,
            }),
        }
    }

    /// First possible day.
    #[must_use]
    pub const fn earliest(self) -> Date {
        self.earliest
    }

    /// Last possible day.
    #[must_use]
    pub const fn latest(self) -> Date {
        self.latest
    }

    /// The day, if only one is possible.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        (self.earliest == self.latest).then_some(self.earliest)
    }
}

impl From<Date> for PartialDate {
    fn from(day: Date) -> Self {
        Self {
            earliest: day,
            latest: day,
        }
    }
}

/// A part of a date: `None` if it is no number, `Some(None)` if it is unknown.
fn part(text: Option<&str>) -> Option<Option<u16>> {
    match text {
        None | Some("00" | "XX" | "xx") => Some(None),
        Some(text) => number(text, 2).map(Some),
    }
}

fn number(text: &str, width: usize) -> Option<u16> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Completed months from a birth to a later day; negative before the birth.
pub(super) fn completed_months(born: Date, at: Date) -> i32 {
    let months = (at.year() - born.year()) * 12 + i32::from(u8::from(at.month())) - i32::from(u8::from(born.month()));
    months - i32::from(at.day() < born.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn unknown_parts_are_every_day_that_is_possible() {
        let year = Some((date!(1988 - 01 - 01), date!(1988 - 12 - 31)));
        let month = Some((date!(1988 - 02 - 01), date!(1988 - 02 - 29)));
        let day = Some((date!(1988 - 02 - 03), date!(1988 - 02 - 03)));
        for (text, expected) in [
            ("1988", year),
            ("1988-00", year),
            ("1988-00-00", year),
            ("1988-XX-XX", year),
            ("1988-00-03", year),
            ("1988-02", month),
            ("1988-02-00", month),
            ("1988-02-03", day),
            (" 1988-02-03T10:00:00Z", day),
            ("1988-02-30", None),
            ("1988-13", None),
            ("1988-2-3", None),
            ("88-02-03", None),
            ("1988-02-03-04", None),
            ("1988-", None),
            ("", None),
            ("yesterday", None),
            ("１９８８", None),
        ] {
            let parsed = PartialDate::parse(text).map(|date| (date.earliest(), date.latest()));
            assert_eq!(parsed, expected, "{text}");
        }
    }

    #[test]
    fn months_are_completed_on_the_day_of_birth() {
        for (born, at, months) in [
            (date!(2026 - 01 - 15), date!(2026 - 10 - 14), 8),
            (date!(2026 - 01 - 15), date!(2026 - 10 - 15), 9),
            (date!(2025 - 05 - 31), date!(2026 - 02 - 28), 8),
            (date!(2025 - 05 - 31), date!(2026 - 03 - 01), 9),
            (date!(2024 - 02 - 29), date!(2025 - 02 - 28), 11),
            (date!(2024 - 02 - 29), date!(2025 - 03 - 01), 12),
            (date!(2026 - 01 - 15), date!(2026 - 01 - 14), -1),
        ] {
            assert_eq!(completed_months(born, at), months, "{born} {at}");
        }
    }
}
