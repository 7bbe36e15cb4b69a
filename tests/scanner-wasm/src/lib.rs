//! The scanner alone as WebAssembly, for node and a browser's worker: `peers/scan.mjs` and
//! `cargo xtask bench` measure it beside others.

use greengate::frame;
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
