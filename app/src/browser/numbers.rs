//! Numbers, formatted and parsed by the browser: doing so here would take tables that every phone loads.

/// A number with this many digits after the point.
pub fn fixed(number: f64, digits: u8) -> String {
    let number = js_sys::Number::from(number);
    // Only fails for more than 100 digits.
    number.to_fixed(digits).map_or_else(|_| String::new(), String::from)
}

/// A number with as many digits as it needs.
pub fn written(number: f64) -> String {
    js_sys::Number::from(number)
        .to_string_with_radix(10)
        .map_or_else(|_| String::new(), String::from)
}

/// The number at the start of a text.
pub fn number(text: &str) -> Option<f64> {
    Some(js_sys::Number::parse_float(text)).filter(|number| number.is_finite())
}

/// A number limited to a range; NaN becomes `least`. Unlike `clamp` it cannot panic: a panic message would bring the
/// formatting of floating point numbers along.
pub const fn within(number: f64, least: f64, most: f64) -> f64 {
    number.max(least).min(most)
}
