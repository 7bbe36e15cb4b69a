//! Small conveniences over the browser's interface.

use js_sys::{Date, Function, Object, Promise, Reflect};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::Worker;

/// The page's window.
pub fn window() -> web_sys::Window {
    js_sys::global().unchecked_into()
}

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

/// True if the page is visible.
pub fn is_visible() -> bool {
    let document = window().document();
    document.is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

/// Method of an object, if the browser has it.
pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}

/// Listener for an event, removed when dropped.
pub struct Listener {
    target: web_sys::EventTarget,
    name: &'static str,
    then: Closure<dyn FnMut()>,
}

impl Listener {
    /// Listens to the event from now on.
    pub fn new(target: &web_sys::EventTarget, name: &'static str, then: impl FnMut() + 'static) -> Self {
        let then = Closure::new(then);
        // Listening to a known event cannot fail.
        _ = target.add_event_listener_with_callback(name, then.as_ref().unchecked_ref());
        Self {
            target: target.clone(),
            name,
            then,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        _ = self
            .target
            .remove_event_listener_with_callback(self.name, self.then.as_ref().unchecked_ref());
    }
}

/// Waits for this many milliseconds.
pub async fn sleep(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        // Only fails without an event loop.
        _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    _ = JsFuture::from(promise).await;
}

/// Name of a browser store for this deployment. Deployments under other paths of the same host share the browser's
/// stores and need other names.
pub fn own_name(name: &str) -> String {
    let scope = boot_value("scope").as_string().unwrap_or_default();
    let separator = if name.is_empty() { "" } else { " " };
    ["greengate ", &scope, separator, name].concat()
}

/// A setting that was kept for this visit; `None` in browsers that keep nothing.
pub fn setting(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&own_name(name)).ok()?
}

/// Keeps a setting for the next visit. A browser that keeps nothing uses the defaults next time.
pub fn set_setting(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        _ = storage.set_item(&own_name(name), value);
    }
}

/// Forgets a setting.
pub fn forget_setting(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        _ = storage.remove_item(&own_name(name));
    }
}

