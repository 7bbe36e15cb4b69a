//! Genuine passes, changed: single bits and whole parts, in every layer of every format. Not one
//! change may come out valid. What is wrapped another way (a bit of the compression that nothing
//! reads) but holds the same signed bytes under the same key and signature is no change, is not
//! counted, and must say what the pass said.
//!
//! `GREENGATE_MUTATIONS` says how many are tried; the README's figure is that of 100,000.

#![allow(clippy::unwrap_used, reason = "tests")]

use base64ct::{Base64UrlUnpadded, Encoding};
use ciborium::Value as Cbor;
use coset::{CborSerializable, CoseSign1, TaggedCborSerializable};
use greengate::{
    issue::{
        Anchor, CardOptions, CovidPassOptions, Issuer, IssuerOptions, PassOptions, SealOptions, issue, issue_card,
        issue_covid_pass, issue_seal,
    },
    pass::{Algorithm, Format, KeyReference, Kind, read_all},
    trust::TrustList,
    verdict::{Context, Report, judge_all},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::Value;
use std::collections::BTreeMap;
use time::{OffsetDateTime, macros::datetime};

const AT: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);

/// A genuine pass that is changed.
struct Genuine {
    what: &'static str,
    texts: Vec<String>,
    trust: TrustList,
}

impl Genuine {
    fn judge(&self, texts: &[String]) -> Report {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        judge_all(&texts, &Context::new(&self.trust, AT))
    }
}

fn genuine() -> Vec<Genuine> {
    let mut all = Vec::new();
    let mut add = |what, issued: greengate::issue::Issued| {
        all.push(Genuine {
            what,
            trust: TrustList::from_json(Value::Array(issued.trust), "list").unwrap(),
            texts: issued.texts,
        });
    };
    let issuer = |algorithm| {
        let options = IssuerOptions {
            algorithm,
            ..IssuerOptions::demo(AT)
        };
        Issuer::new(&options).unwrap()
    };
    let (ec, rsa) = (issuer(Algorithm::Es256), issuer(Algorithm::Ps256));
    for kind in Kind::ALL {
        add("DCC, ES256", issue(&ec, &PassOptions::new(kind, 1, AT)).unwrap());
    }
    add("DCC, PS256", issue(&rsa, &PassOptions::new(Kind::Test, 2, AT)).unwrap());
    for (what, issuer) in [("ICVP, ES256", &ec), ("ICVP, PS256", &rsa)] {
        let options = PassOptions {
            format: Format::ICVP,
            ..PassOptions::new(Kind::Vaccination, 1, AT)
        };
        add(what, issue(issuer, &options).unwrap());
    }
    for kind in [Kind::Vaccination, Kind::Test] {
        let options = PassOptions {
            format: Format::DDCC,
            ..PassOptions::new(kind, 1, AT)
        };
        add("DDCC, ES256", issue(&ec, &options).unwrap());
    }
    for (kind, codes) in [(Kind::Vaccination, 1), (Kind::Test, 1), (Kind::Vaccination, 3)] {
        let options = CardOptions {
            codes,
            ..CardOptions::new(kind, 1, AT)
        };
        let what = if codes > 1 {
            "SMART Health Card, 3 codes"
        } else {
            "SMART Health Card"
        };
        add(what, issue_card(&ec, &options).unwrap());
    }
    for (what, algorithm) in [
        ("VDS-NC, ES256", Algorithm::Es256),
        ("VDS-NC, ES384", Algorithm::Es384),
        ("VDS-NC, ES512", Algorithm::Es512),
    ] {
        let options = SealOptions::new(Kind::Vaccination, 1, AT);
        let issuer = Issuer::new(&options.issuer(algorithm, Anchor::Ec)).unwrap();
        add(what, issue_seal(&issuer, &options).unwrap());
    }
    for number in [1, 2] {
        add(
            "NZ COVID Pass",
            issue_covid_pass(&ec, &CovidPassOptions::new(number, AT)).unwrap(),
        );
    }
    all
}

