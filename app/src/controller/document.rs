//! The passport that the pass on screen is compared with.

use super::Controller;
use crate::{
    browser,
    state::{self, Action, Mode},
};
use greengate::person::{Mrz, MrzError};
use greengate_app::bridge::ScannedCode;

/// Milliseconds during which a machine-readable zone that the camera saw in a code is not accepted from a scanner.
const CODED_ZONE_MS: f64 = 3_000.0;

impl Controller {
    /// Compares the pass on screen with the passport of this machine-readable zone.
    pub fn document(&self, text: &str) {
        let mut read = (!text.trim().is_empty()).then(|| read_zone(text));
        let now = browser::monotonic();
        let coded = self.0.coded_zones.borrow();
        if let Some(Ok(mrz)) = &read
            && coded.iter().any(|(zone, at)| zone == mrz && now - at < CODED_ZONE_MS)
        {
            read = Some(Err(MrzError::NotADocument));
        }
        *self.0.document.borrow_mut() = read.clone().and_then(Result::ok);
        self.tell(Action::Desk(state::DeskAction::Document(read)));
    }

    /// Notes the zones in codes that the camera sees: a code is not a passport. Withdraws a document whose zone was
    /// such a code.
    pub(super) fn note_coded_zones(&self, found: &[ScannedCode]) {
        if self.0.mode.get() != Mode::Desk {
            return;
        }
        let now = browser::monotonic();
        let mut coded = self.0.coded_zones.borrow_mut();
        coded.retain(|(_, at)| now - at < CODED_ZONE_MS);
        for code in found.iter().filter(|code| Mrz::looks_like(&code.text)) {
            let Ok(zone) = read_zone(&code.text) else { continue };
            let taken = self.0.document.borrow_mut().take_if(|document| *document == zone);
            if taken.is_some() {
                self.tell(Action::Desk(state::DeskAction::Document(Some(Err(
                    MrzError::NotADocument,
                )))));
            }
            coded.retain(|(other, _)| *other != zone);
            coded.push((zone, now));
        }
    }
}

fn read_zone(text: &str) -> Result<Mrz, MrzError> {
    let today = browser::instant(browser::now()).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    Mrz::read(text, today)
}
