//! Reading of bundles.

use super::{
    Header,
    layout::{ABSENT, COLUMNS, CURVES, Column, NONE, RSA, X, unplaned},
    revoked,
};
use crate::{
    limits::MAX_KEYS,
    trust::{
        BundleError, Environment, Key, KeyUsage, PublicKey, Role, SignatureStatus, SourceList, TrustList,
        envelope::{BROKEN, EnvelopeHeader, Fields, Message, number},
        key::EncodedKey,
    },
};
use ciborium::Value;
use std::sync::Arc;
use time::OffsetDateTime;

/// Reads the payload of a bundle. Its signature must have been checked before.
pub(super) fn payload(message: &Message) -> Result<(Header, TrustList), BundleError> {
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

/// Reads the description of a list in the bundle.
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

/// Reads the keys and the revoked cards.
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
        revoked::from_value(cards, list.revoked_cards_mut())?;
    }
    Some(list)
}

/// Reads a key that is not on P-256.
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
