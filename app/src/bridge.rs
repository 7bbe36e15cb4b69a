//! The bridge between the page and the worker.
//!
//! A message is a JavaScript array `[envelope, attachment]`: the envelope is the bytes (postcard)
//! of a [`Request`] or [`Response`] with its number, the attachment what bytes cannot carry (a picture,
//! always transferred or a `Blob`, never copied pixel by pixel). Every request gets one response.

use greengate::{
    frame::Hint,
    trust::{CheckResult, DeferredCheck},
    verdict::{Plan, Report, Stop},
    wedge::Typed,
};
use js_sys::{Array, Uint8Array};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

/// A request of the page to the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Request {
    /// Use this trust list for the demo.
    Demo {
        /// The file's text.
        list: String,
    },
    /// Use the attached trust list, a `Blob`, from now on, in place of the last imported one.
    Import {
        /// The name that reports give it.
        name: String,
        /// It was in use before the worker was replaced.
        again: bool,
    },
    /// Forget the imported list.
    ForgetImport,
    /// Use the attached entry rules or value sets, a `Blob`, beside those that are in use.
    Rules {
        /// The name of the file.
        name: String,
    },
    /// Judge entry for this journey from now on.
    Journey {
        /// The journey, `None` for none.
        journey: Option<Journey>,
        /// Language of the rules' descriptions, ISO 639-1.
        language: String,
    },
    /// Which passes are accepted at which stop of a trip.
    Plan {
        /// Which list to judge by.
        scope: TrustScope,
        /// The texts of each pass.
        passes: Vec<Vec<String>>,
        /// The stops.
        stops: Vec<Stop>,
        /// Language of the rules' descriptions.
        language: String,
        /// Time of the check, milliseconds since 1970.
        at: f64,
        /// First and last instant of the timelines, milliseconds since 1970.
        horizon: (f64, f64),
    },
    /// Ask the configured hosts for a newer bundle now.
    Update,
    /// Judge the texts of one pass.
    Text {
        /// Which list to judge by.
        scope: TrustScope,
        /// The texts: one, or the codes of a card that comes in several.
        texts: Vec<String>,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
    /// The texts of the passes in a text, or in the attached file, a `Blob`.
    File {
        /// The text.
        text: Option<String>,
    },
    /// The cards that these codes make.
    Assemble(Codes),
    /// What a hardware scanner meant that typed this.
    Typed {
        /// What the computer took its keys for.
        text: String,
    },
    /// Read and judge the codes of the attached camera frame, an `ImageBitmap` or an
    /// `ImageData`; what it leaves undecided is added to the next.
    Frame {
        /// Which list to judge by.
        scope: TrustScope,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
    /// Read and judge the codes of the attached picture: an `ImageBitmap`, an `ImageData`
    /// or a `Blob`.
    Picture {
        /// Which list to judge by.
        scope: TrustScope,
        /// Time of the check, milliseconds since 1970.
        at: f64,
    },
}

/// Real passes and demo passes are judged by lists of their own, never by one mixture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustScope {
    /// The lists that the user trusts.
    #[default]
    Real,
    /// The demo's own list.
    Demo,
}

/// A response of the worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Response {
    /// The worker has started.
    Ready,
    /// It waits for a part of the app that is being loaded: what it was asked takes longer. Comes
    /// without having been asked for.
    KeepAlive,
    /// The entry rules in use.
    Rules(RulesState),
    /// The lists in use. Comes without having been asked for whenever they change.
    Trust(Box<TrustState>),
    /// The pass is judged.
    Report(Box<Report>),
    /// What was taken out of a file or text, or made of codes.
    Taken(Taken),
    /// What the scanner meant.
    Typed(Typed),
    /// What is known of the trip.
    Plan(Box<Plan>),
    /// The codes of the picture, judged.
    Codes(Vec<ScannedCode>),
    /// What the camera frame shows.
    Frame(FrameResult),
    /// It cannot be done.
    Failed(Failure),
}

/// Codes of cards that come in several.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Codes {
    /// Codes of cards that have been judged, which may be codes of others.
    pub used: Vec<String>,
    /// Codes that wait for the others of their cards.
    pub waiting: Vec<String>,
    /// Whether others may follow.
    pub more: More,
}

