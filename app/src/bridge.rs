//! The bridge between the page and the worker.
//!
//! A message is a JavaScript array `[envelope, attachment]`: the envelope is the JSON of an
//! [`Ask`] or [`Answer`] with its number, the attachment what JSON cannot carry (a picture,
//! always transferred or a `Blob`, never copied pixel by pixel). Every ask gets one answer.

use greengate::{frame::Hint, verdict::Report};
use js_sys::Array;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

/// What the page asks of the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Ask {
    /// Use this trust list from now on.
    Trust {
        /// Which list it replaces.
        realm: Realm,
        /// The name that reports give it.
        name: String,
        /// The file's text.
        list: String,
    },
    /// Judge a pass text.
    Text {
        /// Which list to judge by.
        realm: Realm,
        /// The text.
        text: String,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
    /// Read and judge the codes of the attached camera frame, an `ImageBitmap` or an
    /// `ImageData`; what it leaves undecided is added to the next.
    Frame {
        /// Which list to judge by.
        realm: Realm,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
    /// Read and judge the codes of the attached picture: an `ImageBitmap`, an `ImageData`
    /// or a `Blob`.
    Picture {
        /// Which list to judge by.
        realm: Realm,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
}

/// Real passes and demo passes are judged by lists of their own, never by one mixture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Realm {
    /// The lists that the user trusts.
    #[default]
    Real,
    /// The demo's own list.
    Demo,
}

/// What the worker answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "answer", content = "of", rename_all = "kebab-case")]
pub enum Answer {
    /// The worker has started.
    Ready,
    /// The trust list is in use.
    Trust(TrustSummary),
    /// The pass is judged.
    Report(Box<Report>),
    /// The codes of the picture, judged.
    Codes(Vec<Found>),
    /// What the camera frame shows.
    Frame(Seen),
    /// It cannot be done.
    Failed(Failure),
}

/// A trust list in use, in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustSummary {
    /// Name of the list.
    pub name: String,
    /// Number of keys.
    pub keys: usize,
    /// Entries that could not be read.
    pub skipped: usize,
    /// Number of countries.
    pub countries: usize,
}

/// A code found in a picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// Where it is.
    pub outline: Outline,
    /// The verdict.
    pub report: Report,
}

/// Where a code is in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// Its corners in pixels of the picture.
    pub corners: [(f32, f32); 4],
    /// Width and height of the picture.
    pub picture: (u32, u32),
}

/// What a camera frame shows.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Seen {
    /// The codes that were read, judged.
    pub found: Vec<Found>,
    /// A code that was found, but not read.
    pub sighted: Option<Outline>,
    /// What would help to read it.
    pub hint: Option<Hint>,
}

/// Why the worker cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// The file is no picture that this browser reads.
    UnreadablePicture,
    /// The trust list was refused, for this reason.
    TrustList(String),
    /// The message was not understood.
    Protocol,
}

/// A message with its number.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Number of the ask, 0 for [`Answer::Ready`].
    pub number: u32,
    /// The message.
    pub body: T,
}

/// Packs a message.
///
/// # Errors
/// When the body cannot be written as JSON.
pub fn pack<T: Serialize>(number: u32, body: T, attachment: &JsValue) -> Result<Array, serde_json::Error> {
    let envelope = serde_json::to_string(&Envelope { number, body })?;
    Ok(Array::of2(&JsValue::from_str(&envelope), attachment))
}

/// Unpacks a message; `None` when it is not one of ours.
#[must_use]
pub fn unpack<T: DeserializeOwned>(data: &JsValue) -> Option<(u32, T, JsValue)> {
    let parts = Array::is_array(data).then(|| Array::from(data))?;
    let envelope: Envelope<T> = serde_json::from_str(&parts.get(0).as_string()?).ok()?;
    Some((envelope.number, envelope.body, parts.get(1)))
}
