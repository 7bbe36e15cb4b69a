//! Age of lists, and the check whether the clock can be right. All times are passed in; nothing here reads a clock.

use time::{Duration, OffsetDateTime};

/// Difference between clocks that means nothing.
const TOLERANCE: Duration = Duration::minutes(5);

/// Freshness of a list, which tells how far it can be relied on for recent changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// The list does not state its age.
    Unknown,
    /// Before its best-before time.
    Fresh,
    /// After its best-before time: an update is due.
    Stale,
    /// After its expiry: revocations and new issuers may be missing.
    TooOld,
}

impl Freshness {
    /// Time after issue during which a list that states no dates counts as fresh.
    pub const FRESH: Duration = Duration::days(7);
    /// Time after issue during which a list that states no end can be used.
    pub const USABLE: Duration = Duration::days(30);

    /// Freshness at a time, of a list with these times of issue, best before and expiry; defaults apply if the list
    /// does not state the last two.
    ///
    /// ```
    /// use greengate::trust::Freshness;
    /// use time::macros::datetime;
    /// let made = datetime!(2026-11-01 0:00 UTC);
    /// let fresh = |at| Freshness::of(Some(made), None, None, at);
    /// assert_eq!(fresh(datetime!(2026-11-05 0:00 UTC)), Freshness::Fresh);
    /// assert_eq!(fresh(datetime!(2026-11-20 0:00 UTC)), Freshness::Stale);
    /// assert_eq!(fresh(datetime!(2027-11-20 0:00 UTC)), Freshness::TooOld);
    /// ```
    #[must_use]
    pub fn of(
        made: Option<OffsetDateTime>,
        best_before: Option<OffsetDateTime>,
        expires_at: Option<OffsetDateTime>,
        at: OffsetDateTime,
    ) -> Self {
        let after = |stated: Option<OffsetDateTime>, lasts| stated.or_else(|| made?.checked_add(lasts));
        match (after(best_before, Self::FRESH), after(expires_at, Self::USABLE)) {
            (_, Some(end)) if at > end => Self::TooOld,
            (Some(best), _) if at > best => Self::Stale,
            (None, None) => Self::Unknown,
            _ => Self::Fresh,
        }
    }
}

/// True if the clock that says `at` is behind, because a signed statement has a later time.
#[must_use]
pub fn is_behind(at: OffsetDateTime, newest_signed: OffsetDateTime) -> bool {
    newest_signed - at > TOLERANCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const MADE: OffsetDateTime = datetime!(2026-11-01 0:00 UTC);

    #[test]
    fn stated_times_stand_above_the_usual_ones() {
        let at = MADE + Duration::days(10);
        let (soon, late) = (Some(MADE + Duration::days(1)), Some(MADE + Duration::days(90)));
        assert_eq!(Freshness::of(Some(MADE), late, late, at), Freshness::Fresh);
        assert_eq!(Freshness::of(Some(MADE), soon, late, at), Freshness::Stale);
        assert_eq!(Freshness::of(Some(MADE), soon, soon, at), Freshness::TooOld);
        assert_eq!(Freshness::of(None, None, None, at), Freshness::Unknown);
        assert_eq!(Freshness::of(None, None, soon, at), Freshness::TooOld);
    }

    #[test]
    fn both_ends_belong_to_the_period() {
        let end = MADE + Freshness::USABLE;
        assert_eq!(Freshness::of(Some(MADE), Some(end), Some(end), end), Freshness::Fresh);
        let after = end + Duration::SECOND;
        assert_eq!(
            Freshness::of(Some(MADE), Some(end), Some(end), after),
            Freshness::TooOld
        );
    }

    #[test]
    fn small_differences_of_clocks_mean_nothing() {
        assert!(!is_behind(MADE, MADE + TOLERANCE));
        assert!(is_behind(MADE, MADE + TOLERANCE + Duration::SECOND));
        assert!(!is_behind(MADE + Duration::days(1000), MADE));
    }
}
