//! Assembly of cards that consist of several codes, from codes of several cards in any order.
//!
//! A code of a SMART Health Card contains its index and the number of codes, but not its card. Codes fit together if
//! header, compressed payload and JSON are complete. They belong together if the key whose thumbprint is in the header
//! made the signature.

use crate::{
    encoding::{Wrapping, base64url, inflate, inflate_beginning, json, jws::Jws},
    limits::{MAX_CARD, MAX_COMBINATIONS, MAX_INFLATED, MAX_WAITING_CODES},
    pass,
    trust::PublicKey,
};

/// Evidence that codes belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The card's signature verifies: for codes that arrive one after the other.
    Signature,
    /// The card is readable: for a pause, when no other code is likely to arrive. A forged card has no better evidence.
    Structure,
    /// There is a code for every index: for a complete set of codes. A damaged card has no better evidence.
    Count,
}

struct Code {
    text: String,
    /// Index from 0.
    place: usize,
    total: usize,
    digits: String,
    /// True for a code of a finished card, which may belong to another card too.
    used: bool,
}

/// Collects codes and returns the cards that they make.
#[derive(Default)]
pub struct CardAssembler {
    codes: Vec<Code>,
}

impl CardAssembler {
    /// Adds a code. Returns false if it is not a code of a card in several codes, or is already known. Beyond
    /// [`MAX_WAITING_CODES`] the oldest code is forgotten.
    pub fn add(&mut self, text: &str) -> bool {
        self.take(text, false)
    }

    /// Adds a code of a finished card: cards of one issuer may begin with the same code.
    pub fn add_used(&mut self, text: &str) -> bool {
        self.take(text, true)
    }

    fn take(&mut self, text: &str, used: bool) -> bool {
        let text = text.trim();
        let Some((chunk, digits)) = pass::chunk_digits(text).filter(|(chunk, _)| chunk.total > 1) else {
            return false;
        };
        let (place, total) = (chunk.index - 1, chunk.total);
        let same = |code: &Code| (code.place, code.total, code.digits.as_str()) == (place, total, digits);
        if text.len() > MAX_CARD || self.codes.iter().any(same) {
            return false;
        }
        if self.codes.len() >= MAX_WAITING_CODES {
            self.codes.remove(0);
        }
        let (text, digits) = (text.to_owned(), digits.to_owned());
        self.codes.push(Code {
            text,
            place,
            total,
            digits,
            used,
        });
        true
    }

    /// Complete cards, each with its codes in order. Every card has a code that no card before it had.
    pub fn cards(&mut self, proof: Proof) -> Vec<Vec<String>> {
        let mut totals: Vec<usize> = self
            .codes
            .iter()
            .filter(|code| !code.used)
            .map(|code| code.total)
            .collect();
        totals.sort_unstable();
        totals.dedup();
        let mut cards = Vec::new();
        for total in totals {
            let readable = self.readable(total);
            let (signed, unsigned): (Vec<_>, Vec<_>) = readable.into_iter().partition(|card| card.signed);
            let unsigned = unsigned.into_iter().filter(|_| proof >= Proof::Structure);
            for card in signed.into_iter().chain(unsigned) {
                if card.codes.iter().any(|code| !self.codes[*code].used) {
                    cards.push(self.hand_out(&card.codes));
                }
            }
            while proof == Proof::Count
                && let Some(codes) = self.first_of_each(total)
            {
                cards.push(self.hand_out(&codes));
            }
        }
        cards
    }

    /// Codes that wait for others, as the smallest number of cards that they can belong to.
    pub fn incomplete(&self) -> Vec<Vec<String>> {
        let mut cards: Vec<Vec<&Code>> = Vec::new();
        for code in self.codes.iter().filter(|code| !code.used) {
            let has_room = |card: &&mut Vec<&Code>| {
                card.iter()
                    .all(|other| other.total == code.total && other.place != code.place)
            };
            match cards.iter_mut().find(has_room) {
                Some(card) => card.push(code),
                None => cards.push(vec![code]),
            }
        }
        let texts = |card: Vec<&Code>| card.into_iter().map(|code| code.text.clone()).collect();
        cards.into_iter().map(texts).collect()
    }

