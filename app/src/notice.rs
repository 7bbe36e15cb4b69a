//! What the page says beside verdicts.

/// A message to the user that is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The file is not a picture.
    UnreadablePicture,
    /// The browser does not hand out the file: it was moved, changed or removed.
    FileMoved,
    /// The app does not read files of this kind.
    FileKind {
        /// Name of the kind.
        kind: String,
        /// True for a picture.
        picture: bool,
    },
    /// The PDF cannot be read.
    Pdf,
    /// Reading the PDF to its end takes too much time or memory.
    PdfTooComplex,
    /// The part of the app that reads PDF files cannot be loaded.
    PdfMissing,
    /// A hardware scanner typed something that cannot be repaired.
    Garbled,
    /// The file is larger than the page accepts.
    TooLarge,
    /// The picture has no code.
    NoCode,
    /// The worker died twice over the same input.
    ScannerFailed,
    /// The device has never loaded a part of the app that is needed now.
    PartMissing,
    /// The trust list was refused; the list in use stays.
    TrustRefused(String),
    /// The entry rules were refused; the rules in use stay.
    RulesRefused(String),
    /// The demo's files cannot be loaded.
    DemoMissing,
}

/// Fault of the device's clock. Times are milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClockFault {
    /// The clock says `now`, which is before `seen`, the time of a signed statement.
    Behind {
        /// Time by the clock.
        now: f64,
        /// Latest signed time.
        seen: f64,
    },
    /// The clock was set while the page was open.
    Jumped {
        /// Milliseconds forward, or backward if negative.
        by: f64,
    },
}
