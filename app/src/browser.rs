//! Small conveniences over the browser's interface.

use js_sys::{Date, Function, Object, Promise, Reflect};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The window; the page has one.
pub fn window() -> web_sys::Window {
    js_sys::global().unchecked_into()
}

/// Milliseconds since 1970 by the device's clock.
pub fn now() -> f64 {
    Date::now()
}

/// Milliseconds by a clock that nobody sets.
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

/// Whether the page is before someone's eyes.
pub fn is_visible() -> bool {
    let document = window().document();
    document.is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// A method, where the browser has it.
pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

/// Waits.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        // Fails only without an event loop.
        _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    _ = JsFuture::from(promise).await;
}

/// Language of the texts, for dates and names.
const LANGUAGE: &str = "en-GB";

/// A day as people write it: 6 May 2022.
pub fn day(at: OffsetDateTime) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of the calendar are exact")]
    let date = Date::new(&JsValue::from_f64(at.unix_timestamp() as f64 * 1000.0));
    long_date(&date, None)
}

/// A date of a pass: a day, a month or a year, whatever is known of it. What is no date
/// is shown as it stands.
pub fn partial_date(text: &str) -> String {
    let date = text.get(..10).unwrap_or(text);
    let milliseconds = Date::parse(date);
    if date.len() != 10 || milliseconds.is_nan() {
        return text.to_owned();
    }
    long_date(&Date::new(&milliseconds.into()), Some("UTC"))
}

fn long_date(date: &Date, zone: Option<&str>) -> String {
    let options = Object::new();
    let zone = zone.map(|zone| ("timeZone", zone));
    for (key, value) in [("day", "numeric"), ("month", "long"), ("year", "numeric")]
        .into_iter()
        .chain(zone)
    {
        // Setting a property of a fresh object cannot fail.
        _ = Reflect::set(&options, &key.into(), &value.into());
    }
    date.to_locale_date_string(LANGUAGE, &options).into()
}

/// A country by name; a code that the browser does not know stays a code.
pub fn country(code: &str) -> String {
    if code == "XD" {
        return "Demoland".to_owned();
    }
    let named = || -> Option<String> {
        let options = Object::new();
        Reflect::set(&options, &"type".into(), &"region".into()).ok()?;
        let constructor: Function = Reflect::get(&js_sys::global(), &"Intl".into())
            .and_then(|intl| Reflect::get(&intl, &"DisplayNames".into()))
            .ok()?
            .dyn_into()
            .ok()?;
        let names = Reflect::construct(&constructor, &js_sys::Array::of2(&LANGUAGE.into(), &options)).ok()?;
        method(&names, "of")?.call1(&names, &code.into()).ok()?.as_string()
    };
    named().unwrap_or_else(|| code.to_owned())
}

/// The text of a file of the app itself.
pub async fn fetch_text(path: &str) -> Option<String> {
    let text = fetch(path).await?.text().ok()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// A file of the app itself as a blob.
pub async fn fetch_blob(path: &str) -> Option<web_sys::Blob> {
    let blob = fetch(path).await?.blob().ok()?;
    JsFuture::from(blob).await.ok()?.dyn_into().ok()
}

async fn fetch(path: &str) -> Option<web_sys::Response> {
    let promise: Promise = window().fetch_with_str(path).unchecked_into();
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    response.ok().then_some(response)
}
