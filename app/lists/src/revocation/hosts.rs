//! Static hosts of the pack: its serial number, changes, the index, and parts beside it. All hosts serve the pack of the
//! same publisher; what one does not deliver is asked of the next.

use super::Revocation;
use greengate::{
    revocation::{Delta, Error, Pack},
    trust::BundleError,
};
use greengate_app::{
    bridge::{UpdateFailure, UpdateOutcome},
    download::{Download, Fetched},
};

/// Milliseconds after which a file is given up.
const PATIENCE_MS: i32 = 20_000;
/// Most changes that are applied one after the other: a device that missed more fetches the index.
const MOST_CHANGES: usize = 16;

/// Addresses of the index.
pub struct Hosts(Vec<String>);

impl Hosts {
    pub fn of(sources: &[String]) -> Self {
        Self(sources.to_vec())
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A part, from the first host that has it.
    pub async fn file(&self, name: &str) -> Option<Vec<u8>> {
        for index in &self.0 {
            if let Ok(bytes) = fetch(&beside(index, name)).await {
                return Some(bytes);
            }
        }
        None
    }
}

/// Address of a file beside the index.
fn beside(index: &str, name: &str) -> String {
    let folder = index.rsplit_once('/').map_or("", |(folder, _)| folder);
    [folder, "/", name].concat()
}

async fn fetch(url: &str) -> Result<Vec<u8>, UpdateFailure> {
    let file = Download {
        url,
        etag: None,
        patience_ms: PATIENCE_MS,
    };
    match file.fetch().await? {
        Fetched::Body { bytes, .. } => Ok(bytes),
        // Only an answer to an entity tag.
        Fetched::NotModified => Err(UpdateFailure::BrokenOff),
    }
}

/// Asks every host for a newer edition, and uses the newest: a host may be out of date, or somebody may hold updates
/// back.
pub async fn update(lists: &Revocation, hosts: &Hosts) -> UpdateOutcome {
    let mut outcome: Option<UpdateOutcome> = None;
    for index in &hosts.0 {
        let found = match from_host(lists, index).await {
            Ok(true) => UpdateOutcome::Replaced,
            Ok(false) => UpdateOutcome::UpToDate,
            Err(failure) => UpdateOutcome::Failed(failure),
        };
        let is_better = match &outcome {
            None | Some(UpdateOutcome::Failed(_)) => true,
            Some(_) => found == UpdateOutcome::Replaced,
        };
        if is_better {
            outcome = Some(found);
        }
    }
    outcome.unwrap_or(UpdateOutcome::UpToDate)
}

/// Takes what a host has that is newer; true if there was any.
async fn from_host(lists: &Revocation, index: &str) -> Result<bool, UpdateFailure> {
    let held = lists.with_pack(|pack| Some(pack.header().serial));
    // Its word only tells whether to look. A host without the file is asked for the index.
    let offered = fetch(&beside(index, Pack::SERIAL)).await;
    let offered = offered
        .ok()
        .and_then(|text| String::from_utf8(text).ok()?.trim().parse::<u64>().ok());
    if let (Some(held), Some(offered)) = (held, offered)
        && held >= offered
    {
        return Ok(false);
    }
    let changed = held.is_some() && by_changes(lists, index, offered).await;
    if changed && offered.is_some_and(|offered| lists.with_pack(|pack| pack.header().serial) >= offered) {
        return Ok(true);
    }
    let bytes = fetch(index).await?;
    let pack = Pack::read_index(&bytes, &lists.pins()).map_err(|error| refused(&error))?;
    let held = lists.with_pack(|held| Some((held.header().serial, held.is_same_edition(&pack))));
    let found = pack.header().serial;
    match held {
        Some((_, true)) => Ok(changed),
        Some((held, false)) if held == found => Err(UpdateFailure::SameSerial(found)),
        Some((held, _)) if held > found => {
            let rollback = BundleError::Rollback { found, held };
            Err(UpdateFailure::Refused(rollback.to_string()))
        }
        // One that has ended is used, and said to be old: it knows more than the one before.
        _ => {
            lists.hold(pack).await;
            Ok(true)
        }
    }
}

/// Applies the changes that a host has, one after the other; true if there was one. One that is missing, broken or of
/// another publisher ends it, and the edition in use stays.
async fn by_changes(lists: &Revocation, index: &str, offered: Option<u64>) -> bool {
    let mut changed = false;
    for _ in 0..MOST_CHANGES {
        let serial = lists.with_pack(|pack| pack.header().serial);
        if offered.is_some_and(|offered| serial >= offered) {
            break;
        }
        let Ok(change) = fetch(&beside(index, &Delta::file_name(serial))).await else {
            break;
        };
        let Ok(pack) = changed_by(lists, &change).await else {
            break;
        };
        lists.hold(pack).await;
        changed = true;
    }
    changed
}

/// The edition that a change leads to.
async fn changed_by(lists: &Revocation, change: &[u8]) -> Result<Pack, UpdateFailure> {
    let missing = lists.with_pack(|pack| Delta::missing_for(pack, change).unwrap_or_default());
    let device = lists.device();
    let mut before = lists
        .with_pack(|pack| Some(pack.clone()))
        .ok_or(UpdateFailure::NotABundle)?;
    for name in missing {
        if let Some(part) = device.part(&name).await {
            // A part that the device has not whole is fetched when it is needed.
            _ = before.add(&part);
        }
    }
    Delta::apply(&before, change, &lists.pins()).map_err(|error| refused(&error))
}

fn refused(error: &Error) -> UpdateFailure {
    UpdateFailure::Refused(error.to_string())
}
