//! Frames without a zone.

use crate::{Degradation, Picture, Scene, Typeface, between, text};
use greengate_mrz::{Format, is_sound};
use greengate_test_support::Random;
use std::f32::consts::PI;

/// A frame without a whole zone: print of fixed pitch, a table, a line of a zone alone, zones with wrong check digits,
/// zones cut off or mirrored, licence plates, modules, stripes, noise.
#[must_use]
pub fn foreign(random: &mut Random, typeface: &Typeface, number: u32) -> Picture {
    let mut scene = Scene::plain(random);
    scene.pitch = between(random, 8.0, 16.0);
    let kind = Degradation::ALL[random.below(10)];
    scene.degrade(random, kind, 0.6);
    let columns = [24, 30, 36, 44, 60][random.below(5)];
    let lines: Vec<String> = match number % 10 {
        // A listing or a newspaper column.
        0 => (0..4 + random.below(6)).map(|_| words(random, columns)).collect(),
        // A table of numbers.
        1 => (0..3 + random.below(6)).map(|_| numbers(random, columns)).collect(),
        // Characters of zones that mean nothing.
        2 => {
            let rows = 2 + random.below(2);
            text::any_characters(random, rows, columns)
        }
        // One line of a zone.
        3 => {
            let mut zone = text::any_zone(random);
            zone.lines.swap_remove(random.below(zone.lines.len()));
            zone.lines.truncate(1);
            zone.lines
        }
        // A zone with a wrong check digit.
        4 => {
            let mut zone = text::any_zone(random);
            let (line, column) = if zone.format == Format::Td1 { (1, 6) } else { (1, 9) };
            let digit = u32::from(zone.lines[line].as_bytes()[column] - b'0');
            let wrong = (digit + 1 + random.below(9) as u32) % 10;
            zone.lines[line].replace_range(column..=column, &wrong.to_string());
            zone.lines
        }
        5 => return stripes(random, 960, 540),
        6 => return modules(random, 960, 540, (2.0, 16.0)),
        // A part of a zone: without its beginning or its end.
        7 => {
            let mut zone = text::any_zone(random);
            let missing = 1 + random.below(zone.lines[0].len() / 2);
            let from_start = random.flip();
            for line in &mut zone.lines {
                let end = line.len() - missing;
                *line = if from_start {
                    line[missing..].to_owned()
                } else {
                    line[..end].to_owned()
                };
            }
            // What is left of a visa can be a smaller visa.
            if Format::ALL.iter().any(|format| is_sound(*format, &zone.lines)) {
                zone.lines.truncate(1);
            }
            zone.lines
        }
        8 => {
            let zone = text::any_zone(random);
            let mut picture = scene.draw(random, typeface, &zone.lines).picture;
            for row in picture.pixels.chunks_mut(picture.width) {
                row.reverse();
            }
            return picture;
        }
        // Licence plates below each other.
        _ => (0..2 + random.below(3)).map(|_| plate(random)).collect(),
    };
    scene.draw(random, typeface, &lines).picture
}

/// Letters and digits of a car.
fn plate(random: &mut Random) -> String {
    let mut text = text::any_characters(random, 1, 7).concat();
    text.insert(2, ' ');
    text.replace('<', " ")
}

fn words(random: &mut Random, columns: usize) -> String {
    let word = |random: &mut Random| {
        let length = 2 + random.below(9);
        (0..length)
            .map(|_| char::from(b'a' + random.below(26) as u8))
            .collect::<String>()
    };
    let mut line = String::new();
    while line.len() < columns {
        line += &word(random);
        line.push(' ');
    }
    line.truncate(columns);
    line
}

fn numbers(random: &mut Random, columns: usize) -> String {
    (0..columns)
        .map(|i| {
            if i % 8 == 7 {
                ' '
            } else {
                char::from(b'0' + random.below(10) as u8)
            }
        })
        .collect()
}

/// Black and white modules of any size at any angle, as those of a QR code, with noise.
pub(crate) fn modules(random: &mut Random, width: usize, height: usize, sizes: (f32, f32)) -> Picture {
    const SIDE: i32 = 97;
    let values: Vec<bool> = (0..SIDE * SIDE).map(|_| random.flip()).collect();
    let (size, angle) = (between(random, sizes.0, sizes.1), between(random, 0.0, PI));
    let (cos, sin) = (libm::cosf(angle) / size, libm::sinf(angle) / size);
    let mut picture = Picture::of(width, height, |x, y| {
        let (column, row) = ((x * cos + y * sin).floor() as i32, (y * cos - x * sin).floor() as i32);
        let at = row.rem_euclid(SIDE) * SIDE + column.rem_euclid(SIDE);
        if values[at as usize] { 40.0 } else { 215.0 }
    });
    let (blur, noise) = (between(random, 0.0, 0.3) * size, between(random, 0.0, 15.0));
    picture.blur(blur, blur);
    picture.add_noise(random, noise);
    picture
}

/// Stripes and dots, with noise.
pub(crate) fn stripes(random: &mut Random, width: usize, height: usize) -> Picture {
    let (period, slope, duty) = (
        between(random, 4.0, 20.0),
        between(random, -1.0, 1.0),
        between(random, 0.2, 0.7),
    );
    let dots = random.flip();
    let mut picture = Picture::of(width, height, |x, y| {
        let a = ((x + slope * y) / period).rem_euclid(1.0) < duty;
        let b = !dots || ((y - slope * x) / (1.4 * period)).rem_euclid(1.0) < duty;
        if a && b { 60.0 } else { 200.0 }
    });
    let noise = between(random, 0.0, 25.0);
    picture.add_noise(random, noise);
    picture
}