/// Whether other codes may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum More {
    /// They come one after the other.
    Coming,
    /// None has come for a moment.
    Pausing,
}

/// What was taken out of a file or text, or made of codes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Taken {
    /// The texts of passes.
    Texts(Vec<String>),
    /// A file of a kind that is not read.
    Unread {
        /// Name of the kind; empty for an unknown one.
        kind: String,
        /// Whether it is a picture.
        picture: bool,
    },
    /// The codes of each card, and how many of how many are here of the one that waits.
    Cards(Vec<Vec<String>>, Option<(usize, usize)>),
}

/// A journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Journey {
    /// Destination, ISO 3166-1 alpha-2.
    pub country: String,
    /// Time of entry, milliseconds since 1970; now without one.
    pub at: Option<f64>,
}

/// The entry rules in use.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RulesState {
    /// Names of the files that a person imported.
    pub names: Vec<String>,
    /// Number of rules.
    pub rules: usize,
    /// Number of value sets.
    pub value_sets: usize,
    /// Countries that have acceptance rules.
    pub countries: Vec<String>,
    /// When the newest rule began to apply, milliseconds since 1970.
    pub newest: Option<f64>,
    /// The publisher's pack.
    pub published: Option<PublishedRules>,
    /// When a host had another pack under the serial number of that in use, milliseconds since 1970.
    pub same_serial: Option<f64>,
}

/// The publisher's pack of rules. Times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublishedRules {
    /// Its serial number.
    pub serial: u64,
    /// When it was made.
    pub issued_at: f64,
    /// Until when it is fresh.
    pub best_before: f64,
    /// After this it is too old.
    pub expires_at: f64,
    /// Where it came from.
    pub origin: Origin,
}

/// What the app is told by `config.json` beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Publishers whose bundles are believed: compressed points of P-256 in base64.
    pub publishers: Vec<String>,
    /// The bundle that the app brings along, relative to it.
    pub bundle: Option<String>,
    /// Where newer bundles are, in order: relative to the app, or another static host's.
    pub sources: Vec<String>,
    /// The pack of rules that the app brings along, relative to it.
    pub rules: Option<String>,
    /// Where newer packs of rules are, in order.
    pub rule_sources: Vec<String>,
    /// Minutes from one update to the next.
    pub update_every_minutes: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            publishers: Vec::new(),
            bundle: None,
            sources: Vec::new(),
            rules: None,
            rule_sources: Vec::new(),
            update_every_minutes: 60.0,
        }
    }
}

/// The lists in use. Times are milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrustState {
    /// The publisher's bundle.
    pub published: Option<Published>,
    /// The list that a person imported.
    pub imported: Option<Imported>,
    /// Both together.
    pub all: TrustSummary,
    /// The last update that was tried.
    pub updated: Option<Updated>,
    /// Whether there are hosts to ask.
    pub updates: bool,
    /// Whether the last list taken is kept on the device for the next start.
    pub kept: bool,
    /// A signed statement of this time has been seen: it is not earlier now.
    pub newest_signed: Option<f64>,
}

/// The publisher's bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// Its serial number.
    pub serial: u64,
    /// When it was made.
    pub issued_at: f64,
    /// Until when it is fresh.
    pub best_before: f64,
    /// After this it is too old.
    pub expires_at: f64,
    /// Where it came from.
    pub origin: Origin,
    /// Whether it vouches for any key in use, with no newer list that does.
    pub vouches: bool,
    /// Names of the lists in it.
    pub lists: Vec<String>,
    /// Its figures.
    pub summary: TrustSummary,
}

/// Where a bundle came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// With the app.
    Shipped,
    /// Kept on the device.
    Stored,
    /// From a host, just now.
    Updated,
    /// From a file.
    Imported,
}

/// A list that a person imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// Name of its file.
    pub name: String,
    /// When it was imported.
    pub taken: f64,
    /// When it was made, where it says so.
    pub issued_at: Option<f64>,
    /// When it ends, where it says so.
    pub expires_at: Option<f64>,
    /// Whether it vouches for any key in use, with no newer list that does.
    pub vouches: bool,
    /// Whether its own signature was checked.
    pub checked: bool,
    /// Its figures.
    pub summary: TrustSummary,
}

