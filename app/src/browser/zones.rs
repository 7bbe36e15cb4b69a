//! Time zones of countries, as far as the browser knows them.

use super::method;
use js_sys::{Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

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
