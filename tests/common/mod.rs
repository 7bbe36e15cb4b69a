//! Shared by the test files.

#![allow(dead_code, clippy::unwrap_used, reason = "tests; each file uses its part")]

pub mod hostile_pdf;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

/// The native binary.
pub fn greengate() -> Command {
    Command::new(env!("CARGO_BIN_EXE_greengate"))
}

/// A file of the shared material beside the checkout, where it is present. Where it is not, the
/// test's output says what was skipped, whatever the test runner captures.
pub fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !full.exists() {
        say(&format!("SKIPPED: ../shared/{path} is not here"));
        return None;
    }
    Some(full)
}

/// Says how many cases of the shared material ran, whatever the test runner captures.
pub fn ran(what: &str, count: usize) {
    say(&format!("{what}: {count} cases ran"));
}

/// Writes to standard error itself: the test runner captures what `println` prints.
fn say(text: &str) {
    _ = writeln!(std::io::stderr(), "{text}");
}

/// The JSON values of a file of lines.
pub fn json_lines(bytes: &[u8]) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
