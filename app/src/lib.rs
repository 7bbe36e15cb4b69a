//! The part that the page and its workers share: the [`bridge`] between them, and the [`pixels`] of pictures.

pub mod bridge;
pub mod pixels;
