//! The day book: a record of every pass that was issued, on this device only, encrypted with a passphrase. It is there only
//! if the clerk switches it on.
//!
//! AES-GCM with a key from the passphrase, as [`encrypted_store`] has it. The first record holds salt and a check of the
//! passphrase; each pass is a record of its own. Every record is a nonce of 12 bytes and the ciphertext; nothing stands
//! beside it, not even a time.

use greengate::limits::MAX_DAY_BOOK;
use greengate_app::{
    browser::own_name,
    encrypted_store::{ITERATIONS, SHORTEST, crypt, key, random},
    store::{Record, Store},
};
use serde::{Deserialize, Serialize};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsValue;

const HEADER: &str = "header";
const ENTRY: &str = "entry ";
/// What the header's ciphertext says.
const CHECK: &[u8] = b"greengate day book 1";
/// Places that are tried for a pass.
const TRIES: usize = 3;
const SALT: usize = 16;
const NONCE: usize = 12;
/// A pass in the day book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEntry {
    /// Its place in the book, from 0.
    pub place: u32,
    /// Time of issue, seconds since 1970.
    pub at: i64,
    /// Idempotency key of person and dose.
    pub key: String,
    /// Hash of everything that was read back.
    pub details: String,
    /// Text of the code.
    pub text: String,
    /// What is printed beside it: names of labels and values.
    pub lines: Vec<(String, String)>,
    /// True if it is marked as training.
    pub is_training: bool,
}

/// The day book as the page sees it.
#[derive(Clone, Default, PartialEq)]
pub enum BookState {
    /// There is none: nothing is kept after the page is closed.
    #[default]
    Off,
    /// There is one, and nobody has given its passphrase yet.
    Locked,
    /// It is open.
    Open {
        /// Passes in it, the oldest first.
        entries: Rc<Vec<BookEntry>>,
        /// Number of records that cannot be read.
        unreadable: usize,
    },
}

/// Reason for having no open day book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookError {
    /// The passphrase is too short, or not that of the book.
    Passphrase,
    /// The browser keeps nothing, or nothing more.
    NotKept,
}

/// An open day book.
pub struct DayBook {
    store: Store,
    key: JsValue,
    next: Cell<u32>,
}

async fn store() -> Option<Store> {
    Store::open(&own_name("day book")).await
}

/// True if there is a day book on this device.
pub async fn exists() -> bool {
    match store().await {
        Some(store) => store.get(HEADER).await.is_some(),
        None => false,
    }
}

/// Deletes the day book with everything in it; false if it is still there.
pub async fn delete() -> bool {
    let Some(store) = store().await else { return true };
    store.clear().await
}

impl DayBook {
    /// Opens the day book of this device with its passphrase, or begins one. Gives its entries and the number of records
    /// that cannot be read.
    pub async fn open(passphrase: &str) -> Result<(Self, Vec<BookEntry>, usize), BookError> {
        if passphrase.chars().count() < SHORTEST {
            return Err(BookError::Passphrase);
        }
        let store = store().await.ok_or(BookError::NotKept)?;
        // A new one is begun only where there is surely none: its header makes an older one unreadable.
        if store.keys("").await.ok_or(BookError::NotKept)?.is_empty() {
            return Self::begin(store, passphrase).await.ok_or(BookError::NotKept);
        }
        let header = store.get(HEADER).await.ok_or(BookError::NotKept)?;
        let (salt, sealed) = header.bytes.split_at_checked(SALT).ok_or(BookError::Passphrase)?;
        let key = key(passphrase, salt, ITERATIONS).await.ok_or(BookError::NotKept)?;
        if opened(&key, sealed).await.as_deref() != Some(CHECK) {
            return Err(BookError::Passphrase);
        }
        let mut places = store.keys(ENTRY).await.ok_or(BookError::NotKept)?;
        places.sort_unstable();
        let (mut entries, mut unreadable, mut next) = (Vec::new(), 0, 0);
        for place in &places {
            let number = place[ENTRY.len()..].parse::<u32>().unwrap_or_default();
            next = next.max(number.saturating_add(1));
            let read = async {
                let record = store.get(place).await?;
                postcard::from_bytes::<BookEntry>(&opened(&key, &record.bytes).await?).ok()
            };
            match read.await {
                // A record that was put into another one's place is none.
                Some(entry) if entry.place == number => entries.push(entry),
                _ => unreadable += 1,
            }
        }
        let next = Cell::new(next);
        Ok((Self { store, key, next }, entries, unreadable))
    }

