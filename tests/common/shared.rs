//! The shared material beside the checkout.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// A file of the shared material beside the checkout, where it is present. Where it is not, the
/// test's output says what was skipped, whatever the test runner captures.
pub fn shared(path: &str) -> Option<PathBuf> {
    // Above the crate, which may itself stand in a folder of the checkout.
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let mut paths = folders.map(|folder| folder.join("shared").join(path));
    let full = paths.find(|path| path.exists());
    if full.is_none() {
        say(&format!("SKIPPED: ../shared/{path} is not here"));
    }
    full
}

/// Says how many cases of the shared material ran, whatever the test runner captures.
pub fn ran(what: &str, count: usize) {
    say(&format!("{what}: {count} cases ran"));
}

/// Writes to standard error itself: the test runner captures what `println` prints.
fn say(text: &str) {
    _ = writeln!(std::io::stderr(), "{text}");
}