/// Everything that a signature covers: algorithm, key, message, and the signature itself.
fn signed(texts: &[String]) -> Option<(Algorithm, KeyReference, Vec<u8>, Vec<u8>)> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let signed = read_all(&texts).ok()?.signed;
    Some((signed.algorithm, signed.key, signed.message, signed.signature))
}

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0.next_u32() as usize % n.max(1)
    }

    /// One change of bytes: a bit, a byte, a piece away, twice or elsewhere.
    fn change(&mut self, bytes: &mut Vec<u8>) -> &'static str {
        if bytes.is_empty() {
            bytes.push(0);
            return "a byte where there was none";
        }
        let place = self.below(bytes.len());
        let length = 1 + self.below(8.min(bytes.len() - place));
        match self.below(10) {
            0 => {
                bytes[place] = self.0.next_u32() as u8;
                "another byte"
            }
            1 => {
                bytes.drain(place..place + length);
                "bytes away"
            }
            2 => {
                let piece = bytes[place..place + length].to_vec();
                bytes.splice(place..place, piece);
                "bytes twice"
            }
            3 => {
                bytes.insert(place, self.0.next_u32() as u8);
                "a byte more"
            }
            4 => {
                bytes.truncate(place);
                "cut off"
            }
            5 => {
                let other = self.below(bytes.len());
                bytes.swap(place, other);
                "bytes swapped"
            }
            _ => {
                bytes[place] ^= 1 << self.below(8);
                "a bit"
            }
        }
    }

    /// One change of a CBOR item somewhere inside.
    fn change_cbor(&mut self, value: &mut Cbor) {
        match value {
            Cbor::Map(entries) if !entries.is_empty() => {
                let place = self.below(entries.len());
                match self.below(6) {
                    0 => _ = entries.remove(place),
                    1 => entries.push(entries[place].clone()),
                    2 => entries.push((Cbor::Text("more".to_owned()), Cbor::Bool(true))),
                    3 => entries.reverse(),
                    _ => self.change_cbor(&mut entries[place].1),
                }
            }
            Cbor::Array(items) if !items.is_empty() => {
                let place = self.below(items.len());
                match self.below(5) {
                    0 => _ = items.remove(place),
                    1 => items.push(items[place].clone()),
                    _ => self.change_cbor(&mut items[place]),
                }
            }
            Cbor::Text(text) => text.push(char::from(b'A' + self.below(26) as u8)),
            Cbor::Bytes(bytes) => _ = self.change(bytes),
            Cbor::Integer(n) => *n = (i128::from(*n) as i64).wrapping_add(1 + self.below(1000) as i64).into(),
            other => *other = Cbor::Integer(1.into()),
        }
    }

    /// One change of a JSON value somewhere inside.
    fn change_json(&mut self, value: &mut Value) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                let name = members.keys().nth(self.below(members.len())).unwrap().clone();
                match self.below(5) {
                    0 => _ = members.remove(&name),
                    1 => {
                        let moved = members.remove(&name).unwrap();
                        members.insert(name + "x", moved);
                    }
                    _ => self.change_json(&mut members[&name]),
                }
            }
            Value::Array(items) if !items.is_empty() => {
                let place = self.below(items.len());
                match self.below(5) {
                    0 => _ = items.remove(place),
                    1 => items.push(items[place].clone()),
                    _ => self.change_json(&mut items[place]),
                }
            }
            Value::String(text) => {
                let mut bytes = text.clone().into_bytes();
                self.change(&mut bytes);
                *text = String::from_utf8_lossy(&bytes).into_owned();
            }
            Value::Number(n) => *value = (n.as_i64().unwrap_or_default() + 1).into(),
            other => *other = Value::Bool(*other == Value::Null),
        }
    }
}

fn hc1(message: &[u8]) -> String {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(message, 6);
    format!("HC1:{}", base45::encode(&packed))
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn nzcp(message: &[u8]) -> String {
    let (mut text, mut held, mut bits) = ("NZCP:/1/".to_owned(), 0_u32, 0);
    for byte in message {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits)) as usize & 31]));
    }
    text
}

