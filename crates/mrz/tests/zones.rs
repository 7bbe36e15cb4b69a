//! Drawn zones, from the picture to the text.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate_mrz::{Accumulator, Budget, Format, GreyImage, Reader, Zone, is_sound, limits::MAX_ZONES};
use greengate_mrz_bench::{Degradation, Drawn, Picture, Scene, Typeface, ZoneText, foreign, random, zone};
use std::f32::consts::PI;

const SET: u32 = 4711;

struct Camera {
    reader: Reader,
    typeface: Typeface,
}

impl Camera {
    fn new() -> Self {
        Self {
            reader: Reader::new(),
            typeface: Typeface::new(),
        }
    }

    /// A zone, and its picture under a scene that `change` makes of a plain one.
    fn draw(&self, number: u32, format: Format, change: impl FnOnce(&mut Scene)) -> (ZoneText, Drawn) {
        let mut random = random(SET, number);
        let mut scene = Scene::plain(&mut random);
        change(&mut scene);
        let text = zone(&mut random, format);
        let drawn = scene.draw(&mut random, &self.typeface, &text.lines);
        (text, drawn)
    }

    fn read(&self, picture: &Picture) -> Vec<Zone> {
        self.reader.read(&picture.view(), &Budget::STILL)
    }
}

/// True if every checked character is as drawn, and each other one is or may be, as the zone's doubts say.
fn agrees(zone: &Zone, text: &ZoneText) -> bool {
    let lines = zone.lines.iter().zip(&text.lines).zip(&text.checked).enumerate();
    let mut places = lines.flat_map(|(line, ((read, drawn), checked))| {
        let characters = read.chars().zip(drawn.chars()).zip(checked).enumerate();
        characters.map(move |(column, ((read, drawn), checked))| (line, column, read, drawn, *checked))
    });
    let doubted = |line: usize, column: usize, drawn: char| {
        let mut doubts = zone.doubts.iter();
        doubts.any(|doubt| (doubt.line, doubt.column) == (line, column) && doubt.alternatives.contains(&drawn))
    };
    places.all(|(line, column, read, drawn, checked)| read == drawn || (!checked && doubted(line, column, drawn)))
}

#[test]
fn every_format_at_every_angle() {
    let camera = Camera::new();
    for (at, format) in Format::ALL.into_iter().enumerate() {
        for turn in 0..8 {
            let number = (at * 8 + turn) as u32;
            let (text, drawn) = camera.draw(number, format, |scene| scene.rotation += PI * turn as f32 / 4.0);
            let zones = camera.read(&drawn.picture);
            assert_eq!(zones.len(), 1, "{} {turn}", format.name());
            assert_eq!(zones[0].format, format);
            assert!(
                agrees(&zones[0], &text),
                "{turn}: {:?} for {:?}",
                zones[0].lines,
                text.lines
            );
            // The outline begins half a pitch before the first character, above it.
            let [first, second] = [drawn.centres[0][0], drawn.centres[0][1]];
            let [x, y] = zones[0].corners[0];
            let pitch = (second[0] - first[0]).hypot(second[1] - first[1]);
            let distance = (x - first[0]).hypot(y - first[1]);
            assert!((0.4..0.95).contains(&(distance / pitch)), "{distance} {pitch}");
        }
    }
}

#[test]
fn what_the_camera_does_is_mostly_read_and_never_wrong() {
    let camera = Camera::new();
    let mut right = 0;
    for (at, kind) in Degradation::ALL.into_iter().enumerate() {
        for i in 0..8 {
            let number = (100 + at * 8 + i) as u32;
            let format = Format::ALL[i % Format::ALL.len()];
            let mut strength = random(SET, 10_000 + number);
            let (text, drawn) = camera.draw(number, format, |scene| scene.degrade(&mut strength, kind, 0.5));
            for zone in camera.read(&drawn.picture) {
                assert!(is_sound(format, &zone.lines));
                assert!(agrees(&zone, &text), "{kind:?}: {:?} for {:?}", zone.lines, text.lines);
                right += usize::from(zone.lines == text.lines);
            }
        }
    }
    assert!(right >= 72, "{right} of 80");
}

#[test]
fn a_mirrored_zone_is_none() {
    let camera = Camera::new();
    for number in 0..10 {
        let format = Format::ALL[number as usize % 5];
        let (_, mut drawn) = camera.draw(300 + number, format, |_| {});
        assert_eq!(camera.read(&drawn.picture).len(), 1);
        for row in drawn.picture.pixels.chunks_mut(drawn.picture.width) {
            row.reverse();
        }
        assert_eq!(camera.read(&drawn.picture), []);
    }
}

