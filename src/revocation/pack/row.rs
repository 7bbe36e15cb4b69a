//! Rows and sources of the index.

use super::{Name, dates};
use crate::{
    encoding::hex,
    limits::MAX_LIST,
    revocation::{
        HashKind, Issuer, RevocationFormat, SourceInfo,
        digest::Digests,
        list::{Scope, begins_with},
    },
    trust::{
        EnvelopeHeader, RevocationQuery, SignatureStatus,
        envelope::{date, int, number},
    },
};
use ciborium::Value;
use time::OffsetDateTime;

/// A part of a pack in its index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackRow {
    /// Index of the list.
    pub(super) source: usize,
    pub(super) scope: Scope,
    /// First hexadecimal digits of every hash.
    pub(super) digits: Vec<u8>,
    /// Number of hashes, if it is known.
    pub(super) entries: Option<usize>,
    /// Size of the part.
    pub(super) bytes: usize,
    pub(super) name: Name,
    /// Name of the file with the whole hashes.
    pub(super) whole: Option<Name>,
}

impl PackRow {
    /// Passes that the part tells about.
    #[must_use]
    pub const fn issuer(&self) -> &Issuer {
        &self.scope.issuer
    }

    /// Key that signed them, or the authority of their signers; `None` for every key.
    #[must_use]
    pub fn key(&self) -> Option<&[u8]> {
        self.scope.key.as_deref()
    }

    /// What is hashed.
    #[must_use]
    pub const fn kind(&self) -> HashKind {
        self.scope.kind
    }

    /// True if a hash of its kind and key would be in this part, by its first digits.
    #[must_use]
    pub fn is_for_hash(&self, hash: &[u8; 16]) -> bool {
        begins_with(hash, &self.digits)
    }

    /// Number of hashes, if it is known.
    #[must_use]
    pub const fn entries(&self) -> Option<usize> {
        self.entries
    }

    /// Size of the part in bytes.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Name of the part's file.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}.ggp", hex(&self.name))
    }

    /// Name of the file with the whole hashes, if the publisher has them.
    #[must_use]
    pub fn whole_file_name(&self) -> Option<String> {
        self.whole.map(|name| format!("{}.ggh", hex(&name)))
    }

    /// True if the part has to be asked about a pass.
    pub(super) fn is_for(&self, query: &RevocationQuery, digests: &Digests) -> bool {
        let is_of_key = self.scope.key.as_ref().is_none_or(|key| digests.keys.contains(key));
        let mut digests = digests.digests.iter();
        let may_hold = digests.any(|(kind, hash)| *kind == self.scope.kind && begins_with(hash, &self.digits));
        is_of_key && may_hold && self.scope.issuer.may_name(query, self.scope.key.is_some())
    }

    pub(super) fn write(&self) -> Value {
        let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        let or_null = |value: Option<Value>| value.unwrap_or(Value::Null);
        Value::Array(vec![
            int(self.source as u64),
            match &self.scope.issuer {
                Issuer::Anybody => Value::Null,
                Issuer::Nobody => Value::Bool(false),
                Issuer::Country(country) => Value::Text(country.clone()),
                Issuer::Card(address) => Value::Array(vec![Value::Text(address.clone())]),
            },
            or_null(self.scope.key.as_deref().map(bytes)),
            int(self.scope.kind as u8),
            or_null(self.scope.expires.map(date)),
            bytes(&self.digits),
            or_null(self.entries.map(|entries| int(entries as u64))),
            int(self.bytes as u64),
            bytes(&self.name),
            or_null(self.whole.as_ref().map(|name| bytes(name))),
        ])
    }

    pub(super) fn read(value: &Value, sources: usize) -> Option<Self> {
        let [source, issuer, key, kind, end, digits, entries, bytes, name, whole] = &value.as_array()?[..] else {
            return None;
        };
        let issuer = match issuer {
            Value::Null => Issuer::Anybody,
            Value::Bool(false) => Issuer::Nobody,
            Value::Text(country) => Issuer::Country(country.clone()),
            Value::Array(address) => match &address[..] {
                [Value::Text(address)] => Issuer::Card(address.clone()),
                _ => return None,
            },
            _ => return None,
        };
        let kind: usize = number(kind)?;
        let named = |value: &Value| value.as_bytes()?.as_slice().try_into().ok();
        Some(Self {
            source: number(source).filter(|source| *source < sources)?,
            scope: Scope {
                issuer,
                key: optional(key, |key| key.as_bytes().cloned())?,
                kind: HashKind::ALL.into_iter().find(|known| *known as usize == kind)?,
                expires: optional(end, time)?,
            },
            digits: digits
                .as_bytes()
                .filter(|d| d.len() <= 32 && d.iter().all(|d| *d < 16))?
                .clone(),
            entries: optional(entries, number)?,
            bytes: number(bytes).filter(|bytes| *bytes <= MAX_LIST)?,
            name: named(name)?,
            whole: optional(whole, named)?,
        })
    }
}

/// A value that may be null.
fn optional<T>(value: &Value, read: impl FnOnce(&Value) -> Option<T>) -> Option<Option<T>> {
    if value.is_null() {
        Some(None)
    } else {
        read(value).map(Some)
    }
}

fn time(value: &Value) -> Option<OffsetDateTime> {
    number(value).and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
}

pub(super) fn write_source(source: &SourceInfo) -> Value {
    let or_null = |at: Option<OffsetDateTime>| at.map_or(Value::Null, date);
    Value::Array(vec![
        Value::Text(source.name.to_string()),
        Value::Text(source.format.name().to_owned()),
        int(match source.signature {
            SignatureStatus::None => 0,
            SignatureStatus::NotChecked => 1,
            SignatureStatus::Verified => 2,
        }),
        or_null(source.dates.issued_at),
        or_null(source.dates.expires_at),
    ])
}

pub(super) fn source(value: &Value, header: &EnvelopeHeader) -> Option<SourceInfo> {
    let [name, format, signature, issued, end] = &value.as_array()?[..] else {
        return None;
    };
    let format: RevocationFormat = format.as_text()?.parse().ok()?;
    Some(SourceInfo {
        name: name.as_text()?.into(),
        format,
        signature: match number::<u8>(signature)? {
            0 => SignatureStatus::None,
            1 => SignatureStatus::NotChecked,
            2 => SignatureStatus::Verified,
            _ => return None,
        },
        dates: dates(optional(issued, time)?, optional(end, time)?, header),
    })
}
