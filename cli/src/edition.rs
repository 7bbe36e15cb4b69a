//! Serial number and dates of what the program publishes, and the options of commands that show it.

use greengate::trust::{EnvelopeHeader, Freshness};
use time::{Duration, OffsetDateTime};

/// Edition of this time, in whole seconds; its serial number is the seconds since 1970 if none is given.
pub fn edition(serial: Option<u64>, at: OffsetDateTime, best_before_days: u16, end_days: u16) -> EnvelopeHeader {
    let issued_at = at.replace_nanosecond(0).unwrap_or(at);
    EnvelopeHeader {
        serial: serial.unwrap_or_else(|| u64::try_from(issued_at.unix_timestamp()).unwrap_or_default()),
        issued_at,
        best_before: issued_at + Duration::days(best_before_days.into()),
        expires_at: issued_at + Duration::days(end_days.into()),
    }
}

/// How fresh an edition is at a time, with the words for it.
pub fn age(header: &EnvelopeHeader, at: OffsetDateTime) -> (Freshness, String) {
    let (best, end) = (header.best_before, header.expires_at);
    let freshness = Freshness::of(Some(header.issued_at), Some(best), Some(end), at);
    let words = match freshness {
        Freshness::TooOld => format!("too old since {}", end.date()),
        Freshness::Stale => format!("an update is due since {}", best.date()),
        Freshness::Fresh | Freshness::Unknown => format!("fresh until {}", best.date()),
    };
    (freshness, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn dates_are_whole_seconds_and_the_serial_number_is_the_time() {
        let at = datetime!(2026-11-27 0:00:01.5 UTC);
        let made = edition(None, at, 7, 30);
        assert_eq!(
            (made.serial, made.issued_at),
            (1_795_737_601, datetime!(2026-11-27 0:00:01 UTC))
        );
        assert_eq!(made.best_before, datetime!(2026-12-04 0:00:01 UTC));
        assert_eq!(made.expires_at, datetime!(2026-12-27 0:00:01 UTC));
        assert_eq!(edition(Some(7), at, 7, 30).serial, 7);
        assert_eq!(edition(None, datetime!(1969-12-31 0:00 UTC), 7, 30).serial, 0);
    }
}

/// Options of the commands that show a signed file.
#[derive(clap::Args)]
pub struct ShowOptions {
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// Public key (PEM) of the publisher, or its pin as `trust keygen` prints it; the
    /// signature is checked against it
    #[arg(long, value_name = "PEM|PIN")]
    pub publisher: Option<String>,
}