    /// Number of codes here of the last incomplete card, and number of all its codes. Never all of them: codes that do
    /// not fit belong to several cards.
    #[must_use]
    pub fn progress(&self) -> Option<(usize, usize)> {
        let total = self.codes.iter().rfind(|code| !code.used)?.total;
        let here = |place: usize| {
            self.codes
                .iter()
                .any(|code| !code.used && code.total == total && code.place == place)
        };
        let found = (0..total).filter(|place| here(*place)).count();
        Some((found.min(total - 1), total))
    }

    fn hand_out(&mut self, codes: &[usize]) -> Vec<String> {
        let texts = codes.iter().map(|code| {
            self.codes[*code].used = true;
            self.codes[*code].text.clone()
        });
        texts.collect()
    }

    /// First unused code of each index, if every index has one.
    fn first_of_each(&self, total: usize) -> Option<Vec<usize>> {
        let first = |place| {
            let here = |code: &Code| !code.used && code.total == total && code.place == place;
            self.codes.iter().position(here)
        };
        (0..total).map(first).collect()
    }

    /// Every readable card of this many codes; those of unused codes alone come first.
    fn readable(&self, total: usize) -> Vec<Card> {
        let at = |place| {
            let here = |(_, code): &(usize, &Code)| code.total == total && code.place == place;
            self.codes
                .iter()
                .enumerate()
                .filter(here)
                .map(|(n, _)| n)
                .collect::<Vec<usize>>()
        };
        let mut search = Search {
            codes: &self.codes,
            places: (0..total).map(at).collect(),
            chosen: Vec::new(),
            left: MAX_COMBINATIONS,
            found: Vec::new(),
        };
        if search.places.iter().all(|place| !place.is_empty()) {
            search.extend(&mut String::new());
        }
        let used = |card: &Card| card.codes.iter().filter(|code| self.codes[**code].used).count();
        search.found.sort_by_key(used);
        search.found
    }
}

struct Card {
    codes: Vec<usize>,
    signed: bool,
}

/// Depth-first search for combinations that fit.
struct Search<'a> {
    codes: &'a [Code],
    /// Codes for each index.
    places: Vec<Vec<usize>>,
    chosen: Vec<usize>,
    /// Number of combinations that may still be tried.
    left: usize,
    found: Vec<Card>,
}

impl Search<'_> {
    fn extend(&mut self, digits: &mut String) {
        let place = self.chosen.len();
        if place == self.places.len() {
            let new = self.chosen.iter().any(|code| !self.codes[*code].used);
            if let Some(signed) = new.then(|| card(digits)).flatten() {
                let codes = self.chosen.clone();
                self.found.push(Card { codes, signed });
            }
            return;
        }
        for n in 0..self.places[place].len() {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let code = self.places[place][n];
            let before = digits.len();
            digits.push_str(&self.codes[code].digits);
            if digits.len() <= MAX_CARD && begins_a_card(digits) {
                self.chosen.push(code);
                self.extend(digits);
                self.chosen.pop();
            }
            digits.truncate(before);
        }
    }
}

/// True if a card can begin with these digits.
fn begins_a_card(digits: &str) -> bool {
    // A pair of digits may be cut in two.
    let Some(text) = digits
        .get(..digits.len() & !1)
        .and_then(|pairs| pass::characters(pairs).ok())
    else {
        return false;
    };
    let mut parts = text.split('.');
    let (header, payload, rest) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if parts.next().is_some() {
        return false;
    }
    let Some(payload) = payload else {
        return beginning(header).is_some_and(|bytes| begins_json(&bytes));
    };
    let header = base64url(header).and_then(|bytes| serde_json::from_slice(&bytes).ok());
    if !matches!(header, Some(serde_json::Value::Object(_))) {
        return false;
    }
    if rest.is_some() {
        let json = base64url(payload).and_then(|packed| inflate(&packed, Wrapping::Raw, MAX_INFLATED).ok());
        return json.is_some_and(|json| begins_json(&json));
    }
    let json = beginning(payload).and_then(|packed| inflate_beginning(&packed, MAX_INFLATED));
    json.is_some_and(|json| begins_json(&json))
}

/// Bytes of the complete groups of a base64url text.
fn beginning(text: &str) -> Option<Vec<u8>> {
    base64url(text.get(..text.len() & !3)?)
}

/// True if a JSON object can begin with these bytes.
fn begins_json(bytes: &[u8]) -> bool {
    let text = str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    let control = |b: &u8| *b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    let start = bytes.trim_ascii_start().first();
    // A byte order mark in front of the object is a known mistake.
    text && matches!(start, None | Some(b'{' | 0xef)) && !bytes.iter().any(control)
}

