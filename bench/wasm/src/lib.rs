//! The library as WebAssembly, for node and a browser's worker, to be measured beside others:
//! the scanner by `cargo xtask peers`, lists and passes by `cargo xtask passes`, revocation by `cargo xtask revocation`.

use greengate::{
    certlogic::Value,
    frame,
    pass::Kind,
    revocation::{HashKind, Pack, RevocationList},
    rules::{Rule, RulePack, Subject},
    trust::TrustList,
    verdict::{Context, judge as judge_text},
};
use std::{cell::RefCell, collections::HashSet};
use wasm_bindgen::prelude::wasm_bindgen;

/// Text of the first code in a frame of `width * height` grey values; empty without one.
#[wasm_bindgen]
#[must_use]
pub fn read(luma: &[u8], width: usize, height: usize) -> String {
    let codes = frame::read(luma, width, height);
    codes
        .first()
        .and_then(|code| code.text())
        .unwrap_or_default()
        .to_owned()
}

thread_local! {
    static TRUST: RefCell<TrustList> = RefCell::default();
    static RULES: RefCell<RulePack> = RefCell::default();
    static REVOKED: RefCell<RevocationList> = RefCell::default();
    static SET: RefCell<HashSet<[u8; 16]>> = RefCell::default();
}

/// Takes entry rules and value sets into use; the number of rules.
#[wasm_bindgen]
#[must_use]
pub fn load_rules(rules: &[u8], value_sets: &[u8]) -> usize {
    let pack = RulePack::read(rules, Some(value_sets)).unwrap_or_default();
    RULES.with(|rules| rules.replace(pack));
    RULES.with_borrow(|rules| rules.rules().len())
}

/// Evaluates every rule so many times on some data (JSON); how often one said yes.
#[wasm_bindgen]
#[must_use]
pub fn evaluate(data: &str, times: u32) -> u32 {
    let data = serde_json::from_str(data).unwrap_or_default();
    RULES.with_borrow(|rules| {
        let all = |_| rules.rules().iter();
        let yes = |rule: &Rule| rule.logic.evaluate(&data) == Ok(Value::Bool(true));
        (0..times).flat_map(all).map(|rule| u32::from(yes(rule))).sum()
    })
}

/// Times during which a vaccination is accepted in a country, from one second since 1970 to
/// another.
#[wasm_bindgen]
#[must_use]
pub fn timeline(payload: &str, country: &str, from: i64, until: i64) -> usize {
    let payload = serde_json::from_str(payload).unwrap_or_default();
    let at = |seconds| time::OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let subject = Subject {
        payload: &payload,
        kinds: &[Kind::Vaccination],
        issuer: "AT",
        issued_at: None,
        expires_at: None,
        kid: "",
        country,
        region: None,
        from: None,
        clock: at(from),
        language: "en",
    };
    RULES.with_borrow(|rules| rules.timeline(&subject, at(from), at(until)).len())
}

/// Takes a trust list of any format into use; the number of its keys, 0 when it is refused.
#[wasm_bindgen]
#[must_use]
pub fn load(list: &[u8]) -> usize {
    let list = TrustList::read(list, "bench").unwrap_or_default();
    TRUST.with(|trust| trust.replace(list));
    TRUST.with_borrow(TrustList::len)
}

/// Judges a pass so many times; how often it was valid.
#[wasm_bindgen]
#[must_use]
pub fn judge(text: &str, at_seconds: i64, times: u32) -> u32 {
    let at = time::OffsetDateTime::from_unix_timestamp(at_seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    TRUST.with_borrow(|trust| {
        let context = Context::new(trust, at);
        (0..times)
            .map(|_| u32::from(judge_text(text, &context).is_valid()))
            .sum()
    })
}

/// Bytes of a question: key identifier, hash, and 1 if a list names it.
const QUESTION: usize = 25;

fn questions(bytes: &[u8]) -> impl Iterator<Item = (&[u8], [u8; 16])> {
    bytes.chunks_exact(QUESTION).filter_map(|question| {
        let (kid, rest) = question.split_at_checked(8)?;
        Some((kid, *rest.first_chunk()?))
    })
}

/// Takes a whole pack of revocation lists into use; the number of its hashes, 0 if it is refused.
#[wasm_bindgen]
#[must_use]
pub fn load_revoked(pack: &[u8]) -> usize {
    let list = Pack::read(pack, &[]).map(|pack| pack.list()).unwrap_or_default();
    REVOKED.with(|revoked| revoked.replace(list));
    REVOKED.with_borrow(RevocationList::len)
}

/// Takes the hashes of these questions that are revoked into a plain set; their number.
#[wasm_bindgen]
#[must_use]
pub fn load_set(asked: &[u8]) -> usize {
    let revoked = asked
        .chunks_exact(QUESTION)
        .filter(|question| question.last() == Some(&1));
    let hashes = revoked.flat_map(|question| questions(question).map(|(_, hash)| hash));
    SET.with(|set| set.replace(hashes.collect()));
    SET.with_borrow(HashSet::len)
}

/// Number of questions whose hash the pack names.
#[wasm_bindgen]
#[must_use]
pub fn look_up(asked: &[u8]) -> usize {
    REVOKED.with_borrow(|list| {
        let named = questions(asked).filter(|(kid, hash)| list.contains_hash(kid, HashKind::Signature, hash));
        named.count()
    })
}

/// Number of questions whose hash is in the plain set.
#[wasm_bindgen]
#[must_use]
pub fn look_up_in_set(asked: &[u8]) -> usize {
    SET.with_borrow(|set| questions(asked).filter(|(_, hash)| set.contains(hash)).count())
}
