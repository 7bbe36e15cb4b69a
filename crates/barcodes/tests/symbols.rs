//! Symbols of other programs, as pictures and cameras show them.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Modules, Picture, Place};
use greengate_barcodes::{Barcode, Budget, GreyImage, Symbology, limits::MAX_BARCODES, read};
use greengate_test_support::Random;

fn only(found: Vec<Barcode>, symbol: &Modules) -> Barcode {
    let read: Vec<(Symbology, &str)> = found.iter().map(|b| (b.symbology, b.text.as_str())).collect();
    assert_eq!(read, [(symbol.symbology, symbol.text.as_str())]);
    found.into_iter().next().unwrap()
}

#[test]
fn every_quarter_turn_and_where_the_symbol_is() {
    for symbol in Modules::all() {
        for turn in [0.0, 90.0, 180.0, 270.0] {
            for module in [2.0, 4.0, 5.0] {
                for budget in [Budget::FRAME, Budget::STILL] {
                    // Aztec takes four pixels a module: PDF417 half as many.
                    if symbol.symbology == Symbology::Aztec && module < 4.0 {
                        continue;
                    }
                    let picture = Picture::of(&symbol, module, turn);
                    let found = only(read(&picture.view(), &budget), &symbol);
                    let place = Place {
                        centre: [picture.width as f32 / 2.0; 2],
                        module,
                        turn,
                        tilt: 0.0,
                    };
                    for (corner, expected) in found.corners.iter().zip(place.corners(&symbol)) {
                        let off = (corner[0] - expected[0]).hypot(corner[1] - expected[1]);
                        assert!(
                            off <= 3.0 * module + 2.0,
                            "{} turned by {turn}, {module} pixels a module: {corner:?} for {expected:?}",
                            symbol.symbology.name()
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn mildly_turned_and_seen_aside() {
    let (mut read_count, mut all) = (0, 0);
    for symbol in Modules::all() {
        // An Aztec symbol may lie in any direction.
        let turns: &[f32] = match symbol.symbology {
            Symbology::Aztec => &[-5.0, -2.0, 3.0, 6.0, 20.0, 45.0, 70.0, 87.0, 130.0, 184.0],
            _ => &[-5.0, -2.0, 3.0, 6.0, 87.0, 184.0],
        };
        for turn in turns {
            let mut picture = Picture::new(900, 900);
            picture.draw(
                &symbol,
                Place {
                    centre: [450.0, 440.0],
                    module: 3.0,
                    turn: *turn,
                    tilt: 0.06,
                },
            );
            let found = read(&picture.view(), &Budget::FRAME);
            assert!(
                found.iter().all(|barcode| barcode.text == symbol.text),
                "nothing else is read"
            );
            all += 1;
            read_count += found.len();
        }
    }
    assert!(read_count * 10 >= all * 9, "{read_count} of {all}");
}

/// A boarding pass before a camera: 720 lines, a PDF417 symbol about 600 pixels wide, an Aztec one somewhere.
#[test]
fn photographs_of_boarding_passes() {
    let (mut read_count, mut all) = (0, 0);
    for (n, symbol) in Modules::all().iter().enumerate() {
        for shot in 0..4_u32 {
            let mut random = Random::new(100 * n as u32 + shot);
            let module = if symbol.symbology == Symbology::Pdf417 {
                600.0 / symbol.width as f32
            } else {
                5.0
            };
            let place = Place {
                centre: [360.0 + 150.0 * shot as f32, 200.0 + 80.0 * shot as f32],
                module,
                turn: 1.5 * shot as f32 - 2.0,
                tilt: 0.02 * shot as f32,
            };
            let [left, top] = [0, 1].map(|axis| {
                let half = [symbol.width, symbol.height][axis] as f32 / 2.0 + 12.0;
                (place.centre[axis] - half * module).max(0.0) as usize
            });
            let [right, bottom] = [0, 1].map(|axis| {
                let half = [symbol.width, symbol.height][axis] as f32 / 2.0 + 12.0;
                (place.centre[axis] + half * module) as usize
            });
            let mut picture = Picture::new(1280, 720)
                .with_print(&mut random)
                .with_paper([left, top], [right, bottom]);
            picture.draw(symbol, place);
            let found = read(&picture.photographed(&mut random).view(), &Budget::FRAME);
            all += 1;
            read_count += usize::from(found.iter().any(|b| b.text == symbol.text));
            assert!(found.iter().all(|b| b.text == symbol.text), "nothing else is read");
        }
    }
    assert_eq!(read_count, all);
}

/// Passes of one to four legs: as a file shows them, before a camera, and with spots on them.
#[test]
fn boarding_passes_of_one_to_four_legs() {
    let mut spotted = 0;
    for (n, symbol) in Modules::boarding_passes().iter().enumerate() {
        let module = if symbol.symbology == Symbology::Pdf417 {
            3.0
        } else {
            5.0
        };
        let clear = Picture::of(symbol, module, 0.0);
        only(read(&clear.view(), &Budget::FRAME), symbol);
        let mut random = Random::new(200 + n as u32);
        only(read(&clear.photographed(&mut random).view(), &Budget::STILL), symbol);
        for _ in 0..10 {
            let mut picture = Picture::of(symbol, module, 0.0);
            for _ in 0..6 {
                let (x, y) = (random.below(picture.width), random.below(picture.height));
                for row in picture.pixels.chunks_mut(picture.width).skip(y).take(8) {
                    row.iter_mut().skip(x).take(8).for_each(|pixel| *pixel = 128);
                }
            }
            let found = read(&picture.view(), &Budget::STILL);
            assert!(found.iter().all(|barcode| barcode.text == symbol.text), "{found:?}");
            spotted += found.len();
        }
    }
    assert!(spotted >= 60, "{spotted} of 80 with spots");
}

#[test]
fn several_symbols_of_both_kinds() {
    let mut picture = Picture::new(1_600, 1_200);
    let mut expected = Vec::new();
    for (n, symbol) in Modules::all().iter().enumerate() {
        let place = Place {
            centre: [if n < 3 { 420.0 } else { 1_250.0 }, 200.0 + 380.0 * (n % 3) as f32],
            module: 3.0,
            turn: 0.0,
            tilt: 0.0,
        };
        picture.draw(symbol, place);
        expected.push((symbol.symbology, symbol.text.clone()));
    }
    let found = read(&picture.view(), &Budget::STILL);
    let mut read: Vec<_> = found.into_iter().map(|b| (b.symbology, b.text)).collect();
    let order = |list: &mut Vec<(Symbology, String)>| list.sort_by_key(|(s, text)| (s.name(), text.clone()));
    order(&mut read);
    order(&mut expected);
    assert_eq!(read, expected);
}

#[test]
fn no_more_symbols_than_allowed() {
    let symbol = Modules::of(Symbology::Aztec, "one-leg");
    let picture = |count: usize| {
        let mut picture = Picture::new(200 * 4, 200 * 3);
        for n in 0..count {
            let centre = [100.0 + 200.0 * (n % 4) as f32, 100.0 + 200.0 * (n / 4) as f32];
            let place = Place {
                centre,
                module: 4.0,
                turn: 0.0,
                tilt: 0.0,
            };
            picture.draw(&symbol, place);
        }
        read(&picture.view(), &Budget::STILL).len()
    };
    assert_eq!(picture(MAX_BARCODES - 1), MAX_BARCODES - 1);
    assert_eq!(picture(MAX_BARCODES), MAX_BARCODES);
    assert_eq!(picture(MAX_BARCODES + 1), MAX_BARCODES);
}

/// A still is read in smaller and larger copies: large photographs that are not sharp, and tiny pictures.
#[test]
fn stills_are_read_in_other_sizes() {
    for symbol in Modules::all() {
        let small = if symbol.symbology == Symbology::Aztec { 2.0 } else { 1.0 };
        only(read(&Picture::of(&symbol, small, 0.0).view(), &Budget::STILL), &symbol);
        let mut random = Random::new(5);
        let blurred = Picture::of(&symbol, 9.0, 0.0)
            .photographed(&mut random)
            .photographed(&mut random);
        only(read(&blurred.view(), &Budget::STILL), &symbol);
    }
}

#[test]
fn nothing_is_read_where_nothing_is() {
    let mut random = Random::new(3);
    for side in [1, 2, 3, 7, 39, 40, 41, 200] {
        for value in [0, 128, 255] {
            let pixels = vec![value; side * side];
            assert_eq!(read(&GreyImage::new(&pixels, side, side).unwrap(), &Budget::STILL), []);
        }
        let noise: Vec<u8> = (0..side * side).map(|_| random.byte()).collect();
        assert_eq!(read(&GreyImage::new(&noise, side, side).unwrap(), &Budget::STILL), []);
    }
    let print = Picture::new(1280, 720).with_print(&mut random);
    assert_eq!(read(&print.view(), &Budget::STILL), []);
}

/// Damaged symbols are read right, or not at all; nothing panics through.
#[test]
fn damaged_symbols() {
    let symbols = Modules::all();
    let mut random = Random::new(11);
    let (mut intact, mut lost) = (0, 0);
    for n in 0..300 {
        let symbol = &symbols[n % symbols.len()];
        let mut picture = Picture::of(symbol, 2.0, 90.0 * (n % 4) as f32);
        for _ in 0..random.below(12) {
            let (x, y) = (random.below(picture.width), random.below(picture.height));
            let (width, height) = (1 + random.below(40), 1 + random.below(40));
            let value = random.byte();
            for y in y..(y + height).min(picture.height) {
                let row = &mut picture.pixels[y * picture.width..(y + 1) * picture.width];
                for pixel in row.iter_mut().skip(x).take(width) {
                    *pixel = value;
                }
            }
        }
        let found = read(&picture.view(), &Budget::FRAME);
        assert!(found.iter().all(|barcode| barcode.text == symbol.text), "{found:?}");
        *(if found.is_empty() { &mut lost } else { &mut intact }) += 1;
    }
    assert!(intact > 50 && lost > 5, "{intact} read, {lost} not");
}
