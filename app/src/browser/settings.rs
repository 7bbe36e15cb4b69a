//! Settings that the browser keeps for the next visit.

use super::{boot::boot_value, window};

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
