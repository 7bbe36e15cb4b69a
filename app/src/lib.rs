//! What the page and its workers share: the [`bridge`] between them, the [`pixels`] of pictures, and the lists that are
//! [downloaded](download) and [kept](store) on the device.

pub mod bridge;
pub mod download;
pub mod pixels;
pub mod store;
pub mod worker_scope;
