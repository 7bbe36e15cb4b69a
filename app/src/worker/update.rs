//! Downloads of the app's own files, and of what its configuration names.

use crate::browser;
use greengate_app::{
    bridge::UpdateFailure,
    download::{Download, Fetched},
};

/// Milliseconds after which a host is given up.
const PATIENCE_MS: i32 = 60_000;

/// Asks a host for its current file, unless that still has this entity tag. The address may be relative to the app.
pub async fn fetch(url: &str, etag: Option<&str>) -> Result<Fetched, UpdateFailure> {
    let url = &*browser::address(url).ok_or(UpdateFailure::BadAddress)?;
    let patience_ms = PATIENCE_MS;
    Download { url, etag, patience_ms }.fetch().await
}

/// Complete content of one of the app's own files; `None` if it is not there.
pub async fn own_file(path: &str) -> Option<Vec<u8>> {
    match fetch(path, None).await {
        Ok(Fetched::Body { bytes, .. }) => Some(bytes),
        _ => None,
    }
}