#[test]
fn half_a_zone_is_none() {
    let camera = Camera::new();
    for number in 0..20 {
        let format = Format::ALL[number as usize % 5];
        let (_, drawn) = camera.draw(400 + number, format, |scene| scene.other_text = false);
        assert_eq!(camera.read(&drawn.picture).len(), 1);
        let Picture { pixels, width, .. } = &drawn.picture;
        // Without the last two or more characters, then without the last line.
        let narrow = width * (40 + number as usize) / 72;
        let left: Vec<u8> = pixels.chunks(*width).flat_map(|row| &row[..narrow]).copied().collect();
        let left = Picture {
            height: left.len() / narrow,
            width: narrow,
            pixels: left,
        };
        assert_eq!(camera.read(&left), [], "{number}");
        let last = &drawn.centres[format.rows() - 1];
        let upper = last.iter().map(|centre| centre[1] as usize).min().unwrap();
        let upper = Picture {
            pixels: pixels[..upper * width].to_vec(),
            width: *width,
            height: upper,
        };
        assert_eq!(camera.read(&upper), [], "{number}");
    }
}

/// The columns of a picture from one to another.
fn columns(picture: &Picture, columns: std::ops::Range<usize>) -> Picture {
    let rows = picture.pixels.chunks(picture.width);
    Picture {
        pixels: rows.flat_map(|row| &row[columns.clone()]).copied().collect(),
        width: columns.len(),
        height: picture.height,
    }
}

/// The upper rows of a picture.
fn rows(picture: &Picture, rows: usize) -> Picture {
    Picture {
        pixels: picture.pixels[..rows * picture.width].to_vec(),
        width: picture.width,
        height: rows,
    }
}

#[test]
fn the_beginning_of_a_passport_is_no_card() {
    let camera = Camera::new();
    // A card's line has 36 characters, whose fields lie as a passport's do.
    let mut sounds = 0;
    for number in 0..400 {
        let (text, drawn) = camera.draw(900 + number, Format::Td3, |scene| scene.other_text = false);
        let first = text.lines.iter().map(|line| line[..36].to_owned()).collect::<Vec<_>>();
        if !is_sound(Format::Td2, &first) {
            continue;
        }
        sounds += 1;
        let ends = drawn.centres.iter().map(|line| (line[35][0] + line[36][0]) / 2.0);
        let end = ends.fold(f32::MAX, f32::min) as usize;
        assert_eq!(camera.read(&columns(&drawn.picture, 0..end)), [], "{number}: {first:?}");
    }
    assert!(sounds >= 5, "{sounds}");
}

/// What is read of a degraded zone of the run that looks for wrong readings, and what is written there.
fn degraded(number: u32, kind: Degradation, format: Format) -> (Vec<Zone>, ZoneText) {
    let camera = Camera::new();
    let mut random = random(90_002, number);
    let mut scene = Scene::plain(&mut random);
    scene.degrade(&mut random, kind, 1.0);
    let text = zone(&mut random, format);
    let drawn = scene.draw(&mut random, &camera.typeface, &text.lines);
    (camera.read(&drawn.picture), text)
}

#[test]
fn the_beginning_of_a_visa_is_no_smaller_one() {
    // The lines of the first half lead away from the last fillers, which a guilloche hides.
    let (read, text) = degraded(73_718, Degradation::Guilloche, Format::MrvA);
    assert_eq!(read.len(), 1, "{read:?}");
    let zone = &read[0];
    assert_eq!(zone.format, text.format);
    assert!(agrees(zone, &text), "{:?} for {:?}", zone.lines, text.lines);
}

#[test]
fn a_second_look_does_not_prove_what_the_first_left_open() {
    // Two letters O have the check digit of two zeros; of two looks at this picture one takes them for zeros.
    let (read, text) = degraded(97_407, Degradation::Perspective, Format::Td3);
    assert!(
        read.iter().all(|zone| agrees(zone, &text)),
        "{read:?} for {:?}",
        text.lines
    );
}

#[test]
fn no_zone_is_made_sound() {
    // Drawn so that they were read once: a passport without its end, and one with a wrong digit.
    let camera = Camera::new();
    for number in [6_442, 7_231] {
        let picture = foreign(&mut random(90_003, number), &camera.typeface, number % 11);
        assert_eq!(camera.read(&picture), [], "{number}");
    }
}

