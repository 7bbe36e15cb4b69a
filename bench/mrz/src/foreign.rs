//! Frames without a zone.

use crate::{Degradation, Picture, Scene, Typeface, between, text};
use greengate_mrz::Format;
use greengate_test_support::Random;

/// A frame without a zone: print of fixed pitch, a table, a line of a zone alone, zones with wrong check digits, stripes,
/// noise.
#[must_use]
pub fn foreign(random: &mut Random, typeface: &Typeface, number: u32) -> Picture {
    let mut scene = Scene::plain(random);
    scene.pitch = between(random, 8.0, 16.0);
    let kind = Degradation::ALL[random.below(10)];
    scene.degrade(random, kind, 0.6);
    let columns = [24, 30, 36, 44, 60][random.below(5)];
    let lines: Vec<String> = match number % 6 {
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
        _ => return stripes(random),
    };
    scene.draw(random, typeface, &lines).picture
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

/// Stripes and dots, with noise.
fn stripes(random: &mut Random) -> Picture {
    let (period, slope, duty) = (
        between(random, 4.0, 20.0),
        between(random, -1.0, 1.0),
        between(random, 0.2, 0.7),
    );
    let dots = random.flip();
    let mut picture = Picture::of(960, 540, |x, y| {
        let a = ((x + slope * y) / period).rem_euclid(1.0) < duty;
        let b = !dots || ((y - slope * x) / (1.4 * period)).rem_euclid(1.0) < duty;
        if a && b { 60.0 } else { 200.0 }
    });
    let noise = between(random, 0.0, 25.0);
    picture.add_noise(random, noise);
    picture
}
