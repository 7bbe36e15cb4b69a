use proptest::test_runner::{Config, RngSeed};

/// So many inputs for a property, the same ones at every run. With `PROPTEST_CASES=N` as many others
/// instead: that is how one searches.
#[must_use]
pub fn cases(cases: u32) -> Config {
    let searching = std::env::var_os("PROPTEST_CASES").is_some();
    let usual = Config {
        // A failure prints its input; that becomes a test with a name.
        failure_persistence: None,
        ..Config::default()
    };
    if searching {
        return usual;
    }
    Config {
        cases,
        rng_seed: RngSeed::Fixed(9_303),
        ..usual
    }
}
