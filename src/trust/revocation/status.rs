use crate::trust::{Freshness, ListDates};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What is known of a pass's revocation, and from which list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Revocation {
    /// The answer.
    pub state: RevocationState,
    /// Name of the list that answered; of those that do not name the pass, the newest.
    pub list: Option<String>,
    /// Time when that list was issued, if it says so.
    #[serde(default, with = "crate::encoding::instant::option")]
    pub date: Option<OffsetDateTime>,
    /// Age of the list at the time of the check, in whole days.
    #[serde(default)]
    pub age_days: Option<u32>,
    /// Kind of hash that the list names the pass by, for a revoked one.
    #[serde(default)]
    pub hash: Option<HashKind>,
    /// Probability that the list names a pass that its publisher has not revoked, if it is more than that of two equal
    /// hashes of 16 bytes.
    #[serde(default)]
    pub false_positive_rate: Option<f64>,
}

/// Answer of the revocation lists about a pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RevocationState {
    /// Nobody has asked: the pass is not signed by a key that may sign it.
    #[default]
    NotAsked,
    /// Not checked: there is no list of this issuer.
    NoList,
    /// Not checked: the list of this issuer is known, and its part for this key is not on the device.
    NotLoaded,
    /// On no list, and the newest list of its issuer is too old.
    Old,
    /// On no list of its issuer.
    Checked,
    /// On a list.
    Revoked,
}

impl RevocationState {
    /// Name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::NoList => "no-list",
            Self::NotLoaded => "not-loaded",
            Self::Old => "old",
            Self::Checked => "checked",
            Self::Revoked => "revoked",
        }
    }
}

/// Hash by which a list names a pass, or the certificate of its signer: the first 16 bytes of a SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum HashKind {
    /// Of `r`, the first half of an ECDSA signature; of a whole RSA signature (EU, SIGNATURE).
    Signature,
    /// Of the identifier, exactly as in the pass (EU, UCI; Italy; Switzerland).
    Uvci,
    /// Of the country's code and the identifier (EU, COUNTRYCODEUCI).
    CountryUvci,
    /// Of the whole signature, with the smaller of the two possible `s` (Netherlands).
    LowSignature,
    /// Of the revocation identifier of a SMART Health Card.
    Rid,
    /// Of the serial number of the signer's certificate (CRL, RFC 5280).
    Serial,
}

impl HashKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Signature,
        Self::Uvci,
        Self::CountryUvci,
        Self::LowSignature,
        Self::Rid,
        Self::Serial,
    ];

    /// Name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Uvci => "uvci",
            Self::CountryUvci => "country-uvci",
            Self::LowSignature => "low-signature",
            Self::Rid => "rid",
            Self::Serial => "serial",
        }
    }
}

impl Revocation {
    /// Answer without a list.
    pub(crate) const fn without_list(state: RevocationState) -> Self {
        Self {
            state,
            list: None,
            date: None,
            age_days: None,
            hash: None,
            false_positive_rate: None,
        }
    }

    /// Answer of a list with these dates, at the time of the check. "Checked" becomes "old" if the list is too old.
    pub(crate) fn of_list(state: RevocationState, name: &str, dates: &ListDates, at: OffsetDateTime) -> Self {
        let ListDates {
            issued_at,
            best_before,
            expires_at,
        } = *dates;
        let is_old = Freshness::of(issued_at, best_before, expires_at, at) == Freshness::TooOld;
        Self {
            state: match state {
                RevocationState::Checked if is_old => RevocationState::Old,
                state => state,
            },
            list: Some(name.to_owned()),
            date: issued_at,
            age_days: issued_at.and_then(|issued_at| u32::try_from((at - issued_at).whole_days()).ok()),
            hash: None,
            false_positive_rate: None,
        }
    }

    /// The answer of two lists together: revoked by either, else not known if one of them is not here; of two equal
    /// ones that of the newer list.
    pub(crate) fn or(self, other: Self) -> Self {
        let order = |answer: &Self| match answer.state {
            RevocationState::NotAsked => 0,
            RevocationState::NoList => 1,
            RevocationState::Old => 2,
            RevocationState::Checked => 3,
            // Another list that does not name the pass does not make up for this one.
            RevocationState::NotLoaded => 4,
            RevocationState::Revoked => 5,
        };
        if (order(&other), other.date) > (order(&self), self.date) {
            other
        } else {
            self
        }
    }
}