/// An update that was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Updated {
    /// When.
    pub at: f64,
    /// What came of it.
    pub outcome: UpdateOutcome,
}

/// What came of an update. Whatever it is, a usable list stays in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateOutcome {
    /// There is nothing newer.
    UpToDate,
    /// A newer bundle is in use.
    Replaced,
    /// No host had one that can be used.
    Failed(UpdateFailure),
}

/// Why a host's answer is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateFailure {
    /// The address is none.
    BadAddress,
    /// No answer.
    Unreachable,
    /// It sends elsewhere.
    Redirected,
    /// An answer other than 200 and 304.
    Status(u16),
    /// The answer ended too early.
    BrokenOff,
    /// The answer is larger than any bundle.
    TooLarge,
    /// The answer is something else.
    NotABundle,
    /// The host has another bundle under the serial number of the one in use.
    SameSerial(u64),
    /// The bundle was refused, for this reason.
    Refused(String),
}

/// Trust lists in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustSummary {
    /// Number of keys.
    pub keys: usize,
    /// Entries that could not be read.
    pub skipped: usize,
    /// Number of countries.
    pub countries: usize,
    /// Number of issuers of SMART Health Cards.
    pub issuers: usize,
    /// Whether any key is a real issuer's.
    pub real: bool,
}

/// A code found in a picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScannedCode {
    /// Where it is.
    pub outline: Outline,
    /// The verdict.
    pub report: Report,
    /// Its text.
    pub text: String,
    /// Whether it is one of several codes of a card.
    pub chunk: bool,
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
pub struct FrameResult {
    /// The codes that were read, judged.
    pub found: Vec<ScannedCode>,
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
    /// The browser does not hand out the bytes of the list or rules: the file was moved, changed
    /// or removed after it was chosen.
    UnreadableFile,
    /// The rules were refused, for this reason.
    Rules(String),
    /// The trust list was refused, for this reason.
    TrustList(String),
    /// It needs a part of the app that this device has never loaded, and there is no network.
    Missing,
    /// The message was not understood.
    Protocol,
}

/// What the scanning worker leaves to the worker that reads lists. The attachment is a file's
/// bytes, an `Uint8Array`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Job {
    /// Make a check that the scanning worker's build cannot make.
    Check(DeferredCheck),
    /// The attached trust list as a bundle.
    List {
        /// The name that reports give it.
        name: String,
    },
    /// The attached file of rules as a pack.
    Rules {
        /// Its name.
        name: String,
    },
    /// The texts of the passes in the attached file.
    File,
    /// The cards that these codes make.
    Assemble(Codes),
}

/// The result of a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum JobResult {
    /// The worker has started.
    Ready,
    /// The result of a check.
    Checked(CheckResult),
    /// What was taken out of a file, or made of codes.
    Taken(Taken),
    /// The attached bytes, unsigned: whoever handed in the file vouches for it.
    Converted,
    /// The file was refused, for this reason.
    Refused(String),
}

/// A message with its number.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// Number of the request, 0 for [`Response::Ready`].
    pub number: u32,
    /// The message.
    pub body: T,
}

/// Packs a message.
///
/// # Errors
/// When the body cannot be written.
pub fn pack<T: Serialize>(number: u32, body: T, attachment: &JsValue) -> Result<Array, postcard::Error> {
    let envelope = postcard::to_allocvec(&Envelope { number, body })?;
    Ok(Array::of2(&Uint8Array::from(envelope.as_slice()), attachment))
}

/// Unpacks a message; `None` when it is not one of ours.
#[must_use]
pub fn unpack<T: DeserializeOwned>(data: &JsValue) -> Option<(u32, T, JsValue)> {
    let parts = Array::is_array(data).then(|| Array::from(data))?;
    let envelope = parts.get(0).dyn_into::<Uint8Array>().ok()?.to_vec();
    let envelope: Envelope<T> = postcard::from_bytes(&envelope).ok()?;
    Some((envelope.number, envelope.body, parts.get(1)))
}
