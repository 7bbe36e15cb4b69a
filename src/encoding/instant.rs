//! Instants in reports: RFC 3339 in formats for people, seconds since 1970 in others (time's own helpers need
//! self-describing formats).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::OffsetDateTime;

pub(crate) fn serialize<S: Serializer>(at: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        time::serde::rfc3339::serialize(at, serializer)
    } else {
        at.unix_timestamp().serialize(serializer)
    }
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OffsetDateTime, D::Error> {
    if deserializer.is_human_readable() {
        time::serde::rfc3339::deserialize(deserializer)
    } else {
        OffsetDateTime::from_unix_timestamp(i64::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The same for an optional instant.
pub(crate) mod option {
    use super::{Deserialize, Deserializer, OffsetDateTime, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Instant(#[serde(with = "super")] OffsetDateTime);

    pub(crate) fn serialize<S: Serializer>(at: &Option<OffsetDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        at.map(Instant).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
        Ok(Option::<Instant>::deserialize(deserializer)?.map(|at| at.0))
    }
}