fn nzcp_message_of(text: &str) -> Vec<u8> {
    let (mut message, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text.strip_prefix("NZCP:/1/").unwrap().bytes() {
        let value = BASE32.iter().position(|known| *known == digit).unwrap();
        held = held << 5 | u32::try_from(value).unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            message.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    message
}

fn message_of(text: &str) -> Vec<u8> {
    if text.starts_with("NZCP") {
        return nzcp_message_of(text);
    }
    let packed = base45::decode(text.strip_prefix("HC1:").unwrap()).unwrap();
    miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap()
}

fn jws_of(texts: &[String]) -> String {
    let digits: String = texts
        .iter()
        .map(|text| text.strip_prefix("shc:/").unwrap())
        .map(|text| text.rsplit('/').next().unwrap())
        .collect();
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| char::from(std::str::from_utf8(pair).unwrap().parse::<u8>().unwrap() + 45))
        .collect()
}

fn shc(jws: &[u8]) -> String {
    let digits: String = jws.iter().map(|byte| format!("{:02}", byte.wrapping_sub(45))).collect();
    format!("shc:/{digits}")
}

/// A change in one of the layers, and in which.
fn mutated(pass: &Genuine, others: &[Genuine], dice: &mut Dice) -> (String, Vec<String>) {
    let mut texts = pass.texts.clone();
    let place = dice.below(texts.len());
    let in_text = |dice: &mut Dice, texts: &mut Vec<String>| {
        let mut bytes = texts[place].clone().into_bytes();
        let how = dice.change(&mut bytes);
        texts[place] = String::from_utf8_lossy(&bytes).into_owned();
        format!("text: {how}")
    };
    let other = loop {
        let other = &others[dice.below(others.len())];
        if other.what[..3] == pass.what[..3] && other.texts != pass.texts {
            break other;
        }
    };
    let how = match (&pass.what[..3], dice.below(6)) {
        (_, 0) => in_text(dice, &mut texts),
        ("DCC" | "ICV" | "DDC" | "NZ ", layer) => {
            let message = message_of(&texts[0]);
            let seal = if pass.what.starts_with("NZ") { nzcp } else { hc1 };
            match layer {
                1 if !pass.what.starts_with("NZ") => {
                    let mut packed = miniz_oxide::deflate::compress_to_vec_zlib(&message, 6);
                    let how = dice.change(&mut packed);
                    texts[0] = format!("HC1:{}", base45::encode(&packed));
                    format!("compressed: {how}")
                }
                1 | 2 => {
                    let mut bytes = message;
                    let how = dice.change(&mut bytes);
                    texts[0] = seal(&bytes);
                    format!("COSE message: {how}")
                }
                3 => {
                    let mut message = CoseSign1::from_tagged_slice(&message).unwrap();
                    let payload = message.payload.as_mut().unwrap();
                    let how = dice.change(payload);
                    texts[0] = seal(&message.to_tagged_vec().unwrap());
                    format!("payload: {how}")
                }
                4 => {
                    let mut message = CoseSign1::from_tagged_slice(&message).unwrap();
                    let mut claims = Cbor::from_slice(message.payload.as_ref().unwrap()).unwrap();
                    dice.change_cbor(&mut claims);
                    message.payload = Some(claims.to_vec().unwrap());
                    texts[0] = seal(&message.to_tagged_vec().unwrap());
                    "claims: an item".to_owned()
                }
                _ => {
                    // Parts of another genuine pass.
                    let mut message = CoseSign1::from_tagged_slice(&message).unwrap();
                    let from = CoseSign1::from_tagged_slice(&message_of(&other.texts[0])).unwrap();
                    let what = match dice.below(3) {
                        0 => {
                            message.signature = from.signature;
                            "signature"
                        }
                        1 => {
                            message.payload = from.payload;
                            "payload"
                        }
                        _ => {
                            dice.change(&mut message.signature);
                            "signature, altered"
                        }
                    };
                    texts[0] = seal(&message.to_tagged_vec().unwrap());
                    format!("another's {what}")
                }
            }
        }
        ("SMA", layer) => {
            let jws = jws_of(&texts);
            let mut parts: Vec<Vec<u8>> = jws.split('.').map(|part| part.as_bytes().to_vec()).collect();
            let decoded = |part: &[u8]| Base64UrlUnpadded::decode_vec(std::str::from_utf8(part).unwrap()).unwrap();
            let how = match layer {
                1 => {
                    let part = dice.below(3);
                    let mut bytes = decoded(&parts[part]);
                    let how = dice.change(&mut bytes);
                    parts[part] = Base64UrlUnpadded::encode_string(&bytes).into_bytes();
                    format!("part {part}: {how}")
                }
                2 => {
                    let part = dice.below(3);
                    let how = dice.change(&mut parts[part]);
                    format!("base64 of part {part}: {how}")
                }
                3 => {
                    let payload = miniz_oxide::inflate::decompress_to_vec(&decoded(&parts[1])).unwrap();
                    let mut json: Value = serde_json::from_slice(&payload).unwrap();
                    dice.change_json(&mut json);
                    let packed = miniz_oxide::deflate::compress_to_vec(json.to_string().as_bytes(), 9);
                    parts[1] = Base64UrlUnpadded::encode_string(&packed).into_bytes();
                    "claims: a member".to_owned()
                }
                4 => {
                    let mut header: Value = serde_json::from_slice(&decoded(&parts[0])).unwrap();
                    dice.change_json(&mut header);
                    parts[0] = Base64UrlUnpadded::encode_string(header.to_string().as_bytes()).into_bytes();
                    "header: a member".to_owned()
                }
                _ => {
                    let from = jws_of(&other.texts);
                    let part = dice.below(3);
                    parts[part] = from.split('.').nth(part).unwrap().as_bytes().to_vec();
                    format!("another's part {part}")
                }
            };
            texts = vec![shc(&parts.join(&b'.'))];
            how
        }
        (_, layer) => {
            let mut seal: Value = serde_json::from_str(&texts[0]).unwrap();
            let from: Value = serde_json::from_str(&other.texts[0]).unwrap();
            let how = match layer {
                1 => {
                    dice.change_json(&mut seal);
                    "a member"
                }
                2 => {
                    dice.change_json(&mut seal["data"]);
                    "a member of the data"
                }
                3 | 4 => {
                    let name = ["cer", "sigvl"][dice.below(2)];
                    let mut bytes = Base64UrlUnpadded::decode_vec(seal["sig"][name].as_str().unwrap()).unwrap();
                    dice.change(&mut bytes);
                    seal["sig"][name] = Base64UrlUnpadded::encode_string(&bytes).into();
                    "certificate or signature"
                }
                _ => {
                    let name = ["cer", "sigvl", "alg"][dice.below(3)];
                    seal["sig"][name] = from["sig"][name].clone();
                    "another's certificate, signature or algorithm"
                }
            };
            texts = vec![seal.to_string()];
            how.to_owned()
        }
    };
    (how, texts)
}

#[test]
fn no_change_of_a_genuine_pass_is_valid() {
    let count = std::env::var("GREENGATE_MUTATIONS").map_or(100_000, |n| n.parse().unwrap());
    let passes = genuine();
    for pass in &passes {
        let report = pass.judge(&pass.texts);
        assert!(report.is_valid(), "{}: {report:?}", pass.what);
    }
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(7));
    let (mut tried, mut reasons) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
    let mut valid: BTreeMap<String, usize> = BTreeMap::new();
    let (mut done, mut wrapped) = (0, 0);
    while done < count {
        let pass = &passes[done % passes.len()];
        let (how, texts) = mutated(pass, &passes, &mut dice);
        let report = pass.judge(&texts);
        if let found @ Some(_) = signed(&texts)
            && found == signed(&pass.texts)
        {
            wrapped += 1;
            let was = pass.judge(&pass.texts);
            assert_eq!((report.payload, report.holder), (was.payload, was.holder), "{how}");
            continue;
        }
        done += 1;
        *tried.entry(pass.what).or_default() += 1;
        match report.reason {
            Some(reason) => *reasons.entry(reason.as_str()).or_default() += 1,
            None => *valid.entry(format!("{}: {how}", pass.what)).or_default() += 1,
        }
    }
    println!("{done} changes, {wrapped} more that only wrapped the same anew: {tried:?}\n{reasons:?}");
    assert!(valid.is_empty(), "{valid:#?}");
    // The changes reach every check up to the signature's.
    assert!(reasons.len() >= 7 && reasons["bad-signature"] > done / 5, "{reasons:?}");
}
