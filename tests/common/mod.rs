//! Shared by the test files.

#![allow(
    dead_code,
    unused_imports,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests; each file uses its part"
)]

pub mod hostile_pdf;
mod shared;

pub use shared::{ran, shared};

use greengate::{
    trust::DeferredChecks,
    verdict::{Context, Reason, Report, judge_all},
};

/// The JSON values of a file of lines.
pub fn json_lines(bytes: &[u8]) -> Vec<serde_json::Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Judges a pass here, and once more as the page does, which leaves all but ECDSA on P-256 to another
/// module: both come to the same report, and what is pending is never called forged.
pub fn judge_both_ways(texts: &[&str], context: &Context) -> Report {
    let report = judge_all(texts, context);
    assert!(report.pending.is_empty(), "this build makes every check");
    let deferred = DeferredChecks::default();
    let leaving = context.deferred(Some(&deferred));
    for _ in 0..8 {
        let provisional = judge_all(texts, &leaving);
        let pending = deferred.take_pending();
        assert_eq!(pending.is_empty(), provisional.pending.is_empty());
        if pending.is_empty() {
            assert_eq!(provisional, report);
            return report;
        }
        assert_ne!(provisional.reason, Some(Reason::BadSignature));
        for check in pending {
            let result = check.run();
            deferred.resolve(check, result);
        }
    }
    panic!("checks stay pending");
}
