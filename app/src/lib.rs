//! What the page, the counter and their workers share: the [`bridge`] between page and workers, the [`pixels`] of pictures,
//! lists that are [downloaded](download) and [kept](store) on the device; the [`browser`], its [`camera`], the
//! [language](language) of the page, and the [`elements`] that views are made of.

pub mod bridge;
#[cfg_attr(
    test,
    allow(dead_code, unused_imports, reason = "the state has a browser of its own in tests")
)]
pub mod browser;
pub mod camera;
pub mod download;
pub mod elements;
pub mod encrypted_store;
pub mod hooks;
pub mod imports;
pub mod language;
pub mod message;
pub mod notice;
pub mod part_client;
pub mod pixels;
pub mod presenter;
pub mod store;
pub mod wedge;
pub mod worker_scope;
