//! Passports and boarding passes before a camera that shows one picture after the other.

use crate::media::Picture;
use greengate_mrz_bench::{Scene, Typeface, random};
use time::OffsetDateTime;

/// Size of the camera's pictures, in pixels.
pub const SIZE: (usize, usize) = (1280, 720);

/// Script of a camera of this size and rate before which pictures are laid: `lay(path)`, `lay(null)` for an empty table.
#[must_use]
pub fn camera(width: usize, height: usize, frames_per_second: usize) -> String {
    format!(
        "
    const canvas = document.createElement('canvas'), context = canvas.getContext('2d');
    [canvas.width, canvas.height] = [{width}, {height}];
    let picture = null, shade = 0;
    setInterval(() => {{
        context.fillStyle = `rgb(${{120 + (shade = (shade + 1) % 5)}}, 120, 120)`;
        context.fillRect(0, 0, canvas.width, canvas.height);
        // No hand is quite still.
        if (picture) context.drawImage(picture, shade % 2, shade % 3);
    }}, 1000 / {frames_per_second});
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream({frames_per_second});
    window.lay = async path => {{
        picture = path && await createImageBitmap(await (await fetch(path)).blob());
        return true;
    }};"
    )
}

/// Someone whom a document names.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// In capitals.
    pub surname: &'a str,
    /// In capitals.
    pub given: &'a str,
    /// `YYMMDD`.
    pub birth: &'a str,
}

/// A passport's zone (ICAO 9303, TD3).
#[must_use]
pub fn zone(named: Named) -> Vec<String> {
    let digit = |field: &str| {
        let value = |c: char| c.to_digit(36).unwrap_or(0);
        let weights = [7, 3, 1].into_iter().cycle();
        (field.chars().zip(weights).map(|(c, w)| value(c) * w).sum::<u32>() % 10).to_string()
    };
    let name = format!("P<UTO{}<<{}", named.surname, named.given).replace(' ', "<");
    let (number, birth, expires, personal) = ("C01X00T47", named.birth, "350101", "<<<<<<<<<<<<<<");
    let (n, b, e) = (digit(number), digit(birth), digit(expires));
    let all = digit(&format!("{number}{n}{birth}{b}{expires}{e}{personal}0"));
    vec![
        format!("{name:<<44}"),
        format!("{number}{n}UTO{birth}{b}X{expires}{e}{personal}0{all}"),
    ]
}

/// Picture of a passport's zone on a table.
#[must_use]
pub fn passport(named: Named, number: u32) -> Picture {
    picture_of(&zone(named), number, SIZE)
}

/// The same in a picture of this width and height.
#[must_use]
pub fn passport_of_size(named: Named, number: u32, size: (usize, usize)) -> Picture {
    picture_of(&zone(named), number, size)
}

/// Picture of a zone's lines on a table, most of its width.
#[must_use]
pub fn picture_of(lines: &[String], number: u32, (width, height): (usize, usize)) -> Picture {
    let mut random = random(0xd0c5, number);
    let scene = Scene {
        pitch: width as f32 / 64.0,
        ..Scene::plain(&mut random)
    };
    let drawn = scene.draw(&mut random, &Typeface::new(), lines).picture;
    let greengate_mrz_bench::Picture { pixels, width, height } = drawn.on_a_table(width, height);
    Picture { pixels, width, height }
}

/// A boarding pass for today (IATA 792) as a code on a table.
#[must_use]
pub fn boarding_pass(named: Named, to: &str) -> Picture {
    let name = format!("{}/{}MR", named.surname, named.given.replace(' ', ""));
    let day = OffsetDateTime::now_utc().ordinal();
    let text = format!("M1{name:<20.20}EABC123 GRU{to}ET 0921 {day:03}Y012A0025 100");
    Picture::of_code(&text, SIZE.0, SIZE.1, 8)
}
