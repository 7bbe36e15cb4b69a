//! Codes as a camera sees them: turned, in perspective, small, uneven, inverted; drawn here
//! from the symbol's modules, read by `frame::read`.

#![allow(clippy::unwrap_used, reason = "tests")]

use greengate::{
    frame,
    issue::{Issuer, IssuerOptions, PassOptions, Person, Symbol, issue},
    pass::Kind,
};
use time::{Duration, macros::datetime};

const WIDTH: usize = 960;
const HEIGHT: usize = 720;

/// How a code lies before the camera.
#[derive(Clone, Copy)]
struct View {
    /// Pixels a module.
    scale: f64,
    /// Turned by this many radians.
    angle: f64,
    /// Foreshortening along both axes.
    tilt: (f64, f64),
    /// Curl of the paper, in modules.
    curl: f64,
    dark: f64,
    light: f64,
    /// Change of light from left to right.
    gradient: f64,
    /// Noise of the sensor, a standard deviation.
    noise: f64,
}

const PLAIN: View = View {
    scale: 4.0,
    angle: 0.0,
    tilt: (0.0, 0.0),
    curl: 0.0,
    dark: 40.0,
    light: 215.0,
    gradient: 0.0,
    noise: 2.0,
};

/// A small generator of even numbers, the same at every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as f64) / f64::from(1_u32 << 31)
    }
}

/// Draws the code, four samples a pixel.
fn draw(text: &str, view: View) -> Vec<u8> {
    let symbol = Symbol::new(text).unwrap();
    let size = symbol.size() as f64;
    let mut dice = Dice(7);
    let module = |x: f64, y: f64| -> Option<bool> {
        let (x, y) = (
            (x - WIDTH as f64 / 2.0) / view.scale,
            (y - HEIGHT as f64 / 2.0) / view.scale,
        );
        let (sin, cos) = view.angle.sin_cos();
        let (x, y) = (cos * x + sin * y, cos * y - sin * x);
        let depth = 1.0 + (view.tilt.0 * x + view.tilt.1 * y) / size;
        let (x, y) = (x / depth + size / 2.0, y / depth + size / 2.0);
        let x = x + view.curl * (y / size * std::f64::consts::PI).sin();
        let inside = (0.0..size).contains(&x) && (0.0..size).contains(&y);
        inside.then(|| symbol.is_dark(x as usize, y as usize))
    };
    let mut pixels = Vec::with_capacity(WIDTH * HEIGHT);
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let mut value = 0.0;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                value += match module(column as f64 + dx, row as f64 + dy) {
                    Some(true) => view.dark,
                    Some(false) => view.light,
                    None => 120.0,
                } / 4.0;
            }
            let noise = (dice.roll() + dice.roll() + dice.roll() - 1.5) * 2.0 * view.noise;
            let shade = 1.0 - view.gradient * column as f64 / WIDTH as f64;
            pixels.push((value * shade + noise).round().clamp(0.0, 255.0) as u8);
        }
    }
    pixels
}

fn text() -> String {
    let at = datetime!(2026-11-01 12:00 UTC);
    let issuer = Issuer::new(&IssuerOptions::demo(at)).unwrap();
    let options = PassOptions {
        kind: Kind::Vaccination,
        person: Person::sample(3),
        at,
        lifetime: Duration::days(30),
        defect: None,
    };
    issue(&issuer, &options).unwrap().text
}

#[test]
fn codes_are_read_however_they_lie() {
    let text = text();
    for (name, view) in [
        ("plain", PLAIN),
        ("small", View { scale: 2.2, ..PLAIN }),
        ("large", View { scale: 6.6, ..PLAIN }),
        ("turned", View { angle: 0.6, ..PLAIN }),
        ("upside down", View { angle: 3.4, ..PLAIN }),
        (
            "in perspective",
            View {
                tilt: (0.2, 0.12),
                ..PLAIN
            },
        ),
        ("curled", View { curl: 4.0, ..PLAIN }),
        (
            "in uneven light",
            View {
                gradient: 0.75,
                ..PLAIN
            },
        ),
        (
            "of low contrast",
            View {
                dark: 100.0,
                light: 140.0,
                ..PLAIN
            },
        ),
        (
            "light on dark",
            View {
                dark: 215.0,
                light: 40.0,
                ..PLAIN
            },
        ),
        ("in noise", View { noise: 14.0, ..PLAIN }),
        (
            "all at once",
            View {
                scale: 3.5,
                angle: 0.3,
                tilt: (0.2, -0.1),
                curl: 1.5,
                gradient: 0.4,
                noise: 5.0,
                ..PLAIN
            },
        ),
    ] {
        let codes = frame::read(&draw(&text, view), WIDTH, HEIGHT);
        assert_eq!(
            codes.first().and_then(|code| code.text()),
            Some(text.as_str()),
            "{name}"
        );
    }
}

#[test]
fn the_outline_lies_around_the_code() {
    let codes = frame::read(&draw(&text(), PLAIN), WIDTH, HEIGHT);
    let side = (Symbol::new(&text()).unwrap().size() - 8) as f32 * 4.0;
    let (left, top) = ((WIDTH as f32 - side) / 2.0, (HEIGHT as f32 - side) / 2.0);
    let wanted = [
        (left, top),
        (left + side, top),
        (left + side, top + side),
        (left, top + side),
    ];
    for ((x, y), (wanted_x, wanted_y)) in codes[0].corners.into_iter().zip(wanted) {
        assert!(
            (x - wanted_x).abs() < 3.0 && (y - wanted_y).abs() < 3.0,
            "{:?}",
            codes[0].corners
        );
    }
}

#[test]
fn frames_without_a_code_hold_none_and_break_nothing() {
    let mut dice = Dice(1);
    let code = draw(&text(), PLAIN);
    for round in 0..60 {
        let (width, height) = (1 + (dice.roll() * 400.0) as usize, 1 + (dice.roll() * 300.0) as usize);
        // Noise, stripes, and torn pieces of a code.
        let frame: Vec<u8> = (0..width * height)
            .map(|i| match round % 3 {
                0 => (dice.roll() * 255.0) as u8,
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
    }
}

#[test]
fn a_torn_code_is_read_whole_or_not_at_all() {
    let text = text();
    let whole = draw(&text, PLAIN);
    let mut dice = Dice(3);
    for round in 0..40 {
        let mut torn = whole.clone();
        for _ in 0..=round {
            let (x, y) = ((dice.roll() * 900.0) as usize, (dice.roll() * 660.0) as usize);
            (y..y + 40).for_each(|y| torn[y * WIDTH + x..][..40].fill(200));
        }
        for code in frame::read(&torn, WIDTH, HEIGHT) {
            assert_eq!(code.text(), Some(text.as_str()), "never another text");
        }
    }
}
