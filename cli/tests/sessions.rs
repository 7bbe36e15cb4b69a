//! Recorded sessions of the command line: what a person types, what comes back, and the exit status.
//!
//! The passes are made by `issue` at a fixed time with keys from a seed, so that every byte is the same each time.
//! `TRYCMD=overwrite cargo test --release -p greengate-cli --test sessions` records anew what has changed; read the
//! difference.

use std::path::Path;

#[test]
fn sessions_run_as_recorded() {
    let cases = trycmd::TestCases::new();
    cases.register_bin("greengate", Path::new(env!("CARGO_BIN_EXE_greengate")));
    cases.case("tests/sessions/*.trycmd");
}
