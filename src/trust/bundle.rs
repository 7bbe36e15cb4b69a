//! The compact bundle: many lists in one signed file that a phone reads in milliseconds.
//!
//! It is carried in the [`super::envelope`]. Its sources are the lists that it was made of, `[name, format, signature,
//! issued or null, end or null, keys, skipped]`; its content is a CBOR map.
//!
//! The map holds columns, so that similar values stand together and compress well:
//!
//! | key | value |
//! |---|---|
//! | 1 | P-256 points: x coordinates, 32 bytes each |
//! | 7 | P-256 points: 2 or 3 each, as SEC 1 says which of the two y |
//! | 2 | other keys: `[kind, bytes]`, a compressed point on a curve (see `CURVES`), `[4, n, e]` RSA |
//! | 3 | texts that rows refer to by place |
//! | 4 | number of rows |
//! | 5 | columns of the rows, see `Column` |
//! | 6 | revoked SMART Health Cards: `[issuer, kid, [[time or null, rids]…]]`, see `revoked` |
//!
//! It holds no certificates: whoever builds the bundle has checked them.

use super::{
    BundleError, Environment, Key, KeyUsage, ListDates, Pin, PublicKey, PublisherKey, Role, SignatureStatus,
    SourceList, TrustList,
    envelope::{self, BROKEN, EnvelopeHeader, Fields, Message, date, int, number, to_bytes},
    key::{Curve, EncodedKey},
    revocation::{CardRevocations, RidHash, Rids},
};
use crate::limits::{MAX_KEYS, MAX_REVOKED};
use ciborium::Value;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use time::OffsetDateTime;

const CONTENT_TYPE: &str = "application/vnd.greengate.trust+cbor";
/// Number of bytes of an x coordinate on P-256.
const X: usize = 32;

/// Tags of other keys: RSA, and points by their curve.
const RSA: u8 = 4;
const CURVES: [(u8, Curve); 5] = [
    (2, Curve::P384),
    (3, Curve::P521),
    (5, Curve::BrainpoolP256r1),
    (6, Curve::BrainpoolP384r1),
    (7, Curve::BrainpoolP512r1),
];

/// Header of a bundle: its edition, and the lists in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Serial number; a newer bundle of the same publisher has a greater one.
    pub serial: u64,
    /// Time of issue.
    pub issued_at: OffsetDateTime,
    /// End of the time during which it counts as fresh.
    pub best_before: OffsetDateTime,
    /// Time after which it is still used but reported as too old.
    pub expires_at: OffsetDateTime,
    /// The lists that it was made of.
    pub listings: Vec<SourceList>,
}

impl Header {
    const fn header(&self) -> EnvelopeHeader {
        EnvelopeHeader {
            serial: self.serial,
            issued_at: self.issued_at,
            best_before: self.best_before,
            expires_at: self.expires_at,
        }
    }
}

/// Reads, writes and signs bundles.
#[derive(Clone, Copy, Debug)]
pub struct Bundle;

impl Bundle {
    /// True if the bytes begin like a bundle: a tagged message with this content type.
    #[must_use]
    pub fn is_bundle(bytes: &[u8]) -> bool {
        envelope::is_for(bytes, CONTENT_TYPE)
    }

    /// Reads a bundle that one of the pinned publishers has signed. Its keys take its dates. Dates are not judged: an
    /// expired bundle is better than none, see [`Header::expires_at`].
    ///
    /// # Errors
    /// Fails if the bundle is broken, unsigned, signed by another publisher, or altered.
    pub fn read(bytes: &[u8], pins: &[Pin]) -> Result<(Header, TrustList), BundleError> {
        let message = envelope::open(bytes, CONTENT_TYPE)?;
        envelope::verify(&message, pins)?;
        let (header, list) = payload(&message)?;
        let list = list.dated(ListDates {
            issued_at: Some(header.issued_at),
            best_before: Some(header.best_before),
            expires_at: Some(header.expires_at),
        });
        Ok((header, list))
    }

    /// Reads a bundle whose signature is not checked, because the person who imports it vouches for it. Nobody confirms
    /// then that the lists in it were verified: none of them counts as [`SignatureStatus::Verified`]. Its keys take the
    /// dates of their lists.
    ///
    /// # Errors
    /// Fails if the bundle is broken.
    pub fn read_unverified(bytes: &[u8]) -> Result<(Header, TrustList), BundleError> {
        let (mut header, mut list) = payload(&envelope::open(bytes, CONTENT_TYPE)?)?;
        for listing in header.listings.iter_mut().chain(list.listings_mut()) {
            if listing.signature == SignatureStatus::Verified {
                listing.signature = SignatureStatus::NotChecked;
            }
        }
        Ok((header, list))
    }

