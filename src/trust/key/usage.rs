//! Kinds of pass that a key may sign.

use crate::pass::Kind;

/// Kinds of pass that a key may sign, from the extended key usage (EKU) of its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage {
    bits: u8,
}

impl KeyUsage {
    /// Every kind, also for keys that state no known usage.
    pub const ANY: Self = Self { bits: 0b111 };
    /// No kind, for an anchor.
    pub const NONE: Self = Self { bits: 0 };

    const fn bit(kind: Kind) -> u8 {
        match kind {
            Kind::Vaccination => 1,
            Kind::Test => 2,
            Kind::Recovery => 4,
        }
    }

    /// Adds a kind.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self {
            bits: self.bits | Self::bit(kind),
        }
    }

    /// True if the key may sign this kind.
    #[must_use]
    pub const fn allows(self, kind: Kind) -> bool {
        self.bits & Self::bit(kind) != 0
    }

    /// The kinds, in the order of the DCC schema.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.allows(*kind))
    }

    /// Usages that these OIDs name. The second OID of each kind is an early mistake that many issuers kept. Other OIDs
    /// are ignored; without any known one every kind is allowed.
    pub(in crate::trust) fn from_oids<'a>(oids: impl IntoIterator<Item = &'a str>) -> Self {
        const FORMS: [&str; 2] = ["1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1"];
        let mut usage = Self::NONE;
        for oid in oids {
            let kind = FORMS.iter().find_map(|form| match oid.strip_prefix(form)? {
                ".1" => Some(Kind::Test),
                ".2" => Some(Kind::Vaccination),
                ".3" => Some(Kind::Recovery),
                _ => None,
            });
            usage = kind.map_or(usage, |kind| usage.with(kind));
        }
        if usage == Self::NONE { Self::ANY } else { usage }
    }

    /// Usage that a certificate states.
    #[cfg(feature = "counter")]
    pub(crate) fn of_certificate(certificate: &crate::trust::Certificate) -> Self {
        Self::from_oids(certificate.usages.iter().flatten().map(String::as_str))
    }

    /// Usages that the letters v, t and r name; without any of them every kind is allowed.
    pub(in crate::trust) fn from_letters(letters: &str) -> Self {
        let usage = letters.chars().fold(Self::NONE, |usage, letter| match letter {
            'v' => usage.with(Kind::Vaccination),
            't' => usage.with(Kind::Test),
            'r' => usage.with(Kind::Recovery),
            _ => usage,
        });
        if usage == Self::NONE { Self::ANY } else { usage }
    }

    /// Kinds that both allow.
    pub(in crate::trust) const fn and(self, other: Self) -> Self {
        Self {
            bits: self.bits & other.bits,
        }
    }

    pub(in crate::trust) const fn bits(self) -> u8 {
        self.bits
    }

    pub(in crate::trust) const fn from_bits(bits: u8) -> Self {
        Self { bits: bits & 0b111 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usages_by_oid_and_by_letter() {
        let kinds = |usage: KeyUsage| usage.kinds().collect::<Vec<_>>();
        for form in ["1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1"] {
            let usage = KeyUsage::from_oids([format!("{form}.1").as_str(), "1.3.6.1.5.5.7.3.2"]);
            assert_eq!(kinds(usage), [Kind::Test]);
            assert_eq!(
                kinds(KeyUsage::from_oids([format!("{form}.2").as_str()])),
                [Kind::Vaccination]
            );
            assert_eq!(
                kinds(KeyUsage::from_oids([format!("{form}.3").as_str()])),
                [Kind::Recovery]
            );
            assert_eq!(KeyUsage::from_oids([format!("{form}.4").as_str()]), KeyUsage::ANY);
        }
        assert_eq!(KeyUsage::from_oids([]), KeyUsage::ANY);
        assert_eq!(kinds(KeyUsage::from_letters("rt")), [Kind::Test, Kind::Recovery]);
        assert_eq!(KeyUsage::from_letters("sig"), KeyUsage::ANY);
    }
}
