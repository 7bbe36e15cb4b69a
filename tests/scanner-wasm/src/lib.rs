//! The library as WebAssembly, for node and a browser's worker, to be measured beside others:
//! the scanner by `cargo xtask peers`, lists and passes by `cargo xtask passes`.

use greengate::{
    frame,
    trust::TrustList,
    verdict::{Context, judge as judge_text},
};
use std::cell::RefCell;
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
