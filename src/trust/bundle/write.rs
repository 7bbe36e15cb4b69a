//! Writing of bundles.

use super::{
    Header,
    layout::{ABSENT, COLUMNS, CURVES, Column, NONE, RSA, planes},
    revoked,
};
use crate::trust::{
    BundleError, Environment, Key, Role, SignatureStatus, SourceList, TrustList,
    envelope::{date, int, to_bytes},
    key::EncodedKey,
};
use ciborium::Value;
use std::{collections::HashMap, sync::Arc};
use time::OffsetDateTime;

/// Writes the payload of a bundle.
pub(super) fn payload(header: &Header, list: &TrustList) -> Result<Vec<u8>, BundleError> {
    let mut rows: Vec<&Key> = list.keys().collect();
    rows.sort_by_cached_key(|key| order(key, header));
    if rows.len() >= usize::from(ABSENT) {
        return Err(BundleError::Full);
    }
    let mut keys = PublicKeys::default();
    for key in &rows {
        keys.add(carried(key))?;
    }
    let (mut columns, mut texts) = (Columns::default(), Texts::default());
    for key in &rows {
        let source = header.listings.iter().position(|listing| listing.name == key.source);
        columns.add(key, keys.place(carried(key))?, source, &mut texts)?;
    }
    let cards = list.revoked_cards().lists();
    let cards = cards.map(|(issuer, kid, rids)| revoked::to_value(issuer, kid, rids));
    let texts = texts.texts.iter().map(|text| Value::Text(text.to_string()));
    let inner = Value::Map(vec![
        (int(1), Value::Bytes(keys.xs)),
        (int(7), Value::Bytes(keys.signs)),
        (int(2), Value::Array(keys.others)),
        (int(5), Value::Array(columns.values().collect())),
        (int(3), Value::Array(texts.collect())),
        (int(4), int(rows.len() as u64)),
        (int(6), Value::Array(cards.collect())),
    ]);
    let listings = header.listings.iter().map(listing).collect();
    header.header().write(listings, &to_bytes(&inner)?)
}

/// Description of a list in the bundle.
fn listing(listing: &SourceList) -> Value {
    let signature = match listing.signature {
        SignatureStatus::None => 0,
        SignatureStatus::NotChecked => 1,
        SignatureStatus::Verified => 2,
    };
    Value::Array(vec![
        Value::Text(listing.name.to_string()),
        Value::Text(listing.format.name().to_owned()),
        int(signature),
        listing.issued_at.map_or(Value::Null, date),
        listing.expires_at.map_or(Value::Null, date),
        int(listing.keys as u64),
        int(listing.skipped as u64),
    ])
}

/// Sort key that gives rows a fixed order and places similar ones next to each other.
fn order(key: &Key, header: &Header) -> impl Ord + use<> {
    let role = role(&key.role);
    let issuer = match &key.role {
        Role::CardIssuer(issuer) => Some(Arc::clone(issuer)),
        _ => None,
    };
    let form = match key.public.form() {
        EncodedKey::P256(bytes) | EncodedKey::Ec(_, bytes) | EncodedKey::Rsa { n: bytes, .. } => bytes.clone(),
        EncodedKey::Absent => Box::default(),
    };
    let sources = header.listings.iter().position(|l| l.name == key.source);
    (
        role,
        sources,
        key.country.clone(),
        issuer,
        key.listed_kid.clone(),
        form,
        key.usage.bits(),
        key.domain.clone(),
    )
}

/// Encoded key that the bundle carries. An anchor of another domain than the seals' verifies no pass, since whoever
/// built the bundle has already used it: only its name is kept.
fn carried(key: &Key) -> &EncodedKey {
    if key.role == Role::Anchor && !key.vouches_for_seals() {
        &EncodedKey::Absent
    } else {
        key.public.form()
    }
}

/// Public keys of the rows, each written once.
#[derive(Default)]
struct PublicKeys<'a> {
    /// x coordinates of the points on P-256.
    xs: Vec<u8>,
    /// First bytes of these points, which tell their y coordinates.
    signs: Vec<u8>,
    others: Vec<Value>,
    indices: HashMap<&'a EncodedKey, KeyIndex>,
}

/// Index of a key in its table.
#[derive(Clone, Copy)]
enum KeyIndex {
    Point(usize),
    Other(usize),
    Absent,
}

impl<'a> PublicKeys<'a> {
    fn add(&mut self, key: &'a EncodedKey) -> Result<(), BundleError> {
        if self.indices.contains_key(key) {
            return Ok(());
        }
        let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        let other = match key {
            EncodedKey::P256(point) => {
                let (sign, x) = point.split_first().ok_or(BundleError::Full)?;
                self.indices.insert(key, KeyIndex::Point(self.signs.len()));
                self.signs.push(*sign);
                self.xs.extend_from_slice(x);
                return Ok(());
            }
            EncodedKey::Absent => {
                self.indices.insert(key, KeyIndex::Absent);
                return Ok(());
            }
            EncodedKey::Ec(curve, point) => {
                let kind = CURVES.iter().find(|(_, known)| known == curve);
                vec![int(kind.ok_or(BundleError::Full)?.0), bytes(point)]
            }
            EncodedKey::Rsa { n, e } => vec![int(RSA), bytes(n), bytes(e)],
        };
        self.indices.insert(key, KeyIndex::Other(self.others.len()));
        self.others.push(Value::Array(other));
        Ok(())
    }

