//! The directory of places that issue certificates: a list that needs no server, filtered by district and distance.
//!
//! A publisher builds a signed [`Directory`] from tables or extracts of OpenStreetMap (feature `directory`,
//! [`Import`]); whoever reads one checks the signature and names its licence beside it. A [`Filter`] finds places, a
//! [`Map`] says where to draw them.

#[cfg(feature = "directory")]
mod import;
mod map;
mod pack;
mod place;

#[cfg(feature = "directory")]
pub use import::{Import, ImportError, Imported, Skipped};
pub use map::{Frame, Map, nice_length};
pub use pack::{Directory, DirectoryError};
pub use place::{Filter, FoundPlace, Place, PlaceError, Point, certificates_of};