    async fn begin(store: Store, passphrase: &str) -> Option<(Self, Vec<BookEntry>, usize)> {
        let mut bytes = random(u32::try_from(SALT).ok()?)?;
        let key = key(passphrase, &bytes, ITERATIONS).await?;
        bytes.extend(sealed(&key, CHECK).await?);
        let next = Cell::new(0);
        let begun = store.add(HEADER, &record(bytes)).await;
        begun.then(|| (Self { store, key, next }, Vec::new(), 0))
    }

    /// Writes a pass at the end of the book. `None` if it is full or could not be written.
    pub async fn write(&self, mut entry: BookEntry) -> Option<BookEntry> {
        // Another tab may have written meanwhile: its places are taken.
        for _ in 0..TRIES {
            entry.place = self.next.get();
            if !has_room(entry.place) {
                return None;
            }
            // Two writes at a time have two places.
            self.next.set(entry.place + 1);
            let bytes = sealed(&self.key, &postcard::to_allocvec(&entry).ok()?).await?;
            // Wide enough that the names are in the order of the numbers.
            let name = format!("{ENTRY}{:010}", entry.place);
            if self.store.add(&name, &record(bytes)).await {
                return Some(entry);
            }
            let taken = self.store.keys(ENTRY).await?;
            if !taken.contains(&name) {
                return None;
            }
            let last = taken
                .iter()
                .filter_map(|name| name[ENTRY.len()..].parse::<u32>().ok())
                .max();
            self.next.set(last.map_or(0, |last| last.saturating_add(1)));
        }
        None
    }
}

/// True if the book has this place.
const fn has_room(place: u32) -> bool {
    place < MAX_DAY_BOOK
}

fn record(bytes: Vec<u8>) -> Record {
    Record {
        bytes,
        ..Record::default()
    }
}

async fn sealed(key: &JsValue, plain: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = random(u32::try_from(NONCE).ok()?)?;
    let sealed = crypt("encrypt", &bytes, key, plain).await?;
    bytes.extend(sealed);
    Some(bytes)
}

async fn opened(key: &JsValue, bytes: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    crypt("decrypt", nonce, key, sealed).await
}

/// The entries as a table (CSV, RFC 4180) with a column for each label that any of them has.
pub fn table(entries: &[BookEntry]) -> Option<Vec<u8>> {
    let mut labels: Vec<&str> = Vec::new();
    for (label, _) in entries.iter().flat_map(|entry| &entry.lines) {
        if !labels.contains(&label.as_str()) {
            labels.push(label);
        }
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    let first = ["issued-at"].into_iter().chain(labels.iter().copied()).chain(["code"]);
    table.write_record(first).ok()?;
    for entry in entries {
        let at = time::OffsetDateTime::from_unix_timestamp(entry.at).ok()?;
        let at = at.format(&time::format_description::well_known::Rfc3339).ok()?;
        let value = |label: &&str| {
            let found = entry.lines.iter().find(|(name, _)| name == label);
            found.map_or("", |(_, value)| value).to_owned()
        };
        let values = labels.iter().map(value);
        let row = std::iter::once(at).chain(values).chain([entry.text.clone()]);
        table.write_record(row).ok()?;
    }
    table.into_inner().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(place: u32, lines: &[(&str, &str)]) -> BookEntry {
        BookEntry {
            place,
            at: 1_795_860_000,
            key: "k".to_owned(),
            details: "d".to_owned(),
            text: "HC1:ABC".to_owned(),
            lines: lines
                .iter()
                .map(|(label, value)| ((*label).to_owned(), (*value).to_owned()))
                .collect(),
            is_training: true,
        }
    }

    #[test]
    fn a_full_book_has_no_more_room() {
        assert!(has_room(0) && has_room(MAX_DAY_BOOK - 1));
        assert!(!has_room(MAX_DAY_BOOK) && !has_room(MAX_DAY_BOOK + 1));
    }

    #[test]
    fn the_table_has_every_label_of_every_entry() {
        let entries = [
            entry(0, &[("name", "Ada \"A\" Byron, Countess"), ("batch", "X1")]),
            entry(1, &[("training", "TRAINING"), ("name", "Bo")]),
        ];
        let table = String::from_utf8(table(&entries).unwrap()).unwrap();
        assert_eq!(
            table,
            "issued-at,name,batch,training,code\n\
             2026-11-28T10:00:00Z,\"Ada \"\"A\"\" Byron, Countess\",X1,,HC1:ABC\n\
             2026-11-28T10:00:00Z,Bo,,TRAINING,HC1:ABC\n"
        );
    }
}
