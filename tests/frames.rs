//! Codes as a camera sees them, made by `synth`, read by `frame`.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate::{
    frame::{self, Hint, Luma, Photo, Scanner},
    issue::{Issuer, IssuerOptions, PassOptions, Symbol, issue},
    pass::Kind,
    synth::{Degradation, Shot},
};
use greengate_test_support::Random;
use time::{Duration, macros::datetime};

fn pass() -> String {
    let at = datetime!(2026-11-01 12:00 UTC);
    let issuer = Issuer::new(&IssuerOptions::demo(at)).unwrap();
    let options = PassOptions {
        lifetime: Duration::days(30),
        ..PassOptions::new(Kind::Vaccination, 3, at)
    };
    issue(&issuer, &options).unwrap().text
}

fn luma(shot: Shot, text: &str) -> Luma<'static> {
    Luma::new(shot.take(&Symbol::new(text).unwrap()), shot.width, shot.height).unwrap()
}

fn texts(shot: Shot, text: &str) -> Vec<String> {
    let pixels = shot.take(&Symbol::new(text).unwrap());
    let codes = frame::read(&pixels, shot.width, shot.height);
    codes.iter().map(|code| code.text().unwrap().to_owned()).collect()
}

#[test]
fn codes_are_read_whatever_is_wrong_with_the_frame() {
    let text = pass();
    for degradation in Degradation::ALL {
        for (seed, severity) in [(1, 0.0), (2, 0.25), (3, 0.45)] {
            let shot = Shot {
                degradation,
                severity,
                seed,
                ..Shot::default()
            };
            assert_eq!(
                texts(shot, &text),
                [text.as_str()],
                "{} {severity}",
                degradation.as_str()
            );
        }
    }
    // What no other decoder reads: strongly curled, dim, on a screen, smeared.
    for degradation in [
        Degradation::Bend,
        Degradation::Perspective,
        Degradation::Moire,
        Degradation::TightQuiet,
        Degradation::Inverted,
        Degradation::Small,
    ] {
        let shot = Shot {
            degradation,
            severity: 0.9,
            seed: 5,
            ..Shot::default()
        };
        assert_eq!(
            texts(shot, &text),
            [text.as_str()],
            "{} at its worst",
            degradation.as_str()
        );
    }
}

/// As a screenshot or a print on screen has them: every pixel black or white, at any size.
#[test]
fn sharp_codes_are_read_at_any_size() {
    for text in [pass(), pass()[..300].to_owned(), "HTTPS://EXAMPLE.ORG/MENU".to_owned()] {
        for scale in [2, 3, 4, 5, 6, 8, 11, 16, 24] {
            let (pixels, side) = Symbol::new(&text).unwrap().pixels(scale);
            let codes = frame::read(&pixels, side, side);
            assert_eq!(
                codes.first().and_then(|code| code.text()),
                Some(text.as_str()),
                "{scale} pixels a module"
            );
        }
    }
}

#[test]
fn short_texts_and_all_sizes_of_frames_are_read() {
    for text in [
        "A",
        "HTTPS://EXAMPLE.ORG/MENU",
        "https://example.org/boarding?flight=XD123&seat=12A",
    ] {
        for (width, height) in [(211, 173), (640, 480), (1920, 1080), (2600, 1500)] {
            let shot = Shot {
                width,
                height,
                seed: 8,
                ..Shot::default()
            };
            assert_eq!(texts(shot, text), [text], "{width}x{height}");
        }
    }
}

/// Several frames together are read although none of them is read alone.
#[test]
fn frames_that_fail_alone_are_read_together() {
    let text = pass();
    let mut together = 0;
    for (degradation, seed) in BURSTS {
        let mut scanner = Scanner::new();
        let mut read = Vec::new();
        for moment in 1..=8 {
            let shot = Shot {
                degradation,
                severity: 1.15,
                seed,
                moment,
                ..Shot::default()
            };
            assert!(
                texts(shot, &text).is_empty(),
                "one frame alone is enough: {degradation:?} {seed} {moment}"
            );
            read = scanner.scan(&luma(shot, &text)).codes;
            if !read.is_empty() {
                break;
            }
        }
        together += usize::from(read.first().is_some_and(|code| code.text() == Some(&text)));
    }
    assert_eq!(together, BURSTS.len());
}

/// Bursts of which no frame is read alone.
const BURSTS: [(Degradation, u64); 3] = [
    (Degradation::Glare, 8),
    (Degradation::LowLight, 0),
    (Degradation::LowLight, 4),
];

#[test]
fn the_outline_lies_around_the_code() {
    let text = pass();
    let shot = Shot {
        degradation: Degradation::Rotated,
        seed: 3,
        ..Shot::default()
    };
    let image = luma(shot, &text);
    let corners = Scanner::new().scan(&image).codes[0].corners;
    // Just outside of each corner lies the quiet zone, just inside of three a finder pattern.
    let middle = corners
        .iter()
        .fold((0.0, 0.0), |sum, c| (sum.0 + c.0 / 4.0, sum.1 + c.1 / 4.0));
    for (n, (x, y)) in corners.into_iter().enumerate() {
        let towards = |share: f32| image.bilinear(x + (middle.0 - x) * share, y + (middle.1 - y) * share);
        assert!(towards(-0.03) > 180.0, "corner {n}: light outside");
        if n != 2 {
            assert!(towards(0.012) < 110.0, "corner {n}: dark inside");
        }
    }
}

