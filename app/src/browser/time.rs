//! Clocks and instants.

use super::{method, window};
use js_sys::{Date, Promise, Reflect};
use time::OffsetDateTime;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since 1970 by the device's clock.
pub fn now() -> f64 {
    Date::now()
}

/// Milliseconds of the monotonic clock.
pub fn monotonic() -> f64 {
    let performance = Reflect::get(&window(), &"performance".into());
    let now = performance.as_ref().ok().and_then(|p| method(p, "now"));
    match (performance, now) {
        (Ok(performance), Some(now)) => now
            .call0(&performance)
            .ok()
            .and_then(|v| v.as_f64())
            .unwrap_or_default(),
        _ => now_fallback(),
    }
}

fn now_fallback() -> f64 {
    Date::now()
}

/// A time in milliseconds since 1970.
pub fn instant(milliseconds: f64) -> Option<OffsetDateTime> {
    #[expect(clippy::cast_possible_truncation, reason = "a float to integer cast saturates")]
    OffsetDateTime::from_unix_timestamp((milliseconds / 1000.0) as i64).ok()
}

/// Noon of a day `YYYY-MM-DD` by the device's zone, in milliseconds since 1970.
pub fn noon_of(day: &str) -> Option<f64> {
    let noon = Date::parse(&format!("{day}T12:00:00"));
    (day.len() == 10 && !noon.is_nan()).then_some(noon)
}

/// Day `YYYY-MM-DD` of a time in the device's zone.
pub fn day_of(milliseconds: f64) -> String {
    let date = Date::new(&milliseconds.into());
    format!(
        "{}-{:02}-{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date()
    )
}

/// A promise that is kept after this many milliseconds.
pub fn timer(ms: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        // Only fails without an event loop.
        _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    })
}

/// Waits for this many milliseconds.
pub async fn sleep(ms: i32) {
    _ = JsFuture::from(timer(ms)).await;
}