/// Decodes a card: `None` if the digits are not a readable card, else true if the key that it names signed it.
fn card(digits: &str) -> Option<bool> {
    let jws = Jws::parse(&pass::characters(digits).ok()?).ok()?;
    let payload = inflate(&jws.payload, Wrapping::Raw, MAX_INFLATED).ok()?;
    json::parse(payload.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&payload)).ok()?;
    let named = jws.text("kid");
    let keys = PublicKey::recovered(&jws.signed, &jws.signature);
    Some(named.is_some() && keys.iter().any(|key| key.thumbprint().as_deref() == named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_CHUNKS;

    /// A readable card without a valid signature.
    fn unsigned(payload: &str, codes: usize, level: u8) -> Vec<String> {
        use base64ct::{Base64UrlUnpadded as B, Encoding};
        let packed = miniz_oxide::deflate::compress_to_vec(payload.as_bytes(), level);
        let header = B::encode_string(br#"{"alg":"ES256","zip":"DEF","kid":"x"}"#);
        let jws = format!("{header}.{}.{}", B::encode_string(&packed), B::encode_string(&[7; 64]));
        let digits: String = jws.bytes().map(|b| format!("{:02}", b - 45)).collect();
        let size = digits.len().div_ceil(codes);
        let parts = digits.as_bytes().chunks(size).enumerate();
        parts
            .map(|(n, part)| format!("shc:/{}/{codes}/{}", n + 1, str::from_utf8(part).unwrap()))
            .collect()
    }

    fn assembled(texts: &[&str], proof: Proof) -> Vec<Vec<String>> {
        let mut assembler = CardAssembler::default();
        texts.iter().for_each(|text| _ = assembler.add(text));
        assembler.cards(proof)
    }

    #[test]
    fn codes_that_do_not_fit_make_no_card() {
        let a = unsigned(r#"{"a":"one card with a text of its own, 12345"}"#, 2, 6);
        let b = unsigned(r#"{"b":"another card, whose text is not the same"}"#, 2, 6);
        assert_eq!(assembled(&[&a[0], &b[1]], Proof::Structure), Vec::<Vec<String>>::new());
        assert_eq!(assembled(&[&a[0], &b[1], &b[0], &a[1]], Proof::Structure).len(), 2);
        // A complete set is a card even if nothing fits: a person has to look at it.
        assert_eq!(assembled(&[&a[0], &b[1]], Proof::Count).len(), 1);
        // Nobody signed it.
        assert!(assembled(&[&a[0], &a[1]], Proof::Signature).is_empty());
    }

    #[test]
    fn what_waits_is_counted_and_never_complete() {
        let (a, b) = (unsigned(r#"{"a":1}"#, 3, 6), unsigned(r#"{"b":[1,2,3]}"#, 3, 6));
        let mut assembler = CardAssembler::default();
        assert_eq!(assembler.progress(), None);
        assert!(assembler.add(&a[0]) && !assembler.add(&a[0]) && !assembler.add("shc:/56"));
        assert_eq!(assembler.progress(), Some((1, 3)));
        assert!(assembler.add(&b[1]) && assembler.add(&b[2]) && assembler.add(&b[0]));
        assert_eq!(assembler.progress(), Some((2, 3)));
        let waiting: Vec<usize> = assembler.incomplete().iter().map(Vec::len).collect();
        assert_eq!(waiting, [3, 1]);
    }

    #[test]
    fn codes_and_combinations_are_bounded() {
        // Beyond MAX_WAITING_CODES the oldest is forgotten.
        let mut assembler = CardAssembler::default();
        for n in 0..=MAX_WAITING_CODES {
            assert!(assembler.add(&format!("shc:/1/2/{n:04}")));
        }
        assert_eq!(assembler.codes.len(), MAX_WAITING_CODES);
        assert!(assembler.add("shc:/1/2/0000"));
        // MAX_COMBINATIONS ends the search even for stored blocks, which fit in any combination.
        let mut assembler = CardAssembler::default();
        for n in 0..4 {
            let text = format!(r#"{{"a":"{}"}}"#, n.to_string().repeat(600));
            unsigned(&text, MAX_CHUNKS, 0)
                .iter()
                .for_each(|code| _ = assembler.add(code));
        }
        let start = std::time::Instant::now();
        assert!(assembler.readable(MAX_CHUNKS).len() <= MAX_COMBINATIONS);
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
