#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod aztec;
mod binary;
mod image;
pub mod limits;
mod pdf417;
mod reader;

pub use image::GreyImage;
pub use reader::{Barcode, Budget, Symbology, read};