    /// Number of a key in rows: points first, then the others. All keys must have been added before.
    fn place(&self, key: &EncodedKey) -> Result<u16, BundleError> {
        let place = match self.indices.get(key).ok_or(BundleError::Full)? {
            KeyIndex::Point(place) => *place,
            KeyIndex::Other(place) => place + self.signs.len(),
            KeyIndex::Absent => return Ok(ABSENT),
        };
        u16::try_from(place).map_err(|_| BundleError::Full)
    }
}

/// Texts that rows refer to, each written once.
#[derive(Default)]
struct Texts {
    texts: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u16>,
}

impl Texts {
    /// Index of a text plus one, which the reader calls its place; 0 for none.
    fn place(&mut self, text: Option<&Arc<str>>) -> Result<u16, BundleError> {
        let Some(text) = text else { return Ok(0) };
        if let Some(place) = self.places.get(text) {
            return Ok(*place);
        }
        let place = u16::try_from(self.texts.len() + 1).map_err(|_| BundleError::Full)?;
        self.texts.push(Arc::clone(text));
        self.places.insert(Arc::clone(text), place);
        Ok(place)
    }
}

/// Columns of the rows by the width of their numbers.
struct Columns {
    bytes: [Vec<u8>; COLUMNS],
    pairs: [Vec<u16>; COLUMNS],
    dates: [Vec<[u8; 8]>; COLUMNS],
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            bytes: [const { Vec::new() }; COLUMNS],
            pairs: [const { Vec::new() }; COLUMNS],
            dates: [const { Vec::new() }; COLUMNS],
        }
    }
}

impl Columns {
    /// Adds the row of a key, with the number of its public key and the index of its list.
    fn add(&mut self, key: &Key, place: u16, source: Option<usize>, texts: &mut Texts) -> Result<(), BundleError> {
        let full = |_| BundleError::Full;
        let issuer = match &key.role {
            Role::CardIssuer(issuer) => Some(issuer),
            _ => None,
        };
        let mut byte = |column: Column, value: u8| self.bytes[column as usize].push(value);
        byte(Column::KidLength, u8::try_from(key.listed_kid.len()).map_err(full)?);
        byte(Column::Role, role(&key.role));
        byte(Column::Usage, key.usage.bits());
        byte(
            Column::Environment,
            match key.environment {
                Environment::Production => 0,
                Environment::Test => 1,
                Environment::Demo => 2,
            },
        );
        byte(Column::Source, u8::try_from(source.unwrap_or(0xff)).map_err(full)?);
        self.bytes[Column::Kid as usize].extend_from_slice(&key.listed_kid);
        let mut pair = |column: Column, value: u16| self.pairs[column as usize].push(value);
        pair(Column::Key, place);
        pair(Column::Country, texts.place(key.country.as_ref())?);
        pair(Column::Domain, texts.place(key.domain.as_ref())?);
        pair(Column::Issuer, texts.place(issuer)?);
        pair(Column::Name, texts.place(key.name.as_ref())?);
        let from = key.not_before.map(OffsetDateTime::unix_timestamp);
        let until = key.not_after.map(OffsetDateTime::unix_timestamp);
        // Times before 1970 are in two's complement. Without a beginning, the end counts from 1970.
        self.dates[Column::NotBefore as usize].push(from.map_or(NONE, i64::cast_unsigned).to_be_bytes());
        let lasts = until.map_or(NONE, |until| until.wrapping_sub(from.unwrap_or(0)).cast_unsigned());
        self.dates[Column::Lasts as usize].push(lasts.to_be_bytes());
        Ok(())
    }

    /// Columns as byte strings, in their order.
    fn values(&self) -> impl Iterator<Item = Value> {
        (0..COLUMNS).map(move |column| {
            let mut before = 0;
            let steps: Vec<[u8; 2]> = self.pairs[column]
                .iter()
                .map(|number| {
                    number
                        .wrapping_sub(std::mem::replace(&mut before, *number))
                        .to_be_bytes()
                })
                .collect();
            let (pairs, dates) = (planes(&steps), planes(&self.dates[column]));
            Value::Bytes([&self.bytes[column][..], &pairs, &dates].concat())
        })
    }
}

/// Number of a role in its column.
const fn role(role: &Role) -> u8 {
    match role {
        Role::DocumentSigner => 0,
        Role::CardIssuer(_) => 1,
        Role::Anchor => 2,
        Role::SealSigner => 3,
    }
}