#[test]
fn part_of_a_zone_is_seen_as_such() {
    let camera = Camera::new();
    let part = |picture: &Picture| {
        let found = camera.reader.search(&picture.view(), &Budget::FRAME);
        found.part || !found.sightings.is_empty()
    };
    let (mut seen, mut all) = (0, 0);
    for number in 0..20 {
        let (_, drawn) = camera.draw(1_300 + number, Format::Td3, |scene| scene.pitch = 20.0);
        let picture = &drawn.picture;
        let whole = camera.reader.search(&picture.view(), &Budget::FRAME);
        assert!(!whole.part && !whole.sightings.is_empty());
        let (half, lower) = (picture.width / 2, &drawn.centres[1]);
        let between = (lower[0][1].min(lower[43][1]) - 22.0) as usize;
        for cut in [
            columns(picture, 0..half),
            columns(picture, half..picture.width),
            rows(picture, between),
        ] {
            all += 1;
            seen += usize::from(part(&cut));
        }
    }
    assert!(seen * 10 >= all * 8, "{seen} of {all}");
    for number in 0..400 {
        // Others of these have characters of zones.
        if ![0, 1, 5, 6, 9].contains(&(number % 10)) {
            continue;
        }
        let picture = foreign(&mut random(SET, 1_400 + number), &camera.typeface, number);
        assert!(!camera.reader.search(&picture.view(), &Budget::FRAME).part, "{number}");
    }
}

/// Passports below each other.
fn stack(camera: &Camera, count: usize) -> (Vec<Vec<String>>, Picture) {
    let mut expected = Vec::new();
    let (mut pixels, width) = (Vec::new(), 720);
    for number in 0..count {
        let (text, drawn) = camera.draw(500 + number as u32, Format::Td3, |scene| {
            (scene.pitch, scene.other_text) = (12.0, false);
        });
        expected.push(text.lines);
        for row in drawn.picture.pixels.chunks(drawn.picture.width) {
            pixels.extend(row.iter().copied().chain(std::iter::repeat(200)).take(width));
        }
    }
    let height = pixels.len() / width;
    (expected, Picture { pixels, width, height })
}

#[test]
fn several_zones_in_one_picture_are_read_up_to_a_bound() {
    let camera = Camera::new();
    for count in [2, MAX_ZONES, MAX_ZONES + 1] {
        let (expected, picture) = stack(&camera, count);
        let read = camera.read(&picture);
        assert_eq!(read.len(), count.min(MAX_ZONES));
        for zone in read {
            assert!(expected.iter().any(|lines| lines[1] == zone.lines[1]), "{zone:?}");
        }
    }
}

#[test]
fn frames_without_a_zone_are_not_read() {
    let camera = Camera::new();
    for number in 0..60 {
        let picture = foreign(&mut random(SET, 600 + number), &camera.typeface, number);
        assert_eq!(camera.read(&picture), [], "{number}");
    }
}

#[test]
fn pictures_of_any_size_are_looked_at() {
    let reader = Reader::new();
    for (width, height) in [(1, 1), (1, 500), (500, 1), (7, 9), (151, 3), (301, 299)] {
        for value in [0, 255] {
            let pixels: Vec<u8> = (0..width * height)
                .map(|i| if i % 3 == 0 { value } else { 90 })
                .collect();
            let picture = GreyImage::new(&pixels, width, height).unwrap();
            assert_eq!(reader.read(&picture, &Budget::STILL), []);
        }
    }
}

#[test]
fn frames_of_a_noisy_zone_add_up() {
    let camera = Camera::new();
    let (mut alone, mut together, mut zones) = (0, 0, 0);
    for number in 0..6 {
        let mut random = random(SET, 700 + number);
        let mut scene = Scene::plain(&mut random);
        (scene.pitch, scene.blur, scene.noise) = (12.0, [0.13, 0.13], 25.0);
        let text = zone(&mut random, Format::ALL[number as usize % 5]);
        let mut accumulator = Accumulator::new();
        let mut answer = None;
        for _ in 0..8 {
            let frame = scene.draw(&mut random, &camera.typeface, &text.lines).picture;
            let sightings = camera.reader.find(&frame.view(), &Budget::FRAME);
            alone += usize::from(sightings.iter().any(|sighting| sighting.read().is_some()));
            answer = sightings
                .first()
                .and_then(|sighting| accumulator.add(sighting))
                .or(answer);
            zones += 1;
        }
        if let Some(zone) = answer {
            assert_eq!(zone.format, text.format);
            together += 1;
        }
    }
    assert!(
        together >= 4 && alone * 6 < together * zones,
        "{together} of 6, {alone} of {zones} frames alone"
    );
}