    /// SHA-256 of the content, whoever signed it.
    ///
    /// # Errors
    /// Fails if the envelope is broken.
    pub fn digest(bytes: &[u8]) -> Result<[u8; 32], BundleError> {
        Ok(envelope::open(bytes, CONTENT_TYPE)?.digest())
    }

    /// Checks that one of these publishers has signed the bundle.
    ///
    /// # Errors
    /// Fails if the bundle is broken, unsigned, signed by another publisher, or altered.
    pub fn verify(bytes: &[u8], pins: &[Pin]) -> Result<(), BundleError> {
        envelope::verify(&envelope::open(bytes, CONTENT_TYPE)?, pins)
    }

    /// Checks that a bundle may replace the one in use: it must be newer and must not have expired.
    ///
    /// # Errors
    /// [`BundleError::Rollback`] or [`BundleError::Ended`].
    pub fn may_replace(found: &Header, held: Option<u64>, at: OffsetDateTime) -> Result<(), BundleError> {
        found.header().may_replace(held, at)
    }

    /// Writes a bundle, signed if a key is given.
    ///
    /// # Errors
    /// [`BundleError::Full`] with more than 65,535 keys or texts, or 255 lists.
    pub fn write(header: &Header, list: &TrustList, key: Option<&PublisherKey>) -> Result<Vec<u8>, BundleError> {
        envelope::seal(write(header, list)?, CONTENT_TYPE, key)
    }

    /// Replaces the signature of a bundle.
    ///
    /// # Errors
    /// Fails if the bundle is broken.
    pub fn sign(bytes: &[u8], key: &PublisherKey) -> Result<Vec<u8>, BundleError> {
        let message = envelope::open(bytes, CONTENT_TYPE)?;
        payload(&message)?;
        envelope::seal(message.payload().to_vec(), CONTENT_TYPE, Some(key))
    }
}

/// Columns of the rows, one byte string each, in this order. Numbers of several bytes are written by planes: all first
/// bytes, then all second bytes and so on, since planes that hardly change compress to almost nothing. Numbers of two
/// bytes are differences to the row before.
#[derive(Clone, Copy)]
enum Column {
    /// Length of the key identifier; 0 for issuers of SMART Health Cards, whose key identifier is the key's thumbprint.
    KidLength,
    /// The key identifiers, one after the other.
    Kid,
    /// Index of the key, first among the points, then among the other keys; all ones for a key that is not carried
    /// along. Two bytes.
    Key,
    /// 0 document signer, 1 issuer of SMART Health Cards, 2 anchor, 3 signer of seals.
    Role,
    /// Index of the country's text plus one; 0 for none. Two bytes, like all texts.
    Country,
    /// Text of the domain.
    Domain,
    /// Text of the `iss`.
    Issuer,
    /// Text of the issuer's name.
    Name,
    /// Bit set of the kinds that the key may sign.
    Usage,
    /// 0 production, 1 test, 2 demo.
    Environment,
    /// Index of the list that vouches for the key.
    Source,
    /// First second of validity; all ones for none. Eight bytes.
    NotBefore,
    /// Seconds from the first to the last instant of validity; all ones for none. Eight bytes.
    Lasts,
}

const COLUMNS: usize = Column::Lasts as usize + 1;
/// No date.
const NONE: u64 = u64::MAX;

/// Index of a key that is not carried along.
const ABSENT: u16 = u16::MAX;

/// Encoded key that the bundle carries. An anchor of another domain than the seals' verifies no pass, since whoever
/// built the bundle has already used it: only its name is kept.
fn carried(key: &Key) -> &EncodedKey {
    if key.role == Role::Anchor && !key.vouches_for_seals() {
        &EncodedKey::Absent
    } else {
        key.public.form()
    }
}

#[derive(Default)]
struct Texts {
    texts: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u16>,
}

