//! The public API of a crate as a list of lines, and whether a change of it needs another version.

pub mod record;
pub mod rustdoc;

pub use record::{Change, Record};
