//! What the page and its worker share: the [`bridge`] between them.

pub mod bridge;
