//! Reads the QR codes of a picture.
//!
//! `cargo run --example read_codes -- picture.png`

use greengate_qr::Photo;
use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("give a picture")?;
    let picture = image::open(path)?.into_rgba8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let photo = Photo::from_rgba(picture.into_raw(), width, height).ok_or("the picture is too large")?;
    for code in photo.read_codes() {
        println!("{:?} {}", code.corners, code.text().unwrap_or("(no UTF-8)"));
    }
    Ok(())
}
