#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod accumulate;
mod candidate;
mod classify;
mod decode;
mod fit;
mod image;
mod ink;
mod layout;
pub mod limits;
mod line;
mod lines;
mod part;
mod reader;
mod states;

#[cfg(feature = "training")]
pub mod cell;
#[cfg(not(feature = "training"))]
mod cell;
#[cfg(feature = "training")]
pub mod network;
#[cfg(not(feature = "training"))]
mod network;
#[cfg(feature = "training")]
pub mod pose;
#[cfg(not(feature = "training"))]
mod pose;

pub use accumulate::Accumulator;
pub use image::GreyImage;
pub use layout::{Format, is_sound};
pub use line::Line;
pub use reader::{Budget, Doubt, Findings, Reader, Sighting, Zone};
