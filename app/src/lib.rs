//! The part that the page and its workers share: the [`bridge`] between them.

pub mod bridge;