/// Text of one of the app's own files.
pub async fn fetch_text(path: &str) -> Option<String> {
    let text = fetch(path).await?.text().ok()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// One of the app's own files as a blob.
pub async fn fetch_blob(path: &str) -> Option<web_sys::Blob> {
    let blob = fetch(path).await?.blob().ok()?;
    JsFuture::from(blob).await.ok()?.dyn_into().ok()
}

async fn fetch(path: &str) -> Option<web_sys::Response> {
    let promise: Promise = window().fetch_with_str(path).unchecked_into();
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    response.ok().then_some(response)
}

/// Time zones where most people arrive, for countries with several.
const MAIN_ZONES: &[&str] = &[
    "Africa/Kinshasa",
    "America/Argentina/Buenos_Aires",
    "America/Guayaquil",
    "America/Mexico_City",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Almaty",
    "Asia/Jakarta",
    "Asia/Kuala_Lumpur",
    "Asia/Nicosia",
    "Asia/Shanghai",
    "Asia/Tashkent",
    "Asia/Ulaanbaatar",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/Madrid",
    "Europe/Moscow",
    "Pacific/Auckland",
];

/// Time zones (IANA) of a country that the browser knows, the one where most people arrive first.
pub fn zones_of(country: &str) -> Vec<String> {
    let zones = || -> Option<JsValue> {
        let constructor: Function = Reflect::get(&js_sys::global(), &"Intl".into())
            .and_then(|intl| Reflect::get(&intl, &"Locale".into()))
            .ok()?
            .dyn_into()
            .ok()?;
        let tag = format!("und-{country}");
        let locale = Reflect::construct(&constructor, &js_sys::Array::of1(&tag.as_str().into())).ok()?;
        match method(&locale, "getTimeZones") {
            Some(zones) => zones.call0(&locale).ok(),
            None => Reflect::get(&locale, &"timeZones".into()).ok(),
        }
    };
    let zones = (!country.is_empty())
        .then(zones)
        .flatten()
        .filter(js_sys::Array::is_array);
    let zones = zones.map_or_else(Vec::new, |zones| crate::language::texts(&zones));
    compact_sort::sorted_by_key(
        zones,
        |zone| if MAIN_ZONES.contains(&zone.as_str()) { 0.0 } else { 1.0 },
    )
}

/// Instant of a local time `YYYY-MM-DDTHH:MM` in a zone, in milliseconds since 1970. Without a zone, or with one that
/// the browser does not know, the device's own zone counts.
pub fn instant_of_local(local: &str, zone: Option<&str>) -> Option<f64> {
    let as_utc = Date::parse(&format!("{local}:00Z"));
    if local.len() != 16 || as_utc.is_nan() {
        return None;
    }
    let Some(zone) = zone else {
        return Some(Date::parse(&format!("{local}:00")));
    };
    // Local time of the zone at an instant, written as if it were UTC.
    let clock = |at: f64| -> Option<f64> {
        let options = Object::new();
        for (key, value) in [
            ("timeZone", zone),
            ("hourCycle", "h23"),
            ("year", "numeric"),
            ("month", "2-digit"),
            ("day", "2-digit"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("second", "2-digit"),
        ] {
            Reflect::set(&options, &key.into(), &value.into()).ok()?;
        }
        let said: String = method(&Date::new(&at.into()), "toLocaleString")?
            .call2(&Date::new(&at.into()), &"sv-SE".into(), &options)
            .ok()?
            .as_string()?;
        let parsed = Date::parse(&(said.replace(' ', "T") + "Z"));
        (!parsed.is_nan()).then_some(parsed)
    };
    let offset = |at: f64| clock(at).map(|said| said - at);
    let Some(first) = offset(as_utc) else {
        return Some(Date::parse(&format!("{local}:00")));
    };
    // Correct it once more for the days on which clocks change.
    let at = as_utc - first;
    Some(as_utc - offset(at).unwrap_or(first))
}

/// Value of the address's query. The part behind # is never read: a pass must not end up there.
pub fn query(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// True while a camera picture or a verdict is visible.
pub fn is_scanning() -> bool {
    let document = window().document();
    let shown = |css: &str| {
        let document = document.as_ref()?;
        document.query_selector(css).ok()?
    };
    shown(".scanner.on").is_some() || shown(".result:not(.toast)").is_some()
}

/// A number with this many digits after the point. The browser formats and parses floating point numbers: doing so here
/// would take tables that every phone loads.
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

/// Value that `www/boot.js` defines in the page and in the scanning worker.
fn boot_value(name: &str) -> JsValue {
    let defined = Reflect::get(&js_sys::global(), &"greengate".into());
    let value = defined.and_then(|defined| Reflect::get(&defined, &name.into()));
    value.unwrap_or_default()
}

fn boot_call(name: &str, argument: &JsValue) -> Option<JsValue> {
    let function: Function = boot_value(name).dyn_into().ok()?;
    function.call1(&JsValue::UNDEFINED, argument).ok()
}

/// Absolute address of one of the app's files. A worker that was started from a blob has no address to resolve relative
/// ones.
pub fn address(path: &str) -> Option<String> {
    let base = boot_value("base").as_string()?;
    Some(web_sys::Url::new_with_base(path, &base).ok()?.href())
}

/// Starts the scanning worker, which runs this same module.
pub fn start_scanner() -> Option<Worker> {
    boot_call("scanner", &wasm_bindgen::module())?.dyn_into().ok()
}

/// Starts the worker of a part of the app that is loaded on demand. Its script and its module have the hashes of this
/// build; anything else is not started.
pub async fn start_part(name: &str) -> Option<Worker> {
    let promise: Promise = boot_call("part", &name.into())?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// Longer side of a rasterised vector picture, in pixels.
const DRAWN_SIDE: f64 = 1_600.0;

/// Pixels of a vector picture, which browsers only decode on a page.
pub async fn drawn(file: &web_sys::Blob) -> Option<web_sys::ImageData> {
    let address = web_sys::Url::create_object_url_with_blob(file).ok()?;
    let drawn = drawn_from(&address).await;
    // Only fails for an invalid address.
    _ = web_sys::Url::revoke_object_url(&address);
    drawn
}

async fn drawn_from(address: &str) -> Option<web_sys::ImageData> {
    let image = web_sys::HtmlImageElement::new().ok()?;
    image.set_src(address);
    JsFuture::from(image.decode()).await.ok()?;
    let (width, height) = (f64::from(image.natural_width()), f64::from(image.natural_height()));
    let scale = DRAWN_SIDE / width.max(height).max(1.0);
    let (width, height) = ((width * scale).max(1.0), (height * scale).max(1.0));
    let canvas: web_sys::HtmlCanvasElement = window().document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most the side above"
    )]
    {
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
    }
    let context: web_sys::CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .ok()?;
    context.get_image_data(0.0, 0.0, width.floor(), height.floor()).ok()
}