#[test]
fn a_hint_says_what_would_help() {
    let text = pass();
    let hint = |degradation: Degradation, severity: f32, seed: u64| {
        let shot = Shot {
            degradation,
            severity,
            seed,
            ..Shot::default()
        };
        Scanner::new().scan(&luma(shot, &text)).hint
    };
    assert_eq!(hint(Degradation::Clean, 0.2, 1), None, "a code that is read needs none");
    let hinted = |degradation: Degradation, severity: f32| {
        (1..=12).filter_map(|seed| hint(degradation, severity, seed)).collect()
    };
    let of: Vec<Hint> = hinted(Degradation::Glare, 1.3);
    assert!(of.contains(&Hint::Glare), "{of:?}");
    let of: Vec<Hint> = hinted(Degradation::Small, 1.4);
    assert!(of.contains(&Hint::Closer), "{of:?}");
    let of: Vec<Hint> = hinted(Degradation::LowLight, 1.3);
    assert!(of.contains(&Hint::MoreLight), "{of:?}");
    let of: Vec<Hint> = hinted(Degradation::Motion, 0.8);
    assert!(of.contains(&Hint::HoldStill), "{of:?}");
    // Larger than the picture: a corner of it fills the frame.
    let symbol = Symbol::new(&text).unwrap();
    let (pixels, side) = symbol.pixels(14);
    let part: Vec<u8> = (0..640 * 480).map(|i| pixels[i / 640 * side + i % 640]).collect();
    let look = Scanner::new().scan(&Luma::new(part, 640, 480).unwrap());
    assert_eq!(look.hint, Some(Hint::Farther));
}

#[test]
fn colours_that_are_alike_in_grey_are_told_apart() {
    let text = pass();
    let (pixels, side) = Symbol::new(&text).unwrap().pixels(5);
    for (dark, light) in [
        ([200, 0, 0], [0, 102, 0]),
        ([0, 0, 255], [30, 20, 0]),
        ([255, 255, 0], [240, 255, 255]),
    ] {
        let rgba: Vec<u8> = pixels
            .iter()
            .flat_map(|p| {
                let [r, g, b] = if *p == 0 { dark } else { light };
                [r, g, b, 255]
            })
            .collect();
        let photo = Photo::from_rgba(rgba, side, side).unwrap();
        let read = photo.read_codes();
        assert_eq!(
            read.first().and_then(|code| code.text()),
            Some(text.as_str()),
            "{dark:?} on {light:?}"
        );
        let look = Scanner::new().scan_photo(&photo);
        assert_eq!(
            look.codes.first().and_then(|code| code.text()),
            Some(text.as_str()),
            "{dark:?} on {light:?}"
        );
    }
}

#[test]
fn every_code_of_a_frame_is_read() {
    let all: Vec<String> = (0..4).map(|n| format!("{}{n}", &pass()[..200])).collect();
    let (width, height) = (1100, 1000);
    let mut pixels = vec![220_u8; width * height];
    for (n, text) in all.iter().enumerate() {
        let (code, side) = Symbol::new(text).unwrap().pixels(6);
        let (left, top) = (30 + n % 2 * 540, 20 + n / 2 * 490);
        for (y, row) in code.chunks_exact(side).enumerate() {
            pixels[(top + y) * width + left..][..side].copy_from_slice(row);
        }
    }
    let codes = frame::read(&pixels, width, height);
    let mut read: Vec<&str> = codes.iter().filter_map(|code| code.text()).collect();
    read.sort_unstable();
    assert_eq!(read, all);
}

#[test]
fn frames_without_a_code_hold_none_and_break_nothing() {
    let code = luma(Shot::default(), &pass());
    let code: Vec<u8> = code.rows().flatten().copied().collect();
    let mut random = Random::new(1);
    let mut scanner = Scanner::new();
    for round in 0..90 {
        let (width, height) = (1 + random.below(400), 1 + random.below(300));
        // Noise, stripes, and torn pieces of a code.
        let frame: Vec<u8> = (0..width * height)
            .map(|i| match round % 3 {
                0 => random.below(256) as u8,
                1 => {
                    if (i / (1 + round)) % 2 == 0 {
                        30
                    } else {
                        220
                    }
                }
                _ => code[(i * 7 + round * 1313) % code.len()],
            })
            .collect();
        assert!(frame::read(&frame, width, height).is_empty(), "round {round}");
        let look = scanner.scan(&Luma::new(frame, width, height).unwrap());
        assert!(look.codes.is_empty(), "round {round}");
    }
}

#[test]
fn a_torn_code_is_read_whole_or_not_at_all() {
    let text = pass();
    let shot = Shot::default();
    let whole = shot.take(&Symbol::new(&text).unwrap());
    let (mut random, mut read) = (Random::new(3), 0);
    for round in 0..40 {
        let mut torn = whole.clone();
        for _ in 0..=2 * round {
            let (x, y) = (400 + random.below(440), 100 + random.below(480));
            (y..y + 30).for_each(|y| torn[y * shot.width + x..][..30].fill(200));
        }
        for code in frame::read(&torn, shot.width, shot.height) {
            assert_eq!(code.text(), Some(text.as_str()), "never another text");
            read += 1;
        }
    }
    assert!((5..40).contains(&read), "some are read, some are not: {read}");
}
