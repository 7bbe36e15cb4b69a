//! A browser for tests: its clock stands still until a test moves it, and it remembers settings for one test.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

pub use crate::browser::{instant, within};

/// 2026-11-01 12:00 UTC, milliseconds since 1970.
pub const START: f64 = 1_793_534_400_000.0;

thread_local! {
    static CLOCK: Cell<f64> = const { Cell::new(0.0) };
    static SETTINGS: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// Forgets everything.
pub fn restart() {
    // Not zero, as in a browser that has just loaded the page.
    CLOCK.set(100.0);
    SETTINGS.take();
}

/// Lets milliseconds pass.
pub fn wait(milliseconds: f64) {
    CLOCK.set(CLOCK.get() + milliseconds);
}

pub fn monotonic() -> f64 {
    CLOCK.get()
}

pub fn now() -> f64 {
    START + CLOCK.get()
}

pub fn setting(name: &str) -> Option<String> {
    SETTINGS.with_borrow(|settings| settings.get(name).cloned())
}

pub fn set_setting(name: &str, value: &str) {
    SETTINGS.with_borrow_mut(|settings| settings.insert(name.to_owned(), value.to_owned()));
}

pub fn forget_setting(name: &str) {
    SETTINGS.with_borrow_mut(|settings| settings.remove(name));
}

pub fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

pub fn written(number: f64) -> String {
    number.to_string()
}

/// One country has two zones here, the others one.
pub fn zones_of(country: &str) -> Vec<String> {
    match country {
        "" => Vec::new(),
        "PT" => vec!["Europe/Lisbon".to_owned(), "Atlantic/Azores".to_owned()],
        other => vec![format!("Zone/{other}")],
    }
}

/// Every zone is UTC here, but the Azores, which are an hour behind.
pub fn instant_of_local(local: &str, zone: Option<&str>) -> Option<f64> {
    let format = time::format_description::well_known::Rfc3339;
    let utc = time::OffsetDateTime::parse(&format!("{local}:00Z"), &format).ok()?;
    let behind = if zone == Some("Atlantic/Azores") {
        3_600_000.0
    } else {
        0.0
    };
    Some(utc.unix_timestamp() as f64 * 1_000.0 + behind)
}

/// Noon of a day, UTC.
pub fn noon_of(day: &str) -> Option<f64> {
    instant_of_local(&format!("{day}T12:00"), None)
}

/// Day of a time, UTC.
pub fn day_of(milliseconds: f64) -> String {
    instant(milliseconds).map_or_else(String::new, |at| at.date().to_string())
}
