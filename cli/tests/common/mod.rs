//! Shared by the test files.

#![allow(dead_code, unused_imports, reason = "tests; each file uses its part")]

#[path = "../../../tests/common/mod.rs"]
mod library;

pub use library::*;

use std::process::Command;

/// The native binary.
pub fn greengate() -> Command {
    Command::new(env!("CARGO_BIN_EXE_greengate"))
}
