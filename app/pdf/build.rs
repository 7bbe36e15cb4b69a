//! Limits the module's memory: a document that needs more only ends this module's worker.

#[path = "../../src/document/limits.rs"]
#[allow(dead_code, reason = "one bound of them")]
mod limits;

fn main() {
    println!("cargo::rerun-if-changed=../../src/document/limits.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!(
            "cargo::rustc-link-arg-bins=--max-memory={}",
            limits::MAX_DOCUMENT_MODULE
        );
    }
}