impl Texts {
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

/// Splits numbers into planes.
fn planes<const N: usize>(numbers: &[[u8; N]]) -> Vec<u8> {
    (0..N).flat_map(|plane| numbers.iter().map(move |n| n[plane])).collect()
}

/// Number of one row, put together from its planes.
fn unplaned<const N: usize>(column: &[u8], rows: usize, row: usize) -> Option<[u8; N]> {
    let mut number = [0; N];
    for (plane, byte) in number.iter_mut().enumerate() {
        *byte = *column.get(plane * rows + row)?;
    }
    Some(number)
}

fn write(header: &Header, list: &TrustList) -> Result<Vec<u8>, BundleError> {
    let mut rows: Vec<&Key> = list.keys().collect();
    // A fixed order that places similar rows next to each other.
    let order = |key: &Key| {
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
    };
    rows.sort_by_cached_key(|key| order(key));
    let full = |_| BundleError::Full;
    if rows.len() >= usize::from(ABSENT) {
        return Err(BundleError::Full);
    }
    let mut texts = Texts::default();
    let (mut xs, mut signs, mut others) = (Vec::<u8>::new(), Vec::<u8>::new(), Vec::new());
    let mut places: HashMap<&EncodedKey, (bool, usize)> = HashMap::new();
    for key in &rows {
        let form = carried(key);
        if places.contains_key(form) {
            continue;
        }
        let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        let other = match form {
            EncodedKey::P256(point) => {
                let (sign, x) = point.split_first().ok_or(BundleError::Full)?;
                signs.push(*sign);
                xs.extend_from_slice(x);
                places.insert(form, (true, signs.len() - 1));
                continue;
            }
            EncodedKey::Ec(curve, point) => {
                let kind = CURVES.iter().find(|(_, known)| known == curve);
                vec![int(kind.ok_or(BundleError::Full)?.0), bytes(point)]
            }
            EncodedKey::Rsa { n, e } => vec![int(RSA), bytes(n), bytes(e)],
            EncodedKey::Absent => {
                places.insert(form, (true, usize::from(ABSENT)));
                continue;
            }
        };
        others.push(Value::Array(other));
        places.insert(form, (false, others.len() - 1));
    }
    let (mut bytes, mut pairs, mut dates) = (
        [const { Vec::<u8>::new() }; COLUMNS],
        [const { Vec::<u16>::new() }; COLUMNS],
        [const { Vec::<[u8; 8]>::new() }; COLUMNS],
    );
    for key in &rows {
        let (is_point, place) = places.get(carried(key)).copied().ok_or(BundleError::Full)?;
        let place = if is_point { place } else { place + signs.len() };
        let source = header.listings.iter().position(|listing| listing.name == key.source);
        let issuer = match &key.role {
            Role::CardIssuer(issuer) => Some(issuer),
            _ => None,
        };
        let mut byte = |column: Column, value: u8| bytes[column as usize].push(value);
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
        bytes[Column::Kid as usize].extend_from_slice(&key.listed_kid);
        let mut pair = |column: Column, value: u16| pairs[column as usize].push(value);
        pair(Column::Key, u16::try_from(place).map_err(full)?);
        pair(Column::Country, texts.place(key.country.as_ref())?);
        pair(Column::Domain, texts.place(key.domain.as_ref())?);
        pair(Column::Issuer, texts.place(issuer)?);
        pair(Column::Name, texts.place(key.name.as_ref())?);
        let from = key.not_before.map(OffsetDateTime::unix_timestamp);
        let until = key.not_after.map(OffsetDateTime::unix_timestamp);
        // Times before 1970 are in two's complement. Without a beginning, the end counts from 1970.
        dates[Column::NotBefore as usize].push(from.map_or(NONE, i64::cast_unsigned).to_be_bytes());
        let lasts = until.map_or(NONE, |until| until.wrapping_sub(from.unwrap_or(0)).cast_unsigned());
        dates[Column::Lasts as usize].push(lasts.to_be_bytes());
    }
    let columns = (0..COLUMNS).map(|column| {
        let mut before = 0;
        let steps: Vec<[u8; 2]> = pairs[column]
            .iter()
            .map(|number| {
                number
                    .wrapping_sub(std::mem::replace(&mut before, *number))
                    .to_be_bytes()
            })
            .collect();
        let (pairs, dates) = (planes(&steps), planes(&dates[column]));
        Value::Bytes([&bytes[column][..], &pairs, &dates].concat())
    });
    let revoked = list.revoked_cards().lists();
    let revoked = revoked.map(|(issuer, kid, rids)| revoked_to_value(issuer, kid, rids));
    let inner = Value::Map(vec![
        (int(1), Value::Bytes(xs)),
        (int(7), Value::Bytes(signs)),
        (int(2), Value::Array(others)),
        (int(5), Value::Array(columns.collect())),
        (
            int(3),
            Value::Array(texts.texts.iter().map(|t| Value::Text(t.to_string())).collect()),
        ),
        (int(4), int(rows.len() as u64)),
        (int(6), Value::Array(revoked.collect())),
    ]);
    let listings = header.listings.iter().map(|listing| {
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
    });
    header.header().write(listings.collect(), &to_bytes(&inner)?)
}

/// Writes the revoked identifiers of one key, grouped by the time before which they are revoked: the hashes in order,
/// each as the difference to the one before, by planes.
fn revoked_to_value(issuer: &str, kid: &str, rids: &Rids) -> Value {
    let mut by_time: BTreeMap<Option<i64>, Vec<RidHash>> = BTreeMap::new();
    for (rid, before) in rids {
        by_time.entry(*before).or_default().push(*rid);
    }
    let groups = by_time.into_iter().map(|(before, rids)| {
        let mut last = 0;
        let steps: Vec<RidHash> = rids
            .iter()
            .map(|rid| {
                let number = wide(*rid);
                narrow(number - std::mem::replace(&mut last, number))
            })
            .collect();
        let before = before.map_or(Value::Null, int);
        Value::Array(vec![before, Value::Bytes(planes(&steps))])
    });
    Value::Array(vec![
        Value::Text(issuer.to_owned()),
        Value::Text(kid.to_owned()),
        Value::Array(groups.collect()),
    ])
}

/// A hash as a number.
fn wide(rid: RidHash) -> u64 {
    rid.iter().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

/// Hash from the lower bytes of a number.
fn narrow(number: u64) -> RidHash {
    let [_, _, _, rid @ ..] = number.to_be_bytes();
    rid
}

/// Adds the identifiers that [`revoked_to_value`] wrote.
fn revoked_from_value(value: &Value, revoked: &mut CardRevocations) -> Option<()> {
    let [issuer, kid, groups] = &value.as_array()?[..] else {
        return None;
    };
    let mut rids = Vec::new();
    for group in groups.as_array()? {
        let [before, steps] = &group.as_array()?[..] else {
            return None;
        };
        let before = if before.is_null() { None } else { Some(number(before)?) };
        let (steps, mut last) = (steps.as_bytes()?, 0_u64);
        let count = steps.len() / size_of::<RidHash>();
        for row in 0..count {
            last = last.wrapping_add(wide(unplaned(steps, count, row)?));
            rids.push((narrow(last), before));
        }
    }
    if rids.len() > MAX_REVOKED {
        return None;
    }
    revoked.insert(issuer.as_text()?.into(), kid.as_text()?.into(), rids);
    Some(())
}

const fn role(role: &Role) -> u8 {
    match role {
        Role::DocumentSigner => 0,
        Role::CardIssuer(_) => 1,
        Role::Anchor => 2,
        Role::SealSigner => 3,
    }
}

fn payload(message: &Message) -> Result<(Header, TrustList), BundleError> {
    let (header, listings, inner) = EnvelopeHeader::read(message)?;
    let header = Header {
        serial: header.serial,
        issued_at: header.issued_at,
        best_before: header.best_before,
        expires_at: header.expires_at,
        listings: listings.iter().map(listing).collect::<Option<_>>().ok_or(BROKEN)?,
    };
    let inner = Fields::of(&inner).ok_or(BROKEN)?;
    let mut list = keys(&inner, &header).ok_or(BROKEN)?;
    for listing in &header.listings {
        list.describe(listing.clone());
    }
    Ok((header, list))
}

fn listing(value: &Value) -> Option<SourceList> {
    let [name, format, signature, issued, end, keys, skipped] = &value.as_array()?[..] else {
        return None;
    };
    let date = |value: &Value| number(value).and_then(|s| OffsetDateTime::from_unix_timestamp(s).ok());
    Some(SourceList {
        name: name.as_text()?.into(),
        format: format.as_text()?.parse().ok()?,
        signature: match number::<u8>(signature)? {
            0 => SignatureStatus::None,
            1 => SignatureStatus::NotChecked,
            2 => SignatureStatus::Verified,
            _ => return None,
        },
        issued_at: date(issued),
        expires_at: date(end),
        keys: number(keys)?,
        skipped: number(skipped)?,
    })
}

fn keys(inner: &Fields, header: &Header) -> Option<TrustList> {
    let (xs, signs) = (inner.bytes(1)?, inner.bytes(7)?);
    let others = inner.array(2)?;
    let texts: Vec<Arc<str>> = inner
        .array(3)?
        .iter()
        .map(|t| t.as_text().map(Arc::from))
        .collect::<Option<_>>()?;
    let rows: usize = inner.number(4)?;
    let columns: Vec<&[u8]> = inner
        .array(5)?
        .iter()
        .map(|c| c.as_bytes().map(Vec::as_slice))
        .collect::<Option<_>>()?;
    if rows > MAX_KEYS || columns.len() != COLUMNS || xs.len() != signs.len() * X {
        return None;
    }
    let column = |column: Column| columns[column as usize];
    let mut kids = column(Column::Kid);
    let mut list = TrustList::default();
    let mut last = [0_u16; COLUMNS];
    for row in 0..rows {
        let byte = |c: Column| column(c).get(row).copied();
        for c in [
            Column::Key,
            Column::Country,
            Column::Domain,
            Column::Issuer,
            Column::Name,
        ] {
            let step = unplaned::<2>(column(c), rows, row).map(u16::from_be_bytes)?;
            last[c as usize] = last[c as usize].wrapping_add(step);
        }
        let pair = |c: Column| last[c as usize];
        let long = |c: Column| unplaned::<8>(column(c), rows, row).map(u64::from_be_bytes);
        let text = |c: Column| match pair(c) {
            0 => Some(None),
            place => texts.get(usize::from(place) - 1).map(|t| Some(Arc::clone(t))),
        };
        let (kid, rest) = kids.split_at_checked(byte(Column::KidLength)?.into())?;
        kids = rest;
        let place = usize::from(pair(Column::Key));
        let form = match signs.get(place) {
            Some(sign) => EncodedKey::P256([&[*sign][..], xs.get(place * X..(place + 1) * X)?].concat().into()),
            None if place == usize::from(ABSENT) => EncodedKey::Absent,
            None => other(others.get(place - signs.len())?)?,
        };
        let from = Some(long(Column::NotBefore)?)
            .filter(|from| *from != NONE)
            .map(u64::cast_signed);
        let until = Some(long(Column::Lasts)?)
            .filter(|lasts| *lasts != NONE)
            .map(|lasts| from.unwrap_or(0).wrapping_add(lasts.cast_signed()));
        let date = |seconds: Option<i64>| match seconds {
            None => Some(None),
            Some(seconds) => OffsetDateTime::from_unix_timestamp(seconds).ok().map(Some),
        };
        let listing = header.listings.get(usize::from(byte(Column::Source)?))?;
        list.insert(Key {
            listed_kid: kid.to_vec(),
            country: text(Column::Country)?,
            public: PublicKey::unchecked(form),
            role: match byte(Column::Role)? {
                0 => Role::DocumentSigner,
                1 => Role::CardIssuer(text(Column::Issuer)??),
                2 => Role::Anchor,
                3 => Role::SealSigner,
                _ => return None,
            },
            usage: KeyUsage::from_bits(byte(Column::Usage)?),
            domain: text(Column::Domain)?,
            not_before: date(from)?,
            not_after: date(until)?,
            environment: match byte(Column::Environment)? {
                0 => Environment::Production,
                1 => Environment::Test,
                2 => Environment::Demo,
                _ => return None,
            },
            name: text(Column::Name)?,
            source: Arc::clone(&listing.name),
            dates: listing.dates(),
        });
    }
    for cards in inner.array(6)? {
        revoked_from_value(cards, list.revoked_cards_mut())?;
    }
    Some(list)
}

fn other(value: &Value) -> Option<EncodedKey> {
    let (kind, parts) = value.as_array()?.split_first()?;
    let bytes = |part: &Value| Some(part.as_bytes()?.as_slice().into());
    Some(match (number::<u8>(kind)?, parts) {
        (RSA, [n, e]) => EncodedKey::Rsa {
            n: bytes(n)?,
            e: bytes(e)?,
        },
        (kind, [point]) => match CURVES.iter().find(|(known, _)| *known == kind) {
            Some((_, curve)) => EncodedKey::Ec(*curve, bytes(point)?),
            // A kind of a later version: its keys verify nothing in this one.
            None => EncodedKey::Absent,
        },
        _ => return None,
    })
}
